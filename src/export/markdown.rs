//! Tables in Markdown.

use std::fmt::Write as _;

/// Text as it may stand in a cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

/// A row of a table.
pub(super) fn row(out: &mut String, cells: &[String]) {
    writeln!(out, "| {} |", cells.join(" | ")).expect("a string can be written to");
}

/// The head of a table.
pub(super) fn table(out: &mut String, header: &[&str]) {
    row(
        out,
        &header.iter().map(|&h| h.to_owned()).collect::<Vec<_>>(),
    );
    row(out, &vec!["---".to_owned(); header.len()]);
}
