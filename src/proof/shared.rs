//! One server that divides itself among all present, equally or by weight, and may slow down by dividing itself.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

use super::law::{GAP, Law, SERVICE, class, exponential, minutes, units};
use super::presence::Presence;
use super::station::{Fate, Seen, Visit};
use crate::kernel::{Agenda, Phase, SimTime, Streams, Ticket};

/// A shared server.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    /// Arrivals per unit of each class.
    pub rates: &'a [f64],
    /// How much of the server one of each class gets, beside the others.
    pub weights: &'a [f64],
    /// Law of the gaps between arrivals.
    pub gaps: Law,
    /// Mean size, in units of the undivided server.
    pub mean: f64,
    /// Law of sizes.
    pub law: Law,
    /// How much each further one in service slows the server: its speed is 1 / (1 + drag (n − 1)).
    pub drag: f64,
    /// Most who are served at once; others wait, first come, first served.
    pub places: usize,
    /// Most who may be present; further arrivals are turned away.
    pub room: usize,
}

#[derive(Copy, Clone)]
struct Customer {
    who: u64,
    class: usize,
    arrived: SimTime,
    began: SimTime,
    size: i64,
}

/// A customer in service: done when the service that a weight of one has had, in minutes, reaches `finish`.
#[derive(Copy, Clone)]
struct Job {
    finish: f64,
    customer: Customer,
}

impl PartialEq for Job {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Job {}

impl PartialOrd for Job {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Job {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.finish.total_cmp(&other.finish))
            .then_with(|| self.customer.who.cmp(&other.customer.who))
    }
}

impl<'a> Shared<'a> {
    /// Equal shares for all of one class who arrive by chance, and no loss by sharing.
    pub fn new(rates: &'a [f64], mean: f64, law: Law) -> Self {
        Self {
            rates,
            weights: &[1.0],
            gaps: exponential,
            mean,
            law,
            drag: 0.0,
            places: usize::MAX,
            room: usize::MAX,
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
        let mut presence = Presence::default();
        let mut jobs: BinaryHeap<Reverse<Job>> = BinaryHeap::new();
        let mut waiting: VecDeque<Customer> = VecDeque::new();
        let (mut next, mut gone, mut last) = (0, 0, SimTime(0));
        // Minutes of service that a weight of one has had since the server was last idle, and the sum of weights.
        let (mut attained, mut weights) = (0.0, 0.0);
        let mut due: Option<Ticket> = None;
        let gap = |k| minutes((self.gaps)(&mut streams.draw(GAP, k, 0)) / rate);
        agenda.push(SimTime(gap(0)), Phase::Arrival, true);
        while let Some((now, _, arrives)) = agenda.pop() {
            if !jobs.is_empty() {
                attained += now.since(last) as f64 * self.speed(jobs.len()) / weights;
            }
            last = now;
            let mut report = |customer: Customer, fate| {
                if (skip..skip + count).contains(&customer.who) {
                    gone += 1;
                    each(&Visit {
                        arrived: units(customer.arrived.0),
                        class: customer.class,
                        size: units(customer.size),
                        wait: units(customer.began.since(customer.arrived)),
                        stay: units(now.since(customer.arrived)),
                        fate,
                    });
                }
            };
            if arrives {
                let service = (self.law)(&mut streams.draw(SERVICE, next, 0));
                let customer = Customer {
                    who: next,
                    class: class(&streams, next, self.rates),
                    arrived: now,
                    began: now,
                    size: minutes(self.mean * service),
                };
                if next == skip {
                    presence.open(now);
                } else if next == skip + count {
                    presence.close(now);
                }
                next += 1;
                agenda.push(now.plus_minutes(gap(next)), Phase::Arrival, true);
                if presence.present() == self.room {
                    report(customer, Fate::Refused);
                } else {
                    presence.enter(now);
                    waiting.push_back(customer);
                }
                // Another who shares puts off the completion that was due.
                if let Some(due) = due.take() {
                    agenda.cancel(due);
                }
            } else if let Some(Reverse(Job { customer, .. })) = jobs.pop() {
                weights -= self.weights[customer.class];
                presence.leave(now, customer.arrived);
                report(customer, Fate::Served);
            }
            if jobs.is_empty() {
                (attained, weights) = (0.0, 0.0);
            }
            while jobs.len() < self.places
                && let Some(mut customer) = waiting.pop_front()
            {
                let weight = self.weights[customer.class];
                customer.began = now;
                weights += weight;
                jobs.push(Reverse(Job {
                    finish: attained + customer.size as f64 / weight,
                    customer,
                }));
            }
            due = jobs.peek().map(|Reverse(job)| {
                let left = (job.finish - attained).max(0.0) * weights / self.speed(jobs.len());
                let then = now.plus_minutes(libm::rint(left) as i64);
                agenda.push(then, Phase::Completion, false)
            });
            if gone == count {
                let served = jobs.iter().map(|Reverse(job)| job.customer.arrived);
                let queue = waiting.iter().map(|customer| customer.arrived);
                let (levels, gap) = presence.end(now, queue.chain(served));
                let end = units(now.0);
                return Seen { levels, gap, end };
            }
        }
        unreachable!("arrivals never end")
    }

    fn speed(&self, sharers: usize) -> f64 {
        1.0 / (1.0 + self.drag * (sharers as f64 - 1.0))
    }
}
