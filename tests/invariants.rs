//! The invariants of the house: what a run is a function of, what cannot reach it, and what must add up in it.

mod runs;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use casework::engine::{Notice, Sim};
use casework::experiment::replication::simulate;
use casework::kernel::streams::Streams;
use casework::kernel::time::{Day, SimTime};
use casework::observe::{Observers, ReplicationSummary};
use casework::scenario::Config;
use casework::scenario::config::Posts;
use casework::world::World;
use casework::world::case::Stage;
use casework::world::fact::Fact;
use casework::world::vocabulary::Service;
use casework::world::worker::Presence;
use runs::{AUTHORITIES, SEED, same_bits, short, small, value, watched, with};

#[test]
fn the_same_configuration_seed_and_replication_give_the_same_bits_in_every_authority() {
    for name in AUTHORITIES {
        let config = short(name);
        let first = simulate(&config, SEED, 3);
        assert!(first.events > 10_000 && value(&first, "contacts_per_family_month") > 0.0);
        assert!(
            same_bits(&first, &simulate(&config.clone(), SEED, 3)),
            "{name}"
        );
    }
}

#[test]
fn another_replication_another_seed_and_another_configuration_give_another_run() {
    let config = small("la1");
    let first = simulate(&config, SEED, 0);
    let changed = with(&config, |c| c.minutes.liaison *= 1.01);
    for other in [
        simulate(&config, SEED, 1),
        simulate(&config, SEED + 1, 0),
        simulate(&changed, SEED, 0),
    ] {
        assert!(!same_bits(&first, &other));
    }
}

#[test]
fn what_never_comes_into_play_differs_by_exactly_zero() {
    for name in AUTHORITIES {
        let config = small(name);
        let used: Vec<String> = config.team.iter().map(|t| t.features.clone()).collect();
        let null = with(&config, |c| {
            c.demand.shock_factor = 2.5;
            let statute = c.statute.clone();
            for (clock, clocks) in &mut c.clocks {
                if *clock != statute {
                    clocks.core_days += 7;
                }
            }
            for (features, of) in &mut c.features {
                if !used.contains(features) {
                    of.sharing = 0.123;
                    of.supervision_days += 3;
                }
            }
        });
        assert_eq!(null.demand.shock_month, 0, "no shock is on");
        assert!(null.clocks != config.clocks && null.features != config.features);
        for replication in 0..2 {
            let (a, b) = (
                simulate(&config, SEED, replication),
                simulate(&null, SEED, replication),
            );
            assert!(same_bits(&a, &b), "{name}");
        }
    }
}

/// Everything of a world that moves, as one number.
fn digest(world: &World) -> u64 {
    struct Fold(u64);
    impl Write for Fold {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            for byte in text.bytes() {
                self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
            Ok(())
        }
    }
    let mut fold = Fold(0xcbf2_9ce4_8422_2325);
    let moving = (
        (&world.families, &world.cases, &world.workers, &world.teams),
        (&world.due, &world.waiting, world.today),
    );
    write!(fold, "{moving:?}").expect("a fold takes everything");
    fold.0
}

fn observers(streams: Streams, world: &World, days: i32) -> Observers {
    let at = |after: i32| SimTime::at(Day(world.start.0 + after), 0);
    // Ninety-two days after the first of June is the first of September.
    Observers::new(streams, at(0), at(92), at(days), world)
}

#[test]
fn observers_cannot_change_a_run() {
    const DAYS: i32 = 300;
    for name in AUTHORITIES {
        let config = small(name);
        let streams = Streams::new(SEED, 0);
        let (mut unseen, mut seen) = (Sim::new(&config, streams), Sim::new(&config, streams));
        let end = Day(unseen.world.start.0 + DAYS);
        let before = digest(&unseen.world);
        unseen.run_until(end, &mut |_, _, _| {});

        let mut watching = observers(streams, &seen.world, DAYS);
        let mut notices = 0;
        seen.run_until(end, &mut |notice, now, world| {
            notices += 1;
            match notice {
                Notice::Fact(fact) => watching.fact(fact, now, world),
                Notice::Week => watching.week(now, world, &config),
                Notice::Month => watching.month(now, &config),
            }
        });
        let at = SimTime::at(end, 0);
        let summary = watching.finish(at, &seen.world, &config, seen.events());
        assert!(notices > 10_000 && value(&summary, "contacts_per_family_month") > 0.0);
        assert_eq!(unseen.events(), seen.events(), "{name}");
        assert_eq!(digest(&unseen.world), digest(&seen.world), "{name}");
        assert_ne!(digest(&unseen.world), before, "the digest sees changes");
    }
}

#[test]
fn a_run_broken_off_and_taken_up_again_or_copied_goes_the_same_way() {
    let config = small("la3");
    let new = || Sim::new(&config, Streams::new(SEED, 1));
    let (mut whole, mut parts) = (new(), new());
    let start = whole.world.start;
    let (half, end) = (Day(start.0 + 97), Day(start.0 + 200));
    whole.run_until(end, &mut |_, _, _| {});
    parts.run_until(half, &mut |_, _, _| {});
    let mut copy = parts.clone();
    parts.run_until(end, &mut |_, _, _| {});
    copy.run_until(end, &mut |_, _, _| {});
    for other in [&parts, &copy] {
        assert_eq!(digest(&whole.world), digest(&other.world));
        assert_eq!(whole.events(), other.events());
    }
}

/// Runs with real observers that are told what `tell` makes of each fact, against a world that `show` may have touched.
fn told(
    tell: impl Fn(Fact) -> Option<Fact>,
    show: impl Fn(&mut World),
) -> Result<ReplicationSummary, String> {
    const DAYS: i32 = 150;
    let config = small("la1");
    let streams = Streams::new(SEED, 0);
    let mut sim = Sim::new(&config, streams);
    let mut watching = observers(streams, &sim.world, DAYS);
    let end = Day(sim.world.start.0 + DAYS);
    let run = AssertUnwindSafe(|| {
        sim.run_until(end, &mut |notice, now, world| match notice {
            Notice::Fact(fact) => {
                if let Some(fact) = tell(*fact) {
                    watching.fact(&fact, now, world);
                }
            }
            Notice::Week => watching.week(now, world, &config),
            Notice::Month => watching.month(now, &config),
        });
        let mut world = sim.world.clone();
        show(&mut world);
        watching.finish(SimTime::at(end, 0), &world, &config, sim.events())
    });
    catch_unwind(run).map_err(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        text.or_else(|| payload.downcast_ref::<&str>().map(|t| (*t).to_owned()))
            .expect("a panic says why")
    })
}

#[test]
fn what_does_not_add_up_stops_the_run_and_says_so() {
    assert!(told(Some, |_| {}).is_ok(), "the truth adds up");

    // Each of these tells one lie, once.
    let once = RefCell::new(true);
    let first = |is: bool| is && once.replace(false);
    let refusal = |tell: &dyn Fn(Fact) -> Option<Fact>, show: &dyn Fn(&mut World)| {
        once.replace(true);
        let answer = told(tell, show).expect_err("a lie is found out");
        assert!(!once.replace(true), "the lie was told");
        answer
    };
    let truth = |fact| Some(fact);
    let no_touch = |_: &mut World| {};

    let lost_closure = |fact| (!first(matches!(fact, Fact::Closed { .. }))).then_some(fact);
    assert!(refusal(&lost_closure, &no_touch).contains("cases open + cases closed"));

    let lost_referral = |fact| match fact {
        // The last case of the run, so that no later referral covers for it.
        Fact::Referred { .. } if first(true) => None,
        fact => Some(fact),
    };
    let unknown = refusal(&lost_referral, &no_touch);
    assert!(
        unknown.contains("referral or stock") || unknown.contains("Little"),
        "{unknown}"
    );

    let longer = |fact| match fact {
        Fact::Worked {
            worker,
            kind,
            case,
            since,
            minutes,
        } if first(true) => Some(Fact::Worked {
            worker,
            kind,
            case,
            since,
            minutes: minutes + 1,
        }),
        fact => Some(fact),
    };
    assert!(refusal(&longer, &no_touch).contains("do not add up"));

    let idler = |fact| match fact {
        Fact::DayEnded {
            worker,
            minutes,
            idle,
        } if first(true) => Some(Fact::DayEnded {
            worker,
            minutes,
            idle: idle + 1,
        }),
        fact => Some(fact),
    };
    assert!(refusal(&idler, &no_touch).contains("do not add up"));

    let older = |world: &mut World| {
        assert!(first(true));
        let during = SimTime::at(Day(world.start.0 + 10), 0);
        let open = |s: &Stage| !matches!(s, Stage::Closed { .. });
        let case = (world.cases.iter_mut())
            .find(|c| c.opened > during && open(&c.stage))
            .expect("a case was opened in the run and is open");
        case.opened = case.opened.plus_minutes(-1440);
    };
    assert!(refusal(&truth, &older).contains("Little's law"));

    let vanished = |world: &mut World| {
        assert!(first(true));
        world.cases.pop().expect("there are cases");
    };
    assert!(refusal(&truth, &vanished).contains("referral or stock"));
}

#[test]
fn the_hours_of_every_worker_add_up_to_the_minute_and_no_day_is_left_open() {
    for name in AUTHORITIES {
        let mut sums: BTreeMap<u32, u32> = BTreeMap::new();
        let (mut days, mut present) = (0, 0);
        watched(&small(name), 0, 365, |fact, _, _| match *fact {
            Fact::Present { .. } => present += 1,
            Fact::Worked {
                worker, minutes, ..
            } => *sums.entry(worker.0).or_default() += minutes,
            Fact::DayEnded {
                worker,
                minutes,
                idle,
            } => {
                days += 1;
                assert_eq!(sums.remove(&worker.0).unwrap_or(0) + idle, minutes);
            }
            _ => {}
        });
        assert!(days > 5_000, "{days}");
        assert_eq!(days, present, "{name}: whoever comes to work goes home");
        assert!(
            sums.is_empty(),
            "{name}: nobody is at work after the last day"
        );
    }
}

#[test]
fn cases_referred_are_cases_open_and_cases_closed() {
    for name in AUTHORITIES {
        let config = small(name);
        let stock = Sim::new(&config, Streams::new(SEED, 0)).world.cases.len();
        let (mut opened, mut closed) = (BTreeSet::new(), BTreeSet::new());
        let sim = watched(&config, 0, 400, |fact, _, _| match *fact {
            Fact::Referred { case, .. } if case.index() >= stock => {
                opened.insert(case);
            }
            Fact::Closed { case, .. } => assert!(closed.insert(case), "closed once only"),
            _ => {}
        });
        let still = sim.world.cases.iter().filter(|c| c.is_open()).count();
        assert!(closed.len() > 50 && still > 50 && opened.len() > 50);
        assert_eq!(stock + opened.len(), still + closed.len(), "{name}");
    }
}

#[test]
fn a_family_held_by_nobody_is_waiting_or_at_the_front_door_and_every_count_agrees() {
    for name in AUTHORITIES {
        let sim = watched(&small(name), 1, 400, |_, _, _| {});
        let w = &sim.world;
        let mut held = 0;
        for (index, worker) in w.workers.iter().enumerate() {
            let cases = (w.cases.iter())
                .filter(|c| c.is_open() && c.held().is_some_and(|(_, l)| l.index() == index))
                .count();
            held += cases;
            assert_eq!(cases, worker.cases as usize, "{name} {index}");
            let queued: u32 = worker.queue.iter().map(|t| u32::from(t.minutes)).sum();
            assert_eq!(queued, worker.queued, "{name} {index}");
        }
        assert!(held > 50);
        let teams: usize = w.teams.iter().map(|t| t.open.len()).sum();
        assert_eq!(teams, held);
        for (index, case) in w.cases.iter().enumerate() {
            if case.is_open() && case.held().is_none() {
                let waiting = w.waiting.iter().any(|c| c.index() == index);
                let at_the_door = matches!(case.stage, Stage::FrontDoor);
                assert!(waiting || at_the_door, "{name} {index}: {:?}", case.stage);
            }
        }
    }
}

/// What a first referral brings: everything that is drawn for the family before anybody has met it.
fn arrivals(config: &Config) -> BTreeMap<u64, String> {
    let mut seen = BTreeMap::new();
    watched(config, 0, 200, |fact, now, world| {
        if let Fact::Referred { family, .. } = *fact
            && world.family(family).referrals == 1
        {
            let f = world.family(family);
            let drawn = (
                f.truth,
                f.known,
                f.adults,
                &f.children,
                f.need,
                f.engagement,
            );
            let text = format!("{now:?} {drawn:?} {:?} {:?}", f.fuses, f.source);
            assert!(seen.insert(f.key, text).is_none(), "keys are unique");
        }
    });
    seen
}

#[test]
fn more_referrals_change_nothing_about_the_others() {
    for name in AUTHORITIES {
        let config = small(name);
        let few = arrivals(&config);
        let more = arrivals(&with(&config, |c| c.demand.referrals_per_year *= 1.1));
        assert!(few.len() > 80 && more.len() > few.len(), "{name}");
        for (key, family) in &few {
            assert_eq!(more.get(key), Some(family), "{name}");
        }
    }
}

#[test]
fn another_way_of_working_sends_the_same_families() {
    let config = small("la1");
    let other = with(&config, |c| {
        for team in &mut c.team {
            team.features = "hierarchy".to_owned();
            team.count += 1;
        }
    });
    let (a, b) = (arrivals(&config), arrivals(&other));
    assert!(a.len() > 80);
    assert_eq!(a, b);
}

/// A long-term service of teams or units with these posts, its sharing set to one end or the other.
fn shared(base: &Config, posts: &Posts, count: u32, sharing: f64) -> Config {
    let mut config = base.clone();
    let mut names = Vec::new();
    for team in &mut config.team {
        if team.service == Service::LongTerm {
            team.posts = posts.clone();
            team.count = count;
            names.push(team.features.clone());
        }
    }
    let others = |c: &Config, n: &String| {
        (c.team.iter()).any(|t| t.service != Service::LongTerm && t.features == *n)
    };
    for name in names {
        assert!(!others(&config, &name), "{name} is not theirs alone");
        config.features.get_mut(&name).expect("it exists").sharing = sharing;
    }
    config
}

#[test]
fn a_team_of_one_who_works_and_decides_gives_the_same_bits_shared_or_not() {
    let none = casework::scenario::config::Posts::NONE;
    let one = Posts {
        consultant: 1.0,
        ..none
    };
    let several = Posts {
        consultant: 1.0,
        social_worker: 2.0,
        ..none
    };
    for name in ["la1", "la3"] {
        let base = small(name);
        for replication in 0..3 {
            let run = |posts: &Posts, count, sharing| {
                simulate(&shared(&base, posts, count, sharing), SEED, replication)
            };
            let (alone, alone_shared) = (run(&one, 12, 0.0), run(&one, 12, 1.0));
            assert!(value(&alone, "contacts_per_family_month") > 0.1);
            assert!(value(&alone, "families_per_worker") > 0.5);
            assert!(same_bits(&alone, &alone_shared), "{name} {replication}");
            let (team, team_shared) = (run(&several, 4, 0.0), run(&several, 4, 1.0));
            assert!(!same_bits(&team, &team_shared), "the test bites");
        }
    }
}

#[test]
fn the_clock_never_runs_backwards_and_only_those_at_work_work() {
    for name in AUTHORITIES {
        let mut last = SimTime(0);
        let mut worked = 0;
        watched(&small(name), 2, 300, |fact, now, world| {
            assert!(now >= last);
            last = now;
            if let Fact::Worked { worker, .. } = *fact {
                worked += 1;
                let w = world.worker(worker);
                assert_eq!(w.presence, Presence::Here, "{name} {worker:?} {fact:?}");
                assert!(world.calendar.is_working(world.today));
            }
        });
        assert!(worked > 20_000, "{worked}");
    }
}

/// Durations with a long tail, so that what is rare in the scenarios happens here.
fn long_tailed(name: &str) -> Config {
    with(&small(name), |c| c.minutes.cv = 1.0)
}

#[test]
fn no_visit_lasts_into_the_next_day() {
    for name in AUTHORITIES {
        for replication in 0..3 {
            let mut visits = 0;
            watched(&long_tailed(name), replication, 450, |fact, now, world| {
                if let Fact::Contact { lead, .. } = *fact {
                    visits += 1;
                    let began = world.worker(lead).today.start;
                    assert!(now.since(began) < 1440, "{name}: {fact:?}");
                }
                if let Fact::DayBegan { .. } = fact {
                    let late = SimTime::at(world.today, 0);
                    for w in &world.workers {
                        let still = w.doing.as_ref().is_some_and(|(a, _)| a.since < late);
                        assert!(!still && (w.home || w.presence == Presence::Here), "{name}");
                    }
                }
            });
            assert!(visits > 100);
            assert!(simulate(&long_tailed(name), SEED, replication).events > 10_000);
        }
    }
}

#[test]
fn every_visit_can_be_made_by_somebody_who_is_at_work() {
    let mut stuck = Vec::new();
    for name in AUTHORITIES {
        for replication in 0..3 {
            let sim = watched(&small(name), replication, 450, |_, _, _| {});
            for worker in sim
                .world
                .workers
                .iter()
                .filter(|w| w.presence == Presence::Here)
            {
                for task in worker
                    .queue
                    .iter()
                    .filter(|t| t.kind.is_visit() && t.attempts == 0)
                {
                    let age = sim.world.today.since(task.created.day());
                    if task.minutes > 480 && age > 90 {
                        stuck.push(format!(
                            "{name} {:?} of {} min waits {age} days",
                            task.kind, task.minutes
                        ));
                    }
                }
            }
        }
    }
    assert!(stuck.is_empty(), "{}", stuck.join("\n"));
}

#[test]
fn nobody_stays_at_the_front_door_or_in_assessment_for_half_a_year() {
    let mut left = Vec::new();
    for name in AUTHORITIES {
        for replication in 0..3 {
            let sim = watched(&small(name), replication, 450, |_, _, _| {});
            for case in &sim.world.cases {
                let age = SimTime::at(sim.world.today, 0).days_since(case.opened);
                if matches!(case.stage, Stage::FrontDoor | Stage::Assessment { .. })
                    && age > 180.0
                    && case.opened > SimTime::at(sim.world.start, 0)
                {
                    left.push(format!(
                        "{name} {age:.0} days {:?} pending visit {} decision {} enquiry {:?}",
                        case.stage, case.visit_pending, case.decision_pending, case.enquiry
                    ));
                }
            }
        }
    }
    assert!(left.is_empty(), "{}\n{}", left.len(), left.join("\n"));
}

#[test]
fn people_go_home_however_many_crises_come_late() {
    // Crises at every hour, long and of very unequal length: evenings run past midnight, and a day must still end before the next.
    let config = with(&small("la3"), |c| {
        c.behaviour.crises_per_year = 50.0;
        c.minutes.crisis_visit = 480.0;
        c.minutes.travel = 240.0;
        c.minutes.cv = 2.0;
    });
    let (mut missed, mut ended) = (0, 0);
    watched(&config, 0, 200, |fact, now, world| {
        match *fact {
            Fact::DayEnded { worker, .. } => {
                ended += 1;
                let start = world.worker(worker).today.start;
                assert!(now.since(start) < 18 * 60, "{worker:?} left at {now}");
            }
            // Put off while the day runs, not when it is planned: its lead was kept elsewhere until it was over.
            Fact::Postponed { .. } if now.minute_of_day() > 9 * 60 => missed += 1,
            _ => {}
        }
    });
    assert!(ended > 1_000 && missed > 0, "{missed} missed, {ended} days");
    // The watcher adds up every worker's hours.
    simulate(&config, SEED, 0);
}
