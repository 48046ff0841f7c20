//! `casework check`.

use crate::cli::args::{CheckArgs, changed};
use crate::cli::exit::{Ending, Trouble};
use crate::cli::{diagnostic, print, text};
use crate::scenario;
use serde_json::json;

/// Says what a scenario holds.
pub(crate) fn check(args: &CheckArgs) -> Result<Ending, Trouble> {
    let loaded = match scenario::load(&args.scenario, &args.set) {
        Ok(loaded) => loaded,
        Err(problems) if args.json => {
            let document = diagnostic::document(&problems, &args.scenario);
            print(&format!("{document:#}\n"))?;
            return Err(Trouble::Usage(diagnostic::count(&problems, &args.scenario)));
        }
        Err(problems) => return Err(Trouble::Usage(diagnostic::drawn(&problems, &args.scenario))),
    };
    let (config, run) = (&loaded.config, &loaded.config.run);
    let changed = changed(&args.set);
    let features: Vec<&str> = config.features.keys().map(String::as_str).collect();
    if args.json {
        let teams: Vec<_> = (config.team.iter())
            .map(|team| {
                json!({"name": team.name, "count": team.count, "features": team.features, "posts_each": team.posts.total()})
            })
            .collect();
        let document = json!({
            "name": loaded.name,
            "files": loaded.files,
            "changed": changed,
            "posts": config.posts(),
            "pay_bill": config.pay_bill(),
            "years": run.years,
            "warm_up_months": run.warm_up_months,
            "with_evidence": loaded.provenance.len(),
            "teams": teams,
            "features": features,
            "scenario": loaded.resolved,
            "problems": [],
        });
        return print(&format!("{document:#}\n"));
    }
    let changed = if changed.is_empty() {
        String::new()
    } else {
        format!("Changed: {}\n", changed.join(", "))
    };
    let teams = (config.team.iter())
        .map(|team| {
            vec![
                team.name.clone(),
                team.count.to_string(),
                team.features.clone(),
                format!("{:.1}", team.posts.total()),
            ]
        })
        .collect();
    let header = ["teams", "number", "features", "posts each"].map(str::to_owned);
    print(&format!(
        "{}: no mistakes found.\n{changed}Files: {}\nPosts: {:.1}, {} a year\nMeasured: {} after {} of start-up\n\
         Settings with their evidence: {}\n\n{}\nFeatures: {}\n",
        loaded.name,
        loaded.files.join(", "),
        config.posts(),
        text::pounds(config.pay_bill()),
        text::counted(run.years, "year"),
        text::counted(run.warm_up_months, "month"),
        loaded.provenance.len(),
        text::table(header.to_vec(), teams, text::width()),
        features.join(", "),
    ))
}
