//! `casework sensitivity`.

use crate::cli::args::{SensitivityArgs, sets, threads};
use crate::cli::design::{Design, failures};
use crate::cli::dry::seconds_of_one;
use crate::cli::effects::Page;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{diagnostic, print, text};
use crate::experiment::factor::{Factor, factors};
use crate::experiment::plan::Arm;
use crate::experiment::points::{Evaluated, simulated};
use crate::experiment::sobol::MOST_FACTORS;
use crate::experiment::sweep::{PILOTS, Unsized, structure_arms};
use crate::export::points::names;
use crate::observe::{Evidence, measures};
use crate::scenario::cost::time;
use crate::scenario::{Loaded, closest, load};
use crate::study::sensitivity::{Decomposition, Ends, Question, Screen, Simulation, foremost};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// How factors are moved.
pub(crate) enum Way {
    Screen(Screen),
    Ends(Ends),
    Decomposition(Decomposition),
}

impl Way {
    /// What the command line asks for; factors are those of the question.
    fn of(args: &SensitivityArgs, question: &Question) -> Self {
        match (args.sobol, args.ends) {
            (Some(points), _) => Self::Decomposition(Decomposition::new(question, points)),
            (None, Some(replications)) => Self::Ends(Ends::new(replications)),
            (None, None) => Self::Screen(Screen::new(question, args.walks)),
        }
    }

    /// It and its size, in words.
    fn described(&self, args: &SensitivityArgs) -> String {
        match self {
            Self::Screen(_) => format!("walks {}", args.walks),
            Self::Ends(ends) => format!("ends {}", ends.replications()),
            Self::Decomposition(parts) => format!("sobol {}", parts.number()),
        }
    }

    pub(crate) fn jobs(&self, question: &Question) -> u32 {
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
    if args.foremost.is_some() && args.ends.is_none() && args.sobol.is_none() {
        return Err(Trouble::Usage(
            "error: --foremost says how many a screen chooses for --ends or --sobol: give one of them too".to_owned(),
        ));
    }
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
    let folder = folder(args, &loaded);
    let mut question = Question {
        arms,
        factors,
        seed: args.seed,
    };
    let mut screened = None;
    if let Some(most) = args.foremost {
        let screen = Way::Screen(Screen::new(&question, args.walks));
        let Some(found) = carry_out(&screen, &question, args, &folder, stop)? else {
            return Ok(Ending::Interrupted);
        };
        let page = Page::new(args, &question, &results, &found, None);
        page.of(&screen, &folder)?;
        if let Way::Screen(screen) = &screen {
            screened = Some(question.factors.len());
            question.factors = foremost(screen, &question, &found, &results, most as usize);
        }
    }
    let way = Way::of(args, &question);
    let Some(found) = carry_out(&way, &question, args, &folder, stop)? else {
        return Ok(Ending::Interrupted);
    };
    let printed = Page::new(args, &question, &results, &found, screened).of(&way, &folder)?;
    if !args.quiet {
        let _ = writeln!(anstream::stderr(), "files in {}", folder.display());
    }
    print(&printed)?;
    failures(&found)?;
    Ok(Ending::Done)
}

/// The simulations of a design, from wherever an earlier run ended. None if it was interrupted.
fn carry_out(
    way: &Way,
    question: &Question,
    args: &SensitivityArgs,
    folder: &Path,
    stop: &AtomicBool,
) -> Result<Option<Evaluated>, Trouble> {
    let design = Design {
        folder,
        name: "simulations",
        described: &format!("{}\n{}", way.described(args), question.described()),
        jobs: way.jobs(question),
        columns: &names(),
        threads: threads(args.threads),
        quiet: args.quiet,
    };
    let found = design.carry_out(stop, &|job| {
        let Simulation {
            replication,
            config,
        } = way.simulation(question, job);
        simulated(stop, config.as_ref(), question.seed, replication)
    })?;
    Ok((!found.interrupted).then_some(found))
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
    let most = args.foremost.map_or(usize::MAX, |most| most as usize);
    let moved = chosen.len().min(most);
    if args.sobol.is_some() && moved > MOST_FACTORS {
        return Err(Trouble::Usage(format!(
            "error: --sobol takes at most {MOST_FACTORS} factors, and there are {moved}: name them with --factor, or let a screen choose them \
             with --foremost {MOST_FACTORS}"
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
    let all = factors as u32;
    let moved = args.foremost.map_or(all, |most| all.min(most));
    let screen = args.walks * (all + 2);
    let points = match (args.sobol, args.ends) {
        (Some(points), _) => points * (moved + 3),
        (None, Some(replications)) => 2 * replications * moved,
        (None, None) => 0,
    };
    let is_screened = points == 0 || args.foremost.is_some();
    let points = points + if is_screened { screen } else { 0 };
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
