//! The workload on the program's own agenda, keyed draws and samplers.

use casework::kernel::{Agenda, Phase, SimTime, Streams, Ticket, sample};

use crate::flow::{Event, Machinery};

pub(crate) struct Keyed {
    agenda: Agenda<Event>,
    streams: Streams,
}

impl Keyed {
    pub(crate) fn new(seed: u64, replication: u32) -> Self {
        Self {
            agenda: Agenda::new(),
            streams: Streams::new(seed, replication),
        }
    }
}

impl Machinery for Keyed {
    type Handle = Ticket;

    #[inline]
    fn schedule(&mut self, time: SimTime, phase: Phase, event: Event) -> Ticket {
        self.agenda.push(time, phase, event)
    }

    #[inline]
    fn withdraw(&mut self, handle: Ticket) -> bool {
        self.agenda.cancel(handle)
    }

    #[inline]
    fn next(&mut self) -> Option<(SimTime, Event)> {
        self.agenda.pop().map(|(time, _, event)| (time, event))
    }

    #[inline]
    fn uniform(&mut self, purpose: u16, entity: u64, occasion: u64) -> f64 {
        self.streams.draw(purpose, entity, occasion).uniform()
    }

    #[inline]
    fn exponential(&mut self, purpose: u16, entity: u64, occasion: u64, mean: f64) -> f64 {
        sample::exponential(self.uniform(purpose, entity, occasion), mean)
    }

    #[inline]
    fn lognormal(&mut self, purpose: u16, entity: u64, occasion: u64, mean: f64, cv: f64) -> f64 {
        sample::lognormal(self.uniform(purpose, entity, occasion), mean, cv)
    }
}
