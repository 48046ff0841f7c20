//! Doubt about parameters beside chance: how far a difference moves between sets of values that are all plausible.

use crate::experiment::interval::{Interval, LEVEL};
use crate::experiment::plan::Plan;
use crate::experiment::student::student_quantile;
use crate::experiment::summary::Fold;
use crate::kernel::tally::Moments;
use crate::observe::{Measure, measures};

/// Variance between groups of equal size taken apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parts {
    /// Mean over all.
    pub mean: f64,
    /// Mean square between groups.
    pub between: f64,
    /// Mean square within groups: the variance of chance.
    pub within: f64,
    /// Variance of the groups' true means: what is left of the first when chance is taken out; zero if nothing is.
    pub of_groups: f64,
}

/// Takes the variance of groups of equal size apart. None with fewer than two groups, or groups of fewer than two.
pub fn parts(groups: &[Vec<f64>]) -> Option<Parts> {
    let size = groups.first()?.len();
    if groups.len() < 2 || size < 2 || groups.iter().any(|group| group.len() != size) {
        return None;
    }
    let (mut means, mut within) = (Moments::new(), 0.0);
    for group in groups {
        let mut moments = Moments::new();
        group.iter().for_each(|&x| moments.push(x));
        means.push(moments.mean());
        within += moments.variance() / groups.len() as f64;
    }
    let between = size as f64 * means.variance();
    Some(Parts {
        mean: means.mean(),
        between,
        within,
        of_groups: ((between - within) / size as f64).max(0.0),
    })
}

/// One measure of one pair of arms under the plausible sets.
#[derive(Clone, Copy, Debug)]
pub struct DoubtRow {
    /// Index of the pair.
    pub pair: usize,
    /// The measure.
    pub measure: &'static Measure,
    /// Sets in which all replications define it.
    pub sets: usize,
    /// Mean difference over sets.
    pub mean: f64,
    /// Standard deviation of the true difference between sets.
    pub sd: f64,
    /// Where the true difference would lie under one more such set: the spread between sets with chance taken out, and the error of their
    /// mean.
    pub interval: Option<Interval>,
    /// Sets in which the mean difference has the sign of the difference found beside them.
    pub same_sign: usize,
}

impl Parts {
    /// Where the true mean of one more group would lie, from so many groups of so many: the spread between groups with chance taken
    /// out, and the error of their mean, in which chance has its part, so that it is never nothing.
    fn next(&self, groups: usize, size: usize) -> Interval {
        let of_mean = self.between / (groups * size) as f64;
        let spread = (self.of_groups + of_mean).sqrt();
        let half = student_quantile(0.5 + LEVEL / 2.0, (groups - 1) as f64) * spread;
        Interval {
            low: self.mean - half,
            high: self.mean + half,
        }
    }
}

/// By pair, then measure; empty if no sets were carried.
pub fn doubt_rows(plan: &Plan, fold: &Fold) -> Vec<DoubtRow> {
    let mut rows = Vec::new();
    if fold.under.is_empty() {
        return rows;
    }
    for (at, pair) in plan.pairs.iter().enumerate() {
        for (place, measure) in measures().iter().enumerate() {
            let mut groups = vec![Vec::new(); plan.doubt.sets.len()];
            for (set, arms) in &fold.under {
                let difference = arms[pair.arm][place] - arms[pair.minus][place];
                if difference.is_finite() {
                    groups[*set].push(difference);
                }
            }
            groups.retain(|group| group.len() == plan.doubt.replications as usize);
            let mean = |group: &Vec<f64>| group.iter().sum::<f64>() / group.len() as f64;
            let beside = fold.pairs[at].get(place).map(|kept| kept.difference.mean());
            let is_up = beside.is_some_and(|difference| difference > 0.0);
            let same = groups.iter().filter(|group| (mean(group) > 0.0) == is_up);
            let found = parts(&groups);
            rows.push(DoubtRow {
                pair: at,
                measure,
                sets: groups.len(),
                mean: found.map_or(f64::NAN, |p| p.mean),
                sd: found.map_or(f64::NAN, |p| p.of_groups.sqrt()),
                interval: found.map(|p| p.next(groups.len(), groups[0].len())),
                same_sign: same.count(),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::sample;
    use crate::kernel::streams::Streams;

    #[test]
    fn three_groups_of_three_have_the_parts_that_were_worked_out() {
        let groups = [
            vec![3.0, 5.0, 4.0],
            vec![8.0, 9.0, 10.0],
            vec![6.0, 5.0, 7.0],
        ];
        let found = parts(&groups).expect("three groups");
        assert!((found.between - 19.0).abs() < 1e-12 && (found.within - 1.0).abs() < 1e-12);
        assert!((found.of_groups - 6.0).abs() < 1e-12);
        assert!((found.between / 9.0 - 2.1111).abs() < 1e-4);
        assert_eq!(parts(&groups[..1]), None);
    }

    #[test]
    fn chance_alone_is_not_taken_for_doubt() {
        let streams = Streams::new(3, 0);
        let groups: Vec<Vec<f64>> = (0..400)
            .map(|group| {
                (0..2)
                    .map(|r| sample::normal(streams.draw(0, group, r).uniform()))
                    .collect()
            })
            .collect();
        let found = parts(&groups).expect("many groups");
        assert!(
            (found.within - 1.0).abs() < 0.3 && found.of_groups < 0.15,
            "{found:?}"
        );
    }

    #[test]
    fn the_band_holds_the_next_group_as_often_as_it_says() {
        // Twelve groups of two, with as much between groups as within, and then a thirteenth: 95 % within, over 2,000 trials.
        let (mut held, trials) = (0_u32, 2_000);
        for trial in 0..trials {
            let streams = Streams::new(11, trial);
            let normal =
                |purpose, entity| sample::normal(streams.draw(purpose, entity, 0).uniform());
            let truth = |group: u64| normal(0, group);
            let groups: Vec<Vec<f64>> = (0..12)
                .map(|group| {
                    (0..2)
                        .map(|r| truth(group) + normal(1, 2 * group + r))
                        .collect()
                })
                .collect();
            let band = parts(&groups).expect("twelve groups").next(12, 2);
            held += u32::from(band.contains(truth(99)));
        }
        let share = f64::from(held) / f64::from(trials);
        // Taking chance out of so few is itself uncertain, and cut at zero.
        assert!((0.91..0.99).contains(&share), "{share}");
    }

    #[test]
    fn a_band_is_never_nothing() {
        let alike = [vec![0.0, 2.0], vec![2.0, 0.0], vec![0.0, 2.0]];
        let found = parts(&alike).expect("three groups");
        assert_eq!((found.between, found.of_groups), (0.0, 0.0));
        let nearly = [vec![0.0, 2.0], vec![2.0, 0.1], vec![0.0, 2.0]];
        let found = parts(&nearly).expect("three groups");
        assert_eq!(found.of_groups, 0.0);
        assert!(found.next(3, 2).half_width() > 0.0);
    }
}
