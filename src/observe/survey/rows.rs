//! The rows that the virtual study answers, and the sheet on which it answers them.

use crate::observe::instruments::mean_and_sd;

/// What a row is held against.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Against {
    /// A published figure on the same scale.
    Figure,
    /// The order of published figures alone: the model's state has no such scale.
    Order,
    /// National statistics, by `study/national.rs`.
    Nation,
}

impl Against {
    /// The words for the dictionary.
    pub fn words(self) -> &'static str {
        match self {
            Self::Figure => "compared with data",
            Self::Order => "compared with data by order",
            Self::Nation => "compared with national figures",
        }
    }
}

/// A row that the virtual study answers.
#[derive(Clone, Copy, Debug)]
pub struct SurveyRow {
    /// Its id.
    pub id: &'static str,
    /// Its table.
    pub table: &'static str,
    /// Plain words.
    pub label: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// What it is held against.
    pub against: Against,
}

macro_rules! rows {
    (@ [$($done:tt)*]) => {
        /// The rows, in the order of the tables.
        pub(in crate::observe) static ROWS: &[SurveyRow] = &[$($done)*];
    };
    (@ [$($done:tt)*] $against:ident $id:literal $table:literal $label:literal $unit:literal; $($rest:tt)*) => {
        rows! { @ [$($done)* SurveyRow {
            id: $id, table: $table, label: $label, unit: $unit, against: Against::$against,
        },] $($rest)* }
    };
    (@ [$($done:tt)*] $id:literal $table:literal $label:literal $unit:literal; $($rest:tt)*) => {
        rows! { @ [$($done)*
            SurveyRow {
                id: concat!($id, ".mean"), table: $table, label: concat!($label, ", mean"), unit: $unit,
                against: Against::Figure,
            },
            SurveyRow {
                id: concat!($id, ".sd"), table: $table, label: concat!($label, ", sd"), unit: $unit,
                against: Against::Figure,
            },
        ] $($rest)* }
    };
}

// A row that begins with a word is a single number held against that, any other a mean and its standard deviation.
rows! { @ []
    Figure "5.1.families_per_worker" "Table 5.1" "families per worker" "families";
    Figure "5.1.assessment.families_per_worker" "Table 5.1" "families per worker, assessment" "families";
    Order "6.5.burnout" "Table 6.5" "burnout, points above the own level" "points";
    Order "6.6.satisfied" "Table 6.6" "satisfied with the job" "1";
    "6.7.ghq" "Table 6.7" "GHQ-12 total" "points";
    "7.1.adults" "Table 7.1" "adults in the house" "adults";
    "7.1.children" "Table 7.1" "children in the house" "children";
    "7.1.age" "Table 7.1" "average age of children" "years";
    Order "7.2.skill" "Section 7.2" "skill in interviews" "0..1";
    Figure "7.3.cp_share" "Table 7.3" "plans among plans and need" "1";
    Figure "7.3.cin_of_stated" "Table 7.3" "child in need, of stated" "1";
    Figure "7.3.cp_of_stated" "Table 7.3" "on a plan, of stated" "1";
    Figure "7.3.care_of_stated" "Table 7.3" "in care, of stated" "1";
    "7.4.months" "Table 7.4" "months with a worker" "months";
    "7.4.contacts" "Table 7.4" "meetings a month" "1/month";
    "7.4.workers_seen" "Table 7.4" "workers in 12 months" "workers";
    "7.5.housing" "Table 7.5" "housing" "1..4";
    "7.5.money" "Table 7.5" "not enough money" "1..4";
    "7.5.disability" "Table 7.5" "child's disability" "1..4";
    "7.5.behaviour" "Table 7.5" "child's behaviour" "1..4";
    "7.5.caring" "Table 7.5" "caring found difficult" "1..4";
    "7.5.depression" "Table 7.5" "parent's depression" "1..4";
    "7.5.mental_health" "Table 7.5" "other mental health" "1..4";
    "7.5.drugs" "Table 7.5" "parent's drug use" "1..4";
    "7.5.alcohol" "Table 7.5" "parent's alcohol use" "1..4";
    "7.5.physical" "Table 7.5" "physical abuse" "1..4";
    "7.5.emotional" "Table 7.5" "emotional abuse" "1..4";
    "7.5.neglect" "Table 7.5" "neglect" "1..4";
    "7.5.sexual" "Table 7.5" "sexual abuse" "1..4";
    "7.5.violence" "Table 7.5" "domestic violence" "1..4";
    "7.5.average" "Table 7.5" "average of the fourteen" "1..4";
    "7.7.day" "Table 7.7" "working day" "h";
    "7.7.face_to_face" "Table 7.7" "face to face" "h";
    "7.7.admin" "Table 7.7" "desk" "h";
    "7.7.met_children" "Table 7.7" "children met a week" "1/week";
    "7.7.met_others" "Table 7.7" "others met a week" "1/week";
    "7.8.social_worker.children" "Table 7.8" "social worker: children met" "1/week";
    "7.8.social_worker.others" "Table 7.8" "social worker: others met" "1/week";
    "7.8.social_worker.hours" "Table 7.8" "social worker: face to face" "h";
    "7.8.leader.children" "Table 7.8" "consultant or manager: children met" "1/week";
    "7.8.leader.others" "Table 7.8" "consultant or manager: others met" "1/week";
    "7.8.leader.hours" "Table 7.8" "consultant or manager: face to face" "h";
    "7.8.practitioner.children" "Table 7.8" "practitioner or assistant: children met" "1/week";
    "7.8.practitioner.others" "Table 7.8" "practitioner or assistant: others met" "1/week";
    "7.8.practitioner.hours" "Table 7.8" "practitioner or assistant: face to face" "h";
    "7.8.assessment.children" "Table 7.8" "assessment: children met" "1/week";
    "7.8.assessment.others" "Table 7.8" "assessment: others met" "1/week";
    "7.8.assessment.hours" "Table 7.8" "assessment: face to face" "h";
    "7.8.long_term.children" "Table 7.8" "long-term: children met" "1/week";
    "7.8.long_term.others" "Table 7.8" "long-term: others met" "1/week";
    "7.8.long_term.hours" "Table 7.8" "long-term: face to face" "h";
    "7.8.looked_after.children" "Table 7.8" "looked after: children met" "1/week";
    "7.8.looked_after.others" "Table 7.8" "looked after: others met" "1/week";
    "7.8.looked_after.hours" "Table 7.8" "looked after: face to face" "h";
    Order "7.9.aggression" "Table 7.9" "acts of aggression in a year" "1/year";
    Order "7.10.rating" "Table 7.10" "parents' rating" "0..1";
    Order "7.12.agreement" "Table 7.12" "correlation of problems known and true" "1";
    Nation "dfe.children_in_need" "DfE" "children in need on the last day" "children";
    Nation "dfe.children_on_plans" "DfE" "children on plans on the last day" "children";
    Nation "dfe.children_in_care" "DfE" "children looked after on the last day" "children";
    Nation "dfe.no_further_action_share" "DfE" "taken no further at referral, of referrals" "1";
    Nation "dfe.in_need_starts" "DfE" "families found in need" "1/year";
    Nation "dfe.not_in_need_share" "DfE" "assessed and not in need, of referrals" "1";
    Nation "dfe.conferences_per_enquiry" "DfE" "initial conferences for each enquiry" "1";
    Nation "dfe.plans_per_conference" "DfE" "plans for each initial conference" "1";
}

/// The sheet of answers: a number for every row, undefined until it is answered.
pub(super) struct Answers(Vec<f64>);

impl Answers {
    /// An empty sheet.
    pub(super) fn new() -> Answers {
        Answers(vec![f64::NAN; ROWS.len()])
    }

    /// Answers one row. Panics if there is none of this id.
    pub(super) fn one(&mut self, id: &str, value: f64) {
        let at = ROWS.iter().position(|row| row.id == id);
        self.0[at.unwrap_or_else(|| panic!("no survey row is called {id}"))] = value;
    }

    /// Answers a mean and its standard deviation from a sample; NaN among it are those who gave no answer.
    pub(super) fn sample(&mut self, id: &str, sample: impl IntoIterator<Item = f64>) {
        let answered: Vec<f64> = sample.into_iter().filter(|x| !x.is_nan()).collect();
        let (mean, sd) = mean_and_sd(&answered);
        self.one(&format!("{id}.mean"), mean);
        self.one(&format!("{id}.sd"), sd);
    }

    /// The numbers, in the order of the rows.
    pub(super) fn into_values(self) -> Vec<f64> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_apart_and_begin_with_their_table() {
        for (at, row) in ROWS.iter().enumerate() {
            assert!(
                ROWS[..at].iter().all(|other| other.id != row.id),
                "{}",
                row.id
            );
            if row.against != Against::Nation {
                let number = row.table.split(' ').nth(1).expect("a table");
                assert!(row.id.starts_with(&format!("{number}.")), "{}", row.id);
            }
        }
    }

    #[test]
    fn who_gives_no_answer_is_left_out() {
        let mut answers = Answers::new();
        answers.sample("7.4.months", [1.0, f64::NAN, 3.0]);
        let values = answers.into_values();
        let of = |id: &str| values[ROWS.iter().position(|row| row.id == id).expect("a row")];
        assert_eq!(of("7.4.months.mean"), 2.0);
        assert!((of("7.4.months.sd") - 2.0_f64.sqrt()).abs() < 1e-12);
        assert!(of("7.4.contacts.mean").is_nan());
    }
}
