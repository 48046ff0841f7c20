//! `casework compare`.

use crate::cli::args::CompareArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{job, json, page, print, text};
use crate::experiment::plan::{
    Arm, Pair, Plan, against_the_first, structural_base, structural_pairs,
};
use crate::experiment::sweep::structure_arms;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// The authorities described when no scenario is named.
const AUTHORITIES: [&str; 3] = ["la1", "la2", "la3"];

/// Compares structures or scenarios.
pub(crate) fn compare(args: &CompareArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    if args.scenarios.len() < 2 && !args.job.quiet {
        let _ = writeln!(
            anstream::stderr(),
            "sizing the arms: pilot runs find the posts that leave each worker about 4.5 and about 10.4 families"
        );
    }
    let (name, arms, pairs) = arms_and_pairs(&args.scenarios, &args.job.sets(), stop)?;
    if stop.load(Ordering::Relaxed) {
        let _ = writeln!(
            anstream::stderr(),
            "interrupted: no replication was begun, nothing is kept"
        );
        return Ok(Ending::Interrupted);
    }
    let plan = Plan {
        name,
        arms,
        pairs,
        replications: args.job.replications,
        seed: args.job.seed,
    };
    let finished = job::carry_out(&plan, &args.job, stop)?;
    if finished.comparison.replications > 0 {
        print(&if args.job.json {
            json::document(&plan, &finished)
        } else {
            let changed = args.job.changed();
            page::comparison(
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

/// No scenario: the authorities, unpaired, and the structures. One: it and the structures on its families. More: each
/// against the first.
fn arms_and_pairs(
    scenarios: &[String],
    sets: &[String],
    stop: &AtomicBool,
) -> Result<(String, Vec<Arm>, Vec<Pair>), Trouble> {
    let load = |name: &str| job::load_arm(name, sets);
    let mut arms: Vec<Arm> = match scenarios {
        [] => AUTHORITIES
            .into_iter()
            .map(load)
            .collect::<Result<_, _>>()?,
        named => named
            .iter()
            .map(|name| load(name))
            .collect::<Result<_, _>>()?,
    };
    let name = match scenarios {
        [] => "compare".to_owned(),
        _ => arms
            .iter()
            .map(|arm| arm.name.as_str())
            .collect::<Vec<_>>()
            .join("-"),
    };
    if scenarios.len() > 1 {
        tell_apart(&mut arms);
        let pairs = against_the_first(&arms);
        return Ok((name, arms, pairs));
    }
    let base = structural_base(&arms).config.clone();
    arms.extend(structure_arms(&base, stop));
    let pairs = structural_pairs(&arms);
    Ok((name, arms, pairs))
}

/// Numbers the later ones among arms of the same name.
fn tell_apart(arms: &mut [Arm]) {
    for at in 1..arms.len() {
        let (before, rest) = arms.split_at_mut(at);
        let arm = &mut rest[0];
        let (plain, label) = (arm.name.clone(), arm.label.clone());
        let mut number = 2;
        while before.iter().any(|other| other.name == arm.name) {
            arm.name = format!("{plain}-{number}");
            arm.label = format!("{label} ({number})");
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::Question;

    #[test]
    fn without_scenarios_only_structures_are_paired() {
        let quick = ["run.warm_up_months=1", "run.years=1"].map(str::to_owned);
        let (name, arms, pairs) =
            arms_and_pairs(&[], &quick, &AtomicBool::new(false)).expect("embedded scenarios");
        assert_eq!((name.as_str(), arms.len(), pairs.len()), ("compare", 9, 7));
        assert!(
            pairs.iter().all(|pair| pair.arm >= 3
                && pair.minus >= 3
                && pair.question != Question::Scenario)
        );
    }

    #[test]
    fn the_same_scenario_thrice_gives_three_names() {
        let thrice = ["la2", "la1", "la1", "la1"].map(str::to_owned);
        let (_, arms, pairs) =
            arms_and_pairs(&thrice, &[], &AtomicBool::new(false)).expect("embedded scenarios");
        let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
        assert_eq!(names, ["la2", "la1", "la1-2", "la1-3"]);
        assert_eq!(arms[3].label, "LA1 (3)");
        assert_eq!(pairs.len(), 3);
    }
}
