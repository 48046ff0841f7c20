//! The folder of an experiment: named after what was run, filled aside and moved into place when complete.
//!
//! What is unfinished lives beside it, in a folder whose name ends in `-partial` (or names the part of a divided
//! experiment): its plan, the replications done so far, and a lock that the system takes away when the program dies.

use crate::experiment::plan::{Plan, Shard};
use crate::export::csv::FILES;
use crate::export::plan::experiment_hash;
use crate::export::shelf::{SHELF, Shelf, named, remove_if_empty, sync_folder, write_whole};
use crate::export::stored::Statement;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The file by which a folder is known as ours.
pub const MANIFEST: &str = "manifest.toml";
/// The plan of an unfinished experiment.
pub const PLAN: &str = "plan.toml";
/// Held by the program at work in a folder.
const LOCK: &str = "lock";
/// Where tables are written before they are moved into place.
const TABLES: &str = "tables";
/// How a folder's name ends while another takes its place.
const OLD: &str = "old";

/// Why a folder cannot be used.
#[derive(Debug)]
pub enum FolderError {
    /// It holds something else; overwriting needs to be asked for.
    Foreign(PathBuf),
    /// Something else is where the experiment, or what is unfinished of it, would be.
    InTheWay(PathBuf),
    /// It holds a part of another experiment: what is known of that.
    Other(PathBuf, String),
    /// Another process is at work in it.
    Busy(PathBuf),
    /// It cannot be read as an experiment: why.
    Unreadable(PathBuf, String),
    /// The system refused.
    Io(PathBuf, io::Error),
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign(path) => write!(
                f,
                "{} holds something other than this experiment's results: choose another --out, or add --force to \
                 write beside what is there",
                path.display()
            ),
            Self::InTheWay(path) => write!(
                f,
                "{} is in the way of this experiment's files: move it, or choose another --out",
                path.display()
            ),
            Self::Other(path, what) => write!(
                f,
                "{} holds an unfinished experiment that is not this one ({what}): finish that one with its own command, \
                 remove the folder, or choose another --out",
                path.display()
            ),
            Self::Busy(path) => write!(f, "another casework is at work in {}", path.display()),
            Self::Unreadable(path, why) => write!(f, "{} {why}", path.display()),
            Self::Io(path, error) => write!(f, "cannot use {}: {error}", path.display()),
        }
    }
}

/// The folder of an experiment that is being run, or put together from parts.
#[derive(Debug)]
pub struct Folder {
    /// The unfinished experiment.
    aside: PathBuf,
    /// The finished one.
    target: PathBuf,
    hash: String,
    force: bool,
    shelf: Shelf,
    lock: File,
}

impl Folder {
    /// Opens the folder of a plan, or of a part of it, for one process: `out` if it was chosen, else
    /// `output/<name>-<hash>`. What an earlier run left of the same experiment stays; at once refused is what
    /// [`Folder::publish`] would have to refuse later.
    ///
    /// # Errors
    /// If the folder holds other things, belongs to another process, or cannot be written.
    pub fn open(
        plan: &Plan,
        shard: Shard,
        out: Option<&Path>,
        force: bool,
    ) -> Result<Self, FolderError> {
        let hash = experiment_hash(plan);
        let target = target(plan, &hash, out)?;
        if target.exists() && !target.is_dir() {
            return Err(FolderError::InTheWay(target));
        }
        if shard == Shard::WHOLE && !force && !may_replace(&target, &hash) {
            return Err(FolderError::Foreign(target));
        }
        let aside = aside(&target, shard);
        let failed = |error| FolderError::Io(aside.clone(), error);
        if !aside.join(PLAN).exists() {
            nothing_in_the_way(&aside)?;
        }
        fs::create_dir_all(&aside).map_err(failed)?;
        let lock = File::create(aside.join(LOCK)).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderError::Busy(aside)),
            // Some network file systems have no locks: there it is for the user not to run an experiment twice at once.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        if aside.join(PLAN).exists() {
            let other = Statement::of(&aside)?;
            if other.hash != hash {
                return Err(FolderError::Other(aside, other.differs_from(plan)));
            }
            other.of_this_build(&aside)?;
        } else {
            let text = Statement::new(plan).text();
            write_whole(&aside.join(PLAN), &text).map_err(failed)?;
        }
        let shelf = Shelf::within(&aside, &hash);
        shelf.prepare().map_err(failed)?;
        let tables = aside.join(TABLES);
        for left in [&tables, &tables.with_extension(OLD)] {
            if left.exists() {
                fs::remove_dir_all(left).map_err(failed)?;
            }
        }
        fs::create_dir(&tables).map_err(failed)?;
        Ok(Self {
            aside,
            target,
            hash,
            force,
            shelf,
            lock,
        })
    }

    /// The experiment's hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The replications done so far.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Where the unfinished experiment is.
    pub fn aside(&self) -> &Path {
        &self.aside
    }

    /// Where to write a file of this name.
    pub fn file(&self, name: &str) -> PathBuf {
        self.aside.join(TABLES).join(name)
    }

    /// Moves the tables of the complete experiment into place, removes what was kept aside, and says where they are.
    ///
    /// # Errors
    /// If the system refuses, or something else has come to be in the folder; what was kept is still kept.
    pub fn publish(self) -> Result<PathBuf, FolderError> {
        let target = self.target.clone();
        let failed = |error| FolderError::Io(target.clone(), error);
        let tables = self.aside.join(TABLES);
        sync_files(&tables).map_err(failed)?;
        if may_replace(&target, &self.hash) {
            replace(&tables, &target).map_err(failed)?;
        } else if self.force {
            move_files(&tables, &target).map_err(failed)?;
        } else {
            return Err(FolderError::Foreign(target));
        }
        self.clear()
            .map_err(|error| FolderError::Io(self.aside.clone(), error))?;
        Ok(target)
    }

    /// Lays the tables of what is complete so far beside what is kept, and says where that is.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn lay_aside(self) -> Result<PathBuf, FolderError> {
        let tables = self.aside.join(TABLES);
        (move_files(&tables, &self.aside).and_then(|()| remove_if_empty(&tables)))
            .map_err(|error| FolderError::Io(self.aside.clone(), error))?;
        Ok(self.aside)
    }

    /// Removes all of this program's own from the folder aside, and the folder unless something else is in it.
    fn clear(&self) -> io::Result<()> {
        self.shelf.clear()?;
        let tables = self.aside.join(TABLES);
        if tables.exists() {
            remove_if_empty(&tables)?;
        }
        // The plan last: as long as it is there the folder is known as ours.
        for name in FILES.into_iter().chain([MANIFEST, PLAN, LOCK]) {
            let path = self.aside.join(name);
            if path.exists() {
                fs::remove_file(path)?;
            }
        }
        self.lock.unlock()?;
        remove_if_empty(&self.aside)
    }

    /// Leaves only what is kept, and says where that is and how many replications; nothing if there is nothing.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn leave(self) -> Result<Option<(PathBuf, usize)>, FolderError> {
        let tidied = fs::remove_dir_all(self.aside.join(TABLES))
            .and_then(|()| self.shelf.indices())
            .and_then(|kept| {
                if kept.is_empty() {
                    self.clear()?;
                }
                Ok(kept.len())
            });
        let kept = tidied.map_err(|error| FolderError::Io(self.aside.clone(), error))?;
        Ok((kept > 0).then_some((self.aside, kept)))
    }
}

fn target(plan: &Plan, hash: &str, out: Option<&Path>) -> Result<PathBuf, FolderError> {
    let Some(path) = out else {
        return Ok(Path::new("output").join(format!("{}-{}", plan.name, &hash[..8])));
    };
    if path.file_name().is_some() {
        return Ok(path.to_owned());
    }
    // What is unfinished is kept beside the folder, under a name made from its own: `.` and `..` have to be looked up.
    let named = fs::canonicalize(path).map_err(|e| FolderError::Io(path.to_owned(), e))?;
    if named.file_name().is_none() {
        return Err(FolderError::Foreign(named));
    }
    Ok(named)
}

/// Refuses a folder without a plan in which something has a name that is needed.
fn nothing_in_the_way(aside: &Path) -> Result<(), FolderError> {
    let old = Path::new(TABLES).with_extension(OLD);
    let names = (FILES.iter().map(Path::new)).chain([TABLES, SHELF, MANIFEST].map(Path::new));
    let taken = names.chain([&*old]).map(|name| aside.join(name));
    let lock = aside.join(LOCK);
    let other = taken.chain((!lock.is_file()).then_some(lock));
    match other.into_iter().find(|path| path.exists()) {
        Some(path) => Err(FolderError::InTheWay(path)),
        None if aside.exists() && !aside.is_dir() => Err(FolderError::InTheWay(aside.to_owned())),
        None => Ok(()),
    }
}

/// The folder of what is unfinished: beside the target, so that moving it into place stays on one file system.
fn aside(target: &Path, shard: Shard) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy());
    let name = name.unwrap_or_default();
    target.with_file_name(match shard {
        Shard::WHOLE => format!("{name}-partial"),
        Shard { index, of } => format!("{name}-shard-{index}-of-{of}"),
    })
}

/// Puts a whole folder in the place of an earlier one.
fn replace(new: &Path, target: &Path) -> io::Result<()> {
    let parent = target.parent().filter(|p| !p.as_os_str().is_empty());
    if is_empty(target) {
        // It may be a link, or a disk of its own: it stays, and is filled.
        move_files(new, target)?;
        fs::remove_dir(new)?;
    } else if target.exists() {
        let old = new.with_extension(OLD);
        fs::rename(target, &old)?;
        if let Err(error) = fs::rename(new, target) {
            fs::rename(&old, target)?;
            return Err(error);
        }
        fs::remove_dir_all(&old)?;
    } else {
        fs::rename(new, target)?;
    }
    sync_folder(parent.unwrap_or(Path::new(".")))
}

/// Moves file by file into a folder with other things in it, which stay.
fn move_files(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::rename(entry.path(), to.join(entry.file_name()))?;
    }
    sync_folder(to)
}

/// Waits until every file of a folder is on the disk.
fn sync_files(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        File::open(&path)
            .and_then(|file| file.sync_all())
            .map_err(|error| named(&path, &error))?;
    }
    sync_folder(folder)
}

/// The hash and the names of the files that a folder's manifest states, if it has one.
fn manifest(folder: &Path) -> Option<(String, Vec<String>)> {
    let text = fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest: toml::Table = text.parse().ok()?;
    let hash = manifest.get("experiment")?.get("hash")?.as_str()?;
    let files = manifest.get("files")?.as_array()?;
    let names = (files.iter())
        .filter_map(|file| Some(file.get("name")?.as_str()?.to_owned()))
        .collect();
    Some((hash.to_owned(), names))
}

/// Whether a folder is there and nothing is in it.
fn is_empty(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Whether all that is at `path` may go: nothing there, an empty folder, or results of this very experiment alone.
fn may_replace(path: &Path, hash: &str) -> bool {
    if !path.exists() || is_empty(path) {
        return true;
    }
    let Some((stated, files)) = manifest(path) else {
        return false;
    };
    let only_ours = fs::read_dir(path).is_ok_and(|entries| {
        entries.flatten().all(|entry| {
            let name = entry.file_name();
            name == MANIFEST || files.iter().any(|known| name == **known)
        })
    });
    stated == hash && only_ours
}
