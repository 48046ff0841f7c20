//! Elementary effects (Morris): which of many factors move an output at all, for a few runs each.

use crate::experiment::interval::{Interval, LEVEL, mean_interval};
use crate::kernel::streams::Streams;
use crate::kernel::tally::Moments;

/// Levels of each factor: 0, 1/3, 2/3 and 1.
pub const LEVELS: u32 = 4;
/// How far a factor is moved at once, in parts of its range.
const STEP: f64 = 2.0 / 3.0;
/// Purposes of draws.
const START: u16 = 0;
const ORDER: u16 = 1;

/// A walk on which every factor is moved once.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    /// Positions of all factors: one point more than there are factors.
    pub points: Vec<Vec<f64>>,
    /// The factor moved from each point to the next.
    pub moved: Vec<usize>,
}

/// Walks through `factors` dimensions, the same for the same seed.
pub fn trajectories(factors: usize, number: u32, seed: u64) -> Vec<Trajectory> {
    (0..number)
        .map(|walk| {
            let streams = Streams::new(seed, walk);
            let at = |factor: usize| {
                let level = streams.draw(START, factor as u64, 0).uniform() * f64::from(LEVELS);
                level.floor() / f64::from(LEVELS - 1)
            };
            let mut moved: Vec<usize> = (0..factors).collect();
            moved.sort_by_key(|&f| (streams.draw(ORDER, f as u64, 0).next_u64(), f));
            let mut points = vec![(0..factors).map(at).collect::<Vec<f64>>()];
            for &factor in &moved {
                let mut next = points.last().expect("it has a start").clone();
                // From each level there is one step that stays within the range.
                next[factor] += if next[factor] < 0.5 { STEP } else { -STEP };
                points.push(next);
            }
            Trajectory { points, moved }
        })
        .collect()
}

/// What moving a factor does to an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Walks on which the output was defined before and after the move.
    pub n: u64,
    /// Mean change of the output over the whole range.
    pub mean: f64,
    /// Mean of its size: how much the factor matters.
    pub size: f64,
    /// Interval for that mean.
    pub interval: Option<Interval>,
    /// Standard deviation of the change: how much it depends on other factors, and on chance.
    pub sd: f64,
}

/// The effect of every factor, from the outputs at every point of every walk; undefined outputs are left out.
pub fn effects(factors: usize, walks: &[Trajectory], outputs: &[Vec<f64>]) -> Vec<Effect> {
    let mut changes = vec![Moments::new(); factors];
    let mut sizes = vec![Moments::new(); factors];
    for (walk, outputs) in walks.iter().zip(outputs) {
        for (step, &factor) in walk.moved.iter().enumerate() {
            let moved = walk.points[step + 1][factor] - walk.points[step][factor];
            let change = (outputs[step + 1] - outputs[step]) / moved;
            if change.is_finite() {
                changes[factor].push(change);
                sizes[factor].push(change.abs());
            }
        }
    }
    (changes.iter().zip(&sizes))
        .map(|(change, size)| Effect {
            n: change.n(),
            mean: change.mean(),
            size: size.mean(),
            interval: mean_interval(size, LEVEL),
            sd: change.sd(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(factors: usize, number: u32, f: impl Fn(&[f64]) -> f64) -> Vec<Effect> {
        let walks = trajectories(factors, number, 1);
        let outputs: Vec<Vec<f64>> = (walks.iter())
            .map(|walk| walk.points.iter().map(|point| f(point)).collect())
            .collect();
        effects(factors, &walks, &outputs)
    }

    #[test]
    fn every_factor_moves_once_and_stays_within_its_range() {
        for walk in trajectories(7, 30, 3) {
            let mut moved = walk.moved.clone();
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3, 4, 5, 6]);
            for pair in walk.points.windows(2) {
                let changed = (0..7).filter(|&f| pair[0][f] != pair[1][f]).count();
                assert_eq!(changed, 1);
            }
            assert!(
                walk.points
                    .iter()
                    .flatten()
                    .all(|x| (-1e-9..=1.0 + 1e-9).contains(x))
            );
        }
    }

    #[test]
    fn a_product_has_the_effects_that_were_worked_out() {
        // x1 + 2 x2 + x1 x3: the effect of x1 is 1 + x3, of x3 it is x1, with x uniform on the levels.
        let found = screen(3, 20_000, |x| x[0] + 2.0 * x[1] + x[0] * x[2]);
        for (effect, (size, sd)) in
            found
                .iter()
                .zip([(1.5, 0.372_678), (2.0, 0.0), (0.5, 0.372_678)])
        {
            let error = 4.0 * sd / f64::from(20_000_u32).sqrt();
            assert!((effect.size - size).abs() <= error + 1e-9, "{effect:?}");
            assert!((effect.sd - sd).abs() < 0.01, "{effect:?}");
        }
    }

    #[test]
    fn ishigamis_second_factor_has_its_exact_effect() {
        let angle = |x: f64| std::f64::consts::PI * (2.0 * x - 1.0);
        let found = screen(3, 10_000, |x| {
            let [a, b, c] = [angle(x[0]), angle(x[1]), angle(x[2])];
            libm::sin(a)
                + 7.0 * libm::pow(libm::sin(b), 2.0)
                + 0.1 * libm::pow(c, 4.0) * libm::sin(a)
        });
        assert!((found[1].size - 7.875).abs() < 1e-9, "{:?}", found[1]);
        for (effect, published) in [(found[0], 7.6828), (found[2], 6.2563)] {
            let error = effect.interval.expect("many walks").half_width() * 4.0 / 1.96;
            assert!(
                (effect.size - published).abs() < error * std::f64::consts::SQRT_2,
                "{effect:?}"
            );
        }
    }

    #[test]
    fn undefined_outputs_are_left_out() {
        let found = screen(2, 50, |x| if x[1] > 0.9 { f64::NAN } else { x[0] });
        assert!(found[0].n > 10 && found[0].n < 50);
        assert!((found[0].size - 1.0).abs() < 1e-9);
    }
}
