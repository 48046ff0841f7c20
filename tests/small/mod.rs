//! A small configuration and library, so that tests of the loader do not depend on the real scenarios.

use std::collections::BTreeMap;

use casework::scenario::{Loaded, Problem, Problems, load_as};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An enum, read by serde alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Decider {
    /// One.
    Manager,
    /// Another.
    Consultant,
}

casework::parameters! {
    /// The whole.
    pub struct Small {
        /// Demand.
        demand: Demand, nested;
        /// Thresholds.
        thresholds: Thresholds, nested;
        /// Teams, with tables inside them.
        team: Vec<Team>, nested;
        /// Features by name.
        features: BTreeMap<String, Features>, nested;
    }

    /// Demand.
    pub struct Demand {
        /// Families referred in a year,
        /// before seasons and shocks.
        referrals_per_year: f64, "families/year", 0.0..=20_000.0;
        /// Shares of the year.
        quarters: [f64; 4], "share", 0.0..=1.0;
        /// Shares of sources.
        sources: BTreeMap<String, f64>, "share", 0.0..=1.0;
        /// Days to wait.
        wait: i32, "days", -5..=5;
    }

    /// Thresholds.
    pub struct Thresholds {
        /// Opens at.
        open: f64, "points", 0.0..=f64::INFINITY;
        /// Closes at.
        close: f64, "points", 0.0..=10.0;
    }

    /// Team.
    pub struct Team {
        /// Its name.
        name: String, plain;
        /// Workers.
        count: u32, "workers", 1..=60;
        /// Its office.
        office: Office, nested;
    }

    /// Office.
    pub struct Office {
        /// Minutes from families.
        travel: f64, "minutes", 0.0..=240.0;
    }

    /// Features.
    pub struct Features {
        /// How far cases are shared.
        sharing: f64, "share", 0.0..=1.0;
        /// Who decides.
        decider: Decider, plain;
        /// Whether there is a coordinator.
        coordinator: bool, switch;
    }
}

/// What other files extend.
pub(crate) const COMMON: &str = r#"
[demand]
quarters = [0.25, 0.25, 0.25, 0.25]
sources = { police = 0.4, school = 0.6 }
wait = 1

[thresholds]
open = 6.0
close = 3.0

[features.hierarchy]
sharing = 0.0
decider = "manager"
coordinator = false

[features.unit]
sharing = 1.0
decider = "consultant"
coordinator = true

[provenance]
"demand" = { national = "DfE 2012-13" }
"demand.wait" = { assumed = "guess", range = [0, 2] }
"thresholds" = { assumed = "scale", range = [1, 9] }
"features" = { study = "Chapter 4" }
"team" = { study = "Chapter 3" }
"#;

/// A sound scenario.
pub(crate) const LA1: &str = r#"
extends = "common.toml"
name = "the-first"
description = "An authority"

[demand]
referrals_per_year = 1230

[[team]]
name = "North"
count = 6
office = { travel = 20.0 }

[[team]]
name = "East office"
count = 5
office = { travel = 30.0 }

[provenance]
"demand.referrals_per_year" = { derived = "children / 2.11" }
"team" = { study = "Chapter 3" }
"team.North" = { study = "Table 4.1, LA1" }
"#;

/// Loads `la9.toml`, with the given text, beside the sound scenarios.
pub(crate) fn load_text(text: &str, sets: &[&str]) -> Result<Loaded<Small>, Problems> {
    let library = [
        ("common.toml", COMMON),
        ("la1.toml", LA1),
        ("la9.toml", text),
    ];
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    load_as(&library, "la9", &sets, cross_check)
}

fn cross_check(small: &Small, problems: &mut Vec<Problem>) {
    if small.thresholds.close > small.thresholds.open {
        problems.push(Problem::new("thresholds.close", "must not be above open"));
    }
}
