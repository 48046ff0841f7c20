//! One job from plan to folder and page.

use crate::cli::args::{JobArgs, OutputArgs, threads};
use crate::cli::chart::Ink;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::finished::Finished;
use crate::cli::progress::Progress;
use crate::cli::{diagnostic, json, page, print, report, text, validation};
use crate::experiment::compare::Comparison;
use crate::experiment::plan::{Arm, Plan, Shard};
use crate::experiment::runner::{Control, Failed, Kept, Outcome, run};
use crate::experiment::summary::Replication;
use crate::export::answers::{ANSWERS, LEVELS, write_answers, write_levels};
use crate::export::csv::{self, ReplicationRows};
use crate::export::folder::{Folder, FolderError, MANIFEST};
use crate::export::manifest::{FileEntry, Run, write_manifest};
use crate::export::scorecard;
use crate::scenario;
use crate::study::findings::findings;
use crate::study::patterns::PatternTally;
use crate::study::published::Authority;
use crate::study::road;
use crate::study::validate::{ScoreRow, scorecard as scores_of};
use crate::study::verdict::Validation;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Failed replications that are reported one by one.
const MOST_REPORTED: usize = 5;

/// The arm of a scenario by name or file.
pub(crate) fn load_arm(scenario: &str, sets: &[String]) -> Result<Arm, Trouble> {
    let loaded = scenario::load(scenario, sets)
        .map_err(|problems| Trouble::Usage(diagnostic::drawn(&problems, scenario)))?;
    let authority = Authority::named(&loaded.name);
    let label = authority.map_or_else(|| loaded.name.clone(), |a| a.label().to_owned());
    Ok(Arm::new(&loaded.name, &label, loaded.config))
}

/// Runs a plan, or a part of it, from wherever an earlier run ended, and shows what came of it.
pub(crate) fn carry_out(plan: &Plan, args: &JobArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let OutputArgs {
        out, force, quiet, ..
    } = &args.output;
    let folder = Folder::open(plan, shard, out.as_deref(), *force).map_err(refused)?;
    let jobs = u64::from(shard.count(plan.tries())) * plan.arms.len() as u64;
    let progress = Progress::new(jobs, *quiet);
    let kept = folder.shelf().indices().map_err(Trouble::failed)?.len();
    if kept > 0 {
        progress.note(&format!(
            "going on from {}, where {} kept",
            folder.aside().display(),
            are(kept)
        ));
    }
    let timer = Timer::start(threads(args.threads));
    let control = Control {
        threads: timer.threads,
        stop,
        job_done: &|| progress.one_more(),
    };
    let shelf = folder.shelf();
    let kept = Kept {
        recall: &|index| shelf.recall(plan, index),
        keep: &|index, tried| shelf.keep(index, tried),
    };
    let mut rows = rows_of(&folder)?;
    let outcome = run(plan, shard, &control, &kept, &mut |r| rows.append(plan, r));
    progress.finish();
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => return Err(broken_off(&error, folder)),
    };
    if args.shard.is_some() {
        return part(plan, shard, folder, &outcome, args.output.json);
    }
    let run = timer.stop(&outcome);
    let finished = conclude(plan, folder, outcome, rows, &run)?;
    if let Some(folder) = &finished.folder {
        progress.note(&format!("files in {}", folder.display()));
    }
    let report = reported(plan, &finished);
    if let Ok(Some(report)) = &report {
        progress.note(&format!("report in {}", report.display()));
    }
    // A report that cannot be written hides no result.
    let ending = show(plan, &finished, args.output.json)?;
    report.map(|_| ending)
}

/// Writes the report of an experiment that is finished, beside its folder, and says where it is.
pub(crate) fn reported(plan: &Plan, finished: &Finished) -> Result<Option<PathBuf>, Trouble> {
    match &finished.folder {
        Some(folder) if !plan.asked.is_nothing() && !finished.interrupted => {
            report::of_finished(folder).map(Some)
        }
        _ => Ok(None),
    }
}

/// A run that could not go on: what is kept, if anything is.
fn broken_off(error: &dyn std::fmt::Display, folder: Folder) -> Trouble {
    // Where the folder itself is the trouble there is nothing to tidy.
    let note = match folder.leave() {
        Ok(Some((aside, kept))) => format!(
            "\nkept in {}: {}; the same command goes on from there",
            aside.display(),
            counted(kept)
        ),
        Ok(None) | Err(_) => String::new(),
    };
    Trouble::Failed(format!("error: cannot go on: {error}{note}"))
}

/// What is taken from every replication as it comes by, in order.
pub(crate) struct Gathered {
    rows: ReplicationRows,
    patterns: PatternTally,
}

impl Gathered {
    /// Takes what is wanted of one replication.
    pub(crate) fn append(&mut self, plan: &Plan, replication: &Replication) -> std::io::Result<()> {
        self.patterns.push(plan, replication);
        self.rows.append(plan, replication)
    }
}

/// `replications.csv`, opened, and no pattern checked yet.
pub(crate) fn rows_of(folder: &Folder) -> Result<Gathered, Trouble> {
    let rows = ReplicationRows::create(&folder.file(csv::REPLICATIONS)).map_err(unwritable)?;
    Ok(Gathered {
        rows,
        patterns: PatternTally::default(),
    })
}

/// Writes the tables of an outcome and moves them to where they belong.
pub(crate) fn conclude(
    plan: &Plan,
    folder: Folder,
    outcome: Outcome,
    gathered: Gathered,
    run: &Run,
) -> Result<Finished, Trouble> {
    let Gathered { rows, patterns } = gathered;
    let comparison = Comparison::new(plan, &outcome.fold);
    let scores = scores_of(plan, &comparison);
    let validation =
        (plan.validation).then(|| Validation::new(plan, &comparison, &scores, &patterns));
    let hash = folder.hash().to_owned();
    let interrupted = outcome.interrupted;
    let indices = folder.shelf().indices().map_err(Trouble::failed)?;
    let kept = indices.len();
    // Beyond those that were enough some may be kept that no table needs.
    let is_needed = |&&index: &&u32| {
        !comparison.told.is_enough || index < comparison.replications || index >= plan.replications
    };
    let needed = indices.iter().filter(is_needed).count();
    // Interrupted before all that is kept was read, it knows less than tables that may be there already.
    let knows_all = !interrupted || comparison.tried as usize + outcome.failed.len() >= needed;
    let folder = if comparison.replications == 0 || !knows_all {
        drop(rows);
        folder.leave().map_err(refused)?.map(|(aside, _)| aside)
    } else {
        let told = Told {
            comparison: &comparison,
            scores: &scores,
            validation: validation.as_ref(),
            failed: &outcome.failed,
        };
        let written = write_tables(plan, &folder, &told, rows, run);
        if let Err(error) = written {
            let why = format!("cannot write results: {error}");
            return Err(broken_off(&why, folder));
        }
        let path = if interrupted {
            folder.lay_aside()
        } else {
            folder.publish()
        };
        Some(path.map_err(refused)?)
    };
    if interrupted {
        // Said even to those who asked for quiet: what follows is less than they asked for.
        let said = folder.as_ref().map_or_else(
            || "no replication was finished, nothing is kept".to_owned(),
            |folder| {
                format!(
                    "{kept} of {} replications are complete in every arm and kept in {}; the same command goes on from there",
                    plan.tries(),
                    folder.display()
                )
            },
        );
        let _ = writeln!(anstream::stderr(), "interrupted: {said}");
    }
    Ok(Finished {
        comparison,
        scores,
        validation,
        hash,
        folder,
        interrupted,
        failed: outcome.failed,
    })
}

/// What tables are written from.
struct Told<'a> {
    comparison: &'a Comparison,
    scores: &'a [ScoreRow],
    validation: Option<&'a Validation>,
    failed: &'a [Failed],
}

fn write_tables(
    plan: &Plan,
    folder: &Folder,
    told: &Told<'_>,
    rows: ReplicationRows,
    run: &Run,
) -> std::io::Result<()> {
    let at = |name: &str| folder.file(name);
    let &Told {
        comparison, scores, ..
    } = told;
    let mut files = vec![
        (csv::REPLICATIONS, rows.finish()?),
        (
            csv::SUMMARY,
            csv::write_summary(&at(csv::SUMMARY), plan, comparison)?,
        ),
        (
            csv::COMPARISON,
            csv::write_comparison(&at(csv::COMPARISON), plan, comparison)?,
        ),
        (
            csv::SERIES,
            csv::write_series(&at(csv::SERIES), plan, comparison)?,
        ),
        (
            csv::QUARTERS,
            csv::write_quarters(&at(csv::QUARTERS), plan, comparison)?,
        ),
        (
            csv::SURVEY,
            csv::write_survey(&at(csv::SURVEY), plan, scores)?,
        ),
        (
            csv::DICTIONARY,
            csv::write_dictionary(&at(csv::DICTIONARY))?,
        ),
    ];
    if !comparison.doubts.is_empty() {
        let rows = csv::write_doubt(&at(csv::DOUBT), plan, comparison)?;
        files.push((csv::DOUBT, rows));
    }
    if !plan.asked.levels.is_empty() {
        files.push((LEVELS, write_levels(&at(LEVELS), plan)?));
    }
    if !plan.asked.inverse.is_empty() {
        let rows = write_answers(&at(ANSWERS), plan, comparison)?;
        files.push((ANSWERS, rows));
    }
    let mut found = findings(plan, comparison);
    found.extend(road::findings(plan, &comparison.quarters));
    if !found.is_empty() {
        let rows = csv::write_findings(&at(csv::FINDINGS), &found)?;
        files.push((csv::FINDINGS, rows));
    }
    if let Some(found) = told.validation {
        use scorecard::{DOCUMENT, NATIONAL, PATTERNS, SCORECARD};
        let scored = scorecard::write_scorecard(&at(SCORECARD), plan, scores)?;
        let national = scorecard::write_national(&at(NATIONAL), plan, found)?;
        let done = comparison.replications;
        files.extend([
            (SCORECARD, scored),
            (PATTERNS, scorecard::write_patterns(&at(PATTERNS), found)?),
            (NATIONAL, national),
            (
                DOCUMENT,
                scorecard::write_document(&at(DOCUMENT), plan, done, found)?,
            ),
        ]);
    }
    let entries: Vec<FileEntry> = (files.into_iter())
        .map(|(name, rows)| FileEntry { name, rows })
        .collect();
    write_manifest(
        &at(MANIFEST),
        plan,
        folder.hash(),
        comparison,
        told.failed,
        &entries,
        run,
    )
}

/// Prints the page or document of a job and, last, what failed.
pub(crate) fn show(plan: &Plan, finished: &Finished, as_json: bool) -> Result<Ending, Trouble> {
    let (comparison, scores) = (&finished.comparison, &finished.scores);
    let printed = if comparison.replications == 0 {
        Ok(Ending::Done)
    } else {
        print(&if as_json {
            json::document(plan, finished)
        } else if let Some(found) = &finished.validation {
            validation::page(plan, comparison, found, text::width())
        } else if !plan.asked.is_nothing() {
            page::experiment(plan, comparison, Ink::of_terminal(), text::width())
        } else if plan.arms.len() == 1 {
            page::one_scenario(plan, comparison, scores, text::width())
        } else {
            page::comparison(plan, comparison, scores, Ink::of_terminal(), text::width())
        })
    };
    let folder = finished.folder.as_deref();
    ending(printed, &finished.failed, folder, finished.interrupted)
}

/// How a job ends. That nobody reads its page any more hides neither a failure nor an interruption.
fn ending(
    printed: Result<Ending, Trouble>,
    failed: &[Failed],
    folder: Option<&Path>,
    interrupted: bool,
) -> Result<Ending, Trouble> {
    match printed {
        Ok(_) | Err(Trouble::ClosedPipe) if !failed.is_empty() => {
            Err(Trouble::Failed(failures(failed, folder)))
        }
        Ok(_) | Err(Trouble::ClosedPipe) if interrupted => Ok(Ending::Interrupted),
        printed => printed,
    }
}

/// The end of a part of an experiment: nothing is compared until all parts are there.
fn part(
    plan: &Plan,
    shard: Shard,
    folder: Folder,
    outcome: &Outcome,
    as_json: bool,
) -> Result<Ending, Trouble> {
    let Shard { index, of } = shard;
    let due = shard.count(plan.tries());
    let hash = folder.hash().to_owned();
    let left = folder.leave().map_err(refused)?;
    let (path, kept) = left.map_or((None, 0), |(path, kept)| (Some(path), kept));
    let shown = path.as_ref().map(|path| path.display().to_string());
    let printed = if as_json {
        let document = json!({"program": "casework", "version": env!("CARGO_PKG_VERSION"), "experiment": plan.name,
            "hash": hash, "shard": format!("{index}/{of}"), "replications_asked": due,
            "replications_tried": kept, "interrupted": outcome.interrupted, "folder": shown});
        print(&format!("{document:#}\n"))
    } else {
        let next = match (&shown, outcome.interrupted) {
            (None, true) => "interrupted: no replication was finished, nothing is kept".to_owned(),
            (None, false) => "no replication falls to it, and nothing has to be kept".to_owned(),
            (Some(shown), true) => format!(
                "interrupted: {kept} of {due} replications are kept in {shown}; the same command goes on from there"
            ),
            (Some(shown), false) => format!(
                "{kept} of {due} replications are kept in {shown}. When all parts are there: casework merge, with their folders"
            ),
        };
        print(&format!("Part {index}/{of}: {next}.\n"))
    };
    ending(
        printed,
        &outcome.failed,
        path.as_deref(),
        outcome.interrupted,
    )
}

/// What failed, and how to see it again.
fn failures(failed: &[Failed], folder: Option<&Path>) -> String {
    let number = failed.len();
    let mut report = format!(
        "error: {} failed, which is a mistake in the program and not in the scenario; the others are kept",
        text::counted(number, "simulation")
    );
    for one in failed.iter().take(MOST_REPORTED) {
        let Failed {
            arm, replication, ..
        } = one;
        let what = folder.map_or_else(
            || "FOLDER, with that of its part,".to_owned(),
            |folder| folder.display().to_string(),
        );
        report += &format!(
            "\n  {one}\n    to see it again: casework replay {what} --arm {arm} --replication {replication}"
        );
    }
    if number > MOST_REPORTED {
        report += &format!("\n  and {} more", number - MOST_REPORTED);
    }
    report
}

fn counted(replications: usize) -> String {
    text::counted(replications, "replication")
}

fn are(replications: usize) -> String {
    let verb = if replications == 1 { "is" } else { "are" };
    format!("{} {verb}", counted(replications))
}

/// The clock of a run.
pub(crate) struct Timer {
    began: jiff::Timestamp,
    started: Instant,
    pub(crate) threads: usize,
}

impl Timer {
    /// Starts now, for so many threads.
    pub(crate) fn start(threads: usize) -> Self {
        Self {
            began: jiff::Timestamp::now(),
            started: Instant::now(),
            threads,
        }
    }

    /// What the manifest says of the run.
    pub(crate) fn stop(&self, outcome: &Outcome) -> Run {
        let seconds = self.started.elapsed().as_secs_f64();
        Run {
            started: self.began.to_string(),
            finished: jiff::Timestamp::now().to_string(),
            seconds,
            threads: self.threads,
            replications_recalled: outcome.recalled,
        }
    }
}

fn unwritable(error: impl std::fmt::Display) -> Trouble {
    Trouble::failed(format!("cannot write results: {error}"))
}

/// A folder that holds other things is a matter of the command line, a folder the system refuses is not.
pub(crate) fn refused(error: FolderError) -> Trouble {
    match error {
        FolderError::Foreign(_)
        | FolderError::InTheWay(_)
        | FolderError::Other(..)
        | FolderError::Unreadable(..) => Trouble::Usage(format!("error: {error}")),
        FolderError::Busy(_) | FolderError::Io(..) => Trouble::failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::replication::Failure;

    #[test]
    fn a_reader_who_has_gone_hides_neither_a_failure_nor_an_interruption() {
        let gone = || Err(Trouble::ClosedPipe);
        let failed = Failed {
            arm: "la1".into(),
            replication: 3,
            seed: 1,
            failure: Failure {
                message: "no such worker".into(),
                scene: None,
            },
        };
        let end = ending(gone(), &[failed], Some(Path::new("out")), false);
        let Err(Trouble::Failed(report)) = end else {
            panic!("{end:?}")
        };
        assert!(report.contains("no such worker") && report.contains("casework replay out"));
        assert!(matches!(
            ending(gone(), &[], None, true),
            Ok(Ending::Interrupted)
        ));
        assert!(matches!(
            ending(gone(), &[], None, false),
            Err(Trouble::ClosedPipe)
        ));
        assert!(matches!(
            ending(Ok(Ending::Done), &[], None, false),
            Ok(Ending::Done)
        ));
    }
}
