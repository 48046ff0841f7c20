//! Small charts in the terminal: intervals on one scale, and lines of blocks for series.

use crate::cli::text::{heading, wrapped};
use crate::experiment::compare::{Comparison, DifferenceRow};
use crate::experiment::plan::Plan;
use crate::observe::measures;
use crate::study::shown::Shown;

/// Columns of the scale of intervals; odd, so that nothing has a column.
const SCALE: usize = 41;
/// Below so many columns there is no room for a chart.
const LEAST: u16 = 80;
/// Margins on either side of nothing that the scale shows at least.
const MARGINS: f64 = 2.0;
/// Margins at which an interval is cut off.
const MOST: f64 = 8.0;
/// The series shown.
const SERIES: [&str; 4] = [
    "families_per_worker",
    "contacts_per_family_month",
    "drift_share",
    "ghq_mean",
];
/// Months drawn as one block.
const MONTHS: usize = 2;

/// The characters that a terminal has for charts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ink {
    /// Lines and blocks.
    Unicode,
    /// Letters and signs.
    Plain,
}

impl Ink {
    /// What the environment says the terminal shows: on Unix its character set, elsewhere Unicode.
    pub(crate) fn of_terminal() -> Self {
        if cfg!(not(unix)) {
            return Self::Unicode;
        }
        let set = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        let is_unicode = set.is_some_and(|set| {
            let set = set.to_ascii_lowercase();
            set.contains("utf-8") || set.contains("utf8")
        });
        if is_unicode {
            Self::Unicode
        } else {
            Self::Plain
        }
    }

    /// Nothing, the zone that does not matter, a line, its end, ends that are cut off on the left and on the right, the mean.
    fn marks(self) -> [char; 7] {
        match self {
            Self::Unicode => ['│', '░', '─', '┼', '◂', '▸', '●'],
            Self::Plain => ['|', '.', '-', '+', '<', '>', 'o'],
        }
    }

    fn blocks(self) -> &'static [char] {
        match self {
            Self::Unicode => &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
            Self::Plain => &['_', '.', '-', '=', '+', '*', '#', '@'],
        }
    }
}

/// Differences of these measures as intervals in units of what matters, pair by pair; nothing where there is no room.
pub(crate) fn intervals(
    plan: &Plan,
    comparison: &Comparison,
    names: &[&str],
    ink: Ink,
    width: u16,
) -> String {
    let rows = |name: &str| -> Vec<(&DifferenceRow, f64)> {
        (comparison.differences.iter())
            .filter(|row| row.measure.name == name)
            .filter_map(|row| {
                let matters = row.margin?;
                row.interval.is_some().then_some((row, matters))
            })
            .collect()
    };
    let all: Vec<(&DifferenceRow, f64)> = names.iter().flat_map(|name| rows(name)).collect();
    if width < LEAST || all.is_empty() {
        return String::new();
    }
    let farthest = |&(row, matters): &(&DifferenceRow, f64)| {
        row.interval
            .map_or(0.0, |i| i.low.abs().max(i.high.abs()) / matters)
    };
    let reach = all.iter().map(farthest).fold(MARGINS, f64::max).min(MOST);
    let room = usize::from(width) - SCALE - 3;
    let mut page = heading("Differences in units of what matters", width);
    let [zero, zone, _, _, below, above, mean] = ink.marks();
    page += &wrapped(
        &format!(
            "{mean} the mean difference with its 95 % interval, {zero} no difference, {zone} too small to matter, {below} {above} beyond {reach:.1} times \
             what matters."
        ),
        width,
        0,
    );
    for &name in names {
        let rows = rows(name);
        let Some((first, matters)) = rows.first() else {
            continue;
        };
        let shape = Shown::of(first.measure, 0.0);
        page += &format!(
            "{} (what matters: {})\n",
            shape.label(first.measure),
            shape.margin(*matters)
        );
        for (row, matters) in rows {
            let pair = plan.pairs[row.pair];
            let label = format!(
                "  {} less {}",
                plan.arms[pair.arm].label, plan.arms[pair.minus].label
            );
            let strip = strip(row, matters, reach, ink);
            page += &format!("{:<room$}{strip}\n", cut_to(&label, room - 1));
        }
    }
    page
}

fn cut_to(label: &str, room: usize) -> String {
    if label.chars().count() <= room {
        label.to_owned()
    } else {
        label.chars().take(room - 2).chain("..".chars()).collect()
    }
}

/// One interval on a scale from `-reach` to `reach` times what matters.
fn strip(row: &DifferenceRow, matters: f64, reach: f64, ink: Ink) -> String {
    let [zero, zone, line, end, below, above, mean] = ink.marks();
    let middle = (SCALE / 2) as f64;
    let column = |x: f64| {
        let at = middle + (x / matters / reach).clamp(-1.0, 1.0) * middle;
        at.round() as usize
    };
    let mut cells = [' '; SCALE];
    cells[column(-matters)..=column(matters)].fill(zone);
    cells[SCALE / 2] = zero;
    if let Some(i) = row.interval {
        let (low, high) = (column(i.low), column(i.high));
        cells[low..=high].fill(line);
        let beyond = |x: f64| x.abs() > reach * matters;
        let cut = |x: f64| if x < 0.0 { below } else { above };
        cells[low] = if beyond(i.low) { cut(i.low) } else { end };
        cells[high] = if beyond(i.high) { cut(i.high) } else { end };
        // A mean beyond the scale is not drawn as if it lay on its end.
        if !beyond(row.difference) {
            cells[column(row.difference)] = mean;
        }
    }
    cells.iter().collect::<String>().trim_end().to_owned()
}

/// Monthly series as lines of blocks, arm by arm on one scale; nothing where there is no room.
pub(crate) fn series(plan: &Plan, comparison: &Comparison, ink: Ink, width: u16) -> String {
    if width < LEAST || comparison.series.is_empty() {
        return String::new();
    }
    let mut page = heading("Month by month, start-up included", width);
    page += &wrapped(
        "A block is two months; the arms of a measure have one scale, from its lowest to its highest mean.",
        width,
        0,
    );
    for name in SERIES {
        let Some(measure) = measures().iter().find(|m| m.name == name) else {
            continue;
        };
        let of = |arm: usize| -> Vec<f64> {
            let rows = comparison.series.iter();
            let own = rows.filter(|row| row.arm == arm && row.series == name);
            own.map(|row| row.mean).collect()
        };
        let blocks: Vec<Vec<f64>> = (0..plan.arms.len()).map(|arm| means(&of(arm))).collect();
        let defined = || blocks.iter().flatten().copied().filter(|x| x.is_finite());
        let low = defined().fold(f64::INFINITY, f64::min);
        let high = defined().fold(f64::NEG_INFINITY, f64::max);
        if high <= low {
            continue;
        }
        let shape = Shown::of(measure, 0.0);
        page += &format!(
            "{}, {} to {}\n",
            shape.label(measure),
            shape.number(low),
            shape.number(high)
        );
        let longest = blocks.iter().map(Vec::len).max().unwrap_or_default();
        let room = usize::from(width).saturating_sub(longest + 3);
        for (arm, values) in plan.arms.iter().zip(&blocks) {
            let label = format!("  {}", arm.label);
            let line: String = values.iter().map(|&x| block(x, low, high, ink)).collect();
            page += &format!("{:<room$}{line}\n", cut_to(&label, room - 1));
        }
    }
    page
}

/// Means of the months that a block stands for.
fn means(months: &[f64]) -> Vec<f64> {
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    months.chunks(MONTHS).map(mean).collect()
}

fn block(x: f64, low: f64, high: f64, ink: Ink) -> char {
    let blocks = ink.blocks();
    if !x.is_finite() {
        return ' ';
    }
    let place = (x - low) / (high - low) * (blocks.len() - 1) as f64;
    blocks[place.round() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::interval::{Interval, Verdict};

    fn row(difference: f64, half: f64) -> DifferenceRow {
        DifferenceRow {
            pair: 0,
            measure: &measures()[0],
            n: 9,
            arm: 1.0,
            minus: 1.0,
            difference,
            sd: 1.0,
            interval: Some(Interval {
                low: difference - half,
                high: difference + half,
            }),
            margin: None,
            verdict: Verdict::Unclear,
            variance_ratio: None,
            replications_for_margin: None,
        }
    }

    #[test]
    fn an_interval_stands_where_it_lies() {
        let drawn = |difference, half| strip(&row(difference, half), 1.0, 4.0, Ink::Plain);
        assert_eq!(drawn(2.0, 1.0), "               .....|....+----o----+");
        assert_eq!(drawn(0.0, 0.4), "               ...+-o-+...");
        assert_eq!(drawn(-4.5, 1.0), "<--+           .....|.....");
        assert_eq!(
            drawn(900.0, 1.0),
            "               .....|.....              >"
        );
        assert_eq!(drawn(0.0, 9.0), "<-------------------o------------------->");
        let unicode = strip(&row(2.0, 1.0), 1.0, 4.0, Ink::Unicode);
        assert_eq!(unicode, "               ░░░░░│░░░░┼────●────┼");
    }

    #[test]
    fn a_line_of_blocks_rises_with_its_values() {
        let line = |ink| -> String {
            let months: Vec<f64> = (0..8).flat_map(|x| [f64::from(x); 2]).collect();
            means(&months)
                .into_iter()
                .map(|x| block(x, 0.0, 7.0, ink))
                .collect()
        };
        assert_eq!(line(Ink::Unicode), "▁▂▃▄▅▆▇█");
        assert_eq!(line(Ink::Plain), "_.-=+*#@");
        assert_eq!(block(f64::NAN, 0.0, 1.0, Ink::Unicode), ' ');
    }

    #[test]
    fn a_label_that_is_too_long_is_cut() {
        assert_eq!(cut_to("units less teams", 10), "units le..");
        assert_eq!(cut_to("units", 10), "units");
    }
}
