//! A finished or unfinished experiment as its folder states it.

use crate::experiment::plan::Plan;
use crate::experiment::runner::Tried;
use crate::export::folder::{FolderError, MANIFEST, PLAN};
use crate::export::plan::{experiment_hash, plan_table, read_plan};
use crate::export::shelf::Shelf;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Changes with every source of the program: results of two builds are not put together.
pub(crate) const BUILD: &str = env!("CASEWORK_BUILD");

/// What a folder states, unread: the plan and the build that began it.
pub(crate) struct Statement {
    pub(crate) hash: String,
    build: String,
    plan: toml::Table,
}

impl Statement {
    /// What this build states of a plan.
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            hash: experiment_hash(plan),
            build: BUILD.to_owned(),
            plan: plan_table(plan),
        }
    }

    /// The text of a `plan.toml`.
    pub(crate) fn text(self) -> String {
        let mut table = toml::Table::new();
        table.insert("hash".into(), self.hash.into());
        table.insert("build".into(), self.build.into());
        table.insert("plan".into(), self.plan.into());
        table.to_string()
    }

    /// What the `plan.toml` of a folder states, or else its `manifest.toml`.
    pub(crate) fn of(folder: &Path) -> Result<Self, FolderError> {
        let path = [PLAN, MANIFEST].map(|name| folder.join(name));
        let Some(path) = path.iter().find(|path| path.is_file()) else {
            let why = "holds no experiment: there is neither a plan.toml nor a manifest.toml in it";
            return Err(FolderError::Unreadable(folder.to_owned(), why.to_owned()));
        };
        let text = fs::read_to_string(path).map_err(|e| FolderError::Io(path.clone(), e))?;
        Self::read(&text).ok_or_else(|| {
            FolderError::Unreadable(
                path.clone(),
                "is damaged, or from before plans were kept".to_owned(),
            )
        })
    }

    fn read(text: &str) -> Option<Self> {
        let mut table: toml::Table = text.parse().ok()?;
        let stated = |table: &toml::Table, within: &str, key: &str| {
            let value = table.get(key).or_else(|| table.get(within)?.get(key));
            Some(value?.as_str()?.to_owned())
        };
        Some(Self {
            hash: stated(&table, "experiment", "hash")?,
            build: stated(&table, "program", "build")?,
            plan: match table.remove("plan")? {
                toml::Value::Table(plan) => plan,
                _ => return None,
            },
        })
    }

    /// Refuses what another build of the program began: the same scenario may mean something else to it.
    pub(crate) fn of_this_build(&self, folder: &Path) -> Result<(), FolderError> {
        if self.build == BUILD {
            return Ok(());
        }
        let why = "was begun by another build of the program, with which it has to be finished: remove it to begin again";
        Err(FolderError::Unreadable(folder.to_owned(), why.to_owned()))
    }

    /// In what it differs from a plan, as far as a reader needs it to tell them apart.
    pub(crate) fn differs_from(&self, plan: &Plan) -> String {
        let own = plan_table(plan);
        let keys = ["version", "name", "seed", "replications"];
        let mut found: Vec<String> = (keys.iter())
            .filter(|&&key| own.get(key) != self.plan.get(key))
            .filter_map(|&key| Some(format!("{key} {}", self.plan.get(key)?)))
            .collect();
        if found.is_empty() {
            let is_scenario = own.get("arm") != self.plan.get("arm");
            found.push(if is_scenario {
                "its scenarios differ".to_owned()
            } else {
                "its settings are written otherwise".to_owned()
            });
        }
        found.join(", ")
    }
}

/// A finished or unfinished experiment on disk, to be read.
pub struct Stored {
    /// Where it is.
    pub folder: PathBuf,
    /// What was to be run.
    pub plan: Plan,
    /// The hash of that.
    pub hash: String,
    statement: Statement,
    shelf: Shelf,
}

impl Stored {
    /// Reads the plan of a folder.
    ///
    /// # Errors
    /// If it holds no experiment of this version of the program.
    pub fn open(folder: &Path) -> Result<Self, FolderError> {
        let statement = Statement::of(folder)?;
        let hash = statement.hash.clone();
        let plan = read_plan(&statement.plan, &hash)
            .map_err(|why| FolderError::Unreadable(folder.to_owned(), why))?;
        Ok(Self {
            folder: folder.to_owned(),
            plan,
            shelf: Shelf::within(folder, &hash),
            hash,
            statement,
        })
    }

    /// Refuses what another build of the program began.
    ///
    /// # Errors
    /// If it did.
    pub fn of_this_build(&self) -> Result<(), FolderError> {
        self.statement.of_this_build(&self.folder)
    }

    /// The replications kept in it.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn indices(&self) -> io::Result<Vec<u32>> {
        self.shelf.indices()
    }

    /// Reads back what became of a replication.
    ///
    /// # Errors
    /// If it is damaged or belongs to another experiment.
    pub fn recall(&self, index: u32) -> io::Result<Option<Tried>> {
        self.shelf.recall(&self.plan, index)
    }
}
