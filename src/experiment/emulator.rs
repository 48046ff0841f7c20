//! A quadratic surface through the outputs of a design: what the simulator would say where it was not run, and how
//! far off that may be.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// Added to the diagonal in units of the number of runs: keeps terms that the design hardly tells apart from growing.
const RIDGE: f64 = 1e-4;

/// A fitted surface over positions in the unit cube.
#[derive(Clone, Debug)]
pub struct Emulator {
    weights: DVector<f64>,
    /// Factor of the normal equations, for how well a place is covered by the design.
    factor: Cholesky<f64, Dyn>,
    /// Variance of what the surface leaves unexplained, each run predicted from the others.
    pub residual_variance: f64,
    /// Share of the variance of the outputs that each run's prediction from the others explains (Q²); negative if it is worse
    /// than their mean.
    pub explained: f64,
}

impl Emulator {
    /// Fits a surface to outputs at positions. None with fewer runs than terms, or if the outputs do not vary.
    pub fn fit(positions: &[Vec<f64>], outputs: &[f64]) -> Option<Self> {
        let rows: Vec<DVector<f64>> = positions.iter().map(|p| terms(p)).collect();
        let (n, width) = (rows.len(), rows.first()?.nrows());
        if n <= width {
            return None;
        }
        let design = DMatrix::from_fn(n, width, |r, c| rows[r][c]);
        let targets = DVector::from_column_slice(outputs);
        let normal =
            design.transpose() * &design + DMatrix::identity(width, width) * (RIDGE * n as f64);
        let factor = Cholesky::new(normal)?;
        let weights = factor.solve(&(design.transpose() * &targets));
        // Leaving a run out changes its prediction in closed form, by its leverage.
        let inverse = factor.inverse();
        let mean = targets.mean();
        let (mut left, mut all) = (0.0, 0.0);
        for (row, &output) in design.row_iter().zip(outputs) {
            let leverage = (row * &inverse * row.transpose())[(0, 0)];
            let predicted = (row * &weights)[(0, 0)];
            let miss = (output - predicted) / (1.0 - leverage).max(1e-9);
            left += miss * miss;
            all += (output - mean) * (output - mean);
        }
        (all > 0.0).then(|| Self {
            weights,
            factor,
            residual_variance: left / n as f64,
            explained: 1.0 - left / all,
        })
    }

    /// The output where the terms are these.
    pub fn mean(&self, terms: &DVector<f64>) -> f64 {
        terms.dot(&self.weights)
    }

    /// The variance of the surface's error there, that of the runs' own noise included.
    pub fn variance(&self, terms: &DVector<f64>) -> f64 {
        self.residual_variance * (1.0 + terms.dot(&self.factor.solve(terms)))
    }
}

/// Terms of a surface over so many factors.
pub fn width(factors: usize) -> usize {
    1 + factors * (factors + 3) / 2
}

/// One, every factor, every square and every product, from -1 to 1.
pub fn terms(position: &[f64]) -> DVector<f64> {
    let x: Vec<f64> = position.iter().map(|u| 2.0 * u - 1.0).collect();
    let mut terms = vec![1.0];
    terms.extend(&x);
    for (i, a) in x.iter().enumerate() {
        terms.extend(x[i..].iter().map(|b| a * b));
    }
    DVector::from_vec(terms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::sobol::Design;
    use crate::kernel::sample;
    use crate::kernel::streams::Streams;

    #[test]
    fn a_quadratic_is_found_through_noise_and_its_error_is_known() {
        let f = |x: &[f64]| 3.0 + x[0] - 2.0 * x[1] * x[2] + 4.0 * x[2] * x[2];
        let noise = |n: u64| 0.1 * sample::normal(Streams::new(5, 0).draw(0, n, 0).uniform());
        let positions = Design::new(3, 256, 1).a;
        let outputs: Vec<f64> = (positions.iter().zip(0..))
            .map(|(x, n)| f(x) + noise(n))
            .collect();
        let fitted = Emulator::fit(&positions, &outputs).expect("enough runs");
        assert!(fitted.explained > 0.98, "{}", fitted.explained);
        let sd = fitted.residual_variance.sqrt();
        assert!((0.08..0.12).contains(&sd), "{sd}");
        let fresh = Design::new(3, 256, 2).b;
        let within = (fresh.iter())
            .filter(|x| {
                let terms = terms(x);
                let (mean, variance) = (fitted.mean(&terms), fitted.variance(&terms));
                (mean - f(x)).abs() < 2.0 * variance.sqrt()
            })
            .count();
        assert!(within >= 250, "{within}");
    }

    #[test]
    fn too_few_runs_or_a_constant_have_no_surface() {
        assert_eq!(width(3), terms(&[0.5; 3]).nrows());
        let positions = Design::new(3, 8, 1).a;
        assert!(Emulator::fit(&positions, &[1.0; 8]).is_none());
        let positions = Design::new(2, 64, 1).a;
        assert!(Emulator::fit(&positions, &[1.0; 64]).is_none());
    }
}
