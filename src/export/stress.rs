//! The answers of a run to the items of STRESS-DES, the checklist for reports of discrete-event simulations.

use crate::experiment::plan::{Plan, Question};
use std::collections::BTreeMap;

/// The items, in the order of the checklist.
pub const ITEMS: [&str; 20] = [
    "1.1 purpose",
    "1.2 outputs",
    "1.3 experiments",
    "2.1 base model",
    "2.2 logic",
    "2.3 scenario logic",
    "2.4 algorithms",
    "2.5 components",
    "3.1 data sources",
    "3.2 pre-processing",
    "3.3 parameters",
    "3.4 assumptions",
    "4.1 initialisation",
    "4.2 run length",
    "4.3 estimation",
    "5.1 software",
    "5.2 random sampling",
    "5.3 execution",
    "5.4 system",
    "6.1 access",
];

/// The answers, by item.
pub fn answers(
    plan: &Plan,
    made: u32,
    is_enough: bool,
    random_numbers: &str,
    ties: &str,
    initialisation: &str,
    estimation: &str,
) -> BTreeMap<&'static str, String> {
    let arms: Vec<&str> = plan.arms.iter().map(|arm| arm.name.as_str()).collect();
    let pairs: Vec<String> = (plan.pairs.iter())
        .map(|pair| {
            let why = match pair.question {
                Question::Structure => "structure",
                Question::Caseload => "caseload",
                Question::Scenario => "anything",
            };
            format!(
                "{} less {} ({why})",
                plan.arms[pair.arm].name, plan.arms[pair.minus].name
            )
        })
        .collect();
    let changed = if plan.changed.is_empty() {
        "nothing".to_owned()
    } else {
        plan.changed.join(", ")
    };
    let lengths: Vec<String> = (plan.arms.iter())
        .map(|arm| {
            let run = &arm.config.run;
            format!(
                "{}: start-up {} months, measured {} years",
                arm.name, run.warm_up_months, run.years
            )
        })
        .collect();
    let sets = match plan.doubt.sets.len() {
        0 => String::new(),
        n => format!(
            " Beside them {} under each of {n} plausible sets of parameters.",
            plan.doubt.replications
        ),
    };
    let stopped = if plan.asked.is_nothing() {
        String::new()
    } else {
        let why = if is_enough {
            "stopped once enough was known of what was asked, and for long enough"
        } else if made == plan.replications {
            "the whole budget, and not enough"
        } else {
            "not all of them complete"
        };
        format!(", of at most {}, {why}", plan.replications)
    };
    let said = [
        "To rehearse how a children's services department is organised and staffed: contact, drift, decisions, stress, who is not served. \
         docs/model.md, section 1; what it cannot say is there in section 8."
            .to_owned(),
        "Every measure with its unit, what it counts over what, and its margin: dictionary.csv beside this file, and docs/measures.md."
            .to_owned(),
        format!("Arms: {}. Compared: {}. Changed for this run: {changed}.", arms.join(", "), if pairs.is_empty() { "nothing".to_owned() } else { pairs.join("; ") }),
        "docs/model.md, section 3, and the picture docs/picture.svg: referral, screening, assessment, thresholds, long-term work, closing.".to_owned(),
        "docs/model.md, section 7: every decision, who makes it and on what evidence.".to_owned(),
        "Every arm's configuration is in [plan] in full; arms of the structural comparison differ in long-term teams only.".to_owned(),
        "docs/model.md, section 7; DESIGN.md names the file of each mechanism.".to_owned(),
        "Entities (families, children, cases, workers, teams), activities, resources (workers' minutes), queues and their discipline, entry and \
         exit: docs/model.md, sections 2 and 3. Waiting families may give up or be referred elsewhere."
            .to_owned(),
        "docs/parameters.md: the source of every value; docs/mechanisms.csv: the source of every mechanism.".to_owned(),
        "Severities were fitted to published means and standard deviations; national counts became rates: [provenance] in the scenarios says how.".to_owned(),
        "[plan] holds every value used; docs/parameters.md their meaning, unit and range.".to_owned(),
        "casework assumptions: each with its value, range, reason and rating.".to_owned(),
        initialisation.to_owned(),
        format!("{}. Time unit: minute. Terminates at a fixed date.", lengths.join("; ")),
        format!(
            "{made} replications{stopped}. {estimation} How many were needed for each margin: comparison.csv, column replications_for_margin.{sets}"
        ),
        format!("casework {} in Rust; versions of all libraries: Cargo.lock.", env!("CARGO_PKG_VERSION")),
        format!("{random_numbers} Seed {}.", plan.seed),
        format!("Event-driven, one agenda. {ties}"),
        "Time, threads and dates of this run: [run]. Results depend on none of them.".to_owned(),
        "Source, scenarios and licence: README.md. This run again: casework replay with this folder, or the command with the same seed.".to_owned(),
    ];
    ITEMS.into_iter().zip(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::{Arm, Doubt};

    #[test]
    fn every_item_has_an_answer_of_this_run() {
        let config = crate::scenario::load("la1", &[]).expect("embedded").config;
        let plan = Plan {
            name: "x".into(),
            arms: vec![Arm::new("la1", "LA1", config)],
            pairs: vec![],
            replications: 7,
            seed: 42,
            changed: vec!["run.years=2".into()],
            doubt: Doubt::default(),
            validation: false,
            asked: crate::experiment::asked::Asked::default(),
        };
        let said = answers(&plan, 7, false, "keyed", "by phase", "drawn", "means");
        assert_eq!(said.len(), ITEMS.len());
        assert!(said.values().all(|answer| !answer.is_empty()), "{said:?}");
        assert!(
            said["4.3 estimation"].starts_with("7 replications")
                && said["5.2 random sampling"].contains("Seed 42")
        );
        assert!(said["1.3 experiments"].contains("run.years=2"));
        let mut asking = plan;
        asking.asked.question = "What?".into();
        for (made, is_enough, why) in [
            (
                5,
                true,
                "5 replications, of at most 7, stopped once enough was known",
            ),
            (
                7,
                false,
                "7 replications, of at most 7, the whole budget, and not enough",
            ),
            (
                5,
                false,
                "5 replications, of at most 7, not all of them complete",
            ),
        ] {
            let said = answers(
                &asking, made, is_enough, "keyed", "by phase", "drawn", "means",
            );
            assert!(said["4.3 estimation"].starts_with(why), "{said:?}");
        }
    }
}
