//! Stress: a latent level that load raises and support relieves, more in some people than in others.
//!
//! Demand is overtime and overdue work, families of high concern, families one does not get to, and decisions one waits for; control and support are discussion as planned and a decider who is there. A strained minority,
//! not a uniform rise, makes the spread: sensitivity is a person's own and skewed. It settles slowly, is jolted by violence and harm to
//! children, and is shared in part with those one works beside.

use super::community::UNSEEN_DAYS;
use super::moment::Moment;
use super::{decision, disruption};
use crate::kernel::time::{DAYS_A_WEEK, MONTH_DAYS, YEAR_DAYS};
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::worker::{Presence, Worker};

/// Days of a week in which averages are moved on.
const WEEK: f64 = 7.0;
/// Memory of averages of overtime and discussion, days.
const MEMORY_DAYS: f64 = 28.0;
/// The GHQ total cannot leave 0..=36.
const TOP: f64 = 36.0;

/// Adds points at once.
pub fn jolt(m: &mut Moment<'_>, worker: WorkerId, points: f64) {
    let w = m.world.worker_mut(worker);
    w.stress += points * w.sensitivity.sqrt();
}

/// Notes hours of discussion or supervision for the support they give.
pub fn credit_discussion(m: &mut Moment<'_>, worker: WorkerId, hours: f64) {
    m.world.worker_mut(worker).discussion_mean += hours * (MONTH_DAYS / WEEK) * week_weight();
}

/// Talk about cases supports too, though less than talk about how one fares.
pub fn credit_case_talk(m: &mut Moment<'_>, people: &[WorkerId], minutes: f64) {
    let hours = m.config.stress.case_talk * minutes / 60.0;
    for &person in people {
        credit_discussion(m, person, hours);
    }
}

/// A visit is talked over on the way back.
pub fn credit_debrief(m: &mut Moment<'_>, worker: WorkerId, minutes: u16) {
    let hours = m.config.stress.debrief * f64::from(minutes) / 60.0;
    credit_discussion(m, worker, hours);
}

/// Weight of the latest week in an average that fades over the memory.
fn week_weight() -> f64 {
    1.0 - libm::exp(-WEEK / MEMORY_DAYS)
}

/// Notes overtime of one day, hours.
pub fn note_overtime(m: &mut Moment<'_>, worker: WorkerId, hours: f64) {
    m.world.worker_mut(worker).overtime_mean += hours / DAYS_A_WEEK * week_weight();
}

/// What has just happened to families is felt by those who work with them: harm to a child, a child taken away, being overruled.
pub fn feel(m: &mut Moment<'_>) {
    for index in 0..m.facts.len() {
        let s = &m.config.stress;
        let (case, points) = match m.facts[index] {
            Fact::Incident { family } => (m.world.family(family).case, s.incident),
            Fact::CareEntered { case, .. } => (Some(case), s.removal),
            Fact::Decided {
                case,
                refused: true,
                ..
            } => (Some(case), s.veto),
            _ => continue,
        };
        if let Some(case) = case {
            carry(m, case, |m, worker, part| jolt(m, worker, part * points));
        }
    }
}

/// Lays a burden of one on who carries it: who leads the work and, as far as work is shared, all members who know the family.
fn carry<'a>(
    m: &mut Moment<'a>,
    case: CaseId,
    mut lay: impl FnMut(&mut Moment<'a>, WorkerId, f64),
) {
    let Some((team, lead)) = m.world.case(case).held() else {
        return;
    };
    let sharing = m.features(team).sharing;
    let knows = |m: &Moment<'_>, id: WorkerId| {
        let w = m.world.worker(id);
        id != lead && w.is_filled() && m.world.family_of(case).acquaintance(id, w.holder).is_some()
    };
    let number = m.world.team(team).members.len();
    let others = (0..number)
        .filter(|&nth| sharing > 0.0 && knows(m, m.world.team(team).members[nth]))
        .count();
    if others == 0 {
        lay(m, lead, 1.0);
        return;
    }
    let part = libm::pow(1.0 + others as f64, -m.config.stress.shared_weight);
    lay(m, lead, 1.0 - sharing + sharing * part);
    for nth in 0..number {
        let id = m.world.team(team).members[nth];
        if knows(m, id) {
            lay(m, id, sharing * part);
        }
    }
}

/// What the families of a team lay on one of its members.
#[derive(Copy, Clone, Default)]
struct Burden {
    /// Families of high concern, whole or in part.
    severe: f64,
    /// Families held that nobody has seen for weeks.
    unseen: f64,
    /// Decisions waited for.
    waiting: f64,
}

fn burdens(m: &mut Moment<'_>, team: TeamId, members: &[WorkerId]) -> Vec<Burden> {
    let mut burdens = vec![Burden::default(); members.len()];
    let at = |id: WorkerId| members.iter().position(|&w| w == id);
    for nth in 0..m.world.team(team).open.len() {
        let id = m.world.team(team).open[nth];
        let case = m.world.case(id);
        if let Some(lead) = case.held().and_then(|(_, lead)| at(lead)) {
            burdens[lead].unseen += f64::from(m.now.days_since(case.seen) > UNSEEN_DAYS);
            burdens[lead].waiting += f64::from(case.decision_pending);
        }
        if case.concern >= m.config.behaviour.high_concern {
            carry(m, id, |_, worker, part| {
                if let Some(worker) = at(worker) {
                    burdens[worker].severe += part;
                }
            });
        }
    }
    burdens
}

/// Moves every worker's stress on by a week.
pub fn week(m: &mut Moment<'_>) {
    for index in 0..m.world.teams.len() {
        let team = TeamId(index as u32);
        let members = m.world.team(team).members.clone();
        let burdens = burdens(m, team, &members);
        let mood = mood(m, team, &members);
        for (worker, burden) in members.into_iter().zip(burdens) {
            move_on(m, worker, mood, &burden);
        }
    }
}

/// The stress that a team shows: the mean of its members, the decider counting for so many and showing less than felt if calm.
fn mood(m: &Moment<'_>, team: TeamId, members: &[WorkerId]) -> f64 {
    let decider = m.world.decider(team);
    let (mut sum, mut count) = (0.0, 0.0);
    for &id in members {
        let w = m.world.worker(id);
        if !w.is_filled() {
            continue;
        }
        let (weight, shown) = if decider == Some(id) {
            (m.config.deciders.mood_weight, w.stress - w.manner.calm)
        } else {
            (1.0, w.stress)
        };
        sum += weight * shown;
        count += weight;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

fn move_on(m: &mut Moment<'_>, id: WorkerId, mood: f64, burden: &Burden) {
    let s = &m.config.stress;
    let w = m.world.worker(id);
    if !w.is_filled() {
        return;
    }
    let level = target(m, w, burden);
    let settle = 1.0 - libm::exp(-WEEK / s.settle_days);
    let burn = 1.0 - libm::exp(-WEEK / s.burnout_days);
    let fade = 1.0 - week_weight();
    let contagion = s.contagion;
    let w = m.world.worker_mut(id);
    w.stress += settle * (level - w.stress) + contagion * (mood - w.stress);
    w.burnout += burn * (w.stress - w.burnout);
    w.overtime_mean *= fade;
    w.discussion_mean *= fade;
}

/// Where stress would settle under the present load and support, points above the person's own level.
fn target(m: &Moment<'_>, w: &Worker, burden: &Burden) -> f64 {
    let s = &m.config.stress;
    let contract_week = m.config.days.contract * DAYS_A_WEEK;
    let overdue = f64::from(w.overdue) / 60.0 / (contract_week * w.wte);
    let load = s.overtime * w.overtime_mean + s.overdue * (overdue - s.overdue_free).max(0.0);
    let worry = s.waiting_decision * burden.waiting + s.severe_case * burden.severe;
    let unseen = s.unseen * burden.unseen / f64::from(w.cases.max(1));
    let support = s.support * (w.discussion_mean / s.support_hours).min(1.0);
    let at_hand = decider_at_hand(m, w.team);
    let absent = if at_hand.is_none() {
        s.absent_decider
    } else {
        0.0
    };
    let first_year = first_year(m, w, at_hand.unwrap_or(0.0));
    let change = disruption::stress(m, w.team);
    let worth = m.config.context.low_worth * m.config.context.waiting / 60.0;
    w.sensitivity
        * ((load + worry + unseen) * (1.0 - support) + absent + first_year + change + worth)
        + conflict(m, w)
}

/// Part of the day for which the decider of a team can be turned to; none while away.
fn decider_at_hand(m: &Moment<'_>, team: TeamId) -> Option<f64> {
    let decider = m.world.decider(team)?;
    let here = m.world.worker(decider).presence == Presence::Here;
    here.then(|| 1.0 - decision::elsewhere(m, decider))
}

/// Whoever has just qualified is strained, less from month to month, and less with somebody to ask.
fn first_year(m: &Moment<'_>, w: &Worker, at_hand: f64) -> f64 {
    if !w.novice {
        return 0.0;
    }
    let s = &m.config.stress;
    let left = 1.0 - f64::from(m.today().since(w.since)) / YEAR_DAYS;
    s.first_year * left.clamp(0.0, 1.0) * (1.0 - s.first_year_eased * at_hand)
}

/// At odds with a colleague, worse where work is shared.
fn conflict(m: &Moment<'_>, w: &Worker) -> f64 {
    if w.conflict.is_none_or(|until| until <= m.today()) {
        return 0.0;
    }
    let s = &m.config.stress;
    s.conflict * (1.0 + s.conflict_closeness * m.features(w.team).sharing)
}

/// The GHQ-12 total a worker would report, before the spread of single items; 0..=36.
pub fn ghq_level(m_rest: f64, worker: &Worker) -> f64 {
    (m_rest + worker.trait_level + worker.stress).clamp(0.0, TOP)
}
