//! The difference between two ways of organising, taken apart: nothing is lost, nothing counted twice.

mod program;

use program::{START_UP, YEARS, folder, names, printed, refused};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A small authority, for a short time.
const SMALL: [&str; 12] = [
    YEARS,
    START_UP,
    "--set=demand.referrals_per_year=250",
    "--set=team.duty-team.count=1",
    "--set=team.duty-team.surveyed=0",
    "--set=team.neighbourhood-team.count=2",
    "--set=team.neighbourhood-team.surveyed=0",
    "--set=team.permanence-team.count=1",
    "--replications=2",
    "--families=12",
    "--out=out",
    "--quiet",
];

fn document(here: &Path, arguments: &[&str]) -> (String, Value) {
    let text = printed(
        here,
        &[&["ablate", "la3", "--json"], arguments, &SMALL].concat(),
    );
    let value = serde_json::from_str(&text).expect("one JSON document");
    (text, value)
}

fn mean(of: &Value) -> f64 {
    of["mean"].as_f64().unwrap_or(f64::NAN)
}

/// Contributions sum to the whole difference, and that is the difference between the ends.
fn adds_up(document: &Value) -> usize {
    let mut defined = 0;
    for (name, measure) in document["measures"].as_object().expect("measures") {
        if measure["n"] == 0 {
            continue;
        }
        let parts = measure["contributions"].as_object().expect("groups");
        let sum: f64 = parts.values().map(mean).sum();
        let end = |end: &str| measure[end].as_f64().expect("a number");
        let difference = end("other") - end("own");
        let scale = end("other").abs().max(end("own").abs()).max(1.0);
        for whole in [mean(&measure["total"]), difference] {
            assert!(
                (sum - whole).abs() < 1e-9 * scale,
                "{name}: {sum} against {whole}"
            );
        }
        let but = mean(&measure["all_but_caseload"]) + mean(&parts["caseload"]);
        assert!((but - sum).abs() < 1e-9 * scale, "{name}");
        defined += 1;
    }
    defined
}

#[test]
fn contributions_sum_to_the_whole_on_any_number_of_threads() {
    let here = folder("ablate-sums");
    let (text, found) = document(&here, &["--threads=1"]);
    assert!(adds_up(&found) > 20);
    assert_eq!(
        (&found["method"], &found["orders"]),
        (&"Shapley".into(), &"drawn and reversed".into())
    );
    assert_eq!(found["replications_complete"], 2);
    let groups = found["groups"].as_array().expect("groups");
    let sources: BTreeMap<&str, &str> = (groups.iter())
        .map(|g| {
            (
                g["name"].as_str().expect("a name"),
                g["sources"].as_str().expect("a word"),
            )
        })
        .collect();
    assert_eq!(sources.len(), 8, "{sources:?}");
    assert_eq!(
        (sources["joint"], sources["clinician"]),
        ("partly assumed", "studied")
    );
    // Every key that differs is in exactly one group.
    let mut keys: Vec<&str> = groups
        .iter()
        .flat_map(|g| g["keys"].as_array().expect("keys"))
        .filter_map(Value::as_str)
        .collect();
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert!(
        keys.len() == all && keys.contains(&"sharing") && keys.contains(&"keeps_care_months"),
        "{keys:?}"
    );
    let (other, _) = document(&here, &["--threads=2"]);
    assert!(text == other, "threads change the document");
}

#[test]
fn the_files_hold_every_contribution() {
    let here = folder("ablate-files");
    let (_, found) = document(&here, &[]);
    let written = names(&here.join("out"));
    assert_eq!(
        written[..2],
        ["contributions-by-replication.csv", "contributions.csv"]
    );
    assert!(
        written.len() == 3 && written[2].starts_with("simulations-"),
        "{written:?}"
    );
    let mut sums: BTreeMap<(String, String), (f64, f64)> = BTreeMap::new();
    let mut reader =
        csv::Reader::from_path(here.join("out/contributions-by-replication.csv")).expect("a file");
    for row in reader.records() {
        let row = row.expect("a row");
        let sum = sums
            .entry((row[1].to_owned(), row[2].to_owned()))
            .or_default();
        sum.0 += row[3].parse::<f64>().expect("a number");
        sum.1 += 1.0;
    }
    assert!(sums.len() > 8 * 20, "{}", sums.len());
    for ((measure, group), (sum, n)) in &sums {
        let kept = mean(&found["measures"][measure]["contributions"][group]);
        assert!(
            (sum / n - kept).abs() <= 1e-9 * kept.abs().max(1.0),
            "{measure} {group}"
        );
    }
    let text = std::fs::read_to_string(here.join("out/contributions.csv")).expect("a file");
    for part in [
        "caseload",
        "total",
        "all but caseload",
        "all that is wholly or partly assumed",
    ] {
        assert!(text.contains(&format!(",{part},")), "{part}");
    }
}

#[test]
fn with_few_groups_every_coalition_is_run_and_the_page_says_what_it_shows() {
    let here = folder("ablate-few");
    let (_, found) = document(&here, &["--to=hierarchy"]);
    assert_eq!(found["orders"], "all");
    let groups: Vec<&str> = (found["groups"].as_array().expect("groups").iter())
        .filter_map(|group| group["name"].as_str())
        .collect();
    // Neighbourhood teams differ from others only in how long they keep children in care.
    assert_eq!(groups, ["other", "caseload"]);
    assert!(adds_up(&found) > 20);
    let page = printed(
        &here,
        &[&["ablate", "la3", "--to=hierarchy"][..], &SMALL].concat(),
    );
    for part in [
        "long-term work led from neighbourhood to hierarchy, 2 replications",
        "What each contributes (Shapley values)",
        "keeps_care_months; posts: mix of those who hold cases",
        "every coalition of them is run",
        "of it all but caseload",
        "of it wholly or partly assumed",
        "Is it caseload or structure?",
    ] {
        let words: Vec<&str> = page.split_whitespace().collect();
        assert!(words.join(" ").contains(part), "{part}: {page}");
    }
    assert!(
        page.lines().all(|line| line
            .replace("\u{1b}[1m", "")
            .replace("\u{1b}[0m", "")
            .chars()
            .count()
            <= 100),
        "{page}"
    );
}

#[test]
fn help_teaches() {
    let here = folder("ablate-help");
    insta::assert_snapshot!("help_ablate", printed(&here, &["ablate", "--help"]));
}

#[test]
fn a_dry_run_says_what_it_would_take() {
    let here = folder("ablate-dry");
    let page = printed(&here, &["ablate", "la3", "--dry-run"]);
    assert!(page.contains("Groups:  8, caseload among them"), "{page}");
    assert!(
        page.contains("at most 160 simulations for 10 replications (with --all 2560)"),
        "{page}"
    );
    assert!(names(&here).is_empty());
}

#[test]
fn ends_that_are_not_there_are_refused_by_name() {
    let here = folder("ablate-refused");
    let said = refused(&here, &["ablate", "la1", "--to", "units"], 2);
    assert!(
        said.contains("--to units: must be an entry of [features] in la1: assessment-unit,"),
        "{said}"
    );
    let said = refused(&here, &["ablate", "la1", "--to", "unit"], 2);
    assert!(
        said.contains("the long-term teams of la1 work by it already"),
        "{said}"
    );
    let said = refused(&here, &["ablate", "la1", "--families", "0"], 2);
    assert!(
        said.contains("must be a number between 1 and 100"),
        "{said}"
    );
}
