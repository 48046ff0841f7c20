//! Making work: a task gets its length from the occasion it arises at, its doer from how work is organised, its place from the order of service.

use super::concern::class_near_limit;
use super::moment::{Moment, Purpose};
use super::{services, visit};
use crate::kernel::agenda::Phase;
use crate::kernel::time::{Day, SimTime};
use crate::organisation::allocation::{self, Lots};
use crate::scenario::config::Config;
use crate::world::event::Event;
use crate::world::family::Family;
use crate::world::ids::{CaseId, WorkerId};
use crate::world::vocabulary::{Class, Column, Status, TaskKind};
use crate::world::worker::Task;

/// Danger of an ordinary family: concern at the reference, half engaged.
const USUAL_DANGER: f64 = 0.5;

/// A piece of work to be given to somebody.
#[derive(Copy, Clone, Debug)]
pub struct Work {
    kind: TaskKind,
    class: Class,
    due_days: u32,
    limit: Option<Day>,
    patience: Option<u32>,
    mean: Option<f64>,
}

impl Work {
    /// Work of a kind, due today.
    pub fn new(kind: TaskKind, class: Class) -> Work {
        Work {
            kind,
            class,
            due_days: 0,
            limit: None,
            patience: None,
            mean: None,
        }
    }

    /// Due in this many working days.
    pub fn due_days(mut self, days: u32) -> Work {
        self.due_days = days;
        self
    }

    /// With a statutory last day.
    pub fn limit(mut self, day: Day) -> Work {
        self.limit = Some(day);
        self
    }

    /// Given up after this many working days.
    pub fn patience(mut self, days: u32) -> Work {
        self.patience = Some(days);
        self
    }

    /// With this mean length rather than the common one of its kind.
    pub fn mean(mut self, minutes: f64) -> Work {
        self.mean = Some(minutes);
        self
    }
}

/// Gives work on a case to whoever ought to do it; where nobody has the case, to whoever screens referrals.
pub fn give(m: &mut Moment<'_>, case: CaseId, work: Work) {
    let Some((team, lead)) = m.world.case(case).held() else {
        let duty = allocation::screener(m.world, m.rules, m.today());
        give_to(m, duty, case, work);
        return;
    };
    let occasion = m.world.case_mut(case).next_occasion(work.kind);
    let key = m.key(case);
    let mut draw = m.draw(
        Purpose::Share,
        key,
        (u64::from(work.kind as u8) << 48) | occasion,
    );
    let lots = Lots {
        coordinator: draw.uniform(),
        share: draw.uniform(),
        cover: draw.uniform(),
    };
    let worker = allocation::doer(
        m.world, m.rules, case, team, lead, work.kind, work.class, lots,
    );
    put(m, worker, case, work, occasion);
}

/// Gives work on a case to a named worker.
pub fn give_to(m: &mut Moment<'_>, worker: WorkerId, case: CaseId, work: Work) {
    let occasion = m.world.case_mut(case).next_occasion(work.kind);
    put(m, worker, case, work, occasion);
}

fn put(m: &mut Moment<'_>, worker: WorkerId, case: CaseId, work: Work, occasion: u64) {
    let mean = work
        .mean
        .unwrap_or_else(|| mean_minutes(m.config, m.world.family_of(case), work.kind));
    let mean = if work.kind.column() == Column::Admin {
        mean * m.config.context.it
    } else {
        mean
    };
    let purpose_occasion = (u64::from(work.kind as u8) << 48) | occasion;
    let minutes = m.minutes(mean, m.key(case), purpose_occasion);
    let due = if work.due_days == 0 {
        m.now
    } else {
        SimTime::at(m.working_day(work.due_days), 0)
    };
    let expires = work.patience.map(|days| m.working_day(days));
    let task = Task {
        due,
        limit: work.limit,
        expires,
        occasion: purpose_occasion,
        ..Task::new(work.kind, work.class, Some(case), minutes, m.now)
    };
    requeue(m, worker, task);
}

/// Puts a task in a worker's queue where the order of service wants it, and wakes the worker if idle.
pub fn requeue(m: &mut Moment<'_>, worker: WorkerId, mut task: Task) {
    task.key = order_key(m, &task);
    m.world.worker_mut(worker).enqueue(task);
    m.wake(worker);
    if task.kind == TaskKind::CrisisVisit && m.world.worker(worker).doing.is_some() {
        m.agenda.push(m.now, Phase::Choice, Event::Called(worker));
    }
}

/// Order of service as a number: class first (raised near a statutory limit), then due time; contact may wait a little for desk work, with
/// calm families longer than with those who worry and do not cooperate.
pub fn order_key(m: &Moment<'_>, task: &Task) -> u64 {
    let class = class_near_limit(m, task.class, task.limit);
    let slack = match task.case {
        Some(case) if task.kind.is_visit() && class == Class::Needed => {
            let d = &m.config.days;
            let danger = visit::danger(m.config, m.world.family_of(case), m.now);
            d.contact_slack + d.urgency * (USUAL_DANGER - danger)
        }
        _ => 0.0,
    };
    let due = task.due.plus_days_f(slack).0.max(0) as u64;
    ((class as u64) << 56) | due
}

/// Common mean minutes of a kind of work on a family; desk work grows with the number of problems known.
pub fn mean_minutes(config: &Config, family: &Family, kind: TaskKind) -> f64 {
    let t = &config.minutes;
    match kind {
        TaskKind::Screening => t.screening,
        TaskKind::AssessmentVisit | TaskKind::EnquiryVisit => t.first_visit,
        TaskKind::HomeVisit if family.count(Status::Protected) > 0 => {
            t.plan_visit + services::direct_work(config)
        }
        TaskKind::HomeVisit => t.in_need_visit + services::direct_work(config),
        TaskKind::CareVisit => t.care_visit,
        TaskKind::CrisisVisit => t.crisis_visit,
        TaskKind::FamilyContact => t.family_contact,
        TaskKind::KinshipAssessment => t.kinship_assessment,
        TaskKind::EmergencyOrder => t.emergency,
        TaskKind::DropIn => t.drop_in,
        TaskKind::TherapeuticSession => t.therapeutic,
        TaskKind::AssessmentReport => t.initial_report * complexity(config, family),
        TaskKind::EnquiryReport => t.enquiry_report * complexity(config, family),
        TaskKind::ConferenceReport => t.conference_report * complexity(config, family),
        TaskKind::ReviewReport => t.review_report * family.count(Status::LookedAfter).max(1) as f64,
        TaskKind::CourtStatement => t.court_statement,
        TaskKind::PlanUpdate => t.plan_update * complexity(config, family),
        TaskKind::Liaison => t.liaison,
        TaskKind::Payment => t.payment,
        TaskKind::Handover => t.handover,
        TaskKind::ClosingSummary => t.closing,
        TaskKind::Authorisation => t.authorisation,
        TaskKind::StrategyMeeting => t.strategy,
        TaskKind::ProfessionalMeeting => t.professional_meeting,
        TaskKind::Conference => t.initial_conference,
        TaskKind::CoreGroup => t.core_group,
        TaskKind::CareReview => t.care_review,
        TaskKind::LegalMeeting => t.legal_meeting,
        TaskKind::Court => t.court,
        TaskKind::Advice => config.deciders.advice_minutes,
        TaskKind::FixedDesk => t.fixed_desk,
        TaskKind::Break => t.breaks,
        TaskKind::Recording
        | TaskKind::Supervision
        | TaskKind::UnitMeeting
        | TaskKind::TeamMeeting
        | TaskKind::Debrief
        | TaskKind::Travel
        | TaskKind::Management => unreachable!("{kind:?} gets its length where it arises"),
    }
}

/// Desk work of a family relative to one with the reference number of known problems.
pub fn complexity(config: &Config, family: &Family) -> f64 {
    relative_problems(config, family, config.frequencies.desk_exponent)
}

/// (known problems / reference)^exponent, with at least one problem.
pub fn relative_problems(config: &Config, family: &Family, exponent: f64) -> f64 {
    let known = family.known_problems().max(1) as f64;
    libm::pow(known / config.case_mix.reference_problems, exponent)
}
