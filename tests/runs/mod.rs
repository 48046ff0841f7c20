//! Short runs of a small authority, and what paired replications say about a change.

#![allow(dead_code, reason = "each test file uses its own part")]

use casework::engine::{Notice, Sim};
use casework::experiment::replication::simulate;
use casework::experiment::student::student_quantile;
use casework::kernel::streams::Streams;
use casework::kernel::tally::Moments;
use casework::kernel::time::{Day, SimTime};
use casework::observe::{ReplicationSummary, measures};
use casework::scenario::{self, Config};
use casework::world::World;
use casework::world::fact::Fact;
use casework::world::vocabulary::Service;

/// The authorities of the study.
pub(crate) const AUTHORITIES: [&str; 3] = ["la1", "la2", "la3"];
/// The seed of every run.
pub(crate) const SEED: u64 = 20_110_601;

/// A built-in authority with a short start-up and a year of measurement.
pub(crate) fn short(name: &str) -> Config {
    let sets = ["run.warm_up_months=3", "run.years=1"].map(str::to_owned);
    match scenario::load(name, &sets) {
        Ok(loaded) => loaded.config,
        Err(problems) => panic!("{problems}"),
    }
}

/// The same at about a third of its size: teams, demand and stock alike.
pub(crate) fn small(name: &str) -> Config {
    let mut config = short(name);
    let before = long_term_posts(&config);
    for team in &mut config.team {
        team.count = team.count.div_ceil(3);
        team.surveyed = team.surveyed.min(team.count);
    }
    let share = long_term_posts(&config) / before;
    config.demand.referrals_per_year *= share;
    config.start.care_families = (f64::from(config.start.care_families) * share) as u32;
    config.start.care_leavers = (f64::from(config.start.care_leavers) * share) as u32;
    config
}

/// Whole-time posts of long-term teams.
pub(crate) fn long_term_posts(config: &Config) -> f64 {
    (config.team.iter())
        .filter(|t| t.service == Service::LongTerm)
        .map(|t| f64::from(t.count) * t.posts.total())
        .sum()
}

/// A configuration changed in one way; it must still be without mistakes.
pub(crate) fn with(config: &Config, change: impl FnOnce(&mut Config)) -> Config {
    let mut changed = config.clone();
    change(&mut changed);
    assert!(changed != *config, "the change changes nothing");
    let mut problems = Vec::new();
    changed.check(&mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    changed
}

/// One measure of one replication.
pub(crate) fn value(summary: &ReplicationSummary, name: &str) -> f64 {
    let index = measures().iter().position(|m| m.name == name);
    summary.values[index.unwrap_or_else(|| panic!("no measure is called {name}"))]
}

/// The same bits, undefined values too.
pub(crate) fn same_bits(a: &ReplicationSummary, b: &ReplicationSummary) -> bool {
    bits(a) == bits(b)
}

fn bits(summary: &ReplicationSummary) -> Vec<u64> {
    let monthly = summary.monthly.iter().flatten();
    (summary.values.iter().chain(&summary.survey).chain(monthly))
        .chain(&summary.weekly)
        .chain([&summary.worker_years])
        .map(|x| x.to_bits())
        .chain([summary.events])
        .collect()
}

/// Replications of one configuration.
pub(crate) fn replications(config: &Config, number: u32) -> Vec<ReplicationSummary> {
    (0..number).map(|r| simulate(config, SEED, r)).collect()
}

/// Student's t of the paired differences `after` - `before` of a measure, and their mean; every replication defines it.
pub(crate) fn paired_t(
    before: &[ReplicationSummary],
    after: &[ReplicationSummary],
    name: &str,
) -> (f64, f64) {
    assert!(before.len() == after.len() && before.len() >= 6);
    let mut differences = Moments::default();
    for (b, a) in before.iter().zip(after) {
        let difference = value(a, name) - value(b, name);
        assert!(difference.is_finite(), "{name} is not defined");
        differences.push(difference);
    }
    let error = differences.sd() / (differences.n() as f64).sqrt();
    (differences.mean() / error, differences.mean())
}

/// The value that t exceeds with this probability where there is no difference.
pub(crate) fn critical(error_rate: f64, pairs: usize) -> f64 {
    student_quantile(1.0 - error_rate, (pairs - 1) as f64)
}

/// Runs one replication for so many days and shows every fact; returns the run.
pub(crate) fn watched(
    config: &Config,
    replication: u32,
    days: i32,
    mut see: impl FnMut(&Fact, SimTime, &World),
) -> Sim {
    let mut sim = Sim::new(config, Streams::new(SEED, replication));
    let end = Day(sim.world.start.0 + days);
    sim.run_until(end, &mut |notice, now, world| {
        if let Notice::Fact(fact) = notice {
            see(fact, now, world);
        }
    });
    sim
}
