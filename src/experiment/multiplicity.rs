//! Several intervals or tests that have to hold together.

use super::student::student_quantile;

/// The quantile of Student's t for each of `of` two-sided intervals that hold together at this level (Bonferroni).
pub fn bonferroni_quantile(level: f64, of: u32, freedom: f64) -> f64 {
    student_quantile(1.0 - (1.0 - level) / 2.0 / f64::from(of), freedom)
}

/// Holm's step-down p-values, in the order given: those at or below a level may be rejected together at that level.
///
/// ```
/// use casework::experiment::multiplicity::holm;
/// let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
/// let expected = [0.03, 0.06, 0.06, 0.02];
/// assert!(adjusted.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12));
/// ```
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut least: f64 = 0.0;
    for (before, at) in order.into_iter().enumerate() {
        // None may be rejected before a smaller one was.
        least = least.max((p.len() - before) as f64 * p[at]).min(1.0);
        adjusted[at] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_interval_needs_no_correction() {
        assert_eq!(
            bonferroni_quantile(0.95, 1, 9.0),
            student_quantile(0.975, 9.0)
        );
        assert_eq!(holm(&[0.2]), [0.2]);
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn holm_never_rejects_less_than_bonferroni_and_keeps_the_order() {
        let p = [0.9, 0.011, 0.2, 0.012, 0.5];
        let adjusted = holm(&p);
        for (p, adjusted) in p.iter().zip(&adjusted) {
            assert!(adjusted <= &(5.0 * p).min(1.0) && adjusted >= p);
        }
        assert!(adjusted[1] <= adjusted[3] && adjusted[3] <= adjusted[2]);
        assert_eq!(adjusted[1], 5.0 * 0.011);
        assert_eq!(adjusted[3], adjusted[1], "never below one that was smaller");
    }
}
