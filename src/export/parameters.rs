//! Every parameter with its meaning, unit, range, values and sources, as Markdown.

use crate::export::markdown::{cell, row, table};
use crate::scenario::{BUILT_IN, Config, Described, Loaded, load};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use toml::Value;

const AUTHORITIES: [&str; 3] = ["la1", "la2", "la3"];

fn number(x: f64) -> String {
    x.to_string()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Float(x) => number(*x),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn range(of: &Described) -> String {
    of.range.map_or(String::new(), |(low, high)| {
        format!("{} to {}", number(low), number(high))
    })
}

/// The segments of a key path, some of which may be in quotes.
fn segments(path: &str) -> Vec<String> {
    let mut quoted = false;
    path.split(|c| {
        quoted ^= c == '"';
        c == '.' && !quoted
    })
    .map(|segment| segment.trim_matches('"').to_owned())
    .collect()
}

/// The value at a key path; items of a list go by their `name` or their number.
fn find<'v>(value: &'v Value, path: &[String]) -> Option<&'v Value> {
    let Some((first, rest)) = path.split_first() else {
        return Some(value);
    };
    let child = match value {
        Value::Table(table) => table.get(first),
        Value::Array(items) => items
            .iter()
            .find(|item| item.get("name").and_then(Value::as_str) == Some(first))
            .or_else(|| items.get(first.parse::<usize>().ok()?)),
        _ => None,
    };
    find(child?, rest)
}

/// An authority with what it resolves to.
struct Authority {
    name: &'static str,
    loaded: Loaded,
    value: Value,
}

impl Authority {
    fn value(&self, key: &str) -> String {
        find(&self.value, &segments(key)).map_or("-".to_owned(), shown)
    }

    fn source(&self, key: &str) -> String {
        let source = self.loaded.provenance.get(key);
        cell(
            &source
                .unwrap_or_else(|| panic!("{key} has no source"))
                .to_string(),
        )
    }

    /// The keys that a pattern such as `team.*.count` stands for, in the order of the scenario.
    fn keys(&self, pattern: &str) -> Vec<String> {
        let wanted = segments(pattern);
        let fits = |key: &str| {
            let have = segments(key);
            have.len() == wanted.len()
                && have
                    .iter()
                    .zip(&wanted)
                    .all(|(have, want)| want == "*" || have == want)
        };
        self.loaded
            .provenance
            .keys()
            .filter(|key| fits(key))
            .cloned()
            .collect()
    }
}

fn authorities() -> Vec<Authority> {
    AUTHORITIES
        .map(|name| {
            let loaded = load(name, &[]).unwrap_or_else(|problems| panic!("{problems}"));
            let value = Value::Table(loaded.resolved.clone());
            Authority {
                name,
                loaded,
                value,
            }
        })
        .into()
}

fn common() -> Value {
    let (_, text) = BUILT_IN
        .iter()
        .find(|(file, _)| *file == "common.toml")
        .expect("built in");
    Value::Table(text.parse().expect("TOML"))
}

/// A parameter with one value in each authority.
fn single(out: &mut String, of: &Described, common: &Value, authorities: &[Authority]) {
    let value = find(common, &segments(&of.key)).map_or("-".to_owned(), shown);
    let mut values = value.clone();
    let mut sources: Vec<(Vec<&str>, String)> = Vec::new();
    for authority in authorities {
        let own = authority.value(&of.key);
        if own != value {
            write!(values, "; {}: {own}", authority.name).expect("a string can be written to");
        }
        let source = authority.source(&of.key);
        match sources.iter_mut().find(|(_, same)| *same == source) {
            Some((names, _)) => names.push(authority.name),
            None => sources.push((vec![authority.name], source)),
        }
    }
    let source = match sources.as_slice() {
        [(_, source)] => source.clone(),
        several => several
            .iter()
            .map(|(names, source)| format!("{}: {source}", names.join(", ")))
            .collect::<Vec<_>>()
            .join("; "),
    };
    row(
        out,
        &[
            format!("`{}`", of.key),
            cell(of.meaning),
            of.unit.to_owned(),
            range(of),
            values,
            source,
        ],
    );
}

/// Parameters of which there is one for each item of a collection: meanings, values by item, sources by key.
fn collection(out: &mut String, of: &[Described], authority: &Authority) {
    let items: Vec<String> = {
        let mut seen = Vec::new();
        for key in of.iter().flat_map(|d| authority.keys(&d.key)) {
            let item = segments(&key)[1].clone();
            if !seen.contains(&item) {
                seen.push(item);
            }
        }
        // Numbers in their order, names as they come.
        seen.sort_by_key(|item| item.parse::<usize>().unwrap_or(0));
        seen
    };
    let inner = |d: &Described| segments(&d.key)[2..].join(".");
    let of_item = |d: &Described, item: &str| {
        authority
            .keys(&d.key)
            .into_iter()
            .find(|key| segments(key)[1] == *item)
    };
    let by_number = items.iter().all(|item| item.parse::<usize>().is_ok());
    if by_number {
        table(out, &of.iter().map(|d| &*d.key).collect::<Vec<_>>());
        for item in &items {
            let value = |d| of_item(d, item).map_or("-".to_owned(), |key| authority.value(&key));
            row(out, &of.iter().map(value).collect::<Vec<_>>());
        }
    } else {
        let header: Vec<&str> = ["key"]
            .into_iter()
            .chain(items.iter().map(String::as_str))
            .collect();
        table(out, &header);
        for d in of {
            let mut cells = vec![format!("`{}`", inner(d))];
            cells.extend(
                items.iter().map(|item| {
                    of_item(d, item).map_or("-".to_owned(), |key| authority.value(&key))
                }),
            );
            row(out, &cells);
        }
    }
    out.push_str("\nSources:\n\n");
    // Keys and items of one source share a line.
    let mut sources: Vec<(String, BTreeMap<String, Vec<String>>)> = Vec::new();
    for d in of {
        for item in &items {
            let Some(key) = of_item(d, item) else {
                continue;
            };
            let source = authority.source(&key);
            let at = sources
                .iter()
                .position(|(same, _)| *same == source)
                .unwrap_or_else(|| {
                    sources.push((source, BTreeMap::new()));
                    sources.len() - 1
                });
            sources[at]
                .1
                .entry(inner(d))
                .or_default()
                .push(item.clone());
        }
    }
    for (source, keys) in sources {
        let mut by_items: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        for (key, of_items) in keys {
            match by_items.iter_mut().find(|(same, _)| *same == of_items) {
                Some((_, keys)) => keys.push(format!("`{key}`")),
                None => by_items.push((of_items, vec![format!("`{key}`")])),
            }
        }
        let places: Vec<String> = by_items
            .into_iter()
            .map(|(of_items, keys)| {
                let keys = if keys.len() == of.len() {
                    "all".to_owned()
                } else {
                    keys.join(", ")
                };
                if of_items.len() == items.len() {
                    keys
                } else {
                    format!("{keys} of {}", of_items.join(", "))
                }
            })
            .collect();
        writeln!(out, "- {source}. {}", places.join("; ")).expect("a string can be written to");
    }
}

/// `docs/parameters.md`: every parameter with meaning, unit, range, values and sources.
///
/// # Panics
/// If a scenario inside the program is not right, which tests prevent.
pub fn parameters() -> String {
    let (all, common, authorities) = (Config::describe(), common(), authorities());
    let mut out = String::from(
        "# Parameters\n\nGenerated from the code and the scenarios by `casework explain`; do not edit.\n\n\
         Meaning, unit and range are in the code, values in `scenarios/`, sources in `[provenance]` beside the values. Where an \
         authority differs from `common.toml` its value follows its name. A source is *study* (Forrester and colleagues 2013, by table \
         or section), *national* (a published statistic), *derived* (from other values), or *assumed* (with the range for \
         sensitivity runs). The fourteen problems run in the order of Table 7.5: housing, money, disability, behaviour, caring, \
         depression, mental health, drugs, alcohol, physical, emotional, neglect, sexual, violence.\n",
    );
    let mut sections: Vec<(String, Vec<Described>)> = Vec::new();
    for of in all {
        let section = segments(&of.key)[0].clone();
        match sections.last_mut() {
            Some((same, list)) if *same == section => list.push(of),
            _ => sections.push((section, vec![of])),
        }
    }
    for (section, list) in sections {
        write!(out, "\n## {section}\n\n").expect("a string can be written to");
        if list.iter().all(|of| !of.key.contains('*')) {
            table(
                &mut out,
                &["key", "meaning", "unit", "range", "value", "source"],
            );
            for of in &list {
                single(&mut out, of, &common, &authorities);
            }
            continue;
        }
        table(&mut out, &["key", "meaning", "unit", "range"]);
        for of in &list {
            let cells = [
                format!("`{}`", of.key),
                cell(of.meaning),
                of.unit.to_owned(),
                range(of),
            ];
            row(&mut out, &cells);
        }
        let own = |a: &Authority| find(&a.value, std::slice::from_ref(&section)).cloned();
        let alike = authorities.iter().all(|a| own(a) == own(&authorities[0]));
        for authority in authorities
            .iter()
            .take(if alike { 1 } else { authorities.len() })
        {
            if alike {
                out.push_str("\nValues, the same in every authority:\n\n");
            } else {
                write!(out, "\n### {section}: {}\n\n", authority.name)
                    .expect("a string can be written to");
            }
            collection(&mut out, &list, authority);
        }
    }
    out
}
