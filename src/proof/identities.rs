//! What must come out exactly, draw by draw: a model changed in a way that changes nothing; and what common draws are worth.

use super::case::{Rule, Single};
use super::law::{exponential, lognormal, minutes};
use super::network::Network;
use super::preempt::Preempt;
use super::shared::Shared;
use super::sharing::juggled;
use super::station::{Station, Visit};
use super::transients::first_hundred;
use super::unlimited::Unlimited;
use crate::kernel::{Moments, Streams};

/// Replications of an identity.
const TRIES: u32 = 20;
/// Customers in each.
const COUNT: u64 = 2_000;
/// Replications that tell what common draws are worth.
const PAIRS: u32 = 2_000;
/// By how much common draws have to cut the variance of a difference between two systems that differ in little.
const WORTH: f64 = 200.0;

type Draws<'a> = &'a dyn Fn(u32) -> Streams;

/// All of them, and the law of task juggling.
pub(super) fn singles() -> Vec<Single> {
    let exact = |name, check| Single {
        name,
        source: "identity",
        theory: 0.0,
        rule: Rule::Exact,
        replications: TRIES,
        check,
    };
    let mut singles = vec![
        exact("the same model twice: largest difference of a stay", same),
        exact(
            "time in another unit: largest difference of a stay",
            stretched,
        ),
        exact(
            "one class that may interrupt is a plain queue: largest difference of a stay",
            one_class,
        ),
        exact(
            "a server shared by one at a time is a plain queue: largest difference of a stay",
            one_place,
        ),
        exact(
            "juggling at no cost is sharing: largest difference of a stay",
            no_cost,
        ),
        exact(
            "equal weights are no weights: largest difference of a stay",
            equal_weights,
        ),
        exact(
            "servers for everybody are no limit: largest difference of the number present",
            no_limit,
        ),
        exact(
            "who goes first does not change when a server is idle: largest difference of the share of time",
            same_work,
        ),
        exact("nobody comes: mean number present", nobody),
    ];
    singles.push(Single {
        name: "M/M/1 minus M/M/2: variance on separate draws over that on the same",
        source: "Law, Simulation Modeling and Analysis",
        theory: WORTH,
        rule: Rule::AtLeast,
        replications: PAIRS,
        check: worth,
    });
    singles.extend(juggled());
    singles
}

/// The largest difference over all replications between two lists of numbers.
fn largest(draws: Draws, pair: impl Fn(Streams) -> [Vec<f64>; 2]) -> f64 {
    (0..TRIES).fold(0.0, |most, replication| {
        let [one, other] = pair(draws(replication));
        assert_eq!(one.len(), other.len(), "both models report everybody");
        let differences = one.iter().zip(&other).map(|(a, b)| (a - b).abs());
        differences.fold(most, f64::max)
    })
}

/// Collects stays in the order of leaving.
fn stays(run: impl FnOnce(&mut dyn FnMut(&Visit))) -> Vec<f64> {
    let mut stays = Vec::with_capacity(COUNT as usize);
    run(&mut |visit| stays.push(visit.stay));
    stays
}

fn plain(streams: Streams, mean: f64) -> Vec<f64> {
    stays(|each| {
        Station::new(1, &[0.8], mean, lognormal).run(streams, 0, COUNT, each);
    })
}

fn same(draws: Draws, planted: f64) -> f64 {
    largest(draws, |streams| {
        [plain(streams, 1.0), plain(streams, planted)]
    })
}

fn stretched(draws: Draws, planted: f64) -> f64 {
    /// No multiple of anything that the agenda might have inside.
    const STRETCH: i64 = 37;
    largest(draws, |streams| {
        let stretched = stays(|each| {
            let station = Station {
                stretch: STRETCH,
                ..Station::new(1, &[0.8], planted, lognormal)
            };
            station.run(streams, 0, COUNT, each);
        });
        // In whole minutes, where division is exact.
        let whole = |stays: Vec<f64>, by: i64| {
            (stays.iter())
                .map(|&stay| (minutes(stay) / by) as f64)
                .collect()
        };
        [whole(plain(streams, 1.0), 1), whole(stretched, STRETCH)]
    })
}

fn one_class(draws: Draws, planted: f64) -> f64 {
    largest(draws, |streams| {
        let interrupting = stays(|each| {
            let server = Preempt {
                rates: &[0.8],
                mean: planted,
                law: lognormal,
            };
            server.run(streams, 0, COUNT, each);
        });
        [plain(streams, 1.0), interrupting]
    })
}

fn shared(streams: Streams, server: Shared) -> Vec<f64> {
    stays(|each| {
        server.run(streams, 0, COUNT, each);
    })
}

fn one_place(draws: Draws, planted: f64) -> f64 {
    largest(draws, |streams| {
        let server = Shared {
            places: 1,
            ..Shared::new(&[0.8], planted, lognormal)
        };
        [plain(streams, 1.0), shared(streams, server)]
    })
}

fn no_cost(draws: Draws, planted: f64) -> f64 {
    largest(draws, |streams| {
        // So little work that a cost, where one is planted, does not make it endless.
        let sharing = Shared::new(&[0.3], 1.0, lognormal);
        let juggling = Shared {
            drag: planted - 1.0,
            ..sharing
        };
        [shared(streams, sharing), shared(streams, juggling)]
    })
}

fn equal_weights(draws: Draws, planted: f64) -> f64 {
    largest(draws, |streams| {
        let one = Shared {
            weights: &[1.0, 1.0],
            ..Shared::new(&[0.4, 0.4], 1.0, lognormal)
        };
        // Powers of two scale without rounding.
        let weights = [4.0, 4.0 * planted];
        let other = Shared {
            weights: &weights,
            ..one
        };
        [shared(streams, one), shared(streams, other)]
    })
}

fn no_limit(draws: Draws, planted: f64) -> f64 {
    largest(draws, |streams| {
        let times: Vec<f64> = (1..=40).map(f64::from).collect();
        let unlimited = Unlimited::steady(5.0, 2.0, lognormal);
        let (levels, _) = unlimited.levels(streams, &times);
        // Who is present at a station follows from when each came and left.
        let mut present = vec![0.0; times.len()];
        let station = Station::new(usize::MAX, &[5.0], 2.0 * planted, lognormal);
        station.run(streams, 0, COUNT, |visit| {
            let here = minutes(visit.arrived)..minutes(visit.arrived + visit.stay);
            for (count, &time) in present.iter_mut().zip(&times) {
                *count += f64::from(here.contains(&minutes(time)));
            }
        });
        [levels, present]
    })
}

fn same_work(draws: Draws, planted: f64) -> f64 {
    const RATES: [f64; 3] = [0.2, 0.3, 0.3];
    largest(draws, |streams| {
        let station = Station::new(1, &RATES, 1.0, exponential);
        let server = Preempt {
            rates: &RATES,
            mean: planted,
            law: exponential,
        };
        [
            station.run(streams, 0, COUNT, |_| {}),
            server.run(streams, 0, COUNT, |_| {}),
        ]
        .map(|seen| vec![seen.levels.at_least(1)])
    })
}

fn nobody(draws: Draws, planted: f64) -> f64 {
    let network = Network {
        rates: &[planted - 1.0],
        means: &[1.0],
        servers: &[1],
        routes: &[&[0.0]],
        inside: 0,
    };
    network.run(draws(0), 0.0, 1_000.0).present[0]
}

fn worth(draws: Draws, _: f64) -> f64 {
    let (mut same, mut separate) = (Moments::new(), Moments::new());
    for replication in 0..PAIRS {
        let one = first_hundred(1, 0.9, draws(replication)).0;
        same.push(one - first_hundred(2, 1.8, draws(replication)).0);
        separate.push(one - first_hundred(2, 1.8, draws(replication + PAIRS)).0);
    }
    separate.variance() / same.variance()
}
