//! A family between contacts: problems that move and reinforce one another, crises that breed crises, harm, births and moves.
//!
//! Each kind of event burns a fuse of unit-exponential length at its current rate, so that the same family meets the same fate in every
//! arm except where a mechanism changes a rate. One entry of the agenda stands for all of a family's future; it rings at least monthly.

use super::concern::{is_high, true_concern};
use super::moment::{Moment, Purpose};
use super::{brokerage, care, charge, knowledge, referral, services, support, visit};
use crate::kernel::agenda::Phase;
use crate::kernel::sample;
use crate::kernel::time::YEAR_DAYS;
use crate::world::event::Event;
use crate::world::fact::Fact;
use crate::world::family::{CLOCKS, CRISIS, Child, Family, INCIDENT, LIFE, MOVE};
use crate::world::ids::FamilyId;
use crate::world::vocabulary::{PROBLEMS, Source};

/// Rates are held constant for at most this long.
const REFRESH_DAYS: f64 = 30.0;
/// Days without being seen after which a child counts as unseen for harm.
pub(super) const UNSEEN_DAYS: f64 = 28.0;
/// The most children of a household.
const MOST_CHILDREN: usize = 8;

/// Lights the fuses of a new family.
pub fn start_clock(m: &mut Moment<'_>, id: FamilyId) {
    for kind in 0..CLOCKS {
        relight(m, id, kind);
    }
    schedule(m, id);
}

fn relight(m: &mut Moment<'_>, id: FamilyId, kind: usize) {
    let family = m.world.family(id);
    let occasion = ((kind as u64) << 32) | u64::from(family.events[kind]);
    let fuse = sample::exponential(m.uniform(Purpose::Fuse, family.key, occasion), 1.0);
    let family = m.world.family_mut(id);
    family.fuses[kind] = fuse;
    family.events[kind] += 1;
}

/// The clock of a family rings: what has burnt down happens, then the next ring is set.
pub fn ring(m: &mut Moment<'_>, id: FamilyId) {
    let fade = m.config.behaviour.crisis_fade_days;
    let now = m.now;
    let family = m.world.family_mut(id);
    if family.gone {
        return;
    }
    let days = now.days_since(family.clock_at);
    for kind in 0..CLOCKS {
        family.fuses[kind] -= family.rates[kind] * days / YEAR_DAYS;
    }
    family.excitation *= libm::exp(-days / fade);
    family.clock_at = now;
    // The ring was set to the nearest minute: what has less than a minute left has burnt down.
    for kind in 0..CLOCKS {
        let family = m.world.family(id);
        if family.fuses[kind] <= family.rates[kind] / (YEAR_DAYS * 1440.0) {
            relight(m, id, kind);
            match kind {
                MOVE => move_problem(m, id),
                CRISIS => crisis(m, id),
                INCIDENT => m.note(Fact::Incident { family: id }),
                _ => life_event(m, id),
            }
        }
    }
    care::come_of_age(m, id);
    if !m.world.family(id).gone {
        schedule(m, id);
    }
}

fn schedule(m: &mut Moment<'_>, id: FamilyId) {
    let family = m.world.family(id);
    let rates = rates(m, family);
    let next = (0..CLOCKS)
        .filter(|&k| rates[k] > 0.0)
        .map(|k| family.fuses[k] / rates[k] * YEAR_DAYS)
        .fold(REFRESH_DAYS, f64::min);
    m.world.family_mut(id).rates = rates;
    let at = m.now.plus_days_f(next).max(m.now.plus_minutes(1));
    m.agenda.push(at, Phase::Arrival, Event::Family(id));
}

/// Present rates (1/year) of each kind of event.
fn rates(m: &Moment<'_>, family: &Family) -> [f64; CLOCKS] {
    let b = &m.config.behaviour;
    let concern = true_concern(m.config, family, m.now);
    let relative = concern / b.crisis_reference;
    let unseen = family
        .seen
        .is_none_or(|at| m.now.days_since(at) > UNSEEN_DAYS);
    let (up, down) = move_rates(m, family);
    let mut rates = [0.0; CLOCKS];
    rates[MOVE] = up.iter().sum::<f64>() + down.iter().sum::<f64>();
    rates[CRISIS] =
        b.crises_per_year * (1.0 - b.crisis_branching) * libm::pow(relative, b.crisis_exponent)
            + family.excitation;
    rates[INCIDENT] = b.incidents_per_year
        * relative
        * relative
        * if unseen {
            b.incident_unseen_factor
        } else {
            1.0
        };
    rates[LIFE] = m.config.household.births_per_year + m.config.household.moves_per_year;
    rates
}

/// Rates at which each problem worsens and eases: others present raise the one and slow the other, help speeds easing.
fn move_rates(m: &Moment<'_>, family: &Family) -> ([f64; PROBLEMS], [f64; PROBLEMS]) {
    let p = &m.config.problems;
    let direct = visit::help_now(m.config, family, m.now);
    let brokered = brokerage::now(m.config, family, m.now);
    let mut pressure = [0.0; PROBLEMS];
    for (from, row) in m.rules.coupling.iter().enumerate() {
        if family.truth[from] > 0 {
            let level = f64::from(family.truth[from]);
            for (sum, strength) in pressure.iter_mut().zip(row) {
                *sum += level * strength;
            }
        }
    }
    let (mut up, mut down) = ([0.0; PROBLEMS], [0.0; PROBLEMS]);
    for i in 0..PROBLEMS {
        let level = family.truth[i];
        if level < 3 {
            let onset = if level == 0 { p.onset } else { 1.0 };
            up[i] = p.up_per_year[i] * onset * (1.0 + p.reinforcement * pressure[i]);
        }
        if level > 0 {
            down[i] = p.down_per_year[i]
                * (1.0 + p.help_response[i] * brokerage::help_with(m.config, i, direct, brokered))
                * services::easing(m.config, i)
                / (1.0 + p.resistance * pressure[i]);
        }
    }
    (up, down)
}

fn move_problem(m: &mut Moment<'_>, id: FamilyId) {
    let family = m.world.family(id);
    let was_high = is_high(m.config, family, m.now);
    let (up, down) = move_rates(m, family);
    let mut weights = [0.0; 2 * PROBLEMS];
    weights[..PROBLEMS].copy_from_slice(&up);
    weights[PROBLEMS..].copy_from_slice(&down);
    let u = m.uniform(
        Purpose::WhichMove,
        family.key,
        u64::from(family.events[MOVE]),
    );
    let which = sample::categorical(u, &weights);
    let truth = &mut m.world.family_mut(id).truth;
    if which < PROBLEMS {
        truth[which] = (truth[which] + 1).min(3);
    } else {
        truth[which - PROBLEMS] = truth[which - PROBLEMS].saturating_sub(1);
    }
    note_high_concern(m, id, was_high);
}

/// Tells observers when true concern has crossed the level called high.
fn note_high_concern(m: &mut Moment<'_>, id: FamilyId, was_high: bool) {
    let high = is_high(m.config, m.world.family(id), m.now);
    if high != was_high {
        m.note(Fact::HighConcern { family: id, high });
    }
}

/// A crisis: other agencies learn of it first, it may bring others, and somebody has to go today.
fn crisis(m: &mut Moment<'_>, id: FamilyId) {
    let b = &m.config.behaviour;
    let family = m.world.family_mut(id);
    family.excitation += b.crisis_branching * YEAR_DAYS / b.crisis_fade_days;
    family.crisis = Some(m.now);
    let (case, key, events) = (family.case, family.key, u64::from(family.events[CRISIS]));
    let dependence = family.dependence;
    m.note(Fact::Crisis { family: id });
    charge::consider(m, id, events);
    if let Some(case) = case {
        knowledge::learn_from_crisis(m, case, events);
        visit::add_evidence(m, id, m.config.proceedings.evidence_crisis);
        visit::respond_to_crisis(m, case);
    } else {
        let support = support::holds(m, id);
        if m.uniform(Purpose::CrisisReferral, key, events)
            < b.crisis_referral * (1.0 - support) * (1.0 + dependence)
        {
            referral::refer(m, id, Source::Police);
        }
    }
}

fn life_event(m: &mut Moment<'_>, id: FamilyId) {
    let h = &m.config.household;
    let family = m.world.family(id);
    let u = m.uniform(
        Purpose::LifeEvent,
        family.key,
        u64::from(family.events[LIFE]),
    );
    if u * (h.births_per_year + h.moves_per_year) < h.births_per_year {
        let today = m.today();
        let family = m.world.family_mut(id);
        let status = family
            .minors(today)
            .map(|c| c.status)
            .min()
            .unwrap_or_default();
        if family.children.len() < MOST_CHILDREN {
            family.children.push(Child {
                born: today,
                status,
            });
        }
    } else {
        care::family_leaves(m, id);
    }
}
