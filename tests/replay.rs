//! One replication again: its row, its journal, its stories.

mod program;

use program::{START_UP, YEARS, folder, names, printed, refused};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Results of two authorities in `out`.
fn results(here: &Path) {
    printed(
        here,
        &[
            "compare",
            "la1",
            "la3",
            "-n",
            "3",
            YEARS,
            START_UP,
            "-q",
            "--out=out",
            "--seed=4",
        ],
    );
}

#[test]
fn a_row_is_reproduced_exactly_from_a_folder_and_from_the_scenario() {
    let here = folder("replay-row");
    results(&here);
    let mut reader = csv::Reader::from_path(here.join("out/replications.csv")).expect("rows");
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let mut compared = 0;
    for (arm, replication) in [("la1", "0"), ("la3", "2")] {
        let row = rows
            .iter()
            .find(|row| &row[0] == arm && &row[1] == replication);
        let row = row.expect("a row");
        let of_folder = ["replay", "out", "--arm", arm, "-r", replication, "--json"];
        let of_scenario = [
            "replay",
            arm,
            "-r",
            replication,
            "--seed=4",
            YEARS,
            START_UP,
            "--json",
        ];
        for arguments in [&of_folder[..], &of_scenario] {
            let text = printed(&here, arguments);
            let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            for (name, cell) in header.iter().zip(row).skip(2) {
                // As text: not every reader of JSON keeps the last bit.
                let key = format!("\"{name}\": ");
                let at = text.find(&key).expect("every measure") + key.len();
                let value = text[at..].split([',', '\n']).next();
                let value = value.and_then(|value| value.trim().parse::<f64>().ok());
                assert_eq!(value, cell.parse().ok(), "{arm} {replication} {name}");
                compared += 1;
            }
            let from_folder = arguments[1] == "out";
            assert_eq!(
                document["same_as_stored"].as_bool(),
                from_folder.then_some(true)
            );
        }
    }
    assert!(compared > 200, "{compared}");

    let page = printed(&here, &["replay", "out", "--arm", "la3", "-r", "2"]);
    assert!(
        page.contains("The row is the same as the one that is kept."),
        "{page}"
    );
    assert!(page.contains("Families worth following:"), "{page}");
    let text = fs::read_to_string(here.join("out/replications.csv")).expect("rows");
    fs::write(
        here.join("out/replications.csv"),
        text.replace("la3,2,", "la3,2,9"),
    )
    .expect("a file");
    let page = printed(&here, &["replay", "out", "--arm", "la3", "-r", "2"]);
    assert!(page.contains("The row is NOT the same"), "{page}");
}

#[test]
fn a_journal_is_in_order_and_its_visits_begin_and_end_with_their_workers() {
    let here = folder("replay-journal");
    let usual = [
        "replay",
        "la1",
        "-r",
        "1",
        YEARS,
        START_UP,
        "--journal",
        "j.csv",
    ];
    let page = printed(&here, &usual);
    let text = fs::read_to_string(here.join("j.csv")).expect("a journal");
    assert!(text.starts_with("entity_id,pathway,event_type,event,time,date,resource_id\n"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(
        page.contains(&format!("Journal: {} rows in j.csv", rows.len())),
        "{page}"
    );

    let mut last = 0;
    let (mut here_now, mut under_way) = (BTreeSet::new(), BTreeMap::new());
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for row in &rows {
        let time: i64 = row[4].parse().expect("minutes");
        assert!(time >= last, "{row:?} comes after {last}");
        last = time;
        let (entity, kind, event, resource) = (&row[0], &row[2], &row[3], &row[6]);
        *seen.entry(kind).or_default() += 1;
        match kind {
            "arrival_departure" if event == "arrival" => {
                assert!(here_now.insert(entity.to_owned()), "{entity} came twice");
            }
            "arrival_departure" => assert!(here_now.remove(entity), "{entity} was not there"),
            "resource_use" => {
                *under_way
                    .entry((resource.to_owned(), event.to_owned()))
                    .or_insert(0) += 1;
            }
            "resource_use_end" => {
                let left = under_way.get_mut(&(resource.to_owned(), event.to_owned()));
                *left.expect("it had begun") -= 1;
            }
            _ => {}
        }
    }
    assert!(under_way.values().all(|&left| left == 0));
    assert!(under_way.len() > 100 && !here_now.is_empty());
    for kind in [
        "arrival_departure",
        "queue",
        "resource_use",
        "resource_use_end",
        "event",
    ] {
        assert!(seen[kind] > 50, "{seen:?}");
    }
    assert_eq!(seen["resource_use"], seen["resource_use_end"]);

    // The same again replaces it; something else of that name stays.
    printed(&here, &usual);
    assert_eq!(
        fs::read_to_string(here.join("j.csv")).expect("a journal"),
        text
    );
    fs::write(here.join("thesis.csv"), "years,of,work\n").expect("a file");
    let error = refused(
        &here,
        &[
            "replay",
            "la1",
            "-r",
            "1",
            YEARS,
            START_UP,
            "--journal",
            "thesis.csv",
        ],
        1,
    );
    assert!(
        error.contains("thesis.csv: is there already and is not a journal"),
        "{error}"
    );
    assert_eq!(names(&here), ["j.csv", "thesis.csv"]);
}

#[test]
fn watching_changes_nothing() {
    let here = folder("replay-watched");
    let values = |more: &[&str]| {
        let usual = ["replay", "la3", "-r", "0", YEARS, START_UP, "--json"];
        let document = printed(&here, &[&usual, more].concat());
        let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
        document["values"].clone()
    };
    let alone = values(&[]);
    assert!(alone["ghq_mean"].is_number());
    assert_eq!(values(&["--journal", "j.csv"]), alone);
    assert_eq!(values(&["--family", "2000"]), alone);
    assert_eq!(values(&["--worker", "30"]), alone);
}

#[test]
fn stories_read_like_this() {
    let here = folder("replay-stories");
    let usual = ["replay", "la3", "-r", "0", YEARS, START_UP];
    let beginning = |subject: &[&str]| {
        let page = printed(&here, &[&usual, subject].concat());
        page.lines().take(45).collect::<Vec<_>>().join("\n")
    };
    let found = printed(&here, &usual);
    let family = found
        .lines()
        .find(|line| line.contains("child protection plan that ended"))
        .and_then(|line| line.split_whitespace().nth(1))
        .expect("a family worth following");
    insta::assert_snapshot!("story_family", beginning(&["--family", family]));
    insta::assert_snapshot!("story_worker", beginning(&["--worker", "28"]));
}

#[test]
fn who_does_not_exist_is_said_to() {
    let here = folder("replay-nobody");
    results(&here);
    let usual = ["replay", "la1", "-r", "0", YEARS, START_UP];
    for (arguments, said) in [
        (
            &[&usual[..], &["--family", "9999999"]].concat()[..],
            "replication 0 has no family 9999999",
        ),
        (
            &[&usual[..], &["--worker", "9999999"]].concat(),
            "replication 0 has no worker 9999999",
        ),
        (
            &["replay", "out", "-r", "3"],
            "out has replications 0 to 2, and no 3",
        ),
        (
            &["replay", "out", "-r", "0", "--arm", "la9"],
            "no arm is called la9; the arms are la1, la3",
        ),
        (
            &["replay", "out", "-r", "0", "--seed", "5"],
            "out has its own seed and settings",
        ),
        (&["replay", ".", "-r", "0"], "holds no experiment"),
    ] {
        let error = refused(&here, arguments, 2);
        assert!(error.contains(said), "{error}");
    }
}
