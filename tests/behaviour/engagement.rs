//! The relationship between families and workers.

use casework::world::fact::Fact;

use crate::claim::{Claim, teams, units};
use crate::facts;

#[test]
fn m043_families_who_are_unwilling_are_not_in() {
    Claim::that(&teams(), |c| {
        c.behaviour.engagement_start = 0.1;
        c.behaviour.engagement_gain = 0.0;
    })
    .raises_tally("closed doors", facts!(Fact::NobodyIn { .. }))
    .lowers("engagement_mean")
    .holds();
}

#[test]
fn m045_time_together_makes_a_relationship() {
    let mut free = units();
    free.demand.referrals_per_year *= 0.6;
    Claim::that(&free, |c| c.frequencies.needed_contacts *= 2.0)
        .raises_tally("contacts", facts!(Fact::Contact { .. }))
        .raises("engagement_mean")
        .holds();
}

#[test]
fn m047_skill_in_talk_engages_families() {
    Claim::that(&teams(), |c| c.workforce.skill_mean = 0.85)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises("engagement_mean")
        .holds();
}

#[test]
fn m056_danger_has_workers_go_in_twos() {
    let mut calm = teams();
    calm.features
        .values_mut()
        .for_each(|f| f.joint_for_safety = 0.4);
    Claim::that(&calm, |c| {
        c.behaviour.engagement_start = 0.1;
        c.behaviour.engagement_gain = 0.0;
    })
    .raises_tally("visits by two", facts!(Fact::Contact { workers: 2.., .. }))
    .raises("aggression_per_worker_year")
    .holds();
}

#[test]
fn m109_whom_a_family_gets_decides_how_it_fares() {
    let mut uneven = teams();
    uneven.workforce.skill_sd = 0.0;
    Claim::that(&uneven, |c| c.workforce.skill_sd = 0.3)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises_at_end("spread of parents' rating between workers", |world| {
            between_workers(world)
        })
        .pairs(24)
        .holds();
}

/// Spread, between workers, of the mean rating by the families each leads.
fn between_workers(world: &casework::world::World) -> f64 {
    let mut moments = casework::kernel::tally::Moments::default();
    for index in 0..world.workers.len() {
        let led = world.cases.iter().filter(|c| {
            c.is_long_term() && c.held().is_some_and(|(_, lead)| lead.index() == index)
        });
        let levels: Vec<f64> = led.map(|c| world.family(c.family).rating).collect();
        if levels.len() >= 3 {
            moments.push(levels.iter().sum::<f64>() / levels.len() as f64);
        }
    }
    moments.sd()
}

#[test]
#[ignore = "long: many pairs"]
fn m142_families_of_a_unit_meet_practice_that_differs_less() {
    // What each family meets on average over a year, in skill: shared work evens it out.
    let mut alone = units();
    alone.workforce.skill_sd = 0.3;
    alone.features.values_mut().for_each(|f| f.sharing = 0.0);
    Claim::that(&alone, |c| {
        c.features.values_mut().for_each(|f| f.sharing = 1.0);
    })
    .occurs("contacts", facts!(Fact::Contact { .. }))
    .lowers_at_end("spread of the skill that families have met", |world| {
        let mut moments = casework::kernel::tally::Moments::default();
        for case in world.cases.iter().filter(|c| c.is_long_term()) {
            let family = world.family(case.family);
            let (mut skill, mut meetings) = (0.0, 0.0);
            for known in &family.acquaintances {
                let times = f64::from(known.meetings);
                skill += times * world.worker(known.worker).mean_skill();
                meetings += times;
            }
            if meetings >= 6.0 {
                moments.push(skill / meetings);
            }
        }
        moments.sd()
    })
    .pairs(40)
    .holds();
}

#[test]
fn m024_threats_part_families_who_comply_from_families_who_withdraw() {
    let mut grave = teams();
    grave.case_mix.shift = [0.35; 14];
    grave.behaviour.engagement_coercion_loss = 0.0;
    grave.behaviour.coercion_compliance = 0.5;
    Claim::that(&grave, |c| c.behaviour.engagement_coercion_loss = 0.8)
        .occurs("plans", facts!(Fact::ConferenceHeld { plan: true, .. }))
        .raises_at_end("spread of engagement", |world| {
            let mut moments = casework::kernel::tally::Moments::default();
            for case in world.cases.iter().filter(|c| c.is_long_term()) {
                moments.push(world.family(case.family).engagement);
            }
            moments.sd()
        })
        .holds();
}
