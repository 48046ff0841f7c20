//! Where the hours of a working day go.

use super::Fault;
use super::canvas::{Area, Axis, INK, PAPER, RULE, Side, block, bold, coloured, draw, line, text};
use super::figure::Figure;
use super::read::Results;
use super::table::Table;
use super::words::{beside, fit};
use crate::study::shown::Shown;
use plotters::style::RGBColor;

const WIDTH: i32 = 960;
const PLOT: (i32, i32) = (204, 890);
const HEAD: i32 = 44;
const ROW: i32 = 40;
const FOOT: i32 = 52;
/// A part narrower than this has no room for its number.
const NARROW: i32 = 34;
/// Minutes by which parts may miss the whole day.
const ROUNDING: f64 = 0.02;

/// The parts of a day, with what they are called, their colour and that of the number on it.
pub(super) const PARTS: [(&str, &str, RGBColor, RGBColor); 4] = [
    (
        "face_to_face_hours_per_worker_day",
        "with families",
        RGBColor(0x12, 0x43, 0x6D),
        PAPER,
    ),
    (
        "admin_hours_per_worker_day",
        "at the desk",
        RGBColor(0xA2, 0x85, 0xD1),
        INK,
    ),
    (
        "other_hours_per_worker_day",
        "travel, meetings, supervision, breaks",
        RGBColor(0x80, 0x16, 0x50),
        PAPER,
    ),
    (
        "idle_hours_per_worker_day",
        "nothing to do",
        RGBColor(0xF4, 0x6A, 0x25),
        INK,
    ),
];

/// Parts of an arm's day, in hours.
fn parts(results: &Results, arm: usize) -> Option<[f64; 4]> {
    let mut hours = [0.0; 4];
    for (part, (name, ..)) in hours.iter_mut().zip(PARTS) {
        *part = results.mean(arm, name)?.value;
    }
    Some(hours)
}

/// The figure; none if no arm's day is known.
pub(super) fn days(results: &Results) -> Result<Option<Figure>, Fault> {
    let arms: Vec<(usize, [f64; 4])> = (results.compared().into_iter())
        .filter_map(|arm| Some((arm, parts(results, arm)?)))
        .collect();
    let Some((first, hours)) = arms.first() else {
        return Ok(None);
    };
    let shown = Shown::plain(2);
    let title = (results.leading())
        .and_then(|pair| beside(results, pair, PARTS[0].0))
        .unwrap_or_else(|| {
            let whole: f64 = hours.iter().sum();
            format!(
                "Of a working day of {} hours in {}, {} are spent with families and {} at the desk",
                shown.number(whole),
                results.arms[*first].label,
                shown.number(hours[0]),
                shown.number(hours[1])
            )
        });
    let height = HEAD + FOOT + ROW * arms.len() as i32;
    let drawing = draw((WIDTH as u32, height as u32), |area| {
        paint(area, results, &arms, height)
    })?;
    let mut table = Table::new(
        "Hours of a worker's day",
        &[
            "arm",
            "with families",
            "at the desk",
            "other",
            "nothing to do",
            "whole day",
        ],
    );
    for (arm, hours) in &arms {
        let mut row = vec![results.arms[*arm].label.clone()];
        row.extend(hours.iter().map(|&h| shown.number(h)));
        row.push(shown.number(hours.iter().sum()));
        table.rows.push(row);
    }
    let off = arms.iter().any(|(arm, hours)| {
        let day = results
            .mean(*arm, "working_day_hours")
            .map_or(f64::NAN, |e| e.value);
        (hours.iter().sum::<f64>() - day).abs() > ROUNDING
    });
    let lead = if off {
        " The parts are means of their own and need not add up to the mean working day."
    } else {
        ""
    };
    Ok(Some(Figure {
        id: "day".to_owned(),
        title,
        reading: format!("Mean hours of a worker's day at work, overtime included.{lead}"),
        drawing,
        size: (WIDTH as u32, height as u32),
        description: format!(
            "Stacked bars, one for each of {} arms, of hours with families, at the desk, for other things and with nothing to do. \
             All numbers are in the table below.",
            arms.len()
        ),
        table,
    }))
}

fn paint(
    area: &Area<'_>,
    results: &Results,
    arms: &[(usize, [f64; 4])],
    height: i32,
) -> Result<(), Fault> {
    let longest = arms
        .iter()
        .map(|(_, hours)| hours.iter().sum::<f64>())
        .fold(0.0, f64::max);
    let axis = Axis::new(0.0, longest * 1.02, PLOT);
    let bottom = height - FOOT;
    let mut x = 0;
    for (at, (_, words, colour, _)) in PARTS.into_iter().enumerate() {
        block(area, (x, 6), (x + 16, 22), colour)?;
        text(area, (x + 23, 14), words, Side::Left)?;
        x += 23 + [118, 100, 270, 0][at];
    }
    for (tick, words) in axis.ticks(10, Shown::plain(0)) {
        let at = axis.at(tick);
        line(area, &[(at, HEAD), (at, bottom)], RULE, 1)?;
        text(area, (at, bottom + 12), &words, Side::Middle)?;
    }
    text(
        area,
        ((PLOT.0 + PLOT.1) / 2, bottom + 36),
        "hours a day",
        Side::Middle,
    )?;
    for (at, (arm, hours)) in arms.iter().enumerate() {
        let top = HEAD + ROW * at as i32 + 5;
        text(
            area,
            (0, top + ROW / 2 - 5),
            &fit(&results.arms[*arm].label),
            Side::Left,
        )?;
        let mut so_far = 0.0;
        for (&part, (_, _, colour, letters)) in hours.iter().zip(PARTS) {
            let (from, to) = (axis.at(so_far), axis.at(so_far + part));
            so_far += part;
            if to > from {
                // A rim of paper on either side keeps neighbours apart without their colours.
                block(
                    area,
                    (from, top),
                    ((to - 2).max(from + 1), top + ROW - 10),
                    colour,
                )?;
            }
            if to - from >= NARROW {
                let words = Shown::plain(1).number(part);
                coloured(
                    area,
                    ((from + to) / 2 - 1, top + ROW / 2 - 5),
                    &words,
                    Side::Middle,
                    letters,
                )?;
            }
        }
        bold(
            area,
            (WIDTH, top + ROW / 2 - 5),
            &format!("{so_far:.1} h"),
            Side::Right,
        )?;
    }
    Ok(())
}
