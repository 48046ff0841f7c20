//! Who does a piece of work, who takes a case.

use super::rules::Rules;
use crate::kernel::time::{Day, SimTime};
use crate::scenario::config::Features;
use crate::world::World;
use crate::world::case::Holder;
use crate::world::family::Family;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, Role, Service, Status, TaskKind};
use crate::world::worker::{Presence, Worker};

/// Minutes of queue that each earlier meeting with the family outweighs when work is shared, and how many meetings count.
const FAMILIARITY_MINUTES: f64 = 480.0;
const FAMILIAR_MEETINGS: u16 = 6;
/// Minutes of queue that a task's suiting somebody outweighs where roles are kept wholly apart: two days.
const FIT_MINUTES: f64 = 900.0;
/// Families that plans and court cases count for, for those who begin or assist, where they are wholly kept from them.
const TOO_HEAVY: f64 = 20.0;

/// Part of a whole post below which nobody is given families.
const LEAST_POST: f64 = 0.4;
/// Families more than others that a senior practitioner holds before plans and court cases go to others, where they are wholly matched.
const SENIORS_FIRST: f64 = 3.0;
/// Capacity that a team always counts with, however many are away.
const LEAST_ABLE: f64 = 0.25;
/// Days of absence from which a worker is given no new family.
const WEEK: i32 = 7;

/// The lots drawn for one piece of work.
#[derive(Copy, Clone, Debug)]
pub struct Lots {
    /// Whether a coordinator takes it.
    pub coordinator: f64,
    /// Whether it may go to any member.
    pub share: f64,
    /// Whether somebody steps in for an absent worker.
    pub cover: f64,
}

/// Whether a worker may do this kind of work.
pub fn may_do(worker: &Worker, kind: TaskKind) -> bool {
    use TaskKind::*;
    match kind {
        EnquiryVisit | EnquiryReport | ConferenceReport | CourtStatement | KinshipAssessment
        | Court | Conference => worker.qualified && worker.role.holds_cases(),
        TherapeuticSession => worker.role == Role::Clinician,
        Advice => worker.role.decides() || worker.senior,
        Authorisation | EmergencyOrder => worker.role.decides(),
        _ => worker.role.holds_cases(),
    }
}

/// Whether a coordinator could take work of this kind, and whether it is a report.
fn can_be_coordinated(kind: TaskKind) -> Option<bool> {
    use TaskKind::*;
    match kind {
        Recording | Liaison | Payment => Some(false),
        PlanUpdate | ConferenceReport | ReviewReport => Some(true),
        _ => None,
    }
}

/// Share of work of this kind that an administrator takes: calls as they come in, and records.
fn administrator_takes(features: &Features, kind: TaskKind, class: Class) -> f64 {
    match (kind, class) {
        (TaskKind::Liaison, Class::Reactive) => features.admin_takes_calls,
        (TaskKind::Recording, _) => features.admin_takes_records,
        _ => 0.0,
    }
}

/// Work of an absent worker that colleagues do: where who decides is open, they help each other more.
pub fn cover_share(world: &World, rules: &Rules, team: TeamId) -> f64 {
    let share = rules.features[world.team(team).features].cover;
    (share * (1.0 + world.manner(team).openness)).clamp(0.0, 1.0)
}

/// The team that a team of the same service is paired with.
pub fn buddy(world: &World, team: TeamId) -> Option<TeamId> {
    let own = world.team(team);
    let all = world.teams.iter();
    all.enumerate()
        .find(|(_, t)| t.service == own.service && t.number == own.number ^ 1)
        .map(|(i, _)| TeamId(i as u32))
}

/// The coordinator at work: the team's own, or for part of the work that of the team it is paired with.
fn coordinator_or_buddys(
    world: &World,
    features: &Features,
    team: TeamId,
    lot: f64,
    share: f64,
) -> Option<WorkerId> {
    if lot >= share {
        return None;
    }
    coordinator(world, team).or_else(|| {
        (lot < share * features.buddy_cover)
            .then(|| buddy(world, team).and_then(|b| coordinator(world, b)))
            .flatten()
    })
}

/// Who does a piece of work on a case: the coordinator, whoever fits, the lead, or whoever steps in.
#[allow(clippy::too_many_arguments)]
pub fn doer(
    world: &World,
    rules: &Rules,
    case: CaseId,
    team: TeamId,
    lead: WorkerId,
    kind: TaskKind,
    class: Class,
    lots: Lots,
) -> WorkerId {
    let features = &rules.features[world.team(team).features];
    if let Some(report) = can_be_coordinated(kind) {
        let share = if report {
            features.coordinator_takes_reports
        } else {
            features.coordinator_takes
        };
        let taker = coordinator_or_buddys(world, features, team, lots.coordinator, share);
        if let Some(coordinator) = taker {
            return coordinator;
        }
    }
    if lots.coordinator < administrator_takes(features, kind, class)
        && let Some(administrator) = administrator(world, team)
    {
        return administrator;
    }
    let shared = lots.share < features.sharing;
    let leader = world.worker(lead);
    let lead_fits = may_do(leader, kind);
    let lead_away = leader.presence != Presence::Here;
    let urgent = class == Class::Reactive;
    let step_in = lead_away && (urgent || lots.cover < cover_share(world, rules, team));
    if shared || step_in || !lead_fits {
        best_fit(world, rules, team, case, kind).unwrap_or(lead)
    } else {
        lead
    }
}

/// Members of a team at work today that satisfy a condition.
fn present<'a>(
    world: &'a World,
    team: TeamId,
    fits: impl Fn(&Worker) -> bool + 'a,
) -> impl Iterator<Item = WorkerId> + 'a {
    world.team(team).members.iter().copied().filter(move |&id| {
        let worker = world.worker(id);
        worker.presence == Presence::Here && fits(worker)
    })
}

/// How well a kind of work suits somebody, 0 to 1: hard talk who decides, else the skilled; practical and child work child practitioners.
fn suits(worker: &Worker, kind: TaskKind) -> f64 {
    use TaskKind::*;
    match kind {
        EnquiryVisit | Conference | AssessmentVisit | CareReview if worker.role.decides() => 1.0,
        EnquiryVisit | Conference | AssessmentVisit | CareReview => worker.mean_skill(),
        HomeVisit | CareVisit | DropIn | Payment if worker.role == Role::ChildPractitioner => 1.0,
        _ => 0.0,
    }
}

/// The member at work who can do it and has least waiting, or seems to; those who know the family count as freer, and as far as
/// roles are kept apart those whom it suits.
pub fn best_fit(
    world: &World,
    rules: &Rules,
    team: TeamId,
    case: CaseId,
    kind: TaskKind,
) -> Option<WorkerId> {
    if kind == TaskKind::TherapeuticSession {
        return clinician(world, team).filter(|&id| world.worker(id).presence == Presence::Here);
    }
    let family = world.family_of(case);
    let fit = rules.features[world.team(team).features].role_fit * FIT_MINUTES;
    present(world, team, move |w| may_do(w, kind)).min_by(|&a, &b| {
        let burden = |id: WorkerId| {
            let worker = world.worker(id);
            let known = family.acquaintance(id, worker.holder).is_some();
            let familiar = if known { FAMILIARITY_MINUTES } else { 0.0 };
            let waiting = f64::from(worker.queued) + worker.feigned;
            waiting / worker.wte - familiar - fit * suits(worker, kind)
        };
        burden(a).total_cmp(&burden(b))
    })
}

/// How well a worker knows a family: meetings so far, as far as they count.
pub fn familiarity(family: &Family, id: WorkerId, worker: &Worker) -> u16 {
    family
        .acquaintance(id, worker.holder)
        .map_or(0, |a| a.meetings.min(FAMILIAR_MEETINGS))
}

/// Who screens a referral: front-door staff, else the assessment team on duty; whoever has least waiting.
pub fn screener(world: &World, rules: &Rules, today: Day) -> WorkerId {
    let service = if world.teams.iter().any(|t| t.service == Service::FrontDoor) {
        Service::FrontDoor
    } else {
        Service::Assessment
    };
    let candidates = on_duty(world, rules, service, today);
    let least = |only_present: bool| {
        candidates
            .iter()
            .flat_map(|&t| world.team(t).members.iter().copied())
            .filter(|&id| {
                let w = world.worker(id);
                w.role.holds_cases() && (!only_present || w.presence == Presence::Here)
            })
            .min_by_key(|&id| world.worker(id).queued)
    };
    least(true)
        .or_else(|| least(false))
        .expect("checked: the front door has staff")
}

/// The teams of a service that take new work today: those whose duty week it is.
pub fn on_duty(world: &World, rules: &Rules, service: Service, today: Day) -> Vec<TeamId> {
    let week = u32::try_from(today.0 / 7).unwrap_or(0);
    let all = || {
        world
            .teams
            .iter()
            .enumerate()
            .filter(move |(_, t)| t.service == service && !t.members.is_empty())
            .map(|(i, t)| (TeamId(i as u32), t))
    };
    let duty: Vec<TeamId> = all()
        .filter(|(_, t)| {
            let weeks = rules.features[t.features].duty_rotation;
            weeks <= 1 || week % weeks == t.number % weeks
        })
        .map(|(id, _)| id)
        .collect();
    if duty.is_empty() {
        all().map(|(id, _)| id).collect()
    } else {
        duty
    }
}

/// The team with fewest cases for its capacity among these that has room, and has somebody at work to allocate.
pub fn team_with_room(
    world: &World,
    rules: &Rules,
    teams: &[TeamId],
    tie: impl Fn(TeamId) -> f64,
) -> Option<TeamId> {
    teams
        .iter()
        .copied()
        .filter(|&id| {
            let team = world.team(id);
            let cap = rules.features[team.features].caseload_cap;
            let room = cap == 0.0 || burden(world, rules, id) < cap * team.capacity;
            let somebody = world
                .decider(id)
                .is_some_and(|d| world.worker(d).presence == Presence::Here);
            team.capacity > 0.0 && room && somebody
        })
        .min_by(|&a, &b| {
            let load = |id: TeamId| burden(world, rules, id) / able(world, rules, id);
            load(a)
                .total_cmp(&load(b))
                .then_with(|| tie(a).total_cmp(&tie(b)))
        })
}

/// What a team's open cases count for: their number, or the points of a weighting scheme.
fn burden(world: &World, rules: &Rules, id: TeamId) -> f64 {
    let team = world.team(id);
    let open = &team.open;
    let is_capped = rules.features[team.features].caseload_cap > 0.0;
    let (Some(points), true) = (&rules.points, is_capped) else {
        return open.len() as f64;
    };
    let of_case = |&case: &CaseId| {
        let family = world.family(world.case(case).family);
        let own = match family.status() {
            Status::LookedAfter => points.looked_after,
            Status::LeftCare => points.left_care,
            Status::Protected => points.plan,
            Status::None | Status::InNeed => points.in_need,
        };
        own + points.sibling * family.children.len().saturating_sub(1) as f64
    };
    open.iter().map(of_case).sum()
}

/// Capacity of a team for new cases: members who are long away count for less where they are relieved of them.
fn able(world: &World, rules: &Rules, id: TeamId) -> f64 {
    let team = world.team(id);
    let relief = rules.features[team.features].intake_relief;
    if relief == 0.0 {
        return team.capacity;
    }
    let members = team.members.iter().map(|&w| world.worker(w));
    let away: f64 = members
        .filter(|w| w.role.holds_cases() && w.is_filled() && is_long_away(world, w))
        .map(|w| w.wte * w.load)
        .sum();
    (team.capacity - relief * away).max(LEAST_ABLE)
}

/// Somebody who begins or assists.
fn is_junior(worker: &Worker) -> bool {
    worker.novice || matches!(worker.role, Role::Assistant | Role::Student)
}

/// The member of a team who takes a new case: a case holder in post with fewest families for the time worked. As far as `heavy` says,
/// it is kept from those who begin.
pub fn lead_for(
    world: &World,
    team: TeamId,
    qualified: bool,
    heavy: f64,
    except: Option<WorkerId>,
    tie: impl Fn(WorkerId) -> f64,
) -> Option<WorkerId> {
    let holders = |need_qualified: bool| {
        world.team(team).members.iter().copied().filter(move |&id| {
            let w = world.worker(id);
            w.role.holds_cases()
                && w.is_filled()
                && Some(id) != except
                && !is_long_away(world, w)
                && w.wte >= LEAST_POST
                && (!need_qualified || w.qualified)
        })
    };
    let least = |need_qualified: bool| {
        holders(need_qualified).min_by(|&a, &b| {
            let load = |id: WorkerId| {
                let w = world.worker(id);
                let weight = match (is_junior(w), w.senior) {
                    (true, _) => TOO_HEAVY,
                    (false, true) => -SENIORS_FIRST,
                    (false, false) => 0.0,
                };
                f64::from(w.cases) / (w.wte * w.load) + heavy * weight
            };
            load(a)
                .total_cmp(&load(b))
                .then_with(|| tie(a).total_cmp(&tie(b)))
        })
    };
    if qualified {
        least(true).or_else(|| least(false))
    } else {
        least(false)
    }
}

/// Sick for a week or more from now, or away for a week or more already.
pub fn is_long_away(world: &World, worker: &Worker) -> bool {
    let sick = matches!(worker.presence, Presence::Sick(until) if until.since(world.today) >= WEEK);
    sick || worker
        .away_since
        .is_some_and(|since| world.today.since(since) >= WEEK)
}

/// The first case-holding post of a team, filled or not.
pub fn any_holder(world: &World, team: TeamId) -> Option<WorkerId> {
    let members = world.team(team).members.iter().copied();
    members
        .into_iter()
        .find(|&id| world.worker(id).role.holds_cases())
}

/// Share of a full caseload that a role carries: who leads a unit or learns the work holds fewer.
pub fn caseload_share(role: Role) -> f64 {
    match role {
        Role::Consultant => 0.6,
        Role::Assistant | Role::Student => 0.3,
        _ => 1.0,
    }
}

/// Gives a case to a team and a lead, taking it from whoever had it.
pub fn take(world: &mut World, case: CaseId, team: TeamId, lead: WorkerId) {
    release(world, case);
    world.case_mut(case).holder = Holder::Held { team, lead };
    world.teams[team.index()].open.push(case);
    world.worker_mut(lead).cases += 1;
}

/// Takes a case from whoever has it.
pub fn release(world: &mut World, case: CaseId) {
    finish(world, case);
    world.case_mut(case).holder = Holder::Nobody;
}

/// Takes a case off the books of its holder, whose name it keeps: a family that soon returns goes back there.
pub fn finish(world: &mut World, case: CaseId) {
    if let Some((team, lead)) = world.case(case).held() {
        world.teams[team.index()].open.retain(|&c| c != case);
        world.worker_mut(lead).cases -= 1;
    }
}

/// The teams of a service; where an authority has none for it, its long-term teams do that work.
pub fn teams_of(world: &World, service: Service) -> Vec<TeamId> {
    let of = |wanted: Service| -> Vec<TeamId> {
        let all = world.teams.iter().enumerate();
        all.filter(|(_, t)| t.service == wanted && !t.members.is_empty())
            .map(|(i, _)| TeamId(i as u32))
            .collect()
    };
    let teams = of(service);
    if teams.is_empty() {
        of(Service::LongTerm)
    } else {
        teams
    }
}

/// The coordinator of a team who is at work today.
pub fn coordinator(world: &World, team: TeamId) -> Option<WorkerId> {
    present(world, team, |w| w.role == Role::Coordinator).next()
}

/// The administrator of a team who is at work today.
pub fn administrator(world: &World, team: TeamId) -> Option<WorkerId> {
    present(world, team, |w| w.role == Role::Administrator).next()
}

/// Somebody at work who can take a decision for an absent decider: qualified, past the first year, the most skilled but for who asks.
pub fn experienced(world: &World, team: TeamId, asks: WorkerId) -> Option<WorkerId> {
    let fits = |w: &Worker| w.qualified && !w.novice && w.role.holds_cases();
    present(world, team, fits)
        .filter(|&id| id != asks)
        .max_by(|&a, &b| {
            let standing = |id: WorkerId| world.worker(id);
            let (a, b) = (standing(a), standing(b));
            (a.senior.cmp(&b.senior)).then(a.mean_skill().total_cmp(&b.mean_skill()))
        })
}

/// A senior practitioner of a team who is at work, other than who asks: the one with least waiting.
pub fn senior(world: &World, team: TeamId, asks: WorkerId) -> Option<WorkerId> {
    present(world, team, |w| w.senior)
        .filter(|&id| id != asks)
        .min_by_key(|&id| world.worker(id).queued)
}

/// The clinician of a team, or the one it shares, whether at work or not.
pub fn clinician(world: &World, team: TeamId) -> Option<WorkerId> {
    let of = |team: TeamId| {
        let mut members = world.team(team).members.iter().copied();
        members.find(|&id| world.worker(id).role == Role::Clinician)
    };
    of(team).or_else(|| world.team(team).partner.and_then(of))
}

/// Whether an authority has a team of a service.
pub fn has_service(world: &World, service: Service) -> bool {
    world.teams.iter().any(|t| t.service == service)
}

/// Who could come along on a visit until `back`: at work, not at something that cannot be broken off, no meeting before; those who
/// know the family first, then those with least waiting.
pub fn companion(
    world: &World,
    visitor: WorkerId,
    already: &[Option<WorkerId>],
    case: CaseId,
    now: SimTime,
    back: SimTime,
) -> Option<WorkerId> {
    let family = world.family_of(case);
    let members = world
        .team(world.worker(visitor).team)
        .members
        .iter()
        .copied();
    members
        .filter(|&id| id != visitor && !already.contains(&Some(id)) && world.can_be_called(id, now))
        .filter(|&id| {
            let worker = world.worker(id);
            worker.role.works_with_families()
                && worker
                    .appointments
                    .last()
                    .is_none_or(|&(start, _)| start >= back)
        })
        .min_by_key(|&id| {
            let worker = world.worker(id);
            (
                std::cmp::Reverse(familiarity(family, id, worker)),
                worker.queued,
            )
        })
}
