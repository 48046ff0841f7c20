//! A TOML tree that remembers where each value was written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use super::key;
use super::origin::{Origin, Source, Written};
use super::parameter::Leaf;
use super::problem::{Mark, Problem};
use super::shape::{MOST_ITEMS, Shape};

/// Mistakes in the syntax of one text that are told at once; one often brings on others.
const MOST_SYNTAX_ERRORS: usize = 1000;

/// A value and its origin.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) content: Content,
    pub(crate) origin: Written,
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
    pub(crate) fn empty(origin: Written) -> Self {
        Self {
            content: Content::Table(BTreeMap::new()),
            origin,
        }
    }

    /// Parses a file's text; every mistake in the syntax is a problem.
    pub(crate) fn parse(source: &Arc<Source>) -> Result<Self, Vec<Problem>> {
        let (table, errors) = DeTable::parse_recoverable(&source.text);
        let mut problems: Vec<Problem> = (errors.iter().take(MOST_SYNTAX_ERRORS))
            .map(|error| {
                let end = source.text.len();
                let span = error.span().unwrap_or(end..end);
                Problem::new("", error.message()).at(Origin::span(source, span))
            })
            .collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        let reader = Reader { source, start: 0 };
        let content = reader.table(table.get_ref(), "", &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            content,
            origin: Written::whole(source),
        })
    }

    /// Takes a value from the command line; `start` is where it begins in the patch, `key` where its key path is.
    pub(crate) fn from_set(
        value: &Spanned<DeValue<'_>>,
        path: &str,
        source: &Arc<Source>,
        key: Range<usize>,
        start: usize,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let node = Reader { source, start }.node(Some(key), value, path, &mut problems);
        if problems.is_empty() {
            Ok(node)
        } else {
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

    /// Where the problem with a path is: at its key or value, or else at the table that should contain it.
    pub(crate) fn place(&self, segments: &[String], mark: Mark) -> Origin {
        let mut node = self;
        let mut mark = mark;
        for segment in segments {
            match node.child(segment) {
                Some((_, child)) => node = child,
                None => {
                    mark = Mark::Table;
                    break;
                }
            }
        }
        match mark {
            Mark::Value | Mark::Other => node.origin.value(),
            Mark::Key | Mark::Table => node.origin.key(),
        }
    }

    /// Calls `see` with every leaf of the shape that is in the tree: its key path, the paths of the tables that hold it,
    /// its description and the node.
    pub(crate) fn leaves<'s>(
        &self,
        shape: &'s Shape,
        path: &str,
        above: &mut Vec<String>,
        see: &mut impl FnMut(&str, &[String], &'s Leaf, &Node),
    ) {
        if let Shape::Leaf(leaf) = shape {
            return see(path, above, leaf, self);
        }
        above.push(path.to_owned());
        let mut below = |name: &str, shape: &'s Shape, node: &Node| {
            node.leaves(shape, &key::join(path, name), above, see);
        };
        match (shape, &self.content) {
            (Shape::Table(parameters), Content::Table(table)) => {
                for parameter in *parameters {
                    if let Some(node) = table.get(parameter.key) {
                        below(parameter.key, &parameter.shape, node);
                    }
                }
            }
            (Shape::Map(item), Content::Table(table)) => {
                for (name, node) in table {
                    below(name, item, node);
                }
            }
            (Shape::List(item), Content::List(items)) if items.len() <= MOST_ITEMS => {
                let names = items.iter().map(|item| item.name().map(str::to_owned));
                for (label, node) in labels(names).iter().zip(items) {
                    below(label, item, node);
                }
            }
            _ => {}
        }
        above.pop();
    }

    /// Whether any part of the value came from the command line.
    pub(crate) fn has_set(&self) -> bool {
        self.origin.source.is_set()
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

/// The item of that name, or else of that number; of a list that is too long none is looked for.
fn position(items: &[Node], segment: &str) -> Option<usize> {
    if items.len() > MOST_ITEMS {
        return None;
    }
    let named = items.iter().position(|item| item.name() == Some(segment));
    named.or_else(|| segment.parse().ok().filter(|&i| i < items.len()))
}

/// What the items of a list are called: each by its name, if it is the first so named, or else by its number.
pub(crate) fn labels(names: impl Iterator<Item = Option<String>>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names
        .enumerate()
        .map(|(i, name)| {
            name.filter(|name| seen.insert(name.clone()))
                .unwrap_or_else(|| i.to_string())
        })
        .collect()
}

/// Turns what the parser found into nodes.
struct Reader<'s> {
    source: &'s Arc<Source>,
    /// The offset in the source at which the parser began.
    start: usize,
}

impl Reader<'_> {
    fn span(&self, span: &Range<usize>) -> Range<usize> {
        self.start + span.start..self.start + span.end
    }

    /// The value of a key, or of an item, which has none.
    fn node(
        &self,
        key: Option<Range<usize>>,
        value: &Spanned<DeValue<'_>>,
        path: &str,
        problems: &mut Vec<Problem>,
    ) -> Node {
        let span = self.span(&value.span());
        let content = match value.get_ref() {
            DeValue::Table(table) => self.table(table, path, problems),
            DeValue::Array(items) => Content::List(
                (items.iter().enumerate())
                    .map(|(i, item)| {
                        self.node(None, item, &key::join(path, &i.to_string()), problems)
                    })
                    .collect(),
            ),
            scalar => Content::Scalar(read_scalar(scalar).unwrap_or_else(|| {
                let place = Origin::span(self.source, span.clone());
                problems.push(Problem::new(path, "is too large a number").at(place));
                Value::Integer(0)
            })),
        };
        Node {
            content,
            origin: Written {
                source: Arc::clone(self.source),
                key: Some(key.unwrap_or(span.clone())),
                value: Some(span),
            },
        }
    }

    fn table(&self, table: &DeTable<'_>, path: &str, problems: &mut Vec<Problem>) -> Content {
        Content::Table(
            (table.iter())
                .map(|(name, value)| {
                    let path = key::join(path, name.get_ref());
                    let key = self.span(&name.span());
                    let node = self.node(Some(key), value, &path, problems);
                    (name.get_ref().to_string(), node)
                })
                .collect(),
        )
    }
}

/// A value that holds no others, unless it is a number too large for the machine.
fn read_scalar(value: &DeValue<'_>) -> Option<Value> {
    match value {
        DeValue::String(text) => Some(Value::String(text.to_string())),
        DeValue::Boolean(switch) => Some(Value::Boolean(*switch)),
        DeValue::Datetime(date) => Some(Value::Datetime(*date)),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(Value::Integer),
        DeValue::Float(number) => number.as_str().parse().ok().map(Value::Float),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is underlined for a key path.
    fn marked(text: &str, path: &str, mark: Mark) -> String {
        let source = Source::new("a.toml", text, 0);
        let node = Node::parse(&source).expect("test text is TOML");
        let segments = key::split(path).expect("a path");
        let place = node.place(&segments, mark);
        place
            .span
            .map_or(String::new(), |span| text[span].to_owned())
    }

    #[test]
    fn keys_values_and_headers_are_told_apart() {
        let text =
            "a = 'x' # y\nlist = [1, 22]\nin = { b.c = 5 }\n[d]\ne = 1\n[d.f]\n[[g]]\nname = 'h'\n";
        assert_eq!(marked(text, "a", Mark::Key), "a");
        assert_eq!(marked(text, "a", Mark::Value), "'x'");
        assert_eq!(marked(text, "list.1", Mark::Value), "22");
        assert_eq!(marked(text, "in.b.c", Mark::Value), "5");
        assert_eq!(marked(text, "d.e", Mark::Key), "e");
        assert_eq!(marked(text, "d.gone", Mark::Table), "d");
        assert_eq!(marked(text, "d.f.gone", Mark::Table), "f");
        assert_eq!(marked(text, "g.h.gone", Mark::Table), "[[g]]");
        assert_eq!(marked(text, "gone", Mark::Table), "");
    }
}
