//! The page of a restructure's road: a table by quarter, and a sentence for each measure.

use crate::cli::text::{heading, table, wrapped};
use crate::experiment::compare::{Comparison, QuarterRow};
use crate::experiment::plan::Plan;
use crate::study::road::{EACH_ALONE, FOLLOWED, Road, along, difference, measure, roads, sentence};
use crate::study::shown::Shown;

/// The roads of an experiment, if it has any.
pub(crate) fn page(plan: &Plan, comparison: &Comparison, width: u16) -> String {
    let of = |road: Road| one(plan, comparison, road, width);
    roads(plan).into_iter().map(of).collect()
}

fn one(plan: &Plan, comparison: &Comparison, road: Road, width: u16) -> String {
    let pair = plan.pairs[road.pair];
    let (with, without) = (&plan.arms[pair.arm].label, &plan.arms[pair.minus].label);
    let title =
        format!("The road, by quarter: {with} minus {without}, ± half of the 95 % interval");
    let mut page = heading(&title, width);
    let mut header = vec!["from".to_owned()];
    let mut cells: Vec<Vec<String>> = Vec::new();
    let mut sentences = Vec::new();
    for (series, more_is_worse) in FOLLOWED {
        let rows: Vec<&QuarterRow> = along(&comparison.quarters, road, series).collect();
        let largest = rows.iter().map(|row| row.arm.abs()).fold(0.0, f64::max);
        let shape = Shown::of(measure(series), largest);
        header.push(shape.label(measure(series)));
        if cells.is_empty() {
            cells = rows.iter().map(|row| vec![row.month.clone()]).collect();
        }
        for (line, row) in cells.iter_mut().zip(&rows) {
            line.push(difference(shape, row));
        }
        sentences.push(sentence(&rows, road, series, more_is_worse, shape));
    }
    page += &table(header, cells, width);
    for sentence in sentences {
        page += &wrapped(&format!("- {sentence}"), width, 2);
    }
    page += &wrapped(EACH_ALONE, width, 0);
    page
}
