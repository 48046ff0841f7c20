//! Several stations between which customers go, open to the outside or closed.

use std::collections::VecDeque;

use super::law::{GAP, ROUTE, SERVICE, class, minutes, units};
use super::presence::Presence;
use crate::kernel::{Agenda, Moments, Phase, SimTime, Streams, TimeWeighted, sample};

/// Stations with exponential service.
#[derive(Clone, Copy, Debug)]
pub struct Network<'a> {
    /// Arrivals per unit from outside, by station.
    pub rates: &'a [f64],
    /// Mean service by station, in units.
    pub means: &'a [f64],
    /// Servers by station.
    pub servers: &'a [usize],
    /// Chance of going from one station to another; with what is missing to 1 a customer leaves.
    pub routes: &'a [&'a [f64]],
    /// Customers at the first station at the start.
    pub inside: u64,
}

/// Averages over the time that is counted.
#[derive(Clone, Debug)]
pub struct Averages {
    /// Mean number at each station.
    pub present: Vec<f64>,
    /// Mean number in each queue.
    pub queue: Vec<f64>,
    /// Waits before service at each station, in units.
    pub waits: Vec<Moments>,
    /// Stays of those who left the network, in units.
    pub stays: Moments,
    /// How far Little's law was missed as an identity, for the network as a whole.
    pub gap: f64,
}

#[derive(Copy, Clone)]
struct Customer {
    who: u64,
    /// Stations seen so far.
    seen: u64,
    came: SimTime,
    /// When it came to the station where it is.
    here: SimTime,
}

#[derive(Copy, Clone)]
enum Event {
    /// One of those inside at the start.
    Start,
    Arrive,
    Done(usize, Customer),
    Count,
}

impl Network<'_> {
    /// Runs for `warm_up` units and then for `span` more, which are counted.
    pub fn run(&self, streams: Streams, warm_up: f64, span: f64) -> Averages {
        let stations = self.means.len();
        let rate: f64 = self.rates.iter().sum();
        let mut agenda = Agenda::new();
        let mut presence = Presence::default();
        let mut queues: Vec<VecDeque<Customer>> = vec![VecDeque::new(); stations];
        let mut free = self.servers.to_vec();
        let mut present = vec![TimeWeighted::new(SimTime(0), 0.0); stations];
        let mut queue = present.clone();
        let mut waits = vec![Moments::new(); stations];
        let (mut stays, mut counting, mut next) = (Moments::new(), false, 0);
        let gap = |k| {
            minutes(sample::exponential(
                streams.draw(GAP, k, 0).uniform(),
                1.0 / rate,
            ))
        };
        for _ in 0..self.inside {
            agenda.push(SimTime(0), Phase::Arrival, Event::Start);
        }
        if rate > 0.0 {
            agenda.push(SimTime(gap(0)), Phase::Arrival, Event::Arrive);
        }
        agenda.push(SimTime(minutes(warm_up)), Phase::Observation, Event::Count);
        let end = SimTime(minutes(warm_up + span));
        while let Some((now, _, event)) = agenda.pop_before(end) {
            match event {
                Event::Count => {
                    counting = true;
                    (present.iter_mut().chain(&mut queue)).for_each(|level| level.restart(now));
                }
                Event::Start | Event::Arrive => {
                    let mut at = 0;
                    if matches!(event, Event::Arrive) {
                        at = class(&streams, next, self.rates);
                        let then = now.plus_minutes(gap(next + 1));
                        agenda.push(then, Phase::Arrival, Event::Arrive);
                    }
                    presence.enter(now);
                    present[at].add(now, 1.0);
                    queue[at].add(now, 1.0);
                    queues[at].push_back(Customer {
                        who: next,
                        seen: 0,
                        came: now,
                        here: now,
                    });
                    next += 1;
                }
                Event::Done(at, mut customer) => {
                    free[at] += 1;
                    present[at].add(now, -1.0);
                    match self.onward(&streams, at, customer) {
                        Some(to) => {
                            customer.seen += 1;
                            customer.here = now;
                            queues[to].push_back(customer);
                            present[to].add(now, 1.0);
                            queue[to].add(now, 1.0);
                        }
                        None => {
                            presence.leave(now, customer.came);
                            if counting {
                                stays.push(units(now.since(customer.came)));
                            }
                        }
                    }
                }
            }
            for at in 0..stations {
                while free[at] > 0
                    && let Some(customer) = queues[at].pop_front()
                {
                    free[at] -= 1;
                    queue[at].add(now, -1.0);
                    if counting {
                        waits[at].push(units(now.since(customer.here)));
                    }
                    let mut draw = streams.draw(SERVICE, customer.who, customer.seen);
                    let service = sample::exponential(draw.uniform(), self.means[at]);
                    let then = now.plus_minutes(minutes(service));
                    agenda.push(then, Phase::Completion, Event::Done(at, customer));
                }
            }
        }
        let serving = std::iter::from_fn(|| agenda.pop());
        let mut still_there: Vec<SimTime> = queues.iter().flatten().map(|c| c.came).collect();
        still_there.extend(serving.filter_map(|(_, _, event)| match event {
            Event::Done(_, customer) => Some(customer.came),
            Event::Arrive | Event::Start | Event::Count => None,
        }));
        let (_, gap) = presence.end(end, still_there.into_iter());
        let means = |levels: &[TimeWeighted]| levels.iter().map(|level| level.mean(end)).collect();
        Averages {
            present: means(&present),
            queue: means(&queue),
            waits,
            stays,
            gap,
        }
    }

    /// The next station; none for the way out.
    fn onward(&self, streams: &Streams, at: usize, customer: Customer) -> Option<usize> {
        let mut u = streams.draw(ROUTE, customer.who, customer.seen).uniform();
        for (to, chance) in self.routes[at].iter().enumerate() {
            if u < *chance {
                return Some(to);
            }
            u -= chance;
        }
        None
    }
}
