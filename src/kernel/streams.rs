//! Random draws keyed by occasion.
//!
//! A draw is a pure function of (seed, replication, purpose, entity, occasion). There is no running counter: what one
//! entity draws cannot depend on how often another has drawn, so two variants of a model that share a seed share
//! every fate that the variation itself does not touch. The variant is deliberately not part of the key.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The keyed source of every draw of one replication.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Streams {
    entity_key: u64,
    occasion_key: u64,
}

/// Spreads 16 bits of purpose over 64; odd, and far from the golden ratio that the seeding uses.
const PURPOSE_STRIDE: u64 = 0xd6e8_feb8_6659_fd93;

impl Streams {
    /// The draws of one replication under one seed.
    pub fn new(seed: u64, replication: u32) -> Self {
        // Distinct constants keep a seed and a replication number from standing in for each other.
        let root = mix(mix(seed ^ 0x2545_f491_4f6c_dd1d) ^ u64::from(replication));
        Self {
            entity_key: mix(root ^ 0x9fb2_1c65_1e98_df25),
            occasion_key: mix(root ^ 0x4cf5_ad43_2745_937f),
        }
    }

    /// The draw for one occasion.
    ///
    /// ```
    /// use casework::kernel::streams::Streams;
    /// let streams = Streams::new(1, 0);
    /// assert_eq!(streams.draw(7, 42, 3).uniform(), streams.draw(7, 42, 3).uniform());
    /// assert_ne!(streams.draw(7, 42, 3).uniform(), streams.draw(7, 42, 4).uniform());
    /// ```
    #[inline]
    pub fn draw(&self, purpose: u16, entity: u64, occasion: u64) -> Draw {
        // The two halves mix side by side; the third round makes the whole more than a sum of its parts.
        let who = mix(self.entity_key ^ entity);
        let what = mix(self.occasion_key
            ^ occasion.wrapping_add(u64::from(purpose).wrapping_mul(PURPOSE_STRIDE)));
        Draw {
            generator: Xoshiro256PlusPlus::seed_from_u64(mix(who.rotate_left(32) ^ what)),
        }
    }
}

/// The successive uniforms of one occasion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draw {
    generator: Xoshiro256PlusPlus,
}

impl Draw {
    /// The next uniform, strictly between 0 and 1, so that every quantile function is finite on it.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        // 52 bits and a half: 53 bits and a half would round up to exactly 1 at the top.
        ((self.next_u64() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }

    /// The next 64 random bits.
    #[inline]
    pub fn next_u64(&mut self) -> u64 {
        self.generator.next_u64()
    }
}

/// A bijection of 64 bits in which every input bit reaches every output bit (Stafford's thirteenth variant).
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: u64 = 100_000;

    type Keyed = Box<dyn Fn(u64) -> Draw>;

    /// Each component of the key in turn counts upwards while the others stand still.
    fn neighbours() -> Vec<(&'static str, Keyed)> {
        let s = Streams::new(2024, 5);
        vec![
            ("seed", Box::new(|i| Streams::new(i, 5).draw(3, 17, 2))),
            (
                "replication",
                Box::new(|i| Streams::new(2024, i as u32).draw(3, 17, 2)),
            ),
            (
                "purpose",
                Box::new(move |i| s.draw(i as u16, 17 + (i >> 16), 2)),
            ),
            ("entity", Box::new(move |i| s.draw(3, i, 2))),
            ("occasion", Box::new(move |i| s.draw(3, 17, i))),
            (
                "entity in the high half",
                Box::new(move |i| s.draw(3, i << 32, 2)),
            ),
            (
                "entity and occasion together",
                Box::new(move |i| s.draw(3, i, i)),
            ),
            (
                "entity against occasion",
                Box::new(move |i| s.draw(3, i % 300, i / 300)),
            ),
            (
                "second uniform",
                Box::new(move |i| {
                    let mut draw = s.draw(3, i, 2);
                    draw.next_u64();
                    draw
                }),
            ),
        ]
    }

    fn chi_square(counts: &[u32], n: u64) -> f64 {
        let expected = n as f64 / counts.len() as f64;
        counts
            .iter()
            .map(|&c| (f64::from(c) - expected).powi(2) / expected)
            .sum()
    }

    #[test]
    fn neighbouring_keys_give_uniform_draws() {
        for (name, draw) in neighbours() {
            let (mut top, mut low) = (vec![0_u32; 256], vec![0_u32; 256]);
            for i in 0..N {
                let mut d = draw(i);
                let bits = d.clone().next_u64();
                top[(d.uniform() * 256.0) as usize] += 1;
                low[(bits & 255) as usize] += 1;
            }
            for counts in [top, low] {
                let z = (chi_square(&counts, N) - 255.0) / (2.0 * 255.0_f64).sqrt();
                assert!(
                    z.abs() < 4.0,
                    "{name}: chi-square is {z} standard deviations off"
                );
            }
        }
    }

    #[test]
    fn neighbouring_keys_are_uncorrelated_and_pairs_fill_the_square() {
        for (name, draw) in neighbours() {
            for lag in [1, 2, 16, 256] {
                let u: Vec<f64> = (0..N + lag).map(|i| draw(i).uniform()).collect();
                let mut square = vec![0_u32; 256];
                let mut product = 0.0;
                for i in 0..N as usize {
                    let (a, b) = (u[i], u[i + lag as usize]);
                    product += (a - 0.5) * (b - 0.5) * 12.0;
                    square[(a * 16.0) as usize * 16 + (b * 16.0) as usize] += 1;
                }
                let z = product / (N as f64).sqrt();
                assert!(z.abs() < 4.5, "{name} at lag {lag}: correlation z {z}");
                let z = (chi_square(&square, N) - 255.0) / (2.0 * 255.0_f64).sqrt();
                assert!(z.abs() < 4.5, "{name} at lag {lag}: pairs z {z}");
            }
        }
    }

    #[test]
    fn the_same_occasion_under_two_purposes_is_uncorrelated() {
        let s = Streams::new(9, 1);
        for (p, q) in [(0, 1), (1, 2), (7, 8), (0, 0x8000), (255, 256)] {
            let product: f64 = (0..N)
                .map(|i| {
                    (s.draw(p, i, 0).uniform() - 0.5) * (s.draw(q, i, 0).uniform() - 0.5) * 12.0
                })
                .sum();
            assert!(
                (product / (N as f64).sqrt()).abs() < 4.0,
                "purposes {p} and {q}"
            );
        }
    }

    #[test]
    fn every_bit_of_the_key_flips_half_of_the_output() {
        let s = Streams::new(3, 3);
        let flipped =
            |a: &mut Draw, b: &mut Draw| f64::from((a.next_u64() ^ b.next_u64()).count_ones());
        for bit in 0..64 {
            let mut mean = [0.0; 3];
            for i in 0..400_u64 {
                let base = s.draw(5, i, 7 * i);
                mean[0] +=
                    flipped(&mut base.clone(), &mut s.draw(5, i ^ (1 << bit), 7 * i)) / 400.0;
                mean[1] +=
                    flipped(&mut base.clone(), &mut s.draw(5, i, (7 * i) ^ (1 << bit))) / 400.0;
                mean[2] += flipped(
                    &mut base.clone(),
                    &mut s.draw(5 ^ (1 << (bit % 16)), i, 7 * i),
                ) / 400.0;
            }
            // The standard deviation of each mean is 4 / sqrt(400) = 0.2.
            assert!(
                mean.iter().all(|m| (m - 32.0).abs() < 0.9),
                "bit {bit}: {mean:?}"
            );
        }
    }

    #[test]
    fn no_two_of_many_structured_keys_share_their_bits() {
        let s = Streams::new(0, 0);
        let mut seen: Vec<u64> = Vec::new();
        for purpose in 0..8 {
            for entity in 0..150 {
                for occasion in 0..150 {
                    seen.push(s.draw(purpose, entity, occasion).next_u64());
                }
            }
        }
        let total = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), total);
    }

    #[test]
    fn uniforms_stay_inside_the_open_interval_at_both_ends() {
        let scale = 1.0 / (1_u64 << 52) as f64;
        assert!(((u64::MAX >> 12) as f64 + 0.5) * scale < 1.0);
        assert!(0.5 * scale > 0.0);
    }

    #[test]
    fn value_stability() {
        let s = Streams::new(1, 0);
        let mut d = s.draw(0, 0, 0);
        assert_eq!(
            [d.next_u64(), d.next_u64()],
            [0xc11b_4766_fec6_fb98, 0xbf20_6f1d_7a25_882d]
        );
        assert_eq!(s.draw(1, 2, 3).next_u64(), 0x83ce_3de1_c7b9_97f7);
        assert_eq!(
            Streams::new(42, 7)
                .draw(65_535, u64::MAX, u64::MAX)
                .next_u64(),
            0x9f58_66bf_9339_4dc3
        );
        assert_eq!(
            Streams::new(u64::MAX, u32::MAX)
                .draw(9, 8, 7)
                .uniform()
                .to_bits(),
            0x3fe8_5445_bbd3_ae33
        );
    }
}
