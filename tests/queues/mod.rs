//! Small queueing models on the kernel's own agenda, draws and samplers.
//!
//! One unit of model time is `UNIT` minutes, so that rounding to whole minutes is far below what a test can see.
//! Every run checks Little's law as an identity: the area under the number present equals the sum of the times spent.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use casework::kernel::{
    Agenda, Draw, Moments, Phase, SimTime, Streams, Ticket, TimeWeighted, sample,
};

pub(crate) const UNIT: f64 = 20_000.0;

/// Purposes of draws.
const GAP: u16 = 0;
const SERVICE: u16 = 1;
const CLASS: u16 = 2;

/// A law of service times, in units.
pub(crate) type Law = fn(&mut Draw) -> f64;

pub(crate) fn exponential(draw: &mut Draw) -> f64 {
    sample::exponential(draw.uniform(), 1.0)
}

pub(crate) fn constant(_: &mut Draw) -> f64 {
    1.0
}

/// Sum of two exponentials.
pub(crate) fn erlang(draw: &mut Draw) -> f64 {
    0.5 * (exponential(draw) + exponential(draw))
}

pub(crate) fn uniform(draw: &mut Draw) -> f64 {
    sample::uniform_between(draw.uniform(), 0.0, 2.0)
}

/// Squared coefficient of variation 2.
pub(crate) fn lognormal(draw: &mut Draw) -> f64 {
    sample::lognormal(draw.uniform(), 1.0, std::f64::consts::SQRT_2)
}

/// Two sizes, 0.5 and 2.
pub(crate) fn two_point(draw: &mut Draw) -> f64 {
    if sample::bernoulli(draw.uniform(), 2.0 / 3.0) {
        0.5
    } else {
        2.0
    }
}

pub(crate) fn minutes(units: f64) -> i64 {
    SimTime(0)
        .plus_days_f(units * UNIT / 1440.0)
        .since(SimTime(0))
}

/// Number present, and the time spent by each who has been.
#[derive(Default)]
struct Presence {
    level: TimeWeighted,
    spent: i64,
}

impl Presence {
    fn enter(&mut self, now: SimTime) {
        self.level.add(now, 1.0);
    }

    fn leave(&mut self, now: SimTime, arrived: SimTime) {
        self.level.add(now, -1.0);
        self.spent += now.since(arrived);
    }

    /// Little's law over the whole run, those still present included.
    fn check(mut self, now: SimTime, present: impl Iterator<Item = SimTime>) {
        let area = self.level.integral(now);
        present.for_each(|arrived| self.leave(now, arrived));
        assert!(area > 0.0, "nobody was ever there");
        assert!(
            (area / self.spent as f64 - 1.0).abs() < 1e-9,
            "area {area}, time spent {}",
            self.spent
        );
        assert!(
            self.level.value().abs() < 1e-9,
            "{} present are unaccounted for",
            self.level.value()
        );
    }
}

#[derive(Copy, Clone)]
enum Event {
    Arrive,
    Depart { arrived: SimTime },
    Look,
}

/// Poisson arrivals in priority classes at equal servers; a service under way is never interrupted.
pub(crate) struct Station<'a> {
    pub(crate) servers: usize,
    /// Arrivals per unit of each class, the most urgent first.
    pub(crate) rates: &'a [f64],
    pub(crate) mean: f64,
    pub(crate) law: Law,
}

impl Station<'_> {
    /// Waits before service, by class, of `count` customers after the first `skip`.
    pub(crate) fn waits(&self, streams: Streams, skip: u64, count: u64) -> Vec<Moments> {
        let rate: f64 = self.rates.iter().sum();
        let mut agenda = Agenda::new();
        let mut queues = vec![VecDeque::new(); self.rates.len()];
        let mut waits = vec![Moments::new(); self.rates.len()];
        let mut presence = Presence::default();
        let (mut customer, mut free, mut started) = (0, self.servers, 0);
        let gap = |k| {
            minutes(sample::exponential(
                streams.draw(GAP, k, 0).uniform(),
                1.0 / rate,
            ))
        };
        agenda.push(SimTime(gap(0)), Phase::Arrival, Event::Arrive);
        while let Some((now, _, event)) = agenda.pop() {
            match event {
                Event::Arrive => {
                    let class = match self.rates {
                        [_] => 0,
                        rates => {
                            sample::categorical(streams.draw(CLASS, customer, 0).uniform(), rates)
                        }
                    };
                    queues[class].push_back((customer, now));
                    presence.enter(now);
                    customer += 1;
                    agenda.push(
                        now.plus_minutes(gap(customer)),
                        Phase::Arrival,
                        Event::Arrive,
                    );
                }
                Event::Depart { arrived } => {
                    presence.leave(now, arrived);
                    free += 1;
                }
                Event::Look => unreachable!("nobody looks at a station"),
            }
            while free > 0
                && let Some(class) = queues.iter().position(|queue| !queue.is_empty())
                && let Some((who, arrived)) = queues[class].pop_front()
            {
                free -= 1;
                let service = self.mean * (self.law)(&mut streams.draw(SERVICE, who, 0));
                agenda.push(
                    now.plus_minutes(minutes(service)),
                    Phase::Completion,
                    Event::Depart { arrived },
                );
                if (skip..skip + count).contains(&who) {
                    waits[class].push(now.since(arrived) as f64 / UNIT);
                    started += 1;
                }
            }
            // Arrivals go on until the last one counted has started, so that the end of the run favours nobody.
            if started == count {
                let serving =
                    std::iter::from_fn(|| agenda.pop()).filter_map(|(_, _, event)| match event {
                        Event::Depart { arrived } => Some(arrived),
                        Event::Arrive | Event::Look => None,
                    });
                presence.check(
                    now,
                    queues
                        .into_iter()
                        .flatten()
                        .map(|(_, arrived)| arrived)
                        .chain(serving),
                );
                return waits;
            }
        }
        unreachable!("arrivals never end")
    }
}

/// Poisson arrivals, each with a server of its own.
pub(crate) struct Unlimited {
    pub(crate) rate: f64,
    pub(crate) mean: f64,
    pub(crate) law: Law,
}

impl Unlimited {
    /// Number present at each of these times (in units), from empty.
    pub(crate) fn levels(&self, streams: Streams, times: &[f64]) -> Vec<f64> {
        let mut agenda = Agenda::new();
        let mut presence = Presence::default();
        let mut levels = Vec::new();
        let mut customer = 0;
        let gap = |k| {
            minutes(sample::exponential(
                streams.draw(GAP, k, 0).uniform(),
                1.0 / self.rate,
            ))
        };
        agenda.push(SimTime(gap(0)), Phase::Arrival, Event::Arrive);
        for &time in times {
            agenda.push(SimTime(minutes(time)), Phase::Observation, Event::Look);
        }
        while let Some((now, _, event)) = agenda.pop() {
            match event {
                Event::Arrive => {
                    presence.enter(now);
                    let service = self.mean * (self.law)(&mut streams.draw(SERVICE, customer, 0));
                    let arrived = now;
                    agenda.push(
                        now.plus_minutes(minutes(service)),
                        Phase::Completion,
                        Event::Depart { arrived },
                    );
                    customer += 1;
                    agenda.push(
                        now.plus_minutes(gap(customer)),
                        Phase::Arrival,
                        Event::Arrive,
                    );
                }
                Event::Depart { arrived } => presence.leave(now, arrived),
                Event::Look => levels.push(presence.level.value()),
            }
            if levels.len() == times.len() {
                let left =
                    std::iter::from_fn(|| agenda.pop()).filter_map(|(_, _, event)| match event {
                        Event::Depart { arrived } => Some(arrived),
                        Event::Arrive | Event::Look => None,
                    });
                // Nobody at all may have come by an early time; then there is no area to compare.
                if customer > 0 {
                    presence.check(now, left);
                }
                return levels;
            }
        }
        unreachable!("arrivals never end")
    }
}

/// Poisson arrivals at one server that divides itself equally among all present.
pub(crate) struct Shared {
    pub(crate) rate: f64,
    pub(crate) mean: f64,
    pub(crate) law: Law,
}

/// One customer of a [`Shared`] server: done when the service each has had reaches `finish`.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Job {
    finish: i64,
    who: u64,
    arrived: SimTime,
    size: i64,
}

impl Shared {
    /// (size, time spent), in units, of `count` customers after the first `skip`.
    pub(crate) fn stays(&self, streams: Streams, skip: u64, count: u64) -> Vec<(f64, f64)> {
        /// Attained service is kept in this fraction of a minute, to be shared without loss.
        const FINE: i64 = 1 << 20;
        let mut agenda = Agenda::new();
        let mut presence = Presence::default();
        let mut jobs: BinaryHeap<Reverse<Job>> = BinaryHeap::new();
        let mut stays = Vec::with_capacity(count as usize);
        let (mut customer, mut attained, mut last) = (0, 0, SimTime(0));
        let mut next: Option<Ticket> = None;
        let gap = |k| {
            minutes(sample::exponential(
                streams.draw(GAP, k, 0).uniform(),
                1.0 / self.rate,
            ))
        };
        agenda.push(SimTime(gap(0)), Phase::Arrival, false);
        while let Some((now, _, completes)) = agenda.pop() {
            if !jobs.is_empty() {
                attained += now.since(last) * FINE / jobs.len() as i64;
            }
            last = now;
            if completes && let Some(Reverse(job)) = jobs.pop() {
                presence.leave(now, job.arrived);
                if (skip..skip + count).contains(&job.who) {
                    stays.push((job.size as f64 / UNIT, now.since(job.arrived) as f64 / UNIT));
                }
            } else {
                presence.enter(now);
                let size = minutes(self.mean * (self.law)(&mut streams.draw(SERVICE, customer, 0)));
                jobs.push(Reverse(Job {
                    finish: attained + size * FINE,
                    who: customer,
                    arrived: now,
                    size,
                }));
                customer += 1;
                agenda.push(now.plus_minutes(gap(customer)), Phase::Arrival, false);
                // A further sharer puts off the completion that was due.
                if let Some(ticket) = next {
                    assert!(
                        agenda.cancel(ticket),
                        "a pending completion can be withdrawn"
                    );
                }
            }
            next = jobs.peek().map(|Reverse(job)| {
                let wait = (job.finish - attained).max(0) * jobs.len() as i64;
                agenda.push(
                    now.plus_minutes((wait + FINE / 2) / FINE),
                    Phase::Completion,
                    true,
                )
            });
            if stays.len() as u64 == count {
                presence.check(now, jobs.into_iter().map(|Reverse(job)| job.arrived));
                return stays;
            }
        }
        unreachable!("arrivals never end")
    }
}
