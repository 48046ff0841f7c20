//! The CSV files and, from the same definitions, their dictionary.
//!
//! All are UTF-8 with a header line, a comma between fields, a point in numbers and nothing in undefined cells.

use crate::experiment::compare::{Comparison, tag, tag_words};
use crate::experiment::interval::Interval;
use crate::experiment::plan::Plan;
use crate::experiment::summary::Replication;
use crate::export::answers::{self, ANSWERS, LEVELS};
use crate::export::scorecard::{self, DOCUMENT, NATIONAL, PATTERNS, SCORECARD};
use crate::export::shelf::{named, unfinished};
use crate::observe::{Measure, ReplicationSummary, measures, survey_rows};
use crate::study::declared::{margin, margin_why};
use crate::study::findings::Finding;
use crate::study::published::NOTES;
use crate::study::validate::ScoreRow;
use csv::Writer;
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// A column of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    name: &'static str,
    what: &'static str,
}

pub(crate) const fn column(name: &'static str, what: &'static str) -> Column {
    Column { name, what }
}

/// The rows of every replication.
pub const REPLICATIONS: &str = "replications.csv";
/// Means by arm and measure.
pub const SUMMARY: &str = "summary.csv";
/// Paired differences by pair and measure.
pub const COMPARISON: &str = "comparison.csv";
/// Paired differences under plausible sets.
pub const DOUBT: &str = "doubt.csv";
/// Monthly means by arm and series.
pub const SERIES: &str = "series.csv";
/// Paired differences of the series by quarter.
pub const QUARTERS: &str = "quarters.csv";
/// Sentences made from the numbers, by title.
pub const FINDINGS: &str = "findings.csv";
/// Virtual surveys beside published figures.
pub const SURVEY: &str = "survey.csv";
/// What every column and measure means.
pub const DICTIONARY: &str = "dictionary.csv";

/// All that a job may write.
pub const FILES: [&str; 15] = [
    REPLICATIONS,
    SUMMARY,
    COMPARISON,
    DOUBT,
    SERIES,
    QUARTERS,
    FINDINGS,
    SURVEY,
    LEVELS,
    ANSWERS,
    SCORECARD,
    PATTERNS,
    NATIONAL,
    DOCUMENT,
    DICTIONARY,
];

const REPLICATIONS_COLUMNS: [Column; 2] = [
    column("arm", "name of the arm"),
    column(
        "replication",
        "index from 0; the same index has the same families in every arm; further columns: the measures",
    ),
];
const SUMMARY_COLUMNS: [Column; 11] = [
    column("arm", "name of the arm"),
    column("posts", "whole-time posts on the establishment"),
    column("pay_bill", "pounds a year for those posts"),
    column("measure", "name of the measure"),
    column("unit", "its unit"),
    column(
        "kind",
        "D compared with data, A model assumption only, - neither",
    ),
    column("n", "replications in which the measure is defined"),
    column("mean", "mean over them"),
    column("sd", "standard deviation between them"),
    column("low", "lower end of the 95 % t interval for the mean"),
    column("high", "upper end"),
];
const COMPARISON_COLUMNS: [Column; 17] = [
    column("arm", "name of the arm"),
    column("minus", "name of the arm taken away"),
    column(
        "question",
        "structure, caseload, or scenario if the two may differ in anything",
    ),
    column("measure", "name of the measure"),
    column("unit", "its unit"),
    column(
        "kind",
        "D compared with data, A model assumption only, - neither",
    ),
    column("n", "replications in which both arms define the measure"),
    column("mean_arm", "mean of the arm over them"),
    column("mean_minus", "mean of the arm taken away"),
    column("difference", "mean of the paired differences"),
    column("sd", "standard deviation of the paired differences"),
    column("low", "lower end of the 95 % paired t interval"),
    column("high", "upper end"),
    column(
        "margin",
        "difference that matters, declared for the measure or by the experiment; smaller ones are negligible",
    ),
    column("verdict", "what the interval says against the margin"),
    column(
        "variance_ratio",
        "variance of the two arms added, over the variance of the paired difference",
    ),
    column(
        "replications_for_margin",
        "replications that would bring the half-width down to the margin",
    ),
];
const DOUBT_COLUMNS: [Column; 10] = [
    column("arm", "name of the arm"),
    column("minus", "name of the arm taken away"),
    column("measure", "name of the measure"),
    column("unit", "its unit"),
    column(
        "sets",
        "plausible sets of parameters in which the difference is defined; no rows if none were carried",
    ),
    column("mean", "mean difference over the sets"),
    column(
        "sd",
        "standard deviation of the true difference between sets, chance taken out",
    ),
    column(
        "low",
        "lower end of the range in which the true difference would lie under one more such set, 95 %",
    ),
    column("high", "upper end"),
    column(
        "same_sign",
        "sets in which the difference has the sign of the one in comparison.csv",
    ),
];
const SERIES_COLUMNS: [Column; 7] = [
    column("arm", "name of the arm"),
    column("month", "calendar month, YYYY-MM, start-up included"),
    column("series", "name of the series"),
    column("n", "replications"),
    column("mean", "mean over them"),
    column("low", "lower end of the 95 % t interval for the mean"),
    column("high", "upper end"),
];
const QUARTERS_COLUMNS: [Column; 10] = [
    column("arm", "name of the arm"),
    column("minus", "name of the arm taken away"),
    column(
        "quarter",
        "first calendar month of the quarter, YYYY-MM, start-up included",
    ),
    column("series", "name of the series"),
    column("n", "replications that define it in both arms"),
    column("mean_arm", "mean of the arm"),
    column("mean_minus", "mean of the arm taken away"),
    column("difference", "mean of the paired differences"),
    column("low", "lower end of the 95 % t interval for the difference"),
    column("high", "upper end"),
];
const FINDINGS_COLUMNS: [Column; 2] = [
    column("title", "what the sentence is about"),
    column("sentence", "the sentence; no file if there is none"),
];
const SURVEY_COLUMNS: [Column; 12] = [
    column("arm", "name of the arm"),
    column("row", "published row, by table"),
    column("unit", "its unit"),
    column(
        "held_out",
        "yes if the authority's scenario is left alone whatever comes out",
    ),
    column(
        "study_n",
        "the study's sample size, also the virtual survey's",
    ),
    column("published", "published figure"),
    column("n", "virtual surveys, one per replication"),
    column("mean", "their mean"),
    column("sd", "their standard deviation"),
    column(
        "low",
        "lower end of the 95 % prediction interval for one survey",
    ),
    column("high", "upper end"),
    column("verdict", "whether the published figure is inside"),
];
const DICTIONARY_COLUMNS: [Column; 8] = [
    column("file", "file, `measure` or `survey row`"),
    column("name", "column, measure or row"),
    column("unit", "unit"),
    column("what", "meaning; for a measure what is counted over what"),
    column("kind", "what a measure can be held against"),
    column("published", "published row or table it is compared with"),
    column("margin", "declared practical margin, absolute, in the unit"),
    column("margin_why", "why that margin"),
];

pub(crate) fn number(x: f64) -> String {
    if x.is_finite() {
        x.to_string()
    } else {
        String::new()
    }
}

pub(crate) fn ends(interval: Option<Interval>) -> [String; 2] {
    interval.map_or([String::new(), String::new()], |i| {
        [number(i.low), number(i.high)]
    })
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// Creates a file with its header line.
fn start(path: &Path, columns: &[Column]) -> io::Result<Writer<File>> {
    let mut writer = Writer::from_path(path)?;
    writer.write_record(columns.iter().map(|column| column.name))?;
    Ok(writer)
}

/// Writes a whole file and says how many rows it has.
pub(crate) fn write_all<I, R>(path: &Path, columns: &[Column], rows: I) -> io::Result<u64>
where
    I: IntoIterator<Item = R>,
    R: IntoIterator<Item = String>,
{
    let mut writer = start(path, columns)?;
    let mut count = 0;
    for row in rows {
        writer.write_record(row)?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}

/// `replications.csv` while it grows.
pub struct ReplicationRows {
    writer: Writer<File>,
    rows: u64,
}

impl ReplicationRows {
    /// Creates the file.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut writer = Writer::from_path(path)?;
        let names = REPLICATIONS_COLUMNS.iter().map(|column| column.name);
        writer.write_record(names.chain(measures().iter().map(|measure| measure.name)))?;
        Ok(Self { writer, rows: 0 })
    }

    /// Writes the rows of one replication; those under plausible sets are in the table of doubt only.
    pub fn append(&mut self, plan: &Plan, replication: &Replication) -> io::Result<()> {
        if plan.set_of(replication.index).is_some() {
            return Ok(());
        }
        for (arm, summary) in plan.arms.iter().zip(&replication.arms) {
            let keys = [arm.name.clone(), replication.index.to_string()];
            self.writer
                .write_record(keys.into_iter().chain(row_cells(summary)))?;
            self.rows += 1;
        }
        Ok(())
    }

    /// Writes what is still in memory, and says how many rows there are.
    pub fn finish(mut self) -> io::Result<u64> {
        self.writer.flush()?;
        Ok(self.rows)
    }
}

/// The cells of a replication's row as they are written.
pub fn row_cells(summary: &ReplicationSummary) -> Vec<String> {
    summary.values.iter().copied().map(number).collect()
}

/// The measures' cells of one arm and replication in the `replications.csv` of a folder; `None` if it has no such row.
///
/// # Errors
/// If the file is there and cannot be read.
pub fn stored_row(folder: &Path, arm: &str, replication: u32) -> io::Result<Option<Vec<String>>> {
    let path = folder.join(REPLICATIONS);
    if !path.exists() {
        return Ok(None);
    }
    let replication = replication.to_string();
    for record in csv::Reader::from_path(path)?.records() {
        let record = record?;
        if record.get(0) == Some(arm) && record.get(1) == Some(&replication) {
            return Ok(Some(record.iter().skip(2).map(str::to_owned).collect()));
        }
    }
    Ok(None)
}

/// Writes `summary.csv`.
pub fn write_summary(path: &Path, plan: &Plan, comparison: &Comparison) -> io::Result<u64> {
    let rows = comparison.means.iter().map(|row| {
        let arm = &plan.arms[row.arm];
        let Measure {
            name,
            unit,
            evidence,
            ..
        } = *row.measure;
        let [low, high] = ends(row.interval);
        [
            arm.name.clone(),
            number(arm.posts),
            number(arm.pay_bill),
            name.into(),
            unit.into(),
            tag(evidence).into(),
            row.n.to_string(),
            number(row.mean),
            number(row.sd),
            low,
            high,
        ]
    });
    write_all(path, &SUMMARY_COLUMNS, rows)
}

/// Writes `comparison.csv`.
pub fn write_comparison(path: &Path, plan: &Plan, comparison: &Comparison) -> io::Result<u64> {
    let rows = comparison.differences.iter().map(|row| {
        let pair = plan.pairs[row.pair];
        let Measure {
            name,
            unit,
            evidence,
            ..
        } = *row.measure;
        let [low, high] = ends(row.interval);
        [
            plan.arms[pair.arm].name.clone(),
            plan.arms[pair.minus].name.clone(),
            pair.question.word().into(),
            name.into(),
            unit.into(),
            tag(evidence).into(),
            row.n.to_string(),
            number(row.arm),
            number(row.minus),
            number(row.difference),
            number(row.sd),
            low,
            high,
            row.margin.map(number).unwrap_or_default(),
            row.word().into(),
            row.variance_ratio.map(number).unwrap_or_default(),
            row.replications_for_margin
                .map(|n| n.to_string())
                .unwrap_or_default(),
        ]
    });
    write_all(path, &COMPARISON_COLUMNS, rows)
}

/// Writes `doubt.csv`.
pub fn write_doubt(path: &Path, plan: &Plan, comparison: &Comparison) -> io::Result<u64> {
    let rows = comparison.doubts.iter().map(|row| {
        let pair = plan.pairs[row.pair];
        let [low, high] = ends(row.interval);
        [
            plan.arms[pair.arm].name.clone(),
            plan.arms[pair.minus].name.clone(),
            row.measure.name.into(),
            row.measure.unit.into(),
            row.sets.to_string(),
            number(row.mean),
            number(row.sd),
            low,
            high,
            row.same_sign.to_string(),
        ]
    });
    write_all(path, &DOUBT_COLUMNS, rows)
}

/// Writes `series.csv`.
pub fn write_series(path: &Path, plan: &Plan, comparison: &Comparison) -> io::Result<u64> {
    let rows = comparison.series.iter().map(|row| {
        let [low, high] = ends(row.interval);
        let arm = plan.arms[row.arm].name.clone();
        [
            arm,
            row.month.clone(),
            row.series.into(),
            row.n.to_string(),
            number(row.mean),
            low,
            high,
        ]
    });
    write_all(path, &SERIES_COLUMNS, rows)
}

/// Writes `quarters.csv`.
pub fn write_quarters(path: &Path, plan: &Plan, comparison: &Comparison) -> io::Result<u64> {
    let rows = comparison.quarters.iter().map(|row| {
        let [low, high] = ends(row.interval);
        let pair = plan.pairs[row.pair];
        [
            plan.arms[pair.arm].name.clone(),
            plan.arms[pair.minus].name.clone(),
            row.month.clone(),
            row.series.into(),
            row.n.to_string(),
            number(row.arm),
            number(row.minus),
            number(row.difference),
            low,
            high,
        ]
    });
    write_all(path, &QUARTERS_COLUMNS, rows)
}

/// Writes `findings.csv`.
pub fn write_findings(path: &Path, findings: &[Finding]) -> io::Result<u64> {
    let rows = findings.iter().flat_map(|finding| {
        let title = finding.title.to_owned();
        (finding.sentences.iter()).map(move |sentence| [title.clone(), sentence.clone()])
    });
    write_all(path, &FINDINGS_COLUMNS, rows)
}

/// Writes `survey.csv`.
pub fn write_survey(path: &Path, plan: &Plan, scores: &[ScoreRow]) -> io::Result<u64> {
    let rows = scores.iter().map(|score| {
        let [low, high] = ends(score.range);
        [
            plan.arms[score.arm].name.clone(),
            score.row.id.into(),
            score.row.unit.into(),
            yes(score.authority.held_out()).into(),
            score.published.n.to_string(),
            number(score.published.value),
            score.n.to_string(),
            number(score.mean),
            number(score.sd),
            low,
            high,
            score.place.word().into(),
        ]
    });
    write_all(path, &SURVEY_COLUMNS, rows)
}

/// Writes `dictionary.csv`.
pub fn write_dictionary(path: &Path) -> io::Result<u64> {
    let files: [(&str, &[Column]); 8] = [
        (REPLICATIONS, &REPLICATIONS_COLUMNS),
        (SUMMARY, &SUMMARY_COLUMNS),
        (COMPARISON, &COMPARISON_COLUMNS),
        (DOUBT, &DOUBT_COLUMNS),
        (SERIES, &SERIES_COLUMNS),
        (QUARTERS, &QUARTERS_COLUMNS),
        (FINDINGS, &FINDINGS_COLUMNS),
        (SURVEY, &SURVEY_COLUMNS),
    ];
    let own: [(&str, &[Column]); 1] = [(DICTIONARY, &DICTIONARY_COLUMNS)];
    let mut writer = Writer::from_writer(File::create(path)?);
    writer.write_record(DICTIONARY_COLUMNS.map(|column| column.name))?;
    let mut count = 0;
    let asked = answers::COLUMNS;
    for (file, columns) in (files.into_iter().chain(asked))
        .chain(scorecard::COLUMNS)
        .chain(own)
    {
        for column in columns {
            writer.write_record([file, column.name, "", column.what, "", "", "", ""])?;
            count += 1;
        }
    }
    for measure in measures() {
        let margin = measure.margin.map(number).unwrap_or_default();
        let Measure {
            name,
            unit,
            what,
            evidence,
            row,
            margin_why,
            ..
        } = *measure;
        writer.write_record([
            "measure",
            name,
            unit,
            what,
            tag_words(evidence),
            row,
            &margin,
            margin_why,
        ])?;
        count += 1;
    }
    for row in survey_rows() {
        let note = NOTES
            .iter()
            .find(|(table, _)| *table == row.table)
            .map_or("", |(_, note)| note);
        let what = format!("{}: {note}", row.label);
        let margin = number(margin(row.id));
        writer.write_record([
            "survey row",
            row.id,
            row.unit,
            &what,
            row.against.words(),
            row.table,
            &margin,
            margin_why(row.id),
        ])?;
        count += 1;
    }
    writer.flush()?;
    Ok(count)
}

/// Writes a file aside and gives it its name when it is whole.
pub(super) fn write_rows(
    path: &Path,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    let aside = unfinished(path);
    let write = || -> io::Result<()> {
        let mut writer = Writer::from_path(&aside)?;
        writer.write_record(header)?;
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush()?;
        fs::rename(&aside, path)
    };
    write().map_err(|error| named(path, &error))
}
