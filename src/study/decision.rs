//! What an experiment answers, in sentences built from its numbers: how sure it is, what differs, which arm, which level, who is not served.

use crate::experiment::asked::{
    Asked, Better, Bound, ENOUGH, Inverse, ToldLevel, Wanted, place_of,
};
use crate::experiment::compare::{Comparison, DifferenceRow};
use crate::experiment::doubt::DoubtRow;
use crate::experiment::interval::{LEVEL, Verdict};
use crate::experiment::inverse::Kept;
use crate::experiment::plan::Plan;
use crate::experiment::student::student_quantile;
use crate::observe::{Evidence, Measure, measures};
use crate::study::findings::{Finding, numbers, sentence_case, shown, verdict_words};

/// Differences named one by one among those that are not known well enough.
const NAMED: usize = 3;
/// What becomes of families where fewer are taken on, or more.
const DISPLACED: [&str; 8] = [
    "unallocated_mean",
    "wait_for_worker_days",
    "opened_share_of_referrals",
    "contact_hours_per_referred_family",
    "unseen_high_risk_days_per_100_referred",
    "missed_risk_share",
    "rereferral_12_months_share",
    "serious_incidents_per_1000_referred",
];
/// What it takes.
const TAKES: [&str; 4] = ["posts", "cost_per_year", "ghq_mean", "drift_share"];

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

fn of(name: &str) -> Option<&'static Measure> {
    place_of(name).map(|place| &measures()[place])
}

/// A measure's label in a sentence, tagged where nothing published stands behind it.
fn label(measure: &Measure) -> String {
    let tag = if is_assumption(measure) { " [A]" } else { "" };
    format!("{}{tag}", shown(measure).label(measure))
}

/// Whether a measure is a model assumption only.
fn is_assumption(measure: &Measure) -> bool {
    measure.evidence == Evidence::Assumption
}

fn list(all: &[String]) -> String {
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
             {jointly}.{levels}",
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
            "{made} replications of at most {}, not finished",
            plan.replications
        )
    } else {
        format!("{made} replications, the whole budget")
    };
    if wide.is_empty() {
        return format!(
            "{why}: every difference is known to within half of what matters, {jointly}, but this has not held for long enough, or no arm is \
             chosen yet.{levels}"
        );
    }
    format!(
        "{why}, and not enough: {} of {all} differences are not known to within half of what matters, {jointly}. Least well known: {}.{levels}",
        wide.len(),
        list(&named)
    )
}

/// A difference that is not known well enough, in words.
fn too_wide(plan: &Plan, row: &DifferenceRow, wanted: f64, half: f64) -> String {
    /// Replications beyond which no number is named.
    const MANY: f64 = 10_000.0;
    let pair = plan.pairs[row.pair];
    let shape = shown(row.measure);
    let what = format!(
        "{}, {} less {}",
        shape.label(row.measure),
        plan.arms[pair.arm].label,
        plan.arms[pair.minus].label
    );
    if row.n < 2 {
        return format!("{what} (not defined in enough replications)");
    }
    let needed = (half / wanted) * (half / wanted) * row.n as f64;
    let needed = if needed > MANY {
        format!("more than {MANY:.0} replications")
    } else {
        format!("about {needed:.0} replications")
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
        "{} less {}. {}.",
        sentence_case(&plan.arms[pair.arm].label),
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
        "Kim and Nelson's rule, which with a chance of at least {:.0} % chooses the best arm if it leads every other by {} or more, and else one \
         that is about as good",
        100.0 * choose.probability,
        shape.margin(choose.matters)
    );
    let name = |&arm: &usize| plan.arms[arm].label.clone();
    Some(match told.chosen {
        Some(arm) => format!(
            "Of {} arms {} is chosen for {wanted} of {}: {rule}.",
            plan.arms.len(),
            name(&arm),
            shape.label(measure)
        ),
        None => format!(
            "No arm is chosen yet for {wanted} of {}: {rule}. Still possible: {}.",
            shape.label(measure),
            list(&told.in_play.iter().map(name).collect::<Vec<_>>())
        ),
    })
}

/// Which way a number may be rounded without promising more than it says.
#[derive(Clone, Copy)]
enum Round {
    Down,
    Nearest,
    Up,
}

/// Powers of ten, by decimals.
const TENS: [f64; 7] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

/// How levels are written: to a tenth of the smallest step between those tried.
#[derive(Clone, Copy)]
struct Levels {
    decimals: usize,
    first: f64,
    last: f64,
}

impl Levels {
    fn of(arms: &[(usize, f64)]) -> Self {
        let steps = arms.windows(2).map(|pair| pair[1].1 - pair[0].1);
        let least = steps.fold(f64::INFINITY, f64::min);
        let decimals = (1..TENS.len()).find(|&d| least * TENS[d - 1] >= 1.0 - 1e-9);
        Self {
            decimals: decimals.unwrap_or(TENS.len() - 1),
            first: arms[0].1,
            last: arms[arms.len() - 1].1,
        }
    }

    fn words(self, x: f64, round: Round) -> String {
        if x < self.first {
            return format!("below {}", self.words(self.first, Round::Nearest));
        }
        if x > self.last {
            return format!("above {}", self.words(self.last, Round::Nearest));
        }
        let scale = TENS[self.decimals];
        // What is written as a level stays that level.
        let near = (x * scale).round();
        let scaled = match round {
            _ if (x * scale - near).abs() < 1e-9 => near,
            Round::Down => (x * scale).floor(),
            Round::Nearest => near,
            Round::Up => (x * scale).ceil(),
        };
        let text = format!("{:.*}", self.decimals, scaled / scale);
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    }

    /// Where a promise is kept, never more than it says.
    fn kept(self, kept: Kept) -> String {
        let range = format!(
            "of {} to {} tried",
            self.words(self.first, Round::Nearest),
            self.words(self.last, Round::Nearest)
        );
        match kept {
            Kept::UpTo(x) => format!("up to {}", self.words(x, Round::Down)),
            Kept::From(x) => format!("from {} upward", self.words(x, Round::Up)),
            Kept::Everywhere => format!("at every level {range}"),
            Kept::Nowhere => format!("at no level {range}"),
        }
    }
}

/// What an answer presumes: from here on it is about the answer and not the answer.
pub const PROVISO: &str = " Along the levels the measure is taken only to rise, or only to fall";

/// The answer to a question for a level, in words.
pub fn level_sentence(plan: &Plan, inverse: &Inverse, told: &ToldLevel) -> String {
    let measure = of(&inverse.measure).expect("it was looked up when the experiment was read");
    let shape = shown(measure);
    let arms = plan.along(&inverse.factor);
    let (side, bound) = match inverse.holds {
        Bound::AtLeast(bound) => ("at least", bound),
        Bound::AtMost(bound) => ("at most", bound),
    };
    let promise = format!(
        "“{}”{} {side} {}{}",
        measure.label,
        if is_assumption(measure) { " [A]" } else { "" },
        shape.margin(bound),
        if shape.label(measure).ends_with('%') {
            " %"
        } else {
            ""
        }
    );
    let (Some(answer), [_, _, ..]) = (told.answer, &arms[..]) else {
        return format!(
            "{}: too few replications to say.",
            sentence_case(&inverse.words)
        );
    };
    let levels = Levels::of(&arms);
    let sure = format!("with {:.0} % confidence", 100.0 * inverse.confidence);
    let found = if answer.kept == answer.sure {
        format!("{promise} is kept {}, {sure}", levels.kept(answer.kept))
    } else {
        format!(
            "{sure} {promise} is kept {}; by the means it is kept {}, the edge lying between {} and {} {sure}",
            levels.kept(answer.sure),
            levels.kept(answer.kept),
            levels.words(answer.interval.low, Round::Nearest),
            levels.words(answer.interval.high, Round::Nearest)
        )
    };
    let mut sentence = format!(
        "{}: {found} ({} replications).",
        sentence_case(&inverse.words),
        answer.n
    );
    sentence += match (inverse.wanted, answer.sure) {
        (Wanted::Largest, Kept::From(_)) => {
            " It is the larger levels that keep it, not the smaller: there is no largest among those tried."
        }
        (Wanted::Smallest, Kept::UpTo(_)) => {
            " It is the smaller levels that keep it, not the larger: there is no smallest among those tried."
        }
        (_, Kept::Everywhere) => " Where it ceases to be kept lies beyond the levels tried.",
        _ => "",
    };
    let beside = plan.beside(&inverse.factor);
    if !beside.is_empty() {
        sentence += &format!(" That is with {}.", beside.join(", "));
    }
    sentence += PROVISO;
    if told.against.is_empty() {
        sentence += ".";
    } else {
        let against: Vec<String> = (told.against.iter())
            .map(|&level| levels.words(level, Round::Nearest))
            .collect();
        sentence += &format!("; its own mean says otherwise at {}.", against.join(", "));
    }
    sentence += &under_words(&told.under, levels);
    if is_assumption(measure) {
        sentence += &format!(
            " It rests on {}, which is a model assumption only: nothing published stands behind it.",
            shape.label(measure)
        );
    }
    sentence
}

/// How the answer moves under plausible sets.
fn under_words(under: &[Kept], levels: Levels) -> String {
    let ends = |of: &dyn Fn(&Kept) -> Option<f64>| {
        let mut at: Vec<f64> = under.iter().filter_map(of).collect();
        at.sort_by(f64::total_cmp);
        let words = match at[..] {
            [] => String::new(),
            [only] => levels.words(only, Round::Nearest),
            [low, .., high] => format!(
                "{} to {}",
                levels.words(low, Round::Nearest),
                levels.words(high, Round::Nearest)
            ),
        };
        (at.len(), words)
    };
    let count = |which: Kept| under.iter().filter(|&&kept| kept == which).count();
    let (up_to, below) = ends(&|kept| {
        if let Kept::UpTo(x) = kept {
            Some(*x)
        } else {
            None
        }
    });
    let (from, above) = ends(&|kept| {
        if let Kept::From(x) = kept {
            Some(*x)
        } else {
            None
        }
    });
    let parts = [
        (up_to, format!("up to {below}")),
        (from, format!("from {above} upward")),
        (count(Kept::Nowhere), "at no level tried".to_owned()),
        (count(Kept::Everywhere), "at every level tried".to_owned()),
    ];
    let said: Vec<String> = (parts.into_iter().filter(|(n, _)| *n > 0))
        .map(|(n, words)| format!("{words} in {n}"))
        .collect();
    if said.is_empty() {
        String::new()
    } else {
        format!(
            " By the means under {} plausible sets, few replications each, it is kept {}.",
            under.len(),
            said.join(", ")
        )
    }
}

/// The same with what it takes and what becomes of families.
fn level(plan: &Plan, comparison: &Comparison, inverse: &Inverse, told: &ToldLevel) -> String {
    let sentence = level_sentence(plan, inverse, told);
    let Some(arm) = told.tried else {
        return sentence;
    };
    let reference = &plan.arms[0].label;
    let clauses = |names: &[&str]| -> Vec<String> {
        names
            .iter()
            .filter_map(|name| consequence(plan, comparison, arm, name))
            .collect()
    };
    let less = if arm == 0 {
        String::new()
    } else {
        format!(" (difference from {reference})")
    };
    format!(
        "{sentence} At {}, the {} level tried that keeps it{less}, families: {}. What it takes: {}.",
        plan.arms[arm].label,
        match inverse.wanted {
            Wanted::Largest => "largest",
            Wanted::Smallest => "smallest",
        },
        list(&clauses(&DISPLACED)),
        list(&clauses(&TAKES))
    )
}

/// A measure of an arm, and how it differs from the first.
fn consequence(plan: &Plan, comparison: &Comparison, arm: usize, name: &str) -> Option<String> {
    let row = comparison.mean(arm, name)?;
    let shape = shown(row.measure);
    let pair = plan
        .pairs
        .iter()
        .position(|pair| pair.arm == arm && pair.minus == 0);
    let difference = pair.and_then(|pair| comparison.difference(pair, name));
    let beside = difference.map_or_else(String::new, |row| format!(" ({})", numbers(row)));
    Some(format!(
        "{} {}{beside}",
        label(row.measure),
        shape.number(row.mean)
    ))
}

fn unserved(plan: &Plan, comparison: &Comparison, arm: usize) -> String {
    let clauses: Vec<String> = (DISPLACED.iter())
        .filter_map(|name| comparison.mean(arm, name))
        .map(|row| {
            let shape = shown(row.measure);
            let half = row.interval.map_or_else(String::new, |i| {
                format!(" ±{}", shape.number(i.half_width()))
            });
            format!("{} {}{half}", label(row.measure), shape.number(row.mean))
        })
        .collect();
    format!(
        "{}: {}.",
        sentence_case(&plan.arms[arm].label),
        list(&clauses)
    )
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
                "{}, {} less {} ({} of {})",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::asked::Level;
    use crate::experiment::interval::Interval;
    use crate::experiment::inverse::Answer;
    use crate::experiment::plan::{Arm, Doubt, against_the_first};

    fn plan(measure: &str) -> Plan {
        let config = crate::scenario::load("la1", &[]).expect("embedded").config;
        let levels = [40.0, 8.0, 12.0];
        let arms: Vec<Arm> = (levels.iter())
            .map(|level| {
                Arm::new(
                    &format!("cap-{level}"),
                    &format!("cap {level}"),
                    config.clone(),
                )
            })
            .collect();
        let asked = Asked {
            question: "What cap?".into(),
            levels: (arms.iter().zip(levels))
                .map(|(arm, value)| Level {
                    arm: arm.name.clone(),
                    factor: "cap".into(),
                    label: value.to_string(),
                    is_first: value == 40.0,
                    value: Some(value),
                })
                .collect(),
            inverse: vec![Inverse {
                words: "the largest cap".into(),
                factor: "cap".into(),
                unit: "families".into(),
                wanted: Wanted::Largest,
                measure: measure.into(),
                holds: Bound::AtMost(0.1),
                confidence: 0.9,
            }],
            ..Asked::default()
        };
        Plan {
            name: "x".into(),
            pairs: against_the_first(&arms),
            arms,
            replications: 9,
            seed: 1,
            changed: vec![],
            doubt: Doubt::default(),
            validation: false,
            asked,
        }
    }

    fn said(measure: &str, kept: Kept, sure: Kept, under: &[Kept]) -> String {
        let plan = plan(measure);
        let interval = Interval {
            low: 9.25,
            high: f64::INFINITY,
        };
        let told = ToldLevel {
            answer: Some(Answer {
                n: 9,
                kept,
                sure,
                interval,
            }),
            under: under.to_vec(),
            tried: None,
            against: if kept == Kept::UpTo(11.5) {
                vec![12.0]
            } else {
                vec![]
            },
        };
        level_sentence(&plan, &plan.asked.inverse[0], &told)
    }

    #[test]
    fn an_answer_says_how_sure_it_is_and_what_it_rests_on() {
        let under = [Kept::UpTo(9.0), Kept::Nowhere, Kept::UpTo(12.04)];
        // Ten and a half is less than was found to be sure, eleven would be more.
        let text = said("drift_share", Kept::UpTo(11.5), Kept::UpTo(10.56), &under);
        assert_eq!(
            text,
            "The largest cap: with 90 % confidence “drift: neither, 28 days” [A] at most 10 % is kept up to 10.5; by the means it is kept up to \
             11.5, the edge lying between 9.3 and above 40 with 90 % confidence (9 replications). Along the levels the measure is taken only to \
             rise, or only to fall; its own mean says otherwise at 12. By the means under 3 plausible sets, few replications each, it is kept up to \
             9 to 12 in 2, at no level tried in 1. It rests on drift: neither, 28 days, %, which is a model assumption only: nothing published \
             stands behind it."
        );
        let on_time = |kept, sure| said("visits_on_time_share", kept, sure, &[]);
        let text = on_time(Kept::Nowhere, Kept::Nowhere);
        assert!(
            text.contains("is kept at no level of 8 to 40 tried, with 90 %"),
            "{text}"
        );
        assert!(!text.contains("[A]") && !text.contains("rests on"));
        // It is a high cap that keeps it: the question presumed otherwise, and the answer says so.
        let text = on_time(Kept::From(9.0), Kept::From(10.02));
        assert!(
            text.contains("is kept from 10.1 upward; by the means it is kept from 9 upward"),
            "{text}"
        );
        assert!(text.contains("the larger levels that keep it"), "{text}");
        let text = on_time(Kept::Everywhere, Kept::Everywhere);
        assert!(
            text.contains("beyond the levels tried") && !text.contains("not the smaller"),
            "{text}"
        );
        let text = on_time(Kept::UpTo(9.0), Kept::Nowhere);
        assert!(
            text.contains("with 90 % confidence “visits on time” at most 10 % is kept at no level"),
            "{text}"
        );
    }

    #[test]
    fn levels_are_written_as_finely_as_they_were_tried() {
        let of = |values: &[f64]| {
            let arms: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
            Levels::of(&arms)
        };
        let posts = of(&[0.2, 0.24, 0.3]);
        assert_eq!(posts.words(0.24, Round::Down), "0.24");
        assert_eq!(posts.kept(Kept::UpTo(0.2468)), "up to 0.246");
        assert_eq!(posts.kept(Kept::From(0.2461)), "from 0.247 upward");
        assert_eq!(of(&[8.0, 12.0, 40.0]).kept(Kept::UpTo(11.46)), "up to 11.4");
        assert_eq!(of(&[100.0, 300.0]).words(200.0, Round::Nearest), "200");
        assert_eq!(of(&[8.0, 12.0]).words(13.0, Round::Nearest), "above 12");
    }

    #[test]
    fn levels_run_from_the_lowest_whatever_the_order_of_arms() {
        assert_eq!(
            plan("drift_share").along("cap"),
            [(1, 8.0), (2, 12.0), (0, 40.0)]
        );
        assert!(plan("drift_share").along("posts").is_empty());
    }
}
