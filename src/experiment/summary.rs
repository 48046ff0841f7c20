//! The fold: what is kept of a replication once its row is written. Its size does not grow with replications.

use crate::experiment::asked::AskedFold;
use crate::experiment::plan::Plan;
use crate::kernel::tally::Moments;
use crate::observe::ReplicationSummary;

/// One replication of every arm, in the plan's order.
#[derive(Clone, Debug)]
pub struct Replication {
    /// Which.
    pub index: u32,
    /// One summary per arm.
    pub arms: Vec<ReplicationSummary>,
}

/// What is kept of one arm. Values undefined in a replication are left out, so each tally has its own n.
#[derive(Clone, Debug, Default)]
pub struct ArmFold {
    /// By measure.
    pub values: Vec<Moments>,
    /// By survey row: one virtual study per replication.
    pub survey: Vec<Moments>,
    /// By series and month since the run's start.
    pub monthly: Vec<Vec<Moments>>,
    /// Open families by week since the run's start.
    pub weekly: Vec<Moments>,
    /// Worker-years simulated.
    pub worker_years: f64,
    /// Events handled.
    pub events: u64,
}

/// What is kept of one measure of one pair, over the replications in which both arms define it.
#[derive(Clone, Copy, Debug, Default)]
pub struct PairedMoments {
    /// The arm.
    pub arm: Moments,
    /// The arm taken away.
    pub minus: Moments,
    /// Their differences.
    pub difference: Moments,
}

impl PairedMoments {
    fn push(&mut self, x: f64, y: f64) {
        if x.is_finite() && y.is_finite() {
            self.arm.push(x);
            self.minus.push(y);
            self.difference.push(x - y);
        }
    }

    /// How many times smaller the common families made the variance of the difference; none if it is exactly zero.
    pub fn variance_ratio(&self) -> Option<f64> {
        let paired = self.difference.variance();
        (self.difference.n() >= 2 && paired > 0.0)
            .then(|| (self.arm.variance() + self.minus.variance()) / paired)
    }
}

/// Everything kept of an experiment.
#[derive(Clone, Debug)]
pub struct Fold {
    /// Replications complete in every arm.
    pub replications: u32,
    /// By arm.
    pub arms: Vec<ArmFold>,
    /// By pair and measure.
    pub pairs: Vec<Vec<PairedMoments>>,
    /// By pair, series and quarter since the run's start.
    pub quarters: Vec<Vec<Vec<PairedMoments>>>,
    /// Replications under plausible sets: the set, and the measures by arm. As many as sets times replications of each, however
    /// many replications there are beside them.
    pub under: Vec<(usize, Vec<Vec<f64>>)>,
    /// For what is asked.
    pub asked: AskedFold,
}

/// Months in a quarter.
pub const QUARTER: usize = 3;

impl Fold {
    /// Nothing yet.
    pub fn new(plan: &Plan) -> Self {
        Self {
            replications: 0,
            arms: vec![ArmFold::default(); plan.arms.len()],
            pairs: vec![Vec::new(); plan.pairs.len()],
            quarters: vec![Vec::new(); plan.pairs.len()],
            under: Vec::new(),
            asked: AskedFold::new(plan),
        }
    }

    /// Takes in one replication. Called in index order by one thread, so that sums do not depend on threads.
    pub fn push(&mut self, plan: &Plan, replication: &Replication) {
        if let Some(set) = plan.set_of(replication.index) {
            let arms = replication
                .arms
                .iter()
                .map(|summary| summary.values.clone());
            self.under.push((set, arms.collect()));
            return;
        }
        self.replications += 1;
        for (arm, summary) in self.arms.iter_mut().zip(&replication.arms) {
            push_each(&mut arm.values, &summary.values);
            push_each(&mut arm.survey, &summary.survey);
            push_each(&mut arm.weekly, &summary.weekly);
            arm.monthly
                .resize_with(arm.monthly.len().max(summary.monthly.len()), Vec::new);
            for (series, values) in arm.monthly.iter_mut().zip(&summary.monthly) {
                push_each(series, values);
            }
            arm.worker_years += summary.worker_years;
            arm.events += summary.events;
        }
        for (kept, pair) in self.pairs.iter_mut().zip(&plan.pairs) {
            let (arm, minus) = (
                &replication.arms[pair.arm].values,
                &replication.arms[pair.minus].values,
            );
            kept.resize_with(arm.len(), PairedMoments::default);
            for ((kept, &x), &y) in kept.iter_mut().zip(arm).zip(minus) {
                kept.push(x, y);
            }
        }
        for (kept, pair) in self.quarters.iter_mut().zip(&plan.pairs) {
            let (arm, minus) = (
                &replication.arms[pair.arm].monthly,
                &replication.arms[pair.minus].monthly,
            );
            kept.resize_with(arm.len(), Vec::new);
            for ((kept, arm), minus) in kept.iter_mut().zip(arm).zip(minus) {
                let quarters = arm.chunks(QUARTER).zip(minus.chunks(QUARTER));
                kept.resize_with(arm.len().div_ceil(QUARTER), PairedMoments::default);
                for (kept, (x, y)) in kept.iter_mut().zip(quarters) {
                    kept.push(mean(x), mean(y));
                }
            }
        }
        self.asked.push(plan, &self.pairs, replication);
    }
}

fn mean(of: &[f64]) -> f64 {
    of.iter().sum::<f64>() / of.len() as f64
}

fn push_each(tallies: &mut Vec<Moments>, values: &[f64]) {
    tallies.resize_with(tallies.len().max(values.len()), Moments::default);
    for (tally, &value) in tallies.iter_mut().zip(values) {
        if value.is_finite() {
            tally.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::{Arm, Doubt, against_the_first};

    fn plan() -> Plan {
        let config = crate::scenario::load("la1", &[])
            .expect("an embedded scenario")
            .config;
        let arms = vec![
            Arm::new("a", "A", config.clone()),
            Arm::new("b", "B", config),
        ];
        Plan {
            name: "test".into(),
            pairs: against_the_first(&arms),
            arms,
            replications: 4,
            seed: 1,
            changed: vec![],
            doubt: Doubt::default(),
            validation: false,
            asked: crate::experiment::asked::Asked::default(),
        }
    }

    fn replication(index: u32, a: f64, b: f64) -> Replication {
        let summary = |x: f64| ReplicationSummary {
            values: vec![x],
            survey: vec![x],
            monthly: vec![vec![x, x]],
            weekly: vec![x],

            worker_years: 1.0,
            events: 1,
        };
        Replication {
            index,
            arms: vec![summary(a), summary(b)],
        }
    }

    #[test]
    fn undefined_values_are_left_out_and_pairs_need_both() {
        let plan = plan();
        let mut fold = Fold::new(&plan);
        for (index, (a, b)) in [(1.0, 3.0), (f64::NAN, 4.0), (2.0, f64::NAN), (3.0, 7.0)]
            .into_iter()
            .enumerate()
        {
            fold.push(&plan, &replication(index as u32, a, b));
        }
        assert_eq!(fold.replications, 4);
        assert_eq!(
            (fold.arms[0].values[0].n(), fold.arms[1].values[0].n()),
            (3, 3)
        );
        assert_eq!(fold.arms[0].monthly[0][1].n(), 3);
        let pair = &fold.pairs[0][0];
        assert_eq!(pair.difference.n(), 2);
        assert!((pair.difference.mean() - 3.0).abs() < 1e-12);
        // Variances 2 and 8 over the two common replications, differences 2 and 4.
        assert!((pair.variance_ratio().expect("two pairs") - 5.0).abs() < 1e-12);
    }

    #[test]
    fn equal_arms_have_no_variance_ratio() {
        let plan = plan();
        let mut fold = Fold::new(&plan);
        for index in 0..3 {
            fold.push(
                &plan,
                &replication(index, f64::from(index), f64::from(index)),
            );
        }
        assert_eq!(fold.pairs[0][0].difference.n(), 3);
        assert_eq!(fold.pairs[0][0].variance_ratio(), None);
    }
}
