//! Cases: queues before one server or several.

use super::case::{Case, Sample, Target};
use super::law::{Law, constant, erlang, exponential, lognormal, uniform};
use super::preempt::Preempt;
use super::station::{Fate, Station};
use super::theory;
use crate::kernel::{Moments, Streams};

/// Customers left out at the start of a replication: far more than a queue at these loads remembers.
const SKIP: u64 = 1_000;

const ERLANG: &str = "Erlang C";
const KHINCHINE: &str = "Pollaczek-Khinchine";
const COBHAM: &str = "Cobham";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![one_server()];
    cases.extend([
        servers(2, 1.0 / 6.0, 4.0, 120, 22_000),
        servers(3, 2.0, 1.0, 120, 46_000),
        servers(4, 0.25, 10.0, 120, 50_000),
        servers(5, 4.0, 1.0, 200, 57_000),
        any_service("constant", constant, 1.0, 200, 14_000),
        any_service("Erlang-2", erlang, 1.5, 200, 27_000),
        any_service("uniform", uniform, 4.0 / 3.0, 200, 21_000),
        any_service("log-normal", lognormal, 3.0, 200, 82_000),
        room(1, 0.9, 5, 120, 6_000),
        room(1, 1.5, 4, 120, 3_000),
        room(3, 4.0, 8, 120, 4_000),
        impatient(),
        urgent_first(),
        urgent_first_at_five(),
        interrupting(),
    ]);
    cases
}

fn one_server() -> Case {
    const LOAD: f64 = 0.8;
    const TIME: f64 = 5.0;
    let staying = libm::exp(-(1.0 - LOAD) * TIME);
    let targets = vec![
        Target::mean("wait", theory::wait_of_servers(LOAD, 1.0, 1)),
        Target::mean("number present", theory::present_at_servers(LOAD, 1.0, 1)),
        Target::tail("share of time with five or more", libm::pow(LOAD, 5.0)),
        Target::tail("chance of a stay over 5", staying),
        Target::tail("chance of a wait over 5", LOAD * staying),
    ];
    Case::new(
        "M/M/1 at load 0.8",
        ERLANG,
        200,
        targets,
        |streams, planted| {
            let station = Station::new(1, &[LOAD], planted, exponential);
            let (mut waits, mut long_stays, mut long_waits) =
                (Moments::new(), Moments::new(), Moments::new());
            let seen = station.run(streams, SKIP, 34_000, |visit| {
                waits.push(visit.wait);
                long_stays.push(f64::from(visit.stay > TIME));
                long_waits.push(f64::from(visit.wait > TIME));
            });
            let levels = [seen.levels.mean(), seen.levels.at_least(5)];
            let rest = [long_stays.mean(), long_waits.mean()];
            Sample {
                values: [&[waits.mean()][..], &levels, &rest].concat(),
                gap: seen.gap,
            }
        },
    )
}

fn servers(servers: u32, rate: f64, mean: f64, replications: u32, count: u64) -> Case {
    let targets = vec![
        Target::mean("wait", theory::wait_of_servers(rate, mean, servers)),
        Target::tail("chance of a wait", theory::erlang_c(rate * mean, servers)),
    ];
    Case::new(
        &format!(
            "M/M/{servers} at load {:.3}",
            rate * mean / f64::from(servers)
        ),
        ERLANG,
        replications,
        targets,
        move |streams, planted| {
            let rates = [rate];
            let station = Station::new(servers as usize, &rates, mean * planted, exponential);
            let (mut waits, mut waiting) = (Moments::new(), Moments::new());
            let seen = station.run(streams, SKIP, count, |visit| {
                waits.push(visit.wait);
                waiting.push(f64::from(visit.wait > 0.0));
            });
            Sample {
                values: vec![waits.mean(), waiting.mean()],
                gap: seen.gap,
            }
        },
    )
}

fn any_service(name: &str, law: Law, square: f64, replications: u32, count: u64) -> Case {
    const RATE: f64 = 0.8;
    let wait = theory::pollaczek_khinchine(RATE, 1.0, square);
    Case::new(
        &format!("M/G/1, {name} service"),
        KHINCHINE,
        replications,
        vec![Target::mean("wait", wait)],
        move |streams, planted| {
            let station = Station::new(1, &[RATE], planted, law);
            let mut waits = Moments::new();
            let seen = station.run(streams, SKIP, count, |visit| waits.push(visit.wait));
            Sample {
                values: vec![waits.mean()],
                gap: seen.gap,
            }
        },
    )
}

fn room(servers: u32, rate: f64, room: u32, replications: u32, count: u64) -> Case {
    let law = theory::limited_room(rate, 1.0, servers, room);
    let full = law[room as usize];
    let targets = vec![
        Target::tail("share turned away", full),
        Target::mean("number present", theory::mean_of(&law)),
        Target::mean(
            "stay of those let in",
            theory::mean_of(&law) / (rate * (1.0 - full)),
        ),
    ];
    Case::new(
        &format!("M/M/{servers}/{room} at arrival rate {rate}"),
        "birth-death chain",
        replications,
        targets,
        move |streams, planted| {
            let rates = [rate];
            let station = Station {
                room: room as usize,
                ..Station::new(servers as usize, &rates, planted, exponential)
            };
            let (mut refused, mut stays) = (Moments::new(), Moments::new());
            let seen = station.run(streams, SKIP, count, |visit| {
                refused.push(f64::from(visit.fate == Fate::Refused));
                if visit.fate == Fate::Served {
                    stays.push(visit.stay);
                }
            });
            Sample {
                values: vec![refused.mean(), seen.levels.mean(), stays.mean()],
                gap: seen.gap,
            }
        },
    )
}

fn impatient() -> Case {
    const SERVERS: usize = 10;
    let [rate, patience] = [10.0, 2.0];
    let expected = theory::erlang_a(rate, 1.0, patience, SERVERS as u32);
    let targets = vec![
        Target::tail("chance of a wait", expected.waiting),
        Target::mean("number waiting", expected.queue),
        Target::mean("time in the queue", expected.wait),
        Target::mean("share who give up", expected.leaving),
        Target::mean("identity: giving up over patience", 1.0 / patience),
    ];
    Case::new(
        "M/M/10 with impatience",
        "Erlang A",
        200,
        targets,
        move |streams, planted| {
            let rates = [rate];
            let station = Station {
                patience,
                ..Station::new(SERVERS, &rates, planted, exponential)
            };
            let (mut waiting, mut waits, mut gave_up) =
                (Moments::new(), Moments::new(), Moments::new());
            let seen = station.run(streams, SKIP, 18_000, |visit| {
                waiting.push(f64::from(visit.wait > 0.0));
                waits.push(visit.wait);
                gave_up.push(f64::from(visit.fate == Fate::GaveUp));
            });
            let queue = seen.levels.queue(SERVERS);
            Sample {
                values: vec![
                    waiting.mean(),
                    queue,
                    waits.mean(),
                    gave_up.mean(),
                    // Planted where it shows: in the rate at which the queue is thought to be left.
                    gave_up.mean() * rate / queue * planted,
                ],
                gap: seen.gap,
            }
        },
    )
}

const URGENCY: [&str; 3] = ["urgent", "middle", "patient"];

fn means(moments: &[Moments]) -> Vec<f64> {
    moments.iter().map(Moments::mean).collect()
}

fn class_targets(what: &str, theory: &[f64]) -> Vec<Target> {
    (URGENCY.iter().zip(theory))
        .map(|(class, &theory)| Target::mean(&format!("{what} of the {class}"), theory))
        .collect()
}

fn urgent_first() -> Case {
    const RATES: [f64; 3] = [0.2, 0.3, 0.3];
    let mut targets = class_targets("wait", &theory::cobham(&RATES, 1.0));
    let load: f64 = RATES.iter().sum();
    let conserved = load * load / (1.0 - load);
    targets.push(Target::mean("identity: waits weighted by load", conserved));
    Case::new(
        "one server, three classes, no interruption",
        COBHAM,
        200,
        targets,
        |streams, planted| {
            let station = Station::new(1, &RATES, planted, exponential);
            let (values, gap) = station_waits(&station, streams, 50_000);
            let sum = RATES
                .iter()
                .zip(&values)
                .map(|(rate, wait)| rate * wait)
                .sum();
            Sample {
                values: [values, vec![sum]].concat(),
                gap,
            }
        },
    )
}

/// Without the patient: their wait is so variable that a standard error of half a per cent takes ten times as many customers.
fn urgent_first_at_five() -> Case {
    const RATES: [f64; 3] = [1.0, 2.0, 1.0];
    let expected = theory::cobham_servers(&RATES, 1.0, 5);
    Case::new(
        "five servers, three classes, no interruption",
        COBHAM,
        200,
        class_targets("wait", &expected[..2]),
        |streams, planted| {
            let station = Station::new(5, &RATES, planted, exponential);
            let (mut values, gap) = station_waits(&station, streams, 30_000);
            values.truncate(2);
            Sample { values, gap }
        },
    )
}

fn station_waits(station: &Station, streams: Streams, count: u64) -> (Vec<f64>, f64) {
    let mut waits = vec![Moments::new(); station.rates.len()];
    let seen = station.run(streams, SKIP, count, |visit| {
        waits[visit.class].push(visit.wait);
    });
    (means(&waits), seen.gap)
}

fn interrupting() -> Case {
    const RATES: [f64; 3] = [0.2, 0.3, 0.3];
    Case::new(
        "one server, three classes, the urgent interrupt",
        "preemptive resume",
        200,
        class_targets("stay", &theory::preemptive_resume(&RATES, 1.0)),
        |streams, planted| {
            let server = Preempt {
                rates: &RATES,
                mean: planted,
                law: exponential,
            };
            let mut stays = vec![Moments::new(); RATES.len()];
            let seen = server.run(streams, SKIP, 38_000, |visit| {
                stays[visit.class].push(visit.stay);
            });
            Sample {
                values: means(&stays),
                gap: seen.gap,
            }
        },
    )
}
