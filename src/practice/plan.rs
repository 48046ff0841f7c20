//! The routines of an open case: contact as often as the family needs and the clock demands, liaison, paper, meetings, payments.

use super::concern::concern;
use super::meeting;
use super::moment::{Moment, Purpose};
use super::task::{self, Work, give, give_to};
use super::{assessment, care, decision, enquiry, payment, proceedings, review};
use crate::kernel::sample;
use crate::kernel::time::{Day, MONTH_DAYS};
use crate::organisation::allocation;
use crate::world::case::{Enquiry, Stage};
use crate::world::ids::{CaseId, WorkerId};
use crate::world::vocabulary::{Class, Status, TaskKind};
use crate::world::{Due, DueEntry};

/// Working days within which a newly allocated family is met.
const FIRST_CONTACT_DAYS: u32 = 3;
/// Working days before a statutory visit is due at which it is planned at the latest.
const VISIT_LEAD_DAYS: i32 = 3;
/// Working days before a conference or review at which its report is begun.
const REPORT_LEAD_DAYS: i32 = 10;
/// Working days after which reading in is overtaken by acquaintance.
pub(super) const HANDOVER_PATIENCE_DAYS: u32 = 30;
/// Days after which unallocated professional meetings lapse, working days.
const MEETING_PATIENCE_DAYS: u32 = 10;

/// A long-term worker has taken the case.
pub fn begin_long_term(m: &mut Moment<'_>, case: CaseId) {
    let (now, today) = (m.now, m.today());
    let family = m.world.family_of(case);
    let known = concern(m.config, &family.known, family, now);
    let id = m.world.case(case).family;
    let family = m.world.family_mut(id);
    if family.status() == Status::None {
        family.set_home_status(today, Status::InNeed);
    }
    let c = m.world.case_mut(case);
    let first_time = !c.long_term;
    c.cancel_timers();
    c.stage = Stage::Open { since: now };
    c.long_term = true;
    c.closing = None;
    if first_time {
        c.entry_concern = known;
    }
    if let Some((_, lead)) = c.held() {
        give_to(
            m,
            lead,
            case,
            Work::new(TaskKind::Handover, Class::Needed)
                .due_days(FIRST_CONTACT_DAYS)
                .patience(HANDOVER_PATIENCE_DAYS),
        );
    }
    routines(m, case);
}

/// The assessment service keeps the case for brief work.
pub fn begin_brief(m: &mut Moment<'_>, case: CaseId, until: Day) {
    m.world.case_mut(case).cancel_timers();
    routines(m, case);
    m.world.put_due(until, case, Due::BriefEnds);
}

/// Enters everything that recurs in the day lists.
fn routines(m: &mut Moment<'_>, case: CaseId) {
    let first = m.working_day(FIRST_CONTACT_DAYS);
    m.world.put_due(first, case, Due::Contact);
    liaison_later(m, case);
    later(m, case, TaskKind::PlanUpdate, MONTH_DAYS, Due::Paper);
    later(
        m,
        case,
        TaskKind::ProfessionalMeeting,
        per_month(m.config.frequencies.professional_meetings),
        Due::ProfessionalMeeting,
    );
    later(
        m,
        case,
        TaskKind::Payment,
        per_month(payments(m, case)),
        Due::Payment,
    );
    let family = m.world.family_of(case);
    let status = family.status();
    let (protected, in_care) = (
        family.count(Status::Protected) > 0,
        family.count(Status::LookedAfter) > 0,
    );
    if protected {
        book_plan_meetings(m, case);
    }
    if in_care {
        care::book_review(m, case);
    }
    match m.world.case(case).enquiry {
        Some(Enquiry::Strategy(_)) => {
            let day = m.working_day(1);
            m.world
                .put_due(day, case, Due::Meeting(TaskKind::StrategyMeeting));
        }
        Some(Enquiry::Conference(since)) => {
            let target = enquiry::conference_day(m, case, since);
            m.world
                .put_due(target, case, Due::Meeting(TaskKind::Conference));
        }
        Some(Enquiry::Investigation { reported: true, .. }) => decision::request(m, case),
        Some(Enquiry::Investigation {
            reported: false, ..
        })
        | None => {}
    }
    if let Some(legal) = m.world.case(case).legal {
        m.world.put_due(legal.opens, case, Due::LegalGate);
    }
    if in_care {
        care::book_family_contact(m, case);
    }
    if let Some((day, due)) = m.world.case(case).ends {
        m.world.put_due(day, case, due);
    }
    if status == Status::LeftCare {
        later(
            m,
            case,
            TaskKind::DropIn,
            per_month(m.config.frequencies.drop_ins),
            Due::DropIn,
        );
    }
    if let Some((team, _)) = m.world.case(case).held() {
        let clinician = allocation::clinician(m.world, team).is_some();
        let u = m.uniform(
            Purpose::Therapy,
            m.key(case),
            u64::from(m.world.case(case).episode),
        );
        if clinician && u < m.config.frequencies.therapeutic_share {
            later(
                m,
                case,
                TaskKind::TherapeuticSession,
                m.config.frequencies.therapeutic_days,
                Due::Therapy,
            );
        }
    }
}

/// Small payments a month: whoever has no recourse to public funds lives on them.
fn payments(m: &Moment<'_>, case: CaseId) -> f64 {
    let f = &m.config.frequencies;
    if m.now < m.world.family_of(case).no_recourse_until {
        f.no_recourse_payments
    } else {
        f.payments
    }
}

fn per_month(frequency: f64) -> f64 {
    if frequency > 0.0 {
        MONTH_DAYS / frequency
    } else {
        f64::INFINITY
    }
}

/// Enters something that comes after an exponential time of this mean in days; keyed by its occasion.
pub fn later(m: &mut Moment<'_>, case: CaseId, kind: TaskKind, mean_days: f64, due: Due) {
    if mean_days.is_finite() {
        let day = random_day(m, case, kind, mean_days);
        m.world.put_due(day, case, due);
    }
}

fn random_day(m: &mut Moment<'_>, case: CaseId, kind: TaskKind, mean_days: f64) -> Day {
    let occasion = m.world.case_mut(case).next_occasion(kind);
    let u = m.uniform(
        Purpose::Interval,
        m.key(case),
        (u64::from(kind as u8) << 48) | occasion,
    );
    let days = sample::exponential(u, mean_days)
        .round()
        .clamp(1.0, 3_000.0);
    m.today().plus(days as i32)
}

fn liaison_later(m: &mut Moment<'_>, case: CaseId) {
    let f = &m.config.frequencies;
    let family = m.world.family_of(case);
    let leans = 1.0 + m.config.behaviour.dependence_calls * family.dependence;
    let rate = f.liaison * task::complexity(m.config, family) * family.network * leans;
    // The frequency is for a working day; five of seven days are.
    later(
        m,
        case,
        TaskKind::Liaison,
        if rate > 0.0 {
            1.4 / rate
        } else {
            f64::INFINITY
        },
        Due::Liaison,
    );
}

/// A call that comes in is taken; one that has to be made waits its turn.
fn liaison_class(m: &Moment<'_>, case: CaseId) -> Class {
    let occasion = u64::from(m.world.case(case).counts[TaskKind::Liaison as usize]);
    let episode = u64::from(m.world.case(case).episode);
    let u = m.uniform(Purpose::Incoming, m.key(case), (episode << 16) | occasion);
    if u < m.config.frequencies.liaison_incoming {
        Class::Reactive
    } else {
        Class::Needed
    }
}

/// Core groups and the review conference of a plan.
pub fn book_plan_meetings(m: &mut Moment<'_>, case: CaseId) {
    let core_group = m.world.case(case).core_group;
    m.world
        .put_due(core_group, case, Due::Meeting(TaskKind::CoreGroup));
    book_review_conference(m, case);
}

/// The review conference of a plan and the report to it.
pub fn book_review_conference(m: &mut Moment<'_>, case: CaseId) {
    let review = m.world.case(case).review;
    m.world
        .put_due(review, case, Due::Meeting(TaskKind::Conference));
    m.world.put_due(
        review.plus(-REPORT_LEAD_DAYS * 7 / 5),
        case,
        Due::Report(TaskKind::ConferenceReport),
    );
}

/// What a day list held for today is dealt with, unless the case has moved on.
pub fn fall_due(m: &mut Moment<'_>, entry: DueEntry) {
    let case = entry.case;
    let c = m.world.case(case);
    if c.epoch != entry.epoch || !c.is_open() {
        return;
    }
    let f = &m.config.frequencies;
    match entry.due {
        Due::Contact => contact_due(m, case),
        Due::Liaison => {
            let patience = m.config.days.liaison_patience;
            let class = liaison_class(m, case);
            give(
                m,
                case,
                Work::new(TaskKind::Liaison, class).patience(patience),
            );
            liaison_later(m, case);
        }
        Due::Paper => {
            let patience = m.config.days.paper_patience;
            give(
                m,
                case,
                Work::new(TaskKind::PlanUpdate, Class::Needed)
                    .due_days(5)
                    .patience(patience),
            );
            let next = m.today().plus(MONTH_DAYS as i32);
            m.world.put_due(next, case, Due::Paper);
        }
        Due::ProfessionalMeeting => {
            let mean = per_month(f.professional_meetings);
            meeting::call(m, case, TaskKind::ProfessionalMeeting);
            later(
                m,
                case,
                TaskKind::ProfessionalMeeting,
                mean,
                Due::ProfessionalMeeting,
            );
        }
        Due::Payment => {
            let mean = per_month(payments(m, case));
            payment::ask(m, case);
            later(m, case, TaskKind::Payment, mean, Due::Payment);
        }
        Due::Meeting(kind) => meeting::call(m, case, kind),
        Due::Report(kind) => {
            let limit = m.working_day(REPORT_LEAD_DAYS as u32);
            let patience = REPORT_LEAD_DAYS as u32 + 5;
            give(
                m,
                case,
                Work::new(kind, Class::Needed)
                    .due_days(5)
                    .limit(limit)
                    .patience(patience),
            );
        }
        Due::LegalGate => proceedings::gate_opens(m, case),
        Due::Therapy => {
            let mean = f.therapeutic_days;
            give(
                m,
                case,
                Work::new(TaskKind::TherapeuticSession, Class::Needed)
                    .patience(MEETING_PATIENCE_DAYS),
            );
            later(m, case, TaskKind::TherapeuticSession, mean, Due::Therapy);
        }
        Due::DropIn => {
            let mean = per_month(f.drop_ins);
            give(
                m,
                case,
                Work::new(TaskKind::DropIn, Class::Reactive).patience(1),
            );
            later(m, case, TaskKind::DropIn, mean, Due::DropIn);
        }
        Due::BriefEnds => assessment::brief_ends(m, case),
        Due::CareSettles => care::settle(m, case),
        Due::CareEnds => care::ends(m, case),
        Due::SupportEnds => care::support_ends(m, case),
        Due::Retry => proceedings::retry(m, case),
        Due::FamilyContact => care::family_contact(m, case),
    }
}

/// Days between contacts that the family needs: more problems, more contact; some families need more than others with the same problems.
pub fn needed_interval(m: &Moment<'_>, case: CaseId) -> f64 {
    let f = &m.config.frequencies;
    let family = m.world.family_of(case);
    let relative = task::relative_problems(m.config, family, f.contact_exponent);
    let early = match m.world.case(case).stage {
        Stage::Open { since } if m.now.days_since(since) < f.early_months * MONTH_DAYS => {
            f.early_contacts
        }
        _ => 1.0,
    };
    (MONTH_DAYS / (f.needed_contacts * relative * family.need * early)).clamp(2.0, 365.0)
}

/// Last day of the statutory clock for the next visit.
pub fn visit_limit(m: &Moment<'_>, case: CaseId) -> Day {
    let clocks = &m.rules.clocks;
    let family = m.world.family_of(case);
    let days = if family.count(Status::Protected) > 0 {
        clocks.plan_visit_days
    } else if family.count(Status::InNeed) > 0 {
        clocks.in_need_visit_days
    } else {
        clocks.care_visit_days
    };
    m.world
        .calendar
        .add_working(m.world.case(case).visited.day(), days as i32)
}

/// Plans the next visit: when it is needed, but not so late that the clock runs out.
pub fn plan_contact(m: &mut Moment<'_>, case: CaseId) {
    let needed = m
        .world
        .case(case)
        .seen
        .plus_days_f(needed_interval(m, case))
        .day();
    let limit = visit_limit(m, case).plus(-VISIT_LEAD_DAYS);
    m.world.put_due(needed.min(limit), case, Due::Contact);
}

fn contact_due(m: &mut Moment<'_>, case: CaseId) {
    let limit = visit_limit(m, case);
    let family = m.world.family_of(case);
    if m.world.case(case).visit_pending {
        return;
    }
    let needed = m
        .world
        .case(case)
        .seen
        .plus_days_f(needed_interval(m, case))
        .day();
    if needed.min(limit.plus(-VISIT_LEAD_DAYS)) > m.today() {
        // Met in the meantime at a meeting or in a crisis.
        plan_contact(m, case);
        return;
    }
    let at_home = family.count(Status::InNeed) + family.count(Status::Protected) > 0;
    let kind = if at_home {
        TaskKind::HomeVisit
    } else {
        TaskKind::CareVisit
    };
    m.world.case_mut(case).visit_pending = true;
    give(m, case, Work::new(kind, Class::Needed).limit(limit));
}

/// A visit under a plan was made.
pub fn visited(m: &mut Moment<'_>, case: CaseId) {
    m.world.case_mut(case).visit_pending = false;
    m.world.case_mut(case).promise_broken = false;
    if matches!(
        m.world.case(case).stage,
        Stage::Open { .. } | Stage::Brief { .. }
    ) {
        plan_contact(m, case);
        review::make_the_case_for_closing(m, case);
    }
}

/// Whether a worker's team has a coordinator at work: bookings and post are then partly off the worker's desk.
pub fn coordinator_share(m: &Moment<'_>, worker: WorkerId) -> f64 {
    let team = m.world.worker(worker).team;
    if allocation::coordinator(m.world, team).is_some() {
        m.features(team).coordinator_takes
    } else {
        0.0
    }
}
