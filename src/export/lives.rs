//! The lives of a family as a CSV file.

use crate::experiment::life::{Lived, Lives};
use crate::export::csv::{number, write_rows};
use crate::observe::{ENDINGS, LIFE_MEASURES};
use std::io;
use std::path::Path;

/// One line for every life in every authority.
pub const LIVES: &str = "lives.csv";

/// Writes what every life came to, by authority and life.
///
/// # Errors
/// If the system refuses.
pub fn write_lives(path: &Path, plan: &Lives, lived: &Lived) -> io::Result<()> {
    let measures = LIFE_MEASURES.iter().map(|measure| measure.name);
    let header: Vec<&str> = ["authority", "life", "ending"]
        .into_iter()
        .chain(measures)
        .collect();
    let rows = (plan.arms.iter().zip(&lived.lives)).flat_map(|(arm, lives)| {
        (lived.numbers.iter().zip(lives)).map(|(life, own)| {
            let start = [
                arm.name.clone(),
                life.to_string(),
                ENDINGS[own.ending()].to_owned(),
            ];
            let values = LIFE_MEASURES.iter().map(|measure| number(measure.of(own)));
            start.into_iter().chain(values).collect()
        })
    });
    write_rows(path, &header, rows)
}
