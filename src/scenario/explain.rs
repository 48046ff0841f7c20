//! What a key means and what scenarios say there.

use std::collections::BTreeMap;

use super::config::Config;
use super::key;
use super::load::Stated;
use super::shape::Described;
use super::suggest::{closest, did_you_mean};
use super::uses;

/// What a key path names.
#[derive(Debug)]
pub enum Meant {
    /// A parameter.
    One(Described),
    /// Several: a section, or the whole of an item.
    Section(Vec<Described>),
}

/// What a key path names: `*` or any name may stand for an item, a number at the end for a part of a list of numbers.
///
/// # Errors
/// If it names nothing: what may have been meant, as a question.
pub fn meant(written: &str) -> Result<Meant, Option<String>> {
    let all = Config::describe();
    let segments = key::split(written).ok_or(None)?;
    let whole = |segments: &[String]| {
        let one = all.iter().find(|of| fits(&of.key, segments) == Some(true));
        one.map(|of| Meant::One(of.clone()))
    };
    if let Some(one) = whole(&segments) {
        return Ok(one);
    }
    let below: Vec<Described> = (all.iter())
        .filter(|of| fits(&of.key, &segments) == Some(false))
        .cloned()
        .collect();
    if !below.is_empty() {
        return Ok(Meant::Section(below));
    }
    match segments.split_last() {
        Some((last, rest)) if last.parse::<usize>().is_ok() && !rest.is_empty() => {
            if let Some(one) = whole(rest) {
                return Ok(one);
            }
        }
        _ => {}
    }
    Err(likely(written, &segments, &all))
}

/// Whether a parameter's key is the one written (`true`) or beneath it (`false`).
fn fits(of: &str, written: &[String]) -> Option<bool> {
    let of = key::split(of)?;
    let alike = |(of, written): (&String, &String)| of == written || of == "*" || written == "*";
    let within = of.len() >= written.len() && of.iter().zip(written).all(alike);
    within.then_some(of.len() == written.len())
}

/// The key that may have been meant: one that ends alike, or that is written much alike.
fn likely(written: &str, segments: &[String], all: &[Described]) -> Option<String> {
    let last = segments.last()?;
    let ends_alike =
        |of: &&Described| key::split(&of.key).is_some_and(|of| of.last() == Some(last));
    if let Some(of) = all.iter().find(ends_alike) {
        return Some(did_you_mean(&of.key));
    }
    let sections = all.iter().filter_map(|of| of.key.split('.').next());
    let keys = all.iter().map(|of| of.key.as_str()).chain(sections);
    if let Some(of) = closest(written, keys) {
        return Some(did_you_mean(of));
    }
    // The last part alone may be misspelt, in whatever section.
    let ends = all.iter().filter_map(|of| of.key.rsplit('.').next());
    let end = closest(last, ends)?;
    let of = all
        .iter()
        .find(|of| of.key.rsplit('.').next() == Some(end))?;
    Some(did_you_mean(&of.key))
}

/// What a scenario states at the parameters that a written key and a description both fit.
#[must_use]
pub fn at<'s>(
    stated: &'s BTreeMap<String, Stated>,
    of: &Described,
    written: &str,
) -> Vec<(&'s str, &'s Stated)> {
    let written = key::split(written).unwrap_or_default();
    let alike = |(one, other): (&String, &String)| one == other || one == "*" || other == "*";
    (stated.iter())
        .filter(|(path, _)| {
            key::split(path).is_some_and(|path| {
                fits(&of.key, &path) == Some(true) && path.iter().zip(&written).all(alike)
            })
        })
        .map(|(path, stated)| (path.as_str(), stated))
        .collect()
}

/// The files and functions of the model that read a parameter.
#[must_use]
pub fn used_in(of: &Described) -> &'static str {
    uses::of(&of.key).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(written: &str) -> Option<String> {
        meant(written).expect_err("names nothing")
    }

    #[test]
    fn parameters_sections_items_and_parts_are_found() {
        let one = |written: &str| match meant(written) {
            Ok(Meant::One(of)) => of.key,
            other => panic!("{written}: {other:?}"),
        };
        assert_eq!(one("thresholds.close"), "thresholds.close");
        assert_eq!(one("features.unit.sharing"), "features.*.sharing");
        assert_eq!(one("team.*.posts.manager"), "team.*.posts.manager");
        assert_eq!(one("demand.month_index.3"), "demand.month_index");
        let number = |written: &str| match meant(written) {
            Ok(Meant::Section(list)) => list.len(),
            other => panic!("{written}: {other:?}"),
        };
        assert_eq!(number("clocks"), 13);
        assert_eq!(number("clocks.today"), 13);
        assert_eq!(number("team.unit.posts"), 9);
    }

    #[test]
    fn what_may_have_been_meant_is_asked() {
        let ask = |key: &str| Some(format!("did you mean `{key}`?"));
        assert_eq!(question("travel"), ask("minutes.travel"));
        assert_eq!(question("treshold"), ask("thresholds"));
        assert_eq!(question("thresholds.clsoe"), ask("thresholds.close"));
        assert_eq!(question("features.sharing.0"), ask("features.*.sharing"));
        assert_eq!(question("weather"), None);
        assert_eq!(question("a..b"), None);
    }

    #[test]
    fn every_parameter_is_used_somewhere() {
        let unused: Vec<String> = (Config::describe().iter())
            .filter(|of| used_in(of).is_empty())
            .map(|of| of.key.clone())
            .collect();
        assert!(unused.is_empty(), "{unused:?}");
    }
}
