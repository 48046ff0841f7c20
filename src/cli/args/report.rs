//! The command line of what is made from a finished folder.

use clap::Args;
use std::path::PathBuf;

/// Examples under `casework report --help`.
pub(super) const EXAMPLES: &str = "\
Examples:
  casework report output/compare-1a2b3c4d   writes output/compare-1a2b3c4d-report.html
  casework report results --out report.html
  casework report results --xlsx results.xlsx

The folder is one that `compare`, `experiment` or `run` has finished. The report is one HTML file that needs no network and prints on
A4: what was asked, the answer and how sure it is, tables, charts with their numbers, assumptions, how to repeat it. The
workbook holds the tables, the data dictionary and charts that follow the cells. The same folder gives the same bytes.
A report that is there is written anew; anything else that is there only with --force.";

/// `casework report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Finished folder of results
    pub folder: PathBuf,
    /// File for the report [default: FOLDER-report.html beside the folder]
    #[arg(long, value_name = "FILE.html")]
    pub out: Option<PathBuf>,
    /// Write the tables as a workbook too
    #[arg(long, value_name = "FILE.xlsx")]
    pub xlsx: Option<PathBuf>,
    /// Write over a file that is there and is no report
    #[arg(long)]
    pub force: bool,
}
