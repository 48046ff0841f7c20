//! Finding a scenario and everything it extends.

use std::fs;
use std::path::{Path, PathBuf};

use toml::Value;

use super::builtin::Library;
use super::origin::Origin;
use super::problem::Problem;
use super::tree::{Content, Node};

/// One parsed scenario file.
pub(crate) struct Document {
    /// The name by which problems call the file.
    pub(crate) name: String,
    /// Its tree, without the key `extends`.
    pub(crate) tree: Node,
}

/// Where a scenario file is.
enum Place<'l> {
    BuiltIn { file: &'l str, text: &'l str },
    Disk(PathBuf),
}

/// Reads a scenario and the files it extends, the most general first.
pub(crate) fn chain(library: Library<'_>, name: &str) -> Result<Vec<Document>, Vec<Problem>> {
    let mut documents: Vec<Document> = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut next = Some(start(library, name)?);
    while let Some(place) = next {
        let name = place.name();
        seen.push(place.identity());
        let text = place.read().map_err(|error| vec![error])?;
        let mut tree = Node::parse(&name, &text)?;
        next = match take_extends(&mut tree).map_err(|error| vec![error])? {
            None => None,
            Some((parent, origin)) => {
                let refuse =
                    |message: String| vec![Problem::new("extends", message).at(origin.clone())];
                let parent = parent_of(library, &place, &parent).map_err(refuse)?;
                if seen.contains(&parent.identity()) {
                    let mut names: Vec<_> = documents.iter().map(|d| d.name.as_str()).collect();
                    let again = parent.name();
                    names.extend([name.as_str(), again.as_str()]);
                    let names = names.join(" -> ");
                    return Err(refuse(format!("the files extend each other: {names}")));
                }
                Some(parent)
            }
        };
        documents.push(Document { name, tree });
    }
    documents.reverse();
    Ok(documents)
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
    let message = format!("{what}; {}", names(library));
    Err(vec![Problem::new("", message).at(Origin::whole(name))])
}

/// What a file extends: the file beside it, or else the built-in scenario of that name.
fn parent_of<'l>(library: Library<'l>, child: &Place<'_>, name: &str) -> Result<Place<'l>, String> {
    if let Place::Disk(path) = child {
        let beside = path.parent().unwrap_or(Path::new("")).join(name);
        if beside.is_file() {
            return Ok(Place::Disk(beside));
        }
    }
    built_in(library, name).ok_or_else(|| format!("`{name}` not found; {}", names(library)))
}

fn built_in<'l>(library: Library<'l>, name: &str) -> Option<Place<'l>> {
    library
        .iter()
        .find(|(file, _)| *file == name || file.strip_suffix(".toml") == Some(name))
        .map(|&(file, text)| Place::BuiltIn { file, text })
}

fn names(library: Library<'_>) -> String {
    let names: Vec<_> = library
        .iter()
        .map(|(file, _)| file.trim_end_matches(".toml"))
        .collect();
    format!("the built-in scenarios are {}", names.join(", "))
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

    fn read(&self) -> Result<String, Problem> {
        match self {
            Self::BuiltIn { text, .. } => Ok((*text).to_owned()),
            Self::Disk(path) => fs::read_to_string(path).map_err(|error| {
                let message = format!("cannot be read: {error}");
                Problem::new("", message).at(Origin::whole(&self.name()))
            }),
        }
    }
}

fn take_extends(tree: &mut Node) -> Result<Option<(String, Origin)>, Problem> {
    let Content::Table(table) = &mut tree.content else {
        return Ok(None);
    };
    match table.remove("extends") {
        None => Ok(None),
        Some(node) => match node.content {
            Content::Scalar(Value::String(name)) => Ok(Some((name, node.origin))),
            _ => {
                Err(Problem::new("extends", "must be the name of a file in quotes").at(node.origin))
            }
        },
    }
}
