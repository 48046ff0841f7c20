//! The workload on what anybody would write by hand: a binary heap, one running generator, rejection samplers.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use casework::kernel::{Phase, SimTime};
use rand_distr::{Distribution, Exp1, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::flow::{Event, Machinery};

/// Time, phase and order of scheduling in one word, the event in another.
pub(crate) struct Bare {
    heap: BinaryHeap<Reverse<(u64, Event)>>,
    scheduled: u64,
    generator: Xoshiro256PlusPlus,
}

const ORDER_BITS: u32 = 35;
const PHASE_BITS: u32 = 3;

impl Bare {
    pub(crate) fn new(seed: u64, replication: u32) -> Self {
        let seed = seed
            .wrapping_mul(1_000_003)
            .wrapping_add(u64::from(replication));
        Self {
            heap: BinaryHeap::new(),
            scheduled: 0,
            generator: Xoshiro256PlusPlus::seed_from_u64(seed),
        }
    }
}

impl Machinery for Bare {
    type Handle = ();

    #[inline]
    fn schedule(&mut self, time: SimTime, phase: Phase, event: Event) {
        let key = (((time.0 as u64) << PHASE_BITS | phase as u64) << ORDER_BITS) | self.scheduled;
        self.scheduled += 1;
        self.heap.push(Reverse((key, event)));
    }

    #[inline]
    fn withdraw(&mut self, (): ()) -> bool {
        false
    }

    #[inline]
    fn next(&mut self) -> Option<(SimTime, Event)> {
        let Reverse((key, event)) = self.heap.pop()?;
        Some((SimTime((key >> (ORDER_BITS + PHASE_BITS)) as i64), event))
    }

    #[inline]
    fn uniform(&mut self, _: u16, _: u64, _: u64) -> f64 {
        (self.generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    #[inline]
    fn exponential(&mut self, _: u16, _: u64, _: u64, mean: f64) -> f64 {
        let x: f64 = Exp1.sample(&mut self.generator);
        mean * x
    }

    #[inline]
    fn lognormal(&mut self, _: u16, _: u64, _: u64, mean: f64, cv: f64) -> f64 {
        let z: f64 = StandardNormal.sample(&mut self.generator);
        let variance = libm::log1p(cv * cv);
        mean * libm::exp(variance.sqrt() * z - 0.5 * variance)
    }
}
