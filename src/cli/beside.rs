//! The table of published figures beside the model's virtual surveys.

use crate::cli::text::{heading, table, wrapped};
use crate::experiment::plan::Plan;
use crate::study::findings::CHANCE_ONLY;
use crate::study::shown::Shown;
use crate::study::validate::{Place, ScoreRow};
use std::cmp::Reverse;

/// The virtual surveys beside the published figures, misses first.
pub(crate) fn published(plan: &Plan, scores: &[ScoreRow], width: u16) -> String {
    let mut arms: Vec<usize> = scores.iter().map(|score| score.arm).collect();
    arms.dedup();
    if arms.is_empty() {
        return String::new();
    }
    let name = |arm: usize| {
        let authority = scores
            .iter()
            .find(|score| score.arm == arm)
            .map(|score| score.authority);
        authority.map_or(String::new(), |authority| {
            format!(
                "{}{}",
                authority.label(),
                if authority.held_out() {
                    " (held out)"
                } else {
                    ""
                }
            )
        })
    };
    let mut page = heading("Published figures beside the model's virtual surveys of the same size");
    let counts: Vec<String> = (arms.iter())
        .map(|&arm| {
            let of: Vec<&ScoreRow> = scores.iter().filter(|score| score.arm == arm).collect();
            let outside = of
                .iter()
                .filter(|score| score.place == Place::Outside)
                .count();
            format!("{} {outside} of {}", name(arm), of.len())
        })
        .collect();
    page += &wrapped(
        &format!("Outside the range: {}. Misses first.", counts.join(", ")),
        width,
        0,
    );

    let mut by_row: Vec<Vec<&ScoreRow>> = Vec::new();
    for score in scores {
        match by_row
            .iter_mut()
            .find(|same| same[0].row.id == score.row.id)
        {
            Some(same) => same.push(score),
            None => by_row.push(vec![score]),
        }
    }
    // A stable sort: rows that miss equally often stay in the order of the tables.
    by_row.sort_by_key(|row| {
        Reverse(
            row.iter()
                .filter(|score| score.place == Place::Outside)
                .count(),
        )
    });

    let mut header = vec![String::new()];
    for &arm in &arms {
        let label = &plan.arms[arm].label;
        header.extend([
            format!("{label}\npubl."),
            "\nmodel".to_owned(),
            "\nrange".to_owned(),
        ]);
    }
    let mut rows = Vec::new();
    for same in &by_row {
        let row = same[0].row;
        let mut cells = vec![format!(
            "{} {}",
            row.table.trim_start_matches("Table "),
            row.label
        )];
        for &arm in &arms {
            let score = same.iter().find(|score| score.arm == arm);
            cells.extend(
                score.map_or([String::new(), String::new(), String::new()], |score| {
                    published_cells(score)
                }),
            );
        }
        rows.push(cells);
    }
    page += &table(header, rows, width);
    page += &wrapped(
        "Range: where 95 % of studies of the same size would fall in the model. * The published figure lies outside. \
         A figure inside is not thereby explained.",
        width,
        0,
    );
    page + &wrapped(CHANCE_ONLY, width, 0)
}

fn published_cells(score: &ScoreRow) -> [String; 3] {
    let published = score.published.value;
    let decimals = if published.abs() >= 10.0 { 1 } else { 2 };
    let shape = Shown::plain(decimals);
    let mark = match score.place {
        Place::Outside => "*",
        Place::Inside | Place::Unknown => "",
    };
    let range = score.range.map_or("-".into(), |i| {
        format!("{}–{}", shape.number(i.low), shape.number(i.high))
    });
    [
        format!("{mark}{published:.2}"),
        shape.number(score.mean),
        range,
    ]
}
