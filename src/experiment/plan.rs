//! What is run and what is compared with what.

use crate::experiment::asked::Asked;
use crate::experiment::factor::{place, with_values};
use crate::scenario::{Config, PlausibleSets, Problem};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How work is organised in a cell of the structural comparison.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Structure {
    /// Individual allocation under a manager.
    Hierarchy,
    /// Systemic units.
    Unit,
    /// Systemic units that cost no more than the hierarchy beside them.
    UnitCostNeutral,
}

impl Structure {
    /// The words for tables.
    pub fn label(self) -> &'static str {
        match self {
            Self::Hierarchy => "hierarchy",
            Self::Unit => "unit",
            Self::UnitCostNeutral => "unit, same cost",
        }
    }
}

/// How many families the posts are meant to leave each worker.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caseload {
    /// Near LA1's.
    Low,
    /// Near LA3's.
    High,
}

impl Caseload {
    /// The families per worker aimed at.
    pub fn aim(self) -> f64 {
        match self {
            Self::Low => 4.5,
            Self::High => 10.4,
        }
    }
}

/// An arm's place in the structural comparison.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cell {
    /// How work is organised.
    pub structure: Structure,
    /// How much of it there is per worker.
    pub caseload: Caseload,
}

/// One complete configuration to run.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The name in files: lower case, no spaces.
    pub name: String,
    /// The words for tables.
    pub label: String,
    /// What is simulated.
    pub config: Config,
    /// The same as a table, for the manifest and the experiment's hash.
    pub resolved: toml::Table,
    /// Whole-time posts on the establishment.
    pub posts: f64,
    /// What those posts cost in a year, in pounds.
    pub pay_bill: f64,
    /// Its place in the structural comparison, if it has one.
    pub cell: Option<Cell>,
}

impl Arm {
    /// An arm of this configuration. Panics if the configuration cannot be written as TOML, which no plain one does.
    pub fn new(name: &str, label: &str, config: Config) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            resolved: toml::Table::try_from(&config).expect("a configuration is a plain table"),
            posts: config.posts(),
            pay_bill: config.pay_bill(),
            config,
            cell: None,
        }
    }

    /// The same arm, placed in the structural comparison.
    #[must_use]
    pub fn in_cell(self, structure: Structure, caseload: Caseload) -> Self {
        Self {
            cell: Some(Cell {
                structure,
                caseload,
            }),
            ..self
        }
    }

    /// The same scenario without its restructures, if it has any: what it is compared with.
    pub fn without_change(&self) -> Option<Arm> {
        let mut config = self.config.clone();
        config.change.clear();
        let label = format!("{} without the change", self.label);
        (config != self.config)
            .then(|| Arm::new(&format!("{}-unchanged", self.name), &label, config))
    }

    /// The month, as YYYY-MM, that is `months` after the run's start.
    pub fn month(&self, months: usize) -> String {
        let (year, month) = self.config.first_month();
        let since = usize::try_from(month).unwrap_or(1) - 1 + months;
        format!(
            "{:04}-{:02}",
            i64::from(year) + (since / 12) as i64,
            since % 12 + 1
        )
    }
}

/// What a pair of arms is compared for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// The same families and caseload under another structure.
    Structure,
    /// The same families and structure under another caseload.
    Caseload,
    /// Two scenarios that may differ in anything.
    Scenario,
}

impl Question {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Caseload => "caseload",
            Self::Scenario => "scenario",
        }
    }
}

/// Two arms to be compared: `arm` minus `minus`, replication by replication.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pair {
    /// Index of the arm.
    pub arm: usize,
    /// Index of the arm taken away.
    pub minus: usize,
    /// Why.
    pub question: Question,
}

/// A whole experiment.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The name of its output folder, before the hash.
    pub name: String,
    /// The arms, in the order of every table.
    pub arms: Vec<Arm>,
    /// The comparisons, in the order of every table.
    pub pairs: Vec<Pair>,
    /// Replications of every arm.
    pub replications: u32,
    /// The seed of them all.
    pub seed: u64,
    /// The settings changed for this experiment, `key=value`, for the reader.
    pub changed: Vec<String>,
    /// What is repeated under other values of what nobody measured.
    pub doubt: Doubt,
    /// Whether at its end it is held against what was published, with a page and files of its own.
    pub validation: bool,
    /// What it asks; if anything, it ends as soon as enough is known, and `replications` are the most there may be.
    pub asked: Asked,
}

/// Plausible sets under which every arm is tried as well, after its own replications and on luck of their own.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Doubt {
    /// Replications under each set.
    pub replications: u32,
    /// The values that scenarios stated when the sets were found.
    pub stated: BTreeMap<String, f64>,
    /// The sets: values by key.
    pub sets: Vec<BTreeMap<String, f64>>,
}

impl Doubt {
    /// The first so many sets, each with so many replications; those that contradict something in an arm are left out.
    pub fn new(sets: PlausibleSets, number: usize, replications: u32, arms: &[Arm]) -> Self {
        let doubt = Self {
            replications,
            stated: sets.stated,
            sets: sets.set.into_iter().map(|set| set.values).collect(),
        };
        let fits =
            |set: &BTreeMap<String, f64>| arms.iter().all(|arm| doubt.under(arm, set).is_ok());
        Self {
            sets: (doubt.sets.iter().filter(|set| fits(set)).take(number))
                .cloned()
                .collect(),
            ..doubt
        }
    }

    /// An arm under a set. What it states otherwise than the scenarios did when the sets were found is its own and stays.
    fn under(&self, arm: &Arm, set: &BTreeMap<String, f64>) -> Result<Config, Vec<Problem>> {
        let is_as_found = |key: &str| {
            let now = place(&arm.resolved, key)
                .and_then(|v| v.as_float().or_else(|| Some(v.as_integer()? as f64)));
            now.is_some() && now == self.stated.get(key).copied()
        };
        let values = (set.iter())
            .filter(|(key, _)| is_as_found(key))
            .map(|(key, &value)| (key.clone(), vec![value]))
            .collect();
        with_values(&arm.resolved, &values)
    }
}

impl Plan {
    /// Replications to be tried: those of the arms as they are, then those under each plausible set.
    pub fn tries(&self) -> u32 {
        self.replications + self.doubt.sets.len() as u32 * self.doubt.replications
    }

    /// The plausible set of a replication; none if the arms are as they are.
    pub fn set_of(&self, replication: u32) -> Option<usize> {
        let beyond = replication.checked_sub(self.replications)?;
        Some((beyond / self.doubt.replications) as usize)
    }

    /// What is simulated in a replication of an arm.
    ///
    /// # Panics
    /// If a plausible set contradicts something in the arm, which [`Doubt::new`] prevents.
    pub fn config(&self, arm: usize, replication: u32) -> Cow<'_, Config> {
        let arm = &self.arms[arm];
        match self.set_of(replication) {
            None => Cow::Borrowed(&arm.config),
            Some(set) => match self.doubt.under(arm, &self.doubt.sets[set]) {
                Ok(config) => Cow::Owned(config),
                Err(problems) => panic!("set {set} contradicts {}: {problems:?}", arm.name),
            },
        }
    }
}

/// A part of an experiment: of all replications those whose index leaves this remainder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Shard {
    /// The remainder, below `of`.
    pub index: u32,
    /// The number of parts.
    pub of: u32,
}

impl Shard {
    /// The whole as its only part.
    pub const WHOLE: Shard = Shard { index: 0, of: 1 };

    /// Whether a replication belongs to the part.
    pub fn holds(self, replication: u32) -> bool {
        replication % self.of == self.index
    }

    /// How many of the first replications belong to it.
    pub fn count(self, replications: u32) -> u32 {
        replications.saturating_sub(self.index).div_ceil(self.of)
    }
}

/// Whose families the structural comparison is made on if it is among several scenarios.
const BASE: &str = "la3";

/// The scenario among these arms on whose families structures are compared: LA3, or else the first.
pub fn structural_base(arms: &[Arm]) -> &Arm {
    arms.iter().find(|arm| arm.name == BASE).unwrap_or(&arms[0])
}

/// The comparisons among the arms that have a place in the structural comparison: structures against the hierarchy
/// at the same caseload, then the low against the high caseload within each structure.
pub fn structural_pairs(arms: &[Arm]) -> Vec<Pair> {
    let find = |structure, caseload| {
        arms.iter().position(|arm| {
            arm.cell
                == Some(Cell {
                    structure,
                    caseload,
                })
        })
    };
    let pair = |arm: Option<usize>, minus: Option<usize>, question| {
        Some(Pair {
            arm: arm?,
            minus: minus?,
            question,
        })
    };
    let mut pairs = Vec::new();
    for structure in [Structure::Unit, Structure::UnitCostNeutral] {
        for caseload in [Caseload::Low, Caseload::High] {
            let hierarchy = find(Structure::Hierarchy, caseload);
            pairs.extend(pair(
                find(structure, caseload),
                hierarchy,
                Question::Structure,
            ));
        }
    }
    for structure in [
        Structure::Hierarchy,
        Structure::Unit,
        Structure::UnitCostNeutral,
    ] {
        let (low, high) = (
            find(structure, Caseload::Low),
            find(structure, Caseload::High),
        );
        pairs.extend(pair(low, high, Question::Caseload));
    }
    pairs
}

/// Every arm against the first.
pub fn against_the_first(arms: &[Arm]) -> Vec<Pair> {
    (1..arms.len())
        .map(|arm| Pair {
            arm,
            minus: 0,
            question: Question::Scenario,
        })
        .collect()
}

/// Numbers the later ones among arms of the same name.
pub fn tell_apart(arms: &mut [Arm]) {
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
    use crate::experiment::sweep::tests::quick_arms;
    use crate::scenario::PlausibleSet;

    fn base() -> Config {
        let quick = ["run.warm_up_months=1", "run.years=1"].map(str::to_owned);
        crate::scenario::load("la1", &quick)
            .expect("an embedded scenario")
            .config
    }

    #[test]
    fn the_structural_comparison_holds_families_or_structure_still() {
        let arms = quick_arms(&base());
        let pairs = structural_pairs(&arms);
        assert_eq!(pairs.len(), 7);
        for pair in pairs {
            let (a, b) = (
                arms[pair.arm].cell.expect("placed"),
                arms[pair.minus].cell.expect("placed"),
            );
            match pair.question {
                Question::Structure => {
                    assert_eq!(a.caseload, b.caseload);
                    assert_eq!(b.structure, Structure::Hierarchy);
                }
                Question::Caseload => {
                    assert_eq!(a.structure, b.structure);
                    assert_eq!((a.caseload, b.caseload), (Caseload::Low, Caseload::High));
                }
                Question::Scenario => panic!("not in this comparison"),
            }
        }
    }

    #[test]
    fn months_are_counted_across_the_turn_of_the_year() {
        let arm = Arm::new("la1", "LA1", base());
        let (year, month) = arm.config.first_month();
        assert_eq!(arm.month(0), format!("{year:04}-{month:02}"));
        let to_january = 13 - usize::try_from(month).expect("a month");
        assert_eq!(arm.month(to_january), format!("{:04}-01", year + 1));
        assert_eq!(arm.month(to_january + 11), format!("{:04}-12", year + 1));
    }

    #[test]
    fn authorities_are_not_paired_with_one_another() {
        let arms = [
            Arm::new("la1", "LA1", base()),
            Arm::new("la2", "LA2", base()),
        ];
        assert!(structural_pairs(&arms).is_empty());
        assert_eq!(against_the_first(&arms).len(), 1);
    }

    fn sets(stated: &[(&str, f64)], sets: &[&[(&str, f64)]]) -> PlausibleSets {
        let table = |of: &[(&str, f64)]| of.iter().map(|&(k, v)| (k.to_owned(), v)).collect();
        PlausibleSets {
            command: String::new(),
            seed: 1,
            stated: table(stated),
            set: (sets.iter())
                .map(|of| PlausibleSet { values: table(of) })
                .collect(),
        }
    }

    #[test]
    fn a_set_that_contradicts_an_arm_is_left_out_and_a_value_of_its_own_stays() {
        let loaded = |sets: &[String]| crate::scenario::load("la1", sets).expect("embedded").config;
        let own = ["minutes.travel=33".to_owned()];
        let arms = [
            Arm::new("la1", "LA1", loaded(&[])),
            Arm::new("mine", "mine", loaded(&own)),
        ];
        let travel = arms[0].config.minutes.travel;
        let close = arms[0].config.thresholds.close;
        let found = sets(
            &[("minutes.travel", travel), ("thresholds.close", close)],
            &[
                &[("minutes.travel", 50.0), ("thresholds.close", 4.5)],
                &[("minutes.travel", 51.0), ("thresholds.close", 29.0)],
                &[("minutes.travel", 52.0), ("thresholds.close", 4.0)],
                &[("minutes.travel", 53.0), ("thresholds.close", 4.0)],
            ],
        );
        let doubt = Doubt::new(found, 2, 3, &arms);
        let kept: Vec<f64> = doubt.sets.iter().map(|set| set["minutes.travel"]).collect();
        assert_eq!(
            kept,
            [50.0, 52.0],
            "a closing above the transfer contradicts"
        );
        let plan = Plan {
            name: "x".into(),
            pairs: against_the_first(&arms),
            arms: arms.to_vec(),
            replications: 5,
            seed: 1,
            changed: vec![],
            doubt,
            validation: false,
            asked: Asked::default(),
        };
        assert_eq!(plan.tries(), 5 + 2 * 3);
        assert_eq!(
            [4, 5, 7, 8, 10].map(|r| plan.set_of(r)),
            [None, Some(0), Some(0), Some(1), Some(1)]
        );
        let under = |arm, replication| plan.config(arm, replication).into_owned();
        assert!(under(0, 4) == arms[0].config);
        assert_eq!(
            (under(0, 5).minutes.travel, under(0, 5).thresholds.close),
            (50.0, 4.5)
        );
        assert_eq!(
            (under(1, 8).minutes.travel, under(1, 8).thresholds.close),
            (33.0, 4.0)
        );
    }
}
