//! What the models of this room share: units of time, purposes of draws, laws of service.

use crate::kernel::{Draw, SimTime, Streams, sample};

/// Minutes in a unit of time: so many that rounding to whole minutes is far below what a check can see.
pub const UNIT: f64 = 20_000.0;

/// Purposes of draws.
pub(super) const GAP: u16 = 0;
pub(super) const SERVICE: u16 = 1;
pub(super) const CLASS: u16 = 2;
pub(super) const PATIENCE: u16 = 3;
pub(super) const ROUTE: u16 = 4;
pub(super) const THINNING: u16 = 5;

/// A law of durations of mean 1, in units.
pub type Law = fn(&mut Draw) -> f64;

/// Exponential.
pub fn exponential(draw: &mut Draw) -> f64 {
    sample::exponential(draw.uniform(), 1.0)
}

/// Always 1.
pub fn constant(_: &mut Draw) -> f64 {
    1.0
}

/// Sum of two exponentials.
pub fn erlang(draw: &mut Draw) -> f64 {
    0.5 * (exponential(draw) + exponential(draw))
}

/// Uniform from 0 to 2.
pub fn uniform(draw: &mut Draw) -> f64 {
    sample::uniform_between(draw.uniform(), 0.0, 2.0)
}

/// Log-normal, squared coefficient of variation 2.
pub fn lognormal(draw: &mut Draw) -> f64 {
    sample::lognormal(draw.uniform(), 1.0, std::f64::consts::SQRT_2)
}

/// Two sizes, 0.5 and 2.
pub fn two_point(draw: &mut Draw) -> f64 {
    if sample::bernoulli(draw.uniform(), 2.0 / 3.0) {
        0.5
    } else {
        2.0
    }
}

/// Whole minutes of so many units.
pub(super) fn minutes(units: f64) -> i64 {
    SimTime(0)
        .plus_days_f(units * UNIT / 1440.0)
        .since(SimTime(0))
}

/// Units of so many minutes.
pub(super) fn units(minutes: i64) -> f64 {
    minutes as f64 / UNIT
}

/// The class of a customer: nothing is drawn where there is but one.
pub(super) fn class(streams: &Streams, who: u64, rates: &[f64]) -> usize {
    match rates {
        [_] => 0,
        _ => sample::categorical(streams.draw(CLASS, who, 0).uniform(), rates),
    }
}
