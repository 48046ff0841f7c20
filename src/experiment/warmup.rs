//! How much of a series' beginning is still start-up: MSER-5, and Welch's moving average for the eye.

/// Observations in a batch.
const BATCH: usize = 5;
/// Fewer batches than this decide nothing.
const FEWEST_BATCHES: usize = 10;

/// What MSER-5 says of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUp {
    /// Leave out this many observations from the start.
    Truncate {
        /// Batches to leave out.
        batches: usize,
        /// Observations to leave out.
        observations: usize,
        /// The statistic at that cut.
        statistic: f64,
    },
    /// The best cut lies in the second half: the series has not settled, run longer.
    RunLonger,
    /// Too short a series to say.
    TooShort,
}

impl WarmUp {
    /// Whether a start-up of so many months covers the cut of a weekly series.
    pub fn covered_by(self, months: u32) -> bool {
        // A month is at least four weeks, so this never calls a start-up long enough that is not.
        matches!(self, Self::Truncate { observations, .. } if observations <= 4 * months as usize)
    }

    /// The words for files and pages.
    pub fn word(self, months: u32) -> &'static str {
        match self {
            Self::TooShort => "too short a series to say",
            Self::RunLonger => "not settled: run longer",
            Self::Truncate { .. } if self.covered_by(months) => "start-up long enough",
            Self::Truncate { .. } => "start-up too short",
        }
    }
}

/// The marginal standard error of the batches from `cut` on, squared.
fn statistic(batches: &[f64], cut: usize) -> f64 {
    let kept = &batches[cut..];
    let n = kept.len() as f64;
    let mean = kept.iter().sum::<f64>() / n;
    kept.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / (n * n)
}

/// The MSER-5 cut of `series`. The last batches are never candidates, since so few of them agree by chance.
pub fn mser5(series: &[f64]) -> WarmUp {
    let first = series.first().copied().unwrap_or_default();
    // Measured from the first value, so that a constant series gives exactly zero.
    let batches: Vec<f64> = (series.chunks_exact(BATCH))
        .map(|batch| batch.iter().map(|x| x - first).sum::<f64>() / BATCH as f64)
        .collect();
    let n = batches.len();
    if n < FEWEST_BATCHES {
        return WarmUp::TooShort;
    }
    let ignored = (n / 4).min(5);
    let mut best = (0, statistic(&batches, 0));
    for cut in 1..n - ignored {
        let here = statistic(&batches, cut);
        if here < best.1 {
            best = (cut, here);
        }
    }
    if best.0 > n / 2 {
        return WarmUp::RunLonger;
    }
    WarmUp::Truncate {
        batches: best.0,
        observations: best.0 * BATCH,
        statistic: best.1,
    }
}

/// Welch's moving average of a series, itself best a mean over replications: over `window` values on either side, at the
/// beginning over as many as there are before. Empty if the series is not longer than the window.
pub fn moving_average(series: &[f64], window: usize) -> Vec<f64> {
    (0..series.len().saturating_sub(window))
        .map(|at| {
            let side = at.min(window);
            let around = &series[at - side..=at + side];
            around.iter().sum::<f64>() / around.len() as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_series_is_cut_after_fourteen_batches() {
        let series: Vec<f64> = (0..200)
            .map(|i| {
                10.0 - 8.0 * libm::exp(-f64::from(i) / 15.0)
                    + 0.1 * (f64::from((37 * i) % 11) - 5.0)
            })
            .collect();
        let WarmUp::Truncate {
            batches,
            observations,
            statistic: value,
        } = mser5(&series)
        else {
            panic!("it settles")
        };
        assert_eq!((batches, observations), (14, 70));
        assert!((value - 2.41050438e-4).abs() < 1e-12, "{value}");
        let kept = &series[observations..];
        let mean = kept.iter().sum::<f64>() / kept.len() as f64;
        assert!((mean - 9.99179801).abs() < 5e-9, "{mean}");
        let all: Vec<f64> = series
            .chunks(5)
            .map(|c| c.iter().sum::<f64>() / 5.0)
            .collect();
        assert!((statistic(&all, 0) - 0.0547884296).abs() < 5e-11);
    }

    #[test]
    fn a_constant_series_needs_no_cut() {
        assert_eq!(
            mser5(&[0.1; 100]),
            WarmUp::Truncate {
                batches: 0,
                observations: 0,
                statistic: 0.0
            }
        );
    }

    #[test]
    fn a_ramp_never_settles() {
        let ramp: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(mser5(&ramp), WarmUp::RunLonger);
    }

    #[test]
    fn a_short_ramp_before_a_level_is_cut_off() {
        let level = (0..1000).map(|i| 9.5 + f64::from((7919 * i) % 1009) / 1009.0);
        let series: Vec<f64> = (0..10).map(f64::from).chain(level).collect();
        let WarmUp::Truncate { observations, .. } = mser5(&series) else {
            panic!("it settles")
        };
        assert!(observations >= 10, "{observations}");
    }

    #[test]
    fn start_up_is_judged_by_the_cut() {
        let cut = |observations| WarmUp::Truncate {
            batches: observations / 5,
            observations,
            statistic: 0.1,
        };
        assert_eq!(cut(95).word(24), "start-up long enough");
        assert_eq!(cut(100).word(24), "start-up too short");
        assert!(cut(0).covered_by(0) && !WarmUp::RunLonger.covered_by(1_000));
    }

    #[test]
    fn a_moving_average_leaves_a_level_alone_and_needs_its_window() {
        assert_eq!(moving_average(&[3.0; 5], 2), [3.0; 3]);
        assert_eq!(moving_average(&[1.0, 5.0], 0), [1.0, 5.0]);
        assert!(moving_average(&[1.0, 5.0], 2).is_empty() && moving_average(&[], 0).is_empty());
    }

    #[test]
    fn a_few_weeks_decide_nothing() {
        assert_eq!(mser5(&[1.0; 49]), WarmUp::TooShort);
        assert_eq!(mser5(&[]), WarmUp::TooShort);
    }
}
