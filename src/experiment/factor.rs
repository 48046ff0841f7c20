//! What sensitivity and calibration move: the assumed numbers of a scenario, each within its declared range.

use crate::scenario::{Config, Loaded, Problem, Provenance, split_key};
use std::collections::BTreeMap;
use toml::{Table, Value};

/// Sections that are the question and not an assumption about its answer: what is measured and for how long, who is
/// employed, what is changed when.
const HELD: [&str; 3] = ["run", "team", "change"];

/// An assumed number of a scenario, or an assumed list of numbers that move together.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// The full key path.
    pub key: String,
    /// The values as stated: one, or those of a list in order.
    pub stated: Vec<f64>,
    /// Smallest and largest value to try.
    pub range: (f64, f64),
    /// Why it was assumed.
    pub why: String,
}

impl Factor {
    /// The values at a position: 0 is the low end of the range, a half the stated value, 1 the high end, straight lines in
    /// between. A uniform position is so as often below the stated value as above it.
    pub fn at(&self, position: f64) -> Vec<f64> {
        let (low, high) = self.range;
        let at = |stated: f64| {
            if position < 0.5 {
                low + (stated - low) * 2.0 * position
            } else {
                stated + (high - stated) * (2.0 * position - 1.0)
            }
        };
        self.stated.iter().map(|&stated| at(stated)).collect()
    }
}

/// The assumed numbers of a scenario that have a range to try, in the order of their keys. What is held is left out.
pub fn factors(loaded: &Loaded) -> Vec<Factor> {
    let held = |key: &str| HELD.contains(&key.split('.').next().unwrap_or_default());
    (loaded.provenance.iter())
        .filter(|(key, _)| !held(key))
        .filter_map(|(key, provenance)| match provenance {
            Provenance::Assumed {
                why,
                range: Some(range),
            } if range.0 < range.1 => Some(Factor {
                key: key.clone(),
                stated: numbers(place(&loaded.resolved, key)?)?,
                range: *range,
                why: why.clone(),
            }),
            _ => None,
        })
        .collect()
}

/// What is written at a key of a resolved scenario.
pub fn place<'t>(table: &'t Table, key: &str) -> Option<&'t Value> {
    let (last, above) = segments(key);
    let mut here = table;
    for segment in &above {
        here = here.get(segment)?.as_table()?;
    }
    here.get(&last)
}

/// A configuration with these keys at these values.
///
/// # Errors
/// All that is then wrong with it.
///
/// # Panics
/// If a key is not one of the configuration's, or not as many values are given as it holds.
pub fn with_values(
    resolved: &Table,
    values: &BTreeMap<String, Vec<f64>>,
) -> Result<Config, Vec<Problem>> {
    let mut table = resolved.clone();
    for (key, values) in values {
        let (last, above) = segments(key);
        let place = (above.iter())
            .try_fold(&mut table, |here, segment| {
                here.get_mut(segment)?.as_table_mut()
            })
            .and_then(|here| here.get_mut(&last))
            .unwrap_or_else(|| panic!("{key} is no key of the scenario"));
        put(key, place, values);
    }
    let config: Config = table
        .try_into()
        .unwrap_or_else(|error| panic!("numbers take the place of numbers: {error}"));
    let mut problems = Vec::new();
    config.check(&mut problems);
    if problems.is_empty() {
        Ok(config)
    } else {
        Err(problems)
    }
}

fn put(key: &str, place: &mut Value, values: &[f64]) {
    match (place, values) {
        (Value::Array(items), values) => {
            assert_eq!(items.len(), values.len(), "{key} has a value for each item");
            for (item, &value) in items.iter_mut().zip(values) {
                put(key, item, &[value]);
            }
        }
        (Value::Integer(whole), &[value]) => *whole = value.round() as i64,
        (Value::Float(number), &[value]) => *number = value,
        (other, _) => panic!("{key} is {other}, which is no number"),
    }
}

/// The last segment of a key path, and those above it.
fn segments(key: &str) -> (String, Vec<String>) {
    let mut segments = split_key(key).unwrap_or_default();
    let last = segments.pop().unwrap_or_default();
    (last, segments)
}

/// The number or numbers of a value; none if it holds anything else.
fn numbers(value: &Value) -> Option<Vec<f64>> {
    match value {
        Value::Integer(whole) => Some(vec![*whole as f64]),
        Value::Float(number) => Some(vec![*number]),
        Value::Array(items) => {
            let one = |item| numbers(item).filter(|n| n.len() == 1).map(|n| n[0]);
            items.iter().map(one).collect()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    fn la1() -> Loaded {
        load("la1", &[]).expect("an embedded scenario")
    }

    #[test]
    fn a_factor_passes_through_its_stated_value_and_ends_at_the_ends_of_its_range() {
        let factor = Factor {
            key: "a.b".into(),
            stated: vec![2.0, 5.0],
            range: (1.0, 6.0),
            why: String::new(),
        };
        assert_eq!(factor.at(0.0), [1.0, 1.0]);
        assert_eq!(factor.at(0.25), [1.5, 3.0]);
        assert_eq!(factor.at(0.5), [2.0, 5.0]);
        assert_eq!(factor.at(0.75), [4.0, 5.5]);
        assert_eq!(factor.at(1.0), [6.0, 6.0]);
    }

    #[test]
    fn stated_values_put_back_change_nothing_and_others_change_what_they_name() {
        let loaded = la1();
        let factors = factors(&loaded);
        assert!(factors.len() > 200, "{}", factors.len());
        let at = |position: f64| {
            let values = factors
                .iter()
                .map(|f| (f.key.clone(), f.at(position)))
                .collect();
            with_values(&loaded.resolved, &values)
        };
        assert_eq!(at(0.5).expect("as stated"), loaded.config);
        let one = |position: f64| {
            let factor = factors
                .iter()
                .find(|f| f.key == "minutes.travel")
                .expect("it is assumed");
            let values = BTreeMap::from([(factor.key.clone(), factor.at(position))]);
            with_values(&loaded.resolved, &values).map(|c| c.minutes.travel)
        };
        assert!(one(0.9).expect("in range") > one(0.1).expect("in range"));
    }

    #[test]
    fn every_factor_alone_may_go_to_both_ends() {
        let loaded = la1();
        let mut refused = Vec::new();
        for factor in factors(&loaded) {
            for end in [0.0, 1.0] {
                let values = BTreeMap::from([(factor.key.clone(), factor.at(end))]);
                if with_values(&loaded.resolved, &values).is_err() {
                    refused.push(format!("{} at {end}", factor.key));
                }
            }
        }
        assert!(refused.is_empty(), "{refused:?}");
    }

    #[test]
    fn what_is_asked_is_no_factor() {
        for factor in factors(&la1()) {
            assert!(
                !HELD.iter().any(|held| factor.key.starts_with(held)),
                "{}",
                factor.key
            );
        }
    }
}
