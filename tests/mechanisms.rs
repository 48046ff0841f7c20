//! Each mechanism of the model, switched off, turned up or pushed to an extreme, does what it is there for.
//!
//! Claims about chance compare paired replications, the same families in both, and hold only if Student's t exceeds what no
//! difference at all would exceed once in so many thousand times as there are claims: that any claim of the file holds by luck has a
//! chance of at most [`ERROR_RATE`]. Everything else is about what happened at all. No tuned number is asserted.

mod runs;

use std::collections::{BTreeMap, VecDeque};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use casework::observe::ReplicationSummary;
use casework::scenario::Config;
use casework::scenario::config::Features;
use casework::world::case::{Depth, Outcome, Stage};
use casework::world::fact::Fact;
use casework::world::vocabulary::{Gate, PROBLEMS, Service, TaskKind};
use runs::{AUTHORITIES, critical, paired_t, replications, short, small, value, watched, with};

/// The most claims about chance that this file makes.
const CLAIMS: usize = 60;
/// The chance that any of them holds though there is no difference.
const ERROR_RATE: f64 = 1e-3;
/// Pairs of replications, where a claim does not ask for more.
const PAIRS: u32 = 12;
/// Days of a run that is watched fact by fact.
const DAYS: i32 = 400;

#[derive(Clone, Copy, Debug)]
enum Way {
    Up,
    Down,
}
use Way::{Down, Up};

/// Asserts that measures move these ways from one arm to the other.
fn moves(before: &[ReplicationSummary], after: &[ReplicationSummary], claims: &[(&str, Way)]) {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let made = MADE.fetch_add(claims.len(), Ordering::Relaxed) + claims.len();
    assert!(made <= CLAIMS, "each claim has its share of the error rate");
    let limit = critical(ERROR_RATE / CLAIMS as f64, before.len());
    for &(name, way) in claims {
        let (t, mean) = paired_t(before, after, name);
        let t_that_way = match way {
            Up => t,
            Down => -t,
        };
        assert!(
            t_that_way > limit,
            "{name} should go {way:?}: difference {mean:.4}, t {t:.1}, needed {limit:.1}"
        );
    }
}

/// Two arms with so many pairs.
fn from_to(pairs: u32, before: &Config, after: &Config, claims: &[(&str, Way)]) {
    moves(
        &replications(before, pairs),
        &replications(after, pairs),
        claims,
    );
}

/// An authority as it is against the same one changed.
fn changing(name: &'static str, change: impl FnOnce(&mut Config), claims: &[(&str, Way)]) {
    static UNCHANGED: [OnceLock<Vec<ReplicationSummary>>; AUTHORITIES.len()] =
        [const { OnceLock::new() }; AUTHORITIES.len()];
    let index = AUTHORITIES.iter().position(|n| *n == name).expect("known");
    let base = small(name);
    let before = UNCHANGED[index].get_or_init(|| replications(&base, PAIRS));
    moves(before, &replications(&with(&base, change), PAIRS), claims);
}

/// Changes how the teams of long-term work, and nobody else, are organised.
fn long_term_features(config: &mut Config, change: impl Fn(&mut Features)) {
    let names: Vec<String> = (config.team.iter())
        .filter(|t| t.service == Service::LongTerm)
        .map(|t| t.features.clone())
        .collect();
    for name in names {
        change(config.features.get_mut(&name).expect("it exists"));
    }
}

fn all_features(config: &mut Config, change: impl Fn(&mut Features)) {
    config.features.values_mut().for_each(change);
}

fn times_long_term_teams(config: &mut Config, factor: u32) {
    for team in &mut config.team {
        if team.service == Service::LongTerm {
            team.count *= factor;
        }
    }
}

/// How many facts of one run are of a kind.
fn count(config: &Config, replication: u32, is: impl Fn(&Fact) -> bool) -> usize {
    let mut number = 0;
    watched(config, replication, DAYS, |fact, _, _| {
        number += usize::from(is(fact));
    });
    number
}

// Demand and capacity.

#[test]
fn without_families_nobody_is_met_and_people_still_come_to_work() {
    for name in AUTHORITIES {
        let empty = with(&small(name), |c| {
            c.demand.referrals_per_year = 0.0;
            c.start.care_families = 0;
            c.start.care_leavers = 0;
        });
        let (mut days, mut others) = (0, 0);
        let sim = watched(&empty, 0, DAYS, |fact, _, _| match fact {
            Fact::DayEnded { .. } => days += 1,
            Fact::Contact { .. } | Fact::Referred { .. } | Fact::Decided { .. } => others += 1,
            _ => {}
        });
        assert!(days > 5_000, "{days}");
        assert_eq!(
            (others, sim.world.families.len(), sim.world.cases.len()),
            (0, 0, 0)
        );
    }
}

#[test]
fn more_posts_leave_fewer_families_to_each_worker_who_are_met_more_often() {
    for name in ["la1", "la3"] {
        changing(
            name,
            |c| times_long_term_teams(c, 2),
            &[
                ("families_per_worker", Down),
                ("contacts_per_family_month", Up),
            ],
        );
    }
    // Where people stay late for their families, they go home earlier and have time to spare; in la1 few stay late.
    let few = small("la3");
    let many = with(&few, |c| times_long_term_teams(c, 3));
    from_to(
        PAIRS,
        &few,
        &many,
        &[
            ("working_day_hours", Down),
            ("idle_hours_per_worker_day", Up),
        ],
    );
}

#[test]
fn more_demand_means_more_families_to_a_worker_less_contact_and_more_left_undone() {
    changing(
        "la3",
        |c| c.demand.referrals_per_year *= 2.0,
        &[
            ("families_per_worker", Up),
            ("contacts_per_family_month", Down),
            ("undone_hours_per_worker_day", Up),
            ("drift_share", Up),
        ],
    );
}

#[test]
fn a_caseload_cap_makes_families_wait_and_leaves_fewer_to_each_worker() {
    changing(
        "la3",
        |c| long_term_features(c, |f| f.caseload_cap = 4.0),
        &[
            ("unallocated_mean", Up),
            ("wait_for_worker_days", Up),
            ("families_per_worker", Down),
        ],
    );
}

#[test]
fn a_points_table_takes_the_place_of_the_count_of_families() {
    // Whoever counts each family twice needs twice the cap: the same to the last bit.
    let capped = |cap: f64, points: f64| {
        let mut config = small("la3");
        long_term_features(&mut config, |f| f.caseload_cap = cap);
        let table = &mut config.points;
        for of in [
            &mut table.in_need,
            &mut table.plan,
            &mut table.looked_after,
            &mut table.left_care,
        ] {
            *of = points;
        }
        let run = &replications(&config, 1)[0];
        (run.values.iter())
            .map(|value| value.to_bits())
            .collect::<Vec<_>>()
    };
    let counted = capped(8.0, 1.0);
    assert_eq!(counted, capped(16.0, 2.0));
    assert_ne!(counted, capped(8.0, 2.0));
    // Plans that weigh more leave room for fewer families.
    changing(
        "la3",
        |c| {
            long_term_features(c, |f| f.caseload_cap = 12.0);
            c.points.plan = 3.0;
            c.points.sibling = 0.5;
        },
        &[("unallocated_mean", Up), ("families_per_worker", Down)],
    );
}

#[test]
fn a_publicised_death_raises_referrals() {
    changing(
        "la3",
        |c| {
            c.demand.shock_month = 2;
            c.demand.shock_factor = 2.0;
        },
        &[("referrals_per_year", Up)],
    );
}

// Thresholds.

#[test]
fn a_higher_threshold_for_transfer_opens_fewer_families() {
    changing(
        "la3",
        |c| c.thresholds.transfer += 4.0,
        &[("opened_share_of_referrals", Down)],
    );
}

#[test]
fn a_higher_threshold_at_the_front_door_assesses_fewer_families() {
    changing(
        "la1",
        |c| c.thresholds.screen += 3.0,
        &[("assessed_share", Down)],
    );
}

#[test]
fn an_authority_that_never_closes_fills_up() {
    changing(
        "la3",
        |c| c.thresholds.close = 0.0,
        &[
            ("families_per_worker", Up),
            ("contacts_per_family_month", Down),
        ],
    );
}

#[test]
fn todays_statute_knows_no_initial_assessment() {
    for name in AUTHORITIES {
        let then = with(&small(name), |c| c.days.deadline_pull += 1);
        let today = with(&then, |c| "today".clone_into(&mut c.statute));
        for (config, two_stages) in [(then, true), (today, false)] {
            let (mut initial, mut core, mut decided) = (0, 0, 0);
            watched(&config, 0, DAYS, |fact, _, world| match fact {
                Fact::DayBegan { .. } => {
                    for case in &world.cases {
                        match case.stage {
                            Stage::Assessment {
                                depth: Depth::Initial,
                                ..
                            } => initial += 1,
                            Stage::Assessment { .. } => core += 1,
                            _ => {}
                        }
                    }
                }
                Fact::Assessed { .. } => decided += 1,
                _ => {}
            });
            assert!(core > 100 && decided > 50, "{name}: {core} {decided}");
            assert_eq!(initial > 0, two_stages, "{name}");
        }
    }
}

// Decisions.

#[test]
fn a_decider_called_away_all_day_makes_decisions_wait() {
    for name in ["la1", "la3"] {
        let away = |share: f64| {
            with(&small(name), |c| {
                // Nobody is ill and nobody leaves: a post that stands empty for months would drown the rest.
                c.workforce.spells_per_year = 0.0;
                c.workforce.leaving_per_year = 0.0;
                c.workforce.agency_leaving_per_year = 0.0;
                all_features(c, |f| f.decider_other_duties = share);
            })
        };
        from_to(
            PAIRS,
            &away(0.1),
            &away(0.95),
            &[("decision_wait_manager_days", Up)],
        );
    }
}

#[test]
fn without_discussion_plans_go_undiscussed_and_families_stay_open() {
    changing(
        "la1",
        |c| {
            long_term_features(c, |f| {
                f.case_meeting_days = 0;
                f.supervision_days = 0;
            });
        },
        &[("not_discussed_28_share", Up), ("families_per_worker", Up)],
    );
}

#[test]
fn a_panel_that_refuses_everything_lets_nothing_go_to_court() {
    let willing = with(&small("la3"), |c| {
        c.thresholds.proceedings = c.thresholds.plan;
        c.thresholds.emergency = 60.0;
        c.proceedings.head_refusal = 0.0;
        c.proceedings.legal_refusal = 0.0;
        c.proceedings.panel_refusal = 0.0;
    });
    let refusing = with(&willing, |c| c.proceedings.panel_refusal = 1.0);
    let issued = |f: &Fact| matches!(f, Fact::ProceedingsIssued { .. });
    let panel = |no: bool| move |f: &Fact| matches!(f, Fact::Decided { gate: Gate::Panel, refused, .. } if *refused == no);
    assert!(count(&willing, 0, issued) > 10);
    assert_eq!(count(&willing, 0, panel(true)), 0);
    assert_eq!(count(&refusing, 0, issued), 0);
    assert_eq!(count(&refusing, 0, panel(false)), 0);
    assert!(count(&refusing, 0, panel(true)) > 10);
}

#[test]
fn without_a_level_above_the_decider_no_head_of_service_is_asked() {
    let config = with(&small("la3"), |c| {
        c.thresholds.proceedings = c.thresholds.plan;
    });
    let flat = with(&config, |c| all_features(c, |f| f.approval_levels = 0));
    let by = |gate: Gate| move |f: &Fact| matches!(f, Fact::Decided { gate: g, .. } if *g == gate);
    assert!(count(&config, 0, by(Gate::HeadOfService)) > 10);
    assert_eq!(count(&flat, 0, by(Gate::HeadOfService)), 0);
    assert!(count(&flat, 0, by(Gate::Legal)) > 10);
}

// How work is organised.

#[test]
fn a_coordinator_takes_desk_work_off_the_others_who_spend_the_time_with_families() {
    let taking = |share: f64| {
        with(&small("la1"), |c| {
            all_features(c, |f| {
                f.coordinator_takes = share;
                f.coordinator_takes_reports = share;
            });
        })
    };
    from_to(
        PAIRS,
        &taking(0.0),
        &taking(1.0),
        &[
            ("admin_hours_per_worker_day", Down),
            ("contacts_per_family_month", Up),
        ],
    );
}

#[test]
fn cover_has_families_seen_while_their_worker_is_away() {
    let covered = |share: f64| {
        with(&small("la1"), |c| {
            c.days.leave = 60.0;
            times_long_term_teams(c, 2);
            long_term_features(c, |f| {
                f.sharing = 0.0;
                f.cover = share;
            });
        })
    };
    from_to(
        24,
        &covered(0.0),
        &covered(1.0),
        &[
            ("not_seen_28_share", Down),
            ("visits_on_time_share", Up),
            ("workers_seen_12_months", Up),
        ],
    );
}

#[test]
fn sharing_has_families_meet_more_workers() {
    changing(
        "la3",
        |c| long_term_features(c, |f| f.sharing = 1.0),
        &[("workers_seen_12_months", Up)],
    );
}

#[test]
fn joint_visits_take_more_workers_to_a_family_and_make_fewer_visits() {
    changing(
        "la3",
        |c| long_term_features(c, |f| f.joint_visits = 1.0),
        &[
            ("contact_worker_hours_per_family_month", Up),
            ("workers_seen_12_months", Up),
            ("contacts_per_family_month", Down),
        ],
    );
}

#[test]
fn a_crisis_is_met_by_as_many_as_the_organisation_sends() {
    let sending = |workers: u32| {
        with(&small("la1"), |c| {
            c.minutes.crisis_visit += 1.0;
            all_features(c, |f| {
                f.crisis_workers = workers;
                f.joint_visits = 0.0;
                f.joint_for_safety = 0.0;
            });
        })
    };
    let most = |config: &Config| {
        let mut by_number = [0; 4];
        watched(config, 0, DAYS, |fact, _, _| {
            if let Fact::Contact {
                kind: TaskKind::CrisisVisit,
                workers,
                ..
            } = fact
            {
                by_number[usize::from(*workers)] += 1;
            }
        });
        by_number
    };
    let (alone, together) = (most(&sending(1)), most(&sending(3)));
    assert!(alone[1] > 50 && alone[2] + alone[3] == 0, "{alone:?}");
    assert!(together[2] > 20 && together[3] > 20, "{together:?}");
}

#[test]
fn payments_decided_on_the_spot_take_less_of_the_desk() {
    let paying = |devolved: bool| {
        with(&small("la3"), |c| {
            c.frequencies.payments = 5.0;
            long_term_features(c, |f| f.devolved_payments = devolved);
        })
    };
    let (elsewhere, here) = (paying(false), paying(true));
    let each = |config: &Config| {
        let (mut minutes, mut paid) = (0.0, 0.0);
        watched(config, 0, DAYS, |fact, _, world| match *fact {
            Fact::Worked {
                worker,
                kind: TaskKind::Payment,
                minutes: m,
                ..
            } if world.team(world.worker(worker).team).service == Service::LongTerm => {
                minutes += f64::from(m);
            }
            Fact::Paid => paid += 1.0,
            _ => {}
        });
        assert!(paid > 100.0);
        minutes / paid
    };
    assert!(each(&here) < each(&elsewhere));
    from_to(
        16,
        &elsewhere,
        &here,
        &[("undone_hours_per_worker_day", Down)],
    );
}

#[test]
fn assessments_come_to_the_teams_whose_duty_week_it_is() {
    let config = short("la3");
    let mut given = BTreeMap::new();
    watched(&config, 0, DAYS, |fact, _, world| {
        if let Fact::Allocated {
            team,
            waited: Some(_),
            long_term: false,
            ..
        } = *fact
        {
            let team = world.team(team);
            let weeks = config.features[&config.team[team.spec].features].duty_rotation;
            if team.service == Service::Assessment && weeks > 1 {
                let week = u32::try_from(world.today.0 / 7).expect("positive");
                assert_eq!(team.number % weeks, week % weeks);
                *given.entry(team.number).or_insert(0) += 1;
            }
        }
    });
    assert!(
        given.len() > 1 && given.values().all(|&n| n > 20),
        "{given:?}"
    );
}

#[test]
fn a_clinician_sees_the_families_who_are_offered_sessions_and_no_others() {
    let offered = |share: f64| with(&small("la1"), |c| c.frequencies.therapeutic_share = share);
    let session = |f: &Fact| {
        matches!(
            f,
            Fact::Contact {
                kind: TaskKind::TherapeuticSession,
                ..
            }
        )
    };
    let (none, all) = (
        count(&offered(0.0), 0, session),
        count(&offered(1.0), 0, session),
    );
    assert_eq!(none, 0);
    assert!(all > 50, "{all}");
}

// The working day.

#[test]
fn a_crisis_is_met_the_same_or_the_next_working_day() {
    for name in AUTHORITIES {
        let (mut waiting, mut prompt, mut late) = (BTreeMap::new(), 0, 0);
        for replication in 0..3 {
            waiting.clear();
            watched(
                &small(name),
                replication,
                DAYS,
                |fact, _, world| match *fact {
                    Fact::Crisis { family } => {
                        let case = world.family(family).case;
                        if let Some(case) = case.filter(|&c| world.case(c).held().is_some()) {
                            let list: &mut VecDeque<_> = waiting.entry(case).or_default();
                            list.push_back(world.today);
                        }
                    }
                    Fact::NobodyIn { case, .. }
                    | Fact::Contact {
                        case,
                        kind: TaskKind::CrisisVisit,
                        ..
                    } => {
                        if let Some(on) = waiting.get_mut(&case).and_then(VecDeque::pop_front) {
                            let days = world.calendar.working_between(on, world.today);
                            *(if days <= 1 { &mut prompt } else { &mut late }) += 1;
                        }
                    }
                    _ => {}
                },
            );
        }
        assert!(prompt > 200, "{name}: {prompt}");
        // Some doors stay shut the first time, and some crises fall on days when the whole team is away.
        assert!(prompt > 5 * late, "{name}: {prompt} in time, {late} late");
    }
}

#[test]
fn without_crises_nobody_is_called_out() {
    for name in AUTHORITIES {
        let calm = with(&small(name), |c| c.behaviour.crises_per_year = 0.0);
        let called = |f: &Fact| {
            let visit = matches!(
                f,
                Fact::Worked {
                    kind: TaskKind::CrisisVisit,
                    ..
                }
            );
            visit || matches!(f, Fact::Crisis { .. })
        };
        assert_eq!(count(&calm, 0, called), 0);
        assert!(count(&small(name), 0, called) > 50, "{name}");
        let met = |f: &Fact| matches!(f, Fact::Contact { .. });
        assert!(count(&calm, 0, met) > 100, "{name}: families are still met");
    }
}

#[test]
fn enquiry_visits_are_led_by_the_qualified() {
    for name in AUTHORITIES {
        let mut led = 0;
        for replication in 0..3 {
            watched(&small(name), replication, DAYS, |fact, _, world| {
                if let Fact::Contact {
                    kind: TaskKind::EnquiryVisit,
                    lead,
                    ..
                } = *fact
                {
                    led += 1;
                    let worker = world.worker(lead);
                    assert!(worker.qualified && worker.role.holds_cases(), "{name}");
                }
            });
        }
        assert!(led > 50, "{name}: {led}");
    }
}

#[test]
fn a_deadline_that_pulls_earlier_has_more_visits_made_in_time() {
    let pulled = |days: u32| {
        with(&small("la3"), |c| {
            c.days.deadline_pull = days;
            c.minutes.liaison += 0.5;
        })
    };
    from_to(
        PAIRS,
        &pulled(0),
        &pulled(5),
        &[("visits_on_time_share", Up)],
    );
}

#[test]
fn some_assessments_are_decided_in_time_and_some_late() {
    for name in AUTHORITIES {
        let on = |time: bool| move |f: &Fact| matches!(f, Fact::Assessed { on_time, .. } if *on_time == time);
        let (in_time, late) = (
            count(&small(name), 0, on(true)),
            count(&small(name), 0, on(false)),
        );
        assert!(in_time > 20 && late > 0, "{name}: {in_time} {late}");
    }
}

#[test]
fn people_who_do_no_overtime_go_home_earlier_with_less_written() {
    changing(
        "la3",
        |c| {
            c.days.overtime_share = 0.0;
            c.days.tolerance = 0.0;
        },
        &[
            ("working_day_hours", Down),
            ("admin_hours_per_worker_day", Down),
        ],
    );
}

#[test]
fn longer_ways_leave_less_time_for_families() {
    changing(
        "la1",
        |c| c.minutes.travel *= 4.0,
        &[
            ("other_hours_per_worker_day", Up),
            ("contacts_per_family_month", Down),
        ],
    );
}

#[test]
fn waiting_for_printers_and_money_costs_contact() {
    let base = small("la1");
    from_to(
        2 * PAIRS,
        &base,
        &with(&base, |c| c.context.waiting += 60.0),
        &[
            ("admin_hours_per_worker_day", Up),
            ("contacts_per_family_month", Down),
        ],
    );
}

#[test]
fn visits_in_a_hurry_are_shorter() {
    let rushed = |share: f64| {
        with(&small("la3"), |c| {
            c.days.rush = share;
            c.minutes.liaison += 0.5;
        })
    };
    from_to(
        PAIRS,
        &rushed(0.0),
        &rushed(0.6),
        &[("contact_clock_hours_per_family_month", Down)],
    );
}

#[test]
fn families_in_need_of_more_contact_get_it_where_there_is_time() {
    let needing = |factor: f64| {
        with(&small("la3"), |c| {
            times_long_term_teams(c, 3);
            c.frequencies.needed_contacts *= factor;
        })
    };
    from_to(
        PAIRS,
        &needing(1.0),
        &needing(2.0),
        &[("contacts_per_family_month", Up)],
    );
}

// Families.

#[test]
fn help_has_families_improve_and_leave_sooner() {
    let helped = |per_hour: f64| {
        with(&small("la1"), |c| {
            c.run.years = 2;
            c.behaviour.help_per_hour = per_hour;
        })
    };
    let (unhelped, helped) = (helped(0.0), helped(1.0));
    from_to(PAIRS, &unhelped, &helped, &[("families_per_worker", Down)]);
    let improved = |config: &Config| {
        let mut number = 0;
        watched(config, 0, 3 * DAYS, |fact, _, _| {
            let is = matches!(
                fact,
                Fact::Closed {
                    outcome: Outcome::Improved,
                    ..
                }
            );
            number += usize::from(is);
        });
        number
    };
    assert!(improved(&helped) > improved(&unhelped) && improved(&unhelped) > 0);
}

#[test]
fn problems_that_reinforce_one_another_are_found_together() {
    // Drawn independently, so that whatever they have in common has come since.
    let with_strength = |strength: f64| {
        with(&small("la1"), |c| {
            c.problems.correlation = 0.0;
            c.problems.reinforcement = strength;
            c.problems.resistance = strength;
        })
    };
    for replication in 0..4 {
        let together = |config: &Config| {
            let sim = watched(config, replication, 1_000, |_, _, _| {});
            let families = &sim.world.families;
            assert!(families.len() > 500);
            let share = |has: &dyn Fn(&[u8; PROBLEMS]) -> bool| {
                families.iter().filter(|f| has(&f.truth)).count() as f64 / families.len() as f64
            };
            let excess = config.coupling.iter().map(|pair| {
                let (i, j) = (pair.from as usize, pair.to as usize);
                share(&|t| t[i] > 0 && t[j] > 0) - share(&|t| t[i] > 0) * share(&|t| t[j] > 0)
            });
            excess.sum::<f64>() / config.coupling.len() as f64
        };
        let (without, with) = (together(&with_strength(0.0)), together(&with_strength(1.2)));
        assert!(
            with > 0.005 && with > 2.0 * without.abs(),
            "{without} {with}"
        );
    }
}

#[test]
fn what_nobody_looks_for_stays_unknown() {
    let blind = |c: &mut Config| {
        c.knowledge.visit_reveals = 0.0;
        c.knowledge.liaison_reveals = 0.0;
        c.knowledge.discussion_reveals = 0.0;
    };
    for replication in 0..3 {
        let known = |config: &Config| {
            let sim = watched(config, replication, DAYS, |_, _, _| {});
            let (mut true_problems, mut known) = (0, 0);
            for family in sim.world.families.iter().filter(|f| f.case.is_some()) {
                for (truth, belief) in family.truth.iter().zip(family.known) {
                    true_problems += usize::from(*truth > 0);
                    known += usize::from(*truth > 0 && belief > 0);
                }
            }
            assert!(true_problems > 500);
            known as f64 / true_problems as f64
        };
        let base = small("la3");
        assert!(known(&with(&base, blind)) < known(&base));
    }
    changing("la3", blind, &[("missed_risk_share", Up)]);
}

#[test]
fn support_for_families_who_are_closed_keeps_them_from_coming_back() {
    changing(
        "la3",
        |c| c.family_support.places = 5000,
        &[("rereferral_12_months_share", Down)],
    );
}

#[test]
fn incidents_and_aggression_follow_their_rates_down_to_none() {
    let incident = |f: &Fact| matches!(f, Fact::Incident { .. });
    let aggression = |f: &Fact| matches!(f, Fact::Aggression { .. });
    for name in AUTHORITIES {
        let base = small(name);
        let none = with(&base, |c| {
            c.behaviour.incidents_per_year = 0.0;
            c.behaviour.aggression = 0.0;
            c.payments.aggression = 0.0;
        });
        assert_eq!(count(&none, 0, incident) + count(&none, 0, aggression), 0);
        let many = with(&base, |c| {
            c.behaviour.incidents_per_year *= 10.0;
            c.behaviour.aggression *= 5.0;
        });
        for replication in 0..2 {
            for is in [&incident as &dyn Fn(&Fact) -> bool, &aggression] {
                let (few, more) = (count(&base, replication, is), count(&many, replication, is));
                assert!(more > 2 * few && more > 20, "{name}: {few} {more}");
            }
        }
    }
}

// People.

/// A department under pressure whose people feel it alike, so that a few who feel it most do not hide the rest.
fn under_pressure(name: &str, change: impl FnOnce(&mut Config)) -> Config {
    with(&small(name), |c| {
        c.demand.referrals_per_year *= 1.5;
        c.stress.sensitivity_shape = 10.0;
        change(c);
    })
}

#[test]
fn overdue_work_weighs_on_those_who_have_it() {
    let weighing = |points: f64| under_pressure("la3", |c| c.stress.overdue = points);
    from_to(
        PAIRS,
        &weighing(0.0),
        &weighing(10.0),
        &[("ghq_mean", Up), ("ghq_sd", Up)],
    );
}

#[test]
fn support_in_discussion_relieves_stress() {
    let supported = |share: f64| {
        under_pressure("la1", |c| {
            c.stress.overdue = 10.0;
            c.stress.support = share;
        })
    };
    from_to(
        PAIRS,
        &supported(0.0),
        &supported(0.9),
        &[("ghq_mean", Down)],
    );
}

#[test]
fn posts_that_take_longer_to_fill_stand_empty_longer() {
    let filled_in = |days: f64| {
        with(&small("la3"), |c| {
            c.workforce.leaving_per_year = 0.4;
            c.workforce.agency_cover = 0.0;
            c.workforce.recruitment_days = days;
        })
    };
    from_to(
        PAIRS,
        &filled_in(10.0),
        &filled_in(300.0),
        &[("vacancy_share", Up)],
    );
}

#[test]
fn agency_staff_fill_posts_that_would_stand_empty() {
    let covered = |share: f64| {
        with(&small("la3"), |c| {
            c.workforce.leaving_per_year = 0.4;
            c.workforce.agency_cover = share;
        })
    };
    from_to(
        PAIRS,
        &covered(0.0),
        &covered(1.0),
        &[("agency_share", Up), ("vacancy_share", Down)],
    );
}

#[test]
fn where_nobody_leaves_no_post_is_ever_empty() {
    for name in AUTHORITIES {
        let base = small(name);
        let staying = with(&base, |c| {
            c.workforce.leaving_per_year = 0.0;
            c.workforce.agency_leaving_per_year = 0.0;
        });
        let gone = |f: &Fact| {
            matches!(
                f,
                Fact::WorkerLeft { .. } | Fact::Absent { vacant: true, .. }
            )
        };
        assert_eq!(count(&staying, 0, gone), 0);
        assert!(count(&base, 0, gone) > 0, "{name}");
    }
}

#[test]
fn more_spells_of_sickness_lose_more_days() {
    let base = small("la1");
    let healthy = with(&base, |c| c.workforce.spells_per_year = 0.0);
    let sick = |f: &Fact| matches!(f, Fact::Absent { sick: true, .. });
    assert_eq!(count(&healthy, 0, sick), 0);
    changing(
        "la1",
        |c| c.workforce.spells_per_year *= 4.0,
        &[("sickness_share", Up)],
    );
}

#[test]
fn no_arm_is_ever_given_more_posts_than_it_states() {
    for name in AUTHORITIES {
        let config = small(name);
        let sim = watched(&config, 0, 30, |_, _, _| {});
        let posts: f64 = sim.world.workers.iter().map(|w| w.wte).sum();
        assert!((posts - config.posts()).abs() < 1e-9, "{name}");
        let summary = &replications(&config, 1)[0];
        assert!((value(summary, "posts") - posts).abs() < 1e-9, "{name}");
    }
}
