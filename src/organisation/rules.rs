//! Values worked out once from a configuration, so that the loop looks them up by index.

use crate::scenario::config::{Clocks, Config, Features};
use crate::world::vocabulary::PROBLEMS;

/// Values worked out once from a configuration.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Features of each kind of team, by index.
    pub features: Vec<Features>,
    /// Index of the features of each team specification.
    pub features_of_spec: Vec<usize>,
    /// Clocks in force.
    pub clocks: Clocks,
    /// Coupling matrix: row reinforces column.
    pub coupling: [[f64; PROBLEMS]; PROBLEMS],
}

impl Rules {
    /// Works them out.
    pub fn new(config: &Config) -> Rules {
        let names: Vec<&String> = config.features.keys().collect();
        let mut coupling = [[0.0; PROBLEMS]; PROBLEMS];
        for c in &config.coupling {
            coupling[c.from as usize][c.to as usize] = c.strength;
        }
        Rules {
            features: config.features.values().cloned().collect(),
            features_of_spec: config
                .team
                .iter()
                .map(|t| {
                    names
                        .iter()
                        .position(|n| **n == t.features)
                        .expect("checked: a team names its features")
                })
                .collect(),
            clocks: config.clocks().clone(),
            coupling,
        }
    }
}
