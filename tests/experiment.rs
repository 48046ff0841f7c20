//! `casework experiment` as its users meet it.

mod program;

use program::{START_UP, YEARS, casework, folder, names, printed, refused, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A small authority, a factor with three levels and questions of every kind.
const DECLARED: &str = "\
question = \"How far may workers travel?\"
base = \"la1\"

[replications]
least = 5
most = 20
sets = 2

[[measure]]
name = \"contacts_per_family_month\"
matters = 0.6

[[measure]]
name = \"working_day_hours\"
matters = 2.0

[[factor]]
name = \"travel\"
label = \"minutes of travel\"

[[factor.level]]
value = 20
set = [\"minutes.travel=20\"]

[[factor.level]]
value = 60
set = [\"minutes.travel=60\"]

[[factor.level]]
value = 40
set = [\"minutes.travel=40\"]

[choose]
measure = \"working_day_hours\"
better = \"less\"
probability = 0.9
matters = 0.1

[[ask]]
words = \"the farthest travel that leaves a working day under 8.6 hours\"
factor = \"travel\"
wanted = \"largest\"
measure = \"working_day_hours\"
at_most = 8.6
confidence = 0.9
";

fn declared(here: &Path) {
    fs::write(here.join("travel.toml"), DECLARED).expect("a file");
}

const ARGUMENTS: [&str; 4] = ["experiment", "travel.toml", YEARS, START_UP];

fn ran(here: &Path, more: &[&str]) -> String {
    printed(here, &[&ARGUMENTS[..], &["--quiet"], more].concat())
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    (names(folder).into_iter())
        .filter(|name| name != "manifest.toml")
        .map(|name| (name.clone(), fs::read(folder.join(&name)).expect("a file")))
        .collect()
}

#[test]
fn an_experiment_stops_when_enough_is_known_and_answers_in_sentences_files_and_json() {
    let here = folder("experiment");
    declared(&here);
    let page = ran(&here, &["--out=a", "--threads=1"]);
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("How far may workers travel?"), "{page}");
    assert!(
        words.contains("of at most 20, ended because enough was known"),
        "{page}"
    );
    assert!(
        words.contains("The farthest travel that leaves a working day"),
        "{page}"
    );
    assert!(
        words.contains("travel 20") && words.contains("Of 3 arms"),
        "{page}"
    );
    assert!(words.contains("Who is not served"), "{page}");
    assert!(
        page.contains('●') && page.contains('░'),
        "charts are drawn: {page}"
    );
    let levels = fs::read_to_string(here.join("a/levels.csv")).expect("levels");
    assert_eq!(
        levels,
        "arm,factor,value,label\ntravel-20,travel,20,20\ntravel-60,travel,60,60\ntravel-40,travel,40,40\n"
    );
    let answers = fs::read_to_string(here.join("a/answers.csv")).expect("answers");
    let mut rows = csv::Reader::from_reader(answers.as_bytes());
    let header = rows.headers().expect("a header").clone();
    let row = rows.records().next().expect("an answer").expect("a row");
    let cell = |name: &str| &row[header.iter().position(|h| h == name).expect(name)];
    assert_eq!(
        (cell("kind"), cell("side"), cell("unit")),
        ("D", "and below", "minutes of travel")
    );
    let number = |name: &str| cell(name).parse::<f64>().expect(name);
    assert!(number("low") <= number("sure") && number("sure") <= number("answer"));
    assert!(number("answer") <= number("high") && number("answer") < 60.0);
    let report =
        fs::read_to_string(here.join("a-report.html")).expect("a report beside the folder");
    for told in [
        "<h1>How far may workers travel?</h1>",
        "casework experiment travel.toml --most 20 --seed 1 --sets 2",
        "<code>minutes.travel=60</code>",
        "What each level buys",
    ] {
        assert!(report.contains(told), "{told}");
    }
    // The same experiment on two threads: the same files.
    ran(&here, &["--out=b", "--threads=2"]);
    assert_eq!(files(&here.join("a")), files(&here.join("b")));
    assert!(files(&here.join("a")).len() > 8);
    let document: Value = serde_json::from_str(&ran(&here, &["--out=b", "--json"])).expect("JSON");
    let made = document["replications_complete"]
        .as_u64()
        .expect("a number");
    assert!(
        (5..20).contains(&made),
        "it stopped before its budget: {made}"
    );
    assert_eq!(document["replications_asked"], 20);
    assert_eq!(document["arms"].as_array().map(Vec::len), Some(3));
}

#[test]
fn parts_of_an_experiment_make_the_files_of_the_whole() {
    let here = folder("experiment-parts");
    declared(&here);
    ran(&here, &["--out=whole"]);
    for part in ["0/2", "1/2"] {
        ran(&here, &["--out=part", "--shard", part]);
    }
    let merge = [
        "merge",
        "part-shard-1-of-2",
        "part-shard-0-of-2",
        "--out=merged",
        "-q",
    ];
    printed(&here, &merge);
    assert_eq!(files(&here.join("whole")), files(&here.join("merged")));
    // The parts did all of the budget; the whole, and what was merged, ended before.
    let rows = fs::read_to_string(here.join("merged/replications.csv")).expect("rows");
    assert!(rows.lines().count() < 1 + 3 * 20, "{rows}");
}

#[test]
fn a_shock_on_the_way_is_told_by_how_deep_it_dips_and_marked_in_the_report() {
    let here = folder("experiment-shock");
    let shocked = "question = \"What does a shock do?\"\nbase = \"la1\"\n\
        set = [\"demand.shock_month=4\", \"demand.shock_factor=3\", \"demand.shock_fade_months=60\"]\n\
        replications = { least = 5, most = 5 }\nmeasure = [{ name = \"families_per_worker\" }]\n\
        [[arm]]\nname = \"still\"\nlabel = \"no shock\"\nset = [\"demand.shock_factor=1\"]\n\
        [[arm]]\nname = \"shock\"\nlabel = \"shock\"\n";
    fs::write(here.join("travel.toml"), shocked).expect("a file");
    let page = ran(&here, &["--out=a"]);
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("families per worker: worse than without the shock: “shock” +"),
        "{page}"
    );
    let report = fs::read_to_string(here.join("a-report.html")).expect("a report");
    let title = report.find("<strong>Families per worker: worse than without the shock: “shock” +");
    assert!(title.is_some(), "the chart says what was found");
    assert!(report.contains("shock, 2009-10"), "the month is marked");
}

#[test]
fn a_budget_that_is_too_small_is_said() {
    let here = folder("experiment-budget");
    let strict = DECLARED.replace("matters = 0.6", "matters = 0.001");
    fs::write(here.join("travel.toml"), strict).expect("a file");
    let page = ran(&here, &["--out=a", "--most=5", "--sets=0"]);
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("5 replications, the whole budget, and not enough"),
        "{page}"
    );
    assert!(
        words.contains("Least well known: meetings per family-month"),
        "{page}"
    );
}

#[test]
fn what_is_wrong_is_said_with_file_and_line() {
    let here = folder("experiment-wrong");
    let list = printed(&here, &["experiment"]);
    assert!(
        list.contains("cap") && list.contains("What cap on caseloads"),
        "{list}"
    );
    let of = |text: &str| {
        fs::write(here.join("travel.toml"), text).expect("a file");
        refused(&here, &["experiment", "travel.toml"], 2)
    };
    let error = of(&DECLARED.replace("least = 5", "leest = 5"));
    assert!(
        error.contains("travel.toml") && error.contains("line 5") && error.contains("leest"),
        "{error}"
    );
    let error = of(&DECLARED.replace("minutes.travel=60", "minutes.trvel=60"));
    assert!(
        error.contains("did you mean `travel`")
            && error.contains("set in travel.toml, line 27, arm travel-60"),
        "{error}"
    );
    let two = DECLARED
        .replace("least = 5", "least = 2")
        .replace("name = \"working_day_hours\"", "name = \"working_day\"");
    let error = of(&two);
    assert!(
        error.contains("least must be 5 or more") && error.contains("2 mistakes in travel.toml"),
        "{error}"
    );
    assert!(
        error.contains("travel.toml:14:8") && error.contains("did you mean working_day_hours?"),
        "{error}"
    );
    fs::write(here.join("mine.toml"), "extends = 'la1'\nname = 'mine'\n").expect("a file");
    let error = refused(&here, &["experiment", "mine.toml"], 2);
    assert!(
        error.contains("is a scenario, not an experiment"),
        "{error}"
    );
    let error = refused(&here, &["experiment", "mine"], 2);
    assert!(error.contains("did you mean mine.toml?"), "{error}");
    declared(&here);
    let error = refused(&here, &["check", "travel.toml"], 2);
    assert!(
        error.contains("is an experiment, not a scenario") && error.contains("1 mistake"),
        "{error}"
    );
    let typed = refused(
        &here,
        &["experiment", "travel.toml", "--set", "minutes.trvel=5"],
        2,
    );
    assert!(!typed.contains("travel.toml"), "{typed}");
    let error = of(&DECLARED.replace("base = \"la1\"", "base = \"la9\""));
    assert!(error.contains("the base of travel.toml"), "{error}");
    declared(&here);
    let printed_file = printed(&here, &["experiment", "cap", "--print"]);
    fs::write(here.join("cap.toml"), printed_file).expect("a file");
    printed(&here, &["experiment", "cap.toml", "--dry-run"]);
    let structures = "question = ''\nbase = 'restructure'\nstructures = true\nreplications = { least = 5, most = 5 }\nmeasure = [{ name = 'posts', matters = 1 }]\n";
    let error = of(structures);
    assert!(error.contains("add unchanged = true"), "{error}");
    declared(&here);
    let error = refused(&here, &["experiment", "travel.toml", "-n", "5"], 2);
    assert!(error.contains("cannot be used with"), "{error}");
    let error = refused(&here, &["experiment", "nothing.toml"], 2);
    assert!(
        error.contains("nothing.toml") && error.contains("structure, cap"),
        "{error}"
    );
}

#[test]
fn a_dry_run_says_what_it_would_take() {
    let here = folder("experiment-dry");
    declared(&here);
    let output = casework(&here, &[&ARGUMENTS[..], &["--dry-run"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let page = stdout(&output);
    assert!(
        page.contains("3 arms x 20 replications = 60 simulations, and 12 under"),
        "{page}"
    );
    assert!(!here.join("output").exists());
}
