//! What a person reads who has made a mistake in a scenario.

mod small;

use std::fs;
use std::path::PathBuf;

use casework::scenario::{Provenance, Section, load_as};
use insta::assert_snapshot;
use small::{Small, load_text};

/// The problems with a text and patches; that there are any is what the caller is about.
fn problems(text: &str, sets: &[&str]) -> String {
    load_text(text, sets)
        .expect_err("the scenario is broken")
        .to_string()
}

const ON_LA1: &str = "extends = 'la1.toml'\n";

#[test]
fn unknown_keys_ranges_wrong_types_and_provenance_are_reported_together() {
    let text = r#"extends = "la1"
surprise = 1
[demand]
referals_per_year = 1300
wait = 9
quarters = [0.5, 1.5, -0.5]
[thresholds]
close = 14
open = "high"
[features.unit]
decider = "chair"
coordinator = 1
shared = 1
[[team]]
name = "West"
count = 2.5
office = { travel = nan, lift = true }
[provenance]
"demand.wiat" = { study = "Table 1" }
"demand.quarters" = { hearsay = "a friend" }
"team.Wets" = { study = "Table 2" }
"#;
    assert_snapshot!(problems(text, &[]), @r#"
    error: la9.toml:2: surprise: unknown setting
    error: la9.toml:4: demand.referals_per_year: unknown setting; did you mean `referrals_per_year`?
    error: la9.toml:5: demand.wait: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:5: demand.wait: must be between -5 and 5, but is 9
    error: la9.toml:6: demand.quarters.1: must be between 0 and 1, but is 1.5
    error: la9.toml:6: demand.quarters.2: must be between 0 and 1, but is -0.5
    error: la9.toml:8: thresholds.close: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:8: thresholds.close: must be between 0 and 10, but is 14
    error: la9.toml:9: thresholds.open: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:9: thresholds.open: must be a number, but is "high"
    error: la9.toml:11: features.unit.decider: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:11: features.unit.decider: must be one of `manager`, `consultant`, but is "chair"
    error: la9.toml:12: features.unit.coordinator: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:12: features.unit.coordinator: must be true or false, but is 1
    error: la9.toml:13: features.unit.shared: unknown setting
    error: la9.toml:15: team.West.name: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:16: team.West.count: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:16: team.West.count: must be a whole number, but is 2.5
    error: la9.toml:17: team.West.office.travel: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:17: team.West.office.travel: must be a finite number, but is NaN
    error: la9.toml:17: team.West.office.lift: unknown setting
    error: la9.toml:19: provenance."demand.wiat": `demand.wiat` names no parameter; did you mean `wait`?
    error: la9.toml:20: provenance."demand.quarters": is not a source; a source is one of { study = "..." }, { national = "..." }, { derived = "..." } or { assumed = "...", range = [low, high] }
    error: la9.toml:21: provenance."team.Wets": `team.Wets` names no parameter; did you mean `West`?
    "#);
}

#[test]
fn a_key_that_is_missing_is_named_with_the_table_that_lacks_it() {
    let text = r#"extends = "common.toml"
[demand]
[[team]]
name = "West"
office = {}
"#;
    assert_snapshot!(problems(text, &[]), @"
    error: la9.toml:2: demand.referrals_per_year: missing; its meaning: Families referred in a year, before seasons and shocks.
    error: la9.toml:3: team.West.count: missing; its meaning: Workers.
    error: la9.toml:4: team.West.name: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:5: team.West.office.travel: missing; its meaning: Minutes from families.
    ");
}

#[test]
fn a_whole_section_that_is_missing_is_one_problem() {
    assert_snapshot!(problems("", &[]), @"
    error: la9.toml: demand: the table is missing; its meaning: Demand.
    error: la9.toml: features: the table is missing; its meaning: Features by name.
    error: la9.toml: team: missing; its meaning: Teams, with tables inside them.
    error: la9.toml: thresholds: the table is missing; its meaning: Thresholds.
    ");
}

#[test]
fn a_misspelt_key_is_not_also_reported_as_missing() {
    let text = "extends = 'common.toml'\nteam = []\n[demand]\nreferals_per_year = 5\n";
    assert_snapshot!(problems(text, &[]), @"error: la9.toml:4: demand.referals_per_year: unknown setting; did you mean `referrals_per_year`?");
}

#[test]
fn tables_and_lists_in_each_others_places_are_wrong_types() {
    let text = "extends = 'la1'\nfeatures = [1]\nthresholds = 'low'\nteam = { a = 1 }\n[demand]\nquarters = 1\nwait = {}\n";
    assert_snapshot!(problems(text, &[]), @r#"
    error: la9.toml:2: features: must be a table, but is a list
    error: la9.toml:3: thresholds: must be a table, but is "low"
    error: la9.toml:4: team: must be a list, but is a table
    error: la9.toml:6: demand.quarters: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:6: demand.quarters: must be a list of 4 numbers, but is 1
    error: la9.toml:7: demand.wait: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:7: demand.wait: must be a whole number, but is a table
    "#);
}

#[test]
fn several_mistakes_in_the_syntax_are_reported_at_once_with_their_lines() {
    let text = "a = \nb = 1\nb = 2\n[c\nd = 'open\n";
    assert_snapshot!(problems(text, &[]), @r#"
    error: la9.toml:1: string values must be quoted, expected literal string
    error: la9.toml:3: duplicate key
    error: la9.toml:4: unclosed table, expected `]`
    "#);
}

#[test]
fn numbers_too_large_for_the_machine_are_refused() {
    let text = "extends = 'la1'\n[demand]\nreferrals_per_year = 99999999999999999999\n";
    assert_snapshot!(problems(text, &[]), @"error: la9.toml:3: demand.referrals_per_year: is too large a number");
    let text = "extends = 'la1'\n[demand]\nreferrals_per_year = 1e999\n";
    assert_snapshot!(problems(text, &[]), @"
    error: la9.toml:3: demand.referrals_per_year: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:3: demand.referrals_per_year: must be a finite number, but is inf
    ");
}

#[test]
fn bad_patches_are_refused_one_by_one() {
    let sets = [
        "demand.referals_per_year=5",
        "demand.wait=9",
        "thresholds.close=low",
        "team.Noth.count=3",
        "team.7.count=3",
        "features.units.sharing=0.5",
        "demand.quarters.4=0.5",
        "demand.wait.deep=1",
        "demand.wait=[1,",
        "demand.wait=",
        "demand.wait",
        "=5",
        "a..b=5",
        "provenance.demand=5",
        "team.North.cuont=5",
        "demand.referrals_per_year=99999999999999999999",
    ];
    assert_snapshot!(problems(ON_LA1, &sets), @r#"
    error: --set: demand.referals_per_year: unknown setting; did you mean `referrals_per_year`?
    error: --set: demand.wait: must be between -5 and 5, but is 9
    error: --set: thresholds.close: must be a number, but is "low"
    error: --set: team.Noth: there is no such item; did you mean `North`?
    error: --set: team.7: there is no such item
    error: --set: features.units: there is no such item; did you mean `unit`?
    error: --set: demand.quarters.4: there is no such item
    error: --set: demand.wait.deep: there is no such item
    error: --set: demand.wait: is not a TOML value: unclosed array, expected `]`
    error: --set: `demand.wait=` is not `key.path=value`
    error: --set: `demand.wait` is not `key.path=value`
    error: --set: `=5` is not `key.path=value`
    error: --set: `a..b=5` is not `key.path=value`
    error: --set: provenance: unknown setting
    error: --set: team.North.cuont: unknown setting; did you mean `count`?
    error: --set: demand.referrals_per_year: is too large a number
    "#);
}

#[test]
fn checks_between_values_name_the_line_of_the_value() {
    let text = "extends = 'la1'\n[thresholds]\nclose = 7.5\n[provenance]\n'thresholds.close' = { study = 'Table 1' }\n";
    assert_snapshot!(problems(text, &[]), @"error: la9.toml:3: thresholds.close: must not be above open");
    assert_snapshot!(problems(ON_LA1, &["thresholds.close=7.5"]), @"error: --set: thresholds.close: must not be above open");
}

#[test]
fn an_assumed_quantity_needs_a_range_that_holds_its_value() {
    let text = r#"extends = "la1"
[demand]
wait = 3
[provenance]
"thresholds.open" = { assumed = "no range" }
"thresholds.close" = { assumed = "too wide", range = [0, 11] }
"demand.quarters" = { assumed = "upside down", range = [1, 0] }
"features.unit.decider" = { assumed = "a word needs none" }
"demand.wait" = { assumed = "too narrow", range = [0, 2] }
demand.sources = { study = "quotes forgotten" }
"#;
    assert_snapshot!(problems(text, &[]), @r#"
    error: la9.toml:3: demand.wait: 3 is outside the range assumed at la9.toml:9, 0 to 2
    error: la9.toml:5: thresholds.open: is an assumed quantity, so its provenance needs `range = [low, high]`
    error: la9.toml:6: thresholds.close: assumed range 0 to 11 goes beyond what is allowed, 0 to 10
    error: la9.toml:7: provenance."demand.quarters": range must be [low, high]
    error: la9.toml:10: provenance.demand: a key path of several parts must be in quotes
    "#);
}

#[test]
fn a_value_without_provenance_is_named_and_a_part_of_a_value_has_none_of_its_own() {
    let text = r#"
[demand]
quarters = [0.25, 0.25, 0.25, 0.25]
sources = { police = 0.4, school = 0.6 }
wait = 1
referrals_per_year = 1000
[provenance]
"demand.quarters.1" = { study = "Table 1" }
"demand.wait" = { national = "Table 2" }
"demand.referrals" = { national = "Table 2" }
"demand..wait" = { national = "Table 2" }
"#;
    assert_snapshot!(problems(text, &[]), @r#"
    error: la9.toml: features: the table is missing; its meaning: Features by name.
    error: la9.toml: team: missing; its meaning: Teams, with tables inside them.
    error: la9.toml: thresholds: the table is missing; its meaning: Thresholds.
    error: la9.toml:3: demand.quarters: has no source: say in [provenance] where the value comes from
    error: la9.toml:4: demand.sources: has no source: say in [provenance] where the value comes from
    error: la9.toml:6: demand.referrals_per_year: has no source: say in [provenance] where the value comes from
    error: la9.toml:8: provenance."demand.quarters.1": `demand.quarters.1` is a part of a parameter: the whole has one provenance
    error: la9.toml:10: provenance."demand.referrals": `demand.referrals` names no parameter
    error: la9.toml:11: provenance."demand..wait": is not a key path
    "#);
}

#[test]
fn reserved_keys_of_a_wrong_type_are_refused() {
    let text = "extends = 'la1'\nname = 5\ndescription = []\nprovenance = 'mine'\n";
    assert_snapshot!(problems(text, &[]), @r#"
    error: la9.toml:2: name: must be a text in quotes
    error: la9.toml:3: description: must be a text in quotes
    error: la9.toml:4: provenance: must be a table of sources by key path
    "#);
    assert_snapshot!(problems("extends = ['la1']\n", &[]), @"error: la9.toml:1: extends: must be the name of a file in quotes");
}

#[test]
fn what_an_earlier_file_says_of_a_value_says_nothing_of_the_one_that_replaces_it() {
    let text = r#"extends = "la1"
[demand]
referrals_per_year = 900
sources = { school = 1 }
wait = 2
[thresholds]
close = 2.0
[[team]]
name = "North"
count = 3
office = { travel = 1 }
[provenance]
"demand.referrals_per_year" = { study = " " }
"demand.wait" = { national = "Table 9" }
"team" = { study = "Chapter 5" }
"#;
    assert_snapshot!(problems(text, &[]), @r#"
    error: la9.toml:4: demand.sources: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:7: thresholds.close: has no source: [provenance] of the file that states it must say where the value comes from
    error: la9.toml:13: provenance."demand.referrals_per_year": is empty: say where the value comes from
    "#);
    let said = "extends = 'la1'\n[demand]\nsources = { school = 1 }\n[provenance]\ndemand = { study = 'Table 8' }\n";
    let loaded = load_text(said, &[]).expect("sound");
    let study = |source: &str| Provenance::Study(source.to_owned());
    assert_eq!(loaded.provenance["demand.sources"], study("Table 8"));
}

#[test]
fn a_name_that_no_file_could_have_is_refused() {
    for name in ["../up", "two words", "", "a/b", "é", &"n".repeat(65)] {
        let text = format!("extends = 'la1'\nname = '{name}'\n");
        let said = problems(&text, &[]);
        assert!(
            said.starts_with(
                "error: la9.toml:2: name: must be 1 to 64 letters, digits, `-` or `_`, but is "
            ),
            "{said}"
        );
    }
    let library = [("la1.toml", small::LA1), ("common.toml", small::COMMON)];
    let file = directory("names").join("my file.toml");
    fs::write(&file, "extends = 'la1'\n").unwrap();
    let error =
        load_as::<Small>(&library, &file.display().to_string(), &[], |_, _| {}).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("my file.toml: name: must be 1 to 64"),
        "{error}"
    );
    let long = "n".repeat(64);
    let named = format!("extends = 'la1'\nname = '{long}'\n");
    assert_eq!(load_text(&named, &[]).expect("sound").name, long);
}

#[test]
fn files_that_extend_each_other_are_refused_with_the_chain() {
    let library = [
        ("a.toml", "extends = 'b.toml'\n"),
        ("b.toml", "\nextends = 'c.toml'\n"),
        ("c.toml", "\n\nextends = 'a.toml'\n"),
    ];
    let error = load_as::<Small>(&library, "a", &[], |_, _| {}).unwrap_err();
    assert_snapshot!(error, @"error: c.toml:3: extends: the files extend each other: a.toml -> b.toml -> c.toml -> a.toml");
}

#[test]
fn a_file_whose_base_is_not_there_is_checked_as_far_as_it_can_be() {
    let text = "extends = 'comon.toml'\nsurprise = 1\n[demand]\nwait = 9\n[features.unit]\nsharing = 'all'\n";
    assert_snapshot!(problems(text, &["team.North.count=2"]), @r#"
    error: la9.toml:1: extends: `comon.toml` not found; did you mean `common`?
    error: la9.toml:2: surprise: unknown setting
    error: la9.toml:4: demand.wait: must be between -5 and 5, but is 9
    error: la9.toml:6: features.unit.sharing: must be a number, but is "all"
    "#);
}

#[test]
fn files_may_not_extend_each_other_without_end() {
    let files: Vec<(String, String)> = (0..25)
        .map(|i| {
            (
                format!("f{i}.toml"),
                format!("extends = 'f{}.toml'\n", i + 1),
            )
        })
        .collect();
    let library: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let error = load_as::<Small>(&library, "f0", &[], |_, _| {}).unwrap_err();
    assert_snapshot!(error, @"error: f19.toml:1: extends: more than 20 files extend one another");
}

#[test]
fn a_file_that_is_not_there_is_answered_with_what_there_is() {
    let library = [("la1.toml", small::LA1), ("la2.toml", "extends = 'la3'\n")];
    let error = |name| {
        load_as::<Small>(&library, name, &[], |_, _| {})
            .unwrap_err()
            .to_string()
    };
    assert_snapshot!(error("la5"), @"error: la5: no built-in scenario of that name, and not the path of a .toml file; did you mean `la1`?");
    assert_snapshot!(error("nowhere/la5.toml"), @"error: nowhere/la5.toml: file not found; the built-in scenarios are la1, la2");
    assert_snapshot!(error("la2"), @"error: la2.toml:1: extends: `la3` not found; did you mean `la1`?");
    assert_snapshot!(error("la1"), @"error: la1.toml:2: extends: `common.toml` not found; the built-in scenarios are la1, la2");
}

/// An empty directory of the test's own.
fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&path));
    fs::create_dir_all(&path).expect("the directory can be made");
    path
}

#[test]
fn a_file_on_disk_extends_the_file_beside_it_before_the_built_in_one() {
    let directory = directory("beside");
    let library = [("common.toml", small::COMMON), ("la1.toml", small::LA1)];
    let write = |file: &str, text: &str| fs::write(directory.join(file), text).unwrap();
    let load = |file: &str| {
        let path = directory.join(file).display().to_string();
        load_as::<Small>(&library, &path, &[], |_, _| {})
    };
    write("mine.toml", "extends = 'la1.toml'\n");
    let from_library = load("mine.toml").expect("sound");
    assert_eq!(from_library.config.team.len(), 2);
    assert_eq!(from_library.name, "mine");

    write("la1.toml", &small::LA1.replace("count = 6", "count = 7"));
    let from_disk = load("mine.toml").expect("sound");
    assert_eq!(from_library.config.team[0].count, 6);
    assert_eq!(from_disk.config.team[0].count, 7);
    assert_eq!(
        from_disk.files.last().map(String::as_str),
        directory.join("mine.toml").to_str()
    );

    write("loop.toml", "extends = './loop.toml'\n");
    let message = load("loop.toml").unwrap_err().to_string();
    assert!(message.contains("extend each other"), "{message}");

    fs::write(directory.join("latin.toml"), b"name = '\xe9'\n").unwrap();
    let message = load("latin.toml").unwrap_err().to_string();
    assert!(message.contains("cannot be read"), "{message}");
}

#[test]
fn a_sound_scenario_knows_its_files_its_words_and_the_source_of_every_value() {
    let loaded = load_text(ON_LA1, &["demand.wait=2", "team.1.count=9"]).expect("sound");
    assert_eq!(loaded.files, ["common.toml", "la1.toml", "la9.toml"]);
    assert_eq!(
        (loaded.name.as_str(), loaded.description.as_str()),
        ("la9", "")
    );
    assert_eq!(loaded.config.team[1].count, 9);
    let lines: Vec<_> = loaded
        .provenance
        .iter()
        .map(|(key, provenance)| format!("{key}: {provenance}"))
        .collect();
    assert_snapshot!(lines.join("\n"), @r#"
    demand.quarters: national: DfE 2012-13
    demand.referrals_per_year: derived: children / 2.11
    demand.sources: national: DfE 2012-13
    demand.wait: user
    features.hierarchy.coordinator: study: Chapter 4
    features.hierarchy.decider: study: Chapter 4
    features.hierarchy.sharing: study: Chapter 4
    features.unit.coordinator: study: Chapter 4
    features.unit.decider: study: Chapter 4
    features.unit.sharing: study: Chapter 4
    team."East office".count: user
    team."East office".name: study: Chapter 3
    team."East office".office.travel: study: Chapter 3
    team.North.count: study: Table 4.1, LA1
    team.North.name: study: Table 4.1, LA1
    team.North.office.travel: study: Table 4.1, LA1
    thresholds.close: assumed: scale (1 to 9)
    thresholds.open: assumed: scale (1 to 9)
    "#);
    assert_eq!(loaded.provenance["demand.wait"], Provenance::User);
}

#[test]
fn equal_configurations_resolve_to_equal_tables() {
    let whole = load_text(ON_LA1, &["thresholds.open=6"]).expect("sound");
    let point = load_text(ON_LA1, &["thresholds.open=6.0"]).expect("sound");
    assert_eq!(whole.resolved, point.resolved);
    assert!(!whole.resolved.contains_key("extends"));
    assert!(!whole.resolved.contains_key("provenance"));
    assert_eq!(whole.resolved["demand"]["wait"].as_integer(), Some(1));
}

#[test]
fn the_provenance_of_items_that_a_later_file_replaces_is_forgotten() {
    let text = "extends = 'la1'\n[[team]]\nname = 'West'\ncount = 3\noffice = { travel = 1 }\n[provenance]\nteam = { study = 'Chapter 3' }\n";
    let loaded = load_text(text, &[]).expect("sound");
    let study = |source: &str| Provenance::Study(source.to_owned());
    assert_eq!(loaded.provenance["team.West.count"], study("Chapter 3"));
    assert!(loaded.provenance.keys().all(|key| !key.contains("North")));
}

#[test]
fn values_made_in_code_are_checked_like_values_in_files() {
    let mut config = load_text(ON_LA1, &[]).expect("sound").config;
    let mut problems = Vec::new();
    config.check("", &mut problems);
    assert_eq!(problems, []);
    config.demand.quarters[2] = f64::NAN;
    config.team[1].count = 0;
    config.thresholds.open = -1.0;
    config.check("", &mut problems);
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_snapshot!(lines.join("\n"), @r#"
    error: demand.quarters.2: must be a finite number, but is NaN
    error: thresholds.open: must be at least 0, but is -1
    error: team."East office".count: must be between 1 and 60, but is 0
    "#);
}

#[test]
fn every_parameter_is_described() {
    let mut described = Vec::new();
    Small::describe("", &mut described);
    let lines: Vec<_> = described
        .iter()
        .map(|d| {
            let range = d.range.map(|(low, high)| format!(" {low}..{high}"));
            let range = range.unwrap_or_default();
            format!("{} [{}] {}{range}: {}", d.key, d.unit, d.kind, d.meaning)
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @r#"
    demand.referrals_per_year [families/year] f64 0..20000: Families referred in a year, before seasons and shocks.
    demand.quarters [share] [f64; 4] 0..1: Shares of the year.
    demand.sources [share] BTreeMap<String, f64> 0..1: Shares of sources.
    demand.wait [days] i32 -5..5: Days to wait.
    thresholds.open [points] f64 0..inf: Opens at.
    thresholds.close [points] f64 0..10: Closes at.
    team.*.name [] String: Its name.
    team.*.count [workers] u32 1..60: Workers.
    team.*.office.travel [minutes] f64 0..240: Minutes from families.
    features.*.sharing [share] f64 0..1: How far cases are shared.
    features.*.decider [] Decider: Who decides.
    features.*.coordinator [] bool: Whether there is a coordinator.
    "#);
}

#[test]
fn deep_nesting_is_an_error_and_not_a_crash() {
    let text = format!("a = {}", "[".repeat(100_000));
    assert!(problems(&text, &[]).starts_with("error: la9.toml:1: "));
    let text = format!("{}x = 1", "a.".repeat(20_000));
    assert!(problems(&text, &[]).starts_with("error: la9.toml"));
    let set = format!("{}x=1", "a.".repeat(20_000));
    assert!(problems(ON_LA1, &[&set]).starts_with("error: --set: a: unknown setting"));
    let set = format!("demand.wait={}", "[".repeat(100_000));
    assert!(problems(ON_LA1, &[&set]).starts_with("error: --set: demand.wait: "));
}
