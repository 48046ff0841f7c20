//! Wall clock of the parts: nanoseconds per event of the agenda and per draw, seconds per replication.
//!
//! `cargo bench --bench speed`, or with the name of a part: `cargo bench --bench speed -- agenda`.

mod common;

use casework::experiment::replication::simulate;
use casework::kernel::Streams;
use common::hold::Hold;
use common::samplers::{SAMPLERS, Sampler};
use common::{AUTHORITIES, SEED, authority};
use divan::Bencher;
use divan::counter::ItemsCount;

const PENDING: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// One event popped and scheduled anew.
#[divan::bench(args = PENDING, sample_size = 10_000)]
fn agenda(bencher: Bencher<'_, '_>, pending: u32) {
    let mut hold = Hold::new(pending, false);
    bencher.bench_local(|| hold.step());
}

/// The same where three of ten are cancelled instead of popped.
#[divan::bench(args = PENDING, sample_size = 10_000)]
fn agenda_with_cancellation(bencher: Bencher<'_, '_>, pending: u32) {
    let mut hold = Hold::new(pending, true);
    bencher.bench_local(|| hold.step());
}

/// One draw, from its key to the variate.
#[divan::bench(args = SAMPLERS, sample_size = 10_000)]
fn sampling(bencher: Bencher<'_, '_>, sampler: &Sampler) {
    let streams = Streams::new(SEED, 0);
    let mut occasion = 0;
    bencher.bench_local(|| {
        occasion += 1;
        sampler.draw(&streams, occasion)
    });
}

/// One replication as the scenario has it; items are events.
#[divan::bench(args = AUTHORITIES, sample_count = 11)]
fn replication(bencher: Bencher<'_, '_>, name: &str) {
    let config = authority(name, &[]);
    let events = simulate(&config, SEED, 0).events;
    bencher
        .counter(ItemsCount::new(events))
        .bench_local(|| simulate(&config, SEED, 0));
}

fn main() {
    divan::main();
}
