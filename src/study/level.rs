//! The answer to a question for a level: where a promise is kept, how sure that is, what it takes and what becomes of families.

use super::decision::{DISPLACED, is_assumption, label, list, of, percent};
use crate::experiment::asked::{Bound, Inverse, ToldLevel, Wanted, at_the_edge};
use crate::experiment::compare::Comparison;
use crate::experiment::inverse::Kept;
use crate::experiment::plan::Plan;
use crate::study::findings::{numbers, sentence_case, shown};

/// What it takes.
const TAKES: [&str; 4] = ["posts", "cost_per_year", "ghq_mean", "drift_share"];

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
pub const PROVISO: &str = " Between levels tried the edge is interpolated: along them the measure is taken only to rise, or only to fall";

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
            "{}: defined in too few replications to say.",
            sentence_case(&inverse.words)
        );
    };
    let levels = Levels::of(&arms);
    let sure = format!("with {} % confidence", percent(inverse.confidence));
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
pub(super) fn level(
    plan: &Plan,
    comparison: &Comparison,
    inverse: &Inverse,
    told: &ToldLevel,
) -> String {
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
        "{sentence} At {}, the {} level tried that keeps it{less}, families: {}. What it takes: {}; pay of all teams £{:.2}m a year{}.",
        plan.arms[arm].label,
        match at_the_edge(told.answer, inverse.wanted) {
            Wanted::Smallest => "smallest",
            Wanted::Largest => "largest",
        },
        list(&clauses(&DISPLACED)),
        list(&clauses(&TAKES)),
        plan.arms[arm].pay_bill / 1e6,
        if arm == 0 {
            String::new()
        } else {
            format!(
                " ({:+.2})",
                (plan.arms[arm].pay_bill - plan.arms[0].pay_bill) / 1e6
            )
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::asked::{Asked, Level};
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
    fn the_wrong_way_round_the_edge_is_answered() {
        let of = |sure| {
            let interval = Interval {
                low: 9.0,
                high: 11.0,
            };
            Some(Answer {
                n: 9,
                kept: sure,
                sure,
                interval,
            })
        };
        for wanted in [Wanted::Largest, Wanted::Smallest] {
            assert_eq!(at_the_edge(of(Kept::From(10.0)), wanted), Wanted::Smallest);
            assert_eq!(at_the_edge(of(Kept::UpTo(10.0)), wanted), Wanted::Largest);
            assert_eq!(at_the_edge(of(Kept::Everywhere), wanted), wanted);
            assert_eq!(at_the_edge(None, wanted), wanted);
        }
    }

    #[test]
    fn an_answer_says_how_sure_it_is_and_what_it_rests_on() {
        let under = [Kept::UpTo(9.0), Kept::Nowhere, Kept::UpTo(12.04)];
        // Ten and a half is less than was found to be sure, eleven would be more.
        let text = said("drift_share", Kept::UpTo(11.5), Kept::UpTo(10.56), &under);
        assert_eq!(
            text,
            "The largest cap: with 90 % confidence “drift: neither, 28 days” [A] at most 10 % is kept up to 10.5; by the means it is kept up to \
             11.5, the edge lying between 9.3 and above 40 with 90 % confidence (9 replications). Between levels tried the edge is interpolated: \
             along them the measure is taken only to rise, or only to fall; its own mean says otherwise at 12. By the means under 3 plausible sets, few replications each, it is kept up to \
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
