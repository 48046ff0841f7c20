//! Closing: a summary to write first, then the family is off the books, though not out of the world.

use super::authority;
use super::concern::is_high;
use super::moment::{Moment, Purpose};
use super::support;
use super::task::{Work, give};
use crate::organisation::allocation;
use crate::world::case::{Outcome, Stage};
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, TeamId};
use crate::world::vocabulary::{Class, Status, TaskKind};
use crate::world::worker::Presence;

/// Working days in which a closing summary is due.
const SUMMARY_DAYS: u32 = 5;

/// Concern below which an open case can be closed: lower for a family that has come to lean on help, and none at all for one that lives on
/// the authority's money.
pub fn cut(m: &Moment<'_>, case: CaseId) -> f64 {
    let family = m.world.family_of(case);
    if m.now < family.no_recourse_until {
        return f64::NEG_INFINITY;
    }
    let leaning = m.config.behaviour.dependence_concern * family.dependence;
    m.config.thresholds.close + authority::intake(m) - leaning
}

/// Whether the decider dares to close a case that is this far below the cut. Near it deciders hesitate, some more than others, and
/// less where a second one of the service can be asked.
pub fn dares(m: &mut Moment<'_>, case: CaseId, margin: f64) -> bool {
    let t = &m.config.thresholds;
    let Some((team, _)) = m.world.case(case).held() else {
        return false;
    };
    if margin >= t.risky_margin {
        return true;
    }
    let second = m.features(team).closing_check && another_decider(m, team);
    let hesitation = if second {
        t.hesitation * (1.0 - t.second_opinion)
    } else {
        t.hesitation
    };
    let decider = m.world.decider(team);
    let confidence = decider.map_or(0.0, |d| m.world.worker(d).manner.confidence);
    let hesitation = hesitation * (1.0 - confidence).max(0.0);
    let occasion = m
        .world
        .case_mut(case)
        .next_occasion(TaskKind::ClosingSummary);
    let dares = m.uniform(Purpose::Closing, m.key(case), occasion) >= hesitation;
    if !dares {
        m.note(Fact::ClosingPutOff { case });
    }
    dares
}

fn another_decider(m: &Moment<'_>, team: TeamId) -> bool {
    let service = m.world.team(team).service;
    (m.world.teams.iter().zip(0..))
        .filter(|&(t, index)| t.service == service && index != team.0)
        .filter_map(|(_, index)| m.world.decider(TeamId(index)))
        .any(|d| m.world.worker(d).presence == Presence::Here)
}

/// Decides to close: the case stays open until its summary is written.
pub fn propose(m: &mut Moment<'_>, case: CaseId, outcome: Outcome) {
    let c = m.world.case_mut(case);
    if c.closing.replace(outcome).is_none() {
        give(
            m,
            case,
            Work::new(TaskKind::ClosingSummary, Class::Statutory).due_days(SUMMARY_DAYS),
        );
    }
}

/// The summary is written.
pub fn summary_written(m: &mut Moment<'_>, case: CaseId) {
    let c = m.world.case(case);
    if let (Some(outcome), None) = (c.closing, c.enquiry) {
        close(m, case, outcome);
    }
}

/// Ends an involvement: its timers are void, its tasks fall away when they come up.
pub fn close(m: &mut Moment<'_>, case: CaseId, outcome: Outcome) {
    if !m.world.case(case).is_open() {
        return;
    }
    m.world.waiting.retain(|&c| c != case);
    allocation::finish(m.world, case);
    let now = m.now;
    let c = m.world.case_mut(case);
    c.cancel_timers();
    c.stage = Stage::Closed { outcome };
    c.enquiry = None;
    c.legal = None;
    let (id, long_term) = (c.family, c.long_term);
    let family = m.world.family_mut(id);
    family.case = None;
    family.closed = Some(now);
    family.closed_with_intent = outcome == Outcome::NoProgress;
    if long_term {
        family.last_long_term = Some(case);
    }
    for child in &mut family.children {
        child.status = Status::None;
    }
    if !matches!(outcome, Outcome::Left | Outcome::NoProgress) {
        support::offer(m, id);
    }
    let high = is_high(m.config, m.world.family(id), now);
    m.note(Fact::Closed {
        case,
        family: id,
        outcome,
        high,
        long_term,
    });
}
