//! From scenario files to a checked [`Config`], or to every problem found, each with its file, line and key.
//!
//! A scenario is a TOML file that may extend another. The files are merged, `--set` patches come last, and the
//! merged tree is compared with the shape that the [`parameters!`](crate::parameters) macro records beside each
//! configuration type. Only a tree without problems becomes a `Config`.

mod builtin;
mod chain;
mod check;
pub mod config;
mod key;
mod load;
mod lookup;
mod merge;
mod origin;
mod parameter;
mod problem;
mod provenance;
mod set;
mod shape;
mod suggest;
mod tree;

pub use builtin::{BUILT_IN, Library};
pub use config::Config;
pub use load::{Loaded, load, load_as};
pub use origin::Origin;
pub use parameter::{Leaf, Parameter, Section, read_leaf};
pub use problem::{Problem, Problems};
pub use provenance::Provenance;
pub use shape::{Described, Shape};
