//! Known answers of the statistics: what textbooks and other programs print, beside what this one computes.

use super::interval::{mean_interval, welch_freedom, welch_interval};
use super::multiplicity::{bonferroni_quantile, holm};
use super::precision::{LookAhead, enough, needed, of_the_estimate, relative_half_width};
use super::quantile::{quantile_ranks, share_interval};
use super::selection::{KimNelson, kim_nelson_eta, rinott, spread_budget};
use super::student::student_quantile;
use super::warmup::{WarmUp, moving_average, mser5};
use crate::kernel::tally::{Moments, TimeWeighted};
use crate::kernel::time::SimTime;

const LAW: &str = "Law, Simulation Modeling and Analysis";
const SIM_TOOLS: &str = "sim-tools, tests of replications";
const SELECTION: &str = "Kim and Nelson; Bechhofer, Santner and Goldsman; recomputed";
const FORMULA: &str = "formula, recomputed";
const HILLIER: &str = "Hillier and Lieberman, exercise";

/// Standard normal values, one a line, the first of NumPy's generator with seed 0, 1, 2 and so on: the published
/// back-tests use mean + spread × these.
const NORMALS: &str = include_str!("normals.txt");

/// A published number and what is computed here.
#[derive(Clone, Debug)]
pub struct Known {
    /// What it is.
    pub what: String,
    /// What is printed.
    pub printed: f64,
    /// What comes out here; not a number if nothing does.
    pub computed: f64,
    /// Half of the last place printed, or nothing for whole numbers.
    pub tolerance: f64,
    /// Where it is printed.
    pub source: &'static str,
}

struct Answers(Vec<Known>);

impl Answers {
    /// A number printed to so many decimal places.
    fn to(&mut self, source: &'static str, what: &str, printed: f64, places: i32, computed: f64) {
        let tolerance = if places == 0 {
            0.0
        } else {
            // A little more than half, for numbers that end in a five.
            0.501 * 10_f64.powi(-places)
        };
        self.0.push(Known {
            what: what.to_owned(),
            printed,
            computed,
            tolerance,
            source,
        });
    }

    fn whole(&mut self, source: &'static str, what: &str, printed: usize, computed: Option<usize>) {
        let computed = computed.map_or(f64::NAN, |computed| computed as f64);
        self.to(source, what, printed as f64, 0, computed);
    }
}

/// All of them.
pub fn answers() -> Vec<Known> {
    let mut answers = Answers(Vec::new());
    intervals(&mut answers);
    replications(&mut answers);
    warm_up(&mut answers);
    without_a_law(&mut answers);
    selections(&mut answers);
    answers.0
}

fn moments(values: impl IntoIterator<Item = f64>) -> Moments {
    let mut moments = Moments::new();
    values.into_iter().for_each(|x| moments.push(x));
    moments
}

fn ends(interval: Option<super::interval::Interval>) -> [f64; 2] {
    interval.map_or([f64::NAN; 2], |i| [i.low, i.high])
}

fn half(of: &Moments, level: f64) -> f64 {
    mean_interval(of, level).map_or(f64::NAN, |interval| interval.half_width())
}

fn intervals(to: &mut Answers) {
    let delays = moments([1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60]);
    to.to(LAW, "ten bank delays: mean", 2.031, 3, delays.mean());
    to.to(
        LAW,
        "ten bank delays: half of the 90 % interval",
        0.322_283,
        6,
        half(&delays, 0.9),
    );
    let count = |n: Option<u64>| n.map(|n| n as usize);
    let absolute = needed(&delays, 0.9, 0.25);
    to.whole(
        LAW,
        "ten bank delays: replications for ± 0.25",
        16,
        count(absolute),
    );
    let relative = needed(&delays, 0.9, of_the_estimate(0.1) * delays.mean());
    to.whole(
        LAW,
        "ten bank delays: replications for 10 %",
        27,
        count(relative),
    );

    let first = [126.97, 124.31, 126.68, 122.66, 127.23];
    let second = [118.21, 120.22, 122.45, 122.68, 119.40];
    let differences = moments(first.iter().zip(second).map(|(a, b)| a - b));
    let [low, high] = ends(mean_interval(&differences, 0.9));
    to.to(
        LAW,
        "two inventories, paired: mean difference",
        4.978,
        3,
        differences.mean(),
    );
    to.to(
        LAW,
        "two inventories, paired: 90 % interval from",
        1.6491,
        4,
        low,
    );
    to.to(LAW, "two inventories, paired: to", 8.3069, 4, high);
    let [first, second] = [moments(first), moments(second)];
    let freedom = welch_freedom(&first, &second).unwrap_or(f64::NAN);
    let [low, high] = ends(welch_interval(&first, &second, 0.9));
    to.to(
        LAW,
        "two inventories, Welch: degrees of freedom",
        7.992_386,
        6,
        freedom,
    );
    to.to(
        LAW,
        "two inventories, Welch: 90 % interval from",
        2.660_79,
        5,
        low,
    );
    to.to(LAW, "two inventories, Welch: to", 7.295_21, 5, high);

    let three = moments([10.0, 20.0, 30.0]);
    to.to(
        SIM_TOOLS,
        "Student's t, 0.975, 2 degrees of freedom",
        4.302_652_729_749,
        12,
        student_quantile(0.975, 2.0),
    );
    to.to(
        SIM_TOOLS,
        "10, 20, 30: half of the 95 % interval",
        24.841_377_12,
        8,
        half(&three, 0.95),
    );
    for (n, mean, sd, from, until) in [
        (
            3,
            9.937_501_409_884_78,
            0.096_607_772_606_436_8,
            9.697_514_398_704_93,
            10.177_488_421_064_6,
        ),
        (
            15,
            10.006_694_078_296_3,
            0.091_302_161_324_606_6,
            9.956_132_626_649_77,
            10.057_255_529_942_9,
        ),
    ] {
        let m2 = sd * sd * (n - 1) as f64;
        let [low, high] = ends(mean_interval(&Moments { n, mean, m2 }, 0.95));
        to.to(
            "rdesrap_mms, choose_rep_results",
            &format!("{n} replications: 95 % interval from"),
            from,
            12,
            low,
        );
        to.to(
            "rdesrap_mms, choose_rep_results",
            &format!("{n} replications: to"),
            until,
            12,
            high,
        );
    }
    for (together, printed) in [(3, 2.933_324), (5, 3.249_836), (10, 3.689_662)] {
        let what = format!("Bonferroni's t of {together} intervals, 9 degrees of freedom");
        to.to(
            FORMULA,
            &what,
            printed,
            6,
            bonferroni_quantile(0.95, together, 9.0),
        );
    }
    let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
    to.to(
        FORMULA,
        "Holm: third of 0.01, 0.04, 0.03, 0.005 adjusted",
        0.06,
        9,
        adjusted[2],
    );

    let batches = (0..20).map(|batch| {
        let of_batch = (1..=50).map(|i| f64::from(7919 * (50 * batch + i) % 1009) / 1009.0);
        of_batch.sum::<f64>() / 50.0
    });
    let batches = moments(batches);
    to.to(
        FORMULA,
        "twenty batch means: mean",
        0.500_541_129_8,
        10,
        batches.mean(),
    );
    to.to(
        FORMULA,
        "twenty batch means: spread",
        0.016_558_708_4,
        10,
        batches.sd(),
    );
    to.to(
        FORMULA,
        "twenty batch means: half of the 95 % interval",
        0.007_749_714_1,
        10,
        half(&batches, 0.95),
    );

    let [present, waiting] = exercise();
    to.to(HILLIER, "time-weighted number present", 1.3, 9, present);
    to.to(HILLIER, "time-weighted number waiting", 0.4, 9, waiting);
}

/// Number present: 0 for 10 minutes, 1 for 17, 2 for 24, 1 for 15, 2 for 16, 1 for 18; one server.
fn exercise() -> [f64; 2] {
    let (mut present, mut waiting) = (TimeWeighted::default(), TimeWeighted::default());
    let mut now = SimTime(0);
    for (level, minutes) in [(0, 10), (1, 17), (2, 24), (1, 15), (2, 16), (1, 18)] {
        present.set(now, f64::from(level));
        waiting.set(now, f64::from((level - 1).max(0)));
        now = now.plus_minutes(minutes);
    }
    [present, waiting].map(|level| level.mean(now))
}

fn replications(to: &mut Answers) {
    let normals: Vec<f64> = (NORMALS.lines())
        .filter_map(|line| line.parse().ok())
        .collect();
    // By the interval alone: values from seed 1 on, of three the interval is not trusted.
    for (mean, sd, printed) in [(7.0, 0.2, 5), (10.0, 2.0, 58), (50.0, 1.0, 4)] {
        let values: Vec<f64> = normals[1..].iter().map(|z| mean + sd * z).collect();
        let what = format!("replications by the interval, normal {mean} ± {sd}, 5 %");
        let found = enough(&values, 0.95, 0.05, 3);
        to.whole(SIM_TOOLS, &what, printed, found);
        if let (58, Some(n)) = (printed, found) {
            let so_far = moments(values[..n].iter().copied());
            let relative = relative_half_width(&so_far, 0.95).unwrap_or(f64::NAN);
            to.to(
                SIM_TOOLS,
                "their mean",
                9.887_572_825_397_21,
                12,
                so_far.mean(),
            );
            to.to(SIM_TOOLS, "their spread", 1.870_033_989_6, 10, so_far.sd());
            to.to(
                SIM_TOOLS,
                "their relative half-width",
                0.049_729_127_769,
                12,
                relative,
            );
        }
    }
    for (mean, sd, printed, made) in [
        (100.0, 4.0, 3, 13),
        (1.0, 1.0, 332, 368),
        (44.0, 27.0, 171, 189),
    ] {
        let mut rule = LookAhead::new(10.0);
        let mut so_far = Moments::new();
        let found = normals.iter().find_map(|z| {
            so_far.push(mean + sd * z);
            rule.feed(relative_half_width(&so_far, 0.95).map(|relative| relative / 0.1))
        });
        let what = format!("replications by looking ahead, normal {mean} ± {sd}, 10 %");
        to.whole(SIM_TOOLS, &what, printed, found.map(|n| n as usize));
        let what = format!("{what}: made until it was known");
        to.whole(SIM_TOOLS, &what, made, Some(rule.made() as usize));
    }
}

fn warm_up(to: &mut Answers) {
    let series: Vec<f64> = (0..200)
        .map(|i| {
            10.0 - 8.0 * libm::exp(-f64::from(i) / 15.0) + 0.1 * (f64::from((37 * i) % 11) - 5.0)
        })
        .collect();
    let (cut, value) = match mser5(&series) {
        WarmUp::Truncate {
            observations,
            statistic,
            ..
        } => (Some(observations), statistic),
        WarmUp::RunLonger | WarmUp::TooShort => (None, f64::NAN),
    };
    to.whole(FORMULA, "MSER-5: observations cut", 70, cut);
    to.to(
        FORMULA,
        "MSER-5: statistic there",
        2.410_504_38e-4,
        12,
        value,
    );
    let kept = moments(series.iter().skip(cut.unwrap_or(0)).copied());
    to.to(
        FORMULA,
        "MSER-5: mean of the rest",
        9.991_798_01,
        8,
        kept.mean(),
    );
    let squares: Vec<f64> = (1..=10).map(|i| f64::from(i * i)).collect();
    let printed = [1.0, 4.6667, 11.0, 18.0, 27.0, 38.0, 51.0, 66.0];
    for (at, (average, printed)) in moving_average(&squares, 2)
        .into_iter()
        .zip(printed)
        .enumerate()
    {
        let what = format!("Welch's moving average of squares, value {}", at + 1);
        to.to(FORMULA, &what, printed, 4, average);
    }
}

fn without_a_law(to: &mut Answers) {
    for (p, low, high, coverage, places) in [(0.9, 84, 96, 0.955_69, 5), (0.5, 40, 61, 0.9648, 4)] {
        let ranks = quantile_ranks(100, p, 0.95);
        let what = |end: &str| format!("quantile {p} of 100 values: {end}");
        to.whole(FORMULA, &what("lower rank"), low, ranks.map(|r| r.low));
        to.whole(FORMULA, &what("upper rank"), high, ranks.map(|r| r.high));
        let computed = ranks.map_or(f64::NAN, |r| r.coverage);
        to.to(FORMULA, &what("coverage"), coverage, places, computed);
    }
    let refused = usize::from(quantile_ranks(59, 0.95, 0.95).is_none());
    to.whole(
        FORMULA,
        "quantile 0.95 of 59 values: refused",
        1,
        Some(refused),
    );
    let [low, high] = ends(share_interval(8, 50, 0.95));
    to.to(FORMULA, "Wilson, 8 of 50: from", 0.083_374, 6, low);
    to.to(FORMULA, "Wilson, 8 of 50: to", 0.285_142, 6, high);
}

fn selections(to: &mut Answers) {
    let systems = [2, 3, 4, 5, 8, 10];
    for (chance, first, printed) in [
        (0.90, 10, [1.9986, 2.5875, 2.9126, 3.1367, 3.5601, 3.7459]),
        (0.95, 10, [2.6141, 3.1657, 3.4763, 3.6926, 4.1062, 4.2895]),
        (0.95, 20, [2.4525, 2.9372, 3.2032, 3.3854, 3.7268, 3.8753]),
        (0.95, 30, [2.4070, 2.8743, 3.1289, 3.3026, 3.6261, 3.7660]),
        (0.95, 50, [2.3731, 2.8279, 3.0744, 3.2420, 3.5529, 3.6868]),
    ] {
        for (systems, printed) in systems.into_iter().zip(printed) {
            let h = rinott(systems, first, chance).unwrap_or(f64::NAN);
            let what = format!("Rinott's h, {systems} systems, first stage {first}, {chance}");
            to.to(SELECTION, &what, printed, 4, h);
        }
    }
    let h = rinott(8, 10, 0.975).unwrap_or(f64::NAN);
    to.to(
        SELECTION,
        "Rinott's h, 8 systems, first stage 10, 0.975",
        4.6349,
        4,
        h,
    );
    for (systems, eta, h_squared) in [(2, 0.334_050, 6.012_905), (5, 0.634_967, 11.429_411)] {
        let what =
            |of: &str| format!("Kim and Nelson's {of}, {systems} systems, first stage 10, 0.05");
        to.to(
            SELECTION,
            &what("eta"),
            eta,
            6,
            kim_nelson_eta(systems, 10, 0.05),
        );
        let rule = KimNelson::new(systems, 10, 0.05, 1.0);
        let computed = rule.map_or(f64::NAN, |rule| rule.h_squared());
        to.to(SELECTION, &what("h squared"), h_squared, 6, computed);
    }
    // The smallest is the best there.
    let means = [-1.0, -2.0, -3.0, -4.0, -5.0];
    let spread = spread_budget(&means, &[1.0; 5], 1_000.0).unwrap_or(vec![f64::NAN; 5]);
    let printed = [421.823, 406.134, 101.534, 45.126, 25.383];
    for (at, (computed, printed)) in spread.into_iter().zip(printed).enumerate() {
        let what = format!(
            "optimal spread of 1000 over means 1 to 5: system {}",
            at + 1
        );
        to.to(SELECTION, &what, printed, 3, computed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_answer_is_met() {
        let answers = answers();
        assert!(answers.len() > 85, "{}", answers.len());
        let is_met = |known: &Known| (known.computed - known.printed).abs() <= known.tolerance;
        let missed: Vec<&Known> = answers.iter().filter(|known| !is_met(known)).collect();
        assert!(missed.is_empty(), "{missed:#?}");
    }

    #[test]
    fn rounding_before_comparing_would_stop_too_early() {
        let values: Vec<f64> = (NORMALS.lines().skip(1))
            .filter_map(|line| Some(10.0 + 2.0 * line.parse::<f64>().ok()?))
            .collect();
        let mut so_far = Moments::new();
        let rounded = values.iter().position(|&x| {
            so_far.push(x);
            let relative = relative_half_width(&so_far, 0.95).unwrap_or(1.0);
            so_far.n() > 3 && (100.0 * relative).round() / 100.0 <= 0.05
        });
        assert_eq!(rounded.map(|at| at + 1), Some(51));
    }
}
