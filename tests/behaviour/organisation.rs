//! How work is organised: roles, matching, meetings, cover, administration, and how far a way of organising is carried out.

use casework::experiment::replication::Running;
use casework::scenario::Config;
use casework::world::World;
use casework::world::fact::Fact;
use casework::world::vocabulary::{Gate, Role, Service, Status, TaskKind};

use crate::claim::{Claim, long_term, teams, units};
use crate::facts;

fn all(config: &mut Config, change: impl Fn(&mut casework::scenario::config::Features)) {
    config.features.values_mut().for_each(change);
}

#[test]
fn m114_hard_talk_goes_to_who_leads_where_roles_are_kept_apart() {
    let mut base = units();
    base.features.values_mut().for_each(|f| f.role_fit = 0.0);
    Claim::that(&base, |c| all(c, |f| f.role_fit = 1.0))
        .raises_tally("hard talk by consultants", |fact, _, world| match *fact {
            Fact::Contact {
                kind: TaskKind::EnquiryVisit | TaskKind::AssessmentVisit,
                lead,
                ..
            } => f64::from(world.worker(lead).role == Role::Consultant),
            _ => 0.0,
        })
        .raises_tally("visits by practitioners", |fact, _, world| match *fact {
            Fact::Contact {
                kind: TaskKind::HomeVisit,
                lead,
                ..
            } => f64::from(world.worker(lead).role == Role::ChildPractitioner),
            _ => 0.0,
        })
        .holds();
}

#[test]
fn m147_simple_cases_are_seen_alone_where_complexity_counts() {
    let mut base = units();
    base.features.values_mut().for_each(|f| {
        f.joint_visits = 0.4;
        f.joint_by_complexity = 0.0;
        f.joint_for_safety = 0.0;
    });
    Claim::that(&base, |c| all(c, |f| f.joint_by_complexity = 1.0))
        .lowers_tally(
            "joint visits to simple families",
            |fact, _, world| match *fact {
                Fact::Contact {
                    workers: 2..,
                    kind: TaskKind::HomeVisit | TaskKind::AssessmentVisit,
                    family,
                    ..
                } => f64::from(world.family(family).known_problems() <= 3),
                _ => 0.0,
            },
        )
        .holds();
}

/// Families on plans or before the court that are led by somebody who begins.
fn too_heavy(world: &World) -> f64 {
    let heavy = world.cases.iter().filter(|c| c.is_long_term()).filter(|c| {
        let junior = c.held().is_some_and(|(_, lead)| world.worker(lead).novice);
        let plan = world.family(c.family).count(Status::Protected) > 0;
        junior && (plan || c.legal.is_some())
    });
    heavy.count() as f64
}

#[test]
fn m159_plans_and_court_cases_are_kept_from_beginners() {
    let mut base = teams();
    base.workforce.newly_qualified = 0.5;
    base.workforce.leaving_per_year = 0.5;
    base.workforce.agency_cover = 0.0;
    base.workforce.recruitment_days = 10.0;
    base.features.values_mut().for_each(|f| f.matching = 0.0);
    Claim::that(&base, |c| all(c, |f| f.matching = 1.0))
        .occurs("newcomers", facts!(Fact::WorkerCame { .. }))
        .lowers_at_end("heavy cases of beginners", too_heavy)
        .holds();
}

/// Whether a member of this worker's team who holds cases has been ill for a week, or will be.
fn is_short(world: &World, team: casework::world::ids::TeamId) -> bool {
    let members = world.team(team).members.iter();
    members
        .map(|&w| world.worker(w))
        .any(|w| w.role.holds_cases() && casework::organisation::allocation::is_long_away(world, w))
}

#[test]
fn m135_a_unit_with_a_member_away_is_given_fewer_families() {
    let mut base = units();
    base.workforce.long_share = 0.6;
    base.features
        .values_mut()
        .for_each(|f| f.intake_relief = 0.0);
    Claim::that(&base, |c| all(c, |f| f.intake_relief = 1.0))
        .lowers_tally(
            "families given to short units",
            |fact, _, world| match *fact {
                Fact::Allocated {
                    team,
                    waited: Some(_),
                    long_term: true,
                    ..
                } => f64::from(is_short(world, team)),
                _ => 0.0,
            },
        )
        .pairs(36)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m134_a_buddy_unit_does_part_of_what_a_short_one_cannot() {
    let mut base = units();
    base.workforce.long_share = 0.6;
    base.workforce.spells_per_year = 3.0;
    // What units do not cover themselves.
    long_term(&mut base, |f| f.cover = 0.2);
    base.features.values_mut().for_each(|f| f.buddy_cover = 0.0);
    Claim::that(&base, |c| all(c, |f| f.buddy_cover = 1.0))
        .raises_tally("visits by another unit", |fact, _, world| match *fact {
            Fact::Contact { lead, case, .. } => {
                let own = world.case(case).held().map(|(team, _)| team);
                f64::from(own.is_some_and(|team| team != world.worker(lead).team))
            }
            _ => 0.0,
        })
        .lowers("not_seen_28_share")
        .pairs(64)
        .holds();
}

#[test]
fn m133_a_member_missing_for_weeks_is_felt_in_a_small_unit() {
    Claim::that(&units(), |c| {
        c.workforce.spells_per_year = 4.0;
        c.workforce.long_share = 0.5;
    })
    .raises_tally("days ill", facts!(Fact::Absent { sick: true, .. }))
    .raises("overdue_hours_per_worker")
    .raises("not_seen_28_share")
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m230_others_can_be_asked_while_ones_own_decider_is_away() {
    let mut base = units();
    base.workforce.leaving_per_year = 0.0;
    base.workforce.agency_leaving_per_year = 0.0;
    base.workforce.spells_per_year = 3.0;
    base.workforce.long_share = 0.5;
    Claim::that(&base, |c| all(c, |f| f.decision_cover = false))
        .occurs("decisions", facts!(Fact::Decided { .. }))
        .raises("decision_wait_manager_days")
        .pairs(96)
        .holds();
}

#[test]
fn m157_an_administrator_takes_calls_off_duty_workers() {
    Claim::that(&teams(), |c| all(c, |f| f.admin_takes_calls = 1.0))
        .lowers_tally(
            "minutes on calls in assessment",
            |fact, _, world| match *fact {
                Fact::Worked {
                    worker,
                    kind: TaskKind::Liaison,
                    minutes,
                    ..
                } => {
                    let w = world.worker(worker);
                    let duty = world.team(w.team).service == Service::Assessment;
                    f64::from(minutes) * f64::from(duty && w.role == Role::SocialWorker)
                }
                _ => 0.0,
            },
        )
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m186_administrators_who_write_records_up_take_them_off_workers() {
    let mut base = teams();
    for team in &mut base.team {
        team.posts.administrator = 1.0;
    }
    Claim::that(&base, |c| all(c, |f| f.admin_takes_records = 1.0))
        .lowers_tally(
            "records written by social workers",
            |fact, _, world| match *fact {
                Fact::Worked {
                    worker,
                    kind: TaskKind::Recording,
                    minutes,
                    ..
                } => {
                    f64::from(minutes) * f64::from(world.worker(worker).role == Role::SocialWorker)
                }
                _ => 0.0,
            },
        )
        .raises("contacts_per_family_month")
        .pairs(48)
        .holds();
}

#[test]
fn m117_without_the_weekly_meeting_cases_go_undiscussed() {
    Claim::that(&units(), |c| long_term(c, |f| f.case_meeting_days = 20))
        .lowers_tally(
            "meetings",
            facts!(Fact::Worked {
                kind: TaskKind::UnitMeeting,
                ..
            }),
        )
        .raises("not_discussed_28_share")
        .holds();
}

#[test]
fn m115_joint_visits_cost_visits() {
    Claim::that(&teams(), |c| long_term(c, |f| f.joint_visits = 1.0))
        .raises_tally("visits by two", facts!(Fact::Contact { workers: 2.., .. }))
        .raises("contact_worker_hours_per_family_month")
        .lowers("contacts_per_family_month")
        .holds();
}

#[test]
fn m232_cases_on_the_agenda_of_team_meetings_are_discussed() {
    Claim::that(&teams(), |c| {
        long_term(c, |f| {
            f.case_meeting_days = 10;
            f.case_meeting_minutes = 120.0;
            f.case_meeting_share = 0.3;
            f.team_meeting_days = 0;
        });
    })
    .occurs(
        "meetings",
        facts!(Fact::Worked {
            kind: TaskKind::UnitMeeting,
            ..
        }),
    )
    .lowers("not_discussed_28_share")
    .holds();
}

#[test]
fn m125_without_a_coordinator_workers_sit_at_the_desk() {
    Claim::that(&units(), |c| {
        all(c, |f| {
            f.coordinator_takes = 0.0;
            f.coordinator_takes_reports = 0.0;
        });
    })
    .occurs(
        "records",
        facts!(Fact::Worked {
            kind: TaskKind::Recording,
            ..
        }),
    )
    .raises("admin_hours_per_worker_day")
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m111_families_of_one_worker_meet_fewer_of_a_unit() {
    Claim::that(&units(), |c| long_term(c, |f| f.sharing = 0.0))
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .lowers("workers_seen_12_months")
        .pairs(64)
        .holds();
}

#[test]
fn m153_children_in_care_take_time_from_families_at_home() {
    Claim::that(&teams(), |c| c.start.care_families *= 3)
        .raises_tally(
            "visits to children in care",
            facts!(Fact::Contact {
                kind: TaskKind::CareVisit,
                ..
            }),
        )
        .lowers_tally(
            "visits to families at home",
            facts!(Fact::Contact {
                kind: TaskKind::HomeVisit,
                ..
            }),
        )
        .holds();
}

#[test]
fn m156_separate_screening_spares_those_who_assess() {
    Claim::that(&teams(), |c| {
        let mut front = c.team[0].clone();
        "front-door".clone_into(&mut front.name);
        front.service = Service::FrontDoor;
        c.team.push(front);
    })
    .lowers_tally(
        "minutes of screening by those who assess",
        |fact, _, world| match *fact {
            Fact::Worked {
                worker,
                kind: TaskKind::Screening,
                minutes,
                ..
            } => {
                let team = world.team(world.worker(worker).team);
                f64::from(minutes) * f64::from(team.service == Service::Assessment)
            }
            _ => 0.0,
        },
    )
    .holds();
}

#[test]
fn m154_duty_in_turn_brings_cases_in_batches() {
    let mut base = units();
    base.team[0].count = 3;
    (base.team[0].surveyed, base.team[0].interviewed) = (3, 3);
    Claim::that(&base, |c| {
        let name = c.team[0].features.clone();
        c.features.get_mut(&name).expect("it").duty_rotation = 3;
    })
    .occurs("assessments", facts!(Fact::Assessed { .. }))
    .raises_tally(
        "spread between teams of new families on a day",
        |fact, _, world| match fact {
            Fact::DayBegan { .. } => {
                let mut new = [0.0; 3];
                for case in &world.cases {
                    let recent = world.today.since(case.opened.day()) <= 7;
                    if let (true, true, Some((team, _))) = (recent, case.is_open(), case.held()) {
                        let team = world.team(team);
                        if team.service == Service::Assessment {
                            new[team.number as usize] += 1.0;
                        }
                    }
                }
                let middle = new.iter().sum::<f64>() / 3.0;
                new.iter().map(|n| (n - middle).abs()).sum()
            }
            _ => 0.0,
        },
    )
    .holds();
}

fn double_social_workers(c: &mut Config) {
    for team in &mut c.team {
        if team.service == Service::LongTerm {
            team.posts.social_worker *= 2.0;
        }
    }
}

#[test]
fn m160_fewer_families_to_a_worker_are_each_met_more_often() {
    Claim::that(&teams(), double_social_workers)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .lowers("families_per_worker")
        .raises("contacts_per_family_month")
        .lowers("drift_share")
        .holds();
}

#[test]
fn m167_too_many_families_are_not_all_discussed() {
    Claim::that(&teams(), |c| c.demand.referrals_per_year *= 1.8)
        .occurs("discussions", facts!(Fact::Discussed { .. }))
        .raises("not_discussed_28_share")
        .holds();
}

#[test]
fn m171_units_that_take_whatever_comes_fill_up() {
    let mut base = units();
    base.demand.referrals_per_year *= 2.0;
    long_term(&mut base, |f| f.caseload_cap = 8.0);
    Claim::that(&base, |c| long_term(c, |f| f.caseload_cap = 0.0))
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises("families_per_worker")
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m217_small_teams_decide_sooner() {
    let mut base = teams();
    base.workforce.leaving_per_year = 0.0;
    base.workforce.agency_leaving_per_year = 0.0;
    base.workforce.spells_per_year = 0.0;
    Claim::that(&base, |c| {
        for team in &mut c.team {
            if team.service == Service::LongTerm {
                (team.count, team.surveyed, team.interviewed) = (6, 6, 6);
                team.posts.social_worker = 2.0;
            }
        }
    })
    .occurs("discussions", facts!(Fact::Discussed { .. }))
    .lowers("decision_wait_manager_days")
    .pairs(48)
    .holds();
}

#[test]
fn m112_several_who_know_each_family_see_it_while_one_is_away() {
    let mut base = units();
    base.workforce.spells_per_year = 4.0;
    base.workforce.long_share = 0.3;
    Claim::that(&base, |c| {
        long_term(c, |f| {
            f.sharing = 0.0;
            f.cover = 0.0;
        });
    })
    .occurs("days ill", facts!(Fact::Absent { sick: true, .. }))
    .raises("not_seen_28_share")
    .lowers("visits_on_time_share")
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m155_co_working_on_duty_answers_sooner() {
    let mut base = teams();
    base.workforce.spells_per_year = 4.0;
    base.workforce.long_share = 0.3;
    let duty = base.features["hierarchy"].clone();
    base.features.insert("duty".to_owned(), duty);
    for team in &mut base.team {
        if team.service == Service::Assessment {
            "duty".clone_into(&mut team.features);
        }
    }
    Claim::that(&base, |c| {
        let duty = c.features.get_mut("duty").expect("it");
        duty.sharing = 1.0;
        duty.decider_other_duties = 0.1;
    })
    .occurs("assessments", facts!(Fact::Assessed { .. }))
    .raises("assessments_on_time_share")
    .pairs(64)
    .holds();
}

#[test]
fn what_is_not_carried_out_at_all_is_what_it_falls_back_to_to_the_bit() {
    let values = |change: &dyn Fn(&mut Config)| {
        let mut config = units();
        change(&mut config);
        let mut running = Running::new(&config, 7, 0);
        while running.advance(&mut |_, _, _| {}) {}
        let values = running.finish().values.into_iter();
        values.map(f64::to_bits).collect::<Vec<u64>>()
    };
    let unchanged = values(&|_| {});
    let other = values(&|c| {
        for team in &mut c.team {
            "hierarchy".clone_into(&mut team.features);
        }
    });
    let not_at_all = values(&|c| all(c, |f| f.fidelity = 0.0));
    assert_eq!(other, not_at_all);
    assert_ne!(other, unchanged);
    let half = values(&|c| all(c, |f| f.fidelity = 0.5));
    assert!(half != other && half != unchanged);
}

/// Two managers in every team.
fn two_managers() -> Config {
    let mut config = teams();
    for team in &mut config.team {
        team.posts.manager = 2.0;
    }
    config
}

#[test]
fn m074_what_weighs_most_waits_for_a_deputy_and_for_the_team_manager() {
    Claim::that(&two_managers(), |c| all(c, |f| f.deputies = 1))
        .raises_tally(
            "signatures of team managers",
            facts!(Fact::Decided {
                gate: Gate::TeamManager,
                ..
            }),
        )
        .raises_tally(
            "hours at which team managers sign",
            |fact, _, world| match *fact {
                Fact::Worked {
                    worker,
                    kind: TaskKind::Authorisation,
                    minutes,
                    ..
                } if !world.worker(worker).deputy => {
                    let deputies = world.team(world.worker(worker).team).members.iter();
                    let has = deputies.copied().any(|w| world.worker(w).deputy);
                    f64::from(u8::from(has)) * f64::from(minutes)
                }
                _ => 0.0,
            },
        )
        .raises_tally(
            "days until what weighs is decided",
            |fact, _, _| match *fact {
                Fact::Decided {
                    gate: Gate::TeamManager,
                    waited,
                    ..
                } => waited,
                _ => 0.0,
            },
        )
        .holds();
}

#[test]
fn m088_senior_practitioners_who_are_asked_spare_the_manager() {
    let mut asked = teams();
    asked.workforce.senior_share = 0.6;
    asked.deciders.advice_to_seniors = 0.0;
    all(&mut asked, |f| f.advice = 5.0);
    Claim::that(&asked, |c| c.deciders.advice_to_seniors = 1.0)
        .raises_tally(
            "minutes in which seniors answer",
            |fact, _, world| match *fact {
                Fact::Worked {
                    worker,
                    kind: TaskKind::Advice,
                    minutes,
                    ..
                } => f64::from(u8::from(world.worker(worker).senior)) * f64::from(minutes),
                _ => 0.0,
            },
        )
        .lowers("decision_wait_manager_days")
        .holds();
}

#[test]
fn m159_senior_practitioners_hold_what_is_heavy() {
    let mut matched = teams();
    matched.workforce.senior_share = 0.3;
    all(&mut matched, |f| f.matching = 0.0);
    Claim::that(&matched, |c| all(c, |f| f.matching = 1.0))
        .occurs("plans", facts!(Fact::ConferenceHeld { plan: true, .. }))
        .raises_at_end("plans held by seniors, of all", |world| {
            let plans = world
                .cases
                .iter()
                .filter(|c| c.is_open() && world.family(c.family).count(Status::Protected) > 0);
            let led = plans.filter_map(|c| c.held());
            let (seniors, all) = led.fold((0.0, 0.0), |(s, n), (_, lead)| {
                (s + f64::from(u8::from(world.worker(lead).senior)), n + 1.0)
            });
            seniors / all
        })
        .pairs(36)
        .holds();
}
