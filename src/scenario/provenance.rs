//! Where each value comes from: a study, a statistic, a formula, an assumption or the user.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use toml::Value;

use super::key;
use super::lookup::locate;
use super::origin::Origin;
use super::parameter::Leaf;
use super::problem::Problem;
use super::shape::{Shape, for_numbers};
use super::tree::{Content, Node};

/// The source of a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// A table or page of the study.
    Study(String),
    /// A published national statistic.
    National(String),
    /// Computed from other values: the formula.
    Derived(String),
    /// Assumed.
    Assumed {
        /// Why this value.
        why: String,
        /// Smallest and largest value to try in a sensitivity run; `None` only for what is not a quantity.
        range: Option<(f64, f64)>,
    },
    /// Set on the command line.
    User,
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Study(source) => write!(f, "study: {source}"),
            Self::National(source) => write!(f, "national: {source}"),
            Self::Derived(formula) => write!(f, "derived: {formula}"),
            Self::Assumed { why, range: None } => write!(f, "assumed: {why}"),
            Self::Assumed {
                why,
                range: Some((low, high)),
            } => write!(f, "assumed: {why} ({low} to {high})"),
            Self::User => f.write_str("user"),
        }
    }
}

const FORMS: &str = "must be one of { study = \"...\" }, { national = \"...\" }, { derived = \"...\" } \
                     or { assumed = \"...\", range = [low, high] }";

/// What one file says of a key path.
struct Entry {
    /// The file's place in the chain.
    file: usize,
    /// The source; none if what was written is no source, which is a problem of its own.
    provenance: Option<Provenance>,
    origin: Origin,
}

/// What the `[provenance]` tables of a chain of files say, by key path: the last file that speaks of a path decides.
#[derive(Default)]
pub(crate) struct Register {
    /// The names of the files, the most general first.
    files: Vec<String>,
    entries: BTreeMap<String, Entry>,
}

impl Register {
    /// Goes on to the next file of the chain.
    pub(crate) fn next_file(&mut self, name: &str) {
        self.files.push(name.to_owned());
    }

    /// Adds the file's `[provenance]`, given the tree as merged up to and with that file.
    pub(crate) fn add(
        &mut self,
        entries: Node,
        shape: &Shape,
        tree: &Node,
        problems: &mut Vec<Problem>,
    ) {
        let Content::Table(entries) = entries.content else {
            let message = "must be a table of sources by key path";
            problems.push(Problem::new("provenance", message).at(entries.origin));
            return;
        };
        let file = self.files.len().saturating_sub(1);
        for (path, node) in entries {
            let mut refuse = |message: String| {
                let path = key::join("provenance", &path);
                problems.push(Problem::new(path, message).at(node.origin.clone()));
            };
            match locate_parameter(&path, shape, tree) {
                Err(message) => refuse(message),
                Ok(located) => {
                    let provenance = parse(&node.to_value())
                        .map_err(|message| refuse(message.to_owned()))
                        .ok();
                    let entry = Entry {
                        file,
                        provenance,
                        origin: node.origin,
                    };
                    self.entries.insert(located, entry);
                }
            }
        }
    }

    /// The source of every leaf of the shape that is in the tree. The longest key path that covers a leaf decides, among
    /// those of the file that states the value and of files that extend it: what was said of another value says
    /// nothing of this one. What the user set is the user's.
    pub(crate) fn settle(
        &self,
        shape: &Shape,
        tree: &Node,
        problems: &mut Vec<Problem>,
    ) -> BTreeMap<String, Provenance> {
        let value = tree.to_value();
        let mut leaves = Vec::new();
        shape.leaves(&value, "", &mut leaves);
        let mut settled = BTreeMap::new();
        for (path, leaf) in leaves {
            let Some((_, node)) = key::split(&path).and_then(|path| tree.find(&path)) else {
                continue;
            };
            if node.has_set() {
                settled.insert(path, Provenance::User);
                continue;
            }
            match self.longest(&path, self.stated_in(node)) {
                Ok(Entry {
                    provenance: Some(provenance),
                    origin,
                    ..
                }) => {
                    let value = node.to_value();
                    problems.extend(range_problem(&path, leaf, provenance, origin, &value));
                    settled.insert(path, provenance.clone());
                }
                Ok(_) => {}
                Err(message) => problems.push(Problem::new(path, message)),
            }
        }
        settled
    }

    /// The last file that states any part of a value. Two files of one name count as the first of them.
    fn stated_in(&self, node: &Node) -> usize {
        let named = |file: &str| self.files.iter().position(|name| name == file);
        let own = named(&node.origin.file).unwrap_or(0);
        let below =
            |parts: &mut dyn Iterator<Item = &Node>| parts.map(|part| self.stated_in(part)).max();
        let parts = match &node.content {
            Content::Scalar(_) => None,
            Content::List(items) => below(&mut items.iter()),
            Content::Table(table) => below(&mut table.values()),
        };
        own.max(parts.unwrap_or(0))
    }

    /// The entry of the longest path that covers this one, of no file before the one that states the value.
    fn longest(&self, path: &str, stated_in: usize) -> Result<&Entry, &'static str> {
        let covering: Vec<(&String, &Entry)> = (self.entries.iter())
            .filter(|(prefix, _)| key::covers(prefix, path))
            .collect();
        if covering.is_empty() {
            return Err("has no provenance: say in [provenance] where the value comes from");
        }
        (covering.into_iter())
            .filter(|(_, entry)| entry.file >= stated_in)
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, entry)| entry)
            .ok_or("states a value without saying where it comes from in [provenance] of this file")
    }
}

/// The path in the form that problems use, or why it names no parameter.
fn locate_parameter(path: &str, shape: &Shape, tree: &Node) -> Result<String, String> {
    let segments = key::split(path).ok_or("is not a key path")?;
    match locate(&segments, shape, tree) {
        Ok(found) if found.shape.is_some() => Ok(found.path),
        Ok(found) => Err(format!(
            "`{}` is a part of a parameter: the whole has one provenance",
            found.path
        )),
        Err(unknown) => Err(format!(
            "`{}` names no parameter{}",
            unknown.path, unknown.hint
        )),
    }
}

fn parse(value: &Value) -> Result<Provenance, &'static str> {
    let table = value.as_table().ok_or(FORMS)?;
    let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    if table.values().any(Value::is_table) {
        return Err("a key path of several parts must be in quotes");
    }
    let has_range = table.contains_key("range");
    if table.len() != 1 + usize::from(has_range) {
        return Err(FORMS);
    }
    let is_empty = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    if table.values().any(is_empty) {
        return Err("is empty: say where the value comes from");
    }
    if let Some(why) = text("assumed") {
        let range = table.get("range").map(parse_range).transpose()?;
        return Ok(Provenance::Assumed { why, range });
    }
    if has_range {
        return Err(FORMS);
    }
    let study = text("study").map(Provenance::Study);
    let national = || text("national").map(Provenance::National);
    let derived = || text("derived").map(Provenance::Derived);
    study.or_else(national).or_else(derived).ok_or(FORMS)
}

fn parse_range(value: &Value) -> Result<(f64, f64), &'static str> {
    match value.clone().try_into::<(f64, f64)>() {
        Ok((low, high)) if low.is_finite() && high.is_finite() && low <= high => Ok((low, high)),
        _ => Err("range must be [low, high]"),
    }
}

/// An assumed quantity needs a range to try, which lies within what is allowed and contains the value.
fn range_problem(
    path: &str,
    leaf: &Leaf,
    provenance: &Provenance,
    origin: &Origin,
    value: &Value,
) -> Option<Problem> {
    let Provenance::Assumed { range, .. } = provenance else {
        return None;
    };
    let (least, most) = leaf.range?;
    let Some((low, high)) = *range else {
        let message = "is an assumed quantity, so its provenance needs `range = [low, high]`";
        return Some(Problem::new(path, message).at(origin.clone()));
    };
    if low < least || high > most {
        let message =
            format!("assumed range {low} to {high} goes beyond what is allowed, {least} to {most}");
        return Some(Problem::new(path, message).at(origin.clone()));
    }
    let mut outside = None;
    for_numbers(value, path, &mut |path, number| {
        // A value that is not even allowed has been reported for that.
        if (least..=most).contains(&number) && !(low..=high).contains(&number) {
            let message =
                format!("{number} is outside the range assumed at {origin}, {low} to {high}");
            outside = Some(Problem::new(path, message));
        }
    });
    outside
}
