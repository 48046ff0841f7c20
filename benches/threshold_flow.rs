//! The reference workload `threshold-flow`, for comparing the kernel with other simulators on identical work.
//!
//! Referrals arrive, are assessed by a pool in order of severity, and a few stay open with the least loaded worker,
//! asking for visits until they close. It runs twice in every replication: on the program's own agenda, keyed draws
//! and samplers, and on a bare loop (a binary heap, one running generator, rejection samplers, nothing cancelled).
//! The rules of the model are the same code for both, so the difference is the price of the kernel.
//!
//! `cargo bench --bench threshold_flow -- --reps 200 --scale 100`. The output is one JSON object a line.

#[path = "threshold_flow/bare.rs"]
mod bare;
mod common;
#[path = "threshold_flow/flow.rs"]
mod flow;
#[path = "threshold_flow/keyed.rs"]
mod keyed;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Instant;

use bare::Bare;
use common::{is_test, peak_kb, thread_cpu};
use flow::{Flow, Means};
use keyed::Keyed;

struct Settings {
    reps: u32,
    jobs: u32,
    seed: u64,
    scale: f64,
    days: i32,
    /// Leave the bare loop out, so that wall clock and memory of the process are the kernel's own.
    alone: bool,
}

fn settings(args: impl Iterator<Item = String>) -> Result<Settings, String> {
    let mut s = Settings {
        reps: 100,
        jobs: 1,
        seed: 1,
        scale: 1.0,
        days: 1095,
        alone: false,
    };
    let args: Vec<String> = args.collect();
    if args.is_empty() || is_test() {
        // `cargo test` runs bench targets too, and wants to know only whether they run.
        (s.reps, s.days) = (1, 60);
    }
    let mut args = args.iter();
    while let Some(name) = args.next() {
        if name == "--bench" || name == "--test" {
            continue;
        }
        if name == "--alone" {
            s.alone = true;
            continue;
        }
        let value = args.next().ok_or_else(|| format!("{name} needs a value"))?;
        let wrong = |_| format!("{name} {value} is not a number that fits");
        match name.as_str() {
            "--reps" => s.reps = value.parse().map_err(wrong)?,
            "--jobs" => s.jobs = value.parse().map_err(wrong)?,
            "--seed" => s.seed = value.parse().map_err(wrong)?,
            "--days" => s.days = value.parse().map_err(wrong)?,
            "--scale" => {
                let scale = value.parse();
                s.scale = scale.map_err(|_| format!("{name} {value} is not a number"))?;
            }
            _ => {
                return Err(format!(
                    "{name} is none of --reps --jobs --seed --scale --days --alone"
                ));
            }
        }
    }
    let is_sound = s.reps > 0 && s.jobs > 0 && s.days > 0 && s.scale > 0.0 && s.scale.is_finite();
    if is_sound {
        Ok(s)
    } else {
        Err("every number must be positive".to_string())
    }
}

/// One run and what it took.
struct Timed {
    means: Means,
    wall: f64,
    cpu: f64,
}

fn timed(run: impl FnOnce() -> Means) -> Timed {
    let (wall, cpu) = (Instant::now(), thread_cpu());
    let means = run();
    let wall = wall.elapsed().as_secs_f64();
    let cpu = cpu
        .zip(thread_cpu())
        .map_or(f64::NAN, |(before, after)| after - before);
    Timed { means, wall, cpu }
}

/// JSON has no NaN.
fn number(x: f64) -> String {
    if x.is_finite() {
        x.to_string()
    } else {
        "null".to_string()
    }
}

fn row(kind: &str, run: &Timed) -> String {
    let m = &run.means;
    let fields = [
        ("assess_wait", m.assess_wait),
        ("alloc_wait", m.alloc_wait),
        ("visit_delay", m.visit_delay),
        ("caseload", m.caseload),
        ("wall_s", run.wall),
        ("cpu_s", run.cpu),
    ]
    .map(|(name, value)| format!(",\"{name}\":{}", number(value)));
    format!(
        "{{\"type\":\"{kind}\",\"events\":{},\"arrivals\":{}{}}}",
        m.events,
        m.arrivals,
        fields.concat()
    )
}

/// Runs of one kind, added up.
#[derive(Default)]
struct Total {
    events: f64,
    wall: f64,
    cpu: f64,
}

impl Total {
    fn add(&mut self, run: &Timed) {
        self.events += run.means.events as f64;
        self.wall += run.wall;
        self.cpu += run.cpu;
    }

    /// Events per second of processor time: a machine shared with others makes wall clock a poor measure.
    fn rate(&self) -> f64 {
        self.events / if self.cpu > 0.0 { self.cpu } else { self.wall }
    }
}

/// Both rates in one row, measured in the same run.
fn comparison(scale: f64, kernel: &Total, bare: &Total) -> String {
    let fields = [
        ("scale", scale),
        ("kernel_events_per_s", kernel.rate().round()),
        ("bare_events_per_s", bare.rate().round()),
        ("ratio", kernel.rate() / bare.rate()),
        ("kernel_ns_per_event", 1e9 / kernel.rate()),
        ("bare_ns_per_event", 1e9 / bare.rate()),
    ]
    .map(|(name, value)| format!(",\"{name}\":{}", number(value)));
    format!("{{\"type\":\"compare\"{}}}", fields.concat())
}

fn bench(s: &Settings) {
    let started = Instant::now();
    println!(
        "{{\"type\":\"meta\",\"peer\":\"casework\",\"version\":\"{}\"}}",
        env!("CARGO_PKG_VERSION")
    );
    let flow = Flow::new(s.scale, s.days);
    let next = AtomicU32::new(0);
    let (send, receive) = mpsc::channel();
    let (mut kernel, mut bare) = (Total::default(), Total::default());
    std::thread::scope(|scope| {
        for _ in 0..s.jobs {
            let (send, next, flow) = (send.clone(), &next, &flow);
            scope.spawn(move || {
                loop {
                    let rep = next.fetch_add(1, Ordering::Relaxed);
                    if rep >= s.reps {
                        break;
                    }
                    let kernel = timed(|| flow.run(Keyed::new(s.seed, rep)));
                    // In turns, so that whatever else the machine is doing hits both alike.
                    let bare = (!s.alone).then(|| timed(|| flow.run(Bare::new(s.seed, rep))));
                    if send.send((rep, kernel, bare)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        // Rows appear in the order of replications, whichever thread is first.
        let mut waiting = std::collections::BTreeMap::new();
        let mut due = 0;
        for (rep, of_kernel, of_bare) in receive {
            waiting.insert(rep, (of_kernel, of_bare));
            while let Some((of_kernel, of_bare)) = waiting.remove(&due) {
                println!("{}", row("rep", &of_kernel));
                kernel.add(&of_kernel);
                if let Some(of_bare) = of_bare {
                    println!("{}", row("bare", &of_bare));
                    bare.add(&of_bare);
                }
                due += 1;
            }
        }
    });
    let peak = peak_kb("self").map_or_else(|| "null".to_string(), |kb| kb.to_string());
    println!(
        "{{\"type\":\"end\",\"wall_s\":{},\"peak_kb\":{peak}}}",
        started.elapsed().as_secs_f64()
    );
    if !s.alone {
        println!("{}", comparison(s.scale, &kernel, &bare));
    }
}

fn main() {
    match settings(std::env::args().skip(1)) {
        Ok(settings) => bench(&settings),
        Err(problem) => {
            eprintln!("threshold_flow: {problem}");
            std::process::exit(2);
        }
    }
}
