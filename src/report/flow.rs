//! What becomes of a year's referrals in each arm: assessed, opened, planned for, taken into care, turned away, back again.

use super::Fault;
use super::canvas::{Area, Axis, INK, PAPER, RULE, Side, block, bold, coloured, draw, line, text};
use super::figure::Figure;
use super::read::Results;
use super::table::Table;
use super::words::{fit, number, sides};
use crate::study::shown::Shown;
use plotters::style::RGBColor;

const WIDTH: i32 = 960;
const PLOT: (i32, i32) = (224, 900);
const HEAD: i32 = 70;
const BAR: i32 = 30;
const THIN: i32 = 18;
const ARM: i32 = BAR + 3 * THIN + 22;
const FOOT: i32 = 52;
/// A part narrower than this has no room for its number.
const NARROW: i32 = 44;
/// Arms that fit on a page.
const MOST: usize = 4;

/// The parts of the bar: words, colour, colour of the number on it.
const PARTS: [(&str, RGBColor, RGBColor); 3] = [
    (
        "opened to long-term work",
        RGBColor(0x12, 0x43, 0x6D),
        PAPER,
    ),
    ("assessed, not opened", RGBColor(0xA2, 0x85, 0xD1), INK),
    (
        "turned away without assessment",
        RGBColor(0x80, 0x16, 0x50),
        PAPER,
    ),
];
/// The thin bars below it.
const BELOW: [(&str, RGBColor); 3] = [
    ("re-referred within a year", RGBColor(0x3D, 0x3D, 0x3D)),
    (
        "families made subject of a plan",
        RGBColor(0xF4, 0x6A, 0x25),
    ),
    ("children into care", RGBColor(0x28, 0xA1, 0x97)),
];

/// A year of one arm.
struct Year {
    arm: usize,
    referred: f64,
    parts: [f64; 3],
    below: [Option<f64>; 3],
}

fn year(results: &Results, arm: usize) -> Option<Year> {
    let mean = |name: &str| results.mean(arm, name).map(|estimate| estimate.value);
    let referred = mean("referrals_per_year")?;
    let assessed = referred * mean("assessed_share")?;
    let opened = referred * mean("opened_share_of_referrals")?;
    let again = mean("rereferral_12_months_share").map(|share| share * referred);
    Some(Year {
        arm,
        referred,
        parts: [
            opened,
            (assessed - opened).max(0.0),
            (referred - assessed.max(opened)).max(0.0),
        ],
        below: [
            again,
            mean("plan_starts_per_year"),
            mean("care_entries_per_year"),
        ],
    })
}

/// The figure; none if no arm's flow is known.
pub(super) fn flow(results: &Results) -> Result<Option<Figure>, Fault> {
    let years: Vec<Year> = (results
        .compared()
        .into_iter()
        .filter_map(|arm| year(results, arm)))
    .collect();
    let drawn = results.drawn(MOST);
    let shown_years: Vec<&Year> = years
        .iter()
        .filter(|year| drawn.contains(&year.arm))
        .collect();
    if years.is_empty() {
        return Ok(None);
    }
    let shown = Shown::plain(0);
    let title = title(results, &years);
    let height = HEAD + FOOT + ARM * shown_years.len() as i32;
    let drawing = draw((WIDTH as u32, height as u32), |area| {
        paint(area, results, &shown_years, height)
    })?;
    let mut table = Table::new(
        "Referrals of a year and what becomes of them",
        &[
            "arm",
            "referred",
            "assessed",
            "opened",
            "turned away",
            "re-referred",
            "plans made (families)",
            "into care (children)",
        ],
    );
    for year in &years {
        let mut row = vec![results.arms[year.arm].label.clone()];
        let [opened, assessed_only, away] = year.parts;
        row.extend([year.referred, opened + assessed_only, opened, away].map(|x| number(shown, x)));
        row.extend(
            year.below
                .map(|x| x.map_or("not defined".to_owned(), |x| number(shown, x))),
        );
        table.rows.push(row);
    }
    Ok(Some(Figure {
        id: "flow".to_owned(),
        title,
        reading: "A year's mean referrals, drawn as one bar, and on the same scale what they lead to. Opened, planned and taken \
            into care are counted when it happens, often in a later year than the referral."
            .to_owned()
            + &results.undrawn(MOST),
        drawing,
        size: (WIDTH as u32, height as u32),
        description: format!(
            "Stacked bars of a year's referrals in {} arms: opened to long-term work, assessed and not opened, turned away without \
             assessment; below each, bars of re-referrals, plans made and children into care. All numbers are in the table below.",
            shown_years.len()
        ),
        table,
    }))
}

/// Of a hundred referrals how many are opened and turned away: in the first pair, or in the first arm.
fn title(results: &Results, years: &[Year]) -> String {
    let of = |arm: usize| years.iter().find(|year| year.arm == arm);
    let share =
        |year: &Year, part: usize| format!("{:.0}", 100.0 * year.parts[part] / year.referred);
    let pair = results.leading().map(|at| &results.pairs[at]);
    if let Some((pair, (arm, other))) = pair.and_then(|p| Some((p, of(p.arm).zip(of(p.minus))?))) {
        let (this, that, both) = sides(results, pair);
        let verdict = |name: &str| {
            let at = results.leading().unwrap_or_default();
            let row = results.difference(at, name);
            match row.map(|row| row.verdict.as_str()) {
                Some("unclear" | "too few") => " (no clear difference)",
                Some("negligible") => " (less than matters)",
                _ => "",
            }
        };
        let (opened, assessed) = (
            verdict("opened_share_of_referrals"),
            verdict("assessed_share"),
        );
        return format!(
            "Of 100 referrals {} are opened to long-term work in {this} and {} in {that}{both}{opened}; {} and {} are turned away \
             without assessment{assessed}",
            share(arm, 0),
            share(other, 0),
            share(arm, 2),
            share(other, 2)
        );
    }
    let year = &years[0];
    format!(
        "Of 100 referrals {} are opened to long-term work and {} turned away without assessment in {}",
        share(year, 0),
        share(year, 2),
        results.arms[year.arm].label
    )
}

fn paint(area: &Area<'_>, results: &Results, years: &[&Year], height: i32) -> Result<(), Fault> {
    let most = years.iter().map(|year| year.referred).fold(0.0, f64::max);
    let axis = Axis::new(0.0, most * 1.02, PLOT);
    let bottom = height - FOOT;
    let mut x = 0;
    for (words, colour, _) in PARTS {
        block(area, (x, 6), (x + 16, 22), colour)?;
        text(area, (x + 23, 14), words, Side::Left)?;
        x += 250;
    }
    x = 0;
    for (words, colour) in BELOW {
        block(area, (x, 36), (x + 16, 44), colour)?;
        text(area, (x + 23, 40), words, Side::Left)?;
        x += 250;
    }
    for (tick, words) in axis.ticks(8, Shown::plain(0)) {
        let at = axis.at(tick);
        line(area, &[(at, HEAD), (at, bottom)], RULE, 1)?;
        text(area, (at, bottom + 12), &words, Side::Middle)?;
    }
    text(
        area,
        ((PLOT.0 + PLOT.1) / 2, bottom + 36),
        "a year",
        Side::Middle,
    )?;
    for (at, year) in years.iter().enumerate() {
        let top = HEAD + ARM * at as i32 + 8;
        bold(
            area,
            (0, top + BAR / 2),
            &fit(&results.arms[year.arm].label),
            Side::Left,
        )?;
        let mut so_far = 0.0;
        for (&part, (_, colour, letters)) in year.parts.iter().zip(PARTS) {
            let (from, to) = (axis.at(so_far), axis.at(so_far + part));
            so_far += part;
            if to > from {
                block(
                    area,
                    (from, top),
                    ((to - 2).max(from + 1), top + BAR),
                    colour,
                )?;
            }
            if to - from >= NARROW {
                let words = format!("{part:.0}");
                coloured(
                    area,
                    ((from + to) / 2 - 1, top + BAR / 2),
                    &words,
                    Side::Middle,
                    letters,
                )?;
            }
        }
        bold(
            area,
            (axis.at(so_far) + 8, top + BAR / 2),
            &format!("{:.0}", year.referred),
            Side::Left,
        )?;
        for (below, (&value, (_, colour))) in year.below.iter().zip(BELOW).enumerate() {
            let Some(value) = value else { continue };
            let y = top + BAR + 3 + THIN * below as i32;
            let to = axis.at(value.min(most));
            block(
                area,
                (axis.at(0.0), y + 3),
                (to.max(axis.at(0.0) + 1), y + THIN - 3),
                colour,
            )?;
            text(
                area,
                (to + 6, y + THIN / 2),
                &format!("{value:.0}"),
                Side::Left,
            )?;
        }
    }
    Ok(())
}
