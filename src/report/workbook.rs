//! The tables of a folder as a workbook, with charts that follow its cells.

use super::Fault;
use super::read::Results;
use super::words::{capital, counted, pair_title, tag};
use crate::export::csv::{COMPARISON, DICTIONARY, DOUBT, FINDINGS, QUARTERS, SERIES, SUMMARY};
use crate::export::results::{ANSWERS, LEVELS, Texts};
use crate::study::road::FOLLOWED;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType, ChartFormat, ChartLine,
    ChartRange, ChartSolidFill, ChartType, Color, DocProperties, ExcelDateTime, Format,
    FormatAlign, Formula, Workbook, Worksheet,
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
/// The colours of the charts, from the palette of the page.
const COLOURS: [u32; 4] = [0x0012_436D, 0x00F4_6A25, 0x0080_1650, 0x0028_A197];
/// The parts of a day, from the bottom.
const DAY: [(&str, &str); 4] = [
    ("face_to_face_hours_per_worker_day", "with families"),
    ("admin_hours_per_worker_day", "at the desk"),
    ("other_hours_per_worker_day", "other"),
    ("idle_hours_per_worker_day", "nothing to do"),
];
const CHART_DATA: &str = "Chart data";
/// Rows of the sheet of charts that a chart takes.
const CHART_ROWS: u32 = 26;

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
    let mut charts = Worksheet::new();
    charts.set_name("Charts")?;
    let mut data = ChartData::new()?;
    charts.write_string_with_format(
        0,
        0,
        "Charts follow the cells of the other sheets.",
        &Format::new().set_bold(),
    )?;
    let mut row = 2;
    for chart in [differences(&results, &mut data)?, day(&results, &mut data)?]
        .into_iter()
        .flatten()
    {
        charts.insert_chart(row, 0, &chart)?;
        row += CHART_ROWS;
    }
    for chart in series(&results) {
        charts.insert_chart(row, 0, &chart)?;
        row += CHART_ROWS;
    }
    book.push_worksheet(charts);
    for (name, file) in SHEETS {
        if let Some(table) = results.tables.get(file) {
            book.push_worksheet(sheet(name, table)?);
        }
    }
    book.push_worksheet(data.sheet);
    Ok(book.save_to_buffer()?)
}

fn head() -> Format {
    Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(COLOURS[0]))
        .set_align(FormatAlign::Top)
}

fn read_me(results: &Results) -> Result<Worksheet, Fault> {
    let mut sheet = Worksheet::new();
    sheet.set_name("Read me")?;
    sheet.set_column_width(0, 110)?;
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
        sheet.write_string_with_format(u32::try_from(row)?, 0, line, format)?;
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
    let (last_row, last_column) = (
        u32::try_from(table.len() - 1)?,
        u16::try_from(header.len() - 1)?,
    );
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(sheet)
}

/// What charts need besides the tables: formulas over their cells.
struct ChartData {
    sheet: Worksheet,
    row: u32,
}

impl ChartData {
    fn new() -> Result<Self, Fault> {
        let mut sheet = Worksheet::new();
        sheet.set_name(CHART_DATA)?;
        sheet.set_column_width(0, 36)?;
        Ok(Self { sheet, row: 0 })
    }

    /// Begins a block with this header, and gives the row below it.
    fn begin(&mut self, header: &[&str]) -> Result<u32, Fault> {
        for (column, name) in header.iter().enumerate() {
            self.sheet.write_string_with_format(
                self.row,
                u16::try_from(column)?,
                *name,
                &head(),
            )?;
        }
        self.row += 1;
        Ok(self.row)
    }

    /// A row of the block: its name and its formulas with what they come to.
    fn push(&mut self, name: &str, formulas: &[(String, f64)]) -> Result<(), Fault> {
        self.sheet.write_string(self.row, 0, name)?;
        for (column, (formula, value)) in formulas.iter().enumerate() {
            let formula = Formula::new(formula).set_result(value.to_string());
            let digits = Format::new().set_num_format("0.000");
            self.sheet.write_formula_with_format(
                self.row,
                u16::try_from(column + 1)?,
                formula,
                &digits,
            )?;
        }
        self.row += 1;
        Ok(())
    }

    /// Ends the block.
    fn end(&mut self) {
        self.row += 2;
    }
}

/// The letters of a column of a table.
fn column(table: &[Vec<String>], name: &str) -> Option<char> {
    let at = table.first()?.iter().position(|column| column == name)?;
    char::from_u32(u32::from('A') + u32::try_from(at).ok()?).filter(char::is_ascii_uppercase)
}

/// The row in a sheet, counted from 1, in which these columns hold these words.
fn row_of(table: &[Vec<String>], wanted: &[(&str, &str)]) -> Option<usize> {
    let header = table.first()?;
    let places: Option<Vec<(usize, &str)>> = (wanted.iter())
        .map(|(name, words)| Some((header.iter().position(|column| column == name)?, *words)))
        .collect();
    let places = places?;
    let fits = |row: &Vec<String>| {
        places
            .iter()
            .all(|(at, words)| row.get(*at).is_some_and(|cell| cell == words))
    };
    table.iter().position(fits).map(|row| row + 1)
}

/// The first pair's differences in units of their margins, with intervals as error bars.
fn differences(results: &Results, data: &mut ChartData) -> Result<Option<Chart>, Fault> {
    let (Some(pair), Some(table)) = (results.pairs.first(), results.tables.get(COMPARISON)) else {
        return Ok(None);
    };
    let columns = ["difference", "low", "high", "margin"].map(|name| column(table, name));
    let [Some(difference), Some(low), Some(high), Some(margin)] = columns else {
        return Ok(None);
    };
    let (arm, minus) = (&results.arms[pair.arm].name, &results.arms[pair.minus].name);
    let first = data.begin(&[
        "measure",
        "difference in margins",
        "to the upper end",
        "to the lower end",
    ])?;
    for row in results.main(0) {
        let keys = [
            ("arm", arm.as_str()),
            ("minus", minus.as_str()),
            ("measure", row.measure.name),
        ];
        let (Some(at), Some(size)) = (row_of(table, &keys), row.margin) else {
            continue;
        };
        let Some((from, to)) = row.difference.interval else {
            continue;
        };
        let cell = |column: char| format!("Comparison!{column}{at}");
        let value = row.difference.value;
        let formulas = [
            (
                format!("={}/{}", cell(difference), cell(margin)),
                value / size,
            ),
            (
                format!("=({}-{})/{}", cell(high), cell(difference), cell(margin)),
                (to - value) / size,
            ),
            (
                format!("=({}-{})/{}", cell(difference), cell(low), cell(margin)),
                (value - from) / size,
            ),
        ];
        let label = format!(
            "{} [{}]",
            row.measure.label,
            tag(row.measure).unwrap_or("-")
        );
        data.push(&label, &formulas)?;
    }
    let last = data.row;
    data.end();
    if last == first {
        return Ok(None);
    }
    let range =
        |column: u16| ChartRange::new_from_range(CHART_DATA, first, column, last - 1, column);
    let mut bars = ChartErrorBars::new();
    bars.set_type(ChartErrorBarsType::Custom(range(2), range(3)));
    let mut chart = Chart::new(ChartType::Bar);
    (chart.add_series())
        .set_categories(&range(0))
        .set_values(&range(1))
        .set_name(pair_title(results, pair).as_str())
        .set_format(
            ChartFormat::new()
                .set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(COLOURS[0]))),
        )
        .set_x_error_bars(&bars);
    let title = pair_title(results, pair) + ": differences in multiples of what matters";
    chart.title().set_name(title.as_str());
    chart
        .x_axis()
        .set_reverse()
        .set_label_position(ChartAxisLabelPosition::Low);
    chart
        .y_axis()
        .set_name("1 and -1: the margin of each measure");
    chart.legend().set_hidden();
    chart.set_width(960).set_height(500);
    chart.set_alt_text("Bars with 95 % intervals of the first pair's differences; the numbers are on the sheet Chart data");
    Ok(Some(chart))
}

/// Stacked bars of the hours of a day.
fn day(results: &Results, data: &mut ChartData) -> Result<Option<Chart>, Fault> {
    let Some(table) = results.tables.get(SUMMARY) else {
        return Ok(None);
    };
    let Some(mean) = column(table, "mean") else {
        return Ok(None);
    };
    let mut header = vec!["arm"];
    header.extend(DAY.map(|(_, words)| words));
    let first = data.begin(&header)?;
    for arm in results.compared() {
        let name = results.arms[arm].name.as_str();
        let parts: Option<Vec<(String, f64)>> = (DAY.iter())
            .map(|(measure, _)| {
                let row = row_of(table, &[("arm", name), ("measure", measure)])?;
                Some((
                    format!("=Summary!{mean}{row}"),
                    results.mean(arm, measure)?.value,
                ))
            })
            .collect();
        if let Some(parts) = parts {
            data.push(&results.arms[arm].label, &parts)?;
        }
    }
    let last = data.row;
    data.end();
    if last == first {
        return Ok(None);
    }
    let mut chart = Chart::new(ChartType::BarStacked);
    for ((at, (_, words)), colour) in DAY.iter().enumerate().zip(COLOURS) {
        let at = u16::try_from(at + 1)?;
        let mut format = ChartFormat::new();
        format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)));
        format.set_border(ChartLine::new().set_color(Color::White));
        (chart.add_series())
            .set_categories(&ChartRange::new_from_range(
                CHART_DATA,
                first,
                0,
                last - 1,
                0,
            ))
            .set_values(&ChartRange::new_from_range(
                CHART_DATA,
                first,
                at,
                last - 1,
                at,
            ))
            .set_name(*words)
            .set_format(&mut format);
    }
    chart.title().set_name("Where a working day goes, hours");
    chart.x_axis().set_reverse();
    chart.set_width(960).set_height(500);
    chart.set_alt_text(
        "Stacked bars of hours a day by arm; the numbers are on the sheet Chart data",
    );
    Ok(Some(chart))
}

/// Lines of the series that are followed, of at most four arms.
fn series(results: &Results) -> Vec<Chart> {
    let Some(table) = results.tables.get(SERIES) else {
        return Vec::new();
    };
    let mut charts = Vec::new();
    for (name, _) in FOLLOWED {
        let mut chart = Chart::new(ChartType::Line);
        let mut drawn = 0;
        for (arm, colour) in results.compared().into_iter().zip(COLOURS) {
            let Some((first, last)) = rows_of_series(table, &results.arms[arm].name, name) else {
                continue;
            };
            let mut format = ChartFormat::new();
            format.set_line(ChartLine::new().set_color(Color::RGB(colour)).set_width(2));
            (chart.add_series())
                .set_categories(&ChartRange::new_from_range("Series", first, 1, last, 1))
                .set_values(&ChartRange::new_from_range("Series", first, 4, last, 4))
                .set_name(results.arms[arm].label.as_str())
                .set_format(&mut format);
            drawn += 1;
        }
        if drawn > 0 {
            let label = super::read::measure(name).map_or(name, |measure| measure.label);
            chart.title().set_name(capital(label).as_str());
            chart.set_width(960).set_height(500);
            chart.set_alt_text(format!(
                "Lines of {label} by month; the numbers are on the sheet Series"
            ));
            charts.push(chart);
        }
    }
    charts
}

/// The rows, counted from 0, that a series of an arm takes: they follow one another.
fn rows_of_series(table: &[Vec<String>], arm: &str, series: &str) -> Option<(u32, u32)> {
    let is = |row: &Vec<String>| {
        row.first().is_some_and(|cell| cell == arm) && row.get(2).is_some_and(|cell| cell == series)
    };
    let first = table.iter().position(is)?;
    let number = table[first..].iter().take_while(|row| is(row)).count();
    Some((
        u32::try_from(first).ok()?,
        u32::try_from(first + number - 1).ok()?,
    ))
}
