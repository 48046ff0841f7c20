//! Families open in long-term work against the study's tables of families: what thresholds select has to look like what workers described.

use casework::engine::Sim;
use casework::kernel::streams::Streams;
use casework::kernel::tally::Moments;
use casework::kernel::time::Day;
use casework::scenario::load;
use casework::world::vocabulary::{PROBLEMS, Service};

/// Mean and standard deviation of each problem on 1..=4, Table 7.5, and the number of families rated.
struct Rated {
    authority: &'static str,
    families: f64,
    problems: [(f64, f64); PROBLEMS],
    average: (f64, f64),
}

const LA1: Rated = Rated {
    authority: "la1",
    families: 67.0,
    problems: [
        (2.23, 1.19),
        (2.18, 1.06),
        (1.14, 0.43),
        (1.82, 1.04),
        (2.79, 1.06),
        (2.05, 1.01),
        (1.88, 1.19),
        (1.75, 1.11),
        (1.45, 0.88),
        (1.30, 0.66),
        (2.21, 1.19),
        (2.08, 1.14),
        (1.20, 0.61),
        (1.75, 1.16),
    ],
    average: (1.85, 0.41),
};

const LA3: Rated = Rated {
    authority: "la3",
    families: 228.0,
    problems: [
        (1.82, 1.13),
        (1.82, 1.03),
        (1.18, 0.57),
        (1.85, 1.11),
        (2.33, 1.24),
        (1.97, 1.18),
        (1.68, 1.13),
        (1.55, 1.02),
        (1.58, 1.05),
        (1.50, 0.99),
        (2.31, 1.24),
        (2.09, 1.22),
        (1.24, 0.75),
        (2.15, 1.30),
    ],
    average: (1.79, 0.52),
};

const REPLICATIONS: u32 = 6;
/// Standard errors within which a mean counts as near: the study's own, and the model's between replications.
const NEAR: f64 = 4.0;

struct Open {
    problems: Vec<[f64; PROBLEMS]>,
    average_sd: Vec<f64>,
    adults: Moments,
    children: Moments,
    families: usize,
}

fn open_families(authority: &str) -> Open {
    let config = load(authority, &[]).expect("built in").config;
    let mut open = Open {
        problems: Vec::new(),
        average_sd: Vec::new(),
        adults: Moments::new(),
        children: Moments::new(),
        families: 0,
    };
    for replication in 0..REPLICATIONS {
        let mut sim = Sim::new(&config, Streams::new(5, replication));
        let end = Day(sim.world.start.0 + 900);
        sim.run_until(end, &mut |_, _, _| {});
        let world = &sim.world;
        let mut levels = [const {
            Moments {
                n: 0,
                mean: 0.0,
                m2: 0.0,
            }
        }; PROBLEMS];
        let mut averages = Moments::new();
        for team in world
            .teams
            .iter()
            .filter(|t| t.service == Service::LongTerm)
        {
            for &case in &team.open {
                let family = world.family_of(case);
                for (problem, level) in levels.iter_mut().zip(family.known) {
                    problem.push(1.0 + f64::from(level));
                }
                let sum: u32 = family.known.iter().map(|&l| u32::from(l)).sum();
                averages.push(1.0 + f64::from(sum) / PROBLEMS as f64);
                open.adults.push(f64::from(family.adults));
                open.children.push(family.children.len() as f64);
                open.families += 1;
            }
        }
        open.problems.push(levels.map(|m| m.mean()));
        open.average_sd.push(averages.sd());
    }
    open
}

fn moments(values: impl Iterator<Item = f64>) -> Moments {
    let mut all = Moments::new();
    values.for_each(|v| all.push(v));
    all
}

#[test]
fn families_in_long_term_work_have_the_problems_their_workers_described() {
    for rated in [LA1, LA3] {
        let open = open_families(rated.authority);
        assert!(
            open.families > 300,
            "{}: {} families",
            rated.authority,
            open.families
        );
        for (i, (mean, sd)) in rated.problems.into_iter().enumerate() {
            let model = moments(open.problems.iter().map(|p| p[i]));
            let error = (sd * sd / rated.families + model.standard_error().powi(2)).sqrt();
            let z = (model.mean() - mean) / error;
            assert!(
                z.abs() <= NEAR,
                "{} problem {i}: model {:.2}, study {mean}, z {z:.1}",
                rated.authority,
                model.mean()
            );
        }
        let spread = moments(open.average_sd.iter().copied());
        let (_, sd) = rated.average;
        let error =
            (sd * sd / (2.0 * (rated.families - 1.0)) + spread.standard_error().powi(2)).sqrt();
        let z = (spread.mean() - sd) / error;
        assert!(
            z.abs() <= NEAR,
            "{} spread of the average: model {:.2}, study {sd}, z {z:.1}",
            rated.authority,
            spread.mean()
        );
        // Problems come in groups: drawn independently, the average would spread far less (0.27 and 0.29).
        assert!(
            spread.mean() > 0.32,
            "{}: {:.2}",
            rated.authority,
            spread.mean()
        );
    }
}

#[test]
fn households_in_long_term_work_are_of_the_size_the_study_found() {
    // Table 7.1, all authorities: 1.63 adults (sd 0.89), 2.11 children (sd 1.24). The margins are a tenth of a person for adults and,
    // because plans gather larger and growing families, four tenths for children.
    let open = open_families("la3");
    assert!(open.families > 300);
    assert!(
        (open.adults.mean() - 1.63).abs() < 0.1,
        "{:.2} adults",
        open.adults.mean()
    );
    assert!(
        (open.children.mean() - 2.11).abs() < 0.4,
        "{:.2} children",
        open.children.mean()
    );
}
