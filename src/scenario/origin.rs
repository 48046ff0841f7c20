//! Where a value was written.

use std::fmt;
use std::sync::Arc;

/// The name that problems give to values from the command line.
const SET: &str = "--set";

/// The place at which a value was written: a line of a scenario file, or a `--set`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Name of the file as the user or the `extends` key gave it, or `--set`.
    pub file: Arc<str>,
    /// Line, from 1; 0 when no single line is meant.
    pub line: usize,
    /// The line as written, without the white space around it.
    pub text: Arc<str>,
}

impl Origin {
    /// A file as a whole.
    pub(crate) fn whole(file: &str) -> Self {
        Self {
            file: file.into(),
            line: 0,
            text: "".into(),
        }
    }

    /// A patch from the command line.
    pub(crate) fn set(text: &str) -> Self {
        Self {
            file: SET.into(),
            line: 0,
            text: text.into(),
        }
    }

    /// Whether the value came from the command line.
    pub(crate) fn is_set(&self) -> bool {
        &*self.file == SET
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}", self.file),
            line => write!(f, "{}:{line}", self.file),
        }
    }
}

/// Turns offsets into a text into origins.
pub(crate) enum Source<'t> {
    /// A scenario file, with the offsets at which its lines start.
    File {
        name: Arc<str>,
        text: &'t str,
        starts: Vec<usize>,
    },
    /// A patch from the command line: one place for all of it.
    Set(Origin),
}

impl<'t> Source<'t> {
    /// A file's text under the name by which problems are to call it.
    pub(crate) fn file(name: &str, text: &'t str) -> Self {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self::File {
            name: name.into(),
            text,
            starts,
        }
    }

    /// The origin of what is written at a byte offset.
    pub(crate) fn origin(&self, offset: usize) -> Origin {
        match self {
            Self::Set(origin) => origin.clone(),
            Self::File { name, text, starts } => {
                let line = starts.partition_point(|&start| start <= offset);
                let written = text[starts[line - 1]..].lines().next().unwrap_or("");
                Origin {
                    file: Arc::clone(name),
                    line,
                    text: written.trim().into(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines() {
        let source = Source::file("a.toml", "one\n  two\n\nfour");
        let seen: Vec<_> = [0, 3, 4, 9, 10, 11, 15, 99]
            .map(|at| source.origin(at))
            .iter()
            .map(|o| (o.line, o.text.to_string()))
            .collect();
        let want = [
            (1, "one"),
            (1, "one"),
            (2, "two"),
            (2, "two"),
            (3, ""),
            (4, "four"),
            (4, "four"),
            (4, "four"),
        ];
        assert_eq!(seen, want.map(|(line, text)| (line, text.to_owned())));
    }
}
