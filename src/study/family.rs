//! What the lives of one family come to, in one authority or in several: shares, ranges, paired differences.

use crate::experiment::interval::{Interval, LEVEL, mean_interval};
use crate::experiment::life::{Lived, Lives};
use crate::kernel::tally::Moments;
use crate::observe::{ENDINGS, LIFE_MEASURES, Life, Place, months_of, roles};

/// What the numbers cannot tell; printed beneath them.
pub const LIMITS: [&str; 4] = [
    "This is one described family in a model. It predicts nothing about a real family, and no decision about one may rest on it.",
    "The spread between lives is the model's chance: the same family, other days, other colleagues, other crises. It is not the \
     spread between families, and it leaves out that many of the model's values are assumed.",
    "Authorities differ in more than how they organise: a difference between them is not the effect of units or teams.",
    "What children feel, and how they fare beyond what is counted here, is not in the model.",
];

/// The lives, summed up.
#[derive(Clone, Debug)]
pub struct FamilyStudy {
    /// Lives in each authority.
    pub lives: usize,
    /// Months at which a life is looked at, the referral itself first.
    pub months: Vec<u32>,
    /// By authority.
    pub arms: Vec<ArmLives>,
    /// The life nearest the middle of the first authority, by its number.
    pub middle: Option<u32>,
}

/// The lives in one authority.
#[derive(Clone, Debug)]
pub struct ArmLives {
    /// By month, then by [`Place::ALL`]: share of lives.
    pub places: Vec<[f64; Place::ALL.len()]>,
    /// By month: share of its real problems that is known.
    pub known: Vec<Spread>,
    /// By role: share of lives in which it met the family in the first year, and mean hours it was with it then.
    pub roles: Vec<(&'static str, f64, f64)>,
    /// By [`ENDINGS`]: share of lives.
    pub endings: [f64; ENDINGS.len()],
    /// By [`LIFE_MEASURES`].
    pub values: Vec<Spread>,
    /// The same, less the first authority, life by life; empty for the first.
    pub differences: Vec<Difference>,
}

/// A mean over lives, and where most of them are.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// One life in ten has less.
    pub low: f64,
    /// The median.
    pub middle: f64,
    /// One life in ten has more.
    pub high: f64,
}

/// A mean paired difference.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// Its mean.
    pub mean: f64,
    /// Its interval; none with fewer than two pairs.
    pub interval: Option<Interval>,
}

impl FamilyStudy {
    /// Sums up what was lived.
    pub fn new(plan: &Lives, lived: &Lived) -> Self {
        let months = months_of(plan.years);
        let first = &lived.lives[0];
        let arms = (lived.lives.iter().enumerate())
            .map(|(at, lives)| ArmLives::new(lives, &months, (at > 0).then_some(first)))
            .collect();
        Self {
            lives: lived.numbers.len(),
            months,
            arms,
            middle: middle(first).map(|at| lived.numbers[at]),
        }
    }
}

impl ArmLives {
    fn new(lives: &[Life], months: &[u32], first: Option<&Vec<Life>>) -> Self {
        let share = |is: &dyn Fn(&Life) -> bool| {
            let number = lives.iter().filter(|life| is(life)).count();
            number as f64 / lives.len() as f64
        };
        let each = || 0..months.len();
        let roles = roles().into_iter().enumerate();
        Self {
            places: each()
                .map(|at| Place::ALL.map(|place| share(&|life| life.places[at] == place)))
                .collect(),
            known: each()
                .map(|at| Spread::of(lives.iter().map(|life| life.known[at])))
                .collect(),
            roles: roles
                .map(|(at, role)| {
                    let minutes = Spread::of(lives.iter().map(|l| f64::from(l.by_role[at])));
                    (
                        role,
                        share(&|life| life.by_role[at] > 0),
                        minutes.mean / 60.0,
                    )
                })
                .collect(),
            endings: std::array::from_fn(|at| share(&|life| life.ending() == at)),
            values: (LIFE_MEASURES.iter())
                .map(|measure| Spread::of(lives.iter().map(|life| measure.of(life))))
                .collect(),
            differences: (first.iter())
                .flat_map(|first| {
                    (LIFE_MEASURES.iter()).map(|measure| {
                        let pairs = lives.iter().zip(first.iter());
                        Difference::of(
                            pairs.map(|(own, other)| measure.of(own) - measure.of(other)),
                        )
                    })
                })
                .collect(),
        }
    }
}

impl Spread {
    /// Of those values that are defined.
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
        values.sort_by(f64::total_cmp);
        let mut moments = Moments::new();
        values.iter().for_each(|&value| moments.push(value));
        Self {
            mean: moments.mean(),
            low: quantile(&values, 0.1),
            middle: quantile(&values, 0.5),
            high: quantile(&values, 0.9),
        }
    }
}

impl Difference {
    fn of(differences: impl Iterator<Item = f64>) -> Self {
        let mut moments = Moments::new();
        (differences.filter(|value| !value.is_nan())).for_each(|value| moments.push(value));
        Self {
            mean: moments.mean(),
            interval: mean_interval(&moments, LEVEL),
        }
    }
}

/// Between the two nearest of sorted values.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = p * last as f64;
    let below = at as usize;
    let above = sorted[(below + 1).min(last)];
    sorted[below] + (at - below as f64) * (above - sorted[below])
}

/// The life whose ranks, over all measures together, are nearest the middle; the first of equals.
fn middle(lives: &[Life]) -> Option<usize> {
    let mut far = vec![0.0; lives.len()];
    for measure in &LIFE_MEASURES {
        let values: Vec<f64> = lives.iter().map(|life| measure.of(life)).collect();
        for (far, own) in far.iter_mut().zip(&values) {
            // NaN is above all numbers: a family that nobody met waited longest to be met.
            let less = values.iter().filter(|v| v.total_cmp(own).is_lt()).count() as f64;
            let more = values.iter().filter(|v| v.total_cmp(own).is_gt()).count() as f64;
            *far += (less - more).abs();
        }
    }
    (0..lives.len()).min_by(|&a, &b| far[a].total_cmp(&far[b]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours() {
        let values = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(quantile(&values, 0.5), 3.0);
        assert!((quantile(&values, 0.1) - 1.4).abs() < 1e-12);
        assert_eq!(quantile(&values[..1], 0.9), 1.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn what_is_undefined_is_left_out_of_means_and_differences() {
        let spread = Spread::of([1.0, f64::NAN, 3.0].into_iter());
        assert_eq!((spread.mean, spread.middle), (2.0, 2.0));
        let difference = Difference::of([f64::NAN, 1.0, 1.0].into_iter());
        assert_eq!(difference.mean, 1.0);
        assert!(
            difference
                .interval
                .is_some_and(|i| i.low == 1.0 && i.high == 1.0)
        );
    }
}
