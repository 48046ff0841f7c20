//! Any text as a scenario: it is loaded, or what is wrong with it can be shown.
#![no_main]

use std::sync::LazyLock;

use casework::cli::diagnostic::drawn;
use casework::scenario::{BUILT_IN, Config, Library, cross_check, load, load_as};
use libfuzzer_sys::fuzz_target;

/// A complete scenario that is quickly read: the values of LA1 with one source for each section.
static BASE: LazyLock<String> = LazyLock::new(|| {
    let mut table = load("la1", &[]).expect("built in").resolved;
    table.remove("name");
    let source = |(key, _): (&String, _)| format!("{key} = {{ study = 's' }}\n");
    let sources: String = (table.iter())
        .filter(|(key, _)| *key != "description")
        .map(source)
        .collect();
    format!("{table}\n[provenance]\n{sources}")
});

fuzz_target!(|text: &str| {
    let mine = ("mine.toml", text);
    // The real files take many times as long to read.
    let library: Vec<(&str, &str)> = if text.len() % 64 == 0 {
        BUILT_IN.iter().copied().chain([mine]).collect()
    } else {
        vec![("common.toml", &BASE), ("la1.toml", &BASE), mine]
    };
    let library: Library<'_> = &library;
    if let Err(problems) = load_as::<Config>(library, "mine", &[], cross_check) {
        assert!(!drawn(&problems, "mine.toml").is_empty());
        assert_eq!(
            problems.to_string().lines().count(),
            problems.as_slice().len()
        );
    }
});
