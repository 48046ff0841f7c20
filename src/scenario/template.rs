//! A scenario to begin with: what an authority has to state, with meanings, units and ranges, and sources to be filled in.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::Value;

use super::builtin::BUILT_IN;
use super::config::{Config, TeamSpec};
use super::load::{Draft, Stated, load};
use super::schema::FILE as SCHEMA;
use super::shape::Described;
use crate::world::vocabulary::Service;

/// What every scenario extends.
const COMMON: &str = "common.toml";
/// The authorities whose settings are those that one has to state.
const AUTHORITIES: [&str; 3] = ["la1.toml", "la2.toml", "la3.toml"];
/// What stands where a source is to be stated.
const TO_BEGIN_WITH: &str = "a value to begin with: put your own, and say where it comes from";

/// The text of a scenario of this name.
///
/// # Panics
/// If a built-in scenario has mistakes.
#[must_use]
pub fn template(name: &str) -> String {
    let described = Config::describe();
    let common = stated(COMMON);
    let authorities = AUTHORITIES.map(|file| (file, stated(file)));
    let states = |key: &str, (file, stated): &(&str, BTreeMap<String, Stated>)| {
        stated
            .get(key)
            .is_some_and(|one| one.origin.source.name == *file)
    };
    let mut out = head(name);
    let mut sources = Vec::new();
    let mut section = "";
    for of in &described {
        let Some(value) = common.get(&of.key).map(|one| &one.value) else {
            continue;
        };
        let number = authorities.iter().filter(|a| states(&of.key, a)).count();
        let Some((table, key)) = of.key.split_once('.').filter(|_| number > 0) else {
            continue;
        };
        if table != section {
            section = table;
            write!(out, "\n[{table}]\n").expect("a string can be written to");
        }
        out += &comment(of);
        if number == authorities.len() {
            writeln!(out, "{key} = {value}").expect("a string can be written to");
            sources.push((of.key.clone(), range(of, value)));
        } else {
            writeln!(out, "# {key} = {value}").expect("a string can be written to");
        }
    }
    out += &teams(&described);
    sources.push(("team".to_owned(), range_of_all(&described, "team.")));
    out += "\n# Where every value comes from: { study = \"...\" }, { national = \"...\" }, { derived = \"...\" } or\n\
            # { assumed = \"...\", range = [low, high] }, the range being what a sensitivity run should try.\n[provenance]\n";
    for (key, (low, high)) in sources {
        writeln!(
            out,
            "\"{key}\" = {{ assumed = \"{TO_BEGIN_WITH}\", range = [{low}, {high}] }}"
        )
        .expect("a string can be written to");
    }
    out
}

fn stated(file: &str) -> BTreeMap<String, Stated> {
    let draft = Draft::<Config>::read(BUILT_IN, stem(file));
    draft
        .unwrap_or_else(|problems| panic!("a built-in scenario cannot be read: {problems}"))
        .stated()
}

/// Without its ending a file is looked for among the built-in ones only.
fn stem(file: &str) -> &str {
    file.trim_end_matches(".toml")
}

fn head(name: &str) -> String {
    format!(
        "#:schema {SCHEMA}\n\
         # A scenario. It states what differs from {COMMON}; every value it states needs a source under [provenance], at the end.\n\
         # What stands behind a mark is left as it is; to change it, take the mark away and add its source.\n\
         # What any key means: casework explain KEY, or docs/parameters.md. Whether the file is right: casework check FILE.\n\
         # {COMMON} has the law of the study's fieldwork, 2011-12, and pay and prices of 2013-14; england-2024.toml instead has those of today.\n\
         extends = \"{COMMON}\"\n\
         name = \"{name}\"\n\
         description = \"a line about this authority\"\n"
    )
}

/// Meaning, unit and range of what follows.
fn comment(of: &Described) -> String {
    let allowed = match of.range {
        Some((low, high)) => format!(" Unit: {}; {low} to {high}.", of.unit),
        None if of.words.is_empty() => String::new(),
        None => format!(" One of: {}.", of.words.join(", ")),
    };
    format!("# {}{allowed}\n", of.meaning)
}

/// A range to try around a value: half of it either way, or of what is allowed where it is 0.
fn range(of: &Described, value: &Value) -> (f64, f64) {
    let (least, most) = of.range.unwrap_or((0.0, 0.0));
    let mut ends = (f64::INFINITY, f64::NEG_INFINITY);
    super::shape::for_numbers(value, "", &mut |_, x| ends = (ends.0.min(x), ends.1.max(x)));
    if ends.0 == 0.0 && ends.1 == 0.0 {
        (least / 2.0, most / 2.0)
    } else {
        let reach = ends.0.abs().max(ends.1.abs()) / 2.0;
        let (low, high) = (short(ends.0 - reach), short(ends.1 + reach));
        (low.max(least), high.min(most))
    }
}

/// The widest range that every quantity below a key allows.
fn range_of_all(described: &[Described], above: &str) -> (f64, f64) {
    let ranges = described.iter().filter(|of| of.key.starts_with(above));
    ranges.filter_map(|of| of.range).fold(
        (f64::NEG_INFINITY, f64::INFINITY),
        |(low, high), (least, most)| (low.max(least), high.min(most)),
    )
}

/// A team for each service that a run cannot do without, from the built-in authorities, and a unit as a comment.
fn teams(described: &[Described]) -> String {
    let all: Vec<TeamSpec> = (BUILT_IN.iter())
        .filter(|(file, _)| *file != COMMON)
        .flat_map(|(file, _)| match load(stem(file), &[]) {
            Ok(loaded) => loaded.config.team,
            Err(problems) => panic!("a built-in scenario has mistakes: {problems}"),
        })
        .collect();
    let find = |service: Service, unit: bool| {
        let does = |team: &&TeamSpec| {
            let is_unit = team.posts.consultant > 0.0;
            team.service == service && is_unit == unit && (unit || team.features == "hierarchy")
        };
        all.iter()
            .find(does)
            .expect("a built-in authority has such a team")
    };
    let mut out = String::from(
        "\n# Teams or units that are alike. How they work is said by an entry of [features] in common.toml.\n",
    );
    for of in described.iter().filter(|of| of.key.starts_with("team.")) {
        let key = of.key.trim_start_matches("team.*.");
        out += &comment(of).replacen("# ", &format!("#   {key}: "), 1);
    }
    for service in [Service::Assessment, Service::LongTerm, Service::LookedAfter] {
        out += &block(described, find(service, false));
    }
    out += "\n# Systemic units instead of teams of a service: several small units, each led by a consultant, such as\n";
    for line in block(described, find(Service::LongTerm, true))
        .trim()
        .lines()
    {
        writeln!(out, "# {line}").expect("a string can be written to");
    }
    out
}

/// One entry of `[[team]]` that took part in no study.
fn block(described: &[Described], team: &TeamSpec) -> String {
    let team = TeamSpec {
        surveyed: 0,
        interviewed: 0,
        ..team.clone()
    };
    let table = toml::Table::try_from(&team).expect("a team can be written");
    let mut out = String::from("\n[[team]]\n");
    let mut posts = Vec::new();
    for of in described.iter().filter(|of| of.key.starts_with("team.*.")) {
        let key = of.key.trim_start_matches("team.*.");
        match key.split_once('.') {
            None => writeln!(out, "{key} = {}", table[key]).expect("a string can be written to"),
            Some((of, key)) => posts.push(format!("{key} = {}", table[of][key])),
        }
    }
    writeln!(out, "posts = {{ {} }}", posts.join(", ")).expect("a string can be written to");
    out
}

/// Four significant digits.
fn short(x: f64) -> f64 {
    format!("{x:.3e}").parse().expect("a number")
}
