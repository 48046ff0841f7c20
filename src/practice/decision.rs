//! Decisions that wait for somebody's attention. The decider has a queue of their own; when away, the decision waits too.

use super::concern::{Readers, knowers};
use super::moment::{Moment, Purpose};
use super::task::requeue;
use super::{assessment, enquiry, review};
use crate::kernel::time::SimTime;
use crate::organisation::allocation;
use crate::world::case::{Enquiry, Stage};
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, Gate, TaskKind};
use crate::world::worker::{Presence, Task};

/// Share of the time that a decider who knows the family needs for a decision.
const KNOWN_FAMILY_SHARE: f64 = 0.5;
/// Nobody is elsewhere for more of the day, and nobody puts off more decisions.
const MOST_ELSEWHERE: f64 = 0.95;
const MOST_PUT_OFF: f64 = 0.9;

/// Puts a needed decision about a case before its decider, once.
pub fn request(m: &mut Moment<'_>, case: CaseId) {
    let Some((team, _)) = m.world.case(case).held() else {
        return;
    };
    if m.world.case(case).decision_pending {
        return;
    }
    let colleague = experienced_colleague(m, case);
    let decider = colleague
        .or_else(|| decider_or_cover(m, team))
        .expect("checked: every team has a decider");
    // Asked across the desk, a colleague answers before turning to other work.
    let class = if colleague.is_some() {
        Class::Statutory
    } else {
        Class::Needed
    };
    m.world.case_mut(case).decision_pending = true;
    let occasion = m.world.case_mut(case).next_occasion(TaskKind::Management);
    let known = knowers(m, case, &[decider]) > 0 || keeps_in_mind(m, case, decider);
    let mean = m.config.minutes.authorisation * if known { KNOWN_FAMILY_SHARE } else { 1.0 };
    let occasion = (u64::from(TaskKind::Authorisation as u8) << 48) | occasion;
    let minutes = m.minutes(mean, m.key(case), occasion);
    let task = Task {
        due: SimTime::at(m.today(), 0),
        occasion,
        ..Task::new(TaskKind::Authorisation, class, Some(case), minutes, m.now)
    };
    requeue(m, decider, task);
}

/// The decider of a team. While the post is empty somebody of the same service acts; while its holder is away, only where that is the rule.
pub fn decider_or_cover(m: &Moment<'_>, team: TeamId) -> Option<WorkerId> {
    let own = m.world.decider(team);
    let here = |id: WorkerId| m.world.worker(id).presence == Presence::Here;
    let filled = own.is_some_and(|id| m.world.worker(id).is_filled());
    if own.is_some_and(here) || (filled && !m.features(team).decision_cover) {
        return own;
    }
    let service = m.world.team(team).service;
    let other = (0..m.world.teams.len())
        .map(|i| TeamId(i as u32))
        .filter(|&t| m.world.team(t).service == service)
        .find_map(|t| m.world.decider(t).filter(|&d| here(d)));
    other.or(own)
}

/// Whether a decider has a family of the team in mind: of few families most, of many some.
fn keeps_in_mind(m: &Moment<'_>, case: CaseId, decider: WorkerId) -> bool {
    let worker = m.world.worker(decider);
    let families = m.world.team(worker.team).open.len() as f64;
    let own = m
        .world
        .case(case)
        .held()
        .is_some_and(|(team, _)| team == worker.team);
    let lot = |holder: u32| {
        m.uniform(
            Purpose::Mind,
            m.key(case),
            worker.key ^ (u64::from(holder) << 48),
        )
    };
    own && lot(worker.holder) * families < worker.manner.mind
}

/// While the decider is away some decisions are taken by an experienced colleague of the worker.
fn experienced_colleague(m: &Moment<'_>, case: CaseId) -> Option<WorkerId> {
    let (team, lead) = m.world.case(case).held()?;
    let share = m.features(team).peer_decisions;
    let here = |id: WorkerId| m.world.worker(id).presence == Presence::Here;
    if share == 0.0 || m.world.decider(team).is_some_and(here) {
        return None;
    }
    let occasion = u64::from(m.world.case(case).counts[TaskKind::Management as usize]);
    let episode = u64::from(m.world.case(case).episode);
    if m.uniform(Purpose::Peer, m.key(case), (episode << 16) | occasion) < share {
        allocation::experienced(m.world, team, lead)
    } else {
        None
    }
}

/// Share of a decider's day that other duties take: of the office's, more for some than for others.
pub fn elsewhere(m: &Moment<'_>, decider: WorkerId) -> f64 {
    let worker = m.world.worker(decider);
    (m.features(worker.team).decider_other_duties * worker.manner.elsewhere).min(MOST_ELSEWHERE)
}

/// How many views count in a discussion among so many who know the family: fewer where who decides is directive.
pub fn views(m: &Moment<'_>, case: CaseId, knowers: usize) -> usize {
    let Some((team, _)) = m.world.case(case).held() else {
        return knowers;
    };
    let others = knowers.saturating_sub(1) as f64;
    let heard = others * (1.0 + m.world.manner(team).openness).max(0.0);
    knowers.min(1) + heard.round() as usize
}

/// A decision has been read into. It is made, unless who could make it puts it off: then it waits once more.
pub fn ready(m: &mut Moment<'_>, case: CaseId, decider: WorkerId, task: &Task) {
    let d = &m.config.deciders;
    let chance = d.put_off * m.world.worker(decider).manner.hesitation;
    let occasion = task.occasion | (u64::from(task.attempts) << 56);
    if m.uniform(Purpose::PutOff, m.key(case), occasion) >= chance.min(MOST_PUT_OFF) {
        match signs(m, case, decider) {
            Some(manager) => hand_up(m, case, manager, task),
            None => made(m, case, decider, task.created),
        }
        return;
    }
    m.note(Fact::PutOff { case });
    let again = Task {
        attempts: task.attempts.saturating_add(1),
        due: SimTime::at(m.working_day(d.put_off_days), 0),
        ..*task
    };
    requeue(m, decider, again);
}

/// Who signs what a deputy would decide, where it weighs: the end of an enquiry, and what becomes of a family in long-term work. Where
/// others decide for somebody away, nobody waits for a team manager who is.
fn signs(m: &Moment<'_>, case: CaseId, decider: WorkerId) -> Option<WorkerId> {
    let worker = m.world.worker(decider);
    let c = m.world.case(case);
    let weighs = matches!(c.stage, Stage::Open { .. })
        || matches!(
            c.enquiry,
            Some(Enquiry::Investigation { reported: true, .. })
        );
    if !worker.deputy || !weighs {
        return None;
    }
    let here = |&id: &WorkerId| m.world.worker(id).presence == Presence::Here;
    let manager = m.world.team_manager(worker.team);
    manager.filter(|id| here(id) || !m.features(worker.team).decision_cover)
}

/// The deputy has decided; the team manager has to sign.
fn hand_up(m: &mut Moment<'_>, case: CaseId, manager: WorkerId, task: &Task) {
    note_decided(m, case, Gate::Decider, task.created);
    let occasion = task.occasion | (1 << 63);
    let minutes = m.minutes(m.config.minutes.authorisation, m.key(case), occasion);
    let above = Task {
        due: SimTime::at(m.today(), 0),
        occasion,
        ..Task::new(
            TaskKind::Authorisation,
            task.class,
            Some(case),
            minutes,
            m.now,
        )
    };
    requeue(m, manager, above);
}

fn note_decided(m: &mut Moment<'_>, case: CaseId, gate: Gate, requested: SimTime) {
    let waited = m.now.days_since(requested);
    m.note(Fact::Decided {
        case,
        gate,
        waited,
        refused: false,
    });
}

/// A decision has been read into and is made. What it is about follows from where the case stands.
pub fn made(m: &mut Moment<'_>, case: CaseId, decider: WorkerId, requested: SimTime) {
    m.world.case_mut(case).decision_pending = false;
    let team = m.world.worker(decider).team;
    let gate = if m.world.team_manager(team) == Some(decider) {
        Gate::TeamManager
    } else {
        Gate::Decider
    };
    note_decided(m, case, gate, requested);
    let Some((_, lead)) = m.world.case(case).held() else {
        return;
    };
    let readers = Readers {
        decider: Some(decider),
        knowers: knowers(m, case, &[lead, decider]),
    };
    let c = m.world.case(case);
    match (c.enquiry, c.stage) {
        (
            Some(Enquiry::Investigation {
                since,
                reported: true,
            }),
            _,
        ) => enquiry::decide(m, case, since, readers),
        // An enquiry runs its course first; what it ends with settles the rest.
        (Some(_), _) => {}
        (None, Stage::Assessment { reported: true, .. }) => assessment::decide(m, case, readers),
        (None, Stage::Open { .. }) => review::review(m, case, readers),
        _ => {}
    }
}

/// A draw that belongs to one gate of one attempt at proceedings.
pub fn gate_draw(m: &Moment<'_>, case: CaseId, gate: Gate, attempt: u16, nth: u64) -> f64 {
    let occasion = (u64::from(m.world.case(case).episode) << 32)
        | (u64::from(attempt) << 16)
        | ((gate as u64) << 8)
        | nth;
    m.uniform(Purpose::Gate, m.key(case), occasion)
}
