//! What an experiment asks and answers: two CSV files.

use crate::experiment::asked::{Bound, Wanted, place_of};
use crate::experiment::compare::{Comparison, tag};
use crate::experiment::inverse::Kept;
use crate::experiment::plan::Plan;
use crate::export::csv::{Column, column, number, write_all};
use crate::observe::measures;
use crate::study::level::level_sentence;
use std::io;
use std::path::Path;

/// Where every arm stands on the factors.
pub const LEVELS: &str = "levels.csv";
/// Questions for a level, answered.
pub const ANSWERS: &str = "answers.csv";

/// The columns of the CSV files.
pub(crate) const COLUMNS: [(&str, &[Column]); 2] =
    [(LEVELS, &LEVELS_COLUMNS), (ANSWERS, &ANSWERS_COLUMNS)];

const LEVELS_COLUMNS: [Column; 4] = [
    column("arm", "name of the arm"),
    column("factor", "name of the factor"),
    column("value", "the level as a number, if it is one"),
    column("label", "the level in words"),
];
const ANSWERS_COLUMNS: [Column; 17] = [
    column("question", "the question in words"),
    column("factor", "the factor whose level is looked for"),
    column("measure", "the measure that keeps a promise or not"),
    column("kind", "D compared with data, A model assumption only"),
    column("holds", "the promise, in the measure's unit"),
    column("wanted", "largest or smallest level"),
    column("confidence", "how sure the answer was asked to be"),
    column("n", "replications"),
    column(
        "answer",
        "level at which the means meet the promise; `nowhere` or `everywhere` among those tried",
    ),
    column("side", "on which side of it the promise is kept"),
    column("unit", "the factor in words: what the level is a number of"),
    column(
        "low",
        "lower end of the interval for that level, at the confidence asked for; empty if it lies beyond the levels tried",
    ),
    column("high", "upper end"),
    column(
        "sure",
        "edge of the levels that keep the promise with the confidence asked for; `nowhere` or `everywhere` among those tried",
    ),
    column("sure_side", "on which side of it they lie"),
    column(
        "tried",
        "arm at that level tried of those that do which lies nearest to the edge; if all do the largest or smallest, as was wanted; empty if none does",
    ),
    column("sentence", "the answer in words"),
];

/// Writes `levels.csv`.
pub(crate) fn write_levels(path: &Path, plan: &Plan) -> io::Result<u64> {
    let rows = plan.asked.levels.iter().map(|level| {
        [
            level.arm.clone(),
            level.factor.clone(),
            level.value.map_or_else(String::new, number),
            level.label.clone(),
        ]
    });
    write_all(path, &LEVELS_COLUMNS, rows)
}

fn level(kept: Kept) -> String {
    match kept {
        Kept::Nowhere => "nowhere".to_owned(),
        Kept::UpTo(x) | Kept::From(x) => number(x),
        Kept::Everywhere => "everywhere".to_owned(),
    }
}

fn side(kept: Kept) -> &'static str {
    match kept {
        Kept::UpTo(_) => "and below",
        Kept::From(_) => "and above",
        Kept::Nowhere | Kept::Everywhere => "",
    }
}

/// Writes `answers.csv`.
pub(crate) fn write_answers(path: &Path, plan: &Plan, comparison: &Comparison) -> io::Result<u64> {
    let rows = (plan.asked.inverse.iter().zip(&comparison.told.levels)).map(|(inverse, told)| {
        let holds = match inverse.holds {
            Bound::AtLeast(bound) => format!("at least {bound}"),
            Bound::AtMost(bound) => format!("at most {bound}"),
        };
        let wanted = match inverse.wanted {
            Wanted::Largest => "largest",
            Wanted::Smallest => "smallest",
        };
        let kind = place_of(&inverse.measure).map_or("", |place| tag(measures()[place].evidence));
        let found = told.answer;
        let of = |kept: Option<Kept>| kept.map_or_else(String::new, level);
        let end = |x: Option<f64>| x.map_or_else(String::new, number);
        [
            inverse.words.clone(),
            inverse.factor.clone(),
            inverse.measure.clone(),
            kind.to_owned(),
            holds,
            wanted.to_owned(),
            number(inverse.confidence),
            found.map_or_else(String::new, |answer| answer.n.to_string()),
            of(found.map(|answer| answer.kept)),
            found.map_or("", |answer| side(answer.kept)).to_owned(),
            inverse.unit.clone(),
            end(found.map(|answer| answer.interval.low)),
            end(found.map(|answer| answer.interval.high)),
            of(found.map(|answer| answer.sure)),
            found.map_or("", |answer| side(answer.sure)).to_owned(),
            told.tried
                .map_or_else(String::new, |arm| plan.arms[arm].name.clone()),
            level_sentence(plan, inverse, told),
        ]
    });
    write_all(path, &ANSWERS_COLUMNS, rows)
}
