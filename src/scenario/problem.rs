//! What is wrong with a scenario, in words for the person who wrote it.

use std::fmt;

use super::origin::Origin;

/// Which part of what was written a problem is with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The key: it is misspelt, or lacks something.
    Key,
    /// The value: it is of a wrong type or size.
    Value,
    /// The table that lacks the key.
    Table,
    /// The value of another key, which contradicts this one's and was stated after it.
    Other,
}

/// One thing that is wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Full key path, empty when the problem is with a file rather than a key.
    pub key: String,
    /// What is wrong, to be read after the key: what is allowed, and what was found.
    pub message: String,
    /// What may have been meant, or where to look, as a sentence of its own.
    pub help: Option<String>,
    /// Where it was written; the loader fills it in from the key.
    pub origin: Option<Origin>,
    pub(crate) mark: Mark,
    /// Other keys whose values are as much a reason.
    pub(crate) others: Vec<String>,
}

impl Problem {
    /// A problem with the value at a key path; the loader looks up where that was written.
    #[must_use]
    pub fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            message: message.into(),
            help: None,
            origin: None,
            mark: Mark::Value,
            others: Vec::new(),
        }
    }

    /// The same problem with a sentence that helps, if there is one.
    #[must_use]
    pub fn help(self, help: impl Into<Option<String>>) -> Self {
        Self {
            help: help.into(),
            ..self
        }
    }

    /// The same problem, with another part of what was written.
    #[must_use]
    pub(crate) fn with(self, mark: Mark) -> Self {
        Self { mark, ..self }
    }

    /// The same problem, for which the values of these keys are as much a reason.
    #[must_use]
    pub(crate) fn and(self, others: &[&str]) -> Self {
        let others = others.iter().map(|&key| key.to_owned()).collect();
        Self { others, ..self }
    }

    /// The same problem, written at a known place.
    #[must_use]
    pub(crate) fn at(self, origin: Origin) -> Self {
        Self {
            origin: Some(origin),
            ..self
        }
    }

    /// What stands before the place: the key path and what is wrong, on one line and without control characters.
    #[must_use]
    pub fn title(&self) -> String {
        let key = if self.key.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.key)
        };
        plain(&format!("{key}{}", self.message))
    }
}

/// Text of the user's as it may be shown: a terminal takes control characters and reversals of direction for commands.
#[must_use]
pub fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| match c {
            c if c.is_control() => ' ',
            c if turns(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

impl fmt::Display for Problem {
    /// One line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("error: ")?;
        if let Some(origin) = &self.origin {
            write!(f, "{}: ", plain(&origin.to_string()))?;
        }
        f.write_str(&self.title())?;
        match &self.help {
            Some(help) => write!(f, "; {}", plain(help)),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with a scenario, in the order of what was read; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Sorts the problems by text, place and key.
    pub(crate) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_cached_key(|problem| {
            let origin = problem.origin.as_ref();
            (origin.map(Origin::order), problem.key.clone())
        });
        problems.dedup();
        Self(problems)
    }

    /// The problems in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            fmt::Display::fmt(problem, f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::super::origin::Source;
    use super::*;

    #[test]
    fn problems_read_in_the_order_of_the_texts() {
        let own = Source::new("x.toml", "a = 1\nb = 2\n", 0);
        let base = Source::new("base.toml", "c = 3\n", 1);
        let problems = Problems::new(vec![
            Problem::new("", "first of a patch").at(Origin::span(&Source::set("d=1", 0), 0..1)),
            Problem::new("c", "below").at(Origin::span(&base, 0..1)),
            Problem::new("b", "second").at(Origin::span(&own, 6..7)),
            Problem::new("a", "first").at(Origin::span(&own, 0..1)),
            Problem::new("z", "of the file").at(Origin::whole(&own)),
        ]);
        assert_eq!(
            problems.to_string(),
            "error: x.toml: z: of the file\nerror: x.toml:1: a: first\nerror: x.toml:2: b: second\n\
             error: base.toml:1: c: below\nerror: --set: first of a patch"
        );
    }

    #[test]
    fn a_problem_is_one_line_whatever_the_user_wrote() {
        let problem =
            Problem::new("a\nb", "is\tnot\r\nknown").help("try \u{1b}[2J\u{202e}it".to_owned());
        assert_eq!(
            problem.to_string(),
            "error: a b: is not  known; try  [2J\u{fffd}it"
        );
    }
}
