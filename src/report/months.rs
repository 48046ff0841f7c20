//! Series over time: the arms month by month on the left, the differences of pairs quarter by quarter on the right.

use super::Fault;
use super::canvas::{
    Area, At, Axis, GREY, INK, RULE, Side, ZONE, band, block, bold, dashed, draw, line, stroke,
    text,
};
use super::figure::Figure;
use super::read::{Estimate, Point, Results, measure};
use super::table::Table;
use super::words::{
    capital, counted, interval, last_quarter, number, pair_label, shape, short, signed, subject,
};
use crate::observe::Measure;
use crate::study::road::{DIP, FOLLOWED, SMALL, TITLE};
use crate::study::shown::Shown;

const WIDTH: i32 = 960;
const HEIGHT: i32 = 332;
const TOP: i32 = 82;
const BOTTOM: i32 = HEIGHT - 40;
/// The left plot beside a right one and alone, and the right plot.
const LEFT: (i32, i32) = (46, 372);
const ALONE: (i32, i32) = (46, 740);
const RIGHT: (i32, i32) = (648, 950);
/// Least distance of the labels at the ends of lines.
const APART: i32 = 18;
/// Lines that can be told apart.
const MOST: usize = 4;
const MONTHS_A_QUARTER: usize = 3;
/// Letters of a label between the two plots, clear of the numbers of the right one.
const BESIDE: usize = 26;

/// One figure for each series that is followed.
pub(super) fn months(results: &Results) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    for (name, _) in FOLLOWED {
        figures.extend(one(results, name, figures.is_empty())?);
    }
    Ok(figures)
}

struct Lines<'a> {
    measure: &'static Measure,
    shown: Shown,
    label: String,
    arms: Vec<(usize, &'a [Point])>,
    pairs: Vec<(usize, &'a [Point])>,
    /// Months of start-up.
    start_up: usize,
    /// Months to what happens on the way, and what it is.
    turn: Option<(usize, &'static str)>,
}

fn one(results: &Results, name: &str, explained: bool) -> Result<Option<Figure>, Fault> {
    let Some(of) = measure(name) else {
        return Ok(None);
    };
    let arms: Vec<(usize, &[Point])> = (results.drawn(MOST).into_iter())
        .map(|arm| (arm, results.series(arm, name)))
        .filter(|(_, points)| points.len() > 1)
        .collect();
    if arms.is_empty() {
        return Ok(None);
    }
    let drawn: Vec<usize> = arms.iter().map(|&(arm, _)| arm).collect();
    let pairs: Vec<(usize, &[Point])> = (results.followed(&drawn).into_iter())
        .map(|pair| (pair, results.quarters(pair, name)))
        .filter(|(_, points)| points.len() > 1)
        .collect();
    let largest = (arms.iter().flat_map(|(_, points)| points.iter()))
        .map(|(_, e)| e.value.abs())
        .fold(0.0, f64::max);
    let shown = shape(of, largest);
    let lines = Lines {
        measure: of,
        shown,
        label: shown.label(of),
        start_up: arms
            .iter()
            .map(|&(arm, _)| results.arms[arm].start_up_months as usize)
            .max()
            .unwrap_or(0),
        turn: arms
            .iter()
            .filter_map(|&(arm, _)| results.arms[arm].turn())
            .min(),
        arms,
        pairs,
    };
    let drawing = draw((WIDTH as u32, HEIGHT as u32), |area| {
        paint(area, results, &lines)
    })?;
    Ok(Some(Figure {
        id: format!("months-{}", name.replace('_', "-")),
        title: title(results, &lines),
        reading: if explained {
            reading(&lines, results.pairs.len()) + &results.undrawn(MOST)
        } else {
            String::new()
        },
        drawing,
        size: (WIDTH as u32, HEIGHT as u32),
        description: description(results, &lines),
        table: table(results, &lines),
    }))
}

/// What the last quarter came to; where there is a road, what it has to say of the measure.
fn title(results: &Results, lines: &Lines<'_>) -> String {
    let begins = ["", " [A]"].map(|tag| format!("{}{tag}: ", lines.label));
    let told = (results.findings.iter())
        .filter(|(title, _)| [DIP, TITLE].contains(&title.as_str()))
        .flat_map(|(_, sentences)| sentences)
        .find(|sentence| begins.iter().any(|begins| sentence.starts_with(begins)));
    if let Some(sentence) = told {
        // Of several roads the title says how many dip; each is told in the text.
        let told = sentence.split(" arms: ").next().unwrap_or_default();
        let told = if told == sentence {
            told.to_owned()
        } else {
            format!(
                "{told} arms{}",
                if sentence.trim_end_matches('.').ends_with(SMALL) {
                    SMALL
                } else {
                    ""
                }
            )
        };
        return capital(&super::words::minus_signs(told.trim_end_matches('.')));
    }
    let last = (lines.pairs.first()).and_then(|(pair, points)| Some((*pair, points.last()?)));
    if let Some((pair, (quarter, difference))) = last {
        let at = (quarter.as_str(), *difference);
        return last_quarter(results, pair, lines.measure, lines.shown, at);
    }
    let (arm, points) = lines.arms[0];
    let (month, value) = &points[points.len() - 1];
    format!(
        "{} in the last month, {month}: {} in {}",
        subject(lines.measure, lines.shown),
        number(lines.shown, value.value),
        results.arms[arm].label
    )
}

fn reading(lines: &Lines<'_>, all: usize) -> String {
    let mut reading = "Means of the month with bands of 95 % intervals; the grey months are start-up and not measured.".to_owned();
    if !lines.pairs.is_empty() {
        reading += &format!(
            " Right: differences by quarter of {} of {}; each interval stands alone, and of twenty quarters in which nothing differs one seems to.",
            lines.pairs.len(),
            counted(all, "pair")
        );
    }
    reading
}

fn description(results: &Results, lines: &Lines<'_>) -> String {
    let ends: Vec<String> = (lines.arms.iter())
        .filter_map(|(arm, points)| {
            let ((from, first), (to, last)) = (points.first()?, points.last()?);
            Some(format!(
                "{} from {} in {from} to {} in {to}",
                results.arms[*arm].label,
                number(lines.shown, first.value),
                number(lines.shown, last.value)
            ))
        })
        .collect();
    format!(
        "Line chart of {} by month: {}. Quarters are in the table below.",
        lines.label,
        ends.join("; ")
    )
}

/// Every quarter's first month: the whole series is in the folder.
fn table(results: &Results, lines: &Lines<'_>) -> Table {
    let mut header = vec!["month".to_owned()];
    header.extend(
        lines
            .arms
            .iter()
            .map(|(arm, _)| results.arms[*arm].label.clone()),
    );
    let pairs: Vec<String> = (lines.pairs.iter())
        .map(|(pair, _)| format!("difference {}", pair_label(results, &results.pairs[*pair])))
        .collect();
    header.extend(pairs);
    let mut table = Table::new(
        &format!(
            "{}, by quarter: mean of the first month and difference of the quarter",
            capital(&lines.label)
        ),
        &[],
    );
    table.header = header;
    let find =
        |points: &[Point], month: &str| points.iter().find(|(at, _)| at == month).map(|(_, e)| *e);
    let months = lines.arms[0]
        .1
        .iter()
        .step_by(MONTHS_A_QUARTER)
        .map(|(month, _)| month.clone());
    for month in months {
        let mut row = vec![month.clone()];
        row.extend(lines.arms.iter().map(|(_, points)| {
            find(points, &month).map_or("not defined".to_owned(), |e| number(lines.shown, e.value))
        }));
        row.extend(lines.pairs.iter().map(|(_, points)| {
            find(points, &month).map_or("not defined".to_owned(), |e| {
                let within =
                    interval(lines.shown, e).map_or(String::new(), |words| format!(" ({words})"));
                format!("{}{within}", signed(lines.shown, e.value))
            })
        }));
        table.rows.push(row);
    }
    table
}

fn paint(area: &Area<'_>, results: &Results, lines: &Lines<'_>) -> Result<(), Fault> {
    let months = lines
        .arms
        .iter()
        .map(|(_, points)| points.len())
        .max()
        .unwrap_or(1);
    let time = |pixels| Axis::new(0.0, months.max(2) as f64 - 1.0, pixels);
    let left = if lines.pairs.is_empty() { ALONE } else { LEFT };
    bold(area, (0, 16), &lines.label, Side::Left)?;
    let arms: Vec<(usize, Vec<Point>)> = (lines.arms.iter())
        .map(|&(arm, points)| (arm, above_nothing(points)))
        .collect();
    let all = arms.iter().flat_map(|(_, points)| points.iter());
    let up = Axis::around(
        all.flat_map(|(_, e)| [e.ends().0, e.ends().1]),
        (BOTTOM, TOP),
    );
    frame(area, lines, &time(left), &up, left)?;
    let mut ends = Vec::new();
    for (which, (arm, points)) in arms.iter().enumerate() {
        let first = lines.arms[0].1;
        let place = |month: &str| first.iter().position(|(at, _)| at == month);
        let at = |points: &[Point]| -> Vec<usize> {
            points
                .iter()
                .filter_map(|(month, _)| place(month))
                .collect()
        };
        curve(area, points, &at(points), &time(left), &up, which)?;
        if let Some((_, last)) = points.last() {
            ends.push((up.at(last.value), which, results.arms[*arm].label.clone()));
        }
    }
    labels(area, left.1 + 8, ends)?;
    if lines.pairs.is_empty() {
        return Ok(());
    }
    let corner = RIGHT.0 - 44;
    bold(area, (corner, 16), "difference by quarter", Side::Left)?;
    for (which, (pair, _)) in lines.pairs.iter().enumerate() {
        let y = 34 + 18 * which as i32;
        stroke(area, &[(corner, y), (corner + 26, y)], which, 3)?;
        let label = pair_label(results, &results.pairs[*pair]);
        text(area, (corner + 32, y), &short(&label, 48), Side::Left)?;
    }
    let all = lines.pairs.iter().flat_map(|(_, points)| points.iter());
    let up = Axis::around(
        all.flat_map(|(_, e)| [e.ends().0, e.ends().1, 0.0]),
        (BOTTOM, TOP),
    );
    frame(area, lines, &time(RIGHT), &up, RIGHT)?;
    line(
        area,
        &[(RIGHT.0, up.at(0.0)), (RIGHT.1, up.at(0.0))],
        INK,
        2,
    )?;
    for (which, (_, points)) in lines.pairs.iter().enumerate() {
        let first = lines.arms[0].1;
        let at: Vec<usize> = (points.iter())
            .filter_map(|(quarter, _)| first.iter().position(|(month, _)| month == quarter))
            .map(|at| at + MONTHS_A_QUARTER / 2)
            .collect();
        curve(area, points, &at, &time(RIGHT), &up, which)?;
    }
    Ok(())
}

/// The points as drawn: of what is never below nothing the band is not drawn there either; the table has it whole.
fn above_nothing(points: &[Point]) -> Vec<Point> {
    let floor = if points.iter().all(|(_, e)| e.value >= 0.0) {
        0.0
    } else {
        f64::NEG_INFINITY
    };
    let drawn = |(month, e): &Point| {
        let interval = e.interval.map(|(low, high)| (low.max(floor), high));
        (month.clone(), Estimate { interval, ..*e })
    };
    points.iter().map(drawn).collect()
}

/// Start-up, restructure, grid and numbers of a plot.
fn frame(
    area: &Area<'_>,
    lines: &Lines<'_>,
    time: &Axis,
    up: &Axis,
    pixels: (i32, i32),
) -> Result<(), Fault> {
    let first = lines.arms[0].1;
    if lines.start_up > 0 {
        let end = time.within(lines.start_up as f64);
        block(area, (pixels.0, TOP), (end, BOTTOM), ZONE)?;
        text(area, (pixels.0, TOP - 10), "start-up", Side::Left)?;
    }
    for (tick, words) in up.ticks(5, lines.shown) {
        let y = up.at(tick);
        line(area, &[(pixels.0, y), (pixels.1, y)], RULE, 1)?;
        text(area, (pixels.0 - 7, y), &words, Side::Right)?;
    }
    let every = if first.len() > 100 { 2 } else { 1 };
    let januaries = first
        .iter()
        .enumerate()
        .filter(|(_, (month, _))| month.ends_with("-01"));
    for (at, (month, _)) in januaries.step_by(every) {
        let x = time.at(at as f64);
        line(area, &[(x, BOTTOM), (x, BOTTOM + 5)], INK, 1)?;
        text(
            area,
            (x, BOTTOM + 18),
            month.split('-').next().unwrap_or_default(),
            Side::Middle,
        )?;
    }
    if let Some((turn, what)) = lines.turn.filter(|&(turn, _)| turn < first.len()) {
        let x = time.at(turn as f64);
        dashed(area, &[(x, TOP), (x, BOTTOM)], GREY, 2, (6, 4))?;
        text(
            area,
            (x, TOP - 10),
            &format!("{what}, {}", first[turn].0),
            Side::Middle,
        )?;
    }
    Ok(())
}

/// A line with its band, where the points are at these months.
fn curve(
    area: &Area<'_>,
    points: &[Point],
    months: &[usize],
    time: &Axis,
    up: &Axis,
    which: usize,
) -> Result<(), Fault> {
    let place = |value: fn(&Point) -> f64| -> Vec<At> {
        (points.iter().zip(months))
            .map(|(point, &month)| (time.within(month as f64), up.at(value(point))))
            .collect()
    };
    band(
        area,
        &place(|(_, e)| e.ends().0),
        &place(|(_, e)| e.ends().1),
        which,
    )?;
    stroke(area, &place(|(_, e)| e.value), which, 2)
}

/// Names at the ends of lines, moved apart where they would lie on one another.
fn labels(area: &Area<'_>, x: i32, mut ends: Vec<(i32, usize, String)>) -> Result<(), Fault> {
    ends.sort();
    let mut lowest = TOP - APART;
    for (y, ..) in &mut ends {
        *y = (*y).max(lowest + APART);
        lowest = *y;
    }
    let over = ends.last().map_or(0, |(y, ..)| (y - BOTTOM).max(0));
    for (y, which, label) in ends {
        let y = y - over;
        stroke(area, &[(x, y), (x + 26, y)], which, 3)?;
        text(area, (x + 32, y), &short(&label, BESIDE), Side::Left)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_what_is_never_negative_end_at_nothing() {
        let point = |value: f64| -> Point {
            let interval = Some((value - 2.0, value + 2.0));
            ("2012-01".to_owned(), Estimate { value, interval })
        };
        let drawn = above_nothing(&[point(1.0), point(3.0)]);
        assert_eq!(drawn[0].1.interval, Some((0.0, 3.0)));
        assert_eq!(drawn[1].1.interval, Some((1.0, 5.0)));
        let drawn = above_nothing(&[point(1.0), point(-1.0)]);
        assert_eq!(drawn[0].1.interval, Some((-1.0, 3.0)));
    }
}
