//! A case of the pack, a row of its log, and the rules by which a row holds.

use crate::kernel::{Moments, Streams};

/// Standard errors that an estimate may be away from theory: with a hundred rows one in a hundred and fifty packs has a
/// row that fails by chance.
pub const FARTHEST: f64 = 4.0;
/// The standard error may be this share of theory.
pub const SHARP: f64 = 0.005;
/// The same for chances of something rare.
pub const SHARP_TAIL: f64 = 0.01;

/// When a row holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Within [`FARTHEST`] standard errors of theory, and the standard error at most this share of theory.
    Close(f64),
    /// Within this much of theory.
    Within(f64),
    /// Equal to theory, to the last bit.
    Exact,
    /// At least theory.
    AtLeast,
    /// Measured, with no theory to hold it against.
    Measured,
}

impl Rule {
    /// The rule in words.
    pub fn words(self) -> String {
        match self {
            Self::Close(share) => format!(
                "within {FARTHEST} standard errors, and standard error at most {} % of theory",
                100.0 * share
            ),
            Self::Within(tolerance) => format!("within {tolerance:e}"),
            Self::Exact => "exactly equal".to_owned(),
            Self::AtLeast => "at least".to_owned(),
            Self::Measured => "measured only".to_owned(),
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug)]
pub struct Row {
    /// What is estimated, of which model.
    pub case: String,
    /// What it has to be, if there is a theory.
    pub theory: Option<f64>,
    /// What it came to.
    pub estimate: f64,
    /// Its standard error, if it is a mean of replications.
    pub standard_error: Option<f64>,
    /// Independent replications; none where nothing is drawn.
    pub replications: u32,
    /// When it holds.
    pub rule: Rule,
    /// Where the theory is from.
    pub source: &'static str,
}

impl Row {
    /// Standard errors from theory.
    pub fn z(&self) -> Option<f64> {
        Some((self.estimate - self.theory?) / self.standard_error?)
    }

    /// Whether it is near theory, however vague it is.
    pub fn is_close(&self) -> bool {
        let Some(theory) = self.theory else {
            return true;
        };
        let away = (self.estimate - theory).abs();
        match self.rule {
            Rule::Close(_) => (self.standard_error).is_some_and(|error| away <= FARTHEST * error),
            Rule::Within(tolerance) => away <= tolerance,
            Rule::Exact => self.estimate == theory,
            Rule::AtLeast => self.estimate >= theory,
            Rule::Measured => true,
        }
    }

    /// Whether it is sharp enough to say anything.
    pub fn is_sharp(&self) -> bool {
        match (self.rule, self.theory, self.standard_error) {
            (Rule::Close(share), Some(theory), Some(error)) => error <= share * theory.abs(),
            (Rule::Close(_), ..) => false,
            _ => true,
        }
    }

    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.is_close() && self.is_sharp()
    }

    /// The word for tables and files.
    pub fn verdict(&self) -> &'static str {
        match self.rule {
            Rule::Measured => "measured",
            _ if self.holds() => "pass",
            _ if self.is_close() => "too vague",
            _ => "FAIL",
        }
    }
}

/// What one replication comes to.
pub(super) struct Sample {
    /// A value for each target.
    pub(super) values: Vec<f64>,
    /// How far Little's law was missed as an identity.
    pub(super) gap: f64,
}

/// Something that a model is held against.
pub(super) struct Target {
    pub(super) what: String,
    pub(super) theory: Option<f64>,
    pub(super) rule: Rule,
}

impl Target {
    pub(super) fn mean(what: &str, theory: f64) -> Self {
        Self {
            what: what.to_owned(),
            theory: Some(theory),
            rule: Rule::Close(SHARP),
        }
    }

    pub(super) fn tail(what: &str, theory: f64) -> Self {
        Self {
            rule: Rule::Close(SHARP_TAIL),
            ..Self::mean(what, theory)
        }
    }
}

type Measure = Box<dyn Fn(Streams, f64) -> Sample + Send + Sync>;

/// A model with what it is held against, replication by replication.
pub struct Case {
    /// The model.
    pub name: String,
    /// Where the theory is from.
    pub source: &'static str,
    /// Replications that make its rows sharp enough.
    pub replications: u32,
    pub(super) targets: Vec<Target>,
    /// One replication of the model with an error of this factor planted in it (1 for none).
    pub(super) measure: Measure,
}

impl Case {
    pub(super) fn new(
        name: &str,
        source: &'static str,
        replications: u32,
        targets: Vec<Target>,
        measure: impl Fn(Streams, f64) -> Sample + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.to_owned(),
            source,
            replications,
            targets,
            measure: Box::new(measure),
        }
    }

    /// The draws of a replication. They depend on the name, so a case keeps its draws whatever is put before it.
    pub(super) fn streams(&self, seed: u64, replication: u32) -> Streams {
        streams(&self.name, seed, replication)
    }

    /// The rows of these replications.
    pub(super) fn rows(&self, samples: &[Sample]) -> Vec<Row> {
        (self.targets.iter().enumerate())
            .map(|(at, target)| {
                let mut moments = Moments::new();
                samples.iter().for_each(|s| moments.push(s.values[at]));
                Row {
                    case: format!("{}: {}", self.name, target.what),
                    theory: target.theory,
                    estimate: moments.mean(),
                    standard_error: Some(moments.standard_error()),
                    replications: samples.len() as u32,
                    rule: target.rule,
                    source: self.source,
                }
            })
            .collect()
    }
}

/// The draws of a replication of what has this name (FNV-1a over its bytes).
pub(super) fn streams(name: &str, seed: u64, replication: u32) -> Streams {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Streams::new(seed ^ hash, replication)
}

/// A check that is one number: an identity that has to hold exactly, or something that nothing is drawn for.
pub struct Single {
    /// What is checked.
    pub name: &'static str,
    /// Where the theory is from.
    pub source: &'static str,
    /// What it has to be.
    pub theory: f64,
    /// When it holds.
    pub rule: Rule,
    /// Independent replications in it.
    pub replications: u32,
    /// The check, with an error of this factor planted (1 for none).
    pub(super) check: fn(&dyn Fn(u32) -> Streams, f64) -> f64,
}

impl Single {
    pub(super) fn row(&self, seed: u64, planted: f64) -> Row {
        Row {
            case: self.name.to_owned(),
            theory: Some(self.theory),
            estimate: (self.check)(&|r| streams(self.name, seed, r), planted),
            standard_error: None,
            replications: self.replications,
            rule: self.rule,
            source: self.source,
        }
    }
}
