//! Problems of families: how they hang together, how long they last, what they ask of workers.

use casework::scenario::Config;
use casework::world::World;
use casework::world::case::Outcome;
use casework::world::fact::Fact;
use casework::world::vocabulary::{Problem, TaskKind};

use crate::claim::{Claim, teams, units};
use crate::facts;

/// Mean true level of a problem over all families.
fn level(world: &World, problem: Problem) -> f64 {
    let levels = (world.families.iter()).map(|f| f64::from(f.truth[problem as usize]));
    levels.sum::<f64>() / world.families.len() as f64
}

fn all_levels(world: &World) -> f64 {
    let levels = |f: &casework::world::family::Family| -> f64 {
        f.truth.iter().map(|&l| f64::from(l)).sum()
    };
    world.families.iter().map(levels).sum::<f64>() / world.families.len() as f64
}

/// How strongly some problems reinforce one is set.
fn couple(config: &mut Config, from: &[Problem], to: Problem, strength: f64) {
    let pairs = config.coupling.iter_mut();
    let mut found = 0;
    for pair in pairs.filter(|c| c.to == to && from.contains(&c.from)) {
        pair.strength = strength;
        found += 1;
    }
    assert_eq!(found, from.len(), "the scenario couples them");
}

/// Families whose problems move fast, so that a year shows it.
fn lively() -> Config {
    let mut config = teams();
    config.problems.reinforcement *= 4.0;
    config
}

#[test]
fn m001_problems_drawn_independently_spread_less_between_families() {
    Claim::that(&teams(), |c| c.problems.correlation = 0.0)
        .occurs("referrals", facts!(Fact::Referred { .. }))
        .lowers("severity_sd")
        .holds();
}

#[test]
fn m003_drink_brings_violence() {
    Claim::that(&lively(), |c| {
        couple(c, &[Problem::Alcohol], Problem::Violence, 3.0);
    })
    .occurs("referrals", facts!(Fact::Referred { .. }))
    .raises_at_end("violence", |world| level(world, Problem::Violence))
    .holds();
}

#[test]
fn m004_want_of_money_brings_neglect() {
    Claim::that(&lively(), |c| {
        couple(c, &[Problem::Money], Problem::Neglect, 3.0);
    })
    .occurs("referrals", facts!(Fact::Referred { .. }))
    .raises_at_end("neglect", |world| level(world, Problem::Neglect))
    .holds();
}

#[test]
fn m005_violence_brings_depression() {
    Claim::that(&lively(), |c| {
        couple(c, &[Problem::Violence], Problem::Depression, 3.0);
    })
    .occurs("referrals", facts!(Fact::Referred { .. }))
    .raises_at_end("depression", |world| level(world, Problem::Depression))
    .holds();
}

#[test]
fn m006_parents_troubles_make_caring_harder() {
    use Problem::{Alcohol, Depression, Disability, Drugs, MentalHealth};
    let troubles = [Alcohol, Drugs, Depression, MentalHealth, Disability];
    Claim::that(&lively(), |c| couple(c, &troubles, Problem::Caring, 3.0))
        .occurs("referrals", facts!(Fact::Referred { .. }))
        .raises_at_end("difficulty in caring", |world| {
            level(world, Problem::Caring)
        })
        .holds();
}

#[test]
fn m007_problems_that_hold_one_another_in_place_ease_less() {
    Claim::that(&units(), |c| c.problems.resistance *= 5.0)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises_at_end("problems", all_levels)
        .holds();
}

#[test]
fn m007_families_of_many_problems_take_more_desk_work() {
    let mut many = teams();
    many.case_mix.shift = [0.5; 14];
    many.frequencies.desk_exponent = 0.0;
    Claim::that(&many, |c| c.frequencies.desk_exponent = 1.5)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises("undone_hours_per_worker_day")
        .holds();
}

#[test]
fn m008_problems_that_last_keep_families_open() {
    Claim::that(&units(), |c| {
        c.problems.down_per_year.iter_mut().for_each(|r| *r *= 0.2);
    })
    .occurs("contacts", facts!(Fact::Contact { .. }))
    .raises("families_per_worker")
    .raises_at_end("problems", all_levels)
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m009_what_was_gained_and_is_lost_again_brings_families_back() {
    Claim::that(&units(), |c| {
        c.problems.up_per_year.iter_mut().for_each(|r| *r *= 4.0);
    })
    .raises_tally(
        "families that return",
        facts!(Fact::Referred { again: true, .. }),
    )
    .raises("rereferral_12_months_share")
    .pairs(40)
    .holds();
}

#[test]
fn m010_without_help_families_that_are_held_have_more_crises() {
    let mut holding = units();
    holding.behaviour.help_per_hour = 1.0;
    Claim::that(&holding, |c| c.behaviour.help_per_hour = 0.0)
        .raises_tally("crises", facts!(Fact::Crisis { .. }))
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m010_families_who_are_left_alone_have_more_crises() {
    let mut holding = units();
    holding.behaviour.help_per_hour = 2.0;
    Claim::that(&holding, |c| c.frequencies.needed_contacts *= 0.3)
        .lowers_tally("contacts", facts!(Fact::Contact { .. }))
        .raises_tally("crises", facts!(Fact::Crisis { .. }))
        .pairs(40)
        .holds();
}

#[test]
fn m012_a_crisis_takes_many_people_and_much_time_at_once() {
    Claim::that(&units(), |c| c.behaviour.crises_per_year *= 3.0)
        .raises_tally("worker-minutes in crises", |fact, _, _| match *fact {
            Fact::Contact {
                kind: TaskKind::CrisisVisit,
                minutes,
                workers,
                ..
            } => f64::from(minutes) * f64::from(workers),
            _ => 0.0,
        })
        .raises("overdue_hours_per_worker")
        .holds();
}

#[test]
fn m018_families_who_move_are_handed_on_elsewhere() {
    Claim::that(&teams(), |c| c.household.moves_per_year = 0.6)
        .raises_tally(
            "involvements that end because the family leaves",
            facts!(Fact::Closed {
                outcome: Outcome::Left,
                ..
            }),
        )
        .lowers("families_per_worker")
        .holds();
}

#[test]
fn m035_calls_grow_with_complexity() {
    let mut many = teams();
    many.case_mix.shift = [0.5; 14];
    many.frequencies.desk_exponent = 0.0;
    Claim::that(&many, |c| c.frequencies.desk_exponent = 1.5)
        .raises_tally("calls made and calls left", |fact, _, _| {
            f64::from(matches!(
                fact,
                Fact::Worked {
                    kind: TaskKind::Liaison,
                    ..
                } | Fact::Undone {
                    kind: TaskKind::Liaison,
                    ..
                }
            ))
        })
        .holds();
}
