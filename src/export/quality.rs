//! The quality log: every row of the proof pack as a CSV file.

use crate::export::csv::write_rows;
use crate::export::shelf::named;
use crate::proof::Row;
use std::fs;
use std::io;
use std::path::Path;

/// The file.
pub const QUALITY_LOG: &str = "qa-log.csv";

const COLUMNS: [&str; 9] = [
    "case",
    "theory",
    "estimate",
    "standard_error",
    "z",
    "verdict",
    "replications",
    "rule",
    "source",
];

/// Writes the log into a folder, which is made if it is not there.
///
/// # Errors
/// If the system refuses.
pub fn write_quality_log(folder: &Path, rows: &[Row]) -> io::Result<()> {
    fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
    write_rows(&folder.join(QUALITY_LOG), &COLUMNS, rows.iter().map(line))
}

fn line(row: &Row) -> Vec<String> {
    let number = |x: Option<f64>| {
        x.filter(|x| x.is_finite())
            .map_or_else(String::new, |x| x.to_string())
    };
    vec![
        row.case.clone(),
        number(row.theory),
        number(Some(row.estimate)),
        number(row.standard_error),
        number(row.z()),
        row.verdict().to_owned(),
        row.replications.to_string(),
        row.rule.words(),
        row.source.to_owned(),
    ]
}
