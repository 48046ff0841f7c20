//! The command line of experiments.

use super::JobArgs;
use clap::Args;

/// `casework experiment`.
#[derive(Debug, Args)]
#[command(mut_arg("replications", |replications| replications.hide(true).conflicts_with("file")))]
pub struct ExperimentArgs {
    /// Experiment: a name or a file [default: list those there are]
    pub file: Option<String>,
    /// Replications at most [default: the file's budget]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(5..=10_000))]
    pub most: Option<u32>,
    /// Plausible sets of what nobody measured to repeat it under [default: the file's]
    #[arg(long, value_name = "NUMBER")]
    pub sets: Option<u32>,
    /// Print the file of an experiment that is part of the program, to begin one of your own with
    #[arg(long, requires = "file", conflicts_with_all = ["most", "sets"])]
    pub print: bool,
    /// The rest.
    #[command(flatten)]
    pub job: JobArgs,
}
