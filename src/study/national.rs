//! A reference authority of 50,000 children beside the authorities of England: the national figure, and how far real ones lie apart.
//!
//! Department for Education, children in need and children looked after 2023-24, and children's social work workforce 2024; spreads between
//! authorities of the same year, those marked 2025 of the year to March or September 2025.

use crate::experiment::compare::Comparison;
use crate::experiment::plan::Plan;
use crate::observe::survey_rows;
use crate::study::declared::Role;

/// The scenario that is held against national figures.
pub const SCENARIO: &str = "england-2024";
/// Children under eighteen who live in it.
const CHILDREN: f64 = 50_000.0;
/// Rates are per so many children.
const PER: f64 = 10_000.0;
/// Children in a family, by which families are turned into children: the study's, with which the scenario was written.
const CHILDREN_A_FAMILY: f64 = 2.11;

/// A number of the scenario by the name of its measure or the id of its survey row.
type Of<'a> = &'a dyn Fn(&str) -> f64;

/// A national figure and its spread.
pub struct Band {
    /// Its name in files.
    pub id: &'static str,
    /// Plain words.
    pub label: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// England as a whole.
    pub nation: f64,
    /// Between authorities: percentiles 10, 25, 50, 75 and 90; none where only the national figure is known.
    pub spread: Option<[f64; 5]>,
    /// The year of the spread, or else of the figure.
    pub year: &'static str,
    /// What part the figure had in the making of the scenario.
    pub role: Role,
    value: fn(Of<'_>) -> f64,
}

/// Families a year as children a year for each 10,000.
fn families_rate(families: f64) -> f64 {
    families * CHILDREN_A_FAMILY / CHILDREN * PER
}

fn rate(children: f64) -> f64 {
    children / CHILDREN * PER
}

macro_rules! bands {
    ($($id:literal $role:ident $year:literal, $label:literal $unit:literal: $nation:literal, $spread:expr, $value:expr;)*) => {
        static BANDS: &[Band] = &[$(Band {
            id: $id, label: $label, unit: $unit, nation: $nation, spread: $spread, year: $year,
            role: Role::$role, value: $value,
        },)*];
    };
}

bands! {
    "referrals" Input "2024", "referrals" "per 10,000": 518.3, Some([325.0, 415.0, 525.0, 630.0, 761.0]),
        |of| families_rate(of("referrals_per_year"));
    "rereferrals" HeldOut "2025", "referred again within 12 months" "%": 22.4, Some([15.1, 16.9, 20.0, 23.0, 26.0]),
        |of| 100.0 * of("rereferral_12_months_share");
    "no_further_action" Calibrated "2024", "no further action at referral" "%": 6.3, Some([0.0, 1.2, 4.4, 9.8, 14.3]),
        |of| 100.0 * of("dfe.no_further_action_share");
    "not_in_need" Calibrated "2024", "assessed and not in need" "%": 30.3, Some([13.6, 20.8, 30.5, 37.0, 42.5]),
        |of| 100.0 * of("dfe.not_in_need_share");
    "assessments_on_time" HeldOut "2024", "assessments within 45 working days" "%": 84.5, Some([72.0, 78.0, 83.0, 90.0, 96.0]),
        |of| 100.0 * of("assessments_on_time_share");
    "enquiries" Calibrated "2024", "section 47 enquiries" "per 10,000": 187.1, Some([115.0, 156.0, 195.0, 255.0, 303.0]),
        |of| families_rate(of("enquiries_per_100_referrals") / 100.0 * of("referrals_per_year"));
    "conferences_per_enquiry" HeldOut "2024", "conferences for 100 enquiries" "%": 32.2, Some([24.0, 27.0, 33.0, 39.0, 45.0]),
        |of| 100.0 * of("dfe.conferences_per_enquiry");
    "plans_per_conference" HeldOut "2024", "plans for 100 conferences" "%": 86.0, None,
        |of| 100.0 * of("dfe.plans_per_conference");
    "conferences_on_time" HeldOut "2024", "conferences within 15 working days" "%": 79.7, Some([68.0, 72.0, 81.0, 88.0, 92.0]),
        |of| 100.0 * of("conferences_on_time_share");
    "plan_starts" Calibrated "2024", "plans begun" "per 10,000": 51.8, Some([35.0, 42.0, 55.0, 69.0, 83.0]),
        |of| families_rate(of("plan_starts_per_year"));
    "plans" Input "2024", "children on plans" "per 10,000": 41.6, Some([29.0, 34.0, 43.0, 55.0, 67.0]),
        |of| rate(of("dfe.children_on_plans"));
    "in_need_starts" HeldOut "2024", "episodes of need begun" "per 10,000": 328.9, None,
        |of| families_rate(of("dfe.in_need_starts"));
    "in_need" Calibrated "2024", "children in need" "per 10,000": 332.9, Some([247.0, 295.0, 342.0, 423.0, 495.0]),
        |of| rate(of("dfe.children_in_need"));
    "care_starts" Calibrated "2024", "children who come into care" "per 10,000": 27.6, Some([17.0, 20.0, 26.0, 31.0, 41.0]),
        |of| rate(of("care_entries_per_year"));
    "care" Input "2025", "children looked after" "per 10,000": 69.0, Some([40.0, 53.0, 67.0, 90.0, 117.0]),
        |of| rate(of("dfe.children_in_care"));
    "caseload" Calibrated "2025", "children per case holder" "children": 15.4, Some([12.7, 14.0, 15.2, 16.8, 18.1]),
        |of| of("children_per_wte");
    "turnover" Calibrated "2025", "turnover" "%": 13.9, Some([7.7, 9.5, 11.8, 15.2, 19.5]),
        |of| 100.0 * of("turnover_rate");
    "vacancies" Calibrated "2025", "vacancies, agency staff in them or not" "%": 17.3, Some([3.2, 7.6, 14.4, 20.6, 27.4]),
        |of| 100.0 * (of("vacancy_share") + of("agency_share") * (1.0 - of("vacancy_share")));
    "agency" Input "2025", "agency staff" "%": 16.2, Some([2.3, 7.9, 12.8, 21.1, 28.4]),
        |of| 100.0 * of("agency_share");
    "absence" HeldOut "2025", "days lost to sickness" "%": 3.4, Some([1.9, 2.7, 3.6, 4.3, 4.9]),
        |of| 100.0 * of("sickness_share");
}

/// What national figures there are and the model does not count, and why.
pub const NOT_COUNTED: [(&str, &str); 4] = [
    (
        "second and later plans, plans ended after two years, reviews in time",
        "the run is too short to know a child's earlier plans, and reviews are not timed against a clock",
    ),
    (
        "children in need plans",
        "the model does not tell families in need with a plan from those without",
    ),
    (
        "length of assessments and of episodes, as distributions",
        "only means and shares on time are kept",
    ),
    (
        "case holders as a share of social workers",
        "staff who hold no cases are not all simulated",
    ),
];

/// Where the scenario lies among real authorities.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// Between the quarter below and the quarter above.
    Inside,
    /// Beyond that, but not among the tenth at either end.
    AtTheEdge,
    /// Among that tenth or beyond.
    Outside,
    /// Only the national figure is known.
    NationOnly,
    /// Not defined in the run.
    Unknown,
}

impl Standing {
    fn of(value: f64, spread: Option<[f64; 5]>) -> Self {
        let Some([p10, p25, _, p75, p90]) = spread else {
            return Self::NationOnly;
        };
        if value.is_nan() {
            Self::Unknown
        } else if (p25..=p75).contains(&value) {
            Self::Inside
        } else if (p10..=p90).contains(&value) {
            Self::AtTheEdge
        } else {
            Self::Outside
        }
    }

    /// The word for tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::NationOnly => "nation only",
            standing => standing.words(),
        }
    }

    /// The words for sentences and files.
    pub fn words(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::AtTheEdge => "at the edge",
            Self::Outside => "among the outer tenth of real authorities, or beyond",
            Self::NationOnly => "only the national figure is known",
            Self::Unknown => "undefined",
        }
    }
}

/// One band and where an arm lies.
pub struct NationalRow {
    /// Index of the arm.
    pub arm: usize,
    /// The band.
    pub band: &'static Band,
    /// The arm's mean over replications.
    pub value: f64,
    /// Where that lies.
    pub standing: Standing,
}

/// Every band for every arm that is the reference authority.
pub fn national(plan: &Plan, comparison: &Comparison) -> Vec<NationalRow> {
    let mut rows = Vec::new();
    for arm in (0..plan.arms.len()).filter(|&arm| plan.arms[arm].name == SCENARIO) {
        let number = |id: &str| match survey_rows().iter().position(|row| row.id == id) {
            Some(at) => {
                (comparison.surveys[arm].get(at)).map_or(f64::NAN, |answers| answers.mean())
            }
            None => comparison.mean(arm, id).map_or(f64::NAN, |row| row.mean),
        };
        rows.extend(BANDS.iter().map(|band| {
            let value = (band.value)(&number);
            NationalRow {
                arm,
                band,
                value,
                standing: Standing::of(value, band.spread),
            }
        }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::{Against, measures};
    use std::cell::RefCell;

    #[test]
    fn bands_rise_and_hold_the_nation_but_where_its_authorities_differ_in_size() {
        for (at, band) in BANDS.iter().enumerate() {
            assert!(BANDS[..at].iter().all(|other| other.id != band.id));
            if let Some(spread) = band.spread {
                assert!(spread.is_sorted(), "{}", band.id);
                assert!(
                    (spread[0]..=spread[4]).contains(&band.nation),
                    "{}",
                    band.id
                );
            }
        }
    }

    #[test]
    fn bands_read_measures_and_rows_that_there_are_and_every_national_row_is_read() {
        let read = RefCell::new(Vec::new());
        for band in BANDS {
            (band.value)(&|id| {
                read.borrow_mut().push(id.to_owned());
                1.0
            });
        }
        let read = read.into_inner();
        for id in &read {
            let known = survey_rows().iter().any(|row| row.id == *id)
                || measures().iter().any(|measure| measure.name == *id);
            assert!(known, "{id}");
        }
        for row in survey_rows()
            .iter()
            .filter(|row| row.against == Against::Nation)
        {
            assert!(read.iter().any(|id| id == row.id), "{}", row.id);
        }
    }

    #[test]
    fn the_reference_authority_of_the_sources_has_the_national_rates() {
        // 2,590 referrals of children, 1,664 in need, 208 on plans for 50,000.
        assert!((families_rate(2590.0 / 2.11) - 518.0).abs() < 0.5);
        assert!((rate(1664.0) - 332.8).abs() < 0.1);
        assert!((rate(208.0) - 41.6).abs() < 1e-9);
    }

    #[test]
    fn standings_follow_the_quarters_and_the_tenths() {
        let spread = Some([10.0, 25.0, 50.0, 75.0, 90.0]);
        let of = |value| Standing::of(value, spread);
        assert_eq!([of(25.0), of(60.0)], [Standing::Inside; 2]);
        assert_eq!([of(24.9), of(90.0)], [Standing::AtTheEdge; 2]);
        assert_eq!([of(9.9), of(90.1)], [Standing::Outside; 2]);
        assert_eq!(of(f64::NAN), Standing::Unknown);
        assert_eq!(Standing::of(3.0, None), Standing::NationOnly);
    }
}
