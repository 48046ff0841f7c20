//! From the front door to assessment, and through a queue to long-term teams.

use super::moment::{Moment, Purpose};
use super::task::{Work, give_to, requeue};
use super::{area, decision, friction, plan};
use crate::organisation::allocation;
use crate::world::case::Stage;
use crate::world::fact::Fact;
use crate::world::family::Family;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, Service, Status, TaskKind};

/// Gives a screened referral to the assessment team on duty.
pub fn to_assessment(m: &mut Moment<'_>, case: CaseId) {
    let teams = allocation::on_duty(m.world, m.rules, Service::Assessment, m.today());
    let best = best_team(m, &teams, case).unwrap_or(teams[0]);
    // Where nobody of the team on duty is there to take it, the others of the service do; in the last resort it waits for who comes.
    let others = allocation::teams_of(m.world, Service::Assessment);
    let (team, lead) = std::iter::once(best)
        .chain(teams)
        .chain(others)
        .find_map(|team| best_lead(m, team, case, None).map(|lead| (team, lead)))
        .or_else(|| allocation::any_holder(m.world, best).map(|lead| (best, lead)))
        .expect("checked: every team has somebody who can hold cases");
    allocation::take(m.world, case, team, lead);
    m.note(Fact::Allocated {
        case,
        team,
        lead,
        waited: Some(0.0),
        long_term: false,
    });
}

/// Puts a case in the queue for long-term work; who has it keeps it in name only until somebody takes it.
pub fn wait_for_worker(m: &mut Moment<'_>, case: CaseId) {
    if matches!(m.world.case(case).stage, Stage::Waiting { .. }) {
        return;
    }
    let by = m.world.case(case).held();
    allocation::release(m.world, case);
    let out_of_home = m.world.family_of(case).status() >= Status::LookedAfter;
    let now = m.now;
    let c = m.world.case_mut(case);
    c.cancel_timers();
    c.stage = Stage::Waiting { since: now };
    if out_of_home {
        c.enquiry = None;
    }
    m.world.waiting.push(case);
    m.note(Fact::Waits { case });
    if let Some((team, _)) = by {
        friction::transferred(m, case, team);
    }
}

/// The allocation round of a working day: children on plans first, then the longest waiting; ties by lot.
pub fn allocation_round(m: &mut Moment<'_>) {
    let mut queue = std::mem::take(&mut m.world.waiting);
    queue.sort_by_key(|&case| {
        let protected = m.world.family_of(case).count(Status::Protected) > 0;
        let since = match m.world.case(case).stage {
            Stage::Waiting { since } => since,
            _ => m.now,
        };
        let lot = m.draw(Purpose::Allocation, m.key(case), 2 << 32).next_u64();
        (!protected, since, lot, case)
    });
    for case in queue {
        if !allocate(m, case) {
            m.world.waiting.push(case);
        }
    }
}

/// The service that works with a family.
pub fn service_for(family: &Family, in_proceedings: bool) -> Service {
    match family.status() {
        Status::LeftCare => Service::LeavingCare,
        Status::LookedAfter if !in_proceedings => Service::LookedAfter,
        _ => Service::LongTerm,
    }
}

fn allocate(m: &mut Moment<'_>, case: CaseId) -> bool {
    let Stage::Waiting { since } = m.world.case(case).stage else {
        return true;
    };
    let today = m.today();
    let contested = m.world.case(case).contested;
    if contested.is_some_and(|until| today < until) {
        return false;
    }
    let wanted = service_for(m.world.family_of(case), m.world.case(case).legal.is_some());
    let teams = allocation::teams_of(m.world, wanted);
    let teams = if wanted == Service::LongTerm {
        area::teams(m, teams, case)
    } else {
        teams
    };
    let Some(team) = best_team(m, &teams, case) else {
        return false;
    };
    let Some(lead) = best_lead(m, team, case, None) else {
        return false;
    };
    allocation::take(m.world, case, team, lead);
    let waited = Some(m.now.days_since(since));
    let long_term = !m.world.case(case).long_term;
    let part = m.config.knowledge.transfer_loses;
    if long_term && part > 0.0 {
        lose(m, case, part);
    }
    m.note(Fact::Allocated {
        case,
        team,
        lead,
        waited,
        long_term,
    });
    plan::begin_long_term(m, case);
    true
}

fn best_team(m: &Moment<'_>, teams: &[TeamId], case: CaseId) -> Option<TeamId> {
    let key = m.key(case);
    allocation::team_with_room(m.world, m.rules, teams, |t| {
        m.uniform(Purpose::Allocation, key, u64::from(t.0))
    })
}

/// Who of a team takes a case, ties by lot; the one it is taken from excepted.
pub fn best_lead(
    m: &Moment<'_>,
    team: TeamId,
    case: CaseId,
    except: Option<WorkerId>,
) -> Option<WorkerId> {
    let key = m.key(case);
    let qualified = m.world.family_of(case).count(Status::Protected) > 0;
    let heavy = if qualified || m.world.case(case).legal.is_some() {
        m.features(team).matching
    } else {
        0.0
    };
    let lot = |w: WorkerId| m.uniform(Purpose::Allocation, key, (1 << 60) | m.world.worker(w).key);
    allocation::lead_for(m.world, team, qualified, heavy, except, lot)
}

/// A worker has left or is away for long: each family goes to a colleague, who has to read in; much of what was known goes.
pub fn hand_over_families(m: &mut Moment<'_>, from: WorkerId) {
    let team = m.world.worker(from).team;
    let held: Vec<CaseId> = m
        .world
        .team(team)
        .open
        .iter()
        .copied()
        .filter(|&c| m.world.case(c).held() == Some((team, from)))
        .collect();
    for case in held {
        hand_over(m, case, team, from);
    }
    pass_on_tasks(m, from);
}

/// What somebody leaves in the queue goes to whoever leads the case now; decisions to whoever acts for a decider who has gone.
fn pass_on_tasks(m: &mut Moment<'_>, from: WorkerId) {
    let tasks = std::mem::take(&mut m.world.worker_mut(from).queue);
    m.world.worker_mut(from).queued = 0;
    for task in tasks {
        let lead = task
            .case
            .and_then(|c| m.world.case(c).held())
            .map(|(_, lead)| lead);
        let team = m.world.worker(from).team;
        let taker = if matches!(task.kind, TaskKind::Authorisation | TaskKind::Advice) {
            decision::decider_or_cover(m, team)
        } else {
            lead
        };
        match taker.filter(|&taker| taker != from) {
            Some(lead) if allocation::may_do(m.world.worker(lead), task.kind) => {
                requeue(m, lead, task);
            }
            _ => m.world.worker_mut(from).enqueue(task),
        }
    }
}

/// Gives a family of one worker to another of a team, who has to read in.
pub fn hand_over(m: &mut Moment<'_>, case: CaseId, team: TeamId, from: WorkerId) {
    if let Some(lead) = best_lead(m, team, case, Some(from)) {
        pass_to(m, case, team, lead);
    }
}

/// A colleague takes over a family; a stranger has to read in.
pub(super) fn pass_to(m: &mut Moment<'_>, case: CaseId, team: TeamId, lead: WorkerId) {
    let family = m.world.case(case).family;
    let lead_holder = m.world.worker(lead).holder;
    let strange = m
        .world
        .family(family)
        .acquaintance(lead, lead_holder)
        .is_none();
    allocation::take(m.world, case, team, lead);
    m.note(Fact::Allocated {
        case,
        team,
        lead,
        waited: None,
        long_term: false,
    });
    if strange {
        lose(m, case, 1.0);
        give_to(
            m,
            lead,
            case,
            Work::new(TaskKind::Handover, Class::Needed)
                .due_days(5)
                .patience(plan::HANDOVER_PATIENCE_DAYS),
        );
    }
}

/// A new worker is told less than the last one knew, and the family has to begin again: this part of what a stranger loses.
fn lose(m: &mut Moment<'_>, case: CaseId, part: f64) {
    super::knowledge::forget(m, case, part);
    let loss = m.config.behaviour.engagement_change_loss;
    super::visit::lose_engagement(m, case, part * loss);
}
