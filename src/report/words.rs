//! What the report calls things, and the sentences it makes of numbers.

use super::read::{Arm, Difference, Estimate, Pair, Results};
use crate::experiment::plan::Caseload;
use crate::observe::{Evidence, Measure};
use crate::study::shown::Shown;

/// The measure that titles and the answer lead with, whatever comes out.
pub(super) const LEADS: &str = "contacts_per_family_month";

/// The letter that says what a measure can be held against; none if it only describes an arm.
pub(super) fn tag(measure: &Measure) -> Option<&'static str> {
    match measure.evidence {
        Evidence::Data => Some("D"),
        Evidence::Assumption => Some("A"),
        Evidence::Neither => None,
    }
}

/// Words with a capital to begin with.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A typographic minus for the hyphen that numbers are formatted with.
pub(super) fn minus(number: &str) -> String {
    number.replace('-', "\u{2212}")
}

/// How the numbers of a measure are shown that are at most as large as this.
pub(super) fn shape(measure: &Measure, largest: f64) -> Shown {
    Shown::of(measure, largest)
}

/// A number as it is shown.
pub(super) fn number(shown: Shown, x: f64) -> String {
    minus(&shown.number(x))
}

/// A difference as it is shown, with its sign.
pub(super) fn signed(shown: Shown, x: f64) -> String {
    minus(&shown.signed(x))
}

/// An interval in words; nothing if there is none.
pub(super) fn interval(shown: Shown, of: Estimate) -> Option<String> {
    let (low, high) = of.interval?;
    Some(format!("{} to {}", number(shown, low), number(shown, high)))
}

/// Pounds, rounded to thousands where they are many.
pub(super) fn pounds(x: f64) -> String {
    if x >= 1e6 {
        format!("£{:.2}m", x / 1e6)
    } else {
        format!("£{:.0}k", x / 1e3)
    }
}

/// So many things; `one` is the word for one of them.
pub(super) fn counted(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

/// Letters of a label that a chart has room for beside its rows.
const ROOM: usize = 31;

/// A label as it is written beside the rows of a chart; the tables have it whole.
pub(super) fn fit(label: &str) -> String {
    short(label, ROOM)
}

/// A label of at most so many letters, cut where it is longer.
pub(super) fn short(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.to_owned();
    }
    let kept: String = label.chars().take(most - 1).collect();
    kept.trim_end().to_owned() + "\u{2026}"
}

/// Clauses as an enumeration.
pub(super) fn list(clauses: &[String]) -> String {
    match clauses {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// The families per worker that an arm's posts were sized for, if they were.
fn aim(arm: &Arm) -> Option<f64> {
    [Caseload::Low, Caseload::High]
        .into_iter()
        .zip(["low", "high"])
        .find_map(|(caseload, word)| {
            (arm.caseload.as_deref() == Some(word)).then(|| caseload.aim())
        })
}

/// How an arm's work is organised, in the plural; its label if it has no place in the structural comparison.
fn people(arm: &Arm) -> String {
    match arm.structure.as_deref() {
        Some("hierarchy") => "hierarchical teams".to_owned(),
        Some("unit") => "units".to_owned(),
        Some("unit-cost-neutral") => "units at the same cost".to_owned(),
        _ => arm.label.clone(),
    }
}

/// The heading of what one pair, or several that share a table, compare.
pub(super) fn group_title(results: &Results, pair: &Pair) -> String {
    let (arm, minus) = (&results.arms[pair.arm], &results.arms[pair.minus]);
    match pair.question.as_str() {
        "structure" => format!("Structure: {} instead of {}", people(arm), people(minus)),
        "caseload" if arm.structure.as_deref() == Some("unit-cost-neutral") => {
            format!("Caseload in {}: low instead of high", people(arm))
        }
        "caseload" => "Caseload in the same structure: low instead of high".to_owned(),
        _ => "Scenarios beside one another".to_owned(),
    }
}

/// What one pair compares.
pub(super) fn pair_title(results: &Results, pair: &Pair) -> String {
    let (arm, minus) = (&results.arms[pair.arm], &results.arms[pair.minus]);
    match (pair.question.as_str(), aim(arm), aim(minus)) {
        ("structure", Some(aim), _) => format!(
            "{} instead of {}, posts for about {aim} families a worker",
            capital(&people(arm)),
            people(minus)
        ),
        ("caseload", Some(low), Some(high)) => format!(
            "Posts for about {low} instead of about {high} families a worker, in {}",
            people(arm)
        ),
        _ => format!("{} compared with {}", capital(&arm.label), minus.label),
    }
}

/// What tells a pair from the others of its group.
pub(super) fn pair_label(results: &Results, pair: &Pair) -> String {
    let (arm, minus) = (&results.arms[pair.arm], &results.arms[pair.minus]);
    match (pair.question.as_str(), aim(arm)) {
        ("structure", Some(aim)) => format!("at about {aim} families a worker"),
        ("caseload", _) => format!("in {}", people(arm)),
        _ => format!("{} less {}", arm.label, minus.label),
    }
}

/// The pairs that share a figure, two at most in each, under their title.
pub(super) fn groups(results: &Results) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (at, pair) in results.pairs.iter().enumerate() {
        let title = group_title(results, pair);
        match (groups.iter_mut()).find(|(other, pairs)| *other == title && pairs.len() < 2) {
            Some((_, pairs)) => pairs.push(at),
            None => groups.push((title, vec![at])),
        }
    }
    groups
}

/// What a verdict means, in the words of a table.
pub(super) fn verdict(word: &str) -> String {
    match word {
        "bit higher" => "a little higher".to_owned(),
        "bit lower" => "a little lower".to_owned(),
        "unclear" => "no clear difference".to_owned(),
        "too few" => "too few replications".to_owned(),
        word => word.to_owned(),
    }
}

/// The shape in which a row of a comparison is shown.
pub(super) fn shape_of(row: &Difference) -> Shown {
    shape(row.measure, row.mean_arm.abs().max(row.mean_minus.abs()))
}

/// A difference in a clause: what was measured, how far it differs, between what, and what may be said.
pub(super) fn clause(row: &Difference) -> String {
    let shown = shape_of(row);
    let within =
        interval(shown, row.difference).map_or(String::new(), |words| format!(" ({words})"));
    if row.measure.name == LEADS {
        return meetings(row, shown, &within);
    }
    let label = shown.label(row.measure).replace(", %", " (%)");
    let difference = signed(shown, row.difference.value);
    match row.verdict.as_str() {
        "the same" => format!("{label}: the same in every replication"),
        "too few" => format!("{label}: {difference}, too few replications to say more"),
        "negligible" => format!("{label}: {difference}{within}, less than matters"),
        "unclear" => format!("{label}: no clear difference, {difference}{within}"),
        "bit higher" | "bit lower" => {
            format!("{label}: {difference}{within}, perhaps less than matters")
        }
        _ => format!("{label}: {difference}{within}"),
    }
}

/// How often families are met, as a clause.
fn meetings(row: &Difference, shown: Shown, within: &str) -> String {
    let size = number(shown, row.difference.value.abs());
    let more = if row.difference.value < 0.0 {
        "less"
    } else {
        "more"
    };
    // Of what is said without its sign the interval is said without it too, its ends the other way round.
    let within = match row.difference.interval {
        Some((low, high)) if high < 0.0 => {
            format!(" ({} to {})", number(shown, -high), number(shown, -low))
        }
        _ => within.to_owned(),
    };
    match row.verdict.as_str() {
        "the same" => "families are met exactly as often".to_owned(),
        "too few" => format!(
            "families are met {size} times a month {more}, too few replications to say with what certainty"
        ),
        "negligible" => format!(
            "families are met about as often: {size} times a month {more}{within}, less than matters"
        ),
        "unclear" => format!(
            "there is no clear difference in how often families are met: {} times a month{within}",
            signed(shown, row.difference.value)
        ),
        "bit higher" | "bit lower" => {
            format!(
                "families are met {size} times a month {more}{within}, perhaps less than matters"
            )
        }
        _ => format!("families are met {size} times a month {more}{within}"),
    }
}

/// That a pair of structures came out at different caseloads, if it did.
fn unmatched(results: &Results, pair: &Pair) -> String {
    let at = results
        .pairs
        .iter()
        .position(|other| (other.arm, other.minus) == (pair.arm, pair.minus));
    let row = at.and_then(|at| results.difference(at, "families_per_worker"));
    match row {
        Some(row) if pair.question == "structure" && row.verdict == "unclear" => {
            " (whether caseloads came out alike is not known)".to_owned()
        }
        Some(row)
            if pair.question == "structure"
                && !["the same", "negligible", "too few"].contains(&row.verdict.as_str()) =>
        {
            format!(
                " (came out at {:.1} and {:.1} families a worker, so part of this is caseload)",
                row.mean_arm, row.mean_minus
            )
        }
        _ => String::new(),
    }
}

/// What a group of pairs finds in one measure, as the title of a figure.
pub(super) fn group_finding(results: &Results, pairs: &[usize], name: &str) -> Option<String> {
    let rows: Vec<(&Pair, &Difference)> = (pairs.iter())
        .filter_map(|&pair| Some((&results.pairs[pair], results.difference(pair, name)?)))
        .collect();
    let (first, _) = rows.first()?;
    let (arm, other) = (&results.arms[first.arm], &results.arms[first.minus]);
    let clauses: Vec<String> = (rows.iter())
        .map(|(pair, row)| match pair.question.as_str() {
            "structure" | "caseload" => format!(
                "{}, {}{}",
                pair_label(results, pair),
                clause(row),
                unmatched(results, pair)
            ),
            _ => {
                let (arm, other) = (&results.arms[pair.arm], &results.arms[pair.minus]);
                format!(
                    "“{}” compared with “{}”: {}",
                    arm.label,
                    other.label,
                    clause(row)
                )
            }
        })
        .collect();
    let clauses = clauses.join("; ");
    Some(match (first.question.as_str(), aim(arm), aim(other)) {
        ("structure", ..) => {
            format!(
                "{} instead of {}: {clauses}",
                capital(&people(arm)),
                people(other)
            )
        }
        ("caseload", Some(low), Some(high)) => {
            format!("Posts for about {low} instead of about {high} families a worker: {clauses}")
        }
        _ => capital(&clauses),
    })
}

/// The two sides of a pair in a sentence, and what holds for both.
pub(super) fn sides(results: &Results, pair: &Pair) -> (String, String, String) {
    let (arm, other) = (&results.arms[pair.arm], &results.arms[pair.minus]);
    match (pair.question.as_str(), aim(arm), aim(other)) {
        ("structure", Some(aim), _) => {
            let both = format!(", both at about {aim} families a worker");
            (people(arm), people(other), both)
        }
        ("caseload", Some(low), Some(high)) => (
            format!("{} at about {low} families a worker", people(arm)),
            format!("at about {high}"),
            String::new(),
        ),
        _ => {
            let quoted = |label: &str| format!("“{label}”");
            (quoted(&arm.label), quoted(&other.label), String::new())
        }
    }
}

/// A measure as the subject of a title.
pub(super) fn subject(measure: &Measure, shown: Shown) -> String {
    let spoken = match measure.name {
        "face_to_face_hours_per_worker_day" => "Hours a day face to face with families",
        "decision_wait_manager_days" => "Days that a decision of the team waits",
        "unallocated_mean" => "Families waiting for a worker on an average day",
        "not_seen_28_share" => "Families not seen for 28 days (%)",
        "drift_share" => "Families neither met nor discussed for 28 days (%)",
        "ghq_mean" => "Stress (mean GHQ-12 score)",
        _ => return capital(&shown.label(measure).replace(", %", " (%)")),
    };
    spoken.to_owned()
}

/// A measure side by side in the arms of a pair, and what may be said of it.
pub(super) fn beside(results: &Results, pair: usize, name: &str) -> Option<String> {
    let row = results.difference(pair, name)?;
    let (arm, other, both) = sides(results, &results.pairs[pair]);
    let shown = shape_of(row);
    let subject = subject(row.measure, shown);
    let within =
        interval(shown, row.difference).map_or(String::new(), |words| format!(", {words}"));
    let said = match row.verdict.as_str() {
        "the same" => return Some(format!("{subject}: the same in {arm} and in {other}{both}")),
        "negligible" => ": less than matters",
        "unclear" => ": no clear difference",
        "too few" => ": too few replications to say more",
        "bit higher" | "bit lower" => ": perhaps less than matters",
        _ => "",
    };
    Some(format!(
        "{subject}: {} in {arm} and {} in {other}{both} (difference {}{within}{said})",
        number(shown, row.mean_arm),
        number(shown, row.mean_minus),
        signed(shown, row.difference.value),
    ))
}

/// What a pair came to in its last quarter.
pub(super) fn last_quarter(
    results: &Results,
    pair: usize,
    measure: &Measure,
    shown: Shown,
    (quarter, difference): (&str, Estimate),
) -> String {
    let (arm, other, both) = sides(results, &results.pairs[pair]);
    let within = interval(shown, difference).map_or(String::new(), |words| format!(" ({words})"));
    let clear = difference
        .interval
        .is_some_and(|(low, high)| low > 0.0 || high < 0.0);
    let said = if clear { "" } else { ", no clear difference" };
    format!(
        "{} in the last quarter, from {quarter}: {}{within} in {arm} against {other}{both}{said}",
        subject(measure, shown),
        signed(shown, difference.value),
    )
}

/// How many of a pair's main measures with this tag fare how: "of the 9 main measures compared with data, 5 differ".
pub(super) fn tally(results: &Results, pair: usize, tag_wanted: &str) -> Option<String> {
    let rows: Vec<&Difference> = (results.main(pair))
        .filter(|row| tag(row.measure) == Some(tag_wanted))
        .collect();
    let of = |words: &[&str]| {
        rows.iter()
            .filter(|row| words.contains(&row.verdict.as_str()))
            .count()
    };
    let clauses = [
        (
            of(&["higher", "lower", "differs"]),
            ["differs", "differ"],
            "",
        ),
        (
            of(&["bit higher", "bit lower"]),
            ["differs", "differ"],
            " a little (perhaps by less than matters)",
        ),
        (
            of(&["negligible", "the same"]),
            ["differs", "differ"],
            " by less than matters",
        ),
        (
            of(&["unclear", "too few"]),
            ["shows", "show"],
            " no clear difference",
        ),
    ];
    let clauses: Vec<String> = (clauses.iter())
        .filter(|(number, ..)| *number > 0)
        .map(|(number, [one, several], how)| {
            let verb = if *number == 1 { one } else { several };
            format!("{number} {verb}{how}")
        })
        .collect();
    let kind = match tag_wanted {
        "D" => "compared with data",
        _ => "that rest on assumption alone",
    };
    (!rows.is_empty()).then(|| {
        format!(
            "of the {} main measures {kind}, {}",
            rows.len(),
            list(&clauses)
        )
    })
}

/// The same text with a typographic minus wherever a number has a hyphen before it.
pub(super) fn minus_signs(sentence: &str) -> String {
    let mut said = String::with_capacity(sentence.len());
    let mut before = ' ';
    let mut letters = sentence.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_minus = letter == '-'
            && !before.is_alphanumeric()
            && letters.peek().is_some_and(char::is_ascii_digit);
        said.push(if is_minus { '\u{2212}' } else { letter });
        before = letter;
    }
    said
}
