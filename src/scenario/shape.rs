//! The shape a scenario must have, and the comparison of a TOML value with it.

use toml::Value;

use super::key;
use super::parameter::{Leaf, Parameter};
use super::problem::Problem;
use super::suggest::{closest, did_you_mean};
use super::tree::label;

/// What may be written at a key.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A value checked as a whole.
    Leaf(Leaf),
    /// A table with exactly these keys.
    Table(&'static [Parameter]),
    /// A list of items of one shape, called by their `name` or their number.
    List(&'static Shape),
    /// A table of items of one shape under any names.
    Map(&'static Shape),
}

/// One parameter, for generated documentation.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// Full key path, with `*` for the name of an item.
    pub key: String,
    /// What it means.
    pub meaning: &'static str,
    /// The unit, empty for what is not a quantity.
    pub unit: &'static str,
    /// The Rust type.
    pub kind: &'static str,
    /// Smallest and largest value allowed, if it is a quantity.
    pub range: Option<(f64, f64)>,
}

impl Shape {
    /// Finds every unknown key, missing key, wrong type and value out of range at and beneath `path`.
    pub(crate) fn check(&self, value: &Value, path: &str, problems: &mut Vec<Problem>) {
        match (self, value) {
            (Self::Leaf(leaf), _) => leaf.check(value, path, problems),
            (Self::Table(parameters), Value::Table(table)) => {
                check_table(parameters, table, path, problems);
            }
            (Self::List(item), Value::Array(items)) => {
                for (i, value) in items.iter().enumerate() {
                    item.check(value, &key::join(path, &label(items, i)), problems);
                }
            }
            (Self::Map(item), Value::Table(table)) => {
                for (name, value) in table {
                    item.check(value, &key::join(path, name), problems);
                }
            }
            (Self::Table(_) | Self::Map(_), _) => {
                problems.push(Problem::new(path, mismatch("a table", value)));
            }
            (Self::List(_), _) => problems.push(Problem::new(path, mismatch("a list", value))),
        }
    }

    /// The key path and description of every leaf that is present in `value`.
    pub(crate) fn leaves<'a>(
        &'a self,
        value: &Value,
        path: &str,
        out: &mut Vec<(String, &'a Leaf)>,
    ) {
        match (self, value) {
            (Self::Leaf(leaf), _) => out.push((path.to_owned(), leaf)),
            (Self::Table(parameters), Value::Table(table)) => {
                for parameter in *parameters {
                    if let Some(value) = table.get(parameter.key) {
                        let path = key::join(path, parameter.key);
                        parameter.shape.leaves(value, &path, out);
                    }
                }
            }
            (Self::List(item), Value::Array(items)) => {
                for (i, value) in items.iter().enumerate() {
                    item.leaves(value, &key::join(path, &label(items, i)), out);
                }
            }
            (Self::Map(item), Value::Table(table)) => {
                for (name, value) in table {
                    item.leaves(value, &key::join(path, name), out);
                }
            }
            _ => {}
        }
    }

    /// Lists every parameter at and beneath `path`.
    pub(crate) fn describe(&self, path: &str, meaning: &'static str, out: &mut Vec<Described>) {
        match self {
            Self::Leaf(leaf) => out.push(Described {
                key: path.to_owned(),
                meaning,
                unit: leaf.unit,
                kind: leaf.kind,
                range: leaf.range,
            }),
            Self::Table(parameters) => {
                for parameter in *parameters {
                    let path = key::join(path, parameter.key);
                    parameter.shape.describe(&path, parameter.meaning, out);
                }
            }
            Self::List(item) | Self::Map(item) => {
                item.describe(&format!("{path}.*"), meaning, out);
            }
        }
    }

    /// The keys of a table; of nothing else are they known beforehand.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        let parameters = match self {
            Self::Table(parameters) => parameters,
            _ => &[][..],
        };
        parameters.iter().map(|parameter| parameter.key)
    }

    /// The shape of one key of a table, or of an item.
    pub(crate) fn within(&self, segment: &str) -> Option<&Shape> {
        match self {
            Self::Leaf(_) => None,
            Self::Table(parameters) => parameters
                .iter()
                .find(|parameter| parameter.key == segment)
                .map(|parameter| &parameter.shape),
            Self::List(item) | Self::Map(item) => Some(item),
        }
    }
}

fn check_table(
    parameters: &[Parameter],
    table: &toml::Table,
    path: &str,
    problems: &mut Vec<Problem>,
) {
    let keys = || parameters.iter().map(|parameter| parameter.key);
    let unknown: Vec<&str> = table
        .keys()
        .map(String::as_str)
        .filter(|written| keys().all(|key| key != *written))
        .collect();
    for written in &unknown {
        let message = format!("unknown setting{}", did_you_mean(written, keys()));
        problems.push(Problem::new(key::join(path, written), message));
    }
    for parameter in parameters {
        let path = key::join(path, parameter.key);
        if let Some(value) = table.get(parameter.key) {
            parameter.shape.check(value, &path, problems);
        } else if unknown
            .iter()
            .all(|written| closest(written, keys()) != Some(parameter.key))
        {
            // A misspelt key is reported once, as unknown, and not again as missing.
            problems.push(Problem::new(path, "missing"));
        }
    }
}

impl Leaf {
    fn check(&self, value: &Value, path: &str, problems: &mut Vec<Problem>) {
        let before = problems.len();
        if let Some(range) = self.range {
            for_numbers(value, path, &mut |path, number| {
                if let Some(message) = outside(number, range) {
                    problems.push(Problem::new(path, message));
                }
            });
        }
        if problems.len() > before {
            return;
        }
        let mut unknown = Vec::new();
        if let Err(message) = (self.read)(value, &mut unknown) {
            problems.push(Problem::new(path, self.explain(value, message)));
        }
        problems.extend(
            unknown
                .iter()
                .map(|key| Problem::new(format!("{path}.{key}"), "unknown setting")),
        );
    }

    /// Puts serde's words into plain ones where the type has plain ones.
    fn explain(&self, value: &Value, message: String) -> String {
        match self.kind {
            "f64" => mismatch("a number", value),
            "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" => {
                mismatch("a whole number", value)
            }
            "bool" => mismatch("true or false", value),
            "String" => mismatch("a text in quotes", value),
            _ => message,
        }
    }
}

fn mismatch(wanted: &str, value: &Value) -> String {
    match value {
        Value::Table(_) => format!("must be {wanted}, but is a table"),
        Value::Array(_) => format!("must be {wanted}, but is a list"),
        _ => format!("must be {wanted}, but is {value}"),
    }
}

/// Calls `see` with every number in a value and its key path.
pub(crate) fn for_numbers(value: &Value, path: &str, see: &mut impl FnMut(&str, f64)) {
    match value {
        Value::Integer(number) => see(path, *number as f64),
        Value::Float(number) => see(path, *number),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                for_numbers(item, &key::join(path, &i.to_string()), see);
            }
        }
        Value::Table(table) => {
            for (name, item) in table {
                for_numbers(item, &key::join(path, name), see);
            }
        }
        _ => {}
    }
}

/// What is wrong with a number, if it is not within the range.
fn outside(number: f64, (low, high): (f64, f64)) -> Option<String> {
    if !number.is_finite() {
        Some(format!("must be a finite number, but is {number}"))
    } else if (low..=high).contains(&number) {
        None
    } else if high == f64::INFINITY {
        Some(format!("must be at least {low}, but is {number}"))
    } else {
        Some(format!("must be between {low} and {high}, but is {number}"))
    }
}
