//! `--dry-run`: what a job would take.

use crate::cli::args::{JobArgs, threads};
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{print, text};
use crate::experiment::plan::{Arm, Shard};
use crate::experiment::replication::Running;
use crate::export::shelf::{BYTES_A_NUMBER, bytes_of_one};
use crate::observe::measures;
use crate::scenario::cost::{estimate, memory, time};
use serde_json::json;
use std::time::{Duration, Instant};

/// An arm is tried for at most this long.
const TRIAL: Duration = Duration::from_millis(300);
/// Bytes of the tables that do not grow with replications.
const TABLE_BYTES: f64 = 5e5;

/// What a job would take.
struct Cost {
    arms: usize,
    /// Arms whose posts pilot runs would have to find.
    to_be_sized: usize,
    replications: u32,
    /// Replications more, under plausible sets.
    under_sets: u32,
    /// Processor time of the replications, and of the pilot runs before them; memory and disk in bytes.
    seconds: f64,
    pilot_seconds: f64,
    threads: usize,
    memory: f64,
    kept: f64,
    tables: f64,
}

/// Says what running these arms would take, and runs nothing but a moment of each. Arms that pilot runs would size are
/// taken to be like `base`, of which there would be `to_be_sized`. `under_sets` replications more are made under plausible sets.
pub(crate) fn dry_run(
    arms: &[Arm],
    base: &Arm,
    to_be_sized: usize,
    pilots: u32,
    under_sets: u32,
    args: &JobArgs,
) -> Result<Ending, Trouble> {
    let shard = args.shard.unwrap_or(Shard::WHOLE);
    let replications = shard.count(args.replications);
    let under_sets = shard.count(args.replications + under_sets) - replications;
    let tries = f64::from(replications + under_sets);
    let trials: Vec<f64> = arms.iter().map(seconds_of_one).collect();
    let of_base = seconds_of_one(base);
    let per_replication: f64 = trials.iter().sum::<f64>() + of_base * to_be_sized as f64;
    let all = || arms.iter().chain(std::iter::repeat_n(base, to_be_sized));
    let kept: f64 = all().map(|arm| bytes_of_one(&arm.config)).sum();
    let threads = threads(args.threads);
    let largest = (all().map(|arm| estimate(&arm.config).bytes)).fold(0.0, f64::max);
    let rows = f64::from(args.replications) * all().count() as f64 * measures().len() as f64;
    let cost = Cost {
        arms: all().count(),
        to_be_sized,
        replications,
        under_sets,
        seconds: per_replication * tries,
        pilot_seconds: of_base * f64::from(pilots),
        threads,
        memory: largest * threads as f64,
        kept: kept * tries,
        tables: rows * BYTES_A_NUMBER + TABLE_BYTES,
    };
    print(&if args.output.json {
        cost.document()
    } else {
        cost.page()
    })
}

/// Processor seconds of one replication, from a moment of it.
pub(crate) fn seconds_of_one(arm: &Arm) -> f64 {
    let started = Instant::now();
    let mut running = Running::new(&arm.config, 0, 0);
    while started.elapsed() < TRIAL && running.advance(&mut |_, _, _| {}) {}
    let (done, all) = running.days();
    started.elapsed().as_secs_f64() * f64::from(all) / f64::from(done.max(1))
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
                time(self.pilot_seconds / self.threads.min(4) as f64)
            )
        } else {
            String::new()
        };
        let more = if self.under_sets > 0 {
            format!(
                ", and {} under plausible sets",
                self.arms as u64 * u64::from(self.under_sets)
            )
        } else {
            String::new()
        };
        format!(
            "Nothing was run. It would be:\nRuns:    {} x {} = {} simulations{more}{sized}\nTime:    about {} on {} (processor \
             time {})\nMemory:  about {}, however many replications\nDisk:    {} while it runs, {} at the end\n",
            text::counted(self.arms, "arm"),
            text::counted(self.replications, "replication"),
            self.arms as u64 * u64::from(self.replications),
            time(self.clock_seconds()),
            text::counted(self.threads, "thread"),
            time(self.seconds + self.pilot_seconds),
            memory(self.memory),
            memory(self.kept),
            memory(self.tables),
        )
    }

    fn document(&self) -> String {
        let document = json!({"arms": self.arms, "replications": self.replications,
            "replications_under_sets": self.under_sets, "threads": self.threads,
            "seconds": self.clock_seconds(), "processor_seconds": self.seconds + self.pilot_seconds,
            "memory_bytes": self.memory, "disk_bytes_while_running": self.kept, "disk_bytes": self.tables});
        format!("{document:#}\n")
    }
}
