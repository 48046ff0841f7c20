//! The hold model: so many events are pending, and each that comes is scheduled anew.

use casework::kernel::{Agenda, Phase, SimTime, Ticket, sample};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Mean minutes until an event comes: a week, as the clocks of families and visits have it.
const MEAN: f64 = 10_080.0;
/// Gaps are drawn beforehand, so that the agenda alone is measured.
const GAPS: usize = 4_096;
/// Of ten events scheduled, so many are cancelled where there is cancellation.
const CANCELLED_OF_TEN: u32 = 3;

pub(crate) struct Hold {
    agenda: Agenda<u32>,
    tickets: Vec<Ticket>,
    gaps: Vec<i64>,
    generator: Xoshiro256PlusPlus,
    now: SimTime,
    cancels: bool,
    steps: u32,
}

impl Hold {
    /// A model with so many events pending, warmed up until its start is forgotten.
    pub(crate) fn new(pending: u32, cancels: bool) -> Hold {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
        let gaps = (0..GAPS)
            .map(|_| (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64)
            .map(|u| sample::exponential(u, MEAN) as i64 + 1)
            .collect();
        let mut hold = Hold {
            agenda: Agenda::new(),
            tickets: Vec::new(),
            gaps,
            generator,
            now: SimTime(0),
            cancels,
            steps: 0,
        };
        for id in 0..pending {
            let ticket = hold.schedule(id);
            hold.tickets.push(ticket);
        }
        for _ in 0..3 * pending {
            hold.step();
        }
        hold
    }

    fn schedule(&mut self, id: u32) -> Ticket {
        let gap = self.gaps[self.generator.next_u64() as usize % GAPS];
        let at = self.now.plus_minutes(gap);
        self.agenda.push(at, Phase::Completion, id)
    }

    /// One event comes, or is cancelled, and is scheduled anew.
    #[inline]
    pub(crate) fn step(&mut self) {
        self.steps += 1;
        let id = if self.cancels && self.steps % 10 < CANCELLED_OF_TEN {
            let id = self.generator.next_u64() as u32 % self.tickets.len() as u32;
            assert!(self.agenda.cancel(self.tickets[id as usize]));
            id
        } else {
            let (now, _, id) = self.agenda.pop().expect("events are pending");
            self.now = now;
            id
        };
        self.tickets[id as usize] = self.schedule(id);
    }

    /// Many steps; returns the time that it has got to, so that nothing is left out.
    pub(crate) fn steps(&mut self, number: u32) -> SimTime {
        (0..number).for_each(|_| self.step());
        self.now
    }
}
