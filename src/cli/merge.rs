//! `casework merge`.

use crate::cli::args::MergeArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::job::{self, Timer, refused};
use crate::cli::progress::Progress;
use crate::experiment::plan::{Plan, Shard};
use crate::experiment::runner::{Control, Kept, Tried, run};
use crate::export::folder::Folder;
use crate::export::stored::Stored;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::AtomicBool;

/// Missing replications that are named one by one.
const MOST_NAMED: usize = 12;

/// Puts the parts of an experiment together.
pub(crate) fn merge(args: &MergeArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let parts: Vec<Stored> = (args.parts.iter())
        .map(|part| {
            let stored = Stored::open(part).map_err(refused)?;
            stored.of_this_build().map_err(refused)?;
            Ok(stored)
        })
        .collect::<Result<_, Trouble>>()?;
    let plan = &parts[0].plan;
    let held = who_holds_what(&parts)?;
    refuse_gaps(plan, &held)?;

    let output = &args.output;
    let out = output.out.as_deref();
    let folder = Folder::open(plan, Shard::WHOLE, out, output.force).map_err(refused)?;
    let jobs = u64::from(plan.tries()) * plan.arms.len() as u64;
    let progress = Progress::new(jobs, output.quiet);
    let recall = |index: u32| -> io::Result<Option<Tried>> {
        held[&index].recall(index)?.map(Some).ok_or_else(|| {
            io::Error::other(format!(
                "replication {index} has gone from {}",
                held[&index].folder.display()
            ))
        })
    };
    let kept = Kept {
        recall: &recall,
        ..Kept::NOTHING
    };
    let timer = Timer::start(1);
    let control = Control {
        threads: timer.threads,
        stop,
        job_done: &|| progress.one_more(),
    };
    let mut rows = job::rows_of(&folder)?;
    let outcome = run(plan, Shard::WHOLE, &control, &kept, &mut |r| {
        rows.append(plan, r)
    });
    progress.finish();
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(error) => {
            folder.leave().map_err(refused)?;
            return Err(Trouble::failed(error));
        }
    };
    if outcome.interrupted {
        folder.leave().map_err(refused)?;
        return Ok(Ending::Interrupted);
    }
    let run = timer.stop(&outcome);
    let finished = job::conclude(plan, folder, outcome, rows, &run)?;
    if let Some(folder) = &finished.folder {
        progress.note(&format!("files in {}", folder.display()));
    }
    let report = job::reported(plan, &finished);
    if let Ok(Some(report)) = &report {
        progress.note(&format!("report in {}", report.display()));
    }
    // A report that cannot be written hides no result.
    let ending = job::show(plan, &finished, output.json)?;
    report.map(|_| ending)
}

/// Which part holds each replication. Parts of different experiments, and parts that share a replication, are refused.
fn who_holds_what(parts: &[Stored]) -> Result<BTreeMap<u32, &Stored>, Trouble> {
    let first = &parts[0];
    let mut held: BTreeMap<u32, &Stored> = BTreeMap::new();
    for part in parts {
        let here = part.folder.display();
        if part.hash != first.hash {
            return Err(Trouble::Usage(format!(
                "error: {here} is a part of another experiment ({}) than {} ({})",
                part.hash,
                first.folder.display(),
                first.hash
            )));
        }
        for index in part.indices().map_err(Trouble::failed)? {
            if index >= part.plan.tries() {
                return Err(Trouble::Usage(format!(
                    "error: {here} holds replication {index} of an experiment that has {}",
                    part.plan.tries()
                )));
            }
            if let Some(other) = held.insert(index, part) {
                return Err(Trouble::Usage(format!(
                    "error: {} and {here} overlap: both hold replication {index}",
                    other.folder.display()
                )));
            }
        }
    }
    Ok(held)
}

fn refuse_gaps(plan: &Plan, held: &BTreeMap<u32, &Stored>) -> Result<(), Trouble> {
    let missing: Vec<u32> = (0..plan.tries())
        .filter(|index| !held.contains_key(index))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut named: Vec<String> = (missing.iter().take(MOST_NAMED))
        .map(u32::to_string)
        .collect();
    if missing.len() > MOST_NAMED {
        named.push("...".to_owned());
    }
    Err(Trouble::Usage(format!(
        "error: {} of {} replications are in none of these folders: {}",
        missing.len(),
        plan.tries(),
        named.join(", ")
    )))
}
