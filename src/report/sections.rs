//! The written parts of the report below its top.

use super::answer::ended;
use super::read::{Difference, Results};
use super::table::{Table, cells};
use super::words::{
    capital, clause, counted, interval, list, minus_signs, number, pair_title, pounds, shape,
    shape_of, signed, tag, verdict,
};
use crate::observe::measures;
use crate::study::assumptions::moving;
use maud::{Markup, html};

/// Assumptions that are named.
const NAMED: usize = 10;

/// The arms in words, what was changed, how often and from which seed.
pub(super) fn asked(results: &Results) -> Markup {
    let experiment = &results.experiment;
    let mut table = Table::new(
        "The arms",
        &[
            "arm",
            "posts",
            "pay bill a year",
            "families a worker",
            "measured",
            "start-up",
        ],
    );
    for (at, arm) in results.arms.iter().enumerate() {
        let families = results.mean(at, "families_per_worker");
        table.rows.push(vec![
            arm.label.clone(),
            format!("{:.1}", arm.posts),
            pounds(arm.pay_bill),
            families.map_or("not defined".to_owned(), |e| format!("{:.1}", e.value)),
            counted(arm.years as usize, "year"),
            counted(arm.start_up_months as usize, "month"),
        ]);
    }
    let pairs: Vec<String> = results
        .pairs
        .iter()
        .map(|pair| pair_title(results, pair))
        .collect();
    let sets = (results.sets > 0).then(|| {
        format!(
            " The comparison was repeated under {} of the fitted parameters.",
            counted(results.sets, "plausible set")
        )
    });
    html! {
        p {
            "The experiment " strong { (experiment.name) } " simulates "
            @match results.arms.as_slice() {
                [arm] => { (arm.label) " in " }
                arms => { (counted(arms.len(), "arm")) " of a children's services department, each in " }
            }
            (counted(experiment.replications_complete as usize, "replication")) " from seed " (experiment.seed)
            @if results.arms.len() > 1 {
                ". Every replication " @if differ_in_anything(results) { "deals the same luck to" } @else { "has the same families in" } " every arm"
            }
            "." (sets.unwrap_or_default())
            @if results.failed > 0 {
                " " (counted(results.failed, "simulation")) " failed and "
                @if results.failed == 1 { "was" } @else { "were" } " left out of every arm; the manifest names them."
            }
        }
        (cells(&table, "arms"))
        p { (law(results)) }
        @if !pairs.is_empty() {
            h3 { "Compared" }
            ul { @for pair in &pairs { li { (pair) } } }
        }
        h3 { "Changed settings" }
        @if !results.asked.settings.is_empty() {
            dl.settings {
                @for settings in &results.asked.settings {
                    div {
                        dt { (label_of(results, &settings.arm)) }
                        dd {
                            @if settings.changed.is_empty() { "nothing" }
                            @for (at, setting) in settings.changed.iter().enumerate() {
                                @if at > 0 { ", " }
                                code { (setting) }
                            }
                        }
                    }
                }
            }
        }
        @if results.changed.is_empty() && !results.asked.settings.is_empty() {
            p { "Nothing else: what is not named is as the base scenario states it." }
        } @else if results.changed.is_empty() {
            p {
                @if results.arms.iter().any(|arm| arm.structure.is_some()) {
                    "None by hand. The arms of the structural comparison have long-term teams of their own, with posts sized by pilot runs: "
                    code { "[plan]" } " in " code { "manifest.toml" } " holds each in full."
                } @else {
                    "None: the scenarios are as they are stated."
                }
            }
        } @else {
            ul { @for setting in &results.changed { li { code { (setting) } } } }
        }
    }
}

/// Of which law and from which year on.
fn law(results: &Results) -> String {
    let mut laws: Vec<String> = (results.arms.iter())
        .map(|arm| format!("law of “{}”, from {} on", arm.statute, arm.start_year))
        .collect();
    laws.dedup();
    format!(
        "Simulated is the {}. Pay and prices are those that the scenario states, in no other year's money.",
        list(&laws)
    )
}

/// The label of an arm.
fn label_of<'r>(results: &'r Results, name: &'r str) -> &'r str {
    let arm = results.arms.iter().find(|arm| arm.name == name);
    arm.map_or(name, |arm| arm.label.as_str())
}

/// An edge of levels with the side on which they lie, in words.
fn edge(level: &str, side: &str, unit: &str) -> String {
    match (level, side) {
        ("nowhere", _) => "no level tried".to_owned(),
        ("everywhere", _) => "every level tried".to_owned(),
        ("", _) => "defined in too few replications".to_owned(),
        (level, side) => format!("{} {side} ({unit})", short(level)),
    }
}

/// The questions of an experiment and what it answers.
pub(super) fn answers(results: &Results) -> Option<Markup> {
    let mut table = Table::new(
        "Questions and answers",
        &[
            "question",
            "kept, as sure as was asked",
            "kept, by the means",
            "the edge lies between",
            "in words",
        ],
    );
    for answer in &results.answers {
        let end = |end: &str| {
            if end.is_empty() {
                "beyond those tried".to_owned()
            } else {
                short(end)
            }
        };
        let has_edge = !answer.side.is_empty() || !answer.sure_side.is_empty();
        let within = if has_edge {
            format!("{} and {}", end(&answer.low), end(&answer.high))
        } else {
            String::new()
        };
        table.rows.push(vec![
            answer.question.clone(),
            edge(&answer.sure, &answer.sure_side, &answer.unit),
            edge(&answer.answer, &answer.side, &answer.unit),
            within,
            minus_signs(&answer.sentence),
        ]);
    }
    (!table.rows.is_empty()).then(|| cells(&table, "answers-table"))
}

/// A number of a table in at most four figures; other text as it is.
fn short(cell: &str) -> String {
    let Ok(x) = cell.parse::<f64>() else {
        return cell.to_owned();
    };
    let decimals = match x.abs() {
        x if x >= 1000.0 || x.fract() == 0.0 => 0,
        x if x >= 100.0 => 1,
        _ => 2,
    };
    number(crate::study::shown::Shown::plain(decimals), x)
}

/// How a row of a comparison is to be read.
fn reading() -> Markup {
    html! {
        dl {
            div { dt { "D" } dd { "Compared with data: a published figure answers to the measure." } }
            div { dt { "A" } dd { "Model assumption only: nothing published stands behind it, and no arm is ranked on it." } }
            div { dt { "95 % interval" } dd { "Chance in the model, of paired differences on the same families." } }
            div { dt { "Second band" } dd {
                "Where the difference would lie under one more plausible set of the fitted parameters. What nobody fitted stays as it is stated."
            } }
            div { dt { "Margin" } dd { "The difference that was declared beforehand to matter. An interval within it is negligible." } }
        }
    }
}

/// A table for each pair, the first pair's open.
pub(super) fn comparison(results: &Results) -> Markup {
    let tables: Vec<(String, String, Markup)> = (results.pairs.iter().enumerate())
        .map(|(at, pair)| {
            let lead = results
                .difference(at, results.leads())
                .map(clause)
                .unwrap_or_default();
            (
                pair_title(results, pair),
                lead,
                cells(&pair_table(results, at), &format!("pair-{at}")),
            )
        })
        .collect();
    html! {
        details { summary { "How to read these tables" } (reading()) }
        @if differ_in_anything(results) {
            p { "The scenarios may differ in several things: no single one is the cause of a difference." }
        }
        @for (at, (title, lead, table)) in tables.iter().enumerate() {
            @if at == 0 {
                h3 { (title) }
                p { (ended(&capital(lead))) }
                (table)
            } @else {
                details { summary { (title) @if !lead.is_empty() { ": " (lead) } } (table) }
            }
        }
    }
}

/// Whether arms are compared that differ in more than their structure, their caseload or one restructure.
fn differ_in_anything(results: &Results) -> bool {
    (results.pairs.iter()).any(|pair| {
        pair.question == "scenario" && !is_unchanged(results, &results.arms[pair.minus].name)
    })
}

fn pair_table(results: &Results, at: usize) -> Table {
    let pair = &results.pairs[at];
    let (arm, minus) = (&results.arms[pair.arm], &results.arms[pair.minus]);
    let has_doubt = results
        .main(at)
        .any(|row| results.doubt(at, row.measure.name).is_some());
    let mut table = Table::new(
        &format!("{} less {}", capital(&arm.label), minus.label),
        &[],
    );
    table.header = vec![
        "measure".into(),
        "".into(),
        arm.label.clone(),
        minus.label.clone(),
        "difference".into(),
        "95 % interval".into(),
    ];
    table.header[1] = "tag".into();
    if has_doubt {
        table.header.push("second band".into());
    }
    table.header.extend(["margin".into(), "verdict".into()]);
    table.rows = (results.main(at))
        .filter_map(|row| pair_row(results, at, row, has_doubt))
        .collect();
    table
}

fn pair_row(
    results: &Results,
    at: usize,
    row: &Difference,
    has_doubt: bool,
) -> Option<Vec<String>> {
    let shown = shape_of(row);
    let mut cells = vec![
        shown.label(row.measure),
        tag(row.measure)?.to_owned(),
        number(shown, row.mean_arm),
        number(shown, row.mean_minus),
        signed(shown, row.difference.value),
        interval(shown, row.difference).unwrap_or_else(|| "none".to_owned()),
    ];
    if has_doubt {
        let band = results
            .doubt(at, row.measure.name)
            .and_then(|doubt| interval(shown, doubt.band));
        cells.push(band.unwrap_or_else(|| "none".to_owned()));
    }
    cells.push(
        row.margin
            .map_or("none".to_owned(), |margin| shown.margin(margin)),
    );
    cells.push(verdict(&row.verdict));
    Some(cells)
}

/// The main measures of arms that are not compared.
pub(super) fn means(results: &Results) -> Markup {
    let mut table = Table::new(
        "Means with 95 % intervals",
        &["measure", "tag", "arm", "mean", "95 % interval"],
    );
    for measure in measures().iter().filter(|measure| measure.headline) {
        for (at, arm) in results.arms.iter().enumerate() {
            let Some(estimate) = results.mean(at, measure.name) else {
                continue;
            };
            let shown = shape(measure, estimate.value);
            table.rows.push(vec![
                shown.label(measure),
                tag(measure).unwrap_or("none").to_owned(),
                arm.label.clone(),
                number(shown, estimate.value),
                interval(shown, estimate).unwrap_or_default(),
            ]);
        }
    }
    html! {
        details { summary { "How to read this table" } (reading()) }
        (cells(&table, "means"))
    }
}

/// The sentences of the run, by title.
pub(super) fn findings(results: &Results) -> Option<Markup> {
    (!results.findings.is_empty()).then(|| {
        html! {
            @for (title, sentences) in &results.findings {
                h3 { (title) }
                ul { @for sentence in sentences { li { (marked(&minus_signs(sentence))) } } }
            }
        }
    })
}

/// What the intervals leave out, what rests on assumptions, and the checklist.
pub(super) fn limits(results: &Results) -> Markup {
    let moving = moving();
    html! {
        p { (results.methods.intervals) " What they leave out:" }
        ul { @for line in &results.methods.intervals_leave_out { li { (marked(line)) } } }
        h3 { "Assumptions that a result rests on" }
        @if results.pairs.iter().any(|pair| pair.question == "structure") {
            p {
                "Each of " (counted(moving.len(), "assumed number")) ", moved over the range that its source allows, moves the difference between \
                 units and teams on LA1's families by more than matters and more than chance does. The ones that move it most:"
            }
            ul {
                @for (key, movement) in moving.iter().take(NAMED) {
                    li { code { (key) } ": moves " (movement.label()) " by " (format!("{:.1}", movement.margins)) " times what matters" }
                }
            }
        } @else {
            p {
                "How far each assumed number moves a result was tried for the difference between units and teams only, not for what is compared \
                 here. " code { "casework sensitivity" } " tries it for any measure of a scenario."
            }
        }
        p { code { "casework assumptions --all" } " lists every value with its source and rating." }
        h3 { "Method" }
        p { (results.methods.estimation) }
        p { (results.methods.initialisation) }
        @if !results.stress.is_empty() {
            details {
                summary { "The STRESS-DES checklist, answered for this run" }
                dl { @for (item, answer) in &results.stress { div { dt { (item) } dd { (marked(answer)) } } } }
            }
        }
    }
}

/// Text in which what stands between backticks is code.
fn marked(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// The command that makes the same numbers again.
pub(super) fn again(results: &Results) -> Markup {
    let experiment = &results.experiment;
    html! {
        @if results.asked.is_nothing() {
            p { "The same numbers to the last digit, on any machine and with any number of threads:" }
            pre { code { (command(results)) } }
            p { "A scenario of one's own is given by its file. One replication again, with the stories of its families and workers: "
                code { "casework replay" } " with the folder of results." }
        } @else {
            p { "The same numbers to the last digit, on any machine and with any number of threads; a file of one's own is given where it lies:" }
            pre { code { (experiment_command(results)) } }
        }
        dl {
            div { dt { "Program" } dd { "casework " (results.program.version) ", build " code { (results.program.build) } } }
            div { dt { "Experiment" } dd { (experiment.name) ", hash " code { (experiment.hash) } } }
            div { dt { "Seed" } dd { (experiment.seed) } }
            div { dt { "Replications" } dd { (experiment.replications_complete) " complete of "
                @if !results.asked.is_nothing() { "at most " } (experiment.replications_asked) } }
        }
    }
}

fn experiment_command(results: &Results) -> String {
    let mut words = vec![
        "casework experiment".to_owned(),
        results.asked.file.clone(),
        format!("--most {}", results.experiment.replications_asked),
        format!("--seed {}", results.experiment.seed),
        format!("--sets {}", results.sets),
    ];
    words.extend((results.changed.iter()).map(|setting| format!("--set {setting}")));
    words.join(" ")
}

fn command(results: &Results) -> String {
    let verb = if results.pairs.is_empty() {
        "run"
    } else {
        "compare"
    };
    let mut words = vec!["casework".to_owned(), verb.to_owned()];
    if results.experiment.name != "compare" {
        let scenarios = results
            .arms
            .iter()
            .filter(|arm| arm.structure.is_none() && !is_unchanged(results, &arm.name));
        words.extend(scenarios.map(|arm| arm.name.clone()));
    }
    words.push(format!(
        "--replications {}",
        results.experiment.replications_asked
    ));
    words.push(format!("--seed {}", results.experiment.seed));
    if verb == "compare" {
        words.push(format!("--sets {}", results.sets));
    }
    words.extend(
        results
            .changed
            .iter()
            .map(|setting| format!("--set {setting}")),
    );
    words.join(" ")
}

/// Whether an arm is there only to be what a change is compared with.
fn is_unchanged(results: &Results, name: &str) -> bool {
    name.strip_suffix("-unchanged")
        .is_some_and(|changed| results.arms.iter().any(|arm| arm.name == changed))
}

/// What made the page.
pub(super) fn colophon(results: &Results) -> Markup {
    html! {
        p {
            "Made by casework " (results.program.version) " from the results of experiment " (results.experiment.name) ", hash "
            (results.experiment.hash) ". The folder of results holds every number, and dictionary.csv says what each means."
        }
    }
}
