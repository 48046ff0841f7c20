//! Closing: a summary to write first, then the family is off the books, though not out of the world.

use super::concern::is_high;
use super::moment::Moment;
use super::task::{Work, give};
use crate::organisation::allocation;
use crate::world::case::{Outcome, Stage};
use crate::world::fact::Fact;
use crate::world::ids::CaseId;
use crate::world::vocabulary::{Class, Status, TaskKind};

/// Working days in which a closing summary is due.
const SUMMARY_DAYS: u32 = 5;

/// Decides to close: the case stays open until its summary is written.
pub fn propose(m: &mut Moment<'_>, case: CaseId, outcome: Outcome) {
    let c = m.world.case_mut(case);
    if c.closing.replace(outcome).is_none() {
        give(
            m,
            case,
            Work::new(TaskKind::ClosingSummary, Class::Statutory).due_days(SUMMARY_DAYS),
        );
    }
}

/// The summary is written.
pub fn summary_written(m: &mut Moment<'_>, case: CaseId) {
    let c = m.world.case(case);
    if let (Some(outcome), None) = (c.closing, c.enquiry) {
        close(m, case, outcome);
    }
}

/// Ends an involvement: its timers are void, its tasks fall away when they come up.
pub fn close(m: &mut Moment<'_>, case: CaseId, outcome: Outcome) {
    if !m.world.case(case).is_open() {
        return;
    }
    m.world.waiting.retain(|&c| c != case);
    allocation::finish(m.world, case);
    let now = m.now;
    let c = m.world.case_mut(case);
    c.cancel_timers();
    c.stage = Stage::Closed { outcome };
    c.enquiry = None;
    c.legal = None;
    let (id, long_term) = (c.family, c.long_term);
    let family = m.world.family_mut(id);
    family.case = None;
    family.closed = Some(now);
    family.closed_with_intent = outcome == Outcome::NoProgress;
    if long_term {
        family.last_long_term = Some(case);
    }
    for child in &mut family.children {
        child.status = Status::None;
    }
    let high = is_high(m.config, m.world.family(id), now);
    m.note(Fact::Closed {
        case,
        family: id,
        outcome,
        high,
        long_term,
    });
}
