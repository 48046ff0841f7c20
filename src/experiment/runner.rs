//! Runs (arm, replication) jobs on many threads; everything after a job is done by one, the fold in index order.

use crate::experiment::plan::{Plan, Shard};
use crate::experiment::replication::{Attempt, Failure, attempt, contained};
use crate::experiment::summary::{Fold, Replication};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc;

/// Jobs under way or waiting, for each thread: enough that none is idle while an earlier replication is not complete, few
/// enough to hold.
const JOBS_PER_THREAD: usize = 4;

/// How a run is carried out; nothing here reaches a result.
pub struct Control<'a> {
    /// Threads to use, at least one.
    pub threads: usize,
    /// When set, no further job is started and those under way are given up.
    pub stop: &'a AtomicBool,
    /// Called after every job, from any thread.
    pub job_done: &'a (dyn Fn() + Sync),
}

/// What became of a replication that was tried in every arm.
#[derive(Clone, Debug)]
pub enum Tried {
    /// It is complete in every arm.
    Complete(Replication),
    /// It failed in these arms; what it left in the others is of no use.
    Failed(Vec<Failed>),
}

/// Where replications that were tried are kept, so that a run can go on from where an earlier one ended.
pub struct Kept<'a> {
    /// Reads back what became of a replication, if an earlier run tried it.
    pub recall: &'a dyn Fn(u32) -> io::Result<Option<Tried>>,
    /// Keeps what became of one that has just been tried.
    pub keep: &'a dyn Fn(u32, &Tried) -> io::Result<()>,
}

impl Kept<'_> {
    /// Nothing is kept and nothing recalled.
    pub const NOTHING: Kept<'static> = Kept {
        recall: &|_| Ok(None),
        keep: &|_, _| Ok(()),
    };
}

/// What a run left.
#[derive(Debug)]
pub struct Outcome {
    /// The tallies over the replications that are complete in every arm.
    pub fold: Fold,
    /// How many replications an earlier run had tried.
    pub recalled: u32,
    /// The replications that failed, by index and arm; they are in no tally.
    pub failed: Vec<Failed>,
    /// Whether it was stopped before all replications were tried that are needed.
    pub interrupted: bool,
}

/// A replication of an arm that panicked.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Failed {
    /// The arm's name.
    pub arm: String,
    /// The replication.
    pub replication: u32,
    /// The seed.
    pub seed: u64,
    /// Where it stood and what it said.
    pub failure: Failure,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            arm,
            replication,
            seed,
            failure,
        } = self;
        write!(
            f,
            "arm {arm}, replication {replication}, seed {seed}, {failure}"
        )
    }
}

/// Why a run could not go on.
#[derive(Debug)]
pub enum RunError {
    /// A finished replication could not be kept, recalled or handed on.
    Io(io::Error),
    /// No threads could be had.
    Threads(rayon::ThreadPoolBuildError),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::Threads(error) => write!(f, "cannot start threads: {error}"),
        }
    }
}

/// Runs a part of a plan. A replication that is kept is recalled, any other simulated, arm by arm on all threads, and kept
/// as soon as every arm is done. In index order each that is complete goes to `sink`, then into the fold, and is dropped.
///
/// # Errors
/// If a replication cannot be kept, recalled or handed on, or no threads can be had. What was kept stays kept.
pub fn run(
    plan: &Plan,
    shard: Shard,
    control: &Control<'_>,
    kept: &Kept<'_>,
    sink: &mut dyn FnMut(&Replication) -> io::Result<()>,
) -> Result<Outcome, RunError> {
    run_with(plan, shard, control, kept, sink, &|arm, replication| {
        let config = plan.config(arm, replication);
        attempt(control.stop, &config, plan.seed, replication)
    })
}

/// The same with another simulation in the engine's place.
pub fn run_with<S>(
    plan: &Plan,
    shard: Shard,
    control: &Control<'_>,
    kept: &Kept<'_>,
    sink: &mut dyn FnMut(&Replication) -> io::Result<()>,
    simulate: &S,
) -> Result<Outcome, RunError>
where
    S: Fn(usize, u32) -> Attempt + Sync,
{
    let threads = control.threads.max(1);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(RunError::Threads)?;
    let width = (JOBS_PER_THREAD * threads).div_ceil(plan.arms.len().max(1)) + 1;
    let given_up = AtomicBool::new(false);
    // From this replication on none is needed, those under plausible sets apart.
    let enough = AtomicU32::new(plan.replications);
    let is_needed =
        |index: u32| index < enough.load(Ordering::Relaxed) || index >= plan.replications;
    let is_over = || control.stop.load(Ordering::Relaxed) || given_up.load(Ordering::Relaxed);
    let mut outcome = Outcome {
        fold: Fold::new(plan),
        recalled: 0,
        failed: Vec::new(),
        interrupted: false,
    };
    let mut indices = (0..plan.tries())
        .filter(|&index| shard.holds(index))
        .peekable();
    let done = pool.in_place_scope(|scope| {
        let done = (|| -> io::Result<()> {
            let (report, reports) = mpsc::channel();
            // In index order, the first still to be folded in front.
            let mut desk: VecDeque<Slot> = VecDeque::new();
            loop {
                while desk.len() < width && !control.stop.load(Ordering::Relaxed) {
                    let Some(index) = indices.find(|&index| is_needed(index)) else {
                        break;
                    };
                    if let Some(tried) = (kept.recall)(index)? {
                        outcome.recalled += 1;
                        plan.arms.iter().for_each(|_| (control.job_done)());
                        desk.push_back(Slot::Tried(index, Some(tried)));
                        continue;
                    }
                    desk.push_back(Slot::Open(index, vec![None; plan.arms.len()]));
                    for at in 0..plan.arms.len() {
                        let report = report.clone();
                        scope.spawn(move |_| {
                            // Whatever happens in it, a job reports: somebody waits for it.
                            let attempt = contained(|| {
                                if is_over() || !is_needed(index) {
                                    return Attempt::Stopped;
                                }
                                let attempt = simulate(at, index);
                                (control.job_done)();
                                attempt
                            });
                            // Nobody listens any more once the run has been given up.
                            let _ = report.send((index, at, attempt));
                        });
                    }
                }
                while let Some(Slot::Tried(..)) = desk.front()
                    && let Some(Slot::Tried(index, tried)) = desk.pop_front()
                {
                    if !is_needed(index) {
                        continue;
                    }
                    match tried {
                        Some(Tried::Complete(replication)) => {
                            sink(&replication)?;
                            outcome.fold.push(plan, &replication);
                            // A part of an experiment does not know what the others found.
                            if shard == Shard::WHOLE && outcome.fold.asked.is_enough(plan) {
                                enough.fetch_min(index + 1, Ordering::Relaxed);
                            }
                        }
                        Some(Tried::Failed(failed)) => outcome.failed.extend(failed),
                        None => outcome.interrupted = true,
                    }
                }
                if desk.is_empty() {
                    while indices.next_if(|&index| !is_needed(index)).is_some() {}
                    let is_last = indices.peek().is_none();
                    if is_last || control.stop.load(Ordering::Relaxed) {
                        outcome.interrupted |= !is_last;
                        return Ok(());
                    }
                    continue;
                }
                let (index, at, attempt) = reports.recv().expect("a job of the desk is under way");
                let slot = desk.iter_mut().find(|slot| slot.index() == index);
                let slot = slot.expect("it is on the desk until it is complete");
                if let Some(tried) = slot.put(plan, at, attempt) {
                    (kept.keep)(index, tried)?;
                }
            }
        })();
        // Those under way are waited for when the scope ends.
        given_up.store(done.is_err(), Ordering::Relaxed);
        done
    });
    done.map_err(RunError::Io)?;
    Ok(outcome)
}

/// A replication between its start and its place in the fold.
enum Slot {
    /// Some arms are still to come.
    Open(u32, Vec<Option<Attempt>>),
    /// What became of it; nothing if it was stopped.
    Tried(u32, Option<Tried>),
}

impl Slot {
    fn index(&self) -> u32 {
        match *self {
            Self::Open(index, _) | Self::Tried(index, _) => index,
        }
    }

    /// Takes the attempt in one arm; if it was the last, says what became of the replication unless it was stopped.
    fn put(&mut self, plan: &Plan, arm: usize, attempt: Attempt) -> Option<&Tried> {
        let Self::Open(index, arms) = self else {
            panic!("every arm of replication {} has reported", self.index())
        };
        arms[arm] = Some(attempt);
        if arms.iter().any(Option::is_none) {
            return None;
        }
        let attempts = arms.drain(..).flatten().collect();
        *self = Self::Tried(*index, tried(plan, *index, attempts));
        match self {
            Self::Tried(_, tried) => tried.as_ref(),
            Self::Open(..) => None,
        }
    }
}

/// What became of a replication, unless it was stopped in any arm.
fn tried(plan: &Plan, index: u32, attempts: Vec<Attempt>) -> Option<Tried> {
    let (mut arms, mut failed) = (Vec::new(), Vec::new());
    for (arm, attempt) in plan.arms.iter().zip(attempts) {
        match attempt {
            Attempt::Done(summary) => arms.push(summary),
            Attempt::Stopped => return None,
            Attempt::Failed(failure) => failed.push(Failed {
                arm: arm.name.clone(),
                replication: index,
                seed: plan.seed,
                failure,
            }),
        }
    }
    Some(if failed.is_empty() {
        Tried::Complete(Replication { index, arms })
    } else {
        Tried::Failed(failed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::{Arm, Doubt, against_the_first};
    use crate::experiment::replication::simulate;
    use crate::observe::{ReplicationSummary, measures};
    use std::cell::RefCell;
    use std::collections::BTreeMap;
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
            changed: vec![],
            doubt: Doubt::default(),
            validation: false,
            asked: crate::experiment::asked::Asked::default(),
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
    fn awkward(_: usize, replication: u32) -> Attempt {
        Attempt::Done(summary(libm::pow(1.1, f64::from(replication % 97)) / 3.0))
    }

    const WHOLE: Shard = Shard::WHOLE;
    const NOTHING: &Kept<'static> = &Kept::NOTHING;

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
            let mut sink = |r: &Replication| {
                rows.push((r.index, r.arms[2].values[0].to_bits()));
                Ok(())
            };
            let outcome =
                run_with(&plan, WHOLE, &control, NOTHING, &mut sink, &awkward).expect("it runs");
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
        let mut sink = |r: &Replication| {
            rows.push((r.index, r.arms.len()));
            Ok(())
        };
        let outcome =
            run_with(&plan, WHOLE, &control, NOTHING, &mut sink, &awkward).expect("it runs");
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
        let never = |_: usize, _| -> Attempt { panic!("it was stopped") };
        let outcome = run_with(
            &plan(2, 5),
            WHOLE,
            &control,
            NOTHING,
            &mut |_| Ok(()),
            &never,
        )
        .expect("nothing fails");
        assert!(outcome.interrupted);
        assert_eq!(outcome.fold.replications, 0);
    }

    #[test]
    fn a_replication_that_fails_is_named_and_the_others_survive() {
        for threads in [1, 5] {
            let stop = AtomicBool::new(false);
            let control = Control {
                threads,
                stop: &stop,
                job_done: &|| {},
            };
            let failing = |arm: usize, replication: u32| {
                if arm == 1 && replication % 10 == 4 {
                    return Attempt::Failed(Failure {
                        message: "no such worker".into(),
                        scene: Some("2012-03-05 10:30, Midnight".into()),
                    });
                }
                awkward(arm, replication)
            };
            let kept = RefCell::new(Vec::new());
            let keep = |index: u32, tried: &Tried| {
                let failed = matches!(tried, Tried::Failed(_));
                kept.borrow_mut().push((index, failed));
                Ok(())
            };
            let shelf = Kept {
                keep: &keep,
                ..Kept::NOTHING
            };
            let outcome = run_with(
                &plan(2, 40),
                WHOLE,
                &control,
                &shelf,
                &mut |_| Ok(()),
                &failing,
            )
            .expect("it runs");
            assert!(!outcome.interrupted);
            let failed: Vec<(&str, u32)> = (outcome.failed.iter())
                .map(|f| (f.arm.as_str(), f.replication))
                .collect();
            let expected = [4, 14, 24, 34];
            assert_eq!(failed, expected.map(|replication| ("arm1", replication)));
            assert_eq!(
                outcome.failed[0].to_string(),
                "arm arm1, replication 4, seed 9, at 2012-03-05 10:30, Midnight: no such worker"
            );
            assert_eq!(outcome.fold.replications, 36);
            // What failed once would fail again: that too is kept.
            let all = (0..40).map(|r| (r, r % 10 == 4));
            let mut kept = kept.into_inner();
            // Two threads may keep neighbours in either order.
            kept.sort_unstable();
            assert_eq!(kept, all.collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_was_kept_is_recalled_and_ends_in_the_same_bits() {
        let (plan, stop) = (plan(2, 30), AtomicBool::new(false));
        let control = Control {
            threads: 2,
            stop: &stop,
            job_done: &|| {},
        };
        let shelf: RefCell<BTreeMap<u32, Tried>> = RefCell::default();
        let recall = |index: u32| Ok(shelf.borrow().get(&index).cloned());
        let keep = |index: u32, tried: &Tried| {
            let before = shelf.borrow_mut().insert(index, tried.clone());
            assert!(before.is_none(), "{index} was simulated twice");
            Ok(())
        };
        let kept = Kept {
            recall: &recall,
            keep: &keep,
        };
        let sum = |shard| {
            let mut order = Vec::new();
            let mut sink = |r: &Replication| {
                order.push(r.index);
                Ok(())
            };
            let outcome =
                run_with(&plan, shard, &control, &kept, &mut sink, &awkward).expect("it runs");
            let mean = outcome.fold.arms[1].values[0].mean().to_bits();
            (outcome.recalled, order, mean)
        };
        let (recalled, order, _) = sum(Shard { index: 2, of: 3 });
        assert_eq!((recalled, order.len()), (0, 10));
        let (recalled, order, mean) = sum(WHOLE);
        assert_eq!((recalled, order), (10, (0..30).collect()));
        let (recalled, _, again) = sum(WHOLE);
        assert_eq!(recalled, 30);
        shelf.borrow_mut().clear();
        let (recalled, _, undisturbed) = sum(WHOLE);
        assert_eq!(recalled, 0);
        assert_eq!((mean, again), (undisturbed, undisturbed));
    }

    #[test]
    fn the_parts_of_a_plan_are_the_whole_and_share_nothing() {
        let last = Shard {
            index: u32::MAX - 1,
            of: u32::MAX,
        };
        assert_eq!((last.count(2), last.count(u32::MAX)), (0, 1));
        for (replications, of) in [(20, 1), (20, 3), (7, 7), (3, 5)] {
            let parts = (0..of).map(|index| Shard { index, of });
            let counted: u32 = parts.clone().map(|part| part.count(replications)).sum();
            assert_eq!(counted, replications);
            for replication in 0..replications {
                assert_eq!(parts.clone().filter(|p| p.holds(replication)).count(), 1);
            }
            for part in parts {
                let held = (0..replications).filter(|&r| part.holds(r)).count();
                assert_eq!(held as u32, part.count(replications));
            }
        }
    }

    #[test]
    fn a_job_that_panics_is_reported_and_does_not_hang_the_run() {
        let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
        let job_done = || assert!(done.fetch_add(1, Ordering::Relaxed) != 3, "no such line");
        let control = Control {
            threads: 2,
            stop: &stop,
            job_done: &job_done,
        };
        let mut sink = |_: &Replication| Ok(());
        let outcome =
            run_with(&plan(1, 9), WHOLE, &control, NOTHING, &mut sink, &awkward).expect("it runs");
        assert_eq!((outcome.fold.replications, outcome.failed.len()), (8, 1));
        assert!(outcome.failed[0].to_string().contains("no such line"));
    }

    #[test]
    fn a_replication_that_cannot_be_kept_ends_the_run() {
        let stop = AtomicBool::new(false);
        let control = Control {
            threads: 1,
            stop: &stop,
            job_done: &|| {},
        };
        let kept = Kept {
            keep: &|_, _| Err(io::Error::other("disk full")),
            ..Kept::NOTHING
        };
        let mut sink = |_: &Replication| panic!("nothing that is not kept is handed on");
        let error = run_with(&plan(1, 3), WHOLE, &control, &kept, &mut sink, &awkward)
            .expect_err("it fails");
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
        let mut sink = |r: &Replication| {
            if r.index == 0 {
                first.clone_from(&r.arms[0].values);
            }
            Ok(())
        };
        run(&plan, WHOLE, &control, NOTHING, &mut sink).expect("it runs");
        let alone = simulate(&plan.arms[0].config, plan.seed, 0).values;
        assert_eq!(first.len(), alone.len());
        assert!(
            first
                .iter()
                .zip(&alone)
                .all(|(a, b)| a.to_bits() == b.to_bits())
        );
    }

    #[test]
    fn an_experiment_ends_when_enough_is_known_whatever_the_threads() {
        use crate::experiment::asked::{Asked, Matter};
        let mut plan = plan(2, 60);
        plan.asked = Asked {
            question: "Which?".into(),
            least: 5,
            measures: vec![Matter {
                measure: measures()[0].name.into(),
                matters: 1.0,
            }],
            ..Asked::default()
        };
        plan.doubt = Doubt {
            replications: 2,
            sets: vec![BTreeMap::new(); 2],
            ..Doubt::default()
        };
        // Arms whose difference swings by one, so that its interval narrows slowly.
        let swinging = |arm: usize, replication: u32| {
            let own = if arm == 0 {
                f64::from(replication % 2)
            } else {
                0.0
            };
            Attempt::Done(summary(own))
        };
        let ran = |threads: usize, shard: Shard| {
            let stop = AtomicBool::new(false);
            let control = Control {
                threads,
                stop: &stop,
                job_done: &|| {},
            };
            let seen = RefCell::new(Vec::new());
            let outcome = run_with(
                &plan,
                shard,
                &control,
                &Kept::NOTHING,
                &mut |r| {
                    seen.borrow_mut().push(r.index);
                    Ok(())
                },
                &swinging,
            )
            .expect("it runs");
            assert!(!outcome.interrupted);
            (seen.into_inner(), outcome.fold)
        };
        let (one, fold) = ran(1, Shard::WHOLE);
        // A half-width of 0.5 with a standard deviation of about 0.5: 7 replications, and it has to hold for 5 more.
        let made = one.iter().filter(|&&index| index < 60).count();
        assert_eq!(made as u32, fold.replications);
        assert!((10..20).contains(&made), "{made}");
        assert!(fold.asked.is_enough(&plan));
        // The plausible sets come after it all the same.
        assert_eq!(one[made..], [60, 61, 62, 63]);
        assert_eq!(fold.under.len(), 4);
        for threads in [2, 5] {
            assert_eq!(ran(threads, Shard::WHOLE).0, one);
        }
        // A part does all that may be needed of it.
        let (part, _) = ran(2, Shard { index: 0, of: 2 });
        assert_eq!(part.len(), 32);
    }
}
