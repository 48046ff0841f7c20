//! Finding a scenario and everything it extends.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use toml::Value;

use super::builtin::Library;
use super::origin::{Origin, Source};
use super::problem::Problem;
use super::suggest::{closest, did_you_mean};
use super::tree::{Content, Node};

/// Longest text of a scenario file, bytes; the built-in ones have less than a tenth.
const LONGEST_TEXT: u64 = 1 << 20;
/// Most files that extend one another.
const MOST_FILES: usize = 20;

/// One parsed scenario file.
pub(crate) struct Document {
    /// The name by which problems call the file.
    pub(crate) name: String,
    /// Its tree, without the key `extends`.
    pub(crate) tree: Node,
}

/// A scenario file and the files it extends, the most general first.
pub(crate) struct Chain {
    pub(crate) documents: Vec<Document>,
    /// Why it ends before its end, if it does.
    pub(crate) broken: Option<Problem>,
}

/// Where a scenario file is.
enum Place<'l> {
    BuiltIn { file: &'l str, text: &'l str },
    Disk(PathBuf),
}

/// Reads a scenario and what it extends, as far as that is to be had.
pub(crate) fn chain(library: Library<'_>, name: &str) -> Result<Chain, Vec<Problem>> {
    let mut documents: Vec<Document> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut broken = None;
    let mut next = Some(start(library, name)?);
    while let Some(place) = next.take() {
        let name = place.name();
        seen.push(place.identity());
        let text = place.read().map_err(|error| vec![*error])?;
        let mut tree = Node::parse(&Source::new(&name, &text, documents.len()))?;
        if is_experiment(&tree) {
            return Err(vec![
                Problem::new("", "is an experiment, not a scenario")
                    .help("`casework experiment` runs it; the scenario that it begins from is its `base`".to_owned())
                    .at(Origin::unread(&name)),
            ]);
        }
        let extends = take_extends(&mut tree);
        documents.push(Document { name, tree });
        let parent = extends.and_then(|extends| {
            let Some((parent, origin)) = extends else {
                return Ok(None);
            };
            let parent =
                parent_of(library, &place, &parent).map_err(|p| Box::new(p.at(origin.clone())))?;
            refuse_circle(&documents, &seen, &parent).map_err(|p| Box::new(p.at(origin)))?;
            Ok(Some(parent))
        });
        match parent {
            Ok(parent) => next = parent,
            Err(problem) => broken = Some(*problem),
        }
    }
    documents.reverse();
    Ok(Chain { documents, broken })
}

/// Whether a file is of the other kind.
fn is_experiment(tree: &Node) -> bool {
    ["question", "base", "replications"]
        .iter()
        .all(|key| tree.child(key).is_some())
}

/// A file may not extend itself by any way round, and not too many others.
fn refuse_circle(
    documents: &[Document],
    seen: &[PathBuf],
    parent: &Place<'_>,
) -> Result<(), Box<Problem>> {
    let message = if seen.contains(&parent.identity()) {
        let again = parent.name();
        let names = documents.iter().map(|d| d.name.as_str());
        let names: Vec<_> = names.chain([again.as_str()]).collect();
        format!("the files extend each other: {}", names.join(" -> "))
    } else if documents.len() >= MOST_FILES {
        format!("more than {MOST_FILES} files extend one another")
    } else {
        return Ok(());
    };
    Err(Box::new(Problem::new("extends", message)))
}

/// A bare name is a built-in scenario, anything else a path.
fn start<'l>(library: Library<'l>, name: &str) -> Result<Place<'l>, Vec<Problem>> {
    let is_path = name.ends_with(".toml") || name.contains(['/', '\\']);
    if is_path {
        let path = PathBuf::from(name);
        if path.is_file() {
            return Ok(Place::Disk(path));
        }
    } else if let Some(place) = built_in(library, name) {
        return Ok(place);
    }
    let what = if is_path {
        "file not found"
    } else {
        "no built-in scenario of that name, and not the path of a .toml file"
    };
    Err(vec![
        Problem::new("", what)
            .help(known(library, name))
            .at(Origin::unread(name)),
    ])
}

/// What a file extends: the file beside it, or else the built-in scenario of that name.
fn parent_of<'l>(
    library: Library<'l>,
    child: &Place<'_>,
    name: &str,
) -> Result<Place<'l>, Box<Problem>> {
    if let Place::Disk(path) = child {
        let beside = path.parent().unwrap_or(Path::new("")).join(name);
        if beside.is_file() {
            return Ok(Place::Disk(beside));
        }
    }
    built_in(library, name).ok_or_else(|| {
        let missing = format!("`{name}` not found");
        Box::new(Problem::new("extends", missing).help(known(library, name)))
    })
}

fn built_in<'l>(library: Library<'l>, name: &str) -> Option<Place<'l>> {
    library
        .iter()
        .find(|(file, _)| *file == name || file.strip_suffix(".toml") == Some(name))
        .map(|&(file, text)| Place::BuiltIn { file, text })
}

/// The built-in scenario that was meant, or all of them.
fn known(library: Library<'_>, written: &str) -> String {
    let names = || {
        library
            .iter()
            .map(|(file, _)| file.trim_end_matches(".toml"))
    };
    match closest(written.trim_end_matches(".toml"), names()) {
        Some(name) => did_you_mean(name),
        None => {
            let names: Vec<_> = names().collect();
            format!("the built-in scenarios are {}", names.join(", "))
        }
    }
}

impl Place<'_> {
    fn name(&self) -> String {
        match self {
            Self::BuiltIn { file, .. } => (*file).to_owned(),
            Self::Disk(path) => path.display().to_string(),
        }
    }

    /// The same for every way to write the path of one file.
    fn identity(&self) -> PathBuf {
        match self {
            // No absolute path looks like this.
            Self::BuiltIn { file, .. } => Path::new("built-in").join(file),
            Self::Disk(path) => fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
        }
    }

    fn read(&self) -> Result<String, Box<Problem>> {
        let refuse =
            |message: String| Box::new(Problem::new("", message).at(Origin::unread(&self.name())));
        let text = match self {
            Self::BuiltIn { text, .. } => (*text).to_owned(),
            Self::Disk(path) => {
                let mut text = String::new();
                let read = fs::File::open(path)
                    .and_then(|file| file.take(LONGEST_TEXT + 1).read_to_string(&mut text));
                read.map_err(|error| refuse(format!("cannot be read: {error}")))?;
                text
            }
        };
        if text.len() as u64 > LONGEST_TEXT {
            let message =
                format!("is longer than {LONGEST_TEXT} bytes, the most a scenario may have");
            return Err(refuse(message));
        }
        Ok(text)
    }
}

/// What the file says it extends, and where.
fn take_extends(tree: &mut Node) -> Result<Option<(String, Origin)>, Box<Problem>> {
    let Content::Table(table) = &mut tree.content else {
        return Ok(None);
    };
    let Some(node) = table.remove("extends") else {
        return Ok(None);
    };
    match node.content {
        Content::Scalar(Value::String(name)) => Ok(Some((name, node.origin.value()))),
        _ => {
            let message = "must be the name of a file in quotes";
            Err(Box::new(
                Problem::new("extends", message).at(node.origin.value()),
            ))
        }
    }
}
