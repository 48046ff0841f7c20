//! Child protection: strategy discussion, section 47 enquiry, conference.

use super::assessment;
use super::concern::{Readers, is_high, read_concern};
use super::moment::Moment;
use super::task::{Work, give};
use super::{decision, hypothesis, knowledge, plan, slots, transfer, visit};
use crate::kernel::time::{Day, SimTime};
use crate::world::Due;
use crate::world::case::{Enquiry, Stage};
use crate::world::fact::Fact;
use crate::world::ids::CaseId;
use crate::world::vocabulary::{Class, Slot, Status, TaskKind};

/// Working days within which a strategy discussion is held.
const STRATEGY_DAYS: u32 = 1;
/// Working days within which an enquiry visit is made.
const VISIT_DAYS: u32 = 1;
/// Working days to the next slot of a conference chair.
const SLOT_DAYS: u32 = 5;
/// Working days from strategy discussion to the end of an enquiry.
const ENQUIRY_DAYS: i32 = 8;

/// Calls a strategy discussion with the police and others, unless an enquiry is under way, one has just allayed the same concern, or every child
/// is in care already.
pub fn call_strategy_discussion(m: &mut Moment<'_>, case: CaseId) {
    let c = m.world.case(case);
    let pause = i64::from(m.config.thresholds.enquiry_pause);
    let recent = |since: SimTime| m.now.days_since(since) <= pause as f64;
    let answered = c.cleared.is_some_and(|day| recent(SimTime::at(day, 0)));
    let crisis = m
        .world
        .family(c.family)
        .crisis
        .is_some_and(|at| c.cleared.is_none_or(|day| at.day() > day));
    let today = m.today();
    let family = m.world.family(c.family);
    let at_home = family
        .minors(today)
        .any(|child| child.status != Status::LookedAfter);
    if c.enquiry.is_some() || c.held().is_none() || (answered && !crisis) || !at_home {
        return;
    }
    let day = m.working_day(STRATEGY_DAYS);
    let c = m.world.case_mut(case);
    c.enquiry = Some(Enquiry::Strategy(today));
    c.closing = None;
    m.world
        .put_due(day, case, Due::Meeting(TaskKind::StrategyMeeting));
}

/// The discussion was held: agencies' facts are on the table, an enquiry follows unless they allay the concern.
pub fn strategy_held(m: &mut Moment<'_>, case: CaseId, readers: Readers) {
    let Some(Enquiry::Strategy(_)) = m.world.case(case).enquiry else {
        return;
    };
    knowledge::learn_from_agencies(m, case);
    let concern = read_concern(m, case, readers);
    let family = m.world.family_of(case);
    let maltreated = assessment::may_be_significant_harm(family, m.today());
    if maltreated && concern >= m.config.thresholds.strategy {
        let today = m.today();
        m.world.case_mut(case).enquiry = Some(Enquiry::Investigation {
            since: today,
            reported: false,
        });
        visit::coerce(m, case);
        let limit = m.world.calendar.add_working(today, ENQUIRY_DAYS);
        give(
            m,
            case,
            Work::new(TaskKind::EnquiryVisit, Class::Statutory)
                .due_days(VISIT_DAYS)
                .limit(limit),
        );
    } else {
        end_without_plan(m, case, concern);
    }
}

/// The enquiry visit was made: the report is due.
pub fn visited(m: &mut Moment<'_>, case: CaseId) {
    if let Some(Enquiry::Investigation { since, .. }) = m.world.case(case).enquiry {
        let limit = m.world.calendar.add_working(since, ENQUIRY_DAYS);
        give(
            m,
            case,
            Work::new(TaskKind::EnquiryReport, Class::Needed)
                .due_days(3)
                .limit(limit),
        );
    }
}

/// The enquiry's report is written.
pub fn reported(m: &mut Moment<'_>, case: CaseId) {
    if let Some(Enquiry::Investigation { reported, .. }) = &mut m.world.case_mut(case).enquiry {
        *reported = true;
        hypothesis::test_in_writing(m, case);
        decision::request(m, case);
    }
}

/// The enquiry is decided on: to conference, or not.
pub fn decide(m: &mut Moment<'_>, case: CaseId, since: Day, readers: Readers) {
    let concern = read_concern(m, case, readers);
    m.world.case_mut(case).concern = concern;
    if concern < m.config.thresholds.plan {
        end_without_plan(m, case, concern);
        return;
    }
    m.world.case_mut(case).enquiry = Some(Enquiry::Conference(since));
    let day = conference_day(m, case, since);
    m.world
        .put_due(day, case, Due::Meeting(TaskKind::Conference));
    let before = m
        .world
        .calendar
        .working_between(m.today(), day)
        .saturating_sub(1)
        .max(1) as u32;
    give(
        m,
        case,
        Work::new(TaskKind::ConferenceReport, Class::Needed)
            .due_days(before)
            .limit(day)
            .patience(before + 5),
    );
}

/// Day of an initial conference: chairs are booked for the last day of the clock; a late enquiry gets the next slot.
pub fn conference_day(m: &mut Moment<'_>, case: CaseId, since: Day) -> Day {
    let days = m.rules.clocks.conference_days;
    let target = m.world.calendar.add_working(since, days as i32);
    let target = target.max(m.working_day(SLOT_DAYS));
    slots::book(m, Slot::Conference, before_birth(m, case, target))
}

/// A birth does not wait: what has to be decided for an unborn child is decided before it, if there is time.
pub fn before_birth(m: &Moment<'_>, case: CaseId, day: Day) -> Day {
    let today = m.today();
    let family = m.world.family_of(case);
    let births = family
        .children
        .iter()
        .map(|c| c.born)
        .filter(|&b| b > today);
    match births.min() {
        Some(birth) if birth <= day => m.working_day(1).max(birth.plus(-7)),
        _ => day,
    }
}

fn end_without_plan(m: &mut Moment<'_>, case: CaseId, concern: f64) {
    let today = m.today();
    let c = m.world.case_mut(case);
    c.enquiry = None;
    c.cleared = Some(today);
    if matches!(m.world.case(case).stage, Stage::Assessment { .. }) {
        assessment::conclude(m, case, concern);
    }
}

/// A conference was held: a first one makes a plan or not, a review ends it or not.
pub fn conference_held(m: &mut Moment<'_>, case: CaseId, knowers: usize) {
    // The chair and other agencies read the reports too: one more reader than those who know the family.
    let readers = Readers {
        decider: None,
        knowers: knowers + 1,
    };
    let concern = read_concern(m, case, readers);
    let (today, family) = (m.today(), m.world.case(case).family);
    m.world.case_mut(case).discussed = m.now;
    m.world.case_mut(case).concern = concern;
    m.note(Fact::Discussed { case });
    let high = is_high(m.config, m.world.family(family), m.now);
    if let Some(Enquiry::Conference(since)) = m.world.case(case).enquiry {
        let days = m.world.calendar.working_between(since, today);
        let on_time = days <= m.rules.clocks.conference_days as i32;
        let plan = concern >= m.config.thresholds.plan;
        m.note(Fact::ConferenceHeld {
            case,
            initial: true,
            on_time,
            plan,
            high,
        });
        m.world.case_mut(case).enquiry = None;
        if plan {
            begin_plan(m, case);
        } else {
            end_without_plan(m, case, concern);
        }
    } else if m.world.family(family).count(Status::Protected) > 0 {
        let on_time = today <= m.world.case(case).review;
        m.note(Fact::ConferenceHeld {
            case,
            initial: false,
            on_time,
            plan: false,
            high,
        });
        if concern < m.config.thresholds.step_down {
            m.world
                .family_mut(family)
                .set_home_status(today, Status::InNeed);
            m.note(Fact::PlanEnded { case });
        } else {
            let review = today.plus(m.rules.clocks.review_days as i32);
            let review = slots::book(m, Slot::Conference, review);
            m.world.case_mut(case).review = review;
            plan::book_review_conference(m, case);
        }
    }
}

fn begin_plan(m: &mut Moment<'_>, case: CaseId) {
    let (today, family) = (m.today(), m.world.case(case).family);
    m.world
        .family_mut(family)
        .set_home_status(today, Status::Protected);
    visit::coerce(m, case);
    let clocks = &m.rules.clocks;
    let (first, review) = (clocks.first_core_group_days, clocks.first_review_days);
    let core_group = m.working_day(first);
    let c = m.world.case_mut(case);
    c.core_group = core_group;
    c.review = today.plus(review as i32);
    c.closing = None;
    match c.stage {
        Stage::Open { .. } => plan::book_plan_meetings(m, case),
        _ => {
            m.note(Fact::Accepted {
                case,
                long_term: true,
            });
            transfer::wait_for_worker(m, case);
        }
    }
}
