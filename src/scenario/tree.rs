//! A TOML tree that remembers where each value was written.

use std::collections::BTreeMap;

use toml::Value;
use toml::de::{DeTable, DeValue};

use super::key;
use super::origin::{Origin, Source};
use super::problem::Problem;

/// A value and its origin.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) content: Content,
    pub(crate) origin: Origin,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Scalar(Value),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl Node {
    /// An empty table.
    pub(crate) fn empty(origin: Origin) -> Self {
        Self {
            content: Content::Table(BTreeMap::new()),
            origin,
        }
    }

    /// Parses a file's text; every mistake in the syntax is a problem.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let source = Source::file(name, text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| {
                let offset = error.span().map_or(text.len(), |span| span.start);
                Problem::new("", error.message()).at(source.origin(offset))
            })
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let content = read_table(table.get_ref(), "", &source, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            content,
            origin: Origin::whole(name),
        })
    }

    /// Takes a value from the command line.
    pub(crate) fn from_set(
        value: &DeValue<'_>,
        path: &str,
        origin: Origin,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let content = read_value(value, path, &Source::Set(origin.clone()), &mut problems);
        if problems.is_empty() {
            Ok(Self { content, origin })
        } else {
            place(&mut problems, &origin);
            Err(problems)
        }
    }

    /// The plain TOML value.
    pub(crate) fn to_value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Content::Table(table) => Value::Table(
                table
                    .iter()
                    .map(|(key, node)| (key.clone(), node.to_value()))
                    .collect(),
            ),
        }
    }

    /// The key or item called `segment`, with the name by which problems call it.
    pub(crate) fn child(&self, segment: &str) -> Option<(String, &Node)> {
        match &self.content {
            Content::Scalar(_) => None,
            Content::Table(table) => Some((segment.to_owned(), table.get(segment)?)),
            Content::List(items) => {
                let i = position(items, segment)?;
                let name = items[i]
                    .name()
                    .filter(|name| position(items, name) == Some(i));
                Some((name.map_or_else(|| i.to_string(), str::to_owned), &items[i]))
            }
        }
    }

    /// The key or item called `segment`.
    pub(crate) fn child_mut(&mut self, segment: &str) -> Option<&mut Node> {
        match &mut self.content {
            Content::Scalar(_) => None,
            Content::Table(table) => table.get_mut(segment),
            Content::List(items) => {
                let i = position(items, segment)?;
                items.get_mut(i)
            }
        }
    }

    /// The names of the keys, or of the items that have one.
    pub(crate) fn child_names(&self) -> Vec<&str> {
        match &self.content {
            Content::Scalar(_) => Vec::new(),
            Content::Table(table) => table.keys().map(String::as_str).collect(),
            Content::List(items) => items.iter().filter_map(Self::name).collect(),
        }
    }

    /// The node at a path and the path in the form that problems use, or `None` if there is none.
    pub(crate) fn find(&self, segments: &[String]) -> Option<(String, &Node)> {
        let mut at = (String::new(), self);
        for segment in segments {
            let (name, child) = at.1.child(segment)?;
            at = (key::join(&at.0, &name), child);
        }
        Some(at)
    }

    /// Where the value at a path was written, or else the table that should contain it.
    pub(crate) fn nearest_origin(&self, segments: &[String]) -> &Origin {
        let mut node = self;
        for segment in segments {
            match node.child(segment) {
                Some((_, child)) => node = child,
                None => break,
            }
        }
        &node.origin
    }

    /// Whether any part of the value came from the command line.
    pub(crate) fn has_set(&self) -> bool {
        self.origin.is_set()
            || match &self.content {
                Content::Scalar(_) => false,
                Content::List(items) => items.iter().any(Self::has_set),
                Content::Table(table) => table.values().any(Self::has_set),
            }
    }

    /// The text at the key `name`, by which items of lists are called.
    fn name(&self) -> Option<&str> {
        match &self.content {
            Content::Table(table) => match &table.get("name")?.content {
                Content::Scalar(Value::String(name)) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The item of that name, or else of that number.
fn position(items: &[Node], segment: &str) -> Option<usize> {
    let named = items.iter().position(|item| item.name() == Some(segment));
    named.or_else(|| segment.parse().ok().filter(|&i| i < items.len()))
}

/// What an item of a list is called: its name, if it is the first so named, or else its number.
pub(crate) fn label(items: &[Value], i: usize) -> String {
    let name = |item: &Value| Some(item.get("name")?.as_str()?.to_owned());
    match name(&items[i]) {
        Some(own)
            if items
                .iter()
                .position(|item| name(item).as_ref() == Some(&own))
                == Some(i) =>
        {
            own
        }
        _ => i.to_string(),
    }
}

fn read_table(
    table: &DeTable<'_>,
    path: &str,
    source: &Source<'_>,
    problems: &mut Vec<Problem>,
) -> Content {
    Content::Table(
        table
            .iter()
            .map(|(name, value)| {
                let origin = source.origin(name.span().start);
                let path = key::join(path, name.get_ref());
                let before = problems.len();
                let content = read_value(value.get_ref(), &path, source, problems);
                place(&mut problems[before..], &origin);
                (name.get_ref().to_string(), Node { content, origin })
            })
            .collect(),
    )
}

fn read_value(
    value: &DeValue<'_>,
    path: &str,
    source: &Source<'_>,
    problems: &mut Vec<Problem>,
) -> Content {
    let scalar = match value {
        DeValue::Table(table) => return read_table(table, path, source, problems),
        DeValue::Array(items) => {
            return Content::List(
                items
                    .iter()
                    .enumerate()
                    .map(|(i, item)| {
                        let origin = source.origin(item.span().start);
                        let path = key::join(path, &i.to_string());
                        let before = problems.len();
                        let content = read_value(item.get_ref(), &path, source, problems);
                        place(&mut problems[before..], &origin);
                        Node { content, origin }
                    })
                    .collect(),
            );
        }
        DeValue::String(text) => Some(Value::String(text.to_string())),
        DeValue::Boolean(switch) => Some(Value::Boolean(*switch)),
        DeValue::Datetime(date) => Some(Value::Datetime(*date)),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(Value::Integer),
        DeValue::Float(number) => number.as_str().parse().ok().map(Value::Float),
    };
    Content::Scalar(scalar.unwrap_or_else(|| {
        problems.push(Problem::new(path, "is too large a number"));
        Value::Integer(0)
    }))
}

/// Gives an origin to the problems that have none yet.
fn place(problems: &mut [Problem], origin: &Origin) {
    for problem in problems {
        problem.origin.get_or_insert_with(|| origin.clone());
    }
}
