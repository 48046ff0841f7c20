//! The shape a scenario must have, and the comparison of a TOML value with it.

use toml::Value;

use super::key;
use super::parameter::{Leaf, Parameter};
use super::problem::{Mark, Problem};
use super::schema::Form;
use super::suggest::{closest, did_you_mean};
use super::tree::labels;

/// Most entries of one list or table of items: more is a mistake, and would only take time.
pub(crate) const MOST_ITEMS: usize = 1000;

/// Unknown keys of one table for which the key that was meant is looked for.
const MOST_HINTS: usize = 100;

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
    /// The words allowed, if it is one of a few.
    pub words: Vec<String>,
}

impl Shape {
    /// Finds every unknown key, missing key, wrong type and value out of range at and beneath `path`.
    pub(crate) fn check(&self, value: &Value, path: &str, problems: &mut Vec<Problem>) {
        match (self, value) {
            (Self::Leaf(leaf), _) => leaf.check(value, path, problems),
            (Self::Table(parameters), Value::Table(table)) => {
                check_table(parameters, table, path, problems);
            }
            (Self::List(_), Value::Array(items)) if items.len() > MOST_ITEMS => {
                problems.push(Problem::new(path, too_many(items.len())));
            }
            (Self::Map(_), Value::Table(table)) if table.len() > MOST_ITEMS => {
                problems.push(Problem::new(path, too_many(table.len())));
            }
            (Self::List(item), Value::Array(items)) => {
                let name = |item: &Value| Some(item.get("name")?.as_str()?.to_owned());
                for (label, value) in labels(items.iter().map(name)).iter().zip(items) {
                    item.check(value, &key::join(path, label), problems);
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

    /// Lists every parameter at and beneath `path`.
    pub(crate) fn describe(&self, path: &str, meaning: &'static str, out: &mut Vec<Described>) {
        match self {
            Self::Leaf(leaf) => out.push(Described {
                key: path.to_owned(),
                meaning,
                unit: leaf.unit,
                kind: leaf.kind,
                range: leaf.range,
                words: match leaf.form() {
                    Form::Words(words) => words,
                    _ => Vec::new(),
                },
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
    let unknown = table
        .keys()
        .filter(|written| keys().all(|key| key != written.as_str()));
    let mut meant = Vec::new();
    for (number, written) in unknown.enumerate() {
        let likely = (number < MOST_HINTS).then(|| closest(written, keys()));
        let likely = likely.flatten();
        meant.extend(likely);
        problems.push(
            Problem::new(key::join(path, written), "unknown setting")
                .help(likely.map(did_you_mean))
                .with(Mark::Key),
        );
    }
    for parameter in parameters {
        let path = key::join(path, parameter.key);
        if let Some(value) = table.get(parameter.key) {
            parameter.shape.check(value, &path, problems);
        } else if !meant.contains(&parameter.key) {
            // A misspelt key is reported once, as unknown, and not again as missing.
            problems.push(missing(parameter, path));
        }
    }
}

/// The problem that a key is not there.
fn missing(parameter: &Parameter, path: String) -> Problem {
    let what = match parameter.shape {
        Shape::Table(_) | Shape::Map(_) => "the table is missing",
        _ => "missing",
    };
    let help = format!("its meaning: {}", parameter.meaning);
    Problem::new(path, what).help(help).with(Mark::Table)
}

fn too_many(items: usize) -> String {
    format!("has {items} entries, more than the {MOST_ITEMS} that are allowed")
}

impl Leaf {
    fn check(&self, value: &Value, path: &str, problems: &mut Vec<Problem>) {
        let mut unknown = Vec::new();
        let held = match value {
            Value::Array(items) => items.len(),
            Value::Table(table) => table.len(),
            _ => 0,
        };
        if held > MOST_ITEMS {
            problems.push(Problem::new(path, too_many(held)));
            return;
        }
        let read = (self.read)(value, &mut unknown);
        let before = problems.len();
        if let Some(range) = self.range {
            for_numbers(value, path, &mut |path, number| {
                if let Some(message) = outside(number, range) {
                    problems.push(Problem::new(path, message));
                }
            });
        }
        match read {
            Ok(()) => {}
            Err(message) if problems.len() == before => {
                problems.push(self.explain(value, path, message));
            }
            // A number outside its range is told as that, though the type may be too small for it; a number where a
            // list belongs is not.
            Err(message) if value.is_array() != matches!(self.form(), Form::Numbers(_)) => {
                problems.truncate(before);
                problems.push(self.explain(value, path, message));
            }
            Err(_) => {}
        }
        problems.extend(
            unknown.iter().map(|key| {
                Problem::new(format!("{path}.{key}"), "unknown setting").with(Mark::Key)
            }),
        );
    }

    /// Puts serde's words into plain ones where the type has plain ones.
    fn explain(&self, value: &Value, path: &str, message: String) -> Problem {
        let say = |wanted: &str| Problem::new(path, mismatch(wanted, value));
        let form = self.form();
        match form {
            Form::Number => say("a number"),
            Form::Whole => say("a whole number"),
            Form::Switch => say("true or false"),
            Form::Text => say("a text in quotes"),
            Form::Words(words) => {
                let known: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                let likely = value
                    .as_str()
                    .and_then(|written| closest(written, words.iter().map(String::as_str)));
                say(&format!("one of {}", known.join(", "))).help(likely.map(did_you_mean))
            }
            Form::Numbers(length) => match value {
                Value::Array(items) if items.len() != length => {
                    let message = format!(
                        "must be a list of {length} numbers, but has {}",
                        items.len()
                    );
                    Problem::new(path, message)
                }
                Value::Array(items) => {
                    let wrong = items
                        .iter()
                        .position(|item| !matches!(item, Value::Integer(_) | Value::Float(_)));
                    match wrong {
                        Some(i) => Problem::new(
                            key::join(path, &i.to_string()),
                            mismatch("a number", &items[i]),
                        ),
                        None => Problem::new(path, message),
                    }
                }
                _ => say(&format!("a list of {length} numbers")),
            },
            Form::Other => Problem::new(path, message),
        }
    }
}

/// Longest value that a message repeats.
const LONGEST_SHOWN: usize = 60;

fn mismatch(wanted: &str, value: &Value) -> String {
    match value {
        Value::Table(_) => format!("must be {wanted}, but is a table"),
        Value::Array(_) => format!("must be {wanted}, but is a list"),
        Value::String(text) if text.chars().count() > LONGEST_SHOWN => {
            let start: String = text.chars().take(LONGEST_SHOWN).collect();
            format!("must be {wanted}, but is a text that begins {start:?}")
        }
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
