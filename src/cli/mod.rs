//! The command line, and the only home of clap, progress bars, clocks and the environment.
//!
//! Deliberately absent: anything that decides a number.

use crate::cli::args::{Cli, Command};
use crate::cli::exit::{Ending, Trouble};
use crate::export::dictionary::dictionary;
use crate::scenario;
use clap::Parser;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

mod ablate;
pub mod args;
mod assumptions;
mod beside;
mod calibrate;
mod chart;
mod check;
mod compare;
mod design;
pub mod diagnostic;
mod doubt;
mod dry;
mod effects;
mod exit;
mod experiment;
mod explain;
mod family;
mod finished;
mod help;
mod job;
mod json;
mod merge;
mod new;
mod page;
mod progress;
mod replay;
mod report;
mod reproduce;
mod road;
mod run;
mod sensitivity;
mod text;
mod validate;
mod validation;
mod verify;

/// Set by the first Ctrl-C.
static STOP: AtomicBool = AtomicBool::new(false);

/// Runs the program on these arguments, the program's name first.
pub fn start(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(asked) => {
            // Help and version come this way too, with code 0. If they cannot be printed there is nobody to tell.
            let _ = asked.print();
            return ExitCode::from(u8::try_from(asked.exit_code()).unwrap_or(2));
        }
    };
    let result = listen().and_then(|()| match &cli.command {
        Command::Run(args) => run::run(args, &STOP),
        Command::Compare(args) => compare::compare(args, &STOP),
        Command::Validate(args) => validate::validate(args, &STOP),
        Command::Experiment(args) => experiment::experiment(args, &STOP),
        Command::Check(args) => check::check(args),
        Command::Explain(args) => explain::explain(args),
        Command::New(args) => new::new(args),
        Command::Measures => print(&dictionary()),
        Command::Schema => print(&scenario::schema::schema()),
        Command::Ablate(args) => ablate::ablate(args, &STOP),
        Command::Family(args) => family::family(args, &STOP),
        Command::Assumptions(args) => assumptions::register(args),
        Command::Reproduce(args) => reproduce::reproduce(args, &STOP),
        Command::Sensitivity(args) => sensitivity::sensitivity(args, &STOP),
        Command::Calibrate(args) => calibrate::calibrate(args, &STOP),
        Command::Report(args) => report::report(args),
        Command::Replay(args) => replay::replay(args, &STOP),
        Command::Completions(args) => help::completions(args),
        Command::Man(args) => help::man(args),
        Command::Verify(args) => verify::verify(args, &STOP),
        Command::Merge(args) => merge::merge(args, &STOP),
    });
    if let Err(Trouble::Usage(message) | Trouble::Failed(message)) = &result {
        let _ = writeln!(anstream::stderr(), "{}", message.trim_end());
    }
    exit::code(&result)
}

/// The first Ctrl-C asks the run to stop, the second ends the program at once.
fn listen() -> Result<(), Trouble> {
    ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .map_err(|error| Trouble::failed(format!("cannot listen for Ctrl-C: {error}")))
}

/// Prints on stdout, without colours where they are not wanted.
fn print(text: &str) -> Result<Ending, Trouble> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()?;
    Ok(Ending::Done)
}
