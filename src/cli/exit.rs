//! How the program ends.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

/// How the program ends, when nothing went wrong that needs words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ending {
    /// All was done.
    Done,
    /// It was interrupted; what was finished is kept.
    Interrupted,
}

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The command line or the scenario, with the whole message.
    Usage(String),
    /// Anything else, with the whole message.
    Failed(String),
    /// Nobody reads what is printed any more.
    ClosedPipe,
}

impl Trouble {
    /// Something failed.
    pub(crate) fn failed(error: impl Display) -> Self {
        Self::Failed(format!("error: {error}"))
    }
}

impl From<io::Error> for Trouble {
    /// Errors of printing.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::failed(format!("cannot print: {error}")),
        }
    }
}

/// The exit code: 0 done, 1 failed, 2 bad usage or scenario, 130 interrupted.
pub(crate) fn code(result: &Result<Ending, Trouble>) -> ExitCode {
    ExitCode::from(match result {
        Ok(Ending::Done) | Err(Trouble::ClosedPipe) => 0,
        Err(Trouble::Failed(_)) => 1,
        Err(Trouble::Usage(_)) => 2,
        Ok(Ending::Interrupted) => 130,
    })
}
