//! What is fitted to what: the file that a calibration is declared in, and the sets of values that it leaves.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The declared calibration inside the program.
pub const DECLARED: &str = include_str!("../../scenarios/calibration.toml");
/// The plausible sets inside the program: what the declared calibration left.
const SETS: &str = include_str!("../../scenarios/plausible.toml");
/// The authority that nothing is fitted to.
pub const HELD_OUT: &str = "la2";

/// A calibration as its file declares it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Scenarios whose published figures are fitted.
    pub authorities: Vec<String>,
    /// Seed of the designs and of every simulation.
    pub seed: u64,
    /// Waves of narrowing down.
    pub waves: u32,
    /// Points of each wave.
    pub points: u32,
    /// Replications of a point in every authority.
    pub replications: u32,
    /// Points of what is left that are tried on fresh seeds.
    pub candidates: u32,
    /// Replications of each of them in every authority.
    pub fresh_replications: u32,
    /// Plausible sets kept.
    pub sets: usize,
    /// Rows in a hundred that a set may miss.
    pub forgiven_percent: f64,
    /// Standard deviation allowed for what the model leaves out, relative to the figure.
    pub discrepancy: Discrepancy,
    /// Range of every assumed number that is fitted, by key.
    pub search: BTreeMap<String, (f64, f64)>,
    /// What is fitted.
    pub rows: Rows,
}

/// Relative standard deviations, by kind of figure.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discrepancy {
    /// Of means.
    pub mean: f64,
    /// Of standard deviations.
    pub sd: f64,
    /// Of shares.
    pub share: f64,
}

/// The rows of the virtual study that are fitted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// Their ids.
    pub fit: Vec<String>,
}

impl Calibration {
    /// The declared calibration, or that of a file.
    ///
    /// # Errors
    /// In words: what cannot be read, and what is not allowed.
    pub fn load(file: Option<&Path>) -> Result<Self, String> {
        let (name, text) = match file {
            None => ("scenarios/calibration.toml".to_owned(), DECLARED.to_owned()),
            Some(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
                (name, text)
            }
        };
        let read: Self = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
        read.check().map_err(|what| format!("{name}: {what}"))?;
        Ok(read)
    }

    fn check(&self) -> Result<(), String> {
        if self.authorities.iter().any(|name| name == HELD_OUT) {
            return Err(format!(
                "authorities: {HELD_OUT} is held out, nothing is fitted to it: what it says of the model would be worth nothing afterwards"
            ));
        }
        let whole = [
            ("waves", self.waves, 1, 10),
            ("points", self.points, 10, 10_000),
            ("replications", self.replications, 2, 1_000),
            ("candidates", self.candidates, 1, 1_000),
            ("fresh_replications", self.fresh_replications, 2, 1_000),
        ];
        for (key, value, least, most) in whole {
            if !(least..=most).contains(&value) {
                return Err(format!(
                    "{key}: must be between {least} and {most}, but is {value}"
                ));
            }
        }
        if self.authorities.is_empty() || self.search.is_empty() || self.rows.fit.is_empty() {
            return Err("authorities, search and rows.fit: must not be empty".to_owned());
        }
        let terms = 1 + self.search.len() * (self.search.len() + 3) / 2;
        if self.points as usize <= terms {
            return Err(format!(
                "points: a quadratic surface over {} numbers has {terms} terms, so there must be more points, but there are {}",
                self.search.len(),
                self.points
            ));
        }
        for (key, (low, high)) in &self.search {
            if low >= high {
                return Err(format!(
                    "search.\"{key}\": must be [low, high], but is [{low}, {high}]"
                ));
            }
        }
        Ok(())
    }
}

/// Values of assumed numbers that, together, the published figures do not rule out.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PlausibleSet {
    /// Values by key.
    pub values: BTreeMap<String, f64>,
}

/// The plausible sets of a file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct PlausibleSets {
    /// The command that wrote them.
    pub command: String,
    /// The seed it was given.
    pub seed: u64,
    /// The values that scenarios stated then: a scenario that states another is left as it is.
    pub stated: BTreeMap<String, f64>,
    /// The sets.
    pub set: Vec<PlausibleSet>,
}

/// The plausible sets inside the program.
///
/// # Panics
/// If the program was built with a file that is none, which a test prevents.
pub fn plausible_sets() -> PlausibleSets {
    toml::from_str(SETS).expect("the plausible sets in the program are well formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_calibration_is_well_formed_and_leaves_la2_alone() {
        let declared = Calibration::load(None).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(declared.authorities, ["la1", "la3"]);
        let mut with_la2 = declared.clone();
        with_la2.authorities.push(HELD_OUT.to_owned());
        let refused = with_la2.check().expect_err("it is held out");
        assert!(refused.contains("la2 is held out"), "{refused}");
        let mut few = declared;
        few.points = 20;
        assert!(few.check().expect_err("too few").contains("terms"));
    }

    #[test]
    fn plausible_sets_are_of_the_declared_numbers_within_their_ranges() {
        let declared = Calibration::load(None).unwrap_or_else(|error| panic!("{error}"));
        for set in plausible_sets().set {
            assert!(set.values.keys().eq(declared.search.keys()));
            for (key, value) in &set.values {
                let (low, high) = declared.search[key];
                assert!((low..=high).contains(value), "{key} = {value}");
            }
        }
    }
}
