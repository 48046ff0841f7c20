//! The command line of what is verified, assumed, fitted and made again.

use super::SEED;
use crate::experiment::sobol::MOST_POINTS;
use clap::Args;
use std::path::PathBuf;

/// `casework assumptions`.
#[derive(Debug, Args)]
pub struct AssumptionsArgs {
    /// Scenario: la1, la2, la3, england-2024 or a file
    #[arg(default_value = "la1")]
    pub scenario: String,
    /// Change a setting, for example minutes.travel=20; may be repeated
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// Show every parameter, not only red ones
    #[arg(long)]
    pub all: bool,
    /// Write the whole register into this file
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

/// `casework sensitivity`.
#[derive(Debug, Args)]
pub struct SensitivityArgs {
    /// Scenario: la1, la2, la3, england-2024 or a file
    #[arg(default_value = "la1")]
    pub scenario: String,
    /// Arm of `casework compare SCENARIO` to look at instead of the scenario itself
    #[arg(long, value_name = "ARM")]
    pub arm: Option<String>,
    /// Arm to take away from it: then the result is the paired difference
    #[arg(long, value_name = "ARM", requires = "arm")]
    pub minus: Option<String>,
    /// Measure or survey row to show; may be repeated [default: the main ones compared with data; effects.csv
    /// holds these, simulations-*.csv all]
    #[arg(long, value_name = "NAME")]
    pub measure: Vec<String>,
    /// Assumed number to move, by its key; may be repeated [default: all]
    #[arg(long, value_name = "KEY.PATH")]
    pub factor: Vec<String>,
    /// Walks of the screen
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub walks: u32,
    /// Move each factor alone between the ends of its range, all others as stated, in so many paired replications
    #[arg(long, value_name = "REPLICATIONS", conflicts_with = "sobol", value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub ends: Option<u32>,
    /// Screen first, and move in --ends or --sobol only so many: those that moved some result most, in units of what matters
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub foremost: Option<u32>,
    /// Take variance apart with so many base points, best a power of two
    #[arg(long, value_name = "POINTS", value_parser = clap::value_parser!(u32).range(8..=i64::from(MOST_POINTS)))]
    pub sobol: Option<u32>,
    /// Seed of the design and of all random numbers
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
    /// Folder for the files [default: output/sensitivity-SCENARIO, with the arms]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// No progress and no notes on stderr; errors still
    #[arg(long, short)]
    pub quiet: bool,
}

/// `casework calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// File that declares the calibration [default: the program's own]
    pub file: Option<PathBuf>,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    /// Say what it would take and stop
    #[arg(long)]
    pub dry_run: bool,
    /// Folder for the files [default: output/calibrate]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// No progress and no notes on stderr; errors still
    #[arg(long, short)]
    pub quiet: bool,
}

/// `casework reproduce`.
#[derive(Debug, Args)]
pub struct ReproduceArgs {
    /// What to make again [default: all]
    pub names: Vec<String>,
    /// List what there is and stop
    #[arg(long)]
    pub list: bool,
    /// Folder for the files [default: output/reproduce]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// No progress and no notes on stderr; errors still
    #[arg(long, short)]
    pub quiet: bool,
}

/// `casework verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Only what has this text in its name, capitals or not [default: everything]
    #[arg(value_name = "TEXT")]
    pub about: Option<String>,
    /// Seed of all random numbers
    #[arg(long, default_value_t = SEED, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub seed: u64,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    /// Folder for qa-log.csv [default: output/verify]
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
    /// No progress and no notes on stderr; errors still
    #[arg(long, short)]
    pub quiet: bool,
}
