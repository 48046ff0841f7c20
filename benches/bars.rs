//! The bars that the program has to clear, each measured and told in one run.
//!
//! `cargo bench --bench bars`, or with the names of bars: `flow`, `threads`, `start`, `memory`. What is compared is taken in turns in
//! the same run, by processor time where there is a choice, and medians count: a machine shared with others makes anything else a
//! poor measure. The exit code is 1 if a bar is missed.

#[path = "threshold_flow/bare.rs"]
mod bare;
mod common;
#[allow(dead_code, reason = "only the number of events is wanted here")]
#[path = "threshold_flow/flow.rs"]
mod flow;
#[path = "threshold_flow/keyed.rs"]
mod keyed;

use std::collections::HashMap;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use bare::Bare;
use casework::experiment::plan::{Arm, Doubt, Plan, Shard, against_the_first};
use casework::experiment::runner::{Control, Kept, run};
use common::{SEED, authority, is_test, median, peak_kb, thread_cpu, words};
use flow::{Flow, Means};
use keyed::Keyed;

/// The kernel's events per second over the bare loop's, at least.
const LEAST_RATE: f64 = 0.5;
/// Cost of an event at scale 100 over that at scale 1, at most.
const MOST_GROWTH: f64 = 1.5;
/// What two threads do over what one does, at least.
const LEAST_SPEED_UP: f64 = 1.9;
/// Milliseconds until the program has started and done next to nothing, at most.
const LONGEST_START: f64 = 50.0;
/// Peak memory of a thousand replications over that of a hundred, at most.
const MOST_MEMORY: f64 = 1.05;

const BINARY: &str = env!("CARGO_BIN_EXE_casework");

/// Measures, tells, and says whether the bar is met; tests measure next to nothing.
type Bar = fn(bool) -> bool;

/// A number held against a bar.
fn told(what: &str, is: f64, bar: &str, met: bool) -> bool {
    let verdict = if met { "met" } else { "MISSED" };
    println!("{what:<58}{is:>9.2}   {bar:<9}{verdict}");
    met
}

/// Processor nanoseconds per event of some runs.
fn cost(runs: u32, mut run: impl FnMut(u32) -> Means) -> f64 {
    let before = thread_cpu().unwrap_or(f64::NAN);
    let events: u64 = (0..runs).map(|r| run(r).events).sum();
    (thread_cpu().unwrap_or(f64::NAN) - before) * 1e9 / events as f64
}

fn kernel(flow: &Flow, runs: u32) -> f64 {
    cost(runs, |r| flow.run(Keyed::new(SEED, r)))
}

fn by_hand(flow: &Flow, runs: u32) -> f64 {
    cost(runs, |r| flow.run(Bare::new(SEED, r)))
}

/// The reference workload against a bare loop, and at a hundred times its size.
fn of_flow(test: bool) -> bool {
    let (turns, runs, days) = if test { (1, 1, 60) } else { (11, 10, 1_095) };
    let (small, large) = (Flow::new(1.0, days), Flow::new(100.0, days));
    let (mut rates, mut growths) = (Vec::new(), Vec::new());
    for _ in 0..turns {
        let (of_kernel, of_bare) = (kernel(&small, runs), by_hand(&small, runs));
        rates.push(of_bare / of_kernel);
        growths.push(kernel(&large, 1) / of_kernel);
    }
    let (rate, growth) = (median(rates), median(growths));
    let rate = told(
        "threshold_flow: rate over the bare loop's",
        rate,
        ">= 0.50",
        rate >= LEAST_RATE,
    );
    let growth = told(
        "threshold_flow: cost of an event at scale 100 over scale 1",
        growth,
        "<= 1.50",
        growth <= MOST_GROWTH,
    );
    rate && growth
}

/// Processor seconds of the jobs of a plan, by thread.
fn jobs(plan: &Plan, threads: usize) -> Vec<f64> {
    let stop = AtomicBool::new(false);
    let spent: Mutex<HashMap<ThreadId, f64>> = Mutex::default();
    let job_done = || {
        let cpu = thread_cpu().unwrap_or(f64::NAN);
        let mut spent = spent.lock().expect("no thread panics");
        spent.insert(thread::current().id(), cpu);
    };
    let control = Control {
        threads,
        stop: &stop,
        job_done: &job_done,
    };
    run(
        plan,
        Shard::WHOLE,
        &control,
        &Kept::NOTHING,
        &mut |_| Ok(()),
    )
    .expect("it runs");
    let spent = spent.into_inner().expect("no thread panics");
    spent.into_values().collect()
}

/// The same jobs on one thread and on two. Wall clock would tell how much of the machine others leave; what the program itself is
/// answerable for is that jobs cost no more beside one another, and that no thread has much more of them.
fn of_threads(test: bool) -> bool {
    let (turns, replications) = if test { (1, 4) } else { (9, 64) };
    let quick = ["run.warm_up_months=0", "run.years=1"];
    let arms = vec![Arm::new("la2", "LA2", authority("la2", &quick))];
    let plan = Plan {
        name: "threads".into(),
        pairs: against_the_first(&arms),
        arms,
        replications,
        seed: SEED,
        changed: vec![],
        doubt: Doubt::default(),
        validation: false,
        asked: casework::experiment::asked::Asked::default(),
    };
    let (mut dearer, mut busiest) = (Vec::new(), Vec::new());
    for _ in 0..turns {
        let one: f64 = jobs(&plan, 1).iter().sum();
        let two = jobs(&plan, 2);
        let total: f64 = two.iter().sum();
        dearer.push(total / one);
        busiest.push(two.iter().copied().fold(0.0, f64::max) / total);
    }
    let (dearer, busiest) = (median(dearer), median(busiest));
    println!("two threads: processor time over one thread's       {dearer:>15.3}");
    println!("two threads: share of the busier thread             {busiest:>15.3}");
    let speed_up = 1.0 / (dearer * busiest);
    told(
        "two threads: what they do over what one does",
        speed_up,
        ">= 1.90",
        speed_up >= LEAST_SPEED_UP,
    )
}

/// Milliseconds until the program has answered.
fn of_start(test: bool) -> bool {
    let turns = if test { 1 } else { 51 };
    let bar = |arguments: &[&str]| {
        let took = || {
            let start = Instant::now();
            let status = Command::new(BINARY)
                .args(arguments)
                .stdout(Stdio::null())
                .status();
            assert!(status.expect("it starts").success());
            start.elapsed().as_secs_f64() * 1e3
        };
        let took = median((0..turns).map(|_| took()).collect());
        let what = format!("start-up: milliseconds of casework {}", arguments.join(" "));
        told(&what, took, "<= 50", took <= LONGEST_START)
    };
    let (version, check) = (bar(&["--version"]), bar(&["check", "la1"]));
    version && check
}

/// Peak memory of so many replications of a small authority, MB.
fn peak(replications: u32) -> f64 {
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/memory");
    let small = [
        "run.warm_up_months=0",
        "demand.referrals_per_year=30",
        "start.care_families=5",
        "start.care_leavers=5",
        "team.assessment-team.count=1",
        "team.cin-team.count=1",
        "team.looked-after-team.count=1",
        "team.cin-team.surveyed=1",
        "team.looked-after-team.surveyed=1",
    ];
    let mut command = Command::new(BINARY);
    command.args(["run", "la2", "--quiet", "--force", "--threads", "2"]);
    command.args(["--out", folder, "-n", &replications.to_string()]);
    command.args(small.iter().flat_map(|set| ["--set", set]));
    let mut process = command.stdout(Stdio::null()).spawn().expect("it starts");
    let id = process.id().to_string();
    let mut peak = 0;
    let status = loop {
        peak = peak_kb(&id).map_or(peak, |kb| kb.max(peak));
        if let Some(status) = process.try_wait().expect("it can be waited for") {
            break status;
        }
        thread::sleep(Duration::from_millis(1));
    };
    assert!(status.success());
    peak as f64 / 1024.0
}

/// Peak memory of the program as replications grow.
fn of_memory(test: bool) -> bool {
    let numbers = if test { [1, 2, 4] } else { [10, 100, 1_000] };
    let peaks = numbers.map(|number| {
        let mb = peak(number);
        println!("memory: peak MB of {number:>4} replications{mb:>36.2}");
        mb
    });
    let growth = peaks[2] / peaks[1];
    told(
        "memory: the last of these over the one before",
        growth,
        "<= 1.05",
        growth <= MOST_MEMORY,
    )
}

fn main() -> ExitCode {
    let (test, names) = (is_test(), words());
    let bars: [(&str, Bar); 4] = [
        ("flow", of_flow),
        ("threads", of_threads),
        ("start", of_start),
        ("memory", of_memory),
    ];
    if test {
        println!("Only to show that they run: these figures say nothing.");
    }
    let mut all = true;
    for (name, bar) in bars {
        if names.is_empty() || names.iter().any(|n| n == name) {
            all &= bar(test);
        }
    }
    // A run that is only to show that it works measures nothing worth failing for.
    if all || test {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
