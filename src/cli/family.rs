//! `casework family`.

use crate::cli::args::{FamilyArgs, sets, threads};
use crate::cli::design::{Design, failures};
use crate::cli::exit::{Ending, Trouble};
use crate::cli::job::load_arm;
use crate::cli::{diagnostic, print, text};
use crate::experiment::life::{Lives, described, tell};
use crate::experiment::plan::Arm;
use crate::export::lives::{LIVES, write_lives};
use crate::observe::{ENDINGS, LIFE_MEASURES, Life, Line, Place};
use crate::scenario::{VIGNETTES, Vignette, load_vignette, plain};
use crate::study::family::{ArmLives, Difference, FamilyStudy, LIMITS, Spread};
use crate::study::shown::Shown;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Where a family lives if nothing else is said.
const AUTHORITIES: [&str; 2] = ["la1", "la3"];
/// Columns of the date in a story.
const DATE_WIDTH: u16 = 18;

/// Lives the lives of a family, or lists the families there are.
pub(crate) fn family(args: &FamilyArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let Some(name) = &args.vignette else {
        return list(args.json);
    };
    let vignette = load_vignette(name)
        .map_err(|problems| Trouble::Usage(diagnostic::drawn(&problems, name)))?;
    let plan = Lives {
        arms: arms(args)?,
        household: described(&vignette),
        lives: args.lives,
        seed: args.seed,
        years: args.years,
    };
    if let Some(Some(life)) = args.journal
        && life >= args.lives
    {
        return Err(Trouble::Usage(format!(
            "error: --journal {life}: there are lives 0 to {}; ask for more with --lives",
            args.lives - 1
        )));
    }
    let folder = (args.out.clone())
        .unwrap_or_else(|| Path::new("output").join(format!("family-{}", vignette.name)));
    let columns = Life::columns(plan.years);
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let design = Design {
        folder: &folder,
        name: "lives",
        described: &plan.described(),
        jobs: plan.jobs(),
        columns: &columns,
        threads: threads(args.threads),
        quiet: args.quiet,
    };
    let found = design.carry_out(stop, &|job| plan.live(job, stop))?;
    let lived = plan.lived(&found.values);
    if !lived.numbers.is_empty() {
        write_lives(&folder.join(LIVES), &plan, &lived)
            .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
        if !args.quiet {
            let _ = writeln!(anstream::stderr(), "{LIVES} in {}", folder.display());
        }
        let study = FamilyStudy::new(&plan, &lived);
        let stories = stories(args, &plan, &study, stop);
        let shown = Page {
            plan: &plan,
            vignette: &vignette,
            study: &study,
            stories: stories.as_ref(),
        };
        print(&if args.json {
            shown.document()
        } else {
            shown.page(text::width())
        })?;
    }
    failures(&found)?;
    Ok(if found.interrupted {
        Ending::Interrupted
    } else {
        Ending::Done
    })
}

/// The authorities named, each once.
fn arms(args: &FamilyArgs) -> Result<Vec<Arm>, Trouble> {
    let named: Vec<&str> = if args.scenarios.is_empty() {
        AUTHORITIES.to_vec()
    } else {
        args.scenarios.iter().map(String::as_str).collect()
    };
    let sets = sets(&args.set, None);
    let arms = (named.iter())
        .map(|name| load_arm(name, &sets))
        .collect::<Result<Vec<Arm>, _>>()?;
    for (at, arm) in arms.iter().enumerate() {
        if arms[..at].iter().any(|other| other.name == arm.name) {
            return Err(Trouble::Usage(format!(
                "error: --in {}: {} is named twice, and would differ from itself by nothing; name each authority once",
                plain(named[at]),
                arm.name
            )));
        }
    }
    Ok(arms)
}

/// The families there are.
fn list(as_json: bool) -> Result<Ending, Trouble> {
    let vignettes = VIGNETTES.iter().map(|(file, _)| {
        let name = file.trim_end_matches(".toml");
        load_vignette(name).map_err(|problems| Trouble::Usage(diagnostic::drawn(&problems, name)))
    });
    let vignettes = vignettes.collect::<Result<Vec<Vignette>, _>>()?;
    if as_json {
        let all: Vec<Value> = (vignettes.iter())
            .map(|v| {
                json!({"name": v.name, "description": v.description, "warning": v.family.warning})
            })
            .collect();
        return print(&format!("{:#}\n", json!({"vignettes": all})));
    }
    let width = text::width();
    let mut page = text::wrapped(
        "The families that are part of the program. All are invented; some of what they live through is hard to read.",
        width,
        0,
    );
    page += "\n";
    let indent = (vignettes.iter().map(|v| v.name.len()).max()).unwrap_or_default() + 2;
    let indent = u16::try_from(indent).unwrap_or(DATE_WIDTH);
    for vignette in &vignettes {
        let words = match vignette.family.warning.as_str() {
            "" => format!("{}.", vignette.description),
            warning => format!("{}. ({warning})", vignette.description),
        };
        page += &text::hanging(&vignette.name, &words, width, indent);
    }
    page += "\n";
    page += &text::wrapped(
        "casework family NAME lives one of them; a file of your own like those in scenarios/vignettes does as well.",
        width,
        0,
    );
    print(&page)
}

/// One life told in every authority.
struct Stories {
    life: u32,
    told: Vec<Vec<Line>>,
}

fn stories(
    args: &FamilyArgs,
    plan: &Lives,
    study: &FamilyStudy,
    stop: &AtomicBool,
) -> Option<Stories> {
    let life = args.journal?.or(study.middle)?;
    let told = (plan.arms.iter()).map(|arm| tell(plan, arm, life, stop));
    Some(Stories {
        life,
        told: told.collect::<Option<Vec<_>>>()?,
    })
}

/// What there is to show.
struct Page<'s> {
    plan: &'s Lives,
    vignette: &'s Vignette,
    study: &'s FamilyStudy,
    stories: Option<&'s Stories>,
}

fn percent(share: f64) -> String {
    Shown::plain(0).number(share * 100.0)
}

impl Page<'_> {
    fn page(&self, width: u16) -> String {
        let Self {
            plan,
            vignette,
            study,
            ..
        } = self;
        let labels: Vec<&str> = plan.arms.iter().map(|arm| arm.label.as_str()).collect();
        let mut page = text::wrapped(
            &format!(
                "casework: the family {}, {} in each of {}, {} each, seed {}.",
                vignette.name,
                counted_lives(study.lives),
                labels.join(", "),
                text::counted(plan.years, "year"),
                plan.seed
            ),
            width,
            0,
        );
        if !vignette.family.warning.is_empty() {
            let warning = format!("Content warning: {}", plain(&vignette.family.warning));
            page += &text::wrapped(&warning, width, 0);
        }
        page += "\n";
        page += &text::wrapped(&plain(&vignette.family.story), width, 0);
        page += &self.standings(width);
        page += &self.known(width);
        page += &self.measures(width);
        page += &self.roles(width);
        page += &self.endings(width);
        page += &text::heading("What this cannot tell", width);
        for sentence in LIMITS {
            page += &text::wrapped(&format!("- {sentence}"), width, 2);
        }
        page + &self.told(width)
    }

    /// Columns of one number each, by month.
    fn months(&self) -> Vec<String> {
        let month = |m: &u32| match m {
            0 => "at referral".to_owned(),
            m => text::counted(m, "month"),
        };
        self.study
            .months
            .iter()
            .map(month)
            .map(|m| text::stacked(&m))
            .collect()
    }

    fn standings(&self, width: u16) -> String {
        let mut page = String::new();
        for (arm, lives) in self.arms() {
            let title = format!("Where it stands in {}, % of lives", arm.label);
            page += &text::heading(&title, width);
            let header = [vec![String::new()], self.months()].concat();
            let row = |(at, place): (usize, Place)| {
                let shares = lives.places.iter().map(|shares| percent(shares[at]));
                std::iter::once(place.label().to_owned())
                    .chain(shares)
                    .collect()
            };
            let rows = Place::ALL.into_iter().enumerate().map(row).collect();
            page += &text::table(header, rows, width);
        }
        page
    }

    fn known(&self, width: u16) -> String {
        let header = [vec![String::new()], self.months()].concat();
        let row = |(arm, lives): (&Arm, &ArmLives)| {
            let shares = lives.known.iter().map(|known| percent(known.mean));
            std::iter::once(arm.label.clone()).chain(shares).collect()
        };
        let rows = self.arms().map(row).collect();
        text::heading("What was known when: % of its real problems", width)
            + &text::table(header, rows, width)
    }

    fn measures(&self, width: u16) -> String {
        let mut header = vec![String::new()];
        for (arm, _) in self.arms() {
            header.extend([format!("{}\nmean", arm.label), "\n10-90 %".to_owned()]);
        }
        for (arm, _) in self.arms().skip(1) {
            let less = format!("{} less\n{}", arm.label, self.plan.arms[0].label);
            header.extend([less, "\n95 %".to_owned()]);
        }
        let row = |at: usize| {
            let measure = &LIFE_MEASURES[at];
            let shape = Shown::plain(measure.decimals);
            let mut row = vec![measure.label.to_owned()];
            for lives in &self.study.arms {
                let Spread {
                    mean, low, high, ..
                } = lives.values[at];
                row.extend([
                    shape.number(mean),
                    format!("{} to {}", shape.number(low), shape.number(high)),
                ]);
            }
            for lives in self.study.arms.iter().skip(1) {
                let Difference { mean, interval } = lives.differences[at];
                row.extend([
                    shape.signed(mean),
                    interval.map_or("-".to_owned(), |i| {
                        format!("{} to {}", shape.signed(i.low), shape.signed(i.high))
                    }),
                ]);
            }
            row
        };
        let rows = (0..LIFE_MEASURES.len()).map(row).collect();
        text::heading("What it lived through", width)
            + &text::table_of_groups(header, rows, 2, width)
            + &text::wrapped(
                "10-90 %: eight lives in ten lie between. Differences are paired life by life, with the interval of their mean.",
                width,
                0,
            )
    }

    fn roles(&self, width: u16) -> String {
        let mut header = vec![String::new()];
        for (arm, _) in self.arms() {
            header.extend([format!("{}\n% of lives", arm.label), "\nhours".to_owned()]);
        }
        let met = |at: &usize| self.study.arms.iter().any(|lives| lives.roles[*at].1 > 0.0);
        let row = |at: usize| {
            let mut row = vec![self.study.arms[0].roles[at].0.replace('-', " ")];
            for lives in &self.study.arms {
                let (_, share, hours) = lives.roles[at];
                row.extend([percent(share), Shown::plain(1).number(hours)]);
            }
            row
        };
        let rows = (0..self.study.arms[0].roles.len()).filter(met).map(row);
        text::heading("Who was with it in the first 12 months", width)
            + &text::table_of_groups(header, rows.collect(), 2, width)
    }

    fn endings(&self, width: u16) -> String {
        let header =
            std::iter::once(String::new()).chain(self.arms().map(|(arm, _)| arm.label.clone()));
        let row = |(at, ending): (usize, &&str)| {
            let shares = self
                .study
                .arms
                .iter()
                .map(|lives| percent(lives.endings[at]));
            std::iter::once((*ending).to_owned())
                .chain(shares)
                .collect()
        };
        let rows = ENDINGS.iter().enumerate().map(row).collect();
        text::heading("How the first involvement ended, % of lives", width)
            + &text::table(header.collect(), rows, width)
    }

    fn told(&self, width: u16) -> String {
        let Some(stories) = self.stories else {
            return String::new();
        };
        let mut page = String::new();
        for (arm, lines) in self.plan.arms.iter().zip(&stories.told) {
            let title = format!("Life {} in {}, simulated", stories.life, arm.label);
            page += &text::heading(&title, width);
            for line in lines {
                page += &text::hanging(&line.date, &line.text, width, DATE_WIDTH);
            }
        }
        page
    }

    fn arms(&self) -> impl Iterator<Item = (&Arm, &ArmLives)> {
        self.plan.arms.iter().zip(&self.study.arms)
    }

    fn document(&self) -> String {
        let spread =
            |s: &Spread| json!({"mean": s.mean, "q10": s.low, "median": s.middle, "q90": s.high});
        let by_month = |value: &dyn Fn(usize) -> Value| -> Vec<Value> {
            (self.study.months.iter().enumerate())
                .map(|(at, month)| json!({"month": month, "value": value(at)}))
                .collect()
        };
        let arms: Vec<Value> = (self.arms())
            .map(|(arm, lives)| {
                let standing = by_month(&|at| {
                    let shares = Place::ALL.iter().zip(&lives.places[at]);
                    shares
                        .map(|(place, share)| (place.label().to_owned(), json!(share)))
                        .collect::<Map<_, _>>()
                        .into()
                });
                let values: Map<String, Value> = (LIFE_MEASURES.iter().zip(&lives.values))
                    .map(|(measure, value)| (measure.name.to_owned(), spread(value)))
                    .collect();
                let differences: Map<String, Value> = (LIFE_MEASURES
                    .iter()
                    .zip(&lives.differences))
                .map(|(measure, d)| {
                    let (low, high) = (d.interval.map(|i| i.low), d.interval.map(|i| i.high));
                    (
                        measure.name.to_owned(),
                        json!({"mean": d.mean, "low": low, "high": high}),
                    )
                })
                .collect();
                let roles: Map<String, Value> = (lives.roles.iter())
                    .map(|(role, share, hours)| {
                        (
                            (*role).to_owned(),
                            json!({"share_of_lives": share, "hours": hours}),
                        )
                    })
                    .collect();
                let endings: Map<String, Value> = (ENDINGS.iter().zip(&lives.endings))
                    .map(|(ending, share)| ((*ending).to_owned(), json!(share)))
                    .collect();
                json!({"name": arm.name, "label": arm.label, "standing": standing,
                    "known": by_month(&|at| spread(&lives.known[at])), "measures": values,
                    "less_the_first": differences, "roles_12": roles, "endings": endings})
            })
            .collect();
        let stories = self.stories.map(|stories| {
            let told: Vec<Value> = (self.plan.arms.iter().zip(&stories.told))
                .map(|(arm, lines)| {
                    let lines: Vec<Value> = (lines.iter())
                        .map(|line| json!({"date": line.date, "text": line.text}))
                        .collect();
                    json!({"arm": arm.name, "story": lines})
                })
                .collect();
            json!({"life": stories.life, "told": told})
        });
        let document = json!({
            "program": "casework",
            "version": env!("CARGO_PKG_VERSION"),
            "vignette": self.vignette.name,
            "description": self.vignette.description,
            "warning": self.vignette.family.warning,
            "lives": self.study.lives,
            "lives_asked": self.plan.lives,
            "years": self.plan.years,
            "seed": self.plan.seed,
            "middle_life": self.study.middle,
            "arms": arms,
            "stories": stories,
            "limits": LIMITS,
        });
        format!("{document:#}\n")
    }
}

fn counted_lives(number: usize) -> String {
    match number {
        1 => "1 life".to_owned(),
        number => format!("{number} lives"),
    }
}
