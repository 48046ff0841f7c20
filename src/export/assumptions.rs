//! The register of assumptions as a CSV file.

use crate::export::csv::write_rows;
use crate::scenario::Provenance;
use crate::study::assumptions::Assumption;
use std::io;
use std::path::Path;

const COLUMNS: [&str; 12] = [
    "id",
    "meaning",
    "value",
    "unit",
    "low",
    "high",
    "source",
    "rating",
    "moves_most",
    "moves_by",
    "margins",
    "used_in",
];

/// Writes the register.
///
/// # Errors
/// If the system refuses.
pub fn write_register(path: &Path, all: &[Assumption]) -> io::Result<()> {
    write_rows(path, &COLUMNS, all.iter().map(|one| line(one).to_vec()))
}

fn line(one: &Assumption) -> [String; 12] {
    let range = match &one.source {
        Provenance::Assumed { range, .. } => *range,
        _ => None,
    };
    let [low, high] = range.map_or([String::new(), String::new()], |(low, high)| {
        [low.to_string(), high.to_string()]
    });
    let moves = one
        .movement
        .map_or([String::new(), String::new(), String::new()], |m| {
            [
                m.measure.to_owned(),
                m.size.to_string(),
                m.margins.to_string(),
            ]
        });
    let [most, by, margins] = moves;
    [
        one.key.clone(),
        one.meaning.to_owned(),
        one.value.clone(),
        one.unit.to_owned(),
        low,
        high,
        one.source.to_string(),
        one.rating.word().to_owned(),
        most,
        by,
        margins,
        one.used_in.to_owned(),
    ]
}
