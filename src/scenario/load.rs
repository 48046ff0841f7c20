//! Loading: files, patches and checks in order.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::Value;

use super::builtin::{BUILT_IN, Library};
use super::chain::{Document, chain};
use super::check::cross_check;
use super::config::Config;
use super::key;
use super::merge::merge;
use super::origin::Origin;
use super::parameter::Section;
use super::problem::{Problem, Problems};
use super::provenance::{Provenance, Register};
use super::set;
use super::tree::{Content, Node};

/// A scenario without problems.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<C = Config> {
    /// The scenario's `name`, or its file's if it has none.
    pub name: String,
    /// The scenario's `description`, or nothing.
    pub description: String,
    /// The configuration.
    pub config: C,
    /// Everything that was read: `name`, `description` and the complete configuration, in one form for equal
    /// configurations, so that `4` and `4.0` are the same number.
    pub resolved: toml::Table,
    /// The source of every parameter, by full key path.
    pub provenance: BTreeMap<String, Provenance>,
    /// The files, the most general first.
    pub files: Vec<String>,
}

/// Loads a built-in scenario (`la1`) or a file (`mine.toml`), with `key.path=value` patches laid over it.
///
/// ```
/// let problems = casework::scenario::load("la9", &[]).unwrap_err();
/// assert!(problems.to_string().contains("the built-in scenarios are common, la1"));
/// ```
///
/// # Errors
/// Everything that is wrong with the scenario, as far as it can be told at once.
pub fn load(name_or_path: &str, sets: &[String]) -> Result<Loaded, Problems> {
    load_as(BUILT_IN, name_or_path, sets, cross_check)
}

/// Loads a scenario of any configuration type from any library; see [`load`]. `cross_check` is called with a
/// configuration of which every single value is in order.
///
/// # Errors
/// Everything that is wrong with the scenario, as far as it can be told at once.
pub fn load_as<C: Section + Serialize + DeserializeOwned>(
    library: Library<'_>,
    name_or_path: &str,
    sets: &[String],
    cross_check: impl FnOnce(&C, &mut Vec<Problem>),
) -> Result<Loaded<C>, Problems> {
    let documents = chain(library, name_or_path).map_err(Problems::new)?;
    let files: Vec<_> = documents.iter().map(|d| d.name.clone()).collect();

    let mut problems = Vec::new();
    let mut register = Register::default();
    let mut header = Header::default();
    let mut tree = Node::empty(Origin::whole(name_or_path));
    for document in documents {
        register.next_file(&document.name);
        let (own, entries, body) = divide(document, &mut problems);
        header = own;
        tree = merge(tree, body);
        if let Some(entries) = entries {
            register.add(entries, &C::SHAPE, &tree, &mut problems);
        }
    }
    problems.extend(name_problem(&header));
    for text in sets {
        if let Err(found) = set::apply(&mut tree, &C::SHAPE, text) {
            problems.extend(found);
        }
    }

    let value = tree.to_value();
    let mut found = Vec::new();
    C::SHAPE.check(&value, "", &mut found);
    let provenance = register.settle(&C::SHAPE, &tree, &mut problems);
    let mut ready = None;
    if found.is_empty() {
        match resolve::<C>(value, &header) {
            Ok((config, resolved)) => {
                cross_check(&config, &mut found);
                ready = Some((config, resolved));
            }
            Err(error) => found.push(Problem::new("", error)),
        }
    }
    problems.append(&mut found);
    for problem in &mut problems {
        let segments = key::split(&problem.key).unwrap_or_default();
        let origin = || tree.nearest_origin(&segments).clone();
        problem.origin.get_or_insert_with(origin);
    }
    match ready {
        Some((config, resolved)) if problems.is_empty() => Ok(Loaded {
            name: header.name,
            description: header.description,
            config,
            resolved,
            provenance,
            files,
        }),
        _ => Err(Problems::new(problems)),
    }
}

/// What a file says about itself; none of it is passed on to the files that extend it.
#[derive(Default)]
struct Header {
    name: String,
    /// Where the name is stated; nowhere if it is the file's.
    stated: Option<Origin>,
    description: String,
    file: String,
}

/// Takes a file apart: header, `[provenance]`, configuration.
fn divide(document: Document, problems: &mut Vec<Problem>) -> (Header, Option<Node>, Node) {
    let Document { name, mut tree } = document;
    let mut take = |key: &str| match &mut tree.content {
        Content::Table(table) => table.remove(key),
        _ => None,
    };
    let entries = take("provenance");
    let mut text = |key: &str| {
        let node = take(key)?;
        match node.content {
            Content::Scalar(Value::String(text)) => Some((text, node.origin)),
            _ => {
                problems.push(Problem::new(key, "must be a text in quotes").at(node.origin));
                None
            }
        }
    };
    let stem = Path::new(&name).file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy().into_owned();
    let (own, description) = (text("name"), text("description"));
    let (own, stated) = own.map_or((stem, None), |(name, origin)| (name, Some(origin)));
    let header = Header {
        name: own,
        stated,
        description: description.map_or_else(String::new, |(text, _)| text),
        file: name,
    };
    (header, entries, tree)
}

/// Longest name of a scenario.
const LONGEST_NAME: usize = 64;

/// Files and folders are called after a scenario, so its name has to be one that a file can have anywhere.
fn name_problem(header: &Header) -> Option<Problem> {
    let name = header.name.as_str();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(plain) {
        return None;
    }
    let must = format!("must be 1 to {LONGEST_NAME} letters, digits, `-` or `_`");
    Some(match header.stated.clone() {
        Some(origin) => Problem::new("name", format!("{must}, but is {name:?}")).at(origin),
        None => {
            let message = format!("{must}, but the file's own is {name:?}: state a `name` in it");
            Problem::new("name", message).at(Origin::whole(&header.file))
        }
    })
}

fn resolve<C: Serialize + DeserializeOwned>(
    value: Value,
    header: &Header,
) -> Result<(C, toml::Table), String> {
    let config: C = value
        .try_into()
        .map_err(|error: toml::de::Error| error.message().to_owned())?;
    let mut resolved = toml::Table::try_from(&config).map_err(|error| error.to_string())?;
    resolved.insert("name".to_owned(), header.name.clone().into());
    resolved.insert("description".to_owned(), header.description.clone().into());
    Ok((config, resolved))
}
