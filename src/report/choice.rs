//! What a chart shows where there is more than it has room for.

use super::read::{Pair, Results};

impl Results {
    /// The arms that a chart with room for so many draws: all if they fit, or else what the others are compared with, those that answer a
    /// question, the ends of every factor, and then the first.
    pub(super) fn drawn(&self, most: usize) -> Vec<usize> {
        let all = self.compared();
        if all.len() <= most {
            return all;
        }
        let place = |name: &str| self.arms.iter().position(|arm| arm.name == name);
        let answering = self
            .answers
            .iter()
            .filter_map(|answer| place(&answer.tried));
        let mut ends: Vec<usize> = Vec::new();
        let mut values: Vec<(f64, usize)> = (self.levels.iter())
            .filter_map(|level| Some((level.value.parse().ok()?, place(&level.arm)?)))
            .collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        ends.extend(values.first().map(|&(_, arm)| arm));
        ends.extend(values.last().map(|&(_, arm)| arm));
        let wanted = (all.first().copied().into_iter())
            .chain(answering)
            .chain(ends)
            .chain(all.iter().copied());
        let mut kept: Vec<usize> = Vec::new();
        for arm in wanted {
            if kept.len() < most && !kept.contains(&arm) {
                kept.push(arm);
            }
        }
        all.into_iter().filter(|arm| kept.contains(arm)).collect()
    }

    /// The pair that titles speak of: where a factor has levels that of an arm that answers a question, or else of the last level; the
    /// first otherwise.
    pub(super) fn leading(&self) -> Option<usize> {
        if self.levels.is_empty() {
            return (!self.pairs.is_empty()).then_some(0);
        }
        let tried = |pair: &Pair| {
            let name = &self.arms[pair.arm].name;
            self.answers.iter().any(|answer| answer.tried == *name)
        };
        (self.pairs.iter().rposition(tried)).or(self.pairs.len().checked_sub(1))
    }

    /// The pairs whose quarters are drawn beside these arms: the first two roads; without any, where a factor has levels the last two of them, or else those that share the first figure.
    pub(super) fn followed(&self, arms: &[usize]) -> Vec<usize> {
        let is_drawn = |&at: &usize| {
            let pair = &self.pairs[at];
            arms.contains(&pair.arm) && arms.contains(&pair.minus)
        };
        let roads: Vec<usize> = (self.roads.iter().copied())
            .filter(is_drawn)
            .take(2)
            .collect();
        if !roads.is_empty() {
            return roads;
        }
        if self.levels.is_empty() {
            let first = super::words::groups(self).into_iter().next();
            return first.map_or(Vec::new(), |(_, pairs)| pairs);
        }
        (0..self.pairs.len())
            .rev()
            .filter(is_drawn)
            .take(2)
            .collect()
    }

    /// That not all arms are drawn, if so.
    pub(super) fn undrawn(&self, most: usize) -> String {
        let all = self.compared().len();
        if all <= most {
            String::new()
        } else {
            format!(" Of {all} arms {most} are drawn.")
        }
    }

    /// The arms that were compared, in the order of the comparisons; all if none were.
    pub(super) fn compared(&self) -> Vec<usize> {
        let mut arms: Vec<usize> = Vec::new();
        for arm in self.pairs.iter().flat_map(|pair| [pair.minus, pair.arm]) {
            if !arms.contains(&arm) {
                arms.push(arm);
            }
        }
        if arms.is_empty() {
            (0..self.arms.len()).collect()
        } else {
            arms
        }
    }
}
