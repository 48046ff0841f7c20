//! `casework compare`.

use crate::cli::args::{CompareArgs, threads};
use crate::cli::dry::dry_run;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::job;
use crate::experiment::plan::{
    Arm, Doubt, Pair, Plan, against_the_first, structural_base, structural_pairs, tell_apart,
};
use crate::experiment::sweep::{PILOTS, SIZED_ARMS, Unsized, structure_arms};
use crate::scenario::plausible_sets;
use std::io::Write;
use std::sync::atomic::AtomicBool;

/// Replications under each plausible set: the fewest that tell chance from doubt.
pub(crate) const UNDER_EACH: u32 = 2;
/// With fewer replications no plausible sets are carried unless the reader asks for them.
const FEW: u32 = 10;
/// The authorities described when no scenario is named.
const AUTHORITIES: [&str; 3] = ["la1", "la2", "la3"];

/// Compares structures or scenarios.
pub(crate) fn compare(args: &CompareArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    if args.job.dry_run {
        let (_, mut arms) = scenario_arms(&args.scenarios, &args.job.sets())?;
        let unchanged = arms.first().and_then(Arm::without_change);
        let (sized, pilots) = match args.scenarios.len() {
            1 if unchanged.is_some() => (0, 0),
            0 | 1 => (SIZED_ARMS, PILOTS),
            _ => (0, 0),
        };
        if args.scenarios.len() == 1 {
            arms.extend(unchanged);
        }
        let sets = args
            .sets
            .unwrap_or_else(|| default_sets(args.job.replications));
        let sets = sets.min(plausible_sets().set.len() as u32);
        return dry_run(
            &arms,
            structural_base(&arms),
            sized,
            pilots,
            sets * UNDER_EACH,
            &args.job,
        );
    }
    let threads = threads(args.job.threads);
    let Some(Compared { name, arms, pairs }) = arms_and_pairs(args, threads, stop)? else {
        let _ = writeln!(
            anstream::stderr(),
            "interrupted while the arms were sized: no replication was begun; what an earlier run kept is still there"
        );
        return Ok(Ending::Interrupted);
    };
    let number = args
        .sets
        .unwrap_or_else(|| default_sets(args.job.replications));
    let doubt = Doubt::new(plausible_sets(), number as usize, UNDER_EACH, &arms);
    let plan = Plan {
        name,
        arms,
        pairs,
        replications: args.job.replications,
        seed: args.job.seed,
        changed: args.job.changed(),
        doubt,
        validation: false,
        asked: crate::experiment::asked::Asked::default(),
    };
    job::carry_out(&plan, &args.job, stop)
}

/// As many plausible sets as take, all together, as many replications as the arms themselves; none with few replications.
pub(crate) fn default_sets(replications: u32) -> u32 {
    if replications < FEW {
        0
    } else {
        replications / UNDER_EACH
    }
}

/// The arms of the scenarios named, or of the authorities, and the name of the experiment.
fn scenario_arms(scenarios: &[String], sets: &[String]) -> Result<(String, Vec<Arm>), Trouble> {
    let load = |name: &str| job::load_arm(name, sets);
    if scenarios.is_empty() {
        let arms = AUTHORITIES.into_iter().map(load);
        return Ok(("compare".to_owned(), arms.collect::<Result<_, _>>()?));
    }
    let arms: Vec<Arm> = (scenarios.iter().map(|name| load(name))).collect::<Result<_, _>>()?;
    let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
    Ok((names.join("-"), arms))
}

/// What is compared with what, under which name.
struct Compared {
    name: String,
    arms: Vec<Arm>,
    pairs: Vec<Pair>,
}

/// No scenario: the authorities, unpaired, and the structures. One: it and the structures on its families, or if it has restructures
/// against itself without them. More: each against the first. `None` if it is asked to stop while arms are sized.
fn arms_and_pairs(
    args: &CompareArgs,
    threads: usize,
    stop: &AtomicBool,
) -> Result<Option<Compared>, Trouble> {
    let (name, mut arms) = scenario_arms(&args.scenarios, &args.job.sets())?;
    if args.scenarios.len() > 1 {
        tell_apart(&mut arms);
        let pairs = against_the_first(&arms);
        return Ok(Some(Compared { name, arms, pairs }));
    }
    if let Some(unchanged) = arms[0].without_change() {
        let arms = vec![unchanged, arms.swap_remove(0)];
        let pairs = against_the_first(&arms);
        return Ok(Some(Compared { name, arms, pairs }));
    }
    if !args.job.output.quiet {
        let _ = writeln!(
            anstream::stderr(),
            "sizing the arms: pilot runs find the posts that leave each worker about 4.5 and about 10.4 families"
        );
    }
    let base = structural_base(&arms).config.clone();
    match structure_arms(&base, threads, stop) {
        Ok(structures) => arms.extend(structures),
        Err(Unsized::Stopped) => return Ok(None),
        Err(error) => {
            return Err(Trouble::failed(format!(
                "the arms cannot be sized: {error}"
            )));
        }
    }
    let pairs = structural_pairs(&arms);
    Ok(Some(Compared { name, arms, pairs }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::Question;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: CompareArgs,
    }

    /// What this command line compares.
    fn compared(words: &[&str]) -> Compared {
        let line = ["compare", "--quiet"].iter().chain(words);
        let args = Line::parse_from(line).args;
        arms_and_pairs(&args, 2, &AtomicBool::new(false))
            .expect("embedded scenarios")
            .expect("nothing stops it")
    }

    #[test]
    fn without_scenarios_only_structures_are_paired() {
        let Compared { name, arms, pairs } = compared(&["--set=run.warm_up_months=1", "--years=1"]);
        assert_eq!((name.as_str(), arms.len(), pairs.len()), ("compare", 9, 7));
        assert!(
            pairs.iter().all(|pair| pair.arm >= 3
                && pair.minus >= 3
                && pair.question != Question::Scenario)
        );
    }

    #[test]
    fn a_restructure_is_compared_with_the_same_authority_without_it() {
        let Compared { arms, pairs, .. } = compared(&["restructure"]);
        let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
        assert_eq!(names, ["restructure-unchanged", "restructure"]);
        assert_eq!((pairs.len(), pairs[0].arm, pairs[0].minus), (1, 1, 0));
        assert!(arms[0].config.change.is_empty() && arms[1].config.change.len() == 1);
    }

    #[test]
    fn the_same_scenario_thrice_gives_three_names() {
        let Compared { arms, pairs, .. } = compared(&["la2", "la1", "la1", "la1"]);
        let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
        assert_eq!(names, ["la2", "la1", "la1-2", "la1-3"]);
        assert_eq!(arms[3].label, "LA1 (3)");
        assert_eq!(pairs.len(), 3);
    }
}
