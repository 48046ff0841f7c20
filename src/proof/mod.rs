//! The analytic proof pack: small queueing models on the kernel's own agenda, draws, samplers and tallies, held against theory.
//!
//! A model that departs from theory shows a mistake in what all simulations here share. A row that could pass by being vague proves
//! nothing, so it has to be sharp too, and every case notices an error of 5 % that is planted in it (`tests/kernel_queues.rs`).
//!
//! Deliberately absent: words of the field, the engine, and any parallelism outside [`run`].

use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

use case::Sample;

mod case;
mod identities;
mod law;
mod network;
mod preempt;
mod presence;
mod queues;
mod shared;
mod sharing;
mod station;
pub mod theory;
mod transients;
mod unlimited;

pub use case::{Case, FARTHEST, Row, Rule, SHARP, SHARP_TAIL, Single};
pub use transients::{SAMPLES, covers};

/// Little's law as an identity may be missed by this much, relative to the sum of times spent.
const ROUNDING: f64 = 1e-9;

/// What is to be proved.
pub struct Pack {
    /// Models, replication by replication.
    pub cases: Vec<Case>,
    /// Identities, and what nothing is drawn for.
    pub singles: Vec<Single>,
}

impl Pack {
    /// All there is.
    pub fn all() -> Self {
        Self {
            cases: [queues::cases(), sharing::cases(), transients::cases()]
                .into_iter()
                .flatten()
                .collect(),
            singles: identities::singles(),
        }
    }

    /// Only that whose name holds this text, capitals or not.
    #[must_use]
    pub fn about(mut self, text: &str) -> Self {
        let text = text.to_lowercase();
        self.cases
            .retain(|case| case.name.to_lowercase().contains(&text));
        self.singles
            .retain(|single| single.name.to_lowercase().contains(&text));
        self
    }

    /// Simulations in it.
    pub fn jobs(&self) -> u64 {
        let replications = self.cases.iter().map(|case| u64::from(case.replications));
        replications.sum::<u64>() + self.singles.len() as u64
    }
}

/// How a pack is run.
pub struct Control<'c> {
    /// Threads; rows do not depend on it.
    pub threads: usize,
    /// Set when it is to stop.
    pub stop: &'c AtomicBool,
    /// Called after each simulation, from any thread.
    pub job_done: &'c (dyn Fn() + Sync),
}

/// Runs a pack: its rows, and one more for Little's law in all of them. None if it was stopped.
///
/// # Errors
/// If no threads can be had.
pub fn run(
    pack: &Pack,
    seed: u64,
    control: &Control<'_>,
) -> Result<Option<Vec<Row>>, rayon::ThreadPoolBuildError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(control.threads.max(1))
        .build()?;
    // One list of all replications, so that no thread waits for the end of a case.
    let jobs: Vec<(&Case, u32)> = (pack.cases.iter())
        .flat_map(|case| (0..case.replications).map(move |replication| (case, replication)))
        .collect();
    let goes_on = || (!control.stop.load(Ordering::Relaxed)).then_some(());
    let done = pool.install(|| {
        let samples: Option<Vec<Sample>> = (jobs.par_iter())
            .map(|&(case, replication)| {
                goes_on()?;
                let sample = (case.measure)(case.streams(seed, replication), 1.0);
                (control.job_done)();
                Some(sample)
            })
            .collect();
        let singles: Option<Vec<Row>> = (pack.singles.par_iter())
            .map(|single| {
                goes_on()?;
                let row = single.row(seed, 1.0);
                (control.job_done)();
                Some(row)
            })
            .collect();
        samples.zip(singles)
    });
    Ok(done.map(|(samples, singles)| {
        let mut rows = Vec::new();
        let mut rest = &samples[..];
        for case in &pack.cases {
            let own;
            (own, rest) = rest.split_at(case.replications as usize);
            rows.extend(case.rows(own));
        }
        rows.extend(little(&samples));
        rows.extend(singles);
        rows
    }))
}

/// Little's law in all of them: the area under the number present is the sum of the times spent, and nobody is lost or doubled.
fn little(samples: &[Sample]) -> Option<Row> {
    (!samples.is_empty()).then(|| Row {
        case: "Little's law and nobody lost, in every replication above: largest gap".to_owned(),
        theory: Some(0.0),
        estimate: samples.iter().fold(0.0, |most: f64, s| most.max(s.gap)),
        standard_error: None,
        replications: samples.len() as u32,
        rule: Rule::Within(ROUNDING),
        source: "identity",
    })
}

/// The rows of a case with so many replications and an error of this factor planted in it.
pub fn planted(case: &Case, seed: u64, factor: f64, replications: u32) -> Vec<Row> {
    let samples: Vec<Sample> = (0..replications)
        .into_par_iter()
        .map(|replication| (case.measure)(case.streams(seed, replication), factor))
        .collect();
    case.rows(&samples)
}

/// The row of a single check with an error of this factor planted in it.
pub fn planted_single(single: &Single, seed: u64, factor: f64) -> Row {
    single.row(seed, factor)
}
