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

/// A heading with a line of space before it, wrapped to the width.
pub(crate) fn heading(title: &str, width: u16) -> String {
    let title = wrapped(title, width, 0);
    format!("\n\u{1b}[1m{}\u{1b}[0m\n", title.trim_end())
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

/// A table: the first column to the left, the others to the right, no wider than `width`. Columns for which there is no
/// room follow in a table of their own.
pub(crate) fn table(header: Vec<String>, rows: Vec<Vec<String>>, width: u16) -> String {
    table_of_groups(header, rows, 1, width)
}

/// The same where the columns after the first belong together in groups of a size, which are not torn apart.
pub(crate) fn table_of_groups(
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    group: usize,
    width: u16,
) -> String {
    let columns = header.len();
    let mut fitting = columns;
    while fitting > 1 + group
        && !fits(
            &header[..fitting],
            &rows
                .iter()
                .map(|row| row[..fitting].to_vec())
                .collect::<Vec<_>>(),
            width,
        )
    {
        fitting -= group;
    }
    if fitting == columns {
        return one_table(header, rows, width);
    }
    let part = |cells: &[String], from: usize, to: usize| -> Vec<String> {
        cells[..1].iter().chain(&cells[from..to]).cloned().collect()
    };
    let parts = |from: usize, to: usize| -> Vec<Vec<String>> {
        rows.iter().map(|row| part(row, from, to)).collect()
    };
    one_table(part(&header, 1, fitting), parts(1, fitting), width)
        + "\n"
        + &table_of_groups(
            part(&header, fitting, columns),
            parts(fitting, columns),
            group,
            width,
        )
}

fn one_table(header: Vec<String>, rows: Vec<Vec<String>>, width: u16) -> String {
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
    fn columns_without_room_follow_in_a_table_of_their_own_and_no_number_is_torn() {
        let header = ["", "a\nlow", "high", "b\nlow", "high"].map(str::to_owned);
        let row = [
            "a label that may wrap",
            "1234.5",
            "2345.6",
            "3456.7",
            "4567.8",
        ];
        let rows = vec![row.map(str::to_owned).to_vec()];
        let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let wide = lines(table_of_groups(header.to_vec(), rows.clone(), 2, 60));
        assert!(
            wide.iter()
                .any(|line| line.contains("1234.5") && line.contains("4567.8"))
        );
        let narrow = lines(table_of_groups(header.to_vec(), rows, 2, 40));
        assert!(
            narrow.iter().all(|line| line.chars().count() <= 40),
            "{narrow:?}"
        );
        let with = |a: &str, b: &str| {
            narrow
                .iter()
                .any(|line| line.contains(a) && line.contains(b))
        };
        assert!(
            with("1234.5", "2345.6") && with("3456.7", "4567.8"),
            "{narrow:?}"
        );
        assert!(!with("2345.6", "3456.7"));
        assert_eq!(
            narrow
                .iter()
                .filter(|line| line.starts_with("a label"))
                .count(),
            2
        );
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
