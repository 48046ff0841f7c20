//! One replication: a pure function of configuration, seed and number.

use crate::engine::{Notice, Sim, horizon};
use crate::kernel::streams::Streams;
use crate::kernel::time::SimTime;
use crate::observe::{Observers, ReplicationSummary};
use crate::scenario::config::Config;

/// Runs one replication of a checked configuration and returns what it leaves behind. The same arguments give the same bits.
pub fn simulate(config: &Config, seed: u64, replication: u32) -> ReplicationSummary {
    let streams = Streams::new(seed, replication);
    let mut sim = Sim::new(config, streams);
    let (start, measured, end) = horizon(config);
    let at = |day| SimTime::at(day, 0);
    let mut observers = Observers::new(streams, at(start), at(measured), at(end), &sim.world);
    sim.run_until(end, &mut |notice, now, world| match notice {
        Notice::Fact(fact) => observers.fact(fact, now, world),
        Notice::Week => observers.week(now, world, config),
        Notice::Month => observers.month(now, config),
    });
    let events = sim.events();
    observers.finish(at(end), &sim.world, config, events)
}
