//! The one JSON document of `--json`. No times in it: two runs of the same experiment print the same bytes.

use crate::cli::finished::Finished;
use crate::experiment::compare::tag;
use crate::experiment::interval::Interval;
use crate::experiment::plan::Plan;
use crate::study::findings::{CHANCE_ONLY, NOT_INCLUDED, findings};
use crate::study::verdict::Validation;
use serde_json::{Map, Value, json};

fn ends(interval: Option<Interval>) -> [Option<f64>; 2] {
    [interval.map(|i| i.low), interval.map(|i| i.high)]
}

/// The whole document, with a line end.
pub(crate) fn document(plan: &Plan, finished: &Finished) -> String {
    let comparison = &finished.comparison;
    let arms: Vec<Value> = (plan.arms.iter().enumerate())
        .map(|(at, arm)| {
            let measures: Map<String, Value> = (comparison.means.iter().filter(|row| row.arm == at))
                .map(|row| {
                    let [low, high] = ends(row.interval);
                    let value = json!({"n": row.n, "mean": row.mean, "sd": row.sd, "low": low, "high": high,
                        "unit": row.measure.unit, "kind": tag(row.measure.evidence)});
                    (row.measure.name.to_owned(), value)
                })
                .collect();
            json!({"name": arm.name, "label": arm.label, "posts": arm.posts, "pay_bill": arm.pay_bill,
                "warm_up": comparison.warm_ups[at].word(arm.config.run.warm_up_months),
                "measures": measures})
        })
        .collect();
    let pairs: Vec<Value> = (plan.pairs.iter().enumerate())
        .map(|(at, pair)| {
            let measures: Map<String, Value> = (comparison.differences.iter().filter(|row| row.pair == at))
                .map(|row| {
                    let [low, high] = ends(row.interval);
                    let value = json!({"n": row.n, "difference": row.difference, "sd": row.sd, "low": low,
                        "high": high, "margin": row.margin, "verdict": row.word(),
                        "variance_ratio": row.variance_ratio, "kind": tag(row.measure.evidence)});
                    (row.measure.name.to_owned(), value)
                })
                .collect();
            json!({"arm": plan.arms[pair.arm].name, "minus": plan.arms[pair.minus].name,
                "question": pair.question.word(), "measures": measures})
        })
        .collect();
    let doubts: Vec<Value> = (comparison.doubts.iter())
        .map(|row| {
            let [low, high] = ends(row.interval);
            let pair = plan.pairs[row.pair];
            json!({"arm": plan.arms[pair.arm].name, "minus": plan.arms[pair.minus].name, "measure": row.measure.name, "sets": row.sets,
                "mean": row.mean, "sd": row.sd, "low": low, "high": high, "same_sign": row.same_sign})
        })
        .collect();
    let survey: Vec<Value> = (finished.scores.iter())
        .map(|score| {
            let [low, high] = ends(score.range);
            json!({"arm": plan.arms[score.arm].name, "row": score.row.id, "published": score.published.value,
                "study_n": score.published.n, "held_out": score.authority.held_out(), "n": score.n,
                "mean": score.mean, "sd": score.sd, "low": low, "high": high, "verdict": score.place.word()})
        })
        .collect();
    let validation = finished
        .validation
        .as_ref()
        .map(|found| validation(plan, finished, found));
    let findings: Vec<Value> = (findings(plan, comparison).iter())
        .map(|finding| json!({"title": finding.title, "sentences": finding.sentences}))
        .collect();
    let failed: Vec<Value> = (finished.failed.iter())
        .map(|failed| {
            json!({"arm": failed.arm, "replication": failed.replication, "scene": failed.failure.scene,
                "message": failed.failure.message})
        })
        .collect();
    let document = json!({
        "program": "casework",
        "version": env!("CARGO_PKG_VERSION"),
        "experiment": plan.name,
        "hash": finished.hash,
        "seed": plan.seed,
        "replications_asked": plan.replications,
        "replications_complete": comparison.replications,
        "interrupted": finished.interrupted,
        "failed": failed,
        "folder": finished.folder.as_ref().map(|folder| folder.display().to_string()),
        "arms": arms,
        "pairs": pairs,
        "doubt": doubts,
        "survey": survey,
        "validation": validation,
        "findings": findings,
        "intervals": CHANCE_ONLY,
        "intervals_leave_out": NOT_INCLUDED,
    });
    format!("{document:#}\n")
}

/// What a validation came to, row by row; its words are in the page and in `validation.md`.
fn validation(plan: &Plan, finished: &Finished, found: &Validation) -> Value {
    let figures: Vec<Value> = (finished.scores.iter())
        .map(|score| {
            json!({"arm": plan.arms[score.arm].name, "row": score.row.id, "role": score.role.word(), "z": score.z,
                "margin": score.margin, "equivalence": score.equivalence.word(), "place": score.place.word()})
        })
        .collect();
    let patterns: Vec<Value> = (found.patterns.iter())
        .map(|row| {
            let [low, high] = ends(row.share);
            json!({"pattern": row.pattern.id, "criterion": row.pattern.criterion, "aimed_at": row.pattern.aimed_at(),
                "held": row.held, "n": row.of, "low": low, "high": high})
        })
        .collect();
    let national: Vec<Value> = (found.national.iter())
        .map(|row| {
            json!({"arm": plan.arms[row.arm].name, "figure": row.band.id, "role": row.band.role.word(),
                "unit": row.band.unit, "model": row.value, "england": row.band.nation, "spread": row.band.spread,
                "verdict": row.standing.words()})
        })
        .collect();
    json!({"figures": figures, "patterns": patterns, "national": national})
}
