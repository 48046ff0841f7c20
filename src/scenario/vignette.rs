//! Vignettes: one described family each, as a file.

use std::collections::BTreeMap;

use super::builtin::Library;
use super::load::Draft;
use super::origin::Origin;
use super::problem::{Problem, Problems};
use super::suggest::{closest, did_you_mean};
use crate::world::vocabulary::{PROBLEMS, Problem as Trouble, Source};

/// The vignettes that are part of the program.
pub const VIGNETTES: Library<'static> = &[
    (
        "drink-and-neglect.toml",
        include_str!("../../scenarios/vignettes/drink-and-neglect.toml"),
    ),
    (
        "violent-partner.toml",
        include_str!("../../scenarios/vignettes/violent-partner.toml"),
    ),
    (
        "before-birth.toml",
        include_str!("../../scenarios/vignettes/before-birth.toml"),
    ),
    (
        "teenager-out-of-hand.toml",
        include_str!("../../scenarios/vignettes/teenager-out-of-hand.toml"),
    ),
    (
        "low-and-in-debt.toml",
        include_str!("../../scenarios/vignettes/low-and-in-debt.toml"),
    ),
    (
        "no-public-funds.toml",
        include_str!("../../scenarios/vignettes/no-public-funds.toml"),
    ),
    (
        "alone-with-disability.toml",
        include_str!("../../scenarios/vignettes/alone-with-disability.toml"),
    ),
];

/// The most children of a vignette, born and unborn.
const MOST_CHILDREN: usize = 8;

crate::parameters! {
    /// A family on the day it is referred.
    pub struct FamilyFile {
        /// What readers are to be warned of; empty if nothing.
        warning: String, plain;
        /// Who the family are and how they come to be referred, in a few sentences.
        story: String, plain;
        /// Who lives there.
        household: Members, nested;
        /// Who refers, and what went before.
        referral: Referral, nested;
        /// Problems that are there or believed to be, by name.
        problems: BTreeMap<String, Levels>, nested;
    }

    /// Who lives in a household.
    pub struct Members {
        /// Adults.
        adults: u8, "adults", 1..=6;
        /// Ages of the children, in any order.
        children: Vec<f64>, "years", 0.0..=17.9;
        /// Weeks until a child is due (0: none is).
        due_weeks: u32, "weeks", 0..=40;
        /// Months for which it has no recourse to public funds (0: it has).
        no_recourse_months: f64, "months", 0.0..=120.0;
        /// How far it lets workers in.
        engagement: f64, "share", 0.02..=0.98;
    }

    /// A referral and what went before.
    pub struct Referral {
        /// Who refers.
        source: Source, plain;
        /// Earlier referrals, all closed.
        earlier: u32, "referrals", 0..=20;
        /// Months since the last of them (0 if there was none).
        last_months: f64, "months", 0.0..=120.0;
        /// Months since that was closed (0 if there was none).
        closed_months: f64, "months", 0.0..=120.0;
    }

    /// A problem: 0 none, 1 a bit, 2 a problem, 3 a big problem.
    pub struct Levels {
        /// As it truly is.
        truth: u8, "level", 0..=3;
        /// As the referral tells it.
        known: u8, "level", 0..=3;
    }
}

/// A family as a file describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Vignette {
    /// The file's `name`, or its own if it states none.
    pub name: String,
    /// One line.
    pub description: String,
    /// The rest.
    pub family: FamilyFile,
}

impl Vignette {
    /// True and known levels of all problems.
    pub fn levels(&self) -> ([u8; PROBLEMS], [u8; PROBLEMS]) {
        let (mut truth, mut known) = ([0; PROBLEMS], [0; PROBLEMS]);
        for problem in Trouble::ALL {
            if let Some(levels) = self.family.problems.get(&word(problem)) {
                truth[problem as usize] = levels.truth;
                known[problem as usize] = levels.known;
            }
        }
        (truth, known)
    }
}

/// Loads a built-in vignette by name, or a file.
///
/// # Errors
/// Everything that is wrong with it, as far as it can be told at once.
pub fn load_vignette(name_or_path: &str) -> Result<Vignette, Problems> {
    let names = || VIGNETTES.iter().map(|(file, _)| stem(file));
    let is_path = name_or_path.ends_with(".toml") || name_or_path.contains(['/', '\\']);
    if !is_path && names().all(|name| name != name_or_path) {
        let help = match closest(name_or_path, names()) {
            Some(name) => did_you_mean(name),
            None => format!(
                "the vignettes are {}",
                names().collect::<Vec<_>>().join(", ")
            ),
        };
        let what = "no vignette of that name, and not the path of a .toml file";
        let problem = Problem::new("", what).help(help);
        return Err(Problems::new(vec![
            problem.at(Origin::unread(name_or_path)),
        ]));
    }
    let (name, description, family) =
        Draft::<FamilyFile>::read(VIGNETTES, name_or_path)?.unsourced(cross_check)?;
    Ok(Vignette {
        name,
        description,
        family,
    })
}

fn stem(file: &str) -> &str {
    file.trim_end_matches(".toml")
}

/// The word for a problem in files.
fn word(problem: Trouble) -> String {
    let value = toml::Value::try_from(problem).expect("an enum of words");
    value.as_str().unwrap_or_default().to_owned()
}

fn cross_check(file: &FamilyFile, problems: &mut Vec<Problem>) {
    let words: Vec<String> = Trouble::ALL.into_iter().map(word).collect();
    for name in file.problems.keys().filter(|name| !words.contains(name)) {
        let likely = closest(name, words.iter().map(String::as_str));
        let help = likely.map_or_else(
            || format!("the problems are {}", words.join(", ")),
            did_you_mean,
        );
        let problem = Problem::new(super::key::join("problems", name), "no such problem");
        problems.push(problem.help(help).with(super::Mark::Key));
    }
    let children = file.household.children.len() + usize::from(file.household.due_weeks > 0);
    if !(1..=MOST_CHILDREN).contains(&children) {
        problems.push(Problem::new(
            "household.children",
            format!("must be 1 to {MOST_CHILDREN} with an unborn child, but are {children}"),
        ));
    }
    let referral = &file.referral;
    let none =
        referral.earlier == 0 && (referral.last_months > 0.0 || referral.closed_months > 0.0);
    if none {
        let message = "must be at least 1 where there are months since the last, but is 0";
        problems.push(Problem::new("referral.earlier", message));
    } else if referral.closed_months > referral.last_months {
        let message = format!(
            "must not be above last_months, {}, but is {}",
            referral.last_months, referral.closed_months
        );
        problems.push(Problem::new("referral.closed_months", message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vignette_loads_under_its_own_name() {
        for (file, _) in VIGNETTES {
            let vignette = load_vignette(stem(file)).unwrap_or_else(|wrong| panic!("{wrong}"));
            assert_eq!(vignette.name, stem(file));
            assert!(!vignette.description.is_empty() && vignette.family.story.len() > 200);
            let (truth, known) = vignette.levels();
            assert!(truth.iter().any(|&level| level > 1) && known != truth);
        }
        assert!(VIGNETTES.len() >= 6);
    }

    #[test]
    fn a_vignette_of_a_wrong_name_is_told_the_right_one() {
        let wrong = load_vignette("violent-partnr").expect_err("a slip");
        assert!(
            wrong
                .to_string()
                .contains("did you mean `violent-partner`?")
        );
    }
}
