//! Contributions as CSV files.

use crate::experiment::ablation::GROUPS;
use crate::experiment::compare::tag;
use crate::export::csv::number;
use crate::export::csv::write_rows;
use crate::export::shelf::named;
use crate::study::ablate::{Contributions, Part, Row};
use std::fs;
use std::io;
use std::path::Path;

/// Means over replications.
pub const CONTRIBUTIONS: &str = "contributions.csv";
/// What they are means of.
pub const BY_REPLICATION: &str = "contributions-by-replication.csv";

const COLUMNS: [&str; 11] = [
    "measure",
    "unit",
    "kind",
    "group",
    "sources",
    "n",
    "mean",
    "sd",
    "low",
    "high",
    "share_of_total",
];

/// Writes both files into a folder, which is made if it is not there.
///
/// # Errors
/// If the system refuses.
pub fn write_contributions(folder: &Path, found: &Contributions) -> io::Result<()> {
    fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
    write_rows(&folder.join(CONTRIBUTIONS), &COLUMNS, means(found))?;
    let header = ["replication", "measure", "group", "contribution"];
    write_rows(&folder.join(BY_REPLICATION), &header, single(found))
}

fn means(found: &Contributions) -> impl Iterator<Item = Vec<String>> {
    found.rows.iter().flat_map(|row| {
        let groups = (found.groups.iter().zip(&found.standing).zip(&row.groups))
            .map(|((&group, standing), part)| (GROUPS[group].name, standing.word(), part));
        let sums = [
            ("total", "", &row.total),
            ("all but caseload", "", &row.structure),
            ("all that is wholly or partly assumed", "", &row.assumed),
        ];
        groups
            .chain(sums)
            .map(|(name, sources, part)| line(row, name, sources, part))
    })
}

fn line(row: &Row, name: &str, sources: &str, part: &Part) -> Vec<String> {
    let [low, high] = part.interval.map_or([f64::NAN; 2], |i| [i.low, i.high]);
    let start = [
        row.measure.name,
        row.measure.unit,
        tag(row.measure.evidence),
        name,
        sources,
    ];
    let numbers = [part.mean, part.sd, low, high, part.mean / row.total.mean];
    (start.map(str::to_owned).into_iter())
        .chain([row.n.to_string()])
        .chain(numbers.map(number))
        .collect()
}

fn single(found: &Contributions) -> impl Iterator<Item = Vec<String>> {
    found.rows.iter().flat_map(|row| {
        row.by_replication
            .iter()
            .flat_map(|(replication, by_group)| {
                (found.groups.iter().zip(by_group)).map(|(&group, value)| {
                    let names = [row.measure.name, GROUPS[group].name].map(str::to_owned);
                    let [measure, group] = names;
                    vec![replication.to_string(), measure, group, number(*value)]
                })
            })
    })
}
