//! The kernel against queueing theory.
//!
//! The rule: an estimate lies within four standard errors of theory *and* its standard error is at most half a per
//! cent of theory. A test that could pass by being vague is no test, so every check is made a second time with a 5 %
//! error planted in what is simulated, and must then fail.

mod queues;

use std::fmt;

use casework::kernel::{Moments, Streams};
use queues::{
    Law, Shared, Station, Unlimited, constant, erlang, exponential, lognormal, two_point, uniform,
};

struct Verdict {
    what: String,
    theory: f64,
    estimate: f64,
    standard_error: f64,
}

impl Verdict {
    fn new(what: &str, theory: f64, replications: &Moments) -> Self {
        assert!(replications.n() >= 20);
        let (estimate, standard_error) = (replications.mean(), replications.standard_error());
        Self {
            what: what.to_string(),
            theory,
            estimate,
            standard_error,
        }
    }

    fn is_sharp(&self) -> bool {
        self.standard_error <= 0.005 * self.theory
    }

    fn is_close(&self) -> bool {
        (self.estimate - self.theory).abs() <= 4.0 * self.standard_error
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            theory,
            estimate,
            standard_error,
        } = self;
        write!(
            f,
            "{what}: {estimate} with standard error {standard_error} against {theory}"
        )
    }
}

/// `measure` is given the factor by which to distort the model, and returns its verdicts.
fn holds_and_bites(measure: impl Fn(f64) -> Vec<Verdict>) {
    let honest = measure(1.0);
    assert!(!honest.is_empty());
    for verdict in honest {
        assert!(verdict.is_sharp() && verdict.is_close(), "{verdict}");
    }
    for verdict in measure(1.05) {
        assert!(
            !verdict.is_close(),
            "a planted error of 5 % went unnoticed: {verdict}"
        );
    }
}

/// One mean per replication, folded over replications.
fn replicate(seed: u64, replications: u32, mut measure: impl FnMut(Streams) -> f64) -> Moments {
    let mut moments = Moments::new();
    (0..replications).for_each(|r| moments.push(measure(Streams::new(seed, r))));
    moments
}

fn single_class(
    what: &str,
    seed: u64,
    station: &Station,
    theory: f64,
    replications: u32,
    count: u64,
) {
    holds_and_bites(|distortion| {
        let station = Station {
            mean: station.mean * distortion,
            ..*station
        };
        let waits = replicate(seed, replications, |streams| {
            station.waits(streams, 3_000, count)[0].mean()
        });
        vec![Verdict::new(what, theory, &waits)]
    });
}

fn erlang_c(seed: u64, rate: f64, mean: f64, servers: usize, theory: f64, count: u64) {
    let station = Station {
        servers,
        rates: &[rate],
        mean,
        law: exponential,
    };
    let what = format!("M/M/{servers}");
    single_class(&what, seed, &station, theory, 40, count);
}

#[test]
fn waits_for_three_servers_follow_erlang() {
    erlang_c(301, 2.0, 1.0, 3, 0.444_444_44, 120_000);
}

#[test]
fn waits_for_four_servers_follow_erlang() {
    erlang_c(303, 0.25, 10.0, 4, 2.132_378_03, 120_000);
}

#[test]
fn waits_for_five_servers_follow_erlang() {
    erlang_c(302, 4.0, 1.0, 5, 0.554_112_55, 220_000);
}

fn pollaczek_khinchine(seed: u64, law: Law, theory: f64, count: u64) {
    let station = Station {
        servers: 1,
        rates: &[0.8],
        mean: 1.0,
        law,
    };
    single_class("M/G/1", seed, &station, theory, 40, count);
}

#[test]
fn waits_for_one_server_with_constant_service_follow_pollaczek_and_khinchine() {
    pollaczek_khinchine(311, constant, 2.0, 100_000);
}

#[test]
fn waits_for_one_server_with_erlang_service_follow_pollaczek_and_khinchine() {
    pollaczek_khinchine(312, erlang, 3.0, 100_000);
}

#[test]
fn waits_for_one_server_with_uniform_service_follow_pollaczek_and_khinchine() {
    pollaczek_khinchine(313, uniform, 8.0 / 3.0, 100_000);
}

#[test]
fn waits_for_one_server_with_exponential_service_follow_pollaczek_and_khinchine() {
    pollaczek_khinchine(314, exponential, 4.0, 100_000);
}

#[test]
fn waits_for_one_server_with_lognormal_service_follow_pollaczek_and_khinchine() {
    pollaczek_khinchine(315, lognormal, 6.0, 400_000);
}

#[test]
fn priority_without_interruption_follows_cobham() {
    holds_and_bites(|distortion| {
        let station = Station {
            servers: 1,
            rates: &[0.2, 0.3, 0.3],
            mean: distortion,
            law: exponential,
        };
        let mut classes = [Moments::new(); 3];
        for r in 0..40 {
            let waits = station.waits(Streams::new(321, r), 3_000, 200_000);
            classes
                .iter_mut()
                .zip(&waits)
                .for_each(|(class, waits)| class.push(waits.mean()));
        }
        let theory = [("urgent", 1.0), ("middle", 2.0), ("patient", 8.0)];
        theory
            .iter()
            .zip(&classes)
            .map(|((what, theory), class)| Verdict::new(what, *theory, class))
            .collect()
    });
}

fn from_empty(seed: u64, law: Law, points: &[(f64, f64)], replications: u32) {
    holds_and_bites(|distortion| {
        let times: Vec<f64> = points.iter().map(|point| point.0).collect();
        // Early on, the number present hardly knows how long anybody stays: the error goes into the arrivals.
        let model = Unlimited {
            rate: 5.0 * distortion,
            mean: 2.0,
            law,
        };
        let mut levels = vec![Moments::new(); times.len()];
        for r in 0..replications {
            let seen = model.levels(Streams::new(seed, r), &times);
            levels
                .iter_mut()
                .zip(seen)
                .for_each(|(level, x)| level.push(x));
        }
        points
            .iter()
            .zip(&levels)
            .map(|(point, level)| Verdict::new(&format!("at {}", point.0), point.1, level))
            .collect()
    });
}

#[test]
fn a_service_without_limit_fills_from_empty_as_theory_says() {
    from_empty(
        331,
        exponential,
        &[
            (1.0, 3.934_693),
            (2.0, 6.321_206),
            (4.0, 8.646_647),
            (8.0, 9.816_844),
        ],
        20_000,
    );
    from_empty(332, constant, &[(1.0, 5.0), (3.0, 10.0)], 20_000);
}

#[test]
fn a_service_without_limit_holds_the_same_number_whatever_the_law_of_durations() {
    for (seed, law) in [
        (341, exponential as Law),
        (342, lognormal),
        (343, two_point),
    ] {
        holds_and_bites(|distortion| {
            let model = Unlimited {
                rate: 5.0,
                mean: 2.0 * distortion,
                law,
            };
            // Looks far enough apart to be worth a replication each; the first when the long stays have filled up.
            let times: Vec<f64> = (0..50).map(|i| 300.0 + 10.0 * f64::from(i)).collect();
            let mut few = Moments::new();
            let present = replicate(seed, 800, |streams| {
                let levels = model.levels(streams, &times);
                few.push(levels.iter().filter(|&&n| n <= 10.5).count() as f64 / times.len() as f64);
                levels.iter().sum::<f64>() / times.len() as f64
            });
            // The number present is Poisson, not only its mean right.
            vec![
                Verdict::new("mean", 10.0, &present),
                Verdict::new("ten or fewer", 0.583_039_75, &few),
            ]
        });
    }
}

#[test]
fn a_shared_server_keeps_everybody_five_times_their_size_whatever_the_law_of_sizes() {
    for (seed, law) in [(351, exponential as Law), (352, constant), (353, lognormal)] {
        holds_and_bites(|distortion| {
            let model = Shared {
                rate: 0.8,
                mean: distortion,
                law,
            };
            let stay = replicate(seed, 40, |streams| {
                let stays = model.stays(streams, 3_000, 200_000);
                stays.iter().map(|stay| stay.1).sum::<f64>() / stays.len() as f64
            });
            vec![Verdict::new("stay", 5.0, &stay)]
        });
    }
}

#[test]
fn a_shared_server_is_fair_to_small_and_large() {
    holds_and_bites(|distortion| {
        let model = Shared {
            rate: 0.8 * distortion,
            mean: 1.0,
            law: two_point,
        };
        let (mut small, mut large) = (Moments::new(), Moments::new());
        for r in 0..40 {
            let (mut of_small, mut of_large) = (Moments::new(), Moments::new());
            for (size, stay) in model.stays(Streams::new(361, r), 3_000, 150_000) {
                if size < 1.0 {
                    of_small.push(stay);
                } else {
                    of_large.push(stay);
                }
            }
            small.push(of_small.mean());
            large.push(of_large.mean());
        }
        vec![
            Verdict::new("size 0.5", 2.5, &small),
            Verdict::new("size 2", 10.0, &large),
        ]
    });
}

/// Mean delay of the first hundred customers from empty.
fn first_hundred(servers: usize, mean: f64, streams: Streams) -> f64 {
    let station = Station {
        servers,
        rates: &[1.0],
        mean,
        law: exponential,
    };
    station.waits(streams, 0, 100)[0].mean()
}

#[test]
fn the_first_hundred_delays_from_empty_have_their_exact_means() {
    for (seed, servers, mean, theory) in [(371, 1, 0.9, 4.134_184_60), (372, 2, 1.8, 3.700_020_16)]
    {
        holds_and_bites(|distortion| {
            let delays = replicate(seed, 40_000, |streams| {
                first_hundred(servers, mean * distortion, streams)
            });
            vec![Verdict::new(&format!("{servers} servers"), theory, &delays)]
        });
    }
}

#[test]
fn shared_draws_cut_the_variance_of_a_difference_two_hundredfold() {
    const INDEPENDENT: f64 = 16.77;
    let difference = |seed_of_second: u64| {
        let (mut difference, mut replication) = (Moments::new(), 0);
        while difference.n() < 2_000 {
            let (first, second) = (
                Streams::new(381, replication),
                Streams::new(seed_of_second, replication),
            );
            difference.push(first_hundred(1, 0.9, first) - first_hundred(2, 1.8, second));
            replication += 1;
        }
        difference
    };
    let (shared, independent) = (difference(381), difference(382));
    assert!((shared.mean() - 0.434_164_44).abs() < 4.0 * shared.standard_error());
    assert!(
        (independent.variance() / INDEPENDENT - 1.0).abs() < 0.2,
        "{independent:?}"
    );
    assert!(INDEPENDENT / shared.variance() >= 200.0, "{shared:?}");
    assert!(
        independent.variance() / shared.variance() >= 200.0,
        "{shared:?} {independent:?}"
    );
}
