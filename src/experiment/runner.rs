//! Runs (arm, replication) jobs on many threads; everything after a job is done in index order by one.

use crate::experiment::plan::{Arm, Plan};
use crate::experiment::replication::simulate;
use crate::experiment::summary::{Block, Fold, Replication};
use crate::observe::ReplicationSummary;
use rayon::prelude::*;
use std::any::Any;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// Jobs per thread in a block: enough that a thread seldom waits for the block's last job, few enough to hold.
const JOBS_PER_THREAD: usize = 16;

/// How a run is carried out; nothing here reaches a result.
pub struct Control<'a> {
    /// Threads to use, at least one.
    pub threads: usize,
    /// When set, no further job is started.
    pub stop: &'a AtomicBool,
    /// Called after every job, from any thread.
    pub job_done: &'a (dyn Fn() + Sync),
}

/// What a run left.
#[derive(Debug)]
pub struct Outcome {
    /// The tallies over the replications that are complete in every arm.
    pub fold: Fold,
    /// Whether it was stopped before all replications were complete.
    pub interrupted: bool,
}

/// A replication that panicked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Panicked {
    /// The arm's name.
    pub arm: String,
    /// The replication.
    pub replication: u32,
    /// The seed.
    pub seed: u64,
    /// What it said.
    pub message: String,
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            arm,
            replication,
            seed,
            message,
        } = self;
        write!(
            f,
            "arm {arm}, replication {replication}, seed {seed}: {message}"
        )
    }
}

/// Why a run failed.
#[derive(Debug)]
pub enum RunError {
    /// The first replication, in index order, that panicked.
    Panicked(Panicked),
    /// A finished block could not be handed on.
    Sink(io::Error),
    /// No threads could be had.
    Threads(rayon::ThreadPoolBuildError),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(panicked) => write!(f, "the simulation failed in {panicked}"),
            Self::Sink(error) => write!(f, "cannot write results: {error}"),
            Self::Threads(error) => write!(f, "cannot start threads: {error}"),
        }
    }
}

/// Runs a plan. Each finished block goes to `sink`, then into the fold, and is dropped.
pub fn run(
    plan: &Plan,
    control: &Control<'_>,
    sink: &mut dyn FnMut(&Block) -> io::Result<()>,
) -> Result<Outcome, RunError> {
    run_with(plan, control, sink, &|arm: &Arm, replication| {
        simulate(&arm.config, plan.seed, replication)
    })
}

/// The same with another simulation in the engine's place.
pub fn run_with<S>(
    plan: &Plan,
    control: &Control<'_>,
    sink: &mut dyn FnMut(&Block) -> io::Result<()>,
    simulate: &S,
) -> Result<Outcome, RunError>
where
    S: Fn(&Arm, u32) -> ReplicationSummary + Sync,
{
    let threads = control.threads.max(1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(RunError::Threads)?;
    let arms = plan.arms.len().max(1);
    let per_block = u32::try_from((JOBS_PER_THREAD * threads).div_ceil(arms)).unwrap_or(u32::MAX);
    let mut fold = Fold::new(plan);
    let mut first = 0;
    while first < plan.replications && !control.stop.load(Ordering::Relaxed) {
        let last = first.saturating_add(per_block).min(plan.replications);
        let block = pool
            .install(|| run_block(plan, control, first..last, simulate))
            .map_err(RunError::Panicked)?;
        sink(&block).map_err(RunError::Sink)?;
        for replication in &block.replications {
            fold.push(plan, replication);
        }
        first = last;
    }
    let interrupted = fold.replications < plan.replications;
    Ok(Outcome { fold, interrupted })
}

type Job = Option<Result<ReplicationSummary, Panicked>>;

fn run_block<S>(
    plan: &Plan,
    control: &Control<'_>,
    replications: std::ops::Range<u32>,
    simulate: &S,
) -> Result<Block, Panicked>
where
    S: Fn(&Arm, u32) -> ReplicationSummary + Sync,
{
    let arms = plan.arms.len();
    // Replication by replication, so that an interruption leaves as many complete ones as it can.
    let jobs: Vec<(u32, usize)> = replications
        .clone()
        .flat_map(|r| (0..arms).map(move |arm| (r, arm)))
        .collect();
    let results: Vec<Job> =
        jobs.into_par_iter()
            .with_max_len(1)
            .map(|(replication, arm)| {
                if control.stop.load(Ordering::Relaxed) {
                    return None;
                }
                let arm = &plan.arms[arm];
                let result = catch_unwind(AssertUnwindSafe(|| simulate(arm, replication))).map_err(
                    |payload| Panicked {
                        arm: arm.name.clone(),
                        replication,
                        seed: plan.seed,
                        message: message(payload.as_ref()),
                    },
                );
                (control.job_done)();
                Some(result)
            })
            .collect();
    let mut results = results.into_iter();
    let mut complete = Vec::new();
    for index in replications {
        let arms: Vec<Job> = results.by_ref().take(arms).collect();
        if let Some(arms) = arms.into_iter().collect::<Option<Result<Vec<_>, _>>>() {
            complete.push(Replication { index, arms: arms? });
        }
    }
    Ok(Block {
        replications: complete,
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    (payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned()))
    .or_else(|| payload.downcast_ref::<String>().cloned())
    .unwrap_or_else(|| "it panicked without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::against_the_first;
    use crate::observe::measures;
    use std::sync::atomic::AtomicUsize;

    fn plan(arms: usize, replications: u32) -> Plan {
        let config = crate::scenario::load("la1", &[])
            .expect("an embedded scenario")
            .config;
        let arms: Vec<Arm> = (0..arms)
            .map(|i| Arm::new(&format!("arm{i}"), "", config.clone()))
            .collect();
        Plan {
            name: "test".into(),
            pairs: against_the_first(&arms),
            arms,
            replications,
            seed: 9,
        }
    }

    fn summary(value: f64) -> ReplicationSummary {
        ReplicationSummary {
            values: vec![value; measures().len()],
            survey: vec![],
            monthly: vec![],
            weekly: vec![],

            worker_years: 0.0,
            events: 0,
        }
    }

    /// Values whose sum depends on its order in the last bits.
    fn awkward(_: &Arm, replication: u32) -> ReplicationSummary {
        summary(libm::pow(1.1, f64::from(replication % 97)) / 3.0)
    }

    #[test]
    fn any_number_of_threads_gives_the_same_rows_and_the_same_bits() {
        let plan = plan(3, 101);
        let mut seen = Vec::new();
        for threads in [1, 2, 5] {
            let (stop, mut rows) = (AtomicBool::new(false), Vec::new());
            let control = Control {
                threads,
                stop: &stop,
                job_done: &|| {},
            };
            let mut sink = |block: &Block| {
                rows.extend(
                    block
                        .replications
                        .iter()
                        .map(|r| (r.index, r.arms[2].values[0].to_bits())),
                );
                Ok(())
            };
            let outcome = run_with(&plan, &control, &mut sink, &awkward).expect("it runs");
            assert!(!outcome.interrupted);
            assert_eq!(outcome.fold.replications, 101);
            seen.push((rows, outcome.fold.arms[1].values[0].mean().to_bits()));
        }
        assert_eq!(seen[0].0.len(), 101);
        assert!(
            seen[0]
                .0
                .iter()
                .enumerate()
                .all(|(i, row)| row.0 as usize == i)
        );
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
    }

    #[test]
    fn an_interruption_keeps_only_replications_complete_in_every_arm() {
        let plan = plan(3, 50);
        let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
        let job_done = || {
            if done.fetch_add(1, Ordering::Relaxed) + 1 == 7 {
                stop.store(true, Ordering::Relaxed);
            }
        };
        let control = Control {
            threads: 1,
            stop: &stop,
            job_done: &job_done,
        };
        let mut rows = Vec::new();
        let mut sink = |block: &Block| {
            rows.extend(block.replications.iter().map(|r| (r.index, r.arms.len())));
            Ok(())
        };
        let outcome = run_with(&plan, &control, &mut sink, &awkward).expect("it runs");
        assert_eq!(done.load(Ordering::Relaxed), 7);
        assert!(outcome.interrupted);
        assert_eq!(rows, [(0, 3), (1, 3)]);
        assert_eq!(outcome.fold.replications, 2);
        assert_eq!(outcome.fold.pairs[0][0].difference.n(), 2);
    }

    #[test]
    fn a_stop_before_the_start_runs_nothing() {
        let stop = AtomicBool::new(true);
        let control = Control {
            threads: 2,
            stop: &stop,
            job_done: &|| {},
        };
        let never = |_: &Arm, _| -> ReplicationSummary { panic!("it was stopped") };
        let outcome =
            run_with(&plan(2, 5), &control, &mut |_| Ok(()), &never).expect("nothing fails");
        assert!(outcome.interrupted);
        assert_eq!(outcome.fold.replications, 0);
    }

    #[test]
    fn a_panic_is_reported_with_its_arm_replication_and_seed() {
        for threads in [1, 5] {
            let stop = AtomicBool::new(false);
            let control = Control {
                threads,
                stop: &stop,
                job_done: &|| {},
            };
            let failing = |arm: &Arm, replication: u32| {
                assert!(!(arm.name == "arm1" && replication >= 4), "no such worker");
                summary(1.0)
            };
            let error =
                run_with(&plan(2, 40), &control, &mut |_| Ok(()), &failing).expect_err("it fails");
            let RunError::Panicked(panicked) = error else {
                panic!("another error")
            };
            assert_eq!(
                (panicked.arm.as_str(), panicked.replication, panicked.seed),
                ("arm1", 4, 9)
            );
            assert!(
                panicked.to_string().contains("no such worker"),
                "{panicked}"
            );
        }
    }

    #[test]
    fn a_sink_that_fails_ends_the_run() {
        let stop = AtomicBool::new(false);
        let control = Control {
            threads: 1,
            stop: &stop,
            job_done: &|| {},
        };
        let mut sink = |_: &Block| Err(io::Error::other("disk full"));
        let error = run_with(&plan(1, 3), &control, &mut sink, &awkward).expect_err("it fails");
        assert!(error.to_string().contains("disk full"));
    }

    #[test]
    fn the_engine_is_what_runs() {
        let (stop, plan) = (AtomicBool::new(false), plan(2, 2));
        let control = Control {
            threads: 2,
            stop: &stop,
            job_done: &|| {},
        };
        let mut first = Vec::new();
        let mut sink = |block: &Block| {
            first = block.replications[0].arms[0].values.clone();
            Ok(())
        };
        run(&plan, &control, &mut sink).expect("it runs");
        let alone = simulate(&plan.arms[0].config, plan.seed, 0).values;
        assert_eq!(first.len(), alone.len());
        assert!(
            first
                .iter()
                .zip(&alone)
                .all(|(a, b)| a.to_bits() == b.to_bits())
        );
    }
}
