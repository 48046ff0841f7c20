//! Poisson arrivals in classes at equal servers: first come, first served within a class; limited room; impatience.

use std::collections::VecDeque;

use super::law::{GAP, Law, PATIENCE, SERVICE, class, minutes, units};
use super::presence::{Levels, Presence};
use crate::kernel::{Agenda, Phase, SimTime, Streams, Ticket, sample};

/// A queue before equal servers; a service under way is never interrupted.
#[derive(Clone, Copy, Debug)]
pub struct Station<'a> {
    /// Servers.
    pub servers: usize,
    /// Arrivals per unit of each class, the most urgent first.
    pub rates: &'a [f64],
    /// Mean service, in units.
    pub mean: f64,
    /// Law of service.
    pub law: Law,
    /// Most who may be present; further arrivals are turned away.
    pub room: usize,
    /// Mean time in the queue after which a customer leaves (exponential), in units; infinite for never.
    pub patience: f64,
    /// Every duration is this many times as long: nothing but the unit of time changes.
    pub stretch: i64,
}

/// What became of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Served.
    Served,
    /// Turned away at the door.
    Refused,
    /// Left the queue.
    GaveUp,
}

/// A customer who has gone; times in units.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// When it came.
    pub arrived: f64,
    /// Class.
    pub class: usize,
    /// Size of the service asked for, where it is known.
    pub size: f64,
    /// Time in the queue.
    pub wait: f64,
    /// Time present.
    pub stay: f64,
    /// What became of it.
    pub fate: Fate,
}

/// What a run leaves besides its visits.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Time at each number present, while those counted arrived.
    pub levels: Levels,
    /// How far Little's law was missed as an identity.
    pub gap: f64,
    /// When the run ended, in units.
    pub end: f64,
}

#[derive(Copy, Clone)]
struct Customer {
    who: u64,
    class: usize,
    arrived: SimTime,
}

#[derive(Copy, Clone)]
enum Event {
    Arrive,
    GiveUp(Customer),
    Depart(Customer, SimTime),
}

impl<'a> Station<'a> {
    /// Patient customers of one class or several, with room for all.
    pub fn new(servers: usize, rates: &'a [f64], mean: f64, law: Law) -> Self {
        Self {
            servers,
            rates,
            mean,
            law,
            room: usize::MAX,
            patience: f64::INFINITY,
            stretch: 1,
        }
    }

    /// Lets `skip` customers come and go, then reports each of the next `count` when it leaves.
    pub fn run(
        &self,
        streams: Streams,
        skip: u64,
        count: u64,
        mut each: impl FnMut(&Visit),
    ) -> Seen {
        let rate: f64 = self.rates.iter().sum();
        let mut agenda = Agenda::new();
        let mut queues: Vec<VecDeque<(Customer, Option<Ticket>)>> =
            vec![VecDeque::new(); self.rates.len()];
        let mut presence = Presence::default();
        let (mut next, mut free, mut gone) = (0, self.servers, 0);
        let gap = |k| {
            let units = sample::exponential(streams.draw(GAP, k, 0).uniform(), 1.0 / rate);
            self.stretch * minutes(units)
        };
        agenda.push(SimTime(gap(0)), Phase::Arrival, Event::Arrive);
        while let Some((now, _, event)) = agenda.pop() {
            let mut report = |customer: Customer, wait: i64, fate| {
                if (skip..skip + count).contains(&customer.who) {
                    gone += 1;
                    each(&Visit {
                        arrived: units(customer.arrived.0),
                        class: customer.class,
                        size: f64::NAN,
                        wait: units(wait),
                        stay: units(now.since(customer.arrived)),
                        fate,
                    });
                }
            };
            match event {
                Event::Arrive => {
                    let customer = Customer {
                        who: next,
                        class: class(&streams, next, self.rates),
                        arrived: now,
                    };
                    if next == skip {
                        presence.open(now);
                    } else if next == skip + count {
                        presence.close(now);
                    }
                    next += 1;
                    let then = now.plus_minutes(gap(next));
                    agenda.push(then, Phase::Arrival, Event::Arrive);
                    if presence.present() == self.room {
                        report(customer, 0, Fate::Refused);
                    } else {
                        presence.enter(now);
                        let ticket = self.patience.is_finite().then(|| {
                            let mut draw = streams.draw(PATIENCE, customer.who, 0);
                            let units = sample::exponential(draw.uniform(), self.patience);
                            let then = now.plus_minutes(self.stretch * minutes(units));
                            agenda.push(then, Phase::Decision, Event::GiveUp(customer))
                        });
                        queues[customer.class].push_back((customer, ticket));
                    }
                }
                Event::GiveUp(customer) => {
                    queues[customer.class].retain(|(other, _)| other.who != customer.who);
                    presence.leave(now, customer.arrived);
                    report(customer, now.since(customer.arrived), Fate::GaveUp);
                }
                Event::Depart(customer, began) => {
                    presence.leave(now, customer.arrived);
                    free += 1;
                    report(customer, began.since(customer.arrived), Fate::Served);
                }
            }
            while free > 0
                && let Some(queue) = queues.iter_mut().find(|queue| !queue.is_empty())
                && let Some((customer, ticket)) = queue.pop_front()
            {
                free -= 1;
                if let Some(ticket) = ticket {
                    agenda.cancel(ticket);
                }
                let service = (self.law)(&mut streams.draw(SERVICE, customer.who, 0));
                let then = now.plus_minutes(self.stretch * minutes(self.mean * service));
                agenda.push(then, Phase::Completion, Event::Depart(customer, now));
            }
            // Arrivals go on until the last one counted has left, so that the end of the run favours nobody.
            if gone == count {
                let serving =
                    std::iter::from_fn(|| agenda.pop()).filter_map(|(_, _, event)| match event {
                        Event::Depart(customer, _) => Some(customer.arrived),
                        // Those who might still give up stand in the queues.
                        Event::Arrive | Event::GiveUp(_) => None,
                    });
                let waiting = (queues.iter().flatten()).map(|(customer, _)| customer.arrived);
                let (levels, gap) = presence.end(now, waiting.chain(serving));
                let end = units(now.0);
                return Seen { levels, gap, end };
            }
        }
        unreachable!("arrivals never end")
    }
}
