//! Checks that concern more than one value.

use super::config::{Config, TeamSpec};
use super::problem::Problem;
use crate::world::vocabulary::Service;

/// More posts than any authority has; a run would take minutes and tell nothing.
const MOST_POSTS: f64 = 5_000.0;

/// Finds what is wrong between values that are each in order.
pub(crate) fn cross_check(config: &Config, problems: &mut Vec<Problem>) {
    let mut wrong = |key: &str, message: String| problems.push(Problem::new(key, message));
    if !config.clocks.contains_key(&config.statute) {
        let known: Vec<&str> = config.clocks.keys().map(String::as_str).collect();
        let message = format!(
            "must name an entry of [clocks] ({}), but is `{}`",
            known.join(", "),
            config.statute
        );
        wrong("statute", message);
    }
    if config.demand.source_share.iter().sum::<f64>() <= 0.0 {
        wrong(
            "demand.source_share",
            "must have at least one share above 0".to_owned(),
        );
    }
    let p = &config.problems;
    for i in 0..p.cut_present.len() {
        if p.cut_present[i] > p.cut_problem[i] || p.cut_problem[i] > p.cut_big[i] {
            wrong(
                "problems.cut_present",
                format!("cuts of problem {i} must rise from present to problem to big"),
            );
        }
    }
    let t = &config.thresholds;
    for (low, low_value, high, high_value) in [
        ("close", t.close, "transfer", t.transfer),
        ("step_down", t.step_down, "plan", t.plan),
        ("plan", t.plan, "proceedings", t.proceedings),
    ] {
        if low_value > high_value {
            let message = format!(
                "must not be above thresholds.{high}, which is {high_value}, but is {low_value}"
            );
            wrong(&format!("thresholds.{low}"), message);
        }
    }
    for service in [Service::Assessment, Service::LongTerm] {
        if !config
            .team
            .iter()
            .any(|team| team.service == service && team.count > 0 && holds_cases(team))
        {
            let name = if service == Service::Assessment {
                "assessment"
            } else {
                "long-term"
            };
            wrong(
                "team",
                format!("no team of service `{name}` has anybody who can hold cases"),
            );
        }
    }
    if config.posts() > MOST_POSTS {
        let message = format!(
            "{} posts are more than the {MOST_POSTS} that one run can hold",
            config.posts().round()
        );
        wrong("team", message);
    }
    for (index, team) in config.team.iter().enumerate() {
        check_team(config, index, team, &mut wrong);
    }
}

fn holds_cases(team: &TeamSpec) -> bool {
    team.posts
        .by_role()
        .iter()
        .any(|&(role, wte)| role.holds_cases() && wte > 0.0)
}

fn check_team(
    config: &Config,
    index: usize,
    team: &TeamSpec,
    wrong: &mut impl FnMut(&str, String),
) {
    let key = |name: &str| format!("team.{index}.{name}");
    if config.team[..index]
        .iter()
        .any(|other| other.name == team.name)
    {
        wrong(
            &key("name"),
            format!("`{}` is the name of another team", team.name),
        );
    }
    if !config.features.contains_key(&team.features) {
        let known: Vec<&str> = config.features.keys().map(String::as_str).collect();
        let message = format!(
            "must name an entry of [features] ({}), but is `{}`",
            known.join(", "),
            team.features
        );
        wrong(&key("features"), message);
    }
    if team.surveyed > team.count {
        wrong(
            &key("surveyed"),
            format!(
                "must not be above count, which is {}, but is {}",
                team.count, team.surveyed
            ),
        );
    }
    if team.count == 0 {
        return;
    }
    let posts = &team.posts;
    if posts.consultant + posts.manager <= 0.0 {
        wrong(
            &key("posts"),
            "nobody decides: a unit needs a consultant, a team a manager".to_owned(),
        );
    }
    if posts.manager > 0.0 && posts.total() <= posts.manager {
        wrong(&key("posts"), "a manager without a team".to_owned());
    }
    if !holds_cases(team) {
        wrong(&key("posts"), "nobody can hold cases".to_owned());
    }
    let enquires = matches!(team.service, Service::Assessment | Service::LongTerm);
    if enquires && posts.consultant + posts.social_worker <= 0.0 {
        wrong(
            &key("posts"),
            "nobody is qualified for a section 47 enquiry".to_owned(),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::config::Posts;
    use crate::scenario::{Config, load};

    fn problems(change: impl Fn(&mut Config)) -> Vec<String> {
        let mut config = load("la3", &[]).expect("built in").config;
        change(&mut config);
        let mut found = Vec::new();
        super::cross_check(&config, &mut found);
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_built_in_authority_has_no_problems() {
        assert!(problems(|_| {}).is_empty());
    }

    #[test]
    fn a_statute_that_does_not_exist_is_named_with_those_that_do() {
        let found = problems(|c| c.statute = "1989".to_owned());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains("2011-12") && found[0].contains("`1989`"),
            "{found:?}"
        );
    }

    #[test]
    fn staffing_that_cannot_work_is_refused() {
        let no_decider = problems(|c| c.team[1].posts.manager = 0.0);
        assert!(
            no_decider.iter().any(|p| p.contains("nobody decides")),
            "{no_decider:?}"
        );
        let unqualified = problems(|c| {
            c.team[1].posts.social_worker = 0.0;
            c.team[1].posts.assistant = 4.0;
        });
        assert!(
            unqualified.iter().any(|p| p.contains("section 47")),
            "{unqualified:?}"
        );
        let alone = problems(|c| {
            c.team[1].posts = Posts::NONE;
            c.team[1].posts.manager = 1.0;
        });
        assert!(
            alone.iter().any(|p| p.contains("a manager without a team")),
            "{alone:?}"
        );
    }

    #[test]
    fn absurd_sizes_are_refused() {
        let found = problems(|c| c.team[1].posts.social_worker = 500.0 * 2.0);
        assert!(
            found.iter().any(|p| p.contains("more than the 5000")),
            "{found:?}"
        );
    }

    #[test]
    fn thresholds_that_cross_are_refused() {
        let found = problems(|c| c.thresholds.close = 9.0);
        assert!(
            found.iter().any(|p| p.contains("thresholds.close")),
            "{found:?}"
        );
    }
}
