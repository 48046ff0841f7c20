//! `casework`: a discrete-event, agent-based simulator of an English children's services department.

pub mod cli;
pub mod engine;
pub mod experiment;
pub mod export;
pub mod kernel;
pub mod observe;
pub mod organisation;
pub mod practice;
pub mod proof;
pub mod report;
pub mod scenario;
pub mod study;
pub mod world;
