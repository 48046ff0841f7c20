//! Cases: servers who divide themselves, and customers who go between stations.

use super::case::{Case, Rule, Sample, Single, Target};
use super::law::{Law, constant, exponential, lognormal, two_point};
use super::network::Network;
use super::shared::Shared;
use super::theory;
use crate::kernel::{Moments, Streams};

/// Customers left out at the start of a replication.
const SKIP: u64 = 1_000;

const SHARING: &str = "processor sharing";
const CHAIN: &str = "birth-death chain";
const JACKSON: &str = "Jackson";

/// All that draw.
pub(super) fn cases() -> Vec<Case> {
    vec![
        shared("exponential", exponential, 26_000),
        shared("constant", constant, 10_000),
        shared("log-normal", lognormal, 28_000),
        small_and_large(),
        weighted(),
        juggling(0.0, 6_000),
        juggling(0.02, 8_000),
        juggling(0.05, 15_000),
        network(),
        coming_back(),
        few_sources(),
    ]
}

fn shared(name: &str, law: Law, count: u64) -> Case {
    const RATES: [f64; 1] = [0.8];
    Case::new(
        &format!("one server shared by all, {name} sizes"),
        SHARING,
        200,
        vec![Target::mean("stay", theory::shared_stay(1.0, RATES[0]))],
        move |streams, planted| {
            let server = Shared::new(&RATES, planted, law);
            let mut stays = Moments::new();
            let seen = server.run(streams, SKIP, count, |visit| stays.push(visit.stay));
            Sample {
                values: vec![stays.mean()],
                gap: seen.gap,
            }
        },
    )
}

fn small_and_large() -> Case {
    const RATE: f64 = 0.8;
    let stay = |size| theory::shared_stay(size, RATE);
    Case::new(
        "one server shared by small and large",
        SHARING,
        200,
        vec![
            Target::mean("stay of size 0.5", stay(0.5)),
            Target::mean("stay of size 2", stay(2.0)),
        ],
        |streams, planted| {
            let rates = [RATE * planted];
            let server = Shared::new(&rates, 1.0, two_point);
            let (mut small, mut large) = (Moments::new(), Moments::new());
            let seen = server.run(streams, SKIP, 17_000, |visit| {
                if visit.size < 1.0 {
                    small.push(visit.stay);
                } else {
                    large.push(visit.stay);
                }
            });
            Sample {
                values: vec![small.mean(), large.mean()],
                gap: seen.gap,
            }
        },
    )
}

fn weighted() -> Case {
    const RATES: [f64; 2] = [0.4, 0.3];
    const WEIGHTS: [f64; 2] = [2.0, 1.0];
    let [urgent, patient] = theory::weighted_stays(RATES, WEIGHTS);
    Case::new(
        "one server shared two to one",
        "discriminatory processor sharing",
        200,
        vec![
            Target::mean("stay of the urgent", urgent),
            Target::mean("stay of the patient", patient),
        ],
        |streams, planted| {
            let server = Shared {
                weights: &WEIGHTS,
                ..Shared::new(&RATES, planted, exponential)
            };
            let mut stays = [Moments::new(); 2];
            let seen = server.run(streams, SKIP, 12_000, |visit| {
                stays[visit.class].push(visit.stay);
            });
            Sample {
                values: stays.iter().map(Moments::mean).collect(),
                gap: seen.gap,
            }
        },
    )
}

fn juggling(drag: f64, count: u64) -> Case {
    const RATES: [f64; 1] = [0.7];
    const ROOM: u32 = 12;
    let law = theory::juggling(RATES[0], drag, ROOM);
    let mut targets = vec![Target::mean("number present", theory::mean_of(&law))];
    // Where hardly anybody is turned away, no reasonable run counts enough of them.
    if drag == 0.05 {
        targets.push(Target::tail("share of time full", law[ROOM as usize]));
    }
    let with_full = targets.len() > 1;
    Case::new(
        &format!("one server who juggles up to {ROOM}, cost {drag}"),
        CHAIN,
        200,
        targets,
        move |streams, planted| {
            let server = Shared {
                drag,
                room: ROOM as usize,
                ..Shared::new(&RATES, planted, exponential)
            };
            let seen = server.run(streams, SKIP, count, |_| {});
            let mut values = vec![seen.levels.mean()];
            if with_full {
                values.push(seen.levels.at_least(ROOM as usize));
            }
            Sample {
                values,
                gap: seen.gap,
            }
        },
    )
}

fn network() -> Case {
    const OUTSIDE: [f64; 3] = [1.0, 0.0, 0.0];
    const ROUTES: [&[f64]; 3] = [&[0.0, 0.6, 0.3], &[0.0, 0.0, 0.5], &[0.0, 0.2, 0.0]];
    const MEANS: [f64; 3] = [0.5, 1.0 / 1.5, 1.0 / 1.2];
    const SERVERS: [usize; 3] = [1, 1, 2];
    let rates = theory::traffic(&OUTSIDE, &ROUTES);
    let present: Vec<f64> = (0..3)
        .map(|at| theory::present_at_servers(rates[at], MEANS[at], SERVERS[at] as u32))
        .collect();
    let mut targets: Vec<Target> = (["first", "second", "third"].iter().zip(&present))
        .map(|(which, &theory)| Target::mean(&format!("number at the {which}"), theory))
        .collect();
    targets.push(Target::mean(
        "stay in the network",
        present.iter().sum::<f64>() / OUTSIDE[0],
    ));
    Case::new(
        "network of three stations",
        JACKSON,
        200,
        targets,
        |streams, planted| {
            let means = MEANS.map(|mean| mean * planted);
            let network = Network {
                rates: &OUTSIDE,
                means: &means,
                servers: &SERVERS,
                routes: &ROUTES,
                inside: 0,
            };
            let seen = network.run(streams, 500.0, 4_500.0);
            Sample {
                values: [seen.present, vec![seen.stays.mean()]].concat(),
                gap: seen.gap,
            }
        },
    )
}

fn coming_back() -> Case {
    const OUTSIDE: [f64; 1] = [0.5];
    const ROUTES: [&[f64]; 1] = [&[0.3]];
    let rate = theory::traffic(&OUTSIDE, &ROUTES)[0];
    let present = theory::present_at_servers(rate, 1.0, 1);
    Case::new(
        "one server to whom three of ten come back",
        JACKSON,
        200,
        vec![
            Target::mean("number present", present),
            Target::mean("stay, returns included", present / OUTSIDE[0]),
        ],
        |streams, planted| {
            let network = Network {
                rates: &OUTSIDE,
                means: &[planted],
                servers: &[1],
                routes: &ROUTES,
                inside: 0,
            };
            let seen = network.run(streams, 500.0, 22_000.0);
            Sample {
                values: [seen.present, vec![seen.stays.mean()]].concat(),
                gap: seen.gap,
            }
        },
    )
}

fn few_sources() -> Case {
    const SOURCES: u32 = 6;
    const THINKING: f64 = 10.0;
    let law = theory::finite_source(SOURCES, 1.0 / THINKING, 1.0);
    let queue = theory::mean_of(&law[1..]);
    Case::new(
        "one server for six sources",
        CHAIN,
        200,
        vec![
            Target::mean("number asking", theory::mean_of(&law)),
            Target::mean("number waiting", queue),
            Target::mean("share of time busy", 1.0 - law[0]),
            Target::mean("wait", queue / (1.0 - law[0])),
        ],
        |streams, planted| {
            let network = Network {
                rates: &[0.0, 0.0],
                means: &[THINKING, planted],
                servers: &[SOURCES as usize, 1],
                routes: &[&[0.0, 1.0], &[1.0, 0.0]],
                inside: SOURCES.into(),
            };
            let seen = network.run(streams, 200.0, 6_000.0);
            let busy = seen.present[1] - seen.queue[1];
            Sample {
                values: vec![seen.present[1], seen.queue[1], busy, seen.waits[1].mean()],
                gap: seen.gap,
            }
        },
    )
}

/// The law of task juggling, for which nothing is drawn: regular openings, equal sizes, a server shared by all.
pub(super) fn juggled() -> Vec<Single> {
    fn done(opened: f64, planted: f64) -> f64 {
        /// Completions that are counted: the share done settles as one over their number.
        const COUNTED: u64 = 20_000;
        let rates = [opened];
        let server = Shared {
            gaps: constant,
            ..Shared::new(&rates, planted, constant)
        };
        let seen = server.run(Streams::new(0, 0), 0, COUNTED, |_| {});
        COUNTED as f64 / seen.end
    }
    type Check = fn(&dyn Fn(u32) -> Streams, f64) -> f64;
    let at: [(f64, &'static str, Check); 4] = [
        (
            1.1,
            "opening 1.1 times what can be done: share done",
            |_, p| done(1.1, p),
        ),
        (
            1.2,
            "opening 1.2 times what can be done: share done",
            |_, p| done(1.2, p),
        ),
        (
            1.5,
            "opening 1.5 times what can be done: share done",
            |_, p| done(1.5, p),
        ),
        (
            2.0,
            "opening 2 times what can be done: share done",
            |_, p| done(2.0, p),
        ),
    ];
    at.into_iter()
        .map(|(opened, name, check)| Single {
            name,
            source: "Coviello, Ichino and Persico: task juggling",
            theory: theory::task_juggling(opened),
            rule: Rule::Within(5e-4),
            replications: 0,
            check,
        })
        .collect()
}
