//! Small panels, one for each measure, with a row for every arm: means with their intervals.

use super::Fault;
use super::canvas::{Area, At, Axis, COLOURS, RULE, Side, bold, cap, draw, line, mark, text};
use super::figure::Figure;
use super::read::{Estimate, Results, measure};
use super::table::Table;
use super::words::{beside, fit, interval, number, shape};
use crate::observe::Measure;
use crate::study::shown::Shown;

const WIDTH: i32 = 960;
const ROW: i32 = 26;
/// Height of a panel's title and of its axis.
const HEAD: i32 = 30;
const FOOT: i32 = 34;
/// Width of a panel's column of arms, and of its numbers.
const NAMES: i32 = 200;
const NUMBERS: i32 = 88;

struct Panel {
    measure: &'static Measure,
    shown: Shown,
    /// By arm; not every arm defines it.
    rows: Vec<(usize, Option<Estimate>)>,
}

fn panel(results: &Results, arms: &[usize], name: &str) -> Option<Panel> {
    let measure = measure(name)?;
    let rows: Vec<(usize, Option<Estimate>)> = arms
        .iter()
        .map(|&arm| (arm, results.mean(arm, name)))
        .collect();
    let largest = (rows.iter().filter_map(|(_, e)| *e))
        .map(|e| e.value.abs())
        .fold(f64::NAN, f64::max);
    largest.is_finite().then(|| Panel {
        measure,
        shown: shape(measure, largest),
        rows,
    })
}

/// The figure of these measures; none if no arm defines any. `leads` is the measure of its title.
pub(super) fn panels(
    results: &Results,
    id: &str,
    names: &[&str],
    leads: &str,
    reading: &str,
) -> Result<Option<Figure>, Fault> {
    let arms = results.compared();
    let panels: Vec<Panel> = names
        .iter()
        .filter_map(|name| panel(results, &arms, name))
        .collect();
    if panels.is_empty() {
        return Ok(None);
    }
    let title = (results.leading())
        .and_then(|pair| beside(results, pair, leads))
        .unwrap_or_else(|| alone(&panels, leads));
    let tall = HEAD + FOOT + ROW * arms.len() as i32;
    let height = tall * (panels.len() as i32 + 1).div_euclid(2);
    let drawing = draw((WIDTH as u32, height as u32), |area| {
        for (at, panel) in panels.iter().enumerate() {
            let (column, row) = (at as i32 % 2, at as i32 / 2);
            paint(
                area,
                results,
                panel,
                (column * (WIDTH / 2 + 10), row * tall),
            )?;
        }
        Ok(())
    })?;
    let labels: Vec<String> = panels.iter().map(|p| p.shown.label(p.measure)).collect();
    let mut table = Table::new("Means by arm", &["measure", "arm", "mean", "95 % interval"]);
    for panel in &panels {
        for (arm, estimate) in &panel.rows {
            table.rows.push(vec![
                panel.shown.label(panel.measure),
                results.arms[*arm].label.clone(),
                estimate.map_or("not defined".to_owned(), |e| number(panel.shown, e.value)),
                estimate
                    .and_then(|e| interval(panel.shown, e))
                    .unwrap_or_default(),
            ]);
        }
    }
    Ok(Some(Figure {
        id: id.to_owned(),
        title,
        reading: reading.to_owned(),
        drawing,
        size: (WIDTH as u32, height as u32),
        description: format!(
            "Means with 95 % intervals of {} arms in {} panels: {}. All numbers are in the table below.",
            arms.len(),
            panels.len(),
            labels.join("; ")
        ),
        table,
    }))
}

/// The title where nothing is compared: what the leading measure came to in the first arm.
fn alone(panels: &[Panel], leads: &str) -> String {
    let panel = (panels.iter())
        .find(|panel| panel.measure.name == leads)
        .unwrap_or(&panels[0]);
    let label = super::words::capital(&panel.shown.label(panel.measure));
    let found = panel.rows.iter().find_map(|(_, estimate)| *estimate);
    found.map_or(label.clone(), |estimate| {
        let within = interval(panel.shown, estimate).map_or(String::new(), |w| format!(" ({w})"));
        format!("{label}: {}{within}", number(panel.shown, estimate.value))
    })
}

fn paint(area: &Area<'_>, results: &Results, panel: &Panel, (x, y): At) -> Result<(), Fault> {
    let plot = (x + NAMES, x + WIDTH / 2 - 10 - NUMBERS);
    let ends = (panel.rows.iter().filter_map(|(_, e)| *e)).flat_map(|e| [e.ends().0, e.ends().1]);
    let axis = Axis::around(ends, plot);
    bold(
        area,
        (x, y + 12),
        &panel.shown.label(panel.measure),
        Side::Left,
    )?;
    let (top, bottom) = (y + HEAD, y + HEAD + ROW * panel.rows.len() as i32);
    for (tick, words) in axis.ticks(4, panel.shown) {
        let at = axis.at(tick);
        line(area, &[(at, top), (at, bottom)], RULE, 1)?;
        text(area, (at, bottom + 12), &words, Side::Middle)?;
    }
    for (at, (arm, estimate)) in panel.rows.iter().enumerate() {
        let middle = top + ROW * at as i32 + ROW / 2;
        text(
            area,
            (x, middle),
            &fit(&results.arms[*arm].label),
            Side::Left,
        )?;
        let Some(estimate) = estimate else {
            text(area, (plot.1 + 12, middle), "not defined", Side::Left)?;
            continue;
        };
        let category = category(results, *arm);
        let colour = COLOURS[category];
        let (low, high) = estimate.ends();
        line(
            area,
            &[(axis.at(low), middle), (axis.at(high), middle)],
            colour,
            3,
        )?;
        for end in [low, high] {
            cap(
                area,
                (axis.at(end), middle),
                axis.at(estimate.value),
                colour,
            )?;
        }
        mark(area, (axis.at(estimate.value), middle), category)?;
        let words = number(panel.shown, estimate.value);
        text(area, (plot.1 + 12, middle), &words, Side::Left)?;
    }
    Ok(())
}

/// The mark of an arm: by its structure, so that what is alike looks alike; else by its place.
pub(super) fn category(results: &Results, arm: usize) -> usize {
    match results.arms[arm].structure.as_deref() {
        Some("hierarchy") => 0,
        Some("unit") => 1,
        Some(_) => 2,
        None => arm % COLOURS.len(),
    }
}
