//! Closing, coming back, and leaning on help.

use casework::world::case::Outcome;
use casework::world::fact::Fact;

use crate::claim::{Claim, teams, units};
use crate::facts;

#[test]
fn m067_closing_with_intent_closes_stuck_cases() {
    let mut stuck = teams();
    stuck.thresholds.stuck_months = 3.0;
    stuck.thresholds.stuck_engagement = 0.8;
    Claim::that(&stuck, |c| c.thresholds.close_with_intent = false)
        .lowers_tally(
            "closed without progress",
            facts!(Fact::Closed {
                outcome: Outcome::NoProgress,
                ..
            }),
        )
        .raises("families_per_worker")
        .holds();
}

#[test]
fn m068_deciders_who_do_not_dare_to_close_keep_cases_open() {
    Claim::that(&teams(), |c| {
        c.thresholds.hesitation = 1.0;
        c.thresholds.risky_margin = 4.0;
    })
    .raises_tally("closings put off", facts!(Fact::ClosingPutOff { .. }))
    .raises("families_per_worker")
    .holds();
}

#[test]
fn m231_a_second_opinion_makes_risky_closing_possible() {
    let mut hesitant = units();
    hesitant.thresholds.hesitation = 1.0;
    hesitant.thresholds.risky_margin = 4.0;
    hesitant.thresholds.second_opinion = 1.0;
    Claim::that(&hesitant, |c| {
        for features in c.features.values_mut() {
            features.closing_check = false;
        }
    })
    .raises_tally("closings put off", facts!(Fact::ClosingPutOff { .. }))
    .raises("families_per_worker")
    .holds();
}

#[test]
fn m071_cases_that_stay_open_block_new_ones() {
    let mut full = units();
    for features in full.features.values_mut() {
        features.caseload_cap = 6.0;
    }
    full.demand.referrals_per_year *= 1.5;
    Claim::that(&full, |c| c.thresholds.close = 0.0)
        .raises("unallocated_mean")
        .occurs("waits", facts!(Fact::Waits { .. }))
        .holds();
}

#[test]
fn m072_early_intensity_brings_more_contact_early() {
    Claim::that(&units(), |c| {
        c.frequencies.early_contacts = 3.0;
        c.frequencies.early_months = 4.0;
    })
    .raises_tally(
        "meetings in the first months of long-term work",
        |fact, now, world| {
            use casework::world::case::Stage;
            match *fact {
                Fact::Contact { case, .. } => match world.case(case).stage {
                    Stage::Open { since } => f64::from(now.days_since(since) < 120.0),
                    _ => 0.0,
                },
                _ => 0.0,
            }
        },
    )
    .holds();
}

#[test]
fn m073_help_that_goes_on_after_need_has_gone_fosters_dependence() {
    let mut light = units();
    light.case_mix.shift = [-0.4; 14];
    light.behaviour.dependence_per_hour = 0.0;
    Claim::that(&light, |c| {
        c.behaviour.dependence_per_hour = 0.2;
        c.behaviour.dependence_concern = 4.0;
    })
    .occurs("contacts", facts!(Fact::Contact { .. }))
    .raises_at_end("dependence", |world| {
        world.families.iter().map(|f| f.dependence).sum::<f64>()
    })
    .raises("families_per_worker")
    .holds();
}

#[test]
fn m016_families_without_recourse_stay_and_are_paid() {
    let mut some = teams();
    some.household.no_recourse_share = 0.0;
    Claim::that(&some, |c| {
        c.household.no_recourse_share = 0.4;
        c.household.no_recourse_months = 60.0;
    })
    .raises_tally("small payments", facts!(Fact::Paid))
    .raises("families_per_worker")
    .holds();
}

#[test]
fn m024_the_threat_of_removal_makes_some_comply() {
    let mut all_withdraw = teams();
    all_withdraw.behaviour.coercion_compliance = 0.0;
    Claim::that(&all_withdraw, |c| c.behaviour.coercion_compliance = 0.8)
        .occurs("plans", facts!(Fact::ConferenceHeld { plan: true, .. }))
        .raises("engagement_mean")
        .holds();
}

#[test]
fn m053_more_formal_steps_cost_engagement() {
    Claim::that(&teams(), |c| c.behaviour.engagement_coercion_loss = 0.8)
        .occurs("plans", facts!(Fact::ConferenceHeld { plan: true, .. }))
        .lowers("engagement_mean")
        .holds();
}

#[test]
fn m069_a_longer_window_sends_more_families_straight_back() {
    Claim::that(&teams(), |c| {
        let statute = c.statute.clone();
        c.clocks
            .get_mut(&statute)
            .expect("it exists")
            .rereferral_days = 360;
    })
    .raises_tally(
        "families that return to their last workers",
        |fact, now, world| match *fact {
            Fact::Accepted {
                case,
                long_term: true,
            } => f64::from(world.case(case).opened == now),
            _ => 0.0,
        },
    )
    .holds();
}
