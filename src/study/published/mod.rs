//! The published figures of the evaluation that the virtual survey answers, by authority, and those that it cannot answer.
//!
//! They are held against the virtual survey and are never an input of the model.

mod figures;

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
    /// The study's n: workers in 5.1, 6.7, 7.7 and 7.8, families elsewhere.
    pub n: u32,
}

impl Published {
    /// The standard error of a printed mean, from the standard deviation printed beside it; none for any other figure.
    pub fn standard_error(&self) -> Option<f64> {
        let of = self.row.strip_suffix(".mean")?;
        let spread = figure(self.authority, &format!("{of}.sd"))?;
        Some(spread.value / f64::from(self.n).sqrt())
    }
}

/// What has to be known to read the figures, by table, and how the virtual survey's definition differs from the
/// measure's.
pub const NOTES: [(&str, &str); 14] = [
    (
        "Table 5.1",
        "families per head of those who work with families; LA1's assessment units are a row of their own. The survey \
         counts whole-time equivalents on one day in the teams surveyed, and misses some families; the measure is \
         the mean of all long-term teams",
    ),
    (
        "Table 6.5",
        "order only: the Copenhagen scale runs 0 to 100, the model's burnout is the slow companion of stress in GHQ points. The \
         printed means do not differ by more than chance",
    ),
    (
        "Table 6.6",
        "order only: the study asks on four points, the model calls somebody satisfied whose strain is below five points",
    ),
    (
        "Table 6.7",
        "GHQ-12 total, Likert 0 to 36, of those at work on the interview day. The survey asks staff of every service \
         interviewed, the measure long-term staff only",
    ),
    (
        "Table 7.1",
        "no n is printed, that of Table 7.5 is taken. The survey counts children born, under eighteen and not in care; the average \
         age is each family's own",
    ),
    (
        "Section 7.2",
        "order only: interviews with an actor are rated on five points, in LA1 and LA2; the model's skill runs 0 to 1",
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
        "Table 7.5",
        "severity from 1, not a problem, to 4, a big problem, as the worker knows it and not as it is; assessment families left out. \
         LA2's average is printed 1.42, its items give 1.44",
    ),
    (
        "Table 7.7",
        "diaries of the last working day and week; answers may be fewer than n. The survey asks all staff interviewed and \
         rounds to half hours, the measures take long-term staff only, unrounded",
    ),
    (
        "Table 7.8",
        "the same diaries by role and kind of team, where at least ten were interviewed; no n of a line is printed, it is taken from \
         Tables 6.1 and 6.2 and answers may be fewer",
    ),
    (
        "Table 7.9",
        "order only: the study asks how often on a scale, LA1 and LA2 only; the survey counts acts of aggression in twelve months",
    ),
    (
        "Table 7.10",
        "order only: ten statements on five points, by parents whom the worker has met; LA2 and LA3 are printed as one",
    ),
    (
        "Table 7.12",
        "order only: the model has no parent who denies on a form, so what the worker believes is held against what is so; LA2 and \
         LA3 are printed as one",
    ),
];

/// What was published and the model cannot speak to: where, and why.
pub const NOT_SPOKEN_TO: [(&str, &str); 11] = [
    (
        "Table 6.5: social support, sense of community, client burnout, total",
        "the model has one burnout and neither of the two scales of climate",
    ),
    (
        "Table 6.5: levels and spreads of work burnout",
        "no link from GHQ points to a scale of 0 to 100 is published; the order is held against the model",
    ),
    (
        "Table 6.6: prospects, working conditions, use of abilities; means and spreads",
        "the model has no such opinions; of the job as a whole the order is held against it",
    ),
    (
        "Section 7.2: levels of the four skills",
        "skill runs 0 to 1 in the model with no published link to ratings; the order is held against it",
    ),
    (
        "Table 7.3: other and missing basis",
        "forms left blank are not modelled",
    ),
    (
        "Table 7.6: problems as parents rate them",
        "what parents tell on a form, and what they leave blank (entered as not a problem), is not modelled",
    ),
    (
        "Table 7.8: lines of fewer than ten, leaving care among them",
        "means of one to seven diaries, some with a spread of zero",
    ),
    (
        "Table 7.9: thirteen ratings of parents other than aggression",
        "the model has one engagement, and its visits to a closed door do not tell refusal from absence",
    ),
    (
        "Table 7.10: the ten statements one by one",
        "the model has one rating of those the parents meet",
    ),
    (
        "Table 7.11: confidence in assessments",
        "no worker's opinion of own decisions is modelled",
    ),
    (
        "Table 7.12: the nine correlations one by one",
        "each is of 26 and 35 pairs; their mean is held against the model by order",
    ),
];

/// The figures of one authority on scales that the model shares.
pub fn published(authority: Authority) -> impl Iterator<Item = &'static Published> {
    (figures::SINGLE.iter())
        .chain(figures::SAMPLES)
        .filter(move |figure| figure.authority == authority)
}

/// One figure of an authority, on a scale of its own or not; none if it was not published.
pub fn figure(authority: Authority, row: &str) -> Option<&'static Published> {
    (figures::SINGLE.iter())
        .chain(figures::SAMPLES)
        .chain(figures::ORDER)
        .find(|figure| figure.authority == authority && figure.row == row)
}

#[cfg(test)]
mod tests {
    use super::Authority::{La1, La2, La3};
    use super::*;
    use crate::observe::{Against, survey_rows};

    const ALL: [Authority; 3] = [La1, La2, La3];

    #[test]
    fn every_figure_has_a_survey_row_and_every_row_a_figure() {
        let row = |id: &str| survey_rows().iter().find(|row| row.id == id);
        for figure in figures::SINGLE.iter().chain(figures::SAMPLES) {
            let row = row(figure.row).unwrap_or_else(|| panic!("{}", figure.row));
            assert_eq!(row.against, Against::Figure, "{}", figure.row);
        }
        for figure in figures::ORDER {
            let row = row(figure.row).unwrap_or_else(|| panic!("{}", figure.row));
            assert_eq!(row.against, Against::Order, "{}", figure.row);
        }
        for row in survey_rows() {
            let is_published = ALL.iter().any(|&a| figure(a, row.id).is_some());
            assert_eq!(is_published, row.against != Against::Nation, "{}", row.id);
            assert!(!is_published || NOTES.iter().any(|(table, _)| *table == row.table));
        }
    }

    #[test]
    fn each_authority_has_each_figure_once_and_spreads_stand_beside_their_means() {
        let count = |authority| published(authority).count();
        assert_eq!((count(La1), count(La2), count(La3)), (96, 71, 77));
        for authority in ALL {
            for of in published(authority) {
                let same = published(authority).filter(|other| other.row == of.row);
                assert_eq!(same.count(), 1, "{} {}", authority.label(), of.row);
                if let Some(row) = of.row.strip_suffix(".mean") {
                    let spread = figure(authority, &format!("{row}.sd")).expect("a spread");
                    assert!(spread.value > 0.0 && spread.n == of.n, "{row}");
                }
            }
        }
    }

    #[test]
    fn figures_are_what_such_a_table_can_hold() {
        for authority in ALL {
            for of in published(authority) {
                let row = (survey_rows().iter().find(|row| row.id == of.row)).expect("a row");
                let is_mean = of.row.ends_with(".mean");
                let possible = match row.unit {
                    "1" => 0.0..=1.0,
                    "1..4" if is_mean => 1.0..=4.0,
                    "h" if is_mean => 0.0..=12.0,
                    _ => 0.0..=60.0,
                };
                assert!(
                    possible.contains(&of.value),
                    "{} {}",
                    authority.label(),
                    of.row
                );
                assert!(of.n >= 7, "{}", of.row);
            }
        }
    }

    #[test]
    fn printed_averages_of_severity_are_those_of_their_items_but_for_one_misprint() {
        for (authority, misprint) in [(La1, 0.0), (La2, 0.02), (La3, 0.0)] {
            let of_table =
                |of: &&&Published| of.row.starts_with("7.5.") && of.row.ends_with(".mean");
            let values: Vec<f64> = published(authority)
                .filter(|of| of_table(&of))
                .map(|of| of.value)
                .collect();
            let (average, items) = values.split_last().expect("fifteen");
            let mean = items.iter().sum::<f64>() / items.len() as f64;
            assert_eq!(items.len(), 14);
            assert!(
                (mean - average - misprint).abs() < 0.0051,
                "{mean} {average}"
            );
        }
    }

    #[test]
    fn what_the_model_cannot_speak_to_is_said_with_a_reason() {
        for (what, why) in NOT_SPOKEN_TO {
            assert!(what.contains(':') && why.len() > 20, "{what}");
        }
    }

    #[test]
    fn a_printed_mean_has_the_error_of_its_printed_spread() {
        let of = |row| figure(La1, row).expect("published").standard_error();
        let error = of("6.7.ghq.mean").expect("a mean");
        assert!((error - 2.98 / 40.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(of("6.7.ghq.sd"), None);
        assert_eq!(of("7.3.cp_share"), None);
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
