//! The chain of approvals for care proceedings: each gate makes the family wait and may refuse, and those below reckon with it.

use super::decision::gate_draw;
use super::moment::{Moment, Purpose};
use super::task::{Work, give};
use super::{authority, care, enquiry, kinship, slots, visit};
use crate::kernel::sample;
use crate::kernel::time::Day;
use crate::world::Due;
use crate::world::case::{CareRoute, Legal};
use crate::world::fact::Fact;
use crate::world::family::Family;
use crate::world::ids::CaseId;
use crate::world::vocabulary::{Class, Gate, Slot, Status, TaskKind};

/// Coefficient of variation of the waits.
const WAIT_CV: f64 = 0.6;

/// The decider thinks that a court should decide. Some parents agree to voluntary care; for some it is not tried: a young person who would
/// not stay, a refusal that is foreseen. Otherwise the chain above begins.
pub fn seek(m: &mut Moment<'_>, case: CaseId) {
    let today = m.today();
    let c = m.world.case_mut(case);
    if c.legal.is_some() || today < c.not_before {
        return;
    }
    c.attempts += 1;
    let attempt = c.attempts;
    let Some((team, _)) = c.held() else { return };
    let p = &m.config.proceedings;
    let occasion = (u64::from(c.episode) << 32) | (u64::from(attempt) << 8);
    let mut draw = m.draw(Purpose::Seeking, m.key(case), occasion);
    let family = m.world.family_of(case);
    if draw.uniform() < p.voluntary_share * family.engagement {
        care::enter(m, case, CareRoute::Voluntary);
        return;
    }
    let would_not_stay =
        youngest(family, today) >= p.teenager_age && draw.uniform() < p.teenager_refusal;
    let foreseen = draw.uniform() < p.expected_veto * expected_refusal(m, case);
    if would_not_stay || foreseen {
        m.note(Fact::HeldBack { case });
        look_again(m, case);
        return;
    }
    let first = if m.features(team).approval_levels > 0 {
        Gate::HeadOfService
    } else {
        Gate::Legal
    };
    enter(m, case, first, attempt);
}

fn youngest(family: &Family, today: Day) -> f64 {
    let ages = family.minors(today).map(|c| c.age(today));
    ages.fold(f64::INFINITY, f64::min)
}

/// Probability that one of the gates above would refuse as things stand.
fn expected_refusal(m: &Moment<'_>, case: CaseId) -> f64 {
    let p = &m.config.proceedings;
    let panel = (p.panel_refusal * authority::cost_pressure(m)).min(1.0);
    1.0 - (1.0 - p.head_refusal) * (1.0 - legal_refusal(m, case)) * (1.0 - panel)
}

/// Evidence fades: an acute, recorded history convinces lawyers, an old one does not.
fn legal_refusal(m: &Moment<'_>, case: CaseId) -> f64 {
    let p = &m.config.proceedings;
    let evidence = visit::evidence_now(m.config, m.world.family_of(case), m.now);
    p.legal_refusal / (1.0 + evidence / p.evidence_half)
}

/// Not now: the case is looked at again after a time.
fn look_again(m: &mut Moment<'_>, case: CaseId) {
    let again = m.today().plus(m.config.proceedings.retry_days as i32);
    m.world.case_mut(case).not_before = again;
    m.world.put_due(again, case, Due::Retry);
}

fn enter(m: &mut Moment<'_>, case: CaseId, gate: Gate, attempt: u16) {
    let p = &m.config.proceedings;
    let mean = match gate {
        Gate::Decider | Gate::TeamManager | Gate::HeadOfService => p.head_wait,
        Gate::Legal => p.legal_wait,
        Gate::Panel => p.panel_wait,
        Gate::Court => p.court_wait,
    };
    let u = gate_draw(m, case, gate, attempt, 0);
    let days = sample::lognormal(u, mean.max(1.0), WAIT_CV)
        .round()
        .max(1.0);
    let day = enquiry::before_birth(m, case, m.today().plus(days as i32));
    let day = if matches!(gate, Gate::Legal | Gate::Panel) {
        slots::book(m, Slot::Legal, day)
    } else {
        day
    };
    m.world.case_mut(case).legal = Some(Legal {
        gate,
        since: m.now,
        opens: day,
        attempt,
    });
    m.world.put_due(day, case, Due::LegalGate);
}

/// The wait at a gate is over.
pub fn gate_opens(m: &mut Moment<'_>, case: CaseId) {
    let Some(legal) = m.world.case(case).legal else {
        return;
    };
    match legal.gate {
        Gate::Legal | Gate::Panel => super::meeting::call(m, case, TaskKind::LegalMeeting),
        Gate::Court => order_made(m, case, legal),
        Gate::Decider | Gate::TeamManager | Gate::HeadOfService => {
            let refused = gate_draw(m, case, legal.gate, legal.attempt, 1)
                < m.config.proceedings.head_refusal;
            pass(m, case, legal, refused, Gate::Legal);
        }
    }
}

/// A legal planning meeting or panel was held.
pub fn legal_meeting_held(m: &mut Moment<'_>, case: CaseId) {
    let Some(legal) = m.world.case(case).legal else {
        return;
    };
    let u = gate_draw(m, case, legal.gate, legal.attempt, 1);
    if legal.gate == Gate::Legal {
        let refused = u < legal_refusal(m, case);
        pass(m, case, legal, refused, Gate::Panel);
    } else {
        let refused = u < m.config.proceedings.panel_refusal * authority::cost_pressure(m);
        pass(m, case, legal, refused, Gate::Court);
    }
}

fn pass(m: &mut Moment<'_>, case: CaseId, legal: Legal, refused: bool, next: Gate) {
    m.note(Fact::Decided {
        case,
        gate: legal.gate,
        waited: m.now.days_since(legal.since),
        refused,
    });
    if refused {
        m.world.case_mut(case).legal = None;
        look_again(m, case);
        if legal.gate == Gate::Panel {
            // The family had been told.
            visit::lose_engagement(m, case, m.config.behaviour.engagement_promise_loss);
        }
        return;
    }
    enter(m, case, next, legal.attempt);
    if next == Gate::Court {
        issue(m, case, legal.attempt);
    }
}

/// After a refusal the case is looked at again.
pub fn retry(m: &mut Moment<'_>, case: CaseId) {
    super::decision::request(m, case);
}

/// An emergency order brings the case to court at once.
pub fn issue_at_once(m: &mut Moment<'_>, case: CaseId) {
    let c = m.world.case_mut(case);
    if c.legal.is_some_and(|legal| legal.gate == Gate::Court) {
        return;
    }
    c.attempts += 1;
    let attempt = c.attempts;
    enter(m, case, Gate::Court, attempt);
    issue(m, case, attempt);
}

/// Proceedings are issued: statements, hearings, and for some children care while they run.
fn issue(m: &mut Moment<'_>, case: CaseId, attempt: u16) {
    m.note(Fact::ProceedingsIssued { case });
    visit::coerce(m, case);
    let f = &m.config.frequencies;
    let (statements, hearings, wait) = (
        f.court_statements,
        f.court_hearings,
        m.config.proceedings.court_wait,
    );
    let spread = |nth: u32, of: u32| (wait * f64::from(nth) / f64::from(of + 1)).round() as i32;
    for n in 0..statements {
        let due = u32::try_from(10 + spread(n, statements) * 5 / 7).unwrap_or(10);
        let limit = m.working_day(due);
        give(
            m,
            case,
            Work::new(TaskKind::CourtStatement, Class::Needed)
                .due_days(due.saturating_sub(8))
                .limit(limit),
        );
    }
    for n in 1..=hearings {
        let day = m.today().plus(spread(n, hearings).max(1));
        let day = m.world.calendar.next_working(day);
        let day = slots::book(m, Slot::Court, day);
        m.world.put_due(day, case, Due::Meeting(TaskKind::Court));
    }
    kinship::look_for(m, case);
    let u = m.uniform(
        Purpose::Court,
        m.key(case),
        court_occasion(m, case, attempt),
    );
    if u < m.config.proceedings.interim_care {
        care::enter(m, case, CareRoute::Court);
    }
}

/// Key of the draws about one set of proceedings of one involvement.
fn court_occasion(m: &Moment<'_>, case: CaseId, attempt: u16) -> u64 {
    (u64::from(m.world.case(case).episode) << 32) | (u64::from(attempt) << 1)
}

/// The court decides.
fn order_made(m: &mut Moment<'_>, case: CaseId, legal: Legal) {
    m.note(Fact::Decided {
        case,
        gate: Gate::Court,
        waited: m.now.days_since(legal.since),
        refused: false,
    });
    m.world.case_mut(case).legal = None;
    let u = m.uniform(
        Purpose::Court,
        m.key(case),
        court_occasion(m, case, legal.attempt) | 1,
    );
    let in_care = m.world.family_of(case).count(Status::LookedAfter) > 0;
    if u < m.config.proceedings.care_order {
        if kinship::take_in(m, case) {
            return;
        }
        if !in_care {
            care::enter(m, case, CareRoute::Court);
        }
        care::stay_or_settle(m, case);
    } else if in_care {
        care::return_home(m, case);
    }
}
