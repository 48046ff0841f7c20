//! The only place that writes files.
//!
//! Deliberately absent: the engine, clocks, and anything computed here that a table on the screen would not also have.

pub mod csv;
pub mod folder;
pub mod manifest;
pub mod scaffold;
