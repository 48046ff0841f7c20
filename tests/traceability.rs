//! `docs/mechanisms.csv` says of each mechanism of the study where the model has it. What it names must exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use casework::scenario::Config;

const FILE: &str = "docs/mechanisms.csv";
const COLUMNS: [&str; 10] = [
    "id",
    "theme",
    "mechanism",
    "section",
    "status",
    "where",
    "keys",
    "test",
    "direction",
    "note",
];
const MECHANISMS: usize = 241;
const OUT: &str = "out of scope";
/// A tenth of them may be left out.
const MOST_OUT: usize = 24;
/// Labels stay labels.
const LONGEST_LABEL: usize = 90;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The rows, cells by column.
fn rows() -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(root().join(FILE)).expect("the table can be read");
    let header: Vec<String> = (reader.headers().expect("a header").iter())
        .map(str::to_owned)
        .collect();
    assert_eq!(header, COLUMNS, "the columns of {FILE}");
    (reader.records())
        .map(|record| {
            let record = record.expect("as many cells as columns");
            let cells = record.iter().map(str::to_owned);
            header.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// What a cell lists.
fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').filter(|part| *part != "-")
}

/// Every source below a folder.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            open.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path.strip_prefix(root()).expect("below the root");
            let text = fs::read_to_string(&path).expect("UTF-8");
            found.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
    found
}

/// Names of the functions of a source.
fn functions(text: &str) -> BTreeSet<&str> {
    let after_fn = text
        .lines()
        .filter_map(|line| line.split_once("fn "))
        .filter(|(before, _)| {
            let words = ["", "pub", "pub(super)", "pub(crate)", "const", "pub const"];
            words.contains(&before.trim())
        });
    after_fn
        .map(|(_, rest)| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            &rest[..end.unwrap_or(rest.len())]
        })
        .collect()
}

/// Names of the tests of a source.
fn tests(text: &str) -> BTreeSet<&str> {
    let marked = text.split("#[test]").skip(1);
    marked
        .filter_map(|rest| {
            let (_, name) = rest.split_once("fn ")?;
            name.split_once('(').map(|(name, _)| name)
        })
        .collect()
}

#[test]
fn every_mechanism_has_one_row_in_order() {
    let ids: Vec<String> = rows().iter().map(|row| row["id"].clone()).collect();
    let want: Vec<String> = (1..=MECHANISMS).map(|n| format!("M{n:03}")).collect();
    assert_eq!(ids, want);
}

#[test]
fn every_cell_is_filled_and_every_status_is_one_of_four() {
    let mut out = 0;
    for row in rows() {
        let id = &row["id"];
        for column in COLUMNS.iter().filter(|c| **c != "note") {
            assert!(!row[*column].trim().is_empty(), "{id}: {column} is empty");
        }
        let label = &row["mechanism"];
        assert!(label.chars().count() < LONGEST_LABEL, "{id}: {label}");
        match row["status"].as_str() {
            "modelled" | "emergent" | "input" => {
                for column in ["where", "keys", "test"] {
                    assert!(listed(&row[column]).count() > 0, "{id}: no {column}");
                }
            }
            OUT => {
                out += 1;
                assert!(!row["note"].trim().is_empty(), "{id}: no reason is given");
            }
            other => panic!("{id}: {other:?} is no status"),
        }
    }
    assert!(out <= MOST_OUT, "{out} are out of scope");
}

#[test]
fn every_function_named_exists() {
    let sources = sources("src");
    for row in rows() {
        for place in listed(&row["where"]) {
            let (file, function) = place.split_once("::").expect("file.rs::function");
            let text = sources.get(&format!("src/{file}"));
            let text = text.unwrap_or_else(|| panic!("{}: no file src/{file}", row["id"]));
            assert!(functions(text).contains(function), "{}: {place}", row["id"]);
        }
    }
}

#[test]
fn every_key_named_is_a_parameter() {
    let known: BTreeSet<String> = Config::describe().into_iter().map(|d| d.key).collect();
    for row in rows() {
        for key in listed(&row["keys"]) {
            assert!(known.contains(key), "{}: {key} is no key", row["id"]);
        }
    }
}

#[test]
fn every_test_named_exists_and_every_test_of_a_mechanism_is_named() {
    let sources = sources("tests");
    let mut named = BTreeSet::new();
    for row in rows() {
        for test in listed(&row["test"]) {
            let (file, name) = test.split_once("::").expect("tests/file.rs::test");
            let text = sources.get(file);
            let text = text.unwrap_or_else(|| panic!("{}: no file {file}", row["id"]));
            assert!(tests(text).contains(name), "{}: {test}", row["id"]);
            named.insert(format!("{file}::{name}"));
        }
    }
    for (file, text) in &sources {
        for name in tests(text) {
            let digits = name.get(1..4).unwrap_or_default();
            let of_mechanism = name.starts_with('m') && digits.parse::<u32>().is_ok();
            let test = format!("{file}::{name}");
            assert!(
                !of_mechanism || named.contains(&test),
                "{test} is in no row"
            );
        }
    }
}
