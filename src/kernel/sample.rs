//! Random variates by inversion: every function takes a uniform in (0, 1) and rises with it.
//!
//! Inversion costs more than rejection, but it takes exactly one uniform per variate, so that two runs sharing a
//! uniform stay in step, and a larger uniform means a larger variate under every parameter: without both, common
//! random numbers lose their point. All mathematics goes through `libm`, because the platform's own differs in the
//! last bit from machine to machine.

use libm::{erfc, exp, lgamma, log, log1p, pow, sqrt};

/// Exponential with the given mean.
///
/// ```
/// let median = casework::kernel::sample::exponential(0.5, 2.0);
/// assert!((median - 1.386_294_361).abs() < 1e-9);
/// ```
#[inline]
pub fn exponential(u: f64, mean: f64) -> f64 {
    -mean * log1p(-u)
}

/// The standard normal quantile (Wichura's algorithm AS 241, relative error about 1e-16).
#[inline]
pub fn normal(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let r = sqrt(-log(if q < 0.0 { u } else { 1.0 - u }));
    let x = if r <= 5.0 {
        ratio(r - 1.6, &SHOULDER)
    } else {
        ratio(r - 5.0, &TAIL)
    };
    if q < 0.0 { -x } else { x }
}

/// Coefficients of a ratio of two polynomials, the constant term first.
type Rational = [[f64; 8]; 2];

#[inline]
fn ratio(r: f64, [over, under]: &Rational) -> f64 {
    let value = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    value(over) / value(under)
}

/// For |u − ½| up to 0.425.
const CENTRE: Rational = [
    [
        3.387_132_872_796_366_6,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
];

/// Beyond that, as far as a tail of exp(−25).
const SHOULDER: Rational = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

/// The far tail.
const TAIL: Rational = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

/// The standard normal distribution function.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// Log-normal, by its own mean and coefficient of variation (not those of its logarithm).
#[inline]
pub fn lognormal(u: f64, mean: f64, cv: f64) -> f64 {
    let variance = log1p(cv * cv);
    mean * exp(sqrt(variance) * normal(u) - 0.5 * variance)
}

/// Weibull with survival function exp(−(x / scale)^shape).
pub fn weibull(u: f64, shape: f64, scale: f64) -> f64 {
    scale * pow(-log1p(-u), 1.0 / shape)
}

/// Gamma with the given shape and mean.
pub fn gamma(u: f64, shape: f64, mean: f64) -> f64 {
    gamma_quantile(u, shape) * mean / shape
}

/// Poisson: the smallest count whose cumulative probability reaches `u`.
pub fn poisson(u: f64, mean: f64) -> u32 {
    // Summing upwards from zero is exact, but takes as many steps as the answer and underflows near a mean of 745.
    if mean < 40.0 {
        let mut count = 0;
        let mut probability = exp(-mean);
        let mut cumulative = probability;
        // The sum can stall a rounding error below 1, and so below u; no count this high has a visible probability.
        while cumulative < u && count < 400 {
            count += 1;
            probability *= mean / f64::from(count);
            cumulative += probability;
        }
        return count;
    }
    // P(N <= k) is the upper tail of a gamma of shape k + 1: start from the normal guess and walk.
    let cdf = |count: u32| {
        let shape = f64::from(count) + 1.0;
        1.0 - gamma_tails(shape, lgamma(shape), mean).0
    };
    let mut count = (mean + sqrt(mean) * normal(u)).max(0.0) as u32;
    while cdf(count) < u {
        count += 1;
    }
    while count > 0 && cdf(count - 1) >= u {
        count -= 1;
    }
    count
}

/// An index with probability in proportion to its weight.
///
/// # Panics
/// If the weights do not have a positive, finite sum.
pub fn categorical(u: f64, weights: &[f64]) -> usize {
    let total: f64 = weights.iter().sum();
    assert!(
        total > 0.0 && total.is_finite(),
        "a choice among weights {weights:?}"
    );
    let target = u * total;
    let mut cumulative = 0.0;
    let mut last = 0;
    for (index, &weight) in weights.iter().enumerate() {
        cumulative += weight;
        if weight > 0.0 {
            last = index;
            if target < cumulative {
                break;
            }
        }
    }
    last
}

/// True with probability `p`. Raising `p` can only turn a false into a true.
#[inline]
pub fn bernoulli(u: f64, p: f64) -> bool {
    u < p
}

/// Uniform between two bounds.
#[inline]
pub fn uniform_between(u: f64, lo: f64, hi: f64) -> f64 {
    lo + (hi - lo) * u
}

/// The lower and upper tail of a gamma with this shape and scale 1. The smaller one is exact to about 1e-14
/// relative; the other is its complement. `ln_gamma` is that of the shape, which callers hold fixed.
fn gamma_tails(shape: f64, ln_gamma: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    let density = exp(shape * log(x) - x - ln_gamma);
    if x < shape + 1.0 {
        let mut term = 1.0 / shape;
        let mut sum = term;
        let mut n = shape;
        while term > sum * f64::EPSILON * 0.25 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        let lower = (density * sum).min(1.0);
        return (lower, 1.0 - lower);
    }
    // Continued fraction by Lentz's method.
    let tiny = 1e-300;
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let a = -i * (i - shape);
        b += 2.0;
        d = a * d + b;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = b + a / c;
        c = if c.abs() < tiny { tiny } else { c };
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    let upper = (density * fraction).min(1.0);
    (1.0 - upper, upper)
}

/// Quantile of a gamma with this shape and scale 1.
fn gamma_quantile(u: f64, shape: f64) -> f64 {
    let power_law = (log(u) + lgamma(shape + 1.0)) / shape;
    if power_law < -30.0 {
        // So near zero exp(-x) is 1 to the last bit, and the power law exact.
        return exp(power_law);
    }
    // Newton on the logarithm of x (the quantile of a small shape spans hundreds of powers of ten), kept inside a
    // bracket; from the Wilson-Hilferty cube where that is good, else from the power law.
    let cube = 1.0 - 1.0 / (9.0 * shape) + normal(u) / (3.0 * sqrt(shape));
    let mut y = if shape > 0.5 && cube > 0.2 {
        log(shape * cube * cube * cube)
    } else {
        power_law.min(log(shape + 20.0))
    };
    let ln_gamma = lgamma(shape);
    let (mut low, mut high) = (-40.0, 720.0);
    for _ in 0..100 {
        let x = exp(y);
        let (lower, upper) = gamma_tails(shape, ln_gamma, x);
        // The error is taken in the smaller tail, where it has its full relative precision.
        let error = if u < 0.5 {
            lower - u
        } else {
            (1.0 - u) - upper
        };
        if error < 0.0 {
            low = y;
        } else {
            high = y;
        }
        let newton = error / exp(shape * y - x - ln_gamma);
        // One more order from the curvature: the density of the logarithm falls by (x - shape) relative to itself.
        let step = newton / (1.0 - (0.5 * newton * (shape - x)).clamp(-0.5, 0.5));
        let next = y - step;
        if step.abs() < 1e-9 {
            // The error left is of a higher order than what the tails can resolve.
            return exp(next);
        }
        y = if next > low && next < high {
            next
        } else {
            0.5 * (low + high)
        };
    }
    exp(y)
}

#[cfg(test)]
mod tests {
    use rand_distr::Distribution;
    use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng};
    use statrs::distribution::{ContinuousCDF, DiscreteCDF};

    use super::*;
    use crate::kernel::streams::Streams;
    use crate::kernel::tally::Moments;

    const N: u64 = 200_000;

    /// From the far lower tail to the far upper one.
    fn levels() -> impl Iterator<Item = f64> {
        (1..400).map(|i| f64::from(i) / 400.0).chain([
            1e-15,
            1e-9,
            1e-4,
            0.9999,
            1.0 - 1e-9,
            1.0 - 1e-15,
        ])
    }

    fn of(count: u64, mut next: impl FnMut(u64) -> f64) -> Moments {
        let mut moments = Moments::new();
        (0..count).for_each(|i| moments.push(next(i)));
        moments
    }

    /// Mean and standard deviation of ours against those of another implementation's sample.
    fn agrees<D: Distribution<f64>>(name: &str, ours: impl Fn(f64) -> f64, theirs: D) {
        let streams = Streams::new(11, 0);
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(5);
        let ours = of(N, |i| ours(streams.draw(1, i, 0).uniform()));
        let theirs = of(N, |_| theirs.sample(&mut generator));
        let se = ours.standard_error().hypot(theirs.standard_error());
        assert!(
            (ours.mean() - theirs.mean()).abs() < 4.0 * se,
            "{name}: {ours:?} against {theirs:?}"
        );
        assert!(
            (ours.sd() / theirs.sd() - 1.0).abs() < 0.02,
            "{name}: {ours:?} against {theirs:?}"
        );
    }

    #[test]
    fn samples_agree_with_another_implementation() {
        agrees(
            "exponential",
            |u| exponential(u, 3.0),
            rand_distr::Exp::new(1.0 / 3.0).unwrap(),
        );
        agrees("normal", normal, rand_distr::StandardNormal);
        agrees(
            "lognormal",
            |u| lognormal(u, 2.5, 0.8),
            rand_distr::LogNormal::from_mean_cv(2.5, 0.8).unwrap(),
        );
        agrees(
            "weibull",
            |u| weibull(u, 1.4, 20.0),
            rand_distr::Weibull::new(20.0, 1.4).unwrap(),
        );
        agrees(
            "gamma",
            |u| gamma(u, 2.5, 5.0),
            rand_distr::Gamma::new(2.5, 2.0).unwrap(),
        );
        agrees(
            "gamma of small shape",
            |u| gamma(u, 0.3, 3.0),
            rand_distr::Gamma::new(0.3, 10.0).unwrap(),
        );
        agrees(
            "poisson",
            |u| f64::from(poisson(u, 3.7)),
            rand_distr::Poisson::new(3.7).unwrap(),
        );
        agrees(
            "poisson, large",
            |u| f64::from(poisson(u, 90.0)),
            rand_distr::Poisson::new(90.0).unwrap(),
        );
        agrees(
            "uniform",
            |u| uniform_between(u, -2.0, 5.0),
            rand_distr::Uniform::new(-2.0, 5.0).unwrap(),
        );
    }

    #[test]
    fn means_and_spreads_are_the_ones_asked_for() {
        let streams = Streams::new(12, 0);
        let u = |i| streams.draw(1, i, 0).uniform();
        for (name, mean, sd, m) in [
            ("exponential", 4.0, 4.0, of(N, |i| exponential(u(i), 4.0))),
            ("lognormal", 4.0, 2.0, of(N, |i| lognormal(u(i), 4.0, 0.5))),
            ("gamma", 4.0, 2.0, of(N, |i| gamma(u(i), 4.0, 4.0))),
            (
                "poisson",
                4.0,
                2.0,
                of(N, |i| f64::from(poisson(u(i), 4.0))),
            ),
            (
                "bernoulli",
                0.2,
                0.4,
                of(N, |i| f64::from(u8::from(bernoulli(u(i), 0.2)))),
            ),
        ] {
            assert!(
                (m.mean() - mean).abs() < 4.0 * m.standard_error(),
                "{name}: {m:?}"
            );
            assert!((m.sd() / sd - 1.0).abs() < 0.02, "{name}: {m:?}");
        }
    }

    #[test]
    fn the_normal_quantile_undoes_the_distribution_function() {
        let oracle = statrs::distribution::Normal::standard();
        for u in levels() {
            let x = normal(u);
            assert!((x - oracle.inverse_cdf(u)).abs() < 1e-9, "at {u}");
            assert!(
                (x + normal(1.0 - u)).abs() < 1e-9 * x.abs().max(1.0) || u < 1e-9,
                "not odd at {u}"
            );
            assert!(
                (normal_cdf(x) / u - 1.0).abs() < 1e-13
                    || u > 0.5 && (normal_cdf(-x) / (1.0 - u) - 1.0).abs() < 1e-13
            );
            assert!((normal_cdf(x) - oracle.cdf(x)).abs() < 1e-10);
        }
        // Published digits.
        assert!((normal(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((normal(0.25) + 0.674_489_750_196_081_7).abs() < 1e-14);
        assert!((normal(1e-20) + 9.262_340_089_798_408).abs() < 1e-12);
    }

    #[test]
    fn closed_forms_hold_at_every_level() {
        for u in levels().filter(|&u| u > 1e-6 && u < 1.0 - 1e-6) {
            assert!((1.0 - exp(-exponential(u, 3.0) / 3.0) - u).abs() < 1e-14);
            assert!((1.0 - exp(-pow(weibull(u, 1.7, 9.0) / 9.0, 1.7)) - u).abs() < 1e-13);
            let variance = log1p(0.64);
            let z = (log(lognormal(u, 5.0, 0.8) / 5.0) + 0.5 * variance) / sqrt(variance);
            assert!((normal_cdf(z) - u).abs() < 1e-13);
            // A gamma of shape 1 is the exponential.
            assert!((gamma(u, 1.0, 3.0) / exponential(u, 3.0) - 1.0).abs() < 1e-11);
        }
    }

    #[test]
    fn gamma_quantiles_undo_the_distribution_function() {
        for shape in [0.05, 0.3, 0.5, 0.9, 1.0, 2.5, 10.0, 60.0, 400.0, 20_000.0] {
            let (oracle, ln_gamma) = (
                statrs::distribution::Gamma::new(shape, 1.0).unwrap(),
                lgamma(shape),
            );
            for u in levels() {
                let x = gamma(u, shape, shape);
                let (lower, upper) = gamma_tails(shape, ln_gamma, x);
                let error = if u < 0.5 {
                    lower / u
                } else {
                    upper / (1.0 - u)
                } - 1.0;
                assert!(
                    x == 0.0 || error.abs() < 1e-9,
                    "shape {shape} at {u}: {error}"
                );
                assert!(
                    (oracle.cdf(x) - u).abs() < 1e-8,
                    "shape {shape} at {u}: {} from statrs",
                    oracle.cdf(x)
                );
            }
        }
    }

    #[test]
    fn poisson_is_the_smallest_count_that_reaches_the_level() {
        for mean in [0.01, 0.7, 5.0, 39.9, 40.1, 300.0, 5000.0] {
            let oracle = statrs::distribution::Poisson::new(mean).unwrap();
            for u in levels().filter(|&u| u < 1.0 - 1e-12) {
                let count = u64::from(poisson(u, mean));
                assert!(
                    oracle.cdf(count) >= u - 1e-10,
                    "mean {mean} at {u}: {count}"
                );
                assert!(
                    count == 0 || oracle.cdf(count - 1) < u + 1e-10,
                    "mean {mean} at {u}: {count}"
                );
            }
        }
        assert_eq!(poisson(1.0 - 1e-15, 0.0), 0);
    }

    #[test]
    fn a_choice_follows_its_weights_and_never_takes_a_zero() {
        let weights = [0.0, 2.0, 0.0, 5.0, 3.0, 0.0];
        let mut counts = [0_u32; 6];
        for i in 0..10_000 {
            counts[categorical((f64::from(i) + 0.5) / 10_000.0, &weights)] += 1;
        }
        assert_eq!(counts, [0, 2000, 0, 5000, 3000, 0]);
        assert_eq!(categorical(1.0 - 1e-16, &weights), 4);
        assert_eq!(categorical(1e-16, &weights), 1);
    }

    #[test]
    fn a_uniform_at_the_very_edge_of_a_share_falls_as_the_definition_says() {
        assert_eq!(poisson(exp(-2.0), 2.0), 0, "no count reaches it already");
        assert_eq!(
            categorical(0.5, &[1.0, 1.0]),
            1,
            "shares begin at their edge"
        );
        assert!(!bernoulli(0.4, 0.4), "a share ends before its edge");
    }

    #[test]
    #[should_panic(expected = "a choice among weights")]
    fn a_choice_among_nothing_is_refused() {
        categorical(0.5, &[0.0, 0.0]);
    }

    #[test]
    fn value_stability() {
        let us = [0.001, 0.3, 0.5, 0.987_654_321];
        let bits = |f: &dyn Fn(f64) -> f64| us.map(|u| f(u).to_bits());
        assert_eq!(
            bits(&|u| exponential(u, 14.0)),
            [
                0x3f8c_afb4_57c9_5002,
                0x4013_f94a_c045_1764,
                0x4023_687a_9f1a_f2b1,
                0x404e_c2da_56cc_d5e0
            ]
        );
        assert_eq!(
            bits(&normal),
            [
                0xc008_b8cb_b720_4470,
                0xbfe0_c7e3_9582_c5fa,
                0,
                0x4001_f836_69ec_b741
            ]
        );
        assert_eq!(
            bits(&|u| lognormal(u, 400.0, 0.8)),
            [
                0x4041_c4e8_befe_0544,
                0x406b_0004_e8dd_b1a8,
                0x4073_858f_7517_9b56,
                0x4097_b0da_d07f_a0f6
            ]
        );
        assert_eq!(
            bits(&|u| weibull(u, 1.3, 50.0)),
            [
                0x3fcf_8664_dd11_a907,
                0x4036_9fad_1ffd_6de8,
                0x4042_dbac_c963_e5b1,
                0x4063_8474_2225_556d
            ]
        );
        assert_eq!(
            bits(&|u| gamma(u, 0.7, 9.0)),
            [
                0x3f43_07cf_f1b9_42a3,
                0x4001_beb1_5b51_3b11,
                0x4014_f406_507d_07e9,
                0x4047_a4e8_4487_0ea0
            ]
        );
        assert_eq!(
            bits(&normal_cdf),
            [
                0x3fe0_0344_a478_6030,
                0x3fe3_c5ee_2cc4_0b79,
                0x3fe6_2075_e232_ac77,
                0x3fea_d3ac_56c7_4b1f
            ]
        );
        assert_eq!(us.map(|u| poisson(u, 6.5)), [0, 5, 6, 13]);
        assert_eq!(us.map(|u| poisson(u, 65.0)), [42, 61, 65, 84]);
    }
}
