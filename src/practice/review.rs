//! What a discussion of a long-term case can lead to: close, step up, go to court, or carry on.

use super::assessment::may_be_significant_harm;
use super::concern::{Readers, concern, read_concern};
use super::moment::Moment;
use super::{closure, decision, dispute, enquiry, proceedings};
use crate::kernel::time::MONTH_DAYS;
use crate::world::case::{Case, Outcome, Stage};
use crate::world::ids::CaseId;
use crate::world::vocabulary::Status;

/// Share of entry concern by which it must have fallen to count as progress.
const PROGRESS: f64 = 0.15;
/// Days before a worker who was refused asks again.
const ASK_AGAIN_DAYS: i32 = 60;
/// Share of the threshold for proceedings from which a stuck case is taken there rather than closed.
const NEAR_PROCEEDINGS: f64 = 0.8;

/// Reviews a case in long-term work.
pub fn review(m: &mut Moment<'_>, case: CaseId, readers: Readers) {
    let Stage::Open { since } = m.world.case(case).stage else {
        return;
    };
    if m.world.case(case).closing.is_some() {
        return;
    }
    let concern = read_concern(m, case, readers);
    m.world.case_mut(case).concern = concern;
    dispute::weigh(m, case, readers, concern);
    let t = &m.config.thresholds;
    let worked = m.world.calendar.working_between(since.day(), m.today());
    let family = m.world.family_of(case);
    let engagement = family.engagement;
    let (protected, in_care) = (
        family.count(Status::Protected) > 0,
        family.count(Status::LookedAfter) > 0,
    );
    let maltreated = may_be_significant_harm(family, m.today());
    if in_care || m.world.case(case).legal.is_some() || family.status() == Status::LeftCare {
        return;
    }
    if protected {
        if concern >= t.proceedings || is_stuck(m, case, concern, engagement) {
            proceedings::seek(m, case);
        }
    } else if maltreated && concern >= t.strategy {
        enquiry::call_strategy_discussion(m, case);
    } else if m.world.case(case).enquiry.is_some() {
        // An enquiry runs its course first.
    } else if concern < closure::cut(m, case) && worked >= t.least_days as i32 {
        let margin = closure::cut(m, case) - concern;
        if closure::dares(m, case, margin) {
            closure::propose(m, case, Outcome::Improved);
        }
    } else if is_stuck(m, case, concern, engagement) {
        // Families in the middle who do not engage end at the extremes.
        if concern >= NEAR_PROCEEDINGS * t.proceedings {
            proceedings::seek(m, case);
        } else if m.config.thresholds.close_with_intent {
            closure::propose(m, case, Outcome::NoProgress);
        }
    }
}

/// After a visit a worker who sees little left to worry about makes the case for closing; the decider may see it otherwise.
pub fn make_the_case_for_closing(m: &mut Moment<'_>, case: CaseId) {
    let Stage::Open { since } = m.world.case(case).stage else {
        return;
    };
    let c = m.world.case(case);
    let family = m.world.family_of(case);
    let today = m.today();
    let worked = m.world.calendar.working_between(since.day(), today);
    let asked_lately = c.asked.is_some_and(|day| today.since(day) < ASK_AGAIN_DAYS);
    let free = c.closing.is_none() && c.enquiry.is_none() && c.legal.is_none();
    let t = &m.config.thresholds;
    let quiet = concern(m.config, &family.known, family, m.now) < closure::cut(m, case);
    let in_need_only = family.status() == Status::InNeed;
    if free && in_need_only && quiet && !asked_lately && worked >= t.least_days as i32 {
        m.world.case_mut(case).asked = Some(today);
        decision::request(m, case);
    }
}

fn is_stuck(m: &Moment<'_>, case: CaseId, concern: f64, engagement: f64) -> bool {
    let t = &m.config.thresholds;
    let c: &Case = m.world.case(case);
    let months = m.now.days_since(c.opened) / MONTH_DAYS;
    let no_progress = concern > (1.0 - PROGRESS) * c.entry_concern;
    months > t.stuck_months && engagement < t.stuck_engagement && no_progress
}
