//! `casework ablate`.

use crate::cli::args::{AblateArgs, changed, sets, threads};
use crate::cli::design::Design;
use crate::cli::dry::seconds_of_one;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{diagnostic, print, text};
use crate::experiment::ablation::{
    Ablation, GROUPS, Measured, Orders, Refused, jobs, measured, runs,
};
use crate::experiment::compare::tag;
use crate::experiment::plan::Arm;
use crate::experiment::points::simulated;
use crate::experiment::sweep::Unsized;
use crate::export::ablation::{BY_REPLICATION, CONTRIBUTIONS, write_contributions};
use crate::export::points::names;
use crate::observe::Evidence;
use crate::scenario::cost::time;
use crate::scenario::{Loaded, load};
use crate::study::ablate::{Contributions, Part, Row, verdict};
use crate::study::findings::CHANCE_ONLY;
use crate::study::shown::Shown;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// With so many groups or fewer all orders are taken unless the reader says otherwise.
const FEW: usize = 6;
/// Pilot runs, at most: of the scenario's own end and of six establishments at the other.
const PILOTS: f64 = 21.0;

/// Takes the difference between two ways of organising apart.
pub(crate) fn ablate(args: &AblateArgs, stop: &AtomicBool) -> Result<Ending, Trouble> {
    let sets = sets(&args.set, args.years);
    let loaded = load(&args.scenario, &sets)
        .map_err(|problems| Trouble::Usage(diagnostic::drawn(&problems, &args.scenario)))?;
    let ablation =
        Ablation::new(&loaded.config, args.to.as_deref()).map_err(|why| refused(args, why))?;
    let caseload = 1;
    let expected = ablation.groups.len() + caseload;
    if args.dry_run {
        return dry(args, &loaded, &ablation, orders(args, expected), expected);
    }
    if !args.quiet {
        let _ = writeln!(
            anstream::stderr(),
            "sizing the other end: pilot runs find the posts that leave each worker as many families as are wanted there"
        );
    }
    let ablation = match ablation.sized(args.families, stop) {
        Ok(ablation) => ablation,
        Err(Unsized::Stopped) => {
            let _ = writeln!(
                anstream::stderr(),
                "interrupted while the ends were sized: nothing is kept"
            );
            return Ok(Ending::Interrupted);
        }
        Err(why) => return Err(refused(args, Refused::Unsized(why))),
    };
    let orders = orders(args, ablation.groups.len());
    let jobs = jobs(&ablation, orders, args.replications, args.seed);
    let folder = folder(args, &loaded, &ablation);
    let described = format!("{jobs:?}\nseed {}\n{ablation:?}", args.seed);
    let design = Design {
        folder: &folder,
        name: "simulations",
        described: &described,
        jobs: jobs.len() as u32,
        columns: &names(),
        threads: threads(args.threads),
        quiet: args.quiet,
    };
    let found = design.carry_out(stop, &|number| {
        let (replication, coalition) = jobs[number as usize];
        let config = ablation.config(coalition);
        simulated(stop, Some(&config), args.seed, replication)
    })?;
    let measured = measured(&jobs, found, args.seed);
    if !measured.replications.is_empty() {
        let found = Contributions::new(&loaded, &ablation, orders, args.seed, &measured);
        write_contributions(&folder, &found)
            .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
        if !args.quiet {
            let _ = writeln!(
                anstream::stderr(),
                "{CONTRIBUTIONS} and {BY_REPLICATION} in {}",
                folder.display()
            );
        }
        let shown = Page {
            args,
            loaded: &loaded,
            ablation: &ablation,
            orders,
            measured: &measured,
            found: &found,
            changed: changed(&sets),
        };
        print(&if args.json {
            shown.document()
        } else {
            shown.page(text::width())
        })?;
    }
    ending(&measured)
}

fn ending(measured: &Measured) -> Result<Ending, Trouble> {
    if let Some(first) = measured.failed.first() {
        return Err(Trouble::failed(format!(
            "{} failed, which is a mistake in the program; the first is {first}",
            text::counted(measured.failed.len(), "simulation")
        )));
    }
    Ok(if measured.interrupted {
        Ending::Interrupted
    } else {
        Ending::Done
    })
}

fn orders(args: &AblateArgs, groups: usize) -> Orders {
    if args.all || groups <= FEW {
        Orders::All
    } else {
        Orders::Drawn
    }
}

fn folder(args: &AblateArgs, loaded: &Loaded, ablation: &Ablation) -> PathBuf {
    let own = || format!("ablate-{}-{}", loaded.name, ablation.other.name);
    (args.out.clone()).unwrap_or_else(|| Path::new("output").join(own()))
}

fn refused(args: &AblateArgs, why: Refused) -> Trouble {
    let usage = |message: String| Trouble::Usage(format!("error: {message}"));
    let scenario = &args.scenario;
    let to = args.to.as_deref().unwrap_or_default();
    match why {
        Refused::NoTeams => usage(format!(
            "{scenario} has no team of service long-term, and only its work is taken apart"
        )),
        Refused::NoFeatures(names) => usage(format!(
            "--to {to}: must be an entry of [features] in {scenario}: {}",
            names.join(", ")
        )),
        Refused::Same(name) => usage(format!(
            "--to {name}: the long-term teams of {scenario} work by it already"
        )),
        Refused::Wrong(problems) => usage(format!(
            "{scenario} cannot be led there one group at a time: {}",
            problems
                .first()
                .map(ToString::to_string)
                .unwrap_or_default()
        )),
        Refused::Unsized(why) => Trouble::failed(format!("the ends cannot be sized: {why}")),
    }
}

/// What it would take.
fn dry(
    args: &AblateArgs,
    loaded: &Loaded,
    ablation: &Ablation,
    orders: Orders,
    groups: usize,
) -> Result<Ending, Trouble> {
    let one = seconds_of_one(&Arm::new(&loaded.name, &loaded.name, ablation.config(0)));
    let simulations = runs(groups, orders) * u64::from(args.replications);
    let threads = threads(args.threads);
    let seconds = one * (simulations as f64 / threads as f64 + PILOTS);
    let whole = runs(groups, Orders::All) * u64::from(args.replications);
    if args.json {
        let document = json!({"groups": groups, "replications": args.replications, "simulations": simulations,
            "simulations_with_all": whole, "pilots": PILOTS, "threads": threads, "seconds": seconds});
        return print(&format!("{document:#}\n"));
    }
    print(&format!(
        "Nothing was run. It would be:\nGroups:  {groups}, caseload among them; {}\nRuns:    at most {simulations} simulations for {} \
         (with --all {whole}), after at most {PILOTS} pilot runs\nTime:    about {} on {}\n",
        order_words(orders),
        text::counted(args.replications, "replication"),
        time(seconds),
        text::counted(threads, "thread"),
    ))
}

fn order_words(orders: Orders) -> &'static str {
    match orders {
        Orders::All => "every coalition of them is run",
        Orders::Drawn => "in each replication one order drawn by lot, and its reverse",
    }
}

/// What there is to show.
struct Page<'p> {
    args: &'p AblateArgs,
    loaded: &'p Loaded,
    ablation: &'p Ablation,
    orders: Orders,
    measured: &'p Measured,
    found: &'p Contributions,
    changed: Vec<String>,
}

impl Page<'_> {
    fn page(&self, width: u16) -> String {
        let Self {
            ablation, found, ..
        } = self;
        let with = if self.changed.is_empty() {
            String::new()
        } else {
            format!(" with {}", self.changed.join(", "))
        };
        let (own, other) = (&ablation.own, &ablation.other);
        let mut page = text::wrapped(
            &format!(
                "casework: {}{with}, long-term work led from {} to {}, {}, seed {}.",
                self.loaded.name,
                own.name,
                other.name,
                text::counted(self.measured.replications.len(), "replication"),
                self.args.seed
            ),
            width,
            0,
        );
        page += &text::wrapped(
            &format!(
                "Caseload: from {:.1} posts that work with families, which leave each about {:.1}, to {:.1} posts for the same demand, \
                 about {:.1} with everything else changed too. Until caseload is switched every coalition has the first number.",
                own.workers, own.families, other.workers, other.families
            ),
            width,
            0,
        );
        page += &text::heading("What is switched together", width);
        let rows = (found.groups.iter().zip(&found.standing)).map(|(&group, standing)| {
            let keys: Vec<&str> = self.keys(group).collect();
            let posts = match GROUPS[group].posts {
                "" => String::new(),
                posts => format!("posts: {posts}"),
            };
            let parts: Vec<String> = [keys.join(", "), posts]
                .into_iter()
                .filter(|p| !p.is_empty())
                .collect();
            let assumed = match standing.assumed {
                0 => standing.word().to_owned(),
                n => format!(
                    "{} ({n} of {})",
                    standing.word(),
                    text::counted(standing.keys, "key")
                ),
            };
            (
                GROUPS[group].label,
                format!("{assumed}; {}", parts.join("; ")),
            )
        });
        for (label, words) in rows {
            page += &text::hanging(label, &words, width, 20);
        }
        page += &text::heading("What each contributes (Shapley values)", width);
        page += &self.contributions(width);
        page += &text::wrapped(
            &format!(
                "Shapley value: the mean, over the orders in which the groups can be switched, of what a group's own switch adds; here {}. In \
                 every replication they sum to the whole difference. ±: half the 95 % interval over replications, paired on the same \
                 families. D: compared with data. A: model assumption only.",
                order_words(self.orders)
            ),
            width,
            0,
        );
        page += &text::wrapped(
            "Sources: a group is assumed where a value that is switched is assumed at either end, partly where only some are; the last \
             line is how much of the whole rests on such groups. That is no error bar: a studied switch also works through rates that are assumed.",
            width,
            0,
        );
        page += &text::wrapped(CHANCE_ONLY, width, 0);
        page + &self.verdicts(width)
    }

    /// For measures that are compared with data: is it caseload, or how work is organised?
    fn verdicts(&self, width: u16) -> String {
        let Some(caseload) = self.found.caseload() else {
            return String::new();
        };
        let mut page = text::heading("Is it caseload or structure?", width);
        let rows = (self.found.rows.iter()).filter(|row| {
            row.measure.headline && row.measure.evidence == Evidence::Data && row.n > 0
        });
        for row in rows {
            let shape = Shown::of(row.measure, row.ends[1].abs());
            let part = &row.groups[caseload];
            page += &text::wrapped(
                &format!(
                    "- {}: {} in all, {} by caseload and {} by all else: {}.",
                    shape.label(row.measure),
                    shape.signed(row.total.mean),
                    shape.signed(part.mean),
                    shape.signed(row.structure.mean),
                    verdict(row, part)
                ),
                width,
                2,
            );
        }
        page
    }

    fn keys(&self, group: usize) -> impl Iterator<Item = &str> {
        let of = move |key: &&String| crate::experiment::ablation::group_of(key) == group;
        self.ablation.keys.iter().filter(of).map(String::as_str)
    }

    /// Groups down, measures across.
    fn contributions(&self, width: u16) -> String {
        let rows: Vec<(&Row, Shown)> = (self.found.rows.iter())
            .filter(|row| row.measure.headline && row.n > 0)
            .map(|row| {
                let largest = row
                    .ends
                    .iter()
                    .fold(0.0, |most: f64, end| most.max(end.abs()));
                (row, Shown::of(row.measure, largest))
            })
            .collect();
        let mut header = vec![String::new()];
        header.extend(rows.iter().map(|(row, shape)| {
            text::stacked(&format!(
                "{} {}",
                shape.label(row.measure),
                tag(row.measure.evidence)
            ))
        }));
        let line = |label: String, cell: &dyn Fn(&Row, Shown) -> String| {
            let cells = rows.iter().map(|(row, shape)| cell(row, *shape));
            std::iter::once(label).chain(cells).collect::<Vec<String>>()
        };
        let part = |part: &Part, shape: Shown| {
            let half = part.interval.map(|interval| interval.half_width());
            format!(
                "{} ±{}",
                shape.signed(part.mean),
                half.map_or("-".into(), |h| shape.number(h))
            )
        };
        let mut lines = vec![line(self.ablation.own.name.clone(), &|row, shape| {
            shape.number(row.ends[0])
        })];
        for (at, &group) in self.found.groups.iter().enumerate() {
            let label = format!(
                "+ {} ({})",
                GROUPS[group].label,
                self.found.standing[at].word()
            );
            lines.push(line(label, &|row, shape| part(&row.groups[at], shape)));
        }
        lines.push(line(
            format!("= {}", self.ablation.other.name),
            &|row, shape| shape.number(row.ends[1]),
        ));
        lines.push(line("whole difference".into(), &|row, shape| {
            part(&row.total, shape)
        }));
        lines.push(line("of it all but caseload".into(), &|row, shape| {
            part(&row.structure, shape)
        }));
        lines.push(line(
            "of it wholly or partly assumed".into(),
            &|row, shape| part(&row.assumed, shape),
        ));
        text::table(header, lines, width)
    }

    fn document(&self) -> String {
        let part = |part: &Part| {
            let (low, high) = (part.interval.map(|i| i.low), part.interval.map(|i| i.high));
            json!({"mean": part.mean, "sd": part.sd, "low": low, "high": high})
        };
        let groups: Vec<Value> = (self.found.groups.iter().zip(&self.found.standing))
            .map(|(&group, standing)| {
                let keys: Vec<&str> = self.keys(group).collect();
                json!({"name": GROUPS[group].name, "keys": keys, "posts": GROUPS[group].posts,
                    "sources": standing.word(), "assumed_keys": standing.assumed})
            })
            .collect();
        let rows: Map<String, Value> = (self.found.rows.iter())
            .map(|row| {
                let by_group: Map<String, Value> = (self.found.groups.iter().zip(&row.groups))
                    .map(|(&group, value)| (GROUPS[group].name.to_owned(), part(value)))
                    .collect();
                let value = json!({"unit": row.measure.unit, "kind": tag(row.measure.evidence), "n": row.n,
                    "own": row.ends[0], "other": row.ends[1], "contributions": by_group, "total": part(&row.total),
                    "all_but_caseload": part(&row.structure),
                    "verdict": self.found.caseload().map(|at| verdict(row, &row.groups[at])), "assumed": part(&row.assumed)});
                (row.measure.name.to_owned(), value)
            })
            .collect();
        let end = |end: &crate::experiment::ablation::End| json!({"features": end.name, "workers": end.workers, "families_per_worker": end.families});
        let document = json!({
            "program": "casework",
            "version": env!("CARGO_PKG_VERSION"),
            "scenario": self.loaded.name,
            "changed": self.changed,
            "seed": self.args.seed,
            "replications_asked": self.args.replications,
            "replications_complete": self.measured.replications.len(),
            "method": "Shapley",
            "orders": if self.orders == Orders::All { "all" } else { "drawn and reversed" },
            "own": end(&self.ablation.own),
            "other": end(&self.ablation.other),
            "groups": groups,
            "measures": rows,
        });
        format!("{document:#}\n")
    }
}
