//! A restructure: teams are made into teams of another kind, wave by wave.
//!
//! Posts are matched first: who holds one that the new team has keeps it. A new team starts when it has somebody to lead it, found among
//! the staff or recruited one after another. Families stay with their worker and change teams with them; where a post is closed its
//! families are handed over. Nothing is removed from the world: closed posts stay, and teams that have nobody left are empty.

use super::build;
use crate::kernel::agenda::{Agenda, Phase};
use crate::kernel::time::SimTime;
use crate::organisation::allocation;
use crate::practice::moment::{Moment, Purpose};
use crate::practice::task::requeue;
use crate::practice::{disruption, staffing, transfer};
use crate::scenario::config::{Change, Config, Posts, TeamSpec};
use crate::world::World;
use crate::world::event::Event;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::team::Unsettled;
use crate::world::vocabulary::{Role, TaskKind};
use crate::world::worker::{Presence, Worker};

/// Minute of the night at which it happens: after the last visit of one day and before the next.
const AT: i64 = 4 * 60;
/// Bit that marks the keys of posts added later.
const ADDED: u64 = 1 << 24;

/// What a restructure comes to in numbers.
struct Extent<'c> {
    change: &'c Change,
    /// Specification of the new teams.
    to: usize,
    /// First of the teams that are changed, and how many they are.
    first: u32,
    old: u32,
    /// New teams.
    new: u32,
}

impl Extent<'_> {
    fn of(config: &Config, index: usize) -> Extent<'_> {
        let change = &config.change[index];
        let spec = |name: &str| config.team.iter().position(|t| t.name == name);
        let from = spec(&change.from).expect("checked: names a team");
        let to = spec(&change.to).expect("checked: names a team");
        let count = config.team[from].count;
        let old = (change.share * f64::from(count)).round() as u32;
        let new = (change.made_of_one * f64::from(old)).round() as u32;
        Extent {
            change,
            to,
            first: config.team[..from].iter().map(|t| t.count).sum(),
            old,
            new: new.max(u32::from(old > 0)),
        }
    }

    /// The part of so many that falls to a wave.
    fn part(&self, of: u32, wave: u32) -> std::ops::Range<u32> {
        let upto = |w: u32| (u64::from(of) * u64::from(w) / u64::from(self.change.waves)) as u32;
        upto(wave)..upto(wave + 1)
    }

    fn wave_of(&self, number: u32) -> u32 {
        (0..self.change.waves)
            .find(|&wave| self.part(self.new, wave).contains(&number))
            .expect("every new team belongs to a wave")
    }

    /// The old teams of a wave.
    fn teams(&self, wave: u32) -> impl Iterator<Item = TeamId> {
        self.part(self.old, wave).map(|n| TeamId(self.first + n))
    }
}

/// Puts all that is to come of the restructures on the agenda.
pub(super) fn schedule(config: &Config, world: &World, agenda: &mut Agenda<Event>) {
    for index in 0..config.change.len() {
        let e = Extent::of(config, index);
        if e.old == 0 {
            continue;
        }
        let change = index as u16;
        for wave in 0..e.change.waves {
            let begins = f64::from(e.change.month + wave * e.change.months_between);
            let at = |months| SimTime::at(disruption::month_after_start(world, months), AT);
            let event = Event::Wave {
                change,
                wave: wave as u16,
            };
            agenda.push(at(begins), Phase::Arrival, event);
            let numbers = e.part(e.new, wave);
            let inside = (e.change.inside * numbers.len() as f64).round() as u32;
            for (nth, number) in (0..).zip(numbers) {
                let found = f64::from(nth + 1) - f64::from(inside);
                let months = begins + found.max(0.0) * e.change.months_per_decider;
                let event = Event::TeamStarts {
                    change,
                    number: number as u16,
                };
                agenda.push(at(months), Phase::Completion, event);
            }
        }
    }
}

/// A wave begins: its teams are unsettled, and everybody applies again.
pub(super) fn wave_begins(m: &mut Moment<'_>, change: usize, wave: u32) {
    let config = m.config;
    let e = Extent::of(config, change);
    for team in e.teams(wave) {
        unsettle(m, change, team, false);
        apply_again(m, e.change, team);
    }
}

fn unsettle(m: &mut Moment<'_>, change: usize, team: TeamId, formed: bool) {
    let c = &m.config.change[change];
    let weeks = if formed {
        c.disruption_weeks
    } else {
        // Until the new team starts.
        f64::from(u16::MAX)
    };
    let until = m.now.day().plus((weeks * 7.0) as i32);
    m.world.teams[team.index()].unsettled = Some(Unsettled {
        change,
        until,
        formed,
    });
}

/// Staff apply for their own posts: some are not appointed, or do not want to stay.
fn apply_again(m: &mut Moment<'_>, change: &Change, team: TeamId) {
    let mut staff: Vec<(f64, WorkerId)> = (m.world.team(team).members.iter())
        .filter(|&&id| m.world.worker(id).is_filled())
        .map(|&id| (standing(m, change, id), id))
        .collect();
    staff.sort_by(|a, b| a.0.total_cmp(&b.0));
    let key = u64::from(team.0);
    let wanted = change.not_reappointed * staff.len() as f64;
    let odd = m.uniform(Purpose::Restructure, key, 1 << 40) < wanted.fract();
    for &(_, id) in staff.iter().take(wanted as usize + usize::from(odd)) {
        staffing::leave(m, id);
    }
}

/// How good somebody's chances are, between lot and skill.
fn standing(m: &Moment<'_>, change: &Change, id: WorkerId) -> f64 {
    let worker = m.world.worker(id);
    let lot = m.uniform(Purpose::Restructure, worker.key, u64::from(worker.holder));
    change.selection * worker.mean_skill() + (1.0 - change.selection) * lot
}

/// A new team starts, in the place of an old one while there are any.
pub(super) fn team_starts(m: &mut Moment<'_>, change: usize, number: u32) {
    let config = m.config;
    let e = Extent::of(config, change);
    let (wave, spec) = (e.wave_of(number), &config.team[e.to]);
    let (old, new) = (e.part(e.old, wave), e.part(e.new, wave));
    let nth = number - new.start;
    let features = m.rules.features_of_spec[e.to];
    let team = if nth < old.len() as u32 {
        TeamId(e.first + old.start + nth)
    } else {
        let empty = TeamSpec {
            posts: Posts::NONE,
            ..spec.clone()
        };
        build::add_team(m.world, e.to, &empty, features)
    };
    let wave_teams: Vec<TeamId> = e.teams(wave).collect();
    fill(m, e.change, team, &wave_teams, spec);
    let (workers, t) = (&m.world.workers, &mut m.world.teams[team.index()]);
    (t.spec, t.features) = (e.to, features);
    t.decider_role = build::decider_role(&spec.posts);
    t.partner = None;
    t.members.sort_by_key(|w| workers[w.index()].role as u8);
    unsettle(m, change, team, true);
    let deputies = m.rules.features[features].deputies;
    build::rank(m.world, team, deputies);
    staffing::recount_team(m, team);
    m.note(Fact::TeamStarted { team });
    if number + 1 == new.end {
        wave_ends(m, &wave_teams, spec, e.to, team);
    }
}

/// Finds somebody for every post of a new team; brings them, with their families, into it.
fn fill(m: &mut Moment<'_>, change: &Change, team: TeamId, wave: &[TeamId], spec: &TeamSpec) {
    let mut filled: Vec<WorkerId> = Vec::new();
    let mut wanted = Vec::new();
    for (role, wte) in posts(&spec.posts) {
        match find(m, team, &filled, |w| w.role == role && w.wte == wte) {
            Some(id) => filled.push(id),
            None => wanted.push((role, wte)),
        }
    }
    for (role, wte) in wanted {
        let spare = spare(m, team, wave, &filled, spec);
        let id =
            best_for(m, role, &spare, change).unwrap_or_else(|| recruit(m, team, spec, role, wte));
        let w = m.world.worker_mut(id);
        (w.role, w.wte) = (role, wte);
        w.qualified |= matches!(role, Role::Consultant | Role::Manager);
        bring(m, id, team);
        filled.push(id);
    }
}

/// Posts one by one: a whole-time equivalent above one is several.
fn posts(of: &Posts) -> Vec<(Role, f64)> {
    let mut out = Vec::new();
    for (role, mut wte) in of.by_role() {
        while wte > 1e-9 {
            out.push((role, wte.min(1.0)));
            wte -= 1.0;
        }
    }
    out
}

fn find(
    m: &Moment<'_>,
    team: TeamId,
    taken: &[WorkerId],
    fits: impl Fn(&Worker) -> bool,
) -> Option<WorkerId> {
    let mut members = m.world.team(team).members.iter().copied();
    members.find(|&id| !taken.contains(&id) && fits(m.world.worker(id)))
}

/// Who is not needed where they are: in the place of this team all who are not yet placed, in teams of the wave that have started all
/// beyond their posts.
fn spare(
    m: &Moment<'_>,
    team: TeamId,
    wave: &[TeamId],
    filled: &[WorkerId],
    spec: &TeamSpec,
) -> Vec<WorkerId> {
    let mut out: Vec<WorkerId> = (m.world.team(team).members.iter().copied())
        .filter(|id| !filled.contains(id))
        .collect();
    for &other in wave {
        let started = m.world.team(other).unsettled.is_some_and(|u| u.formed);
        if other != team && started {
            out.extend(beyond_posts(m.world, other, spec));
        }
    }
    out
}

fn beyond_posts(world: &World, team: TeamId, spec: &TeamSpec) -> Vec<WorkerId> {
    let mut left = posts(&spec.posts);
    let mut out = Vec::new();
    for &id in &world.team(team).members {
        let w = world.worker(id);
        match left
            .iter()
            .position(|&(role, wte)| w.role == role && w.wte == wte)
        {
            Some(at) => {
                left.remove(at);
            }
            None => out.push(id),
        }
    }
    out
}

/// The most skilled of those who could fill a post; vacant posts after all others.
fn best_for(m: &Moment<'_>, role: Role, spare: &[WorkerId], change: &Change) -> Option<WorkerId> {
    if role == Role::Consultant && change.inside == 0.0 {
        return None;
    }
    spare
        .iter()
        .copied()
        .filter(|&id| could_be(m.world.worker(id), role))
        .max_by(|&a, &b| {
            let worth = |id: WorkerId| {
                let w = m.world.worker(id);
                f64::from(u8::from(w.is_filled()))
                    + f64::from(u8::from(w.role == role))
                    + w.mean_skill() / 2.0
            };
            worth(a).total_cmp(&worth(b))
        })
}

/// Whether somebody can take a post of another kind.
fn could_be(worker: &Worker, role: Role) -> bool {
    use Role::*;
    let own = worker.role;
    own == role
        || match role {
            Consultant | Manager => {
                matches!(own, Consultant | Manager | SocialWorker) && worker.is_filled()
            }
            SocialWorker => matches!(own, Consultant | ChildPractitioner) && worker.qualified,
            ChildPractitioner => matches!(own, SocialWorker | Assistant),
            Coordinator | Administrator => matches!(own, Coordinator | Administrator),
            Assistant | Student | Clinician => false,
        }
}

/// A new post; who leads a team is there from its first day, others come as posts are filled.
fn recruit(m: &mut Moment<'_>, team: TeamId, spec: &TeamSpec, role: Role, wte: f64) -> WorkerId {
    let id = build::add_worker(m.world, team, spec, role, wte);
    let key = ((spec.service as u64) << 40) | ((role as u64) << 32) | ADDED | u64::from(id.0);
    m.world.worker_mut(id).key = key;
    m.world.teams[team.index()].members.push(id);
    if matches!(role, Role::Consultant | Role::Manager) {
        staffing::draw_person(m, id);
        m.note(Fact::WorkerCame {
            worker: id,
            agency: false,
        });
    } else {
        staffing::advertise(m, id);
    }
    id
}

/// Moves somebody into a team with the families they lead the work with.
fn bring(m: &mut Moment<'_>, id: WorkerId, team: TeamId) {
    let before = m.world.worker(id).team;
    if before == team {
        return;
    }
    let led = led_by(m.world, before, id);
    m.world.teams[before.index()].members.retain(|&w| w != id);
    m.world.teams[team.index()].members.push(id);
    m.world.worker_mut(id).team = team;
    for case in led {
        allocation::take(m.world, case, team, id);
        m.note(Fact::Allocated {
            case,
            team,
            lead: id,
            waited: None,
            long_term: false,
        });
    }
    staffing::recount_team(m, before);
}

fn led_by(world: &World, team: TeamId, id: WorkerId) -> Vec<CaseId> {
    let open = world.team(team).open.iter().copied();
    open.filter(|&c| world.case(c).held() == Some((team, id)))
        .collect()
}

/// The last team of a wave has started: posts that none of them has are closed, and old teams without a successor dissolved.
fn wave_ends(m: &mut Moment<'_>, wave: &[TeamId], spec: &TeamSpec, to: usize, last: TeamId) {
    for &team in wave {
        if m.world.team(team).spec == to && m.world.team(team).unsettled.is_some_and(|u| u.formed) {
            for id in beyond_posts(m.world, team, spec) {
                close_post(m, id, team);
            }
        } else {
            for id in m.world.team(team).members.clone() {
                close_post(m, id, last);
            }
        }
        staffing::recount_team(m, team);
    }
}

/// A post is closed: its families and its work go to a team that stays.
fn close_post(m: &mut Moment<'_>, id: WorkerId, heir: TeamId) {
    let team = m.world.worker(id).team;
    m.world.teams[team.index()].members.retain(|&w| w != id);
    if m.world.worker(id).is_filled() {
        let agency = m.world.worker(id).agency;
        m.note(Fact::WorkerLeft { worker: id, agency });
    }
    m.note(Fact::PostClosed { worker: id });
    m.world.worker_mut(id).presence = Presence::Closed;
    for case in led_by(m.world, team, id) {
        transfer::hand_over(m, case, heir, id);
        if m.world.case(case).held() == Some((team, id)) {
            let lead = allocation::any_holder(m.world, heir).expect("checked: teams hold cases");
            allocation::take(m.world, case, heir, lead);
        }
    }
    pass_on(m, id, heir);
}

/// What is left in a queue goes to who decides, who leads the case now, or whoever may do it.
fn pass_on(m: &mut Moment<'_>, id: WorkerId, heir: TeamId) {
    let tasks = std::mem::take(&mut m.world.worker_mut(id).queue);
    m.world.worker_mut(id).queued = 0;
    for task in tasks {
        let open = task.case.filter(|&c| m.world.case(c).is_open());
        let Some(case) = open else {
            m.note(Fact::Cancelled {
                worker: id,
                kind: task.kind,
                case: task.case,
            });
            continue;
        };
        let fits = |w: &WorkerId| allocation::may_do(m.world.worker(*w), task.kind);
        let held = m.world.case(case).held();
        let team = held.map_or(heir, |(team, _)| team);
        let taker = if task.kind == TaskKind::Authorisation {
            m.world.decider(team)
        } else {
            let lead = held.map(|(_, lead)| lead);
            let members = || m.world.team(team).members.iter().copied();
            lead.filter(fits)
                .or_else(|| members().find(fits))
                .or(lead)
                .or_else(|| members().next())
        };
        match taker.filter(|&taker| taker != id) {
            Some(taker) => requeue(m, taker, task),
            None => m.world.worker_mut(id).enqueue(task),
        }
    }
}
