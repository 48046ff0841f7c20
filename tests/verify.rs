//! `casework verify`: every row holds, and the log says so.

mod program;

use program::{casework, folder, printed, refused, stderr, stdout};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

const COLUMNS: [&str; 9] = [
    "case",
    "theory",
    "estimate",
    "standard_error",
    "z",
    "verdict",
    "replications",
    "rule",
    "source",
];

struct Whole {
    printed: String,
    log: PathBuf,
}

/// The whole pack, run once for all tests here.
static WHOLE: LazyLock<Whole> = LazyLock::new(|| {
    let here = folder("verify-whole");
    Whole {
        printed: printed(&here, &["verify", "--quiet"]),
        log: here.join("output/verify/qa-log.csv"),
    }
});

fn rows(log: &PathBuf) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(log).expect("the log");
    let header: Vec<String> = (reader.headers().expect("a header").iter())
        .map(str::to_owned)
        .collect();
    assert_eq!(header, COLUMNS);
    (reader.records())
        .map(|row| {
            let row = row.expect("a row");
            (header.iter().cloned())
                .zip(row.iter().map(str::to_owned))
                .collect()
        })
        .collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

#[test]
fn every_row_holds_by_its_own_numbers() {
    let rows = rows(&WHOLE.log);
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        let rule = row["rule"].as_str();
        let kind = rule.split_whitespace().next().unwrap_or_default();
        *rules.entry(kind).or_default() += 1;
        if rule == "measured only" {
            assert!(row["verdict"] == "measured" && row["theory"].is_empty());
            continue;
        }
        assert_eq!(row["verdict"], "pass", "{row:?}");
        let (theory, estimate) = (number(row, "theory"), number(row, "estimate"));
        if rule.starts_with("within 4 standard errors") {
            let error = number(row, "standard_error");
            assert!((estimate - theory).abs() <= 4.0 * error, "{row:?}");
            let share = if rule.contains("0.5 %") { 0.005 } else { 0.01 };
            assert!(error > 0.0 && error <= share * theory, "{row:?}");
            assert!(number(row, "replications") >= 20.0);
            assert!((number(row, "z") - (estimate - theory) / error).abs() < 1e-9);
        } else if rule == "exactly equal" {
            assert_eq!(theory, estimate);
        }
        assert!(!row["source"].is_empty());
    }
    // Kinds: close or within a tolerance, exact, at least, measured only.
    let expected = BTreeMap::from([("at", 1), ("exactly", 25), ("measured", 4), ("within", 150)]);
    for (kind, least) in expected {
        let seen = rules.get(kind).copied().unwrap_or_default();
        assert!(seen >= least, "{kind}: {rules:?}");
    }
}

#[test]
fn the_log_covers_the_models_and_says_what_it_does_not_prove() {
    let rows = rows(&WHOLE.log);
    let models: BTreeSet<&str> = (rows.iter().filter(|row| !row["standard_error"].is_empty()))
        .filter_map(|row| row["case"].split(": ").next())
        .collect();
    assert!(models.len() >= 35, "{models:#?}");
    for name in [
        "M/M/5 at load 0.800: wait",
        "M/M/10 with impatience: share who give up",
        "one server shared two to one: stay of the urgent",
        "one server, three classes, the urgent interrupt: stay of the patient",
        "network of three stations: stay in the network",
        "statistics: Rinott's h, 5 systems, first stage 10, 0.95",
    ] {
        assert!(rows.iter().any(|row| row["case"] == name), "{name}");
        assert!(WHOLE.log.exists());
    }
    let all = rows
        .iter()
        .filter(|row| row["verdict"] != "measured")
        .count();
    let words: String = WHOLE
        .printed
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(words.contains(&format!("{all} of {all} rows that have a theory hold.")));
    assert!(words.contains("It does not show that the model of a department is right"));
    assert!(words.contains("Coverage falls short where an output is skewed"));
}

#[test]
fn the_caution_on_every_page_is_what_was_measured() {
    let rows = rows(&WHOLE.log);
    let row = (rows.iter())
        .find(|row| row["case"].ends_with("of 20 replications a 95 % interval covers"))
        .expect("it is measured");
    let measured = 100.0 * number(row, "estimate");
    let caution = casework::study::findings::NOT_INCLUDED
        .iter()
        .find(|line| line.starts_with("Skew:"))
        .expect("a caution");
    let said = caution
        .split("about ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next());
    let said: f64 = said.and_then(|said| said.parse().ok()).expect("a number");
    assert!((said - measured).abs() <= 1.0, "{said} against {measured}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_any_threads_and_another_seed_others() {
    let run = |threads: &str, seed: &str| {
        let here = folder(&format!("verify-{threads}-{seed}"));
        let what = "m/m/1/4";
        let arguments = [
            "verify",
            what,
            "--out",
            "out",
            "--threads",
            threads,
            "--seed",
            seed,
            "--json",
        ];
        let output = casework(&here, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let log = fs::read(here.join("out/qa-log.csv")).expect("a log");
        assert_eq!(fs::read_dir(here.join("out")).expect("a folder").count(), 1);
        (stdout(&output), log)
    };
    let one = run("1", "1");
    assert!(one == run("2", "1"));
    assert!(one.1 != run("2", "2").1);
    let document: serde_json::Value = serde_json::from_str(&one.0).expect("one JSON document");
    assert_eq!(document["rows"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        (&document["judged"], &document["held"]),
        (&4.into(), &4.into())
    );
    // What a part comes to is what the whole has of it.
    let whole = fs::read_to_string(&WHOLE.log).expect("the log");
    let part = String::from_utf8(one.1).expect("UTF-8");
    assert!(
        part.lines()
            .filter(|line| line.contains("arrival rate"))
            .all(|line| whole.contains(line))
    );
}

#[test]
fn a_part_alone_writes_nothing_unless_told_where() {
    let here = folder("verify-part");
    let page = printed(&here, &["verify", "WILSON", "--quiet"]);
    assert!(page.contains("statistics: Wilson, 8 of 50: from"));
    assert_eq!(fs::read_dir(&here).expect("a folder").count(), 0);
    let message = refused(&here, &["verify", "nothing of the kind"], 2);
    assert!(message.contains("no case has \"nothing of the kind\" in its name"));
}

#[cfg(unix)]
#[test]
fn an_interruption_stops_it_and_leaves_nothing() {
    let here = folder("verify-interrupted");
    let mut child = program::program(&here, &["verify"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Once it tells of progress it listens, and most is still to come.
    let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let first = told.next().expect("progress").expect("UTF-8");
    assert!(first.ends_with("simulations done"), "{first}");
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(sent.success());
    let rest: Vec<String> = told.map(|line| line.expect("UTF-8")).collect();
    assert_eq!(
        rest.last().map(String::as_str),
        Some("interrupted: nothing is written")
    );
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(output.stdout.is_empty() && !here.join("output").exists());
}

#[test]
fn the_help_reads_like_this() {
    let here = folder("verify-help");
    insta::assert_snapshot!("help_verify", printed(&here, &["verify", "--help"]));
}
