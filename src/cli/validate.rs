//! `casework validate`.

use crate::cli::args::ValidateArgs;
use crate::cli::dry::dry_run;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::job;
use crate::experiment::plan::{Arm, Doubt, Plan, tell_apart};
use std::sync::atomic::AtomicBool;

/// The authorities that something published can be held against.
const SCENARIOS: [&str; 4] = ["la1", "la2", "la3", "england-2024"];

/// Runs scenarios as they are and holds them against what was published.
pub(crate) fn validate(args: &ValidateArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let sets = args.job.sets();
    let named: Vec<&str> = if args.scenarios.is_empty() {
        SCENARIOS.to_vec()
    } else {
        args.scenarios.iter().map(String::as_str).collect()
    };
    let mut arms: Vec<Arm> = (named.into_iter())
        .map(|name| job::load_arm(name, &sets))
        .collect::<Result<_, _>>()?;
    tell_apart(&mut arms);
    if args.job.dry_run {
        return dry_run(&arms, &arms[0], 0, 0, 0, &args.job);
    }
    let plan = Plan {
        name: "validate".to_owned(),
        arms,
        pairs: Vec::new(),
        replications: args.job.replications,
        seed: args.job.seed,
        changed: args.job.changed(),
        doubt: Doubt::default(),
        validation: true,
        asked: crate::experiment::asked::Asked::default(),
    };
    job::carry_out(&plan, &args.job, stop)
}
