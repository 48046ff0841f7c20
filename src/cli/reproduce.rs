//! `casework reproduce`.

use crate::cli::args::ReproduceArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{print, text};
use crate::export::artefact::{Artefact, ArtefactError, artefacts, folder_of};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

/// What became of one artefact.
enum Outcome {
    /// The same to the last byte.
    Same,
    /// Another file came out: its hash.
    Differs(String),
    /// The command did not end well, or did not make the file.
    Failed,
}

/// Rebuilds the tables of results and compares them with those of the documentation.
pub(crate) fn reproduce(args: &ReproduceArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let all = artefacts();
    if args.list {
        return print(&listed(&all));
    }
    let chosen: Vec<&Artefact> = if args.names.is_empty() {
        all.iter().collect()
    } else {
        let find = |name: &String| all.iter().find(|a| a.name == *name);
        let missing = args.names.iter().find(|name| find(name).is_none());
        if let Some(name) = missing {
            return Err(Trouble::Usage(format!(
                "error: there is nothing called {name}; `casework reproduce --list` says what there is"
            )));
        }
        args.names.iter().filter_map(find).collect()
    };
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| Path::new("output").join("reproduce"));
    let mut outcomes: Vec<(&Artefact, Outcome)> = Vec::new();
    for artefact in chosen {
        if stop.load(Ordering::Relaxed) {
            return interrupted(&folder);
        }
        match rebuild(artefact, &folder, args.quiet)? {
            Some(outcome) => outcomes.push((artefact, outcome)),
            None => return interrupted(&folder),
        }
    }
    print(&if args.json {
        document(&outcomes)
    } else {
        page(&outcomes, text::width())
    })?;
    ended(&outcomes)
}

fn interrupted(folder: &Path) -> Result<Ending, Trouble> {
    let _ = writeln!(
        anstream::stderr(),
        "interrupted: what was finished is in {}; the same command goes on from there",
        folder.display()
    );
    Ok(Ending::Interrupted)
}

/// Runs the command of an artefact, which goes on from what it left, and looks at the file it makes. None if it was interrupted.
fn rebuild(artefact: &Artefact, folder: &Path, quiet: bool) -> Result<Option<Outcome>, Trouble> {
    let out = folder_of(artefact, folder).map_err(Trouble::failed)?;
    if !quiet {
        let _ = writeln!(
            anstream::stderr(),
            "{}: casework {}",
            artefact.name,
            artefact.command.join(" ")
        );
    }
    let program = std::env::current_exe()
        .map_err(|error| Trouble::failed(format!("cannot find the program: {error}")))?;
    let arguments = artefact
        .command
        .iter()
        .map(|word| word.replace("{out}", &out.display().to_string()));
    let mut command = Command::new(program);
    let printed = artefact.printed(&out).map_err(Trouble::failed)?;
    let stdout = printed.map_or_else(Stdio::null, Stdio::from);
    command.args(arguments).stdout(stdout);
    if quiet {
        command.stderr(Stdio::null());
    }
    let status = command
        .status()
        .map_err(|error| Trouble::failed(format!("cannot start {}: {error}", artefact.name)))?;
    match status.code() {
        Some(0) => {}
        Some(130) => return Ok(None),
        _ => return Ok(Some(Outcome::Failed)),
    }
    Ok(Some(judged(artefact, &out)))
}

/// Whether what came out in a folder is what was committed.
fn judged(artefact: &Artefact, out: &Path) -> Outcome {
    match artefact.hash_in(out) {
        Ok(hash) if hash == artefact.hash => Outcome::Same,
        Ok(hash) => Outcome::Differs(hash),
        Err(ArtefactError(what)) => {
            let _ = writeln!(anstream::stderr(), "{what}");
            Outcome::Failed
        }
    }
}

/// How it ends: well if all came out the same.
fn ended(outcomes: &[(&Artefact, Outcome)]) -> Result<Ending, Trouble> {
    let is_same = |(_, outcome): &&(&Artefact, Outcome)| matches!(outcome, Outcome::Same);
    let same = outcomes.iter().filter(is_same).count();
    if same == outcomes.len() {
        Ok(Ending::Done)
    } else {
        Err(Trouble::Failed(format!(
            "error: {} of {} did not come out the same",
            outcomes.len() - same,
            outcomes.len()
        )))
    }
}

fn words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Same => "the same".to_owned(),
        Outcome::Differs(hash) => format!("differs: {hash}"),
        Outcome::Failed => "the command failed".to_owned(),
    }
}

fn listed(all: &[Artefact]) -> String {
    all.iter()
        .map(|a| {
            format!(
                "{}\n    {}  {}\n    casework {}\n",
                a.name,
                a.file,
                a.hash,
                a.command.join(" ")
            )
        })
        .collect()
}

fn page(outcomes: &[(&Artefact, Outcome)], width: u16) -> String {
    let header = ["what", "committed as", "its hash", "came out"]
        .map(str::to_owned)
        .to_vec();
    let rows = (outcomes.iter())
        .map(|(a, outcome)| {
            vec![
                a.name.clone(),
                a.file.clone(),
                a.hash.clone(),
                words(outcome),
            ]
        })
        .collect();
    text::heading("Rebuilt", width) + &text::table(header, rows, width)
}

fn document(outcomes: &[(&Artefact, Outcome)]) -> String {
    let rows: Vec<Value> = (outcomes.iter())
        .map(|(a, outcome)| {
            json!({"name": a.name, "file": a.file, "hash": a.hash, "same": matches!(outcome, Outcome::Same), "came_out": words(outcome)})
        })
        .collect();
    format!(
        "{:#}\n",
        json!({"program": "casework", "version": env!("CARGO_PKG_VERSION"), "artefacts": rows})
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_otherwise_or_not_at_all_is_told_and_ends_badly() {
        let all = artefacts();
        let parameters = all.iter().find(|a| a.name == "parameters").expect("there");
        let own = std::env::temp_dir().join(format!("casework-judged-{}", std::process::id()));
        let out = folder_of(parameters, &own).expect("a folder");
        assert!(matches!(judged(parameters, &out), Outcome::Failed));
        let printed = parameters.printed(&out).expect("it can be opened");
        let mut printed = printed.expect("it prints");
        printed.write_all(b"something else").expect("written");
        let Outcome::Differs(hash) = judged(parameters, &out) else {
            panic!("it differs")
        };
        let mut as_found = parameters.clone();
        as_found.hash = hash.clone();
        assert!(matches!(judged(&as_found, &out), Outcome::Same));
        let outcomes = [
            (parameters, Outcome::Differs(hash.clone())),
            (&as_found, Outcome::Same),
        ];
        let Err(Trouble::Failed(said)) = ended(&outcomes) else {
            panic!("it ended well")
        };
        assert_eq!(said, "error: 1 of 2 did not come out the same");
        assert!(page(&outcomes, 100).contains(&format!("differs: {hash}")));
        assert!(matches!(ended(&outcomes[1..]), Ok(Ending::Done)));
        std::fs::remove_dir_all(own).expect("ours");
    }
}
