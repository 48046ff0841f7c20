//! Where charts are drawn: SVG by the plotting library, with the palette, the marks and the letters that all charts share.

use super::Fault;
use super::words::minus;
use crate::study::shown::Shown;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// What is drawn on.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// A place on it, from its upper left corner.
pub(super) type At = (i32, i32);

/// Letters and axes.
pub(super) const INK: RGBColor = RGBColor(0x0B, 0x0C, 0x0C);
/// Rules between rows, and grids.
pub(super) const RULE: RGBColor = RGBColor(0xBF, 0xC1, 0xC3);
/// Where differences are too small to matter.
pub(super) const ZONE: RGBColor = RGBColor(0xE4, 0xE6, 0xE8);
/// What is beside the matter, legible still.
pub(super) const GREY: RGBColor = RGBColor(0x3D, 0x3D, 0x3D);
/// Paper.
pub(super) const PAPER: RGBColor = WHITE;
/// The categories in their order, from the palette of the Government Analysis Function: each differs in lightness from its neighbours.
pub(super) const COLOURS: [RGBColor; 4] = [
    RGBColor(0x12, 0x43, 0x6D),
    RGBColor(0xF4, 0x6A, 0x25),
    RGBColor(0x80, 0x16, 0x50),
    RGBColor(0x28, 0xA1, 0x97),
];
/// Size of the letters of axes and labels, in units of the drawing.
pub(super) const LETTERS: f64 = 14.0;

/// Which side of its place a text is on.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

/// Draws, and gives the elements between the tags of the SVG.
pub(super) fn draw(
    size: (u32, u32),
    paint: impl FnOnce(&Area<'_>) -> Result<(), Fault>,
) -> Result<String, Fault> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        paint(&area)?;
        area.present()?;
    }
    // The tag that the library writes has a fixed size; the figure gives its own.
    let inner = svg.split_once(">\n").map_or("", |(_, rest)| rest);
    Ok(inner.trim_end().trim_end_matches("</svg>").to_owned())
}

/// Text whose start, middle or end is at a place.
pub(super) fn text(area: &Area<'_>, at: At, words: &str, side: Side) -> Result<(), Fault> {
    styled(area, at, words, side, LETTERS, INK, FontStyle::Normal)
}

/// Bold text.
pub(super) fn bold(area: &Area<'_>, at: At, words: &str, side: Side) -> Result<(), Fault> {
    styled(area, at, words, side, LETTERS, INK, FontStyle::Bold)
}

/// Text in another colour.
pub(super) fn coloured(
    area: &Area<'_>,
    at: At,
    words: &str,
    side: Side,
    colour: RGBColor,
) -> Result<(), Fault> {
    styled(area, at, words, side, LETTERS, colour, FontStyle::Bold)
}

/// The library writes a size divided by this.
const LIBRARY_DIVIDES: f64 = 1.24;

fn styled(
    area: &Area<'_>,
    at: At,
    words: &str,
    side: Side,
    size: f64,
    colour: RGBColor,
    weight: FontStyle,
) -> Result<(), Fault> {
    let across = match side {
        Side::Left => HPos::Left,
        Side::Middle => HPos::Center,
        Side::Right => HPos::Right,
    };
    let style = TextStyle::from(("sans-serif", size * LIBRARY_DIVIDES, weight).into_font())
        .color(&colour)
        .pos(Pos::new(across, VPos::Center));
    area.draw(&Text::new(words.to_owned(), at, style))?;
    Ok(())
}

/// A filled rectangle between two corners.
pub(super) fn block(area: &Area<'_>, from: At, to: At, colour: RGBColor) -> Result<(), Fault> {
    area.draw(&Rectangle::new([from, to], colour.filled()))?;
    Ok(())
}

/// A line through places.
pub(super) fn line(
    area: &Area<'_>,
    through: &[At],
    colour: RGBColor,
    width: u32,
) -> Result<(), Fault> {
    area.draw(&PathElement::new(
        through.to_vec(),
        colour.stroke_width(width),
    ))?;
    Ok(())
}

/// A dashed line through places.
pub(super) fn dashed(
    area: &Area<'_>,
    through: &[At],
    colour: RGBColor,
    width: u32,
    (dash, gap): (i32, i32),
) -> Result<(), Fault> {
    let through = through.to_vec();
    area.draw(&DashedPathElement::new(
        through,
        dash,
        gap,
        colour.stroke_width(width),
    ))?;
    Ok(())
}

/// The line of a category: solid, or dashed in a way of its own.
pub(super) fn stroke(
    area: &Area<'_>,
    through: &[At],
    category: usize,
    width: u32,
) -> Result<(), Fault> {
    let colour = COLOURS[category % COLOURS.len()];
    match category % COLOURS.len() {
        0 => line(area, through, colour, width),
        1 => dashed(area, through, colour, width, (9, 4)),
        2 => dashed(area, through, colour, width, (3, 4)),
        _ => dashed(area, through, colour, width, (14, 3)),
    }
}

/// A band between a lower and an upper line.
pub(super) fn band(
    area: &Area<'_>,
    lower: &[At],
    upper: &[At],
    category: usize,
) -> Result<(), Fault> {
    let around: Vec<At> = lower.iter().chain(upper.iter().rev()).copied().collect();
    let colour = COLOURS[category % COLOURS.len()].mix(0.2);
    area.draw(&Polygon::new(around, colour.filled()))?;
    Ok(())
}

/// The mark of a category: a shape and a colour of its own, on a rim of paper.
pub(super) fn mark(area: &Area<'_>, at: At, category: usize) -> Result<(), Fault> {
    let colour = COLOURS[category % COLOURS.len()];
    shape(area, at, category, 8, PAPER)?;
    shape(area, at, category, 6, colour)
}

fn shape(
    area: &Area<'_>,
    (x, y): At,
    category: usize,
    r: i32,
    colour: RGBColor,
) -> Result<(), Fault> {
    let corners = match category % COLOURS.len() {
        0 => {
            area.draw(&Circle::new((x, y), r, colour.filled()))?;
            return Ok(());
        }
        1 => vec![
            (x, y - r - 1),
            (x + r + 1, y),
            (x, y + r + 1),
            (x - r - 1, y),
        ],
        2 => vec![
            (x - r, y - r),
            (x + r, y - r),
            (x + r, y + r),
            (x - r, y + r),
        ],
        _ => vec![(x, y - r - 1), (x + r + 1, y + r), (x - r - 1, y + r)],
    };
    area.draw(&Polygon::new(corners, colour.filled()))?;
    Ok(())
}

/// Half the width of a mark with its rim.
const RIM: i32 = 9;

/// The small bar across the end of an interval, unless the mark in the middle hides the end.
pub(super) fn cap(area: &Area<'_>, (x, y): At, middle: i32, colour: RGBColor) -> Result<(), Fault> {
    if (x - middle).abs() <= RIM {
        return Ok(());
    }
    line(area, &[(x, y - 4), (x, y + 4)], colour, 2)
}

/// The arrow of an interval that goes on beyond the axis.
pub(super) fn arrow(
    area: &Area<'_>,
    (x, y): At,
    towards: i32,
    colour: RGBColor,
) -> Result<(), Fault> {
    let back = x - 8 * towards;
    area.draw(&Polygon::new(
        vec![(x, y), (back, y - 5), (back, y + 5)],
        colour.filled(),
    ))?;
    Ok(())
}

fn number_of(decimals: usize, x: f64) -> String {
    minus(&Shown::plain(decimals).number(x))
}

/// Numbers along an axis, and where they stand.
pub(super) struct Axis {
    range: RangedCoordf64,
    low: f64,
    high: f64,
    pixels: (i32, i32),
}

impl Axis {
    /// An axis from `low` to `high` between two pixels; numbers that are all one get room around them.
    pub(super) fn new(low: f64, high: f64, pixels: (i32, i32)) -> Self {
        let (low, high) = if high - low > 0.0 {
            (low, high)
        } else {
            (
                low - low.abs().max(1.0) / 2.0,
                high + high.abs().max(1.0) / 2.0,
            )
        };
        Self {
            range: RangedCoordf64::from(low..high),
            low,
            high,
            pixels,
        }
    }

    /// An axis that holds all these numbers, and zero if it is not far from them.
    pub(super) fn around(numbers: impl Iterator<Item = f64>, pixels: (i32, i32)) -> Self {
        let (low, high) = numbers
            .filter(|x| x.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                (low.min(x), high.max(x))
            });
        if low > high {
            return Self::new(0.0, 1.0, pixels);
        }
        let room = (high - low) * 0.06;
        let with_zero = low >= 0.0 && low < 0.6 * high;
        let low = if with_zero { 0.0 } else { low - room };
        Self::new(low, high + room, pixels)
    }

    /// Where a number stands.
    pub(super) fn at(&self, x: f64) -> i32 {
        self.range.map(&x, self.pixels)
    }

    /// Where a number stands, or the end of the axis if it is beyond.
    pub(super) fn within(&self, x: f64) -> i32 {
        self.at(x.clamp(self.low, self.high))
    }

    /// Whether a number has a place.
    pub(super) fn holds(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// About so many round numbers with what is written beside them, in what the numbers are shown in.
    pub(super) fn ticks(&self, number: usize, shown: Shown) -> Vec<(f64, String)> {
        let ticks = self.range.key_points(number);
        let step = ticks
            .get(1)
            .zip(ticks.first())
            .map_or(1.0, |(b, a)| shown.scaled(b - a));
        let decimals = (0..4).find(|&d| {
            let scaled = step * 10_f64.powi(d);
            (scaled - scaled.round()).abs() < 1e-6
        });
        let decimals = usize::try_from(decimals.unwrap_or(4)).unwrap_or(0);
        (ticks.into_iter())
            .map(|tick| (tick, number_of(decimals, shown.scaled(tick))))
            .collect()
    }
}
