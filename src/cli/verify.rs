//! `casework verify`.

use crate::cli::args::{VerifyArgs, threads};
use crate::cli::exit::{Ending, Trouble};
use crate::cli::progress::Progress;
use crate::cli::{print, text};
use crate::export::quality::{QUALITY_LOG, write_quality_log};
use crate::proof::{Control, Pack, Row, Rule, run};
use crate::study::verify::{known_rows, sentences};
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Holds the kernel and the statistics against theory.
pub(crate) fn verify(args: &VerifyArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let about = args.about.as_deref().unwrap_or_default();
    let pack = Pack::all().about(about);
    let progress = Progress::new(pack.jobs(), args.quiet);
    let control = Control {
        threads: threads(args.threads),
        stop,
        job_done: &|| progress.one_more(),
    };
    let measured = run(&pack, args.seed, &control);
    progress.finish();
    let measured =
        measured.map_err(|error| Trouble::failed(format!("cannot start threads: {error}")))?;
    let Some(mut rows) = measured else {
        let _ = writeln!(anstream::stderr(), "interrupted: nothing is written");
        return Ok(Ending::Interrupted);
    };
    rows.extend(known_rows(about));
    if rows.is_empty() {
        return Err(Trouble::Usage(format!(
            "error: no case has {about:?} in its name; `casework verify` alone runs all of them"
        )));
    }
    if let Some(folder) = folder(args) {
        write_quality_log(&folder, &rows)
            .map_err(|error| Trouble::failed(format!("cannot write the log: {error}")))?;
        progress.note(&format!("{QUALITY_LOG} in {}", folder.display()));
    }
    print(&if args.json {
        document(args, &rows)
    } else {
        page(args, &rows, text::width())
    })?;
    let missed: Vec<&str> = (rows.iter().filter(|row| !row.holds()))
        .map(|row| row.case.as_str())
        .collect();
    if missed.is_empty() {
        return Ok(Ending::Done);
    }
    Err(Trouble::failed(format!(
        "{} not hold: {}",
        match missed.len() {
            1 => "1 row does".to_owned(),
            n => format!("{n} rows do"),
        },
        missed.join("; ")
    )))
}

/// Where the log goes. A part of the pack does not take the place of the whole unless it is told to.
fn folder(args: &VerifyArgs) -> Option<PathBuf> {
    let own = || Path::new("output").join("verify");
    (args.out.clone()).or_else(|| args.about.is_none().then(own))
}

fn page(args: &VerifyArgs, rows: &[Row], width: u16) -> String {
    let mut page = text::wrapped(
        &format!("casework: proof pack, seed {}.", args.seed),
        width,
        0,
    );
    page += "\n";
    let header = [
        "case",
        "theory",
        "estimate",
        "standard\nerror",
        "z",
        "verdict",
    ];
    let lines = rows.iter().map(|row| {
        vec![
            row.case.clone(),
            row.theory.map_or_else(|| "-".to_owned(), number),
            number(row.estimate),
            row.standard_error.map_or_else(|| "-".to_owned(), number),
            row.z()
                .map_or_else(|| "-".to_owned(), |z| format!("{z:.2}")),
            row.verdict().to_owned(),
        ]
    });
    page += &text::table(header.map(str::to_owned).to_vec(), lines.collect(), width);
    page += "\n";
    for sentence in sentences(rows, args.about.is_none()) {
        page += &text::wrapped(&sentence, width, 0);
    }
    page
}

/// Six figures, whole numbers without a point.
fn number(x: f64) -> String {
    const FIGURES: i32 = 6;
    if x == 0.0 || !x.is_finite() {
        return x.to_string();
    }
    let before = places_before(x);
    if !(-3..FIGURES).contains(&before) {
        return format!("{x:.2e}");
    }
    let places = usize::try_from(FIGURES - before).unwrap_or(0);
    let shown = format!("{x:.places$}");
    match shown.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => shown,
    }
}

/// Figures before the point, none or fewer for what is less than one.
fn places_before(x: f64) -> i32 {
    x.abs().log10().floor() as i32 + 1
}

fn document(args: &VerifyArgs, rows: &[Row]) -> String {
    let lines: Vec<Value> = (rows.iter())
        .map(|row| {
            json!({"case": row.case, "theory": row.theory, "estimate": row.estimate,
                "standard_error": row.standard_error, "z": row.z(), "verdict": row.verdict(),
                "replications": row.replications, "rule": row.rule.words(), "source": row.source})
        })
        .collect();
    let judged = || rows.iter().filter(|row| row.rule != Rule::Measured);
    let held = judged().filter(|row| row.holds()).count();
    let document = json!({
        "program": "casework",
        "version": env!("CARGO_PKG_VERSION"),
        "seed": args.seed,
        "judged": judged().count(),
        "held": held,
        "rows": lines,
        "sentences": sentences(rows, args.about.is_none()),
    });
    format!("{document:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_six_figures() {
        assert_eq!(number(4.134_184_60), "4.13418");
        assert_eq!(number(0.583_039_75), "0.583040");
        assert_eq!(number(0.048_769_74), "0.0487697");
        assert_eq!(number(-12.5), "-12.5000");
        assert_eq!(number(332.0), "332");
        assert_eq!(number(0.0), "0");
        assert_eq!(number(2.410_504_38e-4), "0.000241050");
        assert_eq!(number(3.2e-13), "3.20e-13");
    }
}
