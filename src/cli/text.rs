//! Words and tables for a terminal.

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle,
};
use std::io::IsTerminal;

/// Columns where the terminal's width is not known.
const DEFAULT_WIDTH: u16 = 100;
/// Narrower than this nothing can be laid out.
const LEAST_WIDTH: u16 = 40;

/// Labels are not wrapped into less than this.
const LEAST_LABEL: u16 = 18;

const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('-'));

/// The width to print for: the terminal's, else what `COLUMNS` says, else a page's.
pub(crate) fn width() -> u16 {
    let terminal = std::io::stdout()
        .is_terminal()
        .then(|| console::Term::stdout().size_checked())
        .flatten();
    let asked = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal
        .map(|(_, columns)| columns)
        .or_else(asked)
        .map_or(DEFAULT_WIDTH, |columns| columns.max(LEAST_WIDTH))
}

/// A heading with a line of space before it.
pub(crate) fn heading(title: &str) -> String {
    format!("\n\u{1b}[1m{title}\u{1b}[0m\n")
}

/// Words wrapped to the width, each line but the first indented by `indent`, with a line end.
pub(crate) fn wrapped(words: &str, width: u16, indent: usize) -> String {
    let mut text = String::new();
    let mut line = String::new();
    for word in words.split_whitespace() {
        if !line.trim().is_empty()
            && line.chars().count() + 1 + word.chars().count() > usize::from(width)
        {
            text.push_str(&line);
            text.push('\n');
            line = " ".repeat(indent);
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    text + &line + "\n"
}

/// A dated sentence wrapped to the width: its date stands apart, `indent` columns wide, and later lines begin beneath the words.
pub(crate) fn hanging(date: &str, words: &str, width: u16, indent: u16) -> String {
    let body = wrapped(words, width.saturating_sub(indent).max(LEAST_LABEL), 0);
    let margin = usize::from(indent);
    let mut text = String::new();
    for (at, line) in body.lines().enumerate() {
        let before = if at == 0 { date } else { "" };
        text += &format!("{before:<margin$}{line}\n");
    }
    text
}

/// A table: the first column to the left, the others to the right, no wider than `width`.
pub(crate) fn table(header: Vec<String>, rows: Vec<Vec<String>>, width: u16) -> String {
    let Laid {
        mut table,
        label,
        others,
    } = Laid::new(header, rows);
    let columns = u16::try_from(table.column_iter().count()).unwrap_or(u16::MAX);
    let gaps = columns.saturating_sub(1);
    let gap = if label + others + 2 * gaps <= width {
        2
    } else {
        1
    };
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((if at == 0 { 0 } else { gap }, 0));
        column.set_cell_alignment(if at == 0 {
            CellAlignment::Left
        } else {
            CellAlignment::Right
        });
    }
    if label + others + gap * gaps > width {
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
        // Numbers stay whole as long as the labels keep room to wrap in.
        if LEAST_LABEL + others + gap * gaps <= width {
            for column in table.column_iter_mut().skip(1) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
    }
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n") + "\n"
}

/// Whether a table of this width keeps its numbers whole and its labels readable.
pub(crate) fn fits(header: &[String], rows: &[Vec<String>], width: u16) -> bool {
    let Laid { label, others, .. } = Laid::new(header.to_vec(), rows.to_vec());
    let gaps = u16::try_from(header.len().saturating_sub(1)).unwrap_or(u16::MAX);
    label.min(LEAST_LABEL) + others + gaps <= width
}

/// A table and the widths of its first column and of the rest, gaps apart.
struct Laid {
    table: Table,
    label: u16,
    others: u16,
}

impl Laid {
    fn new(header: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        let mut table = Table::new();
        table.load_style(STYLE).set_header(header).add_rows(rows);
        let widths = table.column_max_content_widths();
        let label = widths.first().copied().unwrap_or_default();
        Self {
            label,
            others: widths.iter().sum::<u16>() - label,
            table,
        }
    }
}

/// A heading of a column, broken into short lines between words.
pub(crate) fn stacked(label: &str) -> String {
    wrapped(label, 11, 0).trim_end().to_owned()
}

/// Pounds with thousands separated.
pub(crate) fn pounds(x: f64) -> String {
    let digits = format!("{:.0}", x.abs());
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{}£{grouped}", if x < 0.0 { "-" } else { "" })
}

/// A number of things: "1 year", "2 years".
pub(crate) fn counted(number: impl std::fmt::Display, one: &str) -> String {
    let number = number.to_string();
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_are_grouped_by_three() {
        assert_eq!(pounds(0.0), "£0");
        assert_eq!(pounds(999.6), "£1,000");
        assert_eq!(pounds(-1_234_567.0), "-£1,234,567");
    }

    #[test]
    fn words_are_wrapped_and_none_is_lost() {
        let text = wrapped("one two three four five six seven", 12, 2);
        assert_eq!(text, "one two\n  three four\n  five six\n  seven\n");
    }

    #[test]
    fn tables_keep_to_the_width_by_wrapping_words() {
        let row = vec![
            "a label of quite some length that has to wrap".to_owned(),
            "1.23".to_owned(),
        ];
        let text = table(vec!["measure".into(), "mean".into()], vec![row], 30);
        assert!(text.lines().count() > 3, "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 30),
            "{text}"
        );
        assert!(text.contains("1.23"));
    }
}
