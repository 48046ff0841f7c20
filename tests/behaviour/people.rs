//! People: those who decide, stress and what relieves it, beginners, colleagues, training, coming and going.

use casework::scenario::Config;
use casework::scenario::config::Posts;
use casework::world::World;
use casework::world::fact::Fact;
use casework::world::vocabulary::{Gate, Role, Service, TaskKind};
use casework::world::worker::{Presence, Worker};

use crate::claim::{Claim, long_term, teams, units};
use crate::facts;

/// All teams of an authority changed in how they are organised.
fn all(config: &mut Config, change: impl Fn(&mut casework::scenario::config::Features)) {
    config.features.values_mut().for_each(change);
}

/// Posts of the teams of long-term work.
fn posts(config: &mut Config, change: impl Fn(&mut Posts)) {
    let teams = config.team.iter_mut();
    teams
        .filter(|t| t.service == Service::LongTerm)
        .for_each(|t| change(&mut t.posts));
}

/// People who all feel load alike, so that a few who feel it most do not hide the rest.
fn alike(mut config: Config) -> Config {
    config.stress.sensitivity_shape = 10.0;
    config
}

/// People who all feel alike, and of what there is to feel nothing.
fn unmoved(config: Config) -> Config {
    let mut config = alike(config);
    let s = &mut config.stress;
    for points in [
        &mut s.trait_sd,
        &mut s.overtime,
        &mut s.overdue,
        &mut s.aggression,
        &mut s.incident,
        &mut s.absent_decider,
        &mut s.waiting_decision,
        &mut s.removal,
        &mut s.veto,
        &mut s.severe_case,
        &mut s.unseen,
        &mut s.first_year,
        &mut s.conflict,
    ] {
        *points = 0.0;
    }
    config
}

/// Nobody is ill for long and nobody leaves.
fn steady(mut config: Config) -> Config {
    config.workforce.spells_per_year = 0.0;
    config.workforce.leaving_per_year = 0.0;
    config.workforce.agency_leaving_per_year = 0.0;
    config
}

/// The mean of a reading over those who work with families.
fn mean(world: &World, of: impl Fn(&Worker) -> Option<f64>) -> f64 {
    let read: Vec<f64> = world.workers.iter().filter_map(of).collect();
    read.iter().sum::<f64>() / read.len() as f64
}

// Those who decide.

#[test]
fn m087_decisions_that_take_a_manager_longer_wait_longer() {
    Claim::that(&steady(teams()), |c| c.minutes.authorisation = 60.0)
        .occurs(
            "decisions",
            facts!(Fact::Decided {
                gate: Gate::Decider,
                ..
            }),
        )
        .raises("decision_wait_manager_days")
        .holds();
}

#[test]
fn m088_questions_in_between_take_the_manager_from_decisions() {
    Claim::that(&steady(teams()), |c| all(c, |f| f.advice = 5.0))
        .raises_tally(
            "questions",
            facts!(Fact::Worked {
                kind: TaskKind::Advice,
                ..
            }),
        )
        .raises("decision_wait_manager_days")
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m088_being_interrupted_costs_more_than_the_answers() {
    let mut base = steady(teams());
    base.features.values_mut().for_each(|f| f.advice = 5.0);
    base.deciders.resume_minutes = 0.0;
    Claim::that(&base, |c| c.deciders.resume_minutes = 30.0)
        .occurs(
            "questions",
            facts!(Fact::Worked {
                kind: TaskKind::Advice,
                ..
            }),
        )
        .raises("decision_wait_manager_days")
        .pairs(260)
        .holds();
}

#[test]
fn m089_managers_who_are_elsewhere_leave_decisions_unmade() {
    let mut base = unmoved(steady(teams()));
    base.stress.waiting_decision = 3.0;
    Claim::that(&base, |c| all(c, |f| f.decider_other_duties = 0.95))
        .occurs(
            "other duties",
            facts!(Fact::Worked {
                kind: TaskKind::Management,
                ..
            }),
        )
        .raises("decision_wait_manager_days")
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m090_experienced_colleagues_decide_while_the_manager_is_away() {
    let mut base = steady(teams());
    base.days.leave = 60.0;
    Claim::that(&base, |c| all(c, |f| f.peer_decisions = 1.0))
        .occurs(
            "decisions",
            facts!(Fact::Decided {
                gate: Gate::Decider,
                ..
            }),
        )
        .lowers("decision_wait_manager_days")
        .holds();
}

#[test]
fn m091_indecision_lets_decisions_wait_and_worries_who_waits() {
    let mut base = unmoved(teams());
    base.stress.waiting_decision = 3.0;
    base.deciders.put_off = 0.0;
    Claim::that(&base, |c| c.deciders.put_off = 0.7)
        .raises_tally("put off", facts!(Fact::PutOff { .. }))
        .raises("decision_wait_manager_days")
        .raises("ghq_mean")
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m092_a_decision_comforts_more_than_none() {
    let mut base = unmoved(steady(teams()));
    base.stress.waiting_decision = 5.0;
    base.minutes.authorisation = 90.0;
    base.deciders.put_off = 0.0;
    base.features.values_mut().for_each(|f| f.advice = 0.0);
    Claim::that(&base, |c| c.minutes.authorisation = 5.0)
        .occurs(
            "decisions",
            facts!(Fact::Decided {
                gate: Gate::Decider,
                ..
            }),
        )
        .lowers("decision_wait_manager_days")
        .lowers("ghq_mean")
        .pairs(48)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m102_more_who_decide_let_less_wait() {
    Claim::that(&teams(), |c| posts(c, |p| p.manager = 2.0))
        .occurs(
            "decisions",
            facts!(Fact::Decided {
                gate: Gate::Decider,
                ..
            }),
        )
        .lowers("decision_wait_manager_days")
        .pairs(110)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m103_one_manager_of_many_decides_later() {
    Claim::that(&teams(), |c| {
        for team in &mut c.team {
            if team.service == Service::LongTerm {
                (team.count, team.surveyed, team.interviewed) = (1, 1, 1);
                team.posts.social_worker *= 3.0;
            }
        }
    })
    .occurs(
        "decisions",
        facts!(Fact::Decided {
            gate: Gate::Decider,
            ..
        }),
    )
    .raises("decision_wait_manager_days")
    .pairs(40)
    .holds();
}

#[test]
fn m129_a_consultant_called_away_like_a_manager_decides_as_late() {
    Claim::that(&units(), |c| {
        all(c, |f| {
            f.decider_other_duties = 0.4;
            f.decider_desk_minutes = 120.0;
            f.decision_cover = false;
        });
    })
    .occurs(
        "decisions",
        facts!(Fact::Decided {
            gate: Gate::Decider,
            ..
        }),
    )
    .raises("decision_wait_manager_days")
    .holds();
}

#[test]
fn m131_a_consultant_who_cannot_decide_harms_a_unit() {
    let mut base = units();
    base.deciders.put_off = 0.0;
    Claim::that(&base, |c| c.deciders.put_off = 0.8)
        .raises_tally("put off", facts!(Fact::PutOff { .. }))
        .raises("decision_wait_manager_days")
        .holds();
}

#[test]
fn m132_consultants_who_come_and_go_leave_units_without_a_lead() {
    Claim::that(&units(), |c| c.deciders.leaving = 12.0)
        .raises_tally("consultants who leave", |fact, _, world| match *fact {
            Fact::WorkerLeft { worker, .. } => {
                f64::from(world.worker(worker).role == Role::Consultant)
            }
            _ => 0.0,
        })
        .raises("decision_wait_manager_days")
        .raises("not_discussed_28_share")
        .raises("overdue_hours_per_worker")
        .holds();
}

#[test]
fn m110_a_manager_who_sits_with_the_team_decides_sooner() {
    Claim::that(&steady(teams()), |c| {
        all(c, |f| {
            f.decider_other_duties = 0.05;
            f.decider_desk_minutes = 0.0;
        });
    })
    .occurs(
        "decisions",
        facts!(Fact::Decided {
            gate: Gate::Decider,
            ..
        }),
    )
    .lowers("decision_wait_manager_days")
    .holds();
}

#[test]
fn m174_fewer_families_are_decided_on_sooner() {
    Claim::that(&steady(teams()), |c| c.demand.referrals_per_year *= 0.4)
        .occurs(
            "decisions",
            facts!(Fact::Decided {
                gate: Gate::Decider,
                ..
            }),
        )
        .lowers("decision_wait_manager_days")
        .holds();
}

// Support.

#[test]
fn m116_talking_visits_over_relieves() {
    let mut base = alike(units());
    base.demand.referrals_per_year *= 1.5;
    base.stress.support_hours = 40.0;
    base.stress.support = 0.9;
    Claim::that(&base, |c| c.stress.debrief = 0.0)
        .occurs(
            "visits talked over",
            facts!(Fact::Worked {
                kind: TaskKind::Debrief,
                ..
            }),
        )
        .raises("ghq_mean")
        .holds();
}

/// Only talk about how one fares counts as support.
fn wellbeing_only(mut config: Config) -> Config {
    config.stress.case_talk = 0.0;
    config.stress.debrief = 0.0;
    config.features.values_mut().for_each(|f| f.advice = 0.0);
    config
}

fn support_in_long_term_work(world: &World) -> f64 {
    mean(world, |w| {
        let counts = world.team(w.team).service == Service::LongTerm && w.is_filled();
        (counts && w.role.works_with_families()).then_some(w.discussion_mean)
    })
}

#[test]
fn m235_more_cases_in_supervision_leave_less_time_for_the_worker() {
    let mut base = wellbeing_only(teams());
    long_term(&mut base, |f| f.supervision_case_minutes = 5.0);
    Claim::that(&base, |c| c.demand.referrals_per_year *= 2.0)
        .occurs(
            "supervision",
            facts!(Fact::Worked {
                kind: TaskKind::Supervision,
                ..
            }),
        )
        .lowers_at_end("support", support_in_long_term_work)
        .holds();
}

#[test]
fn m236_supervision_is_for_the_worker_where_cases_are_discussed_elsewhere() {
    Claim::that(&wellbeing_only(units()), |c| {
        long_term(c, |f| f.case_meeting_days = 0);
    })
    .occurs(
        "supervision",
        facts!(Fact::Worked {
            kind: TaskKind::Supervision,
            ..
        }),
    )
    .lowers_at_end("support", support_in_long_term_work)
    .holds();
}

// Stress.

#[test]
fn m055_aggression_adds_to_stress() {
    Claim::that(&alike(teams()), |c| c.behaviour.aggression *= 6.0)
        .raises_tally("aggression", facts!(Fact::Aggression { .. }))
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m054_families_one_does_not_reach_are_more_aggressive() {
    Claim::that(&teams(), |c| c.behaviour.engagement_gain = 0.0)
        .raises_tally("aggression", facts!(Fact::Aggression { .. }))
        .holds();
}

#[test]
fn m082_being_overruled_angers() {
    let mut base = unmoved(teams());
    base.thresholds.proceedings = base.thresholds.plan;
    base.proceedings.head_refusal = 0.0;
    base.stress.veto = 6.0;
    Claim::that(&base, |c| c.proceedings.head_refusal = 1.0)
        .raises_tally(
            "refusals by the head of service",
            facts!(Fact::Decided {
                gate: Gate::HeadOfService,
                refused: true,
                ..
            }),
        )
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m205_work_that_takes_children_away_weighs() {
    let mut base = unmoved(teams());
    base.stress.removal = 0.0;
    Claim::that(&base, |c| c.stress.removal = 15.0)
        .occurs("children into care", facts!(Fact::CareEntered { .. }))
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m202_families_of_high_concern_are_a_strain_in_the_background() {
    let mut base = unmoved(teams());
    base.stress.severe_case = 0.0;
    Claim::that(&base, |c| c.stress.severe_case = 2.0)
        .occurs("high concern", facts!(Fact::HighConcern { high: true, .. }))
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m203_families_one_does_not_get_to_weigh() {
    let mut base = unmoved(teams());
    base.stress.unseen = 10.0;
    Claim::that(&base, |c| c.minutes.travel *= 4.0)
        .occurs("visits", facts!(Fact::Contact { .. }))
        .raises("not_seen_28_share")
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m204_values_hold_people_under_strain() {
    let mut base = alike(teams());
    base.demand.referrals_per_year *= 1.6;
    base.workforce.leaving_stress = 3.0;
    Claim::that(&base, |c| c.workforce.values = 1.0)
        .lowers_tally("leavers", facts!(Fact::WorkerLeft { .. }))
        .holds();
}

#[test]
fn m196_load_widens_the_spread_of_stress() {
    let mut base = unmoved(teams());
    base.stress.overdue = 3.0;
    base.stress.sensitivity_shape = 1.0;
    base.demand.referrals_per_year *= 0.6;
    Claim::that(&base, |c| c.demand.referrals_per_year *= 2.0)
        .occurs("referrals", facts!(Fact::Referred { .. }))
        .raises("ghq_sd")
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m198_stress_makes_people_ill() {
    let mut base = alike(steady(teams()));
    base.demand.referrals_per_year *= 1.5;
    base.workforce.spells_per_year = 3.0;
    base.workforce.long_share = 0.0;
    base.workforce.sickness_ratio = 4.0;
    base.stress.overdue = 0.0;
    Claim::that(&base, |c| c.stress.overdue = 20.0)
        .raises_tally("days ill", facts!(Fact::Absent { sick: true, .. }))
        .holds();
}

#[test]
fn m198_stress_makes_people_go() {
    let mut base = alike(teams());
    base.demand.referrals_per_year *= 1.5;
    base.workforce.leaving_stress = 3.0;
    base.stress.overdue = 0.0;
    Claim::that(&base, |c| c.stress.overdue = 20.0)
        .raises_tally("leavers", facts!(Fact::WorkerLeft { .. }))
        .holds();
}

#[test]
fn m199_posts_left_empty_load_those_who_stay() {
    let mut base = teams();
    base.workforce.leaving_per_year = 0.6;
    base.workforce.agency_cover = 0.0;
    base.workforce.recruitment_days = 10.0;
    Claim::that(&base, |c| c.workforce.recruitment_days = 400.0)
        .occurs("leavers", facts!(Fact::WorkerLeft { .. }))
        .raises("families_per_worker")
        .raises("overdue_hours_per_worker")
        .holds();
}

// Beginners, colleagues, training.

#[test]
fn m175_without_protection_beginners_hold_more_families() {
    let mut base = steady(teams());
    base.workforce.newly_qualified = 0.5;
    base.workforce.protected_caseload = 0.4;
    // A run of eighteen months ends when the first year is over: who was new at the start is so no more.
    base.run.warm_up_months = 0;
    base.run.years = 1;
    Claim::that(&base, |c| c.workforce.protected_caseload = 1.0)
        .raises_tally(
            "families given to beginners",
            |fact, _, world| match *fact {
                Fact::Allocated { lead, .. } => f64::from(world.worker(lead).novice),
                _ => 0.0,
            },
        )
        .holds();
}

#[test]
fn m239_somebody_to_ask_eases_the_first_year() {
    let mut base = alike(units());
    base.workforce.newly_qualified = 1.0;
    base.workforce.leaving_per_year = 1.0;
    base.workforce.agency_cover = 0.0;
    base.workforce.recruitment_days = 10.0;
    base.stress.first_year = 15.0;
    base.stress.first_year_eased = 0.0;
    Claim::that(&base, |c| c.stress.first_year_eased = 1.0)
        .occurs("newcomers", facts!(Fact::WorkerCame { .. }))
        .lowers("ghq_mean")
        .holds();
}

#[test]
fn m215_training_raises_skill() {
    Claim::that(&steady(teams()), |c| {
        c.workforce.training_gain = 0.1;
        c.workforce.training_level = 0.9;
    })
    .occurs("training", training)
    .raises_at_end("mean skill", |world| {
        mean(world, |w| {
            w.role.works_with_families().then(|| w.mean_skill())
        })
    })
    .holds();
}

/// One for a day of training attended.
fn training(fact: &Fact, _: casework::kernel::time::SimTime, world: &World) -> f64 {
    match *fact {
        Fact::Absent { worker, .. } => {
            f64::from(world.worker(worker).presence == Presence::Training)
        }
        _ => 0.0,
    }
}

#[test]
fn m216_load_keeps_people_from_training() {
    let mut base = teams();
    base.days.training = 20.0;
    Claim::that(&base, |c| c.demand.referrals_per_year *= 2.0)
        .lowers_tally("days of training", training)
        .holds();
}

#[test]
fn m136_conflict_weighs() {
    let mut base = unmoved(units());
    base.stress.conflict = 3.0;
    base.workforce.conflicts_per_pair = 0.0;
    Claim::that(&base, |c| c.workforce.conflicts_per_pair = 0.5)
        .raises_tally("conflicts", facts!(Fact::Conflict { .. }))
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m136_conflict_weighs_more_where_work_is_shared() {
    let mut base = unmoved(units());
    base.workforce.conflicts_per_pair = 0.5;
    base.stress.conflict = 4.0;
    base.stress.conflict_closeness = 0.0;
    Claim::that(&base, |c| c.stress.conflict_closeness = 1.0)
        .occurs("conflicts", facts!(Fact::Conflict { .. }))
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m137_who_does_less_where_work_is_shared_leaves_it_to_others() {
    let mut base = steady(units());
    base.workforce.free_riders = 0.3;
    // Two hundredths of a minute: nobody is the freer for it, and they can be told from others.
    base.workforce.free_riding = 0.000_05;
    Claim::that(&base, |c| c.workforce.free_riding = 5.0)
        .lowers_tally("visits led by them", |fact, _, world| match *fact {
            Fact::Contact { lead, .. } => f64::from(world.worker(lead).feigned > 0.0),
            _ => 0.0,
        })
        .raises_tally("visits led by others", |fact, _, world| match *fact {
            Fact::Contact { lead, .. } => f64::from(world.worker(lead).feigned == 0.0),
            _ => 0.0,
        })
        .holds();
}

#[test]
fn m138_who_wants_cases_of_their_own_leaves_where_they_are_shared() {
    let mut base = units();
    base.workforce.own_cases_share = 0.5;
    base.workforce.own_cases_leaving = 0.0;
    Claim::that(&base, |c| c.workforce.own_cases_leaving = 2.0)
        .raises_tally("leavers", facts!(Fact::WorkerLeft { .. }))
        .holds();
}

#[test]
fn m176_colleagues_take_families_from_who_has_fallen_behind() {
    Claim::that(&teams(), |c| all(c, |f| f.peer_relief = 1.0))
        .raises_tally(
            "families passed on",
            facts!(Fact::Allocated { waited: None, .. }),
        )
        .lowers_tally("spread of overdue work", |fact, _, world| match fact {
            Fact::DayBegan { .. } => {
                let of = |w: &Worker| {
                    let counts = w.role == Role::SocialWorker && w.is_filled();
                    counts.then(|| f64::from(w.overdue) / w.wte)
                };
                let middle = mean(world, of);
                mean(world, |w| of(w).map(|o| (o - middle).abs()))
            }
            _ => 0.0,
        })
        .holds();
}

#[test]
fn m213_temporary_staff_have_families_meet_more_workers() {
    Claim::that(&teams(), |c| {
        c.workforce.temporary_share = 1.0;
        c.workforce.agency_cover = 1.0;
        c.workforce.agency_leaving_per_year = 2.0;
    })
    .raises_tally("leavers", facts!(Fact::WorkerLeft { .. }))
    .raises("workers_seen_12_months")
    .holds();
}

#[test]
fn m194_overtime_takes_up_part_of_the_load() {
    let mut base = teams();
    base.demand.referrals_per_year *= 0.6;
    Claim::that(&base, |c| c.demand.referrals_per_year *= 2.0)
        .occurs("days worked", facts!(Fact::DayEnded { .. }))
        .raises("working_day_hours")
        .holds();
}

#[test]
fn m201_without_support_load_weighs_more() {
    let mut base = alike(units());
    base.demand.referrals_per_year *= 1.5;
    base.stress.support = 0.9;
    Claim::that(&base, |c| c.stress.support = 0.0)
        .occurs(
            "meetings",
            facts!(Fact::Worked {
                kind: TaskKind::UnitMeeting,
                ..
            }),
        )
        .raises("ghq_mean")
        .holds();
}

#[test]
fn m214_turnover_resets_relationships() {
    Claim::that(&teams(), |c| {
        c.workforce.leaving_per_year = 1.0;
        c.workforce.agency_leaving_per_year = 1.0;
    })
    .raises_tally("leavers", facts!(Fact::WorkerLeft { .. }))
    .raises("workers_seen_12_months")
    .lowers_at_end("engagement of open families", |world| {
        let open = world.cases.iter().filter(|c| c.is_long_term());
        let levels: Vec<f64> = open.map(|c| world.family(c.family).engagement).collect();
        levels.iter().sum::<f64>() / levels.len() as f64
    })
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m106_practice_in_sight_of_others_varies_less() {
    let mut base = steady(teams());
    base.workforce.skill_learning = 0.02;
    Claim::that(&base, |c| long_term(c, |f| f.joint_visits = 1.0))
        .raises_tally("visits by two", facts!(Fact::Contact { workers: 2.., .. }))
        .lowers_at_end("spread of skill", |world| {
            let skill = |w: &Worker| (w.role == Role::SocialWorker).then(|| w.mean_skill());
            let middle = mean(world, skill);
            mean(world, |w| skill(w).map(|s| (s - middle).abs()))
        })
        .pairs(64)
        .holds();
}
