//! The program about itself: how it stands beside what was published, and what may be said from a run.
//!
//! Deliberately absent: printing and files.

pub mod ablate;
pub mod assumptions;
pub mod calibrate;
pub mod decision;
pub mod declared;
pub mod family;
pub mod findings;
pub mod level;
pub mod national;
pub mod patterns;
pub mod published;
pub mod road;
pub mod sensitivity;
pub mod shown;
pub mod validate;
pub mod verdict;
pub mod verify;
