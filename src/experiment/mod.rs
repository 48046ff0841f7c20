//! Arms times replications, and what may be said about them.
//!
//! Deliberately absent: printing, files, and any parallelism outside [`runner`].

pub mod ablation;
pub mod compare;
pub mod interval;
pub mod life;
pub mod plan;
pub mod replication;
pub mod runner;
pub mod summary;
pub mod sweep;
pub mod warmup;
