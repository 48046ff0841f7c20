//! A plan as a table of TOML: in the folder of an unfinished experiment from its start, in `manifest.toml` at its end.

use crate::experiment::asked::Asked;
use crate::experiment::plan::{Arm, Caseload, Cell, Doubt, Pair, Plan, Question, Structure};
use crate::scenario::{Config, Problems};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PlanTable {
    version: String,
    name: String,
    seed: u64,
    replications: u32,
    changed: Vec<String>,
    #[serde(default, skip_serializing_if = "is_none")]
    doubt: Doubt,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    validation: bool,
    #[serde(default, skip_serializing_if = "Asked::is_nothing")]
    asked: Asked,
    pair: Vec<PairTable>,
    arm: Vec<ArmTable>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PairTable {
    arm: String,
    minus: String,
    question: Question,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ArmTable {
    name: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    structure: Option<Structure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caseload: Option<Caseload>,
    scenario: toml::Table,
}

fn is_none(doubt: &Doubt) -> bool {
    doubt.sets.is_empty()
}

/// FNV-1a, 64 bits: stable between versions and machines.
pub(crate) fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// The table of a plan: version of the program, seed, replications, pairs, and every arm's scenario in full.
///
/// # Panics
/// If the plan cannot be written as TOML, which every plan can.
pub fn plan_table(plan: &Plan) -> toml::Table {
    let name = |arm: usize| plan.arms[arm].name.clone();
    let table = PlanTable {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        name: plan.name.clone(),
        seed: plan.seed,
        replications: plan.replications,
        changed: plan.changed.clone(),
        doubt: plan.doubt.clone(),
        validation: plan.validation,
        asked: plan.asked.clone(),
        pair: (plan.pairs.iter())
            .map(|pair| PairTable {
                arm: name(pair.arm),
                minus: name(pair.minus),
                question: pair.question,
            })
            .collect(),
        arm: (plan.arms.iter())
            .map(|arm| ArmTable {
                name: arm.name.clone(),
                label: arm.label.clone(),
                structure: arm.cell.map(|cell| cell.structure),
                caseload: arm.cell.map(|cell| cell.caseload),
                scenario: arm.resolved.clone(),
            })
            .collect(),
    };
    toml::Table::try_from(&table).expect("a plan is a plain table")
}

/// The hash of an experiment: of all that [`plan_table`] holds but how its file was named. Sixteen hexadecimal digits.
pub fn experiment_hash(plan: &Plan) -> String {
    let mut table = plan_table(plan);
    if let Some(toml::Value::Table(asked)) = table.get_mut("asked") {
        asked.remove("file");
    }
    format!("{:016x}", fnv1a(&table.to_string()))
}

/// The plan of a table.
///
/// # Errors
/// In words, if the table is not what [`plan_table`] writes, comes from another version of the program, or does not give
/// the hash that stands beside it.
pub fn read_plan(table: &toml::Table, hash: &str) -> Result<Plan, String> {
    let version = table.get("version").and_then(toml::Value::as_str);
    if let Some(other) = version.filter(|&version| version != env!("CARGO_PKG_VERSION")) {
        return Err(format!(
            "was written by casework {other}; this is casework {}",
            env!("CARGO_PKG_VERSION")
        ));
    }
    let damaged = |what: &dyn std::fmt::Display| format!("is damaged: {what}");
    let read: PlanTable = (table.clone().try_into()).map_err(|error: toml::de::Error| {
        let message = error.message().to_owned();
        damaged(&message)
    })?;
    let arms: Vec<Arm> = (read.arm.into_iter())
        .map(|arm| read_arm(arm).map_err(|error| damaged(&error)))
        .collect::<Result<_, _>>()?;
    let index = |name: &str| {
        let at = arms.iter().position(|arm| arm.name == name);
        at.ok_or_else(|| damaged(&format!("no arm is called {name}")))
    };
    let pairs = (read.pair.iter())
        .map(|pair| {
            Ok(Pair {
                arm: index(&pair.arm)?,
                minus: index(&pair.minus)?,
                question: pair.question,
            })
        })
        .collect::<Result<_, String>>()?;
    let plan = Plan {
        name: read.name,
        pairs,
        replications: read.replications,
        seed: read.seed,
        changed: read.changed,
        doubt: read.doubt,
        validation: read.validation,
        asked: read.asked,
        arms,
    };
    if experiment_hash(&plan) == hash {
        Ok(plan)
    } else {
        Err(damaged(
            &"its content does not give the hash that stands in it",
        ))
    }
}

fn read_arm(table: ArmTable) -> Result<Arm, String> {
    let config: Config =
        (table.scenario.try_into()).map_err(|error: toml::de::Error| error.message().to_owned())?;
    let mut problems = Vec::new();
    config.check(&mut problems);
    if !problems.is_empty() {
        return Err(Problems::new(problems).to_string());
    }
    let arm = Arm::new(&table.name, &table.label, config);
    Ok(match (table.structure, table.caseload) {
        (Some(structure), Some(caseload)) => Arm {
            cell: Some(Cell {
                structure,
                caseload,
            }),
            ..arm
        },
        _ => arm,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::structural_pairs;
    use crate::experiment::sweep::tests::quick_arms;
    use crate::scenario::load;

    fn plan(sets: &[&str], seed: u64, replications: u32) -> Plan {
        let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
        let config = load("la1", &sets).expect("embedded").config;
        let mut arms = vec![Arm::new("la1", "LA1", config.clone())];
        arms.extend(quick_arms(&config));
        Plan {
            name: "x".into(),
            pairs: structural_pairs(&arms),
            arms,
            replications,
            seed,
            changed: vec!["run.years=2".into()],
            doubt: Doubt::default(),
            validation: false,
            asked: Asked::default(),
        }
    }

    #[test]
    fn fnv1a_gives_its_published_values() {
        assert_eq!(fnv1a(""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(fnv1a("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(fnv1a("foobar"), 0x8594_4171_F739_67E8);
    }

    #[test]
    fn the_hash_covers_arms_years_seed_and_replications() {
        let of = |years: &str, seed, replications| {
            experiment_hash(&plan(&[&format!("run.years={years}")], seed, replications))
        };
        let base = of("2", 1, 20);
        assert_eq!(base, of("2", 1, 20));
        assert_eq!(base.len(), 16);
        for other in [of("1", 1, 20), of("2", 2, 20), of("2", 1, 21)] {
            assert_ne!(base, other);
        }
        let asked = |file: &str, question: &str| {
            let mut plan = plan(&[], 1, 20);
            plan.asked.file = file.into();
            plan.asked.question = question.into();
            experiment_hash(&plan)
        };
        // However the file is typed, it is the same experiment.
        assert_eq!(asked("cap.toml", "What?"), asked("../cap.toml", "What?"));
        assert_ne!(asked("cap.toml", "What?"), asked("cap.toml", "Which?"));
    }

    #[test]
    fn a_plan_that_is_written_and_read_is_the_same_to_the_last_bit() {
        let plan = plan(&["minutes.travel=33.3333333333333"], 7, 20);
        let text = plan_table(&plan).to_string();
        let read = read_plan(&text.parse().expect("TOML"), &experiment_hash(&plan));
        let read = read.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read.arms.len(), 7);
        for (read, written) in read.arms.iter().zip(&plan.arms) {
            assert!(read.config == written.config, "{}", written.name);
            assert_eq!((read.cell, &read.label), (written.cell, &written.label));
        }
        assert_eq!(read.pairs, plan.pairs);
        assert_eq!(experiment_hash(&read), experiment_hash(&plan));
    }

    #[test]
    fn a_plan_that_was_tampered_with_or_is_of_another_version_is_refused() {
        let plan = plan(&[], 7, 20);
        let (text, hash) = (plan_table(&plan).to_string(), experiment_hash(&plan));
        for (from, to, why) in [
            ("seed = 7", "seed = 8", "does not give the hash"),
            ("sharing = 1", "sharing = 2", "must be between 0 and 1"),
            ("minus = \"", "minus = \"un", "no arm is called un"),
            ("replications = 20\n", "", "missing field `replications`"),
            (
                "version = \"",
                "version = \"9.",
                "was written by casework 9.",
            ),
        ] {
            assert!(text.contains(from), "{from}");
            let changed = text.replacen(from, to, 1).parse().expect("TOML");
            let error = read_plan(&changed, &hash).expect_err(to);
            assert!(error.contains(why), "{error}");
        }
    }
}
