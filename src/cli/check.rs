//! `casework check`.

use crate::cli::args::CheckArgs;
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{print, text};
use crate::scenario;
use serde_json::json;

/// Says what a scenario holds.
pub(crate) fn check(args: &CheckArgs) -> Result<Ending, Trouble> {
    let loaded = scenario::load(&args.scenario, &args.set)
        .map_err(|problems| Trouble::Usage(problems.to_string()))?;
    let (config, run) = (&loaded.config, &loaded.config.run);
    if args.json {
        let document = json!({
            "name": loaded.name,
            "files": loaded.files,
            "posts": config.posts(),
            "pay_bill": config.pay_bill(),
            "years": run.years,
            "warm_up_months": run.warm_up_months,
            "with_evidence": loaded.provenance.len(),
            "scenario": loaded.resolved,
        });
        return print(&format!("{document:#}\n"));
    }
    print(&format!(
        "{}: no mistakes found.\nFiles: {}\nPosts: {:.1}, {} a year\nMeasured: {} years after {} months of start-up\n\
         Settings with their evidence: {}\n",
        loaded.name,
        loaded.files.join(", "),
        config.posts(),
        text::pounds(config.pay_bill()),
        run.years,
        run.warm_up_months,
        loaded.provenance.len(),
    ))
}
