//! One server whom the more urgent interrupt; what was interrupted goes on later from where it was.

use std::collections::VecDeque;

use super::law::{GAP, Law, SERVICE, class, minutes, units};
use super::presence::Presence;
use super::station::{Fate, Seen, Visit};
use crate::kernel::{Agenda, Phase, SimTime, Streams, Ticket, sample};

/// Poisson arrivals in classes.
#[derive(Clone, Copy, Debug)]
pub struct Preempt<'a> {
    /// Arrivals per unit of each class, the most urgent first.
    pub rates: &'a [f64],
    /// Mean service, in units.
    pub mean: f64,
    /// Law of service.
    pub law: Law,
}

#[derive(Copy, Clone)]
struct Job {
    who: u64,
    class: usize,
    arrived: SimTime,
    size: i64,
    /// Minutes of service still to come.
    left: i64,
}

/// Who is served, since when, and the completion that is due.
struct Serving {
    job: Job,
    since: SimTime,
    due: Ticket,
}

impl Preempt<'_> {
    /// Lets `skip` customers come and go, then reports each of the next `count` when it leaves. The wait is all time
    /// without service.
    pub fn run(
        &self,
        streams: Streams,
        skip: u64,
        count: u64,
        mut each: impl FnMut(&Visit),
    ) -> Seen {
        let rate: f64 = self.rates.iter().sum();
        let mut agenda = Agenda::new();
        let mut queues: Vec<VecDeque<Job>> = vec![VecDeque::new(); self.rates.len()];
        let mut serving: Option<Serving> = None;
        let mut presence = Presence::default();
        let (mut next, mut gone) = (0, 0);
        let gap = |k| {
            minutes(sample::exponential(
                streams.draw(GAP, k, 0).uniform(),
                1.0 / rate,
            ))
        };
        agenda.push(SimTime(gap(0)), Phase::Arrival, true);
        while let Some((now, _, arrives)) = agenda.pop() {
            if arrives {
                let size = minutes(self.mean * (self.law)(&mut streams.draw(SERVICE, next, 0)));
                let job = Job {
                    who: next,
                    class: class(&streams, next, self.rates),
                    arrived: now,
                    size,
                    left: size,
                };
                if next == skip {
                    presence.open(now);
                } else if next == skip + count {
                    presence.close(now);
                }
                next += 1;
                presence.enter(now);
                queues[job.class].push_back(job);
                agenda.push(now.plus_minutes(gap(next)), Phase::Arrival, true);
                if let Some(interrupted) = serving.take_if(|serving| serving.job.class > job.class)
                {
                    agenda.cancel(interrupted.due);
                    let mut job = interrupted.job;
                    job.left -= now.since(interrupted.since);
                    queues[job.class].push_front(job);
                }
            } else if let Some(Serving { job, .. }) = serving.take() {
                presence.leave(now, job.arrived);
                if (skip..skip + count).contains(&job.who) {
                    gone += 1;
                    let stay = now.since(job.arrived);
                    each(&Visit {
                        arrived: units(job.arrived.0),
                        class: job.class,
                        size: units(job.size),
                        wait: units(stay - job.size),
                        stay: units(stay),
                        fate: Fate::Served,
                    });
                }
            }
            if serving.is_none()
                && let Some(job) = queues.iter_mut().find_map(VecDeque::pop_front)
            {
                let due = agenda.push(now.plus_minutes(job.left), Phase::Completion, false);
                serving = Some(Serving {
                    job,
                    since: now,
                    due,
                });
            }
            if gone == count {
                let served = serving.iter().map(|serving| serving.job.arrived);
                let waiting = queues.iter().flatten().map(|job| job.arrived);
                let (levels, gap) = presence.end(now, waiting.chain(served));
                let end = units(now.0);
                return Seen { levels, gap, end };
            }
        }
        unreachable!("arrivals never end")
    }
}
