//! The simulations of a design: from wherever an earlier run ended, kept one by one.

use crate::cli::exit::Trouble;
use crate::cli::progress::Progress;
use crate::cli::text::counted;
use crate::experiment::points::{Evaluated, evaluate};
use crate::experiment::replication::Attempt;
use crate::experiment::runner::Control;
use crate::export::points::{KeptPoints, mark};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// What is simulated, and where it is kept.
pub(crate) struct Design<'d> {
    /// The folder.
    pub(crate) folder: &'d Path,
    /// The beginning of the file's name.
    pub(crate) name: &'d str,
    /// Everything that decides the simulations.
    pub(crate) described: &'d str,
    /// How many there are.
    pub(crate) jobs: u32,
    /// What is read off each.
    pub(crate) columns: &'d [&'d str],
    pub(crate) threads: usize,
    pub(crate) quiet: bool,
}

impl Design<'_> {
    /// Runs what is not there yet. That it was interrupted is said, and what was finished is kept.
    pub(crate) fn carry_out(
        &self,
        stop: &AtomicBool,
        simulate: &(dyn Fn(u32) -> Attempt<Vec<f64>> + Sync),
    ) -> Result<Evaluated, Trouble> {
        let Self { folder, jobs, .. } = *self;
        let opened = KeptPoints::open(folder, self.name, &mark(self.described), self.columns);
        let (mut file, known) = opened.map_err(Trouble::failed)?;
        let progress = Progress::new(u64::from(jobs), self.quiet);
        if !known.is_empty() {
            progress.note(&format!(
                "going on from {}, where {} of {jobs} are kept",
                folder.display(),
                counted(known.len(), "simulation")
            ));
        }
        let control = Control {
            threads: self.threads,
            stop,
            job_done: &|| progress.one_more(),
        };
        let keep = &mut |number, values: &[f64]| file.keep(number, values);
        let found = evaluate(jobs, known, &control, keep, simulate);
        progress.finish();
        let found = found.map_err(Trouble::failed)?;
        file.finish(&found.values).map_err(Trouble::failed)?;
        if found.interrupted {
            let _ = writeln!(
                anstream::stderr(),
                "interrupted: {} of {jobs} simulations are kept in {}; the same command goes on from there",
                found.values.len(),
                folder.display()
            );
        }
        Ok(found)
    }
}

/// That simulations failed, in words; nothing if none did.
pub(crate) fn failures(found: &Evaluated) -> Result<(), Trouble> {
    match found.failed.first() {
        None => Ok(()),
        Some((number, failure)) => Err(Trouble::failed(format!(
            "{} failed, which is a mistake in the program; the first is number {number}, {failure}",
            counted(found.failed.len(), "simulation")
        ))),
    }
}
