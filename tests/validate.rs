//! `casework validate`: what it holds against what, what it writes, and that divided runs come to the same.

mod program;

use program::{START_UP, YEARS, casework, files, folder, printed, stdout};
use std::collections::BTreeSet;
use std::path::Path;

/// Header and rows of a CSV file.
fn read(folder: &Path, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(folder.join(name)).expect("a file");
    let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = cells(reader.headers().expect("a header"));
    let rows = reader.records().map(|row| cells(&row.expect("a row")));
    (header, rows.collect())
}

#[test]
fn every_figure_has_a_row_with_its_role_and_parts_give_the_bytes_of_a_whole() {
    let here = folder("validate");
    let short = ["-n", "2", YEARS, START_UP, "-q"];
    let with = |more: &[&str]| -> String {
        let words = [&["validate"][..], &short, more].concat();
        printed(&here, &words)
    };
    let page = with(&["--out=whole"]);
    let whole = here.join("whole");
    let (header, rows) = read(&whole, "scorecard.csv");
    let column = |name: &str| header.iter().position(|of| of == name).expect("a column");
    let [arm, row, role, margin, place] = ["arm", "row", "role", "margin", "place"].map(column);
    let of = |name: &'static str| rows.iter().filter(move |cells| cells[arm] == name);
    assert_eq!(
        ["la1", "la2", "la3"].map(|name| of(name).count()),
        [96, 71, 77]
    );
    for cells in &rows {
        assert!(["input", "calibrated", "held out"].contains(&cells[role].as_str()));
        assert!(cells[margin].parse::<f64>().expect("a number") > 0.0);
        assert!(["inside", "outside", "too few"].contains(&cells[place].as_str()));
    }
    assert!(of("la2").all(|cells| cells[role] != "calibrated"));
    assert!(
        of("la1")
            .chain(of("la3"))
            .all(|cells| cells[role] != "held out")
    );
    let ids: BTreeSet<&String> = rows.iter().map(|cells| &cells[row]).collect();
    assert!(ids.len() > 90);

    assert!(read(&whole, "patterns.csv").1.len() >= 20);
    let (_, national) = read(&whole, "national.csv");
    assert!(national.len() >= 18 && national.iter().all(|cells| cells[0] == "england-2024"));
    let (_, dictionary) = read(&whole, "dictionary.csv");
    for file in ["scorecard.csv", "patterns.csv", "national.csv"] {
        for name in read(&whole, file).0 {
            let told = dictionary.iter().any(|of| of[0] == file && of[1] == name);
            assert!(told, "{file} {name}");
        }
    }
    let written = std::fs::read_to_string(whole.join("validation.md")).expect("a document");
    assert!(
        written.contains(
            "```sh\ncasework validate la1 la2 la3 england-2024 --replications 2 --seed 1"
        )
    );
    for words in [
        "LA2, figure by figure, misses first",
        "What the model cannot speak to",
        "Calibrated figures inside: ",
    ] {
        assert!(page.contains(words) && written.contains(words), "{words}");
    }
    let manifest = std::fs::read_to_string(whole.join("manifest.toml")).expect("a manifest");
    assert!(manifest.contains("scorecard.csv") && manifest.contains("validation = true"));

    with(&["--out=part", "--shard=0/2"]);
    with(&["--out=part", "--shard=1/2"]);
    let parts = ["part-shard-0-of-2", "part-shard-1-of-2"];
    let merged = printed(
        &here,
        &[&["merge", "-q", "--out=merged"][..], &parts].concat(),
    );
    assert_eq!(merged, page);
    assert!(files(&here.join("merged")) == files(&whole));
}

#[test]
fn other_jobs_write_none_of_it_and_show_the_main_tables_only() {
    let here = folder("no-validation");
    let page = printed(
        &here,
        &["run", "la3", "-n", "2", YEARS, START_UP, "-q", "--out=out"],
    );
    for file in [
        "scorecard.csv",
        "patterns.csv",
        "national.csv",
        "validation.md",
    ] {
        assert!(!here.join("out").join(file).exists(), "{file}");
    }
    assert!(page.contains("7.4 meetings a month, mean"));
    assert!(!page.contains("7.5 housing, mean") && !page.contains("7.8 social worker"));
    let (_, survey) = read(&here.join("out"), "survey.csv");
    assert_eq!(survey.len(), 77);
}

#[test]
fn one_document_holds_figures_patterns_and_bands() {
    let here = folder("validate-json");
    let words = [
        "validate", "la1", "la3", "-n", "2", YEARS, START_UP, "-q", "--json",
    ];
    let output = casework(&here, &words);
    let document: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let of = |what: &str| document["validation"][what].as_array().map(Vec::len);
    assert_eq!((of("figures"), of("national")), (Some(96 + 77), Some(0)));
    // Without LA2 what is about it cannot be told.
    let patterns = document["validation"]["patterns"]
        .as_array()
        .expect("patterns");
    assert!(patterns.len() >= 10 && patterns.iter().all(|of| of["aimed_at"] == true));
}

#[test]
fn forty_replications_unless_told_otherwise() {
    let here = folder("validate-dry");
    let words = ["validate", "la1", "--dry-run", "--json", YEARS, START_UP];
    let document: serde_json::Value =
        serde_json::from_str(&printed(&here, &words)).expect("one document");
    assert_eq!(
        (&document["replications"], &document["arms"]),
        (&40.into(), &1.into())
    );
    let other = [
        "validate",
        "la1",
        "-n",
        "7",
        "--dry-run",
        "--json",
        YEARS,
        START_UP,
    ];
    let document: serde_json::Value =
        serde_json::from_str(&printed(&here, &other)).expect("one document");
    assert_eq!(document["replications"], 7);
}

#[test]
fn help_reads_like_this() {
    let here = folder("help-validate");
    insta::assert_snapshot!("help_validate", printed(&here, &["validate", "--help"]));
}
