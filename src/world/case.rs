//! One involvement with a family: stage and holder as sums with data, so that an illegal state cannot be written.

use super::Due;
use super::ids::{FamilyId, TeamId, WorkerId};
use super::vocabulary::{Gate, TaskKind};
use crate::kernel::time::{Day, SimTime};

/// Which assessment.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Initial assessment.
    Initial,
    /// Core assessment, or the single one.
    Core,
}

/// Where an involvement stands.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Stage {
    /// Referred, being screened.
    FrontDoor,
    /// Being assessed.
    Assessment {
        /// Which assessment.
        depth: Depth,
        /// Statutory last day.
        due: Day,
        /// When this assessment began.
        since: Day,
        /// Visits still to make.
        visits_left: u8,
        /// Whether the report waits for a decision.
        reported: bool,
    },
    /// Assessed as needing a service, kept for brief work until this day.
    Brief {
        /// Last day of brief work.
        until: Day,
    },
    /// Decided for long-term work; nobody has it yet.
    Waiting {
        /// Since when.
        since: SimTime,
    },
    /// Long-term work.
    Open {
        /// Since when.
        since: SimTime,
    },
    /// Ended.
    Closed {
        /// How.
        outcome: Outcome,
    },
}

/// How an involvement ended.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not accepted at the front door.
    NotAccepted,
    /// Assessed, not in need.
    NotInNeed,
    /// Brief work done.
    BriefWorkDone,
    /// Concern fell.
    Improved,
    /// No progress, closed; some to come back at a conference.
    NoProgress,
    /// The children live with relatives.
    Kinship,
    /// Moved away, grown up, adopted or settled elsewhere.
    Left,
}

/// By which way children come into care.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum CareRoute {
    /// By order of a court, interim or final.
    Court,
    /// With their parents' consent (section 20).
    Voluntary,
    /// By the police or an emergency order.
    Emergency,
}

/// What is known of relatives who might care.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Kin {
    /// Not looked for, or none found.
    #[default]
    Unasked,
    /// Being assessed.
    InAssessment,
    /// Found fit.
    Fit,
    /// Found unfit.
    Unfit,
}

/// Who holds a case.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Nobody.
    Nobody,
    /// A team, whose lead worker for the case is named.
    Held {
        /// The team or unit.
        team: TeamId,
        /// The allocated or lead worker.
        lead: WorkerId,
    },
}

/// A child protection enquiry under way.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Enquiry {
    /// Strategy discussion called on this day.
    Strategy(Day),
    /// Section 47 enquiry.
    Investigation {
        /// Day of the strategy discussion, from which the clock counts.
        since: Day,
        /// The report is written and a decision wanted.
        reported: bool,
    },
    /// Conference awaited; counted from the strategy discussion.
    Conference(Day),
}

/// Proceedings under way.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Legal {
    /// Where they wait.
    pub gate: Gate,
    /// Since when at this gate.
    pub since: SimTime,
    /// When this gate opens.
    pub opens: Day,
    /// Number of this attempt.
    pub attempt: u16,
}

/// The working hypothesis of whoever leads the work.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Impression {
    /// Key of the post and its holder whose it is.
    pub of: u64,
    /// In standard deviations of a reading; above zero for too much concern.
    pub bias: f64,
}

/// The number of kinds of task a case counts occasions of.
pub const OCCASIONS: usize = TaskKind::Advice as usize + 1;

/// An involvement.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whose.
    pub family: FamilyId,
    /// Number of this involvement of the family.
    pub episode: u32,
    /// Referral.
    pub opened: SimTime,
    /// Where it stands.
    pub stage: Stage,
    /// Who holds it.
    pub holder: Holder,
    /// Child protection enquiry.
    pub enquiry: Option<Enquiry>,
    /// When the last enquiry ended without a plan.
    pub cleared: Option<Day>,
    /// Proceedings.
    pub legal: Option<Legal>,
    /// Attempts at proceedings so far.
    pub attempts: u16,
    /// Before this day proceedings are not sought again.
    pub not_before: Day,
    /// Relatives who might care.
    pub kin: Kin,
    /// Changes with stage and holder: timers set before are void.
    pub epoch: u16,
    /// Last meeting with the family in this involvement.
    pub seen: SimTime,
    /// Last visit that satisfies the statutory clock.
    pub visited: SimTime,
    /// Last discussion that changed or confirmed the plan.
    pub discussed: SimTime,
    /// Assessed concern at the last review, and the lowest so far.
    pub concern: f64,
    /// Concern when long-term work began: what progress is measured against.
    pub entry_concern: f64,
    /// First impression, once one is formed.
    pub impression: Option<Impression>,
    /// Meetings with the family in this involvement.
    pub contacts: u16,
    /// Of them written up.
    pub recorded: u16,
    /// Whether a visit waits in somebody's queue.
    pub visit_pending: bool,
    /// Whether a decision waits for the decider.
    pub decision_pending: bool,
    /// Whether a missed visit has already cost engagement.
    pub promise_broken: bool,
    /// A transfer to long-term work is contested until this day.
    pub contested: Option<Day>,
    /// When a worker last made the case for closing.
    pub asked: Option<Day>,
    /// Decided to close, summary still to be written.
    pub closing: Option<Outcome>,
    /// Next core group, while on a plan.
    pub core_group: Day,
    /// Next review conference or looked-after review.
    pub review: Day,
    /// When care, or support after care, ends.
    pub ends: Option<(Day, Due)>,
    /// Has been in long-term work.
    pub long_term: bool,
    /// Times each kind of work has come up: keys of its draws.
    pub counts: [u16; OCCASIONS],
}

impl Case {
    /// Whether any work is to be done.
    pub fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::Closed { .. })
    }

    /// In long-term work.
    pub fn is_long_term(&self) -> bool {
        matches!(self.stage, Stage::Open { .. })
    }

    /// Team and lead, where somebody holds the case.
    pub fn held(&self) -> Option<(TeamId, WorkerId)> {
        match self.holder {
            Holder::Held { team, lead } => Some((team, lead)),
            Holder::Nobody => None,
        }
    }

    /// Voids every timer of the case: diary entries carry the epoch they were made in.
    pub fn cancel_timers(&mut self) {
        self.epoch = self.epoch.wrapping_add(1);
        self.visit_pending = false;
    }

    /// Number of the next occasion of this kind of work; keys its draws.
    pub fn next_occasion(&mut self, kind: TaskKind) -> u64 {
        let count = &mut self.counts[kind as usize];
        *count = count.wrapping_add(1);
        (u64::from(self.episode) << 16) | u64::from(*count)
    }
}
