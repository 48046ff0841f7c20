//! The tables of results in the documentation, and the commands that make them.

use crate::export::plan::fnv1a;
use crate::export::shelf::named;
use serde::Deserialize;
use std::fs::File;
use std::path::{Path, PathBuf};

/// What is declared, inside the program.
const DECLARED: &str = include_str!("../../docs/reproduce.toml");

/// A committed file of results.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artefact {
    /// Its name for the command line.
    pub name: String,
    /// Where it is committed.
    pub file: String,
    /// The arguments of `casework` that make it; `{out}` stands for a folder.
    pub command: Vec<String>,
    /// The file of that folder which it is; none if it is what the command prints.
    pub makes: Option<String>,
    /// The hash of its text.
    pub hash: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    artefact: Vec<Artefact>,
}

/// Where what a command prints is kept, within the folder of its artefact.
const PRINTED: &str = "printed";

/// Why a file has no hash, in words.
#[derive(Debug)]
pub struct ArtefactError(pub String);

/// All of them.
///
/// # Panics
/// If the program was built with a file that is none, which a test prevents.
pub fn artefacts() -> Vec<Artefact> {
    let file: Declared =
        toml::from_str(DECLARED).expect("the artefacts in the program are well formed");
    file.artefact
}

/// The arguments of `casework` that made an artefact, the folder left to its default.
///
/// # Panics
/// If there is none of that name.
pub fn made_by(name: &str) -> String {
    let of = artefacts().into_iter().find(|a| a.name == name);
    let command = of.expect("an artefact of that name").command.join(" ");
    command.replace(" --out {out}", "")
}

/// The folder of an artefact, within that of all; made if it is not there.
///
/// # Errors
/// If the system refuses.
pub fn folder_of(artefact: &Artefact, all: &Path) -> std::io::Result<PathBuf> {
    let folder = all.join(&artefact.name);
    std::fs::create_dir_all(&folder).map_err(|error| named(&folder, &error))?;
    Ok(folder)
}

impl Artefact {
    /// The file to which its command prints, opened anew; none if it makes a file, for which its folder has to be its own.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn printed(&self, folder: &Path) -> std::io::Result<Option<File>> {
        if self.makes.is_some() {
            return Ok(None);
        }
        let path = folder.join(PRINTED);
        (File::create(&path).map(Some)).map_err(|error| named(&path, &error))
    }

    /// What came out of its command in this folder: its hash.
    ///
    /// # Errors
    /// If nothing did.
    pub fn hash_in(&self, folder: &Path) -> Result<String, ArtefactError> {
        hash_of(&folder.join(self.makes.as_deref().unwrap_or(PRINTED)))
    }
}

/// The hash of a file: FNV-1a, 64 bits, sixteen hexadecimal digits.
///
/// # Errors
/// If it cannot be read as text.
fn hash_of(path: &Path) -> Result<String, ArtefactError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ArtefactError(format!("{}: {error}", path.display())))?;
    Ok(format!("{:016x}", fnv1a(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_has_the_hash_that_is_declared() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let all = artefacts();
        assert!(!all.is_empty());
        for artefact in all {
            let hash = hash_of(&root.join(&artefact.file))
                .unwrap_or_else(|ArtefactError(what)| panic!("{what}"));
            assert_eq!(hash, artefact.hash, "{}", artefact.file);
            let names_folder = artefact.command.iter().any(|word| word.contains("{out}"));
            assert_eq!(names_folder, artefact.makes.is_some(), "{}", artefact.name);
        }
    }

    #[test]
    fn the_folder_of_a_command_that_makes_a_file_is_left_to_it() {
        let all = std::env::temp_dir().join(format!("casework-own-{}", std::process::id()));
        for artefact in artefacts() {
            let folder = folder_of(&artefact, &all).expect("a folder");
            let printed = artefact.printed(&folder).expect("it can be opened");
            assert_eq!(printed.is_none(), artefact.makes.is_some());
            let holds = std::fs::read_dir(&folder).expect("there").count();
            assert_eq!(holds, usize::from(printed.is_some()), "{}", artefact.name);
        }
        std::fs::remove_dir_all(all).expect("ours");
    }
}
