//! What the benchmarks share: processor time, peaks of memory, medians, the authorities they run.

#![allow(dead_code, reason = "each benchmark uses its own part")]

pub(crate) mod hold;
pub(crate) mod samplers;

use casework::scenario::{self, Config};

/// The authorities of the study.
pub(crate) const AUTHORITIES: [&str; 3] = ["la1", "la2", "la3"];
/// The seed of every run.
pub(crate) const SEED: u64 = 20_110_601;

/// A built-in authority, with settings changed.
pub(crate) fn authority(name: &str, sets: &[&str]) -> Config {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    match scenario::load(name, &sets) {
        Ok(loaded) => loaded.config,
        Err(problems) => panic!("{problems}"),
    }
}

/// Whether benchmarks are only to show that they run, as continuous integration wants to know.
pub(crate) fn is_test() -> bool {
    std::env::args().any(|arg| arg == "--test")
}

/// The words of the command line that are not switches.
pub(crate) fn words() -> Vec<String> {
    let words = std::env::args().skip(1);
    words.filter(|arg| !arg.starts_with("--")).collect()
}

/// Processor seconds of this thread, where the system tells.
pub(crate) fn thread_cpu() -> Option<f64> {
    // The system brings its account up to date only when it schedules.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<f64>().ok()? * 1e-9)
}

/// The largest memory that a process has held so far, kB.
pub(crate) fn peak_kb(process: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .ok()
}

/// The middle of a sample.
///
/// # Panics
/// If it is empty.
pub(crate) fn median(mut sample: Vec<f64>) -> f64 {
    sample.sort_unstable_by(f64::total_cmp);
    let middle = sample.len() / 2;
    if sample.len().is_multiple_of(2) {
        f64::midpoint(sample[middle - 1], sample[middle])
    } else {
        sample[middle]
    }
}
