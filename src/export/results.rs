//! A finished folder of results read back as text, and the files that are made from one afterwards, beside it.

pub use crate::export::answers::{ANSWERS, LEVELS};
use crate::export::csv::{COMPARISON, DICTIONARY, DOUBT, FINDINGS, QUARTERS, SERIES, SUMMARY};
use crate::export::folder::{MANIFEST, PLAN};
use crate::export::shelf::write_whole;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What every finished folder has.
const ALWAYS: [&str; 5] = [SUMMARY, COMPARISON, SERIES, QUARTERS, DICTIONARY];
/// What only some have.
const SOMETIMES: [&str; 4] = [DOUBT, FINDINGS, LEVELS, ANSWERS];

/// The texts of a finished folder.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// `manifest.toml`.
    pub manifest: String,
    /// The tables that are there, by name.
    pub tables: BTreeMap<&'static str, String>,
}

/// Why a folder cannot be reported, or a file not be written.
#[derive(Debug)]
pub enum Unusable {
    /// There is no such folder.
    Missing(PathBuf),
    /// It is no folder of results: what is missing in it.
    NoResults(PathBuf, &'static str),
    /// The experiment in it is not finished.
    Unfinished(PathBuf),
    /// The file to be written would lie within the folder.
    Within(PathBuf),
    /// The file to be written is there and is something else.
    Foreign(PathBuf),
    /// The system refused.
    Io(PathBuf, io::Error),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(folder) => write!(f, "there is no folder {}", folder.display()),
            Self::NoResults(folder, name) => write!(
                f,
                "{} holds no results: there is no {name} in it. A report is made of a folder that `casework compare` or \
                 `casework run` has finished, such as output/compare-1a2b3c4d",
                folder.display()
            ),
            Self::Unfinished(folder) => write!(
                f,
                "{} holds an unfinished experiment: give the command that began it again, which finishes it, and report the \
                 folder it names then",
                folder.display()
            ),
            Self::Within(path) => write!(
                f,
                "{} would lie among the results, which belong to the run that made them: choose a place outside",
                path.display()
            ),
            Self::Foreign(path) => write!(
                f,
                "{} is there and was not made by this command: choose another name, or add --force to write over it",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "cannot use {}: {error}", path.display()),
        }
    }
}

impl Texts {
    /// Reads a finished folder.
    ///
    /// # Errors
    /// If it is not there, holds something else or something unfinished, or cannot be read.
    pub fn of(folder: &Path) -> Result<Self, Unusable> {
        if !folder.is_dir() {
            return Err(Unusable::Missing(folder.to_owned()));
        }
        if folder.join(PLAN).exists() {
            return Err(Unusable::Unfinished(folder.to_owned()));
        }
        let manifest = text(folder, MANIFEST)?
            .ok_or_else(|| Unusable::NoResults(folder.to_owned(), MANIFEST))?;
        let mut tables = BTreeMap::new();
        for name in ALWAYS {
            let table =
                text(folder, name)?.ok_or_else(|| Unusable::NoResults(folder.to_owned(), name))?;
            tables.insert(name, table);
        }
        for name in SOMETIMES {
            if let Some(table) = text(folder, name)? {
                tables.insert(name, table);
            }
        }
        Ok(Self { manifest, tables })
    }
}

fn text(folder: &Path, name: &str) -> Result<Option<String>, Unusable> {
    let path = folder.join(name);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Unusable::Io(path, error)),
    }
}

/// Where a file made from a folder goes if nobody says: beside the folder, under its name.
pub fn beside(folder: &Path, ending: &str) -> Result<PathBuf, Unusable> {
    let whole = fs::canonicalize(folder).map_err(|e| Unusable::Io(folder.to_owned(), e))?;
    // `.` and `..` have to be looked up; any other name stays as it was given.
    let named = if folder.file_name().is_some() {
        folder
    } else {
        &whole
    };
    let name = named.file_name().unwrap_or_default().to_string_lossy();
    Ok(named.with_file_name(format!("{name}{ending}")))
}

/// Refuses a place for a file made from a folder: within the folder, or one where there is something that `is_ours` does not know.
///
/// # Errors
/// If the place is refused.
pub fn may_write(
    path: &Path,
    folder: &Path,
    force: bool,
    is_ours: impl Fn(&[u8]) -> bool,
) -> Result<(), Unusable> {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let failed = |path: &Path, error| Unusable::Io(path.to_owned(), error);
    let into = fs::canonicalize(parent).map_err(|e| failed(parent, e))?;
    let results = fs::canonicalize(folder).map_err(|e| failed(folder, e))?;
    if into.starts_with(results) {
        return Err(Unusable::Within(path.to_owned()));
    }
    if force && !path.is_dir() {
        return Ok(());
    }
    match fs::read(path) {
        Ok(bytes) if is_ours(&bytes) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) => Err(Unusable::Foreign(path.to_owned())),
        Err(error) => Err(failed(path, error)),
    }
}

/// Writes such a file, whole or not at all.
///
/// # Errors
/// If the system refuses.
pub fn write_made(path: &Path, bytes: &[u8]) -> Result<(), Unusable> {
    write_whole(path, bytes).map_err(|error| Unusable::Io(path.to_owned(), error))
}
