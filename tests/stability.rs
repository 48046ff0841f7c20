//! The results of a few small runs, pinned to the bit.
//!
//! A digest that differs means that an unchanged scenario and seed give other results. Either that is a mistake, or it is meant: then the
//! change has an entry tagged [results] in the changelog, and the new digest stands here. Two changes move a digest and no result: another
//! name of a fact or of what it carries, and another value in a scenario file that the runs are made from. All mathematics of the model goes through
//! libm and nothing is left to the machine, so the digests are the same on every machine and in every build profile.

mod runs;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use casework::engine::{Notice, Sim};
use casework::kernel::streams::Streams;
use casework::kernel::time::{Day, SimTime};
use casework::observe::{Observers, ReplicationSummary};
use casework::scenario::Config;
use casework::scenario::config::{Change, Posts, TeamSpec};
use casework::world::World;
use casework::world::fact::Fact;
use casework::world::vocabulary::Service;
use runs::{SEED, short, with};

/// Days before measurement: from the first of June to the first of September.
const WARM_UP: i32 = 92;
/// Days of a run.
const DAYS: i32 = WARM_UP + 365;

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Digests {
    /// All facts in order.
    facts: u64,
    /// The families and workers it leaves.
    state: u64,
    /// Its summary.
    summary: u64,
}

struct Fixture {
    name: &'static str,
    config: fn() -> Config,
    pinned: Digests,
}

const FIXTURES: [Fixture; 3] = [
    Fixture {
        name: "units",
        config: units,
        pinned: Digests {
            facts: 0x7ac5_0a77_91ca_b7f9,
            state: 0x83fa_9a37_9c0a_9bf6,
            summary: 0xff33_2732_43e0_7eaf,
        },
    },
    Fixture {
        name: "duty and neighbourhood teams",
        config: duty_and_neighbourhood_teams,
        pinned: Digests {
            facts: 0x8465_bb6b_e5fc_88ce,
            state: 0x6398_7108_daf9_012f,
            summary: 0xf146_83db_3574_fe49,
        },
    },
    Fixture {
        name: "teams",
        config: teams,
        pinned: Digests {
            facts: 0xaf8c_3b72_0afd_16fe,
            state: 0x4172_5a65_f65f_d142,
            summary: 0xf8c6_86d8_61be_95a4,
        },
    },
];

/// A built-in authority with these teams only, of these posts, and so many referrals a year.
fn small(name: &str, referrals: f64, posts: &[(&str, u32, Posts)]) -> Config {
    with(&short(name), |c| {
        c.demand.referrals_per_year = referrals;
        c.start.care_families = 16;
        c.start.care_leavers = 8;
        c.team
            .retain(|t| posts.iter().any(|(name, ..)| t.name == *name));
        for team in &mut c.team {
            let (_, count, posts) =
                (posts.iter().find(|(name, ..)| team.name == *name)).expect("kept");
            team.count = *count;
            team.surveyed = *count;
            team.interviewed = 2 * count;
            team.posts = posts.clone();
        }
    })
}

/// Units with brief work first, under today's statute: a publicised death, families who threaten, courts that hurry.
fn units() -> Config {
    let unit = Posts {
        consultant: 1.0,
        social_worker: 1.0,
        child_practitioner: 1.0,
        clinician: 0.5,
        coordinator: 1.0,
        ..Posts::NONE
    };
    let front = Posts {
        manager: 1.0,
        social_worker: 1.6,
        ..Posts::NONE
    };
    let all = [
        ("first-response", 1, front),
        ("assessment-unit", 2, unit.clone()),
        ("unit", 2, unit.clone()),
        ("looked-after-unit", 1, unit.clone()),
        ("leaving-care-unit", 1, unit),
    ];
    with(&small("la1", 150.0, &all), |c| {
        "today".clone_into(&mut c.statute);
        c.demand.shock_month = 2;
        c.demand.shock_factor = 2.0;
        c.context.intake = 0.5;
        c.minutes.plan_visit = 150.0;
        c.behaviour.incidents_per_year *= 10.0;
        c.behaviour.aggression *= 3.0;
        c.thresholds.proceedings = c.thresholds.plan;
        c.proceedings.legal_refusal = 0.3;
        c.proceedings.court_wait = 60.0;
        c.proceedings.care_exit_per_year = 1.5;
        c.proceedings.leaving_care_years = 0.6;
        c.features
            .get_mut("assessment-unit")
            .expect("there")
            .brief_work_weeks = 10.0;
    })
}

/// Teams on duty in turn and teams with mixed caseloads that keep children in care: people who leave and fall ill, agency staff,
/// families who wait, refusals, cases without progress; an inspection, disputes, parents who are charged, relatives who come forward.
fn duty_and_neighbourhood_teams() -> Config {
    let team = |social_worker, administrator| Posts {
        manager: 1.0,
        social_worker,
        student: 0.5,
        administrator,
        ..Posts::NONE
    };
    let all = [
        ("duty-team", 3, team(1.7, 0.0)),
        (
            "neighbourhood-team",
            2,
            Posts {
                manager: 2.0,
                ..team(3.5, 0.5)
            },
        ),
        ("permanence-team", 1, team(2.0, 0.0)),
    ];
    with(&small("la3", 120.0, &all), |c| {
        c.workforce.leaving_per_year = 0.5;
        c.workforce.recruitment_days = 40.0;
        c.workforce.spells_per_year = 4.0;
        c.workforce.long_absence = 8;
        c.thresholds.stuck_months = 3.0;
        c.thresholds.stuck_engagement = 0.7;
        c.thresholds.proceedings = c.thresholds.plan;
        c.proceedings.head_refusal = 0.3;
        c.proceedings.panel_refusal = 0.3;
        c.proceedings.court_wait = 60.0;
        c.proceedings.retry_days = 30;
        c.proceedings.care_exit_per_year = 1.0;
        let neighbourhood = c.features.get_mut("neighbourhood").expect("there");
        neighbourhood.keeps_care_months = 2;
        neighbourhood.caseload_cap = 12.0;
        neighbourhood.deputies = 1;
        c.inspection.month = 5;
        c.inspection.fails = true;
        c.agencies.bounce = 0.3;
        c.agencies.charge = 0.5;
        c.payments.demands = 1.0;
        c.stress.dispute = 0.5;
        c.proceedings.kinship_share = 1.0;
        c.proceedings.kinship_approval = 1.0;
        c.minutes.kinship_assessment = 120.0;
    })
}

/// Teams of one size, with assistants: older children, who leave care and come of age; one team becomes a unit.
fn teams() -> Config {
    let team = Posts {
        manager: 1.0,
        social_worker: 4.0,
        assistant: 0.6,
        ..Posts::NONE
    };
    let all = [
        ("assessment-team", 1, team.clone()),
        ("cin-team", 1, team.clone()),
        ("looked-after-team", 1, team.clone()),
        ("leaving-care-team", 1, team),
    ];
    with(&small("la2", 110.0, &all), |c| {
        c.context.parking = 7.0;
        c.household.age_mean = 12.0;
        c.proceedings.care_exit_per_year = 1.0;
        c.proceedings.leaving_care_years = 1.0;
        c.team.push(TeamSpec {
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
                ..Posts::NONE
            },
        });
        c.change.push(Change {
            name: "into a unit".to_owned(),
            month: 7,
            from: "cin-team".to_owned(),
            to: "unit".to_owned(),
            share: 1.0,
            made_of_one: 1.0,
            waves: 1,
            months_between: 0,
            inside: 1.0,
            months_per_decider: 0.5,
            not_reappointed: 0.2,
            selection: 0.5,
            training_days: 5.0,
            disruption_weeks: 8.0,
            disruption_desk: 20.0,
            disruption_meetings: 0.5,
            disruption_stress: 1.0,
            intake: 0.5,
            intake_lead: 1,
            intake_months: 12,
        });
    })
}

/// FNV-1a.
struct Digest(u64);

impl Digest {
    fn new() -> Digest {
        Digest(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn number(&mut self, x: f64) {
        self.bytes(&x.to_bits().to_le_bytes());
    }
}

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.bytes(text.as_bytes());
        Ok(())
    }
}

fn of_summary(summary: &ReplicationSummary) -> u64 {
    let mut digest = Digest::new();
    let monthly = summary.monthly.iter().flatten();
    (summary.values.iter())
        .chain(&summary.survey)
        .chain(monthly)
        .chain(&summary.weekly)
        .chain([&summary.worker_years])
        .for_each(|&x| digest.number(x));
    digest.bytes(&summary.events.to_le_bytes());
    digest.0
}

/// What families and workers have become; much of it shows in facts only later.
fn of_state(world: &World) -> u64 {
    let mut digest = Digest::new();
    for f in &world.families {
        digest.bytes(&f.truth);
        digest.bytes(&f.known);
        for x in [f.engagement, f.need, f.help, f.excitation, f.evidence] {
            digest.number(x);
        }
        f.fuses.iter().for_each(|&x| digest.number(x));
        f.children
            .iter()
            .for_each(|c| digest.bytes(&c.born.0.to_le_bytes()));
    }
    for w in &world.workers {
        w.skill.iter().for_each(|&x| digest.number(x));
        for x in [
            w.trait_level,
            w.sensitivity,
            w.stress,
            w.burnout,
            w.overtime_mean,
            w.discussion_mean,
        ] {
            digest.number(x);
        }
    }
    digest.0
}

struct Run {
    found: Digests,
    /// How often each thing happened: names of facts, and what they carry where that is a choice.
    seen: BTreeMap<String, u32>,
}

static RUNS: LazyLock<[Run; 3]> = LazyLock::new(|| FIXTURES.map(|of| run(&(of.config)())));

fn run(config: &Config) -> Run {
    let streams = Streams::new(SEED, 0);
    let mut sim = Sim::new(config, streams);
    let day = |after: i32| Day(sim.world.start.0 + after);
    let at = |after: i32| SimTime::at(day(after), 0);
    let (end, end_at) = (day(DAYS), at(DAYS));
    let mut observers = Observers::new(streams, at(0), at(WARM_UP), end_at, &sim.world);
    let (mut facts, mut seen) = (Digest::new(), BTreeMap::new());
    let mut text = String::new();
    sim.run_until(end, &mut |notice, now, world| match notice {
        Notice::Fact(fact) => {
            observers.fact(fact, now, world);
            text.clear();
            write!(text, "{fact:?}").expect("a string takes everything");
            facts.bytes(&now.0.to_le_bytes());
            facts.bytes(text.as_bytes());
            count(&mut seen, fact, &text);
        }
        Notice::Week => observers.week(now, world, config),
        Notice::Month => observers.month(now, config),
    });
    let summary = observers.finish(end_at, &sim.world, config, sim.events());
    Run {
        found: Digests {
            facts: facts.0,
            state: of_state(&sim.world),
            summary: of_summary(&summary),
        },
        seen,
    }
}

fn count(seen: &mut BTreeMap<String, u32>, fact: &Fact, text: &str) {
    let mut add = |what: &str| match seen.get_mut(what) {
        Some(number) => *number += 1,
        None => {
            seen.insert(what.to_owned(), 1);
        }
    };
    add(text.split_whitespace().next().expect("a name"));
    match *fact {
        Fact::Worked { kind, .. } => add(&format!("Worked on {kind:?}")),
        Fact::Closed { outcome, .. } => add(&format!("Closed as {outcome:?}")),
        Fact::Decided { gate, refused, .. } => {
            add(&format!(
                "{gate:?} {}",
                if refused { "refused" } else { "agreed" }
            ));
        }
        _ => {}
    }
}

#[test]
fn the_results_of_small_runs_are_what_they_were() {
    for (fixture, run) in FIXTURES.iter().zip(RUNS.iter()) {
        let (name, found) = (fixture.name, run.found);
        assert_eq!(found, fixture.pinned, "{name} now comes to {found:#x?}");
    }
}

/// The names of the variants of an enum, read off its source.
fn variants<'a>(source: &'a str, of: &str) -> Vec<&'a str> {
    let (_, body) = (source.split_once(&format!("pub enum {of} {{\n"))).expect("it is there");
    let (body, _) = body.split_once("\n}").expect("it ends");
    let outermost = body.lines().filter_map(|line| line.strip_prefix("    "));
    (outermost.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase())))
        .map(|line| line.trim_end_matches([',', ' ', '{']))
        .collect()
}

#[test]
fn everything_that_can_happen_happens_in_them() {
    let times = |what: &str| -> u32 { (RUNS.iter()).filter_map(|run| run.seen.get(what)).sum() };
    let (facts, cases, words) = (
        include_str!("../src/world/fact.rs"),
        include_str!("../src/world/case.rs"),
        include_str!("../src/world/vocabulary.rs"),
    );
    let (facts, outcomes) = (variants(facts, "Fact"), variants(cases, "Outcome"));
    let (kinds, gates) = (variants(words, "TaskKind"), variants(words, "Gate"));
    assert!(facts.len() > 25 && kinds.len() > 30 && outcomes.len() > 6 && gates.len() == 6);
    let worked = kinds.iter().map(|kind| format!("Worked on {kind}"));
    let closed = outcomes
        .iter()
        .map(|outcome| format!("Closed as {outcome}"));
    let agreed = gates.iter().map(|gate| format!("{gate} agreed"));
    for what in (facts.iter().map(|&fact| fact.to_owned()))
        .chain(worked)
        .chain(closed)
        .chain(agreed)
    {
        assert!(times(&what) > 0, "{what}");
    }
    for gate in gates {
        // A team's own deciders and the court decide what is next, they do not refuse.
        let refuses = !matches!(gate, "Decider" | "TeamManager" | "Court");
        assert_eq!(times(&format!("{gate} refused")) > 0, refuses, "{gate}");
    }
}
