//! Lives of one described family: each in an authority of its own, referred on a working day after the start-up.

use super::plan::Arm;
use super::replication::Attempt;
use crate::engine::{Described, Notice, Sim, horizon};
use crate::kernel::streams::Streams;
use crate::kernel::time::{MONTH_DAYS, SimTime};
use crate::observe::{Follower, Life, Line, Story, Subject};
use crate::scenario::{Config, FamilyFile, Vignette};
use crate::world::World;
use crate::world::fact::Fact;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// Minute of the day at which the family is referred.
const MORNING: i64 = 10 * 60;
/// Working days over which lives are spread: about a year, so that every season has its share.
const WORKING_YEAR: u64 = 250;
/// From one life to the next the day moves on by so many: no common divisor with the year.
const DAYS_ON: u64 = 101;
/// Simulated days between two looks at whether to stop.
const STRIDE_DAYS: f64 = 14.0;

/// A vignette's family, as the engine takes it.
pub fn described(vignette: &Vignette) -> Described {
    let (truth, known) = vignette.levels();
    let FamilyFile {
        household,
        referral,
        ..
    } = &vignette.family;
    let past = [referral.last_months, referral.closed_months].map(|months| months * MONTH_DAYS);
    Described {
        adults: household.adults,
        ages: household.children.clone(),
        due_days: (household.due_weeks > 0).then_some(household.due_weeks as i32 * 7),
        no_recourse_days: household.no_recourse_months * MONTH_DAYS,
        truth,
        known,
        engagement: Some(household.engagement),
        source: referral.source,
        referrals: referral.earlier,
        past_days: (referral.earlier > 0).then_some((past[0], past[1])),
    }
}

/// What is to be lived.
#[derive(Clone, Debug)]
pub struct Lives {
    /// The authorities.
    pub arms: Vec<Arm>,
    /// The family.
    pub household: Described,
    /// Lives in each authority.
    pub lives: u32,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Years that each life is followed.
    pub years: u32,
}

/// What was lived.
#[derive(Debug)]
pub struct Lived {
    /// The numbers of the lives that were lived to their end in every authority, in order.
    pub numbers: Vec<u32>,
    /// The lives themselves, by authority, then as in `numbers`.
    pub lives: Vec<Vec<Life>>,
}

impl Lives {
    /// Simulations in all: of every life one in each authority.
    pub fn jobs(&self) -> u32 {
        self.lives * self.arms.len() as u32
    }

    /// Lives one of them: its [`Life::numbers`].
    pub fn live(&self, job: u32, stop: &AtomicBool) -> Attempt<Vec<f64>> {
        let arms = self.arms.len() as u32;
        let config = long_enough(&self.arms[(job % arms) as usize].config, self.years);
        let lived = live(self, &config, job / arms, stop, &mut |_, _, _| {});
        lived.map_or(Attempt::Stopped, |(life, _)| Attempt::Done(life.numbers()))
    }

    /// The lives that the numbers of all simulations done so far tell of.
    pub fn lived(&self, done: &BTreeMap<u32, Vec<f64>>) -> Lived {
        let arms = self.arms.len() as u32;
        let mut all = Lived {
            numbers: Vec::new(),
            lives: vec![Vec::new(); self.arms.len()],
        };
        for number in 0..self.lives {
            let own = (0..arms).map(|arm| done.get(&(number * arms + arm)));
            if let Some(own) = own.collect::<Option<Vec<_>>>() {
                all.numbers.push(number);
                (all.lives.iter_mut().zip(own))
                    .for_each(|(kept, numbers)| kept.push(Life::from_numbers(numbers)));
            }
        }
        all
    }

    /// Everything that decides the lives.
    pub fn described(&self) -> String {
        let arms: Vec<String> = (self.arms.iter())
            .map(|arm| arm.resolved.to_string())
            .collect();
        let Self {
            household,
            lives,
            seed,
            years,
            ..
        } = self;
        format!(
            "{}\n{household:?}\nseed {seed} lives {lives} years {years}",
            arms.join("\n")
        )
    }
}

/// The story of one life in one authority; nothing if it is asked to stop.
pub fn tell(plan: &Lives, arm: &Arm, number: u32, stop: &AtomicBool) -> Option<Vec<Line>> {
    let config = long_enough(&arm.config, plan.years);
    let mut story = None;
    let (_, world) = live(plan, &config, number, stop, &mut |fact, now, world| {
        // The family is the last to have come when its referral is told, which comes first.
        let newest = world.families.len() as u32 - 1;
        (story.get_or_insert_with(|| Story::new(Subject::Family(newest), &config)))
            .see(fact, now, world);
    })?;
    story?.finish(&world)
}

/// Simulates one authority with the family in it and follows the family. `also` is told all that happens from its referral on,
/// which comes first.
fn live(
    plan: &Lives,
    config: &Config,
    number: u32,
    stop: &AtomicBool,
    also: &mut impl FnMut(&Fact, SimTime, &World),
) -> Option<(Life, World)> {
    let mut sim = Sim::new(config, Streams::new(plan.seed, number));
    let (start, measured, _) = horizon(config);
    let working_days = (u64::from(number) * DAYS_ON % WORKING_YEAR) as i32;
    let day = (sim.world.calendar).add_working(measured, 1 + working_days);
    let from = SimTime::at(day, MORNING);
    let mut reached = SimTime::at(start, 0);
    while reached < from {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        reached = reached.plus_days_f(STRIDE_DAYS).min(from);
        sim.run_to(reached, &mut |_, _, _| {});
    }
    let mut first = Vec::new();
    let family = sim.introduce(&plan.household, &mut |notice, now, world| {
        if let Notice::Fact(fact) = notice {
            also(fact, now, world);
            first.push(*fact);
        }
    });
    let mut follower = Follower::new(family, from, plan.years);
    for fact in &first {
        follower.see(fact, from, &sim.world);
    }
    let until = from.plus_days_f(f64::from(12 * plan.years) * MONTH_DAYS);
    while reached < until {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        reached = reached.plus_days_f(STRIDE_DAYS).min(until);
        sim.run_to(reached, &mut |notice, now, world| {
            if let Notice::Fact(fact) = notice {
                follower.see(fact, now, world);
                also(fact, now, world);
            }
        });
    }
    Some((follower.finish(until, &sim.world), sim.world))
}

/// The same authority, whose calendar reaches to the end of the last life.
fn long_enough(config: &Config, years: u32) -> Config {
    let mut config = config.clone();
    config.run.years = years + 2;
    config
}
