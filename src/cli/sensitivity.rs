//! `casework sensitivity`.

use crate::cli::args::{SensitivityArgs, sets, threads};
use crate::cli::dry::seconds_of_one;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{design, diagnostic, print, text};
use crate::experiment::factor::{Factor, factors};
use crate::experiment::plan::Arm;
use crate::experiment::points::{Evaluated, nothing};
use crate::experiment::replication::{Attempt, attempt};
use crate::experiment::sobol::{Index, MOST_FACTORS};
use crate::experiment::sweep::{PILOTS, Unsized, structure_arms};
use crate::export::points::names;
use crate::export::sensitivity::{
    EFFECTS, ENDS, INDICES, write_effects, write_ends, write_indices,
};
use crate::observe::{Evidence, measures, survey_rows};
use crate::scenario::cost::time;
use crate::scenario::{Loaded, closest, load};
use crate::study::sensitivity::{
    CHANCE, CLEAR, Decomposition, ENDS_LEVEL, Ends, Move, Question, Screen, Simulation, ranked,
    stated,
};
use crate::study::shown::Shown;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Factors shown of each result.
const SHOWN: usize = 12;

/// What is done: a screen or a decomposition.
enum Design {
    Screen(Screen),
    Ends(Ends),
    Decomposition(Decomposition),
}

impl Design {
    fn jobs(&self, question: &Question) -> u32 {
        match self {
            Self::Screen(screen) => screen.jobs(question),
            Self::Ends(ends) => ends.jobs(question),
            Self::Decomposition(parts) => parts.jobs(question),
        }
    }

    fn simulation(&self, question: &Question, job: u32) -> Simulation {
        match self {
            Self::Screen(screen) => screen.simulation(question, job),
            Self::Ends(ends) => ends.simulation(question, job),
            Self::Decomposition(parts) => parts.simulation(question, job),
        }
    }
}

/// Screens assumptions, or takes variance apart over a few of them.
pub(crate) fn sensitivity(args: &SensitivityArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let loaded = load(&args.scenario, &sets(&args.set, args.years))
        .map_err(|problems| Trouble::Usage(diagnostic::drawn(&problems, &args.scenario)))?;
    let results = results(args)?;
    let factors = chosen(args, &loaded)?;
    if args.dry_run {
        return dry(args, &loaded, factors.len());
    }
    let Some(arms) = arms(args, &loaded, stop)? else {
        let _ = writeln!(
            anstream::stderr(),
            "interrupted while the arms were sized: no simulation was begun"
        );
        return Ok(Ending::Interrupted);
    };
    let question = Question {
        arms,
        factors,
        seed: args.seed,
    };
    let (kind, design) = match (args.sobol, args.ends) {
        (Some(points), _) => (
            format!("sobol {points}"),
            Design::Decomposition(Decomposition::new(&question, points)),
        ),
        (None, Some(replications)) => (
            format!("ends {replications}"),
            Design::Ends(Ends::new(replications)),
        ),
        (None, None) => (
            format!("walks {}", args.walks),
            Design::Screen(Screen::new(&question, args.walks)),
        ),
    };
    let jobs = design.jobs(&question);
    let threads = threads(args.threads);
    let folder = folder(args, &loaded);
    let described = format!("{kind}\n{}", question.described());
    let carried = design::Design {
        folder: &folder,
        name: "simulations",
        described: &described,
        jobs,
        threads,
        quiet: args.quiet,
    };
    let found = carried.carry_out(stop, &|job| {
        let Simulation {
            replication,
            config,
        } = design.simulation(&question, job);
        config.map_or_else(
            || Attempt::Done(nothing()),
            |config| attempt(stop, &config, question.seed, replication),
        )
    })?;
    if found.interrupted {
        return Ok(Ending::Interrupted);
    }
    let page = Page {
        args,
        question: &question,
        results: &results,
        found: &found,
        jobs,
    };
    let printed = match &design {
        Design::Screen(screen) => page.screen(screen, &folder)?,
        Design::Ends(ends) => page.ends(*ends, &folder)?,
        Design::Decomposition(parts) => page.decomposition(parts, &folder)?,
    };
    if !args.quiet {
        let _ = writeln!(anstream::stderr(), "files in {}", folder.display());
    }
    print(&printed)?;
    design::failures(&found)?;
    Ok(Ending::Done)
}

/// The results asked for, as places among [`names`].
fn results(args: &SensitivityArgs) -> Result<Vec<usize>, Trouble> {
    let names = names();
    if args.measure.is_empty() {
        return Ok((measures().iter().enumerate())
            .filter(|(_, m)| m.headline && m.evidence == Evidence::Data)
            .map(|(at, _)| at)
            .collect());
    }
    let place = |name: &String| {
        names.iter().position(|known| known == name).ok_or_else(|| {
            let meant = closest(name, names.iter().copied())
                .map_or_else(String::new, |meant| format!("; did you mean {meant}?"));
            Trouble::Usage(format!(
                "error: --measure {name}: no measure and no survey row is called so{meant} docs/measures.md lists the measures"
            ))
        })
    };
    args.measure.iter().map(place).collect()
}

/// The factors asked for.
fn chosen(args: &SensitivityArgs, loaded: &Loaded) -> Result<Vec<Factor>, Trouble> {
    let all = factors(loaded);
    let chosen = if args.factor.is_empty() {
        all
    } else {
        let find = |key: &String| {
            all.iter().find(|f| f.key == *key).cloned().ok_or_else(|| {
                Trouble::Usage(format!(
                    "error: --factor {key}: must be an assumed number of {} with a range; `casework assumptions {} --csv FILE` lists them, those with low and high",
                    args.scenario, args.scenario
                ))
            })
        };
        args.factor.iter().map(find).collect::<Result<_, _>>()?
    };
    let twice = |key: &&String| args.factor.iter().filter(|other| other == key).count() > 1;
    if let Some(key) = args.factor.iter().find(twice) {
        return Err(Trouble::Usage(format!(
            "error: --factor {key}: is named twice"
        )));
    }
    if args.sobol.is_some() && chosen.len() > MOST_FACTORS {
        return Err(Trouble::Usage(format!(
            "error: --sobol takes at most {MOST_FACTORS} factors, and there are {}: name them with --factor; a screen says which matter",
            chosen.len()
        )));
    }
    Ok(chosen)
}

/// The arms whose result is looked at. `None` if it is asked to stop while they are sized.
fn arms(
    args: &SensitivityArgs,
    loaded: &Loaded,
    stop: &AtomicBool,
) -> Result<Option<Vec<Arm>>, Trouble> {
    let own = Arm::new(&loaded.name, &loaded.name, loaded.config.clone());
    let Some(arm) = &args.arm else {
        return Ok(Some(vec![own]));
    };
    let mut all = match structure_arms(&own.config, threads(args.threads), stop) {
        Ok(arms) => arms,
        Err(Unsized::Stopped) => return Ok(None),
        Err(error) => {
            return Err(Trouble::failed(format!(
                "the arms cannot be sized: {error}"
            )));
        }
    };
    all.push(own);
    let find = |name: &String| {
        all.iter()
            .find(|arm| arm.name == *name)
            .cloned()
            .ok_or_else(|| {
                let names: Vec<&str> = all.iter().map(|arm| arm.name.as_str()).collect();
                Trouble::Usage(format!(
                    "error: no arm is called {name}; there are {}",
                    names.join(", ")
                ))
            })
    };
    let chosen: Result<Vec<Arm>, Trouble> = [Some(arm), args.minus.as_ref()]
        .into_iter()
        .flatten()
        .map(find)
        .collect();
    chosen.map(Some)
}

fn folder(args: &SensitivityArgs, loaded: &Loaded) -> PathBuf {
    let arms = [&args.arm, &args.minus].into_iter().flatten();
    let name = arms.fold(format!("sensitivity-{}", loaded.name), |name, arm| {
        format!("{name}-{arm}")
    });
    (args.out.clone()).unwrap_or_else(|| Path::new("output").join(name))
}

/// What it would take.
fn dry(args: &SensitivityArgs, loaded: &Loaded, factors: usize) -> Result<Ending, Trouble> {
    let own = Arm::new(&loaded.name, &loaded.name, loaded.config.clone());
    let arms = 1 + u32::from(args.minus.is_some());
    let and_seed = factors as u32 + 1;
    let points = match (args.sobol, args.ends) {
        (Some(points), _) => points * (and_seed + 2),
        (None, Some(replications)) => 2 * replications * factors as u32,
        (None, None) => args.walks * (and_seed + 1),
    };
    let simulations = points * arms;
    let pilots = if args.arm.is_some() { PILOTS } else { 0 };
    let threads = threads(args.threads);
    let seconds = seconds_of_one(&own) * f64::from(simulations + pilots) / threads as f64;
    if args.json {
        let document = json!({"factors": factors, "simulations": simulations, "pilots": pilots, "threads": threads,
            "seconds": seconds});
        return print(&format!("{document:#}\n"));
    }
    let sized = if pilots > 0 {
        format!(", after {pilots} pilot runs that size the arms")
    } else {
        String::new()
    };
    print(&format!(
        "Nothing was run. It would be:\nFactors: {factors}, and the seed\nRuns:    {simulations} simulations{sized}\nTime:    about {} on {}\n",
        time(seconds),
        text::counted(threads, "thread"),
    ))
}

/// What there is to show.
struct Page<'p> {
    args: &'p SensitivityArgs,
    question: &'p Question,
    results: &'p [usize],
    found: &'p Evaluated,
    jobs: u32,
}

impl Page<'_> {
    fn keys(&self) -> Vec<&str> {
        self.question
            .factors
            .iter()
            .map(|f| f.key.as_str())
            .collect()
    }

    fn key(&self, factor: usize) -> &str {
        self.question
            .factors
            .get(factor)
            .map_or(CHANCE, |f| f.key.as_str())
    }

    /// How a result's numbers are shown, and what it is called.
    fn shown(&self, output: usize, largest: f64) -> (Shown, String) {
        let what = match measures().get(output) {
            Some(measure) => {
                let shown = Shown::of(measure, largest);
                (shown, shown.label(measure))
            }
            None => {
                let row = &survey_rows()[output - measures().len()];
                (Shown::plain(3), format!("{}: {}", row.table, row.label))
            }
        };
        match &self.question.arms[..] {
            [arm, minus] => (
                what.0,
                format!("{}, {} less {}", what.1, arm.label, minus.label),
            ),
            [arm] => (what.0, format!("{}, {}", what.1, arm.label)),
            _ => what,
        }
    }

    /// What was left out, in words.
    fn left_out(&self) -> String {
        let undefined = |values: &&Vec<f64>| values.iter().all(|v| v.is_nan());
        let none = self.found.values.values().filter(undefined).count();
        if none == 0 {
            return String::new();
        }
        format!(
            " At {none} of {} simulations the values contradicted one another (a threshold above the next, say): nothing was run there.",
            self.jobs
        )
    }

    fn screen(&self, screen: &Screen, folder: &Path) -> Result<String, Trouble> {
        let all = names();
        let by_output: Vec<_> = (self.results.iter())
            .map(|&output| {
                (
                    all[output],
                    screen.effects(self.question, self.found, output),
                )
            })
            .collect();
        write_effects(&folder.join(EFFECTS), &self.keys(), &by_output)
            .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
        if self.args.json {
            let results: Vec<Value> = (by_output.iter())
                .map(|(name, effects)| {
                    let effects: Vec<Value> = ranked(effects)
                        .into_iter()
                        .map(|(factor, e)| {
                            json!({"factor": self.key(factor), "n": e.n, "mean": finite(e.mean), "size": finite(e.size),
                                "low": e.interval.map(|i| i.low), "high": e.interval.map(|i| i.high), "sd": finite(e.sd)})
                        })
                        .collect();
                    json!({"result": name, "effects": effects})
                })
                .collect();
            return Ok(format!("{:#}\n", self.document("screen", &results)));
        }
        let width = text::width();
        let mut page = text::heading(
            &format!(
                "Which of {} assumptions move a result",
                self.question.factors.len()
            ),
            width,
        );
        page += &text::wrapped(
            &format!(
                "{} walks; each moves every assumption once two thirds of the way from its low to its high end, all others standing anywhere in theirs. Size: \
                 the mean change of the result over the whole range, ± half of a 95 % interval. What moves a result less than another seed \
                 does, or little more, cannot be told from chance.{}",
                self.args.walks,
                self.left_out()
            ),
            width,
            0,
        );
        for ((_, effects), &output) in by_output.iter().zip(self.results) {
            page += &self.effects_table(effects, output, width);
        }
        Ok(page)
    }

    fn effects_table(
        &self,
        effects: &[crate::experiment::morris::Effect],
        output: usize,
        width: u16,
    ) -> String {
        let ranked = ranked(effects);
        let largest = ranked.first().map_or(0.0, |(_, effect)| effect.size);
        let (shown, label) = self.shown(output, largest);
        let place = ranked
            .iter()
            .position(|&(factor, _)| factor == self.question.factors.len());
        let chance = place.unwrap_or(ranked.len());
        let of_chance = ranked.get(chance).map_or(0.0, |(_, effect)| effect.size);
        let clear = (ranked.iter())
            .filter(|(_, effect)| effect.size > CLEAR * of_chance)
            .count();
        let row = |&(factor, e): &(usize, crate::experiment::morris::Effect)| {
            let half = e.interval.map_or_else(String::new, |i| {
                format!(" ±{}", shown.number(i.half_width()))
            });
            let range = self.question.factors.get(factor);
            vec![
                self.key(factor).to_owned(),
                range.map_or_else(String::new, stated_short),
                range.map_or_else(String::new, |f| format!("{} to {}", f.range.0, f.range.1)),
                format!("{}{half}", shown.number(e.size)),
                shown.signed(e.mean),
                shown.number(e.sd),
            ]
        };
        let mut rows: Vec<Vec<String>> = ranked.iter().take(SHOWN).map(row).collect();
        if chance >= SHOWN {
            rows.extend(ranked.get(chance).map(row));
        }
        let header = ["assumption", "stated", "range", "size", "mean", "sd"].map(str::to_owned);
        format!(
            "\n{}{}{}",
            text::heading(&label, width),
            text::table(header.to_vec(), rows, width),
            text::wrapped(
                &format!(
                    "{clear} of {} move it by more than twice what another seed does.",
                    self.question.factors.len()
                ),
                width,
                0
            )
        )
    }

    fn ends(&self, ends: Ends, folder: &Path) -> Result<String, Trouble> {
        let all = names();
        let by_output: Vec<(&str, Vec<Move>)> = (self.results.iter())
            .map(|&output| (all[output], ends.moves(self.question, self.found, output)))
            .collect();
        write_ends(&folder.join(ENDS), &self.keys(), &by_output)
            .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
        if self.args.json {
            let results: Vec<Value> = (by_output.iter())
                .map(|(name, movements)| {
                    let moves: Vec<Value> = (movements.iter().enumerate())
                        .map(|(factor, moved)| {
                            json!({"factor": self.key(factor), "n": moved.n, "mean": finite(moved.mean),
                                "low": moved.interval.map(|i| i.low), "high": moved.interval.map(|i| i.high)})
                        })
                        .collect();
                    json!({"result": name, "moves": moves})
                })
                .collect();
            return Ok(format!("{:#}\n", self.document("ends", &results)));
        }
        let width = text::width();
        let mut page = text::heading(
            "How far a result moves between the ends of each range",
            width,
        );
        page += &text::wrapped(
            &format!(
                "Each assumption alone at the low and at the high end of its range, all others as stated, on the same families: the result at \
                 the high end less that at the low end, with a {:.0} % interval, since many stand side by side.{}",
                100.0 * ENDS_LEVEL,
                self.left_out()
            ),
            width,
            0,
        );
        for ((_, movements), &output) in by_output.iter().zip(self.results) {
            page += &self.ends_table(movements, output, width);
        }
        Ok(page)
    }

    fn ends_table(&self, movements: &[Move], output: usize, width: u16) -> String {
        let mut ranked: Vec<(usize, &Move)> = movements.iter().enumerate().collect();
        let size = |moved: &Move| {
            if moved.n > 0 { moved.mean.abs() } else { -1.0 }
        };
        ranked.sort_by(|(_, a), (_, b)| size(b).total_cmp(&size(a)));
        let (shown, label) = self.shown(output, 0.0);
        let rows = (ranked.iter().take(SHOWN))
            .map(|&(factor, moved)| {
                let range = &self.question.factors[factor];
                let half = moved
                    .interval
                    .map_or_else(|| "-".to_owned(), |i| shown.number(i.half_width()));
                vec![
                    range.key.clone(),
                    stated_short(range),
                    format!("{} to {}", range.range.0, range.range.1),
                    shown.signed(moved.mean),
                    half,
                ]
            })
            .collect();
        let header = ["assumption", "stated", "range", "high less low", "±"].map(str::to_owned);
        let heading = text::heading(&label, width);
        format!("\n{heading}{}", text::table(header.to_vec(), rows, width))
    }

    fn decomposition(&self, parts: &Decomposition, folder: &Path) -> Result<String, Trouble> {
        let all = names();
        let by_output: Vec<(&str, Vec<Index>)> = (self.results.iter())
            .filter_map(|&output| {
                Some((
                    all[output],
                    parts.indices(self.question, self.found, output)?,
                ))
            })
            .collect();
        write_indices(&folder.join(INDICES), &self.keys(), &by_output)
            .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
        if self.args.json {
            let results: Vec<Value> = (by_output.iter())
                .map(|(name, indices)| {
                    let indices: Vec<Value> = (indices.iter().enumerate())
                        .map(|(factor, i)| {
                            json!({"factor": self.key(factor),
                                "first": i.first, "first_low": i.first_interval.low, "first_high": i.first_interval.high,
                                "total": i.total, "total_low": i.total_interval.low, "total_high": i.total_interval.high})
                        })
                        .collect();
                    json!({"result": name, "indices": indices})
                })
                .collect();
            return Ok(format!("{:#}\n", self.document("decomposition", &results)));
        }
        let width = text::width();
        let mut page = text::heading("What the variance of a result comes from", width);
        page += &text::wrapped(
            &format!(
                "Alone: the share of variance that a factor explains by itself. With others: that with everything it takes part in. Shares may \
                 sum to more than one. 95 % bootstrap intervals.{}",
                self.left_out()
            ),
            width,
            0,
        );
        for (name, indices) in &by_output {
            let output = all
                .iter()
                .position(|known| known == name)
                .unwrap_or_default();
            let (_, label) = self.shown(output, 0.0);
            let cell = |x: f64, i: crate::experiment::interval::Interval| {
                format!("{x:.2} ({:.2} to {:.2})", i.low, i.high)
            };
            let rows = (indices.iter().enumerate())
                .map(|(factor, i)| {
                    vec![
                        self.key(factor).to_owned(),
                        cell(i.first, i.first_interval),
                        cell(i.total, i.total_interval),
                    ]
                })
                .collect();
            let header = ["assumption", "alone", "with others"]
                .map(str::to_owned)
                .to_vec();
            page += &format!(
                "\n{}{}",
                text::heading(&label, width),
                text::table(header, rows, width)
            );
        }
        Ok(page)
    }

    fn document(&self, kind: &str, results: &[Value]) -> Value {
        let arms: Vec<&str> = self
            .question
            .arms
            .iter()
            .map(|arm| arm.name.as_str())
            .collect();
        json!({"program": "casework", "version": env!("CARGO_PKG_VERSION"), "kind": kind, "scenario": self.args.scenario, "arms": arms,
            "seed": self.question.seed, "simulations": self.jobs, "failed": self.found.failed.len(), "results": results})
    }
}

/// The values stated, as far as a table has room.
fn stated_short(factor: &Factor) -> String {
    match factor.stated.len() {
        1 => stated(factor),
        n => format!("{n} values"),
    }
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}
