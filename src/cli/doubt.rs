//! Two bands: what chance does to a difference, and what the choice among plausible values does.

use crate::cli::text::{counted, heading, stacked, table, wrapped};
use crate::experiment::compare::{Comparison, tag};
use crate::experiment::doubt::DoubtRow;
use crate::experiment::plan::Plan;
use crate::study::shown::Shown;

/// The tables of all pairs, and what they mean; nothing if no plausible sets were carried.
pub(crate) fn page(plan: &Plan, comparison: &Comparison, width: u16) -> String {
    if comparison.doubts.is_empty() {
        return String::new();
    }
    let number = plan.doubt.sets.len();
    let mut page = heading(
        "Two bands: chance, and parameters that nobody measured",
        width,
    );
    page += &wrapped(
        &format!(
            "The comparison was repeated under {}, each with {} on luck of its own. Each set holds values of what was fitted to LA1 and LA3 that \
             the figures do not rule out (docs/validation.md); a value that a scenario states for itself stays. ± chance: half of the 95 % \
             interval above. ± parameters: where the true difference would lie under one more such set, as far as chance allows to see. Sign: \
             sets in which the difference has the sign shown; a few may differ by chance. Posts stay as they were sized, so caseload \
             differs from set to set. Only fitted values are moved: what units do by assumption stays as it is stated.",
            counted(number, "plausible set"),
            counted(plan.doubt.replications, "replication"),
        ),
        width,
        0,
    );
    for (at, pair) in plan.pairs.iter().enumerate() {
        let title = format!(
            "{} less\n{}",
            stacked(&plan.arms[pair.arm].label),
            stacked(&plan.arms[pair.minus].label)
        );
        let header = [
            title.as_str(),
            "",
            "difference",
            "± chance",
            "in sets",
            "± parameters",
            "sign",
        ];
        let rows = (comparison.doubts.iter())
            .filter(|row| row.pair == at && row.measure.headline)
            .filter_map(|row| line(comparison, row));
        page += &table(header.map(str::to_owned).to_vec(), rows.collect(), width);
        page += "\n";
    }
    page
}

fn line(comparison: &Comparison, row: &DoubtRow) -> Option<Vec<String>> {
    let own = comparison.difference(row.pair, row.measure.name)?;
    let shown = Shown::of(row.measure, own.arm.abs().max(own.minus.abs()));
    let half = |interval: Option<crate::experiment::interval::Interval>| {
        interval.map_or_else(|| "-".to_owned(), |i| shown.number(i.half_width()))
    };
    Some(vec![
        shown.label(row.measure),
        tag(row.measure.evidence).to_owned(),
        shown.signed(own.difference),
        half(own.interval),
        shown.signed(row.mean),
        half(row.interval),
        format!("{} of {}", row.same_sign, row.sets),
    ])
}
