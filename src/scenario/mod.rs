//! From scenario files to a checked [`Config`], or to every problem found, each with its file, line and key.
//!
//! A scenario is a TOML file that may extend another. The files are merged, `--set` patches come last, and the
//! merged tree is compared with the shape that the [`parameters!`](crate::parameters) macro records beside each
//! configuration type. Only a tree without problems becomes a `Config`.

mod builtin;
mod calibration;
mod chain;
mod check;
pub mod config;
pub mod cost;
mod experiment;
pub mod explain;
mod key;
mod load;
mod lookup;
mod merge;
mod origin;
mod parameter;
mod problem;
mod provenance;
pub mod schema;
mod set;
mod shape;
mod suggest;
pub mod template;
mod tree;
mod uses;
mod vignette;

pub use builtin::{BUILT_IN, Library};
pub use calibration::{
    Calibration, Discrepancy, HELD_OUT, PlausibleSet, PlausibleSets, plausible_sets,
};
pub use check::cross_check;
pub use config::Config;
pub use experiment::{
    Better, Chosen, Declared, EXPERIMENTS, Experiment, FactorLevel, Factored, Measured, Named,
    Product, Promise, Wanted, combinations,
};
pub(crate) use key::split as split_key;
pub use load::{Draft, Loaded, Stated, load, load_as};
pub use origin::{Origin, Source};
pub use parameter::{Leaf, Parameter, Section, leaf_schema, read_leaf};
pub(crate) use problem::Mark;
pub use problem::{Problem, Problems, plain};
pub use provenance::Provenance;
pub use shape::{Described, Shape};
pub(crate) use suggest::closest;
pub use vignette::{FamilyFile, Levels, Members, Referral, VIGNETTES, Vignette, load_vignette};
