//! Where each value comes from: a study, a statistic, a formula, an assumption or the user.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use toml::Value;

use super::key;
use super::lookup::locate;
use super::origin::Written;
use super::parameter::Leaf;
use super::problem::{Mark, Problem};
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

/// The kinds of source that a file can give, and what each is.
pub(crate) const KINDS: [(&str, &str); 4] = [
    ("study", "A table or page of the study."),
    ("national", "A published national statistic."),
    ("derived", "Computed from other values: the formula."),
    ("assumed", "Assumed: why this value, and the range to try."),
];

/// What is not one of [`FORMS`].
const NO_SOURCE: &str = "is not a source";

const FORMS: &str = "a source is one of { study = \"...\" }, { national = \"...\" }, { derived = \"...\" } \
                     or { assumed = \"...\", range = [low, high] }";

/// What one file says of a key path.
#[derive(Clone)]
struct Entry {
    /// The file's place in the order of reading: what extends another was read before it.
    file: usize,
    /// The source; none if what was written is no source, which is a problem of its own.
    provenance: Option<Provenance>,
    origin: Written,
}

/// What the `[provenance]` tables of a chain of files say, by key path: the last file that speaks of a path decides.
#[derive(Clone, Default)]
pub(crate) struct Register(BTreeMap<String, Entry>);

impl Register {
    /// Adds a file's `[provenance]`, given the tree as merged up to and with that file.
    pub(crate) fn add(
        &mut self,
        entries: Node,
        shape: &Shape,
        tree: &Node,
        problems: &mut Vec<Problem>,
    ) {
        let Content::Table(table) = entries.content else {
            let message = "must be a table of sources by key path";
            problems.push(Problem::new("provenance", message).at(entries.origin.value()));
            return;
        };
        for (path, node) in table {
            let key = key::join("provenance", &path);
            match locate_parameter(&path, shape, tree) {
                Err((message, help)) => {
                    let problem = Problem::new(key, message).help(help);
                    problems.push(problem.at(node.origin.key()));
                }
                Ok(located) => {
                    let refuse = |message| {
                        let help = (message == NO_SOURCE).then(|| FORMS.to_owned());
                        let problem = Problem::new(key, message).help(help);
                        problems.push(problem.at(node.origin.value()));
                    };
                    let entry = Entry {
                        file: node.origin.source.number(),
                        provenance: parse(&node.to_value()).map_err(refuse).ok(),
                        origin: node.origin,
                    };
                    self.0.insert(located, entry);
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
        let mut settled = BTreeMap::new();
        tree.leaves(
            shape,
            "",
            &mut Vec::new(),
            &mut |path, above, leaf, node| {
                if node.has_set() {
                    settled.insert(path.to_owned(), Provenance::User);
                    return;
                }
                match self.longest(path, above, stated_in(node)) {
                    Ok(Entry {
                        provenance: Some(provenance),
                        origin,
                        ..
                    }) => {
                        let value = node.to_value();
                        problems.extend(range_problem(path, leaf, provenance, origin, &value));
                        settled.insert(path.to_owned(), provenance.clone());
                    }
                    Ok(_) => {}
                    Err(message) => problems.push(Problem::new(path, message).with(Mark::Key)),
                }
            },
        );
        settled
    }

    /// The entry of the longest path that covers this one, of no file before the one that states the value; `above` are
    /// the paths of the tables that hold it, the widest first.
    fn longest(
        &self,
        path: &str,
        above: &[String],
        stated_in: usize,
    ) -> Result<&Entry, &'static str> {
        let paths = std::iter::once(path).chain(above.iter().rev().map(String::as_str));
        let mut covering = paths.filter_map(|path| self.0.get(path)).peekable();
        if covering.peek().is_none() {
            return Err("has no source: say in [provenance] where the value comes from");
        }
        covering
            .find(|entry| entry.file <= stated_in)
            .ok_or("has no source: [provenance] of the file that states it must say where the value comes from")
    }
}

/// The last file that states any part of a value.
fn stated_in(node: &Node) -> usize {
    let own = node.origin.source.number();
    let parts = match &node.content {
        Content::Scalar(_) => None,
        Content::List(items) => items.iter().map(stated_in).min(),
        Content::Table(table) => table.values().map(stated_in).min(),
    };
    own.min(parts.unwrap_or(own))
}

/// The path in the form that problems use, or why it names no parameter, and what may have been meant.
fn locate_parameter(
    path: &str,
    shape: &Shape,
    tree: &Node,
) -> Result<String, (String, Option<String>)> {
    let segments = key::split(path).ok_or(("is not a key path".to_owned(), None))?;
    match locate(&segments, shape, tree) {
        Ok(found) if found.shape.is_some() => Ok(found.path),
        Ok(found) => {
            let path = found.path;
            let message =
                format!("`{path}` is a part of a parameter: the whole has one provenance");
            Err((message, None))
        }
        Err(unknown) => Err((
            format!("`{}` names no parameter", unknown.path),
            unknown.hint,
        )),
    }
}

fn parse(value: &Value) -> Result<Provenance, &'static str> {
    let table = value.as_table().ok_or(NO_SOURCE)?;
    let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    if table.values().any(Value::is_table) {
        return Err("a key path of several parts must be in quotes");
    }
    let has_range = table.contains_key("range");
    if table.len() != 1 + usize::from(has_range) {
        return Err(NO_SOURCE);
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
        return Err(NO_SOURCE);
    }
    let study = text("study").map(Provenance::Study);
    let national = || text("national").map(Provenance::National);
    let derived = || text("derived").map(Provenance::Derived);
    study.or_else(national).or_else(derived).ok_or(NO_SOURCE)
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
    origin: &Written,
    value: &Value,
) -> Option<Problem> {
    let Provenance::Assumed { range, .. } = provenance else {
        return None;
    };
    let (least, most) = leaf.range?;
    let Some((low, high)) = *range else {
        let message = "is an assumed quantity, so its provenance needs `range = [low, high]`";
        return Some(Problem::new(path, message).at(origin.value()));
    };
    if low < least || high > most {
        let message =
            format!("assumed range {low} to {high} goes beyond what is allowed, {least} to {most}");
        return Some(Problem::new(path, message).at(origin.value()));
    }
    let mut outside = None;
    for_numbers(value, path, &mut |path, number| {
        // A value that is not even allowed has been reported for that.
        if (least..=most).contains(&number) && !(low..=high).contains(&number) {
            let message = format!(
                "{number} is outside the range assumed at {}, {low} to {high}",
                origin.value()
            );
            outside = Some(Problem::new(path, message));
        }
    });
    outside
}
