//! Decisions that wait for somebody's attention. The decider has a queue of their own; when away, the decision waits too.

use super::concern::knowers;
use super::moment::{Moment, Purpose};
use super::task::requeue;
use super::{assessment, enquiry, review};
use crate::kernel::time::SimTime;
use crate::world::case::{Enquiry, Stage};
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, Gate, TaskKind};
use crate::world::worker::{Presence, Task};

/// Share of the time that a decider who knows the family needs for a decision.
const KNOWN_FAMILY_SHARE: f64 = 0.5;

/// Puts a needed decision about a case before its decider, once.
pub fn request(m: &mut Moment<'_>, case: CaseId) {
    let Some((team, _)) = m.world.case(case).held() else {
        return;
    };
    if m.world.case(case).decision_pending {
        return;
    }
    let decider = decider_or_cover(m, team).expect("checked: every team has a decider");
    m.world.case_mut(case).decision_pending = true;
    let occasion = m.world.case_mut(case).next_occasion(TaskKind::Management);
    let known = knowers(m, case, &[decider]) > 0;
    let mean = m.config.minutes.authorisation * if known { KNOWN_FAMILY_SHARE } else { 1.0 };
    let occasion = (u64::from(TaskKind::Authorisation as u8) << 48) | occasion;
    let minutes = m.minutes(mean, m.key(case), occasion);
    let task = Task {
        kind: TaskKind::Authorisation,
        class: Class::Needed,
        case: Some(case),
        due: SimTime::at(m.today(), 0),
        limit: None,
        expires: None,
        minutes,
        occasion,
        attempts: 0,
        created: m.now,
        key: 0,
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

/// A decision has been read into and is made. What it is about follows from where the case stands.
pub fn made(m: &mut Moment<'_>, case: CaseId, decider: WorkerId, requested: SimTime) {
    m.world.case_mut(case).decision_pending = false;
    let waited = m.now.days_since(requested);
    m.note(Fact::Decided {
        case,
        gate: Gate::Decider,
        waited,
        refused: false,
    });
    let Some((_, lead)) = m.world.case(case).held() else {
        return;
    };
    let advised_by = knowers(m, case, &[lead, decider]);
    let c = m.world.case(case);
    match (c.enquiry, c.stage) {
        (
            Some(Enquiry::Investigation {
                since,
                reported: true,
            }),
            _,
        ) => enquiry::decide(m, case, since, advised_by),
        // An enquiry runs its course first; what it ends with settles the rest.
        (Some(_), _) => {}
        (None, Stage::Assessment { reported: true, .. }) => assessment::decide(m, case, advised_by),
        (None, Stage::Open { .. }) => review::review(m, case, advised_by),
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
