//! How many replications are enough: by the interval that was reached, and by one that also holds for a while.

use super::interval::mean_interval;
use super::student::student_quantile;
use crate::kernel::tally::Moments;

/// Below so many values an interval for the mean is not trusted to say anything about its own width.
const FEWEST: u64 = 3;

/// Half the interval for the mean over the size of the mean. None with fewer than three values, or a mean of nothing.
pub fn relative_half_width(of: &Moments, level: f64) -> Option<f64> {
    let half = mean_interval(of, level)?.half_width();
    (of.n() >= FEWEST && of.mean() != 0.0).then(|| half / of.mean().abs())
}

/// What half the interval may be of the estimated mean so that the estimate is off by at most this share of the *true* mean.
pub fn of_the_estimate(share: f64) -> f64 {
    share / (1.0 + share)
}

/// The first number of values, above `least`, whose interval is at most this share of their mean on either side.
/// Nothing is rounded before it is compared.
pub fn enough(values: &[f64], level: f64, share: f64, least: usize) -> Option<usize> {
    let mut moments = Moments::new();
    values.iter().enumerate().find_map(|(at, &value)| {
        moments.push(value);
        let n = at + 1;
        let relative = relative_half_width(&moments, level)?;
        (n > least && relative <= share).then_some(n)
    })
}

/// Replications, at least as many as there are, after which half the interval would be at most `half_width` if their
/// spread stays what it is. None with fewer than two values, or a half-width that cannot be reached.
pub fn needed(of: &Moments, level: f64, half_width: f64) -> Option<u64> {
    (of.n() >= 2)
        .then(|| needed_from(of.n(), of.sd(), level, half_width))
        .flatten()
}

/// The first number of replications, from `first` on, after which half the interval of a mean would be at most `half_width` if the
/// spread is `sd`. None if it cannot be reached, or with fewer than two.
pub fn needed_from(first: u64, sd: f64, level: f64, half_width: f64) -> Option<u64> {
    if first < 2 || sd.is_nan() || half_width.is_nan() || half_width <= 0.0 {
        return None;
    }
    let reached = |n: u64| {
        let t = student_quantile(0.5 + level / 2.0, (n - 1) as f64);
        t * sd / (n as f64).sqrt() <= half_width
    };
    // Doubling, then halving: the width falls with n.
    let mut enough = first;
    while !reached(enough) {
        enough = enough.checked_mul(2)?;
    }
    let mut short = first - 1;
    while enough - short > 1 {
        let middle = short + (enough - short) / 2;
        if reached(middle) {
            enough = middle;
        } else {
            short = middle;
        }
    }
    Some(enough)
}

/// The look-ahead rule of Hoad, Robinson and Davies (2010): precision that was reached by luck is lost again, so it has to
/// hold for some replications more.
#[derive(Clone, Copy, Debug)]
pub struct LookAhead {
    /// Replications for which it has to hold, of a hundred made; of fewer as if a hundred were made.
    percent: f64,
    made: u64,
    since: Option<u64>,
}

impl LookAhead {
    /// Nothing made yet. The authors use 5 per cent.
    pub fn new(percent: f64) -> Self {
        Self {
            percent,
            made: 0,
            since: None,
        }
    }

    /// Takes what one replication more leads to, half-width over the half-width that is wanted (of several measures the
    /// largest; none while there is no interval), and says how many replications were enough once that is known.
    ///
    /// ```
    /// use casework::experiment::precision::LookAhead;
    /// let mut rule = LookAhead::new(3.0);
    /// let fed = [None, None, Some(1.6), Some(1.6), Some(0.6), Some(0.6), Some(0.6), Some(0.6)];
    /// assert_eq!(fed.map(|ratio| rule.feed(ratio)).last(), Some(&Some(5)));
    /// ```
    pub fn feed(&mut self, ratio: Option<f64>) -> Option<u64> {
        self.made += 1;
        if ratio.is_none_or(|ratio| ratio.is_nan() || ratio > 1.0) {
            self.since = None;
        } else if self.since.is_none() {
            self.since = Some(self.made);
        }
        self.since.filter(|since| self.made - since >= self.ahead())
    }

    /// For how many replications precision has to hold, so many being made.
    fn ahead(&self) -> u64 {
        (self.percent / 100.0 * self.made.max(100) as f64) as u64
    }

    /// Replications made so far.
    pub fn made(&self) -> u64 {
        self.made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed(percent: f64, ratios: &[Option<f64>]) -> Option<u64> {
        let mut rule = LookAhead::new(percent);
        ratios.iter().find_map(|&ratio| rule.feed(ratio))
    }

    #[test]
    fn precision_is_found_where_it_begins_and_only_once_it_has_held() {
        let over = |shares: &[f64]| -> Vec<Option<f64>> {
            (shares.iter())
                .map(|&share| (share > 0.0).then_some(share / 0.5))
                .collect()
        };
        assert_eq!(fed(0.0, &over(&[0.0, 0.0, 0.8, 0.4, 0.3])), Some(4));
        assert_eq!(fed(0.0, &over(&[0.4, 0.3, 0.2, 0.1])), Some(1));
        assert_eq!(fed(0.0, &over(&[0.8, 0.9, 0.8, 0.7])), None);
        assert_eq!(fed(0.0, &[]), None);
        let short = over(&[0.0, 0.0, 0.8, 0.8, 0.3, 0.3, 0.3]);
        assert_eq!(fed(3.0, &short), None);
        assert_eq!(fed(3.0, &[&short[..], &over(&[0.3])].concat()), Some(5));
        let broken = over(&[0.3, 0.3, 0.3, 0.8, 0.3, 0.3, 0.3, 0.3]);
        assert_eq!(fed(3.0, &broken), Some(5), "what is broken begins again");
    }

    #[test]
    fn it_looks_further_ahead_the_more_are_made() {
        let ahead = |percent, made| {
            LookAhead {
                made,
                ..LookAhead::new(percent)
            }
            .ahead()
        };
        assert_eq!(ahead(100.0, 100), 100);
        assert_eq!(
            (ahead(5.0, 3), ahead(5.0, 100), ahead(5.0, 219)),
            (5, 5, 10)
        );
    }

    #[test]
    fn what_cannot_be_said_is_not_said() {
        let mut moments = Moments::new();
        assert_eq!(needed(&moments, 0.95, 1.0), None);
        for x in [1.0, -1.0, 2.0] {
            assert_eq!(relative_half_width(&moments, 0.95), None);
            moments.push(x);
        }
        assert!(relative_half_width(&moments, 0.95).is_some());
        assert_eq!(needed(&moments, 0.95, 0.0), None);
        assert_eq!(needed(&moments, 0.95, 1e9), Some(3));
        moments.push(-2.0);
        assert_eq!(
            relative_half_width(&moments, 0.95),
            None,
            "of a mean of zero"
        );
    }

    #[test]
    fn the_number_needed_is_the_first_that_is_enough() {
        let mut moments = Moments::new();
        (0..10).for_each(|i| moments.push(f64::from(i * i % 7)));
        let wanted = 0.3;
        let n = needed(&moments, 0.95, wanted).expect("it can be reached");
        let half =
            |n: u64| student_quantile(0.975, (n - 1) as f64) * moments.sd() / (n as f64).sqrt();
        assert!(half(n) <= wanted && half(n - 1) > wanted);
    }
}
