//! How a claim is put: an authority, a change, what goes up, what goes down, and what has to have happened.

use std::collections::BTreeMap;
use std::sync::Mutex;

use casework::experiment::replication::{Running, simulate};
use casework::kernel::tally::Moments;
use casework::kernel::time::SimTime;
use casework::observe::measures;
use casework::scenario::config::{Posts, TeamSpec};
use casework::scenario::{self, Config};
use casework::world::World;
use casework::world::fact::Fact;
use casework::world::vocabulary::Service;

/// The seed of every run.
pub(crate) const SEED: u64 = 7;
/// Standard errors by which a mean difference has to clear zero.
const STANDARD_ERRORS: f64 = 4.0;
/// Pairs of replications, where a claim does not ask for more.
const PAIRS: u32 = 24;

/// What of a fact counts toward a tally: nothing, one, or an amount.
pub(crate) type Tally = fn(&Fact, SimTime, &World) -> f64;
/// What is read off the authority at the end of a run.
pub(crate) type Reading = fn(&World) -> f64;

/// Teams: one of assessment, three of long-term work with everything else; twenty workers and a half.
pub(crate) fn teams() -> Config {
    let team = |name: &str, service, features: &str, count, posts| TeamSpec {
        name: name.to_owned(),
        service,
        features: features.to_owned(),
        count,
        surveyed: count,
        interviewed: count,
        posts,
    };
    let (manager, social_worker) = (1.0, 4.0);
    let posts = Posts {
        manager,
        social_worker,
        ..Posts::NONE
    };
    let duty = Posts {
        administrator: 0.5,
        ..posts
    };
    authority("la3", 190.0, |config| {
        config.team = vec![
            team("duty-team", Service::Assessment, "hierarchy", 1, duty),
            team("team", Service::LongTerm, "hierarchy", 3, posts),
        ];
    })
}

/// Units: one of assessment, three of long-term work with everything else; twenty workers.
pub(crate) fn units() -> Config {
    authority("la1", 190.0, |config| {
        config.team.retain(|team| {
            team.service == Service::Assessment || team.service == Service::LongTerm
        });
        for team in &mut config.team {
            team.count = if team.service == Service::Assessment {
                1
            } else {
                3
            };
            team.surveyed = team.count;
            team.interviewed = team.count;
        }
    })
}

fn authority(like: &str, referrals: f64, change: impl FnOnce(&mut Config)) -> Config {
    let sets = ["run.warm_up_months=6", "run.years=1"].map(str::to_owned);
    let mut config = match scenario::load(like, &sets) {
        Ok(loaded) => loaded.config,
        Err(problems) => panic!("{problems}"),
    };
    let share = referrals / config.demand.referrals_per_year;
    config.demand.referrals_per_year = referrals;
    config.start.care_families = (f64::from(config.start.care_families) * share) as u32;
    config.start.care_leavers = (f64::from(config.start.care_leavers) * share) as u32;
    change(&mut config);
    checked(config)
}

fn checked(config: Config) -> Config {
    let mut problems = Vec::new();
    config.check(&mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    config
}

/// Changes how the teams of long-term work are organised.
pub(crate) fn long_term(
    config: &mut Config,
    change: impl Fn(&mut casework::scenario::config::Features),
) {
    let name = (config.team.iter())
        .find(|t| t.service == Service::LongTerm)
        .map(|t| t.features.clone())
        .expect("there are some");
    change(config.features.get_mut(&name).expect("it exists"));
}

#[derive(Clone, Copy)]
enum What {
    Measure(&'static str),
    Tally(&'static str, Tally),
    AtEnd(&'static str, Reading),
}

impl What {
    fn name(self) -> &'static str {
        match self {
            What::Measure(name) | What::Tally(name, _) | What::AtEnd(name, _) => name,
        }
    }
}

/// A claim about what a change of an authority does.
pub(crate) struct Claim {
    before: Config,
    after: Config,
    pairs: u32,
    occurs: Vec<(&'static str, Tally)>,
    rises: Vec<(What, bool)>,
}

impl Claim {
    /// About an authority as it is against the same one changed.
    pub(crate) fn that(authority: &Config, change: impl FnOnce(&mut Config)) -> Claim {
        let mut after = authority.clone();
        change(&mut after);
        assert!(after != *authority, "the change changes nothing");
        Claim {
            before: authority.clone(),
            after: checked(after),
            pairs: PAIRS,
            occurs: Vec::new(),
            rises: Vec::new(),
        }
    }

    /// With so many pairs of replications.
    pub(crate) fn pairs(mut self, pairs: u32) -> Claim {
        self.pairs = pairs;
        self
    }

    /// What has to have happened for the claim to be about anything, in either arm.
    pub(crate) fn occurs(mut self, name: &'static str, tally: Tally) -> Claim {
        self.occurs.push((name, tally));
        self
    }

    /// A measure rises.
    pub(crate) fn raises(mut self, measure: &'static str) -> Claim {
        self.rises.push((What::Measure(measure), true));
        self
    }

    /// A measure falls.
    pub(crate) fn lowers(mut self, measure: &'static str) -> Claim {
        self.rises.push((What::Measure(measure), false));
        self
    }

    /// More of something happens, which then did happen.
    pub(crate) fn raises_tally(mut self, name: &'static str, tally: Tally) -> Claim {
        self.rises.push((What::Tally(name, tally), true));
        self.occurs(name, tally)
    }

    /// Less of something happens, which did happen before.
    pub(crate) fn lowers_tally(mut self, name: &'static str, tally: Tally) -> Claim {
        self.rises.push((What::Tally(name, tally), false));
        self.occurs(name, tally)
    }

    /// What is read at the end is higher.
    pub(crate) fn raises_at_end(mut self, name: &'static str, reading: Reading) -> Claim {
        self.rises.push((What::AtEnd(name, reading), true));
        self
    }

    /// What is read at the end is lower.
    pub(crate) fn lowers_at_end(mut self, name: &'static str, reading: Reading) -> Claim {
        self.rises.push((What::AtEnd(name, reading), false));
        self
    }

    /// Runs both arms and asserts it.
    pub(crate) fn holds(self) {
        assert!(
            !self.rises.is_empty() && !self.occurs.is_empty(),
            "a claim says what moves and what happens"
        );
        let mut differences = vec![Moments::default(); self.rises.len()];
        let mut happened = vec![0.0; self.occurs.len()];
        let measures_only = self
            .rises
            .iter()
            .all(|(what, _)| matches!(what, What::Measure(_)));
        for replication in 0..self.pairs {
            let before = if measures_only {
                self.measures_before(replication)
            } else {
                self.live(&self.before, replication, &mut happened)
            };
            let after = self.live(&self.after, replication, &mut happened);
            for (d, (b, a)) in differences.iter_mut().zip(before.iter().zip(&after)) {
                if b.is_finite() && a.is_finite() {
                    d.push(a - b);
                }
            }
        }
        if measures_only && happened.contains(&0.0) {
            // It has to have happened in the other arm, then.
            for replication in 0..self.pairs {
                self.live(&self.before, replication, &mut happened);
            }
        }
        for ((name, _), times) in self.occurs.iter().zip(&happened) {
            assert!(*times > 0.0, "{name} never happened");
        }
        for (&(what, up), d) in self.rises.iter().zip(&differences) {
            assert!(
                d.n() >= 12,
                "{} is defined in {} pairs only",
                what.name(),
                d.n()
            );
            let error = d.sd() / (d.n() as f64).sqrt();
            let errors = if up { d.mean() } else { -d.mean() } / error;
            assert!(
                errors > STANDARD_ERRORS,
                "{} should go {}: difference {:.4}, {errors:.1} standard errors that way",
                what.name(),
                if up { "up" } else { "down" },
                d.mean()
            );
        }
    }

    /// The measures of an authority that many claims begin with are worked out once.
    fn measures_before(&self, replication: u32) -> Vec<f64> {
        let known = [teams as fn() -> Config, units]
            .into_iter()
            .zip(&BEGUN_WITH);
        let shelf = known.into_iter().find(|(of, _)| of() == self.before);
        let fresh = || simulate(&self.before, SEED, replication).values;
        let values = match shelf {
            Some((_, shelf)) => {
                let kept = shelf
                    .lock()
                    .expect("no claim panics here")
                    .get(&replication)
                    .cloned();
                kept.unwrap_or_else(|| {
                    let values = fresh();
                    shelf
                        .lock()
                        .expect("no claim panics here")
                        .insert(replication, values.clone());
                    values
                })
            }
            None => fresh(),
        };
        let value = |&(what, _): &(What, bool)| values[index_of(what.name())];
        self.rises.iter().map(value).collect()
    }

    fn live(&self, config: &Config, replication: u32, happened: &mut [f64]) -> Vec<f64> {
        let mut running = Running::new(config, SEED, replication);
        let mut tallies = vec![0.0; self.rises.len()];
        let mut more = true;
        while more {
            more = running.advance(&mut |fact, now, world| {
                for (sum, (what, _)) in tallies.iter_mut().zip(&self.rises) {
                    if let What::Tally(_, tally) = what {
                        *sum += tally(fact, now, world);
                    }
                }
                for (sum, (_, tally)) in happened.iter_mut().zip(&self.occurs) {
                    *sum += tally(fact, now, world);
                }
            });
        }
        let summary = running.finish();
        let value = |(&(what, _), tally): (&(What, bool), &f64)| match what {
            What::Measure(name) => summary.values[index_of(name)],
            What::Tally(..) => *tally,
            What::AtEnd(_, reading) => reading(running.world()),
        };
        self.rises.iter().zip(&tallies).map(value).collect()
    }
}

/// Measures of the first replications of [`teams`] and of [`units`].
static BEGUN_WITH: [Mutex<BTreeMap<u32, Vec<f64>>>; 2] = [const { Mutex::new(BTreeMap::new()) }; 2];

fn index_of(measure: &str) -> usize {
    let index = measures().iter().position(|m| m.name == measure);
    index.unwrap_or_else(|| panic!("no measure is called {measure}"))
}

/// One for a fact of a kind, to be tallied.
#[macro_export]
macro_rules! facts {
    ($pattern:pat $(if $guard:expr)?) => {
        |fact, _, _| f64::from(matches!(fact, $pattern $(if $guard)?))
    };
}
