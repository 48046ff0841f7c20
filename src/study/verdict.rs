//! The sections of a validation: scorecards, patterns, national figures, and what they come to in words made from them.

use crate::experiment::compare::Comparison;
use crate::experiment::plan::Plan;
use crate::study::declared::{Role, role_why};
use crate::study::findings::{CHANCE_ONLY, NOT_INCLUDED, sentence_case};
use crate::study::national::{NOT_COUNTED, NationalRow, Standing, national};
use crate::study::patterns::{PatternRow, PatternTally};
use crate::study::published::{Authority, NOT_SPOKEN_TO, NOTES};
use crate::study::shown::Shown;
use crate::study::validate::{Equivalence, Place, ScoreRow};

/// The share of calibrated rows inside the range that is aimed at, per cent.
pub const AIM: f64 = 80.0;
/// Virtual studies below which ranges are wide for want of them.
const ENOUGH: u64 = 20;
/// Misses that a paragraph names one by one.
const MOST_NAMED: usize = 5;

/// A part of the page or document.
pub struct Section {
    /// Its heading.
    pub title: String,
    /// Paragraphs before its table.
    pub before: Vec<String>,
    /// Header and rows; the first column holds words.
    pub table: Option<(Vec<String>, Vec<Vec<String>>)>,
    /// Paragraphs after it.
    pub after: Vec<String>,
}

/// Everything a validation came to.
pub struct Validation {
    /// Pattern by pattern.
    pub patterns: Vec<PatternRow>,
    /// Band by band, for the reference authority if it was run.
    pub national: Vec<NationalRow>,
    /// All of it in the order of the page.
    pub sections: Vec<Section>,
}

impl Validation {
    /// Sets out what a run came to.
    pub fn new(
        plan: &Plan,
        comparison: &Comparison,
        scores: &[ScoreRow],
        tally: &PatternTally,
    ) -> Self {
        let patterns = tally.rows();
        let national = national(plan, comparison);
        let of_authority = |authority: Authority| -> Vec<&ScoreRow> {
            (scores.iter().filter(|s| s.authority == authority)).collect()
        };
        let authorities: Vec<Vec<&ScoreRow>> = [Authority::La1, Authority::La2, Authority::La3]
            .into_iter()
            .map(of_authority)
            .filter(|rows| !rows.is_empty())
            .collect();
        let mut sections = Vec::new();
        if !authorities.is_empty() {
            sections.push(counts(&authorities, scores));
            sections.extend(authorities.iter().map(|rows| scorecard(rows)));
        }
        if !patterns.is_empty() {
            sections.push(of_patterns(&patterns));
        }
        if !national.is_empty() {
            sections.push(of_nation(&national));
        }
        sections.push(in_words(&authorities, &national));
        sections.push(silences(&authorities, &national));
        sections.push(limits());
        if !authorities.is_empty() {
            sections.push(readings());
        }
        Self {
            patterns,
            national,
            sections,
        }
    }
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn is_inside(score: &&&ScoreRow) -> bool {
    score.place == Place::Inside
}

/// So many of so many.
fn inside<'a>(rows: impl Iterator<Item = &'a &'a ScoreRow> + Clone) -> (usize, usize) {
    (rows.clone().filter(is_inside).count(), rows.count())
}

fn counts(authorities: &[Vec<&ScoreRow>], scores: &[ScoreRow]) -> Section {
    let mut rows = Vec::new();
    for of in authorities {
        for role in Role::ALL {
            let of_role: Vec<&&ScoreRow> = of.iter().filter(|score| score.role == role).collect();
            if of_role.is_empty() {
                continue;
            }
            let (within, all) = inside(of_role.iter().copied());
            let said = |word| of_role.iter().filter(|s| s.equivalence == word).count();
            let share = 100.0 * within as f64 / all as f64;
            rows.push(vec![
                format!("{} {}", of[0].authority.label(), role.word()),
                all.to_string(),
                within.to_string(),
                format!("{share:.0}"),
                said(Equivalence::Equivalent).to_string(),
                said(Equivalence::Different).to_string(),
                said(Equivalence::Open).to_string(),
            ]);
        }
    }
    let calibrated: Vec<&ScoreRow> = (scores.iter())
        .filter(|score| score.role == Role::Calibrated)
        .collect();
    let (within, all) = inside(calibrated.iter());
    let mut after = Vec::new();
    if all > 0 {
        let share = 100.0 * within as f64 / all as f64;
        let met = if share >= AIM { "is met" } else { "is not met" };
        after.push(format!(
            "Calibrated figures inside: {within} of {all}, {share:.0} %. At least {AIM:.0} % is aimed at, which {met}."
        ));
    }
    if scores.iter().any(|score| score.n < ENOUGH) {
        after.push(format!(
            "Some figures are answered by fewer than {ENOUGH} virtual studies: ranges are wide then, and much lies inside by that alone."
        ));
    }
    Section {
        title: "How many published figures the model finds again".to_owned(),
        before: vec![
            "Every replication ends with a study of the size, team mix and eligibility of the real one. A figure is inside if it lies where \
             95 % of such studies would fall; of a perfect model one in twenty would lie outside. Equivalent, different and open are two \
             one-sided tests at 5 % against a margin declared beforehand, the study's own chance included: in small studies most stay open."
                .to_owned(),
        ],
        table: Some((
            strings(&["", "figures", "inside", "%", "equivalent", "different", "open"]),
            rows,
        )),
        after,
    }
}

/// What stands for a row in tables and sentences.
fn name(score: &ScoreRow) -> String {
    let table = score.row.table.trim_start_matches("Table ");
    format!("{table} {}", score.row.label)
}

/// A published figure, the model's mean and the range, in the same shape.
fn numbers(score: &ScoreRow) -> [String; 3] {
    let published = score.published.value;
    let shape = Shown::plain(if published.abs() >= 10.0 { 1 } else { 2 });
    let range = score.range.map_or("-".to_owned(), |range| {
        format!("{}–{}", shape.number(range.low), shape.number(range.high))
    });
    [format!("{published:.2}"), shape.number(score.mean), range]
}

/// Misses first, the furthest on top; the rest in the order of the tables.
fn misses_first<'a>(rows: &[&'a ScoreRow]) -> Vec<&'a ScoreRow> {
    let (mut missed, found): (Vec<&ScoreRow>, Vec<&ScoreRow>) =
        (rows.iter()).partition(|score| score.place == Place::Outside);
    missed.sort_by(|a, b| b.distance().total_cmp(&a.distance()));
    missed.extend(found);
    missed
}

fn scorecard(rows: &[&ScoreRow]) -> Section {
    let authority = rows[0].authority;
    let cells = |score: &ScoreRow| {
        let [published, mean, range] = numbers(score);
        vec![
            name(score),
            score.role.word().to_owned(),
            published,
            mean,
            range,
            Shown::plain(1).number(score.z),
            Shown::plain(2).margin(score.margin),
            score.equivalence.word().to_owned(),
            score.place.word().to_owned(),
        ]
    };
    let mut whys: Vec<String> = Vec::new();
    for score in rows {
        let why = role_why(authority, score.row.id);
        let said = format!("{}: {why}.", sentence_case(score.role.word()));
        if !whys.contains(&said) {
            whys.push(said);
        }
    }
    Section {
        title: format!("{}, figure by figure, misses first", authority.label()),
        before: Vec::new(),
        table: Some((
            strings(&[
                "",
                "role",
                "publ.",
                "model",
                "95 % range",
                "z",
                "margin",
                "difference",
                "place",
            ]),
            misses_first(rows).into_iter().map(cells).collect(),
        )),
        after: whys,
    }
}

fn of_patterns(patterns: &[PatternRow]) -> Section {
    let rows = patterns.iter().map(|row| {
        let share = Shown::plain(0);
        let interval = row.share.map_or("-".to_owned(), |i| {
            format!(
                "{}–{}",
                share.number(100.0 * i.low),
                share.number(100.0 * i.high)
            )
        });
        let aim = if row.pattern.aimed_at() { "yes" } else { "no" };
        vec![
            row.pattern.criterion.to_owned(),
            row.pattern.level.word().to_owned(),
            row.pattern.seen.trim_start_matches("Table ").to_owned(),
            aim.to_owned(),
            format!("{} of {}", row.held, row.of),
            interval,
        ]
    });
    Section {
        title: "Patterns".to_owned(),
        before: vec![
            "Weak patterns of the study, each checked in every replication on virtual studies of the study's size: the share in which it holds, \
             with Wilson's 95 % interval. All hold in the printed figures. Those about LA2 are reported and not aimed at."
                .to_owned(),
        ],
        table: Some((
            strings(&["", "level", "seen in", "aimed at", "holds in", "95 %"]),
            rows.collect(),
        )),
        after: Vec::new(),
    }
}

fn of_nation(rows: &[NationalRow]) -> Section {
    let shape = Shown::plain(1);
    let cells = |row: &NationalRow| {
        let ends = |low: usize, high: usize| {
            row.band.spread.map_or("-".to_owned(), |spread| {
                format!(
                    "{}–{}",
                    shape.number(spread[low]),
                    shape.number(spread[high])
                )
            })
        };
        vec![
            format!("{}, {}", row.band.label, row.band.unit),
            row.band.role.word().to_owned(),
            shape.number(row.value),
            shape.number(row.band.nation),
            ends(1, 3),
            ends(0, 4),
            row.standing.word().to_owned(),
        ]
    };
    let mut sorted: Vec<&NationalRow> = rows.iter().collect();
    let rank = |row: &&NationalRow| match row.standing {
        Standing::Outside => 0,
        Standing::AtTheEdge => 1,
        Standing::Unknown => 2,
        Standing::NationOnly => 3,
        Standing::Inside => 4,
    };
    sorted.sort_by_key(rank);
    Section {
        title: "The reference authority among the authorities of England".to_owned(),
        before: vec![
            "england-2024, an authority of 50,000 children. Inside: among the middle half of real authorities; at the edge: among the middle \
             four fifths; outside: in the outer tenth at either end, or beyond; nation only: how authorities differ is \
             not known. Families are turned into children by 2.11. Figures: Department for Education, 2023-24 and 2024-25."
                .to_owned(),
        ],
        table: Some((
            strings(&[
                "", "role", "model", "England", "middle half", "four fifths", "verdict",
            ]),
            sorted.into_iter().map(cells).collect(),
        )),
        after: Vec::new(),
    }
}

fn in_words(authorities: &[Vec<&ScoreRow>], national: &[NationalRow]) -> Section {
    let mut before: Vec<String> = authorities.iter().map(|rows| paragraph(rows)).collect();
    if !national.is_empty() {
        before.push(national_paragraph(national));
    }
    Section {
        title: "What the model reproduces and what it does not".to_owned(),
        before,
        table: None,
        after: Vec::new(),
    }
}

/// What an authority's rows come to.
fn paragraph(rows: &[&ScoreRow]) -> String {
    let label = rows[0].authority.label();
    let (within, all) = inside(rows.iter());
    let by_role = Role::ALL.into_iter().filter_map(|role| {
        let of: Vec<&ScoreRow> = (rows.iter().copied().filter(|s| s.role == role)).collect();
        let (within, all) = inside(of.iter());
        (all > 0).then(|| format!("{} {within} of {all}", role.word()))
    });
    let by_role: Vec<String> = by_role.collect();
    let mut text = format!(
        "{label}: {within} of {all} figures are inside ({}).",
        by_role.join(", ")
    );
    let mut tables: Vec<&str> = rows.iter().map(|score| score.row.table).collect();
    tables.dedup();
    let counted = tables.into_iter().map(|table| {
        let of: Vec<&ScoreRow> = (rows.iter().copied().filter(|s| s.row.table == table)).collect();
        let (within, all) = inside(of.iter());
        (table.trim_start_matches("Table "), within, all)
    });
    let counted: Vec<(&str, usize, usize)> = counted.collect();
    let whole = |&&(_, within, all): &&(&str, usize, usize)| within == all;
    let none = |&&(_, within, _): &&(&str, usize, usize)| within == 0;
    let listed = |names: Vec<String>, words: &str| match names.as_slice() {
        [] => String::new(),
        [one] => format!(" {words}: Table {one}."),
        many => format!(" {words}: Tables {}.", many.join(", ")),
    };
    let plain = |of: &(&str, usize, usize)| of.0.to_owned();
    let in_part = |of: &&(&str, usize, usize)| !whole(of) && !none(of);
    let parts =
        |&(table, within, all): &(&str, usize, usize)| format!("{table} ({within} of {all})");
    text += &listed(
        counted.iter().filter(whole).map(plain).collect(),
        "Reproduced in every figure",
    );
    text += &listed(
        counted.iter().filter(in_part).map(parts).collect(),
        "In part",
    );
    text += &listed(
        counted.iter().filter(none).map(plain).collect(),
        "In no figure",
    );
    for (above, words) in [(true, "high"), (false, "low")] {
        let missed: Vec<&ScoreRow> = (misses_first(rows).into_iter())
            .filter(|score| score.place == Place::Outside)
            .filter(|score| (score.mean > score.published.value) == above)
            .collect();
        if !missed.is_empty() {
            text += &format!(" Too {words} in the model: {}.", named(&missed));
        }
    }
    text
}

fn named(missed: &[&ScoreRow]) -> String {
    let one = |score: &&ScoreRow| {
        let [published, mean, _] = numbers(score);
        format!("{} ({mean} for {published})", name(score))
    };
    let mut names: Vec<String> = missed.iter().take(MOST_NAMED).map(one).collect();
    if missed.len() > MOST_NAMED {
        names.push(format!("{} more", missed.len() - MOST_NAMED));
    }
    names.join("; ")
}

fn national_paragraph(rows: &[NationalRow]) -> String {
    let of = |standing: Standing| -> Vec<&NationalRow> {
        (rows.iter().filter(|row| row.standing == standing)).collect()
    };
    let judged = rows
        .iter()
        .filter(|row| row.standing != Standing::NationOnly);
    let mut text = format!(
        "england-2024: {} of {} figures are inside, among the middle half of real authorities.",
        of(Standing::Inside).len(),
        judged.count()
    );
    for standing in [Standing::AtTheEdge, Standing::Outside] {
        let names: Vec<String> = (of(standing).iter())
            .map(|row| {
                format!(
                    "{} ({:.1}; England {:.1})",
                    row.band.label, row.value, row.band.nation
                )
            })
            .collect();
        if !names.is_empty() {
            text += &format!(
                " {}: {}.",
                sentence_case(standing.words()),
                names.join("; ")
            );
        }
    }
    text
}

fn silences(authorities: &[Vec<&ScoreRow>], national: &[NationalRow]) -> Section {
    let mut before = Vec::new();
    let mut tell = |of: &[(&str, &str)]| {
        before.extend(of.iter().map(|(what, why)| format!("- {what}: {why}.")));
    };
    if !authorities.is_empty() {
        tell(&NOT_SPOKEN_TO);
    }
    if !national.is_empty() {
        tell(&NOT_COUNTED);
    }
    Section {
        title: "What the model cannot speak to".to_owned(),
        before,
        table: None,
        after: Vec::new(),
    }
}

/// Assumed values that lie near a published figure, which may have been in mind when they were set.
const NEAR: [(&str, f64, &str); 3] = [
    (
        "frequencies.needed_contacts",
        2.5,
        "meetings a family-month in LA1, 2.41",
    ),
    ("stress.rest", 9.3, "mean GHQ in LA1, 9.88"),
    ("start.stay_months", 13.0, "months open in LA1, 15.6"),
];

fn limits() -> Section {
    let near = NEAR.map(|(key, value, figure)| format!("{key} {value} ({figure})"));
    let mut before = vec![
        "- A figure inside is not thereby explained: another mechanism could have put it there.".to_owned(),
        "- An input found again shows that the setting worked, a calibrated figure that values can be found; only figures held out are a test, \
         and they are few. Roles are those of the scenarios as they are: with settings changed they do not hold."
            .to_owned(),
        "- Where a row lies outside, its level is no forecast. Differences between arms of one scenario lean on it less, but they lean on it."
            .to_owned(),
        format!(
            "- Three assumed values lie near a published figure, so that rows which follow from them may give back what was put in: {}.",
            near.join("; ")
        ),
    ];
    before.extend(NOT_INCLUDED.iter().map(|line| format!("- {line}")));
    before.push(format!("- {CHANCE_ONLY}"));
    Section {
        title: "Limits of use".to_owned(),
        before,
        table: None,
        after: Vec::new(),
    }
}

fn readings() -> Section {
    Section {
        title: "How the tables were read".to_owned(),
        before: (NOTES
            .iter()
            .map(|(table, note)| format!("- {table}: {note}.")))
        .collect(),
        table: None,
        after: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::factor::place;
    use crate::scenario::load;

    #[test]
    fn values_near_a_figure_are_those_of_the_scenario() {
        let la1 = load("la1", &[]).expect("embedded").resolved;
        for (key, value, _) in NEAR {
            let stated = place(&la1, key).and_then(|v| v.as_float());
            assert_eq!(stated, Some(value), "{key}");
        }
    }
}
