//! One replication: a pure function of configuration, seed and number.

use crate::engine::{Notice, Sim, horizon};
use crate::kernel::streams::Streams;
use crate::kernel::time::{Day, SimTime};
use crate::observe::{Observers, ReplicationSummary};
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::fact::Fact;
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// Days between two looks at whether to stop: some milliseconds of work.
const STRIDE_DAYS: i32 = 14;

/// A replication under way, with those who watch it.
pub struct Running<'c> {
    config: &'c Config,
    sim: Sim,
    observers: Observers,
    end: Day,
}

impl<'c> Running<'c> {
    /// At the start of a run of a checked configuration.
    pub fn new(config: &'c Config, seed: u64, replication: u32) -> Self {
        let streams = Streams::new(seed, replication);
        let sim = Sim::new(config, streams);
        let (start, measured, end) = horizon(config);
        let at = |day| SimTime::at(day, 0);
        let observers = Observers::new(streams, at(start), at(measured), at(end), &sim.world);
        Self {
            config,
            sim,
            observers,
            end,
        }
    }

    /// Goes on for a fortnight, or to the end; `also` is told what happens. Returns whether there is more to come.
    pub fn advance(&mut self, also: &mut impl FnMut(&Fact, SimTime, &World)) -> bool {
        let day = self.sim.now().day();
        let until = Day(day.0 + STRIDE_DAYS).min(self.end);
        let (observers, config) = (&mut self.observers, self.config);
        self.sim
            .run_until(until, &mut |notice, now, world| match notice {
                Notice::Fact(fact) => {
                    observers.fact(fact, now, world);
                    also(fact, now, world);
                }
                Notice::Week => observers.week(now, world, config),
                Notice::Month => observers.month(now, config),
            });
        until < self.end
    }

    /// Days simulated so far, and in all.
    pub fn days(&self) -> (i32, i32) {
        let start = self.sim.world.start;
        (self.sim.now().day().since(start), self.end.since(start))
    }

    /// The authority as it is now.
    pub fn world(&self) -> &World {
        &self.sim.world
    }

    /// What the replication leaves behind, once it is over.
    pub fn finish(&mut self) -> ReplicationSummary {
        let end = SimTime::at(self.end, 0);
        let events = self.sim.events();
        self.observers
            .finish(end, &self.sim.world, self.config, events)
    }

    /// Where it stands, in words: the date, the time and the event in hand.
    fn scene(&self) -> String {
        let now = self.sim.world.calendar.date_and_time(self.sim.now());
        format!("{now}, {:?}", self.sim.last_event())
    }
}

/// Runs one replication of a checked configuration and returns what it leaves behind. The same arguments give the same bits.
pub fn simulate(config: &Config, seed: u64, replication: u32) -> ReplicationSummary {
    let mut running = Running::new(config, seed, replication);
    while running.advance(&mut |_, _, _| {}) {}
    running.finish()
}

/// The same, given up within moments once `stop` is set.
fn to_the_end(
    running: &mut Running<'_>,
    stop: &AtomicBool,
    also: &mut impl FnMut(&Fact, SimTime, &World),
) -> Option<ReplicationSummary> {
    loop {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        if !running.advance(also) {
            return Some(running.finish());
        }
    }
}

/// How an attempt at a simulation ended, by what it leaves behind.
#[derive(Clone, Debug)]
pub enum Attempt<T = ReplicationSummary> {
    /// It ran to its end.
    Done(T),
    /// It was asked to stop.
    Stopped,
    /// A bug of the program, or a configuration that was not checked.
    Failed(Failure),
}

impl<T> Attempt<T> {
    /// The same with something else made of what it leaves behind.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Attempt<U> {
        match self {
            Self::Done(left) => Attempt::Done(make(left)),
            Self::Stopped => Attempt::Stopped,
            Self::Failed(failure) => Attempt::Failed(failure),
        }
    }
}

/// What is known of a replication that panicked.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct Failure {
    /// What it said.
    pub message: String,
    /// Simulated date and time, and the event in hand; none if it failed while the authority was being built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scene: Option<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.scene {
            Some(scene) => write!(f, "at {scene}: {}", self.message),
            None => write!(f, "before its first event: {}", self.message),
        }
    }
}

/// Runs one replication; a panic stays within it.
pub fn attempt(stop: &AtomicBool, config: &Config, seed: u64, replication: u32) -> Attempt {
    attempt_watched(stop, config, seed, replication, &mut |_, _, _| {}).0
}

/// The same, with `also` told everything that happens, and the authority as it was at the end.
pub fn attempt_watched(
    stop: &AtomicBool,
    config: &Config,
    seed: u64,
    replication: u32,
    also: &mut impl FnMut(&Fact, SimTime, &World),
) -> (Attempt, Option<World>) {
    // Outside what may unwind, so that it can still be asked where it stood. It is not run on after a panic.
    let mut running = None;
    let result = catch_unwind(AssertUnwindSafe(|| {
        let running = running.insert(Running::new(config, seed, replication));
        to_the_end(running, stop, also)
    }));
    let attempt = match result {
        Ok(Some(summary)) => Attempt::Done(summary),
        Ok(None) => Attempt::Stopped,
        Err(payload) => Attempt::Failed(Failure {
            message: message(payload.as_ref()),
            scene: running.as_ref().map(Running::scene),
        }),
    };
    (attempt, running.map(|running| running.sim.world))
}

/// What a job comes to, a panic outside the replication itself included.
pub(crate) fn contained<T>(job: impl FnOnce() -> Attempt<T>) -> Attempt<T> {
    catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|payload| {
        Attempt::Failed(Failure {
            message: message(payload.as_ref()),
            scene: None,
        })
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

    fn quick(name: &str) -> Config {
        let sets = ["run.warm_up_months=2", "run.years=1"].map(str::to_owned);
        crate::scenario::load(name, &sets).expect("embedded").config
    }

    #[test]
    fn a_panic_is_kept_within_the_replication_and_says_where_it_stood() {
        let mut config = quick("la1");
        // No working day is that far away; the first plan of the run looks for it.
        for clocks in config.clocks.values_mut() {
            clocks.first_core_group_days = u32::MAX;
        }
        let never = AtomicBool::new(false);
        let Attempt::Failed(failure) = attempt(&never, &config, 1, 0) else {
            panic!("it should have failed")
        };
        assert!(failure.message.contains("working days fit"), "{failure}");
        let scene = failure.scene.expect("it had begun");
        assert!(
            scene.starts_with("2009-") || scene.starts_with("2010-"),
            "{scene}"
        );
        assert!(scene.contains(", Free(WorkerId("), "{scene}");

        config.statute = "none".to_owned();
        let Attempt::Failed(failure) = attempt(&never, &config, 1, 0) else {
            panic!("it should have failed")
        };
        assert!(failure.to_string().starts_with("before its first event: "));
    }

    #[test]
    fn a_replication_that_is_asked_to_stop_is_given_up() {
        let (config, stop) = (quick("la1"), AtomicBool::new(true));
        assert!(matches!(attempt(&stop, &config, 1, 0), Attempt::Stopped));
    }

    #[test]
    fn going_on_in_strides_changes_nothing() {
        let config = quick("la1");
        let (whole, mut strides, mut facts) = (simulate(&config, 1, 3), 1, 0_u64);
        let mut running = Running::new(&config, 1, 3);
        while running.advance(&mut |_, _, _| facts += 1) {
            strides += 1;
        }
        let seen = running.finish();
        assert!(strides > 20 && facts > 1000, "{strides} {facts}");
        assert_eq!(whole.events, seen.events);
        let bits =
            |s: &ReplicationSummary| s.values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&whole), bits(&seen));
    }
}
