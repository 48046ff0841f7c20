//! Concern: what a set of problems means for the children of a household, and how it is read.

use super::hypothesis;
use super::moment::{Moment, Purpose};
use crate::kernel::sample;
use crate::kernel::time::{Day, SimTime};
use crate::scenario::config::Config;
use crate::world::family::Family;
use crate::world::ids::{CaseId, WorkerId};
use crate::world::vocabulary::{Class, PROBLEMS, TaskKind};

/// Days over which a crisis weighs on concern before it fades to a third.
const CRISIS_MEMORY_DAYS: f64 = 30.0;
/// Number of problems beyond which they weigh more than their sum ("battalions").
const BATTALION: usize = 3;
/// Age below which a child is most vulnerable, years.
const YOUNG: f64 = 5.0;

/// Concern about a family with these problem levels (0..=3 each) and its recent crises.
pub fn concern(config: &Config, levels: &[u8; PROBLEMS], family: &Family, now: SimTime) -> f64 {
    severity(config, levels, family, now) + crisis_part(config, family, now)
}

/// What the problems alone amount to for the children of this household.
fn severity(config: &Config, levels: &[u8; PROBLEMS], family: &Family, now: SimTime) -> f64 {
    let p = &config.problems;
    let mut sum = 0.0;
    let mut present = 0;
    for (level, weight) in levels.iter().zip(&p.weight) {
        sum += f64::from(*level) * weight;
        present += usize::from(*level > 0);
    }
    let today: Day = now.day();
    let young = family.minors(today).any(|c| c.age(today) < YOUNG);
    let many = 1.0 + p.battalion * present.saturating_sub(BATTALION) as f64;
    let vulnerable = if young { 1.0 + p.young_child } else { 1.0 };
    sum * many * vulnerable
}

fn crisis_part(config: &Config, family: &Family, now: SimTime) -> f64 {
    family.crisis.map_or(0.0, |at| {
        let days = now.days_since(at);
        if days > 5.0 * CRISIS_MEMORY_DAYS {
            0.0
        } else {
            config.problems.crisis_concern * libm::exp(-days / CRISIS_MEMORY_DAYS)
        }
    })
}

/// Concern about a family as things truly stand.
pub fn true_concern(config: &Config, family: &Family, now: SimTime) -> f64 {
    concern(config, &family.truth, family, now)
}

/// Whether true severity, crises of the day apart, is high: what "missed risk" and "unseen high risk" are measured against.
pub fn is_high(config: &Config, family: &Family, now: SimTime) -> bool {
    severity(config, &family.truth, family, now) >= config.behaviour.high_concern
}

/// Number of people among these who know the family: they have met it in this or an earlier involvement.
pub fn knowers(m: &Moment<'_>, case: CaseId, people: &[WorkerId]) -> usize {
    let family = m.world.family_of(case);
    people
        .iter()
        .filter(|&&w| family.acquaintance(w, m.world.worker(w).holder).is_some())
        .count()
}

/// Who reads a family's concern.
#[derive(Copy, Clone, Debug)]
pub struct Readers {
    /// Who decides, if one person does.
    pub decider: Option<WorkerId>,
    /// How many of those who take part know the family.
    pub knowers: usize,
}

impl Readers {
    /// One worker, alone.
    pub fn one(worker: WorkerId) -> Readers {
        Readers {
            decider: Some(worker),
            knowers: 1,
        }
    }
}

/// Concern as a decision reads it: what is known, with an error. Part of the error is the first impression of whoever leads the work, which
/// looking again does not shake off; and who meets grave families daily is less alarmed by each.
pub fn read_concern(m: &mut Moment<'_>, case: CaseId, readers: Readers) -> f64 {
    let occasion = m
        .world
        .case_mut(case)
        .next_occasion(TaskKind::Authorisation);
    reading(m, case, readers, Purpose::Reading, occasion)
}

/// One reading of a case; what is new in its error is drawn for this purpose and occasion.
pub fn reading(
    m: &mut Moment<'_>,
    case: CaseId,
    readers: Readers,
    purpose: Purpose,
    occasion: u64,
) -> f64 {
    let lasting = hypothesis::impression(m, case);
    let family = m.world.family_of(case);
    let known = concern(m.config, &family.known, family, m.now);
    let share = m.config.knowledge.reading_persistence;
    let fresh = sample::normal(m.uniform(purpose, family.key, occasion));
    let mixed = share.sqrt() * lasting + (1.0 - share).sqrt() * fresh;
    known + hypothesis::error(m, readers) * mixed - tolerance(m, case)
}

/// Points of concern that daily exposure to grave families has taken off a reading; put on where families are light.
fn tolerance(m: &Moment<'_>, case: CaseId) -> f64 {
    let k = &m.config.knowledge;
    let Some((_, lead)) = m.world.case(case).held() else {
        return 0.0;
    };
    k.exposure_tolerance * m.world.worker(lead).exposure
}

/// Class of a task with a statutory limit: it jumps the queue when the limit is near (deadlines shape durations).
pub fn class_near_limit(m: &Moment<'_>, class: Class, limit: Option<Day>) -> Class {
    match limit {
        Some(limit) if class > Class::Statutory => {
            let left = m.world.calendar.working_between(m.today(), limit);
            if limit <= m.today() || left <= m.config.days.deadline_pull as i32 {
                Class::Statutory
            } else {
                class
            }
        }
        _ => class,
    }
}
