//! Where a worker and a family meet: what is learnt, how the relationship and the problems move, what has to be written up.

use super::concern::concern;
use super::moment::{Moment, Purpose, faded, minutes_of};
use super::task::{Work, give, give_to, mean_minutes, relative_problems};
use super::{
    assessment, charge, courtesy, decision, emergency, enquiry, inspection, knowledge, plan,
    services, stress,
};
use crate::kernel::sample;
use crate::kernel::time::SimTime;
use crate::organisation::allocation;
use crate::scenario::config::Config;
use crate::world::case::Stage;
use crate::world::fact::Fact;
use crate::world::family::{Acquaintance, Family};
use crate::world::ids::{CaseId, FamilyId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, Status, TaskKind};

/// Acquaintances a family is remembered by.
const MOST_ACQUAINTANCES: usize = 12;
/// Meetings after which a worker counts as familiar.
const FAMILIAR_MEETINGS: f64 = 4.0;
/// Share of the full gain of engagement or help that a stranger has.
const STRANGER_SHARE: f64 = 0.5;
/// Working days by which recording is due.
const RECORDING_DAYS: u32 = 2;
/// Nobody stays or travels longer than this in one go, minutes: the out-of-hours service takes over.
const LONGEST_VISIT: u16 = 240;
const LONGEST_TRAVEL: u16 = 120;
/// Part that one meeting has in what a worker is used to.
const EXPOSURE_SHARE: f64 = 0.02;
/// Rise of known concern that is put before the decider at once.
const ALARM: f64 = 1.0;

/// Probability that nobody is in or the door stays shut.
pub fn not_in(config: &Config, family: &Family) -> f64 {
    let b = &config.behaviour;
    b.not_in_disengaged + (b.not_in_engaged - b.not_in_disengaged) * family.engagement
}

/// Help that a family still feels.
pub fn help_now(config: &Config, family: &Family, now: SimTime) -> f64 {
    let days = config.behaviour.help_fade_days;
    faded(family.help, family.help_at, now, days)
}

/// Evidence that would still count in court.
pub fn evidence_now(config: &Config, family: &Family, now: SimTime) -> f64 {
    let days = config.proceedings.evidence_fade_days;
    faded(family.evidence, family.evidence_at, now, days)
}

/// Adds recorded evidence.
pub fn add_evidence(m: &mut Moment<'_>, id: FamilyId, amount: f64) {
    let now = m.now;
    let evidence = evidence_now(m.config, m.world.family(id), now) + amount;
    let family = m.world.family_mut(id);
    family.evidence = evidence;
    family.evidence_at = now;
}

/// Workers have met a family for this long. Effects are booked once, for all of them.
pub fn met(
    m: &mut Moment<'_>,
    case: CaseId,
    kind: TaskKind,
    occasion: u64,
    minutes: u32,
    workers: &[WorkerId],
) {
    let lead = workers[0];
    let family = m.world.case(case).family;
    let count = u8::try_from(workers.len()).unwrap_or(u8::MAX);
    let alone = sees_child_alone(m, case, kind, occasion, lead);
    let late = courtesy::comes_late(m, case, kind, occasion, lead);
    m.note(Fact::Contact {
        family,
        case,
        kind,
        minutes,
        workers: count,
        lead,
        alone: alone == Some(true),
        late,
    });
    for &worker in workers {
        note_persons(m, worker, family, occasion);
    }
    let effective = services::effective_minutes(m.config, kind, minutes);
    let quality = relate(m, case, effective, workers);
    courtesy::rate(m, family, quality, late);
    let usual = mean_minutes(m.config, m.world.family(family), kind).max(1.0);
    let length = f64::from(minutes) / usual;
    knowledge::learn_in_contact(m, case, occasion, length, alone);
    expose(m, family, workers);
    risk_aggression(m, case, workers, occasion);
    learn_from_each_other(m, workers);
    write_up(m, case, minutes, workers);
    let now = m.now;
    let c = m.world.case_mut(case);
    c.seen = now;
    c.contacts = c.contacts.saturating_add(1);
    m.world.family_mut(family).seen = Some(now);
}

/// Whether a child is seen without its parents: on visits at home, as a matter of course, unless time presses. None where there is no such
/// question.
fn sees_child_alone(
    m: &Moment<'_>,
    case: CaseId,
    kind: TaskKind,
    occasion: u64,
    lead: WorkerId,
) -> Option<bool> {
    if !kind.is_visit() {
        return None;
    }
    let chance = m.config.knowledge.seen_alone * (1.0 - hurry(m, lead));
    let key = (u64::from(kind as u8) << 32) ^ occasion;
    Some(m.uniform(Purpose::SeenAlone, m.key(case), key) < chance)
}

/// How much a worker's overdue work presses, 0 to 1.
pub fn hurry(m: &Moment<'_>, worker: WorkerId) -> f64 {
    let overdue = f64::from(m.world.worker(worker).overdue) / 60.0;
    overdue / (overdue + m.config.days.rush_half)
}

/// Those who meet a family grow used to such concern as they see.
fn expose(m: &mut Moment<'_>, id: FamilyId, workers: &[WorkerId]) {
    let family = m.world.family(id);
    let met = concern(m.config, &family.known, family, m.now);
    let above = met - m.config.behaviour.crisis_reference;
    for &worker in workers {
        let exposure = &mut m.world.worker_mut(worker).exposure;
        *exposure += EXPOSURE_SHARE * (above - *exposure);
    }
}

/// Persons each attendance meets; the study counts persons, not visits.
fn note_persons(m: &mut Moment<'_>, worker: WorkerId, family: FamilyId, occasion: u64) {
    let f = &m.config.frequencies;
    let key = m.world.family(family).key;
    let mut draw = m.draw(Purpose::Met, key, occasion);
    let (adults, children) = (
        u32::from(m.world.family(family).adults),
        m.world.family(family).children.len() as u32,
    );
    let young = sample::poisson(draw.uniform(), f.people_met * f.people_children).min(children);
    let mut others =
        sample::poisson(draw.uniform(), f.people_met * (1.0 - f.people_children)).min(adults + 2);
    if young + others == 0 {
        others = 1;
    }
    m.note(Fact::Met {
        worker,
        children: young as u16,
        others: others as u16,
    });
}

/// The relationship grows with time spent by somebody familiar and skilled; help goes with it. Says how well the family was met.
fn relate(m: &mut Moment<'_>, case: CaseId, minutes: f64, workers: &[WorkerId]) -> f64 {
    let b = &m.config.behaviour;
    let now = m.now;
    let id = m.world.case(case).family;
    let mut best: f64 = 0.0;
    for &worker in workers {
        let (holder, skill) = (
            m.world.worker(worker).holder,
            m.world.worker(worker).mean_skill(),
        );
        let family = m.world.family_mut(id);
        let meetings = acquaint(family, worker, holder, now);
        let familiarity = STRANGER_SHARE
            + (1.0 - STRANGER_SHARE) * (f64::from(meetings) / FAMILIAR_MEETINGS).min(1.0);
        best = best.max(skill * familiarity);
    }
    let hours = minutes / 60.0;
    let gain = b.engagement_gain * inspection::rapport(m) * charge::rapport(m, id);
    let family = m.world.family(id);
    let engagement = family.engagement + gain * best * (1.0 - family.engagement);
    let agreed = 1.0 - b.agreement * (1.0 - agreement(family));
    let help =
        help_now(m.config, family, now) + b.help_per_hour * hours * best * engagement * agreed;
    // Help that goes on after need has gone makes a family lean on it; real need makes it forget that it did.
    let needless = concern(m.config, &family.truth, family, now) < m.config.thresholds.close;
    let leans = if needless { 1.0 } else { 0.0 };
    let share = (b.dependence_per_hour * hours).min(1.0);
    let family = m.world.family_mut(id);
    family.dependence += share * (leans - family.dependence);
    family.engagement = engagement.clamp(0.0, 1.0);
    family.help = help;
    family.help_at = now;
    best
}

/// How far worker and family see the same problems: the part of them that is known as it is.
fn agreement(family: &Family) -> f64 {
    let pairs = family.truth.iter().zip(&family.known);
    let there = pairs.filter(|(truth, known)| **truth > 0 || **known > 0);
    let (same, all) = there.fold((0.0, 0.0), |(same, all), (truth, known)| {
        (same + f64::from(truth == known), all + 1.0)
    });
    if all > 0.0 { same / all } else { 1.0 }
}

/// Notes a meeting and returns how many there have been with this worker.
fn acquaint(family: &mut Family, worker: WorkerId, holder: u32, now: SimTime) -> u16 {
    if let Some(known) = family
        .acquaintances
        .iter_mut()
        .find(|a| a.worker == worker && a.holder == holder)
    {
        known.last = now;
        known.meetings = known.meetings.saturating_add(1);
        return known.meetings;
    }
    if family.acquaintances.len() == MOST_ACQUAINTANCES {
        let oldest = (0..MOST_ACQUAINTANCES)
            .min_by_key(|&i| family.acquaintances[i].last)
            .expect("there are some");
        family.acquaintances.swap_remove(oldest);
    }
    family.acquaintances.push(Acquaintance {
        worker,
        holder,
        last: now,
        meetings: 1,
    });
    1
}

/// A share of engagement is lost.
pub fn lose_engagement(m: &mut Moment<'_>, case: CaseId, share: f64) {
    let id = m.world.case(case).family;
    m.world.family_mut(id).engagement *= 1.0 - share;
}

/// A share of what is missing in engagement is gained.
pub fn gain_engagement(m: &mut Moment<'_>, case: CaseId, share: f64) {
    let id = m.world.case(case).family;
    let family = m.world.family_mut(id);
    family.engagement += share * (1.0 - family.engagement);
}

/// A coercive step: some families comply for fear of worse, most withdraw.
pub fn coerce(m: &mut Moment<'_>, case: CaseId) {
    let b = &m.config.behaviour;
    let (loss, compliance) = (b.engagement_coercion_loss, b.coercion_compliance);
    let occasion = (5 << 40) | m.world.case_mut(case).next_occasion(TaskKind::Conference);
    if m.uniform(Purpose::Coercion, m.key(case), occasion) < compliance {
        gain_engagement(m, case, loss);
    } else {
        lose_engagement(m, case, loss);
    }
}

/// Families who do not engage and are in deep trouble threaten and abuse; workers carry it home.
fn risk_aggression(m: &mut Moment<'_>, case: CaseId, workers: &[WorkerId], occasion: u64) {
    let id = m.world.case(case).family;
    let family = m.world.family(id);
    let chance = danger(m.config, family, m.now) * m.config.behaviour.aggression;
    if m.uniform(Purpose::Aggression, family.key, occasion) < chance {
        for &worker in workers {
            m.note(Fact::Aggression { worker, family: id });
            stress::jolt(m, worker, m.config.stress.aggression / workers.len() as f64);
        }
    }
}

/// Disengagement times relative concern, at most two: how dangerous a visit is thought to be.
pub fn danger(config: &Config, family: &Family, now: SimTime) -> f64 {
    let known = concern(config, &family.known, family, now);
    ((1.0 - family.engagement) * known / config.behaviour.crisis_reference).min(2.0)
}

/// Working together moves skill toward the better of two.
fn learn_from_each_other(m: &mut Moment<'_>, workers: &[WorkerId]) {
    let &[first, second, ..] = workers else {
        return;
    };
    let rate = m.config.workforce.skill_learning;
    let (a, b) = (m.world.worker(first).skill, m.world.worker(second).skill);
    for i in 0..a.len() {
        let best = a[i].max(b[i]);
        m.world.worker_mut(first).skill[i] += rate * (best - a[i]);
        m.world.worker_mut(second).skill[i] += rate * (best - b[i]);
    }
}

/// Recording: by each worker who was there, the first most; a coordinator may take it.
fn write_up(m: &mut Moment<'_>, case: CaseId, minutes: u32, workers: &[WorkerId]) {
    let t = &m.config.minutes;
    let patience = m.config.days.recording_patience;
    let mean = t.recording_per_hour * f64::from(minutes) / 60.0 * inspection::recording(m);
    let second = mean * t.recording_second;
    for (i, &worker) in workers.iter().enumerate() {
        // A second worker's notes can wait, and add nothing to the evidence.
        let class = if i == 0 { Class::Needed } else { Class::Rest };
        let work = Work::new(TaskKind::Recording, class)
            .due_days(RECORDING_DAYS)
            .patience(patience)
            .mean(if i == 0 { mean } else { second });
        if i > 0 && second <= 0.0 {
            continue;
        }
        let writer = coordinator_or(m, case, worker);
        give_to(m, writer, case, work);
    }
}

/// The coordinator with the probability that such work is theirs, else the worker.
fn coordinator_or(m: &mut Moment<'_>, case: CaseId, worker: WorkerId) -> WorkerId {
    let team = m.world.worker(worker).team;
    let share = plan::coordinator_share(m, worker);
    let occasion = (3 << 40) | m.world.case_mut(case).next_occasion(TaskKind::Debrief);
    let coordinator = allocation::coordinator(m.world, team);
    let lot = m.uniform(Purpose::Share, m.key(case), occasion);
    if lot < share {
        coordinator.unwrap_or(worker)
    } else if lot < m.features(team).admin_takes_records {
        allocation::administrator(m.world, team).unwrap_or(worker)
    } else {
        worker
    }
}

/// A visit of some kind is over, the family met or the tries given up: what it was for goes on.
pub fn over(m: &mut Moment<'_>, case: CaseId, kind: TaskKind, met: bool) {
    if met && kind.is_visit() {
        let limit = plan::visit_limit(m, case);
        if kind == TaskKind::HomeVisit || kind == TaskKind::CareVisit {
            m.note(Fact::VisitDone {
                case,
                on_time: m.today() <= limit,
            });
        }
        let now = m.now;
        m.world.case_mut(case).visited = now;
    }
    match kind {
        TaskKind::AssessmentVisit => assessment::visited(m, case),
        TaskKind::EnquiryVisit => enquiry::visited(m, case),
        TaskKind::HomeVisit | TaskKind::CareVisit => plan::visited(m, case),
        TaskKind::CrisisVisit => after_crisis(m, case),
        _ => {}
    }
}

/// Somebody goes today, whoever is there.
pub fn respond_to_crisis(m: &mut Moment<'_>, case: CaseId) {
    give(m, case, Work::new(TaskKind::CrisisVisit, Class::Reactive));
}

/// After a crisis what is known may cross a threshold: that goes to a strategy discussion or before the decider at once.
fn after_crisis(m: &mut Moment<'_>, case: CaseId) {
    if emergency::consider(m, case) {
        return;
    }
    let family = m.world.family_of(case);
    let known = concern(m.config, &family.known, family, m.now);
    let serious = assessment::may_be_significant_harm(family, m.today());
    let c = m.world.case(case);
    let in_work = matches!(c.stage, Stage::Open { .. } | Stage::Brief { .. });
    let on_plan = family.count(Status::Protected) > 0;
    if in_work && serious && !on_plan && known >= m.config.thresholds.strategy {
        enquiry::call_strategy_discussion(m, case);
    } else if c.is_long_term() && known > c.concern + ALARM {
        decision::request(m, case);
    }
}

/// A visit is four weeks late: the promise is broken, once.
pub fn break_promise(m: &mut Moment<'_>, case: CaseId) {
    if !m.world.case(case).promise_broken {
        m.world.case_mut(case).promise_broken = true;
        lose_engagement(m, case, m.config.behaviour.engagement_promise_loss);
    }
}

/// Mean minutes of the debrief and travel that go with a visit; parking is the authority's.
pub fn travel_minutes(m: &Moment<'_>, case: CaseId, occasion: u64) -> u16 {
    let mean = m.config.minutes.travel;
    let travel = m
        .minutes(mean, m.key(case), (1 << 60) | occasion)
        .min(LONGEST_TRAVEL);
    travel + m.config.context.parking as u16
}

/// A visit in a hurry is shorter: by how much depends on what is overdue.
pub fn rushed(m: &Moment<'_>, worker: WorkerId, minutes: u16) -> u16 {
    let cut = m.config.days.rush * hurry(m, worker);
    minutes_of(f64::from(minutes) * (1.0 - cut)).min(LONGEST_VISIT)
}

/// Whether a visit needs two: as a matter of course, or for safety.
pub fn needs_two(m: &Moment<'_>, case: CaseId, team: TeamId, occasion: u64) -> bool {
    let features = m.features(team);
    let family = m.world.family_of(case);
    let safety = features.joint_for_safety * danger(m.config, family, m.now);
    let chance = 1.0 - (1.0 - usual_share(m, case, team)) * (1.0 - safety.min(1.0));
    m.uniform(Purpose::Joint, family.key, occasion) < chance
}

/// Visits made by two as a matter of course: as far as complexity counts, simple cases are seen alone and complex ones jointly.
fn usual_share(m: &Moment<'_>, case: CaseId, team: TeamId) -> f64 {
    let features = m.features(team);
    let relative = relative_problems(m.config, m.world.family_of(case), 1.0);
    let times = 1.0 + features.joint_by_complexity * (relative - 1.0);
    (features.joint_visits * times).clamp(0.0, 1.0)
}

/// Takes up the recording of a contact as evidence.
pub fn recorded(m: &mut Moment<'_>, case: CaseId) {
    let c = m.world.case_mut(case);
    c.recorded = c.recorded.saturating_add(1);
    let id = m.world.case(case).family;
    add_evidence(m, id, m.config.proceedings.evidence_contact);
}
