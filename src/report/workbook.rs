//! The tables of a folder as a workbook.

use super::Fault;
use super::canvas::COLOURS;
use super::read::Results;
use super::words::{counted, pair_title};
use super::workbook_charts::charts;
use crate::export::csv::{COMPARISON, DICTIONARY, DOUBT, FINDINGS, QUARTERS, SERIES, SUMMARY};
use crate::export::results::{ANSWERS, LEVELS, Texts};
use plotters::style::RGBColor;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet,
};

/// The sheets that are tables of the folder, in their order.
const SHEETS: [(&str, &str); 9] = [
    ("Comparison", COMPARISON),
    ("Second band", DOUBT),
    ("Summary", SUMMARY),
    ("Series", SERIES),
    ("Quarters", QUARTERS),
    ("Findings", FINDINGS),
    ("Levels", LEVELS),
    ("Answers", ANSWERS),
    ("Data dictionary", DICTIONARY),
];
/// Columns that are text even where they look like numbers.
const TEXT: [&str; 20] = [
    "arm",
    "minus",
    "question",
    "measure",
    "unit",
    "kind",
    "verdict",
    "month",
    "quarter",
    "series",
    "title",
    "sentence",
    "factor",
    "label",
    "file",
    "name",
    "what",
    "published",
    "margin_why",
    "row",
];
/// Columns of whole numbers.
const WHOLE: [&str; 5] = [
    "n",
    "sets",
    "same_sign",
    "replications_for_margin",
    "pay_bill",
];
/// Widest column, in characters; longer texts are broken into lines.
const WIDEST: usize = 60;
const NARROWEST: usize = 8;
/// Letters in a line of what is to be read first.
const ACROSS: usize = 110;
/// The paper that sheets are printed on, by its number in the format.
pub(super) const A4: u8 = 9;

/// The workbook of a folder.
///
/// # Errors
/// If a table of the folder is not what this program writes, or does not fit into a workbook.
pub fn workbook(texts: &Texts) -> Result<Vec<u8>, Fault> {
    let results = Results::read(texts)?;
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(format!("casework: {}", results.experiment.name))
            .set_author("casework")
            // Of the run, so that the same folder gives the same bytes.
            .set_creation_datetime(&ExcelDateTime::parse_from_str(&results.day)?),
    );
    book.push_worksheet(read_me(&results)?);
    let (charts, data) = charts(&results)?;
    book.push_worksheet(charts);
    for (name, file) in SHEETS {
        if let Some(table) = results.tables.get(file) {
            book.push_worksheet(sheet(name, table)?);
        }
    }
    book.push_worksheet(data);
    Ok(book.save_to_buffer()?)
}

/// A colour of the page.
pub(super) fn shade(RGBColor(red, green, blue): RGBColor) -> Color {
    Color::RGB(u32::from_be_bytes([0, red, green, blue]))
}

pub(super) fn head() -> Format {
    Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(shade(COLOURS[0]))
        .set_align(FormatAlign::Top)
}

fn read_me(results: &Results) -> Result<Worksheet, Fault> {
    let mut sheet = Worksheet::new();
    sheet.set_name("Read me")?;
    sheet.set_column_width(0, ACROSS as f64)?;
    sheet.set_landscape().set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title = Format::new().set_bold().set_font_size(16);
    let bold = Format::new().set_bold();
    let experiment = &results.experiment;
    let mut lines = vec![
        (format!("casework: {}", experiment.name), &title),
        (
            format!(
                "{}, {} complete of {}{}, seed {}, program version {}, experiment {}.",
                counted(results.arms.len(), "arm"),
                experiment.replications_complete,
                if results.asked.is_nothing() {
                    ""
                } else {
                    "at most "
                },
                counted(experiment.replications_asked as usize, "replication"),
                experiment.seed,
                results.program.version,
                experiment.hash
            ),
            &wrapped,
        ),
        ("Compared".to_owned(), &bold),
    ];
    lines.extend(
        results
            .pairs
            .iter()
            .map(|pair| (pair_title(results, pair), &wrapped)),
    );
    if results.pairs.is_empty() {
        lines.push(("Nothing: one scenario as it is.".to_owned(), &wrapped));
    }
    lines.push(("How to read it".to_owned(), &bold));
    for line in [
        "Every sheet but this one, Charts and Chart data is a table of the folder, cell by cell; Data dictionary says what each column and measure means.",
        "kind: D compared with data; A model assumption only, on which no arm is ranked; - neither.",
        "low and high: ends of 95 % intervals, paired on the same families in Comparison and Quarters. An empty cell is undefined.",
        "margin: the difference declared beforehand to matter. verdict: what the interval says against it.",
        "Chart data is computed from the other sheets by formulas.",
    ] {
        lines.push((line.to_owned(), &wrapped));
    }
    lines.push(("Limits".to_owned(), &bold));
    lines.push((results.methods.intervals.clone(), &wrapped));
    lines.extend(
        results
            .methods
            .intervals_leave_out
            .iter()
            .map(|line| (line.clone(), &wrapped)),
    );
    for (row, (line, format)) in lines.iter().enumerate() {
        let row = u32::try_from(row)?;
        sheet.write_string_with_format(row, 0, line, format)?;
        // Not every program makes room by itself for what is broken into lines.
        let high = line.chars().count().div_ceil(ACROSS);
        if high > 1 {
            sheet.set_row_height(row, 16.0 * high as f64)?;
        }
    }
    Ok(sheet)
}

/// A table of the folder as a sheet: its header stays in sight, and every column can be filtered.
fn sheet(name: &str, table: &[Vec<String>]) -> Result<Worksheet, Fault> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    let Some(header) = table.first() else {
        return Ok(sheet);
    };
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (at, column) in header.iter().enumerate() {
        let at16 = u16::try_from(at)?;
        let is_text = TEXT.contains(&column.as_str());
        let digits = if WHOLE.contains(&column.as_str()) {
            "#,##0"
        } else {
            "#,##0.000"
        };
        let number = Format::new()
            .set_num_format(digits)
            .set_align(FormatAlign::Top);
        let mut widest = column.chars().count() + 3;
        for (row, cells) in table.iter().enumerate() {
            let (row32, cell) = (
                u32::try_from(row)?,
                cells.get(at).map_or("", String::as_str),
            );
            match cell.parse::<f64>() {
                _ if row == 0 => sheet.write_string_with_format(row32, at16, cell, &head())?,
                Ok(x) if !is_text && x.is_finite() => {
                    sheet.write_number_with_format(row32, at16, x, &number)?
                }
                _ if cell.is_empty() => continue,
                _ => {
                    widest = widest.max(cell.chars().count());
                    sheet.write_string_with_format(row32, at16, cell, &wrapped)?
                }
            };
        }
        sheet.set_column_width(at16, widest.clamp(NARROWEST, WIDEST) as f64 + 1.0)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape().set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    let (last_row, last_column) = (
        u32::try_from(table.len() - 1)?,
        u16::try_from(header.len() - 1)?,
    );
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(sheet)
}
