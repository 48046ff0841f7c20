//! The parent survey: what parents think of those they meet, and how far their workers see what they see.

use super::rows::Answers;
use super::{Field, Lot};
use crate::world::family::Family;
use crate::world::ids::CaseId;
use crate::world::vocabulary::{Problem, Service};

/// Problems that both forms ask for: the reasons for involvement, without the five kinds of maltreatment and violence.
const ASKED_OF_BOTH: usize = Problem::Physical as usize;

/// Tables 7.10 and 7.12, by order alone: the model has a rating of its own, and parents who answer as it is.
pub(super) fn parent_survey(field: Field<'_>, answers: &mut Answers) {
    let returned = field.sampled(Lot::Parents, eligible(field), field.config.survey.parents);
    let families: Vec<&Family> = (returned.iter())
        .map(|&case| field.world.family_of(case))
        .collect();
    let rated: f64 = families.iter().map(|family| family.rating).sum();
    answers.one("7.10.rating", rated / families.len() as f64);
    answers.one("7.12.agreement", agreement(&families));
}

/// Parents with a worker whom they have met: of nobody else can they say anything.
pub(super) fn eligible(field: Field<'_>) -> Vec<(u64, CaseId)> {
    let mut open = field.open(Service::LongTerm);
    open.retain(|&(_, case)| field.world.case(case).contacts > 0);
    open
}

/// Mean over problems of the correlation between what workers believe and what is so; problems that do not vary are left out.
fn agreement(families: &[&Family]) -> f64 {
    let of = |problem: usize| {
        let pairs = families.iter();
        correlation(pairs.map(|f| (f64::from(f.known[problem]), f64::from(f.truth[problem]))))
    };
    let defined: Vec<f64> = (0..ASKED_OF_BOTH).filter_map(of).collect();
    defined.iter().sum::<f64>() / defined.len() as f64
}

/// Pearson's correlation; none where one side does not vary.
fn correlation(pairs: impl Iterator<Item = (f64, f64)> + Clone) -> Option<f64> {
    let n = pairs.clone().count() as f64;
    let mean = |of: fn((f64, f64)) -> f64| pairs.clone().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        xx += (a - x) * (a - x);
        yy += (b - y) * (b - y);
        xy += (a - x) * (b - y);
    }
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlations_are_pearsons() {
        let of = |pairs: &[(f64, f64)]| correlation(pairs.iter().copied());
        assert_eq!(of(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]), Some(1.0));
        assert_eq!(of(&[(0.0, 1.0), (1.0, 1.0)]), None);
        // Anscombe's first quartet: 0.81642.
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [
            8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68,
        ];
        let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
        assert!((of(&pairs).expect("both vary") - 0.816_42).abs() < 5e-6);
    }
}
