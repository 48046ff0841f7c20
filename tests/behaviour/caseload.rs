//! Caseload, thresholds and whom they let in, and what comes of too much.

use casework::kernel::tally::Moments;
use casework::scenario::Config;
use casework::world::World;
use casework::world::case::Outcome;
use casework::world::fact::Fact;
use casework::world::vocabulary::{Gate, Service};

use crate::claim::{Claim, long_term, teams, units};
use crate::facts;
use crate::paired::{
    all, is_above_zero, lived, mean_in_long_term_work, measure, times_long_term, with,
};

/// Half as many families again.
fn flooded() -> Config {
    let mut config = teams();
    config.demand.referrals_per_year *= 1.5;
    config
}

// Thresholds.

#[test]
fn m057_the_cut_for_a_plan_parts_families_in_need_from_those_on_plans() {
    let mut low = teams();
    low.thresholds.plan = 9.0;
    Claim::that(&low, |c| c.thresholds.plan = 13.0)
        .lowers_tally(
            "plans",
            facts!(Fact::ConferenceHeld {
                plan: true,
                initial: true,
                ..
            }),
        )
        .lowers("cp_share")
        .holds();
}

#[test]
fn m058_a_lower_threshold_for_transfer_fills_long_term_work() {
    let mut strict = teams();
    strict.thresholds.transfer += 3.0;
    Claim::that(&strict, |c| c.thresholds.transfer -= 3.0)
        .raises_tally(
            "families that wait for a worker",
            facts!(Fact::Waits { .. }),
        )
        .raises("opened_share_of_referrals")
        .raises("families_per_worker")
        .holds();
}

#[test]
fn m060_removal_is_decided_later_and_against_more_dissent_than_need() {
    let mut grave = teams();
    grave.case_mix.shift = [0.35; 14];
    grave.thresholds.proceedings = 11.0;
    let (mut below, mut above) = (Moments::default(), Moments::default());
    let mut dissent = [0; 2];
    for replication in 0..8 {
        lived(&grave, replication, |fact, _, _| {
            if let Fact::Decided {
                gate,
                waited,
                refused,
                ..
            } = *fact
            {
                let at_a_gate = !matches!(gate, Gate::Decider);
                dissent[usize::from(at_a_gate)] += u32::from(refused);
                if at_a_gate {
                    above.push(waited);
                } else {
                    below.push(waited);
                }
            }
        });
    }
    assert!(below.n() > 100 && above.n() > 100);
    assert!(above.mean() > 2.0 * below.mean());
    assert!(dissent[1] > 20 && dissent[0] == 0, "{dissent:?}");
}

#[test]
#[ignore = "long: many pairs"]
fn m066_units_that_hold_more_without_plans_have_fewer_on_plans() {
    let mut low = units();
    low.thresholds.plan = 9.0;
    Claim::that(&low, |c| c.thresholds.plan = 13.0)
        .occurs("enquiries", facts!(Fact::ConferenceHeld { .. }))
        .lowers("cp_share")
        .pairs(40)
        .holds();
}

#[test]
fn m081_a_belief_in_home_lowers_care_without_anybody_refusing() {
    let mut grave = teams();
    grave.case_mix.shift = [0.35; 14];
    grave.thresholds.proceedings = 11.0;
    grave.proceedings.head_refusal = 0.0;
    grave.proceedings.legal_refusal = 0.0;
    grave.proceedings.panel_refusal = 0.0;
    Claim::that(&grave, |c| c.thresholds.proceedings = 18.0)
        .lowers_tally("care entries", facts!(Fact::CareEntered { .. }))
        .lowers("care_entries_per_year")
        .holds();
}

#[test]
fn m095_deciders_who_close_sooner_hold_the_caseload_down() {
    let mut slow = teams();
    slow.thresholds.close = 2.5;
    Claim::that(&slow, |c| c.thresholds.close = 5.1)
        .raises_tally(
            "closed as improved",
            facts!(Fact::Closed {
                outcome: Outcome::Improved,
                ..
            }),
        )
        .lowers("families_per_worker")
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m173_closing_harder_leaves_more_risk_unserved() {
    Claim::that(&units(), |c| c.context.intake = 4.0)
        .occurs("closures", facts!(Fact::Closed { .. }))
        .lowers("families_per_worker")
        .raises("missed_risk_share")
        .raises("unseen_high_risk_days_per_100_referred")
        .pairs(64)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m220_who_takes_fewer_on_looks_better_on_those_taken() {
    Claim::that(&teams(), |c| {
        c.thresholds.transfer += 5.0;
        c.thresholds.in_need += 3.0;
    })
    .occurs("closures", facts!(Fact::Closed { .. }))
    .raises("contacts_per_family_month")
    .lowers("contact_hours_per_referred_family")
    .pairs(40)
    .holds();
}

// Caseload and contact.

#[test]
fn m161_fewer_families_and_more_time_multiply() {
    let base = flooded();
    let caseload = with(&base, |c| times_long_term(c, 2));
    let time = with(&base, |c| {
        c.minutes.recording_per_hour *= 0.3;
        c.minutes.plan_update *= 0.3;
    });
    let both = with(&time, |c| times_long_term(c, 2));
    let gain = |config: &Config, r| {
        let hours = |c: &Config| measure(c, r, "contact_clock_hours_per_family_month");
        libm::log(hours(config) / hours(&base))
    };
    is_above_zero("fewer families alone", 24, |r| gain(&caseload, r));
    is_above_zero("more time alone", 24, |r| gain(&time, r));
    is_above_zero("both beyond the one", 24, |r| {
        gain(&both, r) - gain(&caseload, r)
    });
    is_above_zero("both beyond the other", 24, |r| {
        gain(&both, r) - gain(&time, r)
    });
}

#[test]
fn m162_families_that_are_held_are_not_therefore_worked_with() {
    Claim::that(&teams(), |c| c.demand.referrals_per_year *= 1.8)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises("families_per_worker")
        .raises("not_seen_42_share")
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m163_under_load_contact_differs_more_from_family_to_family() {
    Claim::that(&teams(), |c| c.demand.referrals_per_year *= 3.0)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises_at_end("contact relative to its mean, spread", |world| {
            let mut moments = Moments::default();
            for case in world.cases.iter().filter(|c| c.is_long_term()) {
                let months = f64::from(world.today.since(case.opened.day())) / 30.4;
                if months > 2.0 {
                    moments.push(f64::from(case.contacts) / months);
                }
            }
            moments.sd() / moments.mean()
        })
        .pairs(64)
        .holds();
}

#[test]
fn m168_where_nobody_decides_families_drift() {
    Claim::that(&flooded(), |c| {
        all(c, |f| {
            f.supervision_days = 0;
            f.decider_other_duties = 0.95;
        });
    })
    .occurs("decisions", facts!(Fact::Decided { .. }))
    .raises("drift_share")
    .raises("families_per_worker")
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m172_help_that_works_lowers_the_caseload_by_itself() {
    let mut early = units();
    early.behaviour.help_per_hour = 2.0;
    early.run.years = 2;
    Claim::that(&early, |c| c.frequencies.needed_contacts *= 0.3)
        .lowers_tally("contacts", facts!(Fact::Contact { .. }))
        .raises("families_per_worker")
        .pairs(48)
        .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m229_with_less_capacity_families_of_units_are_worse_off() {
    let mut grave = units();
    grave.case_mix.shift = [0.35; 14];
    grave.thresholds.proceedings = 11.0;
    grave.behaviour.help_per_hour = 1.0;
    times_long_term(&mut grave, 2);
    Claim::that(&grave, |c| {
        for team in &mut c.team {
            if team.service == Service::LongTerm {
                team.count /= 2;
                team.surveyed = team.count;
            }
        }
    })
    .occurs("care entries", facts!(Fact::CareEntered { .. }))
    .raises("families_per_worker")
    .raises_at_end(
        "concern that families in long-term work truly give",
        |world| mean_in_long_term_work(world, |f| f.truth.iter().map(|&l| f64::from(l)).sum()),
    )
    .pairs(60)
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m165_teams_differ_in_stress_as_they_differ_in_load() {
    let mut base = flooded();
    base.stress.sensitivity_shape = 10.0;
    base.stress.trait_sd = 0.0;
    Claim::that(&base, |c| c.demand.area_spread = 2.0)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises_at_end("spread of stress between teams", |world| {
            let mut between = Moments::default();
            for team in world
                .teams
                .iter()
                .filter(|t| t.service == Service::LongTerm)
            {
                let members = team.members.iter().map(|&id| world.worker(id));
                let mut within = Moments::default();
                for w in members.filter(|w| w.is_filled() && w.role.holds_cases()) {
                    within.push(w.stress.clamp(0.0, 24.0));
                }
                between.push(within.mean());
            }
            between.sd()
        })
        .pairs(60)
        .holds();
}

// Seven general supports, and what is left.

/// What makes work manageable anywhere: fewer families, smaller teams, help at the desk, time to talk, a decider at hand.
fn supported(config: &mut Config) {
    times_long_term(config, 2);
    for team in &mut config.team {
        if team.service == Service::LongTerm {
            team.posts.social_worker = 3.0;
            team.posts.coordinator = 1.0;
        }
    }
    config.workforce.temporary_share = 0.05;
    config.context.waiting = 0.0;
    config.context.inspection = 0.0;
    long_term(config, |f| {
        f.coordinator_takes = 0.5;
        f.devolved_payments = true;
        f.supervision_days = 10;
        f.decider_other_duties = 0.2;
    });
}

#[test]
#[ignore = "long: many pairs"]
fn m218_what_helps_anywhere_helps_teams() {
    Claim::that(&teams(), supported)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises("contacts_per_family_month")
        .lowers("not_discussed_28_share")
        .lowers("ghq_mean")
        .pairs(40)
        .holds();
}

#[test]
fn m219_shared_work_differs_from_teams_that_have_all_the_rest() {
    // The same posts in the same place, organised otherwise: what comes out is found, not put in.
    Claim::that(&units(), |c| {
        for team in &mut c.team {
            if team.service == Service::LongTerm {
                "hierarchy".clone_into(&mut team.features);
            }
        }
    })
    .occurs("contacts", facts!(Fact::Contact { .. }))
    .raises("not_discussed_28_share")
    .lowers("workers_seen_12_months")
    .holds();
}

#[test]
fn m217_small_teams_talk_over_more_of_what_they_hold() {
    // The same posts in three units, or all in one.
    Claim::that(&units(), |c| {
        for team in &mut c.team {
            if team.service == Service::LongTerm {
                let n = f64::from(team.count);
                let posts = &mut team.posts;
                posts.consultant *= n;
                posts.social_worker *= n;
                posts.child_practitioner *= n;
                posts.clinician *= n;
                posts.coordinator *= n;
                team.count = 1;
                team.surveyed = 1;
                team.interviewed = 1;
            }
        }
    })
    .occurs("discussions", facts!(Fact::Discussed { .. }))
    .lowers_at_end(
        "part of a team's families that a member knows",
        known_by_a_member,
    )
    .holds();
}

/// Of the open families of long-term teams, the part that a member has met on average.
fn known_by_a_member(world: &World) -> f64 {
    let (mut known, mut of) = (0.0, 0.0);
    for team in world
        .teams
        .iter()
        .filter(|t| t.service == Service::LongTerm)
    {
        for &case in &team.open {
            let family = world.family_of(case);
            for &id in &team.members {
                let w = world.worker(id);
                if w.role.works_with_families() {
                    known += f64::from(family.acquaintance(id, w.holder).is_some());
                    of += 1.0;
                }
            }
        }
    }
    known / of
}
