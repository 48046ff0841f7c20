//! Running statistics in constant memory: moments of observations, and time averages of a level.

use crate::kernel::time::SimTime;

/// Count, mean and variance of a stream of observations, by Welford's recurrence.
///
/// The sum of squares is kept about the running mean: the textbook "sum of squares minus square of sum" loses
/// every digit when the spread is small beside the mean.
#[derive(Copy, Clone, PartialEq, Debug, Default)]
pub struct Moments {
    /// Number of observations.
    pub n: u64,
    /// Their mean (zero while there are none).
    pub mean: f64,
    /// Sum of squared deviations from the mean.
    pub m2: f64,
}

impl Moments {
    /// No observations yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes one observation in.
    ///
    /// ```
    /// use casework::kernel::tally::Moments;
    /// let mut m = Moments::new();
    /// for x in [10.0, 20.0, 30.0] { m.push(x); }
    /// assert_eq!((m.mean(), m.sd()), (20.0, 10.0));
    /// ```
    pub fn push(&mut self, x: f64) {
        self.n += 1;
        let delta = x - self.mean;
        self.mean += delta / self.n as f64;
        self.m2 += delta * (x - self.mean);
    }

    /// Takes in all that `other` has seen, as if pushed one by one (Chan's formula, equal up to rounding).
    pub fn merge(&mut self, other: &Moments) {
        if other.n == 0 {
            return;
        }
        let (na, nb) = (self.n as f64, other.n as f64);
        let delta = other.mean - self.mean;
        self.n += other.n;
        self.mean += delta * nb / (na + nb);
        self.m2 += other.m2 + delta * delta * na * nb / (na + nb);
    }

    /// Number of observations.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Mean; NaN without observations, so that an empty cell can never pass for a zero.
    pub fn mean(&self) -> f64 {
        if self.n == 0 { f64::NAN } else { self.mean }
    }

    /// Sample variance (divisor n − 1); NaN below two observations.
    pub fn variance(&self) -> f64 {
        if self.n < 2 {
            f64::NAN
        } else {
            self.m2 / (self.n - 1) as f64
        }
    }

    /// Sample standard deviation; NaN below two observations.
    pub fn sd(&self) -> f64 {
        self.variance().sqrt()
    }

    /// Standard error of the mean; NaN below two observations.
    pub fn standard_error(&self) -> f64 {
        self.sd() / (self.n as f64).sqrt()
    }
}

/// A level that stays constant between changes, integrated over time.
#[derive(Copy, Clone, PartialEq, Debug, Default)]
pub struct TimeWeighted {
    from: SimTime,
    last: SimTime,
    value: f64,
    area: f64,
}

impl TimeWeighted {
    /// A level of `value` from `from` on.
    pub fn new(from: SimTime, value: f64) -> Self {
        Self {
            from,
            last: from,
            value,
            area: 0.0,
        }
    }

    /// The level becomes `value` at `time`.
    ///
    /// # Panics
    /// If `time` is before the last change: the area under the past would be counted backwards.
    pub fn set(&mut self, time: SimTime, value: f64) {
        self.area = self.integral(time);
        self.last = time;
        self.value = value;
    }

    /// The level changes by `delta` at `time`.
    pub fn add(&mut self, time: SimTime, delta: f64) {
        self.set(time, self.value + delta);
    }

    /// The level now.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Level × minutes from the start (or the last restart) until `until`, the stretch since the last change included.
    ///
    /// # Panics
    /// If `until` is before the last change.
    pub fn integral(&self, until: SimTime) -> f64 {
        assert!(
            until >= self.last,
            "a level last changed at {} was read back at {until}",
            self.last
        );
        self.area + self.value * until.since(self.last) as f64
    }

    /// Time average from the start (or the last restart) until `until`; NaN over an empty span.
    ///
    /// ```
    /// use casework::kernel::{tally::TimeWeighted, time::SimTime};
    /// let mut level = TimeWeighted::new(SimTime(0), 0.0);
    /// level.set(SimTime(30), 4.0);
    /// assert_eq!(level.mean(SimTime(40)), 1.0);
    /// ```
    pub fn mean(&self, until: SimTime) -> f64 {
        let span = until.since(self.from);
        if span == 0 {
            f64::NAN
        } else {
            self.integral(until) / span as f64
        }
    }

    /// Forgets the past but keeps the level: for the end of a warm-up.
    pub fn restart(&mut self, at: SimTime) {
        self.set(at, self.value);
        self.from = at;
        self.area = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(xs: &[f64]) -> Moments {
        let mut m = Moments::new();
        xs.iter().for_each(|&x| m.push(x));
        m
    }

    #[test]
    fn textbook_bank_delays_have_the_textbook_mean_and_variance() {
        let m = moments(&[1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60]);
        assert!((m.mean() - 2.031).abs() < 1e-12);
        assert!((m.variance() - 0.309_099).abs() < 1e-6, "{}", m.variance());
        assert!((m.standard_error() - (m.variance() / 10.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn merging_any_split_equals_pushing_everything() {
        let xs: Vec<f64> = (0..50).map(|i| 1e6 + f64::from(i * i % 17)).collect();
        let whole = moments(&xs);
        for cut in 0..=50 {
            let mut left = moments(&xs[..cut]);
            left.merge(&moments(&xs[cut..]));
            assert_eq!(left.n(), 50);
            assert!((left.mean() - whole.mean()).abs() < 1e-9);
            assert!((left.variance() / whole.variance() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_tiny_spread_on_a_large_mean_survives() {
        let m = moments(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
        assert!((m.variance() - 30.0).abs() < 1e-9);
    }

    #[test]
    fn what_was_not_observed_is_not_a_number() {
        assert!(Moments::new().mean().is_nan());
        assert!(moments(&[1.0]).variance().is_nan());
        assert_eq!(moments(&[1.0, 3.0]).variance(), 2.0, "two are enough");
        assert!(TimeWeighted::new(SimTime(3), 1.0).mean(SimTime(3)).is_nan());
    }

    #[test]
    fn the_textbook_exercise_gives_its_time_averages() {
        // Number present: 0 for 10 minutes, 1 for 17, 2 for 24, 1 for 15, 2 for 16, 1 for 18; one server.
        let mut present = TimeWeighted::new(SimTime(0), 0.0);
        let mut waiting = TimeWeighted::default();
        let mut now = SimTime(0);
        for (level, minutes) in [(0, 10), (1, 17), (2, 24), (1, 15), (2, 16), (1, 18)] {
            present.set(now, f64::from(level));
            waiting.add(now, f64::from((level - 1).max(0)) - waiting.value());
            now = now.plus_minutes(minutes);
        }
        assert!((present.mean(now) - 1.3).abs() < 1e-12);
        assert!((waiting.mean(now) - 0.4).abs() < 1e-12);
    }

    #[test]
    fn a_restart_forgets_the_past_and_keeps_the_level() {
        let mut level = TimeWeighted::new(SimTime(0), 100.0);
        level.add(SimTime(10), -97.0);
        level.restart(SimTime(20));
        level.set(SimTime(30), 5.0);
        assert!((level.mean(SimTime(40)) - 4.0).abs() < 1e-15);
        assert!((level.integral(SimTime(40)) - 80.0).abs() < 1e-12);
    }

    #[test]
    #[should_panic(expected = "read back")]
    fn a_level_cannot_change_in_its_past() {
        let mut level = TimeWeighted::new(SimTime(10), 1.0);
        level.set(SimTime(9), 2.0);
    }
}
