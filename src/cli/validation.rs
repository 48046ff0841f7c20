//! The page of a validation.

use crate::cli::page::opening;
use crate::cli::text::{heading, table, wrapped};
use crate::experiment::compare::Comparison;
use crate::experiment::plan::Plan;
use crate::study::verdict::{Section, Validation};

/// The page of `validate`.
pub(crate) fn page(plan: &Plan, comparison: &Comparison, found: &Validation, width: u16) -> String {
    let sections = found.sections.iter().map(|section| one(section, width));
    opening(plan, comparison, width) + &sections.collect::<String>()
}

fn one(section: &Section, width: u16) -> String {
    let words = |of: &[String]| -> String {
        let indent = |words: &String| if words.starts_with("- ") { 2 } else { 0 };
        of.iter()
            .map(|words| wrapped(words, width, indent(words)))
            .collect()
    };
    let mut page = heading(&section.title, width) + &words(&section.before);
    if let Some((header, rows)) = &section.table {
        page += &table(header.clone(), rows.clone(), width);
    }
    page + &words(&section.after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::plan::{Arm, Doubt};
    use crate::experiment::summary::{Fold, Replication};
    use crate::observe::{ReplicationSummary, measures, survey_rows};
    use crate::study::declared::role;
    use crate::study::patterns::PatternTally;
    use crate::study::published::{Authority, figure};
    use crate::study::validate::scorecard;

    /// A page of numbers that owe nothing to the model: even rows near what was printed, odd ones half above it.
    fn example() -> String {
        let load = |name: &str| crate::scenario::load(name, &[]).expect("embedded").config;
        let arm = |name: &str, label: &str| Arm::new(name, label, load(name));
        let arms = vec![
            arm("la1", "LA1"),
            arm("la3", "LA3"),
            arm("england-2024", "england-2024"),
        ];
        let plan = Plan {
            name: "validate".into(),
            arms,
            pairs: vec![],
            replications: 5,
            seed: 1,
            changed: vec![],
            doubt: Doubt::default(),
            validation: true,
            asked: crate::experiment::asked::Asked::default(),
        };
        let (mut fold, mut tally) = (Fold::new(&plan), PatternTally::default());
        for index in 0..5 {
            let near = 0.98 + 0.01 * f64::from(index);
            let summary = |arm: &Arm| {
                let authority = Authority::named(&arm.name);
                let answer = |(at, id): (usize, &str)| {
                    let printed = authority
                        .and_then(|a| figure(a, id))
                        .map_or(0.3, |f| f.value);
                    printed * near * if at % 2 == 0 { 1.0 } else { 1.5 }
                };
                let rows = survey_rows().iter().map(|row| row.id).enumerate();
                ReplicationSummary {
                    values: measures().iter().map(|_| 0.2 * near).collect(),
                    survey: rows.map(answer).collect(),
                    monthly: vec![vec![1.0]],
                    weekly: vec![1.0; 60],
                    worker_years: 1.0,
                    events: 1,
                }
            };
            let arms = plan.arms.iter().map(summary).collect();
            let replication = Replication { index, arms };
            fold.push(&plan, &replication);
            tally.push(&plan, &replication);
        }
        let comparison = Comparison::new(&plan, &fold);
        let mut scores = scorecard(&plan, &comparison);
        // A few rows are enough to see how it reads.
        scores.retain(|score| ["Table 5.1", "Table 6.7", "Table 7.1"].contains(&score.row.table));
        assert!(scores.iter().all(|s| s.role == role(s.authority, s.row.id)));
        let found = Validation::new(&plan, &comparison, &scores, &tally);
        page(&plan, &comparison, &found, 100)
    }

    #[test]
    fn the_page_reads_like_this_and_keeps_to_its_width() {
        let plain = example().replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
        assert!(plain.lines().all(|line| line.chars().count() <= 100));
        insta::assert_snapshot!("the_validation_reads_like_this", plain);
    }
}
