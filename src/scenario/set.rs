//! `--set key.path=value`: patches from the command line.

use std::ops::Range;
use std::sync::Arc;

use toml::Value;
use toml::de::DeValue;

use super::key;
use super::lookup::{Unknown, locate};
use super::merge::merge;
use super::origin::{Origin, Source, Written};
use super::problem::Problem;
use super::shape::Shape;
use super::tree::{Content, Node};

/// Lays one `key.path=value` over the tree, or says why it cannot.
pub(crate) fn apply(
    tree: &mut Node,
    shape: &Shape,
    source: &Arc<Source>,
) -> Result<(), Vec<Problem>> {
    let text = source.text.as_str();
    let malformed = || {
        let whole = Origin::span(source, 0..text.len());
        let message = format!("`{text}` is not `key.path=value`");
        vec![Problem::new("", message).at(whole)]
    };
    let (path, value) = divide(text).ok_or_else(malformed)?;
    let spans = key::split_spans(&text[path.clone()]).ok_or_else(malformed)?;
    let (segments, spans): (Vec<String>, Vec<Range<usize>>) = spans.into_iter().unzip();
    // Nothing is changed before the whole path is known to exist.
    let found = locate(&segments, shape, tree).map_err(|unknown| {
        let span = &spans[unknown.at];
        let span = path.start + span.start..path.start + span.end;
        vec![refuse(unknown).at(Origin::span(source, span))]
    })?;
    let patch = parse(source, path.clone(), value, &found.path)?;
    let place = descend(tree, &segments, &patch.origin);
    let below = std::mem::replace(place, Node::empty(patch.origin.clone()));
    *place = merge(below, patch);
    Ok(())
}

/// Where the key path and the value are: before and after the first `=` that is not within quotes.
fn divide(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut quoted = false;
    let at = text.find(|c| {
        quoted ^= c == '"';
        c == '=' && !quoted
    })?;
    let (path, value) = (trimmed(text, 0..at), trimmed(text, at + 1..text.len()));
    (!value.is_empty()).then_some((path, value))
}

/// The range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

/// The problem with a path that names nothing.
fn refuse(unknown: Unknown) -> Problem {
    let what = if unknown.is_item {
        "there is no such item"
    } else {
        "unknown setting"
    };
    Problem::new(unknown.path, what).help(unknown.hint)
}

/// A TOML value; a bare word, which is none, is taken as a text.
fn parse(
    source: &Arc<Source>,
    key: Range<usize>,
    value: Range<usize>,
    path: &str,
) -> Result<Node, Vec<Problem>> {
    let text = &source.text[value.clone()];
    match DeValue::parse(text) {
        Ok(parsed) => Node::from_set(&parsed, path, source, key, value.start),
        Err(_) if is_bare(text) => Ok(Node {
            content: Content::Scalar(Value::String(text.to_owned())),
            origin: Written {
                source: Arc::clone(source),
                key: Some(key),
                value: Some(value),
            },
        }),
        Err(error) => {
            let message = format!("is not a TOML value: {}", error.message());
            Err(vec![
                Problem::new(path, message).at(Origin::span(source, value)),
            ])
        }
    }
}

fn is_bare(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || "\"'[]{}#=,".contains(c))
}

/// The node at a path; tables on the way that do not exist yet are made.
fn descend<'t>(tree: &'t mut Node, segments: &[String], origin: &Written) -> &'t mut Node {
    let mut node = tree;
    for segment in segments {
        if node.child_mut(segment).is_none() {
            let child = Node::empty(origin.clone());
            match &mut node.content {
                Content::Table(table) => {
                    table.insert(segment.clone(), child);
                }
                // The file has something else where a table belongs: the patch supplies the table.
                wrong => *wrong = Content::Table([(segment.clone(), child)].into()),
            }
        }
        node = node.child_mut(segment).expect("the child was just made");
    }
    node
}
