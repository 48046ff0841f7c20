//! Other services: housing, refuges, treatment, health. What they do not do falls to children's services, who do it less well.

use crate::scenario::config::Config;
use crate::world::vocabulary::TaskKind;

/// What is left of a problem's easing where other services do less.
pub fn easing(config: &Config, problem: usize) -> f64 {
    1.0 - missing(config) * config.services.easing[problem]
}

/// Referrals relative to those with other services as now: children's services are the last resort.
pub fn referrals(config: &Config) -> f64 {
    1.0 + missing(config) * config.services.last_resort
}

/// Direct work that falls to the worker in a home visit, minutes.
pub fn direct_work(config: &Config) -> f64 {
    (missing(config) * config.services.direct_work).max(0.0)
}

/// Minutes with a family that count as much as other contact: specialist work by those not trained for it does less.
pub fn effective_minutes(config: &Config, kind: TaskKind, minutes: u32) -> f64 {
    let extra = direct_work(config);
    if kind != TaskKind::HomeVisit || extra == 0.0 {
        return f64::from(minutes);
    }
    let share = extra / (config.minutes.in_need_visit + extra);
    f64::from(minutes) * (1.0 - share * (1.0 - config.services.untrained))
}

fn missing(config: &Config) -> f64 {
    1.0 - config.context.services
}
