//! Any text as a `--set` on LA1: it is applied, or what is wrong with it can be shown.
#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use casework::cli::diagnostic::drawn;
use casework::scenario::config::{Clocks, Demand, Run, TeamSpec, Thresholds};
use casework::scenario::{BUILT_IN, Draft, cross_check, load};
use libfuzzer_sys::fuzz_target;

casework::parameters! {
    /// A part of the configuration that has keys, lists, items and texts of every kind.
    pub struct Part {
        /// Length of a run.
        run: Run, nested;
        /// Referrals.
        demand: Demand, nested;
        /// Cuts on assessed concern.
        thresholds: Thresholds, nested;
        /// Which entry of `[clocks]` is in force.
        statute: String, plain;
        /// Statutory clocks by name.
        clocks: BTreeMap<String, Clocks>, nested;
        /// Teams and units.
        team: Vec<TeamSpec>, nested;
    }
}

// Read once: only what follows depends on the patch.
static WHOLE: LazyLock<Draft> = LazyLock::new(|| Draft::read(BUILT_IN, "la1").expect("built in"));
static PART: LazyLock<Draft<Part>> = LazyLock::new(|| {
    let mut table = load("la1", &[]).expect("built in").resolved;
    let keys = ["run", "demand", "thresholds", "statute", "clocks", "team"];
    table.retain(|key, _| keys.contains(&key));
    let sources = keys.map(|key| format!("{key} = {{ study = 's' }}\n"));
    let text = format!("{table}\n[provenance]\n{}", sources.concat());
    Draft::read(&[("la1.toml", &text)], "la1").expect("sound")
});

fuzz_target!(|text: &str| {
    let sets = [text.to_owned()];
    // To check the whole takes ten times as long.
    let answer = if text.len() % 16 == 0 {
        WHOLE.clone().finish(&sets, cross_check).err()
    } else {
        PART.clone().finish(&sets, |_, _| {}).err()
    };
    if let Some(problems) = answer {
        assert!(!drawn(&problems, "la1").is_empty());
        let lines = problems.to_string().lines().count();
        assert_eq!(lines, problems.as_slice().len());
    }
});
