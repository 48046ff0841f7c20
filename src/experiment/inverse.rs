//! Which level of a factor keeps a promise: a root found in noisy values at a few levels, with the uncertainty that the noise gives it.

use super::asked::Bound;
use super::interval::Interval;
use crate::kernel::sample;
use crate::kernel::streams::Streams;
use nalgebra::{DMatrix, SymmetricEigen};

/// Draws of what the means could be.
const DRAWS: u32 = 2_000;
/// Purpose of draws.
const NORMAL: u16 = 0;
const SPREAD: u16 = 1;

/// Values at ascending levels, replication by replication on common random numbers: means and how they vary together.
#[derive(Clone, Debug)]
pub struct Ladder {
    /// The levels.
    pub levels: Vec<f64>,
    n: u64,
    means: Vec<f64>,
    /// Sums of products of deviations, row by row.
    products: Vec<f64>,
}

/// At which levels a promise is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kept {
    /// At none that was tried.
    Nowhere,
    /// At this level and below.
    UpTo(f64),
    /// At this level and above.
    From(f64),
    /// At every level that was tried.
    Everywhere,
}

impl Kept {
    /// Whether it is kept at a level.
    pub fn at(self, level: f64) -> bool {
        match self {
            Self::Nowhere => false,
            Self::UpTo(end) => level <= end,
            Self::From(start) => level >= start,
            Self::Everywhere => true,
        }
    }
}

/// The answer to a question for a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Replications it rests on.
    pub n: u64,
    /// From the means as they are.
    pub kept: Kept,
    /// The levels that keep the promise as surely as was asked.
    pub sure: Kept,
    /// Where the edge lies, as sure as was asked; an end that is infinite lies beyond the levels tried.
    pub interval: Interval,
}

impl Ladder {
    /// Nothing seen yet.
    pub fn new(levels: impl Iterator<Item = f64>) -> Self {
        let levels: Vec<f64> = levels.collect();
        let k = levels.len();
        Self {
            levels,
            n: 0,
            means: vec![0.0; k],
            products: vec![0.0; k * k],
        }
    }

    /// Takes a value at every level. A replication in which one is undefined is left out.
    pub fn push(&mut self, values: &[f64]) {
        if values.iter().any(|value| !value.is_finite()) {
            return;
        }
        self.n += 1;
        let before: Vec<f64> = values.iter().zip(&self.means).map(|(x, m)| x - m).collect();
        for (mean, off) in self.means.iter_mut().zip(&before) {
            *mean += off / self.n as f64;
        }
        let after = values.iter().zip(&self.means).map(|(x, m)| x - m);
        let after: Vec<f64> = after.collect();
        let products = before.iter().flat_map(|a| after.iter().map(move |b| a * b));
        for (sum, product) in self.products.iter_mut().zip(products) {
            *sum += product;
        }
    }

    /// Replications seen.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The answer, sure to this confidence. Which way the measure goes along the levels is read off the means; these are then taken to
    /// be those of one more sample of as many replications: a multivariate t distribution about those seen. None with fewer than three
    /// replications or two levels.
    pub fn answer(&self, holds: Bound, confidence: f64) -> Option<Answer> {
        let k = self.levels.len();
        if self.n < 3 || k < 2 {
            return None;
        }
        let freedom = (self.n - 1) as f64;
        let scale = 1.0 / (freedom * self.n as f64);
        let of_means = DMatrix::from_fn(k, k, |row, column| {
            let both = [row * k + column, column * k + row];
            both.iter().map(|&at| self.products[at]).sum::<f64>() / 2.0 * scale
        });
        let parts = SymmetricEigen::new(of_means);
        let rises = rises(&self.means);
        let kept = |means: &[f64]| kept(&self.levels, means, holds, rises);
        let keeps_below = match holds {
            Bound::AtMost(_) => rises,
            Bound::AtLeast(_) => !rises,
        };
        // The edge as a number; beyond all levels where there is none among them.
        let edge = |kept: Kept| match kept {
            Kept::UpTo(x) | Kept::From(x) => x,
            Kept::Nowhere if keeps_below => f64::NEG_INFINITY,
            Kept::Everywhere if !keeps_below => f64::NEG_INFINITY,
            Kept::Nowhere | Kept::Everywhere => f64::INFINITY,
        };
        let mut edges: Vec<f64> = (0..DRAWS)
            .map(|draw| {
                let streams = Streams::new(0, draw);
                let normal = |at: usize| {
                    sample::normal(streams.draw(NORMAL, at as u64, 0).uniform())
                        * parts.eigenvalues[at].max(0.0).sqrt()
                };
                let normals: Vec<f64> = (0..k).map(normal).collect();
                // A chi-square over its degrees of freedom is a gamma of mean one.
                let u = streams.draw(SPREAD, 0, 0).uniform();
                let spread = sample::gamma(u, freedom / 2.0, 1.0).sqrt();
                let means: Vec<f64> = (0..k)
                    .map(|level| {
                        let off: f64 = (0..k)
                            .map(|at| parts.eigenvectors[(level, at)] * normals[at])
                            .sum();
                        self.means[level] + off / spread
                    })
                    .collect();
                edge(kept(&means))
            })
            .collect();
        edges.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = (share * f64::from(DRAWS)) as usize;
            edges[place.min(edges.len() - 1)]
        };
        let tail = (1.0 - confidence) / 2.0;
        let sure = at(if keeps_below {
            1.0 - confidence
        } else {
            confidence
        });
        Some(Answer {
            n: self.n,
            kept: kept(&self.means),
            sure: match (keeps_below, sure) {
                (true, f64::NEG_INFINITY) | (false, f64::INFINITY) => Kept::Nowhere,
                (true, f64::INFINITY) | (false, f64::NEG_INFINITY) => Kept::Everywhere,
                (true, x) => Kept::UpTo(x),
                (false, x) => Kept::From(x),
            },
            interval: Interval {
                low: at(tail),
                high: at(1.0 - tail),
            },
        })
    }
}

/// Whether values at ascending levels rise rather than fall: which of the two fits them better.
pub fn rises(values: &[f64]) -> bool {
    let off = |sign: f64| -> f64 {
        let turned: Vec<f64> = values.iter().map(|value| sign * value).collect();
        let squares = turned
            .iter()
            .zip(isotonic(&turned))
            .map(|(x, y)| (x - y) * (x - y));
        squares.sum()
    };
    off(1.0) <= off(-1.0)
}

/// At which levels values keep a bound. They are first made to rise, or to fall (pooling adjacent violators), then joined by straight
/// lines.
pub fn kept(levels: &[f64], values: &[f64], holds: Bound, rises: bool) -> Kept {
    // Turned so that the promise is kept where the value is at most the bound.
    let (sign, bound) = match holds {
        Bound::AtMost(bound) => (1.0, bound),
        Bound::AtLeast(bound) => (-1.0, -bound),
    };
    let mut steps: Vec<(f64, f64)> = (levels.iter().zip(values))
        .map(|(&level, &value)| (level, sign * value))
        .collect();
    // From the end where the promise is kept, if anywhere, values rise.
    let keeps_below = rises == (sign > 0.0);
    if !keeps_below {
        steps.reverse();
    }
    let rising = isotonic(&steps.iter().map(|&(_, y)| y).collect::<Vec<f64>>());
    match rising.iter().take_while(|&&y| y <= bound).count() {
        0 => Kept::Nowhere,
        all if all == steps.len() => Kept::Everywhere,
        number => {
            let (from, to) = (steps[number - 1].0, steps[number].0);
            let (low, high) = (rising[number - 1], rising[number]);
            let edge = from + (to - from) * (bound - low) / (high - low);
            if keeps_below {
                Kept::UpTo(edge)
            } else {
                Kept::From(edge)
            }
        }
    }
}

/// The nearest values that never fall, by least squares (pooling adjacent violators).
pub fn isotonic(values: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for &value in values {
        blocks.push((value, 1));
        while let [.., (a, n), (b, m)] = blocks[..]
            && a > b
        {
            blocks.truncate(blocks.len() - 2);
            let both = n + m;
            blocks.push(((a * n as f64 + b * m as f64) / both as f64, both));
        }
    }
    (blocks.iter())
        .flat_map(|&(value, n)| std::iter::repeat_n(value, n))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violators_are_pooled() {
        assert_eq!(isotonic(&[1.0, 3.0, 2.0, 4.0]), [1.0, 2.5, 2.5, 4.0]);
        assert_eq!(isotonic(&[3.0, 2.0, 1.0]), [2.0; 3]);
        assert_eq!(isotonic(&[1.0, 2.0]), [1.0, 2.0]);
        assert!(isotonic(&[]).is_empty());
    }

    #[test]
    fn the_edge_between_straight_lines_is_found_from_either_end() {
        let levels = [8.0, 10.0, 14.0];
        let drift = [0.04, 0.08, 0.16];
        let at_most = |bound| kept(&levels, &drift, Bound::AtMost(bound), rises(&drift));
        assert_eq!(at_most(0.10), Kept::UpTo(11.0));
        assert_eq!(at_most(0.03), Kept::Nowhere);
        assert_eq!(at_most(0.16), Kept::Everywhere);
        // The more posts, the more visits on time.
        let on_time = [0.80, 0.90, 0.98];
        let at_least = |bound| kept(&levels, &on_time, Bound::AtLeast(bound), rises(&on_time));
        let Kept::From(x) = at_least(0.94) else {
            panic!("it is crossed")
        };
        assert!((x - 12.0).abs() < 1e-9, "{x}");
        assert_eq!(at_least(0.99), Kept::Nowhere);
        assert_eq!(at_least(0.5), Kept::Everywhere);
        // What falls keeps an upper bound from some level on.
        let unseen = [0.5, 0.3, 0.1];
        assert!(!rises(&unseen));
        let Kept::From(x) = kept(&levels, &unseen, Bound::AtMost(0.2), rises(&unseen)) else {
            panic!("it is crossed")
        };
        assert!((x - 12.0).abs() < 1e-9, "{x}");
        assert!(Kept::From(12.0).at(12.5) && !Kept::From(12.0).at(11.0));
        assert!(Kept::UpTo(12.0).at(11.0) && !Kept::UpTo(12.0).at(12.5));
    }

    /// Values of a line with noise that all levels of a replication share, and some of their own.
    fn ladder(replications: u32, seed: u64, slope: f64) -> Ladder {
        let levels = [8.0, 10.0, 12.0, 14.0];
        let mut ladder = Ladder::new(levels.into_iter());
        for replication in 0..replications {
            let streams = Streams::new(seed, replication);
            let normal = |at: u64| sample::normal(streams.draw(9, at, 0).uniform());
            let values: Vec<f64> = (levels.iter().zip(0..))
                .map(|(level, at)| {
                    0.22 + slope * (level - 11.0) + 0.02 * normal(9) + 0.01 * normal(at)
                })
                .collect();
            ladder.push(&values);
        }
        ladder
    }

    #[test]
    fn the_answer_is_as_sure_as_it_says() {
        // The lines cross 0.22 at 11. Sure to 90 %, the stated level is on the kept side of it in nine of ten experiments.
        for slope in [0.02, -0.02] {
            let (mut right, mut within) = (0_u32, 0_u32);
            let all = 400;
            for seed in 0..all {
                let answer = ladder(10, seed, slope).answer(Bound::AtMost(0.22), 0.9);
                let answer = answer.expect("ten replications");
                right += u32::from(match answer.sure {
                    Kept::UpTo(x) => slope > 0.0 && x <= 11.0,
                    Kept::From(x) => slope < 0.0 && x >= 11.0,
                    other => panic!("{other:?}"),
                });
                within += u32::from(answer.interval.contains(11.0));
            }
            // Four standard errors of a share of nine tenths among 400 are 0.06.
            for share in [right, within].map(|n| f64::from(n) / all as f64) {
                assert!((share - 0.9).abs() < 0.06, "{share}");
            }
        }
    }

    #[test]
    fn what_cannot_be_answered_is_not() {
        let holds = Bound::AtMost(0.22);
        assert_eq!(ladder(2, 1, 0.02).answer(holds, 0.9), None);
        let mut one = Ladder::new(std::iter::once(1.0));
        (0..9).for_each(|_| one.push(&[1.0]));
        assert_eq!(one.answer(holds, 0.9), None);
        let of = |slope, bound| {
            let answer = ladder(10, 1, slope).answer(bound, 0.9).expect("ten");
            (answer.kept, answer.sure)
        };
        for slope in [0.02, -0.02] {
            let [nowhere, everywhere] = [0.01, 9.0].map(|bound| of(slope, Bound::AtMost(bound)));
            assert_eq!(nowhere, (Kept::Nowhere, Kept::Nowhere));
            assert_eq!(everywhere, (Kept::Everywhere, Kept::Everywhere));
            assert_eq!(of(slope, Bound::AtLeast(9.0)), nowhere);
        }
        // A replication in which a level is undefined is left out of all.
        let mut ladder = ladder(10, 1, 0.02);
        ladder.push(&[1.0, f64::NAN, 1.0, 1.0]);
        assert_eq!(ladder.n(), 10);
    }

    #[test]
    fn without_any_spread_the_answer_is_exact() {
        let mut ladder = Ladder::new([1.0, 3.0].into_iter());
        (0..5).for_each(|_| ladder.push(&[1.0, 2.0]));
        let answer = ladder.answer(Bound::AtMost(1.5), 0.95).expect("five");
        assert_eq!(
            (answer.kept, answer.sure),
            (Kept::UpTo(2.0), Kept::UpTo(2.0))
        );
        assert_eq!((answer.interval.low, answer.interval.high), (2.0, 2.0));
    }
}
