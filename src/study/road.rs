//! The road of a restructure, or of a shock: quarter by quarter against the same families without it, how deep it dips and for how long.

use crate::experiment::compare::QuarterRow;
use crate::experiment::plan::{Pair, Plan};
use crate::experiment::summary::QUARTER;
use crate::observe::{Measure, measures};
use crate::scenario::Config;
use crate::scenario::config::Change;
use crate::study::decision::label as tagged;
use crate::study::findings::Finding;
use crate::study::shown::Shown;

/// The title of the sentences of one road.
pub const TITLE: &str = "The road, by quarter, against the same families without it";
/// The title of what all roads come to.
pub const DIP: &str = "How deep and how long the dip is";

/// Said of dips of which none matters.
pub const SMALL: &str = "; all by less than matters";

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

/// What happens on the way in one arm of a pair and not in the other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Turn {
    /// A restructure.
    Change,
    /// A sudden rise of referrals.
    Shock,
    /// Either.
    Both,
}

impl Turn {
    fn words(self) -> &'static str {
        match self {
            Self::Change => "the change",
            Self::Shock => "the shock",
            Self::Both => "the change and the shock",
        }
    }
}

/// A pair of arms that differ in nothing but what happens on the way in one of them.
#[derive(Clone, Copy, Debug)]
pub struct Road {
    /// Index of the pair.
    pub pair: usize,
    /// What happens.
    pub turn: Turn,
    /// Quarter in which it begins; of a change that of its lead, if intake is held down before.
    pub begins: usize,
}

/// The month of a sudden rise of referrals.
fn shock(of: &Config) -> Option<u32> {
    let month = of.demand.shock_month;
    (month > 0 && of.demand.shock_factor > 1.0).then_some(month)
}

/// The month in which the first change begins to be felt.
fn change(of: &Config) -> Option<u32> {
    let begins = |change: &Change| match change.intake {
        0.0 => change.month,
        _ => change.month.saturating_sub(change.intake_lead),
    };
    of.change.iter().map(begins).min()
}

/// The same without what this turn is about; a shock that does nothing is none.
fn without(of: &Config, turn: Turn) -> Config {
    let mut of = of.clone();
    if turn != Turn::Shock {
        of.change.clear();
    }
    if turn != Turn::Change || shock(&of).is_none() {
        of.demand.shock_month = 0;
        of.demand.shock_factor = 1.0;
        of.demand.shock_fade_months = 1.0;
    }
    of
}

/// The roads of an experiment.
pub fn roads(plan: &Plan) -> Vec<Road> {
    let of = |(pair, p): (usize, &Pair)| {
        let [arm, minus] = [p.arm, p.minus].map(|at| &plan.arms[at].config);
        let change = change(arm).filter(|_| minus.change.is_empty());
        let shock = shock(arm).filter(|_| shock(minus).is_none());
        let (turn, begins) = match (change, shock) {
            (Some(change), Some(shock)) => (Turn::Both, change.min(shock)),
            (Some(change), None) => (Turn::Change, change),
            (None, Some(shock)) => (Turn::Shock, shock),
            (None, None) => return None,
        };
        (without(arm, turn) == without(minus, turn)).then_some(Road {
            pair,
            turn,
            begins: begins as usize / QUARTER,
        })
    };
    plan.pairs.iter().enumerate().filter_map(of).collect()
}

/// The rows of one series along a road, from half a year before it.
pub fn along<'c>(
    quarters: &'c [QuarterRow],
    road: Road,
    series: &str,
) -> impl Iterator<Item = &'c QuarterRow> {
    let series = series.to_owned();
    (quarters.iter()).filter(move |row| {
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
    /// Whether chance is known in any quarter from the change on.
    pub is_known: bool,
    /// Quarters in which it is worse than without the change, beyond chance.
    pub worse: usize,
    /// The first of them, the last, and the worst.
    pub dip: Option<[&'c QuarterRow; 3]>,
    /// The quarter whose mean is worst of all, if it is none of them: chance hides how bad it is.
    pub hidden: Option<&'c QuarterRow>,
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
    let worst = |of: &[&'c QuarterRow]| -> Option<&'c QuarterRow> {
        let by = |row: &QuarterRow| sign * row.difference;
        (of.iter().copied()).max_by(|a, b| by(a).total_cmp(&by(b)))
    };
    let since: Vec<&QuarterRow> = (rows.iter().copied())
        .filter(|row| row.quarter >= road.begins && row.interval.is_some())
        .collect();
    let deepest = worst(&worse);
    Fares {
        is_known: !since.is_empty(),
        worse: worse.len(),
        dip: deepest.map(|deepest| [worse[0], worse[worse.len() - 1], deepest]),
        hidden: worst(&since).filter(|of| deepest.is_some_and(|row| row.quarter != of.quarter)),
        last: rows.last().copied(),
    }
}

/// The sentences of every road, measure by measure, under one title.
pub fn findings(plan: &Plan, quarters: &[QuarterRow]) -> Vec<Finding> {
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
            let rows: Vec<&QuarterRow> = along(quarters, road, series).collect();
            let largest = rows.iter().map(|row| row.arm.abs()).fold(0.0, f64::max);
            let shape = Shown::of(measure(series), largest);
            let told = sentence(&rows, road, series, more_is_worse, shape);
            format!("{whose}{told}")
        });
        Finding {
            title: TITLE,
            sentences: told.into_iter().chain([EACH_ALONE.to_owned()]).collect(),
        }
    };
    roads.into_iter().map(of).collect()
}

/// How deep and how long each followed measure dips in every arm; those that dip longest come first. No arm is ranked: where a dip is
/// deepest is for the reader to see.
pub(super) fn dips(plan: &Plan, quarters: &[QuarterRow]) -> Vec<String> {
    let roads = roads(plan);
    let mut told: Vec<(usize, String)> = Vec::new();
    let (mut spared, mut unknown) = (Vec::new(), Vec::new());
    for (series, more_is_worse) in FOLLOWED {
        let shape = Shown::of(measure(series), 0.0);
        let label = tagged(measure(series));
        let (mut clauses, mut worse, mut deepest, mut seen) = (Vec::new(), 0, 0.0_f64, 0);
        for &road in &roads {
            let rows: Vec<&QuarterRow> = along(quarters, road, series)
                .filter(|row| row.quarter >= road.begins && row.interval.is_some())
                .collect();
            seen += rows.len();
            let found = fares(&rows, road, more_is_worse);
            if let Some([first, last, worst]) = found.dip {
                let still = if found.last.is_some_and(|row| row.quarter == last.quarter) {
                    ", still when the run ends"
                } else {
                    ""
                };
                let length = if found.worse == 1 {
                    format!("the only one of {}", rows.len())
                } else {
                    format!(
                        "and worse in {} of {} quarters, from {} to {}",
                        found.worse,
                        rows.len(),
                        first.month,
                        last.month
                    )
                };
                clauses.push(format!(
                    "“{}” {} in the worst quarter, from {}, {length}{still}{}",
                    plan.arms[plan.pairs[road.pair].arm].label,
                    difference(shape, worst),
                    worst.month,
                    hidden(found, shape),
                ));
                worse += found.worse;
                deepest = deepest.max(worst.difference.abs());
            }
        }
        if clauses.is_empty() {
            if seen == 0 { &mut unknown } else { &mut spared }.push(label);
            continue;
        }
        let how_many = match roads.len() {
            1 => String::new(),
            all => format!(" in {} of {all} arms", clauses.len()),
        };
        let turn = roads[0].turn;
        let without = if roads.iter().all(|road| road.turn == turn) {
            turn.words()
        } else {
            "it"
        };
        let matters = plan.asked.matters(measure(series));
        let small = matters.is_some_and(|matters| deepest < matters);
        let end = if small { SMALL } else { "" };
        told.push((
            worse,
            format!(
                "{label}: worse than without {without}{how_many}: {}{end}.",
                clauses.join("; ")
            ),
        ));
    }
    told.sort_by_key(|(quarters, _)| std::cmp::Reverse(*quarters));
    let mut told: Vec<String> = told.into_iter().map(|(_, sentence)| sentence).collect();
    for (words, labels) in [
        ("In no arm and no quarter worse beyond chance", spared),
        ("Not known in any quarter", unknown),
    ] {
        if !labels.is_empty() {
            told.push(format!("{words}: {}.", labels.join("; ")));
        }
    }
    told.push(format!(
        "{EACH_ALONE} The worst quarter is picked among many, which overstates how deep it is."
    ));
    told
}

/// The quarter whose mean is worst of all, where chance hides how bad it is.
fn hidden(found: Fares<'_>, shape: Shown) -> String {
    found.hidden.map_or_else(String::new, |row| {
        format!(
            " (the mean of the quarter from {} is worse, {}, but not clear of chance)",
            row.month,
            difference(shape, row)
        )
    })
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
        None if !found.is_known => format!("{label}: not known in any quarter."),
        None => format!("{label}: in no quarter worse beyond chance{end}."),
        Some([first, ..]) if found.worse == 1 => format!(
            "{label}: worse in one quarter, from {}, {}{}{end}.",
            first.month,
            difference(shape, first),
            hidden(found, shape)
        ),
        Some([first, last, deepest]) => format!(
            "{label}: worse in {} of the quarters from {} to {}, most in {}, {}{}{end}.",
            found.worse,
            first.month,
            last.month,
            deepest.month,
            difference(shape, deepest),
            hidden(found, shape)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::asked::Asked;
    use crate::experiment::interval::Interval;
    use crate::experiment::plan::{Arm, Doubt, against_the_first};

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
        let road = Road {
            pair: 0,
            turn: Turn::Change,
            begins: 3,
        };
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
        // A worse mean that chance hides is not passed over.
        let mut wide = row(5, 9.0);
        wide.interval = Some(Interval {
            low: -1.0,
            high: 19.0,
        });
        let clear = row(4, 3.0);
        let fares = super::fares(&[&clear, &wide], road, true);
        assert_eq!(fares.hidden.map(|row| row.quarter), Some(5));
        let told = sentence(&[&clear, &wide], road, "ghq_mean", true, Shown::plain(1));
        assert!(
            told.contains("+3.0 ±0.5 (the mean of the quarter from q5 is worse, +9.0 ±10.0, but not clear of chance)"),
            "{told}"
        );
        let alone = QuarterRow {
            interval: None,
            ..row(4, 3.0)
        };
        let told = sentence(&[&alone], road, "ghq_mean", true, Shown::plain(1));
        assert!(told.ends_with("not known in any quarter."), "{told}");
    }

    #[test]
    fn dips_are_told_by_measure_from_the_least_road_to_the_most() {
        let still = crate::scenario::load(
            "restructure",
            &[
                "change.units.month=6".into(),
                "change.units.intake_lead=3".into(),
            ],
        );
        let changed = still.expect("embedded").config;
        let mut unchanged = changed.clone();
        unchanged.change.clear();
        let mut shocked = unchanged.clone();
        shocked.demand.shock_month = 3;
        shocked.demand.shock_factor = 1.5;
        let arms = vec![
            Arm::new("still", "still", unchanged),
            Arm::new("units", "units", changed),
            Arm::new("shock", "shock", shocked),
        ];
        let plan = Plan {
            name: "x".into(),
            pairs: against_the_first(&arms),
            doubt: Doubt::default(),
            arms,
            replications: 9,
            seed: 1,
            changed: vec![],
            validation: false,
            asked: Asked::default(),
        };
        let found: Vec<(Turn, usize)> = (roads(&plan).iter())
            .map(|road| (road.turn, road.begins))
            .collect();
        // Intake is held down three months before the change.
        assert_eq!(found, [(Turn::Change, 1), (Turn::Shock, 1)]);
        let mut other = plan.clone();
        other.arms[0].config.minutes.travel += 1.0;
        assert!(
            roads(&other).is_empty(),
            "families are served otherwise, too"
        );
        let mut both = plan.clone();
        both.arms[2].config.change = both.arms[1].config.change.clone();
        both.pairs[1].minus = 1;
        let turns = |plan: &Plan| roads(plan).iter().map(|road| road.turn).collect::<Vec<_>>();
        assert_eq!(turns(&both), [Turn::Change, Turn::Shock]);
        both.arms[2].config.change.clear();
        assert_eq!(
            turns(&both),
            [Turn::Change],
            "what the shock is compared with is changed, too"
        );
        let mut quarters: Vec<QuarterRow> = Vec::new();
        for (pair, deepest) in [(0, 1.0), (1, 3.0)] {
            let differences = [0.0, 0.6, deepest, -1.0].into_iter().enumerate();
            quarters.extend(differences.map(|(quarter, difference)| QuarterRow {
                pair,
                ..row(quarter, difference)
            }));
        }
        let told = dips(&plan, &quarters);
        assert_eq!(
            told[0],
            "stress: GHQ-12 mean: worse than without it in 2 of 2 arms: “units” +1.00 ±0.50 in the worst quarter, from q2, and worse in 2 of 3 \
             quarters, from q1 to q2; “shock” +3.00 ±0.50 in the worst quarter, from q2, and worse in 2 of 3 quarters, from q1 to q2."
        );
        assert!(
            told[1].starts_with("Not known in any quarter: families per worker;"),
            "{told:?}"
        );
        assert!(told.len() == 3 && told[2].starts_with(EACH_ALONE));
        let slight = QuarterRow {
            pair: 1,
            interval: Some(Interval {
                low: 0.1,
                high: 0.3,
            }),
            ..row(1, 0.2)
        };
        let small = dips(&plan, &[slight]);
        assert_eq!(
            small[0],
            "stress: GHQ-12 mean: worse than without it in 1 of 2 arms: “shock” +0.20 ±0.10 in the worst quarter, from q1, the only one of 1, \
             still when the run ends; all by less than matters."
        );
        let steady = QuarterRow {
            pair: 1,
            ..row(2, 0.0)
        };
        assert!(dips(&plan, &[steady])[0].ends_with("worse beyond chance: stress: GHQ-12 mean."),);
    }
}
