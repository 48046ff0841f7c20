//! Stress: a latent level that load raises and support relieves, more in some people than in others.
//!
//! Demand is overtime and overdue work; control and support are discussion as planned and a decider who is there. A strained minority,
//! not a uniform rise, makes the spread: sensitivity is a person's own and skewed. It settles slowly, is jolted by violence and harm to
//! children, and is shared in part with those one works beside.

use super::moment::Moment;
use crate::kernel::time::MONTH_DAYS;
use crate::world::ids::{FamilyId, TeamId, WorkerId};
use crate::world::worker::{Presence, Worker};

/// Working days in a week.
const DAYS_A_WEEK: f64 = 5.0;
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

/// Weight of the latest week in an average that fades over the memory.
fn week_weight() -> f64 {
    1.0 - libm::exp(-WEEK / MEMORY_DAYS)
}

/// Notes overtime of one day, hours.
pub fn note_overtime(m: &mut Moment<'_>, worker: WorkerId, hours: f64) {
    m.world.worker_mut(worker).overtime_mean += hours / DAYS_A_WEEK * week_weight();
}

/// A serious incident to a child in a family one works with.
pub fn share_incident(m: &mut Moment<'_>, family: FamilyId) {
    if let Some((_, lead)) = m
        .world
        .family(family)
        .case
        .and_then(|c| m.world.case(c).held())
    {
        jolt(m, lead, m.config.stress.incident);
    }
}

/// Moves every worker's stress on by a week.
pub fn week(m: &mut Moment<'_>) {
    for index in 0..m.world.teams.len() {
        let team = TeamId(index as u32);
        let members = m.world.team(team).members.clone();
        let at_work: Vec<f64> = members
            .iter()
            .map(|&w| m.world.worker(w))
            .filter(|w| w.is_filled())
            .map(|w| w.stress)
            .collect();
        let mean = if at_work.is_empty() {
            0.0
        } else {
            at_work.iter().sum::<f64>() / at_work.len() as f64
        };
        let no_decider = m
            .world
            .decider(team)
            .is_none_or(|d| m.world.worker(d).presence != Presence::Here);
        for worker in members {
            move_on(m, worker, mean, no_decider);
        }
    }
}

fn move_on(m: &mut Moment<'_>, id: WorkerId, team_mean: f64, no_decider: bool) {
    let s = &m.config.stress;
    let contract = m.config.days.contract * DAYS_A_WEEK;
    let w = m.world.worker(id);
    if !w.is_filled() {
        return;
    }
    let level = target(m, w, contract, no_decider);
    let settle = 1.0 - libm::exp(-WEEK / s.settle_days);
    let burn = 1.0 - libm::exp(-WEEK / s.burnout_days);
    let fade = 1.0 - week_weight();
    let contagion = s.contagion;
    let w = m.world.worker_mut(id);
    w.stress += settle * (level - w.stress) + contagion * (team_mean - w.stress);
    w.burnout += burn * (w.stress - w.burnout);
    w.overtime_mean *= fade;
    w.discussion_mean *= fade;
}

/// Where stress would settle under the present load and support, points above the person's own level.
fn target(m: &Moment<'_>, w: &Worker, contract_week: f64, no_decider: bool) -> f64 {
    let s = &m.config.stress;
    let overdue = f64::from(w.overdue) / 60.0 / (contract_week * w.wte);
    let demand = s.overtime * w.overtime_mean + s.overdue * (overdue - s.overdue_free).max(0.0);
    let support = s.support * (w.discussion_mean / s.support_hours).min(1.0);
    let absent = if no_decider { s.absent_decider } else { 0.0 };
    w.sensitivity * (demand * (1.0 - support) + absent)
}

/// The GHQ-12 total a worker would report, before the spread of single items; 0..=36.
pub fn ghq_level(m_rest: f64, worker: &Worker) -> f64 {
    (m_rest + worker.trait_level + worker.stress).clamp(0.0, TOP)
}
