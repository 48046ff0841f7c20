//! A restructure: what moving people and families costs, what choosing staff gains, and what it is without control of intake.

use casework::experiment::replication::{Running, simulate};
use casework::scenario::Config;
use casework::scenario::config::{Change, Posts, TeamSpec};
use casework::world::World;
use casework::world::fact::Fact;
use casework::world::vocabulary::Service;
use casework::world::worker::Presence;

use crate::claim::{Claim, SEED, teams};
use crate::facts;

/// The three teams become as many units or more, at the start of measurement, without loss of time.
fn smooth() -> Change {
    Change {
        name: "units".to_owned(),
        month: 6,
        from: "team".to_owned(),
        to: "unit".to_owned(),
        share: 1.0,
        made_of_one: 4.0 / 3.0,
        waves: 1,
        months_between: 0,
        inside: 1.0,
        months_per_decider: 0.0,
        not_reappointed: 0.0,
        selection: 0.0,
        training_days: 0.0,
        disruption_weeks: 0.0,
        disruption_desk: 0.0,
        disruption_meetings: 0.0,
        disruption_stress: 0.0,
        intake: 0.0,
        intake_lead: 0,
        intake_months: 0,
    }
}

/// The small authority of teams, with a unit that none of them is yet.
fn authority() -> Config {
    let mut config = teams();
    config.team.push(TeamSpec {
        name: "unit".to_owned(),
        service: Service::LongTerm,
        features: "unit".to_owned(),
        count: 0,
        surveyed: 0,
        interviewed: 0,
        posts: Posts {
            consultant: 1.0,
            social_worker: 1.0,
            child_practitioner: 1.0,
            clinician: 0.5,
            coordinator: 1.0,
            ..Posts::NONE
        },
    });
    config
}

/// That authority with a restructure that differs from the smooth one.
fn restructured(change: impl FnOnce(&mut Change)) -> Config {
    let mut config = authority();
    let mut units = smooth();
    change(&mut units);
    config.change.push(units);
    config
}

fn is_started(fact: &Fact) -> bool {
    matches!(fact, Fact::TeamStarted { .. })
}

/// What it costs.
fn rough(c: &mut Change) {
    c.not_reappointed = 0.3;
    c.inside = 0.3;
    c.months_per_decider = 0.5;
    c.training_days = 10.0;
    c.disruption_weeks = 26.0;
    c.disruption_desk = 60.0;
    c.disruption_meetings = 0.7;
    c.disruption_stress = 1.5;
}

#[test]
fn a_restructure_into_what_is_there_already_changes_exactly_nothing() {
    let plain = authority();
    let null = restructured(|c| {
        c.to = "team".to_owned();
        c.made_of_one = 1.0;
        c.waves = 2;
        c.months_between = 1;
    });
    let nobody = restructured(|c| {
        rough(c);
        c.share = 0.0;
    });
    for replication in 0..3 {
        let bits = |config: &Config| {
            let summary = simulate(config, SEED, replication);
            let all = summary
                .values
                .iter()
                .chain(summary.monthly.iter().flatten());
            all.map(|x| x.to_bits()).collect::<Vec<u64>>()
        };
        let before = bits(&plain);
        assert_eq!(before, bits(&null));
        assert_eq!(before, bits(&nobody));
    }
}

#[test]
fn people_families_and_work_are_conserved() {
    for (waves, made_of_one, inside) in [(1, 4.0 / 3.0, 0.0), (3, 1.0, 1.0), (2, 0.5, 0.5)] {
        let config = restructured(|c| {
            rough(c);
            c.waves = waves;
            c.months_between = 2;
            c.made_of_one = made_of_one;
            c.inside = inside;
        });
        for replication in 0..3 {
            let mut running = Running::new(&config, SEED, replication);
            let (mut started, mut closed) = (0, 0);
            let mut see = |fact: &Fact, _, _: &World| {
                started += usize::from(is_started(fact));
                closed += usize::from(matches!(fact, Fact::PostClosed { .. }));
            };
            while running.advance(&mut see) {}
            assert_eq!(started, (3.0 * made_of_one).round() as usize);
            assert!(closed > 0);
            adds_up(running.world(), &config);
            let _ = running.finish();
        }
    }
}

fn adds_up(world: &World, config: &Config) {
    for (index, worker) in world.workers.iter().enumerate() {
        let member = |t: &casework::world::team::Team| {
            t.members.iter().filter(|w| w.index() == index).count()
        };
        let places: usize = world.teams.iter().map(member).sum();
        let closed = worker.presence == Presence::Closed;
        assert_eq!(places, usize::from(!closed), "one place for each post");
        let holds = |c: &casework::world::case::Case| {
            c.is_open() && c.held().is_some_and(|(_, lead)| lead.index() == index)
        };
        let held = world.cases.iter().filter(|c| holds(c)).count();
        assert_eq!(worker.cases as usize, held);
        assert!(!closed || (held == 0 && worker.queue.is_empty()));
    }
    for team in &world.teams {
        assert!(!team.members.is_empty() || team.open.is_empty());
        for &case in &team.open {
            let (_, lead) = world.case(case).held().expect("open with a team");
            assert!(team.members.contains(&lead));
        }
        if config.team[team.spec].name == "unit" {
            let posts: f64 = team.members.iter().map(|&w| world.worker(w).wte).sum();
            assert!((posts - config.team[team.spec].posts.total()).abs() < 1e-9);
        }
    }
}

fn mean_skill(world: &World) -> f64 {
    let staff = || world.workers.iter().filter(|w| w.is_filled());
    staff().map(|w| w.mean_skill()).sum::<f64>() / staff().count() as f64
}

#[test]
fn m210_a_restructure_moves_families_and_adds_load_and_stress() {
    // From teams into the same teams: only the change itself costs something.
    let into_the_same = |c: &mut Config, change: &dyn Fn(&mut Change)| {
        let mut same = smooth();
        same.to = "team".to_owned();
        same.made_of_one = 1.0;
        same.disruption_weeks = 40.0;
        change(&mut same);
        c.change.push(same);
    };
    Claim::that(&authority(), |c| {
        into_the_same(c, &|same| same.not_reappointed = 0.4);
    })
    .raises_tally(
        "changes of worker",
        facts!(Fact::Allocated { waited: None, .. }),
    )
    .raises("workers_seen_12_months")
    .holds();
    Claim::that(&authority(), |c| {
        into_the_same(c, &|same| {
            same.disruption_desk = 60.0;
            same.disruption_meetings = 1.0;
            same.disruption_stress = 5.0;
            same.training_days = 20.0;
        });
    })
    .occurs("new teams", |fact, _, _| f64::from(is_started(fact)))
    .raises("ghq_mean")
    .lowers("contacts_per_family_month")
    .holds();
}

#[test]
fn m211_choosing_staff_anew_raises_their_skill() {
    let mut by_lot = restructured(|c| c.not_reappointed = 0.5);
    by_lot.workforce.skill_sd = 0.25;
    Claim::that(&by_lot, |c| c.change[0].selection = 1.0)
        .occurs("new teams", |fact, _, _| f64::from(is_started(fact)))
        .raises_at_end("mean skill", mean_skill)
        .holds();
}

#[test]
fn m212_the_gain_of_choosing_once_goes_as_staff_go() {
    let gain = |leaving: f64, replication: u32| {
        let skill = |selection: f64| {
            let mut config = restructured(|c| {
                c.not_reappointed = 0.5;
                c.selection = selection;
            });
            config.workforce.leaving_per_year = leaving;
            config.workforce.skill_sd = 0.25;
            let mut running = Running::new(&config, SEED, replication);
            while running.advance(&mut |_, _, _| {}) {}
            let _ = running.finish();
            mean_skill(running.world())
        };
        skill(1.0) - skill(0.0)
    };
    let lost = |r| gain(0.0, r) - gain(2.0, r);
    assert!(errors_above_zero(60, lost) > 4.0);
}

/// Standard errors by which the mean over replications lies above zero.
fn errors_above_zero(pairs: u32, of: impl Fn(u32) -> f64) -> f64 {
    let mut moments = casework::kernel::tally::Moments::default();
    (0..pairs).for_each(|r| moments.push(of(r)));
    moments.mean() / (moments.sd() / (moments.n() as f64).sqrt())
}

fn controlled(c: &mut Change) {
    c.intake = 3.0;
    c.intake_lead = 5;
    c.intake_months = 60;
}

#[test]
fn m169_units_that_follow_control_of_intake_have_time_for_more_contact() {
    Claim::that(&restructured(|_| {}), |c| controlled(&mut c.change[0]))
        .occurs("new teams", |fact, _, _| f64::from(is_started(fact)))
        .raises("contacts_per_family_month")
        .lowers("families_per_worker")
        .holds();
}

#[test]
fn m170_sorting_the_same_families_into_units_gains_no_contact() {
    let contact = |config: &Config, replication| {
        let index = casework::observe::measures()
            .iter()
            .position(|m| m.name == "contacts_per_family_month")
            .expect("a measure");
        simulate(config, SEED, replication).values[index]
    };
    // As many units as teams, in a rough change: the gain of units with control of intake is not there without.
    let units = |intake: f64| {
        restructured(|c| {
            rough(c);
            controlled(c);
            c.made_of_one = 1.0;
            c.intake = intake;
        })
    };
    let (teams, alone, with_control) = (authority(), units(0.0), units(3.0));
    assert!(errors_above_zero(24, |r| contact(&alone, r) - contact(&teams, r)) < 2.0);
    assert!(errors_above_zero(24, |r| contact(&with_control, r) - contact(&alone, r)) > 4.0);
}

#[test]
fn m171_control_of_intake_that_is_given_up_is_lost_again() {
    Claim::that(&restructured(controlled), |c| c.change[0].intake_months = 5)
        .occurs("new teams", |fact, _, _| f64::from(is_started(fact)))
        .raises("families_per_worker")
        .lowers("contacts_per_family_month")
        .holds();
}

#[test]
fn m241_what_comes_before_the_change_is_not_its_doing() {
    // Intake is held down for the five months before the first unit starts; new work falls then, in the same authority without units too.
    let before_any_unit = |fact: &Fact, now: casework::kernel::time::SimTime, world: &World| {
        let months = now.day().since(world.start) / 30;
        f64::from(matches!(fact, Fact::Accepted { .. }) && (1..6).contains(&months))
    };
    Claim::that(&authority(), |c| {
        let mut units = smooth();
        controlled(&mut units);
        c.change.push(units);
    })
    .lowers_tally("families taken on before any unit starts", before_any_unit)
    .holds();
}
