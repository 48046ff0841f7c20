//! Each kind of draw that the model makes, from its key to the variate.

use casework::kernel::{Streams, sample};

/// A kind of draw: its name and the variate for a uniform.
#[derive(Clone, Copy)]
pub(crate) struct Sampler {
    name: &'static str,
    of: fn(f64) -> f64,
}

impl std::fmt::Display for Sampler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// The uniform alone, and the samplers, with parameters as the scenarios have them.
pub(crate) const SAMPLERS: &[Sampler] = &[
    of("uniform", |u| u),
    of("exponential", |u| sample::exponential(u, 14.0)),
    of("normal", sample::normal),
    of("lognormal", |u| sample::lognormal(u, 60.0, 0.5)),
    of("weibull", |u| sample::weibull(u, 1.4, 20.0)),
    of("gamma", |u| sample::gamma(u, 2.5, 1.0)),
    of("poisson", |u| f64::from(sample::poisson(u, 3.7))),
    of("poisson of a large mean", |u| {
        f64::from(sample::poisson(u, 90.0))
    }),
    of("categorical of 14", |u| {
        sample::categorical(u, &[1.0; 14]) as f64
    }),
];

const fn of(name: &'static str, of: fn(f64) -> f64) -> Sampler {
    Sampler { name, of }
}

impl Sampler {
    /// The draw of one occasion.
    #[inline]
    pub(crate) fn draw(&self, streams: &Streams, occasion: u64) -> f64 {
        (self.of)(streams.draw(1, occasion % 1_000, occasion).uniform())
    }

    /// The sum of many draws.
    pub(crate) fn sum(&self, streams: &Streams, number: u64) -> f64 {
        (0..number).map(|i| self.draw(streams, i)).sum()
    }
}
