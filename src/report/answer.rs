//! The top of the report: what it is called, and the answer in a few sentences with how sure it is.

use super::read::Results;
use super::words::{
    LEADS, capital, counted, group_finding, groups, interval, list, minus_signs, number,
    pair_title, shape, shape_of, tally,
};
use crate::study::decision::LEAST_KNOWN;
use crate::study::level::PROVISO;
use crate::study::road::DIP;
use maud::{Markup, html};

/// Answers of an experiment that stand at the top.
const ANSWERS_ON_TOP: usize = 3;
/// Titles of findings that stand at the top too.
const ASKED: &str = "What was asked, and how sure the answer is";
const BEST: &str = "Which is best";

/// The title of the page.
pub(super) fn title(results: &Results) -> String {
    let has = |question: &str| results.pairs.iter().any(|pair| pair.question == question);
    let name = &results.experiment.name;
    if !results.asked.is_nothing() {
        return results.asked.question.clone();
    }
    let labels: Vec<String> = results.arms.iter().map(|arm| arm.label.clone()).collect();
    match results.arms.as_slice() {
        [arm] => format!("{} as it is simulated", arm.label),
        _ if has("structure") => "Units and hierarchical teams on the same families".to_owned(),
        [_, changed] if changed.change.is_some() && !results.roads.is_empty() => {
            format!("The road of a change: {}", changed.label)
        }
        arms if arms.len() <= 4 => format!("{} compared", list(&labels)),
        _ => format!("{}: {} compared", name, counted(labels.len(), "arm")),
    }
}

/// The answer, in about three sentences, and how sure it is.
pub(super) fn answer(results: &Results) -> Markup {
    let answers = results.answers.iter().take(ANSWERS_ON_TOP);
    // What an answer presumes stands with it further down.
    let short = |a: &super::read::Answer| {
        let answer = a.sentence.split(PROVISO).next().unwrap_or_default();
        minus_signs(answer)
    };
    let mut sentences: Vec<String> = answers.map(short).collect();
    // The last sentence says how they are to be taken.
    let all: Vec<&str> = told(results, DIP).collect();
    let last = all.last().copied().into_iter();
    let dips = (all.iter().copied())
        .take(ANSWERS_ON_TOP.min(all.len().saturating_sub(1)))
        .chain(last);
    sentences.extend(dips.map(|told| capital(&minus_signs(told))));
    sentences.extend(told(results, BEST).map(minus_signs));
    if sentences.is_empty() {
        sentences = found(results);
    }
    // How sure it is comes after the question itself, which is the title.
    let precision = told(results, ASKED).nth(1).map(minus_signs);
    sentences.extend(
        precision
            .iter()
            .filter_map(|told| told.split(LEAST_KNOWN).next())
            .map(str::to_owned),
    );
    sentences.push(certainty(results));
    html! {
        div.answer {
            @for sentence in &sentences { p { (ended(sentence)) } }
        }
    }
}

/// The sentences of the run under a title.
fn told<'r>(results: &'r Results, title: &str) -> impl Iterator<Item = &'r str> {
    let found = results.findings.iter().find(|(other, _)| other == title);
    found
        .into_iter()
        .flat_map(|(_, sentences)| sentences)
        .map(String::as_str)
}

pub(super) fn ended(sentence: &str) -> String {
    let sentence = sentence.trim_end();
    if sentence.ends_with('.') {
        sentence.to_owned()
    } else {
        format!("{sentence}.")
    }
}

/// What was found, on the measure that leads whatever comes out, and how the others fare.
fn found(results: &Results) -> Vec<String> {
    if results.pairs.is_empty() {
        let mean = (results.mean(0, LEADS)).zip(super::read::measure(LEADS));
        return mean.map_or(Vec::new(), |(estimate, measure)| {
            let shown = shape(measure, estimate.value);
            let within = interval(shown, estimate)
                .map_or(String::new(), |w| format!(" (95 % interval {w})"));
            vec![format!(
                "In {} families in long-term work are met {} times a month{within}",
                results.arms[0].label,
                number(shown, estimate.value)
            )]
        });
    }
    let mut sentences: Vec<String> = Vec::new();
    let mut questions: Vec<&str> = Vec::new();
    for (_, pairs) in groups(results) {
        let question = results.pairs[pairs[0]].question.as_str();
        // One sentence for each question: further groups have their tables and figures.
        if !questions.contains(&question) {
            questions.push(question);
            sentences.extend(group_finding(results, &pairs, results.leads()));
        }
    }
    // Of every pair of the first question: what one hides another may show.
    let first = &results.pairs[0].question;
    for (at, pair) in results.pairs.iter().enumerate() {
        if pair.question == *first && (first == "structure" || at == 0) {
            let told = tally(results, at, "D");
            sentences.extend(told.map(|told| format!("{}: {told}", pair_title(results, pair))));
        }
    }
    sentences
}

fn certainty(results: &Results) -> String {
    let mut sentence = format!(
        "These are 95 % intervals over {} and show chance in the model, not doubt about the model",
        counted(
            results.experiment.replications_complete as usize,
            "replication"
        )
    );
    let leading = results.leading().unwrap_or_default();
    let doubt = (results.pairs.get(leading))
        .and_then(|_| results.doubt(leading, results.leads()))
        .filter(|doubt| doubt.sets >= 2);
    if let (Some(doubt), Some(row)) = (doubt, results.difference(leading, results.leads())) {
        let within = interval(shape_of(row), doubt.band).map_or(String::new(), |words| {
            format!(", and under one more it would lie from {words}")
        });
        let what = if results.levels.is_empty() {
            "the first difference".to_owned()
        } else {
            let pair = pair_title(results, &results.pairs[leading]);
            format!("the difference in {} ({pair})", row.measure.label)
        };
        let kept = if doubt.same_sign == doubt.sets {
            format!("in all {}", doubt.sets)
        } else {
            format!("in {} of {}", doubt.same_sign, doubt.sets)
        };
        sentence += &format!(
            "; {kept} plausible sets of the fitted parameters {what} keeps its sign{within}"
        );
    }
    sentence
        + ". No child's outcome is simulated: a family met more often is not thereby a child better off"
}
