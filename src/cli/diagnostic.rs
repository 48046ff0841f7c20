//! What is wrong with a scenario, drawn over its text.

use crate::cli::text::counted;
use crate::scenario::{Mark, Origin, Problem, Problems, plain};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};
use std::ops::Range;

/// Problems drawn; of more than these the reader has lost count.
const MOST_DRAWN: usize = 100;
/// Characters of a line that are shown before and after what is meant.
const AROUND: usize = 60;

/// Every problem over the line it is in, with colours, and how many there are.
pub fn drawn(problems: &Problems, scenario: &str) -> String {
    let all = problems.as_slice();
    let mut text = String::new();
    for problem in all.iter().take(MOST_DRAWN) {
        text += &draw(problem);
        text += "\n\n";
    }
    if all.len() > MOST_DRAWN {
        text += &format!("and {} more\n\n", all.len() - MOST_DRAWN);
    }
    text + &count(problems, scenario)
}

/// How many mistakes there are.
pub(crate) fn count(problems: &Problems, scenario: &str) -> String {
    let number = counted(problems.as_slice().len(), "mistake");
    format!("error: {number} in {}\n", plain(scenario))
}

fn draw(problem: &Problem) -> String {
    let mut group = Group::with_title(Level::ERROR.primary_title(problem.title()));
    if let Some(origin) = &problem.origin {
        group = match Shown::of(origin) {
            Some(shown) => {
                let name = plain(&origin.source.name);
                let line = origin.line().unwrap_or(1);
                let mut snippet = Snippet::source(shown.line).line_start(line).annotation(
                    AnnotationKind::Primary
                        .span(shown.meant)
                        .label(label(problem)),
                );
                if shown.cut {
                    // The column cannot be told from what is left of the line.
                    let place = annotate_snippets::Origin::path(name).line(line);
                    group = group.element(place.char_column(origin.column().unwrap_or(1)));
                } else {
                    snippet = snippet.path(name);
                }
                group.element(snippet)
            }
            None => group.element(annotate_snippets::Origin::path(plain(&origin.source.name))),
        };
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(plain(help)));
    }
    // Lines are cut here, around what is meant; the renderer needs to cut none.
    let renderer = Renderer::styled()
        .decor_style(DecorStyle::Unicode)
        .term_width(usize::MAX / 4);
    renderer.render(&[group])
}

/// What is said at the place itself: the message without what was found there, which is to be seen.
fn label(problem: &Problem) -> String {
    if problem.mark == Mark::Other {
        return "contradicts it".to_owned();
    }
    let message = problem.message.as_str();
    let end = ["; ", ": ", ", but "]
        .iter()
        .filter_map(|stop| message.find(stop))
        .min();
    plain(&message[..end.unwrap_or(message.len())])
}

/// A line as it is shown, and the bytes of that which are meant.
struct Shown {
    line: String,
    meant: Range<usize>,
    /// Whether its beginning was cut off.
    cut: bool,
}

impl Shown {
    /// The surroundings of a place: what would command a terminal replaced, long lines cut.
    fn of(origin: &Origin) -> Option<Self> {
        let (line, meant) = origin.written()?;
        let end = line[meant.clone()]
            .char_indices()
            .nth(2 * AROUND)
            .map_or(meant.end, |(at, _)| meant.start + at);
        let before = line[..meant.start].char_indices().rev().nth(AROUND - 1);
        let start = before.map_or(0, |(at, _)| at);
        let after = line[end..].char_indices().nth(AROUND);
        let stop = after.map_or(line.len(), |(at, _)| end + at);
        // Tabs are the renderer's to lay out.
        let part = |range: Range<usize>| {
            let words: Vec<String> = line[range].split('\t').map(plain).collect();
            words.join("\t")
        };
        let (lead, core, tail) = (
            part(start..meant.start),
            part(meant.start..end),
            part(end..stop),
        );
        let (cut, more) = (
            if start > 0 { "…" } else { "" },
            if stop < line.len() { "…" } else { "" },
        );
        let from = cut.len() + lead.len();
        Some(Self {
            meant: from..from + core.len(),
            cut: start > 0,
            line: format!("{cut}{lead}{core}{tail}{more}"),
        })
    }
}

/// The problems as one JSON value.
pub(crate) fn document(problems: &Problems, scenario: &str) -> Value {
    let problems: Vec<Value> = (problems.as_slice().iter())
        .map(|problem| {
            let origin = problem.origin.as_ref();
            json!({
                "file": origin.map(|origin| &origin.source.name),
                "line": origin.and_then(Origin::line),
                "column": origin.and_then(Origin::column),
                "key": problem.key,
                "message": problem.message,
                "help": problem.help,
            })
        })
        .collect();
    json!({"scenario": scenario, "problems": problems})
}
