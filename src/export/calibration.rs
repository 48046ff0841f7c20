//! What a calibration leaves, as files.

use crate::export::csv::{number, write_rows};
use crate::export::shelf::{named, write_whole};
use crate::scenario::{PlausibleSet, PlausibleSets};
use crate::study::calibrate::{Profile, Task, Tried};
use std::io;
use std::path::Path;

/// The plausible sets.
pub const SETS: &str = "plausible.toml";
/// How far the fitted numbers are pinned down.
pub const PROFILES: &str = "profiles.csv";
/// Every fitted figure at every candidate.
pub const TARGETS: &str = "targets.csv";

/// Writes all of it into a folder.
///
/// # Errors
/// If the system refuses.
///
/// # Panics
/// If sets cannot be written as TOML, which all can.
pub fn write_calibration(
    folder: &Path,
    task: &Task,
    sets: Vec<PlausibleSet>,
    profiles: &[Profile],
    tried: &[Tried],
) -> io::Result<()> {
    let sets = PlausibleSets {
        command: "casework calibrate".to_owned(),
        seed: task.declared.seed,
        stated: (task
            .searched
            .iter()
            .map(|(key, stated, _)| (key.clone(), *stated)))
        .collect(),
        set: sets,
    };
    let text = toml::to_string(&sets).expect("sets are plain tables");
    let note = "# Written by `casework calibrate`; do not edit. Values that the fitted figures do not rule out, the first that passed on\n\
                # fresh seeds. Every comparison is repeated under each of them.\n\n";
    let path = folder.join(SETS);
    write_whole(&path, &format!("{note}{text}")).map_err(|error| named(&path, &error))?;
    let header = [
        "key",
        "stated",
        "low",
        "high",
        "left_low",
        "left_high",
        "share_of_range",
    ];
    let rows = profiles.iter().map(|p| {
        let numbers = [p.stated, p.range.0, p.range.1, p.left.0, p.left.1, p.share];
        let key = [p.key.clone()].into_iter();
        key.chain(numbers.map(number)).collect()
    });
    write_rows(&folder.join(PROFILES), &header, rows)?;
    let header = [
        "candidate",
        "plausible",
        "authority",
        "row",
        "published",
        "simulated",
        "implausibility",
    ];
    let rows = tried.iter().enumerate().flat_map(|(at, candidate)| {
        (task.fitted.iter().zip(&candidate.rows)).map(move |(figure, (mean, implausibility))| {
            vec![
                at.to_string(),
                candidate.plausible.to_string(),
                task.authorities[figure.authority].name.clone(),
                figure.row.id.to_owned(),
                number(figure.published),
                number(*mean),
                number(*implausibility),
            ]
        })
    });
    write_rows(&folder.join(TARGETS), &header, rows)
}
