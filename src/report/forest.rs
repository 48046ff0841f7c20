//! The differences of one or two pairs in the foremost measures, on one axis: each in units of the margin declared for its measure.

use super::Fault;
use super::canvas::{
    Area, Axis, COLOURS, GREY, INK, RULE, Side, ZONE, arrow, block, bold, cap, draw, line, mark,
    stroke, text,
};
use super::figure::Figure;
use super::read::{Difference, Estimate, Results};
use super::table::Table;
use super::words::{
    capital, counted, group_finding, interval, number, pair_label, shape_of, short, signed, tag,
    tally,
};
use crate::study::shown::Shown;

/// Letters of a pair's label that the legend has room for.
const LEGEND: usize = 48;
const WIDTH: i32 = 960;
/// Where the plot begins and ends.
const PLOT: (i32, i32) = (292, 668);
/// Above the rows: legend and directions.
const HEAD: i32 = 66;
/// Height of a pair's part of a row.
const LINE: i32 = 20;
/// Below the rows: axis.
const FOOT: i32 = 58;
/// Margins beyond which an interval ends in an arrow.
const FARTHEST: f64 = 8.0;

/// One measure of one pair, in margins.
struct Mark<'a> {
    row: &'a Difference,
    own: Estimate,
    doubt: Option<Estimate>,
}

/// One measure with its marks, by pair.
struct Row<'a> {
    label: String,
    marks: Vec<Option<Mark<'a>>>,
}

fn scaled(estimate: Estimate, margin: f64) -> Estimate {
    Estimate {
        value: estimate.value / margin,
        interval: (estimate.interval).map(|(low, high)| (low / margin, high / margin)),
    }
}

fn mark_of<'a>(results: &Results, row: &'a Difference) -> Option<Mark<'a>> {
    let margin = row.margin.filter(|margin| *margin > 0.0)?;
    let doubt = results
        .doubt(row.pair, row.measure.name)
        .filter(|doubt| doubt.sets >= 2);
    Some(Mark {
        row,
        own: scaled(row.difference, margin),
        doubt: doubt.map(|doubt| scaled(doubt.band, margin)),
    })
}

fn rows<'a>(results: &'a Results, pairs: &[usize]) -> Vec<Row<'a>> {
    let first = pairs.first().copied().unwrap_or_default();
    (results.foremost(first))
        .filter_map(|first| {
            let marks: Vec<Option<Mark<'a>>> = (pairs.iter())
                .map(|&pair| mark_of(results, results.difference(pair, first.measure.name)?))
                .collect();
            let shown = shape_of(first);
            let label = format!("{} [{}]", shown.label(first.measure), tag(first.measure)?);
            marks
                .iter()
                .any(Option::is_some)
                .then_some(Row { label, marks })
        })
        .collect()
}

/// The figure of these pairs; none if nothing of them is defined.
pub(super) fn forest(
    results: &Results,
    pairs: &[usize],
    id: String,
    explained: bool,
) -> Result<Option<Figure>, Fault> {
    let rows = rows(results, pairs);
    let (Some(title), false) = (
        group_finding(results, pairs, results.leads()),
        rows.is_empty(),
    ) else {
        return Ok(None);
    };
    let farthest = (rows.iter().flat_map(|row| &row.marks).flatten())
        .flat_map(|mark| [mark.own.ends().0, mark.own.ends().1])
        .fold(2.0_f64, |most, x| most.max(x.abs()));
    let end = (farthest * 1.05).ceil().min(FARTHEST);
    let height = HEAD + FOOT + rows.len() as i32 * row_height(pairs);
    let drawing = draw((WIDTH as u32, height as u32), |area| {
        paint(area, results, pairs, &rows, end, height)
    })?;
    let has_doubt = rows
        .iter()
        .flat_map(|row| &row.marks)
        .flatten()
        .any(|mark| mark.doubt.is_some());
    let counts: Vec<String> = (pairs.iter())
        .flat_map(|&pair| {
            let label = pair_label(results, &results.pairs[pair]);
            ["D", "A"].map(|tag| tally(results, pair, tag).map(|told| format!("{label}, {told}")))
        })
        .flatten()
        .collect();
    let mut reading = "Each line is a 95 % interval for the difference, in multiples of the margin that was declared to matter \
        for its measure; between the two dashed lines a difference is negligible, and an arrow says that it goes on beyond the axis; a line without a mark has its middle there."
        .to_owned();
    if results.is_brief() {
        reading +=
            " Here are the measures that the experiment names; the others are in the tables above.";
    }
    if has_doubt {
        reading += " The thin line below is the second band: where the difference would lie under one more plausible set of the \
            fitted parameters.";
    }
    Ok(Some(Figure {
        id,
        title,
        reading: if explained { reading } else { String::new() },
        drawing,
        size: (WIDTH as u32, height as u32),
        description: format!(
            "Forest plot of {}.{} All numbers are in the table below.",
            counted(rows.len(), "measure"),
            if results.is_brief() {
                String::new()
            } else {
                format!(" {}.", capital(&counts.join("; ")))
            }
        ),
        table: numbers(results, pairs, &rows),
    }))
}

fn row_height(pairs: &[usize]) -> i32 {
    LINE * pairs.len() as i32 + 6
}

fn paint(
    area: &Area<'_>,
    results: &Results,
    pairs: &[usize],
    rows: &[Row<'_>],
    end: f64,
    height: i32,
) -> Result<(), Fault> {
    let axis = Axis::new(-end, end, PLOT);
    let bottom = height - FOOT;
    legend(area, results, pairs)?;
    block(area, (axis.at(-1.0), HEAD), (axis.at(1.0), bottom), ZONE)?;
    for edge in [-1.0, 1.0] {
        let x = axis.at(edge);
        super::canvas::dashed(area, &[(x, HEAD), (x, bottom)], GREY, 1, (4, 3))?;
    }
    line(
        area,
        &[(axis.at(0.0), HEAD), (axis.at(0.0), bottom)],
        INK,
        2,
    )?;
    for (at, row) in rows.iter().enumerate() {
        let top = HEAD + at as i32 * row_height(pairs);
        line(area, &[(0, top), (WIDTH, top)], RULE, 1)?;
        text(
            area,
            (0, top + row_height(pairs) / 2),
            &row.label,
            Side::Left,
        )?;
        for (which, mark) in row.marks.iter().enumerate() {
            let y = top + 3 + LINE * which as i32 + LINE / 2;
            if let Some(mark) = mark {
                one(area, &axis, mark, which, y)?;
            }
        }
    }
    line(area, &[(0, bottom), (WIDTH, bottom)], RULE, 1)?;
    for (tick, words) in axis.ticks(9, Shown::plain(0)) {
        let x = axis.at(tick);
        line(area, &[(x, bottom), (x, bottom + 5)], INK, 1)?;
        text(area, (x, bottom + 16), &words, Side::Middle)?;
    }
    let middle = (PLOT.0 + PLOT.1) / 2;
    text(
        area,
        (middle, bottom + 40),
        "difference, in margins of each measure",
        Side::Middle,
    )
}

fn legend(area: &Area<'_>, results: &Results, pairs: &[usize]) -> Result<(), Fault> {
    let mut x = 12;
    for (which, &pair) in pairs.iter().enumerate() {
        let label = short(&pair_label(results, &results.pairs[pair]), LEGEND);
        stroke(area, &[(x, 14), (x + 44, 14)], which, 3)?;
        mark(area, (x + 22, 14), which)?;
        text(area, (x + 54, 14), &label, Side::Left)?;
        x += 54 + 8 * label.chars().count() as i32 + 30;
    }
    let middle = (PLOT.0 + PLOT.1) / 2;
    bold(area, (0, HEAD - 16), "measure", Side::Left)?;
    text(area, (PLOT.0, HEAD - 16), "\u{2190} less", Side::Left)?;
    text(area, (middle, HEAD - 16), "negligible", Side::Middle)?;
    text(area, (PLOT.1, HEAD - 16), "more \u{2192}", Side::Right)?;
    bold(
        area,
        (WIDTH, HEAD - 16),
        "difference (95 % interval)",
        Side::Right,
    )
}

fn one(area: &Area<'_>, axis: &Axis, of: &Mark<'_>, which: usize, y: i32) -> Result<(), Fault> {
    let colour = COLOURS[which % COLOURS.len()];
    let (low, high) = of.own.ends();
    if let Some(doubt) = of.doubt {
        let (low, high) = doubt.ends();
        line(
            area,
            &[(axis.within(low), y + 9), (axis.within(high), y + 9)],
            GREY,
            1,
        )?;
        for end in [low, high].into_iter().filter(|&end| axis.holds(end)) {
            line(
                area,
                &[(axis.at(end), y + 6), (axis.at(end), y + 12)],
                GREY,
                1,
            )?;
        }
    }
    let towards = if of.own.value > 0.0 { 1 } else { -1 };
    let is_seen = [low, of.own.value, high].iter().any(|&x| axis.holds(x)) || low * high < 0.0;
    if is_seen {
        stroke(
            area,
            &[(axis.within(low), y), (axis.within(high), y)],
            which,
            3,
        )?;
        for (end, towards) in [(low, -1), (high, 1)] {
            if axis.holds(end) {
                cap(area, (axis.at(end), y), axis.within(of.own.value), colour)?;
            } else {
                arrow(area, (axis.within(end) + 10 * towards, y), towards, colour)?;
            }
        }
        if axis.holds(of.own.value) {
            mark(area, (axis.at(of.own.value), y), which)?;
        }
    } else {
        let edge = axis.within(of.own.value);
        arrow(area, (edge + 10 * towards, y), towards, colour)?;
        mark(area, (edge - 10 * towards, y), which)?;
    }
    let shown = shape_of(of.row);
    let within =
        interval(shown, of.row.difference).map_or(String::new(), |words| format!(" ({words})"));
    let words = format!("{}{within}", signed(shown, of.row.difference.value));
    text(area, (WIDTH, y), &words, Side::Right)
}

fn numbers(results: &Results, pairs: &[usize], rows: &[Row<'_>]) -> Table {
    let mut table = Table::new(
        "Differences in multiples of the margin of each measure",
        &[
            "measure",
            "pair",
            "difference",
            "95 % interval",
            "second band",
        ],
    );
    let shown = Shown::plain(2);
    for row in rows {
        for (mark, &pair) in row.marks.iter().zip(pairs) {
            let Some(mark) = mark else { continue };
            table.rows.push(vec![
                row.label.clone(),
                pair_label(results, &results.pairs[pair]),
                number(shown, mark.own.value),
                interval(shown, mark.own).unwrap_or_default(),
                mark.doubt
                    .and_then(|doubt| interval(shown, doubt))
                    .unwrap_or_default(),
            ]);
        }
    }
    table
}
