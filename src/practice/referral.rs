//! Referrals: when they come, what they open, and the screening at the front door.

use super::concern::{Readers, is_high, read_concern};
use super::household::Described;
use super::moment::{Moment, Purpose};
use super::task::{Work, give};
use super::{
    assessment, closure, enquiry, friction, household, knowledge, plan, services, support, transfer,
};
use crate::kernel::agenda::Phase;
use crate::kernel::sample;
use crate::kernel::time::{Day, MINUTES_PER_DAY, MONTH_DAYS, SimTime, YEAR_DAYS};
use crate::organisation::allocation;
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::case::{Case, Holder, Kin, OCCASIONS, Outcome, Stage};
use crate::world::event::Event;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, FamilyId, WorkerId};
use crate::world::vocabulary::{Class, SOURCES, Source, TaskKind};

/// Working days in a year, about.
const WORKING_DAYS: f64 = 253.0;

/// Draws today's first-time referrals of every source and puts them on the agenda.
pub fn referrals_of_today(m: &mut Moment<'_>) {
    let day = m.today();
    for source in Source::ALL {
        let mean = daily_rate(m.config, m.world, day, source);
        let key = day_key(day, source, 0);
        let number = sample::poisson(m.uniform(Purpose::Arrivals, key, 0), mean);
        for n in 0..number.min(u32::from(u16::MAX)) {
            let u = m.uniform(Purpose::ArrivalTime, day_key(day, source, n), 0);
            let at = SimTime::at(day, (u * (MINUTES_PER_DAY - 1) as f64) as i64);
            let event = Event::Referral {
                source: source as u8,
                number: n as u16,
            };
            m.agenda.push(at, Phase::Arrival, event);
        }
    }
    families_move_in(m, day);
}

/// Number, in place of a source, of families who move in.
const MOVES_IN: u8 = SOURCES as u8;

/// Families with a history in another authority, which lets this one know.
fn families_move_in(m: &mut Moment<'_>, day: Day) {
    let yearly = m.config.demand.moving_in_per_year;
    if yearly == 0.0 || !m.world.calendar.is_working(day) {
        return;
    }
    let key = ((day.0 as u64) << 24) | (u64::from(MOVES_IN) << 16);
    let mean = yearly / WORKING_DAYS;
    let number = sample::poisson(m.uniform(Purpose::Arrivals, key, 0), mean);
    for n in 0..number.min(u32::from(u16::MAX)) {
        let u = m.uniform(Purpose::ArrivalTime, key | u64::from(n), 0);
        let at = SimTime::at(day, (u * (MINUTES_PER_DAY - 1) as f64) as i64);
        let event = Event::Referral {
            source: MOVES_IN,
            number: n as u16,
        };
        m.agenda.push(at, Phase::Arrival, event);
    }
}

fn day_key(day: Day, source: Source, number: u32) -> u64 {
    ((day.0 as u64) << 24) | ((source as u64) << 16) | u64::from(number)
}

/// Expected referrals of one source on one day: season, weekday, school terms, and what a publicised death adds.
fn daily_rate(config: &Config, world: &World, day: Day, source: Source) -> f64 {
    let d = &config.demand;
    let total: f64 = d.source_share.iter().sum();
    let yearly =
        d.referrals_per_year * d.source_share[source as usize] / total.max(f64::MIN_POSITIVE);
    let calendar = &world.calendar;
    // Five working days and two others share a week's referrals; the weights keep the year's total.
    let weight = if calendar.is_working(day) {
        1.0
    } else {
        d.weekend_factor
    };
    let weekly = (5.0 + 2.0 * d.weekend_factor) / 7.0;
    // English schools teach 190 days of about 253 working days.
    let term_share = 0.75;
    let term = if source.keeps_school_terms() {
        let quiet = d.school_holiday_factor;
        (if calendar.is_term(day) { 1.0 } else { quiet })
            / (term_share + (1.0 - term_share) * quiet)
    } else {
        1.0
    };
    let season = d.month_index[usize::from(calendar.month(day)) - 1];
    yearly / YEAR_DAYS * weight / weekly
        * term
        * season
        * shock(config, day.since(world.start))
        * services::referrals(config)
}

fn shock(config: &Config, days: i32) -> f64 {
    let d = &config.demand;
    let months = f64::from(days) / MONTH_DAYS - f64::from(d.shock_month);
    if d.shock_month == 0 || months < 0.0 {
        1.0
    } else {
        1.0 + (d.shock_factor - 1.0) * libm::exp(-months / d.shock_fade_months)
    }
}

/// A family nobody knew is referred.
pub fn first_referral(m: &mut Moment<'_>, source: u8, number: u16) {
    if source == MOVES_IN {
        return moves_in(m, number);
    }
    let source = Source::ALL[usize::from(source) % SOURCES];
    let key = (1 << 60) | day_key(m.today(), source, u32::from(number));
    let family = household::add_family(m, key, source, m.config.problems.referred_shift);
    refer(m, family, source);
}

/// A family moves in: what the last authority knew comes with it, and it is like families who were taken on, not like those referred.
fn moves_in(m: &mut Moment<'_>, number: u16) {
    let day = m.today();
    let key = (1 << 60) | ((day.0 as u64) << 24) | (u64::from(MOVES_IN) << 16) | u64::from(number);
    let id = household::add_family(m, key, Source::Authority, 0.0);
    let family = m.world.family_mut(id);
    family.known = family.truth;
    refer(m, id, Source::Authority);
}

/// Key of the draws of a described family; no drawn one has it.
const DESCRIBED: u64 = 15 << 60;

/// A described family is referred: what comes to light is as described, and not left to chance.
pub fn described_referral(m: &mut Moment<'_>, described: &Described) -> FamilyId {
    let id = household::add_described(m, DESCRIBED, described);
    refer(m, id, described.source);
    m.world.family_mut(id).known = described.known;
    id
}

/// A family without an open case is referred, for the first time or again.
pub fn refer(m: &mut Moment<'_>, id: FamilyId, source: Source) {
    let family = m.world.family(id);
    let again = family.referrals > 0 && household::within_a_year(family.referred, m.now);
    let high = is_high(m.config, family, m.now);
    knowledge::learn_at_referral(m, id);
    let family = m.world.family_mut(id);
    family.referrals += 1;
    family.referred = m.now;
    family.source = source;
    debug_assert!(
        family.case.is_none(),
        "what happens in an open case is no referral"
    );
    let case = open_case(m, id);
    m.note(Fact::Referred {
        family: id,
        case,
        again,
        high,
    });
    friction::referred(m, case);
    if !returns_to_last_team(m, id, case) {
        friction::returned(m, id, case);
        let screener = allocation::screener(m.world, m.rules, m.today());
        super::task::give_to(
            m,
            screener,
            case,
            Work::new(TaskKind::Screening, Class::Reactive).due_days(0),
        );
    }
}

/// Opens an involvement with a family.
pub fn open_case(m: &mut Moment<'_>, id: FamilyId) -> CaseId {
    let case_id =
        CaseId(u32::try_from(m.world.cases.len()).expect("fewer than four billion cases"));
    let (now, today) = (m.now, m.today());
    let family = m.world.family_mut(id);
    family.case = Some(case_id);
    let episode = family.referrals;
    m.world.cases.push(Case {
        family: id,
        episode,
        opened: now,
        stage: Stage::FrontDoor,
        holder: Holder::Nobody,
        enquiry: None,
        cleared: None,
        legal: None,
        attempts: 0,
        not_before: today,
        kin: Kin::default(),
        epoch: 0,
        seen: now,
        visited: now,
        discussed: now,
        concern: 0.0,
        entry_concern: 0.0,
        impression: None,
        contacts: 0,
        recorded: 0,
        visit_pending: false,
        decision_pending: false,
        promise_broken: false,
        contested: None,
        asked: None,
        closing: None,
        core_group: today,
        review: today,
        ends: None,
        long_term: false,
        counts: [0; OCCASIONS],
    });
    case_id
}

/// Within the authority's window a family goes straight to the workers it had; for one closed with intent a strategy discussion is called
/// at once.
fn returns_to_last_team(m: &mut Moment<'_>, id: FamilyId, case: CaseId) -> bool {
    let family = m.world.family(id);
    let window = f64::from(m.rules.clocks.rereferral_days);
    let recent = family
        .closed
        .is_some_and(|at| m.now.days_since(at) <= window);
    if !(recent || family.closed_with_intent) {
        return false;
    }
    let last = family.last_long_term.map(|last| m.world.case(last));
    let Some((team, lead)) = last.and_then(Case::held) else {
        return false;
    };
    let intent = family.closed_with_intent;
    // To the same worker if still there, wherever by now; else to the same team.
    let worker = m.world.worker(lead);
    let (team, lead) = if worker.is_filled() && !allocation::is_long_away(m.world, worker) {
        (worker.team, lead)
    } else {
        match transfer::best_lead(m, team, case, None) {
            Some(colleague) => (team, colleague),
            None => return false,
        }
    };
    m.world.family_mut(id).closed_with_intent = false;
    allocation::take(m.world, case, team, lead);
    m.note(Fact::Accepted {
        case,
        long_term: true,
    });
    m.note(Fact::Allocated {
        case,
        team,
        lead,
        waited: None,
        long_term: true,
    });
    plan::begin_long_term(m, case);
    if intent {
        enquiry::call_strategy_discussion(m, case);
    }
    true
}

/// The screening is done: closed at the front door, or to be assessed.
pub fn screened(m: &mut Moment<'_>, case: CaseId, screener: WorkerId) {
    let concern = read_concern(m, case, Readers::one(screener)) + m.config.knowledge.agency_anxiety;
    if concern < m.config.thresholds.screen + support::redirect(m) && !friction::is_forced(m, case)
    {
        closure::close(m, case, Outcome::NotAccepted);
        return;
    }
    transfer::to_assessment(m, case);
    assessment::begin(m, case);
    let checks = m.config.frequencies.assessment_checks;
    for _ in 0..checks {
        give(
            m,
            case,
            Work::new(TaskKind::Liaison, Class::Needed).due_days(1),
        );
    }
}
