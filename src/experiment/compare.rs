//! The fold as rows with intervals and verdicts: what every table, file and sentence is made from.

use crate::experiment::asked::Told;
use crate::experiment::doubt::{DoubtRow, doubt_rows};
use crate::experiment::interval::{Interval, LEVEL, Verdict, mean_interval};
use crate::experiment::plan::Plan;
use crate::experiment::precision::needed_from;
use crate::experiment::summary::{Fold, QUARTER};
use crate::experiment::warmup::{WarmUp, mser5};
use crate::kernel::tally::Moments;
use crate::observe::{Evidence, Measure, measures, series_names};

/// One measure of one arm.
#[derive(Clone, Copy, Debug)]
pub struct MeanRow {
    /// Index of the arm.
    pub arm: usize,
    /// The measure.
    pub measure: &'static Measure,
    /// Replications in which it is defined.
    pub n: u64,
    /// Mean over them.
    pub mean: f64,
    /// Standard deviation between them.
    pub sd: f64,
    /// Interval for the mean.
    pub interval: Option<Interval>,
}

/// One measure of one pair of arms.
#[derive(Clone, Copy, Debug)]
pub struct DifferenceRow {
    /// Index of the pair.
    pub pair: usize,
    /// The measure.
    pub measure: &'static Measure,
    /// Replications in which both arms define it.
    pub n: u64,
    /// Mean of the arm over them.
    pub arm: f64,
    /// Mean of the arm taken away.
    pub minus: f64,
    /// Mean of the differences.
    pub difference: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// Paired interval for the mean difference.
    pub interval: Option<Interval>,
    /// The difference that matters: asked by the experiment, or declared for the measure.
    pub margin: Option<f64>,
    /// What the interval says against that.
    pub verdict: Verdict,
    /// How many times smaller common families made the variance.
    pub variance_ratio: Option<f64>,
    /// Replications that would bring the interval's half-width down to the margin.
    pub replications_for_margin: Option<u64>,
}

impl DifferenceRow {
    /// The verdict's word. Neither side is called higher where nothing published stands behind the measure.
    pub fn word(&self) -> &'static str {
        match self.verdict {
            Verdict::Higher | Verdict::Lower | Verdict::SlightlyHigher | Verdict::SlightlyLower
                if !may_rank(self.measure) =>
            {
                "differs"
            }
            verdict => verdict.word(),
        }
    }
}

/// Whether arms may be ranked on a measure: only if it is compared with data.
pub fn may_rank(measure: &Measure) -> bool {
    measure.evidence == Evidence::Data
}

/// One month of one series of one arm.
#[derive(Clone, Debug)]
pub struct SeriesRow {
    /// Index of the arm.
    pub arm: usize,
    /// YYYY-MM.
    pub month: String,
    /// The series.
    pub series: &'static str,
    /// Replications.
    pub n: u64,
    /// Mean over them.
    pub mean: f64,
    /// Interval for the mean.
    pub interval: Option<Interval>,
}

/// One quarter of one series of one pair.
#[derive(Clone, Debug)]
pub struct QuarterRow {
    /// Index of the pair.
    pub pair: usize,
    /// Quarters since the run's start.
    pub quarter: usize,
    /// YYYY-MM of its first month.
    pub month: String,
    /// The series.
    pub series: &'static str,
    /// Replications that define it in both arms.
    pub n: u64,
    /// Mean of the arm.
    pub arm: f64,
    /// Mean of the arm taken away.
    pub minus: f64,
    /// Mean of the paired differences.
    pub difference: f64,
    /// Interval for that mean.
    pub interval: Option<Interval>,
}

/// All rows of an experiment.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Replications complete in every arm.
    pub replications: u32,
    /// By arm, then measure.
    pub means: Vec<MeanRow>,
    /// By pair, then measure.
    pub differences: Vec<DifferenceRow>,
    /// By pair, then measure, under the plausible sets; empty if none were carried.
    pub doubts: Vec<DoubtRow>,
    /// Replications complete in every arm, those under plausible sets among them.
    pub tried: u32,
    /// By arm, then series, then month.
    pub series: Vec<SeriesRow>,
    /// By pair, then series, then quarter.
    pub quarters: Vec<QuarterRow>,
    /// MSER-5 on the weekly open families averaged over replications, by arm.
    pub warm_ups: Vec<WarmUp>,
    /// The virtual surveys, by arm and survey row.
    pub surveys: Vec<Vec<Moments>>,
    /// Worker-years simulated in all.
    pub worker_years: f64,
    /// Events handled in all.
    pub events: u64,
    /// What they say to what is asked.
    pub told: Told,
}

impl Comparison {
    /// The rows of a fold.
    pub fn new(plan: &Plan, fold: &Fold) -> Self {
        let means = (fold.arms.iter().enumerate())
            .flat_map(|(arm, kept)| {
                kept.values
                    .iter()
                    .zip(measures())
                    .map(move |(m, measure)| mean_row(arm, measure, m))
            })
            .collect();
        let mut differences = Vec::new();
        for (pair, kept) in fold.pairs.iter().enumerate() {
            for (paired, measure) in kept.iter().zip(measures()) {
                let interval = mean_interval(&paired.difference, LEVEL);
                let difference = paired.difference.mean();
                let margin = plan.asked.matters(measure);
                differences.push(DifferenceRow {
                    pair,
                    measure,
                    n: paired.difference.n(),
                    arm: paired.arm.mean(),
                    minus: paired.minus.mean(),
                    difference,
                    sd: paired.difference.sd(),
                    interval,
                    margin,
                    verdict: Verdict::of(difference, interval, margin),
                    variance_ratio: paired.variance_ratio(),
                    replications_for_margin: margin
                        .and_then(|m| replications_for(&paired.difference, m)),
                });
            }
        }
        let mut series = Vec::new();
        for (arm, kept) in fold.arms.iter().enumerate() {
            for (months, name) in kept.monthly.iter().zip(series_names()) {
                for (month, moments) in months.iter().enumerate() {
                    series.push(SeriesRow {
                        arm,
                        month: plan.arms[arm].month(month),
                        series: name,
                        n: moments.n(),
                        mean: moments.mean(),
                        interval: mean_interval(moments, LEVEL),
                    });
                }
            }
        }
        let mut quarters = Vec::new();
        for (pair, kept) in fold.quarters.iter().enumerate() {
            for (of_series, name) in kept.iter().zip(series_names()) {
                for (quarter, paired) in of_series.iter().enumerate() {
                    quarters.push(QuarterRow {
                        pair,
                        quarter,
                        month: plan.arms[plan.pairs[pair].arm].month(quarter * QUARTER),
                        series: name,
                        n: paired.difference.n(),
                        arm: paired.arm.mean(),
                        minus: paired.minus.mean(),
                        difference: paired.difference.mean(),
                        interval: mean_interval(&paired.difference, LEVEL),
                    });
                }
            }
        }
        let weekly_means =
            |weekly: &[Moments]| weekly.iter().map(Moments::mean).collect::<Vec<f64>>();
        Self {
            replications: fold.replications,
            doubts: doubt_rows(plan, fold),
            tried: fold.replications + fold.under.len() as u32,
            means,
            differences,
            series,
            quarters,
            warm_ups: fold
                .arms
                .iter()
                .map(|arm| mser5(&weekly_means(&arm.weekly)))
                .collect(),
            surveys: fold.arms.iter().map(|arm| arm.survey.clone()).collect(),
            worker_years: fold.arms.iter().map(|arm| arm.worker_years).sum(),
            events: fold.arms.iter().map(|arm| arm.events).sum(),
            told: Told::new(plan, fold),
        }
    }

    /// The row of a measure of an arm.
    pub fn mean(&self, arm: usize, name: &str) -> Option<&MeanRow> {
        self.means
            .iter()
            .find(|row| row.arm == arm && row.measure.name == name)
    }

    /// The row of a measure of a pair under the plausible sets.
    pub fn doubt(&self, pair: usize, name: &str) -> Option<&DoubtRow> {
        self.doubts
            .iter()
            .find(|row| row.pair == pair && row.measure.name == name)
    }

    /// The row of a measure of a pair.
    pub fn difference(&self, pair: usize, name: &str) -> Option<&DifferenceRow> {
        self.differences
            .iter()
            .find(|row| row.pair == pair && row.measure.name == name)
    }
}

fn mean_row(arm: usize, measure: &'static Measure, of: &Moments) -> MeanRow {
    MeanRow {
        arm,
        measure,
        n: of.n(),
        mean: of.mean(),
        sd: of.sd(),
        interval: mean_interval(of, LEVEL),
    }
}

/// The least number of replications whose half-width is within `margin`, if their spread is what it was.
fn replications_for(of: &Moments, margin: f64) -> Option<u64> {
    (of.n() >= 2)
        .then(|| needed_from(2, of.sd(), LEVEL, margin))
        .flatten()
}

/// The tag of a measure that is neither compared with data nor assumed.
pub const NEITHER: &str = "-";

/// The letter that says what a measure can be held against.
pub fn tag(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Data => "D",
        Evidence::Assumption => "A",
        Evidence::Neither => NEITHER,
    }
}

/// The same in words.
pub fn tag_words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Data => "compared with data",
        Evidence::Assumption => "model assumption only",
        Evidence::Neither => "neither compared nor assumed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::{Arm, Doubt, Shard, against_the_first};
    use crate::experiment::runner::{Control, Kept, run};
    use std::sync::atomic::AtomicBool;

    #[test]
    fn the_null_arm_differs_by_exactly_zero_in_every_measure() {
        let quick = ["run.warm_up_months=3", "run.years=1"].map(str::to_owned);
        let config = crate::scenario::load("la1", &quick)
            .expect("embedded")
            .config;
        let arms = vec![
            Arm::new("la1", "LA1", config.clone()),
            Arm::new("null", "changes nothing", config),
        ];
        let plan = Plan {
            name: "null".into(),
            pairs: against_the_first(&arms),
            arms,
            replications: 3,
            seed: 1,
            changed: vec![],
            doubt: Doubt::default(),
            validation: false,
            asked: crate::experiment::asked::Asked::default(),
        };
        let stop = AtomicBool::new(false);
        let control = Control {
            threads: 2,
            stop: &stop,
            job_done: &|| {},
        };
        let outcome = run(&plan, Shard::WHOLE, &control, &Kept::NOTHING, &mut |_| {
            Ok(())
        })
        .expect("it runs");
        let comparison = Comparison::new(&plan, &outcome.fold);
        assert_eq!(comparison.differences.len(), measures().len());
        let defined: Vec<_> = comparison
            .differences
            .iter()
            .filter(|row| row.n >= 2)
            .collect();
        assert!(!defined.is_empty());
        for row in defined {
            assert!(
                row.difference == 0.0 && row.sd == 0.0,
                "{}: {}",
                row.measure.name,
                row.difference
            );
            assert_eq!(row.verdict, Verdict::Same, "{}", row.measure.name);
        }
        assert!(
            comparison
                .mean(0, measures()[0].name)
                .is_some_and(|row| row.mean.is_finite())
        );
    }

    #[test]
    fn nothing_is_called_higher_on_assumption_alone() {
        for measure in measures() {
            let row = DifferenceRow {
                pair: 0,
                measure,
                n: 9,
                arm: 2.0,
                minus: 1.0,
                difference: 1.0,
                sd: 0.1,
                interval: Some(Interval {
                    low: 0.9,
                    high: 1.1,
                }),
                margin: measure.margin,
                verdict: Verdict::Higher,
                variance_ratio: None,
                replications_for_margin: None,
            };
            let word = if measure.evidence == Evidence::Data {
                "higher"
            } else {
                "differs"
            };
            assert_eq!(row.word(), word, "{}", measure.name);
        }
        assert!(measures().iter().any(may_rank) && !measures().iter().all(may_rank));
    }

    #[test]
    fn replications_for_a_margin_grow_with_the_square_of_the_noise() {
        let moments = |scale: f64| {
            let mut moments = Moments::default();
            [-1.0, 1.0, -1.0, 1.0, 0.0]
                .iter()
                .for_each(|x| moments.push(x * scale));
            moments
        };
        let one = replications_for(&moments(10.0), 1.0).expect("five");
        let two = replications_for(&moments(20.0), 1.0).expect("five");
        // Their quantile is that of so many replications, close to the normal's 1.96.
        assert!((385..=388).contains(&one), "{one}");
        assert!(two.abs_diff(4 * one) <= 8, "{one} {two}");
        assert_eq!(replications_for(&Moments::default(), 1.0), None);
    }
}
