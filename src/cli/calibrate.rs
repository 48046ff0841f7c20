//! `casework calibrate`.

use crate::cli::args::{CalibrateArgs, threads};
use crate::cli::design::{Design, failures};
use crate::cli::dry::seconds_of_one;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{diagnostic, print, text};
use crate::experiment::emulator::width;
use crate::experiment::history::CUT;
use crate::experiment::plan::Arm;
use crate::experiment::points::{Evaluated, simulated};
use crate::export::calibration::{PROFILES, SETS, TARGETS, write_calibration};
use crate::export::points::names;
use crate::scenario::Calibration;
use crate::scenario::cost::time;
use crate::study::calibrate::{Profile, Refused, Task, Tried, profiles};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// What one wave came to.
struct Done {
    points: usize,
    share: f64,
    explained: Vec<f64>,
}

/// Fits and keeps plausible sets.
pub(crate) fn calibrate(args: &CalibrateArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let usage = |what: String| Trouble::Usage(format!("error: {what}"));
    let declared = Calibration::load(args.file.as_deref()).map_err(usage)?;
    let task = Task::new(declared).map_err(|why| match why {
        Refused::Scenario(name, problems) => Trouble::Usage(diagnostic::drawn(&problems, &name)),
        Refused::Declared(what) => usage(what),
    })?;
    if args.dry_run {
        return dry(args, &task);
    }
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| Path::new("output").join("calibrate"));
    let (mut waves, mut done) = (Vec::new(), Vec::new());
    for number in 1..=task.declared.waves {
        let design = task.design(&waves);
        let least = width(task.searched.len());
        if design.positions.len() <= least {
            return Err(Trouble::Failed(format!(
                "error: wave {number} has {} left to run, and a surface needs more than {least}: the figures rule out nearly all values \
                 searched. The simulations are kept; look at what the figures need that the model cannot give",
                text::counted(design.positions.len(), "point")
            )));
        }
        let name = format!("wave-{number}");
        let round = Round {
            task: &task,
            folder: &folder,
            name: &name,
            fresh: false,
        };
        let Some(found) = round.run(&design.positions, args, stop)? else {
            return Ok(Ending::Interrupted);
        };
        let (wave, explained) = task.wave(&design.positions, &found);
        waves.push(wave);
        done.push(Done {
            points: design.positions.len(),
            share: design.share,
            explained,
        });
    }
    let candidates = task.candidates(&waves);
    let round = Round {
        task: &task,
        folder: &folder,
        name: "fresh",
        fresh: true,
    };
    let Some(found) = round.run(&candidates.positions, args, stop)? else {
        return Ok(Ending::Interrupted);
    };
    let tried = task.tried(&candidates.positions, &found);
    let sets = task.sets(&tried);
    let profiles = profiles(&task, &task.sample(&waves));
    let number = sets.len();
    write_calibration(&folder, &task, sets, &profiles, &tried)
        .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
    let page = Page {
        task: &task,
        done: &done,
        share: candidates.share,
        tried: &tried,
        profiles: &profiles,
        sets: number,
        folder: &folder,
    };
    print(&if args.json {
        format!("{:#}\n", page.document())
    } else {
        page.page(text::width())
    })
}

/// Simulations at some positions.
struct Round<'r> {
    task: &'r Task,
    folder: &'r PathBuf,
    name: &'r str,
    fresh: bool,
}

impl Round<'_> {
    /// Runs what is not there yet. None if it was interrupted, which is then said.
    fn run(
        &self,
        positions: &[Vec<f64>],
        args: &CalibrateArgs,
        stop: &AtomicBool,
    ) -> Result<Option<Evaluated>, Trouble> {
        let Self {
            task,
            folder,
            name,
            fresh,
        } = *self;
        let described = format!("{}\n{name} {positions:?}", task.described());
        let design = Design {
            folder,
            name,
            described: &described,
            jobs: task.jobs(positions.len(), fresh),
            columns: &names(),
            threads: threads(args.threads),
            quiet: args.quiet,
        };
        let found = design.carry_out(stop, &|job| {
            let (replication, config) = task.simulation(positions, fresh, job);
            simulated(stop, config.as_ref(), task.declared.seed, replication)
        })?;
        failures(&found)?;
        Ok((!found.interrupted).then_some(found))
    }
}

/// What it would take.
fn dry(args: &CalibrateArgs, task: &Task) -> Result<Ending, Trouble> {
    let seconds: f64 = (task.authorities.iter())
        .map(|loaded| seconds_of_one(&Arm::new(&loaded.name, &loaded.name, loaded.config.clone())))
        .sum::<f64>()
        / task.authorities.len() as f64;
    let waves = task.jobs(task.declared.points as usize, false) * task.declared.waves;
    let fresh = task.jobs(task.declared.candidates as usize + 1, true);
    let threads = threads(args.threads);
    let all = seconds * f64::from(waves + fresh) / threads as f64;
    if args.json {
        let document = json!({"numbers": task.searched.len(), "figures": task.fitted.len(), "simulations": waves + fresh,
            "threads": threads, "seconds": all});
        return print(&format!("{document:#}\n"));
    }
    print(&format!(
        "Nothing was run. It would be:\nNumbers: {} to fit, to {} figures of {}\nRuns:    {waves} simulations in {} and {fresh} on fresh seeds\nTime:    \
         about {} on {}\n",
        task.searched.len(),
        task.fitted.len(),
        text::counted(task.authorities.len(), "authority").replace("authoritys", "authorities"),
        text::counted(task.declared.waves, "wave"),
        time(all),
        text::counted(threads, "thread"),
    ))
}

/// What there is to show.
struct Page<'p> {
    task: &'p Task,
    done: &'p [Done],
    share: f64,
    tried: &'p [Tried],
    profiles: &'p [Profile],
    sets: usize,
    folder: &'p Path,
}

impl Page<'_> {
    /// Candidates that passed, the stated values not counted.
    fn passed(&self) -> usize {
        self.tried.iter().skip(1).filter(|t| t.plausible).count()
    }

    fn page(&self, width: u16) -> String {
        let task = self.task;
        let names: Vec<&str> = task.authorities.iter().map(|a| a.name.as_str()).collect();
        let mut page = text::heading(
            &format!(
                "{} numbers fitted to {} figures of {}",
                task.searched.len(),
                task.fitted.len(),
                names.join(" and ")
            ),
            width,
        );
        page += &self.waves(width);
        page += &text::wrapped(&self.answer(), width, 0);
        page += &format!(
            "\n{}",
            text::heading("Which numbers the figures pin down", width)
        );
        page += &self.pinned(width);
        page += &format!(
            "\n{}",
            text::heading("The figures, most missed first", width)
        );
        page += &self.figures(width);
        page += &text::wrapped(
            &format!(
                "{SETS}, {PROFILES} and {TARGETS} are in {}.",
                self.folder.display()
            ),
            width,
            0,
        );
        page
    }

    fn waves(&self, width: u16) -> String {
        let header = [
            "wave",
            "points",
            "space left before it, %",
            "figures with a good surface",
        ]
        .map(str::to_owned)
        .to_vec();
        let rows = (self.done.iter().zip(1..))
            .map(|(wave, number)| {
                let good = wave.explained.iter().filter(|&&q| q >= 0.5).count();
                vec![
                    number.to_string(),
                    wave.points.to_string(),
                    format!("{:.2}", 100.0 * wave.share),
                    format!("{good} of {}", wave.explained.len()),
                ]
            })
            .collect();
        text::table(header, rows, width)
    }

    fn answer(&self) -> String {
        let (task, candidates) = (self.task, self.tried.len() - 1);
        let stated = &self.tried[0];
        format!(
            "After the last wave {:.2} % of the space is left. Of {candidates} candidates from it {} pass on fresh seeds, with no more than {} of {} \
             figures missed by more than {CUT} standard deviations; {} are kept as plausible sets. The stated values miss {}, and {} \
             themselves. A surface is called good where it explains half of what varies: chance between studies is the rest. The fit uses \
             all these figures: that they are met says nothing of figures that were not used.",
            100.0 * self.share,
            self.passed(),
            task.forgiven(),
            task.fitted.len(),
            self.sets,
            stated.misses,
            if stated.plausible {
                "pass"
            } else {
                "do not pass"
            },
        )
    }

    fn pinned(&self, width: u16) -> String {
        let header = [
            "number",
            "stated",
            "searched",
            "nine in ten of what is left",
            "verdict",
        ]
        .map(str::to_owned)
        .to_vec();
        let rows = (self.profiles.iter())
            .map(|p| {
                vec![
                    p.key.clone(),
                    p.stated.to_string(),
                    format!("{} to {}", p.range.0, p.range.1),
                    format!("{:.3} to {:.3}", p.left.0, p.left.1),
                    if p.is_loose() {
                        "not pinned down"
                    } else {
                        "narrowed"
                    }
                    .to_owned(),
                ]
            })
            .collect();
        text::table(header, rows, width)
    }

    /// The figures by how many plausible candidates miss them, and by how far the stated values do.
    fn ordered(&self) -> Vec<(usize, f64)> {
        let passed: Vec<&Tried> = self.tried.iter().skip(1).filter(|t| t.plausible).collect();
        let mean = |at: usize| {
            let sum: f64 = passed.iter().map(|t| t.rows[at].1).sum();
            sum / passed.len().max(1) as f64
        };
        let mut all: Vec<(usize, f64)> = (0..self.task.fitted.len())
            .map(|at| (at, mean(at)))
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all
    }

    fn figures(&self, width: u16) -> String {
        let header = [
            "figure",
            "published",
            "stated values",
            "plausible sets",
            "standard deviations off",
        ]
        .map(str::to_owned)
        .to_vec();
        let passed: Vec<&Tried> = self.tried.iter().skip(1).filter(|t| t.plausible).collect();
        let rows = (self.ordered().into_iter())
            .map(|(at, implausibility)| {
                let figure = &self.task.fitted[at];
                let means = passed.iter().map(|t| t.rows[at].0);
                let low = means.clone().fold(f64::INFINITY, f64::min);
                let high = means.fold(f64::NEG_INFINITY, f64::max);
                let authority = &self.task.authorities[figure.authority].name;
                vec![
                    format!("{authority} {}, {}", figure.row.table, figure.row.label),
                    format!("{:.2}", figure.published),
                    format!("{:.2}", self.tried[0].rows[at].0),
                    if passed.is_empty() {
                        "-".to_owned()
                    } else {
                        format!("{low:.2} to {high:.2}")
                    },
                    if passed.is_empty() {
                        format!("{:.1}", self.tried[0].rows[at].1)
                    } else {
                        format!("{implausibility:.1}")
                    },
                ]
            })
            .collect();
        text::table(header, rows, width)
    }

    fn document(&self) -> Value {
        let waves: Vec<Value> = (self.done.iter())
            .map(|w| json!({"points": w.points, "share": w.share}))
            .collect();
        let profiles: Vec<Value> = (self.profiles.iter())
            .map(|p| {
                json!({"key": p.key, "stated": p.stated, "range": [p.range.0, p.range.1], "left": [finite(p.left.0), finite(p.left.1)],
                    "pinned_down": !p.is_loose()})
            })
            .collect();
        json!({"program": "casework", "version": env!("CARGO_PKG_VERSION"), "seed": self.task.declared.seed, "waves": waves,
            "share_left": self.share, "candidates": self.tried.len() - 1, "plausible": self.passed(), "sets": self.sets,
            "stated_plausible": self.tried[0].plausible, "stated_misses": self.tried[0].misses, "profiles": profiles})
    }
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}
