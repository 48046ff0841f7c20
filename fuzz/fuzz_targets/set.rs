//! Any text as a `--set` on LA1: it is applied, or what is wrong with it can be shown.
#![no_main]

use std::sync::LazyLock;

use casework::cli::diagnostic::drawn;
use casework::scenario::{BUILT_IN, Config, Draft, cross_check};
use libfuzzer_sys::fuzz_target;

/// Read once: only what follows depends on the patch.
static LA1: LazyLock<Draft<Config>> =
    LazyLock::new(|| Draft::read(BUILT_IN, "la1").expect("built in"));

fuzz_target!(|text: &str| {
    let sets = [text.to_owned()];
    if let Err(problems) = LA1.clone().finish(&sets, cross_check) {
        assert!(!drawn(&problems, "la1").is_empty());
        assert_eq!(
            problems.to_string().lines().count(),
            problems.as_slice().len()
        );
    }
});
