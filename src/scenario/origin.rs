//! Where a value was written.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The name that problems give to texts from the command line.
const SET: &str = "--set";

/// A text that settings were read from: a scenario file or one `--set`.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// Name of the file as the user or the `extends` key gave it, or `--set`.
    pub name: String,
    /// All of it.
    pub text: String,
    /// Its place in the order of reading: the scenario asked for, what it extends, then the patches.
    number: usize,
    /// The offsets at which its lines start.
    starts: Vec<usize>,
}

impl Source {
    /// A file's text under the name by which problems are to call it.
    pub(crate) fn new(name: &str, text: &str, number: usize) -> Arc<Self> {
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Arc::new(Self {
            name: name.to_owned(),
            text: text.to_owned(),
            number,
            starts,
        })
    }

    /// The text of a patch, the `number`th on the command line.
    pub(crate) fn set(text: &str, number: usize) -> Arc<Self> {
        // However long the chain of files: patches are read last.
        Self::new(SET, text, usize::MAX / 2 + number)
    }

    /// Its place in the order of reading.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Whether what it states overrides what the other states.
    pub(crate) fn is_after(&self, other: &Source) -> bool {
        match (self.is_set(), other.is_set()) {
            (true, true) => self.number > other.number,
            (false, false) => self.number < other.number,
            (is_set, _) => is_set,
        }
    }

    /// Whether it is a patch from the command line.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.name == SET
    }

    /// Line, from 1, and the bytes of it, without its end.
    fn line(&self, offset: usize) -> (usize, Range<usize>) {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let length = self.text[start..].lines().next().map_or(0, str::len);
        (line, start..start + length)
    }
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The text.
    pub source: Arc<Source>,
    /// The bytes meant; none where the text as a whole is.
    pub span: Option<Range<usize>>,
}

impl Origin {
    /// A text as a whole.
    pub(crate) fn whole(source: &Arc<Source>) -> Self {
        Self {
            source: Arc::clone(source),
            span: None,
        }
    }

    /// A file of which no text was read.
    pub(crate) fn unread(name: &str) -> Self {
        Self::whole(&Source::new(name, "", 0))
    }

    /// These bytes of a text.
    pub(crate) fn span(source: &Arc<Source>, span: Range<usize>) -> Self {
        let end = span.end.min(source.text.len());
        Self {
            source: Arc::clone(source),
            span: Some(span.start.min(end)..end),
        }
    }

    /// Line, from 1; none where no single line is meant.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.span
            .as_ref()
            .map(|span| self.source.line(span.start).0)
    }

    /// Column in characters, from 1.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        let (line, span) = self.written()?;
        Some(line[..span.start].chars().count() + 1)
    }

    /// The line as written and the bytes of it that are meant, those of following lines left out.
    #[must_use]
    pub fn written(&self) -> Option<(&str, Range<usize>)> {
        let span = self.span.as_ref()?;
        let (_, line) = self.source.line(span.start);
        let start = span.start.min(line.end);
        let end = span.end.clamp(start, line.end);
        Some((
            &self.source.text[line.clone()],
            start - line.start..end - line.start,
        ))
    }

    /// What decides which of two problems is read first.
    pub(crate) fn order(&self) -> (usize, usize) {
        let start = self.span.as_ref().map_or(0, |span| span.start + 1);
        (self.source.number, start)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source.name)?;
        match (self.line(), self.source.is_set()) {
            (Some(line), false) => write!(f, ":{line}"),
            _ => Ok(()),
        }
    }
}

/// Where a key and its value were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) source: Arc<Source>,
    /// The key, or the header of a table; none for a text as a whole.
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Option<Range<usize>>,
}

impl Written {
    /// A text as a whole.
    pub(crate) fn whole(source: &Arc<Source>) -> Self {
        Self {
            source: Arc::clone(source),
            key: None,
            value: None,
        }
    }

    /// The place of the key.
    pub(crate) fn key(&self) -> Origin {
        self.place(self.key.clone())
    }

    /// The place of the value.
    pub(crate) fn value(&self) -> Origin {
        self.place(self.value.clone())
    }

    fn place(&self, span: Option<Range<usize>>) -> Origin {
        match span {
            Some(span) => Origin::span(&self.source, span),
            None => Origin::whole(&self.source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns() {
        let source = Source::new("a.toml", "one\n  twö three\n\nfour", 0);
        let at = |offset| {
            let origin = Origin::span(&source, offset..offset + 1);
            (origin.line().unwrap(), origin.column().unwrap())
        };
        let seen = [0, 3, 4, 6, 11, 17, 18, 22, 99].map(at);
        let want = [
            (1, 1),
            (1, 4),
            (2, 1),
            (2, 3),
            (2, 7),
            (3, 1),
            (4, 1),
            (4, 5),
            (4, 5),
        ];
        assert_eq!(seen, want);
    }

    #[test]
    fn of_a_value_of_several_lines_the_first_is_shown() {
        let source = Source::new("a.toml", "x = [\r\n  1,\r\n]\r\n", 0);
        let origin = Origin::span(&source, 4..14);
        assert_eq!(origin.written(), Some(("x = [", 4..5)));
    }
}
