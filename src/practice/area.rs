//! Areas: where demand differs between them, each long-term team has its own and takes its families.

use super::moment::{Moment, Purpose};
use crate::kernel::sample;
use crate::world::ids::{CaseId, TeamId};

/// Teams that could take a family: all of them, or where areas differ the one of its area.
pub fn teams(m: &Moment<'_>, teams: Vec<TeamId>, case: CaseId) -> Vec<TeamId> {
    let spread = m.config.demand.area_spread;
    if spread == 0.0 {
        return teams;
    }
    let demand = |t: &TeamId| {
        let number = u64::from(m.world.team(*t).number);
        let u = m.uniform(Purpose::Area, number, 1 << 40);
        libm::exp(spread * sample::normal(u))
    };
    let weights: Vec<f64> = teams.iter().map(demand).collect();
    let u = m.uniform(Purpose::Area, m.key(case), 0);
    vec![teams[sample::categorical(u, &weights)]]
}
