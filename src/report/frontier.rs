//! The frontier: each chosen measure against the level of a factor that an experiment varied.

use super::Fault;
use super::canvas::{Area, At, Axis, COLOURS, RULE, Side, bold, draw, line, mark, stroke, text};
use super::figure::Figure;
use super::read::{Estimate, Results, measure};
use super::table::Table;
use super::words::{LEADS, interval, number, shape, subject};
use crate::study::shown::Shown;

const WIDTH: i32 = 960;
const PANEL: i32 = 230;
const HEAD: i32 = 34;
const TOP: i32 = 34;
const FOOT: i32 = 44;
/// Lines that can be told apart.
const MOST: usize = 4;
/// What is shown, fixed beforehand: contact, load, the queue, families unseen, drift, missed risk, stress, cost.
pub(super) const CHOSEN: [&str; 8] = [
    LEADS,
    "families_per_worker",
    "unallocated_mean",
    "unseen_high_risk_days_per_100_referred",
    "drift_share",
    "missed_risk_share",
    "ghq_mean",
    "cost_per_year",
];

/// Letters of a level's label that an axis has room for.
const SHORT: usize = 8;

/// Arms that differ in nothing but the level of the factor, with their levels, low to high.
pub(super) struct Line {
    pub(super) label: String,
    pub(super) arms: Vec<(f64, usize)>,
}

/// One figure for each factor whose levels are numbers.
pub(super) fn frontiers(results: &Results) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    for (at, factor) in factors(results).into_iter().enumerate() {
        figures.extend(frontier(results, factor, at)?);
    }
    Ok(figures)
}

/// The factors that an experiment varied.
pub(super) fn factors(results: &Results) -> Vec<&str> {
    let mut factors: Vec<&str> = Vec::new();
    for level in &results.levels {
        if !factors.contains(&level.factor.as_str()) {
            factors.push(&level.factor);
        }
    }
    factors
}

/// Its lines, where its levels are numbers.
pub(super) fn lines(results: &Results, factor: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (arm, of) in results.arms.iter().enumerate() {
        let own = || results.levels.iter().filter(|level| level.arm == of.name);
        let level = own().find(|level| level.factor == factor);
        let Some(value) = level.and_then(|level| level.value.parse::<f64>().ok()) else {
            continue;
        };
        let others: Vec<&str> = own()
            .filter(|level| level.factor != factor)
            .map(|level| level.label.as_str())
            .collect();
        let label = others.join(", ");
        match lines.iter_mut().find(|line| line.label == label) {
            Some(line) => line.arms.push((value, arm)),
            None => lines.push(Line {
                label,
                arms: vec![(value, arm)],
            }),
        }
    }
    for line in &mut lines {
        line.arms.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    lines.retain(|line| line.arms.len() > 1);
    lines.truncate(MOST);
    lines
}

fn frontier(results: &Results, factor: &str, at: usize) -> Result<Option<Figure>, Fault> {
    let lines = lines(results, factor);
    let names: Vec<&str> = (CHOSEN.into_iter())
        .filter(|name| {
            lines
                .iter()
                .flat_map(|l| &l.arms)
                .any(|(_, arm)| results.mean(*arm, name).is_some())
        })
        .collect();
    let leads = |name: &&&str| **name == results.leads();
    let leading = names.iter().find(leads).or(names.first());
    let (Some(first), Some(&leading)) = (lines.first(), leading) else {
        return Ok(None);
    };
    let height = HEAD + PANEL * (names.len() as i32 + 1).div_euclid(2);
    let drawing = draw((WIDTH as u32, height as u32), |area| {
        legend(area, &lines)?;
        for (at, name) in names.iter().enumerate() {
            let corner = (
                at as i32 % 2 * (WIDTH / 2 + 10),
                HEAD + at as i32 / 2 * PANEL,
            );
            panel(area, results, &lines, factor, name, corner)?;
        }
        Ok(())
    })?;
    let mut table = Table::new(
        &format!("Means by {factor}"),
        &["measure", "beside", factor, "mean", "95 % interval"],
    );
    for name in &names {
        for line in &lines {
            for (value, arm) in &line.arms {
                let (Some(of), Some(estimate)) = (measure(name), results.mean(*arm, name)) else {
                    continue;
                };
                let shown = shape(of, estimate.value);
                table.rows.push(vec![
                    shown.label(of),
                    line.label.clone(),
                    super::words::minus(&value.to_string()),
                    number(shown, estimate.value),
                    interval(shown, estimate).unwrap_or_default(),
                ]);
            }
        }
    }
    Ok(Some(Figure {
        id: format!("frontier-{at}"),
        title: title(results, first, factor, leading),
        reading: "Means with 95 % intervals at each level that was tried; between levels nothing was simulated.".to_owned(),
        drawing,
        size: (WIDTH as u32, height as u32),
        description: format!(
            "{} panels, each with a measure against {factor} at {} levels. All numbers are in the table below.",
            names.len(),
            first.arms.len()
        ),
        table,
    }))
}

/// What becomes of the leading measure from the lowest level to the highest.
fn title(results: &Results, line: &Line, factor: &str, name: &str) -> String {
    let ends = (line.arms.first().copied()).zip(line.arms.last().copied());
    let told = ends.and_then(|((_, a), (_, b))| {
        let (of, from, to) = (
            measure(name)?,
            results.mean(a, name)?,
            results.mean(b, name)?,
        );
        let shown = shape(of, from.value.abs().max(to.value.abs()));
        let say = |e: Estimate, arm: usize| {
            let within = interval(shown, e).map_or(String::new(), |words| format!(" ({words})"));
            format!(
                "{}{within} at {}",
                number(shown, e.value),
                level(results, arm, factor)
            )
        };
        let beside = if line.label.is_empty() {
            String::new()
        } else {
            format!(", {}", line.label)
        };
        Some(format!(
            "{}{beside}: {}, {}",
            subject(of, shown),
            say(from, a),
            say(to, b)
        ))
    });
    told.unwrap_or_else(|| format!("Measures against {factor}"))
}

/// What a factor is called, where a question has its label.
fn named<'r>(results: &'r Results, factor: &'r str) -> &'r str {
    let asked = results.asked.inverse.iter().find(|of| of.factor == factor);
    asked.map_or(factor, |of| &of.unit)
}

/// What the level of a factor in an arm is called.
fn level<'r>(results: &'r Results, arm: usize, factor: &'r str) -> &'r str {
    let of =
        |level: &&super::read::Level| level.arm == results.arms[arm].name && level.factor == factor;
    results
        .levels
        .iter()
        .find(of)
        .map_or(factor, |level| &level.label)
}

fn legend(area: &Area<'_>, lines: &[Line]) -> Result<(), Fault> {
    let mut x = 4;
    for (which, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.label.is_empty())
    {
        stroke(area, &[(x, 14), (x + 40, 14)], which, 2)?;
        mark(area, (x + 20, 14), which)?;
        text(area, (x + 48, 14), &line.label, Side::Left)?;
        x += 48 + 8 * line.label.chars().count() as i32 + 26;
    }
    Ok(())
}

fn panel(
    area: &Area<'_>,
    results: &Results,
    lines: &[Line],
    factor: &str,
    name: &str,
    (x, y): At,
) -> Result<(), Fault> {
    let Some(of) = measure(name) else {
        return Ok(());
    };
    let found: Vec<Vec<(f64, Estimate)>> = (lines.iter())
        .map(|line| {
            line.arms
                .iter()
                .filter_map(|&(value, arm)| Some((value, results.mean(arm, name)?)))
                .collect()
        })
        .collect();
    let all = || found.iter().flatten();
    let largest = all().map(|(_, e)| e.value.abs()).fold(0.0, f64::max);
    let shown: Shown = shape(of, largest);
    let (left, right, top, bottom) = (x + 56, x + WIDTH / 2 - 30, y + TOP, y + PANEL - FOOT);
    let up = Axis::around(
        all().flat_map(|(_, e)| [e.ends().0, e.ends().1]),
        (bottom, top),
    );
    let levels: Vec<f64> = (lines
        .iter()
        .flat_map(|line| line.arms.iter().map(|(value, _)| *value)))
    .collect();
    let (low, high) = levels
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| {
            (l.min(v), h.max(v))
        });
    let across = Axis::new(low, high, (left + 14, right - 14));
    bold(area, (x, y + 12), &shown.label(of), Side::Left)?;
    for (tick, words) in up.ticks(4, shown) {
        line(area, &[(left, up.at(tick)), (right, up.at(tick))], RULE, 1)?;
        text(area, (left - 7, up.at(tick)), &words, Side::Right)?;
    }
    let mut written = i32::MIN;
    let mut sorted = levels;
    sorted.sort_by(f64::total_cmp);
    sorted.dedup();
    for value in sorted {
        let arm = (lines.iter().flat_map(|line| &line.arms)).find(|(own, _)| *own == value);
        let label = arm.map_or("", |&(_, arm)| level(results, arm, factor));
        let words = if (1..=SHORT).contains(&label.chars().count()) {
            super::words::minus(label)
        } else {
            super::words::minus(&value.to_string())
        };
        let (at, half) = (across.at(value), 4 * words.chars().count() as i32);
        if at - half > written {
            text(area, (at, bottom + 14), &words, Side::Middle)?;
            written = at + half + 6;
        }
    }
    text(
        area,
        ((left + right) / 2, bottom + 33),
        named(results, factor),
        Side::Middle,
    )?;
    for (which, points) in found.iter().enumerate() {
        let through: Vec<At> = points
            .iter()
            .map(|(value, e)| (across.at(*value), up.at(e.value)))
            .collect();
        stroke(area, &through, which, 2)?;
        for (value, estimate) in points {
            let at = across.at(*value);
            let (low, high) = estimate.ends();
            line(
                area,
                &[(at, up.at(low)), (at, up.at(high))],
                COLOURS[which % COLOURS.len()],
                2,
            )?;
            mark(area, (at, up.at(estimate.value)), which)?;
        }
    }
    Ok(())
}
