//! One job from plan to folder.

use crate::cli::args::JobArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::progress::Progress;
use crate::experiment::compare::Comparison;
use crate::experiment::plan::{Arm, Plan};
use crate::experiment::runner::{Control, run};
use crate::export::csv::{self, ReplicationRows};
use crate::export::folder::{Folder, FolderError};
use crate::export::manifest::{FileEntry, Run, write_manifest};
use crate::scenario;
use crate::study::published::Authority;
use crate::study::validate::{ScoreRow, scorecard};
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// What a job left.
pub(crate) struct Finished {
    pub(crate) comparison: Comparison,
    pub(crate) scores: Vec<ScoreRow>,
    pub(crate) hash: String,
    pub(crate) folder: Option<PathBuf>,
    pub(crate) ending: Ending,
}

/// The arm of a scenario by name or file.
pub(crate) fn load_arm(scenario: &str, sets: &[String]) -> Result<Arm, Trouble> {
    let loaded =
        scenario::load(scenario, sets).map_err(|problems| Trouble::Usage(problems.to_string()))?;
    let authority = Authority::named(&loaded.name);
    let label = authority.map_or_else(|| loaded.name.clone(), |a| a.label().to_owned());
    Ok(Arm::new(&loaded.name, &label, loaded.config))
}

/// Runs a plan, writes its files as blocks finish, and moves them into place.
pub(crate) fn carry_out(
    plan: &Plan,
    args: &JobArgs,
    stop: &AtomicBool,
) -> Result<Finished, Trouble> {
    let folder = Folder::open(plan, args.out.as_deref(), args.force).map_err(refused)?;
    let threads = args
        .threads
        .map_or_else(available_threads, |threads| threads as usize);
    let (began, started) = (jiff::Timestamp::now(), Instant::now());
    let progress = Progress::new(
        u64::from(plan.replications) * plan.arms.len() as u64,
        args.quiet,
    );
    let unwritable = |error| Trouble::failed(format!("cannot write results: {error}"));

    let mut rows = ReplicationRows::create(&folder.file(csv::REPLICATIONS)).map_err(unwritable)?;
    let control = Control {
        threads,
        stop,
        job_done: &|| progress.one_more(),
    };
    let outcome = run(plan, &control, &mut |block| rows.append(plan, block));
    progress.finish();
    let outcome = outcome.map_err(Trouble::failed)?;

    let comparison = Comparison::new(plan, &outcome.fold);
    let scores = scorecard(plan, &comparison);
    let hash = folder.hash().to_owned();
    let mut ending = Ending::Done;
    if outcome.interrupted {
        ending = Ending::Interrupted;
        let done = comparison.replications;
        // Said even to those who asked for quiet: what follows is less than they asked for.
        let asked = plan.replications;
        let _ = writeln!(
            anstream::stderr(),
            "interrupted: {done} of {asked} replications are complete in every arm and kept"
        );
        if done == 0 {
            return Ok(Finished {
                comparison,
                scores,
                hash,
                folder: None,
                ending,
            });
        }
    }
    let mut files = vec![FileEntry {
        name: csv::REPLICATIONS,
        rows: rows.rows(),
    }];
    let mut wrote = |name, rows: std::io::Result<u64>| {
        rows.map(|rows| files.push(FileEntry { name, rows }))
            .map_err(unwritable)
    };
    wrote(
        csv::SUMMARY,
        csv::write_summary(&folder.file(csv::SUMMARY), plan, &comparison),
    )?;
    wrote(
        csv::COMPARISON,
        csv::write_comparison(&folder.file(csv::COMPARISON), plan, &comparison),
    )?;
    wrote(
        csv::SERIES,
        csv::write_series(&folder.file(csv::SERIES), plan, &comparison),
    )?;
    wrote(
        csv::SURVEY,
        csv::write_survey(&folder.file(csv::SURVEY), plan, &scores),
    )?;
    wrote(
        csv::DICTIONARY,
        csv::write_dictionary(&folder.file(csv::DICTIONARY)),
    )?;
    let seconds = started.elapsed().as_secs_f64();
    let run = Run {
        started: began.to_string(),
        finished: jiff::Timestamp::now().to_string(),
        seconds,
        threads,
        thread_ms_per_worker_year: 1000.0 * seconds * threads as f64 / comparison.worker_years,
    };
    let manifest = folder.file(crate::export::folder::MANIFEST);
    write_manifest(&manifest, plan, &hash, &comparison, &files, &run).map_err(unwritable)?;
    let path = folder.publish(ending == Ending::Done).map_err(refused)?;
    progress.note(&format!("files in {}", path.display()));
    Ok(Finished {
        comparison,
        scores,
        hash,
        folder: Some(path),
        ending,
    })
}

/// A folder that holds other things is a matter of the command line, a folder the system refuses is not.
fn refused(error: FolderError) -> Trouble {
    match error {
        FolderError::Foreign(_) => Trouble::Usage(format!("error: {error}")),
        FolderError::Io(..) => Trouble::failed(error),
    }
}

fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
