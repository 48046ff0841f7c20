//! The published figures of Tables 5.1, 6.7, 7.3, 7.4 and 7.7 of the evaluation, by authority.
//!
//! They are held against the virtual survey and are never an input of the model.

/// The three authorities of the evaluation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Authority {
    /// Systemic units.
    La1,
    /// Hierarchical teams after an inspection; held out: its scenario was written from the evidence and then left alone.
    La2,
    /// Hierarchical teams in a restructuring.
    La3,
}

impl Authority {
    /// The authority that a scenario of this name describes.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "la1" => Some(Self::La1),
            "la2" => Some(Self::La2),
            "la3" => Some(Self::La3),
            _ => None,
        }
    }

    /// Its name in the evaluation.
    pub fn label(self) -> &'static str {
        match self {
            Self::La1 => "LA1",
            Self::La2 => "LA2",
            Self::La3 => "LA3",
        }
    }

    /// Whether its scenario is left alone when its figures miss.
    pub fn held_out(self) -> bool {
        self == Self::La2
    }
}

/// One published figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Published {
    /// The survey row that answers it.
    pub row: &'static str,
    /// Whose figure.
    pub authority: Authority,
    /// The figure as printed; shares from the printed counts.
    pub value: f64,
    /// The study's n: workers in 5.1, 6.7 and 7.7, families in 7.3 and 7.4.
    pub n: u32,
}

/// What has to be known to read the figures, by table, and how the virtual survey's definition differs from the
/// measure's.
pub const NOTES: [(&str, &str); 5] = [
    (
        "Table 5.1",
        "families per head of those who work with families; LA1's assessment units are a row of their own. The survey \
         counts whole-time equivalents on one day in the teams surveyed, and misses some families; the measure is \
         the mean of all long-term teams",
    ),
    (
        "Table 6.7",
        "GHQ-12 total, Likert 0 to 36, of those at work on the interview day. The survey asks staff of every service \
         interviewed, the measure long-term staff only",
    ),
    (
        "Table 7.3",
        "shares of families; `Other` and `Missing` are left out, LA1 includes its assessment families. The survey counts \
         those too, the measure long-term teams only",
    ),
    (
        "Table 7.4",
        "worker-reported, assessment families left out; n is the number of forms, answers may be fewer. The survey's \
         meetings are as recalled and rounded, its workers those of the same service met at least three times; the \
         measures count every meeting and every worker met",
    ),
    (
        "Table 7.7",
        "diaries of the last working day and week; answers may be fewer than n. The survey asks all staff interviewed and \
         rounds to half hours, the measures take long-term staff only, unrounded",
    ),
];

/// The figures of one authority, in the order of the tables.
pub fn published(authority: Authority) -> impl Iterator<Item = &'static Published> {
    PUBLISHED
        .iter()
        .filter(move |figure| figure.authority == authority)
}

const fn at(row: &'static str, authority: Authority, value: f64, n: u32) -> Published {
    Published {
        row,
        authority,
        value,
        n,
    }
}

use Authority::{La1, La2, La3};

static PUBLISHED: [Published; 70] = [
    // Table 5.1
    at("5.1.assessment.families_per_worker", La1, 5.8, 11),
    at("5.1.families_per_worker", La1, 4.5, 15),
    at("5.1.families_per_worker", La2, 6.4, 7),
    at("5.1.families_per_worker", La3, 10.4, 22),
    // Table 6.7
    at("6.7.ghq.mean", La1, 9.88, 40),
    at("6.7.ghq.mean", La2, 11.21, 27),
    at("6.7.ghq.mean", La3, 12.82, 38),
    at("6.7.ghq.sd", La1, 2.98, 40),
    at("6.7.ghq.sd", La2, 5.23, 27),
    at("6.7.ghq.sd", La3, 6.78, 38),
    // Table 7.3
    at("7.3.cp_share", La1, 14.0 / 76.0, 76),
    at("7.3.cp_share", La2, 16.0 / 48.0, 48),
    at("7.3.cp_share", La3, 60.0 / 154.0, 154),
    at("7.3.cin_of_stated", La1, 62.0 / 85.0, 85),
    at("7.3.cin_of_stated", La2, 32.0 / 49.0, 49),
    at("7.3.cin_of_stated", La3, 94.0 / 191.0, 191),
    at("7.3.cp_of_stated", La1, 14.0 / 85.0, 85),
    at("7.3.cp_of_stated", La2, 16.0 / 49.0, 49),
    at("7.3.cp_of_stated", La3, 60.0 / 191.0, 191),
    at("7.3.care_of_stated", La1, 9.0 / 85.0, 85),
    at("7.3.care_of_stated", La2, 1.0 / 49.0, 49),
    at("7.3.care_of_stated", La3, 37.0 / 191.0, 191),
    // Table 7.4
    at("7.4.months.mean", La1, 15.63, 67),
    at("7.4.months.mean", La2, 13.52, 66),
    at("7.4.months.mean", La3, 18.73, 228),
    at("7.4.months.sd", La1, 12.19, 67),
    at("7.4.months.sd", La2, 15.01, 66),
    at("7.4.months.sd", La3, 26.91, 228),
    at("7.4.contacts.mean", La1, 2.41, 67),
    at("7.4.contacts.mean", La2, 1.54, 66),
    at("7.4.contacts.mean", La3, 1.28, 228),
    at("7.4.contacts.sd", La1, 1.92, 67),
    at("7.4.contacts.sd", La2, 0.79, 66),
    at("7.4.contacts.sd", La3, 0.70, 228),
    at("7.4.workers_seen.mean", La1, 2.26, 67),
    at("7.4.workers_seen.mean", La2, 2.26, 66),
    at("7.4.workers_seen.mean", La3, 1.52, 228),
    at("7.4.workers_seen.sd", La1, 1.42, 67),
    at("7.4.workers_seen.sd", La2, 1.20, 66),
    at("7.4.workers_seen.sd", La3, 0.84, 228),
    // Table 7.7
    at("7.7.day.mean", La1, 8.32, 40),
    at("7.7.day.mean", La2, 8.73, 27),
    at("7.7.day.mean", La3, 9.14, 34),
    at("7.7.day.sd", La1, 1.08, 40),
    at("7.7.day.sd", La2, 1.69, 27),
    at("7.7.day.sd", La3, 0.94, 34),
    at("7.7.face_to_face.mean", La1, 2.13, 40),
    at("7.7.face_to_face.mean", La2, 1.63, 27),
    at("7.7.face_to_face.mean", La3, 1.73, 34),
    at("7.7.face_to_face.sd", La1, 1.72, 40),
    at("7.7.face_to_face.sd", La2, 1.55, 27),
    at("7.7.face_to_face.sd", La3, 1.40, 34),
    at("7.7.admin.mean", La1, 4.34, 40),
    at("7.7.admin.mean", La2, 4.12, 27),
    at("7.7.admin.mean", La3, 6.44, 34),
    at("7.7.admin.sd", La1, 2.30, 40),
    at("7.7.admin.sd", La2, 2.49, 27),
    at("7.7.admin.sd", La3, 2.10, 34),
    at("7.7.met_children.mean", La1, 4.24, 40),
    at("7.7.met_children.mean", La2, 6.21, 27),
    at("7.7.met_children.mean", La3, 3.34, 34),
    at("7.7.met_children.sd", La1, 2.88, 40),
    at("7.7.met_children.sd", La2, 4.95, 27),
    at("7.7.met_children.sd", La3, 2.38, 34),
    at("7.7.met_others.mean", La1, 3.52, 40),
    at("7.7.met_others.mean", La2, 2.43, 27),
    at("7.7.met_others.mean", La3, 3.88, 34),
    at("7.7.met_others.sd", La1, 2.84, 40),
    at("7.7.met_others.sd", La2, 2.65, 27),
    at("7.7.met_others.sd", La3, 2.70, 34),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::survey_rows;

    #[test]
    fn every_figure_has_a_survey_row_and_every_row_a_figure() {
        for figure in &PUBLISHED {
            let rows = survey_rows()
                .iter()
                .filter(|row| row.id == figure.row)
                .count();
            assert_eq!(rows, 1, "{}", figure.row);
            assert!(
                NOTES
                    .iter()
                    .any(|(table, _)| figure.row.starts_with(&table["Table ".len()..]))
            );
        }
        for row in survey_rows() {
            assert!(
                PUBLISHED.iter().any(|figure| figure.row == row.id),
                "{}",
                row.id
            );
        }
    }

    #[test]
    fn each_authority_has_each_figure_once_but_for_the_assessment_units() {
        let count = |authority| published(authority).count();
        assert_eq!((count(La1), count(La2), count(La3)), (24, 23, 23));
        for figure in published(La1) {
            let same = PUBLISHED
                .iter()
                .filter(|other| other.row == figure.row)
                .count();
            assert_eq!(
                same,
                if figure.row.contains("assessment") {
                    1
                } else {
                    3
                },
                "{}",
                figure.row
            );
        }
    }

    #[test]
    fn protection_shares_agree_with_the_text() {
        for (authority, percent) in [(La1, 18.0), (La2, 33.0), (La3, 39.0)] {
            let share = published(authority)
                .find(|figure| figure.row == "7.3.cp_share")
                .expect("published");
            assert!(
                (share.value * 100.0 - percent).abs() < 0.5,
                "{}",
                share.value
            );
        }
    }

    #[test]
    fn held_out_is_the_second_authority_alone() {
        assert_eq!(
            [La1, La2, La3].map(Authority::held_out),
            [false, true, false]
        );
        assert_eq!(Authority::named("la2"), Some(La2));
        assert_eq!(Authority::named("unit-4.5"), None);
    }
}
