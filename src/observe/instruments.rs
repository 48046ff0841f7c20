//! The study's instruments: the GHQ-12, and what a survey of so many workers and families would have printed.

use crate::kernel::sample;
use crate::kernel::streams::Streams;
use crate::scenario::config::Config;
use crate::world::worker::Worker;

/// Items of the questionnaire, each answered 0..=3.
pub const ITEMS: usize = 12;
/// Stream purposes of the observers; they draw from streams of their own, which no part of the model uses.
const ITEM_DRAWS: u16 = 60_000;
/// Points at which an item is answered at the stressed end of 0-0-1-1.
const STRESSED_ITEM: u32 = 2;
/// Stressed items that make a probable case.
const CASE_ITEMS: usize = 4;

/// The answers of one person.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Ghq {
    /// Likert total 0..=36.
    pub total: u32,
    /// Four items or more at the stressed end (0-0-1-1).
    pub case: bool,
}

/// The questionnaire as a worker would answer it now. Items share the worker's level and differ by the person.
pub fn ghq(config: &Config, streams: Streams, worker: &Worker, occasion: u64) -> Ghq {
    let s = &config.stress;
    let level = (s.rest + worker.trait_level + worker.stress).clamp(0.0, 36.0) / ITEMS as f64;
    let mut draw = streams.draw(
        ITEM_DRAWS,
        worker.key,
        (u64::from(worker.holder) << 32) | occasion,
    );
    let mut total = 0;
    let mut stressed = 0;
    for _ in 0..ITEMS {
        let latent = level + s.item_sd * sample::normal(draw.uniform());
        // Rounding by lot keeps the expected total at the worker's level.
        let item = (latent + draw.uniform()).floor().clamp(0.0, 3.0) as u32;
        total += item;
        stressed += usize::from(item >= STRESSED_ITEM);
    }
    Ghq {
        total,
        case: stressed >= CASE_ITEMS,
    }
}

/// A reported number of meetings a month: people answer in round figures.
pub fn rounded_contacts(monthly: f64) -> f64 {
    const ANSWERS: [f64; 7] = [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 8.0];
    ANSWERS
        .into_iter()
        .min_by(|a, b| (a - monthly).abs().total_cmp(&(b - monthly).abs()))
        .expect("there are answers")
}

/// To the half hour, as diaries are kept.
pub fn half_hours(minutes: u32) -> f64 {
    (f64::from(minutes) / 30.0).round() / 2.0
}

/// Mean and standard deviation (n - 1) of a sample; undefined where it is too small.
pub fn mean_and_sd(sample: &[f64]) -> (f64, f64) {
    let n = sample.len() as f64;
    if sample.is_empty() {
        return (f64::NAN, f64::NAN);
    }
    let mean = sample.iter().sum::<f64>() / n;
    if sample.len() < 2 {
        return (mean, f64::NAN);
    }
    let squares: f64 = sample.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_round_figures() {
        assert_eq!(rounded_contacts(2.4), 2.0);
        assert_eq!(rounded_contacts(2.6), 3.0);
        assert_eq!(rounded_contacts(0.1), 0.5);
        assert_eq!(half_hours(100), 1.5);
    }

    #[test]
    fn spread_uses_n_minus_one() {
        let (mean, sd) = mean_and_sd(&[10.0, 20.0, 30.0]);
        assert_eq!((mean, sd), (20.0, 10.0));
        assert!(mean_and_sd(&[]).0.is_nan());
    }
}
