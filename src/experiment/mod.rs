//! Arms times replications, and what may be said about them.
//!
//! Deliberately absent: printing, files, and any parallelism outside [`runner`].

pub mod ablation;
pub mod asked;
pub mod compare;
pub mod declared;
pub mod doubt;
pub mod emulator;
pub mod factor;
pub mod history;
mod idle;
pub mod interval;
pub mod inverse;
pub mod known;
pub mod life;
pub mod morris;
pub mod multiplicity;
pub mod plan;
pub mod points;
pub mod precision;
pub mod quantile;
pub mod replication;
pub mod runner;
pub mod selection;
pub mod sobol;
pub mod student;
pub mod summary;
pub mod sweep;
pub mod warmup;
