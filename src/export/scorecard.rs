//! What a validation came to: three CSV files, and the page as Markdown.

use crate::experiment::plan::Plan;
use crate::export::csv::{Column, column, ends, number, write_all};
use crate::study::declared::margin_why;
use crate::study::validate::ScoreRow;
use crate::study::verdict::{Section, Validation};
use std::fs;
use std::io;
use std::path::Path;

/// Published figures beside the model, with role, margin and verdicts.
pub const SCORECARD: &str = "scorecard.csv";
/// How often each pattern held.
pub const PATTERNS: &str = "patterns.csv";
/// The reference authority beside national figures.
pub const NATIONAL: &str = "national.csv";
/// All of it to be read.
pub const DOCUMENT: &str = "validation.md";

/// The columns of the CSV files.
pub(crate) const COLUMNS: [(&str, &[Column]); 3] = [
    (SCORECARD, &SCORECARD_COLUMNS),
    (PATTERNS, &PATTERNS_COLUMNS),
    (NATIONAL, &NATIONAL_COLUMNS),
];

const SCORECARD_COLUMNS: [Column; 17] = [
    column("arm", "name of the arm"),
    column("table", "where the figure is printed"),
    column("row", "published row, by table"),
    column("unit", "its unit"),
    column(
        "role",
        "input if values were set from the figure, calibrated if it was in view while they were set, held out if neither",
    ),
    column("study_n", "the study's sample size"),
    column("published", "published figure"),
    column("n", "virtual studies, one per replication"),
    column("mean", "their mean"),
    column("sd", "their standard deviation"),
    column(
        "low",
        "lower end of the 95 % prediction interval for one study",
    ),
    column("high", "upper end"),
    column("place", "whether the published figure is inside"),
    column(
        "z",
        "mean less published, over the standard error of both: the printed one where the figure is a mean with a printed spread, else the \
         spread of virtual studies",
    ),
    column("margin", "declared margin"),
    column("margin_why", "why that margin"),
    column(
        "equivalence",
        "two one-sided tests at 5 % of the difference against the margin",
    ),
];
const PATTERNS_COLUMNS: [Column; 9] = [
    column("pattern", "its name; with .la2 it needs LA2"),
    column("level", "where in the organisation it shows"),
    column("criterion", "what holds"),
    column("seen", "where it was seen"),
    column("aimed_at", "no if it needs LA2: then it is reported only"),
    column("held", "replications in which it held"),
    column("n", "replications that could tell"),
    column("low", "lower end of Wilson's 95 % interval for the share"),
    column("high", "upper end"),
];
const NATIONAL_COLUMNS: [Column; 12] = [
    column("arm", "name of the arm"),
    column("figure", "its name"),
    column("unit", "its unit"),
    column("role", "as in scorecard.csv"),
    column(
        "year",
        "year of the spread, or of the figure where there is none",
    ),
    column("model", "mean over replications"),
    column("england", "England as a whole"),
    column("p10", "one authority in ten lies below"),
    column("p25", "one in four"),
    column("p75", "three in four"),
    column("p90", "nine in ten"),
    column("verdict", "where the model lies among authorities"),
];

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// Writes `scorecard.csv`.
pub(crate) fn write_scorecard(path: &Path, plan: &Plan, scores: &[ScoreRow]) -> io::Result<u64> {
    let rows = scores.iter().map(|score| {
        let [low, high] = ends(score.range);
        [
            plan.arms[score.arm].name.clone(),
            score.row.table.into(),
            score.row.id.into(),
            score.row.unit.into(),
            score.role.word().into(),
            score.published.n.to_string(),
            number(score.published.value),
            score.n.to_string(),
            number(score.mean),
            number(score.sd),
            low,
            high,
            score.place.word().into(),
            number(score.z),
            number(score.margin),
            margin_why(score.row.id).into(),
            score.equivalence.word().into(),
        ]
    });
    write_all(path, &SCORECARD_COLUMNS, rows)
}

/// Writes `patterns.csv`.
pub(crate) fn write_patterns(path: &Path, found: &Validation) -> io::Result<u64> {
    let rows = found.patterns.iter().map(|row| {
        let [low, high] = ends(row.share);
        [
            row.pattern.id.into(),
            row.pattern.level.word().into(),
            row.pattern.criterion.into(),
            row.pattern.seen.into(),
            yes(row.pattern.aimed_at()),
            row.held.to_string(),
            row.of.to_string(),
            low,
            high,
        ]
    });
    write_all(path, &PATTERNS_COLUMNS, rows)
}

/// Writes `national.csv`.
pub(crate) fn write_national(path: &Path, plan: &Plan, found: &Validation) -> io::Result<u64> {
    let rows = found.national.iter().map(|row| {
        let percentile = |at: usize| row.band.spread.map_or(String::new(), |of| number(of[at]));
        [
            plan.arms[row.arm].name.clone(),
            row.band.id.into(),
            row.band.unit.into(),
            row.band.role.word().into(),
            row.band.year.into(),
            number(row.value),
            number(row.band.nation),
            percentile(0),
            percentile(1),
            percentile(3),
            percentile(4),
            row.standing.words().into(),
        ]
    });
    write_all(path, &NATIONAL_COLUMNS, rows)
}

/// Writes `validation.md` and says how many lines it has. `done` replications were complete.
pub(crate) fn write_document(
    path: &Path,
    plan: &Plan,
    done: u32,
    found: &Validation,
) -> io::Result<u64> {
    let text = document(plan, done, &found.sections);
    fs::write(path, &text)?;
    Ok(text.lines().count() as u64)
}

fn document(plan: &Plan, done: u32, sections: &[Section]) -> String {
    let names: Vec<&str> = plan.arms.iter().map(|arm| arm.name.as_str()).collect();
    let changed = plan.changed.iter().map(|set| format!(" --set {set}"));
    let mut text = format!(
        "# Validation\n\nEvery number and sentence below is written by casework {}, and nothing was adjusted afterwards:\n\n```sh\ncasework \
         validate {} --replications {done} --seed {}{}\n```\n",
        env!("CARGO_PKG_VERSION"),
        names.join(" "),
        plan.seed,
        changed.collect::<String>(),
    );
    for section in sections {
        text += &format!("\n## {}\n", section.title);
        text += &paragraphs(&section.before);
        if let Some((header, rows)) = &section.table {
            text += "\n";
            text += &line(header);
            text += &line(&vec!["---".to_owned(); header.len()]);
            rows.iter().for_each(|row| text += &line(row));
        }
        text += &paragraphs(&section.after);
    }
    text
}

/// Paragraphs with a line between them; items of a list follow each other.
fn paragraphs(of: &[String]) -> String {
    let mut text = String::new();
    let mut in_list = false;
    for paragraph in of {
        let is_item = paragraph.starts_with("- ");
        if !(is_item && in_list) {
            text += "\n";
        }
        in_list = is_item;
        text += paragraph;
        text += "\n";
    }
    text
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::Doubt;

    #[test]
    fn sections_become_headings_paragraphs_lists_and_tables() {
        let strings = |of: &[&str]| of.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        let section = Section {
            title: "A title".into(),
            before: strings(&["Before.", "- one", "- two"]),
            table: Some((strings(&["", "x"]), vec![strings(&["a|b", "1"])])),
            after: strings(&["After."]),
        };
        let plan = Plan {
            name: "validate".into(),
            arms: vec![],
            pairs: vec![],
            replications: 4,
            seed: 9,
            changed: vec!["run.years=1".into()],
            doubt: Doubt::default(),
            validation: true,
            asked: crate::experiment::asked::Asked::default(),
        };
        let text = document(&plan, 3, &[section]);
        let command =
            "```sh\ncasework validate  --replications 3 --seed 9 --set run.years=1\n```\n";
        assert!(text.contains(command), "{text}");
        let expected = "\n## A title\n\nBefore.\n\n- one\n- two\n\n|  | x |\n| --- | --- |\n| a\\|b | 1 |\n\nAfter.\n";
        assert!(text.ends_with(expected), "{text}");
    }
}
