//! `casework new`.

use crate::cli::args::NewArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::print;
use crate::export::scaffold::{Beside, write_new, write_schema};
use crate::scenario::{plain, schema, template};
use std::io;

/// Longest name of a scenario.
const LONGEST_NAME: usize = 64;

/// Writes a scenario to begin with, and the schema beside it.
pub(crate) fn new(args: &NewArgs) -> Result<Ending, Trouble> {
    let path = &args.file;
    let shown = plain(&path.display().to_string());
    if path.extension().is_none_or(|extension| extension != "toml") {
        let message = format!("error: {shown}: the name of a scenario file ends in .toml");
        return Err(Trouble::Usage(message));
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    write_new(path, &template::template(&named(&stem))).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Trouble::Usage(format!(
            "error: {shown}: is there already and was left alone"
        )),
        io::ErrorKind::NotFound => {
            Trouble::Usage(format!("error: {shown}: there is no such folder"))
        }
        _ => Trouble::failed(format!("{shown}: cannot be written: {error}")),
    })?;
    let (schema, beside) = write_schema(path, schema::FILE, schema::TITLE, &schema::schema())
        .map_err(|error| {
            Trouble::failed(format!("{}: cannot be written: {error}", schema::FILE))
        })?;
    let schema = plain(&schema.display().to_string());
    let beside = match beside {
        Beside::Written => format!("{schema}: written; editors that know TOML schemas read it"),
        Beside::Same => format!("{schema}: is there already"),
        Beside::Foreign => {
            format!("{schema}: is something else and was left alone; editors will not help")
        }
    };
    print(&format!(
        "{shown}: written\n{beside}\n\n\
         Next: put your own values and their sources into it, then\n  casework check {shown}\n  casework run {shown}\n\
         What a key means: casework explain KEY\n"
    ))
}

/// A name that results and folders can have, as near to the file's as may be.
fn named(stem: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let name: String = stem
        .chars()
        .map(|c| if plain(c) { c } else { '-' })
        .take(LONGEST_NAME)
        .collect();
    if name.is_empty() {
        "scenario".to_owned()
    } else {
        name
    }
}
