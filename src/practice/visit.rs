//! Where a worker and a family meet: what is learnt, how the relationship and the problems move, what has to be written up.

use super::concern::concern;
use super::moment::{Moment, Purpose, minutes_of};
use super::task::{Work, give, give_to};
use super::{assessment, decision, enquiry, plan, stress};
use crate::kernel::sample;
use crate::kernel::time::SimTime;
use crate::organisation::allocation;
use crate::scenario::config::Config;
use crate::world::case::Stage;
use crate::world::fact::Fact;
use crate::world::family::{Acquaintance, Family};
use crate::world::ids::{CaseId, FamilyId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, PROBLEMS, Status, TaskKind};

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
/// Rise of known concern that is put before the decider at once.
const ALARM: f64 = 1.0;

/// Probability that nobody is in or the door stays shut.
pub fn not_in(config: &Config, family: &Family) -> f64 {
    let b = &config.behaviour;
    b.not_in_disengaged + (b.not_in_engaged - b.not_in_disengaged) * family.engagement
}

/// Help that a family still feels.
pub fn help_now(config: &Config, family: &Family, now: SimTime) -> f64 {
    if family.help == 0.0 {
        return 0.0;
    }
    family.help * libm::exp(-now.days_since(family.help_at) / config.behaviour.help_fade_days)
}

/// Evidence that would still count in court.
pub fn evidence_now(config: &Config, family: &Family, now: SimTime) -> f64 {
    family.evidence
        * libm::exp(-now.days_since(family.evidence_at) / config.proceedings.evidence_fade_days)
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
    m.note(Fact::Contact {
        family,
        case,
        kind,
        minutes,
        workers: count,
        lead,
    });
    for &worker in workers {
        note_persons(m, worker, family, occasion);
    }
    relate(m, case, minutes, workers);
    reveal(
        m,
        case,
        Purpose::Reveal,
        occasion,
        m.config.knowledge.visit_reveals * m.world.family(family).engagement.sqrt(),
    );
    risk_aggression(m, case, workers, occasion);
    learn_from_each_other(m, workers);
    write_up(m, case, minutes, workers);
    let now = m.now;
    let c = m.world.case_mut(case);
    c.seen = now;
    m.world.family_mut(family).seen = Some(now);
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

/// The relationship grows with time spent by somebody familiar and skilled; help goes with it.
fn relate(m: &mut Moment<'_>, case: CaseId, minutes: u32, workers: &[WorkerId]) {
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
    let hours = f64::from(minutes) / 60.0;
    let family = m.world.family(id);
    let engagement = family.engagement + b.engagement_gain * best * (1.0 - family.engagement);
    let help = help_now(m.config, family, now) + b.help_per_hour * hours * best * engagement;
    let family = m.world.family_mut(id);
    family.engagement = engagement.clamp(0.0, 1.0);
    family.help = help;
    family.help_at = now;
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

/// Corrects what is believed of each problem with this probability; either way it may go.
pub fn reveal(m: &mut Moment<'_>, case: CaseId, purpose: Purpose, occasion: u64, chance: f64) {
    let id = m.world.case(case).family;
    let family = m.world.family(id);
    if family.known == family.truth {
        return;
    }
    let mut draw = m.draw(purpose, family.key, occasion);
    let family = m.world.family_mut(id);
    for i in 0..PROBLEMS {
        // One uniform for each problem, wrong or not, so that arms stay in step.
        if draw.uniform() < chance {
            family.known[i] = family.truth[i];
        }
    }
}

/// What other agencies know comes to the table at a strategy discussion or in a call.
pub fn learn_from_agencies(m: &mut Moment<'_>, case: CaseId) {
    let occasion = (1 << 40)
        | m.world
            .case_mut(case)
            .next_occasion(TaskKind::StrategyMeeting);
    reveal(
        m,
        case,
        Purpose::Reveal,
        occasion,
        m.config.knowledge.liaison_reveals,
    );
}

/// What was known of a family and never passed on is lost.
pub fn forget(m: &mut Moment<'_>, case: CaseId) {
    let occasion = m.world.case_mut(case).next_occasion(TaskKind::Handover);
    let chance = m.config.knowledge.handover_loses;
    let mut draw = m.draw(Purpose::Handover, m.key(case), occasion);
    let id = m.world.case(case).family;
    let family = m.world.family_mut(id);
    for level in &mut family.known {
        if draw.uniform() < chance {
            *level = 0;
        }
    }
}

/// A share of engagement is lost.
pub fn lose_engagement(m: &mut Moment<'_>, case: CaseId, share: f64) {
    let id = m.world.case(case).family;
    m.world.family_mut(id).engagement *= 1.0 - share;
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
    let mean = t.recording_per_hour * f64::from(minutes) / 60.0;
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
    if m.uniform(Purpose::Share, m.key(case), occasion) < share {
        coordinator.unwrap_or(worker)
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
    let family = m.world.family_of(case);
    let known = concern(m.config, &family.known, family, m.now);
    let serious = family.believed_maltreatment(assessment::SERIOUS);
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

/// A call with another agency is done: something may have come to light.
pub fn liaison_done(m: &mut Moment<'_>, case: CaseId, occasion: u64) {
    reveal(
        m,
        case,
        Purpose::Reveal,
        occasion,
        m.config.knowledge.liaison_reveals,
    );
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
    let d = &m.config.days;
    let overdue = f64::from(m.world.worker(worker).overdue) / 60.0;
    let cut = d.rush * overdue / (overdue + d.rush_half);
    minutes_of(f64::from(minutes) * (1.0 - cut)).min(LONGEST_VISIT)
}

/// Whether a visit needs two: as a matter of course, or for safety.
pub fn needs_two(m: &Moment<'_>, case: CaseId, team: TeamId, occasion: u64) -> bool {
    let features = m.features(team);
    let family = m.world.family_of(case);
    let safety = features.joint_for_safety * danger(m.config, family, m.now);
    let chance = 1.0 - (1.0 - features.joint_visits) * (1.0 - safety.min(1.0));
    m.uniform(Purpose::Joint, family.key, occasion) < chance
}

/// Takes up the recording of a contact as evidence.
pub fn recorded(m: &mut Moment<'_>, case: CaseId) {
    let id = m.world.case(case).family;
    add_evidence(m, id, m.config.proceedings.evidence_contact);
}
