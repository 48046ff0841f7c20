//! Sentences built from the numbers of a structural comparison. No outcome is written here beforehand.

use crate::experiment::compare::{Comparison, DifferenceRow, may_rank};
use crate::experiment::doubt::DoubtRow;
use crate::experiment::interval::Verdict;
use crate::experiment::plan::{Arm, Caseload, Cell, Plan, Question, Structure};
use crate::observe::Measure;
use crate::study::assumptions::{moved_alone, moving};
use crate::study::decision::answers;
use crate::study::shown::Shown;

/// The line under every table.
pub const CHANCE_ONLY: &str = "Intervals show chance in the model, not doubt about the model.";

/// What the intervals leave out.
pub const NOT_INCLUDED: [&str; 7] = [
    "Parameters: each is held at one value in every interval. Where a second band is shown, the comparison was repeated under plausible \
     values of those that were fitted; all others, many of them assumed, stay as stated (casework assumptions).",
    "The model's form: another way of writing a mechanism could move a result further than chance does. \
     Measures tagged A have nothing published to be held against.",
    "Place: the structural comparison uses one authority's families and context, and three authorities cannot \
     separate structure from place. LA2 is held out: its misses are reported, not repaired.",
    "Outcomes for children: the published study has none. A family met more often is not thereby a child better off.",
    "The published figures: worker-reported, some with fewer answers than the n used for their range.",
    "Skew: an interval that promises 95 % holds the truth in about 92 % of cases where 20 replications of a measure are as \
     skewed as the first waits of a queue (`casework verify` measures it), in fewer where there are fewer.",
    "Multiplicity: every interval stands alone; of twenty such intervals about one misses by chance.",
];

/// The measures the sentences speak of. The list is fixed, so that no result chooses what is said of it, and holds one
/// measure of each thing that either structure is said to be better at: contact, keeping to the clock, deciding soon,
/// not drifting, being known to few or to several workers, stress, and cost.
pub const SPOKEN_OF: [&str; 7] = [
    "contacts_per_family_month",
    "visits_on_time_share",
    "decision_wait_manager_days",
    "drift_share",
    "workers_seen_12_months",
    "ghq_mean",
    "cost_per_year",
];

/// The tag of a measure that nothing published stands behind.
const ASSUMED: &str = "[A]";

/// A title and its sentences.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// What it is about.
    pub title: &'static str,
    /// The sentences.
    pub sentences: Vec<String>,
}

/// What was asked and what is answered; of a structural comparison what is structure, what is caseload, who is not served. Empty if the
/// plan asks nothing and holds no structural comparison.
pub fn findings(plan: &Plan, comparison: &Comparison) -> Vec<Finding> {
    let mut found = answers(plan, comparison);
    if !plan.arms.iter().any(|arm| arm.cell.is_some()) {
        return found;
    }
    let structure = pairs_of(plan, Question::Structure).filter_map(|(at, cell)| {
        let opening = format!(
            "Same families, {} instead of hierarchical teams, at about {}",
            plural(cell.structure),
            cell.caseload.aim()
        );
        on_pair(&opening, comparison, at, true)
    });
    let caseload = pairs_of(plan, Question::Caseload).filter_map(|(at, cell)| {
        let opening = format!(
            "Same families, {}, posts for about {} instead of about {}",
            plural(cell.structure),
            Caseload::Low.aim(),
            Caseload::High.aim()
        );
        on_pair(&opening, comparison, at, false)
    });
    found.extend([
        Finding {
            title: "What is structure ([A]: model assumption only, not a ranking)",
            sentences: structure.collect(),
        },
        Finding {
            title: "What is caseload ([A]: model assumption only, not a ranking)",
            sentences: caseload.collect(),
        },
        Finding {
            title: "Who is not served ([A]: model assumption only, not a ranking)",
            sentences: not_served(plan, comparison),
        },
        Finding {
            title: "What it rests on",
            sentences: rests_on(plan, comparison),
        },
    ]);
    found
}

/// Assumptions named in a sentence.
const NAMED: usize = 5;

/// How the sentences above fare when what nobody measured has other values.
fn rests_on(plan: &Plan, comparison: &Comparison) -> Vec<String> {
    let mut sentences: Vec<String> = pairs_of(plan, Question::Structure)
        .filter_map(|(at, cell)| under_sets(comparison, at, cell))
        .collect();
    let moving = moving();
    let named: Vec<String> = (moving.iter().take(NAMED))
        .map(|(key, movement)| {
            format!(
                "{key} ({} by {:.1} times what matters)",
                movement.label(),
                movement.margins
            )
        })
        .collect();
    if !named.is_empty() {
        sentences.push(format!(
            "Of {} assumed numbers that were moved alone over their ranges, on LA1's families whatever is compared here, {} moved the difference \
             between units and teams by more than matters and clear of chance. Most of all: {}. Any of them measured would make this surer; \
             `casework assumptions` lists them, and those that were not tried.",
            moved_alone(),
            moving.len(),
            named.join("; ")
        ));
    }
    sentences
}

/// In which of the plausible sets a pair's differences keep their sign.
fn under_sets(comparison: &Comparison, at: usize, cell: Cell) -> Option<String> {
    let rows: Vec<&DoubtRow> = (SPOKEN_OF.iter())
        .filter_map(|name| comparison.doubt(at, name))
        .filter(|row| row.sets >= 2)
        .collect();
    let sets = rows.iter().map(|row| row.sets).max()?;
    let label = |row: &&DoubtRow| shown(row.measure).label(row.measure);
    let (firm, loose): (Vec<&DoubtRow>, Vec<&DoubtRow>) =
        (rows.into_iter()).partition(|row| row.same_sign == row.sets);
    let firm: Vec<String> = firm.iter().map(label).collect();
    let loose: Vec<String> = (loose.iter())
        .map(|row| format!("{} ({} of {})", label(row), row.same_sign, row.sets))
        .collect();
    let list = |all: &[String]| {
        if all.is_empty() {
            "none".to_owned()
        } else {
            all.join("; ")
        }
    };
    Some(format!(
        "{} instead of hierarchical teams, posts as sized for about {} families a worker, under {sets} plausible sets: the difference has the sign \
         found above in every set for {}; not in every set, which may be chance where few differ, for {}.",
        sentence_case(plural(cell.structure)),
        cell.caseload.aim(),
        list(&firm),
        list(&loose)
    ))
}

/// The pairs of a question, by index and the place of their arm.
fn pairs_of(plan: &Plan, question: Question) -> impl Iterator<Item = (usize, Cell)> {
    (plan.pairs.iter().enumerate())
        .filter(move |(_, pair)| pair.question == question)
        .filter_map(|(at, pair)| Some((at, plan.arms[pair.arm].cell?)))
}

/// One sentence on a pair, measure by measure.
fn on_pair(
    opening: &str,
    comparison: &Comparison,
    at: usize,
    same_caseload: bool,
) -> Option<String> {
    let mut clauses = Vec::new();
    for name in SPOKEN_OF {
        let row = comparison.difference(at, name)?;
        let label = shown(row.measure).label(row.measure);
        let tag = if may_rank(row.measure) {
            String::new()
        } else {
            format!(" {ASSUMED}")
        };
        clauses.push(format!(
            "{label}{tag}: {} ({})",
            verdict_words(row),
            numbers(row)
        ));
    }
    let came_out = comparison
        .difference(at, "families_per_worker")
        .map_or(String::new(), |row| {
            format!("came out at {:.1} and {:.1}", row.arm, row.minus)
        });
    let warning = if same_caseload && !is_matched(comparison, at) {
        "; not matched, so part of this is caseload"
    } else {
        ""
    };
    Some(format!(
        "{opening} families a worker ({came_out}{warning}). {}.",
        sentence_case(&clauses.join("; "))
    ))
}

pub(crate) fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Whether the caseloads of a pair came out equal for practical purposes.
fn is_matched(comparison: &Comparison, at: usize) -> bool {
    let row = comparison.difference(at, "families_per_worker");
    row.is_none_or(|row| {
        matches!(
            row.verdict,
            Verdict::Same | Verdict::Negligible | Verdict::TooFew
        )
    })
}

fn plural(structure: Structure) -> &'static str {
    match structure {
        Structure::Hierarchy => "hierarchical teams",
        Structure::Unit => "units",
        Structure::UnitCostNeutral => "units at the same cost",
    }
}

pub(super) fn shown(measure: &Measure) -> Shown {
    Shown::of(measure, 0.0)
}

/// A verdict in a sentence. Where nothing published stands behind a measure no side is called higher.
pub(super) fn verdict_words(row: &DifferenceRow) -> &'static str {
    match row.verdict {
        Verdict::TooFew => "defined in too few replications to say",
        Verdict::Same => "exactly the same",
        Verdict::Negligible => "negligibly different",
        Verdict::Unclear => "no clear difference",
        _ if !may_rank(row.measure) => "different",
        Verdict::Higher => "higher",
        Verdict::Lower => "lower",
        Verdict::SlightlyHigher => "a little higher, perhaps negligibly",
        Verdict::SlightlyLower => "a little lower, perhaps negligibly",
    }
}

pub(super) fn numbers(row: &DifferenceRow) -> String {
    let shown = shown(row.measure);
    let interval = row.interval.map_or(String::new(), |i| {
        format!(", {} to {}", shown.number(i.low), shown.number(i.high))
    });
    format!("{}{interval}", shown.signed(row.difference))
}

/// One sentence for each caseload, with the structures' numbers side by side.
fn not_served(plan: &Plan, comparison: &Comparison) -> Vec<String> {
    let structures = [
        Structure::Hierarchy,
        Structure::Unit,
        Structure::UnitCostNeutral,
    ];
    let mut sentences = Vec::new();
    for caseload in [Caseload::Low, Caseload::High] {
        let (arms, names): (Vec<usize>, Vec<&str>) = (structures.into_iter())
            .filter_map(|structure| {
                Some((place(&plan.arms, structure, caseload)?, plural(structure)))
            })
            .unzip();
        let each = |name: &str, show: &dyn Fn(&Measure, f64) -> String| -> Option<String> {
            let rows: Option<Vec<_>> = arms.iter().map(|&arm| comparison.mean(arm, name)).collect();
            Some(
                rows?
                    .iter()
                    .map(|row| show(row.measure, row.mean))
                    .collect::<Vec<_>>()
                    .join(" / "),
            )
        };
        let plain = |measure: &Measure, x: f64| shown(measure).number(x);
        let never_opened = |_: &Measure, x: f64| Shown::plain(1).number(100.0 * (1.0 - x));
        let clauses = [
            each("opened_share_of_referrals", &never_opened)
                .map(|x| format!("{x} are not opened to a long-term team")),
            each("missed_risk_share", &plain)
                .map(|x| format!("{x} % of those closed or not opened were at high true severity")),
            each("unseen_high_risk_days_per_100_referred", &plain)
                .map(|x| format!("{x} days at high true severity pass unseen within a year")),
            each("unallocated_mean", &plain)
                .map(|x| format!("{x} families wait for a worker on an average day")),
            each("not_seen_28_share", &plain).map(|x| {
                format!("on {x} % of open family-days nobody has met the family for 28 days")
            }),
        ];
        let clauses: Vec<String> = clauses.into_iter().flatten().collect();
        if !arms.is_empty() {
            sentences.push(format!(
                "At about {} families a worker, of 100 families referred ({}; all {ASSUMED}): {}.",
                caseload.aim(),
                names.join(" / "),
                clauses.join("; "),
            ));
        }
    }
    sentences
}

fn place(arms: &[Arm], structure: Structure, caseload: Caseload) -> Option<usize> {
    arms.iter().position(|arm| {
        arm.cell
            == Some(Cell {
                structure,
                caseload,
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::interval::Interval;
    use crate::observe::measures;

    fn row(name: &str, difference: f64, half: f64) -> DifferenceRow {
        let measure = measures()
            .iter()
            .find(|m| m.name == name)
            .expect("a measure");
        let interval = Some(Interval {
            low: difference - half,
            high: difference + half,
        });
        DifferenceRow {
            pair: 0,
            measure,
            n: 20,
            arm: 2.0 + difference,
            minus: 2.0,
            difference,
            sd: 1.0,
            interval,
            margin: measure.margin,
            verdict: Verdict::of(difference, interval, measure.margin),
            variance_ratio: None,
            replications_for_margin: None,
        }
    }

    fn said(name: &str, difference: f64, half: f64) -> String {
        let row = row(name, difference, half);
        let comparison = Comparison {
            doubts: vec![],
            tried: 0,
            replications: 20,
            means: vec![],
            differences: vec![row],
            quarters: vec![],
            series: vec![],
            warm_ups: vec![],
            surveys: vec![],
            worker_years: 1.0,
            events: 1,
            told: crate::experiment::asked::Told::default(),
        };
        let found = comparison.difference(0, name).expect("the row");
        format!("{} ({})", verdict_words(found), numbers(found))
    }

    #[test]
    fn the_numbers_choose_the_words() {
        let name = "contacts_per_family_month";
        let margin = row(name, 0.0, 0.0).measure.margin.expect("declared");
        assert!(said(name, 3.0 * margin, 0.1 * margin).starts_with("higher (+"));
        assert!(said(name, -3.0 * margin, 0.1 * margin).starts_with("lower (-"));
        assert!(said(name, 0.1 * margin, 0.1 * margin).starts_with("negligibly different"));
        assert!(said(name, 0.1 * margin, 3.0 * margin).starts_with("no clear difference"));
        assert!(said(name, 0.0, 0.0).starts_with("exactly the same"));
    }

    #[test]
    fn nothing_is_ranked_on_assumption_alone() {
        let text = said("drift_share", 0.5, 0.001);
        assert!(text.starts_with("different (+50.0"), "{text}");
    }
}
