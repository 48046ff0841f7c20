//! `casework experiment`: plans what a file declares, or lists the experiments there are.

use crate::cli::args::{ExperimentArgs, threads};
use crate::cli::compare::UNDER_EACH;
use crate::cli::diagnostic::drawn;
use crate::cli::dry::dry_run;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::job;
use crate::cli::print;
use crate::experiment::asked::Settings;
use crate::experiment::declared::{Designed, Refused, designed, everywhere};
use crate::experiment::plan::{Arm, Doubt, Plan, structural_pairs};
use crate::experiment::sweep::{PILOTS, SIZED_ARMS, Unsized, structure_arms};
use crate::scenario::{Declared, EXPERIMENTS, Problem, Problems, plausible_sets};
use std::io::Write;
use std::sync::atomic::AtomicBool;

/// Runs the experiment of a file, or lists those there are.
pub(crate) fn experiment(args: &ExperimentArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let Some(name) = &args.file else {
        return list();
    };
    let declared = Declared::load(name).map_err(|what| Trouble::Usage(format!("error: {what}")))?;
    if args.print {
        return print(&declared.text);
    }
    let wrong = |what: String| Trouble::Usage(format!("error: {}: {what}", declared.file));
    let file = &declared.experiment;
    let Designed {
        mut asked,
        mut arms,
        mut pairs,
    } = designed(&declared, &args.job.sets()).map_err(|why| match why {
        Refused::File(problems) => Trouble::Usage(drawn(&problems, &declared.file)),
        Refused::Arm {
            arm,
            scenario,
            problems,
        } => Trouble::Usage(format!(
            "{}{}",
            drawn(&problems, &scenario),
            whose(&declared, &problems, &arm)
        )),
    })?;
    let mut job = args.job.clone();
    job.replications = args.most.unwrap_or(file.replications.most);
    if job.replications < asked.least {
        return Err(wrong(format!(
            "replications: at most {} is fewer than the least, {}",
            job.replications, asked.least
        )));
    }
    let sets = args.sets.unwrap_or(file.replications.sets);
    if args.job.dry_run {
        let (sized, pilots) = if file.structures {
            (SIZED_ARMS, PILOTS)
        } else {
            (0, 0)
        };
        let sets = sets.min(plausible_sets().set.len() as u32);
        let own = if file.structures {
            &arms[..0]
        } else {
            &arms[..]
        };
        return dry_run(own, &arms[0], sized, pilots, sets * UNDER_EACH, &job);
    }
    if file.structures {
        arms = match structure_arms(&arms[0].config, threads(args.job.threads), stop) {
            Ok(arms) => arms,
            Err(Unsized::Stopped) => {
                let _ = writeln!(
                    anstream::stderr(),
                    "interrupted while the arms were sized: no replication was begun; what an earlier run kept is still there"
                );
                return Ok(Ending::Interrupted);
            }
            Err(error) => {
                return Err(Trouble::failed(format!(
                    "the arms cannot be sized: {error}"
                )));
            }
        };
        pairs = structural_pairs(&arms);
        let all = everywhere(file);
        if !all.is_empty() {
            let of = |arm: &Arm| Settings {
                arm: arm.name.clone(),
                changed: all.clone(),
            };
            asked.settings = arms.iter().map(of).collect();
        }
    }
    let doubt = Doubt::new(plausible_sets(), sets as usize, UNDER_EACH, &arms);
    let plan = Plan {
        name: format!("experiment-{}", declared.name),
        arms,
        pairs,
        replications: job.replications,
        seed: job.seed,
        changed: args.job.changed(),
        doubt,
        validation: false,
        asked,
    };
    job::carry_out(&plan, &job, stop)
}

/// The experiments there are.
fn list() -> Result<Ending, Trouble> {
    let mut page = String::from("The experiments that are part of the program:\n");
    for (name, _) in EXPERIMENTS {
        let declared = Declared::load(name).map_err(Trouble::failed)?;
        page += &format!("  {name:<11}{}\n", declared.experiment.question);
    }
    page += "\ncasework experiment NAME runs one of them; casework experiment NAME --print > FILE gives you its file, to change and run as\ncasework experiment FILE. What each key means: docs/experiments.md.\n";
    print(&page)
}

/// Whose mistakes those of an arm are: where the file states a setting, or what its base is. Those that were typed are nobody else's.
fn whose(declared: &Declared, problems: &Problems, arm: &str) -> String {
    let origins = || problems.as_slice().iter().filter_map(|p| p.origin.as_ref());
    let stated: Vec<Problem> = (origins().filter(|origin| origin.source.is_set()))
        .filter_map(|origin| declared.key_of(&origin.source.text))
        .map(|key| Problem::new(key, ""))
        .collect();
    if !stated.is_empty() {
        let placed = declared.placed(stated);
        let lines = placed
            .as_slice()
            .iter()
            .filter_map(|problem| problem.origin.as_ref()?.line());
        let lines: Vec<String> = lines.map(|line| line.to_string()).collect();
        return format!(
            "set in {}, line {}, arm {arm}\n",
            declared.file,
            lines.join(", ")
        );
    }
    if origins().any(|origin| origin.source.is_set()) {
        String::new()
    } else {
        format!("the base of {}, arm {arm}\n", declared.file)
    }
}
