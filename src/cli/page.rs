//! The pages a reader sees: tables first, then sentences, then what they leave out.

use crate::cli::beside::published;
use crate::cli::chart::{self, Ink};
use crate::cli::text::{counted, fits, heading, pounds, stacked, table, wrapped};
use crate::cli::{doubt, road};
use crate::experiment::compare::{Comparison, DifferenceRow, MeanRow, NEITHER, tag};
use crate::experiment::plan::{Pair, Plan, Question, Structure, structural_base};
use crate::study::findings::{CHANCE_ONLY, NOT_INCLUDED, SPOKEN_OF, findings};
use crate::study::shown::Shown;
use crate::study::validate::ScoreRow;

/// The page of `run`.
pub(crate) fn one_scenario(
    plan: &Plan,
    comparison: &Comparison,
    scores: &[ScoreRow],
    width: u16,
) -> String {
    let mut page = opening(plan, comparison, width);
    page += &arms(plan, comparison, &[0], width);
    page += &heading("All measures", width);
    let rows = comparison.means.iter().filter_map(|row| {
        let shape = shown(&[row])?;
        let [low, high] = row.interval.map_or([f64::NAN; 2], |i| [i.low, i.high]);
        Some(vec![
            shape.label(row.measure),
            tag(row.measure.evidence).into(),
            shape.number(row.mean),
            shape.number(low),
            shape.number(high),
            row.measure.unit.into(),
            row.n.to_string(),
        ])
    });
    page += &table(
        strings(&["", "", "mean", "95 % from", "to", "unit", "n"]),
        rows.collect(),
        width,
    );
    page += &under_a_table(width);
    page += &published(plan, scores, width);
    page + &left_out(plan, comparison, width)
}

/// The page of `compare`.
pub(crate) fn comparison(
    plan: &Plan,
    comparison: &Comparison,
    scores: &[ScoreRow],
    ink: Ink,
    width: u16,
) -> String {
    let mut page = opening(plan, comparison, width);
    page += &published(plan, scores, width);
    let (placed, described): (Vec<usize>, Vec<usize>) =
        (0..plan.arms.len()).partition(|&arm| plan.arms[arm].cell.is_some());
    let structures = format!(
        "Structures on {}'s families, with posts for a low and a high caseload",
        structural_base(&plan.arms).label
    );
    for (group, title) in [
        (
            described,
            "The scenarios as they are. This is description: they differ in more than structure"
                .to_owned(),
        ),
        (placed, structures),
    ] {
        if !group.is_empty() {
            page += &heading(&title, width);
            page += &arms(plan, comparison, &group, width);
            page += "\n";
            page += &headline_means(plan, comparison, &group, width);
        }
    }
    if !plan.pairs.is_empty() {
        page += "\n";
        page += &wrapped(
            "Differences are paired on the same families. Margin: what is declared to matter; a difference within it is \
             negligible. VR: variance ratio, how many times smaller the common families make the variance.",
            width,
            0,
        );
    }
    for (title, pairs) in groups(plan) {
        page += &heading(&title, width);
        let (header, rows) = differences(plan, comparison, &pairs);
        if fits(&header, &rows, width) {
            page += &table(header, rows, width);
        } else {
            for pair in pairs {
                let (header, rows) = differences(plan, comparison, &[pair]);
                page += &table(header, rows, width);
            }
        }
        page += &under_a_table(width);
    }
    page += &doubt::page(plan, comparison, width);
    page += &road::page(plan, comparison, width);
    if !plan.pairs.is_empty() {
        page += &chart::intervals(plan, comparison, &SPOKEN_OF, ink, width);
        page += &chart::series(plan, comparison, ink, width);
    }
    page += &in_words("In words", plan, comparison, width);
    page + &left_out(plan, comparison, width)
}

/// The page of `experiment`: answers first, what they rest on after them; all differences are in the files.
pub(crate) fn experiment(plan: &Plan, comparison: &Comparison, ink: Ink, width: u16) -> String {
    let mut page = opening(plan, comparison, width);
    page += &in_words("Answers", plan, comparison, width);
    let all: Vec<usize> = (0..plan.arms.len()).collect();
    page += &heading("The arms", width);
    page += &arms(plan, comparison, &all, width);
    page += "\n";
    page += &headline_means(plan, comparison, &all, width);
    let matter: Vec<&str> = (plan.asked.measures.iter())
        .map(|matter| matter.measure.as_str())
        .collect();
    page += &chart::intervals(plan, comparison, &matter, ink, width);
    page += &chart::series(plan, comparison, ink, width);
    page += &road::page(plan, comparison, width);
    page += &wrapped(
        "All differences with their intervals are in comparison.csv, those under plausible sets, if there were any, in doubt.csv; the \
         report beside the folder shows it all.",
        width,
        0,
    );
    page + &left_out(plan, comparison, width)
}

fn in_words(title: &str, plan: &Plan, comparison: &Comparison, width: u16) -> String {
    let findings = findings(plan, comparison);
    if findings.is_empty() {
        return String::new();
    }
    let mut page = heading(title, width);
    for finding in &findings {
        page += &wrapped(finding.title, width, 0);
        for sentence in &finding.sentences {
            page += &wrapped(&format!("- {sentence}"), width, 2);
        }
    }
    page
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(crate) fn opening(plan: &Plan, comparison: &Comparison, width: u16) -> String {
    let done = comparison.replications;
    let of = if done == plan.replications {
        String::new()
    } else if !plan.asked.is_nothing() {
        format!(" of at most {}", plan.replications)
    } else {
        format!(" of {} asked for", plan.replications)
    };
    let with = if plan.changed.is_empty() {
        String::new()
    } else {
        format!(" with {}", plan.changed.join(", "))
    };
    let mut lines = wrapped(
        &format!(
            "casework: {}{with}, {}, {}{of}, seed {}. D: compared with data. A: model assumption only.",
            plan.name,
            counted(plan.arms.len(), "arm"),
            counted(done, "replication"),
            plan.seed
        ),
        width,
        0,
    );
    let doubtful = start_up_in_doubt(plan, comparison);
    if !doubtful.is_empty() {
        let doubt = format!("Start-up in doubt (MSER-5): {}.", doubtful.join(", "));
        lines += &wrapped(&doubt, width, 0);
    }
    lines
}

/// What MSER-5 doubts about the months left out, a phrase for each doubt with the arms it concerns.
fn start_up_in_doubt(plan: &Plan, comparison: &Comparison) -> Vec<String> {
    let mut doubts: Vec<(&str, Vec<&str>)> = Vec::new();
    for (arm, outcome) in plan.arms.iter().zip(&comparison.warm_ups) {
        let months = arm.config.run.warm_up_months;
        if outcome.covered_by(months) {
            continue;
        }
        let word = outcome.word(months);
        match doubts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, arms)) => arms.push(&arm.label),
            None => doubts.push((word, vec![&arm.label])),
        }
    }
    let all = plan.arms.len();
    let phrase = |(word, arms): (&str, Vec<&str>)| {
        let whose = if arms.len() == all {
            "every arm".to_owned()
        } else {
            arms.join("; ")
        };
        format!("{word} in {whose}")
    };
    doubts.into_iter().map(phrase).collect()
}

fn under_a_table(width: u16) -> String {
    wrapped(CHANCE_ONLY, width, 0)
}

/// Posts and pounds beside every arm.
fn arms(plan: &Plan, comparison: &Comparison, which: &[usize], width: u16) -> String {
    let rows = which.iter().map(|&at| {
        let arm = &plan.arms[at];
        let families = comparison
            .mean(at, "families_per_worker")
            .map_or("-".into(), |row| format!("{:.1}", row.mean));
        vec![
            arm.label.clone(),
            format!("{:.1}", arm.posts),
            pounds(arm.pay_bill),
            families,
        ]
    });
    let changes = which
        .iter()
        .any(|&at| !plan.arms[at].config.change.is_empty());
    let in_the_posts = if changes {
        "Posts: all teams of the authority, at the start; the change moves them, and the measures below count them as they are."
    } else if which.iter().any(|&at| plan.arms[at].cell.is_some()) {
        "Posts: all teams of the authority; only the long-term service differs between arms."
    } else {
        "Posts: all teams of the authority."
    };
    table(
        strings(&["arm", "posts", "their pay a year", "families per worker"]),
        rows.collect(),
        width,
    ) + &wrapped(in_the_posts, width, 0)
}

fn shown(rows: &[&MeanRow]) -> Option<Shown> {
    let largest = rows
        .iter()
        .map(|row| row.mean.abs())
        .filter(|x| x.is_finite())
        .fold(0.0, f64::max);
    rows.first().map(|row| Shown::of(row.measure, largest))
}

fn headline_means(plan: &Plan, comparison: &Comparison, which: &[usize], width: u16) -> String {
    let mut header = strings(&["mean ± half of\n95 % interval", ""]);
    header.extend(which.iter().map(|&arm| stacked(&plan.arms[arm].label)));
    let mut rows = Vec::new();
    for first in comparison
        .means
        .iter()
        .filter(|row| Some(&row.arm) == which.first() && row.measure.headline)
    {
        let cells: Vec<&MeanRow> = which
            .iter()
            .filter_map(|&arm| comparison.mean(arm, first.measure.name))
            .collect();
        let Some(shape) = shown(&cells) else { continue };
        let mut row = vec![
            shape.label(first.measure),
            tag(first.measure.evidence).to_owned(),
        ];
        row.extend(cells.iter().map(|cell| match cell.interval {
            Some(interval) if interval.half_width() > 0.0 => {
                format!(
                    "{} ±{}",
                    shape.number(cell.mean),
                    shape.number(interval.half_width())
                )
            }
            _ => shape.number(cell.mean),
        }));
        rows.push(row);
    }
    table(header, rows, width) + &under_a_table(width)
}

/// The comparisons that share a table, two at most in each, with its title.
fn groups(plan: &Plan) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (at, pair) in plan.pairs.iter().enumerate() {
        let title = group_title(plan, *pair);
        match groups
            .iter_mut()
            .find(|(other, pairs)| *other == title && pairs.len() < 2)
        {
            Some((_, pairs)) => pairs.push(at),
            None => groups.push((title, vec![at])),
        }
    }
    groups
}

fn group_title(plan: &Plan, pair: Pair) -> String {
    match (pair.question, plan.arms[pair.arm].cell) {
        (Question::Structure, Some(cell)) => {
            format!("Structure: {} minus hierarchy", cell.structure.label())
        }
        (Question::Caseload, Some(cell)) if cell.structure == Structure::UnitCostNeutral => {
            "Caseload, units at the same cost: low minus high".to_owned()
        }
        (Question::Caseload, _) => "Caseload: low minus high in the same structure".to_owned(),
        _ => "Differences. The scenarios may differ in several things: no single one is the cause"
            .to_owned(),
    }
}

/// What tells a pair from the others of its table.
fn pair_label(plan: &Plan, pair: Pair) -> String {
    match (pair.question, plan.arms[pair.arm].cell) {
        (Question::Structure, Some(cell)) => format!("at {}", cell.caseload.aim()),
        (Question::Caseload, Some(cell)) => cell.structure.label().to_owned(),
        _ => format!(
            "{} - {}",
            plan.arms[pair.arm].label, plan.arms[pair.minus].label
        ),
    }
}

/// Header and rows of the differences of these pairs, side by side.
fn differences(
    plan: &Plan,
    comparison: &Comparison,
    pairs: &[usize],
) -> (Vec<String>, Vec<Vec<String>>) {
    let mut header = strings(&["", "", "margin"]);
    for &pair in pairs {
        let label = pair_label(plan, plan.pairs[pair]);
        header.extend([
            format!("{label}:\ndifference [95 %]"),
            "verdict".to_owned(),
            "VR".to_owned(),
        ]);
    }
    let mut rows = Vec::new();
    let shown_measures = comparison.differences.iter().filter(|row| {
        // What neither has data nor was assumed is an input, and stands beside the arms.
        Some(&row.pair) == pairs.first()
            && row.measure.headline
            && tag(row.measure.evidence) != NEITHER
    });
    for first in shown_measures {
        let measure = first.measure;
        let cells: Vec<&DifferenceRow> = pairs
            .iter()
            .filter_map(|&pair| comparison.difference(pair, measure.name))
            .collect();
        let largest = cells
            .iter()
            .map(|cell| cell.arm.abs())
            .filter(|x| x.is_finite())
            .fold(0.0, f64::max);
        let shape = Shown::of(measure, largest);
        let margin = first
            .margin
            .map_or("-".to_owned(), |margin| shape.margin(margin));
        let mut row = vec![
            shape.label(measure),
            tag(measure.evidence).to_owned(),
            margin,
        ];
        for cell in cells {
            let difference = shape.signed(cell.difference);
            row.push(match cell.interval {
                Some(i) => format!(
                    "{difference} [{}, {}]",
                    shape.number(i.low),
                    shape.number(i.high)
                ),
                None => difference,
            });
            row.push(cell.word().to_owned());
            row.push(
                cell.variance_ratio
                    .map_or("-".into(), |ratio| format!("{ratio:.0}")),
            );
        }
        rows.push(row);
    }
    (header, rows)
}

fn left_out(plan: &Plan, comparison: &Comparison, width: u16) -> String {
    let mut page = heading("What the intervals do not include", width);
    for line in NOT_INCLUDED {
        page += &wrapped(&format!("- {line}"), width, 2);
    }
    let doubtful = start_up_in_doubt(plan, comparison);
    let start_up = if doubtful.is_empty() {
        "- Start-up: by MSER-5 on weekly open families the months left out are enough in every arm."
            .to_owned()
    } else {
        format!(
            "- Start-up: by MSER-5 on weekly open families, {}.",
            doubtful.join(", ")
        )
    };
    page + &wrapped(&start_up, width, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::Shard;
    use crate::experiment::plan::{Arm, Doubt, structural_pairs};
    use crate::experiment::replication::Attempt;
    use crate::experiment::runner::{Control, Kept, run_with};
    use crate::experiment::sweep::tests::quick_arms;
    use crate::observe::{ReplicationSummary, measures, survey_rows};
    use crate::study::validate::scorecard;
    use std::sync::atomic::AtomicBool;

    /// A plan with the arms of the main job, and numbers that owe nothing to the model, so that a page changes only
    /// when pages change.
    fn example() -> (Plan, Comparison) {
        // The pilot runs behind the arms need not be long: posts are overwritten below.
        let quick = ["run.warm_up_months=1", "run.years=1"].map(str::to_owned);
        let load = |name: &str| {
            crate::scenario::load(name, &quick)
                .expect("an embedded scenario")
                .config
        };
        let mut arms = vec![
            Arm::new("la1", "LA1", load("la1")),
            Arm::new("la2", "LA2", load("la2")),
        ];
        arms.extend(quick_arms(&load("la1")));
        for (at, arm) in arms.iter_mut().enumerate() {
            (arm.posts, arm.pay_bill) = (40.0 - at as f64, 2e6 - 1e5 * at as f64);
        }
        let pairs = structural_pairs(&arms);
        let plan = Plan {
            name: "example".into(),
            arms,
            pairs,
            replications: 6,
            seed: 1,
            changed: vec!["run.years=1".into()],
            doubt: Doubt::default(),
            validation: false,
            asked: crate::experiment::asked::Asked::default(),
        };
        let fake = |at: usize, replication: u32| {
            let arm = &plan.arms[at];
            let common = f64::from(replication * 7 % 5) / 50.0;
            let own = f64::from((replication * 3 + arm.posts as u32 * 11) % 7) / 200.0;
            let place = |at: usize| {
                (1.0 + at as f64 / 8.0) * (1.0 + common + own) + (40.0 - arm.posts) / 50.0
            };
            Attempt::Done(ReplicationSummary {
                values: (measures().iter().enumerate())
                    .map(|(at, m)| {
                        if m.name.contains("_share") {
                            place(at) / 20.0
                        } else {
                            place(at)
                        }
                    })
                    .collect(),
                survey: (0..survey_rows().len()).map(place).collect(),
                monthly: vec![vec![1.0]],
                weekly: vec![1.0; 60],

                worker_years: 1.0,
                events: 1,
            })
        };
        let stop = AtomicBool::new(false);
        let control = Control {
            threads: 2,
            stop: &stop,
            job_done: &|| {},
        };
        let outcome = run_with(
            &plan,
            Shard::WHOLE,
            &control,
            &Kept::NOTHING,
            &mut |_| Ok(()),
            &fake,
        )
        .expect("it runs");
        let comparison = Comparison::new(&plan, &outcome.fold);
        (plan, comparison)
    }

    fn plain(page: &str) -> String {
        page.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "")
    }

    #[test]
    fn the_comparison_reads_like_this() {
        let (plan, rows) = example();
        let page = comparison(&plan, &rows, &scorecard(&plan, &rows), Ink::Unicode, 100);
        insta::assert_snapshot!(plain(&page));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_every_table_carries_the_caution() {
        let (plan, rows) = example();
        for width in [40, 60, 80, 100, 132] {
            let page = plain(&comparison(
                &plan,
                &rows,
                &scorecard(&plan, &rows),
                Ink::Plain,
                width,
            ));
            for line in page.lines() {
                assert!(line.chars().count() <= usize::from(width), "{line}");
            }
            let rules = page.lines().filter(|line| line.starts_with("---")).count();
            let arms_tables = page
                .lines()
                .filter(|line| line.contains("their pay a year"))
                .count();
            assert!(rules > arms_tables && (arms_tables == 2 || width < 80));
            let words: Vec<&str> = page.split_whitespace().collect();
            assert!(words.join(" ").matches(CHANCE_ONLY).count() >= 6);
        }
    }

    #[test]
    fn a_single_scenario_shows_every_measure() {
        let (mut plan, _) = example();
        plan.arms.truncate(1);
        plan.pairs.clear();
        let (_, mut rows) = example();
        rows.means.retain(|row| row.arm == 0);
        rows.surveys.truncate(1);
        rows.warm_ups.truncate(1);
        let page = plain(&one_scenario(&plan, &rows, &scorecard(&plan, &rows), 120));
        for measure in measures() {
            assert!(page.contains(measure.label), "{}", measure.name);
        }
        assert!(page.contains("LA1") && page.contains("Outside the range"));
    }
}
