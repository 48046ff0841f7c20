//! Variance taken apart by factor (Sobol): how much of an output's variance a factor explains alone, and with all others.

use crate::experiment::interval::Interval;
use crate::kernel::streams::Streams;
use crate::kernel::tally::Moments;

/// Factors at most, the seed not counted: the cost grows with each.
pub const MOST_FACTORS: usize = 8;
/// Base points at most: the length of the sequence.
pub const MOST_POINTS: u32 = 1 << 15;
/// Resamples behind an interval.
const RESAMPLES: u32 = 1_000;
/// Share of resamples left out at each end: 95 % intervals.
const TAIL: f64 = 0.025;
/// Purpose of draws.
const RESAMPLE: u16 = 0;

/// Two independent samples of positions, from one scrambled Sobol sequence of twice the dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// The first sample, by point and factor.
    pub a: Vec<Vec<f64>>,
    /// The second.
    pub b: Vec<Vec<f64>>,
}

impl Design {
    /// `number` base points, best a power of two; the same for the same seed.
    pub fn new(factors: usize, number: u32, seed: u64) -> Self {
        let scramble = (Streams::new(seed, 0).draw(RESAMPLE, 0, 0).next_u64() >> 32) as u32;
        let sample = |from: usize| {
            (0..number)
                .map(|point| {
                    (from..from + factors)
                        .map(|d| f64::from(sobol_burley::sample(point, d as u32, scramble)))
                        .collect()
                })
                .collect()
        };
        Self {
            a: sample(0),
            b: sample(factors),
        }
    }

    /// The points to evaluate, in order: all of the first sample, all of the second, then for each factor the first sample with
    /// that factor from the second.
    pub fn points(&self) -> Vec<Vec<f64>> {
        let factors = self.a.first().map_or(0, Vec::len);
        let mixed = (0..factors).flat_map(|factor| {
            (self.a.iter().zip(&self.b)).map(move |(a, b)| {
                let mut point = a.clone();
                point[factor] = b[factor];
                point
            })
        });
        self.a.iter().chain(&self.b).cloned().chain(mixed).collect()
    }
}

/// What a factor explains of the variance of an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// Alone.
    pub first: f64,
    /// Its 95 % bootstrap interval.
    pub first_interval: Interval,
    /// With everything it takes part in.
    pub total: f64,
    /// Its 95 % bootstrap interval.
    pub total_interval: Interval,
}

/// The indices of every factor from the outputs at [`Design::points`]; none if the output does not vary. Base points at which
/// any output is undefined are left out.
pub fn indices(number: usize, outputs: &[f64], seed: u64) -> Option<Vec<Index>> {
    let blocks: Vec<&[f64]> = outputs.chunks_exact(number).collect();
    let kept: Vec<usize> = (0..number)
        .filter(|&point| blocks.iter().all(|block| block[point].is_finite()))
        .collect();
    let whole = estimates(&blocks, &kept)?;
    let mut resampled = vec![(Vec::new(), Vec::new()); whole.len()];
    for again in 0..RESAMPLES {
        let mut draw = Streams::new(seed, again).draw(RESAMPLE, 1, 0);
        let sample: Vec<usize> = (kept.iter())
            .map(|_| kept[((draw.uniform() * kept.len() as f64) as usize).min(kept.len() - 1)])
            .collect();
        for (all, (first, total)) in resampled
            .iter_mut()
            .zip(estimates(&blocks, &sample).unwrap_or_default())
        {
            all.0.push(first);
            all.1.push(total);
        }
    }
    Some(
        (whole.into_iter().zip(resampled))
            .map(|((first, total), (firsts, totals))| Index {
                first,
                first_interval: middle(firsts),
                total,
                total_interval: middle(totals),
            })
            .collect(),
    )
}

/// First-order (Saltelli) and total (Jansen) indices over some base points.
fn estimates(blocks: &[&[f64]], points: &[usize]) -> Option<Vec<(f64, f64)>> {
    let (a, b) = (blocks[0], blocks[1]);
    let mut all = Moments::new();
    points.iter().for_each(|&p| {
        all.push(a[p]);
        all.push(b[p]);
    });
    let (centre, variance) = (all.mean(), all.variance());
    if points.len() < 2 || variance <= 0.0 {
        return None;
    }
    let n = points.len() as f64;
    Some(
        (blocks[2..].iter())
            .map(|mixed| {
                let (mut first, mut total) = (0.0, 0.0);
                for &p in points {
                    // Measured from the mean, which changes nothing in expectation and much in variance.
                    first += (b[p] - centre) * (mixed[p] - a[p]);
                    total += (a[p] - mixed[p]) * (a[p] - mixed[p]);
                }
                (first / n / variance, total / (2.0 * n) / variance)
            })
            .collect(),
    )
}

/// The interval that leaves the same share of values out at both ends.
fn middle(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let last = values.len().saturating_sub(1);
        values
            .get((share * last as f64).round() as usize)
            .copied()
            .unwrap_or(f64::NAN)
    };
    Interval {
        low: at(TAIL),
        high: at(1.0 - TAIL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(factors: usize, number: u32, f: impl Fn(&[f64]) -> f64) -> Vec<Index> {
        let points = Design::new(factors, number, 1).points();
        let outputs: Vec<f64> = points.iter().map(|point| f(point)).collect();
        indices(number as usize, &outputs, 1).expect("it varies")
    }

    #[test]
    fn ishigami_has_the_indices_that_were_worked_out() {
        let angle = |x: f64| std::f64::consts::PI * (2.0 * x - 1.0);
        let found = found(3, 4_096, |x| {
            let [a, b, c] = [angle(x[0]), angle(x[1]), angle(x[2])];
            libm::sin(a)
                + 7.0 * libm::pow(libm::sin(b), 2.0)
                + 0.1 * libm::pow(c, 4.0) * libm::sin(a)
        });
        let first = [0.313_905_191, 0.442_411_145, 0.0];
        let total = [0.557_588_855, 0.442_411_145, 0.243_683_664];
        for ((index, first), total) in found.iter().zip(first).zip(total) {
            assert!((index.total - total).abs() < 0.005, "{index:?}");
            assert!((index.first - first).abs() < 0.01, "{index:?}");
            assert!(index.first_interval.contains(first), "{index:?}");
            assert!(index.total_interval.contains(total), "{index:?}");
        }
    }

    #[test]
    fn a_sum_is_divided_by_the_squares_of_its_weights() {
        let found = found(3, 4_096, |x| x[0] + 2.0 * x[1] + 3.0 * x[2]);
        for (index, share) in found.iter().zip([1.0, 4.0, 9.0].map(|w| w / 14.0)) {
            assert!((index.first - share).abs() < 0.002, "{index:?}");
            assert!((index.total - share).abs() < 0.002, "{index:?}");
        }
    }

    #[test]
    fn what_does_not_vary_has_no_indices_and_undefined_points_are_left_out() {
        let points = Design::new(2, 64, 1).points();
        let constant = vec![3.0; points.len()];
        assert_eq!(indices(64, &constant, 1), None);
        let mut outputs: Vec<f64> = points.iter().map(|p| p[0]).collect();
        outputs[5] = f64::NAN;
        let found = indices(64, &outputs, 1).expect("it varies");
        assert!((found[0].total - 1.0).abs() < 0.2 && found[1].total == 0.0);
    }
}
