//! Quantiles of Student's t, with the arithmetic of `libm` alone, so that they have the same last digit on every platform.

use crate::kernel::sample::normal;
use libm::{exp, log1p};
use std::f64::consts::PI;

/// Above so many degrees of freedom three terms of Cornish and Fisher's expansion are as exact as the numbers they are made of.
const EXPANDED_ABOVE: f64 = 1e5;

/// More terms than the continued fraction ever takes below that.
const TERMS: u32 = 10_000;

/// The quantile of Student's t with `freedom` degrees of freedom, whole or not; with infinitely many, that of the normal distribution.
/// Not a number where there is no such distribution, or `p` is not within 0 and 1.
pub fn student_quantile(p: f64, freedom: f64) -> f64 {
    if !(freedom > 0.0 && 0.0 < p && p < 1.0) {
        return f64::NAN;
    }
    if p < 0.5 {
        return -student_quantile(1.0 - p, freedom);
    }
    let z = normal(p);
    if freedom > EXPANDED_ABOVE {
        let square = z * z;
        let first = z * (square + 1.0) / 4.0;
        let second = z * ((5.0 * square + 16.0) * square + 3.0) / 96.0;
        return z + (first + second / freedom) / freedom;
    }
    // The upper tail is convex in t, and t lies above z: Newton's steps come from below and never go beyond.
    let gammas = ratio_of_gammas(freedom / 2.0);
    let mut t = z;
    loop {
        let step = (upper_tail(t, freedom, gammas) - (1.0 - p)) / density(t, freedom, gammas);
        if step.is_nan() || step <= 1e-15 * (1.0 + t) {
            return t;
        }
        t += step;
    }
}

/// Γ(a + ½) / Γ(a): from its asymptotic series, after a has been raised to where that is exact.
fn ratio_of_gammas(mut a: f64) -> f64 {
    let mut raised = 1.0;
    while a < 100.0 {
        raised *= a / (a + 0.5);
        a += 1.0;
    }
    let series = [
        -1.0 / 8.0,
        1.0 / 128.0,
        5.0 / 1024.0,
        -21.0 / 32_768.0,
        -399.0 / 262_144.0,
        869.0 / 4_194_304.0,
    ];
    let sum = series.iter().rev().fold(0.0, |sum, of| (sum + of) / a);
    raised * a.sqrt() * (1.0 + sum)
}

fn density(t: f64, freedom: f64, gammas: f64) -> f64 {
    let power = exp(-(freedom + 1.0) / 2.0 * log1p(t * t / freedom));
    gammas / (freedom * PI).sqrt() * power
}

/// How likely a value above `t`, which is not negative: half the regularised incomplete beta function of ν / 2 and ½ at ν / (ν + t²).
fn upper_tail(t: f64, freedom: f64, gammas: f64) -> f64 {
    let a = freedom / 2.0;
    let (x, rest) = (freedom / (freedom + t * t), t * t / (freedom + t * t));
    let front = exp(-a * log1p(t * t / freedom)) * (rest / PI).sqrt() * gammas;
    if x < (a + 1.0) / (a + 2.5) {
        front * fraction(a, 0.5, x) / a / 2.0
    } else {
        0.5 - front * fraction(0.5, a, rest)
    }
}

/// The continued fraction of the incomplete beta function (Digital Library of Mathematical Functions, 8.17.22), by Lentz's method.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let odd = |m: f64| -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
    let even = |m: f64| m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
    let (mut above, mut below) = (1.0, 1.0 / (1.0 + odd(0.0)));
    let mut value = below;
    for m in (1..TERMS).map(f64::from) {
        let before = value;
        for term in [even(m), odd(m)] {
            below = 1.0 / (1.0 + term * below);
            above = 1.0 + term / above;
            value *= above * below;
        }
        if (value - before).abs() <= f64::EPSILON * value {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() <= within * b.abs().max(1.0), "{a} is not {b}");
    }

    const LEVELS: [f64; 8] = [0.5, 0.500_001, 0.6, 0.9, 0.975, 0.99, 0.999, 0.999_99];

    #[test]
    fn one_and_two_degrees_of_freedom_have_closed_forms() {
        for p in LEVELS {
            let (one, two) = (student_quantile(p, 1.0), student_quantile(p, 2.0));
            near(one, libm::tan(PI * (p - 0.5)), 2e-15 / (1.0 - p));
            near(
                two,
                (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt(),
                2e-15 / (1.0 - p),
            );
        }
    }

    #[test]
    fn quantiles_below_the_middle_mirror_those_above() {
        for freedom in [1.5, 9.0, 4_999.0] {
            for (p, q) in [(0.25, 0.75), (0.125, 0.875), (0.375, 0.625)] {
                let (below, above) = (student_quantile(p, freedom), student_quantile(q, freedom));
                near(below, -above, 0.0);
                assert!(below < 0.0);
            }
        }
    }

    #[test]
    fn quantiles_are_exact_to_thirteen_digits() {
        // By arithmetic with thirty digits, at 0.6, 0.975 and 0.999.
        for (freedom, exact) in [
            (
                1.5,
                [
                    0.300_745_392_569_795,
                    6.016_663_104_427_928,
                    52.184_430_008_992_62,
                ],
            ),
            (
                9.0,
                [
                    0.260_955_336_473_911,
                    2.262_157_162_798_205,
                    4.296_805_662_729_918,
                ],
            ),
            (
                39.0,
                [
                    0.255_082_228_169_606,
                    2.022_690_920_036_761,
                    3.312_788_082_671_9,
                ],
            ),
            (
                999.0,
                [
                    0.253_414_583_330_367,
                    1.962_341_461_133_45,
                    3.098_410_361_753_312,
                ],
            ),
            (
                4_999.0,
                [
                    0.253_360_586_666_023,
                    1.960_438_646_661_525,
                    3.091_863_446_346_705,
                ],
            ),
        ] {
            for (p, exact) in [0.6, 0.975, 0.999].into_iter().zip(exact) {
                near(student_quantile(p, freedom), exact, 1e-13);
            }
        }
    }

    #[test]
    fn published_quantiles_come_out() {
        near(student_quantile(0.975, 2.0), 4.302_652_729_749, 1e-12);
        for (together, printed) in [(3.0, 2.933_324), (5.0, 3.249_836), (10.0, 3.689_662)] {
            near(student_quantile(1.0 - 0.025 / together, 9.0), printed, 1e-6);
        }
    }

    #[test]
    fn with_much_freedom_it_joins_the_normal_distribution() {
        for p in LEVELS {
            let (below, above) = (1e5, 1.000_001e5);
            near(student_quantile(p, below), student_quantile(p, above), 1e-9);
            near(student_quantile(p, f64::INFINITY), normal(p), 0.0);
        }
        near(student_quantile(0.975, 1e7), 1.959_964_221_6, 1e-10);
    }

    #[test]
    fn there_is_none_where_there_is_no_distribution() {
        for (p, freedom) in [(0.975, 0.0), (0.975, f64::NAN), (1.0, 9.0), (f64::NAN, 9.0)] {
            assert!(student_quantile(p, freedom).is_nan(), "{p}, {freedom}");
        }
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "it is the last digit that is asked for")]
    fn the_last_digit_is_the_same_everywhere() {
        let of = |k: f64| student_quantile(1.0 - 0.025 / k, 9.0);
        assert_eq!(
            [of(3.0), of(5.0), of(10.0)],
            [
                2.933_324_088_373_990_6,
                3.249_835_541_592_126,
                3.689_662_392_304_244
            ]
        );
    }
}
