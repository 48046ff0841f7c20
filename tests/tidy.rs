//! The rules of the house, read off the source itself: which room may use which, what is confined to one room, how long a file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms of this package that each room may use besides itself. `vocabulary` alone of `world` is open to scenarios.
const ROOMS: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("scenario", &["world::vocabulary"]),
    ("world", &["kernel"]),
    ("organisation", &["kernel", "world", "scenario::config"]),
    (
        "practice",
        &["kernel", "world", "organisation", "scenario::config"],
    ),
    (
        "engine",
        &[
            "kernel",
            "world",
            "organisation",
            "practice",
            "scenario::config",
        ],
    ),
    ("observe", &["kernel", "world", "scenario::config"]),
    (
        "experiment",
        &[
            "kernel::sample",
            "kernel::streams",
            "kernel::tally",
            "kernel::time",
            "world",
            "engine",
            "observe",
            "scenario",
        ],
    ),
    ("proof", &["kernel", "experiment::interval"]),
    (
        "study",
        &[
            "kernel::tally",
            "experiment",
            "observe",
            "proof",
            "scenario",
        ],
    ),
    (
        "export",
        &["scenario", "experiment", "study", "observe", "proof"],
    ),
    (
        "report",
        &[
            "export",
            "study",
            "observe",
            "experiment::asked",
            "experiment::plan",
        ],
    ),
    (
        "cli",
        &[
            "scenario",
            "experiment",
            "study",
            "export",
            "report",
            "observe",
            "proof",
        ],
    ),
];

/// Crates from outside that each room may use; `std` is for everybody, see [`CONFINED`].
const CRATES: &[(&str, &[&str])] = &[
    ("kernel", &["jiff", "libm", "rand_core", "rand_xoshiro"]),
    (
        "scenario",
        &[
            "schemars",
            "serde",
            "serde_ignored",
            "serde_json",
            "strsim",
            "toml",
        ],
    ),
    ("world", &["schemars", "serde"]),
    ("organisation", &["libm"]),
    ("practice", &["libm"]),
    ("engine", &["jiff", "libm"]),
    ("observe", &["libm", "serde"]),
    (
        "experiment",
        &["libm", "nalgebra", "rayon", "serde", "sobol_burley", "toml"],
    ),
    ("proof", &["libm", "rayon"]),
    ("study", &["toml"]),
    ("export", &["csv", "serde", "toml"]),
    (
        "report",
        &[
            "csv",
            "maud",
            "plotters",
            "rust_xlsxwriter",
            "serde",
            "toml",
        ],
    ),
    (
        "cli",
        &[
            "annotate_snippets",
            "anstream",
            "clap",
            "clap_complete",
            "clap_mangen",
            "comfy_table",
            "console",
            "ctrlc",
            "indicatif",
            "jiff",
            "serde_json",
        ],
    ),
];

/// What is written in few places only: a word of the source, and the rooms that may say it.
const CONFINED: &[(&str, &[&str])] = &[
    ("rayon", &["experiment", "proof"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("ctrlc", &["cli"]),
    ("annotate_snippets", &["cli"]),
    ("anstream", &["cli"]),
    ("maud", &["report"]),
    ("plotters", &["report"]),
    ("rust_xlsxwriter", &["report"]),
    ("schemars", &["scenario", "world"]),
    ("std::env", &["cli"]),
    ("std::time", &["cli"]),
    ("Instant", &["cli"]),
    ("SystemTime", &[]),
    ("Timestamp", &["cli"]),
    ("std::thread", &["cli"]),
    ("println!", &[]),
    ("eprintln!", &[]),
    ("print!", &[]),
    ("stdout", &["cli"]),
    ("stderr", &["cli"]),
    ("HashMap", &["scenario", "export", "cli"]),
    ("HashSet", &["scenario", "export", "cli"]),
    ("StdRng", &[]),
    ("SmallRng", &[]),
    ("thread_rng", &[]),
    ("from_os_rng", &[]),
    ("unsafe", &[]),
];

/// Longest file, before its tests.
const LONGEST: usize = 600;
/// Longest `main.rs`.
const LONGEST_MAIN: usize = 60;

struct Source {
    /// From the root of the package, with forward slashes.
    path: String,
    room: String,
    /// Up to its unit tests.
    lines: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
    found.sort();
}

/// Every file of the library, without its unit tests.
fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    files_below(&root().join("src"), &mut paths);
    let sources: Vec<Source> = (paths.iter())
        // What runs before there is a program keeps none of its rules.
        .filter(|path| {
            path.extension().is_some_and(|e| e == "rs") && !path.ends_with("src/build.rs")
        })
        .map(|path| {
            let text = fs::read_to_string(path).expect("UTF-8");
            let within = path.strip_prefix(root()).expect("below the root");
            let parts: Vec<_> = (within.iter()).map(|p| p.to_string_lossy()).collect();
            let room = if parts.len() > 2 {
                parts[1].to_string()
            } else {
                String::new()
            };
            Source {
                path: parts.join("/"),
                room,
                lines: (text.lines())
                    .take_while(|line| line.trim() != "#[cfg(test)]")
                    .map(str::to_owned)
                    .collect(),
            }
        })
        .collect();
    assert!(sources.len() > 50, "the house was found");
    sources
}

/// Code without comments; string literals are left in.
fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    (source.lines.iter().enumerate()).filter_map(|(number, line)| {
        let line = line.trim_start();
        (!line.starts_with("//")).then_some((number + 1, line))
    })
}

/// Whether a word stands by itself in a line.
fn says(line: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !part(before.chars().next_back()) && !part(after.chars().next())
    })
}

/// Whether a source has imported a module of this package under this name.
fn is_own_module(source: &Source, name: &str) -> bool {
    code(source).any(|(_, line)| line.starts_with("use crate::") && says(line, name))
}

/// Whether a line names a path that begins with this crate.
fn begins_path(line: &str, name: &str) -> bool {
    let of_this_package = ["use crate::", "use super::", "pub use "];
    if of_this_package.iter().any(|start| line.starts_with(start)) {
        return false;
    }
    line == format!("use {name};")
        || (line.match_indices(&format!("{name}::"))).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || "_:".contains(c))
        })
}

/// The paths, without `crate::`, that a source names of other rooms: `crate::a::b`, `super::super::a`, groups taken apart.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let whole: String = code(source)
        .map(|(number, line)| format!("\u{1}{number}\u{2}{line}\n"))
        .collect();
    let mut found = Vec::new();
    for (at, _) in whole.match_indices("crate::") {
        let before = whole[..at].rsplit('\u{1}').next().unwrap_or_default();
        let number = before.split('\u{2}').next().and_then(|n| n.parse().ok());
        let rest = &whole[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            // `crate::{a, b::c}`: every head of the group.
            let group: String = group.chars().take_while(|&c| c != ';').collect();
            let mut depth = 0;
            let mut head = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        found.push((number.unwrap_or(0), head.trim().to_owned()));
                        head.clear();
                    }
                    c if depth == 0 => head.push(c),
                    _ => {}
                }
            }
            found.push((number.unwrap_or(0), head.trim().to_owned()));
        } else {
            let path = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || "_:".contains(*c));
            found.push((number.unwrap_or(0), path.collect()));
        }
    }
    found.retain(|(_, path)| !path.is_empty());
    found
}

fn room_rules(room: &str) -> &'static [&'static str] {
    let of = ROOMS.iter().find(|(name, _)| *name == room);
    of.unwrap_or_else(|| panic!("the house has no room `{room}`: give it a row"))
        .1
}

#[test]
fn every_room_uses_only_the_rooms_it_may() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources().iter().filter(|s| !s.room.is_empty()) {
        let may = room_rules(&source.room);
        for (number, path) in uses(source) {
            let head = path.split("::").next().unwrap_or_default().to_owned();
            if head == source.room {
                continue;
            }
            // Macros live at the root; `crate::parameters!` belongs to scenarios, and its expansion names only them.
            let is_room = ROOMS.iter().any(|(name, _)| *name == head);
            let is_scenario_macro = head == "parameters" && source.room == "scenario";
            let path = format!("{path}::");
            let rule = may.iter().find(|r| path.starts_with(&format!("{r}::")));
            if let (true, Some(rule)) = (is_room, rule) {
                seen.insert((source.room.clone(), *rule));
            } else if !is_scenario_macro {
                wrong.push(format!("{}:{number} uses {path}", source.path));
            }
        }
        let climbs = code(source).filter(|(_, line)| line.contains("super::super"));
        let climbs = climbs.filter(|_| source.path.matches('/').count() == 2);
        wrong.extend(climbs.map(|(n, _)| format!("{}:{n} climbs out of its room", source.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen.len() > 25, "the paths were read: {seen:?}");
}

#[test]
fn every_folder_of_the_library_is_a_room_of_the_table() {
    let rooms: BTreeSet<String> = sources().into_iter().map(|s| s.room).collect();
    let table: BTreeSet<String> = (ROOMS.iter())
        .map(|(name, _)| (*name).to_owned())
        .chain([String::new()])
        .collect();
    assert_eq!(rooms, table);
    for (room, _) in CRATES {
        assert!(table.contains(*room));
    }
}

#[test]
fn crates_from_outside_stay_in_their_rooms() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let crates: Vec<String> = (manifest["dependencies"].as_table().expect("a table").keys())
        .map(|name| name.replace('-', "_"))
        .collect();
    assert!(crates.len() > 10);
    let mut used = BTreeMap::new();
    for source in sources().iter().filter(|s| !s.room.is_empty()) {
        let may = CRATES.iter().find(|(room, _)| *room == source.room);
        for (number, line) in code(source) {
            for name in crates.iter().filter(|name| !is_own_module(source, name)) {
                let is_path = begins_path(line, name);
                if is_path {
                    used.insert(name.clone(), ());
                    assert!(
                        may.is_some_and(|(_, may)| may.contains(&name.as_str())),
                        "{}:{number}: `{name}` is not for `{}`",
                        source.path,
                        source.room
                    );
                }
            }
        }
    }
    for name in &crates {
        assert!(used.contains_key(name), "nobody uses `{name}`");
    }
}

#[test]
fn clocks_threads_output_and_hash_order_stay_where_they_belong() {
    let mut wrong = Vec::new();
    let mut heard = 0;
    for source in sources() {
        for (number, line) in code(&source) {
            for (word, rooms) in CONFINED {
                if says(line, word) || (word.ends_with('!') && line.contains(word)) {
                    heard += 1;
                    if !rooms.contains(&source.room.as_str()) && !source.room.is_empty() {
                        wrong.push(format!("{}:{number} says {word}", source.path));
                    }
                }
            }
        }
    }
    assert!(heard > 10, "the words were looked for");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_export_writes_files_and_only_scenarios_are_read_besides() {
    const WRITERS: &[&str] = &[
        "write(",
        "create_dir",
        "remove_",
        "rename(",
        "File::create",
        "OpenOptions",
        "copy(",
    ];
    let (mut rooms, mut written) = (BTreeSet::new(), 0);
    for source in sources() {
        for (number, line) in code(&source) {
            if says(line, "std::fs") || line.contains("fs::") || line.contains("File::") {
                rooms.insert(source.room.clone());
                let writes = WRITERS.iter().any(|w| line.contains(w));
                written += usize::from(writes);
                let is_export = source.room == "export";
                assert!(!writes || is_export, "{}:{number} writes", source.path);
            }
        }
    }
    assert!(written > 3, "{written}");
    let expected = ["export", "scenario"].map(str::to_owned);
    assert_eq!(rooms, BTreeSet::from(expected));
}

#[test]
fn only_the_engine_takes_events_off_the_agenda_and_moves_time_on() {
    let mut takers = BTreeSet::new();
    // The small models of the proof pack have loops of their own: they are there to try the agenda.
    let loops = ["kernel", "proof"];
    for source in sources().iter().filter(|s| !loops.contains(&&*s.room)) {
        for (_, line) in code(source) {
            let line = line.replace(' ', "");
            if line.contains("agenda.pop") {
                takers.insert(source.path.clone());
            }
            for clock in ["self.now=", "m.now=", "world.today=", "moment.now="] {
                let at = line.find(clock).map(|at| &line[at + clock.len()..]);
                if at.is_some_and(|rest| !rest.starts_with('=')) {
                    takers.insert(source.path.clone());
                }
            }
        }
    }
    let engine = "src/engine/sim.rs".to_owned();
    assert_eq!(takers, BTreeSet::from([engine]));
}

#[test]
fn observers_cannot_touch_the_world_and_the_world_neither_draws_nor_schedules() {
    const FORBIDDEN: &[(&str, &[&str])] = &[
        (
            "observe",
            &["&mut World", "&mut crate::world::World", "Moment", "Agenda"],
        ),
        ("world", &["Streams", "Draw", "sample::", "Agenda"]),
        (
            "organisation",
            &["Agenda", "Event", "Fact", "Streams", "Moment"],
        ),
        ("practice", &["Observers", "crate::observe"]),
        (
            "kernel",
            &["family", "Family", "worker", "Worker", "caseload"],
        ),
        (
            "proof",
            &[
                "family", "Family", "worker", "Worker", "caseload", "child", "Config", "World",
            ],
        ),
        ("study", &["stdout", "std::fs"]),
    ];
    let mut wrong = Vec::new();
    let sources = sources();
    for (room, words) in FORBIDDEN {
        let of_room: Vec<_> = sources.iter().filter(|s| s.room == *room).collect();
        assert!(!of_room.is_empty(), "{room}");
        for source in of_room {
            for (number, line) in code(source) {
                let said = (words.iter()).filter(|w| {
                    says(line, w) || line.contains("::") && line.contains(**w) && w.contains("::")
                });
                wrong.extend(said.map(|w| format!("{}:{number} says {w}", source.path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn main_is_short_and_declares_no_module() {
    let text = fs::read_to_string(root().join("src/main.rs")).expect("it exists");
    assert!(text.lines().count() <= LONGEST_MAIN);
    assert!(text.contains("casework::cli::"));
    assert!(!text.lines().any(|line| says(line, "mod")));
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut long: Vec<String> = (sources().iter())
        .filter(|s| s.lines.len() > LONGEST)
        .map(|s| format!("{}: {} lines", s.path, s.lines.len()))
        .collect();
    let mut tests = Vec::new();
    files_below(&root().join("tests"), &mut tests);
    files_below(&root().join("benches"), &mut tests);
    assert!(tests.len() > 5);
    assert!(sources().iter().any(|s| s.lines.len() > 100));
    long.sort();
    assert!(
        long.is_empty(),
        "over {LONGEST} lines:\n{}",
        long.join("\n")
    );
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    for source in sources() {
        let first = source.lines.first().map(String::as_str).unwrap_or_default();
        assert!(
            first.starts_with("//! ") && first.len() > 10,
            "{}",
            source.path
        );
    }
}

#[test]
fn the_root_holds_only_what_is_fixed() {
    const ROOT: &[&str] = &[
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "scenarios",
        "benches",
        "tests",
        "output",
        "README.md",
        ".gitignore",
        "DESIGN.md",
        "docs",
        "CHANGELOG.md",
        "CITATION.cff",
        "clippy.toml",
        ".ci",
        "fuzz",
        "web",
    ];
    let ignored = fs::read_to_string(root().join(".gitignore")).expect("it exists");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_matches('/')).collect();
    let mut seen = 0;
    for entry in fs::read_dir(root()).expect("the root") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        seen += 1;
        let fixed = ROOT.contains(&&*name) || name.starts_with("LICENSE") || name == ".git";
        assert!(
            fixed || ignored.contains(&&*name),
            "{name} does not belong at the root"
        );
    }
    assert!(seen >= 7);
}

#[test]
fn no_file_speaks_of_the_workshop_it_was_made_in() {
    // Put together here, so that this file does not say them either.
    let places = [
        ["/wo", "rk/"],
        ["/t", "mp/"],
        ["HOU", "SE.md"],
        ["MOD", "EL.md"],
        ["STA", "RT.md"],
    ]
    .map(|parts| parts.concat());
    let phrases: Vec<String> = [
        ["iss", "ue #"],
        ["iss", "ues show"],
        ["this iss", "ue"],
        ["iss", "ue 1"],
        ["iss", "ue 2"],
        ["iss", "ue 3"],
        ["this ses", "sion"],
        ["next ses", "sion"],
        ["last ses", "sion"],
        ["ses", "sion 1"],
        ["ses", "sion 2"],
    ]
    .iter()
    .map(|parts| parts.concat())
    .collect();
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "scenarios", "docs", ".ci"] {
        files_below(&root().join(folder), &mut files);
    }
    for entry in fs::read_dir(root()).expect("the root") {
        let path = entry.expect("an entry").path();
        let is_text = path
            .extension()
            .is_some_and(|e| e == "md" || e == "toml" || e == "cff");
        if is_text {
            files.push(path);
        }
    }
    let mut read = 0;
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        read += 1;
        for (number, line) in text.lines().enumerate() {
            let place = places.iter().any(|place| line.contains(place.as_str()));
            let phrase = phrases
                .iter()
                .any(|p| line.to_lowercase().contains(&p.to_lowercase()));
            assert!(
                !place && !phrase,
                "{}:{}: {line}",
                file.display(),
                number + 1
            );
        }
    }
    assert!(read > 80, "{read}");
}
