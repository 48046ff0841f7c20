//! The command line of what follows one replication or one family.

use super::SEED;
use clap::Args;
use std::path::PathBuf;

/// `casework replay`.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Scenario (la1, la2, la3 or a file), or a folder of results, finished or not
    #[arg(value_name = "SCENARIO|FOLDER")]
    pub what: String,
    /// Arm [default: the first, which is the scenario itself]
    #[arg(long)]
    pub arm: Option<String>,
    /// Replication, counted from 0
    #[arg(long, short = 'r', value_name = "INDEX")]
    pub replication: u32,
    /// Seed [default: 1, or the folder's]
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub seed: Option<u64>,
    /// Years measured after the start-up [default: the scenario's]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub years: Option<u32>,
    /// Change a setting, for example run.years=5; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// Write all that happens into this file
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// Tell the story of this family
    #[arg(long, value_name = "NUMBER")]
    pub family: Option<u32>,
    /// Tell the story of this post
    #[arg(long, value_name = "NUMBER", conflicts_with = "family")]
    pub worker: Option<u32>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// `casework family`.
#[derive(Debug, Args)]
pub struct FamilyArgs {
    /// Vignette: a name or a file [default: list those there are]
    pub vignette: Option<String>,
    /// Authority: la1, la2, la3, england-2024 or a file; may be repeated [default: la1 and la3]
    #[arg(long = "in", value_name = "SCENARIO")]
    pub scenarios: Vec<String>,
    /// Lives in each authority
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub lives: u32,
    /// Years that each life is followed
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=10))]
    pub years: u32,
    /// Tell the story of a life, counted from 0 [default: the one nearest the middle of the first authority]
    #[arg(long, value_name = "LIFE", num_args = 0..=1)]
    pub journal: Option<Option<u32>>,
    /// Seed of all random numbers
    #[arg(long, default_value_t = SEED, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub seed: u64,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    /// Change a setting in every authority, for example family_support.places=0; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// Folder for the files [default: output/family-VIGNETTE]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// No progress on stderr; errors still
    #[arg(long, short)]
    pub quiet: bool,
}
