//! What an experiment answers, in sentences built from its numbers: how sure it is, what differs, which arm, which level, who is not served.

use crate::experiment::asked::{Asked, Better, ENOUGH, place_of};
use crate::experiment::compare::{Comparison, DifferenceRow};
use crate::experiment::doubt::DoubtRow;
use crate::experiment::interval::{LEVEL, Verdict};
use crate::experiment::plan::Plan;
use crate::experiment::precision::needed_from;
use crate::experiment::student::student_quantile;
use crate::observe::{Evidence, Measure, measures};
use crate::study::findings::{Finding, numbers, sentence_case, shown, verdict_words};
use crate::study::level::level;
use crate::study::road::{DIP, dips, roads};

/// Differences named one by one among those that are not known well enough.
const NAMED: usize = 3;
/// What becomes of families where fewer are taken on, or more.
pub(super) const DISPLACED: [&str; 9] = [
    "assessed_share",
    "unallocated_mean",
    "wait_for_worker_days",
    "opened_share_of_referrals",
    "contact_hours_per_referred_family",
    "unseen_high_risk_days_per_100_referred",
    "missed_risk_share",
    "rereferral_12_months_share",
    "serious_incidents_per_1000_referred",
];

/// The sentences of an experiment; none if nothing is asked.
pub(super) fn answers(plan: &Plan, comparison: &Comparison) -> Vec<Finding> {
    let asked = &plan.asked;
    if asked.is_nothing() {
        return Vec::new();
    }
    let mut found = vec![Finding {
        title: "What was asked, and how sure the answer is",
        sentences: vec![asked.question.clone(), precision(plan, comparison)],
    }];
    let levels: Vec<String> = (asked.inverse.iter().zip(&comparison.told.levels))
        .map(|(inverse, told)| level(plan, comparison, inverse, told))
        .collect();
    if !levels.is_empty() {
        found.push(Finding {
            title: "Which level keeps the promise, and at whose expense",
            sentences: levels,
        });
    }
    if !roads(plan).is_empty() {
        found.push(Finding {
            title: DIP,
            sentences: dips(plan, &comparison.quarters),
        });
    }
    found.extend(chosen(plan, comparison).map(|sentence| Finding {
        title: "Which is best",
        sentences: vec![sentence],
    }));
    if plan.arms.iter().all(|arm| arm.cell.is_none()) {
        let differs = (0..plan.pairs.len()).map(|pair| differs(plan, comparison, pair));
        let unserved = (0..plan.arms.len()).map(|arm| unserved(plan, comparison, arm));
        found.extend([
            Finding {
                title: "What differs ([A]: model assumption only, not a ranking)",
                sentences: differs.collect(),
            },
            Finding {
                title: "Who is not served ([A]: model assumption only)",
                sentences: unserved.collect(),
            },
        ]);
        let under: Vec<String> = under_sets(plan, comparison).into_iter().collect();
        if !under.is_empty() {
            found.push(Finding {
                title: "Under other values of what nobody measured",
                sentences: under,
            });
        }
    }
    found
}

pub(super) fn of(name: &str) -> Option<&'static Measure> {
    place_of(name).map(|place| &measures()[place])
}

/// A measure's label in a sentence, tagged where nothing published stands behind it.
pub(super) fn label(measure: &Measure) -> String {
    let tag = if is_assumption(measure) { " [A]" } else { "" };
    format!("{}{tag}", shown(measure).label(measure))
}

/// Whether a measure is a model assumption only.
pub(super) fn is_assumption(measure: &Measure) -> bool {
    measure.evidence == Evidence::Assumption
}

/// A share that was stated, in per cent, with as many decimals as it was stated with.
pub(super) fn percent(share: f64) -> f64 {
    (share * 1e8).round() / 1e6
}

pub(super) fn list(all: &[String]) -> String {
    all.join("; ")
}

/// The differences that matter, with the half-width that is wanted of each and the one that is there.
fn widths<'c>(
    asked: &'c Asked,
    comparison: &'c Comparison,
) -> impl Iterator<Item = (&'c DifferenceRow, f64, f64)> {
    asked.measures.iter().flat_map(move |matter| {
        let rows = comparison.differences.iter();
        rows.filter(|row| row.measure.name == matter.measure)
            .map(move |row| {
                let half = if row.n < 2 {
                    f64::INFINITY
                } else {
                    let t = student_quantile(0.5 + asked.level() / 2.0, (row.n - 1) as f64);
                    t * row.sd / (row.n as f64).sqrt()
                };
                (row, ENOUGH * matter.matters, half)
            })
    })
}

/// From here on it is about what is not known.
pub const LEAST_KNOWN: &str = " Least well known: ";

fn precision(plan: &Plan, comparison: &Comparison) -> String {
    let asked = &plan.asked;
    let jointly = match asked.measures.len() {
        1 => format!(
            "with {:.0} % intervals, for each pair of arms alone",
            100.0 * LEVEL
        ),
        number => format!(
            "with {:.0} % intervals that hold jointly over the {number} measures that matter, for each pair of arms alone (intervals printed \
             elsewhere hold one by one)",
            100.0 * LEVEL
        ),
    };
    let levels = if asked.inverse.is_empty() {
        ""
    } else {
        " Levels that keep a promise have intervals of their own, for which nothing was stopped."
    };
    let made = comparison.replications;
    if comparison.told.is_enough {
        return format!(
            "{made} replications of at most {}, ended because enough was known: every difference is known to within half of what matters, \
             {jointly}. Intervals that end a run by being narrow hold the truth a little less often than they promise.{levels}",
            plan.replications
        );
    }
    let mut wide: Vec<(f64, String)> = widths(asked, comparison)
        .filter(|(_, wanted, half)| half > wanted)
        .map(|(row, wanted, half)| (half / wanted, too_wide(plan, row, wanted, half)))
        .collect();
    wide.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let all = widths(asked, comparison).count();
    let named: Vec<String> = (wide.iter().take(NAMED).map(|(_, words)| words.clone())).collect();
    let why = if made < plan.replications {
        format!(
            "{made} replications complete of at most {}",
            plan.replications
        )
    } else {
        format!("{made} replications, the whole budget")
    };
    if wide.is_empty() {
        let choice = if asked.choose.is_some() && comparison.told.chosen.is_none() {
            ", or no arm is chosen yet"
        } else {
            ""
        };
        return format!(
            "{why}: every difference is known to within half of what matters, {jointly}, but this has not held for long enough{choice}.{levels}"
        );
    }
    format!(
        "{why}, and not enough: {} of {all} differences are not known to within half of what matters, {jointly}.{LEAST_KNOWN}{}.{levels}",
        wide.len(),
        list(&named)
    )
}

/// A difference that is not known well enough, in words.
fn too_wide(plan: &Plan, row: &DifferenceRow, wanted: f64, half: f64) -> String {
    /// Replications beyond which no number is named.
    const MANY: u64 = 10_000;
    let pair = plan.pairs[row.pair];
    let shape = shown(row.measure);
    let what = format!(
        "{}, “{}” less “{}”",
        shape.label(row.measure),
        plan.arms[pair.arm].label,
        plan.arms[pair.minus].label
    );
    if row.n < 2 {
        return format!("{what} (not defined in enough replications)");
    }
    let needed = match needed_from(row.n, row.sd, plan.asked.level(), wanted) {
        Some(needed) if needed <= MANY => format!("about {needed} replications"),
        _ => format!("more than {MANY} replications"),
    };
    format!(
        "{what} (±{} for ±{}, {needed})",
        shape.number(half),
        shape.margin(wanted)
    )
}

fn differs(plan: &Plan, comparison: &Comparison, at: usize) -> String {
    let pair = plan.pairs[at];
    let clauses: Vec<String> = (plan.asked.measures.iter())
        .filter_map(|matter| comparison.difference(at, &matter.measure))
        .map(|row| {
            format!(
                "{}: {} ({})",
                label(row.measure),
                verdict_words(row),
                numbers(row)
            )
        })
        .collect();
    format!(
        "“{}” less “{}”. {}.",
        plan.arms[pair.arm].label,
        plan.arms[pair.minus].label,
        sentence_case(&list(&clauses))
    )
}

fn chosen(plan: &Plan, comparison: &Comparison) -> Option<String> {
    let choose = plan.asked.choose.as_ref()?;
    let measure = of(&choose.measure)?;
    let (shape, told) = (shown(measure), &comparison.told);
    let wanted = match choose.better {
        Better::More => "the most",
        Better::Less => "the least",
    };
    let rule = format!(
        "The rule is Kim and Nelson's: with a chance of at least {} % it chooses the best arm if that leads every other by {} or more, and \
         else one that is about as good.",
        percent(choose.probability),
        shape.margin(choose.matters)
    );
    let name = |arm: usize| format!("“{}”", plan.arms[arm].label);
    let Some(arm) = told.chosen else {
        return Some(format!(
            "No arm is chosen yet for {wanted} of {}. {rule} Still possible: {}.",
            shape.label(measure),
            list(
                &told
                    .in_play
                    .iter()
                    .map(|&arm| name(arm))
                    .collect::<Vec<_>>()
            )
        ));
    };
    // Arms that are about as good change places after the choice.
    let sign = if choose.better == Better::More {
        1.0
    } else {
        -1.0
    };
    let mean = |arm: usize| {
        comparison
            .mean(arm, measure.name)
            .map(|row| sign * row.mean)
    };
    let led = (0..plan.arms.len())
        .filter_map(|other| Some((other, mean(other)? - mean(arm)?)))
        .max_by(|(_, a), (_, b)| a.total_cmp(b))
        .filter(|&(_, lead)| lead > 0.0 && shape.number(lead) != shape.number(0.0))
        .map_or_else(String::new, |(other, lead)| {
            let what = if lead < choose.matters {
                "the two are about as good"
            } else {
                "that is more than matters, so the choice is in doubt"
            };
            format!(
                " By the mean of all replications {} is ahead of it by {}: {what}.",
                name(other),
                shape.number(lead)
            )
        });
    Some(format!(
        "Of {} arms {} is chosen for {wanted} of {}. {rule}{led}",
        plan.arms.len(),
        name(arm),
        shape.label(measure)
    ))
}

/// What becomes of families in an arm, and how that differs from what the arm is compared with.
fn unserved(plan: &Plan, comparison: &Comparison, arm: usize) -> String {
    let pair = plan.pairs.iter().position(|pair| pair.arm == arm);
    let clauses: Vec<String> = (DISPLACED.iter())
        .filter_map(|name| comparison.mean(arm, name))
        .map(|row| {
            let shape = shown(row.measure);
            let half = row.interval.map_or_else(String::new, |i| {
                format!(" ±{}", shape.number(i.half_width()))
            });
            let difference = pair.and_then(|pair| comparison.difference(pair, row.measure.name));
            let beside = difference.map_or(half, |row| format!(" ({})", numbers(row)));
            format!("{} {}{beside}", label(row.measure), shape.number(row.mean))
        })
        .collect();
    let less = pair.map_or_else(String::new, |pair| {
        let minus = &plan.arms[plan.pairs[pair].minus].label;
        format!(" (in brackets the difference from “{minus}” with its interval)")
    });
    format!("“{}”{less}: {}.", plan.arms[arm].label, list(&clauses))
}

/// Whether the difference beside the plausible sets is more than negligible.
fn stands_out(comparison: &Comparison, row: &DoubtRow) -> bool {
    let beside = comparison.difference(row.pair, row.measure.name);
    beside.is_some_and(|row| {
        !matches!(
            row.verdict,
            Verdict::Same | Verdict::Negligible | Verdict::Unclear | Verdict::TooFew
        )
    })
}

/// In which differences that stand out the sign is not the same in all plausible sets.
fn under_sets(plan: &Plan, comparison: &Comparison) -> Option<String> {
    let rows: Vec<_> = (plan.asked.measures.iter())
        .flat_map(|matter| {
            (0..plan.pairs.len()).filter_map(|pair| comparison.doubt(pair, &matter.measure))
        })
        .filter(|row| row.sets >= 2 && stands_out(comparison, row))
        .collect();
    let sets = rows.iter().map(|row| row.sets).max()?;
    let loose: Vec<String> = (rows.iter().filter(|row| row.same_sign < row.sets))
        .map(|row| {
            let pair = plan.pairs[row.pair];
            format!(
                "{}, “{}” less “{}” ({} of {})",
                label(row.measure),
                plan.arms[pair.arm].label,
                plan.arms[pair.minus].label,
                row.same_sign,
                row.sets
            )
        })
        .collect();
    let firm = rows.len() - loose.len();
    let rest = if loose.is_empty() {
        String::new()
    } else {
        format!(" Not in every set: {}.", list(&loose))
    };
    Some(format!(
        "Repeated under {sets} plausible sets of what was fitted, {firm} of {} differences that stand out have the sign found above in every set.{rest}",
        rows.len()
    ))
}
