//! Families, what is known of them, and what that leads to.

use casework::world::fact::Fact;
use casework::world::vocabulary::TaskKind;

use crate::claim::{Claim, teams};
use crate::facts;

#[test]
fn m011_families_in_perpetual_crisis_crowd_out_planned_visits() {
    Claim::that(&teams(), |c| c.behaviour.crisis_branching = 0.7)
        .raises_tally("crises", facts!(Fact::Crisis { .. }))
        .lowers_tally(
            "planned visits",
            facts!(Fact::Contact {
                kind: TaskKind::HomeVisit,
                ..
            }),
        )
        .holds();
}

#[test]
fn m002_problems_that_reinforce_each_other_more_are_graver() {
    Claim::that(&teams(), |c| c.problems.reinforcement *= 3.0)
        .occurs("families seen", facts!(Fact::Contact { .. }))
        .raises_at_end("mean level of true problems", |world| {
            let levels = |f: &casework::world::family::Family| {
                f.truth.iter().map(|&l| f64::from(l)).sum::<f64>()
            };
            world.families.iter().map(levels).sum::<f64>() / world.families.len() as f64
        })
        .holds();
}
