//! Relief among colleagues: somebody who keeps up takes a family from somebody who has fallen far behind.

use super::moment::{Moment, Purpose};
use super::task::requeue;
use super::transfer;
use crate::world::case::Stage;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::Status;
use crate::world::worker::Presence;

/// Minutes of overdue work between the one furthest behind and the one least from which a colleague offers: two days.
const FAR_BEHIND: f64 = 900.0;

/// Once a week.
pub fn week(m: &mut Moment<'_>) {
    for index in 0..m.world.teams.len() {
        let team = TeamId(index as u32);
        let chance = m.features(team).peer_relief;
        if chance > 0.0
            && let Some((from, to)) = behind_and_ahead(m, team)
            && m.uniform(
                Purpose::Relief,
                m.world.worker(from).key,
                m.today().0 as u64,
            ) < chance
            && let Some(case) = lightest(m, team, from)
        {
            transfer::pass_to(m, case, team, to);
            pass_on(m, case, from, to);
        }
    }
}

/// The member furthest behind and the one least, where they are far apart.
fn behind_and_ahead(m: &Moment<'_>, team: TeamId) -> Option<(WorkerId, WorkerId)> {
    let behind = |&id: &WorkerId| f64::from(m.world.worker(id).overdue) / m.world.worker(id).wte;
    let members = m.world.team(team).members.iter().copied().filter(|&id| {
        let w = m.world.worker(id);
        w.presence == Presence::Here && w.role.holds_cases()
    });
    let least = members
        .clone()
        .min_by(|a, b| behind(a).total_cmp(&behind(b)))?;
    let most = members.max_by(|a, b| behind(a).total_cmp(&behind(b)))?;
    (behind(&most) - behind(&least) > FAR_BEHIND).then_some((most, least))
}

/// The family in need that has been with somebody for the shortest time: what is hard is not passed on.
fn lightest(m: &Moment<'_>, team: TeamId, from: WorkerId) -> Option<CaseId> {
    let cases = m.world.team(team).open.iter().copied();
    let light = cases.filter(|&id| {
        let case = m.world.case(id);
        let calm = case.enquiry.is_none() && case.legal.is_none() && case.closing.is_none();
        case.held() == Some((team, from))
            && matches!(case.stage, Stage::Open { .. })
            && calm
            && m.world.family_of(id).status() == Status::InNeed
    });
    light.max_by_key(|&id| (m.world.case(id).opened, id))
}

/// What waits to be done for the family goes with it.
fn pass_on(m: &mut Moment<'_>, case: CaseId, from: WorkerId, to: WorkerId) {
    let mut position = 0;
    while position < m.world.worker(from).queue.len() {
        if m.world.worker(from).queue[position].case == Some(case) {
            let task = m.world.worker_mut(from).take(position);
            requeue(m, to, task);
        } else {
            position += 1;
        }
    }
}
