//! The arms of the structural comparison: the same families under teams and under units, with few and with many families to a worker.
//!
//! Only the long-term service is reorganised. Posts, not results, are set: pilot runs say how many families an establishment leaves
//! open, and posts are scaled, for teams and for units each, until families per worker come out near the aim: then structures are
//! compared at matched caseload. The cost-neutral units are the whole number whose pay bill comes nearest that of the teams beside
//! them, with the caseload that follows from it.

use std::fmt;
use std::sync::atomic::AtomicBool;

use super::plan::{Arm, Caseload, Structure};
use super::replication::{Attempt, attempt};
use super::runner::Failed;
use crate::observe::measures;
use crate::scenario::Config;
use crate::scenario::config::{Posts, TeamSpec};
use crate::world::vocabulary::{Role, Service};

/// Seed of the pilot runs: fixed, so that arms do not depend on the experiment's seed, and one nobody types.
const PILOT_SEED: u64 = u64::MAX;
/// Rounds of pilot and scaling, and runs in each.
pub(super) const PILOT_ROUNDS: u32 = 5;
pub(super) const PILOT_RUNS: u32 = 3;
/// Pilot runs in all: for teams and for units, each at two caseloads.
pub const PILOTS: u32 = 4 * PILOT_ROUNDS * PILOT_RUNS;
/// Arms whose posts they find, directly or by their cost.
pub const SIZED_ARMS: usize = 6;
/// Share of the logarithm of a miss that one round makes good.
pub(super) const DAMPING: f64 = 0.9;
/// Names of the features compared.
pub(super) const HIERARCHY: &str = "hierarchy";
pub(super) const UNIT: &str = "unit";
/// Workers of one unit who work with families: consultant, social worker, child practitioner, half a clinician (section 2.3).
const UNIT_WORKERS: f64 = 3.5;
/// Workers of one team under one manager (LA3's neighbourhood groups).
pub(super) const TEAM_WORKERS: f64 = 4.5;

/// Why arms could not be sized.
#[derive(Debug)]
pub enum Unsized {
    /// The scenario changes teams on the way that the arms do not have.
    Changes,
    /// A pilot run was asked to stop.
    Stopped,
    /// A pilot run failed.
    Failed(Failed),
    /// No threads could be had.
    Threads(rayon::ThreadPoolBuildError),
}

impl fmt::Display for Unsized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changes => f.write_str(
                "the scenario schedules changes ([[change]]) of long-term teams, in whose place these arms have teams of their own",
            ),
            Self::Stopped => f.write_str("it was asked to stop"),
            Self::Failed(failed) => write!(f, "{failed}"),
            Self::Threads(error) => write!(f, "cannot start threads: {error}"),
        }
    }
}

/// {hierarchy, unit, unit at the same cost} x {about 4.5, about 10.4 families per worker}, on the families of `base`.
///
/// # Errors
/// If the base schedules changes, `stop` is set, a pilot run fails, or no threads can be had.
pub fn structure_arms(
    base: &Config,
    threads: usize,
    stop: &AtomicBool,
) -> Result<Vec<Arm>, Unsized> {
    if !base.change.is_empty() {
        return Err(Unsized::Changes);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.max(1))
        .build()
        .map_err(Unsized::Threads)?;
    pool.install(|| arms_matched_by(base, &|config: &Config| pilot_caseload(config, stop)))
}

/// The same arms, where `families_per_worker` says what an establishment leaves each worker.
pub(crate) fn arms_matched_by(
    base: &Config,
    families_per_worker: &(impl Fn(&Config) -> Result<f64, Unsized> + Sync),
) -> Result<Vec<Arm>, Unsized> {
    let (low, high) = rayon::join(
        || cell(base, Caseload::Low, families_per_worker),
        || cell(base, Caseload::High, families_per_worker),
    );
    Ok(low?.into_iter().chain(high?).collect())
}

fn cell(
    base: &Config,
    caseload: Caseload,
    families_per_worker: &(impl Fn(&Config) -> Result<f64, Unsized> + Sync),
) -> Result<Vec<Arm>, Unsized> {
    let aim = caseload.aim();
    let (teams, units) = rayon::join(
        || matched(base, aim, families_per_worker, hierarchy),
        || {
            matched(base, aim, families_per_worker, |workers| {
                unit((workers / UNIT_WORKERS).round().max(1.0) as u32)
            })
        },
    );
    let (teams, units) = (teams?, units?);
    let one_unit = long_term_bill(&with_long_term(base, unit(1)));
    let affordable = (long_term_bill(&teams) / one_unit).round().max(1.0) as u32;
    let arm = |structure: Structure, name: &str, config: Config| {
        let label = format!("{}, about {aim}", structure.label());
        Arm::new(&format!("{name}-{aim}"), &label, config).in_cell(structure, caseload)
    };
    Ok(vec![
        arm(Structure::Hierarchy, "hierarchy", teams),
        arm(Structure::Unit, "unit", units),
        arm(
            Structure::UnitCostNeutral,
            "unit-same-cost",
            with_long_term(base, unit(affordable)),
        ),
    ])
}

/// The establishment that leaves each worker about `aim` families, found by pilot runs.
fn matched(
    base: &Config,
    aim: f64,
    families_per_worker: &impl Fn(&Config) -> Result<f64, Unsized>,
    spec: impl Fn(f64) -> TeamSpec,
) -> Result<Config, Unsized> {
    let mut workers = own_workers(base);
    for _ in 0..PILOT_ROUNDS {
        let ratio = families_per_worker(&with_long_term(base, spec(workers)))? / aim;
        if !ratio.is_finite() || ratio <= 0.0 {
            break;
        }
        // Caseload falls faster than posts rise: overloaded workers also close later.
        workers = (workers * libm::pow(ratio, DAMPING)).clamp(UNIT_WORKERS, 1_500.0);
    }
    Ok(with_long_term(base, spec(workers)))
}

/// Mean families per worker over the pilot runs.
pub(super) fn pilot_caseload(config: &Config, stop: &AtomicBool) -> Result<f64, Unsized> {
    let index = measures()
        .iter()
        .position(|m| m.name == "families_per_worker")
        .expect("it is measured");
    let mut sum = 0.0;
    for run in 0..PILOT_RUNS {
        match attempt(stop, config, PILOT_SEED, run) {
            Attempt::Done(summary) => sum += summary.values[index],
            Attempt::Stopped => return Err(Unsized::Stopped),
            Attempt::Failed(failure) => {
                return Err(Unsized::Failed(Failed {
                    arm: "pilot".to_owned(),
                    replication: run,
                    seed: PILOT_SEED,
                    failure,
                }));
            }
        }
    }
    Ok(sum / f64::from(PILOT_RUNS))
}

/// Long-term workers of the authority itself.
pub(super) fn own_workers(base: &Config) -> f64 {
    let workers = |posts: &Posts| -> f64 {
        posts
            .by_role()
            .iter()
            .filter(|(role, _)| role.works_with_families())
            .map(|(_, wte)| wte)
            .sum()
    };
    base.team
        .iter()
        .filter(|t| t.service == Service::LongTerm)
        .map(|t| f64::from(t.count) * workers(&t.posts))
        .sum()
}

/// Teams with this many workers in all.
pub(super) fn hierarchy(workers: f64) -> TeamSpec {
    let count = (workers / TEAM_WORKERS).round().max(1.0);
    let student = 0.5;
    let posts = Posts {
        manager: 1.0,
        // Whole and half posts: a sliver of a post would hold families and never be there.
        social_worker: (2.0 * (workers / count - student)).round() / 2.0,
        student,
        administrator: 0.5,
        ..Posts::NONE
    };
    long_term(HIERARCHY, count as u32, posts)
}

pub(super) fn unit(count: u32) -> TeamSpec {
    let posts = Posts {
        consultant: 1.0,
        social_worker: 1.0,
        child_practitioner: 1.0,
        clinician: 0.5,
        coordinator: 1.0,
        ..Posts::NONE
    };
    long_term(UNIT, count, posts)
}

fn long_term(features: &str, count: u32, posts: Posts) -> TeamSpec {
    TeamSpec {
        name: format!("long-term-{features}"),
        service: Service::LongTerm,
        features: features.to_owned(),
        count,
        surveyed: 0,
        interviewed: 0,
        posts,
    }
}

/// The same authority with its long-term service replaced.
fn with_long_term(base: &Config, spec: TeamSpec) -> Config {
    let mut config = base.clone();
    config.team.retain(|t| t.service != Service::LongTerm);
    config.team.push(spec);
    config
}

fn long_term_bill(config: &Config) -> f64 {
    let pay = |(role, wte): &(Role, f64)| wte * config.post_cost(*role);
    let team = |t: &TeamSpec| f64::from(t.count) * t.posts.by_role().iter().map(pay).sum::<f64>();
    config
        .team
        .iter()
        .filter(|t| t.service == Service::LongTerm)
        .map(team)
        .sum()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::scenario::load;

    /// Arms matched without a simulation: a fixed number of families shared out among the long-term workers.
    pub(crate) fn quick_arms(base: &Config) -> Vec<Arm> {
        arms_matched_by(base, &|config: &Config| Ok(466.0 / own_workers(config)))
            .expect("nothing stops it")
    }

    #[test]
    fn posts_are_scaled_until_each_structure_comes_near_the_aim() {
        let base = load("la3", &[]).expect("built in").config;
        assert_eq!(quick_arms(&base).len(), SIZED_ARMS);
        for arm in quick_arms(&base) {
            let cell = arm.cell.expect("placed");
            let families = 466.0 / own_workers(&arm.config);
            if cell.structure != Structure::UnitCostNeutral {
                let miss = (families / cell.caseload.aim() - 1.0).abs();
                assert!(miss < 0.05, "{}: {families} families per worker", arm.name);
            }
        }
    }

    #[test]
    fn units_at_the_same_cost_are_within_half_a_unit_of_the_teams_beside_them() {
        let base = load("la3", &[]).expect("built in").config;
        let arms = quick_arms(&base);
        for cell in arms.chunks(3) {
            assert_eq!(
                cell[2].cell.expect("placed").structure,
                Structure::UnitCostNeutral
            );
            let (teams, same_cost) = (
                long_term_bill(&cell[0].config),
                long_term_bill(&cell[2].config),
            );
            let one_unit = long_term_bill(&with_long_term(&base, unit(1)));
            assert!(
                (same_cost - teams).abs() <= one_unit / 2.0,
                "{same_cost} against {teams}"
            );
        }
    }

    #[test]
    fn only_the_long_term_service_is_reorganised() {
        let base = load("la3", &[]).expect("built in").config;
        for arm in quick_arms(&base) {
            let mut rest = arm.config.clone();
            rest.team.retain(|t| t.service != Service::LongTerm);
            rest.team.extend(
                base.team
                    .iter()
                    .filter(|t| t.service == Service::LongTerm)
                    .cloned(),
            );
            let sorted = |config: &Config| {
                let mut teams = config.team.clone();
                teams.sort_by(|a, b| a.name.cmp(&b.name));
                Config {
                    team: teams,
                    ..config.clone()
                }
            };
            assert_eq!(sorted(&rest), sorted(&base), "{}", arm.name);
        }
    }
}
