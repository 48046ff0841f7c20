//! `--dry-run`: what a job would take.

use crate::cli::args::JobArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::job::Timer;
use crate::cli::{print, text};
use crate::experiment::plan::{Arm, Shard};
use crate::experiment::replication::Running;
use crate::observe::{measures, series_names, survey_rows};
use crate::scenario::cost::estimate;
use serde_json::json;
use std::time::{Duration, Instant};

/// An arm is tried for at most this long.
const TRIAL: Duration = Duration::from_millis(300);
/// Bytes that a number takes in a file.
const BYTES_PER_NUMBER: f64 = 19.0;

/// What a job would take.
struct Cost {
    arms: usize,
    /// Arms whose posts pilot runs would have to find.
    to_be_sized: usize,
    replications: u32,
    /// Processor time of the replications, and of the pilot runs before them.
    seconds: f64,
    pilot_seconds: f64,
    threads: usize,
    memory_mb: f64,
    kept_mb: f64,
    tables_mb: f64,
}

/// Says what running these arms would take, and runs nothing but a moment of each. Arms that pilot runs would size are
/// taken to be like `base`, of which there would be `to_be_sized`.
pub(crate) fn dry_run(
    arms: &[Arm],
    base: &Arm,
    to_be_sized: usize,
    pilots: u32,
    args: &JobArgs,
) -> Result<Ending, Trouble> {
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let replications = shard.count(args.replications);
    let trials: Vec<f64> = arms.iter().map(seconds_of_one).collect();
    let of_base = seconds_of_one(base);
    let per_replication: f64 = trials.iter().sum::<f64>() + of_base * to_be_sized as f64;
    let all = || arms.iter().chain(std::iter::repeat_n(base, to_be_sized));
    let numbers: f64 = all().map(numbers_of_one).sum();
    let threads = Timer::start(args.threads).threads;
    let largest = (all().map(|arm| estimate(&arm.config).bytes)).fold(0.0, f64::max);
    let rows = f64::from(args.replications) * all().count() as f64 * measures().len() as f64;
    let cost = Cost {
        arms: all().count(),
        to_be_sized,
        replications,
        seconds: per_replication * f64::from(replications),
        pilot_seconds: of_base * f64::from(pilots),
        threads,
        memory_mb: largest * threads as f64 / 1e6,
        kept_mb: numbers * BYTES_PER_NUMBER * f64::from(replications) / 1e6,
        tables_mb: rows * BYTES_PER_NUMBER / 1e6 + 0.5,
    };
    print(&if args.output.json {
        cost.document()
    } else {
        cost.page()
    })
}

/// Processor seconds of one replication, from a moment of it.
fn seconds_of_one(arm: &Arm) -> f64 {
    let started = Instant::now();
    let mut running = Running::new(&arm.config, 0, 0);
    while started.elapsed() < TRIAL && running.advance(&mut |_, _, _| {}) {}
    let (done, all) = running.days();
    started.elapsed().as_secs_f64() * f64::from(all) / f64::from(done.max(1))
}

/// Numbers that one replication of an arm leaves.
fn numbers_of_one(arm: &Arm) -> f64 {
    let run = &arm.config.run;
    let months = f64::from(run.warm_up_months + 12 * run.years);
    let fixed = measures().len() + survey_rows().len();
    fixed as f64 + months * series_names().len() as f64 + months * 52.0 / 12.0
}

impl Cost {
    /// Time on the clock, if the threads have a core each.
    fn clock_seconds(&self) -> f64 {
        // Pilot runs keep at most four threads busy.
        let pilot_threads = self.threads.min(4) as f64;
        self.seconds / self.threads as f64 + self.pilot_seconds / pilot_threads
    }

    fn page(&self) -> String {
        let sized = if self.to_be_sized > 0 {
            format!(
                "\nSizing:  pilot runs find the posts of {} of the arms first, about {}",
                self.to_be_sized,
                duration(self.pilot_seconds / self.threads.min(4) as f64)
            )
        } else {
            String::new()
        };
        format!(
            "Nothing was run. It would be:\nRuns:    {} x {} = {} simulations{sized}\nTime:    about {} on {} (processor \
             time {})\nMemory:  about {:.0} MB, however many replications\nDisk:    {} while it runs, {} at the end\n",
            text::counted(self.arms, "arm"),
            text::counted(self.replications, "replication"),
            self.arms as u64 * u64::from(self.replications),
            duration(self.clock_seconds()),
            text::counted(self.threads, "thread"),
            duration(self.seconds + self.pilot_seconds),
            self.memory_mb,
            size(self.kept_mb),
            size(self.tables_mb),
        )
    }

    fn document(&self) -> String {
        let document = json!({"arms": self.arms, "replications": self.replications, "threads": self.threads,
            "seconds": self.clock_seconds(), "processor_seconds": self.seconds + self.pilot_seconds,
            "memory_mb": self.memory_mb, "disk_mb_while_running": self.kept_mb, "disk_mb": self.tables_mb});
        format!("{document:#}\n")
    }
}

/// A time in the unit that people would use.
fn duration(seconds: f64) -> String {
    let (number, unit) = match seconds {
        s if s < 1.0 => return "a second".to_owned(),
        s if s < 90.0 => (s, "seconds"),
        s if s < 90.0 * 60.0 => (s / 60.0, "minutes"),
        s if s < 36.0 * 3600.0 => (s / 3600.0, "hours"),
        s => (s / 86_400.0, "days"),
    };
    format!("{number:.0} {unit}")
}

fn size(mb: f64) -> String {
    match mb {
        mb if mb < 1.0 => "less than 1 MB".to_owned(),
        mb if mb < 2000.0 => format!("{mb:.0} MB"),
        mb => format!("{:.0} GB", mb / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_sizes_are_told_in_fitting_units() {
        let said = [0.2, 45.0, 600.0, 7200.0, 1e6].map(duration);
        let expected = ["a second", "45 seconds", "10 minutes", "2 hours", "12 days"];
        assert_eq!(said, expected);
        assert_eq!(
            [0.1, 12.4, 5300.0].map(size),
            ["less than 1 MB", "12 MB", "5 GB"]
        );
    }
}
