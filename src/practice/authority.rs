//! The authority above the teams: what senior managers ask about, the budget, and how far families are taken on.

use super::disruption;
use super::moment::Moment;
use crate::kernel::time::YEAR_WEEKS;
use crate::world::vocabulary::{Service, Status};

/// The largest overspend that is acted on: three times the budget is as frightening as ten.
const MOST_OVERSPEND: f64 = 2.0;

/// What is added to the thresholds for a service, for transfer and for closing today.
pub fn intake(m: &Moment<'_>) -> f64 {
    let v = &m.config.values;
    m.config.context.intake
        + disruption::intake(m)
        + v.sway * (v.cost * m.world.overspend - v.welfare)
        + rationing(m)
}

/// Needs exceed capacity, so work is rationed, whatever the rules say.
fn rationing(m: &Moment<'_>) -> f64 {
    let v = &m.config.values;
    if v.rationing == 0.0 {
        return 0.0;
    }
    let long_term = || {
        m.world
            .teams
            .iter()
            .filter(|t| t.service == Service::LongTerm)
    };
    let families = long_term().map(|t| t.open.len()).sum::<usize>() + m.world.waiting.len();
    let holders: f64 = long_term().map(|t| t.capacity).sum();
    let load = families as f64 / holders.max(1.0);
    v.rationing * (load / v.usual_load - 1.0)
}

/// How many times more often the panel refuses because of cost.
pub fn cost_pressure(m: &Moment<'_>) -> f64 {
    1.0 + m.config.values.cost * m.world.overspend
}

/// Desk time that senior managers' interest in inspection adds, minutes a day.
pub fn desk_minutes(m: &Moment<'_>) -> f64 {
    m.config.values.inspected_desk * m.config.values.inspection
}

/// Once a month spending on placements and agency staff is held against the budget.
pub fn month(m: &mut Moment<'_>) {
    let budget = m.config.values.budget;
    if budget == 0.0 {
        return;
    }
    let c = &m.config.costs;
    let in_care = |f: &crate::world::family::Family| f.count(Status::LookedAfter);
    let children: usize = m.world.families.iter().map(in_care).sum();
    let agency: f64 = (m.world.workers.iter())
        .filter(|w| w.agency && w.is_filled())
        .map(|w| w.wte * m.config.post_cost(w.role) * c.agency_factor)
        .sum();
    let spending = children as f64 * c.care_week * YEAR_WEEKS + agency;
    m.world.overspend = (spending / budget - 1.0).clamp(0.0, MOST_OVERSPEND);
}
