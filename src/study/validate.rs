//! The virtual surveys of a run beside the published figures.

use crate::experiment::compare::Comparison;
use crate::experiment::interval::{Interval, LEVEL, prediction_interval};
use crate::experiment::plan::Plan;
use crate::experiment::student::student_quantile;
use crate::kernel::tally::Moments;
use crate::observe::{Against, SurveyRow, survey_rows};
use crate::study::declared::{Role, margin, role};
use crate::study::published::{Authority, Published, figure};

/// Where a published figure lies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In the range in which one study of this size would fall.
    Inside,
    /// Outside it.
    Outside,
    /// Too few virtual studies to say.
    Unknown,
}

impl Place {
    /// The word for tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "outside",
            Self::Unknown => "too few",
        }
    }
}

/// What two one-sided tests at 5 % say of the difference between the model's mean and the published figure.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Equivalence {
    /// Smaller than the declared margin, the study's own chance included.
    Equivalent,
    /// Larger than it.
    Different,
    /// The study was too small, or the replications too few, to say.
    Open,
}

impl Equivalence {
    /// The verdict on a difference with this interval (of 90 %, for two tests of 5 %).
    pub fn of(interval: Option<Interval>, margin: f64) -> Self {
        match interval {
            Some(i) if i.low >= -margin && i.high <= margin => Self::Equivalent,
            Some(i) if i.low > margin || i.high < -margin => Self::Different,
            _ => Self::Open,
        }
    }

    /// The word for tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Different => "different",
            Self::Open => "open",
        }
    }
}

/// One published figure and the model's answer.
#[derive(Clone, Copy, Debug)]
pub struct ScoreRow {
    /// Index of the arm.
    pub arm: usize,
    /// The authority it describes.
    pub authority: Authority,
    /// The survey row.
    pub row: &'static SurveyRow,
    /// What was published.
    pub published: &'static Published,
    /// What part the figure had in the making of the scenario.
    pub role: Role,
    /// Virtual studies that define it.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// Where one more study of the same size would fall.
    pub range: Option<Interval>,
    /// Where the published figure lies.
    pub place: Place,
    /// The model's mean less the published figure, in standard errors of the two; undefined with too few virtual studies.
    pub z: f64,
    /// The declared margin.
    pub margin: f64,
    /// What the difference says against it.
    pub equivalence: Equivalence,
}

impl ScoreRow {
    /// How many standard deviations of one study the published figure lies from the model's mean.
    pub fn distance(&self) -> f64 {
        (self.published.value - self.mean).abs() / self.sd
    }
}

/// The part of a range that a survey can come out at: nothing asked can be negative, no share is above one, ratings run from 1 to 4.
fn possible(range: Interval, row: &SurveyRow) -> Interval {
    let is_mean = row.id.ends_with(".mean");
    let (least, most) = match row.unit {
        "1" => (0.0, 1.0),
        "1..4" if is_mean => (1.0, 4.0),
        _ => (0.0, f64::INFINITY),
    };
    Interval {
        low: range.low.clamp(least, most),
        high: range.high.clamp(least, most),
    }
}

/// The model's mean against a published figure: z, and the interval of their difference at a level.
///
/// The figure's own chance is the printed standard error where it is a mean with a printed spread; of any other figure, spreads among
/// them, it is the spread of the virtual studies, which are of the same size. Degrees of freedom by Welch and Satterthwaite where the two
/// are estimated apart.
fn against(answers: &Moments, figure: &Published, level: f64) -> (f64, Option<Interval>) {
    if answers.n() < 2 {
        return (f64::NAN, None);
    }
    let studies = answers.n() as f64;
    let of_model = answers.variance() / studies;
    let difference = answers.mean() - figure.value;
    let (error, freedom) = match figure.standard_error() {
        Some(of_figure) => {
            let of_figure = of_figure * of_figure;
            let both = of_model + of_figure;
            let parts = of_model * of_model / (studies - 1.0)
                + of_figure * of_figure / (f64::from(figure.n) - 1.0);
            (both.sqrt(), both * both / parts)
        }
        // Both parts are of one estimated spread.
        None => ((of_model + answers.variance()).sqrt(), studies - 1.0),
    };
    let half = if error > 0.0 {
        student_quantile(0.5 + level / 2.0, freedom) * error
    } else {
        0.0
    };
    let interval = Interval {
        low: difference - half,
        high: difference + half,
    };
    (difference / error, Some(interval))
}

/// The level of the interval that stands for two one-sided tests at 5 %.
const TWO_TESTS: f64 = 0.90;

/// The scorecard of every arm that describes an authority, by arm, in the order of the published tables.
pub fn scorecard(plan: &Plan, comparison: &Comparison) -> Vec<ScoreRow> {
    let mut rows = Vec::new();
    for (arm, surveys) in comparison.surveys.iter().enumerate() {
        let Some(authority) = Authority::named(&plan.arms[arm].name) else {
            continue;
        };
        for (row, answers) in survey_rows().iter().zip(surveys) {
            if row.against != Against::Figure {
                continue;
            }
            let Some(figure) = figure(authority, row.id) else {
                continue;
            };
            let range = prediction_interval(answers, LEVEL).map(|range| possible(range, row));
            let place = match range {
                None => Place::Unknown,
                Some(range) if range.contains(figure.value) => Place::Inside,
                Some(_) => Place::Outside,
            };
            let (z, interval) = against(answers, figure, TWO_TESTS);
            let margin = margin(row.id);
            rows.push(ScoreRow {
                arm,
                authority,
                row,
                published: figure,
                role: role(authority, row.id),
                n: answers.n(),
                mean: answers.mean(),
                sd: answers.sd(),
                range,
                place,
                z,
                margin,
                equivalence: Equivalence::of(interval, margin),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::{Arm, Doubt};
    use crate::experiment::summary::Fold;

    #[test]
    fn figures_are_placed_by_the_range_of_one_study_and_other_arms_are_left_out() {
        let config = crate::scenario::load("la1", &[])
            .expect("an embedded scenario")
            .config;
        let arms = vec![
            Arm::new("la3", "LA3", config.clone()),
            Arm::new("unit-4.5", "", config),
        ];
        let plan = Plan {
            name: "test".into(),
            arms,
            pairs: vec![],
            replications: 3,
            seed: 1,
            changed: vec![],
            doubt: Doubt::default(),
            validation: false,
            asked: crate::experiment::asked::Asked::default(),
        };
        let mut comparison = Comparison::new(&plan, &Fold::new(&plan));
        let answers = |id: &str| {
            let centre = match id {
                "6.7.ghq.mean" => 12.82,
                "7.4.contacts.mean" => 9.0,
                _ => return Moments::default(),
            };
            let mut moments = Moments::default();
            [-0.1, 0.0, 0.1]
                .iter()
                .for_each(|e| moments.push(centre + e));
            moments
        };
        comparison.surveys = vec![survey_rows().iter().map(|row| answers(row.id)).collect(); 2];
        let rows = scorecard(&plan, &comparison);
        assert!(
            rows.iter()
                .all(|row| row.arm == 0 && row.authority == Authority::La3)
        );
        let place = |id: &str| {
            rows.iter()
                .find(|row| row.row.id == id)
                .map(|row| row.place)
        };
        assert_eq!(place("6.7.ghq.mean"), Some(Place::Inside));
        assert_eq!(place("7.4.contacts.mean"), Some(Place::Outside));
        assert_eq!(place("7.7.day.sd"), Some(Place::Unknown));
        assert!(
            rows.iter()
                .filter(|row| row.place == Place::Outside)
                .all(|row| row.distance() > 1.0)
        );
    }

    #[test]
    fn ranges_hold_only_what_a_survey_can_come_out_at() {
        let row = |id: &str| (survey_rows().iter().find(|row| row.id == id)).expect("a survey row");
        let wide = Interval {
            low: -0.2,
            high: 1.4,
        };
        let of = |id| {
            let range = possible(wide, row(id));
            [range.low, range.high]
        };
        assert_eq!(of("7.3.cp_share"), [0.0, 1.0]);
        assert_eq!(of("7.4.contacts.sd"), [0.0, 1.4]);
        assert_eq!(of("7.5.housing.mean"), [1.0, 1.4]);
    }

    #[test]
    fn z_has_the_printed_error_in_it_and_spreads_that_of_the_virtual_studies() {
        let of = |mean: f64, sd: f64, n: u32| {
            // Half above and half below, so that the sample has exactly this mean and spread.
            let step = sd * (f64::from(n - 1) / f64::from(n)).sqrt();
            let mut moments = Moments::default();
            (0..n).for_each(|i| moments.push(mean + if i % 2 == 0 { step } else { -step }));
            moments
        };
        let ghq = figure(Authority::La1, "6.7.ghq.mean").expect("published");
        // (11.0 - 9.88) / sqrt(1.2^2 / 50 + 2.98^2 / 40) = 2.2366.
        let (z, interval) = against(&of(11.0, 1.2, 50), ghq, TWO_TESTS);
        assert!((z - 2.236_6).abs() < 1e-3, "{z}");
        let interval = interval.expect("fifty studies");
        assert!(interval.low > 0.0 && interval.low < 0.4 && interval.high > 1.8);
        assert_eq!(Equivalence::of(Some(interval), 0.5), Equivalence::Open);
        assert_eq!(Equivalence::of(Some(interval), 0.1), Equivalence::Different);
        assert_eq!(
            Equivalence::of(Some(interval), 3.0),
            Equivalence::Equivalent
        );
        // A spread of 3.28 in studies that scatter by 0.3: (3.28 - 2.98) / (0.3 sqrt(1 + 1/40)).
        let spread = figure(Authority::La1, "6.7.ghq.sd").expect("published");
        let (z, _) = against(&of(3.28, 0.3, 40), spread, TWO_TESTS);
        assert!((z - 1.0 / 1.025_f64.sqrt()).abs() < 1e-3, "{z}");
        assert!(against(&of(3.0, 0.0, 1), spread, TWO_TESTS).0.is_nan());
    }
}
