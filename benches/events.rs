//! Where the time of a run goes: number, share of time, nanoseconds and allocations of each kind of event.
//!
//! `cargo bench --bench events`, or with the names of authorities. The same run is taken event by event several times,
//! and of each event the shortest time counts, which leaves out whatever else the machine did meanwhile.

mod common;

use std::time::Instant;

use casework::engine::{Notice, Sim};
use casework::kernel::{Day, SimTime, Streams};
use casework::observe::Observers;
use casework::scenario::Config;
use casework::world::event::Event;
use common::{AUTHORITIES, SEED, authority, is_test, median, words};

/// Two years of start-up and one of measurement.
const DAYS: i32 = 1_095;
const KINDS: [&str; 7] = [
    "Midnight",
    "OfficeOpens",
    "Referral",
    "Family",
    "Free",
    "Called",
    "Restructure",
];

fn kind(event: Event) -> usize {
    match event {
        Event::Midnight => 0,
        Event::OfficeOpens => 1,
        Event::Referral { .. } => 2,
        Event::Family(_) => 3,
        Event::Free(_) => 4,
        Event::Called(_) => 5,
        Event::Wave { .. } | Event::TeamStarts { .. } => 6,
    }
}

/// A run and those who watch it, as a replication has them.
struct Run<'a> {
    sim: Sim,
    observers: Observers,
    config: &'a Config,
    end: Day,
}

impl<'a> Run<'a> {
    fn new(config: &'a Config, days: i32) -> Run<'a> {
        let streams = Streams::new(SEED, 0);
        let sim = Sim::new(config, streams);
        let start = sim.world.start;
        let end = start.plus(days);
        let at = |day| SimTime::at(day, 0);
        let from = at(start.plus(days * 2 / 3));
        let observers = Observers::new(streams, at(start), from, at(end), &sim.world);
        Run {
            sim,
            observers,
            config,
            end,
        }
    }

    fn step(&mut self) -> Option<Event> {
        let (observers, config) = (&mut self.observers, self.config);
        self.sim
            .step(self.end, &mut |notice, now, world| match notice {
                Notice::Fact(fact) => observers.fact(fact, now, world),
                Notice::Week => observers.week(now, world, config),
                Notice::Month => observers.month(now, config),
            })
    }

    fn step_unwatched(&mut self) -> Option<Event> {
        self.sim.step(self.end, &mut |_, _, _| {})
    }
}

/// Nanoseconds that looking at the clock takes.
fn cost_of_clock() -> f64 {
    let look = |_| {
        let start = Instant::now();
        start.elapsed().as_nanos() as f64
    };
    median((0..10_001).map(look).collect())
}

/// The time of one event.
#[derive(Copy, Clone)]
struct Took {
    kind: usize,
    watched: f64,
    unwatched: f64,
}

/// The events of a run and the shortest time that each took over so many passes, with observers and without in turns.
fn shortest(config: &Config, days: i32, passes: u32) -> Vec<Took> {
    let clock = cost_of_clock();
    let mut events: Vec<Took> = Vec::new();
    for _ in 0..passes {
        let mut run = Run::new(config, days);
        timed(
            clock,
            || run.step(),
            |index, kind, took| {
                if index == events.len() {
                    events.push(Took {
                        kind,
                        watched: took,
                        unwatched: f64::INFINITY,
                    });
                }
                events[index].watched = events[index].watched.min(took);
            },
        );
        let mut run = Run::new(config, days);
        timed(
            clock,
            || run.step_unwatched(),
            |index, _, took| {
                events[index].unwatched = events[index].unwatched.min(took);
            },
        );
    }
    events
}

/// Takes a run event by event and tells the number, kind and nanoseconds of each.
fn timed(
    clock: f64,
    mut step: impl FnMut() -> Option<Event>,
    mut tell: impl FnMut(usize, usize, f64),
) {
    for index in 0.. {
        let start = Instant::now();
        let event = step();
        let took = start.elapsed().as_nanos() as f64;
        let Some(event) = event else { break };
        tell(index, kind(event), (took - clock).max(0.0));
    }
}

#[derive(Copy, Clone, Default)]
struct Row {
    number: f64,
    nanoseconds: f64,
    unwatched: f64,
    allocations: f64,
    allocating: f64,
}

fn by_kind(config: &Config, days: i32, passes: u32) -> [Row; KINDS.len()] {
    let mut rows = [Row::default(); KINDS.len()];
    for took in shortest(config, days, passes) {
        let row = &mut rows[took.kind];
        row.number += 1.0;
        row.nanoseconds += took.watched;
        row.unwatched += took.unwatched;
    }
    let mut run = Run::new(config, days);
    loop {
        let mut event = None;
        let memory = allocation_counter::measure(|| event = run.step());
        let Some(event) = event else { break };
        let row = &mut rows[kind(event)];
        row.allocations += memory.count_total as f64;
        row.allocating += f64::from(u8::from(memory.count_total > 0));
    }
    rows
}

fn print(label: &str, row: &Row, whole: &Row) {
    println!(
        "{label:<14}{:>10}{:>9.1} %{:>12.0}{:>14.3}{:>14.3}",
        row.number,
        100.0 * row.nanoseconds / whole.nanoseconds,
        row.nanoseconds / row.number,
        row.allocations / row.number,
        row.allocating / row.number
    );
}

fn main() {
    let (days, passes) = if is_test() { (60, 1) } else { (DAYS, 7) };
    let mut names = words();
    if names.is_empty() {
        names = AUTHORITIES.map(str::to_owned).to_vec();
    }
    for name in names {
        let config = authority(&name, &[]);
        let rows = by_kind(&config, days, passes);
        let mut whole = Row::default();
        for row in &rows {
            whole.number += row.number;
            whole.nanoseconds += row.nanoseconds;
            whole.unwatched += row.unwatched;
            whole.allocations += row.allocations;
            whole.allocating += row.allocating;
        }
        println!("\n{name}, {days} days");
        println!(
            "{:<14}{:>10}{:>11}{:>12}{:>14}{:>14}",
            "event", "number", "of time", "ns each", "allocations", "allocating"
        );
        for (label, row) in KINDS.iter().zip(&rows) {
            print(label, row, &whole);
        }
        print("all", &whole, &whole);
        println!(
            "observers: {:.1} % of the time",
            100.0 * (1.0 - whole.unwatched / whole.nanoseconds)
        );
    }
}
