//! Intervals without a law: for a quantile from order statistics, for a share by Wilson.

use super::interval::Interval;
use crate::kernel::sample::normal;

/// Ranks between whose values a quantile lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranks {
    /// Rank of the lower value, the smallest being 1.
    pub low: usize,
    /// Rank of the upper one.
    pub high: usize,
    /// How often they hold the quantile, whatever the law: at least the level.
    pub coverage: f64,
}

/// The ranks for the quantile `p` of `n` values, each tail at most half of what the level leaves. None if there are too
/// few values: the upper or lower rank would be one that is not there.
pub fn quantile_ranks(n: usize, p: f64, level: f64) -> Option<Ranks> {
    let tail = (1.0 - level) / 2.0;
    // Chances that at most so many of n values lie below the quantile: zero, one, ...
    let mut at_most = Vec::with_capacity(n + 1);
    let mut sum = 0.0;
    for k in 0..=n {
        sum += binomial(n, k, p);
        at_most.push(sum);
    }
    let low = at_most.iter().take_while(|&&chance| chance <= tail).count();
    let high = 1 + at_most.iter().position(|&chance| chance >= 1.0 - tail)?;
    (low >= 1 && high <= n).then(|| Ranks {
        low,
        high,
        coverage: at_most[high - 1] - at_most[low - 1],
    })
}

fn binomial(n: usize, k: usize, p: f64) -> f64 {
    let ln_factorial = |m: usize| libm::lgamma(m as f64 + 1.0);
    let ln_ways = ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    libm::exp(ln_ways + k as f64 * libm::log(p) + (n - k) as f64 * libm::log1p(-p))
}

/// The interval for the quantile `p` of these values. None if there are too few of them.
pub fn quantile_interval(values: &[f64], p: f64, level: f64) -> Option<Interval> {
    let ranks = quantile_ranks(values.len(), p, level)?;
    let mut ordered = values.to_vec();
    ordered.sort_by(f64::total_cmp);
    Some(Interval {
        low: ordered[ranks.low - 1],
        high: ordered[ranks.high - 1],
    })
}

/// Wilson's interval for a share of which `hits` of `n` were seen. None where there was nothing to see.
pub fn share_interval(hits: u64, n: u64, level: f64) -> Option<Interval> {
    if n == 0 || hits > n {
        return None;
    }
    let z = normal(0.5 + level / 2.0);
    let (n, share) = (n as f64, hits as f64 / n as f64);
    let weight = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / weight;
    let half = z / weight * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Some(Interval {
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_values_have_no_interval_for_a_far_quantile() {
        assert_eq!(quantile_ranks(59, 0.95, 0.95), None);
        assert_eq!(quantile_ranks(5, 0.5, 0.95), None);
        assert!(quantile_ranks(6, 0.5, 0.95).is_some());
        assert_eq!(quantile_ranks(0, 0.5, 0.95), None);
        assert_eq!(quantile_interval(&[1.0; 20], 0.95, 0.95), None);
    }

    #[test]
    fn ranks_cover_at_least_what_they_promise_on_both_sides() {
        for n in [60, 100, 365, 1_000] {
            for p in [0.1, 0.5, 0.75] {
                let low = quantile_ranks(n, p, 0.95).expect("enough");
                let mirrored = quantile_ranks(n, 1.0 - p, 0.95).expect("enough");
                assert!(low.coverage >= 0.95 && low.coverage < 0.99, "{low:?}");
                assert_eq!(
                    (low.low + mirrored.high, low.high + mirrored.low),
                    (n + 1, n + 1)
                );
            }
        }
    }

    #[test]
    fn the_values_of_these_ranks_are_the_interval() {
        let values: Vec<f64> = (0..100).map(|i| f64::from(i * 37 % 100)).collect();
        let interval = quantile_interval(&values, 0.5, 0.95).expect("enough");
        assert_eq!((interval.low, interval.high), (39.0, 60.0));
    }

    #[test]
    fn a_share_stays_within_what_a_share_can_be() {
        let none = share_interval(0, 10, 0.95).expect("ten");
        assert!(none.low < 1e-12 && none.high > 0.2 && none.high < 0.35);
        let all = share_interval(10, 10, 0.95).expect("ten");
        assert!((all.low - (1.0 - none.high)).abs() < 1e-12);
        assert!(all.high <= 1.0 && all.high > 1.0 - 1e-12);
        assert_eq!(share_interval(0, 0, 0.95), None);
        assert_eq!(share_interval(3, 2, 0.95), None);
    }

    #[test]
    fn wilsons_interval_has_its_published_ends() {
        let eight = share_interval(8, 50, 0.95).expect("fifty");
        assert!((eight.low - 0.083_374).abs() < 1e-6);
        assert!((eight.high - 0.285_142).abs() < 1e-6);
        let all = share_interval(40, 40, 0.95).expect("forty");
        assert!(all.high <= 1.0 && all.low > 0.9);
        assert_eq!(share_interval(0, 0, 0.95), None);
    }
}
