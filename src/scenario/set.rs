//! `--set key.path=value`: patches from the command line.

use toml::Value;
use toml::de::DeValue;

use super::key;
use super::lookup::{Unknown, locate};
use super::merge::merge;
use super::origin::Origin;
use super::problem::Problem;
use super::shape::Shape;
use super::tree::{Content, Node};

/// Lays one `key.path=value` over the tree, or says why it cannot.
pub(crate) fn apply(tree: &mut Node, shape: &Shape, text: &str) -> Result<(), Vec<Problem>> {
    let origin = Origin::set(text);
    let one = |problem: Problem| vec![problem.at(origin.clone())];
    let malformed = || {
        one(Problem::new(
            "",
            format!("`{text}` is not `key.path=value`"),
        ))
    };
    let (path, value) = divide(text).ok_or_else(malformed)?;
    let segments = key::split(path).ok_or_else(malformed)?;
    // Nothing is changed before the whole path is known to exist.
    let found = locate(&segments, shape, tree).map_err(|unknown| one(refuse(unknown)))?;
    let patch = parse(value, &found.path, &origin)?;
    let place = descend(tree, &segments, &origin);
    let below = std::mem::replace(place, Node::empty(origin.clone()));
    *place = merge(below, patch);
    Ok(())
}

/// Splits at the first `=` that is not within quotes.
fn divide(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let at = text.find(|c| {
        quoted ^= c == '"';
        c == '=' && !quoted
    })?;
    let (path, value) = (text[..at].trim(), text[at + 1..].trim());
    (!value.is_empty()).then_some((path, value))
}

/// The problem with a path that names nothing.
fn refuse(unknown: Unknown) -> Problem {
    let what = if unknown.is_item {
        "there is no such item"
    } else {
        "unknown setting"
    };
    Problem::new(unknown.path, format!("{what}{}", unknown.hint))
}

/// A TOML value; a bare word, which is none, is taken as a text.
fn parse(text: &str, path: &str, origin: &Origin) -> Result<Node, Vec<Problem>> {
    match DeValue::parse(text) {
        Ok(value) => Node::from_set(value.get_ref(), path, origin.clone()),
        Err(_) if is_bare(text) => Ok(Node {
            content: Content::Scalar(Value::String(text.to_owned())),
            origin: origin.clone(),
        }),
        Err(error) => {
            let message = format!("`{text}` is not a TOML value: {}", error.message());
            Err(vec![Problem::new(path, message).at(origin.clone())])
        }
    }
}

fn is_bare(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || "\"'[]{}#=,".contains(c))
}

/// The node at a path; tables on the way that do not exist yet are made.
fn descend<'t>(tree: &'t mut Node, segments: &[String], origin: &Origin) -> &'t mut Node {
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
