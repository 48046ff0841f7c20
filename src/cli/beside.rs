//! The table of published figures beside the model's virtual surveys.

use crate::cli::text::{heading, table_of_groups, wrapped};
use crate::experiment::plan::Plan;
use crate::study::findings::CHANCE_ONLY;
use crate::study::published::NOTES;
use crate::study::shown::Shown;
use crate::study::validate::{Place, ScoreRow};

/// The tables shown here; `validate` shows all.
const SHOWN: [&str; 5] = [
    "Table 5.1",
    "Table 6.7",
    "Table 7.3",
    "Table 7.4",
    "Table 7.7",
];

/// The virtual surveys beside the published figures, misses first.
pub(crate) fn published(plan: &Plan, scores: &[ScoreRow], width: u16) -> String {
    let scores: Vec<&ScoreRow> = (scores.iter())
        .filter(|score| SHOWN.contains(&score.row.table))
        .collect();
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
    let mut page = heading(
        "Published figures beside the model's virtual surveys of the same size",
        width,
    );
    let counts: Vec<String> = (arms.iter())
        .map(|&arm| {
            let of: Vec<&&ScoreRow> = scores.iter().filter(|score| score.arm == arm).collect();
            let outside = of
                .iter()
                .filter(|score| score.place == Place::Outside)
                .count();
            format!("{} {outside} of {}", name(arm), of.len())
        })
        .collect();
    page += &wrapped(
        &format!(
            "Outside the range: {}. Misses first, the furthest on top (in standard deviations of one study; held out apart).",
            counts.join(", ")
        ),
        width,
        0,
    );

    let mut by_row: Vec<Vec<&ScoreRow>> = Vec::new();
    for &score in &scores {
        match by_row
            .iter_mut()
            .find(|same| same[0].row.id == score.row.id)
        {
            Some(same) => same.push(score),
            None => by_row.push(vec![score]),
        }
    }
    sort(&mut by_row);

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
    page += &table_of_groups(header, rows, 3, width);
    page += &wrapped(
        "Range: where 95 % of studies of the same size would fall in the model. * The published figure lies outside. \
         A figure inside is not thereby explained.",
        width,
        0,
    );
    for (of, note) in NOTES {
        if scores.iter().any(|score| score.row.table == of) {
            page += &wrapped(&format!("{of}: {note}."), width, 2);
        }
    }
    page + &wrapped(CHANCE_ONLY, width, 0)
}

/// Misses first, the worst of them on top. Authorities held out count only where there is no other: a row that misses
/// for them alone stands below those that miss for others.
fn sort(by_row: &mut [Vec<&ScoreRow>]) {
    let rank = |row: &[&ScoreRow]| {
        let judged = |score: &&&ScoreRow| {
            !score.authority.held_out() || row.iter().all(|score| score.authority.held_out())
        };
        let is_outside = |score: &&ScoreRow| score.place == Place::Outside;
        let worst = (row.iter().filter(judged))
            .map(|score| score.distance())
            .filter(|distance| !distance.is_nan())
            .fold(0.0, f64::max);
        let missed = if row.iter().filter(judged).any(is_outside) {
            2
        } else {
            u8::from(row.iter().any(is_outside))
        };
        (missed, worst)
    };
    by_row.sort_by(|a, b| {
        let ((a_missed, a_worst), (b_missed, b_worst)) = (rank(a), rank(b));
        b_missed.cmp(&a_missed).then(b_worst.total_cmp(&a_worst))
    });
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
