//! Two ways of organising the long-term work of one authority, and everything between them: groups of features, the posts that go with
//! them, and caseload, each switched by itself.
//!
//! Within one caseload every coalition has the same whole-time posts that work with families, so the same demand for each. How they
//! are divided among roles and teams belongs to the groups. Posts come in halves: a sliver of one would hold families and never be
//! there.

use super::points::Evaluated;
use super::runner::Failed;
use super::sweep::{self, DAMPING, HIERARCHY, PILOT_ROUNDS, TEAM_WORKERS, UNIT, Unsized};
use crate::experiment::plan::Caseload;
use crate::kernel::streams::Streams;
use crate::observe::measures;
use crate::scenario::config::{Features, Posts, TeamSpec};
use crate::scenario::{Config, Problem};
use crate::world::vocabulary::{Role, Service};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// A group of what is switched together.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// In files.
    pub name: &'static str,
    /// In tables.
    pub label: &'static str,
    /// Keys of features that belong to it.
    pub keys: &'static [&'static str],
    /// The posts that go with it, in words.
    pub posts: &'static str,
}

const CLINICIAN: usize = 4;
const COORDINATOR: usize = 3;
const DECISION: usize = 5;
const OTHER: usize = 6;
const CASELOAD: usize = 7;

/// The groups. A key that none of them names belongs to `other`.
pub static GROUPS: [Group; 8] = [
    Group {
        name: "sharing",
        label: "sharing and cover",
        keys: &["sharing", "cover", "role_fit", "buddy_cover"],
        posts: "",
    },
    Group {
        name: "discussion",
        label: "discussion",
        keys: &[
            "supervision_days",
            "supervision_minutes",
            "supervision_case_minutes",
            "case_meeting_days",
            "case_meeting_minutes",
            "case_meeting_share",
            "team_meeting_days",
            "team_meeting_minutes",
            "debrief_minutes",
            "meeting_by_complexity",
            "shared_method",
        ],
        posts: "",
    },
    Group {
        name: "joint",
        label: "joint working",
        keys: &[
            "joint_visits",
            "joint_for_safety",
            "joint_by_complexity",
            "crisis_workers",
        ],
        posts: "",
    },
    Group {
        name: "coordinator",
        label: "coordinator",
        keys: &[
            "coordinator_takes",
            "coordinator_takes_reports",
            "admin_takes_calls",
            "admin_takes_records",
        ],
        posts: "coordinator, administrator",
    },
    Group {
        name: "clinician",
        label: "clinician",
        keys: &["clinician_between"],
        posts: "clinician",
    },
    Group {
        name: "decision",
        label: "decision-making",
        keys: &[
            "decider_other_duties",
            "decider_desk_minutes",
            "approval_levels",
            "decision_cover",
            "deputies",
            "closing_check",
            "advice",
            "peer_decisions",
        ],
        posts: "manager or consultant, size of a team",
    },
    Group {
        name: "other",
        label: "money and the rest",
        keys: &[],
        posts: "mix of those who hold cases",
    },
    Group {
        name: "caseload",
        label: "caseload",
        keys: &[],
        posts: "number of posts for the same demand",
    },
];

/// The group that a key of features belongs to, by its place in [`GROUPS`].
pub fn group_of(key: &str) -> usize {
    let named = (GROUPS.iter()).position(|group| group.keys.contains(&key));
    named.unwrap_or(OTHER)
}

/// One of the two ways of organising.
#[derive(Clone, Debug)]
pub struct End {
    /// The entry of `[features]`.
    pub name: String,
    /// That entry.
    features: toml::Table,
    /// Posts of one team.
    posts: Posts,
    /// Whole-time posts that work with families, all teams together.
    pub workers: f64,
    /// Families that those leave each worker, by pilot runs.
    pub families: f64,
}

/// The two ends and what differs between them.
#[derive(Clone, Debug)]
pub struct Ablation {
    base: Config,
    /// As the scenario has it.
    pub own: End,
    /// What it is led towards.
    pub other: End,
    /// The groups that differ, by their places in [`GROUPS`], `caseload` last.
    pub groups: Vec<usize>,
    /// Keys that differ.
    pub keys: Vec<String>,
}

/// Why there is nothing to run.
#[derive(Debug)]
pub enum Refused {
    /// No long-term team in the scenario.
    NoTeams,
    /// No such entry of `[features]`; these there are.
    NoFeatures(Vec<String>),
    /// It is what the scenario has already.
    Same(String),
    /// Something is wrong with a configuration between the ends.
    Wrong(Vec<Problem>),
    /// A pilot run did not end.
    Unsized(Unsized),
}

impl Ablation {
    /// The ends, before the other's posts are sized: its demand for each post is still the scenario's own. Towards `to` or, if that is
    /// not named, units; from units, teams.
    ///
    /// # Errors
    /// If there is nothing to lead, nowhere to lead it, or a way between that cannot be run.
    pub fn new(base: &Config, to: Option<&str>) -> Result<Self, Refused> {
        let team = (base.team.iter())
            .find(|team| team.service == Service::LongTerm && team.count > 0)
            .ok_or(Refused::NoTeams)?;
        let default = if team.features == UNIT {
            HIERARCHY
        } else {
            UNIT
        };
        let to = to.unwrap_or(default);
        if !base.features.contains_key(to) {
            return Err(Refused::NoFeatures(base.features.keys().cloned().collect()));
        }
        if to == team.features {
            return Err(Refused::Same(to.to_owned()));
        }
        let workers = sweep::own_workers(base);
        let end = |name: &str, posts: Posts| End {
            name: name.to_owned(),
            features: toml::Table::try_from(&base.features[name]).expect("a plain table"),
            posts,
            workers,
            families: f64::NAN,
        };
        let own = end(&team.features, team.posts.clone());
        let posts = posts_of(base, to).unwrap_or_else(|| own.posts.clone());
        let other = end(to, posts);
        let differs = |key: &&String| own.features[*key] != other.features[*key];
        let keys: Vec<String> = own.features.keys().filter(differs).cloned().collect();
        let groups = (0..GROUPS.len())
            .filter(|&group| {
                keys.iter().any(|key| group_of(key) == group)
                    || posts_differ(group, &own.posts, &other.posts)
            })
            .collect();
        let ablation = Self {
            base: base.clone(),
            own,
            other,
            groups,
            keys,
        };
        for coalition in 0..ablation.coalitions() {
            let mut problems = Vec::new();
            ablation.config(coalition).check(&mut problems);
            if !problems.is_empty() {
                return Err(Refused::Wrong(problems));
            }
        }
        Ok(ablation)
    }

    /// Sizes the other end by pilot runs: `aim` families for each worker or, if that is not stated, about as many as the study found
    /// where the scenario's own end is not.
    ///
    /// # Errors
    /// If a pilot run fails or is stopped.
    pub fn sized(mut self, aim: Option<f64>, stop: &AtomicBool) -> Result<Self, Unsized> {
        self.own.families = sweep::pilot_caseload(&self.config(0), stop)?;
        let (low, high) = (Caseload::Low.aim(), Caseload::High.aim());
        let far = if self.own.families < (low + high) / 2.0 {
            high
        } else {
            low
        };
        let aim = aim.unwrap_or(far);
        let everything = self.coalitions() * 2 - 1;
        for round in 0..=PILOT_ROUNDS {
            let mut tried = self.clone();
            tried.groups.push(CASELOAD);
            self.other.families = sweep::pilot_caseload(&tried.config(everything), stop)?;
            let ratio = self.other.families / aim;
            if round == PILOT_ROUNDS || !ratio.is_finite() || ratio <= 0.0 {
                break;
            }
            let workers = self.other.workers * libm::pow(ratio, DAMPING);
            self.other.workers = workers.clamp(TEAM_WORKERS, 1_500.0);
        }
        if halves(self.own.workers) != halves(self.other.workers) {
            self.groups.push(CASELOAD);
        }
        Ok(self)
    }

    /// Number of coalitions: sets of groups that are as at the other end.
    pub fn coalitions(&self) -> u32 {
        1 << self.groups.len()
    }

    /// The authority in which the groups of a coalition are as at the other end, bit by bit in the order of `groups`.
    pub fn config(&self, coalition: u32) -> Config {
        let side = |group: usize| {
            let bit = self.groups.iter().position(|&of| of == group);
            let is_other = bit.is_some_and(|bit| coalition >> bit & 1 == 1);
            if is_other { &self.other } else { &self.own }
        };
        let mut features = self.own.features.clone();
        for (key, value) in &mut features {
            *value = side(group_of(key)).features[key].clone();
        }
        let features: Features = features.try_into().expect("values of two good entries");
        let mut config = self.base.clone();
        let name = format!("from-{}-to-{}", self.own.name, self.other.name);
        config.features.insert(name.clone(), features);
        config.team.retain(|t| t.service != Service::LongTerm);
        config.team.extend(establishment(&name, side));
        config
    }
}

/// Teams of one coalition: in each the decider and what else goes with a team, then as many who hold cases as make up the number.
fn establishment<'e>(features: &str, side: impl Fn(usize) -> &'e End) -> Vec<TeamSpec> {
    let decision = &side(DECISION).posts;
    let office = &side(COORDINATOR).posts;
    let each = Posts {
        consultant: decision.consultant,
        manager: decision.manager,
        clinician: side(CLINICIAN).posts.clinician,
        coordinator: office.coordinator,
        administrator: office.administrator,
        ..Posts::NONE
    };
    let workers = side(CASELOAD).workers;
    let teams = (workers / workers_of(decision)).round().max(1.0);
    let holders = halves(workers).saturating_sub(halves(teams * workers_of(&each)));
    let teams = teams as u32;
    let (share, rest) = ((holders / teams).max(1), holders % teams);
    let mix = &side(OTHER).posts;
    [
        ("long-term", teams - rest, share),
        ("long-term-larger", rest, share + 1),
    ]
    .into_iter()
    .filter(|(_, count, _)| *count > 0)
    .map(|(name, count, holders)| TeamSpec {
        name: name.to_owned(),
        service: Service::LongTerm,
        features: features.to_owned(),
        count,
        surveyed: 0,
        interviewed: 0,
        posts: with_holders(&each, mix, holders),
    })
    .collect()
}

/// Posts with so many half posts of those who hold cases, divided as in `mix`: whole halves by largest remainder, first come first.
fn with_holders(each: &Posts, mix: &Posts, holders: u32) -> Posts {
    let parts = holding(mix);
    let all: f64 = parts.iter().sum();
    let exact = parts.map(|part| part / all * f64::from(holders));
    let mut given = exact.map(|part| part as u32);
    while given.iter().sum::<u32>() < holders {
        let short = |at: &usize| exact[*at] - f64::from(given[*at]);
        let most = (0..parts.len())
            .rev()
            .max_by(|a, b| short(a).total_cmp(&short(b)));
        given[most.expect("four roles")] += 1;
    }
    let [social_worker, child_practitioner, assistant, student] = given.map(|n| f64::from(n) / 2.0);
    Posts {
        social_worker,
        child_practitioner,
        assistant,
        student,
        ..each.clone()
    }
}

/// Those who hold cases, deciders apart.
fn holding(posts: &Posts) -> [f64; 4] {
    [
        posts.social_worker,
        posts.child_practitioner,
        posts.assistant,
        posts.student,
    ]
}

fn workers_of(posts: &Posts) -> f64 {
    let works = |(role, _): &(Role, f64)| role.works_with_families();
    (posts.by_role().iter().filter(|post| works(post)))
        .map(|(_, wte)| wte)
        .sum()
}

fn halves(posts: f64) -> u32 {
    (2.0 * posts).round() as u32
}

/// Whether the posts that go with a group differ.
fn posts_differ(group: usize, own: &Posts, other: &Posts) -> bool {
    let parts = |posts: &Posts| match group {
        COORDINATOR => vec![posts.coordinator, posts.administrator],
        CLINICIAN => vec![posts.clinician],
        DECISION => vec![posts.manager, posts.consultant, workers_of(posts)],
        OTHER => {
            let holders = holding(posts);
            let all: f64 = holders.iter().sum();
            holders.map(|part| part / all).to_vec()
        }
        _ => Vec::new(),
    };
    parts(own) != parts(other)
}

/// Posts of a long-term team that works by these features: as the scenario has it, or the study's, or a built-in authority's.
fn posts_of(base: &Config, features: &str) -> Option<Posts> {
    let of = |config: &Config| {
        let works = |team: &&TeamSpec| {
            team.service == Service::LongTerm && team.features == features && team.count > 0
        };
        config
            .team
            .iter()
            .find(works)
            .map(|team| team.posts.clone())
    };
    of(base).or_else(|| match features {
        UNIT => Some(sweep::unit(1).posts),
        HIERARCHY => Some(sweep::hierarchy(TEAM_WORKERS).posts),
        _ => ["la1", "la2", "la3"]
            .iter()
            .filter_map(|name| crate::scenario::load(name, &[]).ok())
            .find_map(|loaded| of(&loaded.config)),
    })
}

/// In which orders the groups are switched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Orders {
    /// In all: every coalition is run.
    All,
    /// In one drawn for each replication and its reverse.
    Drawn,
}

/// The orders of one replication, groups by their bits.
pub fn drawn_orders(groups: usize, seed: u64, replication: u32) -> [Vec<usize>; 2] {
    let mut draw = Streams::new(seed, replication).draw(u16::MAX, 0, 0);
    let mut order: Vec<usize> = (0..groups).collect();
    for at in (1..groups).rev() {
        order.swap(at, (draw.uniform() * (at + 1) as f64) as usize);
    }
    let reverse = order.iter().rev().copied().collect();
    [order, reverse]
}

/// The coalitions that an order passes through, nothing and everything included.
pub fn passed(order: &[usize]) -> Vec<u32> {
    let mut coalition = 0;
    let steps = order.iter().map(|&group| {
        coalition |= 1 << group;
        coalition
    });
    std::iter::once(0).chain(steps).collect()
}

/// The coalitions to be run for one replication.
fn needed(ablation: &Ablation, orders: Orders, seed: u64, replication: u32) -> Vec<u32> {
    match orders {
        Orders::All => (0..ablation.coalitions()).collect(),
        Orders::Drawn => {
            let drawn = drawn_orders(ablation.groups.len(), seed, replication);
            let mut all: Vec<u32> = drawn.iter().flat_map(|order| passed(order)).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
    }
}

/// Simulations of one replication, at most.
pub fn runs(groups: usize, orders: Orders) -> u64 {
    match orders {
        Orders::All => 1 << groups,
        Orders::Drawn => 2 * groups as u64,
    }
}

/// One replication: the measures in each coalition that was run.
#[derive(Clone, Debug)]
pub struct Values {
    /// Which.
    pub replication: u32,
    /// By coalition, then by measure; NaN where undefined.
    pub values: BTreeMap<u32, Vec<f64>>,
}

/// What was run.
#[derive(Debug)]
pub struct Measured {
    /// The replications that are complete.
    pub replications: Vec<Values>,
    /// Those that failed.
    pub failed: Vec<Failed>,
    /// Whether it was stopped before all were tried.
    pub interrupted: bool,
}

/// The simulations: every replication's coalitions, one replication after another.
pub fn jobs(ablation: &Ablation, orders: Orders, replications: u32, seed: u64) -> Vec<(u32, u32)> {
    (0..replications)
        .flat_map(|replication| {
            let coalitions = needed(ablation, orders, seed, replication);
            coalitions
                .into_iter()
                .map(move |coalition| (replication, coalition))
        })
        .collect()
}

/// What the simulations that were made come to. A replication that lacks any is left out.
pub fn measured(jobs: &[(u32, u32)], found: Evaluated, seed: u64) -> Measured {
    let mut due: BTreeMap<u32, usize> = BTreeMap::new();
    for (replication, _) in jobs {
        *due.entry(*replication).or_default() += 1;
    }
    let mut by_replication: BTreeMap<u32, BTreeMap<u32, Vec<f64>>> = BTreeMap::new();
    for (number, mut values) in found.values {
        let (replication, coalition) = jobs[number as usize];
        values.truncate(measures().len());
        (by_replication.entry(replication).or_default()).insert(coalition, values);
    }
    let failed = (found.failed.into_iter())
        .map(|(number, failure)| {
            let (replication, coalition) = jobs[number as usize];
            Failed {
                arm: format!("coalition {coalition}"),
                replication,
                seed,
                failure,
            }
        })
        .collect();
    Measured {
        replications: (by_replication.into_iter())
            .filter(|(replication, values)| values.len() == due[replication])
            .map(|(replication, values)| Values {
                replication,
                values,
            })
            .collect(),
        failed,
        interrupted: found.interrupted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;
    use std::collections::BTreeSet;

    fn base(name: &str) -> Config {
        load(name, &[]).expect("built in").config
    }

    #[test]
    fn every_key_of_features_is_in_exactly_one_group_and_every_named_key_exists() {
        let features = &base("la1").features["unit"];
        let table = toml::Table::try_from(features).expect("a table");
        for key in table.keys() {
            let named = GROUPS
                .iter()
                .filter(|group| group.keys.contains(&key.as_str()));
            let named = named.count();
            assert!(named <= 1, "{key} is in {named} groups");
            assert_eq!(named == 0, group_of(key) == OTHER, "{key}");
        }
        for key in GROUPS.iter().flat_map(|group| group.keys) {
            assert!(table.contains_key(*key), "no feature is called {key}");
        }
        let names: BTreeSet<&str> = GROUPS.iter().map(|group| group.name).collect();
        assert_eq!(names.len(), GROUPS.len());
        assert_eq!(
            (GROUPS[OTHER].name, GROUPS[CASELOAD].name),
            ("other", "caseload")
        );
        assert_eq!(
            (GROUPS[CLINICIAN].name, GROUPS[COORDINATOR].name),
            ("clinician", "coordinator")
        );
        assert_eq!(GROUPS[DECISION].name, "decision");
    }

    #[test]
    fn the_first_coalition_is_the_scenario_and_the_last_the_other_way_of_organising() {
        for (name, to) in [("la1", "hierarchy"), ("la3", "unit")] {
            let base = base(name);
            let ablation = Ablation::new(&base, None).expect("two ends");
            assert_eq!(ablation.other.name, to);
            let long_term = |config: &Config| -> Vec<TeamSpec> {
                let teams = config
                    .team
                    .iter()
                    .filter(|t| t.service == Service::LongTerm);
                teams.cloned().collect()
            };
            let (own, first) = (long_term(&base), long_term(&ablation.config(0)));
            assert_eq!((first.len(), first[0].count), (1, own[0].count));
            assert_eq!(first[0].posts, own[0].posts);
            let features =
                |config: &Config| config.features[&long_term(config)[0].features].clone();
            assert_eq!(features(&ablation.config(0)), features(&base));
            let last = ablation.config(ablation.coalitions() - 1);
            assert_eq!(features(&last), base.features[to]);
        }
    }

    #[test]
    fn every_coalition_has_the_same_posts_that_work_with_families() {
        let ablation = Ablation::new(&base("la3"), None).expect("two ends");
        assert!(ablation.groups.len() >= 6, "{:?}", ablation.groups);
        let mut deciders = BTreeSet::new();
        for coalition in 0..ablation.coalitions() {
            let config = ablation.config(coalition);
            assert_eq!(sweep::own_workers(&config), 45.0, "{coalition}");
            let long_term = config
                .team
                .iter()
                .filter(|t| t.service == Service::LongTerm);
            deciders.extend(long_term.map(|t| (t.posts.manager > 0.0, t.posts.consultant > 0.0)));
        }
        assert_eq!(deciders, BTreeSet::from([(true, false), (false, true)]));
    }

    #[test]
    fn an_order_and_its_reverse_lead_from_nothing_to_everything() {
        for replication in 0..20 {
            for order in drawn_orders(5, 1, replication) {
                let passed = passed(&order);
                assert_eq!((passed[0], passed[5]), (0, 31));
                assert!(
                    passed
                        .windows(2)
                        .all(|step| (step[1] ^ step[0]).count_ones() == 1)
                );
            }
        }
        assert_ne!(drawn_orders(8, 1, 0), drawn_orders(8, 1, 1));
        assert_eq!(drawn_orders(8, 1, 3), drawn_orders(8, 1, 3));
    }

    #[test]
    fn what_cannot_be_ablated_is_refused() {
        let base = base("la1");
        assert!(matches!(
            Ablation::new(&base, Some("unit")),
            Err(Refused::Same(_))
        ));
        assert!(matches!(
            Ablation::new(&base, Some("units")),
            Err(Refused::NoFeatures(_))
        ));
        let mut none = base;
        none.team.retain(|t| t.service != Service::LongTerm);
        assert!(matches!(Ablation::new(&none, None), Err(Refused::NoTeams)));
    }
}
