//! What an experiment asks: which measures matter and by how much, when enough is known, which arm is best, and which level of a factor
//! keeps a promise.

use super::interval::{LEVEL, mean_interval};
use super::inverse::{Answer, Kept, Ladder, kept, rises};
use super::plan::Plan;
use super::precision::LookAhead;
use super::selection::KimNelson;
use super::summary::{Fold, PairedMoments, Replication};
use crate::observe::{Measure, measures};
pub use crate::scenario::{Better, Wanted};
use serde::{Deserialize, Serialize};

/// A difference is known well enough once half its interval is at most this share of what matters: then the interval cannot hold both
/// nothing and what matters on its inside.
pub const ENOUGH: f64 = 0.5;
/// Per cent of replications for which precision has to hold (Hoad, Robinson and Davies 2010).
const AHEAD: f64 = 5.0;
/// The fewest replications of a first stage: variances have to be estimated from them.
pub const FEWEST: u32 = 5;

/// What an experiment asks; nothing if arms are merely compared.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The name of the experiment, or of its file, as `casework experiment` takes it.
    pub file: String,
    /// The question in words.
    pub question: String,
    /// Replications before anything is decided.
    pub least: u32,
    /// The measures that matter.
    pub measures: Vec<Matter>,
    /// What was changed in each arm.
    pub settings: Vec<Settings>,
    /// The levels of factors at which arms stand.
    pub levels: Vec<Level>,
    /// Which arm is to be chosen.
    pub choose: Option<Choose>,
    /// Which level keeps a promise.
    pub inverse: Vec<Inverse>,
}

/// A measure and the difference in it that matters.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    /// Its name.
    pub measure: String,
    /// The difference, in its unit.
    pub matters: f64,
}

/// What was changed in an arm.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The arm's name.
    pub arm: String,
    /// `key=value`, or in words.
    pub changed: Vec<String>,
}

/// Where an arm stands on a factor.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// The arm's name.
    pub arm: String,
    /// The factor's name.
    pub factor: String,
    /// The level in words.
    pub label: String,
    /// Whether it is the factor's first.
    pub is_first: bool,
    /// The level as a number, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
}

/// An arm to be chosen by a measure.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choose {
    /// Its name.
    pub measure: String,
    /// What is wanted of it.
    pub better: Better,
    /// The difference that is not worth telling apart, in its unit.
    pub matters: f64,
    /// With which chance the best is to be chosen.
    pub probability: f64,
}

/// A promise about a measure, in its unit.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// It is to be at least this.
    AtLeast(f64),
    /// It is to be at most this.
    AtMost(f64),
}

/// A question for the level of a factor that keeps a promise.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Inverse {
    /// The question in words.
    pub words: String,
    /// The factor.
    pub factor: String,
    /// The factor in words.
    pub unit: String,
    /// Which of its levels.
    pub wanted: Wanted,
    /// The measure.
    pub measure: String,
    /// What it promises.
    pub holds: Bound,
    /// How sure the answer has to be.
    pub confidence: f64,
}

/// The place of a measure among all.
pub fn place_of(measure: &str) -> Option<usize> {
    measures().iter().position(|m| m.name == measure)
}

impl Asked {
    /// Whether nothing is asked.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The difference in a measure that matters: as asked, or else as declared.
    pub fn matters(&self, measure: &Measure) -> Option<f64> {
        let own = self
            .measures
            .iter()
            .find(|matter| matter.measure == measure.name);
        own.map(|matter| matter.matters).or(measure.margin)
    }

    /// The level of an interval so that all measures that matter are covered jointly (Bonferroni).
    pub fn level(&self) -> f64 {
        1.0 - (1.0 - LEVEL) / self.measures.len().max(1) as f64
    }
}

impl Plan {
    /// The arms along a factor, every other factor being at its first level, by value from the lowest, as places and values.
    pub fn along(&self, factor: &str) -> Vec<(usize, f64)> {
        let mut found: Vec<(usize, f64)> = Vec::new();
        for (at, arm) in self.arms.iter().enumerate() {
            let own = || {
                self.asked
                    .levels
                    .iter()
                    .filter(|level| level.arm == arm.name)
            };
            let others = own().filter(|level| level.factor != factor);
            let level = own().find(|level| level.factor == factor);
            if let Some(value) = level.and_then(|level| level.value)
                && others.into_iter().all(|level| level.is_first)
            {
                found.push((at, value));
            }
        }
        found.sort_by(|(_, a), (_, b)| a.total_cmp(b));
        found
    }

    /// The first levels of the other factors, in words: where [`Plan::along`] keeps them.
    pub fn beside(&self, factor: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for level in &self.asked.levels {
            if level.factor != factor && level.is_first && !found.contains(&level.label.as_str()) {
                found.push(&level.label);
            }
        }
        found
    }
}

/// What is kept of the replications for what is asked. Its size does not grow with them.
#[derive(Clone, Debug, Default)]
pub struct AskedFold {
    ahead: Option<LookAhead>,
    /// The rule that chooses, if one is to be chosen.
    pub race: Option<KimNelson>,
    /// By question for a level.
    pub ladders: Vec<Ladder>,
    is_precise: bool,
}

impl AskedFold {
    /// Nothing seen yet.
    pub fn new(plan: &Plan) -> Self {
        let asked = &plan.asked;
        let race = asked.choose.as_ref().and_then(|choose| {
            let systems = plan.arms.len() as u32;
            KimNelson::new(
                systems,
                asked.least,
                1.0 - choose.probability,
                choose.matters,
            )
        });
        Self {
            ahead: (!asked.is_nothing()).then(|| LookAhead::new(AHEAD)),
            race,
            ladders: (asked.inverse.iter())
                .map(|inverse| Ladder::new(plan.along(&inverse.factor).iter().map(|&(_, x)| x)))
                .collect(),
            is_precise: false,
        }
    }

    /// Takes in one replication, after the paired tallies have. Called in index order.
    pub(super) fn push(
        &mut self,
        plan: &Plan,
        pairs: &[Vec<PairedMoments>],
        replication: &Replication,
    ) {
        let asked = &plan.asked;
        let of = |arm: usize, measure: usize| replication.arms[arm].values[measure];
        for (ladder, inverse) in self.ladders.iter_mut().zip(&asked.inverse) {
            if let Some(measure) = place_of(&inverse.measure) {
                let arms = plan.along(&inverse.factor);
                let values: Vec<f64> = arms.iter().map(|&(arm, _)| of(arm, measure)).collect();
                ladder.push(&values);
            }
        }
        if let (Some(race), Some(choose)) = (&mut self.race, &asked.choose)
            && let Some(measure) = place_of(&choose.measure)
        {
            let sign = if choose.better == Better::More {
                1.0
            } else {
                -1.0
            };
            let values: Vec<f64> = (0..plan.arms.len())
                .map(|arm| sign * of(arm, measure))
                .collect();
            if values.iter().all(|value| value.is_finite()) {
                race.round(&values);
            }
        }
        if let Some(ahead) = &mut self.ahead {
            self.is_precise = ahead.feed(imprecision(plan, pairs)).is_some();
        }
    }

    /// Whether all that is asked is known well enough: after the least number of replications every difference, and the best arm.
    pub fn is_enough(&self, plan: &Plan) -> bool {
        let Some(ahead) = &self.ahead else {
            return false;
        };
        let is_chosen = self
            .race
            .as_ref()
            .is_none_or(|race| race.chosen().is_some());
        ahead.made() >= u64::from(plan.asked.least) && self.is_precise && is_chosen
    }
}

/// What the replications say to what is asked.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Whether it ended because enough was known.
    pub is_enough: bool,
    /// The arm that was chosen, by its place; none if none was to be, or the budget did not suffice.
    pub chosen: Option<usize>,
    /// The arms that were still in play.
    pub in_play: Vec<usize>,
    /// By question for a level.
    pub levels: Vec<ToldLevel>,
}

/// What they say to a question for a level.
#[derive(Clone, Debug)]
pub struct ToldLevel {
    /// The answer; none with too few replications or levels.
    pub answer: Option<Answer>,
    /// Where it is kept under each plausible set.
    pub under: Vec<Kept>,
    /// Levels tried whose own mean, as surely as was asked, says otherwise than the line through all of them.
    pub against: Vec<f64>,
    /// Of the levels tried that are sure to keep the promise the arm nearest to the edge; if all are, at the largest or smallest, as was
    /// wanted; none if none is.
    pub tried: Option<usize>,
}

impl Told {
    /// What a fold says.
    pub fn new(plan: &Plan, fold: &Fold) -> Self {
        let race = fold.asked.race.as_ref();
        let in_play = race.map_or(&[][..], |race| race.in_play());
        let levels = plan.asked.inverse.iter().zip(&fold.asked.ladders);
        Self {
            is_enough: fold.asked.is_enough(plan),
            chosen: race.and_then(KimNelson::chosen),
            in_play: (0..in_play.len()).filter(|&arm| in_play[arm]).collect(),
            levels: levels
                .map(|(inverse, ladder)| told_level(plan, fold, inverse, ladder))
                .collect(),
        }
    }
}

/// Which of the levels that keep a promise lies at the edge, whichever was wanted; where there is no edge the one that was.
pub fn at_the_edge(answer: Option<Answer>, wanted: Wanted) -> Wanted {
    match answer.map(|answer| answer.sure) {
        Some(Kept::From(_)) => Wanted::Smallest,
        Some(Kept::UpTo(_)) => Wanted::Largest,
        Some(Kept::Nowhere | Kept::Everywhere) | None => wanted,
    }
}

fn told_level(plan: &Plan, fold: &Fold, inverse: &Inverse, ladder: &Ladder) -> ToldLevel {
    let arms = plan.along(&inverse.factor);
    let answer = ladder.answer(inverse.holds, inverse.confidence);
    let keeps = |level: f64| answer.is_some_and(|answer| answer.sure.at(level));
    let mut keeping = arms.iter().filter(|&&(_, level)| keeps(level));
    // The level at the edge, whichever side keeps the promise.
    let tried = match at_the_edge(answer, inverse.wanted) {
        Wanted::Smallest => keeping.next(),
        Wanted::Largest => keeping.next_back(),
    };
    let measure = place_of(&inverse.measure).unwrap_or_default();
    let under = (0..plan.doubt.sets.len()).filter_map(|set| {
        let own = || fold.under.iter().filter(move |(of, _)| *of == set);
        let n = own().count() as f64;
        let mean = |arm: usize| own().map(|(_, arms)| arms[arm][measure]).sum::<f64>() / n;
        let values: Vec<f64> = arms.iter().map(|&(arm, _)| mean(arm)).collect();
        (values.iter().all(|value| value.is_finite()))
            .then(|| kept(&ladder.levels, &values, inverse.holds, rises(&values)))
    });
    let against = arms.iter().filter(|&&(arm, level)| {
        let own = fold.arms[arm].values.get(measure);
        let interval = own.and_then(|own| mean_interval(own, inverse.confidence));
        let says = interval.and_then(|i| match inverse.holds {
            Bound::AtMost(bound) if i.high <= bound => Some(true),
            Bound::AtMost(bound) if i.low > bound => Some(false),
            Bound::AtLeast(bound) if i.low >= bound => Some(true),
            Bound::AtLeast(bound) if i.high < bound => Some(false),
            _ => None,
        });
        let line = answer.map(|answer| answer.kept.at(level));
        says.is_some() && line.is_some() && says != line
    });
    ToldLevel {
        against: against.map(|&(_, level)| level).collect(),
        answer,
        under: under.collect(),
        tried: tried.map(|&(arm, _)| arm),
    }
}

/// Of all differences that matter the largest half-width, over the one that is wanted. None while some difference has no interval.
fn imprecision(plan: &Plan, pairs: &[Vec<PairedMoments>]) -> Option<f64> {
    let asked = &plan.asked;
    let mut largest: f64 = 0.0;
    for of_pair in pairs {
        for matter in &asked.measures {
            let difference = &of_pair[place_of(&matter.measure)?].difference;
            let interval = mean_interval(difference, asked.level())?;
            largest = largest.max(interval.half_width() / (ENOUGH * matter.matters));
        }
    }
    Some(largest)
}
