//! History matching: rules out what cannot have produced the published figures, and keeps all that might have.

use crate::experiment::emulator::{Emulator, terms};
use crate::experiment::sobol::Design;

/// Beyond this many standard deviations a position is ruled out: at least 95 % of any distribution with one peak lies
/// within (Pukelsheim's rule).
pub const CUT: f64 = 3.0;
/// Candidates looked at in one sequence; further ones come from a sequence scrambled anew.
const SEQUENCE: u32 = 1 << 14;

/// A published figure to be matched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The figure.
    pub published: f64,
    /// Variance with which a study of the same size would find it around the truth.
    pub of_study: f64,
    /// Variance allowed for what the model leaves out.
    pub of_model: f64,
    /// Variance of the luck that all runs of a wave share: it shifts a whole surface, so the surface's own error does not hold it.
    pub of_luck: f64,
}

impl Target {
    /// Standard deviations between the figure and a mean known with this variance.
    pub fn implausibility(&self, mean: f64, variance: f64) -> f64 {
        (mean - self.published).abs() / self.variance(variance).sqrt()
    }

    /// The variance of the figure around a mean that is itself known with this variance.
    fn variance(&self, of_mean: f64) -> f64 {
        of_mean + self.of_study + self.of_model + self.of_luck
    }
}

/// One wave: a surface for each target.
#[derive(Clone, Debug)]
pub struct Wave {
    /// The targets that could be emulated, each with its surface.
    pub surfaces: Vec<(Target, Emulator)>,
}

impl Wave {
    /// Whether all but so many targets are within the cut.
    pub fn keeps(&self, position: &[f64], forgiven: usize) -> bool {
        let terms = terms(position);
        let mut missed = 0;
        for (target, surface) in &self.surfaces {
            let mean = surface.mean(&terms);
            // The error of a surface costs far more than its mean, and is never below what it leaves unexplained.
            if target.implausibility(mean, surface.residual_variance) > CUT
                && target.implausibility(mean, surface.variance(&terms)) > CUT
            {
                missed += 1;
                if missed > forgiven {
                    return false;
                }
            }
        }
        true
    }
}

/// What is left after some waves, as a sample of it.
#[derive(Clone, Debug)]
pub struct Left {
    /// Positions that no wave rules out, at most as many as were asked for.
    pub positions: Vec<Vec<f64>>,
    /// Share of all that was looked at.
    pub share: f64,
}

/// Positions that no wave rules out: the first so many among at most `candidates`.
pub fn left(
    waves: &[Wave],
    forgiven: usize,
    factors: usize,
    number: usize,
    candidates: u32,
    seed: u64,
) -> Left {
    let (mut positions, mut kept, mut seen) = (Vec::new(), 0_u32, 0_u32);
    for sequence in 0..candidates.div_ceil(SEQUENCE) {
        let due = SEQUENCE.min(candidates - seen);
        for position in Design::new(factors, due, seed.wrapping_add(u64::from(sequence))).a {
            seen += 1;
            if waves.iter().all(|wave| wave.keeps(&position, forgiven)) {
                kept += 1;
                if positions.len() < number {
                    positions.push(position);
                }
            }
        }
    }
    Left {
        positions,
        share: f64::from(kept) / f64::from(seen.max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::sample;
    use crate::kernel::streams::Streams;

    /// Runs of (x + y, x y) with noise, and the wave they give for these figures.
    fn wave(published: [f64; 2], noise: f64, shared: f64, seed: u64) -> Wave {
        let positions = Design::new(2, 64, seed).a;
        let streams = Streams::new(seed, 1);
        let surfaces = (0..2)
            .map(|output| {
                // What all runs share, the same for every position.
                let luck = sample::normal(streams.draw(7, output as u64, 0).uniform());
                let outputs: Vec<f64> = (positions.iter().zip(0..))
                    .map(|(p, n)| {
                        let u = streams.draw(output as u16, n, 0).uniform();
                        toy(p)[output] + noise * sample::normal(u) + shared * luck
                    })
                    .collect();
                let target = Target {
                    published: published[output],
                    of_study: 0.02 * 0.02,
                    of_model: 0.0,
                    of_luck: shared * shared,
                };
                (
                    target,
                    Emulator::fit(&positions, &outputs).expect("64 runs"),
                )
            })
            .collect();
        Wave { surfaces }
    }

    fn toy(p: &[f64]) -> [f64; 2] {
        [p[0] + p[1], p[0] * p[1]]
    }

    #[test]
    fn the_truth_is_hardly_ever_ruled_out() {
        let mut lost = 0;
        for repeat in 0..200 {
            let streams = Streams::new(99, repeat);
            let truth = [0, 1].map(|d| 0.1 + 0.8 * streams.draw(0, d, 0).uniform());
            // What was published is itself a study with error.
            let published = [0, 1].map(|o| {
                let u = streams.draw(1, o, 0).uniform();
                toy(&truth)[o as usize] + 0.02 * sample::normal(u)
            });
            // Once with noise of each run's own, once with noise that all share.
            let (own, shared) = if repeat % 2 == 0 {
                (0.02, 0.0)
            } else {
                (0.001, 0.06)
            };
            lost += u32::from(!wave(published, own, shared, u64::from(repeat)).keeps(&truth, 0));
        }
        assert!(lost <= 4, "{lost} of 200");
    }

    #[test]
    fn what_is_left_has_the_size_that_a_grid_says() {
        let published = toy(&[0.3, 0.6]);
        let wave = wave(published, 0.0, 0.0, 3);
        let left = left(std::slice::from_ref(&wave), 0, 2, 100, 60_000, 8);
        assert_eq!(left.positions.len(), 100);
        assert!(left.positions.iter().all(|p| wave.keeps(p, 0)));
        let side = 400;
        let exact = (0..side * side)
            .filter(|cell| {
                let p = [cell % side, cell / side].map(|i| (f64::from(i) + 0.5) / f64::from(side));
                let [sum, product] = toy(&p);
                (sum - published[0]).abs() <= CUT * 0.02
                    && (product - published[1]).abs() <= CUT * 0.02
            })
            .count() as f64
            / f64::from(side * side);
        assert!(
            exact > 0.02 && (left.share - exact).abs() < 0.02 * exact.max(0.1),
            "{} {exact}",
            left.share
        );
    }

    #[test]
    fn one_miss_may_be_forgiven() {
        let wave = wave([1.0, 0.9], 0.01, 0.0, 4);
        // x + y = 1 cannot have the product 0.9.
        assert!(!wave.keeps(&[0.5, 0.5], 0) && wave.keeps(&[0.5, 0.5], 1));
    }
}
