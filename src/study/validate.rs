//! The virtual surveys of a run beside the published figures.

use crate::experiment::compare::Comparison;
use crate::experiment::interval::{Interval, LEVEL, prediction_interval};
use crate::experiment::plan::Plan;
use crate::observe::{SurveyRow, survey_rows};
use crate::study::published::{Authority, Published, published};

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
}

impl ScoreRow {
    /// How many standard deviations of one study the published figure lies from the model's mean.
    pub fn distance(&self) -> f64 {
        (self.published.value - self.mean).abs() / self.sd
    }
}

/// The part of a range that a survey can come out at: nothing asked can be negative, and no share is above one.
fn possible(range: Interval, row: &SurveyRow) -> Interval {
    let most = if row.unit == "1" { 1.0 } else { f64::INFINITY };
    Interval {
        low: range.low.clamp(0.0, most),
        high: range.high.clamp(0.0, most),
    }
}

/// The scorecard of every arm that describes an authority, by arm, in the order of the published tables.
pub fn scorecard(plan: &Plan, comparison: &Comparison) -> Vec<ScoreRow> {
    let mut rows = Vec::new();
    for (arm, surveys) in comparison.surveys.iter().enumerate() {
        let Some(authority) = Authority::named(&plan.arms[arm].name) else {
            continue;
        };
        for figure in published(authority) {
            let Some(at) = survey_rows().iter().position(|row| row.id == figure.row) else {
                continue;
            };
            let Some(answers) = surveys.get(at) else {
                continue;
            };
            let row = &survey_rows()[at];
            let range = prediction_interval(answers, LEVEL).map(|range| possible(range, row));
            let place = match range {
                None => Place::Unknown,
                Some(range) if range.contains(figure.value) => Place::Inside,
                Some(_) => Place::Outside,
            };
            rows.push(ScoreRow {
                arm,
                authority,
                row,
                published: figure,
                n: answers.n(),
                mean: answers.mean(),
                sd: answers.sd(),
                range,
                place,
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::Arm;
    use crate::experiment::summary::Fold;
    use crate::kernel::tally::Moments;

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
    }
}
