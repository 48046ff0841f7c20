//! What each group of features, and caseload, contributes to the difference between two ways of organising.
//!
//! A contribution is a Shapley value: the mean, over orders in which the groups could be switched, of what a group's own switch adds.
//! In every replication the contributions of all groups sum to the whole difference, so that nothing is counted twice or lost.

use crate::experiment::ablation::{
    Ablation, GROUPS, Measured, Orders, Values, drawn_orders, group_of, passed,
};
use crate::experiment::interval::{Interval, LEVEL, mean_interval};
use crate::kernel::tally::Moments;
use crate::observe::{Measure, measures};
use crate::scenario::{Loaded, Provenance};

/// Where the keys of a group come from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Standing {
    /// Keys that differ.
    pub keys: usize,
    /// Of them, those of which either value is assumed or the user's own.
    pub assumed: usize,
}

impl Standing {
    /// The word for tables.
    pub fn word(self) -> &'static str {
        match (self.keys, self.assumed) {
            (_, 0) => "studied",
            (keys, assumed) if keys == assumed => "assumed",
            _ => "partly assumed",
        }
    }
}

/// A mean over replications, with its interval.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Interval of the mean; none with fewer than two replications.
    pub interval: Option<Interval>,
}

impl Part {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut moments = Moments::new();
        values.for_each(|value| moments.push(value));
        Self {
            mean: moments.mean(),
            sd: moments.sd(),
            interval: mean_interval(&moments, LEVEL),
        }
    }
}

/// One measure taken apart.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which.
    pub measure: &'static Measure,
    /// Replications in which every coalition defines it.
    pub n: usize,
    /// Its mean at the scenario's own end, and at the other.
    pub ends: [f64; 2],
    /// By group, as in [`Contributions::groups`].
    pub groups: Vec<Part>,
    /// The other end less the own.
    pub total: Part,
    /// The same without caseload.
    pub structure: Part,
    /// Of the total, groups that are wholly or partly assumed.
    pub assumed: Part,
    /// By replication, then by group: what is averaged above.
    pub by_replication: Vec<(u32, Vec<f64>)>,
}

/// All measures taken apart.
#[derive(Clone, Debug)]
pub struct Contributions {
    /// The groups that differ, by their places in [`GROUPS`].
    pub groups: Vec<usize>,
    /// Of each, where its keys come from.
    pub standing: Vec<Standing>,
    /// By measure.
    pub rows: Vec<Row>,
}

impl Contributions {
    /// Where caseload stands among the groups, if it differs.
    pub fn caseload(&self) -> Option<usize> {
        let is = |&group: &usize| GROUPS[group].name == "caseload";
        self.groups.iter().position(is)
    }

    /// Takes what was run apart. `loaded` is the scenario, whose sources are asked.
    pub fn new(
        loaded: &Loaded,
        ablation: &Ablation,
        orders: Orders,
        seed: u64,
        measured: &Measured,
    ) -> Self {
        let groups = ablation.groups.clone();
        let standing: Vec<Standing> = (groups.iter())
            .map(|&group| standing(loaded, ablation, group))
            .collect();
        let each: Vec<Vec<Vec<f64>>> = (measured.replications.iter())
            .map(|values| contributions(groups.len(), orders, seed, values))
            .collect();
        let rows = (measures().iter().enumerate()).map(|(at, measure)| {
            let defined: Vec<(&Values, &Vec<f64>)> = (measured.replications.iter().zip(&each))
                .map(|(values, each)| (values, &each[at]))
                .filter(|(values, _)| values.values.values().all(|v| v[at].is_finite()))
                .collect();
            let part = |is: &dyn Fn(usize) -> bool| {
                let sum = |(_, by_group): &(&Values, &Vec<f64>)| -> f64 {
                    let of = by_group.iter().enumerate().filter(|(group, _)| is(*group));
                    of.map(|(_, value)| value).sum()
                };
                Part::of(defined.iter().map(sum))
            };
            let end = |coalition: u32| {
                let values = defined
                    .iter()
                    .map(|(values, _)| values.values[&coalition][at]);
                Part::of(values).mean
            };
            let caseload = |group: usize| GROUPS[groups[group]].name == "caseload";
            Row {
                measure,
                n: defined.len(),
                ends: [end(0), end(ablation.coalitions() - 1)],
                groups: (0..groups.len())
                    .map(|own| part(&|group| group == own))
                    .collect(),
                total: part(&|_| true),
                structure: part(&|group| !caseload(group)),
                assumed: part(&|group| standing[group].assumed > 0),
                by_replication: (defined.iter())
                    .map(|(values, by_group)| (values.replication, (*by_group).clone()))
                    .collect(),
            }
        });
        Self {
            rows: rows.collect(),
            groups,
            standing,
        }
    }
}

/// What of a difference is caseload and what is how work is organised, as far as the intervals tell.
pub fn verdict(row: &Row, caseload: &Part) -> &'static str {
    let clear = |part: &Part| {
        part.interval
            .is_some_and(|interval| !interval.contains(0.0))
    };
    let agree = (caseload.mean > 0.0) == (row.structure.mean > 0.0);
    match (clear(caseload), clear(&row.structure)) {
        (true, true) if agree => "both caseload and structure",
        (true, true) => "caseload and structure, which work against each other",
        (true, false) => "caseload; what structure adds cannot be told from nothing",
        (false, true) => "structure; what caseload adds cannot be told from nothing",
        (false, false) => "neither can be told from nothing",
    }
}

/// Contributions in one replication, by measure, then by group.
fn contributions(groups: usize, orders: Orders, seed: u64, run: &Values) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; groups]; measures().len()];
    let mut add = |group: usize, weight: f64, without: u32, with: u32| {
        let (without, with) = (&run.values[&without], &run.values[&with]);
        for (sums, (without, with)) in sums.iter_mut().zip(without.iter().zip(with)) {
            sums[group] += weight * (with - without);
        }
    };
    match orders {
        Orders::All => {
            for group in 0..groups {
                let outside = (0..1_u32 << groups).filter(|without| without >> group & 1 == 0);
                for without in outside {
                    let weight = weight(groups, without.count_ones() as usize);
                    add(group, weight, without, without | 1 << group);
                }
            }
        }
        Orders::Drawn => {
            let drawn = drawn_orders(groups, seed, run.replication);
            for order in &drawn {
                for (&group, step) in order.iter().zip(passed(order).windows(2)) {
                    add(group, 1.0 / drawn.len() as f64, step[0], step[1]);
                }
            }
        }
    }
    sums
}

/// Share of the orders of `groups` in which a given group comes just after a given `before` others.
fn weight(groups: usize, before: usize) -> f64 {
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    factorial(before) * factorial(groups - before - 1) / factorial(groups)
}

fn standing(loaded: &Loaded, ablation: &Ablation, group: usize) -> Standing {
    let keys = || ablation.keys.iter().filter(|key| group_of(key) == group);
    let is_assumed = |key: &&String| {
        [&ablation.own.name, &ablation.other.name]
            .iter()
            .any(|name| {
                let source = loaded.provenance.get(&format!("features.{name}.{key}"));
                matches!(source, Some(Provenance::Assumed { .. } | Provenance::User))
            })
    };
    Standing {
        keys: keys().count(),
        assumed: keys().filter(is_assumed).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// A game of three: each adds its own number, the first two together ten more.
    fn game(coalitions: impl Iterator<Item = u32>) -> Values {
        let value = |coalition: u32| {
            let has = |group: u32| f64::from(coalition >> group & 1);
            has(0) + 2.0 * has(1) + 4.0 * has(2) + 10.0 * has(0) * has(1)
        };
        let values: BTreeMap<u32, Vec<f64>> = coalitions
            .map(|coalition| (coalition, vec![value(coalition); measures().len()]))
            .collect();
        Values {
            replication: 7,
            values,
        }
    }

    #[test]
    fn what_two_bring_about_together_is_shared_between_them() {
        let all = contributions(3, Orders::All, 1, &game(0..8));
        for (found, expected) in all[0].iter().zip([6.0, 7.0, 4.0]) {
            assert!((found - expected).abs() < 1e-12, "{all:?}");
        }
        // With an order and its reverse this game comes out exactly too: it has no interaction of three.
        let drawn = contributions(3, Orders::Drawn, 1, &game(0..8));
        for (found, expected) in drawn[0].iter().zip([6.0, 7.0, 4.0]) {
            assert!((found - expected).abs() < 1e-12, "{drawn:?}");
        }
    }

    #[test]
    fn the_shares_of_orders_sum_to_one() {
        for groups in 1..9 {
            let sum: f64 = (0..1_u32 << groups)
                .filter(|without| without & 1 == 0)
                .map(|without| weight(groups, without.count_ones() as usize))
                .sum();
            assert!((sum - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn a_gain_that_is_caseload_is_not_called_structure() {
        let part = |values: [f64; 3]| Part::of(values.into_iter());
        let row = |structure: [f64; 3]| Row {
            measure: &measures()[0],
            n: 3,
            ends: [0.0; 2],
            groups: Vec::new(),
            total: part([0.0; 3]),
            structure: part(structure),
            assumed: part([0.0; 3]),
            by_replication: Vec::new(),
        };
        let (clear, less, unclear) = ([2.0, 2.1, 1.9], [-2.0, -2.1, -1.9], [2.0, -2.0, 0.0]);
        let said = |structure, caseload| verdict(&row(structure), &part(caseload));
        assert!(said(unclear, clear).starts_with("caseload;"));
        assert!(said(clear, unclear).starts_with("structure;"));
        assert!(said(clear, clear).starts_with("both"));
        assert!(said(less, clear).ends_with("against each other"));
        assert!(said(unclear, unclear).starts_with("neither"));
    }

    #[test]
    fn a_group_is_what_its_keys_are() {
        let word = |keys, assumed| Standing { keys, assumed }.word();
        assert_eq!(
            [word(0, 0), word(3, 1), word(2, 2)],
            ["studied", "partly assumed", "assumed"]
        );
    }
}
