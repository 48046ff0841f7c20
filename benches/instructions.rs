//! Instructions executed, under Valgrind: the same on every run, so that a limit can be kept in the source. A change that takes more
//! than it allows fails.
//!
//! `cargo bench --bench instructions`. It needs Valgrind, and `gungraun-runner` of the version that Cargo.lock has of `gungraun`.
//! Limits are counts with rustc 1.95.0, and a twentieth more. Another compiler, or a change that is worth its price, needs others:
//! take them from the output.

#![allow(missing_docs, reason = "the macros make public items of benchmarks")]

mod common;

use casework::experiment::replication::simulate;
use casework::kernel::{SimTime, Streams};
use casework::observe::ReplicationSummary;
use casework::scenario::{self, Config};
use common::hold::Hold;
use common::samplers::{SAMPLERS, Sampler};
use common::{SEED, authority};
use gungraun::prelude::*;
use gungraun::{Callgrind, EventKind};

/// Fails above this many million instructions and a twentieth.
fn limit(millions: f64) -> LibraryBenchmarkConfig {
    let limit = (millions * 1.05e6) as u64;
    LibraryBenchmarkConfig::default()
        .tool(Callgrind::with_args(["--cache-sim=no"]).hard_limits([(EventKind::Ir, limit)]))
        .clone()
}

fn hold(cancels: bool) -> Hold {
    Hold::new(10_000, cancels)
}

// A hundred thousand events with ten thousand pending.
#[library_benchmark]
#[bench::popped(args = (false), setup = hold, config = limit(52.4))]
#[bench::cancelled(args = (true), setup = hold, config = limit(45.7))]
fn agenda(mut hold: Hold) -> SimTime {
    hold.steps(100_000)
}

fn sampler(name: &str) -> Sampler {
    let of = SAMPLERS.iter().find(|s| s.to_string() == name);
    *of.expect("a sampler of that name")
}

// Ten thousand draws.
#[library_benchmark]
#[bench::uniform(args = ("uniform"), setup = sampler, config = limit(1.46))]
#[bench::exponential(args = ("exponential"), setup = sampler, config = limit(2.28))]
#[bench::lognormal(args = ("lognormal"), setup = sampler, config = limit(2.57))]
#[bench::gamma(args = ("gamma"), setup = sampler, config = limit(25.9))]
fn sampling(sampler: Sampler) -> f64 {
    sampler.sum(&Streams::new(SEED, 0), 10_000)
}

// A built-in scenario read, merged and checked.
#[library_benchmark]
#[bench::la1(config = limit(35.6))]
fn loading() -> Config {
    scenario::load("la1", &[])
        .expect("a built-in scenario")
        .config
}

fn short(name: &str) -> Config {
    authority(name, &["run.warm_up_months=0", "run.years=1"])
}

// A year of each authority, nothing left out.
#[library_benchmark]
#[bench::la1(args = ("la1"), setup = short, config = limit(980.0))]
#[bench::la2(args = ("la2"), setup = short, config = limit(750.0))]
#[bench::la3(args = ("la3"), setup = short, config = limit(949.0))]
fn replication(config: Config) -> ReplicationSummary {
    simulate(&config, SEED, 0)
}

library_benchmark_group!(name = kernel, benchmarks = [agenda, sampling]);
library_benchmark_group!(name = model, benchmarks = [loading, replication]);
main!(library_benchmark_groups = [kernel, model]);
