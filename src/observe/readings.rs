//! Readings of the world at the start of each week, added to the totals.

use super::instruments;
use super::totals::Totals;
use super::watch::{YEAR, counts};
use crate::kernel::streams::Streams;
use crate::kernel::tally::Moments;
use crate::kernel::time::{MONTH_DAYS, SimTime};
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::ids::CaseId;
use crate::world::vocabulary::{PROBLEMS, Service, Status};
use crate::world::worker::{Presence, Worker};

/// Points of strain below which somebody calls the job satisfying.
const SATISFIED_BELOW: f64 = 5.0;

/// Reads the stock of families and staff of long-term teams.
pub(super) fn stock(t: &mut Totals, now: SimTime, world: &World, config: &Config) {
    t.readings += 1.0;
    t.waiting += world.waiting.len() as f64;
    let mut ages = Moments::new();
    let mut severity = Moments::new();
    let mut engagement = Moments::new();
    let mut rating = Moments::new();
    let (mut known, mut true_levels) = (0_u32, 0_u32);
    for team in world
        .teams
        .iter()
        .filter(|t| t.service == Service::LongTerm)
    {
        for &id in &team.open {
            let case = world.case(id);
            let family = world.family(case.family);
            ages.push(now.days_since(case.opened) / MONTH_DAYS);
            let levels: u32 = family.known.iter().map(|&l| u32::from(l)).sum();
            severity.push(1.0 + f64::from(levels) / PROBLEMS as f64);
            engagement.push(family.engagement);
            rating.push(family.rating);
            for (&truth, &believed) in family.truth.iter().zip(&family.known) {
                known += u32::from(truth.min(believed));
                true_levels += u32::from(truth);
            }
            t.children += family
                .children
                .iter()
                .filter(|c| c.status != Status::None)
                .count() as f64;
            let protected = family.count(Status::Protected) > 0;
            t.protected += f64::from(protected);
            t.in_need += f64::from(!protected && family.count(Status::InNeed) > 0);
            t.workers_seen += family
                .acquaintances
                .iter()
                .filter(|a| now.since(a.last) <= YEAR)
                .count() as f64;
        }
    }
    for team in &world.teams {
        let in_care = |&case: &CaseId| world.family_of(case).count(Status::LookedAfter);
        t.in_care += team.open.iter().map(in_care).sum::<usize>() as f64;
        let left = |&case: &CaseId| world.family_of(case).status() == Status::LeftCare;
        t.care_leavers += team.open.iter().filter(|c| left(c)).count() as f64;
    }
    t.families += ages.n() as f64;
    if ages.n() > 1 {
        t.age_mean += ages.mean();
        t.age_sd += ages.sd();
        t.severity_mean += severity.mean();
        t.severity_sd += severity.sd();
        t.engagement += engagement.mean();
        t.rating += rating.mean();
        t.known_share += f64::from(known) / f64::from(true_levels.max(1));
    }
    for worker in &world.workers {
        if worker.presence != Presence::Closed {
            t.posts += worker.wte;
            t.pay += worker.wte * config.post_cost(worker.role);
        }
        if counts(world, worker) && worker.is_filled() {
            t.filled += worker.wte;
            t.staff += worker.wte;
            t.agency += if worker.agency { worker.wte } else { 0.0 };
            t.holders += if worker.role.holds_cases() {
                worker.wte
            } else {
                0.0
            };
        }
    }
}

/// Whether somebody would call the job satisfying.
pub(super) fn is_satisfied(worker: &Worker) -> bool {
    worker.burnout + worker.stress < SATISFIED_BELOW
}

/// Reads the stress of long-term staff at work.
pub(super) fn stress(
    t: &mut Totals,
    streams: Streams,
    now: SimTime,
    world: &World,
    config: &Config,
) {
    let week = u64::try_from(now.day().0 / 7).unwrap_or(0);
    let mut totals = Vec::new();
    let (mut cases, mut burnout, mut satisfied) = (0.0, 0.0, 0.0);
    for worker in &world.workers {
        if counts(world, worker) && worker.presence == Presence::Here {
            let answers = instruments::ghq(config, streams, worker, week);
            totals.push(f64::from(answers.total));
            cases += f64::from(answers.case);
            burnout += worker.burnout;
            satisfied += f64::from(is_satisfied(worker));
        }
    }
    let n = totals.len() as f64;
    if n > 1.0 {
        let (mean, sd) = instruments::mean_and_sd(&totals);
        t.stress_readings += 1.0;
        t.ghq_mean += mean;
        t.ghq_sd += sd;
        t.ghq_cases += cases / n;
        t.burnout += burnout / n;
        t.satisfied += satisfied / n;
    }
}
