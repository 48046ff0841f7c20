//! Which cases a discussion takes.

use crate::kernel::time::SimTime;
use crate::scenario::config::Features;
use crate::world::World;
use crate::world::case::Case;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::Status;

/// Days in which a crisis makes a case active.
const ACTIVE_DAYS: f64 = 28.0;
/// Days for which a case that a meeting has discussed needs no supervision.
const FRESH_DAYS: f64 = 35.0;

/// Whether there is more to a case than its routines: a plan, an enquiry, proceedings, a recent crisis.
pub fn is_active(world: &World, case: &Case, now: SimTime) -> bool {
    let family = world.family(case.family);
    case.enquiry.is_some()
        || case.legal.is_some()
        || family.count(Status::Protected) > 0
        || family
            .crisis
            .is_some_and(|at| now.days_since(at) <= ACTIVE_DAYS)
}

/// The cases that fit into one supervision: a worker's own, the most active first, those longest undiscussed before others;
/// what does not fit is skipped. What a case meeting has discussed of late is left to it.
pub fn for_supervision(
    world: &World,
    features: &Features,
    worker: WorkerId,
    minutes: f64,
    now: SimTime,
) -> Vec<CaseId> {
    let team = world.worker(worker).team;
    let mut cases: Vec<CaseId> = world
        .team(team)
        .open
        .iter()
        .copied()
        .filter(|&c| world.case(c).held() == Some((team, worker)))
        .filter(|&c| features.case_meeting_days == 0 || !is_fresh(world.case(c), now))
        .collect();
    cases.sort_by_key(|&c| {
        let case = world.case(c);
        (!is_active(world, case, now), case.discussed, c)
    });
    cases.truncate((minutes / features.supervision_case_minutes) as usize);
    cases
}

/// The cases that a meeting of all members takes: its share of all, those longest undiscussed first. `relative` says how complex a case is
/// beside the common one; a complex one may take the place of others.
pub fn for_case_meeting(
    world: &World,
    features: &Features,
    team: TeamId,
    relative: impl Fn(CaseId) -> f64,
) -> Vec<CaseId> {
    let mut cases = world.team(team).open.clone();
    let mut room = (cases.len() as f64 * features.case_meeting_share).ceil();
    cases.sort_by_key(|&c| (world.case(c).discussed, c));
    let by = features.meeting_by_complexity;
    let taken = cases.iter().take_while(|&&c| {
        let fits = room > 0.0;
        room -= 1.0 + by * (relative(c) - 1.0);
        fits
    });
    let taken = taken.count();
    cases.truncate(taken);
    cases
}

fn is_fresh(case: &Case, now: SimTime) -> bool {
    now.days_since(case.discussed) <= FRESH_DAYS
}
