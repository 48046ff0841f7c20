//! Weak patterns at several levels, each with a criterion, checked in every replication.
//!
//! A pattern says less than a figure and asks for more: many at once, and every one of them in most virtual studies.

use crate::experiment::interval::{Interval, LEVEL};
use crate::experiment::plan::Plan;
use crate::experiment::quantile::share_interval;
use crate::experiment::summary::Replication;
use crate::observe::{measures, survey_rows};
use crate::study::published::Authority;
use Authority::{La1, La2, La3};

/// Where in the organisation a pattern shows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Level {
    /// How much there is.
    Stock,
    /// What happens in a time.
    Flow,
    /// Families or workers one by one.
    Individual,
    /// How work is organised.
    Organisation,
    /// How long things last.
    Time,
    /// How one thing goes with another.
    Relation,
}

impl Level {
    /// The word for tables and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Flow => "flow",
            Self::Individual => "individual",
            Self::Organisation => "organisation",
            Self::Time => "time",
            Self::Relation => "relation",
        }
    }
}

/// A number of an authority by the id of its survey row or the name of its measure; NaN if it is undefined.
type Of<'a> = &'a dyn Fn(Authority, &str) -> f64;

/// A pattern.
pub struct Pattern {
    /// Its name in files.
    pub id: &'static str,
    /// Where it shows.
    pub level: Level,
    /// What holds, in words.
    pub criterion: &'static str,
    /// Where it was seen.
    pub seen: &'static str,
    /// The authorities it is about. With LA2 among them it is reported and not aimed at.
    pub about: &'static [Authority],
    /// By how much it holds: above zero it does, NaN if it cannot be told.
    by: fn(Of<'_>) -> f64,
}

impl Pattern {
    /// Whether values are moved toward it.
    pub fn aimed_at(&self) -> bool {
        !self.about.contains(&La2)
    }
}

/// The least of several conditions; undefined if one of them is.
fn all<const N: usize>(conditions: [f64; N]) -> f64 {
    let least = |least: f64, x: f64| if x.is_nan() || x < least { x } else { least };
    conditions.into_iter().fold(f64::INFINITY, |sum, x| {
        if sum.is_nan() { sum } else { least(sum, x) }
    })
}

/// How far LA3 lies above LA1.
fn rises(of: Of<'_>, id: &str) -> f64 {
    of(La3, id) - of(La1, id)
}

/// How far each of the three lies above the one before, at the least.
fn rises_through_la2(of: Of<'_>, id: &str) -> f64 {
    all([of(La2, id) - of(La1, id), of(La3, id) - of(La2, id)])
}

/// Variance over mean of a row, given its name without `.mean`.
fn dispersion(of: Of<'_>, authority: Authority, row: &str) -> f64 {
    let sd = of(authority, &format!("{row}.sd"));
    sd * sd / of(authority, &format!("{row}.mean"))
}

/// Standard deviation over mean.
fn variation(of: Of<'_>, authority: Authority, row: &str) -> f64 {
    of(authority, &format!("{row}.sd")) / of(authority, &format!("{row}.mean"))
}

/// Of LA2 and LA3 together, which were printed as one, weighted by the forms returned (Table 2.1).
fn conventional(of: Of<'_>, row: &str) -> f64 {
    const FORMS: [f64; 2] = [12.0, 29.0];
    let [la2, la3] = FORMS;
    (la2 * of(La2, row) + la3 * of(La3, row)) / (la2 + la3)
}

/// Family meetings a month for each worker.
fn meetings_a_worker(of: Of<'_>, authority: Authority) -> f64 {
    of(authority, "7.4.contacts.mean") * of(authority, "5.1.families_per_worker")
}

macro_rules! patterns {
    ($($id:literal $level:ident $about:tt: $criterion:literal, $seen:literal, $by:expr;)*) => {
        /// All patterns, by level.
        pub static PATTERNS: &[Pattern] = &[$(Pattern {
            id: $id,
            level: Level::$level,
            criterion: $criterion,
            seen: $seen,
            about: &$about,
            by: $by,
        },)*];
    };
}

patterns! {
    "caseload" Stock [La1, La3]: "families per worker: LA3 at least one and a half times LA1", "Table 5.1",
        |of| of(La3, "5.1.families_per_worker") - 1.5 * of(La1, "5.1.families_per_worker");
    "caseload.la2" Stock [La1, La2, La3]: "families per worker rise from LA1 to LA2 to LA3", "Table 5.1",
        |of| rises_through_la2(of, "5.1.families_per_worker");
    "plans" Stock [La1, La3]: "the share of plans rises from LA1 to LA3", "Table 7.3",
        |of| rises(of, "7.3.cp_share");
    "plans.la2" Stock [La1, La2, La3]: "the share of plans rises from LA1 to LA2 to LA3", "Table 7.3",
        |of| rises_through_la2(of, "7.3.cp_share");
    "care" Stock [La1, La3]: "a larger share of families has children in care in LA3 than in LA1", "Table 7.3",
        |of| rises(of, "7.3.care_of_stated");
    "contacts" Flow [La1, La3]: "families are met more often in LA1 than in LA3", "Table 7.4",
        |of| -rises(of, "7.4.contacts.mean");
    "contacts.la2" Flow [La1, La2, La3]: "meetings fall from LA1 to LA2 to LA3", "Table 7.4",
        |of| all([
            of(La1, "7.4.contacts.mean") - of(La2, "7.4.contacts.mean"),
            of(La2, "7.4.contacts.mean") - of(La3, "7.4.contacts.mean"),
        ]);
    "children_met" Flow [La1, La3]: "a worker meets more children a week in LA1 than in LA3", "Table 7.7",
        |of| -rises(of, "7.7.met_children.mean");
    "dispersion" Individual [La1, La3]: "meetings follow need in LA1 and a schedule in LA3: variance over mean above and below one", "Table 7.4",
        |of| all([dispersion(of, La1, "7.4.contacts") - 1.0, 1.0 - dispersion(of, La3, "7.4.contacts")]);
    "workers_seen" Individual [La1, La3]: "families know more workers in LA1 than in LA3", "Table 7.4",
        |of| -rises(of, "7.4.workers_seen.mean");
    "ghq" Individual [La1, La3]: "stress is higher in LA3 than in LA1", "Table 6.7",
        |of| rises(of, "6.7.ghq.mean");
    "ghq.la2" Individual [La1, La2, La3]: "stress rises from LA1 to LA2 to LA3", "Table 6.7",
        |of| rises_through_la2(of, "6.7.ghq.mean");
    "burnout" Individual [La1, La3]: "burnout is higher in LA3 than in LA1 (in the study by no more than chance)", "Table 6.5",
        |of| rises(of, "6.5.burnout");
    "satisfied" Individual [La1, La3]: "more are satisfied with the job in LA1 than in LA3", "Table 6.6",
        |of| -rises(of, "6.6.satisfied");
    "aggression.la2" Individual [La1, La2]: "workers meet less aggression in LA1 than in LA2", "Table 7.9",
        |of| of(La2, "7.9.aggression") - of(La1, "7.9.aggression");
    "skill.la2" Individual [La1, La2]: "workers are more skilled in LA1 than in LA2", "Section 7.2",
        |of| of(La1, "7.2.skill") - of(La2, "7.2.skill");
    "rating.la2" Individual [La1, La2, La3]: "parents think better of workers in LA1 than in LA2 and LA3", "Table 7.10",
        |of| of(La1, "7.10.rating") - conventional(of, "7.10.rating");
    "day" Organisation [La1, La3]: "the working day is longer in LA3 than in LA1", "Table 7.7",
        |of| rises(of, "7.7.day.mean");
    "desk" Organisation [La1, La3]: "the desk takes at least an hour a day more in LA3 than in LA1", "Table 7.7",
        |of| rises(of, "7.7.admin.mean") - 1.0;
    "desk_first" Organisation [La1, La3]: "the desk takes at least one and a half times the hours with families", "Table 7.7",
        |of| all([La1, La3].map(|a| of(a, "7.7.admin.mean") - 1.5 * of(a, "7.7.face_to_face.mean")));
    "leaders" Organisation [La1]: "consultants of units work with families: at least an hour a day", "Table 7.8",
        |of| of(La1, "7.8.leader.hours.mean") - 1.0;
    "months" Time [La1, La3]: "families have been open longer in LA3 than in LA1", "Table 7.4",
        |of| rises(of, "7.4.months.mean");
    "months_spread" Time [La1, La3]: "LA3 has a long tail of old cases: its months open vary more, beside their mean, than LA1's", "Table 7.4",
        |of| variation(of, La3, "7.4.months") - variation(of, La1, "7.4.months");
    "ghq_spread" Relation [La1, La3]: "where stress is higher it is also more unequal: the spread in LA3 is at least one and a half times LA1's", "Table 6.7",
        |of| of(La3, "6.7.ghq.sd") - 1.5 * of(La1, "6.7.ghq.sd");
    "ghq_spread.la2" Relation [La1, La2, La3]: "the spread of stress rises from LA1 to LA2 to LA3", "Table 6.7",
        |of| rises_through_la2(of, "6.7.ghq.sd");
    "output" Relation [La1, La3]: "meetings a family fall as caseload rises: meetings a worker differ by less than half between LA1 and LA3", "Tables 5.1, 7.4",
        |of| {
            let ratio = meetings_a_worker(of, La3) / meetings_a_worker(of, La1);
            all([ratio - 1.0 / 1.5, 1.5 - ratio])
        };
    "agreement.la2" Relation [La1, La2, La3]: "workers see more of what parents see in LA1 than in LA2 and LA3", "Table 7.12",
        |of| of(La1, "7.12.agreement") - conventional(of, "7.12.agreement");
}

/// How often each pattern held.
#[derive(Clone, Debug)]
pub struct PatternTally(Vec<(u64, u64)>);

impl Default for PatternTally {
    fn default() -> Self {
        Self(vec![(0, 0); PATTERNS.len()])
    }
}

/// How often one pattern held.
pub struct PatternRow {
    /// Which.
    pub pattern: &'static Pattern,
    /// Replications in which it held.
    pub held: u64,
    /// Replications that could tell.
    pub of: u64,
    /// Wilson's interval for the share.
    pub share: Option<Interval>,
}

impl PatternTally {
    /// Checks every pattern in one replication of every arm.
    pub fn push(&mut self, plan: &Plan, replication: &Replication) {
        let number = |authority: Authority, id: &str| {
            let arm = plan
                .arms
                .iter()
                .position(|arm| Authority::named(&arm.name) == Some(authority));
            let Some(summary) = arm.map(|arm| &replication.arms[arm]) else {
                return f64::NAN;
            };
            let survey = survey_rows().iter().position(|row| row.id == id);
            let measure = || measures().iter().position(|measure| measure.name == id);
            match survey {
                Some(at) => summary.survey[at],
                None => measure().map_or(f64::NAN, |at| summary.values[at]),
            }
        };
        for ((held, of), pattern) in self.0.iter_mut().zip(PATTERNS) {
            let by = (pattern.by)(&number);
            if !by.is_nan() {
                *of += 1;
                *held += u64::from(by > 0.0);
            }
        }
    }

    /// The patterns that could be told in some replication, and how often each held.
    pub fn rows(&self) -> Vec<PatternRow> {
        let rows = PATTERNS.iter().zip(&self.0).filter(|(_, (_, of))| *of > 0);
        rows.map(|(pattern, &(held, of))| PatternRow {
            pattern,
            held,
            of,
            share: share_interval(held, of, LEVEL),
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::published::figure;

    fn printed(authority: Authority, id: &str) -> f64 {
        figure(authority, id).map_or(f64::NAN, |figure| figure.value)
    }

    #[test]
    fn every_pattern_holds_in_the_printed_figures() {
        for pattern in PATTERNS {
            let by = (pattern.by)(&printed);
            assert!(by > 0.0, "{}: {by}", pattern.id);
        }
    }

    #[test]
    fn a_world_without_differences_breaks_most_patterns() {
        // Every authority like LA2: what a model would show that knew nothing of how work is organised.
        let same = |_: Authority, id: &str| printed(La2, id);
        let held = PATTERNS.iter().filter(|pattern| (pattern.by)(&same) > 0.0);
        let held: Vec<&str> = held.map(|pattern| pattern.id).collect();
        assert_eq!(held, ["desk_first", "output"]);
    }

    #[test]
    fn there_are_patterns_of_every_level_and_enough_that_are_aimed_at() {
        for level in [
            Level::Stock,
            Level::Flow,
            Level::Individual,
            Level::Organisation,
            Level::Time,
            Level::Relation,
        ] {
            let of_level = PATTERNS.iter().filter(|p| p.level == level && p.aimed_at());
            assert!(of_level.count() >= 1, "{}", level.word());
        }
        assert!(PATTERNS.iter().filter(|p| p.aimed_at()).count() >= 10);
        for (at, pattern) in PATTERNS.iter().enumerate() {
            assert!(PATTERNS[..at].iter().all(|other| other.id != pattern.id));
            assert_eq!(pattern.id.ends_with(".la2"), !pattern.aimed_at());
        }
    }

    #[test]
    fn what_cannot_be_told_does_not_hold() {
        assert!(all([1.0, f64::NAN, 2.0]).is_nan());
        assert!(all([f64::NAN, -1.0]).is_nan());
        assert_eq!(all([1.0, -0.5, 2.0]), -0.5);
    }
}
