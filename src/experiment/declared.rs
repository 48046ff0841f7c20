//! An experiment file becomes arms, pairs and questions.

use super::asked::{Asked, Bound, Choose, FEWEST, Inverse, Level, Matter, Settings, place_of};
use super::compare::may_rank;
use super::idle::{all_differ, all_used};
use super::plan::{Arm, Pair, Question, against_the_first, tell_apart};
use crate::observe::{Measure, measures};
use crate::scenario::{
    Chosen, Declared, Experiment, FactorLevel, Factored, Measured, Named, Problem, Problems,
    Product, Promise, closest, combinations, load, plain,
};

/// What is said of an arm without the changes that its base schedules.
const UNCHANGED: &str = "without the changes that the base schedules";
/// More arms than this are a mistake, and a product makes them easily.
const MOST_ARMS: usize = 200;
/// So many times more than the declared margin is a mistake in the unit.
const FARTHEST: f64 = 50.0;
/// No answer is surer than this: the quantiles behind it are of so many draws.
const SUREST: f64 = 0.99;
/// How factors and arms are named.
const NAMES: &str = "a name has small letters, figures, points and hyphens only";

/// An experiment that can be planned.
#[derive(Debug)]
pub struct Designed {
    /// What is asked of it.
    pub asked: Asked,
    /// Its arms; with structures the base alone, which is to be sized.
    pub arms: Vec<Arm>,
    /// What is compared with what.
    pub pairs: Vec<Pair>,
}

/// Why a file is no experiment.
#[derive(Debug)]
pub enum Refused {
    /// What is wrong in the file itself.
    File(Problems),
    /// A scenario, or a setting made in it.
    Arm {
        /// The arm.
        arm: String,
        /// The scenario it begins from.
        scenario: String,
        /// What is wrong.
        problems: Problems,
    },
}

/// What is wrong in a file: a key and a message. It is placed once all of them are known.
pub(super) type Wrong = Vec<Problem>;

pub(super) fn wrong(key: impl Into<String>, what: impl Into<String>) -> Wrong {
    vec![Problem::new(key, what.into())]
}

/// The experiment of a file, with settings that hold in every arm, over what arms and levels set.
///
/// # Errors
/// What is wrong in the file, or everything that is wrong with the settings of an arm.
pub fn designed(declared: &Declared, sets: &[String]) -> Result<Designed, Refused> {
    let in_file = |wrong: Wrong| Refused::File(declared.placed(wrong));
    let mut asked = asked(declared).map_err(in_file)?;
    let (arms, pairs) = arms(declared, &mut asked, sets)?;
    Ok(Designed { asked, arms, pairs })
}

/// What the file asks, so far without its levels, which come with the arms.
fn asked(declared: &Declared) -> Result<Asked, Wrong> {
    let file = &declared.experiment;
    let budget = file.replications;
    let mut all = Wrong::new();
    if budget.least < FEWEST || budget.most < budget.least || budget.most > 10_000 {
        all.extend(wrong(
            "replications",
            format!(
                "least must be {FEWEST} or more and most between it and 10000, but they are {} and {}",
                budget.least, budget.most
            ),
        ));
    }
    if file.measure.is_empty() {
        all.extend(wrong(
            "measure",
            "there must be at least one [[measure]] that matters",
        ));
    }
    let mut measures = Vec::new();
    for at in 0..file.measure.len() {
        match matter(file, at) {
            Ok(matter) => measures.push(matter),
            Err(wrong) => all.extend(wrong),
        }
    }
    let choose = match file.choose.as_ref().map(choose).transpose() {
        Ok(choose) => choose,
        Err(wrong) => {
            all.extend(wrong);
            None
        }
    };
    let mut inverses = Vec::new();
    for (at, promise) in file.ask.iter().enumerate() {
        match inverse(file, at, promise) {
            Ok(inverse) => inverses.push(inverse),
            Err(wrong) => all.extend(wrong),
        }
    }
    if !all.is_empty() {
        return Err(all);
    }
    Ok(Asked {
        file: declared.file.clone(),
        settings: Vec::new(),
        question: file.question.clone(),
        least: budget.least,
        measures,
        levels: Vec::new(),
        choose,
        inverse: inverses,
    })
}

/// A measure that matters.
fn matter(file: &Experiment, at: usize) -> Result<Matter, Wrong> {
    let measured = &file.measure[at];
    let key = format!("measure.{at}");
    let of = measure(&format!("{key}.name"), &measured.name)?;
    let same = |other: &Measured| other.name == measured.name;
    if file.measure[..at].iter().any(same) {
        return Err(wrong(
            format!("{key}.name"),
            format!("{} is named twice", of.name),
        ));
    }
    Ok(Matter {
        measure: of.name.to_owned(),
        matters: matters(&key, of, measured.matters)?,
    })
}

/// The arm that is to be chosen.
fn choose(chosen: &Chosen) -> Result<Choose, Wrong> {
    let of = measure("choose.measure", &chosen.measure)?;
    if !may_rank(of) {
        return Err(wrong(
            "choose.measure",
            format!(
                "{} is a model assumption only, and no arm is chosen on one; `casework measures` lists those compared with data (D)",
                of.name
            ),
        ));
    }
    if !(chosen.probability > 0.5 && chosen.probability <= SUREST) {
        return Err(wrong(
            "choose.probability",
            format!(
                "must be above 0.5 and at most {SUREST}, but is {}",
                chosen.probability
            ),
        ));
    }
    Ok(Choose {
        measure: of.name.to_owned(),
        better: chosen.better,
        matters: matters("choose", of, chosen.matters)?,
        probability: chosen.probability,
    })
}

/// The difference in a measure that matters: as stated, or else as declared.
fn matters(key: &str, of: &Measure, stated: Option<f64>) -> Result<f64, Wrong> {
    let own = format!("{key}.matters");
    let Some(matters) = stated.or(of.margin) else {
        return Err(wrong(
            own,
            format!(
                "{} has no declared margin, so say which difference matters",
                of.name
            ),
        ));
    };
    if !(matters > 0.0 && matters.is_finite()) {
        return Err(wrong(own, format!("must be above 0, but is {matters}")));
    }
    match of.margin {
        Some(margin) if matters > FARTHEST * margin => Err(wrong(
            own,
            format!(
                "{} is measured in {}, and a difference of {margin} is declared to matter; {matters} is far from that: is it in another unit?",
                of.name,
                if of.unit == "1" {
                    "shares or numbers"
                } else {
                    of.unit
                }
            ),
        )),
        _ => Ok(matters),
    }
}

fn inverse(file: &Experiment, at: usize, promise: &Promise) -> Result<Inverse, Wrong> {
    let key = format!("ask.{at}");
    let of = measure(&format!("{key}.measure"), &promise.measure)?;
    let holds = match (promise.at_least, promise.at_most) {
        (Some(bound), None) => Bound::AtLeast(bound),
        (None, Some(bound)) => Bound::AtMost(bound),
        _ => return Err(wrong(key, "must have either at_least or at_most")),
    };
    let Some(factor) = file
        .factor
        .iter()
        .find(|factor| factor.name == promise.factor)
    else {
        let names = || file.factor.iter().map(|factor| factor.name.as_str());
        return Err(wrong(
            format!("{key}.factor"),
            format!(
                "no factor is called {}; there are: {}",
                plain(&promise.factor),
                names().collect::<Vec<_>>().join(", ")
            ),
        ));
    };
    if factor.level.iter().any(|level| level.value.is_none()) {
        return Err(wrong(
            format!("{key}.factor"),
            format!("{} needs a value at every level", factor.name),
        ));
    }
    if file.product == Product::Half {
        return Err(wrong(
            key,
            format!(
                "with product = \"half\" no other factor stays where it is along {}; use \"full\" or \"one_at_a_time\"",
                factor.name
            ),
        ));
    }
    let is_share = of.is_share();
    let (Bound::AtLeast(bound) | Bound::AtMost(bound)) = holds;
    if !bound.is_finite() || is_share && !(0.0..=1.0).contains(&bound) {
        let what = if is_share {
            "share between 0 and 1"
        } else {
            "number"
        };
        return Err(wrong(
            key,
            format!(
                "{} is held against a {what}, but the bound is {bound}",
                of.name
            ),
        ));
    }
    if !(0.5..=SUREST).contains(&promise.confidence) {
        return Err(wrong(
            format!("{key}.confidence"),
            format!(
                "must be between 0.5 and {SUREST}, but is {}",
                promise.confidence
            ),
        ));
    }
    Ok(Inverse {
        words: promise.words.clone(),
        factor: promise.factor.clone(),
        unit: factor.label.clone(),
        wanted: promise.wanted,
        measure: of.name.to_owned(),
        holds,
        confidence: promise.confidence,
    })
}

/// The measure of this name.
fn measure(key: &str, name: &str) -> Result<&'static Measure, Wrong> {
    let place = place_of(name).ok_or_else(|| {
        let starts = |m: &&Measure| m.name.starts_with(name) && name.len() > 3;
        let begun = measures().iter().find(starts).map(|m| m.name);
        let meant = closest(name, measures().iter().map(|m| m.name))
            .or(begun)
            .map_or_else(String::new, |meant| format!("; did you mean {meant}?"));
        wrong(
            key,
            format!(
                "no measure is called {}{meant}; `casework measures` lists them",
                plain(name)
            ),
        )
    })?;
    Ok(&measures()[place])
}

/// The arms of the file and what is compared with what.
fn arms(
    declared: &Declared,
    asked: &mut Asked,
    sets: &[String],
) -> Result<(Vec<Arm>, Vec<Pair>), Refused> {
    let file = &declared.experiment;
    let in_file = |wrong: Wrong| Refused::File(declared.placed(wrong));
    let kinds = [
        file.structures,
        !file.arm.is_empty(),
        !file.factor.is_empty(),
    ];
    if kinds.iter().filter(|&&is| is).count() != 1 {
        return Err(in_file(wrong(
            "",
            "there must be either structures = true, or [[arm]]s, or [[factor]]s",
        )));
    }
    // The command line comes last: what is typed holds.
    let arm = |name: &str, label: &str, own: &[&[String]], unchanged: bool| {
        let all = [&[&file.set[..]], own, &[sets]].concat().concat();
        let mut config = (load(&file.base, &all).map_err(|problems| Refused::Arm {
            arm: name.to_owned(),
            scenario: file.base.clone(),
            problems,
        })?)
        .config;
        if unchanged || file.unchanged {
            config.change.clear();
        }
        Ok(Arm::new(name, label, config))
    };
    if file.structures {
        let base = arm(&file.base, &file.base, &[], false)?;
        if !base.config.change.is_empty() {
            return Err(in_file(wrong(
                "structures",
                "the base schedules changes of long-term teams, in whose place these arms have teams of their own; add unchanged = true",
            )));
        }
        return Ok((vec![base], Vec::new()));
    }
    if file.factor.is_empty() {
        let arms = (file.arm.iter())
            .map(|named| arm(&named.name, &named.label, &[&named.set], named.unchanged))
            .collect::<Result<Vec<Arm>, Refused>>()?;
        let pairs = pairs(&file.arm).map_err(in_file)?;
        asked.settings = (file.arm.iter())
            .map(|arm| {
                let unchanged = arm.unchanged.then(|| UNCHANGED.to_owned());
                Settings {
                    arm: arm.name.clone(),
                    changed: (file.set.iter().chain(&arm.set).cloned())
                        .chain(unchanged)
                        .chain(file.unchanged.then(|| UNCHANGED.to_owned()))
                        .collect(),
                }
            })
            .collect();
        all_differ(&arms).map_err(in_file)?;
        all_used(declared, &arms, &asked.settings).map_err(in_file)?;
        return Ok((arms, pairs));
    }
    let mut arms = Vec::new();
    for places in places(file).map_err(in_file)? {
        let levels = || {
            file.factor
                .iter()
                .zip(&places)
                .map(|(f, &at)| (f, &f.level[at]))
        };
        let word = |level: &FactorLevel| {
            let value = || {
                level
                    .value
                    .map_or_else(String::new, |value| value.to_string())
            };
            level.label.clone().unwrap_or_else(value)
        };
        let labels: Vec<String> = levels()
            .map(|(f, level)| {
                (level.label.clone()).unwrap_or_else(|| format!("{} {}", f.name, word(level)))
            })
            .collect();
        let short: Vec<String> = levels()
            .map(|(f, level)| format!("{}-{}", f.name, slug(&word(level))))
            .collect();
        let own: Vec<&[String]> = levels().map(|(_, level)| &level.set[..]).collect();
        arms.push(arm(&short.join("-"), &labels.join(", "), &own, false)?);
        tell_apart(&mut arms);
        let name = &arms[arms.len() - 1].name;
        asked.levels.extend(levels().map(|(f, level)| Level {
            arm: name.clone(),
            factor: f.name.clone(),
            label: word(level),
            is_first: std::ptr::eq(level, &f.level[0]),
            value: level.value,
        }));
        asked.settings.push(Settings {
            arm: name.clone(),
            changed: (file.set.iter().cloned().chain(own.concat()))
                .chain(file.unchanged.then(|| UNCHANGED.to_owned()))
                .collect(),
        });
    }
    all_differ(&arms).map_err(in_file)?;
    all_used(declared, &arms, &asked.settings).map_err(in_file)?;
    let against = against_the_first(&arms);
    Ok((arms, against))
}

/// What holds in every arm of the file.
pub fn everywhere(file: &Experiment) -> Vec<String> {
    (file.set.iter().cloned())
        .chain(file.unchanged.then(|| UNCHANGED.to_owned()))
        .collect()
}

/// The combinations of levels.
fn places(file: &Experiment) -> Result<Vec<Vec<usize>>, Wrong> {
    let mut all = Wrong::new();
    for at in 0..file.factor.len() {
        if let Err(wrong) = factor(file, at) {
            all.extend(wrong);
        }
    }
    if !all.is_empty() {
        return Err(all);
    }
    let levels: Vec<usize> = file
        .factor
        .iter()
        .map(|factor| factor.level.len())
        .collect();
    if file.product == Product::Half && (levels.len() < 3 || levels.iter().any(|&n| n != 2)) {
        return Err(wrong(
            "product",
            "half needs three factors or more, each with two levels; with other numbers main effects would be mixed",
        ));
    }
    let all = levels
        .iter()
        .try_fold(1_usize, |all, &n| all.checked_mul(n));
    if all.is_none_or(|all| all > 64 * MOST_ARMS) {
        return Err(wrong(
            "factor",
            format!("the levels have more than {} combinations", 64 * MOST_ARMS),
        ));
    }
    let places = combinations(&levels, file.product);
    if places.len() > MOST_ARMS {
        return Err(wrong(
            "factor",
            format!(
                "{} combinations of levels are more than {MOST_ARMS} arms; product = \"one_at_a_time\" or \"half\" takes fewer",
                places.len()
            ),
        ));
    }
    Ok(places)
}

/// Whether a factor can be varied.
fn factor(file: &Experiment, at: usize) -> Result<(), Wrong> {
    let factor = &file.factor[at];
    let key = |name: &str| format!("factor.{at}.{name}");
    if slug(&factor.name) != factor.name || factor.name.is_empty() {
        return Err(wrong(key("name"), NAMES));
    }
    let same = |other: &Factored| other.name == factor.name;
    if file.factor[..at].iter().any(same) {
        return Err(wrong(key("name"), "is there twice"));
    }
    if factor.level.len() < 2 {
        return Err(wrong(key("level"), "must have two levels or more"));
    }
    for (number, level) in factor.level.iter().enumerate() {
        let key = format!("factor.{at}.level.{number}");
        let is_same = |other: &FactorLevel| level.value.is_some() && other.value == level.value;
        match level.value {
            Some(odd) if !odd.is_finite() => {
                let what = format!("must be a number, but is {odd}");
                return Err(wrong(format!("{key}.value"), what));
            }
            Some(value) if factor.level[..number].iter().any(is_same) => {
                let what = format!("two levels have the value {value}");
                return Err(wrong(format!("{key}.value"), what));
            }
            None if level.label.is_none() => {
                return Err(wrong(key, "every level needs a label or a value"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// What arms by name are compared with.
fn pairs(arms: &[Named]) -> Result<Vec<Pair>, Wrong> {
    let mut all = Wrong::new();
    if arms.len() < 2 {
        all.extend(wrong("arm", "there must be two arms or more"));
    }
    let mut pairs = Vec::new();
    for (at, arm) in arms.iter().enumerate() {
        let key = |name: &str| format!("arm.{at}.{name}");
        if arms[..at].iter().any(|other| other.name == arm.name) {
            all.extend(wrong(key("name"), "is there twice"));
        }
        if arm.name.is_empty() || slug(&arm.name) != arm.name {
            all.extend(wrong(key("name"), NAMES));
        }
        let minus = match &arm.against {
            None => Some(0),
            Some(name) => arms.iter().position(|other| other.name == *name),
        };
        match minus {
            Some(minus) if minus == at && arm.against.is_some() => {
                all.extend(wrong(key("against"), "is the arm itself"));
            }
            Some(minus) if minus != at => pairs.push(Pair {
                arm: at,
                minus,
                question: Question::Scenario,
            }),
            Some(_) => {}
            None => {
                let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
                let what = format!("no arm is called so; there are: {}", names.join(", "));
                all.extend(wrong(key("against"), what));
            }
        }
    }
    if all.is_empty() { Ok(pairs) } else { Err(all) }
}

/// A label as part of a name.
fn slug(label: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '.' {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let text: String = label.chars().map(plain).collect();
    let parts: Vec<&str> = text.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::EXPERIMENTS;

    fn read(text: &str) -> Declared {
        Declared {
            name: "x".into(),
            file: "x.toml".into(),
            text: text.to_owned(),
            experiment: toml::from_str(text).unwrap_or_else(|error| panic!("{error}")),
        }
    }

    const START: &str =
        "question = 'Which?'\nbase = 'la1'\nreplications = { least = 5, most = 9 }\n";
    const CONTACT: &str = "[[measure]]\nname = 'contacts_per_family_month'\n";
    const TRAVEL: &str = "[[factor]]\nname = 'travel'\nlabel = 'minutes of travel'\n\
        level = [{ value = 20 }, { value = 40, set = ['minutes.travel=40'] }]\n";

    fn refused(text: &str) -> String {
        let file = read(&format!("{START}{text}"));
        match designed(&file, &[]) {
            Err(Refused::File(problems)) => problems.to_string(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn every_experiment_of_the_program_has_arms_and_questions_that_can_be_answered() {
        for (name, _) in EXPERIMENTS {
            let declared = Declared::load(name).unwrap_or_else(|error| panic!("{error}"));
            let file = &declared.experiment;
            let Designed { arms, pairs, .. } =
                designed(&declared, &[]).unwrap_or_else(|why| panic!("{name}: {why:?}"));
            assert!(
                file.structures || (arms.len() > 2 && pairs.len() > 1),
                "{name}"
            );
            for (at, arm) in arms.iter().enumerate() {
                assert!(
                    arms[..at].iter().all(|other| other.name != arm.name),
                    "{}",
                    arm.name
                );
            }
        }
    }

    #[test]
    fn levels_become_arms_that_are_compared_with_the_first() {
        let other = "[[factor]]\nname = 'size'\nlabel = 'size'\nlevel = [{ label = 'as it is' }, { label = 'twice', set = ['demand.referrals_per_year=2000'] }]\n";
        let file = read(&format!("{START}{CONTACT}{TRAVEL}{other}"));
        let sets = ["minutes.plan_visit=41".to_owned()];
        let Designed { asked, arms, pairs } =
            designed(&file, &sets).unwrap_or_else(|why| panic!("{why:?}"));
        let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "travel-20-size-as-it-is",
                "travel-20-size-twice",
                "travel-40-size-as-it-is",
                "travel-40-size-twice"
            ]
        );
        assert_eq!(arms[3].label, "travel 40, twice");
        assert_eq!((pairs.len(), asked.levels.len()), (3, 8));
        // What is typed holds in every arm.
        assert!(arms.iter().all(|arm| arm.config.minutes.plan_visit == 41.0));
        assert_eq!(
            asked.settings[3].changed,
            ["minutes.travel=40", "demand.referrals_per_year=2000"]
        );
        assert!(asked.levels[0].is_first && !asked.levels[3].is_first);
        let margin = measures()[place_of("contacts_per_family_month").expect("there")].margin;
        assert_eq!(Some(asked.measures[0].matters), margin);
    }

    #[test]
    fn a_setting_of_features_is_taken_if_some_arm_works_by_them() {
        let structure = "[[factor]]\nname = 'structure'\nlabel = 'structure'\nlevel = [{ label = 'units' }, { label = 'teams', set = ['team.unit.features=hierarchy'] }]\n";
        for set in [
            "features.unit.caseload_cap=9",
            "features.\"unit\".caseload_cap=9.5",
            "features.unit={ caseload_cap = 9.5 }",
        ] {
            let levels = TRAVEL.replace("minutes.travel=40", set);
            let file = read(&format!("{START}{CONTACT}{structure}{levels}"));
            let Designed { arms, .. } =
                designed(&file, &[]).unwrap_or_else(|why| panic!("{set}: {why:?}"));
            assert_eq!(arms.len(), 4);
        }
    }

    #[test]
    fn a_setting_that_is_typed_over_the_levels_of_a_factor_is_refused() {
        let file = read(&format!("{START}{CONTACT}{TRAVEL}"));
        let sets = ["minutes.travel=30".to_owned()];
        let Err(Refused::File(problems)) = designed(&file, &sets) else {
            panic!("it is accepted")
        };
        let what = problems.to_string();
        assert!(
            what.contains("travel-40 is the same as travel-20"),
            "{what}"
        );
    }

    #[test]
    fn what_is_wrong_in_a_file_is_said_with_its_key_and_what_is_allowed() {
        for (text, why) in [
            (
                "measure = []\nstructures = true",
                "at least one [[measure]]",
            ),
            (
                "structures = true\n[[measure]]\nname = 'contact'",
                "x.toml:6: measure.0.name: no measure is called contact",
            ),
            (
                "structures = true\n[[measure]]\nname = 'posts'\nmatters = 0",
                "measure.0.matters: must be above 0, but is 0",
            ),
            (
                "structures = true\n[[measure]]\nname = 'cost_per_year'\nmatters = 500000",
                "cost_per_year is measured in £m, and a difference of 0.2 is declared to matter; 500000 is far from that",
            ),
            (CONTACT, "either structures = true"),
            (
                &format!(
                    "{CONTACT}{TRAVEL}[choose]\nmeasure = 'drift_share'\nbetter = 'less'\nprobability = 0.9"
                ),
                "model assumption only",
            ),
            (
                &format!(
                    "{CONTACT}{TRAVEL}[choose]\nmeasure = 'ghq_mean'\nbetter = 'less'\nprobability = 0.4"
                ),
                "above 0.5 and at most 0.99, but is 0.4",
            ),
            (
                &format!(
                    "{CONTACT}{TRAVEL}[[ask]]\nwords = 'x'\nfactor = 'trvel'\nwanted = 'largest'\nmeasure = 'ghq_mean'\nat_most = 1\nconfidence = 0.9"
                ),
                "ask.0.factor: no factor is called trvel; there are: travel",
            ),
            (
                &format!(
                    "{CONTACT}{TRAVEL}[[ask]]\nwords = 'x'\nfactor = 'travel'\nwanted = 'largest'\nmeasure = 'ghq_mean'\nconfidence = 0.9"
                ),
                "ask.0: must have either at_least or at_most",
            ),
            (
                &format!("product = 'half'\n{CONTACT}{TRAVEL}"),
                "half needs three factors or more",
            ),
            (
                &format!(
                    "{CONTACT}[[arm]]\nname = 'A b'\nlabel = ''\n[[arm]]\nname = 'b'\nlabel = ''"
                ),
                "small letters",
            ),
            (
                &format!(
                    "{CONTACT}[[arm]]\nname = 'a'\nlabel = ''\n[[arm]]\nname = 'b'\nlabel = ''\nagainst = 'c'"
                ),
                "arm.1.against: no arm is called so; there are: a, b",
            ),
            (
                &format!("{CONTACT}{}", TRAVEL.replace("value = 20", "value = nan")),
                "factor.0.level.0.value: must be a number, but is NaN",
            ),
            (
                &format!("{CONTACT}{}", TRAVEL.replace("value = 20", "value = 40")),
                "two levels have the value 40",
            ),
            (
                &format!(
                    "{CONTACT}{}",
                    TRAVEL.replace("name = 'travel'", "name = '<b>'")
                ),
                "small letters",
            ),
            (
                &format!(
                    "{CONTACT}{TRAVEL}[[ask]]\nwords = 'x'\nfactor = 'travel'\nwanted = 'largest'\nmeasure = 'drift_share'\nat_most = 10\nconfidence = 0.9"
                ),
                "a share between 0 and 1, but the bound is 10",
            ),
            (
                &format!(
                    "{CONTACT}{TRAVEL}[[ask]]\nwords = 'x'\nfactor = 'travel'\nwanted = 'largest'\nmeasure = 'ghq_mean'\nat_most = nan\nconfidence = 0.9"
                ),
                "but the bound is NaN",
            ),
            (
                &format!(
                    "product = 'half'\n{CONTACT}{TRAVEL}[[ask]]\nwords = 'x'\nfactor = 'travel'\nwanted = 'largest'\nmeasure = 'ghq_mean'\nat_most = 1\nconfidence = 0.9"
                ),
                "no other factor stays where it is",
            ),
            (
                &format!(
                    "{CONTACT}{}",
                    TRAVEL.replace("minutes.travel=40", "features.neighbourhood.caseload_cap=9")
                ),
                "x.toml:9: factor.0.level.1.set.0: changes nothing: no team works by features `neighbourhood`; in use are ",
            ),
            (&format!("{CONTACT}{CONTACT}{TRAVEL}"), "is named twice"),
            (
                &format!(
                    "{CONTACT}[[arm]]\nname = 'a'\nlabel = ''\n[[arm]]\nname = 'b'\nlabel = ''\nagainst = 'b'"
                ),
                "is the arm itself",
            ),
        ] {
            let said = refused(text);
            assert!(said.contains(why), "{said}");
        }
    }
}
