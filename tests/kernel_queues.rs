//! The proof pack notices what it is there to notice.
//!
//! `tests/verify.rs` checks that every row holds. A row that could pass by being vague proves nothing, so here each case is run
//! with a 5 % error planted in what is simulated, and every row of it must then fail.

use casework::proof::{Pack, Row, Rule, SAMPLES, covers, planted, planted_single};

const SEED: u64 = 1;
const ERROR: f64 = 1.05;

/// Rows that miss the error with so many replications.
fn blind(rows: Vec<Row>) -> Vec<Row> {
    (rows.into_iter())
        .filter(|row| row.rule != Rule::Measured && row.is_close())
        .collect()
}

#[test]
fn every_case_notices_a_planted_error_of_five_per_cent() {
    let pack = Pack::all();
    assert!(pack.cases.len() >= 35, "{}", pack.cases.len());
    for case in &pack.cases {
        assert!(case.replications >= 20);
        // Most errors show long before a case is as sharp as it has to be; none may take more than it runs.
        let mut replications = (case.replications / 8).max(20);
        loop {
            let mut missed = blind(planted(case, SEED, ERROR, replications));
            // Of 40 values 8,000 samples cannot tell an interval that is 5 % too narrow; the three smaller sizes do.
            let largest = SAMPLES.last().map_or_else(String::new, |&n| covers(n, 90));
            missed.retain(|row| !row.case.ends_with(&largest));
            if missed.is_empty() {
                break;
            }
            assert!(
                replications < case.replications,
                "an error of 5 % went unnoticed: {missed:#?}"
            );
            replications = (2 * replications).min(case.replications);
        }
    }
}

#[test]
fn every_identity_notices_it_too() {
    let pack = Pack::all();
    let mut tried = 0;
    for single in &pack.singles {
        // What common draws are worth is a bound, far from which it lies: 5 % are not to be seen there.
        if single.rule == Rule::AtLeast {
            continue;
        }
        let row = planted_single(single, SEED, ERROR);
        assert!(!row.holds(), "an error of 5 % went unnoticed: {row:#?}");
        tried += 1;
    }
    assert!(tried >= 13, "{tried}");
}

#[test]
fn every_row_has_a_name_of_its_own() {
    let pack = Pack::all();
    let names: Vec<&str> = (pack.cases.iter().map(|case| case.name.as_str()))
        .chain(pack.singles.iter().map(|single| single.name))
        .collect();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), names.len(), "draws are keyed by name");
}
