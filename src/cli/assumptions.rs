//! `casework assumptions`.

use crate::cli::args::AssumptionsArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{diagnostic, print, text};
use crate::export::artefact::made_by;
use crate::export::assumptions::write_register;
use crate::scenario::load;
use crate::study::assumptions::{Assumption, Rating, TRIED, assumptions, moved_alone};
use serde_json::{Value, json};

/// The artefact that says how far the comparison moves.
const MOVEMENTS: &str = "ends";

/// Prints or writes the register.
pub(crate) fn register(args: &AssumptionsArgs) -> Result<Ending, Trouble> {
    let loaded = load(&args.scenario, &args.set)
        .map_err(|problems| Trouble::Usage(diagnostic::drawn(&problems, &args.scenario)))?;
    let all = assumptions(&loaded);
    if let Some(file) = &args.csv {
        write_register(file, &all)
            .map_err(|error| Trouble::failed(format!("cannot write the register: {error}")))?;
    }
    if args.json {
        let rows: Vec<Value> = all.iter().map(row).collect();
        let document = json!({"program": "casework", "version": env!("CARGO_PKG_VERSION"), "scenario": loaded.name,
            "moved_by": made_by(MOVEMENTS), "assumptions": rows});
        return print(&format!("{document:#}\n"));
    }
    print(&page(&loaded.name, &all, args.all, text::width()))
}

fn row(one: &Assumption) -> Value {
    json!({"id": one.key, "meaning": one.meaning, "unit": one.unit, "value": one.value, "source": one.source.to_string(),
        "rating": one.rating.word(), "used_in": one.used_in,
        "moves": one.movement.map(|m| json!({"measure": m.measure, "size": m.size, "margins": m.margins}))})
}

fn page(name: &str, all: &[Assumption], everything: bool, width: u16) -> String {
    let count = |rating: Rating| all.iter().filter(|one| one.rating == rating).count();
    let untried = |one: &&Assumption| one.rating == Rating::Red && one.movement.is_none();
    let mut page = text::heading(&format!("What {name} assumes"), width);
    page += &text::wrapped(
        &format!(
            "{} parameters: {} green (from the study, a statistic, the law or a formula), {} amber (assumed, and the difference between units \
             and teams was not seen to move with them by more than matters), {} red (assumed, and it was; {} of these were never tried: \
             switches, lists of words, values of your own). A screen of all ranges chose {} that were then moved alone between the ends of their \
             range, all else as stated: by, with its sign, is the difference at the high end less that at the low end. The command, which does \
             both: `casework {}`.",
            all.len(),
            count(Rating::Green),
            count(Rating::Amber),
            count(Rating::Red),
            all.iter().filter(untried).count(),
            moved_alone(),
            made_by(MOVEMENTS),
        ),
        width,
        0,
    );
    if name != TRIED {
        page += &text::wrapped(
            &format!("What was tried is {TRIED}: {name} may move otherwise."),
            width,
            0,
        );
    }
    let header = ["key", "rating", "value", "moves most", "by", "margins"].map(str::to_owned);
    let shown = |one: &&Assumption| (everything || one.rating == Rating::Red) && !untried(one);
    let rows = all.iter().filter(shown).map(|one| {
        let moves = one.movement.map_or_else(
            || [String::new(), String::new(), String::new()],
            |m| {
                let by = format!("{:.3}", m.size);
                [m.measure.to_owned(), by, format!("{:.1}", m.margins)]
            },
        );
        let start = [
            one.key.clone(),
            one.rating.word().to_owned(),
            short(&one.value),
        ];
        start.into_iter().chain(moves).collect()
    });
    page += &text::table(header.to_vec(), rows.collect(), width);
    let keys: Vec<&str> = (all.iter().filter(untried))
        .map(|one| one.key.as_str())
        .collect();
    if !keys.is_empty() {
        page += &text::wrapped(
            &format!("Red because not tried: {}.", keys.join(", ")),
            width,
            0,
        );
    }
    if !everything {
        page += &text::wrapped(
            "Red ones only; --all shows every parameter, --csv FILE writes the register with meanings, sources and where in the code.",
            width,
            0,
        );
    }
    page
}

/// A value as far as a table has room.
fn short(value: &str) -> String {
    const MOST: usize = 24;
    if value.chars().count() <= MOST {
        value.to_owned()
    } else {
        value.chars().take(MOST - 3).chain("...".chars()).collect()
    }
}
