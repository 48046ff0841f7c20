//! The folder of an experiment: named after what was run, written aside and moved into place when complete.

use crate::experiment::plan::Plan;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file by which a folder is known as ours.
pub const MANIFEST: &str = "manifest.toml";

/// Why a folder cannot be used.
#[derive(Debug)]
pub enum FolderError {
    /// It holds something else; overwriting needs to be asked for.
    Foreign(PathBuf),
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
            Self::Io(path, error) => write!(f, "cannot write to {}: {error}", path.display()),
        }
    }
}

/// FNV-1a, 64 bits: stable between versions and machines.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// The hash of an experiment: program version, seed, replications, and the resolved arms, whose tables hold the years.
/// Sixteen hexadecimal digits.
pub fn experiment_hash(plan: &Plan) -> String {
    let mut text = format!(
        "casework {}\nseed {}\nreplications {}\n",
        env!("CARGO_PKG_VERSION"),
        plan.seed,
        plan.replications
    );
    for arm in &plan.arms {
        text.push_str(&format!("[arm {}]\n{}\n", arm.name, arm.resolved));
    }
    for pair in &plan.pairs {
        text.push_str(&format!("pair {} {}\n", pair.arm, pair.minus));
    }
    format!("{:016x}", fnv1a(&text))
}

/// A folder being written. Until [`Folder::publish`] nothing under its final name changes; dropped before that, it is
/// removed.
#[derive(Debug)]
pub struct Folder {
    temporary: PathBuf,
    target: PathBuf,
    hash: String,
    chosen: bool,
    force: bool,
}

impl Folder {
    /// Starts the folder of a plan: `out` if it was chosen, else `output/<name>-<hash>`. Refuses at once what
    /// [`Folder::publish`] would have to refuse later.
    pub fn open(plan: &Plan, out: Option<&Path>, force: bool) -> Result<Self, FolderError> {
        let hash = experiment_hash(plan);
        let target = match out {
            Some(path) => path.to_owned(),
            None => Path::new("output").join(format!("{}-{}", plan.name, &hash[..8])),
        };
        if !force && !may_replace(&target, &hash) {
            return Err(FolderError::Foreign(target));
        }
        let name = target
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        // Beside the target, so that moving it into place stays on one file system.
        let temporary = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let failed = |error| FolderError::Io(target.clone(), error);
        if temporary.exists() {
            fs::remove_dir_all(&temporary).map_err(failed)?;
        }
        fs::create_dir_all(&temporary).map_err(failed)?;
        Ok(Self {
            temporary,
            target,
            hash,
            chosen: out.is_some(),
            force,
        })
    }

    /// The experiment's hash.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Where to write a file of this name.
    pub fn file(&self, name: &str) -> PathBuf {
        self.temporary.join(name)
    }

    /// Moves the folder into place and says where that is. An incomplete experiment never replaces a complete one: it
    /// goes to a folder of its own, unless the folder was chosen.
    pub fn publish(mut self, complete: bool) -> Result<PathBuf, FolderError> {
        if !complete && !self.chosen {
            let name = self
                .target
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            self.target = self.target.with_file_name(format!("{name}-partial"));
        }
        let target = self.target.clone();
        let failed = |error| FolderError::Io(target.clone(), error);
        if may_replace(&target, &self.hash) {
            self.replace().map_err(failed)?;
        } else if self.force {
            self.write_beside().map_err(failed)?;
        } else {
            return Err(FolderError::Foreign(target));
        }
        Ok(target)
    }

    /// Puts the whole folder in the place of an earlier one.
    fn replace(&self) -> io::Result<()> {
        if !self.target.exists() {
            return fs::rename(&self.temporary, &self.target);
        }
        let old = self.temporary.with_extension("old");
        fs::rename(&self.target, &old)?;
        if let Err(error) = fs::rename(&self.temporary, &self.target) {
            fs::rename(&old, &self.target)?;
            return Err(error);
        }
        fs::remove_dir_all(&old)
    }

    /// Moves file by file into a folder with other things in it, which stay.
    fn write_beside(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.temporary)? {
            let entry = entry?;
            fs::rename(entry.path(), self.target.join(entry.file_name()))?;
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary.exists() {
            // Nothing more can be done about a failure here, and the results are elsewhere or lost already.
            let _ = fs::remove_dir_all(&self.temporary);
        }
    }
}

/// Whether all that is at `path` may go: nothing there, an empty folder, or results of this very experiment alone.
fn may_replace(path: &Path, hash: &str) -> bool {
    if !path.exists() {
        return true;
    }
    let Ok(mut entries) = fs::read_dir(path) else {
        return false;
    };
    if entries.next().is_none() {
        return true;
    }
    let Ok(text) = fs::read_to_string(path.join(MANIFEST)) else {
        return false;
    };
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return false;
    };
    let ours = manifest
        .get("experiment")
        .and_then(|e| e.get("hash"))
        .and_then(|h| h.as_str())
        == Some(hash);
    let known: Vec<&str> = (manifest
        .get("files")
        .and_then(|files| files.as_array())
        .into_iter()
        .flatten())
    .filter_map(|file| file.get("name").and_then(|name| name.as_str()))
    .collect();
    let only_ours = fs::read_dir(path).is_ok_and(|entries| {
        entries.flatten().all(|entry| {
            let name = entry.file_name();
            name == MANIFEST || known.iter().any(|known| name == *known)
        })
    });
    ours && only_ours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::Arm;

    #[test]
    fn fnv1a_gives_its_published_values() {
        assert_eq!(fnv1a(""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(fnv1a("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(fnv1a("foobar"), 0x8594_4171_F739_67E8);
    }

    #[test]
    fn the_hash_covers_arms_years_seed_and_replications() {
        let plan = |years: u32, seed, replications| {
            let config = crate::scenario::load("la1", &[format!("run.years={years}")])
                .expect("embedded")
                .config;
            let arms = vec![Arm::new("la1", "LA1", config)];
            experiment_hash(&Plan {
                name: "x".into(),
                arms,
                pairs: vec![],
                replications,
                seed,
            })
        };
        let base = plan(2, 1, 20);
        assert_eq!(base, plan(2, 1, 20));
        assert_eq!(base.len(), 16);
        for other in [plan(1, 1, 20), plan(2, 2, 20), plan(2, 1, 21)] {
            assert_ne!(base, other);
        }
    }
}
