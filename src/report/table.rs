//! Tables of the page.

use maud::{Markup, html};

/// A table: its caption, its columns, and rows that begin with their own heading.
pub(super) struct Table {
    pub caption: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns and no rows yet.
    pub(super) fn new(caption: &str, header: &[&str]) -> Self {
        Self {
            caption: caption.to_owned(),
            header: header.iter().map(|&name| name.to_owned()).collect(),
            rows: Vec::new(),
        }
    }
}

/// Whether a cell holds a number or several, which are set to the right.
fn is_number(cell: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit() || "+\u{2212}.,£mk% ".contains(c);
    let words = cell.replace(" to ", " ");
    !cell.is_empty() && words.chars().all(digits)
}

/// The table in the page, in a region that can be scrolled by keyboard where it is too wide.
pub(super) fn cells(table: &Table, id: &str) -> Markup {
    let caption = format!("{id}-caption");
    html! {
        div.scroll tabindex="0" role="group" aria-labelledby=(caption) {
            table id=(id) {
                caption id=(caption) { (table.caption) }
                thead { tr { @for name in &table.header { th scope="col" { (name) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (at, cell) in row.iter().enumerate() {
                                @if at == 0 { th scope="row" { (cell) } }
                                @else if is_number(cell) { td.number { (cell) } }
                                @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
