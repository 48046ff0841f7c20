//! `casework run`.

use crate::cli::args::RunArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{job, json, page, print, text};
use crate::experiment::plan::Plan;
use std::sync::atomic::AtomicBool;

/// Runs one scenario.
pub(crate) fn run(args: &RunArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let arm = job::load_arm(&args.scenario, &args.job.sets())?;
    let plan = Plan {
        name: arm.name.clone(),
        arms: vec![arm],
        pairs: Vec::new(),
        replications: args.job.replications,
        seed: args.job.seed,
    };
    let finished = job::carry_out(&plan, &args.job, stop)?;
    if finished.comparison.replications > 0 {
        print(&if args.job.json {
            json::document(&plan, &finished)
        } else {
            let changed = args.job.changed();
            page::one_scenario(
                &plan,
                &finished.comparison,
                &finished.scores,
                &changed,
                text::width(),
            )
        })?;
    }
    Ok(finished.ending)
}
