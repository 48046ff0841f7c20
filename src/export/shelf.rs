//! Finished replications on disk, one file each, whole or not at all: what an interrupted experiment goes on from, and
//! what the parts of an experiment are put together from.

use crate::experiment::plan::Plan;
use crate::experiment::runner::{Failed, Tried};
use crate::experiment::summary::Replication;
use crate::export::plan::fnv1a;
use crate::observe::{ReplicationSummary, measures, series_names, survey_rows};
use crate::scenario::Config;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder of the replications, within that of the experiment.
pub(crate) const SHELF: &str = "replications";
/// Weeks in a mean month.
const MONTH_WEEKS: f64 = 52.0 / 12.0;
/// How the name of a file ends that is still being written.
const UNFINISHED: &str = "new";

/// Bytes that a number takes in a file, about.
pub const BYTES_A_NUMBER: f64 = 19.0;

/// Bytes that are kept of one replication of one arm, about.
pub fn bytes_of_one(config: &Config) -> f64 {
    let months = f64::from(config.run.warm_up_months + 12 * config.run.years);
    let weeks = months * MONTH_WEEKS;
    let numbers = (measures().len() + survey_rows().len()) as f64
        + months * series_names().len() as f64
        + weeks;
    numbers * BYTES_A_NUMBER
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Record<'r> {
    /// By arm; none if it failed.
    arm: Cow<'r, [ReplicationSummary]>,
    /// The arms in which it failed.
    failed: Cow<'r, [Failed]>,
}

/// The replications of one experiment in one folder.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
    hash: String,
}

impl Shelf {
    /// The shelf in the folder of an unfinished experiment with this hash; nothing is created.
    pub fn within(folder: &Path, hash: &str) -> Self {
        Self {
            folder: folder.join(SHELF),
            hash: hash.to_owned(),
        }
    }

    /// Makes the shelf and clears away what an earlier run had not finished writing.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(&self.folder).map_err(|error| named(&self.folder, &error))?;
        self.tidy()
    }

    fn tidy(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == UNFINISHED) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Keeps what became of a replication. When this returns it is on the disk, and at no time is a part of it under its
    /// final name.
    ///
    /// # Errors
    /// If the system refuses: the disk is full, or the folder gone.
    pub fn keep(&self, index: u32, tried: &Tried) -> io::Result<()> {
        let path = self.path(index);
        let (arm, failed): (&[_], &[_]) = match tried {
            Tried::Complete(replication) => (&replication.arms, &[]),
            Tried::Failed(failed) => (&[], failed),
        };
        let record = Record {
            arm: arm.into(),
            failed: failed.into(),
        };
        let body = toml::to_string(&record).map_err(io::Error::other)?;
        let text = format!("{}{body}", self.heading(index, &body));
        write_whole(&path, &text).map_err(|error| named(&path, &error))
    }

    /// Reads back what became of a replication, if that is kept.
    ///
    /// # Errors
    /// If the file is damaged, or belongs to another experiment; its name is said.
    pub fn recall(&self, plan: &Plan, index: u32) -> io::Result<Option<Tried>> {
        let path = self.path(index);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(named(&path, &error)),
        };
        match self.read(plan, index, &text) {
            Ok(tried) => Ok(Some(tried)),
            Err(why) => Err(named(&path, &why)),
        }
    }

    fn read(&self, plan: &Plan, index: u32, text: &str) -> Result<Tried, String> {
        let damaged =
            || "is damaged: remove it, and the command that made it will make it again".to_owned();
        let (heading, body) = text.split_once('\n').ok_or_else(damaged)?;
        if format!("{heading}\n") != self.heading(index, body) {
            return Err(match heading.split_once("experiment ") {
                Some((_, rest)) if rest.get(..16).is_some_and(|hash| hash != self.hash) => {
                    format!("belongs to another experiment, {}", &rest[..16])
                }
                _ => damaged(),
            });
        }
        let record: Record<'_> = toml::from_str(body).map_err(|_| damaged())?;
        if !record.failed.is_empty() {
            return Ok(Tried::Failed(record.failed.into_owned()));
        }
        let fits = |arm: &ReplicationSummary| {
            arm.values.len() == measures().len() && arm.survey.len() == survey_rows().len()
        };
        if record.arm.len() != plan.arms.len() || !record.arm.iter().all(fits) {
            return Err("was written by another build of the program".to_owned());
        }
        let arms = record.arm.into_owned();
        Ok(Tried::Complete(Replication { index, arms }))
    }

    /// The indices of the replications that are kept, in order.
    ///
    /// # Errors
    /// If the folder cannot be read; one that does not exist holds nothing.
    pub fn indices(&self) -> io::Result<Vec<u32>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(named(&self.folder, &error)),
        };
        let mut indices = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let index = stem.and_then(|stem| stem.parse().ok());
            indices.extend(index.filter(|&index| self.path(index) == path));
        }
        indices.sort_unstable();
        Ok(indices)
    }

    /// Removes what is kept, and the folder if nothing else is in it.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn clear(&self) -> io::Result<()> {
        self.tidy()?;
        for index in self.indices()? {
            fs::remove_file(self.path(index))?;
        }
        remove_if_empty(&self.folder)
    }

    /// The file of a replication.
    fn path(&self, index: u32) -> PathBuf {
        self.folder.join(format!("{index:06}.toml"))
    }

    /// The first line of its file: whose it is, and what the rest must give.
    fn heading(&self, index: u32, body: &str) -> String {
        format!(
            "# experiment {}, replication {index}, checksum {:016x}\n",
            self.hash,
            fnv1a(body)
        )
    }
}

/// An error with the file it concerns.
pub(crate) fn named(path: &Path, error: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}

/// Where a file is written until it is whole.
pub(crate) fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(UNFINISHED);
    name.into()
}

/// Writes a file beside its place, waits until it is on the disk, and moves it there.
pub(crate) fn write_whole(path: &Path, text: &(impl AsRef<[u8]> + ?Sized)) -> io::Result<()> {
    let unfinished = unfinished(path);
    let written = File::create(&unfinished)
        .and_then(|mut file| {
            file.write_all(text.as_ref())?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&unfinished, path));
    if let Err(error) = written {
        // If even that fails there is nothing to remove; the reason is the first error.
        let _ = fs::remove_file(&unfinished);
        return Err(error);
    }
    // The parent of a bare name is an empty path.
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    sync_folder(folder.unwrap_or(Path::new(".")))
}

/// Waits until the names in a folder are on the disk.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file; the system sees to it by itself.
    if cfg!(unix) {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}

/// Removes a folder unless something is in it.
pub(crate) fn remove_if_empty(path: &Path) -> io::Result<()> {
    if fs::read_dir(path)?.next().is_none() {
        fs::remove_dir(path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::{Arm, Doubt};
    use crate::experiment::replication::Failure;

    fn plan() -> Plan {
        let config = crate::scenario::load("la1", &[]).expect("embedded").config;
        let arms = ["a", "b"].map(|name| Arm::new(name, name, config.clone()));
        Plan {
            name: "x".into(),
            arms: arms.to_vec(),
            pairs: vec![],
            replications: 4,
            seed: 1,
            changed: vec![],
            doubt: Doubt::default(),
            validation: false,
            asked: crate::experiment::asked::Asked::default(),
        }
    }

    /// Values that a careless format would not bring back.
    fn replication(index: u32) -> Replication {
        let awkward = [
            0.1 + 0.2,
            -0.0,
            f64::NAN,
            f64::INFINITY,
            f64::MIN_POSITIVE / 8.0,
            f64::MAX,
            1e-7,
            123_456_789.123_456_79,
        ];
        let fill = |n: usize| (0..n).map(|at| awkward[at % awkward.len()]).collect();
        let summary = ReplicationSummary {
            values: fill(measures().len()),
            survey: fill(survey_rows().len()),
            monthly: vec![fill(9), fill(0), fill(3)],
            weekly: fill(11),
            worker_years: 1.0 / 3.0,
            events: u64::from(index) + 1,
        };
        Replication {
            index,
            arms: vec![summary.clone(), summary],
        }
    }

    fn bits(replication: &Replication) -> Vec<u64> {
        let of = |s: &ReplicationSummary| {
            let all = s.values.iter().chain(&s.survey).chain(&s.weekly);
            let all = all.chain(s.monthly.iter().flatten());
            let mut bits: Vec<u64> = all.map(|v| v.to_bits()).collect();
            bits.extend([s.worker_years.to_bits(), s.events]);
            bits.extend(s.monthly.iter().map(|series| series.len() as u64));
            bits
        };
        replication.arms.iter().flat_map(of).collect()
    }

    fn shelf(test: &str) -> (PathBuf, Shelf) {
        let folder = std::env::temp_dir().join(format!("casework-{test}-{}", std::process::id()));
        let shelf = Shelf::within(&folder, "0123456789abcdef");
        shelf.prepare().expect("a folder");
        (folder, shelf)
    }

    #[test]
    fn a_replication_comes_back_to_the_last_bit_and_is_gone_when_cleared() {
        let ((folder, shelf), plan) = (shelf("kept"), plan());
        assert!(shelf.recall(&plan, 3).expect("readable").is_none());
        for index in [3, 1] {
            let tried = Tried::Complete(replication(index));
            shelf.keep(index, &tried).expect("kept");
        }
        fs::write(folder.join("replications/notes.txt"), "mine").expect("a file");
        assert_eq!(shelf.indices().expect("a folder"), [1, 3]);
        let Some(Tried::Complete(back)) = shelf.recall(&plan, 3).expect("readable") else {
            panic!("it was kept")
        };
        assert_eq!(bits(&back), bits(&replication(3)));
        let failed = vec![Failed {
            arm: "b".into(),
            replication: 2,
            seed: 1,
            failure: Failure {
                message: "a \"quoted\"\nline".into(),
                scene: None,
            },
        }];
        let tried = Tried::Failed(failed.clone());
        shelf.keep(2, &tried).expect("kept");
        let Some(Tried::Failed(back)) = shelf.recall(&plan, 2).expect("readable") else {
            panic!("it was kept")
        };
        assert_eq!(back, failed);
        shelf.clear().expect("cleared");
        assert_eq!(shelf.indices().expect("a folder"), [0; 0]);
        assert!(folder.join("replications/notes.txt").exists());
        fs::remove_dir_all(folder).expect("it goes");
    }

    #[test]
    fn damage_anywhere_in_a_file_is_noticed_and_a_stranger_is_told_from_it() {
        let ((folder, shelf), plan) = (shelf("damaged"), plan());
        let tried = Tried::Complete(replication(2));
        shelf.keep(2, &tried).expect("kept");
        let path = folder.join("replications/000002.toml");
        let whole = fs::read(&path).expect("a file");
        let said = || shelf.recall(&plan, 2).expect_err("damaged").to_string();
        for at in (0..whole.len()).step_by(97) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).expect("a file");
            assert!(said().contains("000002.toml: "), "{}", said());
        }
        for length in [0, 1, 80, whole.len() - 1] {
            fs::write(&path, &whole[..length]).expect("a file");
            assert!(said().contains("is damaged"), "{}", said());
        }
        fs::write(&path, &whole).expect("a file");
        let other = Shelf::within(&folder, "fedcba9876543210");
        let error = other.recall(&plan, 2).expect_err("another's").to_string();
        assert!(
            error.ends_with("belongs to another experiment, 0123456789abcdef"),
            "{error}"
        );
        fs::rename(&path, folder.join("replications/000001.toml")).expect("moved");
        assert!(shelf.recall(&plan, 1).is_err(), "a file says which it is");
        fs::remove_dir_all(folder).expect("it goes");
    }

    #[test]
    fn what_was_not_finished_is_not_there() {
        let ((folder, shelf), plan) = (shelf("unfinished"), plan());
        let half = folder.join("replications/000000.toml.new");
        fs::write(&half, "# experiment").expect("a file");
        assert_eq!(shelf.indices().expect("a folder"), [0; 0]);
        assert!(shelf.recall(&plan, 0).expect("readable").is_none());
        shelf.prepare().expect("it can be tidied");
        assert!(!half.exists());
        fs::remove_dir_all(folder).expect("it goes");
    }
}
