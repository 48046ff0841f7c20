//! Every measure and every row of the virtual survey, as Markdown.

use crate::experiment::compare::tag;
use crate::export::markdown::{cell, row, table};
use crate::observe::{measures, series_names, survey_rows};

/// `docs/measures.md`: every measure, and every row of the virtual survey.
pub fn dictionary() -> String {
    let mut out = String::from(
        "# Measures\n\nGenerated from the code by `casework measures`; do not edit.\n\n\
         One name everywhere: tables, CSV, JSON. Unless said otherwise a measure is taken over the measured period, after start-up, over \
         long-term teams and those of their staff who work with families. **D** compared with data, **A** model assumption only (no \
         arm is ranked on it), **-** neither. The margin is the difference declared to matter in practice. *Main* measures are in \
         every table; measures with *monthly* are also in `series.csv`.\n\n",
    );
    table(
        &mut out,
        &[
            "name",
            "in tables",
            "unit",
            "what / over what",
            "kind",
            "published row",
            "margin",
            "where",
        ],
    );
    for measure in measures() {
        let margin = measure.margin.map_or(String::new(), |margin| {
            format!("{} ({})", margin, measure.margin_why)
        });
        let mut places = Vec::new();
        if measure.headline {
            places.push("main");
        }
        if series_names().contains(&measure.name) {
            places.push("monthly");
        }
        row(
            &mut out,
            &[
                format!("`{}`", measure.name),
                cell(measure.label),
                measure.unit.to_owned(),
                cell(measure.what),
                tag(measure.evidence).to_owned(),
                cell(measure.row),
                cell(&margin),
                places.join(", "),
            ],
        );
    }
    out.push_str(
        "\n## The virtual survey\n\nRows of `survey.csv`: what a survey of the study's size and habits would have found at the end of a \
         run. Rows that end in mean or sd, and shares, are held against the published figures; those of no common scale against their order \
         alone, those of the DfE against national figures.\n\n",
    );
    table(&mut out, &["row", "table", "what", "unit"]);
    for of in survey_rows() {
        let cells = [of.id, of.table, of.label, of.unit];
        row(
            &mut out,
            &[
                format!("`{}`", cells[0]),
                cell(cells[1]),
                cell(cells[2]),
                cells[3].to_owned(),
            ],
        );
    }
    out
}
