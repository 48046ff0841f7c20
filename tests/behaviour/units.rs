//! Deciders, teams and units: discussion, cover, sharing, therapy, hand-overs.

use casework::scenario::Config;
use casework::world::case::Stage;
use casework::world::fact::Fact;
use casework::world::vocabulary::{Problem, Role, Service, TaskKind};

use crate::claim::{Claim, long_term, teams, units};
use crate::facts;
use crate::paired::{
    all, is_above_zero, lived, mean_in_long_term_work, measure, times_long_term, with,
};

// Those who decide.

#[test]
#[ignore = "long: many pairs"]
fn m093_a_manager_who_has_families_in_mind_decides_sooner() {
    let mut none = teams();
    none.deciders.mind = 0.0;
    none.minutes.authorisation = 60.0;
    none.workforce.spells_per_year = 0.0;
    none.workforce.leaving_per_year = 0.0;
    none.workforce.agency_leaving_per_year = 0.0;
    Claim::that(&none, |c| c.deciders.mind = 500.0)
        .occurs("decisions", facts!(Fact::Decided { .. }))
        .lowers("decision_wait_manager_days")
        .pairs(40)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m105_managers_who_come_and_go_unsettle() {
    let mut base = teams();
    base.deciders.leaving = 0.0;
    base.workforce.agency_cover = 0.0;
    Claim::that(&base, |c| c.deciders.leaving = 20.0)
        .raises_tally("managers who left", |fact, _, world| match *fact {
            Fact::WorkerLeft { worker, .. } => {
                f64::from(world.worker(worker).role == Role::Manager)
            }
            _ => 0.0,
        })
        .raises("not_discussed_28_share")
        .pairs(40)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m234_weak_workers_ask_more_of_the_manager() {
    let mut even = teams();
    even.workforce.skill_sd = 0.0;
    even.deciders.advice_weak = 5.0;
    all(&mut even, |f| f.advice = 1.0);
    Claim::that(&even, |c| c.workforce.skill_sd = 0.5)
        .raises_tally(
            "questions to managers",
            facts!(Fact::Worked {
                kind: TaskKind::Advice,
                ..
            }),
        )
        .pairs(60)
        .holds();
}

// Discussion.

#[test]
fn m097_supervision_that_is_rare_leaves_families_undiscussed() {
    Claim::that(&teams(), |c| long_term(c, |f| f.supervision_days = 40))
        .lowers_tally("discussions", facts!(Fact::Discussed { .. }))
        .raises("not_discussed_28_share")
        .holds();
}

#[test]
fn m098_more_families_in_each_session_are_each_discussed_more_often() {
    let mut few = teams();
    long_term(&mut few, |f| f.supervision_case_minutes = 30.0);
    Claim::that(&few, |c| {
        long_term(c, |f| f.supervision_case_minutes = 10.0);
    })
    .raises_tally("discussions", facts!(Fact::Discussed { .. }))
    .lowers("not_discussed_28_share")
    .holds();
}

#[test]
fn m143_what_is_discussed_is_known_better() {
    let mut base = units();
    base.knowledge.discussion_reveals = 0.0;
    Claim::that(&base, |c| c.knowledge.discussion_reveals = 0.3)
        .occurs("discussions", facts!(Fact::Discussed { .. }))
        .raises("known_share")
        .holds();
}

// Absence and cover.

#[test]
#[ignore = "long: many pairs"]
fn m107_while_a_worker_is_away_nothing_moves() {
    // Nobody takes the families of who is away for long, unless colleagues cover.
    let mut away = ill(teams());
    times_long_term(&mut away, 2);
    long_term(&mut away, |f| f.cover = 0.0);
    Claim::that(&away, |c| long_term(c, |f| f.cover = 1.0))
        .occurs("illness", facts!(Fact::Absent { sick: true, .. }))
        .lowers("not_seen_28_share")
        .pairs(40)
        .holds();
}

/// Much long illness, and families stay with whoever is ill.
fn ill(mut config: Config) -> Config {
    config.workforce.spells_per_year = 4.0;
    config.workforce.long_share = 0.5;
    config.workforce.long_absence = 250;
    config
}

#[test]
fn m112_what_several_know_goes_on_while_one_is_away() {
    // What long illness costs where nobody shares or covers, and where all do.
    let loss = |config: &Config, r| {
        let away = ill(config.clone());
        measure(&away, r, "not_seen_28_share") - measure(config, r, "not_seen_28_share")
    };
    let unit = units();
    let alone = with(&unit, |c| {
        all(c, |f| {
            f.sharing = 0.0;
            f.cover = 0.0;
            f.buddy_cover = 0.0;
        });
    });
    is_above_zero("the loss of those alone, beyond the other", 60, |r| {
        loss(&alone, r) - loss(&unit, r)
    });
}

#[test]
fn m146_who_works_alone_is_a_link_that_breaks() {
    let drift = |config: &Config, r| {
        measure(&ill(config.clone()), r, "drift_share") - measure(config, r, "drift_share")
    };
    let (chain, web) = (teams(), units());
    is_above_zero("drift by illness in teams beyond that in units", 40, |r| {
        drift(&chain, r) - drift(&web, r)
    });
}

#[test]
fn m113_members_go_to_a_crisis_together() {
    let mut alone = units();
    all(&mut alone, |f| {
        f.crisis_workers = 1;
        f.joint_visits = 0.0;
        f.joint_for_safety = 0.0;
    });
    Claim::that(&alone, |c| all(c, |f| f.crisis_workers = 3))
        .raises_tally(
            "crises met by several",
            facts!(Fact::Contact {
                kind: TaskKind::CrisisVisit,
                workers: 2..,
                ..
            }),
        )
        .raises("workers_seen_12_months")
        .holds();
}

// Sharing.

#[test]
fn m139_going_together_raises_skill() {
    let mut base = units();
    base.workforce.skill_learning = 0.05;
    all(&mut base, |f| {
        f.joint_visits = 0.0;
        f.joint_for_safety = 0.0;
    });
    Claim::that(&base, |c| all(c, |f| f.joint_visits = 1.0))
        .raises_tally("visits by two", facts!(Fact::Contact { workers: 2.., .. }))
        .raises_at_end("mean skill", |world| {
            let with_families = world
                .workers
                .iter()
                .filter(|w| w.role.works_with_families());
            let skills: Vec<f64> = with_families.map(|w| w.mean_skill()).collect();
            skills.iter().sum::<f64>() / skills.len() as f64
        })
        .holds();
}

#[test]
fn m148_m149_shared_work_is_fullest_where_the_scenario_shares_most() {
    // The same unit, its work shared as in looked-after units and as in units for children in need.
    let unit = units();
    let degrees = ["looked-after-unit", "unit"].map(|name| unit.features[name].sharing);
    assert!(degrees[0] < degrees[1], "{degrees:?}");
    let mut less = unit;
    long_term(&mut less, |f| f.sharing = degrees[0]);
    Claim::that(&less, |c| long_term(c, |f| f.sharing = degrees[1]))
        .raises_tally(
            "contacts by others than the lead worker",
            |fact, _, world| match *fact {
                Fact::Contact { case, lead, .. } => {
                    let holder = world.case(case).held().map(|(_, holder)| holder);
                    f64::from(holder.is_some_and(|holder| holder != lead))
                }
                _ => 0.0,
            },
        )
        .holds();
}

#[test]
fn m150_assessment_sees_many_families_for_a_short_time() {
    let (mut assessed, mut opened) = (0.0, 0.0);
    let mut posts = [0.0; 2];
    for replication in 0..4 {
        lived(&teams(), replication, |fact, _, world| {
            if let Fact::Allocated {
                long_term,
                waited: Some(_),
                ..
            } = *fact
            {
                assessed += f64::from(!long_term);
                opened += f64::from(long_term);
                posts = [Service::Assessment, Service::LongTerm].map(|service| {
                    let of = |w: &&casework::world::worker::Worker| {
                        w.role.holds_cases() && world.team(w.team).service == service
                    };
                    world.workers.iter().filter(of).map(|w| w.wte).sum::<f64>()
                });
            }
        });
    }
    assert!(opened > 50.0);
    assert!(assessed / posts[0] > 3.0 * opened / posts[1]);
}

#[test]
#[ignore = "long: many pairs"]
fn m155_duty_worked_together_starts_sooner() {
    let mut apart = teams();
    let duty = apart.features["hierarchy"].clone();
    apart.features.insert("duty".to_owned(), duty);
    for team in &mut apart.team {
        if team.service == Service::Assessment {
            "duty".clone_into(&mut team.features);
        }
    }
    Claim::that(&apart, |c| {
        let duty = c.features.get_mut("duty").expect("just put there");
        duty.sharing = 1.0;
        duty.cover = 1.0;
        duty.decider_other_duties = 0.0;
    })
    .occurs("assessments", facts!(Fact::Assessed { .. }))
    .raises("assessments_on_time_share")
    .pairs(48)
    .holds();
}

#[test]
fn m158_a_transfer_is_a_new_relationship() {
    // More families go on to long-term work, where they meet other people.
    let mut kept = teams();
    kept.thresholds.transfer += 3.0;
    Claim::that(&kept, |c| c.thresholds.transfer -= 3.0)
        .raises_tally(
            "transfers to long-term work",
            facts!(Fact::Allocated {
                long_term: true,
                waited: Some(_),
                ..
            }),
        )
        .raises_at_end("workers that an assessed family has met", |world| {
            let assessed = (world.cases.iter()).filter(|c| !matches!(c.stage, Stage::FrontDoor));
            let met: Vec<f64> = assessed
                .map(|c| world.family(c.family).acquaintances.len() as f64)
                .collect();
            met.iter().sum::<f64>() / met.len() as f64
        })
        .holds();
}

// Therapy.

#[test]
#[ignore = "long: many pairs"]
fn m122_sessions_ease_what_families_suffer_from() {
    let mut none = units();
    none.frequencies.therapeutic_share = 0.0;
    none.frequencies.therapeutic_days = 7.0;
    Claim::that(&none, |c| c.frequencies.therapeutic_share = 1.0)
        .raises_tally(
            "sessions",
            facts!(Fact::Contact {
                kind: TaskKind::TherapeuticSession,
                ..
            }),
        )
        .lowers_at_end("depression and illness of mind", |world| {
            mean_in_long_term_work(world, |f| {
                f64::from(f.truth[Problem::Depression as usize])
                    + f64::from(f.truth[Problem::MentalHealth as usize])
            })
        })
        .pairs(60)
        .holds();
}

#[test]
fn m124_pressure_to_close_cuts_therapy_short() {
    let mut base = units();
    base.frequencies.therapeutic_share = 1.0;
    base.thresholds.close = 2.0;
    base.thresholds.least_days = 60;
    Claim::that(&base, |c| {
        c.thresholds.close = 5.1;
        c.thresholds.least_days = 10;
    })
    .lowers_tally(
        "sessions",
        facts!(Fact::Contact {
            kind: TaskKind::TherapeuticSession,
            ..
        }),
    )
    .holds();
}
