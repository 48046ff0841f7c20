//! The command line: what may be asked and how it is explained.

use crate::experiment::plan::Shard;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

mod experiment;
mod follow;
mod proof;
mod report;

pub use experiment::ExperimentArgs;
pub use follow::{FamilyArgs, ReplayArgs};
pub use proof::{AssumptionsArgs, CalibrateArgs, ReproduceArgs, SensitivityArgs, VerifyArgs};
pub use report::ReportArgs;

/// The seed where none is given.
pub(crate) const SEED: u64 = 1;

const EXAMPLES: &str = "\
Examples:
  casework compare                          the three authorities beside the published figures,
                                            then units against hierarchical teams
  casework compare la1                      units against hierarchical teams on LA1's families
  casework compare la1 mine.toml            two scenarios, replication by replication
  casework run la3 --years 5                one scenario
  casework run la1 --set run.years=5        the same setting, by its key
  casework new mine.toml                    a scenario to begin with
  casework check mine.toml                  is the file right? runs nothing
  casework explain thresholds.close         what a setting means, and where it is used
  casework compare --replications 100 --dry-run
                                            what would it take?
  casework replay la3 --replication 4       one replication again: families worth following
  casework replay la3 --replication 4 --family 2467
                                            the story of one of them
  casework family violent-partner           one described family, a hundred lives in each of two authorities
  casework validate                         how far do the numbers agree with what was published?
  casework experiment cap                   what cap on caseloads, with what consequences?
  casework ablate la3                       what each part of another organisation, and caseload, contributes
  casework assumptions                      what rests on what
  casework sensitivity la3                  which assumptions move its results
  casework calibrate                        which values of unmeasured numbers are plausible
  casework report output/compare-1a2b3c4d   a page to read and print, with charts
  casework verify                           does the program compute what theory says?
  casework compare --replications 100 --json > result.json

Results go to stdout, progress and errors to stderr, files to output/<name>-<hash>/.
Exit codes: 0 done, 1 failed, 2 bad usage or scenario, 130 interrupted (what was finished is kept).";

/// Simulates an English children's services department.
#[derive(Debug, Parser)]
#[command(name = "casework", version, about, after_help = EXAMPLES, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run one scenario: prints every measure with its interval, and published figures if it has them
    #[command(after_help = "\
Examples:
  casework run                              LA1 with 20 replications
  casework run la2 --replications 50 --seed 7
  casework run mine.toml --out results --quiet
  casework run la3 --json > la3.json        one JSON document, no times in it

Prints a table of all measures (mean, 95 % interval, what each can be held against) and, for la1, la2
and la3, the published figures beside the range in which a study of the same size would fall.")]
    Run(RunArgs),
    /// Compare structures, or scenarios: prints paired differences, margins and what may be said
    #[command(after_help = "\
Examples:
  casework compare                          the main job
  casework compare la3                      the structural comparison on LA3's families
  casework compare la1 la2                  each further scenario against the first
  casework compare --replications 100 --threads 8

Without a scenario it prints: the three authorities beside the published figures, misses first; units and
hierarchical teams on the same families at a low and a high caseload, with posts and pounds; what is
structure, what is caseload and who is not served, in sentences; and what the intervals do not include.")]
    Compare(CompareArgs),
    /// Hold scenarios against what was published: prints every figure, the patterns, and what the model cannot speak to
    #[command(after_help = "\
Examples:
  casework validate                         la1, la2, la3 and england-2024
  casework validate la1 la3                 these only
  casework validate --dry-run               what would it take?
  casework validate --replications 100 --json > validation.json

Every replication ends with a study of the size, team mix and eligibility of the real one. For each published figure
it prints where 95 % of such studies would fall, how far the model's mean lies from it, whether the difference is
within a margin declared beforehand, and what part the figure had in the making of the scenario: input, calibrated
or held out. LA2 is held out. england-2024 is held against the spread between real authorities. The folder holds the
page as validation.md, and scorecard.csv, patterns.csv and national.csv.")]
    #[command(mut_arg("replications", |replications| replications.default_value("40")))]
    Validate(ValidateArgs),
    /// Run an experiment from its file: arms or factors, what matters, and questions; stops when enough is known
    #[command(after_help = "\
Examples:
  casework experiment                       the experiments that are part of the program
  casework experiment cap                   what cap on caseloads, with what consequences?
  casework experiment cap --dry-run         what would it take?
  casework experiment cap --print > mine.toml
  casework experiment mine.toml --most 100

A file declares a base scenario, arms or factors with levels, the measures that matter and by how much, a least and a
most number of replications, and questions for a level; docs/experiments.md says what each key means. It stops when every
difference that matters is known to within half of what matters, with intervals that hold jointly over the measures and
for some replications more, and, if an arm is to be chosen, when it is; or when the budget is used up, which it says.
Results are written as by compare, with levels.csv and answers.csv, and beside the folder the report, FOLDER-report.html.")]
    Experiment(ExperimentArgs),
    /// Check a scenario without running it: prints what it holds, or everything that is wrong with it
    #[command(after_help = "\
Examples:
  casework check la1
  casework check mine.toml --set run.years=5
  casework check mine.toml --json

Prints the files read, posts, pounds, years and start-up. Every mistake is named at once, with its key.")]
    Check(CheckArgs),
    /// Say what a setting means, what each scenario states there and where the model uses it
    #[command(after_help = "\
Examples:
  casework explain thresholds.close
  casework explain thresholds               all keys of a section
  casework explain features.unit.sharing    one item's; features.*.sharing for all of them
  casework explain team.*.count --in mine.toml
  casework explain > parameters.md          every setting, with values and sources")]
    Explain(ExplainArgs),
    /// List every measure, with its unit, what it counts and the margin that matters, as Markdown tables
    Measures,
    /// Write a scenario to begin with: commented, complete, accepted by `check`
    #[command(after_help = "\
Examples:
  casework new mine.toml && casework check mine.toml

Writes the scenario and, beside it, scenario.schema.json, by which editors that know TOML schemas complete
keys and show what they mean. A file that is there is never overwritten.")]
    New(NewArgs),
    /// Print the JSON Schema of scenarios, for editors
    Schema,
    /// Run one replication again: its row exactly, its journal, or the story of one family or worker
    #[command(after_help = "\
Examples:
  casework replay la3 --replication 4       the row of replication 4, and families worth following
  casework replay la3 --replication 4 --family 214
  casework replay la3 --replication 4 --worker 33
  casework replay la3 --replication 4 --journal la3-4.csv
  casework replay output/compare-1a2b3c4d --arm unit-4.5 --replication 7

From a folder of results it takes seed, settings and arm as they were, and says whether the row is the same. From a
scenario it takes --seed, --years and --set as `run` does, and the arms of `casework compare SCENARIO` by name.
Stories tell of abuse and violence. They are simulated: no family in them is or was real.

The journal is a CSV file in order of time, with the columns that animators of event logs read: entity_id, pathway,
event_type (arrival_departure, queue, resource_use, resource_use_end, event), event, time (minutes from the start),
date, resource_id.")]
    Replay(ReplayArgs),
    /// Make a page to read and print, and a workbook, from a finished folder of results
    #[command(after_help = report::EXAMPLES)]
    Report(ReportArgs),
    /// Take the difference between two ways of organising apart: what each group of features, and caseload, contributes
    #[command(after_help = "\
Examples:
  casework ablate la3                       from LA3's teams to units
  casework ablate la1                       from LA1's units to teams
  casework ablate la3 --dry-run             what would it take?
  casework ablate la1 --to neighbourhood --families 10.4
  casework ablate mine.toml -n 20 --all --out results

The long-term work of the scenario is led to another entry of [features] one group at a time: sharing and cover,
discussion, joint working, coordinator, clinician, decision-making, money and the rest, each with the posts that
go with it; and caseload, the posts there are for the same demand. A contribution is a Shapley value: the mean,
over orders of switching, of what a group's own switch adds. They sum to the whole difference. With more than six
groups each replication takes one order by lot and its reverse; --all runs every coalition. Prints contributions
to every main measure, what is assumed among them, and writes them as CSV files.")]
    Ablate(AblateArgs),
    /// List what a scenario assumes: value, range, source, a rating, and how far the comparison moves with it
    #[command(after_help = "\
Examples:
  casework assumptions                      the red ones of LA1
  casework assumptions mine.toml --all
  casework assumptions la3 --csv register.csv

Green: from the study, a statistic, the law or a formula. Amber: assumed, and the difference between units and teams at
a low caseload moves with it by less than matters (the margin of each measure) or less than another seed moves it. Red:
assumed, and it moves by more; or assumed and not tried, such as switches, and whatever you set yourself.")]
    Assumptions(AssumptionsArgs),
    /// Find which assumptions move a result: screens all of them, or takes variance apart over a few
    #[command(after_help = "\
Examples:
  casework sensitivity la3                  screens every assumed number of LA3
  casework sensitivity la1 --arm unit-4.5 --minus hierarchy-4.5
                                            which assumptions the structural comparison rests on
  casework sensitivity la3 --measure drift_share --measure 7.4.contacts.mean
  casework sensitivity la3 --ends 6 --factor minutes.travel
  casework sensitivity la3 --ends 6 --foremost 20
                                            the twenty that a screen moves most, each alone
  casework sensitivity la3 --sobol 128 --factor thresholds.transfer --factor minutes.travel
  casework sensitivity la3 --dry-run        what would it take?

A factor is an assumed number with a range in [provenance]; half of the range below the stated value is as likely as
the half above. The screen (Morris) moves one factor at a time two thirds of the way from its low to its high end, all
others standing anywhere in theirs; its size is the mean change over the whole way. The seed is moved like a factor: what moves a result less than
another seed does, or little more, cannot be told from chance. --ends moves each factor alone from the low to the high
end of its range, with paired 99 % intervals: surer, and dear for many factors. --sobol takes the variance of a result apart over at most eight factors
and the seed, with 95 % bootstrap intervals; the seed's total is the share of chance.
Every simulation is kept at once: after an interruption the same command goes on.")]
    Sensitivity(SensitivityArgs),
    /// Fit the numbers that nobody measured to two authorities, and keep every set of them that is plausible
    #[command(after_help = "\
Examples:
  casework calibrate --dry-run              what would it take?
  casework calibrate                        the declared calibration: LA1 and LA3
  casework calibrate mine.toml --out fitted

Only the sets that the program was built with are carried by `compare`. A file declares authorities, rows, numbers, ranges, seed and budget; scenarios/calibration.toml is the one that the
program's own sets come from. History matching: wave by wave a surface is fitted to every figure, and what cannot have
produced the published figures is ruled out, three standard deviations being the limit. What is left is tried on fresh
seeds and the first sets that pass are kept - not the best, which would look better than it is. Numbers that a study or the
law gives are refused, as are numbers in which authorities differ, and LA2, which is held out.
Prints what was ruled out, which figures are missed, and which numbers the figures cannot pin down. Every simulation is
kept at once: after an interruption the same command goes on.")]
    Calibrate(CalibrateArgs),
    /// Let one described family live many times in one authority or several: what became of it, and who came
    #[command(after_help = "\
Examples:
  casework family                           the families there are
  casework family low-and-in-debt           100 lives in LA1 and in LA3
  casework family before-birth --in la1 --in mine.toml --lives 400
  casework family violent-partner --journal    and the story of a middling life in each
  casework family violent-partner --journal 7  and the story of life 7
  casework family my-family.toml --json > lives.json

A vignette is a file with a household, its problems as they are and as the referral tells them, and what went
before; those in scenarios/vignettes show how. In each life the family is referred to a running authority on a
working day after the start-up and followed for --years. Life 7 is dealt the same luck in every authority, so
that differences are paired life by life. Prints where the family stands after 1, 3, 6, 12 and more months,
what was known when, contact, harm, who came, how it ended, and what all this cannot tell. The folder holds lives.csv, a line for
every life. Every life is kept at once: after an interruption the same command goes on.

The stories tell of abuse and violence. They are invented and simulated: no family in them is or was real.")]
    Family(FamilyArgs),
    /// Make the tables of results in the documentation again, and say whether they come out the same
    #[command(after_help = "\
Examples:
  casework reproduce --list                 what there is, and the command of each
  casework reproduce                        all of it: hours
  casework reproduce validation register

Every table of results in docs/, and every result that the program carries, is made by a command with a fixed seed. This
runs the commands into output/reproduce/ and compares hashes: exit 0 if all came out the same to the last byte. The commands
keep what they finish: after an interruption the same command goes on.")]
    Reproduce(ReproduceArgs),
    /// Hold the kernel and the statistics against theory: prints and writes a quality log
    #[command(after_help = "\
Examples:
  casework verify                           all of it, in less than a minute on two cores
  casework verify --seed 2                  on other random numbers
  casework verify M/M/1                     only what has this in its name; writes no file without --out
  casework verify --json > verify.json

Small queueing models run on the program's own agenda, random draws, samplers and tallies, replication by
replication. An estimate has to lie within 4 standard errors of theory, and its standard error may be at most
half a per cent of theory (chances of something rare: one per cent). Identities have to hold exactly, and the
statistics have to give the published answers. Exit code 1 if a row does not hold: on other seeds than 1 a row
in fifteen thousand fails by chance, and some may turn out too vague.")]
    Verify(VerifyArgs),
    /// Put the parts of a divided experiment together: prints and writes what one undivided run would
    #[command(after_help = "\
Examples:
  casework compare -n 100 --shard 0/4       on one machine
  casework compare -n 100 --shard 1/4       on another, and so on to 3/4
  casework merge output/compare-*-shard-*   where all the folders are

The result is the same to the last byte, however many the parts and whatever their order. Parts that overlap,
belong to another experiment or are damaged are refused by name; so is a whole with a gap. The parts stay.")]
    Merge(MergeArgs),
    /// Print completions for a shell
    #[command(after_help = "\
Examples:
  casework completions bash > ~/.local/share/bash-completion/completions/casework
  casework completions zsh > \"${fpath[1]}/_casework\"
  casework completions fish > ~/.config/fish/completions/casework.fish")]
    Completions(CompletionsArgs),
    /// Print the manual page of the program or of a command
    #[command(after_help = "\
Examples:
  casework man | man -l -
  casework man compare > casework-compare.1")]
    Man(ManArgs),
}

/// `casework run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Scenario: la1, la2, la3, england-2024, restructure or a file
    #[arg(default_value = "la1")]
    pub scenario: String,
    /// The rest.
    #[command(flatten)]
    pub job: JobArgs,
}

/// `casework compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Scenarios: la1, la2, la3, england-2024, restructure or files; none for the main job
    pub scenarios: Vec<String>,
    /// Plausible sets of what nobody measured to repeat the comparison under, 0 for none
    /// [default: half as many as replications, at most all there are; none below 10 replications]
    #[arg(long, value_name = "NUMBER")]
    pub sets: Option<u32>,
    /// The rest.
    #[command(flatten)]
    pub job: JobArgs,
}

/// `casework validate`.
#[derive(Debug, Args)]
pub struct ValidateArgs {
    /// Scenarios: la1, la2, la3, england-2024 or files [default: these four]
    pub scenarios: Vec<String>,
    /// The rest.
    #[command(flatten)]
    pub job: JobArgs,
}

/// `casework check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Scenario: la1, la2, la3, england-2024, restructure or a file
    pub scenario: String,
    /// Change a setting, for example run.years=5; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// `casework explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Key path of a setting or a section, for example thresholds.close [default: all of them, as Markdown tables]
    pub key: Option<String>,
    /// Show also what this scenario states: la1, la2, la3 or a file
    #[arg(long = "in", value_name = "SCENARIO", requires = "key")]
    pub scenario: Option<String>,
}

/// `casework new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The file to write; its name ends in .toml
    pub file: PathBuf,
}

/// How a job is carried out.
#[derive(Clone, Debug, Args)]
pub struct JobArgs {
    /// Replications of every arm
    #[arg(long, short = 'n', default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: u32,
    /// Seed of all random numbers
    #[arg(long, default_value_t = SEED, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub seed: u64,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    /// Years measured after the start-up [default: the scenario's]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub years: Option<u32>,
    /// Change a setting in every scenario, for example run.years=5; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// Do one part of N only, parts counted from 0; `casework merge` puts them together
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub shard: Option<Shard>,
    /// Say what it would take (time, memory, disk) and stop
    #[arg(long)]
    pub dry_run: bool,
    /// What is printed and where files go.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What is printed and where files go.
#[derive(Clone, Debug, Args)]
pub struct OutputArgs {
    /// Folder for the files [default: a folder in output/, named after the experiment]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print one JSON document instead of tables
    #[arg(long)]
    pub json: bool,
    /// No progress and no notes on stderr; errors still
    #[arg(long, short)]
    pub quiet: bool,
    /// Write into --out even if it holds other things; they stay, files of the same name are replaced
    #[arg(long)]
    pub force: bool,
}

/// `casework ablate`.
#[derive(Debug, Args)]
pub struct AblateArgs {
    /// Scenario: la1, la2, la3 or a file
    #[arg(default_value = "la1")]
    pub scenario: String,
    /// Way of organising (an entry of features) to lead its long-term teams to [default: unit, or from units hierarchy]
    #[arg(long, value_name = "FEATURES")]
    pub to: Option<String>,
    /// Families for each worker at the other end [default: 10.4 if the scenario has few, 4.5 if it has many]
    #[arg(long, value_name = "NUMBER", value_parser = families)]
    pub families: Option<f64>,
    /// Replications
    #[arg(long, short = 'n', default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub replications: u32,
    /// Run every coalition, however many groups there are
    #[arg(long)]
    pub all: bool,
    /// Seed of all random numbers
    #[arg(long, default_value_t = SEED, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub seed: u64,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    /// Years measured after the start-up [default: the scenario's]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub years: Option<u32>,
    /// Change a setting, for example run.years=5; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// Say what it would take and stop
    #[arg(long)]
    pub dry_run: bool,
    /// Folder for the files [default: output/ablate-SCENARIO-FEATURES]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// No progress and no notes on stderr; errors still
    #[arg(long, short)]
    pub quiet: bool,
}

/// `casework merge`.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Folders of the parts, in any order
    #[arg(required = true, value_name = "FOLDER")]
    pub parts: Vec<PathBuf>,
    /// What is printed and where files go.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// `casework completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// `casework man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command [default: the program as a whole]
    pub command: Option<String>,
}

/// Reads a caseload.
fn families(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (1.0..=100.0).contains(&number) => Ok(number),
        _ => Err("must be a number between 1 and 100".to_owned()),
    }
}

/// Reads `i/n`.
fn shard(text: &str) -> Result<Shard, String> {
    let parsed = text
        .split_once('/')
        .and_then(|(index, of)| Some((index.parse::<u32>().ok()?, of.parse::<u32>().ok()?)));
    match parsed {
        Some((index, of)) if index < of => Ok(Shard { index, of }),
        Some((_, of @ 1..)) => Err(format!(
            "of {of} parts the first is 0/{of} and the last {}/{of}",
            of - 1
        )),
        _ => Err("is not I/N, such as 0/4".to_owned()),
    }
}

impl JobArgs {
    /// All settings to change, the years among them.
    pub fn sets(&self) -> Vec<String> {
        sets(&self.set, self.years)
    }

    /// What [`sets`](Self::sets) changed, for the reader.
    pub fn changed(&self) -> Vec<String> {
        changed(&self.sets())
    }
}

/// As many threads as were asked for, or as there are cores.
pub(crate) fn threads(asked: Option<u32>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.map_or_else(cores, |threads| threads as usize)
}

/// Settings to change, with the years as the last of them.
pub fn sets(set: &[String], years: Option<u32>) -> Vec<String> {
    set.iter()
        .cloned()
        .chain(years.map(|years| format!("run.years={years}")))
        .collect()
}

/// The settings that hold: of several for one key the last.
pub fn changed(sets: &[String]) -> Vec<String> {
    let divide = |set: &str| {
        let (key, value) = set.split_once('=').unwrap_or((set, ""));
        (key.trim().to_owned(), value.trim().to_owned())
    };
    let mut kept: Vec<(String, String)> = Vec::new();
    for (key, value) in sets.iter().map(|set| divide(set)) {
        kept.retain(|(other, _)| *other != key);
        kept.push((key, value));
    }
    kept.into_iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn years_are_a_setting_like_any_other_and_come_last() {
        let cli = Cli::try_parse_from(["casework", "run", "--years", "3", "--set", "run.years=5"])
            .expect("good");
        let Command::Run(run) = cli.command else {
            panic!("another command")
        };
        assert_eq!(run.scenario, "la1");
        assert_eq!(run.job.sets(), ["run.years=5", "run.years=3"]);
        assert_eq!(run.job.changed(), ["run.years=3"]);
        assert_eq!((run.job.replications, run.job.seed), (20, 1));
    }
}
