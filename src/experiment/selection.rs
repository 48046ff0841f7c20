//! Which of several systems is best: Rinott's two stages, the sequential rule of Kim and Nelson, and how to spread a budget.
//!
//! The best has the largest mean; where small is good, feed the values with their signs changed.

use crate::kernel::tally::Moments;

/// Rinott's constant: with first stages of `first` values each of `systems` normal systems, and then as many as
/// [`rinott_size`] says, the one with the largest mean is the best with at least this chance, if it is better by the
/// indifference. None if no constant does it (a chance of one half by guessing, fewer than two systems or values).
pub fn rinott(systems: u32, first: u32, chance: f64) -> Option<f64> {
    /// Standard deviations of a chi on either side of its mode; they are 0.7 or less.
    const REACH: f64 = 6.0;
    const PANELS: usize = 160;
    if systems < 2 || first < 2 || !(chance > 1.0 / f64::from(systems) && chance < 1.0) {
        return None;
    }
    let freedom = f64::from(first - 1);
    // The law of the root of a chi-square, on Simpson's points, without its constant: weights are scaled to sum to 1.
    let middle = freedom.sqrt();
    let from = (middle - REACH).max(1e-6);
    let step = (middle + REACH - from) / PANELS as f64;
    let mut points: Vec<(f64, f64)> = (0..=PANELS)
        .map(|at| {
            let x = from + step * at as f64;
            let simpson = match at {
                0 | PANELS => 1.0,
                at if at % 2 == 1 => 4.0,
                _ => 2.0,
            };
            let density = (freedom - 1.0) * libm::log(x / middle) - 0.5 * (x * x - freedom);
            (1.0 / (x * x), simpson * libm::exp(density))
        })
        .collect();
    let sum: f64 = points.iter().map(|(_, weight)| weight).sum();
    points.iter_mut().for_each(|(_, weight)| *weight /= sum);
    let reached = |h: f64| -> f64 {
        let given = |y: f64| -> f64 {
            (points.iter())
                .map(|(x, weight)| weight * normal(h / (freedom * (x + y)).sqrt()))
                .sum()
        };
        (points.iter())
            .map(|(y, weight)| weight * libm::pow(given(*y), f64::from(systems - 1)))
            .sum()
    };
    let mut high = 1.0;
    while reached(high) < chance {
        high *= 2.0;
    }
    let mut low = 0.0;
    while high - low > 1e-7 {
        let h = 0.5 * (low + high);
        if reached(h) < chance {
            low = h;
        } else {
            high = h;
        }
    }
    Some(0.5 * (low + high))
}

fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// How many values in all a system needs by Rinott's rule, from the standard deviation of its first stage.
pub fn rinott_size(h: f64, first: u32, sd: f64, indifference: f64) -> u64 {
    let more = h * sd / indifference;
    u64::from(first).max((more * more).ceil() as u64)
}

/// Half the width, in standard deviations of a difference, of the region in which Kim and Nelson's rule goes on: η.
pub fn kim_nelson_eta(systems: u32, first: u32, error: f64) -> f64 {
    let power = -2.0 / f64::from(first - 1);
    0.5 * (libm::pow(2.0 * error / f64::from(systems - 1), power) - 1.0)
}

/// Kim and Nelson's sequential rule (2001): rounds of one value of every system still in play, on common random numbers if
/// there are any, until one is left. Variances are those of the differences, which common random numbers make small.
#[derive(Clone, Debug)]
pub struct KimNelson {
    indifference: f64,
    first: u32,
    /// h²: twice η times the degrees of freedom.
    scale: f64,
    rounds: u32,
    sums: Vec<f64>,
    in_play: Vec<bool>,
    /// Differences of the first stage, by pair, the smaller index first; their variances are fixed after it.
    differences: Vec<Moments>,
}

impl KimNelson {
    /// Nothing seen yet of `systems`: with a chance of at least 1 − `error` the best is chosen, if it is better than
    /// every other by `indifference`. The first stage takes `first` rounds. None if that makes no sense.
    pub fn new(systems: u32, first: u32, error: f64, indifference: f64) -> Option<Self> {
        let sensible = systems >= 2 && first >= 2 && indifference > 0.0;
        let guess = f64::from(systems - systems.min(1)) / f64::from(systems.max(1));
        if !sensible || error.is_nan() || error <= 0.0 || error >= guess {
            return None;
        }
        let eta = kim_nelson_eta(systems, first, error);
        let all = systems as usize;
        Some(Self {
            indifference,
            first,
            scale: 2.0 * eta * f64::from(first - 1),
            rounds: 0,
            sums: vec![0.0; all],
            in_play: vec![true; all],
            differences: vec![Moments::new(); all * (all - 1) / 2],
        })
    }

    /// h², which scales the variances of differences.
    pub fn h_squared(&self) -> f64 {
        self.scale
    }

    /// Takes one round, a value for every system (of those no longer in play it is ignored), and says which is chosen,
    /// once only one is left.
    ///
    /// # Panics
    /// If there is not a value for every system.
    pub fn round(&mut self, values: &[f64]) -> Option<usize> {
        assert_eq!(values.len(), self.sums.len(), "a value for every system");
        if let Some(chosen) = self.chosen() {
            return Some(chosen);
        }
        self.rounds += 1;
        for (at, value) in values.iter().enumerate() {
            if self.in_play[at] {
                self.sums[at] += value;
            }
        }
        if self.rounds <= self.first {
            for high in 1..values.len() {
                for low in 0..high {
                    self.differences[pair(low, high)].push(values[low] - values[high]);
                }
            }
        }
        if self.rounds >= self.first {
            self.screen();
        }
        self.chosen()
    }

    fn screen(&mut self) {
        let rounds = f64::from(self.rounds);
        let all = self.sums.len();
        // In sums over the rounds so far, so that nothing is divided by their number.
        let margin = |a: usize, b: usize| {
            let variance = self.differences[pair(a.min(b), a.max(b))].variance();
            let delta = self.indifference;
            (0.5 * delta * (self.scale * variance / (delta * delta) - rounds)).max(0.0)
        };
        let before = self.in_play.clone();
        let rivals = |at: usize| (0..all).filter(move |&other| other != at);
        let mut over = true;
        for at in (0..all).filter(|&at| before[at]) {
            let beaten = (rivals(at).filter(|&other| before[other]))
                .any(|other| self.sums[at] < self.sums[other] - margin(at, other));
            self.in_play[at] = !beaten;
        }
        let left: Vec<usize> = (0..all).filter(|&at| self.in_play[at]).collect();
        for &at in &left {
            over &= left
                .iter()
                .all(|&other| other == at || margin(at, other) == 0.0);
        }
        // Where no margin is left, only equals are: the first of them stands for all.
        if over {
            left.iter().skip(1).for_each(|&at| self.in_play[at] = false);
        }
    }

    /// Which systems are in play.
    pub fn in_play(&self) -> &[bool] {
        &self.in_play
    }

    /// Rounds taken so far.
    pub fn rounds(&self) -> u32 {
        self.rounds
    }

    /// The only one left.
    pub fn chosen(&self) -> Option<usize> {
        let mut left = (0..self.in_play.len()).filter(|&at| self.in_play[at]);
        let one = left.next();
        one.filter(|_| left.next().is_none())
    }
}

/// Where the pair of two systems is kept, `low` below `high`.
fn pair(low: usize, high: usize) -> usize {
    high * (high - 1) / 2 + low
}

/// How to spread a budget so that the best is most likely to be seen as the best (optimal computing budget allocation, Chen
/// and others 2000), from means and standard deviations so far. None with fewer than two systems, without any spread, or if
/// another mean equals the best.
pub fn spread_budget(means: &[f64], sds: &[f64], budget: f64) -> Option<Vec<f64>> {
    let best = (0..means.len()).max_by(|&a, &b| means[a].total_cmp(&means[b]))?;
    let others = || (0..means.len()).filter(|&at| at != best);
    let is_usable =
        |at: usize| sds[at] > 0.0 && sds[at].is_finite() && (at == best || means[at] < means[best]);
    if means.len() < 2 || means.len() != sds.len() || !(0..means.len()).all(is_usable) {
        return None;
    }
    let mut shares: Vec<f64> = (0..means.len())
        .map(|at| {
            let signal = sds[at] / (means[best] - means[at]);
            signal * signal
        })
        .collect();
    let squares = others().map(|at| (shares[at] / sds[at]) * (shares[at] / sds[at]));
    shares[best] = sds[best] * squares.sum::<f64>().sqrt();
    let sum: f64 = shares.iter().sum();
    Some(
        shares
            .into_iter()
            .map(|share| budget * share / sum)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::sample;
    use crate::kernel::streams::Streams;

    const SYSTEMS: u32 = 5;
    const FIRST: u32 = 10;
    const ERROR: f64 = 0.05;
    const TRIALS: u32 = 2_000;

    /// The slippage configuration: the best is better than all others by exactly the indifference, which is 1.
    fn value(streams: Streams, system: u32, nth: u64, common: f64) -> f64 {
        let own = sample::normal(streams.draw(1, u64::from(system), nth).uniform());
        let shared = sample::normal(streams.draw(2, 0, nth).uniform());
        let noise = common.sqrt() * shared + (1.0 - common).sqrt() * own;
        f64::from(u8::from(system == 3)) + 2.0 * noise
    }

    fn right_often_enough(right: u32) {
        let allowed = ERROR + 3.0 * (ERROR * (1.0 - ERROR) / f64::from(TRIALS)).sqrt();
        let share = f64::from(right) / f64::from(TRIALS);
        assert!(share >= 1.0 - allowed, "{share}");
    }

    /// Correct selections and mean rounds.
    fn kim_nelson(common: f64) -> (u32, f64) {
        let (mut right, mut rounds) = (0, 0.0);
        for trial in 0..TRIALS {
            let streams = Streams::new(71, trial);
            let mut rule = KimNelson::new(SYSTEMS, FIRST, ERROR, 1.0).expect("sensible");
            let chosen = (0..).find_map(|nth| {
                let values: Vec<f64> = (0..SYSTEMS)
                    .map(|system| value(streams, system, nth, common))
                    .collect();
                rule.round(&values)
            });
            right += u32::from(chosen == Some(3));
            rounds += f64::from(rule.rounds()) / f64::from(TRIALS);
        }
        (right, rounds)
    }

    #[test]
    fn kim_and_nelson_choose_the_best_as_often_as_promised_and_sooner_on_common_draws() {
        let (right, apart) = kim_nelson(0.0);
        right_often_enough(right);
        let (right, together) = kim_nelson(0.8);
        right_often_enough(right);
        assert!(together < 0.5 * apart, "{together} against {apart}");
    }

    #[test]
    fn rinott_chooses_the_best_as_often_as_promised() {
        let h = rinott(SYSTEMS, FIRST, 1.0 - ERROR).expect("there is one");
        let mut right = 0;
        for trial in 0..TRIALS {
            let streams = Streams::new(72, trial);
            let mean = |system: u32| {
                let mut moments = Moments::new();
                let push = |moments: &mut Moments, nth| {
                    moments.push(value(streams, system, nth, 0.0));
                };
                (0..u64::from(FIRST)).for_each(|nth| push(&mut moments, nth));
                let size = rinott_size(h, FIRST, moments.sd(), 1.0);
                (u64::from(FIRST)..size).for_each(|nth| push(&mut moments, nth));
                moments.mean()
            };
            let means: Vec<f64> = (0..SYSTEMS).map(mean).collect();
            let chosen = (0..means.len()).max_by(|&a, &b| means[a].total_cmp(&means[b]));
            right += u32::from(chosen == Some(3));
        }
        right_often_enough(right);
    }

    #[test]
    fn equals_are_decided_and_a_clear_loser_goes_first() {
        let mut rule = KimNelson::new(3, 5, 0.05, 0.1).expect("sensible");
        let mut chosen = None;
        for nth in 0..5 {
            assert_eq!(rule.in_play(), [true; 3], "nobody goes in the first stage");
            let noise = f64::from(nth * 7 % 5);
            chosen = rule.round(&[noise, noise, noise - 50.0]);
        }
        assert_eq!(chosen, Some(0), "of two that never differ the first");
        assert_eq!(rule.round(&[0.0, 9.0, 9.0]), Some(0), "it stays chosen");
        assert_eq!(rule.rounds(), 5);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (systems, first, error, indifference) in [
            (1, 10, 0.05, 1.0),
            (0, 10, 0.05, 1.0),
            (5, 1, 0.05, 1.0),
            (5, 10, 0.0, 1.0),
            (5, 10, 0.9, 1.0),
            (5, 10, 0.05, 0.0),
        ] {
            assert!(KimNelson::new(systems, first, error, indifference).is_none());
        }
        assert_eq!(rinott(1, 10, 0.95), None);
        assert_eq!(rinott(5, 1, 0.95), None);
        assert_eq!(rinott(5, 10, 0.2), None);
        assert_eq!(rinott(5, 10, 1.0), None);
        assert_eq!(spread_budget(&[1.0], &[1.0], 10.0), None);
        assert_eq!(spread_budget(&[1.0, 1.0], &[1.0, 1.0], 10.0), None);
        assert_eq!(spread_budget(&[1.0, 2.0], &[1.0, 0.0], 10.0), None);
        assert_eq!(spread_budget(&[], &[], 10.0), None);
    }

    #[test]
    fn a_first_stage_may_be_enough() {
        assert_eq!(rinott_size(3.0, 10, 0.1, 1.0), 10);
        assert_eq!(rinott_size(3.0, 10, 2.0, 1.0), 36);
    }
}
