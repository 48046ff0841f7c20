//! `manifest.toml`: what was run, with what, and how its numbers were made.

use crate::experiment::compare::{Comparison, tag_words};
use crate::experiment::interval::LEVEL;
use crate::experiment::plan::{Arm, Plan};
use crate::experiment::runner::Failed;
use crate::experiment::warmup::WarmUp;
use crate::export::plan::plan_table;
use crate::export::stored::BUILD;
use crate::export::stress::answers;
use crate::observe::measures;
use crate::study::findings::{CHANCE_ONLY, NOT_INCLUDED};
use crate::study::road::{Road, roads};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

const RANDOM_NUMBERS: &str = "Every draw is keyed by seed, replication, purpose, entity and occasion, never by the arm \
    or a running counter: a family meets the same fate in every arm unless a modelled mechanism changes it. A 64-bit \
    mix of the key seeds a xoshiro generator with stable values; variates by inversion through libm.";
const TIES: &str = "Time is in whole minutes. Events at the same minute are handled by phase (arrival, completion, \
    decision, allocation, choice of task, observation), then in the order they were scheduled. Allocation goes by \
    priority, then waiting time, then a random number of its own; colleagues equally fit for a task are taken in the \
    order of posts.";
const ESTIMATION: &str = "Each measure is one number per replication; means over replications with Student's t \
    intervals. Pairs of arms share families: the interval is that of the paired differences. Undefined values are left \
    out and n says so. One virtual survey per replication; its range is the prediction interval for one more survey.";
const INITIALISATION: &str = "Open work is drawn at the start from age-biased durations; the months of start-up that \
    follow are simulated and not measured.";

/// What only this run of the program knows: nothing else in the folder may differ between two runs.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    /// When it started, UTC.
    pub started: String,
    /// When it finished, UTC.
    pub finished: String,
    /// How long that was.
    pub seconds: f64,
    /// Threads used.
    pub threads: usize,
    /// Replications that an earlier, interrupted run had left or that parts held.
    pub replications_recalled: u32,
}

/// A file of the folder.
#[derive(Clone, Debug, Serialize)]
pub struct FileEntry {
    /// Its name.
    pub name: &'static str,
    /// Its rows, header apart.
    pub rows: u64,
}

#[derive(Serialize)]
struct Manifest<'a> {
    program: Program,
    experiment: Experiment<'a>,
    methods: Methods,
    run: &'a Run,
    files: &'a [FileEntry],
    failed: &'a [Failed],
    stress: BTreeMap<&'static str, String>,
    measures: BTreeMap<&'static str, &'static str>,
    arms: Vec<ArmEntry<'a>>,
    roads: Vec<RoadEntry<'a>>,
    plan: toml::Table,
}

#[derive(Serialize)]
struct Program {
    name: &'static str,
    version: &'static str,
    build: &'static str,
}

#[derive(Serialize)]
struct Experiment<'a> {
    name: &'a str,
    hash: &'a str,
    seed: u64,
    replications_asked: u32,
    replications_complete: u32,
    complete: bool,
    worker_years: f64,
    events: u64,
}

#[derive(Serialize)]
struct Methods {
    random_numbers: &'static str,
    ties: &'static str,
    initialisation: &'static str,
    estimation: &'static str,
    level: f64,
    intervals: &'static str,
    intervals_leave_out: [&'static str; NOT_INCLUDED.len()],
}

#[derive(Serialize)]
struct ArmEntry<'a> {
    name: &'a str,
    label: &'a str,
    posts: f64,
    pay_bill: f64,
    warm_up: WarmUpEntry,
}

#[derive(Serialize)]
struct WarmUpEntry {
    start_up_months: u32,
    mser5: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mser5_weeks: Option<usize>,
}

/// Arms that differ in nothing but what happens on the way in the first of them.
#[derive(Serialize)]
struct RoadEntry<'a> {
    arm: &'a str,
    minus: &'a str,
}

fn road_entry(plan: &Plan, road: Road) -> RoadEntry<'_> {
    let pair = &plan.pairs[road.pair];
    let [arm, minus] = [pair.arm, pair.minus].map(|at| plan.arms[at].name.as_str());
    RoadEntry { arm, minus }
}

fn arm_entry<'a>(arm: &'a Arm, outcome: WarmUp) -> ArmEntry<'a> {
    let start_up_months = arm.config.run.warm_up_months;
    let mser5_weeks = match outcome {
        WarmUp::Truncate { observations, .. } => Some(observations),
        WarmUp::RunLonger | WarmUp::TooShort => None,
    };
    ArmEntry {
        name: &arm.name,
        label: &arm.label,
        posts: arm.posts,
        pay_bill: arm.pay_bill,
        warm_up: WarmUpEntry {
            start_up_months,
            mser5: outcome.word(start_up_months),
            mser5_weeks,
        },
    }
}

/// Writes the manifest.
pub fn write_manifest(
    path: &Path,
    plan: &Plan,
    hash: &str,
    comparison: &Comparison,
    failed: &[Failed],
    files: &[FileEntry],
    run: &Run,
) -> io::Result<()> {
    let manifest = Manifest {
        program: Program {
            name: "casework",
            version: env!("CARGO_PKG_VERSION"),
            build: BUILD,
        },
        experiment: Experiment {
            name: &plan.name,
            hash,
            seed: plan.seed,
            replications_asked: plan.replications,
            replications_complete: comparison.replications,
            complete: comparison.replications == plan.replications || comparison.told.is_enough,
            worker_years: comparison.worker_years,
            events: comparison.events,
        },
        methods: Methods {
            random_numbers: RANDOM_NUMBERS,
            ties: TIES,
            initialisation: INITIALISATION,
            estimation: ESTIMATION,
            level: LEVEL,
            intervals: CHANCE_ONLY,
            intervals_leave_out: NOT_INCLUDED,
        },
        run,
        files,
        failed,
        stress: answers(
            plan,
            comparison.replications,
            comparison.told.is_enough,
            RANDOM_NUMBERS,
            TIES,
            INITIALISATION,
            ESTIMATION,
        ),
        measures: measures()
            .iter()
            .map(|measure| (measure.name, tag_words(measure.evidence)))
            .collect(),
        arms: plan
            .arms
            .iter()
            .zip(&comparison.warm_ups)
            .map(|(arm, &outcome)| arm_entry(arm, outcome))
            .collect(),
        roads: (roads(plan).into_iter())
            .map(|road| road_entry(plan, road))
            .collect(),
        plan: plan_table(plan),
    };
    let text = toml::to_string(&manifest).map_err(io::Error::other)?;
    std::fs::write(path, text)
}
