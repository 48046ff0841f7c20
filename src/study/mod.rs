//! The program about itself: how it stands beside what was published, and what may be said from a run.
//!
//! Deliberately absent: printing and files.

pub mod ablate;
pub mod family;
pub mod findings;
pub mod published;
pub mod road;
pub mod shown;
pub mod validate;
