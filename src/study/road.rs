//! The road of a restructure: quarter by quarter against the same families without it, how deep it dips and for how long.

use crate::experiment::compare::{Comparison, QuarterRow};
use crate::experiment::plan::Plan;
use crate::experiment::summary::QUARTER;
use crate::observe::{Measure, measures};
use crate::study::findings::Finding;
use crate::study::shown::Shown;

/// Said under every road.
pub const EACH_ALONE: &str =
    "Each interval stands alone: of twenty quarters in which nothing differs, one seems to.";

/// What is followed along the road, and whether more of it is worse.
pub const FOLLOWED: [(&str, bool); 6] = [
    ("families_per_worker", true),
    ("contacts_per_family_month", false),
    ("not_seen_28_share", true),
    ("drift_share", true),
    ("decision_wait_manager_days", true),
    ("ghq_mean", true),
];

/// A pair of arms of which one is changed on the way and the other is not.
#[derive(Clone, Copy, Debug)]
pub struct Road {
    /// Index of the pair.
    pub pair: usize,
    /// Quarter of the first change.
    pub begins: usize,
}

/// The roads of an experiment.
pub fn roads(plan: &Plan) -> Vec<Road> {
    let of = |(pair, p): (usize, &crate::experiment::plan::Pair)| {
        let changes = &plan.arms[p.arm].config.change;
        let alone = plan.arms[p.minus].config.change.is_empty();
        let first = changes.iter().map(|c| c.month).min()?;
        let begins = first as usize / QUARTER;
        alone.then_some(Road { pair, begins })
    };
    plan.pairs.iter().enumerate().filter_map(of).collect()
}

/// The rows of one series along a road, from half a year before it.
pub fn along<'c>(
    comparison: &'c Comparison,
    road: Road,
    series: &str,
) -> impl Iterator<Item = &'c QuarterRow> {
    let series = series.to_owned();
    (comparison.quarters.iter()).filter(move |row| {
        row.pair == road.pair && row.series == series && row.quarter + 2 >= road.begins
    })
}

/// The measure of a series.
pub fn measure(series: &str) -> &'static Measure {
    let of = measures().iter().find(|m| m.name == series);
    of.expect("every series is a measure by name")
}

/// How one measure fares along a road.
#[derive(Clone, Copy, Debug)]
pub struct Fares<'c> {
    /// Quarters in which it is worse than without the change, beyond chance.
    pub worse: usize,
    /// The first of them, the last, and the worst.
    pub dip: Option<[&'c QuarterRow; 3]>,
    /// The last quarter of the run.
    pub last: Option<&'c QuarterRow>,
}

/// How a followed measure fares; `more_is_worse` as in [`FOLLOWED`].
pub fn fares<'c>(rows: &[&'c QuarterRow], road: Road, more_is_worse: bool) -> Fares<'c> {
    let sign = if more_is_worse { 1.0 } else { -1.0 };
    let is_worse = |row: &&&QuarterRow| {
        row.quarter >= road.begins
            && row.interval.is_some_and(|i| {
                if more_is_worse {
                    i.low > 0.0
                } else {
                    i.high < 0.0
                }
            })
    };
    let worse: Vec<&QuarterRow> = rows.iter().filter(is_worse).copied().collect();
    let deepest = (worse.iter().copied())
        .max_by(|a, b| (sign * a.difference).total_cmp(&(sign * b.difference)));
    Fares {
        worse: worse.len(),
        dip: deepest.map(|deepest| [worse[0], worse[worse.len() - 1], deepest]),
        last: rows.last().copied(),
    }
}

/// The sentences of every road, measure by measure, under one title.
pub fn findings(plan: &Plan, comparison: &Comparison) -> Vec<Finding> {
    let roads = roads(plan);
    let several = roads.len() > 1;
    let of = |road: Road| {
        // Where there are several, each sentence says whose it is.
        let whose = if several {
            format!("{}: ", plan.arms[plan.pairs[road.pair].arm].label)
        } else {
            String::new()
        };
        let told = FOLLOWED.map(|(series, more_is_worse)| {
            let rows: Vec<&QuarterRow> = along(comparison, road, series).collect();
            let largest = rows.iter().map(|row| row.arm.abs()).fold(0.0, f64::max);
            let shape = Shown::of(measure(series), largest);
            let told = sentence(&rows, road, series, more_is_worse, shape);
            format!("{whose}{told}")
        });
        Finding {
            title: "The road of the change, by quarter, against the same families without it",
            sentences: told.into_iter().chain([EACH_ALONE.to_owned()]).collect(),
        }
    };
    roads.into_iter().map(of).collect()
}

/// A difference with half of its interval.
pub fn difference(shape: Shown, row: &QuarterRow) -> String {
    match row.interval {
        Some(i) => format!(
            "{} ±{}",
            shape.signed(row.difference),
            shape.number(i.half_width())
        ),
        None => shape.signed(row.difference),
    }
}

/// How one measure fares along a road, in a sentence; `more_is_worse` as in [`FOLLOWED`].
pub fn sentence(
    rows: &[&QuarterRow],
    road: Road,
    series: &str,
    more_is_worse: bool,
    shape: Shown,
) -> String {
    let label = shape.label(measure(series));
    let found = fares(rows, road, more_is_worse);
    let end = found.last.map_or_else(String::new, |row| {
        format!("; in the last quarter {}", difference(shape, row))
    });
    match found.dip {
        None => format!("{label}: in no quarter worse beyond chance{end}."),
        Some([first, ..]) if found.worse == 1 => format!(
            "{label}: worse in one quarter, from {}, {}{end}.",
            first.month,
            difference(shape, first)
        ),
        Some([first, last, deepest]) => format!(
            "{label}: worse in {} of the quarters from {} to {}, most in {}, {}{end}.",
            found.worse,
            first.month,
            last.month,
            deepest.month,
            difference(shape, deepest)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::interval::Interval;

    fn row(quarter: usize, difference: f64) -> QuarterRow {
        QuarterRow {
            pair: 0,
            quarter,
            month: format!("q{quarter}"),
            series: "ghq_mean",
            n: 10,
            arm: 10.0 + difference,
            minus: 10.0,
            difference,
            interval: Some(Interval {
                low: difference - 0.5,
                high: difference + 0.5,
            }),
        }
    }

    #[test]
    fn a_dip_is_found_with_its_depth_and_its_ends() {
        let rows: Vec<QuarterRow> = [0.0, 2.0, 0.2, 1.0, 3.0, 0.6, 0.4, -2.0]
            .into_iter()
            .enumerate()
            .map(|(quarter, difference)| row(quarter, difference))
            .collect();
        let rows: Vec<&QuarterRow> = rows.iter().collect();
        let road = Road { pair: 0, begins: 3 };
        let fares = fares(&rows, road, true);
        let [first, last, deepest] = fares.dip.expect("it dips");
        // The second quarter is before the change.
        assert_eq!(
            (first.quarter, last.quarter, deepest.quarter, fares.worse),
            (3, 5, 4, 3)
        );
        assert_eq!(fares.last.map(|row| row.quarter), Some(7));
        let fares = super::fares(&rows, road, false);
        assert_eq!(fares.dip.map(|[first, ..]| first.quarter), Some(7));
        assert!(super::fares(&rows[..3], road, true).dip.is_none());
    }
}
