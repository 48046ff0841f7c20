//! What is wrong with a scenario, in words for the person who wrote it.

use std::fmt;

use super::origin::Origin;

/// One thing that is wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Full key path, empty when the problem is with a file rather than a key.
    pub key: String,
    /// What is wrong, to be read after the key.
    pub message: String,
    /// Where it was written; the loader fills it in from the key.
    pub origin: Option<Origin>,
}

impl Problem {
    /// A problem with the value at a key path; the loader looks up where that was written.
    #[must_use]
    pub fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            message: message.into(),
            origin: None,
        }
    }

    /// The same problem, written at a known place.
    #[must_use]
    pub(crate) fn at(self, origin: Origin) -> Self {
        Self {
            origin: Some(origin),
            ..self
        }
    }
}

impl fmt::Display for Problem {
    /// One line; the alternate form `{:#}` adds the line of the file that is meant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = String::from("error: ");
        if let Some(origin) = &self.origin {
            line += &format!("{origin}: ");
        }
        if !self.key.is_empty() {
            line += &format!("{}: ", self.key);
        }
        line += &self.message;
        // Keys and values are the user's own text and may contain line breaks.
        f.write_str(&line.replace(char::is_control, " "))?;
        match &self.origin {
            Some(origin) if f.alternate() && !origin.text.is_empty() => {
                write!(f, "\n    {}", origin.text)
            }
            _ => Ok(()),
        }
    }
}

/// Everything that is wrong with a scenario, by file and line; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Sorts the problems by file, line and key.
    pub(crate) fn new(mut problems: Vec<Problem>) -> Self {
        let place = |p: &Problem| {
            let origin = p.origin.as_ref();
            (
                origin.map(|o| o.file.clone()),
                origin.map(|o| o.line),
                p.key.clone(),
            )
        };
        problems.sort_by_key(place);
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
    use super::*;

    fn origin(file: &str, line: usize, text: &str) -> Origin {
        Origin {
            file: file.into(),
            line,
            text: text.into(),
        }
    }

    #[test]
    fn problems_read_in_the_order_of_the_file() {
        let problems = Problems::new(vec![
            Problem::new("b", "second").at(origin("x.toml", 12, "b = 2")),
            Problem::new("a", "first").at(origin("x.toml", 9, "a = 1")),
        ]);
        assert_eq!(
            problems.to_string(),
            "error: x.toml:9: a: first\nerror: x.toml:12: b: second"
        );
        assert_eq!(
            format!("{problems:#}"),
            "error: x.toml:9: a: first\n    a = 1\nerror: x.toml:12: b: second\n    b = 2"
        );
    }

    #[test]
    fn a_problem_is_one_line_whatever_the_user_wrote() {
        let problem = Problem::new("a\nb", "is\tnot\r\nknown");
        assert_eq!(problem.to_string(), "error: a b: is not  known");
    }
}
