//! Effects and indices as CSV files.

use crate::experiment::morris::Effect;
use crate::experiment::sobol::Index;
use crate::export::csv::{number, write_rows};
use crate::study::sensitivity::{CHANCE, Move};
use std::io;
use std::path::Path;

/// Effects of every factor on the results asked for.
pub const EFFECTS: &str = "effects.csv";
/// Movements of the results asked for between the ends of every range.
pub const ENDS: &str = "ends.csv";
/// Shares of variance of the outputs asked for.
pub const INDICES: &str = "indices.csv";

/// Writes the effects, by output and factor; the last factor is the seed.
///
/// # Errors
/// If the system refuses.
pub fn write_effects(
    path: &Path,
    factors: &[&str],
    by_output: &[(&str, Vec<Effect>)],
) -> io::Result<()> {
    let header = ["result", "factor", "n", "mean", "size", "low", "high", "sd"];
    let rows = by_output.iter().flat_map(|(name, effects)| {
        let factors = factors.iter().copied().chain([CHANCE]);
        factors.zip(effects).map(move |(factor, effect)| {
            let [low, high] = effect.interval.map_or([f64::NAN; 2], |i| [i.low, i.high]);
            let start = [(*name).to_owned(), factor.to_owned(), effect.n.to_string()];
            let numbers = [effect.mean, effect.size, low, high, effect.sd];
            start.into_iter().chain(numbers.map(number)).collect()
        })
    });
    write_rows(path, &header, rows)
}

/// Writes how far every result moves from the low to the high end of every factor.
///
/// # Errors
/// If the system refuses.
pub fn write_ends(
    path: &Path,
    factors: &[&str],
    by_output: &[(&str, Vec<Move>)],
) -> io::Result<()> {
    let header = ["result", "factor", "n", "mean", "low", "high"];
    let rows = by_output.iter().flat_map(|(name, movements)| {
        factors.iter().zip(movements).map(move |(factor, moved)| {
            let [low, high] = moved.interval.map_or([f64::NAN; 2], |i| [i.low, i.high]);
            let start = [
                (*name).to_owned(),
                (*factor).to_owned(),
                moved.n.to_string(),
            ];
            let numbers = [moved.mean, low, high];
            start.into_iter().chain(numbers.map(number)).collect()
        })
    });
    write_rows(path, &header, rows)
}

/// Writes the indices, by output and factor; the last factor is the seed.
///
/// # Errors
/// If the system refuses.
pub fn write_indices(
    path: &Path,
    factors: &[&str],
    by_output: &[(&str, Vec<Index>)],
) -> io::Result<()> {
    let header = [
        "result",
        "factor",
        "first",
        "first_low",
        "first_high",
        "total",
        "total_low",
        "total_high",
    ];
    let rows = by_output.iter().flat_map(|(name, indices)| {
        let factors = factors.iter().copied().chain([CHANCE]);
        factors.zip(indices).map(|(factor, index)| {
            let (first, total) = (index.first_interval, index.total_interval);
            let numbers = [
                index.first,
                first.low,
                first.high,
                index.total,
                total.low,
                total.high,
            ];
            let start = [(*name).to_owned(), factor.to_owned()];
            start.into_iter().chain(numbers.map(number)).collect()
        })
    });
    write_rows(path, &header, rows)
}
