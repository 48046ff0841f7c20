//! Looked-after children: coming into care, reviews, contact with their families, return, leaving care, and families who leave.

use super::moment::{Moment, Purpose};
use super::task::{Work, give};
use super::{closure, plan, transfer};
use crate::kernel::sample;
use crate::kernel::time::YEAR_DAYS;
use crate::kernel::time::{Day, MONTH_DAYS};
use crate::organisation::allocation;
use crate::world::Due;
use crate::world::case::{CareRoute, Outcome};
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, FamilyId};
use crate::world::vocabulary::{Class, Service, Status, TaskKind};

/// Days before a review at which its report is begun.
const REPORT_LEAD: i32 = 14;
/// First review of a child newly in care, days (20 working days).
const FIRST_REVIEW: i32 = 28;
/// Working days after which a supervised contact has fallen through.
const CONTACT_PATIENCE: u32 = 5;
/// Age from which a young person leaving care gets support as a care leaver.
const LEAVING_AGE: f64 = 16.0;

/// The children of a family who are under eighteen and at home come into care.
pub fn enter(m: &mut Moment<'_>, case: CaseId, route: CareRoute) {
    let (today, id) = (m.today(), m.world.case(case).family);
    let mut children = 0;
    for child in &mut m.world.family_mut(id).children {
        if child.age(today) < 18.0 && child.status != Status::LookedAfter {
            child.status = Status::LookedAfter;
            children += 1;
        }
    }
    if children == 0 {
        return;
    }
    m.note(Fact::CareEntered {
        case,
        children,
        route,
    });
    m.world.case_mut(case).review = today.plus(FIRST_REVIEW);
    book_review(m, case);
    book_family_contact(m, case);
    let exit = m.config.proceedings.care_exit_per_year;
    if exit > 0.0 {
        let c = m.world.case(case);
        let occasion = (u64::from(c.episode) << 20) | u64::from(c.attempts);
        let u = m.uniform(Purpose::Care, m.key(case), occasion);
        let days = sample::exponential(u, YEAR_DAYS / exit).clamp(1.0, 9_000.0);
        end_on(m, case, today.plus(days as i32), Due::CareEnds);
    }
}

/// Care or the support after it ends on this day, whoever holds the case by then.
pub fn end_on(m: &mut Moment<'_>, case: CaseId, day: Day, due: Due) {
    m.world.case_mut(case).ends = Some((day, due));
    m.world.put_due(day, case, due);
}

/// Books the next supervised contact of children in care with their family, while a court has yet to decide.
pub fn book_family_contact(m: &mut Moment<'_>, case: CaseId) {
    let a_month = m.config.frequencies.family_contacts;
    if a_month > 0.0 && m.world.case(case).legal.is_some() {
        let days = MONTH_DAYS / a_month;
        plan::later(m, case, TaskKind::FamilyContact, days, Due::FamilyContact);
    }
}

/// A supervised contact is due.
pub fn family_contact(m: &mut Moment<'_>, case: CaseId) {
    if m.world.family_of(case).count(Status::LookedAfter) > 0 {
        let work = Work::new(TaskKind::FamilyContact, Class::Needed).patience(CONTACT_PATIENCE);
        give(m, case, work);
        book_family_contact(m, case);
    }
}

/// Books the next looked-after review and its report.
pub fn book_review(m: &mut Moment<'_>, case: CaseId) {
    let review = m.world.case(case).review;
    let day = m.world.calendar.next_working(review);
    m.world
        .put_due(day, case, Due::Meeting(TaskKind::CareReview));
    m.world.put_due(
        day.plus(-REPORT_LEAD),
        case,
        Due::Report(TaskKind::ReviewReport),
    );
}

/// A looked-after review was held.
pub fn reviewed(m: &mut Moment<'_>, case: CaseId) {
    let days = m.rules.clocks.care_review_days as i32;
    m.world.case_mut(case).review = m.today().plus(days);
    book_review(m, case);
}

/// The final order is made: the children stay with their workers for as long as the organisation keeps them there.
pub fn stay_or_settle(m: &mut Moment<'_>, case: CaseId) {
    let Some((team, _)) = m.world.case(case).held() else {
        return;
    };
    let months = m.features(team).keeps_care_months;
    if months == 0 {
        settle(m, case);
    } else {
        let day = m.today().plus((f64::from(months) * MONTH_DAYS) as i32);
        m.world.put_due(day, case, Due::CareSettles);
    }
}

/// Children in care for good: where there is a service for looked-after children, the family is handed to it.
pub fn settle(m: &mut Moment<'_>, case: CaseId) {
    let Some((team, _)) = m.world.case(case).held() else {
        return;
    };
    let wanted = transfer::service_for(m.world.family_of(case), false);
    let exists = allocation::has_service(m.world, wanted);
    if exists && m.world.team(team).service != wanted {
        transfer::wait_for_worker(m, case);
    }
}

/// Care ends: home, elsewhere for good, or on to leaving care.
pub fn ends(m: &mut Moment<'_>, case: CaseId) {
    let family = m.world.family_of(case);
    if family.count(Status::LookedAfter) == 0 {
        return;
    }
    let today = m.today();
    let eldest = family
        .children
        .iter()
        .filter(|c| c.status == Status::LookedAfter)
        .map(|c| c.age(today))
        .fold(0.0, f64::max);
    let c = m.world.case(case);
    let occasion = (1 << 51) | (u64::from(c.episode) << 20) | u64::from(c.epoch);
    let u = m.uniform(Purpose::Care, family.key, occasion);
    if eldest >= LEAVING_AGE && allocation::has_service(m.world, Service::LeavingCare) {
        leave_care(m, case);
    } else if u < m.config.proceedings.return_home {
        return_home(m, case);
    } else {
        note_care_left(m, case);
        closure::close(m, case, Outcome::Left);
    }
}

/// Notes that the children of a family who were in care leave it.
pub fn note_care_left(m: &mut Moment<'_>, case: CaseId) {
    let children = m.world.family_of(case).count(Status::LookedAfter) as u16;
    m.note(Fact::CareLeft { case, children });
}

/// Children go home and are in need for a time.
pub fn return_home(m: &mut Moment<'_>, case: CaseId) {
    note_care_left(m, case);
    let id = m.world.case(case).family;
    for child in &mut m.world.family_mut(id).children {
        if child.status == Status::LookedAfter {
            child.status = Status::InNeed;
        }
    }
    m.world.case_mut(case).ends = None;
    let Some((team, _)) = m.world.case(case).held() else {
        return;
    };
    if m.world.team(team).service == Service::LookedAfter
        && allocation::has_service(m.world, Service::LongTerm)
    {
        transfer::wait_for_worker(m, case);
    } else if m.world.case(case).is_long_term() {
        plan::plan_contact(m, case);
    }
}

fn leave_care(m: &mut Moment<'_>, case: CaseId) {
    note_care_left(m, case);
    let id = m.world.case(case).family;
    for child in &mut m.world.family_mut(id).children {
        child.status = if child.status == Status::LookedAfter {
            Status::LeftCare
        } else {
            Status::None
        };
    }
    transfer::wait_for_worker(m, case);
    let end = m
        .today()
        .plus((m.config.proceedings.leaving_care_years * YEAR_DAYS) as i32);
    end_on(m, case, end, Due::SupportEnds);
}

/// Support after care has run its time.
pub fn support_ends(m: &mut Moment<'_>, case: CaseId) {
    closure::propose(m, case, Outcome::Left);
}

/// A family moves out of the area.
pub fn family_leaves(m: &mut Moment<'_>, id: FamilyId) {
    if let Some(case) = m.world.family(id).case {
        if m.world.family(id).status() >= Status::LookedAfter {
            // The authority keeps its duty to children in its care wherever their parents live.
            return;
        }
        closure::close(m, case, Outcome::Left);
    }
    m.world.family_mut(id).gone = true;
    let at = m.now;
    m.note(Fact::FamilyGone { family: id, at });
}

/// Children who have come of age are counted no longer; a family without minors is closed.
pub fn come_of_age(m: &mut Moment<'_>, id: FamilyId) {
    let today = m.today();
    let minors = m.world.family(id).minors(today).next().is_some();
    for child in &mut m.world.family_mut(id).children {
        let grown = child.age(today) >= 18.0;
        let own_plan = matches!(child.status, Status::InNeed | Status::Protected);
        // A grown child leaves care alone while younger ones stay in it; the last is the family's own affair below.
        if grown && (own_plan || (minors && child.status == Status::LookedAfter)) {
            child.status = Status::None;
        }
    }
    let family = m.world.family(id);
    if family.gone || family.minors(today).next().is_some() || family.status() == Status::LeftCare {
        return;
    }
    match family.case {
        Some(case)
            if family.count(Status::LookedAfter) > 0
                && allocation::has_service(m.world, Service::LeavingCare) =>
        {
            leave_care(m, case);
        }
        Some(case) => {
            closure::close(m, case, Outcome::Left);
            grown(m, id);
        }
        None => grown(m, id),
    }
}

fn grown(m: &mut Moment<'_>, id: FamilyId) {
    m.world.family_mut(id).gone = true;
    let at = m.now;
    m.note(Fact::FamilyGone { family: id, at });
}
