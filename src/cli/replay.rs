//! `casework replay`.

use crate::cli::args::{ReplayArgs, SEED, sets, threads};
use crate::cli::exit::{Ending, Trouble};
use crate::cli::job::{load_arm, refused};
use crate::cli::{print, text};
use crate::experiment::plan::Arm;
use crate::experiment::replication::{Attempt, attempt_watched};
use crate::experiment::runner::Tried;
use crate::experiment::sweep::{Unsized, structure_arms};
use crate::export::csv::{row_cells, stored_row};
use crate::export::journal::JournalRows;
use crate::export::stored::Stored;
use crate::observe::{Journal, Line, Notables, ReplicationSummary, Story, Subject, measures};
use crate::study::shown::Shown;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Columns of the date in a story.
const DATE_WIDTH: u16 = 18;
const CAUTION: &str =
    "Simulated: no family in this story is or was real. It may tell of abuse and violence.";

/// What is replayed.
struct Source {
    arm: Arm,
    seed: u64,
    /// The folder of results it was taken from.
    folder: Option<Stored>,
}

/// Runs one replication again.
pub(crate) fn replay(args: &ReplayArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let Some(source) = source(args, stop)? else {
        return Ok(Ending::Interrupted);
    };
    let subject = (args.family.map(Subject::Family)).or_else(|| args.worker.map(Subject::Worker));
    let config = &source.arm.config;
    let mut story = subject.map(|subject| Story::new(subject, config));
    let mut notables = Notables::default();
    let mut journal = Journal::new(config);
    let mut file = (args.journal.as_deref())
        .map(JournalRows::create)
        .transpose()
        .map_err(|error| Trouble::failed(format!("cannot write the journal: {error}")))?;
    let mut written = Ok(());
    let mut put = |entry: &_, file: &mut JournalRows| {
        if written.is_ok() {
            written = file.write(entry);
        }
    };
    let (attempt, world) = attempt_watched(
        stop,
        config,
        source.seed,
        args.replication,
        &mut |fact, now, world| {
            if let Some(story) = &mut story {
                story.see(fact, now, world);
            } else {
                notables.see(fact, now, world);
            }
            if let Some(file) = &mut file {
                journal.see(fact, now, world, &mut |entry| put(entry, file));
            }
        },
    );
    let rows =
        match file {
            None => None,
            Some(file) if matches!(attempt, Attempt::Stopped) => {
                file.discard();
                None
            }
            Some(mut file) => {
                journal.finish(&mut |entry| put(entry, &mut file));
                let rows = written.and_then(|()| file.finish());
                Some(rows.map_err(|error| {
                    Trouble::failed(format!("cannot write the journal: {error}"))
                })?)
            }
        };
    let summary = match attempt {
        Attempt::Done(summary) => Some(summary),
        Attempt::Stopped => return Ok(Ending::Interrupted),
        Attempt::Failed(failure) => {
            let _ = writeln!(
                anstream::stderr(),
                "error: the replication fails {failure}\n  what follows is what happened until then"
            );
            None
        }
    };
    let told = match (story, world) {
        (Some(story), Some(world)) => Some(story.finish(&world).ok_or_else(|| nobody(args))?),
        _ => None,
    };
    let is_same = match &summary {
        Some(summary) => same_row(&source, args.replication, summary)?,
        None => None,
    };
    let replayed = Replayed {
        replication: args.replication,
        source: &source,
        subject,
        summary: summary.as_ref(),
        told: told.as_deref(),
        notables: &notables,
        journal: args.journal.as_deref().zip(rows),
        is_same,
    };
    print(&if args.json {
        replayed.document()
    } else {
        replayed.page(text::width())
    })?;
    match summary {
        Some(_) => Ok(Ending::Done),
        None => Err(Trouble::failed("the replication did not reach its end")),
    }
}

/// The arm to replay; nothing if it is asked to stop while arms are sized.
fn source(args: &ReplayArgs, stop: &AtomicBool) -> Result<Option<Source>, Trouble> {
    let folder = Path::new(&args.what);
    if folder.is_dir() {
        if args.seed.is_some() || args.years.is_some() || !args.set.is_empty() {
            return Err(Trouble::Usage(format!(
                "error: {} has its own seed and settings: leave out --seed, --years and --set",
                folder.display()
            )));
        }
        let stored = Stored::open(folder).map_err(refused)?;
        let plan = &stored.plan;
        if args.replication >= plan.tries() {
            return Err(Trouble::Usage(format!(
                "error: {} has replications 0 to {}, and no {}",
                folder.display(),
                plan.tries() - 1,
                args.replication
            )));
        }
        let arm = named(&plan.arms, args.arm.as_deref())?;
        // Under a plausible set the arm has the values of that set.
        let place = plan.arms.iter().position(|one| one.name == arm.name);
        let config = place.map_or_else(
            || arm.config.clone(),
            |at| plan.config(at, args.replication).into_owned(),
        );
        let arm = Arm { config, ..arm };
        return Ok(Some(Source {
            arm,
            seed: plan.seed,
            folder: Some(stored),
        }));
    }
    let own = load_arm(&args.what, &sets(&args.set, args.years))?;
    let mut arms = vec![own];
    if let Some(unchanged) = arms[0].without_change() {
        arms.push(unchanged);
    } else if args.arm.as_ref().is_some_and(|name| *name != arms[0].name) {
        match structure_arms(&arms[0].config, threads(None), stop) {
            Ok(structures) => arms.extend(structures),
            Err(Unsized::Stopped) => return Ok(None),
            Err(error) => {
                return Err(Trouble::failed(format!(
                    "the arms cannot be sized: {error}"
                )));
            }
        }
    }
    Ok(Some(Source {
        arm: named(&arms, args.arm.as_deref())?,
        seed: args.seed.unwrap_or(SEED),
        folder: None,
    }))
}

/// The arm of this name, or else the first.
fn named(arms: &[Arm], name: Option<&str>) -> Result<Arm, Trouble> {
    let found = match name {
        None => arms.first(),
        Some(name) => arms.iter().find(|arm| arm.name == name),
    };
    found.cloned().ok_or_else(|| {
        let names: Vec<&str> = arms.iter().map(|arm| arm.name.as_str()).collect();
        Trouble::Usage(format!(
            "error: no arm is called {}; the arms are {}",
            name.unwrap_or_default(),
            names.join(", ")
        ))
    })
}

/// Whether the row is the one that the folder has; nothing if it has none.
fn same_row(
    source: &Source,
    replication: u32,
    summary: &ReplicationSummary,
) -> Result<Option<bool>, Trouble> {
    let Some(folder) = &source.folder else {
        return Ok(None);
    };
    let unreadable = |error| Trouble::failed(format!("cannot read the row: {error}"));
    let row = stored_row(&folder.folder, &source.arm.name, replication).map_err(unreadable)?;
    if let Some(cells) = row {
        return Ok(Some(cells == row_cells(summary)));
    }
    // An unfinished experiment may have no table yet.
    let arm = (folder.plan.arms.iter()).position(|arm| arm.name == source.arm.name);
    let kept = folder.recall(replication).map_err(unreadable)?;
    Ok(match (kept, arm) {
        (Some(Tried::Complete(kept)), Some(arm)) => {
            Some(row_cells(&kept.arms[arm]) == row_cells(summary))
        }
        _ => None,
    })
}

fn nobody(args: &ReplayArgs) -> Trouble {
    let (who, number) = match (args.family, args.worker) {
        (Some(number), _) => ("family", number),
        (_, number) => ("worker", number.unwrap_or_default()),
    };
    Trouble::Usage(format!(
        "error: replication {} has no {who} {number}",
        args.replication
    ))
}

/// What a replay has to show.
struct Replayed<'r> {
    replication: u32,
    source: &'r Source,
    subject: Option<Subject>,
    summary: Option<&'r ReplicationSummary>,
    told: Option<&'r [Line]>,
    notables: &'r Notables,
    journal: Option<(&'r Path, u64)>,
    is_same: Option<bool>,
}

impl Replayed<'_> {
    fn page(&self, width: u16) -> String {
        let Self {
            replication,
            source: Source { arm, seed, .. },
            ..
        } = self;
        let whose = match self.subject {
            Some(Subject::Family(number)) => format!("family {number} in "),
            Some(Subject::Worker(number)) => format!("worker {number} in "),
            None => String::new(),
        };
        let mut page = format!(
            "casework: {whose}replication {replication} of arm {}, seed {seed}\n",
            arm.name
        );
        match self.is_same {
            Some(true) => page += "The row is the same as the one that is kept.\n",
            Some(false) => {
                page += "The row is NOT the same as the one that is kept: that was written by another build, or changed.\n";
            }
            None => {}
        }
        if let Some((path, rows)) = self.journal {
            page += &format!("Journal: {rows} rows in {}\n", path.display());
        }
        if let Some(lines) = self.told {
            page += &text::wrapped(CAUTION, width, 0);
            page.push('\n');
            for line in lines {
                page += &text::hanging(&line.date, &line.text, width, DATE_WIDTH);
            }
        } else if let Some(summary) = self.summary {
            page.push('\n');
            let rows = measures()
                .iter()
                .zip(&summary.values)
                .map(|(measure, &value)| {
                    let shape = Shown::of(measure, value.abs());
                    vec![
                        shape.label(measure),
                        shape.number(value),
                        measure.unit.into(),
                    ]
                });
            let header = ["measure", "value", "unit"].map(str::to_owned);
            page += &text::table(header.to_vec(), rows.collect(), width);
            let families = self.notables.families();
            if !families.is_empty() {
                page += "\nFamilies worth following:\n";
                for (family, why) in families {
                    page += &format!("  --family {family:<6} {why}\n");
                }
            }
        }
        page
    }

    fn document(&self) -> String {
        let values = self.summary.map(|summary| {
            (measures().iter().zip(&summary.values))
                .map(|(measure, value)| (measure.name.to_owned(), json!(value)))
                .collect::<Map<String, Value>>()
        });
        let story = self.told.map(|lines| {
            (lines.iter())
                .map(|line| json!({"date": line.date, "text": line.text}))
                .collect::<Vec<_>>()
        });
        let document = json!({
            "program": "casework",
            "version": env!("CARGO_PKG_VERSION"),
            "arm": self.source.arm.name,
            "seed": self.source.seed,
            "replication": self.replication,
            "values": values,
            "same_as_stored": self.is_same,
            "story": story,
            "caution": self.told.map(|_| CAUTION),
            "journal": self.journal.map(|(path, rows)| json!({"file": path.display().to_string(), "rows": rows})),
        });
        format!("{document:#}\n")
    }
}
