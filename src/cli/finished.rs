//! What a job left.

use crate::experiment::compare::Comparison;
use crate::experiment::runner::Failed;
use crate::study::validate::ScoreRow;
use crate::study::verdict::Validation;
use std::path::PathBuf;

/// A job that came to an end, complete or not: what pages and documents are made from.
pub(crate) struct Finished {
    pub(crate) comparison: Comparison,
    pub(crate) scores: Vec<ScoreRow>,
    /// What it came to beside what was published, if that was asked.
    pub(crate) validation: Option<Validation>,
    pub(crate) hash: String,
    /// Where its files are; none if nothing was worth keeping.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) interrupted: bool,
    pub(crate) failed: Vec<Failed>,
}
