//! The charts of the workbook: they follow the cells of its tables.

use super::Fault;
use super::canvas::COLOURS;
use super::days::PARTS;
use super::frontier::{CHOSEN, Line, factors, lines};
use super::read::{Results, measure};
use super::words::{capital, counted, pair_title, tag};
use super::workbook::{A4, head, shade};
use crate::export::csv::{COMPARISON, SERIES, SUMMARY};
use crate::study::road::FOLLOWED;
use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartAxisLabelPosition, ChartErrorBars, ChartErrorBarsType,
    ChartFormat, ChartLine, ChartRange, ChartSolidFill, ChartType, Color, Format, Formula,
    Worksheet,
};

const CHART_DATA: &str = "Chart data";
/// Rows of the sheet of charts that a chart takes.
const CHART_ROWS: u32 = 26;
/// Pairs whose differences have a chart.
const MOST_PAIRS: usize = 12;

/// The sheet of charts, and the sheet of what they need besides the tables.
pub(super) fn charts(results: &Results) -> Result<(Worksheet, Worksheet), Fault> {
    let mut data = ChartData::new()?;
    let mut all = Vec::new();
    for factor in factors(results) {
        let lines = lines(results, factor);
        for name in CHOSEN {
            all.extend(frontier(results, factor, &lines, name, &mut data)?);
        }
    }
    let drawn = results.pairs.len().min(MOST_PAIRS);
    for pair in 0..drawn {
        all.extend(differences(results, pair, &mut data)?);
    }
    all.extend(day(results, &mut data)?);
    all.extend(series(results));
    let mut sheet = Worksheet::new();
    sheet.set_name("Charts")?;
    sheet.set_portrait().set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.write_string_with_format(
        0,
        0,
        format!(
            "Charts follow the cells of the other sheets. Drawn are differences of {drawn} of {}, and lines of at most {}.",
            counted(results.pairs.len(), "pair"),
            counted(COLOURS.len(), "arm")
        ),
        &Format::new().set_bold(),
    )?;
    let rows: Vec<u32> = (2..).step_by(CHART_ROWS as usize).take(all.len()).collect();
    for (&row, chart) in rows.iter().zip(&all) {
        sheet.insert_chart(row, 0, chart)?;
    }
    // Two charts to a page of paper.
    let breaks: Vec<u32> = rows.into_iter().step_by(2).skip(1).collect();
    sheet.set_page_breaks(&breaks)?;
    Ok((sheet, data.sheet))
}

/// The cells of a column of a block on the sheet of chart data.
fn block(first: u32, last: u32, column: u16) -> ChartRange {
    ChartRange::new_from_range(CHART_DATA, first, column, last - 1, column)
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

/// A pair's differences in units of their margins, with intervals as error bars.
fn differences(
    results: &Results,
    which: usize,
    data: &mut ChartData,
) -> Result<Option<Chart>, Fault> {
    let Some(table) = results.tables.get(COMPARISON) else {
        return Ok(None);
    };
    let pair = &results.pairs[which];
    let columns = ["difference", "low", "high", "margin"].map(|name| column(table, name));
    let [Some(difference), Some(low), Some(high), Some(margin)] = columns else {
        return Ok(None);
    };
    let (arm, minus) = (&results.arms[pair.arm].name, &results.arms[pair.minus].name);
    let title = pair_title(results, pair);
    let first = data.begin(&[
        &title,
        "difference in margins",
        "to the upper end",
        "to the lower end",
    ])?;
    for row in results.main(which) {
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
    let range = |column| block(first, last, column);
    let mut bars = ChartErrorBars::new();
    bars.set_type(ChartErrorBarsType::Custom(range(2), range(3)));
    let mut chart = Chart::new(ChartType::Bar);
    (chart.add_series())
        .set_categories(&range(0))
        .set_values(&range(1))
        .set_name(title.as_str())
        .set_format(
            ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(shade(COLOURS[0]))),
        )
        .set_x_error_bars(&bars);
    (chart.title()).set_name(&format!(
        "{title}: differences in multiples of what matters"
    ));
    from_the_top(&mut chart);
    (chart.x_axis()).set_name("1 and -1: the margin of each measure");
    chart.legend().set_hidden();
    chart.set_width(960).set_height(500);
    chart.set_alt_text(format!(
        "Bars with 95 % intervals of the differences of {title}; the numbers are on the sheet Chart data"
    ));
    Ok(Some(chart))
}

/// A measure against the level of a factor, a line for each combination of the other factors, with intervals as error bars.
fn frontier(
    results: &Results,
    factor: &str,
    lines: &[Line],
    name: &'static str,
    data: &mut ChartData,
) -> Result<Option<Chart>, Fault> {
    let (Some(table), Some(measure)) = (results.tables.get(SUMMARY), measure(name)) else {
        return Ok(None);
    };
    let columns = ["mean", "low", "high"].map(|name| column(table, name));
    let [Some(mean), Some(low), Some(high)] = columns else {
        return Ok(None);
    };
    let mut chart = Chart::new(ChartType::ScatterStraightWithMarkers);
    let mut drawn = 0;
    for (line, colour) in lines.iter().zip(COLOURS) {
        let first = data.begin(&[
            &format!("{} {}", measure.label, line.label),
            factor,
            "mean",
            "to the upper end",
            "to the lower end",
        ])?;
        for &(level, arm) in &line.arms {
            let estimate = results.mean(arm, name);
            let arm = &results.arms[arm];
            let keys = [("arm", arm.name.as_str()), ("measure", name)];
            let (Some(at), Some(estimate)) = (row_of(table, &keys), estimate) else {
                continue;
            };
            let Some((from, to)) = estimate.interval else {
                continue;
            };
            let cell = |column: char| format!("Summary!{column}{at}");
            let formulas = [
                (format!("={level}"), level),
                (format!("={}", cell(mean)), estimate.value),
                (
                    format!("={}-{}", cell(high), cell(mean)),
                    to - estimate.value,
                ),
                (
                    format!("={}-{}", cell(mean), cell(low)),
                    estimate.value - from,
                ),
            ];
            data.push(&arm.label, &formulas)?;
        }
        let last = data.row;
        data.end();
        if last == first {
            continue;
        }
        let range = |column| block(first, last, column);
        let mut bars = ChartErrorBars::new();
        bars.set_type(ChartErrorBarsType::Custom(range(3), range(4)));
        let mut format = ChartFormat::new();
        format.set_line(ChartLine::new().set_color(shade(colour)).set_width(2));
        (chart.add_series())
            .set_categories(&range(1))
            .set_values(&range(2))
            .set_name(line.label.as_str())
            .set_format(&mut format)
            .set_y_error_bars(&bars);
        drawn += 1;
    }
    if drawn == 0 {
        return Ok(None);
    }
    (chart.title()).set_name(&format!("{} by {factor}", capital(measure.label)));
    chart.x_axis().set_name(factor);
    if measure.is_share() {
        chart.y_axis().set_num_format("0.0%");
    } else if measure.unit != "1" {
        chart.y_axis().set_name(measure.unit);
    }
    if drawn == 1 {
        chart.legend().set_hidden();
    }
    chart.set_width(960).set_height(500);
    chart.set_alt_text(format!(
        "{} by {factor}, with 95 % intervals; the numbers are on the sheet Chart data",
        measure.label
    ));
    Ok(Some(chart))
}

/// Of bars, the first row of the cells at the top, every name beside the chart and the numbers below it. The axis up is that of the names.
fn from_the_top(chart: &mut Chart) {
    (chart.y_axis())
        .set_reverse()
        .set_crossing(ChartAxisCrossing::Max)
        .set_label_interval(1)
        .set_label_position(ChartAxisLabelPosition::Low);
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
    header.extend(PARTS.map(|(_, words, ..)| words));
    let first = data.begin(&header)?;
    for arm in results.compared() {
        let name = results.arms[arm].name.as_str();
        let parts: Option<Vec<(String, f64)>> = (PARTS.iter())
            .map(|(measure, ..)| {
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
    for (at, (_, words, colour, _)) in PARTS.into_iter().enumerate() {
        let at = u16::try_from(at + 1)?;
        let mut format = ChartFormat::new();
        format.set_solid_fill(ChartSolidFill::new().set_color(shade(colour)));
        format.set_border(ChartLine::new().set_color(Color::White));
        (chart.add_series())
            .set_categories(&block(first, last, 0))
            .set_values(&block(first, last, at))
            .set_name(words)
            .set_format(&mut format);
    }
    chart.title().set_name("Where a working day goes, hours");
    from_the_top(&mut chart);
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
        for (arm, colour) in results.drawn(COLOURS.len()).into_iter().zip(COLOURS) {
            let Some((first, last)) = rows_of_series(table, &results.arms[arm].name, name) else {
                continue;
            };
            let mut format = ChartFormat::new();
            format.set_line(ChartLine::new().set_color(shade(colour)).set_width(2));
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
