//! Brokerage: circumstances change by calls and payments that get families what others have to give; behaviour by direct work.

use super::moment::{Moment, faded};
use crate::kernel::time::SimTime;
use crate::scenario::config::Config;
use crate::world::family::Family;
use crate::world::ids::CaseId;

/// Help by brokerage that a family still feels.
pub fn now(config: &Config, family: &Family, now: SimTime) -> f64 {
    let days = config.behaviour.help_fade_days;
    faded(family.brokered, family.brokered_at, now, days)
}

/// A call has been made or a payment given for a family.
pub fn broker(m: &mut Moment<'_>, case: CaseId) {
    let help = m.config.behaviour.brokerage;
    if help == 0.0 {
        return;
    }
    let (config, at) = (m.config, m.now);
    let id = m.world.case(case).family;
    let family = m.world.family_mut(id);
    family.brokered = now(config, family, at) + help;
    family.brokered_at = at;
}

/// Help that eases a problem: as far as it is a matter of circumstances brokerage, else direct work.
pub fn help_with(config: &Config, problem: usize, direct: f64, brokered: f64) -> f64 {
    direct + config.problems.brokered[problem] * (brokered - direct)
}
