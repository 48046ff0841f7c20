//! The register of assumptions: every parameter of a scenario with its source, and how much the structural comparison moves with it.

use crate::experiment::factor::{Factor, factors};
use crate::observe::measures;
use crate::scenario::explain::{Meant, meant, used_in};
use crate::scenario::{Loaded, Provenance};
use crate::study::shown::Shown;
use std::collections::BTreeMap;

/// How far the structural comparison moves between the ends of ranges, inside the program, for the factors that a screen of all of
/// them moved most. docs/reproduce.toml names the command that made it.
const ENDS: &str = include_str!("../../scenarios/ends.csv");
/// The scenario that was tried.
pub const TRIED: &str = "la1";

/// How much a conclusion rests on a value.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Rating {
    /// Assumed, and between the ends of its range the comparison moves by more than matters, clear of chance; or assumed and never tried.
    Red,
    /// Assumed, and the comparison was not seen to move with it by as much.
    Amber,
    /// From the study, a statistic, the law or a formula.
    Green,
}

impl Rating {
    /// The word for tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
        }
    }
}

/// How many assumptions were moved alone between the ends of their range.
pub fn moved_alone() -> usize {
    tried().len()
}

/// How far the structural comparison moved when a value was moved over its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Movement {
    /// The measure that moved most, in units of its margin; one that moved clear of chance before any other.
    pub measure: &'static str,
    /// Mean movement from the low to the high end, in the measure's unit.
    pub size: f64,
    /// Its size as a multiple of the margin declared for the measure.
    pub margins: f64,
    /// Whether some measure moved by more than its margin, and its interval leaves zero out.
    pub matters: bool,
}

impl Movement {
    /// The measure that moved most, as tables call it.
    ///
    /// # Panics
    /// If there is no measure of that name, which every movement is made from.
    pub fn label(&self) -> String {
        let of = measures()
            .iter()
            .find(|measure| measure.name == self.measure);
        let of = of.expect("movements are of measures");
        Shown::of(of, 0.0).label(of)
    }
}

/// One parameter of a scenario.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Its key path, which is also its id.
    pub key: String,
    /// What it means.
    pub meaning: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// The value, as in a scenario.
    pub value: String,
    /// Where the value comes from.
    pub source: Provenance,
    /// How much rests on it.
    pub rating: Rating,
    /// How far the comparison moves with it; none if it was not among those that a screen moved most.
    pub movement: Option<Movement>,
    /// The files and functions that read it.
    pub used_in: &'static str,
}

/// Mean, low and high end of the interval of a movement: by factor, then measure.
type Moved = BTreeMap<&'static str, BTreeMap<&'static str, [f64; 3]>>;

fn tried() -> Moved {
    let mut moved = Moved::new();
    for line in ENDS.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(result), Some(factor)) = (cells.next(), cells.next()) else {
            continue;
        };
        let numbers: Vec<f64> = cells.skip(1).filter_map(|cell| cell.parse().ok()).collect();
        if let [mean, low, high] = numbers[..] {
            (moved.entry(factor).or_default()).insert(result, [mean, low, high]);
        }
    }
    moved
}

fn movement(moved: &Moved, key: &str) -> Option<Movement> {
    let own = moved.get(key)?;
    let mut most: Option<Movement> = None;
    for measure in measures() {
        let (Some(&[mean, low, high]), Some(margin)) = (own.get(measure.name), measure.margin)
        else {
            continue;
        };
        let here = Movement {
            measure: measure.name,
            size: mean,
            margins: mean.abs() / margin,
            matters: mean.abs() > margin && (low > 0.0 || high < 0.0),
        };
        if most.is_none_or(|m| (here.matters, here.margins) > (m.matters, m.margins)) {
            most = Some(here);
        }
    }
    most
}

/// Every parameter of a scenario, red ones first, then by how far the comparison moves, then by key.
pub fn assumptions(loaded: &Loaded) -> Vec<Assumption> {
    let found = tried();
    let screened: Vec<Factor> = factors(loaded);
    let mut all: Vec<Assumption> = (loaded.provenance.iter())
        .filter_map(|(key, source)| {
            let Ok(Meant::One(of)) = meant(key) else {
                return None;
            };
            let is_factor = screened.iter().any(|factor| factor.key == *key);
            let movement = movement(&found, key).filter(|_| is_factor);
            let is_assumed = matches!(source, Provenance::Assumed { .. } | Provenance::User);
            let rating = match movement {
                _ if !is_assumed => Rating::Green,
                Some(moved) if moved.matters => Rating::Red,
                _ if is_factor => Rating::Amber,
                _ => Rating::Red,
            };
            Some(Assumption {
                key: key.clone(),
                meaning: of.meaning,
                unit: of.unit,
                value: crate::experiment::factor::place(&loaded.resolved, key)
                    .map_or_else(String::new, ToString::to_string),
                source: source.clone(),
                rating,
                movement,
                used_in: used_in(&of),
            })
        })
        .collect();
    let size = |a: &Assumption| a.movement.map_or(0.0, |m| m.margins);
    all.sort_by(|a, b| {
        (a.rating.cmp(&b.rating))
            .then(size(b).total_cmp(&size(a)))
            .then(a.key.cmp(&b.key))
    });
    all
}

/// Keys that the structural comparison moves with by more than matters, the most moving first.
pub fn moving() -> Vec<(String, Movement)> {
    let moved = tried();
    let mut found: Vec<(String, Movement)> = (moved.keys())
        .filter_map(|key| Some(((*key).to_owned(), movement(&moved, key)?)))
        .filter(|(_, movement)| movement.matters)
        .collect();
    found.sort_by(|(_, a), (_, b)| b.margins.total_cmp(&a.margins));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn every_parameter_is_in_the_register_with_its_meaning_and_its_use() {
        let loaded = load("la1", &[]).expect("embedded");
        let all = assumptions(&loaded);
        assert_eq!(all.len(), loaded.provenance.len());
        for one in &all {
            assert!(
                !one.meaning.is_empty() && !one.used_in.is_empty(),
                "{}",
                one.key
            );
            let assumed = matches!(one.source, Provenance::Assumed { .. });
            assert_eq!(assumed, one.rating != Rating::Green, "{}", one.key);
        }
        let count = |rating| all.iter().filter(|one| one.rating == rating).count();
        assert!(count(Rating::Red) > 10 && count(Rating::Amber) > 100 && count(Rating::Green) > 50);
    }

    #[test]
    fn what_was_tried_is_still_an_assumption() {
        let loaded = load("la1", &[]).expect("embedded");
        let keys: Vec<String> = factors(&loaded).into_iter().map(|f| f.key).collect();
        let moved = tried();
        assert!(moved.len() >= 20, "{}", moved.len());
        let unknown: Vec<_> = moved
            .keys()
            .filter(|k| !keys.iter().any(|key| key == *k))
            .collect();
        assert!(
            unknown.is_empty(),
            "tried, but no assumption any more: {unknown:?}"
        );
    }

    #[test]
    fn what_the_user_sets_is_the_users_and_untried() {
        let sets = ["minutes.travel=20".to_owned()];
        let loaded = load("la1", &sets).expect("embedded");
        let all = assumptions(&loaded);
        let travel = all
            .iter()
            .find(|a| a.key == "minutes.travel")
            .expect("a parameter");
        assert_eq!((travel.rating, travel.movement), (Rating::Red, None));
    }

    #[test]
    fn what_matters_is_more_than_the_margin_and_clear_of_zero() {
        let margin = |name: &str| {
            let measure = measures().iter().find(|m| m.name == name);
            measure.and_then(|m| m.margin).expect("declared")
        };
        let (a, b) = ("contacts_per_family_month", "ghq_mean");
        let moved = |of_a: [f64; 3], of_b: [f64; 3]| {
            let own = BTreeMap::from([
                (a, of_a.map(|x| x * margin(a))),
                (b, of_b.map(|x| x * margin(b))),
            ]);
            movement(&Moved::from([("minutes.travel", own)]), "minutes.travel").expect("tried")
        };
        let small = moved([0.5, 0.4, 0.6], [-0.9, -1.0, -0.8]);
        assert!(!small.matters && small.measure == b, "within the margin");
        assert!(
            !moved([3.0, -1.0, 7.0], [0.1, 0.0, 0.2]).matters,
            "zero is possible"
        );
        let clear = moved([9.0, -1.0, 19.0], [-4.5, -5.0, -4.0]);
        assert!(clear.matters && clear.measure == b && (clear.margins - 4.5).abs() < 1e-9);
        assert_eq!(movement(&Moved::new(), "minutes.travel"), None);
    }
}
