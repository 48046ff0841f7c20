//! `casework run`.

use crate::cli::args::RunArgs;
use crate::cli::dry::dry_run;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::job;
use crate::experiment::plan::{Doubt, Plan};
use std::sync::atomic::AtomicBool;

/// Runs one scenario.
pub(crate) fn run(args: &RunArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let arm = job::load_arm(&args.scenario, &args.job.sets())?;
    if args.job.dry_run {
        return dry_run(std::slice::from_ref(&arm), &arm, 0, 0, 0, &args.job);
    }
    let plan = Plan {
        name: arm.name.clone(),
        arms: vec![arm],
        pairs: Vec::new(),
        replications: args.job.replications,
        seed: args.job.seed,
        changed: args.job.changed(),
        doubt: Doubt::default(),
        validation: false,
        asked: crate::experiment::asked::Asked::default(),
    };
    job::carry_out(&plan, &args.job, stop)
}
