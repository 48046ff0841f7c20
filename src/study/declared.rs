//! What is declared beforehand of every published row: what part it had in the making of the scenarios, and which difference from it
//! would matter. Nothing here is derived from a result.

use crate::study::published::Authority;

/// What part a published figure had in the making of the scenario it is held against.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// Values were set from this figure: that the model gives it back shows only that the setting worked.
    Input,
    /// The figure was in view while values were set, so agreement is no prediction.
    Calibrated,
    /// Nothing was moved for it.
    HeldOut,
}

impl Role {
    /// All of them, the weakest test first.
    pub const ALL: [Role; 3] = [Role::Input, Role::Calibrated, Role::HeldOut];

    /// The word for tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Calibrated => "calibrated",
            Self::HeldOut => "held out",
        }
    }
}

/// Rows by the beginning of their id and, of one authority alone, by that; the first that fits holds.
struct Declared {
    rows: &'static str,
    authority: Option<Authority>,
    role: Role,
    why: &'static str,
}

const ROLES: [Declared; 5] = [
    Declared {
        rows: "7.1.",
        authority: None,
        role: Role::Input,
        why: "households are drawn from the pooled figures of Table 7.1",
    },
    Declared {
        rows: "7.5.",
        authority: None,
        role: Role::Input,
        why: "cuts, correlation and each authority's shift of case mix come from Table 7.5; for LA2 the shift was taken from its means and \
              not solved against the thresholds",
    },
    Declared {
        rows: "7.7.met_",
        authority: None,
        role: Role::Input,
        why: "people met at a visit, and the children among them, are derived from Tables 7.7, 7.4 and 5.1",
    },
    Declared {
        rows: "",
        authority: Some(Authority::La2),
        role: Role::HeldOut,
        why: "LA2's scenario was written from the evidence and left alone; brief contacts with care leavers were taken from a line of \
              Table 7.8 that is not among these rows",
    },
    Declared {
        rows: "",
        authority: None,
        role: Role::Calibrated,
        why: "the figures of LA1 and LA3 were in view while values were assumed; those in scenarios/calibration.toml decide which sets of \
              values are plausible",
    },
];

fn declared(authority: Authority, row: &str) -> &'static Declared {
    let fits = |of: &&Declared| {
        row.starts_with(of.rows) && of.authority.is_none_or(|only| only == authority)
    };
    (ROLES.iter().find(fits)).expect("the last holds for every row")
}

/// The part that a published figure of an authority had.
pub fn role(authority: Authority, row: &str) -> Role {
    declared(authority, row).role
}

/// Why it is said to have had that part.
pub fn role_why(authority: Authority, row: &str) -> &'static str {
    declared(authority, row).why
}

/// Rows by the beginning of their id, the margin in their unit, and why; the first that fits holds.
const MARGINS: [(&str, f64, &str); 21] = [
    ("5.1.", 0.5, "half a family"),
    ("6.7.ghq.mean", 0.5, "half a point"),
    ("6.7.ghq.sd", 0.8, "under a point"),
    ("7.1.adults", 0.1, "one adult in ten families"),
    ("7.1.children", 0.2, "one child in five families"),
    ("7.1.age", 0.75, "nine months"),
    ("7.3.", 0.05, "one family in twenty"),
    ("7.4.months.mean", 1.5, "six weeks"),
    ("7.4.months.sd", 2.0, "two months"),
    (
        "7.4.contacts",
        0.15,
        "one meeting more in about seven months",
    ),
    (
        "7.4.workers_seen",
        0.25,
        "one worker for a quarter of families",
    ),
    (
        "7.5.average",
        0.05,
        "one level of one problem in one family and a half",
    ),
    ("7.5.", 0.15, "one level in one family in seven"),
    ("7.7.day", 0.15, "ten minutes a day"),
    ("7.7.face_to_face", 0.2, "twelve minutes a day"),
    ("7.7.admin", 0.3, "twenty minutes a day"),
    ("7.7.met_", 0.8, "one person in six days"),
    ("7.8.social_worker.hours", 0.2, "twelve minutes a day"),
    ("7.8.long_term.hours", 0.2, "twelve minutes a day"),
    // Lines of eleven or twelve diaries.
    (
        "7.8.",
        0.8,
        "one person in six days; three quarters of an hour a day where only a dozen kept a diary",
    ),
    ("", f64::NAN, ""),
];

fn margin_of(row: &str) -> &'static (&'static str, f64, &'static str) {
    (MARGINS.iter().find(|(rows, ..)| row.starts_with(rows))).expect("the last fits all")
}

/// The difference from a published figure that would matter, in the row's unit.
pub fn margin(row: &str) -> f64 {
    margin_of(row).1
}

/// Why that much.
pub fn margin_why(row: &str) -> &'static str {
    margin_of(row).2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::{Against, survey_rows};

    #[test]
    fn every_row_that_is_held_against_a_figure_has_a_role_and_a_margin_with_reasons() {
        for row in survey_rows()
            .iter()
            .filter(|row| row.against == Against::Figure)
        {
            assert!(margin(row.id) > 0.0, "{}", row.id);
            assert!(margin_why(row.id).len() > 5, "{}", row.id);
            for authority in [Authority::La1, Authority::La2, Authority::La3] {
                assert!(role_why(authority, row.id).len() > 20, "{}", row.id);
            }
        }
    }

    #[test]
    fn margins_are_those_of_the_measures_where_a_measure_answers_the_same_row() {
        let pairs = [
            ("7.4.contacts.mean", "contacts_per_family_month"),
            ("7.7.face_to_face.mean", "face_to_face_hours_per_worker_day"),
            ("7.7.admin.mean", "admin_hours_per_worker_day"),
            ("7.7.day.mean", "working_day_hours"),
            ("5.1.families_per_worker", "families_per_worker"),
            ("7.4.workers_seen.mean", "workers_seen_12_months"),
            ("7.4.months.mean", "months_open_mean"),
            ("7.4.months.sd", "months_open_sd"),
            ("7.3.cp_share", "cp_share"),
            ("7.5.average.mean", "severity_mean"),
            ("7.5.average.sd", "severity_sd"),
            ("6.7.ghq.mean", "ghq_mean"),
            ("6.7.ghq.sd", "ghq_sd"),
        ];
        for (row, name) in pairs {
            let measure = (crate::observe::measures().iter())
                .find(|measure| measure.name == name)
                .expect("a measure");
            assert_eq!(Some(margin(row)), measure.margin, "{row}");
        }
    }

    #[test]
    fn la2_is_held_out_but_for_what_its_scenario_was_written_from() {
        assert_eq!(role(Authority::La2, "7.4.months.mean"), Role::HeldOut);
        assert_eq!(role(Authority::La2, "7.5.housing.sd"), Role::Input);
        assert_eq!(role(Authority::La3, "7.4.months.mean"), Role::Calibrated);
        assert_eq!(role(Authority::La1, "7.1.age.mean"), Role::Input);
    }
}
