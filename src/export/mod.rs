//! The only place that writes files.
//!
//! Deliberately absent: the engine, clocks, and anything computed here that a table on the screen would not also have.

pub mod ablation;
pub mod answers;
pub mod artefact;
pub mod assumptions;
pub mod calibration;
pub mod csv;
pub mod dictionary;
pub mod folder;
pub mod journal;
pub mod lives;
pub mod manifest;
mod markdown;
pub mod parameters;
pub mod plan;
pub mod points;
pub mod quality;
pub mod results;
pub mod scaffold;
pub mod scorecard;
pub mod sensitivity;
pub mod shelf;
pub mod stored;
pub mod stress;
