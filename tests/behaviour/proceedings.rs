//! Proceedings, care, and what comes after.

use casework::world::case::{CareRoute, Outcome};
use casework::world::fact::Fact;
use casework::world::vocabulary::{Gate, TaskKind};

use crate::claim::{Claim, teams};
use crate::facts;

/// Families grave enough that some come to court in eighteen months.
fn grave() -> casework::scenario::Config {
    let mut config = teams();
    config.case_mix.shift = [0.35; 14];
    config.thresholds.proceedings = 11.0;
    config
}

#[test]
fn m074_a_gate_less_shortens_the_way_to_court() {
    Claim::that(&grave(), |c| {
        for features in c.features.values_mut() {
            features.approval_levels = 0;
        }
    })
    .raises_tally("proceedings issued", facts!(Fact::ProceedingsIssued { .. }))
    .lowers_tally(
        "decisions of the head of service",
        facts!(Fact::Decided {
            gate: Gate::HeadOfService,
            ..
        }),
    )
    .holds();
}

#[test]
fn m075_where_refusal_is_foreseen_less_is_sought() {
    Claim::that(&grave(), |c| c.proceedings.legal_refusal = 1.0)
        .raises_tally("proceedings not sought", facts!(Fact::HeldBack { .. }))
        .holds();
}

#[test]
fn m076_lawyers_who_refuse_keep_children_at_high_risk_at_home() {
    Claim::that(&grave(), |c| {
        c.proceedings.legal_refusal = 1.0;
        c.proceedings.evidence_half = 20.0;
    })
    .raises("refused_by_lawyers_share")
    .lowers_tally(
        "children into care by a court",
        facts!(Fact::CareEntered {
            route: CareRoute::Court,
            ..
        }),
    )
    .holds();
}

#[test]
fn m077_evidence_that_fades_sooner_convinces_less() {
    Claim::that(&grave(), |c| c.proceedings.evidence_fade_days = 15.0)
        .occurs(
            "legal planning",
            facts!(Fact::Decided {
                gate: Gate::Legal,
                ..
            }),
        )
        .raises("refused_by_lawyers_share")
        .holds();
}

#[test]
fn m078_what_is_not_recorded_does_not_convince_lawyers() {
    Claim::that(&grave(), |c| c.proceedings.evidence_contact = 0.0)
        .occurs(
            "legal planning",
            facts!(Fact::Decided {
                gate: Gate::Legal,
                ..
            }),
        )
        .raises("refused_by_lawyers_share")
        .holds();
}

#[test]
fn m015_without_acute_incidents_lawyers_agree_less() {
    Claim::that(&grave(), |c| c.proceedings.evidence_crisis = 0.0)
        .occurs("crises", facts!(Fact::Crisis { .. }))
        .raises("refused_by_lawyers_share")
        .holds();
}

#[test]
fn m079_proceedings_take_time_from_other_families() {
    Claim::that(&grave(), |c| {
        c.minutes.court_statement = 4000.0;
        c.frequencies.court_hearings = 15;
    })
    .occurs("proceedings issued", facts!(Fact::ProceedingsIssued { .. }))
    .lowers_tally(
        "home visits",
        facts!(Fact::Contact {
            kind: TaskKind::HomeVisit,
            ..
        }),
    )
    .holds();
}

#[test]
fn m080_without_a_panel_more_children_come_into_care() {
    Claim::that(&grave(), |c| c.proceedings.panel_refusal = 0.9)
        .raises("refused_by_panel_share")
        .lowers_tally("proceedings issued", facts!(Fact::ProceedingsIssued { .. }))
        .holds();
}

#[test]
fn m052_a_panel_that_takes_back_what_the_family_was_told_costs_engagement() {
    Claim::that(&grave(), |c| {
        c.proceedings.panel_refusal = 0.9;
        c.behaviour.engagement_promise_loss = 0.9;
    })
    .occurs(
        "panels",
        facts!(Fact::Decided {
            gate: Gate::Panel,
            refused: true,
            ..
        }),
    )
    .raises("refused_by_panel_share")
    .lowers("engagement_mean")
    .holds();
}

#[test]
fn m084_voluntary_care_takes_the_place_of_court() {
    Claim::that(&grave(), |c| c.proceedings.voluntary_share = 0.9)
        .raises_tally(
            "children into care with consent",
            facts!(Fact::CareEntered {
                route: CareRoute::Voluntary,
                ..
            }),
        )
        .lowers_tally("proceedings issued", facts!(Fact::ProceedingsIssued { .. }))
        .holds();
}

#[test]
fn m085_without_consent_urgent_removal_needs_an_order() {
    Claim::that(&grave(), |c| c.thresholds.emergency = 15.0)
        .raises_tally("emergency orders", facts!(Fact::EmergencyOrder { .. }))
        .raises_tally("hours of deciders on them", |fact, _, _| match *fact {
            Fact::Worked {
                kind: TaskKind::EmergencyOrder,
                minutes,
                ..
            } => f64::from(minutes),
            _ => 0.0,
        })
        .holds();
}

#[test]
fn m014_young_people_who_would_not_stay_are_not_taken_to_court() {
    let mut older = grave();
    older.household.age_mean = 15.0;
    older.household.age_sd = 1.0;
    older.household.unborn_share = 0.0;
    Claim::that(&older, |c| c.proceedings.teenager_refusal = 1.0)
        .raises_tally("proceedings not sought", facts!(Fact::HeldBack { .. }))
        .holds();
}

#[test]
fn m013_an_unborn_child_brings_the_decision_forward() {
    let mut unborn = teams();
    unborn.household.unborn_share = 0.02;
    Claim::that(&unborn, |c| c.household.unborn_share = 0.5)
        .raises_tally(
            "first conferences before a birth",
            |fact, _, world| match *fact {
                Fact::ConferenceHeld {
                    case,
                    initial: true,
                    ..
                } => f64::from(world.family_of(case).expects(world.today)),
                _ => 0.0,
            },
        )
        .holds();
}

#[test]
fn m017_relatives_who_come_forward_are_assessed_and_take_children_in() {
    Claim::that(&grave(), |c| {
        c.proceedings.kinship_share = 0.9;
        c.proceedings.kinship_approval = 1.0;
        c.proceedings.court_wait = 60.0;
    })
    .raises_tally(
        "children with relatives",
        facts!(Fact::PlacedWithKin { .. }),
    )
    .raises_tally(
        "assessments of relatives",
        facts!(Fact::Worked {
            kind: TaskKind::KinshipAssessment,
            ..
        }),
    )
    .holds();
}

#[test]
fn m049_families_in_the_middle_who_do_not_engage_end_at_the_extremes() {
    let mut carried_on = grave();
    carried_on.thresholds.stuck_months = 3.0;
    carried_on.thresholds.stuck_engagement = 0.0;
    Claim::that(&carried_on, |c| c.thresholds.stuck_engagement = 0.9)
        .raises_tally(
            "closed without progress",
            facts!(Fact::Closed {
                outcome: Outcome::NoProgress,
                ..
            }),
        )
        .raises_tally(
            "brought before court, or held back from it",
            facts!(Fact::ProceedingsIssued { .. } | Fact::HeldBack { .. }),
        )
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m041_concern_without_cooperation_is_served_first() {
    // Whoever is calm waits longer for a visit when visits are ordered by danger.
    Claim::that(&teams(), |c| c.days.urgency = 40.0)
        .raises_tally(
            "visits to families who do not cooperate",
            |fact, _, world| match *fact {
                Fact::Contact {
                    family,
                    kind: TaskKind::HomeVisit,
                    ..
                } => f64::from(world.family(family).engagement < 0.3),
                _ => 0.0,
            },
        )
        .pairs(60)
        .holds();
}

#[test]
fn scarce_court_dates_put_hearings_off() {
    let mut short = grave();
    short.proceedings.court_wait = 120.0;
    Claim::that(&short, |c| c.slots.hearings = 1)
        .lowers_tally(
            "hearings",
            facts!(Fact::Contact {
                kind: TaskKind::Court,
                ..
            }),
        )
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn scarce_chairs_make_conferences_late() {
    Claim::that(&grave(), |c| c.slots.conferences = 1)
        .occurs("conferences", facts!(Fact::ConferenceHeld { .. }))
        .lowers("conferences_on_time_share")
        .pairs(48)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m151_children_in_care_meet_their_families_while_courts_decide() {
    Claim::that(&grave(), |c| c.frequencies.family_contacts = 6.0)
        .raises_tally(
            "supervised contacts",
            facts!(Fact::Contact {
                kind: TaskKind::FamilyContact,
                ..
            }),
        )
        .pairs(48)
        .holds();
}

#[test]
fn m152_care_leavers_come_often_and_stay_briefly() {
    let mut none = teams();
    none.start.care_leavers = 0;
    Claim::that(&none, |c| c.start.care_leavers = 60)
        .raises_tally(
            "drop-ins",
            facts!(Fact::Contact {
                kind: TaskKind::DropIn,
                ..
            }),
        )
        .holds();
}
