//! `casework explain`.

use crate::cli::args::ExplainArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{diagnostic, print, text};
use crate::experiment::asked::place_of;
use crate::export::parameters::parameters;
use crate::scenario::explain::{Meant, at, meant, used_in};
use crate::scenario::{self, BUILT_IN, Described, Draft, Library, Problems, Stated, plain};
use std::collections::BTreeMap;

/// Columns by which what belongs to a line is indented.
const INDENT: usize = 4;

/// Says what a key means, what scenarios state there and where it is used.
pub(crate) fn explain(args: &ExplainArgs) -> Result<Ending, Trouble> {
    let Some(key) = &args.key else {
        return print(&parameters());
    };
    let found = meant(key).map_err(|likely| {
        let is_measure = place_of(key).is_some();
        let help = if is_measure {
            "\nhelp: it is a measure of results: `casework measures` says what each counts"
                .to_owned()
        } else {
            likely.map_or(String::new(), |likely| format!("\nhelp: {likely}"))
        };
        Trouble::Usage(format!(
            "error: {}: no such setting{}",
            plain(key),
            plain_lines(&help)
        ))
    })?;
    let own = match &args.scenario {
        None => None,
        Some(name) => {
            let refuse = |problems: Problems| Trouble::Usage(diagnostic::drawn(&problems, name));
            scenario::load(name, &[]).map_err(refuse)?;
            let draft: Draft = Draft::read(BUILT_IN, name).map_err(refuse)?;
            Some((plain(name), draft.stated()))
        }
    };
    print(&match found {
        Meant::One(of) => parameter(&of, key, own.as_ref()),
        Meant::Section(list) => section(&list, key, own.as_ref()),
    })
}

/// A name and what it states.
type Own = (String, BTreeMap<String, Stated>);

/// The help line is ours, but a key in it may be the user's.
fn plain_lines(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(plain).collect();
    lines.join("\n")
}

/// The keys of a section with their meanings.
fn section(list: &[Described], written: &str, own: Option<&Own>) -> String {
    let mut out = String::new();
    for of in list {
        out += &format!("\u{1b}[1m{}\u{1b}[0m\n", of.key);
        out += &indented(of.meaning);
        out += &indented(&allowed(of));
        for (path, stated) in own.iter().flat_map(|(_, own)| at(own, of, written)) {
            out += &indented(&format!("{}: {}", plain(path), line(stated)));
        }
    }
    out + "\nMore about one of them: casework explain KEY\n"
}

/// One parameter.
fn parameter(of: &Described, written: &str, own: Option<&Own>) -> String {
    let mut out = format!("\u{1b}[1m{}\u{1b}[0m\n", of.key);
    out += &text::wrapped(of.meaning, text::width(), 0);
    out += &format!("{}\n\n", allowed(of));
    let mut said: Vec<(Vec<String>, String)> = Vec::new();
    for (name, stated) in built_in().into_iter().chain(own.cloned()) {
        let mut lines = String::new();
        let found = at(&stated, of, written);
        let several = found.len() > 1;
        for (path, stated) in &found {
            let path = if several {
                format!("{}: ", plain(path))
            } else {
                String::new()
            };
            lines += &indented(&format!("{path}{}", line(stated)));
            if let Some(source) = &stated.source {
                lines += &below(&plain(&source.to_string()), 2 * INDENT);
            }
        }
        if found.is_empty() {
            lines = indented("states none");
        }
        match said.iter_mut().find(|(_, same)| *same == lines) {
            Some((names, _)) => names.push(name),
            None => said.push((vec![name], lines)),
        }
    }
    for (names, lines) in said {
        out += &format!("{}\n{lines}", names.join(", "));
    }
    out += "\nUsed in:\n";
    for place in used_in(of).split(", ") {
        out += &indented(place);
    }
    out
}

/// Unit and range.
fn allowed(of: &Described) -> String {
    match of.range {
        Some((low, high)) => format!("Unit: {}. Allowed: {low} to {high}.", of.unit),
        None if of.words.is_empty() => format!("Allowed: {}.", kind(of)),
        None => format!("Allowed: {}.", of.words.join(", ")),
    }
}

fn kind(of: &Described) -> &str {
    match of.kind {
        "bool" => "true or false",
        "String" => "a text in quotes",
        other => other,
    }
}

/// A value and where it was written.
fn line(stated: &Stated) -> String {
    let value = plain(&stated.value.to_string());
    format!("{value} ({})", plain(&stated.origin.to_string()))
}

fn indented(words: &str) -> String {
    below(words, INDENT)
}

/// Words that stand this far to the right, on every line.
fn below(words: &str, indent: usize) -> String {
    let width = text::width().saturating_sub(indent as u16);
    " ".repeat(indent) + &text::wrapped(words, width, indent)
}

/// What each built-in scenario states.
fn built_in() -> Vec<Own> {
    let library: Library<'_> = BUILT_IN;
    (library.iter())
        .map(|(file, _)| {
            let name = file.trim_end_matches(".toml");
            let draft: Draft = Draft::read(BUILT_IN, name).unwrap_or_else(|problems| {
                panic!("a built-in scenario cannot be read: {problems}")
            });
            (name.to_owned(), draft.stated())
        })
        .collect()
}
