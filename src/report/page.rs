//! The report: one page of HTML that needs nothing but itself.

use super::Fault;
use super::days::days;
use super::figure::Figure;
use super::flow::flow;
use super::forest::forest;
use super::frontier::frontiers;
use super::months::months;
use super::panels::panels;
use super::read::Results;
use super::words::groups;
use super::{answer, sections};
use crate::export::results::Texts;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// By this at its beginning a file is known as a report of this program.
pub const MARK: &str = "<meta name=\"generator\" content=\"casework report\">";

const STYLE: &str = include_str!("style.css");

/// Where decisions wait.
const WAITS: [&str; 6] = [
    "decision_wait_manager_days",
    "decision_wait_team_manager_days",
    "decision_wait_head_days",
    "decision_wait_legal_days",
    "decision_wait_panel_days",
    "decision_wait_court_days",
];
/// Who is not served.
const UNSERVED: [&str; 6] = [
    "unallocated_mean",
    "wait_for_worker_days",
    "not_seen_28_share",
    "unseen_high_risk_days_per_100_referred",
    "missed_risk_share",
    "rereferral_12_months_share",
];

/// A part of the page: the name it is linked by, its title, what is in it.
struct Part {
    id: &'static str,
    title: &'static str,
    body: Markup,
}

/// The report of a folder.
///
/// # Errors
/// If a table of the folder is not what this program writes, or a chart cannot be drawn.
pub fn page(texts: &Texts) -> Result<String, Fault> {
    let results = Results::read(texts)?;
    let title = answer::title(&results);
    let parts = parts(&results)?;
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                (PreEscaped(MARK))
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#content" { "Skip to the answer" }
                header {
                    p.kind { "casework: results of a simulation" }
                    h1 { (title) }
                }
                main id="content" tabindex="-1" {
                    (answer::answer(&results))
                    nav aria-label="Contents" {
                        ul { @for part in &parts { li { a href={ "#" (part.id) } { (part.title) } } } }
                    }
                    @for part in &parts {
                        section aria-labelledby=(part.id) {
                            h2 id=(part.id) { (part.title) }
                            (part.body)
                        }
                    }
                }
                footer { (sections::colophon(&results)) }
            }
        }
    };
    Ok(page.into_string())
}

fn parts(results: &Results) -> Result<Vec<Part>, Fault> {
    let mut parts = vec![Part {
        id: "asked",
        title: "What was asked",
        body: sections::asked(results),
    }];
    let mut add = |id, title, body: Option<Markup>| {
        parts.extend(body.map(|body| Part { id, title, body }));
    };
    add("answers", "Questions answered", sections::answers(results));
    let compared = !results.pairs.is_empty();
    add(
        "comparison",
        "What differs",
        compared.then(|| sections::comparison(results)),
    );
    add(
        "measures",
        "Main measures",
        (!compared).then(|| sections::means(results)),
    );
    let mut forests = Vec::new();
    for (at, (_, pairs)) in groups(results).into_iter().enumerate() {
        forests.extend(forest(
            results,
            &pairs,
            format!("differences-{at}"),
            at == 0,
        )?);
    }
    add(
        "differences",
        "Differences against what matters",
        figures(&forests),
    );
    add(
        "frontier",
        "What each level buys",
        figures(&frontiers(results)?),
    );
    add("time", "Over time", figures(&months(results)?));
    add(
        "families",
        "What becomes of referrals",
        Some(one(flow(results)?, "no arm has referrals in a year")),
    );
    add(
        "day-section",
        "Where a working day goes",
        Some(one(days(results)?, "no arm has hours of a working day")),
    );
    let waits = panels(
        results,
        "waits",
        &WAITS,
        WAITS[0],
        "Mean days from the moment a decision is needed or asked for; each panel has a scale of its own. Model assumption only: no arm is \
         ranked on it.",
    )?;
    add(
        "decisions",
        "Where decisions wait",
        Some(one(waits, "no decision waited in any arm")),
    );
    let unserved = panels(
        results,
        "unserved",
        &UNSERVED,
        UNSERVED[0],
        "Closing families flatters measures of open families, so read these beside them. All but re-referrals rest on assumption alone.",
    )?;
    add(
        "unserved-section",
        "Families not served",
        Some(one(unserved, "no arm counts them")),
    );
    add("words", "In words", sections::findings(results));
    add(
        "limits",
        "Assumptions and limits",
        Some(sections::limits(results)),
    );
    add("again", "How to repeat it", Some(sections::again(results)));
    Ok(parts)
}

fn figures(all: &[Figure]) -> Option<Markup> {
    (!all.is_empty()).then(|| html! { @for figure in all { (figure.markup()) } })
}

/// A figure, or one line on why there is none.
fn one(figure: Option<Figure>, why: &str) -> Markup {
    figure.map_or_else(
        || html! { p { "No chart: " (why) "." } },
        |figure| figure.markup(),
    )
}
