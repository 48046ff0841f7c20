//! Sickness, leaving, recruitment: baseline hazards times stress, no direct effect of caseload.

use super::moment::{Moment, Purpose};
use super::stress::ghq_level;
use super::{disruption, inspection, transfer};
use crate::kernel::sample;
use crate::kernel::time::YEAR_DAYS;
use crate::kernel::time::{DAYS_A_WEEK, Day};
use crate::organisation::{allocation, attendance};
use crate::world::fact::Fact;
use crate::world::ids::{TeamId, WorkerId};
use crate::world::vocabulary::Role;
use crate::world::worker::{Manner, Presence, Worker};

/// Working days a year on which somebody may fall ill.
const WORKING_DAYS: f64 = 253.0;
/// Points per unit of the leaving coefficient.
const TEN: f64 = 10.0;
/// Shape of spells: many short, few long within each sort.
const SPELL_CV: f64 = 0.8;
/// Coefficient of variation of the time to fill a post.
const RECRUITMENT_CV: f64 = 0.5;

/// Who is at work on a working day, and why not.
pub fn attendance_of_today(m: &mut Moment<'_>) {
    for index in 0..m.world.workers.len() {
        let id = WorkerId(index as u32);
        let before = m.world.worker(id).presence;
        let presence = presence_today(m, id);
        if presence == Presence::Training {
            train(m, id);
        }
        let today = m.today();
        let w = m.world.worker_mut(id);
        w.presence = presence;
        let away = matches!(
            presence,
            Presence::Sick(_) | Presence::Leave | Presence::Training
        );
        w.away_since = if away {
            w.away_since.or(Some(today))
        } else {
            None
        };
        match presence {
            Presence::Here => m.note(Fact::Present { worker: id }),
            Presence::DayOff | Presence::Closed => {}
            Presence::Sick(_) if !is_due(m, id) => {}
            Presence::Sick(_) => m.note(Fact::Absent {
                worker: id,
                sick: true,
                vacant: false,
            }),
            Presence::Vacant(_) => m.note(Fact::Absent {
                worker: id,
                sick: false,
                vacant: true,
            }),
            Presence::Leave | Presence::Training => m.note(Fact::Absent {
                worker: id,
                sick: false,
                vacant: false,
            }),
        }
        if let (Presence::Vacant(_), false) = (before, matches!(presence, Presence::Vacant(_))) {
            recount(m, id);
        }
        give_up_families_if_long_away(m, id);
    }
}

/// Whether the contract has this worker work today.
fn is_due(m: &Moment<'_>, id: WorkerId) -> bool {
    let w = m.world.worker(id);
    let working_day = m.world.calendar.working_between(Day(0), m.today());
    attendance::works_on(w.wte, w.key, working_day)
}

fn presence_today(m: &mut Moment<'_>, id: WorkerId) -> Presence {
    let today = m.today();
    match m.world.worker(id).presence {
        Presence::Closed => return Presence::Closed,
        Presence::Vacant(until) if until > today => return Presence::Vacant(until),
        Presence::Vacant(_) => come(m, id),
        Presence::Sick(until) if until > today => return Presence::Sick(until),
        _ => {}
    }
    if !is_due(m, id) {
        return Presence::DayOff;
    }
    let w = m.world.worker(id);
    if attendance::on_leave(w, today) {
        return Presence::Leave;
    }
    // Blocks take twenty of the days of leave; the rest are single days.
    let d = &m.config.days;
    let single = ((d.leave - 20.0).max(0.0)) / WORKING_DAYS;
    let u = m.uniform(Purpose::Training, w.key, today.0 as u64);
    if u < single {
        return Presence::Leave;
    }
    let training = m.config.days.training * attends(m, w) / WORKING_DAYS;
    if u < single + training + disruption::training(m, w.team) {
        return Presence::Training;
    }
    match falls_ill(m, id) {
        Some(until) => Presence::Sick(until),
        None => Presence::Here,
    }
}

/// Part of the training offered that somebody attends: overdue work keeps people away.
fn attends(m: &Moment<'_>, w: &Worker) -> f64 {
    let week = m.config.days.contract * DAYS_A_WEEK * 60.0 * w.wte;
    1.0 / (1.0 + m.config.workforce.training_crowded * f64::from(w.overdue) / week)
}

/// A day of training moves skill toward what the training aims at.
fn train(m: &mut Moment<'_>, id: WorkerId) {
    let f = &m.config.workforce;
    for skill in &mut m.world.worker_mut(id).skill {
        *skill += f.training_gain * (f.training_level - *skill).max(0.0);
    }
}

fn falls_ill(m: &Moment<'_>, id: WorkerId) -> Option<Day> {
    let f = &m.config.workforce;
    let w = m.world.worker(id);
    let strained = ghq_level(m.config.stress.rest, w) >= f.strained_from;
    let ratio = if strained { f.sickness_ratio } else { 1.0 };
    let occasion = (u64::from(w.holder) << 32) | m.today().0 as u64;
    if m.uniform(Purpose::Sickness, w.key, occasion) >= f.spells_per_year * ratio / WORKING_DAYS {
        return None;
    }
    let mut draw = m.draw(Purpose::Spell, w.key, occasion);
    let mean = if draw.uniform() < f.long_share {
        f.long_spell
    } else {
        f.short_spell
    };
    let days = sample::lognormal(draw.uniform(), mean, SPELL_CV)
        .round()
        .clamp(1.0, 250.0);
    Some(m.working_day(days as u32))
}

/// Families of somebody away for weeks, or gone before a colleague could take them, are given to colleagues.
fn give_up_families_if_long_away(m: &mut Moment<'_>, id: WorkerId) {
    let limit = m.config.workforce.long_absence as i32;
    let w = m.world.worker(id);
    let long = |since: Day| m.world.calendar.working_between(since, m.today()) >= limit;
    if w.cases > 0 && (!w.is_filled() || w.away_since.is_some_and(long)) {
        transfer::hand_over_families(m, id);
    }
}

/// Once a month everybody may decide to go, and the first year of some is over.
pub fn month(m: &mut Moment<'_>) {
    for index in 0..m.world.workers.len() {
        let id = WorkerId(index as u32);
        end_first_year(m, id);
        let w = m.world.worker(id);
        if !w.is_filled() {
            continue;
        }
        let f = &m.config.workforce;
        let base = if w.agency {
            f.agency_leaving_per_year
        } else {
            f.leaving_per_year
        };
        let strain = f.leaving_stress * (1.0 - f.values) * w.stress.max(0.0) / TEN;
        let dislike = if w.own_cases {
            f.own_cases_leaving * m.features(w.team).sharing
        } else {
            0.0
        };
        let base = if w.role == m.world.team(w.team).decider_role {
            base * m.config.deciders.leaving * inspection::managers_leave(m)
        } else {
            base
        };
        let yearly = base * libm::exp(strain + dislike);
        let chance = 1.0 - libm::exp(-yearly / 12.0);
        let occasion = (u64::from(w.holder) << 32) | m.today().0 as u64;
        if m.uniform(Purpose::Leaving, w.key, occasion) < chance {
            leave(m, id);
        }
    }
}

fn end_first_year(m: &mut Moment<'_>, id: WorkerId) {
    let today = m.today();
    let w = m.world.worker(id);
    if w.novice && f64::from(today.since(w.since)) >= YEAR_DAYS {
        let senior = is_senior(m, id);
        let w = m.world.worker_mut(id);
        w.novice = false;
        w.senior = senior;
        w.load = allocation::caseload_share(w.role);
        recount(m, id);
    }
}

/// Somebody leaves; families go to colleagues, and the post is vacant until it is filled.
pub fn leave(m: &mut Moment<'_>, id: WorkerId) {
    let agency = m.world.worker(id).agency;
    m.note(Fact::WorkerLeft { worker: id, agency });
    advertise(m, id);
    recount(m, id);
    transfer::hand_over_families(m, id);
}

/// A post is vacant until agency staff come or it is filled for good.
pub fn advertise(m: &mut Moment<'_>, id: WorkerId) {
    let f = &m.config.workforce;
    let (key, holder) = (m.world.worker(id).key, m.world.worker(id).holder);
    let mut draw = m.draw(Purpose::Recruitment, key, u64::from(holder));
    let covered = draw.uniform() < f.agency_cover;
    let mean = if covered {
        f.agency_days
    } else {
        f.recruitment_days
    };
    let days = sample::lognormal(draw.uniform(), mean.max(1.0), RECRUITMENT_CV)
        .round()
        .clamp(1.0, 1_000.0);
    let until = m.world.calendar.next_working(m.today().plus(days as i32));
    let w = m.world.worker_mut(id);
    w.presence = Presence::Vacant(until);
    w.agency = covered;
    w.away_since = None;
}

/// Somebody new fills the post.
pub fn come(m: &mut Moment<'_>, id: WorkerId) {
    let w = m.world.worker_mut(id);
    w.holder += 1;
    let agency = w.agency;
    draw_person(m, id);
    m.note(Fact::WorkerCame { worker: id, agency });
}

/// What a person brings: skill, own level, sensitivity, qualification, leave.
pub fn draw_person(m: &mut Moment<'_>, id: WorkerId) {
    let (f, s) = (&m.config.workforce, &m.config.stress);
    let w = m.world.worker(id);
    let mut draw = m.draw(Purpose::Worker, w.key, u64::from(w.holder));
    let skill = std::array::from_fn(|_| {
        (f.skill_mean + f.skill_sd * sample::normal(draw.uniform())).clamp(0.05, 1.0)
    });
    let trait_level = s.trait_sd * sample::normal(draw.uniform());
    let sensitivity = sample::gamma(draw.uniform(), s.sensitivity_shape, 1.0);
    let qualified = match w.role {
        Role::Consultant | Role::SocialWorker | Role::Manager => true,
        Role::ChildPractitioner => draw.uniform() < f.qualified_practitioners,
        _ => false,
    };
    let today = m.today();
    let w = m.world.worker_mut(id);
    w.skill = skill;
    w.trait_level = trait_level;
    w.sensitivity = sensitivity;
    w.qualified = qualified;
    w.stress = 0.0;
    w.burnout = 0.0;
    w.overtime_mean = 0.0;
    w.discussion_mean = 0.0;
    w.exposure = 0.0;
    w.supervised = today;
    w.since = today;
    w.conflict = None;
    draw_character(m, id);
    draw_beginner(m, id);
    draw_leave(m, id);
}

/// How somebody decides and leads, and how somebody takes to shared work.
fn draw_character(m: &mut Moment<'_>, id: WorkerId) {
    let (d, f) = (&m.config.deciders, &m.config.workforce);
    let w = m.world.worker(id);
    let mut draw = m.draw(Purpose::Manner, w.key, u64::from(w.holder));
    let manner = Manner {
        elsewhere: around_one(draw.uniform(), d.presence_spread),
        hesitation: around_one(draw.uniform(), d.hesitation_spread),
        confidence: d.confidence_spread * sample::normal(draw.uniform()),
        calm: d.calm_spread * sample::normal(draw.uniform()),
        openness: d.openness_spread * sample::normal(draw.uniform()),
        mind: d.mind * around_one(draw.uniform(), d.mind_spread),
    };
    let mut draw = m.draw(Purpose::Character, w.key, u64::from(w.holder));
    let feigned = if draw.uniform() < f.free_riders {
        f.free_riding * m.config.days.contract * 60.0
    } else {
        0.0
    };
    let own_cases = draw.uniform() < f.own_cases_share;
    let w = m.world.worker_mut(id);
    w.manner = manner;
    w.feigned = feigned;
    w.own_cases = own_cases;
}

/// A factor of mean one with this coefficient of variation.
fn around_one(u: f64, cv: f64) -> f64 {
    if cv > 0.0 {
        sample::lognormal(u, 1.0, cv)
    } else {
        1.0
    }
}

/// Some social workers come from their training; they hold fewer families for a year.
fn draw_beginner(m: &mut Moment<'_>, id: WorkerId) {
    let f = &m.config.workforce;
    let w = m.world.worker(id);
    let lot = m.uniform(Purpose::Beginner, w.key, u64::from(w.holder));
    let novice = w.role == Role::SocialWorker && !w.agency && lot < f.newly_qualified;
    let whole = allocation::caseload_share(w.role);
    let load = if novice {
        whole * f.protected_caseload
    } else {
        whole
    };
    let senior = !novice && is_senior(m, id);
    let w = m.world.worker_mut(id);
    w.novice = novice;
    w.load = load;
    w.senior = senior;
}

/// Whether somebody past the first year is a senior practitioner.
fn is_senior(m: &Moment<'_>, id: WorkerId) -> bool {
    let w = m.world.worker(id);
    let lot = m.uniform(Purpose::Senior, w.key, u64::from(w.holder));
    w.role == Role::SocialWorker && !w.agency && lot < m.config.workforce.senior_share
}

/// Blocks of leave in the twelve months from today: two weeks in summer, a week at Christmas, a week in spring (20 working days).
fn draw_leave(m: &mut Moment<'_>, id: WorkerId) {
    let w = m.world.worker(id);
    // The calendar begins on a 1 June; a day or two of slack keeps that date in its own leave year whatever the leap days.
    let year = ((f64::from(m.today().0) + 2.0) / YEAR_DAYS) as u64;
    let mut draw = m.draw(Purpose::Leave, w.key, (u64::from(w.holder) << 16) | year);
    let june = (year as f64 * YEAR_DAYS) as i32;
    let block =
        |u: f64, from: i32, within: f64, days: i32| (Day(june + from + (u * within) as i32), days);
    let blocks = [
        block(draw.uniform(), 30, 60.0, 14),
        block(draw.uniform(), 196, 14.0, 7),
        block(draw.uniform(), 250, 90.0, 7),
    ];
    m.world.worker_mut(id).leave = blocks;
}

/// A leave year begins in June.
pub fn new_leave_year(m: &mut Moment<'_>) {
    for index in 0..m.world.workers.len() {
        draw_leave(m, WorkerId(index as u32));
    }
}

/// Capacity of a worker's team after somebody came or went.
pub fn recount(m: &mut Moment<'_>, id: WorkerId) {
    recount_team(m, m.world.worker(id).team);
}

/// Capacity of a team after somebody came or went.
pub fn recount_team(m: &mut Moment<'_>, team: TeamId) {
    let members = m.world.team(team).members.clone();
    let capacity = attendance::capacity(m.world, &members);
    m.world.teams[team.index()].capacity = capacity;
}

/// Whether somebody who is away has left tasks that a colleague would take.
pub fn leaves_tasks(w: &Worker) -> bool {
    !matches!(w.presence, Presence::Here | Presence::DayOff) && !w.queue.is_empty()
}
