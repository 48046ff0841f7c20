//! Assessment: visits, checks, a report within the statutory clock, and the decision it is for.

use super::concern::{Readers, read_concern};
use super::moment::Moment;
use super::task::{Work, give};
use super::{authority, closure, decision, enquiry, hypothesis, plan, transfer};
use crate::kernel::time::Day;
use crate::world::Due;
use crate::world::case::{Depth, Outcome, Stage};
use crate::world::fact::Fact;
use crate::world::family::Family;
use crate::world::ids::CaseId;
use crate::world::vocabulary::{Class, Status, TaskKind};

/// Level of believed maltreatment from which a strategy discussion is considered (the study's "a problem").
pub const SERIOUS: u8 = 2;

/// Whether there is harm, or for an unborn child the likelihood of it, that a strategy discussion is about.
pub fn may_be_significant_harm(family: &Family, today: Day) -> bool {
    family.believed_maltreatment(SERIOUS) || family.expects(today)
}

/// Working days after which brief work that an enquiry holds up is looked at again.
const ENQUIRY_COURSE: u32 = 10;

/// Begins the assessment of a referred family.
pub fn begin(m: &mut Moment<'_>, case: CaseId) {
    let depth = if m.rules.clocks.two_stage {
        Depth::Initial
    } else {
        Depth::Core
    };
    let visits = m.config.frequencies.initial_visits;
    enter(m, case, depth, visits);
}

fn enter(m: &mut Moment<'_>, case: CaseId, depth: Depth, visits: u32) {
    let clocks = &m.rules.clocks;
    let days = if depth == Depth::Initial {
        clocks.initial_days
    } else {
        clocks.core_days
    };
    let (due, since) = (m.working_day(days), m.today());
    let visits_left = u8::try_from(visits).unwrap_or(u8::MAX);
    m.world.case_mut(case).stage = Stage::Assessment {
        depth,
        due,
        since,
        visits_left,
        reported: false,
    };
    if visits_left > 0 {
        next_visit(m, case);
    } else {
        write_report(m, case);
    }
}

fn next_visit(m: &mut Moment<'_>, case: CaseId) {
    if let Stage::Assessment {
        due, visits_left, ..
    } = m.world.case(case).stage
    {
        let left = m.world.calendar.working_between(m.today(), due).max(1) as u32;
        let in_days = (left / (u32::from(visits_left) + 1)).clamp(1, 10);
        m.world.case_mut(case).visit_pending = true;
        give(
            m,
            case,
            Work::new(TaskKind::AssessmentVisit, Class::Needed)
                .due_days(in_days)
                .limit(due),
        );
    }
}

/// An assessment visit was made, or given up after too many closed doors.
pub fn visited(m: &mut Moment<'_>, case: CaseId) {
    let c = m.world.case_mut(case);
    c.visit_pending = false;
    if let Stage::Assessment { visits_left, .. } = &mut c.stage {
        *visits_left = visits_left.saturating_sub(1);
        if *visits_left > 0 {
            next_visit(m, case);
        } else {
            write_report(m, case);
        }
    }
}

fn write_report(m: &mut Moment<'_>, case: CaseId) {
    if let Stage::Assessment { depth, due, .. } = m.world.case(case).stage {
        let base = if depth == Depth::Initial {
            m.config.minutes.initial_report
        } else {
            m.config.minutes.core_report
        };
        let mean = base * super::task::complexity(m.config, m.world.family_of(case));
        give(
            m,
            case,
            Work::new(TaskKind::AssessmentReport, Class::Needed)
                .due_days(3)
                .limit(due)
                .mean(mean),
        );
    }
}

/// The report is written: the decider has to sign it off.
pub fn reported(m: &mut Moment<'_>, case: CaseId) {
    if let Stage::Assessment { reported, .. } = &mut m.world.case_mut(case).stage {
        *reported = true;
        hypothesis::test_in_writing(m, case);
        decision::request(m, case);
    }
}

/// The assessment is decided on.
pub fn decide(m: &mut Moment<'_>, case: CaseId, readers: Readers) {
    let Stage::Assessment {
        depth, due, since, ..
    } = m.world.case(case).stage
    else {
        return;
    };
    let today = m.today();
    let days = m.world.calendar.working_between(since, today);
    m.note(Fact::Assessed {
        case,
        days,
        on_time: today <= due,
    });
    let concern = read_concern(m, case, readers);
    m.world.case_mut(case).concern = concern;
    let t = &m.config.thresholds;
    let maltreated = may_be_significant_harm(m.world.family_of(case), today);
    if maltreated && concern >= t.strategy {
        enquiry::call_strategy_discussion(m, case);
    } else if depth == Depth::Initial && concern >= t.core {
        let visits = m.config.frequencies.core_visits;
        enter(m, case, Depth::Core, visits);
    } else {
        conclude(m, case, concern);
    }
}

/// What an assessment or an enquiry without a plan leads to: closure, brief work, or long-term work. The authority's intake policy
/// moves both cuts; whom it displaces shows in the facts.
pub fn conclude(m: &mut Moment<'_>, case: CaseId, concern: f64) {
    let t = &m.config.thresholds;
    let intake = authority::intake(m);
    if concern < t.in_need + intake {
        closure::close(m, case, Outcome::NotInNeed);
        return;
    }
    let today = m.today();
    let family = m.world.case(case).family;
    m.world
        .family_mut(family)
        .set_home_status(today, Status::InNeed);
    let brief_first = m
        .world
        .case(case)
        .held()
        .is_some_and(|(team, _)| m.features(team).brief_first);
    let long_term = concern >= t.transfer + intake && !brief_first;
    m.note(Fact::Accepted { case, long_term });
    if long_term {
        transfer::wait_for_worker(m, case);
    } else {
        let Some((team, _)) = m.world.case(case).held() else {
            return;
        };
        let weeks = m.features(team).brief_work_weeks;
        let until = today.plus((weeks * 7.0) as i32);
        let c = m.world.case_mut(case);
        c.stage = Stage::Brief { until };
        c.entry_concern = concern;
        plan::begin_brief(m, case, until);
    }
}

/// Brief work has run its time: closed, or handed on because concern has not fallen.
pub fn brief_ends(m: &mut Moment<'_>, case: CaseId) {
    if m.world.case(case).enquiry.is_some() {
        // An enquiry runs its course first.
        let later = m.working_day(ENQUIRY_COURSE);
        m.world.put_due(later, case, Due::BriefEnds);
        return;
    }
    let Some((_, lead)) = m.world.case(case).held() else {
        return;
    };
    let concern = read_concern(m, case, Readers::one(lead));
    if concern >= m.config.thresholds.transfer + authority::intake(m) {
        m.note(Fact::Accepted {
            case,
            long_term: true,
        });
        transfer::wait_for_worker(m, case);
    } else {
        closure::propose(m, case, Outcome::BriefWorkDone);
    }
}
