//! The authority and what surrounds it: other services, agencies, family support, money, inspection, values, demand.

use casework::scenario::Config;
use casework::world::World;
use casework::world::case::Stage;
use casework::world::fact::Fact;
use casework::world::vocabulary::{Problem, Service, TaskKind};

use crate::claim::{Claim, long_term, teams, units};
use crate::facts;

/// Minutes of work of a kind.
macro_rules! minutes {
    ($kind:pat) => {
        |fact, _, _| match fact {
            Fact::Worked {
                kind: $kind,
                minutes,
                ..
            } => f64::from(*minutes),
            _ => 0.0,
        }
    };
}

/// Mean of something over families with an open case.
fn mean_open(world: &World, of: impl Fn(&casework::world::family::Family) -> f64) -> f64 {
    let open = || world.families.iter().filter(|f| f.case.is_some());
    open().map(of).sum::<f64>() / open().count() as f64
}

fn engagement(world: &World) -> f64 {
    mean_open(world, |f| f.engagement)
}

/// Mean true level of a problem over all families who live here.
fn level(world: &World, problem: Problem) -> f64 {
    let here = || world.families.iter().filter(|f| !f.gone);
    here()
        .map(|f| f64::from(f.truth[problem as usize]))
        .sum::<f64>()
        / here().count() as f64
}

fn base(change: impl FnOnce(&mut Config)) -> Config {
    let mut config = teams();
    change(&mut config);
    config
}

// Other services.

#[test]
fn m030_less_of_other_services_means_more_referrals() {
    Claim::that(&teams(), |c| c.context.services = 0.0)
        .raises_tally("referrals", facts!(Fact::Referred { .. }))
        .holds();
}

#[test]
fn m036_where_housing_does_less_the_problem_lasts() {
    Claim::that(&teams(), |c| {
        c.context.services = 0.0;
        c.services.last_resort = 0.0;
        c.services.direct_work = 0.0;
    })
    .occurs("contact", facts!(Fact::Contact { .. }))
    .raises_at_end("housing", |world| level(world, Problem::Housing))
    .holds();
}

#[test]
fn m038_direct_work_falls_to_the_worker_and_less_improves() {
    Claim::that(&teams(), |c| {
        c.context.services = 0.0;
        c.services.last_resort = 0.0;
        c.services.direct_work = 90.0;
    })
    .raises_tally("minutes of home visits", |fact, _, _| match fact {
        Fact::Contact {
            kind: TaskKind::HomeVisit,
            minutes,
            ..
        } => f64::from(*minutes),
        _ => 0.0,
    })
    .raises_at_end("drugs", |world| level(world, Problem::Drugs))
    .holds();
}

#[test]
fn m039_direct_work_without_the_skill_helps_less() {
    let cut = base(|c| {
        c.context.services = 0.0;
        c.services.direct_work = 120.0;
        c.services.untrained = 1.0;
        c.behaviour.help_per_hour = 1.0;
    });
    Claim::that(&cut, |c| c.services.untrained = 0.0)
        .occurs(
            "home visits",
            facts!(Fact::Contact {
                kind: TaskKind::HomeVisit,
                ..
            }),
        )
        .lowers_at_end("help", |world| mean_open(world, |f| f.help))
        .holds();
}

#[test]
fn m040_fewer_refuges_mean_more_exposure_to_violence() {
    Claim::that(&teams(), |c| {
        c.context.services = 0.0;
        c.services.last_resort = 0.0;
        c.services.direct_work = 0.0;
    })
    .occurs("contact", facts!(Fact::Contact { .. }))
    .raises_at_end("violence", |world| level(world, Problem::Violence))
    .holds();
}

// Agencies.

#[test]
fn m031_agencies_that_press_get_more_families_assessed() {
    let pressing = base(|c| {
        c.agencies.escalation = 1.0;
        c.agencies.escalation_yields = 0.0;
        c.thresholds.screen += 3.0;
    });
    Claim::that(&pressing, |c| c.agencies.escalation_yields = 1.0)
        .occurs("escalations", facts!(Fact::Escalated { .. }))
        .raises_tally("assessments", facts!(Fact::Assessed { .. }))
        .holds();
}

#[test]
fn m032_agencies_that_go_to_managers_take_their_time() {
    Claim::that(&base(|c| c.thresholds.screen += 3.0), |c| {
        c.agencies.escalation = 1.0;
        c.agencies.matter_minutes = 90.0;
    })
    .occurs("escalations", facts!(Fact::Escalated { .. }))
    .raises_tally("minutes of managers", minutes!(TaskKind::Management))
    .holds();
}

#[test]
fn m033_meetings_leave_tasks_with_the_worker() {
    Claim::that(&base(|c| c.frequencies.professional_meetings = 2.0), |c| {
        c.agencies.meeting_tasks = 8.0;
    })
    .raises_tally("minutes of calls", minutes!(TaskKind::Liaison))
    .raises("undone_hours_per_worker_day")
    .holds();
}

#[test]
fn m034_uncertain_strategy_discussions_ask_for_more_information() {
    Claim::that(&base(|c| c.thresholds.strategy -= 3.0), |c| {
        c.agencies.uncertain_tasks = 10.0;
    })
    .occurs(
        "strategy discussions",
        facts!(Fact::Worked {
            kind: TaskKind::StrategyMeeting,
            ..
        }),
    )
    .raises_tally("minutes of calls", minutes!(TaskKind::Liaison))
    .holds();
}

#[test]
fn m037_late_referrals_take_managers_time() {
    Claim::that(&teams(), |c| {
        c.agencies.late = 1.0;
        c.agencies.matter_minutes = 60.0;
    })
    .raises_tally("minutes of managers", minutes!(TaskKind::Management))
    .holds();
}

#[test]
fn m059_contested_transfers_wait_and_have_to_be_settled() {
    Claim::that(&teams(), |c| {
        c.agencies.bounce = 1.0;
        c.agencies.bounce_days = 20;
    })
    .raises_tally("contested", facts!(Fact::Contested { .. }))
    .raises("wait_for_worker_days")
    .holds();
}

#[test]
fn m070_families_who_return_just_outside_the_window_are_argued_about() {
    let closing = base(|c| {
        c.thresholds.close = 5.2;
        c.thresholds.transfer = 5.2;
        c.behaviour.crises_per_year *= 2.0;
    });
    Claim::that(&closing, |c| c.agencies.bounce = 1.0)
        .raises_tally("argued at the front door", |fact, _, world| match fact {
            Fact::Contested { case } => f64::from(world.case(*case).stage == Stage::FrontDoor),
            _ => 0.0,
        })
        .holds();
}

// Thresholds and family support.

#[test]
fn m044_families_who_work_with_others_are_referred_less() {
    let supported = base(|c| {
        c.family_support.places = 200;
        c.family_support.takes = 0.1;
        c.family_support.holds = 1.0;
    });
    Claim::that(&supported, |c| c.family_support.takes = 1.0)
        .raises_tally("places taken", facts!(Fact::SupportBegan { .. }))
        .lowers_tally("referrals", facts!(Fact::Referred { .. }))
        .holds();
}

#[test]
fn m063_families_sent_elsewhere_come_back() {
    Claim::that(&teams(), |c| c.thresholds.screen += 4.0)
        .lowers_tally("assessments", facts!(Fact::Assessed { .. }))
        .raises_tally("returns", facts!(Fact::Referred { again: true, .. }))
        .holds();
}

#[test]
fn m064_thresholds_rise_with_load_though_no_rule_changes() {
    let rationing = base(|c| {
        c.values.rationing = 6.0;
        c.values.usual_load = 8.0;
    });
    Claim::that(&rationing, |c| {
        (c.team[1].count, c.team[1].surveyed) = (1, 1);
    })
    .lowers_tally(
        "accepted for long-term work",
        facts!(Fact::Accepted {
            long_term: true,
            ..
        }),
    )
    .holds();
}

#[test]
fn m065_without_family_support_more_families_are_accepted() {
    let supported = base(|c| {
        c.family_support.places = 300;
        c.family_support.takes = 1.0;
        c.family_support.redirect = 3.0;
    });
    Claim::that(&supported, |c| c.family_support.places = 0)
        .occurs("places taken", facts!(Fact::SupportBegan { .. }))
        .raises_tally("accepted", facts!(Fact::Accepted { .. }))
        .holds();
}

// Money.

fn asking(change: impl FnOnce(&mut Config)) -> Config {
    base(|c| {
        c.frequencies.payments = 2.0;
        change(c);
    })
}

#[test]
fn m050_refused_money_creates_conflict() {
    Claim::that(&asking(|c| c.payments.refusal = 0.0), |c| {
        c.payments.refusal = 1.0;
        c.payments.asks_again = 0.0;
        c.payments.aggression = 0.3;
    })
    .raises_tally("refusals", facts!(Fact::PaymentRefused { .. }))
    .raises_tally("aggression", facts!(Fact::Aggression { .. }))
    .lowers_at_end("engagement", engagement)
    .holds();
}

#[test]
fn m062_a_relaxed_rule_means_more_payments_and_less_conflict() {
    Claim::that(&asking(|c| c.payments.refusal = 0.9), |c| {
        c.payments.refusal = 0.1;
    })
    .raises_tally("payments", facts!(Fact::Paid))
    .lowers_tally("refusals", facts!(Fact::PaymentRefused { .. }))
    .holds();
}

#[test]
fn m187_m188_payments_decided_on_the_spot_take_less_time() {
    Claim::that(&asking(|_| {}), |c| {
        long_term(c, |f| f.devolved_payments = true);
    })
    .lowers_tally("minutes of payments", minutes!(TaskKind::Payment))
    .holds();
}

#[test]
fn m189_some_payments_take_their_time_all_the_same() {
    let mut units = units();
    units.frequencies.payments = 2.0;
    units.payments.devolved_slow = 0.0;
    Claim::that(&units, |c| c.payments.devolved_slow = 0.5)
        .raises_tally("minutes of payments", minutes!(TaskKind::Payment))
        .holds();
}

#[test]
fn m190_managers_with_much_overdue_pay_to_have_peace() {
    let refusing = asking(|c| {
        c.payments.refusal = 1.0;
        c.payments.asks_again = 1.0;
        c.payments.yields_at = 2.0;
    });
    Claim::that(&refusing, |c| c.minutes.authorisation *= 4.0)
        .raises_tally("payments", facts!(Fact::Paid))
        .holds();
}

#[test]
fn m227_practical_help_helps_the_relationship() {
    let helping = asking(|c| {
        c.payments.refusal = 0.0;
        c.payments.help = 0.2;
        c.payments.conflict = 0.0;
        c.payments.aggression = 0.0;
        c.payments.asks_again = 0.0;
    });
    Claim::that(&helping, |c| c.payments.refusal = 1.0)
        .lowers_tally("payments", facts!(Fact::Paid))
        .lowers_at_end("engagement", engagement)
        .holds();
}

// Inspection and values.

/// An inspection at the end of the measured year, expected all year.
fn expected(c: &mut Config) {
    c.inspection.month = 18;
    c.inspection.prepare_weeks = 52.0;
}

#[test]
fn m046_forms_that_lead_the_conversation_cost_engagement() {
    Claim::that(&base(expected), |c| c.inspection.procedural = 1.0)
        .occurs("contact", facts!(Fact::Contact { .. }))
        .lowers_at_end("engagement", engagement)
        .holds();
}

#[test]
fn m104_what_senior_managers_ask_about_gets_done() {
    Claim::that(&teams(), |c| c.values.inspection = 3.0)
        .raises_tally("minutes at the desk", minutes!(TaskKind::FixedDesk))
        .lowers("contacts_per_family_month")
        .holds();
}

#[test]
fn m184_tighter_timescales_are_kept_better() {
    Claim::that(&base(|c| c.days.deadline_pull = 0), |c| {
        c.days.deadline_pull = 10;
    })
    .occurs("assessments", facts!(Fact::Assessed { .. }))
    .raises("assessments_on_time_share")
    .holds();
}

#[test]
fn m206_inspection_shifts_effort_to_records() {
    Claim::that(&teams(), |c| {
        expected(c);
        c.inspection.desk = 90.0;
    })
    .raises_tally("minutes at the desk", minutes!(TaskKind::FixedDesk))
    .lowers("contacts_per_family_month")
    .holds();
}

#[test]
fn m207_where_staff_are_stable_inspection_is_felt_less() {
    let unsteady = base(|c| {
        expected(c);
        c.inspection.desk = 90.0;
    });
    Claim::that(&unsteady, |c| c.inspection.steadied = 1.0)
        .lowers_tally("minutes at the desk", minutes!(TaskKind::FixedDesk))
        .holds();
}

#[test]
fn m208_a_failed_inspection_loses_managers() {
    let inspected = base(|c| {
        c.inspection.month = 7;
        c.inspection.managers_leave = 12.0;
    });
    Claim::that(&inspected, |c| c.inspection.fails = true)
        .occurs("inspections", facts!(Fact::Inspected { .. }))
        .raises_tally("managers left", |fact, _, world| match fact {
            Fact::WorkerLeft { worker, .. } => f64::from(world.worker(*worker).role.decides()),
            _ => 0.0,
        })
        .holds();
}

#[test]
fn m238_what_outsiders_will_read_takes_longer_to_write() {
    Claim::that(&base(expected), |c| c.inspection.recording = 2.0)
        .raises_tally("minutes of recording", minutes!(TaskKind::Recording))
        .holds();
}

#[test]
fn m086_pressure_of_cost_works_against_proceedings() {
    let overspent = base(|c| {
        c.thresholds.proceedings = 10.0;
        c.proceedings.legal_refusal = 0.0;
        c.proceedings.head_refusal = 0.0;
        c.proceedings.panel_refusal = 0.3;
        c.values.budget = 1_000.0;
    });
    Claim::that(&overspent, |c| c.values.cost = 1.0)
        .lowers_tally("proceedings", facts!(Fact::ProceedingsIssued { .. }))
        .holds();
}

#[test]
fn weight_on_welfare_takes_more_families_on() {
    Claim::that(&teams(), |c| c.values.welfare = 3.0)
        .raises_tally("accepted", facts!(Fact::Accepted { .. }))
        .holds();
}

// Demand, desks, parking.

#[test]
fn m166_unequal_areas_make_unequal_caseloads() {
    Claim::that(&teams(), |c| c.demand.area_spread = 3.0)
        .occurs("allocations", facts!(Fact::Allocated { .. }))
        .raises_at_end("spread of teams", |world| {
            let open = || {
                let long_term = world
                    .teams
                    .iter()
                    .filter(|t| t.service == Service::LongTerm);
                long_term.map(|t| t.open.len() as f64)
            };
            open().fold(0.0, f64::max) - open().fold(f64::INFINITY, f64::min)
        })
        .holds();
}

#[test]
fn m177_a_publicised_death_raises_referrals() {
    Claim::that(&teams(), |c| {
        c.demand.shock_month = 4;
        c.demand.shock_factor = 2.5;
    })
    .raises_tally("referrals", facts!(Fact::Referred { .. }))
    .holds();
}

#[test]
fn families_who_move_in_bring_their_history() {
    Claim::that(&teams(), |c| c.demand.moving_in_per_year = 60.0)
        .raises_tally("referrals", facts!(Fact::Referred { .. }))
        .raises_tally("accepted", facts!(Fact::Accepted { .. }))
        .holds();
}

#[test]
fn m191_parking_takes_time_from_families() {
    Claim::that(&teams(), |c| c.context.parking = 60.0)
        .occurs("travel", minutes!(TaskKind::Travel))
        .lowers("contacts_per_family_month")
        .holds();
}

#[test]
fn m192_missing_desks_and_printers_take_time_and_wear_people_down() {
    Claim::that(&base(|c| c.context.low_worth = 2.0), |c| {
        c.context.waiting = 90.0;
    })
    .occurs("desk work", minutes!(TaskKind::FixedDesk))
    .lowers("contacts_per_family_month")
    .raises("ghq_mean")
    .holds();
}
