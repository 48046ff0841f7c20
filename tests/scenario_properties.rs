//! What holds for the loader whatever is written.

mod small;

use std::cell::Cell;

use casework::scenario::{Loaded, Problems};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use small::{Small, load_text};

/// Text that looks like a scenario often enough to get past the parser.
fn scenario_like() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("extends = 'common.toml'".to_owned()),
        Just("[[team]]".to_owned()),
        "\\[(demand|thresholds|features|features\\.unit|provenance|team)\\]",
        "(wait|open|close|name|count|sharing|quarters|sources|team|demand) = (1|-7|0\\.5|nan|'x'|\\[1, 2\\]|\\{ a = 1 \\}|true|1979-05-27)",
        "\"(demand|team|team\\.0|demand\\.wait|features\\.unit\\.sharing|a\\.\\.b)\" = \\{ (study|assumed|other) = '[a-z]' \\}",
        "(\"[a-z.\"]{0,6}\"|'[^']{0,4}'|[a-z.]{1,6}) = .{0,8}",
    ];
    let first = prop_oneof![Just("extends = 'la1'\n"), Just("")];
    (first, prop::collection::vec(line, 0..12))
        .prop_map(|(first, lines)| first.to_owned() + &lines.join("\n"))
}

/// Patches of existing and invented keys with sound and unsound values.
fn any_set() -> impl Strategy<Value = String> {
    prop_oneof![
        "(demand\\.wait|team\\.(0|North)\\.count|thresholds\\.open)=[1-6]",
        "(features\\.unit\\.(sharing|coordinator)|demand\\.quarters\\.[0-9])=(0\\.5|true|1)",
        any::<String>(),
        "(demand|team|thresholds|features|x)(\\.(wait|0|North|\"East office\"|unit|quarters|open))?(\\.(count|sharing|0|office))?=.{0,6}",
        "(demand|team|thresholds|features)(\\.(wait|0|North|unit|quarters|open))?(\\.(count|sharing|0))?=(1|0\\.5|nan|inf|x|\\[\\]|\\{\\}|\\{a=1\\}|true)",
    ]
}

/// One line for each problem, each starting in the same way.
fn is_readable(message: &str) -> bool {
    !message.is_empty() && message.lines().all(|line| line.starts_with("error: "))
}

/// Runs `load` on many cases and returns how many were sound and how many were answered with problems.
fn count_outcomes<T: std::fmt::Debug>(
    cases: impl Strategy<Value = T>,
    load: impl Fn(&T) -> Result<Loaded<Small>, Problems>,
) -> (u32, u32) {
    let (sound, broken) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 2000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(&cases, |case| {
        match load(&case) {
            Ok(_) => sound.set(sound.get() + 1),
            Err(problems) => {
                broken.set(broken.get() + 1);
                prop_assert!(is_readable(&problems.to_string()), "{problems}");
                prop_assert!(problems.as_slice().iter().all(|p| p.origin.is_some()));
            }
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    (sound.get(), broken.get())
}

#[test]
fn any_text_is_loaded_or_answered() {
    let cases = prop_oneof![1 => any::<String>(), 9 => scenario_like()];
    let (sound, broken) = count_outcomes(cases, |text| load_text(text, &[]));
    assert!(sound > 10 && broken > 500, "{sound} {broken}");
}

#[test]
fn any_patches_are_applied_or_answered() {
    let cases = prop::collection::vec(any_set(), 1..4);
    let (sound, broken) = count_outcomes(cases, |sets: &Vec<String>| {
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        load_text("extends = 'la1'\n", &sets)
    });
    assert!(sound > 10 && broken > 500, "{sound} {broken}");
}

proptest! {
    #[test]
    fn a_sound_patch_changes_its_key_and_nothing_else(
        (key, place, value) in prop_oneof![
            (Just("thresholds.open"), Just("/thresholds/open"), 6.5..9.0),
            (Just("team.North.office.travel"), Just("/team/0/office/travel"), 21.0..240.0),
            (Just("team.\"East office\".office.travel"), Just("/team/1/office/travel"), 31.0..240.0),
            (Just("team.1.office.travel"), Just("/team/1/office/travel"), 31.0..240.0),
            (Just("features.hierarchy.sharing"), Just("/features/hierarchy/sharing"), 0.1..1.0),
            (Just("demand.quarters.2"), Just("/demand/quarters/2"), 0.3..1.0),
            (Just("demand.sources.police"), Just("/demand/sources/police"), 0.5..1.0),
        ]
    ) {
        let base = load_text("extends = 'la1'\n", &[]).expect("sound");
        let set = load_text("extends = 'la1'\n", &[&format!("{key}={value:?}")]).expect("sound");
        let mut want = serde_json::to_value(&base.config).expect("JSON");
        let at = want.pointer_mut(place).expect("the key exists");
        prop_assert_ne!(&*at, &serde_json::json!(value));
        *at = serde_json::json!(value);
        prop_assert_eq!(serde_json::to_value(&set.config).expect("JSON"), want);

        let changed = set.provenance.iter().filter(|(key, p)| base.provenance.get(*key) != Some(p));
        prop_assert_eq!(changed.count(), 1);
    }
}
