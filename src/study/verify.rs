//! The log of the proof pack, and what it proves and does not.

use crate::experiment::known::answers;
use crate::proof::{Row, Rule, SAMPLES, covers};

/// What a pack without a failure shows.
const PROVES: &str = "This shows that the kernel (agenda, draws, samplers, tallies) and the statistics do what theory says, to within \
     half a per cent (chances of something rare: one per cent), and exactly where it says so.";

/// What it does not.
const PROVES_NOT: &str = "It does not show that the model of a department is right: no rule, rate or weight of it is in these queues.";

/// Known answers of the statistics as rows, only those whose name holds this text, capitals or not.
pub fn known_rows(about: &str) -> Vec<Row> {
    let about = about.to_lowercase();
    (answers().into_iter())
        .map(|known| Row {
            case: format!("statistics: {}", known.what),
            theory: Some(known.printed),
            estimate: known.computed,
            standard_error: None,
            replications: 0,
            rule: if known.tolerance == 0.0 {
                Rule::Exact
            } else {
                Rule::Within(known.tolerance)
            },
            source: known.source,
        })
        .filter(|row| row.case.to_lowercase().contains(&about))
        .collect()
}

/// How often a 95 % interval of a skewed output held the truth, by replications: what was measured in these rows.
pub fn measured_coverage(rows: &[Row]) -> Vec<(usize, f64)> {
    (SAMPLES.iter())
        .filter_map(|&n| {
            let row = rows.iter().find(|row| row.case.ends_with(&covers(n, 95)))?;
            Some((n, row.estimate))
        })
        .collect()
}

/// What is to be said under the rows; of a part of the pack that holds nothing is proved of the whole.
pub fn sentences(rows: &[Row], is_whole: bool) -> Vec<String> {
    let judged = || rows.iter().filter(|row| row.rule != Rule::Measured);
    let held = judged().filter(|row| row.holds()).count();
    let all = judged().count();
    let mut sentences = vec![format!("{held} of {all} rows that have a theory hold.")];
    if held == all && is_whole {
        sentences.push(PROVES.to_owned());
    }
    sentences.push(PROVES_NOT.to_owned());
    let coverage: Vec<String> = (measured_coverage(rows).into_iter())
        .filter(|(_, share)| *share < 0.95)
        .map(|(n, share)| format!("{:.1} % at {n} replications", 100.0 * share))
        .collect();
    if !coverage.is_empty() {
        sentences.push(format!(
            "Coverage falls short where an output is skewed: of its 95 % intervals the truth is in {}.",
            coverage.join(", ")
        ));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(case: &str, estimate: f64, rule: Rule) -> Row {
        Row {
            case: case.to_owned(),
            theory: Some(1.0),
            estimate,
            standard_error: Some(0.001),
            replications: 100,
            rule,
            source: "",
        }
    }

    #[test]
    fn a_failure_takes_back_what_is_shown() {
        let good = [row("a", 1.002, Rule::Close(0.005))];
        assert!(
            sentences(&good, true)
                .iter()
                .any(|sentence| sentence == PROVES)
        );
        assert!(
            !sentences(&good, false)
                .iter()
                .any(|sentence| sentence == PROVES),
            "a part is not the whole"
        );
        let bad = [row("a", 1.005, Rule::Close(0.005))];
        assert!(
            !sentences(&bad, true)
                .iter()
                .any(|sentence| sentence == PROVES)
        );
        assert_eq!(
            sentences(&bad, true)[0],
            "0 of 1 rows that have a theory hold."
        );
    }

    #[test]
    fn only_coverage_that_falls_short_is_told() {
        let mut rows = vec![row(
            &format!("skewed: {}", covers(5, 95)),
            0.891,
            Rule::Measured,
        )];
        rows.push(row(
            &format!("skewed: {}", covers(40, 95)),
            0.951,
            Rule::Measured,
        ));
        let last = sentences(&rows, true).pop().expect("sentences");
        assert!(last.contains("89.1 % at 5 replications."), "{last}");
    }
}
