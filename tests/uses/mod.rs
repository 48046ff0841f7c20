//! Where parameters are read, found in the sources of the model.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use casework::scenario::Config;

/// The rooms that read parameters: the model, what watches it, and the configuration's own sums.
const ROOMS: [&str; 7] = [
    "engine",
    "experiment",
    "observe",
    "observe/survey",
    "organisation",
    "practice",
    "scenario/config",
];

/// Names, besides its own, by which functions that are handed a section or an item call it: type and section.
const TYPES: [(&str, &str); 6] = [
    ("TeamSpec", "team"),
    ("Posts", "posts"),
    ("Features", "features"),
    ("Clocks", "clocks"),
    ("Coupling", "coupling"),
    ("Costs", "costs"),
];

/// A function with its text, white space around dots taken out.
struct Function {
    file: String,
    name: String,
    text: String,
}

/// Every parameter, a tab, and the files and functions that read it.
pub(crate) fn table() -> String {
    let functions = functions();
    assert!(functions.len() > 300, "the sources were found");
    let check = "src/scenario/check.rs";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(check));
    let checks = functions_of("scenario/check.rs", &text.expect("UTF-8"));
    let mut out = String::new();
    for of in Config::describe() {
        let segments: Vec<&str> = of.key.split('.').filter(|part| *part != "*").collect();
        let mut places = self::places(&functions, &segments);
        if places.is_empty() {
            // A name may serve to tell items apart and nothing else.
            places = self::places(&checks, &segments);
        }
        out += &format!("{}\t{}\n", of.key, places.join(", "));
    }
    out
}

/// The files and functions that read a parameter.
fn places(functions: &[Function], segments: &[&str]) -> Vec<String> {
    let reading = functions.iter().filter(|one| reads(one, segments));
    let places: BTreeSet<String> = reading
        .map(|one| format!("{} ({})", one.file, one.name))
        .collect();
    places.into_iter().collect()
}

fn functions() -> Vec<Function> {
    let mut found = Vec::new();
    for room in ROOMS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
        let mut files: Vec<_> = (fs::read_dir(folder).expect("a room"))
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|e| e == "rs"))
            .collect();
        files.sort();
        for path in files {
            let file = path.file_name().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("UTF-8");
            found.extend(functions_of(&format!("{room}/{file}"), &text));
        }
    }
    found
}

/// Cuts a source at every line that begins a function; unit tests and comments are left out.
fn functions_of(file: &str, text: &str) -> Vec<Function> {
    let lines = (text.lines())
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut found: Vec<Function> = Vec::new();
    let mut owner = "";
    for line in lines {
        let words = line.trim_start();
        if let Some(rest) = line.strip_prefix("impl ") {
            owner = rest.split([' ', '<']).next().unwrap_or_default();
        } else if line.starts_with(|c: char| c.is_alphabetic()) {
            owner = "";
        }
        let begins = ["fn ", "pub fn ", "pub(crate) fn ", "pub(super) fn "];
        let name = begins.iter().find_map(|begin| words.strip_prefix(begin));
        if let Some(name) = name {
            let name = name.split(['(', '<']).next().unwrap_or_default();
            // A method of a section is handed it as `self`.
            let own = format!("self: &{owner}; ");
            found.push(Function {
                file: file.to_owned(),
                name: name.to_owned(),
                text: own,
            });
        } else if found.is_empty() {
            continue;
        }
        let last = found.last_mut().expect("one was begun");
        if !words.starts_with('.') {
            last.text.push(' ');
        }
        last.text.push_str(words.trim_end());
    }
    for function in &mut found {
        function.text = without_arguments(&function.text);
    }
    found
}

/// `features(team).x`, `clocks().x` and `team[0].x` are read as `features.x`, `clocks.x`, `team.x`.
fn without_arguments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['(', '[']) {
        let before = &rest[..at];
        out += before;
        let close = closing(&rest[at..]).map(|length| at + length);
        let named = ["features", "clocks", "team"]
            .iter()
            .any(|name| before.ends_with(name) && !before.ends_with(&format!("fn {name}")));
        match close {
            Some(close) if named && rest[close..].starts_with('.') => rest = &rest[close..],
            _ => {
                out += &rest[at..at + 1];
                rest = &rest[at + 1..];
            }
        }
    }
    out + rest
}

/// The length of what a bracket at the start encloses, brackets included.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Whether a function reads the parameter at these segments: by its section's name, or by a name given to that here.
fn reads(function: &Function, segments: &[&str]) -> bool {
    let text = &function.text;
    let Some((field, above)) = segments.split_last() else {
        return false;
    };
    let Some(section) = above.last() else {
        // A parameter of no section is the configuration's own.
        return ["config", "self", "base"]
            .iter()
            .any(|owner| accesses(text, owner, field));
    };
    names(text, section)
        .iter()
        .any(|owner| accesses(text, owner, field))
}

/// The names by which a function's text calls a section.
fn names(text: &str, section: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::from([section.to_owned()]);
    for (kind, of) in TYPES {
        if of != section {
            continue;
        }
        for form in [format!(": &{kind}"), format!(": &mut {kind}")] {
            for (at, _) in text.match_indices(&form) {
                let end = text[at + form.len()..].chars().next();
                if !end.is_some_and(is_word) {
                    names.extend(word_before(&text[..at]));
                }
            }
        }
    }
    // `let d = &m.config.demand;`, alone or in a tuple.
    for part in text.split("let ").skip(1) {
        let Some((pattern, value)) = part.split_once(" = ") else {
            continue;
        };
        let value = value.split(';').next().unwrap_or_default();
        let list = |text: &str| -> Vec<String> {
            let text = text.trim();
            let inner = text
                .strip_prefix('(')
                .and_then(|text| text.strip_suffix(')'));
            inner
                .unwrap_or(text)
                .split(',')
                .map(|one| one.trim().to_owned())
                .collect()
        };
        for (name, value) in list(pattern).into_iter().zip(list(value)) {
            let value = value.trim_end_matches(".clone()");
            if value.ends_with(&format!(".{section}")) && name.chars().all(is_word) {
                names.insert(name);
            }
        }
    }
    // `for (i, t) in config.team.iter().enumerate() {`.
    for part in text.split("for ").skip(1) {
        let head = part.split('{').next().unwrap_or_default();
        if let Some((pattern, of)) = head.split_once(" in ")
            && says(of, &format!(".{section}"))
        {
            let pattern = pattern.trim_matches(['(', ')']);
            names.extend(pattern.split(',').map(|one| one.trim().to_owned()));
        }
    }
    // `config.team.iter().map(|t| ...)`.
    for form in [".iter", ".values"].map(|how| format!(".{section}{how}")) {
        for (at, _) in text.match_indices(&form) {
            let pattern = text[at..].split('|').nth(1).unwrap_or_default();
            names.extend(
                pattern
                    .split([',', '(', ')', '&'])
                    .map(|one| one.trim().to_owned()),
            );
        }
    }
    names.retain(|name| !name.is_empty() && name.chars().all(is_word));
    names
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word_before(text: &str) -> Option<String> {
    let start = text.rfind(|c| !is_word(c)).map_or(0, |at| at + 1);
    Some(text[start..].to_owned()).filter(|word| !word.is_empty())
}

/// Whether a text says `owner.field`, and not as a call.
fn accesses(text: &str, owner: &str, field: &str) -> bool {
    let access = format!("{owner}.{field}");
    text.match_indices(&access).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + access.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(|c| is_word(c) || c == '(')
    })
}

/// Whether a text says a word that stands by itself after what is before it.
fn says(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[at + word.len()..].chars().next().is_some_and(is_word))
}
