//! Loading: files, patches and checks in order.

use std::collections::BTreeMap;
use std::marker::PhantomData;
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
use super::origin::{Origin, Source, Written};
use super::parameter::{Leaf, Section};
use super::problem::{Mark, Problem, Problems};
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
/// assert!(problems.to_string().contains("did you mean `la1`?"));
/// ```
///
/// # Errors
/// Everything that is wrong with the scenario, as far as it can be told at once.
pub fn load(name_or_path: &str, sets: &[String]) -> Result<Loaded, Problems> {
    load_as(BUILT_IN, name_or_path, sets, cross_check)
}

/// Loads a scenario of any configuration type from any library; see [`load`] and [`Draft::finish`].
///
/// # Errors
/// Everything that is wrong with the scenario, as far as it can be told at once.
pub fn load_as<C: Section + Serialize + DeserializeOwned>(
    library: Library<'_>,
    name_or_path: &str,
    sets: &[String],
    cross_check: impl FnOnce(&C, &mut Vec<Problem>),
) -> Result<Loaded<C>, Problems> {
    Draft::read(library, name_or_path)?.finish(sets, cross_check)
}

/// A scenario as its files state it: merged, neither patched nor checked.
#[derive(Clone)]
pub struct Draft<C = Config> {
    files: Vec<String>,
    header: Header,
    tree: Node,
    register: Register,
    /// What was found wrong so far.
    problems: Vec<Problem>,
    /// Whether all that the scenario extends was to be had.
    whole: bool,
    kind: PhantomData<fn() -> C>,
}

/// One parameter as a scenario states it.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The value.
    pub value: Value,
    /// Its source; none where `[provenance]` names none.
    pub source: Option<Provenance>,
    /// Where it was written.
    pub origin: Origin,
}

impl<C: Section> Draft<C> {
    /// Reads a built-in scenario or a file, and what it extends.
    ///
    /// # Errors
    /// A file that cannot be read, or mistakes in its syntax.
    pub fn read(library: Library<'_>, name_or_path: &str) -> Result<Self, Problems> {
        let chain = chain(library, name_or_path).map_err(Problems::new)?;
        let whole = chain.broken.is_none();
        let mut draft = Self {
            files: chain.documents.iter().map(|d| d.name.clone()).collect(),
            header: Header::default(),
            tree: Node::empty(Written::whole(&Source::new(name_or_path, "", 0))),
            register: Register::default(),
            problems: chain.broken.into_iter().collect(),
            whole,
            kind: PhantomData,
        };
        for document in chain.documents {
            let (header, entries, body) = divide(document, &mut draft.problems);
            draft.header = header;
            draft.tree = merge(draft.tree, body);
            if let Some(entries) = entries.filter(|_| whole) {
                let (tree, problems) = (&draft.tree, &mut draft.problems);
                draft.register.add(entries, &C::SHAPE, tree, problems);
            }
        }
        draft.problems.extend(name_problem(&draft.header));
        Ok(draft)
    }

    /// Every parameter that it states, complete or not, by full key path.
    #[must_use]
    pub fn stated(&self) -> BTreeMap<String, Stated> {
        let mut sources = self.register.settle(&C::SHAPE, &self.tree, &mut Vec::new());
        let mut stated = BTreeMap::new();
        let see = &mut |path: &str, _: &[String], _: &Leaf, node: &Node| {
            let one = Stated {
                value: node.to_value(),
                source: sources.remove(path),
                origin: node.origin.value(),
            };
            stated.insert(path.to_owned(), one);
        };
        self.tree.leaves(&C::SHAPE, "", &mut Vec::new(), see);
        stated
    }

    /// Lays the patches over it and checks it. `cross_check` is called if every value is of its type, though some may be
    /// beyond their range: it is given the problems found so far and adds to them.
    ///
    /// # Errors
    /// Everything that is wrong with the scenario, as far as it can be told at once.
    pub fn finish(
        self,
        sets: &[String],
        cross_check: impl FnOnce(&C, &mut Vec<Problem>),
    ) -> Result<Loaded<C>, Problems>
    where
        C: Serialize + DeserializeOwned,
    {
        let Self {
            mut tree,
            mut problems,
            header,
            ..
        } = self;
        for (number, text) in sets.iter().enumerate() {
            let source = Source::set(text, number);
            // What is there to be patched is not known if a file is missing.
            if let Err(found) = set::apply(&mut tree, &C::SHAPE, &source)
                && self.whole
            {
                problems.extend(found);
            }
        }
        let value = tree.to_value();
        let mut found = Vec::new();
        C::SHAPE.check(&value, "", &mut found);
        let mut provenance = BTreeMap::new();
        let mut ready = None;
        if self.whole {
            provenance = self.register.settle(&C::SHAPE, &tree, &mut problems);
            match resolve::<C>(value, &header) {
                Ok((config, resolved)) => {
                    cross_check(&config, &mut found);
                    ready = Some((config, resolved));
                }
                Err(error) if found.is_empty() => found.push(Problem::new("", error)),
                Err(_) => {}
            }
        } else {
            found.retain(|problem| problem.mark != Mark::Table);
        }
        problems.append(&mut found);
        for problem in problems.iter_mut().filter(|p| p.origin.is_none()) {
            place(problem, &tree);
        }
        match ready {
            Some((config, resolved)) if problems.is_empty() => Ok(Loaded {
                name: header.name,
                description: header.description,
                config,
                resolved,
                provenance,
                files: self.files,
            }),
            _ => Err(Problems::new(problems)),
        }
    }
}

impl<C: Section + Serialize + DeserializeOwned> Draft<C> {
    /// Checks it as it stands, for what needs no sources: name, description and configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it, as far as it can be told at once.
    pub(super) fn unsourced(
        self,
        cross_check: impl FnOnce(&C, &mut Vec<Problem>),
    ) -> Result<(String, String, C), Problems> {
        let Self {
            tree,
            mut problems,
            header,
            whole,
            ..
        } = self;
        let value = tree.to_value();
        let mut found = Vec::new();
        C::SHAPE.check(&value, "", &mut found);
        found.retain(|problem| whole || problem.mark != Mark::Table);
        let ready = match resolve::<C>(value, &header) {
            Ok((config, _)) => {
                cross_check(&config, &mut found);
                Some(config)
            }
            Err(error) if found.is_empty() => {
                found.push(Problem::new("", error));
                None
            }
            Err(_) => None,
        };
        problems.append(&mut found);
        for problem in problems.iter_mut().filter(|p| p.origin.is_none()) {
            place(problem, &tree);
        }
        match ready {
            Some(config) if problems.is_empty() => Ok((header.name, header.description, config)),
            _ => Err(Problems::new(problems)),
        }
    }
}

/// Looks up where a problem was written. Of values that contradict each other the one stated last is to blame: a patch
/// rather than a file, the scenario's own file rather than one it extends.
fn place(problem: &mut Problem, tree: &Node) {
    let find = |key: &str| tree.place(&key::split(key).unwrap_or_default(), problem.mark);
    let mut origin = find(&problem.key);
    let mut mark = problem.mark;
    for other in &problem.others {
        let other = find(other);
        if other.source.is_after(&origin.source) {
            (origin, mark) = (other, Mark::Other);
        }
    }
    problem.origin = Some(origin);
    problem.mark = mark;
}

/// What a file says about itself; none of it is passed on to the files that extend it.
#[derive(Clone, Default)]
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
            Content::Scalar(Value::String(text)) => Some((text, node.origin.value())),
            _ => {
                problems
                    .push(Problem::new(key, "must be a text in quotes").at(node.origin.value()));
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
            Problem::new("name", message).at(Origin::unread(&header.file))
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
