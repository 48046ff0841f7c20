//! Which assumptions matter, which values are plausible, and what of a comparison survives both.

mod program;

use program::{START_UP, YEARS, casework, folder, printed, refused, stderr};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("one JSON document")
}

fn sensitivity(here: &Path, arguments: &[&str]) -> String {
    let common = ["sensitivity", "la1", YEARS, START_UP, "--quiet", "--json"];
    printed(here, &[&common, arguments].concat())
}

const TWO: [&str; 2] = [
    "--factor=minutes.in_need_visit",
    "--factor=survey.undercount",
];

#[test]
fn a_screen_finds_what_moves_a_result_and_goes_on_where_it_ended() {
    let here = folder("screen");
    let shown = [
        "--measure=contact_clock_hours_per_family_month",
        "--measure=5.1.families_per_worker",
    ];
    let walks = ["--walks=2"];
    let text = sensitivity(
        &here,
        &[&TWO[..], &shown, &walks, &["--threads=1", "--out=a"]].concat(),
    );
    let found = json(&text);
    assert_eq!(found["simulations"], 8);
    let size = |result: usize, factor: &str| {
        let effects = found["results"][result]["effects"]
            .as_array()
            .expect("effects");
        let one = effects
            .iter()
            .find(|e| e["factor"] == factor)
            .expect("a factor");
        one["size"].as_f64().unwrap_or(f64::NAN)
    };
    assert!(size(0, "minutes.in_need_visit") > 0.0);
    assert_eq!(
        size(0, "survey.undercount"),
        0.0,
        "an instrument moves no measure"
    );
    assert!(size(1, "survey.undercount") > 0.0, "but what is asked");
    // Threads change nothing.
    assert_eq!(
        text,
        sensitivity(
            &here,
            &[&TWO[..], &shown, &walks, &["--threads=2", "--out=b"]].concat()
        )
    );
    let file = |folder: &str| {
        let name = fs::read_dir(here.join(folder)).expect("there").flatten();
        let path = name
            .map(|f| f.path())
            .find(|p| p.to_string_lossy().contains("simulations-"));
        path.expect("the simulations")
    };
    let whole = fs::read(file("a")).expect("there");
    assert_eq!(whole, fs::read(file("b")).expect("there"));
    // Half of it gone and a line torn: what is there is not run again, and the end is the same.
    let lines: Vec<&str> = std::str::from_utf8(&whole)
        .expect("UTF-8")
        .lines()
        .collect();
    fs::write(file("b"), lines[..4].join("\n") + "\n" + &lines[5][..9]).expect("written");
    assert_eq!(
        text,
        sensitivity(&here, &[&TWO[..], &shown, &walks, &["--out=b"]].concat())
    );
    assert_eq!(whole, fs::read(file("b")).expect("there"));
    let effects = fs::read_to_string(here.join("a/effects.csv")).expect("there");
    assert_eq!(effects.lines().count(), 1 + 2 * 3);
}

#[test]
fn a_screen_chooses_what_is_then_moved_alone() {
    let here = folder("foremost");
    let shown = ["--measure=contact_clock_hours_per_family_month"];
    let ways = ["--walks=2", "--foremost=1", "--ends=2"];
    let found = json(&sensitivity(
        &here,
        &[&TWO[..], &shown, &ways, &["--out=a"]].concat(),
    ));
    assert_eq!(
        (&found["screened"], &found["simulations"]),
        (&2.into(), &4.into())
    );
    let moved = found["results"][0]["moves"].as_array().expect("a list");
    // The other is an instrument, which moves no measure.
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0]["factor"], "minutes.in_need_visit");
    assert!(moved[0]["mean"].as_f64() > Some(0.0), "{}", moved[0]);
    let folder = here.join("a");
    assert!(folder.join("effects.csv").exists() && folder.join("ends.csv").exists());
    let kept = fs::read_dir(&folder).expect("there").flatten();
    let kept = kept.filter(|f| f.file_name().to_string_lossy().starts_with("simulations-"));
    assert_eq!(kept.count(), 2, "of the screen and of the ends");
    let refused =
        |arguments: &[&str]| refused(&here, &[&["sensitivity", "la1"], arguments].concat(), 2);
    let error = refused(&["--foremost=3"]);
    assert!(
        error.contains("--ends") && error.contains("--sobol"),
        "{error}"
    );
    let error = refused(&["--foremost=9", "--sobol=8"]);
    assert!(error.contains("--foremost 8"), "{error}");
}

#[test]
fn variance_is_taken_apart_between_a_factor_and_chance() {
    let here = folder("sobol");
    let shown = "--measure=contact_clock_hours_per_family_month";
    let found = json(&sensitivity(
        &here,
        &[
            "--factor=minutes.in_need_visit",
            shown,
            "--sobol=8",
            "--out=a",
        ],
    ));
    assert_eq!(found["simulations"], 8 * 4);
    let indices = found["results"][0]["indices"].as_array().expect("indices");
    assert_eq!(
        (indices.len(), &indices[1]["factor"]),
        (2, &Value::from("another seed"))
    );
    for index in indices {
        let of = |name: &str| index[name].as_f64().expect("a number");
        assert!(of("total") > 0.0 && of("total_low") <= of("total_high"));
    }
    assert!(here.join("a/indices.csv").exists());
}

#[test]
fn the_paired_difference_can_be_what_is_moved() {
    let here = folder("screen-difference");
    let two = [
        "--arm=la1",
        "--minus=la1",
        "--factor=minutes.in_need_visit",
        "--walks=2",
        "--measure=posts",
        "--out=a",
    ];
    let found = json(&sensitivity(&here, &two));
    assert_eq!(found["simulations"], 2 * 3 * 2);
    let effects = found["results"][0]["effects"].as_array().expect("effects");
    assert!(
        effects.iter().all(|e| e["size"] == 0.0),
        "an arm less itself"
    );
}

#[test]
fn what_cannot_be_screened_is_refused_with_what_can() {
    let here = folder("screen-refused");
    let error =
        |arguments: &[&str]| refused(&here, &[&["sensitivity", "la1"], arguments].concat(), 2);
    assert!(error(&["--factor=minutes.travle"]).contains("must be an assumed number of la1"));
    assert!(error(&["--factor=household.age_mean"]).contains("must be an assumed number"));
    assert!(error(&["--measure=luck"]).contains("docs/measures.md lists"));
    assert!(error(&["--sobol=8"]).contains("at most 8 factors"));
    assert!(error(&["--minus=unit-4.5"]).contains("--arm"));
}

const SMALL: &str = "
authorities = [\"la1\"]
seed = 1
waves = 1
points = 10
replications = 2
candidates = 2
fresh_replications = 2
sets = 1
forgiven_percent = 50
[discrepancy]
mean = 0.5
sd = 0.5
share = 0.5
[search]
\"stress.overdue\" = [3.0, 12.0]
[rows]
fit = [\"6.7.ghq.mean\", \"7.7.day.mean\"]
";

#[test]
fn a_calibration_leaves_sets_profiles_and_figures_and_is_not_run_twice() {
    let here = folder("calibrate");
    fs::write(here.join("small.toml"), SMALL).expect("written");
    let first = printed(
        &here,
        &["calibrate", "small.toml", "--out=fit", "--json", "--quiet"],
    );
    let found = json(&first);
    assert_eq!(
        (&found["candidates"], &found["sets"]),
        (&Value::from(2), &Value::from(1))
    );
    let sets: BTreeMap<String, toml::Value> =
        toml::from_str(&fs::read_to_string(here.join("fit/plausible.toml")).expect("there"))
            .expect("TOML");
    let set = &sets["set"].as_array().expect("sets")[0]["values"]["stress.overdue"];
    assert!((3.0..=12.0).contains(&set.as_float().expect("a number")));
    assert_eq!(sets["stated"]["stress.overdue"].as_float(), Some(8.0));
    let figures = fs::read_to_string(here.join("fit/targets.csv")).expect("there");
    assert_eq!(figures.lines().count(), 1 + 3 * 2);
    // Threads change nothing, nor does it that a wave was broken off.
    let wave = |folder: &str| {
        let files = fs::read_dir(here.join(folder)).expect("there").flatten();
        let mut paths = files.map(|f| f.path());
        paths
            .find(|p| p.to_string_lossy().contains("wave-1"))
            .expect("a wave")
    };
    let text = fs::read_to_string(wave("fit")).expect("there");
    let half: Vec<&str> = text.lines().take(11).collect();
    fs::create_dir(here.join("half")).expect("made");
    let name = wave("fit").file_name().expect("a name").to_owned();
    fs::write(here.join("half").join(name), half.join("\n") + "\n").expect("written");
    printed(
        &here,
        &[
            "calibrate",
            "small.toml",
            "--out=half",
            "--quiet",
            "--threads=1",
        ],
    );
    for file in ["plausible.toml", "profiles.csv", "targets.csv"] {
        let read = |folder: &str| fs::read_to_string(here.join(folder).join(file)).expect("there");
        assert_eq!(read("fit"), read("half"), "{file}");
    }
    let again = casework(&here, &["calibrate", "small.toml", "--out=fit", "--json"]);
    assert_eq!(String::from_utf8_lossy(&again.stdout), first);
    assert!(stderr(&again).contains("where 20 simulations of 20 are kept"));
}

#[test]
fn nothing_is_fitted_to_la2_nor_what_is_known_nor_what_differs() {
    let here = folder("calibrate-refused");
    let error = |from: &str, to: &str| {
        assert!(SMALL.contains(from));
        fs::write(here.join("x.toml"), SMALL.replace(from, to)).expect("written");
        refused(&here, &["calibrate", "x.toml"], 2)
    };
    assert!(error("[\"la1\"]", "[\"la1\", \"la2\"]").contains("la2 is held out"));
    assert!(
        error(
            "stress.overdue\" = [3.0, 12.0]",
            "household.age_mean\" = [6.0, 7.0]"
        )
        .contains("is not fitted")
    );
    assert!(error("12.0", "20.0").contains("the range that its source states"));
    assert!(error("6.7.ghq.mean", "6.7.ghq.median").contains("is no row"));
    assert!(error("waves = 1", "wave = 1").contains("unknown field `wave`"));
}

#[test]
fn the_register_names_every_parameter_and_rates_it() {
    let here = folder("register");
    let found = json(&printed(
        &here,
        &["assumptions", "la3", "--json", "--csv", "register.csv"],
    ));
    let all = found["assumptions"].as_array().expect("a list");
    let mut reader = csv::Reader::from_path(here.join("register.csv")).expect("there");
    assert_eq!(reader.records().count(), all.len());
    for one in all {
        for key in ["id", "meaning", "source", "rating", "used_in"] {
            assert!(!one[key].as_str().expect("text").is_empty(), "{one}");
        }
    }
    let page = printed(&here, &["assumptions", "la3"]);
    assert!(page.contains("red") && !page.contains("green  "), "{page}");
}

#[test]
fn plausible_sets_are_a_band_of_their_own_and_change_nothing_else() {
    let here = folder("two-bands");
    let common = [
        "compare",
        "la1",
        "la3",
        YEARS,
        START_UP,
        "--replications=3",
        "--quiet",
    ];
    let with = printed(&here, &[&common[..], &["--sets=3", "--out=with"]].concat());
    let without = printed(
        &here,
        &[&common[..], &["--sets=0", "--out=without"]].concat(),
    );
    assert!(with.contains("Two bands") && !without.contains("Two bands"));
    let read = |file: &str| fs::read_to_string(here.join(file)).expect("there");
    for file in [
        "summary.csv",
        "comparison.csv",
        "replications.csv",
        "survey.csv",
    ] {
        assert_eq!(
            read(&format!("with/{file}")),
            read(&format!("without/{file}")),
            "{file}"
        );
    }
    assert!(!here.join("without/doubt.csv").exists());
    let doubt = read("with/doubt.csv");
    let contacts = doubt
        .lines()
        .find(|line| line.contains(",contacts_per_family_month,"))
        .expect("a row");
    let cells: Vec<&str> = contacts.split(',').collect();
    assert_eq!(cells[4], "3", "{contacts}");
    assert!(
        cells[6].parse::<f64>().is_ok_and(|sd| sd >= 0.0),
        "{contacts}"
    );
    // Parts hold replications under sets too.
    for part in ["--shard=0/2", "--shard=1/2"] {
        printed(&here, &[&common[..], &["--sets=3", part]].concat());
    }
    let parts: Vec<String> = fs::read_dir(here.join("output"))
        .expect("there")
        .flatten()
        .map(|f| f.path().display().to_string())
        .collect();
    let mut merge = vec!["merge", "--out=merged", "--quiet"];
    merge.extend(parts.iter().map(String::as_str));
    printed(&here, &merge);
    assert_eq!(read("merged/doubt.csv"), doubt);
}

#[test]
fn what_the_documentation_shows_is_made_again_by_its_command() {
    let here = folder("reproduce");
    let list = printed(&here, &["reproduce", "--list"]);
    assert!(
        list.contains("docs/validation.md") && list.contains("casework calibrate"),
        "{list}"
    );
    let found = json(&printed(
        &here,
        &["reproduce", "register", "--quiet", "--json"],
    ));
    assert_eq!(found["artefacts"][0]["same"], true, "{found}");
    let refusal = refused(&here, &["reproduce", "weather"], 2);
    assert!(
        refusal.contains("there is nothing called weather"),
        "{refusal}"
    );
}

#[test]
fn help_teaches() {
    let here = folder("fitting-help");
    for command in ["sensitivity", "calibrate", "assumptions", "reproduce"] {
        insta::assert_snapshot!(
            format!("help_{command}"),
            printed(&here, &[command, "--help"])
        );
    }
}
