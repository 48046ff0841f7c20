//! Intervals from replications, and the words they earn.

use super::student::student_quantile;
use crate::kernel::tally::Moments;

/// The level of every interval that is shown or written.
pub const LEVEL: f64 = 0.95;

/// A closed interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    fn around(centre: f64, half: f64) -> Self {
        Self {
            low: centre - half,
            high: centre + half,
        }
    }

    /// Half its width.
    pub fn half_width(self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// Whether it holds `x`, its ends included.
    pub fn contains(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

fn two_sided(level: f64, n: u64) -> f64 {
    student_quantile(0.5 + level / 2.0, (n - 1) as f64)
}

/// The t interval for the mean; of paired differences, when `of` holds differences. None with fewer than two values.
pub fn mean_interval(of: &Moments, level: f64) -> Option<Interval> {
    let n = of.n();
    (n >= 2).then(|| {
        let spread = of.sd() / (n as f64).sqrt();
        Interval::around(of.mean(), two_sided(level, n) * spread)
    })
}

/// Welch's interval for the difference of two means from separate draws, of which each has its own spread. None with fewer
/// than two values on either side, or without any spread.
pub fn welch_interval(of: &Moments, minus: &Moments, level: f64) -> Option<Interval> {
    let freedom = welch_freedom(of, minus)?;
    let [a, b] = [of, minus].map(|side| side.variance() / side.n() as f64);
    let half = student_quantile(0.5 + level / 2.0, freedom) * (a + b).sqrt();
    Some(Interval::around(of.mean() - minus.mean(), half))
}

/// The degrees of freedom of [`welch_interval`], not a whole number.
pub fn welch_freedom(of: &Moments, minus: &Moments) -> Option<f64> {
    let [(a, n), (b, m)] = [of, minus].map(|side| {
        let n = side.n() as f64;
        (side.variance() / n, n - 1.0)
    });
    let freedom = (a + b) * (a + b) / (a * a / n + b * b / m);
    freedom.is_finite().then_some(freedom)
}

/// Where one more value like those in `of` falls: mean ± t·s·√(1 + 1/n). None with fewer than two values.
pub fn prediction_interval(of: &Moments, level: f64) -> Option<Interval> {
    let n = of.n();
    (n >= 2).then(|| {
        let spread = of.sd() * (1.0 + 1.0 / n as f64).sqrt();
        Interval::around(of.mean(), two_sided(level, n) * spread)
    })
}

/// What an interval for a difference says, held against the declared practical margin.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// Fewer than two pairs: nothing can be said.
    TooFew,
    /// Every pair was exactly equal.
    Same,
    /// The whole interval lies within the margin.
    Negligible,
    /// The interval excludes zero and the difference reaches the margin.
    Higher,
    /// The same, downwards.
    Lower,
    /// The interval excludes zero, but the difference is under the margin and may or may not be negligible.
    SlightlyHigher,
    /// The same, downwards.
    SlightlyLower,
    /// The interval holds zero and reaches beyond the margin: not enough replications to say.
    Unclear,
}

impl Verdict {
    /// The verdict on a mean difference and its interval.
    pub fn of(difference: f64, interval: Option<Interval>, margin: Option<f64>) -> Self {
        let Some(interval) = interval else {
            return Self::TooFew;
        };
        if interval.low == 0.0 && interval.high == 0.0 {
            return Self::Same;
        }
        if let Some(margin) = margin
            && interval.low >= -margin
            && interval.high <= margin
        {
            return Self::Negligible;
        }
        if interval.contains(0.0) {
            return Self::Unclear;
        }
        let reaches = margin.is_none_or(|margin| difference.abs() >= margin);
        match (difference > 0.0, reaches) {
            (true, true) => Self::Higher,
            (true, false) => Self::SlightlyHigher,
            (false, true) => Self::Lower,
            (false, false) => Self::SlightlyLower,
        }
    }

    /// The word for tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::TooFew => "too few",
            Self::Same => "the same",
            Self::Negligible => "negligible",
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::SlightlyHigher => "bit higher",
            Self::SlightlyLower => "bit lower",
            Self::Unclear => "unclear",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(values: &[f64]) -> Moments {
        let mut moments = Moments::default();
        values.iter().for_each(|&x| moments.push(x));
        moments
    }

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn laws_paired_systems_give_his_interval() {
        let pairs = [
            (126.97, 118.21),
            (124.31, 120.22),
            (126.68, 122.45),
            (122.66, 122.68),
            (127.23, 119.40),
        ];
        let differences = moments(&pairs.map(|(x, y)| x - y));
        near(differences.mean(), 4.978, 1e-9);
        near(differences.variance() / 5.0, 2.438274, 1e-6);
        let interval = mean_interval(&differences, 0.90).expect("five pairs");
        near(interval.low, 1.6491, 5e-5);
        near(interval.high, 8.3069, 5e-5);
    }

    #[test]
    fn laws_ten_bank_delays_give_his_half_width() {
        let delays = moments(&[1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60]);
        near(delays.mean(), 2.031, 1e-12);
        near(delays.variance(), 2.78189 / 9.0, 1e-12);
        near(
            mean_interval(&delays, 0.90).expect("ten").half_width(),
            0.322283,
            1e-6,
        );
    }

    #[test]
    fn three_values_give_the_published_online_interval() {
        let three = moments(&[10.0, 20.0, 30.0]);
        near(three.sd(), 10.0, 1e-12);
        near(
            mean_interval(&three, 0.95).expect("three").half_width(),
            24.84137712,
            1e-7,
        );
    }

    #[test]
    fn a_prediction_interval_is_wider_by_the_root_of_n_plus_one() {
        let ten = moments(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]);
        let mean = mean_interval(&ten, LEVEL).expect("ten").half_width();
        let next = prediction_interval(&ten, LEVEL).expect("ten").half_width();
        near(next / mean, 11.0_f64.sqrt(), 1e-12);
    }

    #[test]
    fn one_value_has_no_interval() {
        assert_eq!(mean_interval(&moments(&[3.0]), LEVEL), None);
        assert_eq!(prediction_interval(&moments(&[]), LEVEL), None);
    }

    #[test]
    fn separate_draws_need_two_values_on_either_side_and_some_spread() {
        let (one, two, same) = (moments(&[1.0]), moments(&[1.0, 4.0]), moments(&[2.0, 2.0]));
        assert_eq!(welch_interval(&one, &two, LEVEL), None);
        assert_eq!(welch_interval(&two, &one, LEVEL), None);
        assert_eq!(welch_interval(&same, &same, LEVEL), None);
        let both = welch_interval(&two, &two, LEVEL).expect("two and two");
        near(both.low, -both.high, 1e-12);
        near(welch_freedom(&two, &two).expect("spread"), 2.0, 1e-12);
        near(welch_freedom(&two, &same).expect("spread"), 1.0, 1e-12);
    }

    #[test]
    fn verdicts_follow_the_margin_and_not_only_zero() {
        let verdict = |difference: f64, half: f64, margin| {
            Verdict::of(difference, Some(Interval::around(difference, half)), margin)
        };
        assert_eq!(verdict(0.0, 0.0, Some(1.0)), Verdict::Same);
        assert_eq!(verdict(0.4, 0.5, Some(1.0)), Verdict::Negligible);
        assert_eq!(verdict(0.4, 0.1, Some(1.0)), Verdict::Negligible);
        assert_eq!(verdict(0.8, 0.5, Some(1.0)), Verdict::SlightlyHigher);
        assert_eq!(verdict(-0.8, 0.5, Some(1.0)), Verdict::SlightlyLower);
        assert_eq!(verdict(1.2, 0.5, Some(1.0)), Verdict::Higher);
        assert_eq!(verdict(-1.2, 0.5, Some(1.0)), Verdict::Lower);
        assert_eq!(verdict(0.8, 0.9, Some(1.0)), Verdict::Unclear);
        assert_eq!(verdict(0.1, 0.05, None), Verdict::Higher);
        assert_eq!(verdict(0.1, 0.2, None), Verdict::Unclear);
        assert_eq!(Verdict::of(0.0, None, Some(1.0)), Verdict::TooFew);
    }

    #[test]
    fn the_worked_equivalence_example_is_negligible_at_its_own_level() {
        // d = 0.4, s = 2, n = 40, margin 1: the 90 % interval is -0.133 to 0.933.
        let half = student_quantile(0.95, 39.0) * 2.0 / 40.0_f64.sqrt();
        let interval = Interval::around(0.4, half);
        near(interval.low, -0.133, 5e-4);
        near(interval.high, 0.933, 5e-4);
        assert_eq!(
            Verdict::of(0.4, Some(interval), Some(1.0)),
            Verdict::Negligible
        );
    }
}
