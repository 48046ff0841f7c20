//! Families, what is known of them, and what that leads to.

use casework::world::World;
use casework::world::fact::Fact;
use casework::world::family::Family;
use casework::world::vocabulary::{Channel, Problem, TaskKind};

use crate::claim::{Claim, teams, units};
use crate::facts;

#[test]
fn m011_families_in_perpetual_crisis_crowd_out_planned_visits() {
    Claim::that(&teams(), |c| c.behaviour.crisis_branching = 0.85)
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

/// Points of level by which what is believed of open families misses the truth.
fn ignorance(world: &World) -> f64 {
    let miss = |f: &Family| -> f64 {
        let gaps = f.truth.iter().zip(&f.known);
        gaps.map(|(&t, &k)| f64::from(t.abs_diff(k))).sum()
    };
    let open = world.families.iter().filter(|f| f.case.is_some());
    let (sum, number) = open.fold((0.0, 0.0), |(s, n), f| (s + miss(f), n + 1.0));
    sum / number
}

/// Levels of violence and abuse that nobody has noticed in open families.
fn undetected_abuse(world: &World) -> f64 {
    let open = world.families.iter().filter(|f| f.case.is_some());
    let miss = |f: &Family| -> f64 {
        let told = Problem::ALL.into_iter().filter(|p| p.is_told_alone());
        told.map(|p| f64::from(f.truth[p as usize].saturating_sub(f.known[p as usize])))
            .sum()
    };
    let (sum, number) = open.fold((0.0, 0.0), |(s, n), f| (s + miss(f), n + 1.0));
    sum / number
}

fn learnt(fact: &Fact, through: Channel) -> f64 {
    match *fact {
        Fact::Learnt {
            through: t,
            worse,
            better,
            ..
        } if t == through => f64::from(worse + better),
        _ => 0.0,
    }
}

// What comes to light.

#[test]
fn m019_a_referral_that_tells_more_leaves_less_to_find_out() {
    Claim::that(&teams(), |c| c.knowledge.known_at_referral = 0.9)
        .occurs("referrals", facts!(Fact::Referred { .. }))
        .lowers_at_end("what is not known", ignorance)
        .holds();
}

#[test]
fn m020_long_term_work_knows_more_but_never_all() {
    Claim::that(&teams(), |c| c.knowledge.visit_reveals = 0.0)
        .lowers_tally("learnt in contact", |f, _, _| learnt(f, Channel::Contact))
        .raises_at_end("what is not known", ignorance)
        .holds();
}

#[test]
fn m021_more_visits_bring_more_revisions_of_what_is_believed() {
    Claim::that(&units(), |c| c.frequencies.needed_contacts = 1.0)
        .lowers_tally("learnt in contact", |f, _, _| learnt(f, Channel::Contact))
        .holds();
}

#[test]
fn m022_agencies_that_report_more_change_what_is_believed_more_often() {
    Claim::that(&teams(), |c| c.knowledge.crisis_reveals = 0.9)
        .raises_tally("learnt from notifications", |f, _, _| {
            learnt(f, Channel::Crisis)
        })
        .lowers_at_end("what is not known", ignorance)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m023_parents_who_hide_more_leave_more_unknown() {
    Claim::that(&teams(), |c| c.knowledge.hidden = 3.0)
        .lowers_tally("learnt in contact", |f, _, _| learnt(f, Channel::Contact))
        .raises_at_end("what is not known", ignorance)
        .pairs(40)
        .holds();
}

#[test]
fn m025_children_who_are_not_seen_alone_leave_abuse_undetected() {
    Claim::that(&teams(), |c| {
        c.knowledge.seen_alone = 0.0;
        c.knowledge.told_alone = 1.0;
    })
    .lowers_tally(
        "children seen alone",
        facts!(Fact::Contact { alone: true, .. }),
    )
    .raises_at_end("undetected violence and abuse", undetected_abuse)
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m026_who_has_no_time_has_no_full_picture() {
    Claim::that(&teams(), |c| c.demand.referrals_per_year *= 2.5)
        .raises("families_per_worker")
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises_at_end("what is not known of families in long-term work", |world| {
            let mut sum = 0.0;
            let mut number = 0.0;
            for case in world.cases.iter().filter(|c| c.is_long_term()) {
                let f = world.family(case.family);
                let gaps = f.truth.iter().zip(&f.known);
                sum += gaps.map(|(&t, &k)| f64::from(t.abs_diff(k))).sum::<f64>();
                number += 1.0;
            }
            sum / number
        })
        .pairs(40)
        .holds();
}

#[test]
fn m027_earlier_history_gives_a_richer_start() {
    Claim::that(&teams(), |c| c.knowledge.known_at_rereferral = 1.0)
        .lowers_tally(
            "what is not known of families that come back",
            |fact, _, world| match *fact {
                Fact::Referred {
                    family,
                    again: true,
                    ..
                } => {
                    let f = world.family(family);
                    let gaps = f.truth.iter().zip(&f.known);
                    gaps.map(|(&t, &k)| f64::from(t.abs_diff(k))).sum()
                }
                _ => 0.0,
            },
        )
        .holds();
}

#[test]
fn m028_what_was_not_recorded_is_lost_at_a_change_of_worker() {
    Claim::that(&teams(), |c| {
        c.workforce.leaving_per_year = 0.6;
        c.knowledge.unrecorded_loses = 0.8;
    })
    .raises_tally("workers who left", facts!(Fact::WorkerLeft { .. }))
    .raises_at_end("what is not known", ignorance)
    .holds();
}

#[test]
fn m120_discussion_among_those_who_know_the_family_weakens_first_impressions() {
    Claim::that(&units(), |c| c.knowledge.discussion_tests = 0.0)
        .occurs("discussions", facts!(Fact::Discussed { .. }))
        .raises_at_end("strength of first impressions", impressions)
        .holds();
}

#[test]
fn m121_a_clinician_weakens_first_impressions() {
    Claim::that(&units(), |c| c.knowledge.clinician_tests = 0.8)
        .occurs("discussions", facts!(Fact::Discussed { .. }))
        .lowers_at_end("strength of first impressions", impressions)
        .holds();
}

#[test]
fn m029_writing_a_report_makes_people_think_again() {
    Claim::that(&teams(), |c| c.knowledge.report_tests = 0.9)
        .occurs("assessments", facts!(Fact::Assessed { .. }))
        .lowers_at_end("strength of first impressions", impressions)
        .holds();
}

fn impressions(world: &World) -> f64 {
    let open = world.cases.iter().filter(|c| c.is_open());
    let formed: Vec<f64> = open
        .filter_map(|c| c.impression)
        .map(|i| i.bias.abs())
        .collect();
    formed.iter().sum::<f64>() / formed.len() as f64
}

#[test]
fn m100_one_account_that_reaches_one_decider_decides_worse() {
    // The error of readings shows in plans made without high risk and in closures with it.
    Claim::that(&teams(), |c| c.knowledge.reading_error = 8.0)
        .occurs("decisions", facts!(Fact::Decided { .. }))
        .raises("false_alarm_share")
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m228_daily_exposure_to_grave_families_makes_each_look_less_grave() {
    let mut grave = teams();
    grave.case_mix.shift = [1.2; 14];
    Claim::that(&grave, |c| c.knowledge.exposure_tolerance = 1.0)
        .lowers_tally("plans", facts!(Fact::ConferenceHeld { plan: true, .. }))
        .pairs(60)
        .holds();
}
