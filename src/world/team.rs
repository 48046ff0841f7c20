//! Teams and units.

use super::ids::{CaseId, TeamId, WorkerId};
use super::vocabulary::{Role, Service};
use crate::kernel::time::Day;

/// A team or unit.
#[derive(Clone, Debug)]
pub struct Team {
    /// Index of its specification in the scenario.
    pub spec: usize,
    /// What it is for.
    pub service: Service,
    /// Index into the world's list of features.
    pub features: usize,
    /// Everybody in it, deciders first.
    pub members: Vec<WorkerId>,
    /// Number among the teams of its service: keys draws, sets duty weeks.
    pub number: u32,
    /// Open cases, in assessment and brief work too.
    pub open: Vec<CaseId>,
    /// Last case meeting.
    pub met: Day,
    /// Whole-time case holders in post.
    pub capacity: f64,
    /// The team of the same kind with which it shares a clinician.
    pub partner: Option<TeamId>,
    /// The role that decides.
    pub decider_role: Role,
    /// The restructure that unsettles it, or did.
    pub unsettled: Option<Unsettled>,
}

/// What a restructure does to a team for a time.
#[derive(Copy, Clone, Debug)]
pub struct Unsettled {
    /// Index of the restructure in the scenario.
    pub change: usize,
    /// First day on which things have settled.
    pub until: Day,
    /// The team is a new one, else one that is to be changed.
    pub formed: bool,
}
