//! Which assumptions move a result: designs over the assumed numbers of a scenario, and what their simulations say.

use crate::experiment::factor::{Factor, with_values};
use crate::experiment::interval::{Interval, mean_interval};
use crate::experiment::morris::{Effect, LEVELS, Trajectory, effects, trajectories};
use crate::experiment::plan::Arm;
use crate::experiment::points::Evaluated;
use crate::experiment::sobol::{Design, Index, indices};
use crate::kernel::tally::Moments;
use crate::observe::{measures, survey_rows};
use crate::scenario::Config;
use crate::study::declared::margin;

/// Positions of a seed that a Sobol design tells apart.
const SEEDS: f64 = 16_777_216.0;
/// The position of a factor's stated value.
const AS_STATED: f64 = 0.5;
/// What the seed is called among the factors.
pub const CHANCE: &str = "another seed";
/// How many times the effect of another seed an effect has to be to stand clear of chance.
pub const CLEAR: f64 = 2.0;

/// What is moved, and in what.
#[derive(Clone, Debug)]
pub struct Question {
    /// One arm, or the arm and the one taken away from it.
    pub arms: Vec<Arm>,
    /// The assumed numbers moved. The seed is moved beside them, as one factor more.
    pub factors: Vec<Factor>,
    /// The seed of the design and of every simulation.
    pub seed: u64,
}

/// One simulation of a design.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// The replication whose luck it has.
    pub replication: u32,
    /// What is simulated; nothing where the values contradict one another.
    pub config: Option<Config>,
}

impl Question {
    /// Everything that decides the simulations.
    pub fn described(&self) -> String {
        let arms = self.arms.iter().map(|arm| arm.resolved.to_string());
        let factors = self.factors.iter().map(|f| format!("{f:?}"));
        let all: Vec<String> = arms.chain(factors).collect();
        format!("{}\nseed {}", all.join("\n"), self.seed)
    }

    /// The configuration of an arm at a position.
    fn config(&self, arm: usize, position: &[f64]) -> Option<Config> {
        let values = (self.factors.iter().zip(position))
            .map(|(factor, &at)| (factor.key.clone(), factor.at(at)))
            .collect();
        with_values(&self.arms[arm].resolved, &values).ok()
    }

    /// The result of an output, a difference where there are two arms, from the simulation numbered `point` of each arm.
    fn result(&self, found: &Evaluated, point: usize, output: usize) -> f64 {
        let arms = self.arms.len();
        let of = |arm: usize| {
            let number =
                u32::try_from(point * arms + arm).expect("a design of a size that can be run");
            found
                .values
                .get(&number)
                .map_or(f64::NAN, |values| values[output])
        };
        if arms == 2 { of(0) - of(1) } else { of(0) }
    }
}

/// A screen: walks on which every factor, and the seed, is moved once.
#[derive(Clone, Debug)]
pub struct Screen {
    walks: Vec<Trajectory>,
}

impl Screen {
    /// So many walks.
    pub fn new(question: &Question, walks: u32) -> Self {
        Self {
            walks: trajectories(question.factors.len() + 1, walks, question.seed),
        }
    }

    fn length(&self) -> usize {
        self.walks.first().map_or(0, |walk| walk.points.len())
    }

    /// Simulations in all.
    pub fn jobs(&self, question: &Question) -> u32 {
        (self.walks.len() * self.length() * question.arms.len()) as u32
    }

    /// One of them.
    pub fn simulation(&self, question: &Question, job: u32) -> Simulation {
        let (point, arm) = divided(job, question.arms.len());
        let (walk, step) = (point / self.length(), point % self.length());
        let position = &self.walks[walk].points[step];
        let (&luck, position) = position.split_last().expect("the seed is a factor");
        let level = (luck * f64::from(LEVELS - 1)).round() as u32;
        Simulation {
            replication: walk as u32 * LEVELS + level,
            config: question.config(arm, position),
        }
    }

    /// The effect of every factor on an output, and last that of the seed.
    pub fn effects(&self, question: &Question, found: &Evaluated, output: usize) -> Vec<Effect> {
        let outputs: Vec<Vec<f64>> = (0..self.walks.len())
            .map(|walk| {
                let points = (0..self.length()).map(|step| walk * self.length() + step);
                points
                    .map(|point| question.result(found, point, output))
                    .collect()
            })
            .collect();
        effects(question.factors.len() + 1, &self.walks, &outputs)
    }
}

/// The level of an interval of [`Ends`]: many stand side by side, so each has to be surer.
pub const ENDS_LEVEL: f64 = 0.99;

/// How far an output moves from the low to the high end of a factor's range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// Replications in which it is defined at both ends.
    pub n: u64,
    /// Mean over them; undefined if there are none.
    pub mean: f64,
    /// Paired interval for that mean.
    pub interval: Option<Interval>,
}

/// Each factor alone at both ends of its range, all others as stated, in paired replications.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    replications: u32,
}

impl Ends {
    /// With so many replications at each end.
    pub fn new(replications: u32) -> Self {
        Self { replications }
    }

    /// Replications at each end.
    pub fn replications(self) -> u32 {
        self.replications
    }

    /// Simulations in all.
    pub fn jobs(self, question: &Question) -> u32 {
        (question.factors.len() * 2 * question.arms.len()) as u32 * self.replications
    }

    /// One of them.
    pub fn simulation(self, question: &Question, job: u32) -> Simulation {
        let (point, arm) = divided(job, question.arms.len());
        let replications = self.replications as usize;
        let (place, replication) = (point / replications, point % replications);
        let mut position = vec![AS_STATED; question.factors.len()];
        position[place / 2] = if place % 2 == 0 { 0.0 } else { 1.0 };
        Simulation {
            replication: replication as u32,
            config: question.config(arm, &position),
        }
    }

    /// How far an output moves for every factor, replication by replication.
    pub fn moves(self, question: &Question, found: &Evaluated, output: usize) -> Vec<Move> {
        let replications = self.replications as usize;
        (0..question.factors.len())
            .map(|factor| {
                let mut moved = Moments::new();
                for replication in 0..replications {
                    let at = |end: usize| {
                        let point = (factor * 2 + end) * replications + replication;
                        question.result(found, point, output)
                    };
                    let change = at(1) - at(0);
                    if change.is_finite() {
                        moved.push(change);
                    }
                }
                Move {
                    n: moved.n(),
                    mean: if moved.n() > 0 {
                        moved.mean()
                    } else {
                        f64::NAN
                    },
                    interval: mean_interval(&moved, ENDS_LEVEL),
                }
            })
            .collect()
    }
}

/// A decomposition of variance over a few factors and the seed.
#[derive(Clone, Debug)]
pub struct Decomposition {
    number: usize,
    points: Vec<Vec<f64>>,
}

impl Decomposition {
    /// With so many base points.
    pub fn new(question: &Question, number: u32) -> Self {
        let design = Design::new(question.factors.len() + 1, number, question.seed);
        Self {
            number: number as usize,
            points: design.points(),
        }
    }

    /// Base points.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Simulations in all.
    pub fn jobs(&self, question: &Question) -> u32 {
        (self.points.len() * question.arms.len()) as u32
    }

    /// One of them.
    pub fn simulation(&self, question: &Question, job: u32) -> Simulation {
        let (point, arm) = divided(job, question.arms.len());
        let (&luck, position) = self.points[point]
            .split_last()
            .expect("the seed is a factor");
        Simulation {
            replication: (luck * SEEDS) as u32,
            config: question.config(arm, position),
        }
    }

    /// What every factor, and last the seed, explains of an output; none if it does not vary.
    pub fn indices(
        &self,
        question: &Question,
        found: &Evaluated,
        output: usize,
    ) -> Option<Vec<Index>> {
        let results: Vec<f64> = (0..self.points.len())
            .map(|point| question.result(found, point, output))
            .collect();
        indices(self.number, &results, question.seed)
    }
}

fn divided(job: u32, arms: usize) -> (usize, usize) {
    (job as usize / arms, job as usize % arms)
}

/// What a difference in an output has to be to matter: the margin declared for the measure or the row; none if there is none.
fn margin_of(output: usize) -> Option<f64> {
    match measures().get(output) {
        Some(measure) => measure.margin,
        None => Some(margin(survey_rows()[output - measures().len()].id)),
    }
}

/// The factors that a screen saw moving some of these outputs most, in units of what matters, at most so many, in the order of the
/// question. An effect seen on one walk alone does not count.
pub fn foremost(
    screen: &Screen,
    question: &Question,
    found: &Evaluated,
    outputs: &[usize],
    most: usize,
) -> Vec<Factor> {
    let mut size = vec![0.0_f64; question.factors.len()];
    for &output in outputs {
        let Some(margin) = margin_of(output) else {
            continue;
        };
        let effects = screen.effects(question, found, output);
        for (size, effect) in size.iter_mut().zip(effects) {
            if effect.n >= 2 {
                *size = size.max(effect.size / margin);
            }
        }
    }
    let mut places: Vec<usize> = (0..size.len()).filter(|&at| size[at] > 0.0).collect();
    places.sort_by(|&a, &b| size[b].total_cmp(&size[a]));
    places.truncate(most);
    places.sort_unstable();
    places
        .into_iter()
        .map(|at| question.factors[at].clone())
        .collect()
}

/// The factors by the size of their effect, the largest first, each with its place among the factors. Undefined effects are last.
pub fn ranked(effects: &[Effect]) -> Vec<(usize, Effect)> {
    let mut ranked: Vec<(usize, Effect)> = effects.iter().copied().enumerate().collect();
    let size = |effect: &Effect| {
        if effect.n > 0 {
            effect.size
        } else {
            f64::NEG_INFINITY
        }
    };
    ranked.sort_by(|(_, a), (_, b)| size(b).total_cmp(&size(a)));
    ranked
}

/// Values that a scenario states at the keys of factors, as they are shown.
pub fn stated(factor: &Factor) -> String {
    let shown: Vec<String> = factor.stated.iter().map(f64::to_string).collect();
    shown.join(", ")
}
