//! The file that an experiment is declared in: a base, arms or factors, what matters, a budget.

use super::key;
use super::origin::{Origin, Source};
use super::problem::{Problem, Problems};
use super::tree::Node;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// An experiment file held in memory: name, text.
pub type Experiments = &'static [(&'static str, &'static str)];

/// The experiments inside the program, by name.
pub const EXPERIMENTS: Experiments = &[
    (
        "structure",
        include_str!("../../scenarios/experiments/structure.toml"),
    ),
    ("cap", include_str!("../../scenarios/experiments/cap.toml")),
    (
        "posts",
        include_str!("../../scenarios/experiments/posts.toml"),
    ),
    (
        "road",
        include_str!("../../scenarios/experiments/road.toml"),
    ),
    (
        "threshold",
        include_str!("../../scenarios/experiments/threshold.toml"),
    ),
    (
        "absence",
        include_str!("../../scenarios/experiments/absence.toml"),
    ),
    (
        "shock",
        include_str!("../../scenarios/experiments/shock.toml"),
    ),
];

/// An experiment as its file declares it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// The question in words.
    pub question: String,
    /// The scenario that every arm begins from: a name, or a file beside this one.
    pub base: String,
    /// Settings changed in every arm, `key=value` as for `--set`.
    #[serde(default)]
    pub set: Vec<String>,
    /// Whether the changes that the base schedules are left out of every arm.
    #[serde(default)]
    pub unchanged: bool,
    /// How many replications.
    pub replications: Budget,
    /// The measures that matter.
    pub measure: Vec<Measured>,
    /// Whether the arms are teams and units on the base's families, with posts for a low and a high caseload.
    #[serde(default)]
    pub structures: bool,
    /// Arms by name.
    #[serde(default)]
    pub arm: Vec<Named>,
    /// Factors, whose levels are combined.
    #[serde(default)]
    pub factor: Vec<Factored>,
    /// Which combinations of levels there are.
    #[serde(default)]
    pub product: Product,
    /// Which arm is to be chosen.
    pub choose: Option<Chosen>,
    /// Which level keeps a promise.
    #[serde(default)]
    pub ask: Vec<Promise>,
}

/// How many replications an experiment may take.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// Before anything is decided.
    pub least: u32,
    /// The budget.
    pub most: u32,
    /// Plausible sets to repeat it under.
    #[serde(default)]
    pub sets: u32,
}

/// A measure that matters.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// The difference that matters, in its unit; the declared margin if it is not given.
    pub matters: Option<f64>,
}

/// An arm by name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// In files: lower case, no spaces.
    pub name: String,
    /// In tables.
    pub label: String,
    /// Settings changed in it.
    #[serde(default)]
    pub set: Vec<String>,
    /// Whether the changes that the base schedules are left out.
    #[serde(default)]
    pub unchanged: bool,
    /// The arm it is compared with; the first if it is not given.
    pub against: Option<String>,
}

/// A factor.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factored {
    /// In files.
    pub name: String,
    /// In tables.
    pub label: String,
    /// Its levels; the first is what the others are compared with.
    pub level: Vec<FactorLevel>,
}

/// A level of a factor.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorLevel {
    /// In tables; the number if it is not given.
    pub label: Option<String>,
    /// As a number.
    pub value: Option<f64>,
    /// Settings changed at it.
    #[serde(default)]
    pub set: Vec<String>,
}

/// Which combinations of levels there are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Product {
    /// All of them.
    #[default]
    Full,
    /// Of factors with two levels each half of them: those with an even number of second levels, so that no main effect is mixed with
    /// another.
    Half,
    /// Each factor alone, the others at their first level.
    OneAtATime,
}

/// Which side of a measure is wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The larger, the better.
    More,
    /// The smaller, the better.
    Less,
}

/// Which level of a factor is looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// The largest that keeps the promise.
    Largest,
    /// The smallest.
    Smallest,
}

/// An arm to be chosen.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// By this measure.
    pub measure: String,
    /// What is wanted of it.
    pub better: Better,
    /// The difference not worth telling apart, in its unit; the declared margin if it is not given.
    pub matters: Option<f64>,
    /// With which chance the best is to be chosen.
    pub probability: f64,
}

/// A question for a level.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// The question in words.
    pub words: String,
    /// The factor.
    pub factor: String,
    /// Which of its levels.
    pub wanted: Wanted,
    /// The measure.
    pub measure: String,
    /// It is to be at least this, in its unit.
    pub at_least: Option<f64>,
    /// It is to be at most this.
    pub at_most: Option<f64>,
    /// How sure the answer has to be.
    pub confidence: f64,
}

/// An experiment that was read, and where.
#[derive(Clone, Debug)]
pub struct Declared {
    /// The name of the file without its ending.
    pub name: String,
    /// The file, as it was named.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What it declares.
    pub experiment: Experiment,
}

impl Declared {
    /// The experiment of a name or a file.
    ///
    /// # Errors
    /// In words, with file, line and column: what cannot be read.
    pub fn load(name_or_file: &str) -> Result<Self, String> {
        let built_in = EXPERIMENTS.iter().find(|(name, _)| *name == name_or_file);
        let (name, text) = match built_in {
            Some(&(name, text)) => (name.to_owned(), text.to_owned()),
            None => {
                let text = std::fs::read_to_string(name_or_file).map_err(|error| {
                    let names: Vec<&str> = EXPERIMENTS.iter().map(|(name, _)| *name).collect();
                    let file = format!("{name_or_file}.toml");
                    let meant = if Path::new(&file).is_file() {
                        format!("did you mean {file}?")
                    } else {
                        format!("the experiments of the program are {}", names.join(", "))
                    };
                    format!("{name_or_file}: {error}; {meant}")
                })?;
                let stem = Path::new(name_or_file).file_stem();
                let name =
                    stem.map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
                (name, text)
            }
        };
        let mut experiment: Experiment = toml::from_str(&text).map_err(|error| {
            let is_scenario = text
                .parse::<toml::Table>()
                .is_ok_and(|table| table.contains_key("extends") && !table.contains_key("base"));
            if is_scenario {
                format!(
                    "{name_or_file}: is a scenario, not an experiment; `casework run` takes it, and an experiment names it as its base"
                )
            } else {
                format!("{name_or_file}: {error}")
            }
        })?;
        // A base that is a file stands beside the experiment.
        let beside = Path::new(name_or_file).with_file_name(&experiment.base);
        if built_in.is_none() && experiment.base.ends_with(".toml") {
            experiment.base = beside.display().to_string();
        }
        Ok(Self {
            name,
            file: name_or_file.to_owned(),
            text,
            experiment,
        })
    }

    /// Problems with keys of the file, each with its line.
    pub fn placed(&self, problems: Vec<Problem>) -> Problems {
        let source = Source::new(&self.file, &self.text, 0);
        let tree = Node::parse(&source).ok();
        let place = |problem: Problem| match &tree {
            Some(tree) if !problem.key.is_empty() => {
                let segments = key::split(&problem.key).unwrap_or_default();
                let origin = tree.place(&segments, problem.mark);
                problem.at(origin)
            }
            _ => problem.at(Origin::whole(&source)),
        };
        Problems::new(problems.into_iter().map(place).collect())
    }

    /// The key at which the file states a setting; none if it does not.
    pub fn key_of(&self, set: &str) -> Option<String> {
        let file = &self.experiment;
        let arms = file.arm.iter().enumerate();
        let factors = file.factor.iter().enumerate();
        let levels = factors.flat_map(|(f, factor)| {
            let levels = factor.level.iter().enumerate();
            levels.map(move |(l, level)| (format!("factor.{f}.level.{l}.set"), &level.set))
        });
        std::iter::once(("set".to_owned(), &file.set))
            .chain(arms.map(|(at, arm)| (format!("arm.{at}.set"), &arm.set)))
            .chain(levels)
            .find_map(|(key, sets)| {
                let at = sets.iter().position(|own| own == set)?;
                Some(format!("{key}.{at}"))
            })
    }
}

/// The places of the levels of every combination, the factors in order, the first level of each first.
pub fn combinations(levels: &[usize], product: Product) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for &number in levels {
        all = (all.iter())
            .flat_map(|before| (0..number).map(move |level| [before.as_slice(), &[level]].concat()))
            .collect();
    }
    all.retain(|places: &Vec<usize>| {
        let moved = places.iter().filter(|&&place| place > 0).count();
        match product {
            Product::Full => true,
            Product::Half => moved.is_multiple_of(2),
            Product::OneAtATime => moved <= 1,
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_experiment_of_the_program_is_well_formed() {
        for (name, _) in EXPERIMENTS {
            let declared = Declared::load(name).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(declared.name, *name);
            assert!(declared.experiment.question.ends_with('?'), "{name}");
        }
        let error = Declared::load("nothing").expect_err("no such file");
        assert!(error.contains("structure, cap"), "{error}");
    }

    #[test]
    fn levels_are_combined_fully_by_half_or_one_at_a_time() {
        assert_eq!(
            combinations(&[2, 3], Product::Full),
            [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
        );
        // The principal half of three factors, I = ABC with its signs turned: an even number of second levels.
        assert_eq!(
            combinations(&[2, 2, 2], Product::Half),
            [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
        );
        assert_eq!(
            combinations(&[3, 2], Product::OneAtATime),
            [[0, 0], [0, 1], [1, 0], [2, 0]]
        );
        assert_eq!(combinations(&[], Product::Full).len(), 1);
    }
}
