//! A new scenario file, and the schema beside it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What became of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// It was written.
    Written,
    /// It was there already, the same.
    Same,
    /// A file of that name is there that is not a schema of ours; it was left alone.
    Foreign,
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// Those of the file system; [`io::ErrorKind::AlreadyExists`] if there is such a file.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(text.as_bytes())
}

/// Writes the schema into the folder of a scenario; of an older version is replaced, what only has the name is not.
///
/// # Errors
/// Those of the file system.
pub fn write_schema(
    scenario: &Path,
    name: &str,
    title: &str,
    text: &str,
) -> io::Result<(PathBuf, Beside)> {
    let path = scenario.with_file_name(name);
    let beside = match fs::read_to_string(&path) {
        Ok(old) if old == text => Beside::Same,
        Ok(old) if !is_ours(&old, title) => Beside::Foreign,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Beside::Foreign,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {
            fs::write(&path, text)?;
            Beside::Written
        }
    };
    Ok((path, beside))
}

/// Whether a text is a schema of this title.
fn is_ours(text: &str, title: &str) -> bool {
    let said = format!("\"title\": \"{title}\"");
    text.trim_start().starts_with('{') && text.contains(&said)
}
