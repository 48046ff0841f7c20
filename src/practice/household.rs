//! A family as it is first referred: household, problems, what is known of them, engagement.

use super::concern::true_concern;
use super::moment::{Moment, Purpose};
use crate::kernel::sample;
use crate::kernel::streams::Draw;
use crate::kernel::time::{Day, MONTH_DAYS, SimTime, YEAR_DAYS};
use crate::world::family::{Child, Family};
use crate::world::ids::FamilyId;
use crate::world::vocabulary::{PROBLEMS, Source, Status};

/// The most children a household is drawn with.
const MOST_CHILDREN: u32 = 8;

/// A household that is described and not drawn, on the day it is referred.
#[derive(Clone, Debug, PartialEq)]
pub struct Described {
    /// Number of adults.
    pub adults: u8,
    /// Ages of the children, years.
    pub ages: Vec<f64>,
    /// Days until an unborn child is due.
    pub due_days: Option<i32>,
    /// Days for which it has no recourse to public funds.
    pub no_recourse_days: f64,
    /// True levels 0..=3.
    pub truth: [u8; PROBLEMS],
    /// Levels that the referral brings to light.
    pub known: [u8; PROBLEMS],
    /// 0..=1; as drawn where none is given.
    pub engagement: Option<f64>,
    /// Who refers it.
    pub source: Source,
    /// Earlier referrals, all of them closed.
    pub referrals: u32,
    /// Days since the last of them was made, and since it was closed.
    pub past_days: Option<(f64, f64)>,
}

/// Draws a family and adds it to the community. `key` names it in every arm; `shift` moves its problems against those of allocated families.
pub fn add_family(m: &mut Moment<'_>, key: u64, source: Source, shift: f64) -> FamilyId {
    let truth = draw_problems(m, key, shift);
    let (adults, children) = draw_household(m, key, m.now.day());
    settle(m, key, source, truth, adults, children)
}

/// Adds a described family to the community. What is not described is drawn as for any other.
pub fn add_described(m: &mut Moment<'_>, key: u64, described: &Described) -> FamilyId {
    let today = m.now.day();
    let born = |days: i32| Child {
        born: today.plus(days),
        status: Status::None,
    };
    let mut children: Vec<Child> = (described.ages.iter())
        .map(|age| born(-((age * YEAR_DAYS) as i32)))
        .chain(described.due_days.map(born))
        .collect();
    children.sort_by_key(|c| c.born.0);
    let id = settle(
        m,
        key,
        described.source,
        described.truth,
        described.adults,
        children,
    );
    let now = m.now;
    let family = m.world.family_mut(id);
    family.engagement = described.engagement.unwrap_or(family.engagement);
    family.no_recourse_until = now.plus_days_f(described.no_recourse_days);
    family.referrals = described.referrals;
    if let Some((referred, closed)) = described.past_days {
        family.referred = now.plus_days_f(-referred);
        family.closed = Some(now.plus_days_f(-closed));
    }
    id
}

fn settle(
    m: &mut Moment<'_>,
    key: u64,
    source: Source,
    truth: [u8; PROBLEMS],
    adults: u8,
    children: Vec<Child>,
) -> FamilyId {
    let id =
        FamilyId(u32::try_from(m.world.families.len()).expect("fewer than four billion families"));
    let now = m.now;
    let mut draw = m.draw(Purpose::Engagement, key, 0);
    let need = sample::gamma(
        draw.uniform(),
        1.0 / m.config.frequencies.contact_spread.powi(2).max(0.01),
        1.0,
    );
    let (network, no_recourse_until) = draw_circumstances(m, key);
    let mut family = Family {
        key,
        adults,
        children,
        truth,
        known: [0; PROBLEMS],
        engagement: 0.0,
        need: need.max(0.2),
        network,
        no_recourse_until,
        dependence: 0.0,
        brokered: 0.0,
        brokered_at: now,
        charged_until: now,
        rating: 0.5,
        help: 0.0,
        help_at: now,
        excitation: 0.0,
        clock_at: now,
        fuses: [0.0; 4],
        rates: [0.0; 4],
        events: [0; 4],
        source,
        referrals: 0,
        referred: now,
        case: None,
        last_long_term: None,
        closed: None,
        closed_with_intent: false,
        acquaintances: Vec::new(),
        seen: None,
        crisis: None,
        gone: false,
        evidence: 0.0,
        evidence_at: now,
    };
    let b = &m.config.behaviour;
    let mood = 0.15 * sample::normal(draw.uniform());
    let concern = true_concern(m.config, &family, now);
    family.engagement =
        (b.engagement_start - b.engagement_concern * concern + mood).clamp(0.02, 0.98);
    m.world.families.push(family);
    super::community::start_clock(m, id);
    id
}

/// Size of the family's circle, and until when it has no recourse to public funds (the past: it has).
fn draw_circumstances(m: &Moment<'_>, key: u64) -> (f64, SimTime) {
    let h = &m.config.household;
    let mut draw = m.draw(Purpose::Circumstances, key, 0);
    let network = sample::gamma(
        draw.uniform(),
        1.0 / h.network_spread.powi(2).max(0.01),
        1.0,
    );
    let without = draw.uniform() < h.no_recourse_share;
    let months = if without {
        sample::exponential(draw.uniform(), h.no_recourse_months)
    } else {
        0.0
    };
    (network, m.now.plus_days_f(months * MONTH_DAYS))
}

/// Fourteen levels drawn jointly: one common factor behind all (Gaussian copula), cuts from Table 7.5.
fn draw_problems(m: &Moment<'_>, key: u64, shift: f64) -> [u8; PROBLEMS] {
    let p = &m.config.problems;
    let mut draw = m.draw(Purpose::Problems, key, 0);
    let common = sample::normal(draw.uniform()) * p.correlation.sqrt();
    let own = (1.0 - p.correlation).sqrt();
    let mut truth = [0; PROBLEMS];
    for (i, level) in truth.iter_mut().enumerate() {
        let latent =
            common + own * sample::normal(draw.uniform()) + shift + m.config.case_mix.shift[i];
        *level = [p.cut_present[i], p.cut_problem[i], p.cut_big[i]]
            .iter()
            .map(|&cut| u8::from(latent > cut))
            .sum();
    }
    truth
}

fn draw_household(m: &Moment<'_>, key: u64, today: Day) -> (u8, Vec<Child>) {
    let h = &m.config.household;
    let mut draw = m.draw(Purpose::Household, key, 0);
    let adults = 1 + sample::poisson(draw.uniform(), h.extra_adults).min(5);
    let count = 1 + sample::poisson(draw.uniform(), h.extra_children).min(MOST_CHILDREN - 1);
    let unborn = draw.uniform() < h.unborn_share;
    let mut children: Vec<Child> = (0..count)
        .map(|_| child(&mut draw, h.age_mean, h.age_sd, today))
        .collect();
    if unborn {
        let weeks = sample::uniform_between(draw.uniform(), 4.0, 26.0);
        children.push(Child {
            born: today.plus((weeks * 7.0) as i32),
            status: Status::None,
        });
    }
    children.sort_by_key(|c| c.born.0);
    (u8::try_from(adults).expect("at most six adults"), children)
}

fn child(draw: &mut Draw, mean: f64, sd: f64, today: Day) -> Child {
    // A gamma law keeps ages positive and right-skewed, as Table 7.1's mean and spread ask.
    let age = sample::gamma(draw.uniform(), (mean / sd).powi(2), mean).min(17.5);
    Child {
        born: today.plus(-((age * YEAR_DAYS) as i32)),
        status: Status::None,
    }
}

/// Whether a day long past and this one are within twelve months.
pub fn within_a_year(earlier: SimTime, now: SimTime) -> bool {
    now.days_since(earlier) <= 365.0
}
