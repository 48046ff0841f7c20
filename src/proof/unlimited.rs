//! Arrivals by chance, each with a server of its own; the rate of arrivals may swing.

use super::law::{GAP, Law, SERVICE, THINNING, minutes};
use super::presence::Presence;
use crate::kernel::{Agenda, Phase, SimTime, Streams, sample};

/// A service without limit.
#[derive(Clone, Copy, Debug)]
pub struct Unlimited {
    /// Arrivals per unit, in the mean.
    pub rate: f64,
    /// How far the rate swings about its mean, as a sine that begins upwards.
    pub swing: f64,
    /// Units of time of one swing.
    pub period: f64,
    /// Mean stay, in units.
    pub mean: f64,
    /// Law of stays.
    pub law: Law,
}

#[derive(Copy, Clone)]
enum Event {
    Arrive,
    Depart { arrived: SimTime },
    Look,
}

impl Unlimited {
    /// Arrivals at one rate all the time.
    pub fn steady(rate: f64, mean: f64, law: Law) -> Self {
        Self {
            rate,
            swing: 0.0,
            period: 1.0,
            mean,
            law,
        }
    }

    /// Number present at each of these times (in units), from empty, and by how much Little's law was missed.
    pub fn levels(&self, streams: Streams, times: &[f64]) -> (Vec<f64>, f64) {
        let mut agenda = Agenda::new();
        let mut presence = Presence::default();
        let mut levels = Vec::with_capacity(times.len());
        let mut customer = 0;
        let most = self.rate + self.swing;
        let gap = |k| {
            minutes(sample::exponential(
                streams.draw(GAP, k, 0).uniform(),
                1.0 / most,
            ))
        };
        agenda.push(SimTime(gap(0)), Phase::Arrival, Event::Arrive);
        for &time in times {
            agenda.push(SimTime(minutes(time)), Phase::Observation, Event::Look);
        }
        while let Some((now, _, event)) = agenda.pop() {
            match event {
                Event::Arrive => {
                    if self.comes(&streams, customer, now) {
                        presence.enter(now);
                        let stay = (self.law)(&mut streams.draw(SERVICE, customer, 0));
                        agenda.push(
                            now.plus_minutes(minutes(self.mean * stay)),
                            Phase::Completion,
                            Event::Depart { arrived: now },
                        );
                    }
                    customer += 1;
                    let then = now.plus_minutes(gap(customer));
                    agenda.push(then, Phase::Arrival, Event::Arrive);
                }
                Event::Depart { arrived } => presence.leave(now, arrived),
                Event::Look => levels.push(presence.present() as f64),
            }
            if levels.len() == times.len() {
                let left =
                    std::iter::from_fn(|| agenda.pop()).filter_map(|(_, _, event)| match event {
                        Event::Depart { arrived } => Some(arrived),
                        Event::Arrive | Event::Look => None,
                    });
                let (_, gap) = presence.end(now, left);
                return (levels, gap);
            }
        }
        unreachable!("arrivals never end")
    }

    /// Whether one of the arrivals at the highest rate is one at the rate of its time.
    fn comes(&self, streams: &Streams, customer: u64, now: SimTime) -> bool {
        if self.swing == 0.0 {
            return true;
        }
        let turn = std::f64::consts::TAU / minutes(self.period) as f64 * now.0 as f64;
        let rate = self.rate + self.swing * libm::sin(turn);
        let chance = rate / (self.rate + self.swing);
        sample::bernoulli(streams.draw(THINNING, customer, 0).uniform(), chance)
    }
}
