//! How people see one another: disputes, agreement, punctuality, what parents think, police and managers in between.

use casework::scenario::Config;
use casework::world::fact::Fact;
use casework::world::vocabulary::{Problem, TaskKind};

use crate::claim::{Claim, teams, units};
use crate::facts;
use crate::paired::{all, mean_in_long_term_work};

/// Deciders and workers who may see removal or closing otherwise, and feel it when they do.
fn arguing(mut config: Config) -> Config {
    config.stress.sensitivity_shape = 10.0;
    config.stress.dispute = 2.0;
    config
}

#[test]
#[ignore = "long: many pairs"]
fn m083_disputes_between_worker_and_manager_weigh() {
    let base = arguing(teams());
    Claim::that(&base, |c| c.stress.dispute = 8.0)
        .occurs("disputes", facts!(Fact::Disputed { .. }))
        .raises("ghq_mean")
        .pairs(40)
        .holds();
}

#[test]
fn m060_m225_the_less_certain_a_reading_the_more_is_disputed() {
    Claim::that(&arguing(teams()), |c| c.knowledge.reading_error = 8.0)
        .raises_tally("disputes", facts!(Fact::Disputed { .. }))
        .holds();
}

#[test]
fn m140_a_method_that_all_share_spares_disputes() {
    let mut base = arguing(units());
    base.workforce.conflicts_per_pair = 1.0;
    Claim::that(&base, |c| all(c, |f| f.shared_method = 0.9))
        .lowers_tally("disputes", facts!(Fact::Disputed { .. }))
        .lowers_tally("conflicts", facts!(Fact::Conflict { .. }))
        .holds();
}

#[test]
fn m225_thin_evidence_makes_for_long_meetings() {
    Claim::that(&teams(), |c| c.minutes.thin_evidence = 3.0)
        .raises_tally(
            "minutes of strategy discussions",
            |fact, _, _| match *fact {
                Fact::Worked {
                    kind: TaskKind::StrategyMeeting,
                    minutes,
                    ..
                } => f64::from(minutes),
                _ => 0.0,
            },
        )
        .holds();
}

#[test]
fn m048_help_works_better_where_problems_are_agreed_on() {
    let mut helped = units();
    helped.behaviour.help_per_hour = 1.0;
    Claim::that(&helped, |c| c.behaviour.agreement = 1.0)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .lowers_at_end("help that families feel", |world| {
            mean_in_long_term_work(world, |f| f.help)
        })
        .holds();
}

#[test]
fn m051_families_who_are_refused_turn_to_managers() {
    let mut asking = teams();
    asking.frequencies.payments = 4.0;
    asking.payments.refusal = 0.8;
    Claim::that(&asking, |c| c.payments.demands = 1.0)
        .raises_tally("demands", facts!(Fact::Demanded { .. }))
        .raises("decision_wait_manager_days")
        .holds();
}

#[test]
fn m051_where_workers_decide_themselves_nobody_turns_to_managers() {
    let mut asking = teams();
    asking.frequencies.payments = 4.0;
    asking.payments.refusal = 0.8;
    asking.payments.demands = 1.0;
    Claim::that(&asking, |c| all(c, |f| f.devolved_payments = true))
        .lowers_tally("demands", facts!(Fact::Demanded { .. }))
        .holds();
}

#[test]
fn m158_a_transfer_loses_what_was_known() {
    Claim::that(&teams(), |c| c.knowledge.transfer_loses = 1.0)
        .occurs(
            "transfers",
            facts!(Fact::Allocated {
                long_term: true,
                ..
            }),
        )
        .lowers("known_share")
        .lowers("engagement_mean")
        .holds();
}

#[test]
fn m223_overloaded_workers_come_late() {
    let mut base = teams();
    base.days.lateness = 1.0;
    base.behaviour.late_loss = 0.3;
    Claim::that(&base, |c| c.demand.referrals_per_year *= 0.6)
        .lowers_tally("late visits", facts!(Fact::Contact { late: true, .. }))
        .lowers("overdue_hours_per_worker")
        .holds();
}

#[test]
fn m223_coming_late_costs_engagement() {
    Claim::that(&teams(), |c| {
        c.days.lateness = 1.0;
        c.behaviour.late_loss = 0.3;
    })
    .raises_tally("late visits", facts!(Fact::Contact { late: true, .. }))
    .lowers("engagement_mean")
    .lowers("parents_rating")
    .holds();
}

#[test]
fn m222_parents_think_better_of_skilled_workers_they_see_more_of() {
    let mut free = units();
    free.demand.referrals_per_year *= 0.6;
    Claim::that(&free, |c| c.frequencies.needed_contacts *= 2.0)
        .raises_tally("contacts", facts!(Fact::Contact { .. }))
        .raises("parents_rating")
        .holds();
    Claim::that(&free, |c| c.workforce.skill_mean = 0.85)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises("parents_rating")
        .holds();
}

#[test]
fn m224_calls_change_circumstances_and_visits_behaviour() {
    let mut apart = teams();
    for problem in [Problem::Housing, Problem::Money] {
        apart.problems.brokered[problem as usize] = 1.0;
        apart.problems.down_per_year[problem as usize] *= 3.0;
    }
    Claim::that(&apart, |c| c.behaviour.brokerage = 1.0)
        .occurs(
            "calls",
            facts!(Fact::Worked {
                kind: TaskKind::Liaison,
                ..
            }),
        )
        .lowers_at_end("want of housing and money", |world| {
            mean_in_long_term_work(world, |f| {
                f64::from(f.truth[Problem::Housing as usize])
                    + f64::from(f.truth[Problem::Money as usize])
            })
        })
        .holds();
}

#[test]
fn m226_a_charge_stops_what_could_be_worked_on() {
    let mut base = teams();
    base.case_mix.shift[Problem::Violence as usize] = 1.0;
    base.agencies.charge_months = 24.0;
    Claim::that(&base, |c| c.agencies.charge = 1.0)
        .raises_tally("charges", facts!(Fact::Charged { .. }))
        .lowers("engagement_mean")
        .holds();
}
