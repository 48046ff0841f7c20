//! An authority at the start of its run: teams, posts, people, and a stock of families.

use std::sync::Arc;

use jiff::civil::date;

use crate::kernel::calendar::Calendar;
use crate::kernel::sample;
use crate::kernel::streams::Draw;
use crate::kernel::time::YEAR_DAYS;
use crate::kernel::time::{Day, MONTH_DAYS, SimTime};
use crate::organisation::allocation;
use crate::organisation::rules::Rules;
use crate::practice::concern::concern;
use crate::practice::moment::{Moment, Purpose};
use crate::practice::{assessment, care, household, knowledge, referral, staffing, transfer};
use crate::scenario::config::{Config, Posts, TeamSpec};
use crate::world::ids::{CaseId, FamilyId, TeamId, WorkerId};
use crate::world::team::Team;
use crate::world::vocabulary::{Role, Source, Status};
use crate::world::worker::{DayBook, Manner, Presence, Worker};
use crate::world::{Due, Support, World};

/// Years of calendar before the run: families and workers have histories.
const HISTORY_YEARS: i16 = 8;
/// Days of calendar after the run, for deadlines beyond its end.
const MARGIN_DAYS: usize = 1_500;

/// The first day and the days of measurement of a configuration's run, as days of its calendar.
pub(crate) fn horizon(config: &Config) -> (Day, Day, Day) {
    let year = i16::try_from(config.run.start_year).expect("checked range");
    let first = date(year - HISTORY_YEARS, 6, 1);
    let day = |d: jiff::civil::Date| Day((d - first).get_days());
    let start = date(year, 6, 1);
    let months = config.run.warm_up_months as i32;
    let measured = start.saturating_add(jiff::Span::new().months(months));
    let end = measured.saturating_add(jiff::Span::new().years(config.run.years as i32));
    (day(start), day(measured), day(end))
}

/// Teams and empty posts.
pub(super) fn world(config: &Config, rules: &Rules) -> World {
    let (start, _, end) = horizon(config);
    let year = i16::try_from(config.run.start_year).expect("checked range");
    let days = end.0 as usize + MARGIN_DAYS;
    let mut world = World {
        calendar: Arc::new(Calendar::new(date(year - HISTORY_YEARS, 6, 1), days)),
        families: Vec::new(),
        cases: Vec::new(),
        workers: Vec::new(),
        teams: Vec::new(),
        due: vec![Vec::new(); end.0 as usize + 1],
        appointments: Vec::new(),
        waiting: Vec::new(),
        support: Support::default(),
        overspend: 0.0,
        booked: std::array::from_fn(|_| vec![0; end.0 as usize / 7 + 1]),
        today: start,
        start,
    };
    for (spec, team) in config.team.iter().enumerate() {
        let features = rules.features_of_spec[spec];
        let first = world.teams.len();
        for _ in 0..team.count {
            let id = add_team(&mut world, spec, team, features);
            rank(&mut world, id, rules.features[features].deputies);
        }
        if rules.features[features].clinician_between {
            share_clinicians(&mut world, first);
        }
    }
    world
}

pub(super) fn add_team(world: &mut World, spec: usize, of: &TeamSpec, features: usize) -> TeamId {
    let id = TeamId(world.teams.len() as u32);
    let number = world
        .teams
        .iter()
        .filter(|t| t.service == of.service)
        .count() as u32;
    let mut members = Vec::new();
    for (role, wte) in of.posts.by_role() {
        let mut left = wte;
        while left > 1e-9 {
            members.push(add_worker(world, id, of, role, left.min(1.0)));
            left -= 1.0;
        }
    }
    let met = world.start.plus(-(number as i32 % 5));
    let team = Team {
        spec,
        service: of.service,
        features,
        members,
        number,
        open: Vec::new(),
        met,
        capacity: 0.0,
        decider_role: decider_role(&of.posts),
        partner: None,
        unsettled: None,
    };
    world.teams.push(team);
    id
}

/// Of a team's managers the last are deputies; one is not.
pub(super) fn rank(world: &mut World, team: TeamId, deputies: u32) {
    let members = world.team(team).members.clone();
    let managers: Vec<WorkerId> = (members.into_iter())
        .filter(|&w| world.worker(w).role == Role::Manager)
        .collect();
    let above = managers.len().saturating_sub(deputies as usize).max(1);
    for (nth, id) in managers.into_iter().enumerate() {
        world.worker_mut(id).deputy = nth >= above;
    }
}

/// Pairs the teams from the first on: the clinician of one is the other's too, with the time that both posts have.
fn share_clinicians(world: &mut World, first: usize) {
    for one in (first..world.teams.len()).step_by(2) {
        let other = one + 1;
        if other == world.teams.len() {
            break;
        }
        let is = |world: &World, &id: &WorkerId| world.worker(id).role == Role::Clinician;
        let find = |world: &World, team: usize| {
            let members = &world.teams[team].members;
            members.iter().copied().find(|id| is(world, id))
        };
        let (Some(stays), Some(goes)) = (find(world, one), find(world, other)) else {
            break;
        };
        let both = world.worker(stays).wte + world.worker(goes).wte;
        // A whole post is the most that one person has.
        if both > 1.0 {
            break;
        }
        world.worker_mut(stays).wte = both;
        let gone = world.worker_mut(goes);
        (gone.wte, gone.presence) = (0.0, Presence::Closed);
        world.teams[other].members.retain(|&id| id != goes);
        world.teams[one].partner = Some(TeamId(other as u32));
        world.teams[other].partner = Some(TeamId(one as u32));
    }
}

/// The role that decides in a team with these posts.
pub(super) fn decider_role(posts: &Posts) -> Role {
    if posts.consultant > 0.0 {
        Role::Consultant
    } else {
        Role::Manager
    }
}

pub(super) fn add_worker(
    world: &mut World,
    team: TeamId,
    of: &TeamSpec,
    role: Role,
    wte: f64,
) -> WorkerId {
    let id = WorkerId(world.workers.len() as u32);
    let service_of = |w: &Worker| {
        world
            .teams
            .get(w.team.index())
            .map_or(of.service, |t| t.service)
    };
    let nth = world
        .workers
        .iter()
        .filter(|w| w.role == role && service_of(w) == of.service)
        .count() as u64;
    let key = ((of.service as u64) << 40) | ((role as u64) << 32) | nth;
    let start = world.start;
    world.workers.push(Worker {
        key,
        team,
        role,
        wte,
        holder: 0,
        since: start,
        agency: false,
        novice: false,
        load: allocation::caseload_share(role),
        manner: Manner::PLAIN,
        feigned: 0.0,
        own_cases: false,
        conflict: None,
        deputy: false,
        senior: false,
        qualified: false,
        skill: [0.0; 4],
        trait_level: 0.0,
        sensitivity: 1.0,
        stress: 0.0,
        burnout: 0.0,
        presence: Presence::Here,
        away_since: None,
        leave: [(start, 0); 3],
        queue: Vec::new(),
        doing: None,
        idle: None,
        home: true,
        today: DayBook::default(),
        appointments: Vec::new(),
        exposure: 0.0,
        cases: 0,
        overdue: 0,
        queued: 0,
        overtime_mean: 0.0,
        discussion_mean: 0.0,
        supervised: start,
    });
    id
}

/// Fills the posts.
pub(super) fn people(m: &mut Moment<'_>) {
    for index in 0..m.world.workers.len() {
        let id = WorkerId(index as u32);
        let key = m.world.worker(id).key;
        let mut draw = m.draw(Purpose::Worker, key, 1 << 40);
        let agency = draw.uniform() < m.config.workforce.temporary_share;
        // Supervision is spread over the month from the start.
        let spread = (draw.uniform() * 28.0) as i32;
        let start = m.world.start;
        let worker = m.world.worker_mut(id);
        worker.agency = agency && worker.role.works_with_families();
        staffing::draw_person(m, id);
        m.world.worker_mut(id).supervised = start.plus(-spread);
    }
    for index in 0..m.world.teams.len() {
        if let Some(&first) = m.world.teams[index].members.first() {
            staffing::recount(m, first);
        }
    }
}

/// The families with which a run starts: ages from stationary, length-biased stays; the warm-up lets the model's own dynamics replace them.
pub(super) fn stock(m: &mut Moment<'_>) {
    let s = m.config.start.clone();
    let yearly = m.config.demand.referrals_per_year;
    let long_term = (yearly * s.opened_share * s.stay_months / 12.0).round() as u64;
    let in_assessment = (yearly * s.assessment_weeks / 52.0).round() as u64;
    let shift = STOCK_SHIFT * m.config.problems.referred_shift;
    let let_in = m.config.thresholds.transfer + m.config.context.intake;
    for nth in 0..long_term {
        let mut draw = stock_draw(m, 1, nth);
        let days = age(&mut draw, s.stay_months * MONTH_DAYS, s.stay_cv);
        let status = if draw.uniform() < s.plan_share {
            Status::Protected
        } else {
            Status::InNeed
        };
        let case = add_open(m, 1, nth, shift, days, let_in);
        let id = m.world.case(case).family;
        let today = m.today();
        m.world.family_mut(id).set_home_status(today, status);
        let spread = (draw.uniform() * 28.0) as i32;
        let c = m.world.case_mut(case);
        c.core_group = today.plus(spread);
        c.review = today.plus(spread * 6);
        transfer::wait_for_worker(m, case);
    }
    for nth in 0..in_assessment {
        let shift = m.config.problems.referred_shift;
        let case = add_open(m, 2, nth, shift, 0.0, f64::NEG_INFINITY);
        transfer::to_assessment(m, case);
        assessment::begin(m, case);
    }
    for nth in 0..u64::from(s.care_families) {
        add_care(m, 3, nth, Status::LookedAfter);
    }
    for nth in 0..u64::from(s.care_leavers) {
        add_care(m, 4, nth, Status::LeftCare);
    }
}

fn stock_draw(m: &Moment<'_>, group: u64, nth: u64) -> Draw {
    m.draw(Purpose::Stock, (group << 32) | nth, 0)
}

/// Age of an open involvement: a uniform part of a length-biased log-normal stay.
fn age(draw: &mut Draw, mean: f64, cv: f64) -> f64 {
    let biased_mean = mean * (1.0 + cv * cv);
    let stay = sample::lognormal(draw.uniform(), biased_mean, cv);
    (stay * draw.uniform()).min(f64::from(HISTORY_YEARS - 1) * YEAR_DAYS)
}

/// Part of the difference between referred and allocated families that the stock is drawn with before the threshold selects it.
const STOCK_SHIFT: f64 = 0.5;
/// Families tried for one place in the stock before the last is taken as it is.
const TRIES: u64 = 20;

/// An involvement in the stock, opened so many days ago. Only a family that is known to be of `least` concern is one that thresholds
/// would have let in.
fn add_open(m: &mut Moment<'_>, group: u64, nth: u64, shift: f64, days: f64, least: f64) -> CaseId {
    let mut id = try_family(m, group, nth, shift, 0);
    for attempt in 1..TRIES {
        let family = m.world.family(id);
        if concern(m.config, &family.known, family, m.now) >= least {
            break;
        }
        m.world.family_mut(id).gone = true;
        id = try_family(m, group, nth, shift, attempt);
    }
    let family = m.world.family_mut(id);
    family.referrals = 1;
    let opened = SimTime(family.clock_at.0 - (days * 1440.0) as i64);
    family.referred = opened;
    let case = referral::open_case(m, id);
    m.world.case_mut(case).opened = opened;
    case
}

fn try_family(m: &mut Moment<'_>, group: u64, nth: u64, shift: f64, attempt: u64) -> FamilyId {
    let key = (group << 60) | (attempt << 40) | nth;
    let id = household::add_family(m, key, Source::Agency, shift);
    knowledge::learn_at_referral(m, id);
    id
}

fn add_care(m: &mut Moment<'_>, group: u64, nth: u64, status: Status) {
    let mut draw = stock_draw(m, group, nth);
    let days = age(&mut draw, 2.0 * YEAR_DAYS, 0.8);
    let case = add_open(m, group, nth, 0.0, days, f64::NEG_INFINITY);
    let (today, id) = (m.today(), m.world.case(case).family);
    let family = m.world.family_mut(id);
    if status == Status::LeftCare {
        family.children.truncate(1);
        family.children[0].born = today.plus(-(18.5 * YEAR_DAYS) as i32);
    }
    for child in &mut family.children {
        child.status = status;
    }
    m.world.case_mut(case).review = today.plus((draw.uniform() * 180.0) as i32);
    transfer::wait_for_worker(m, case);
    let p = &m.config.proceedings;
    let (due, days) = if status == Status::LeftCare {
        (
            Due::SupportEnds,
            draw.uniform() * p.leaving_care_years * YEAR_DAYS,
        )
    } else {
        (
            Due::CareEnds,
            sample::exponential(draw.uniform(), YEAR_DAYS / p.care_exit_per_year.max(1e-3))
                .min(9_000.0),
        )
    };
    care::end_on(m, case, today.plus(days as i32), due);
}
