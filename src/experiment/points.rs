//! The simulations of a design, each of a configuration of its own, on all threads.

use super::replication::{Attempt, Failure, attempt, contained};
use super::runner::{Control, RunError};
use crate::observe::{measures, survey_rows};
use crate::scenario::Config;
use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What came of a design.
#[derive(Debug)]
pub struct Evaluated {
    /// What was read off each simulation that ran to its end, by its number.
    pub values: BTreeMap<u32, Vec<f64>>,
    /// The simulations that failed; they have no values.
    pub failed: Vec<(u32, Failure)>,
    /// Whether it was stopped before all were tried.
    pub interrupted: bool,
}

/// Everything read off a simulation of a configuration: the measures, then the rows of its virtual study. All are undefined where there
/// is no configuration, because the values of a point contradict one another.
pub fn simulated(
    stop: &AtomicBool,
    config: Option<&Config>,
    seed: u64,
    replication: u32,
) -> Attempt<Vec<f64>> {
    match config {
        None => Attempt::Done(vec![f64::NAN; measures().len() + survey_rows().len()]),
        Some(config) => {
            attempt(stop, config, seed, replication).map(|read| [read.values, read.survey].concat())
        }
    }
}

/// Runs simulations number 0 to `jobs` that are not `known` from an earlier run. Each is handed to `keep` as soon as it is
/// done, in no particular order, by one thread at a time.
///
/// # Errors
/// If one cannot be kept, or no threads can be had.
pub fn evaluate(
    jobs: u32,
    known: BTreeMap<u32, Vec<f64>>,
    control: &Control<'_>,
    keep: &mut (dyn FnMut(u32, &[f64]) -> io::Result<()> + Send),
    simulate: &(dyn Fn(u32) -> Attempt<Vec<f64>> + Sync),
) -> Result<Evaluated, RunError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(control.threads.max(1))
        .build()
        .map_err(RunError::Threads)?;
    known.keys().for_each(|_| (control.job_done)());
    let due: Vec<u32> = (0..jobs).filter(|job| !known.contains_key(job)).collect();
    let (broken, is_broken) = (Mutex::new(None), AtomicBool::new(false));
    let done = Mutex::new((known, keep));
    let failed = Mutex::new(Vec::new());
    let next = AtomicUsize::new(0);
    // Each thread takes the next that is due, so that those kept after an interruption are the first of them.
    pool.broadcast(|_| {
        while let Some(&job) = due.get(next.fetch_add(1, Ordering::Relaxed)) {
            if control.stop.load(Ordering::Relaxed) || is_broken.load(Ordering::Relaxed) {
                return;
            }
            match contained(|| simulate(job)) {
                Attempt::Stopped => {}
                Attempt::Failed(failure) => lock(&failed).push((job, failure)),
                Attempt::Done(values) => {
                    let (known, keep) = &mut *lock(&done);
                    if let Err(error) = keep(job, &values) {
                        is_broken.store(true, Ordering::Relaxed);
                        lock(&broken).get_or_insert(error);
                    }
                    known.insert(job, values);
                }
            }
            (control.job_done)();
        }
    });
    if let Some(error) = lock(&broken).take() {
        return Err(RunError::Io(error));
    }
    let values = std::mem::take(&mut lock(&done).0);
    let mut failed = std::mem::take(&mut *lock(&failed));
    failed.sort_by_key(|&(job, _)| job);
    Ok(Evaluated {
        interrupted: values.len() + failed.len() < jobs as usize,
        values,
        failed,
    })
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().expect("a simulation that panics is contained")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(job: u32) -> Attempt<Vec<f64>> {
        Attempt::Done(vec![f64::from(job), f64::from(job) / 3.0])
    }

    #[test]
    fn what_is_known_is_not_run_again_and_threads_do_not_matter() {
        for threads in [1, 3] {
            let stop = AtomicBool::new(false);
            let control = Control {
                threads,
                stop: &stop,
                job_done: &|| {},
            };
            let mut kept = Vec::new();
            let mut keep = |job, _: &[f64]| {
                kept.push(job);
                Ok(())
            };
            let known = BTreeMap::from([(1, vec![9.0, 9.0])]);
            let found = evaluate(4, known, &control, &mut keep, &tried).expect("it runs");
            kept.sort_unstable();
            assert_eq!(kept, [0, 2, 3]);
            assert!(!found.interrupted && found.failed.is_empty());
            assert_eq!(found.values[&1], [9.0, 9.0]);
            assert_eq!(found.values[&3], [3.0, 1.0]);
        }
    }

    #[test]
    fn a_failure_is_named_and_what_cannot_be_kept_ends_the_run() {
        let stop = AtomicBool::new(false);
        let control = Control {
            threads: 2,
            stop: &stop,
            job_done: &|| {},
        };
        let failing = |job: u32| {
            assert!(job != 2, "no such worker");
            tried(job)
        };
        let found = evaluate(4, BTreeMap::new(), &control, &mut |_, _| Ok(()), &failing);
        let found = found.expect("it runs");
        assert_eq!(found.values.len(), 3);
        assert_eq!(found.failed[0].0, 2);
        assert!(!found.interrupted);
        let refuse = &mut |_, _: &[f64]| Err(io::Error::other("the disk is full"));
        let ended = evaluate(4, BTreeMap::new(), &control, refuse, &tried);
        assert!(matches!(ended, Err(RunError::Io(_))));
    }

    #[test]
    fn a_stop_leaves_what_was_done() {
        let stop = AtomicBool::new(false);
        let control = Control {
            threads: 1,
            stop: &stop,
            job_done: &|| {},
        };
        let stopping = |job: u32| {
            if job == 1 {
                stop.store(true, Ordering::Relaxed);
            }
            tried(job)
        };
        let found = evaluate(9, BTreeMap::new(), &control, &mut |_, _| Ok(()), &stopping);
        let found = found.expect("it runs");
        assert!(found.interrupted);
        assert!(found.values.contains_key(&1) && found.values.len() < 9);
    }
}
