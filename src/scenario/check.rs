//! Checks that concern more than one value.

use std::collections::BTreeSet;

use super::config::{Change, Config, Coupling, TeamSpec};
use super::cost;
use super::key;
use super::problem::Problem;
use super::shape::MOST_ITEMS;
use super::suggest::{closest, did_you_mean};
use crate::world::vocabulary::Service;

/// How far the mean of the monthly index may be from one.
const INDEX_SLACK: f64 = 0.1;
/// Working days in a year, about.
const WORKING_DAYS: f64 = 253.0;

/// Finds what is wrong between values: references, contradictions, staffing, size. Of values that are each beyond their
/// range, which `problems` already holds, only the size is judged.
pub fn cross_check(config: &Config, problems: &mut Vec<Problem>) {
    let known = problems.iter().map(|problem| problem.key.clone());
    let mut check = Check {
        known: known.collect(),
        found: Vec::new(),
    };
    // Lists that are too long have been refused as that; to compare each with each would take for ever.
    if config.team.len() <= MOST_ITEMS && config.coupling.len() <= MOST_ITEMS {
        references(config, &mut check);
        services(config, &mut check);
        for (index, team) in config.team.iter().enumerate() {
            staffing(&team_key(config, index), team, &mut check);
        }
    }
    rates(config, &mut check);
    thresholds(config, &mut check);
    days(config, &mut check);
    for (index, change) in config.change.iter().enumerate() {
        restructure(config, index, change, &mut check);
    }
    problems.extend(check.found);
    problems.extend(cost::too_large(config));
}

/// The key path of a team: by its name, as long as that is its own.
pub(super) fn team_key(config: &Config, index: usize) -> String {
    let name = &config.team[index].name;
    let first = config.team.iter().position(|team| team.name == *name);
    let number = index.to_string();
    key::join("team", if first == Some(index) { name } else { &number })
}

/// Collects what is wrong.
struct Check {
    /// The keys of single values with which something is wrong.
    known: BTreeSet<String>,
    found: Vec<Problem>,
}

impl Check {
    /// Something is wrong between the values at these keys, and the first is the one to be named.
    fn wrong(&mut self, keys: &[&str], message: impl Into<String>, help: Option<String>) {
        // What follows from a value that is itself wrong is not told again.
        if !keys.iter().any(|key| self.known.contains(*key)) {
            self.found.push(
                Problem::new(keys[0], message.into())
                    .help(help)
                    .and(&keys[1..]),
            );
        }
    }
}

/// Names must be those of something.
fn references(config: &Config, check: &mut Check) {
    let mut name = |key: &str, table: &str, written: &str, known: Vec<&str>| {
        if !known.contains(&written) {
            let list = known
                .iter()
                .take(20)
                .copied()
                .collect::<Vec<_>>()
                .join(", ");
            let likely = closest(written, known.into_iter()).map(did_you_mean);
            let message = format!("must name an entry of [{table}] ({list}), but is {written:?}");
            check.wrong(&[key], message, likely);
        }
    };
    let clocks = config.clocks.keys().map(String::as_str).collect();
    name("statute", "clocks", &config.statute, clocks);
    for (index, team) in config.team.iter().enumerate() {
        let known = config.features.keys().map(String::as_str).collect();
        let key = key::join(&team_key(config, index), "features");
        name(&key, "features", &team.features, known);
    }
    for (features, of) in &config.features {
        let known = config.features.keys().map(String::as_str).collect();
        let key = key::join(&key::join("features", features), "otherwise");
        name(&key, "features", &of.otherwise, known);
    }
    for (index, team) in config.team.iter().enumerate() {
        let same = |other: &TeamSpec| other.name == team.name;
        if let Some(first) = config.team[..index].iter().position(same) {
            let key = |index| key::join(&team_key(config, index), "name");
            let message = format!("{:?} is the name of another team", team.name);
            check.wrong(&[&key(index), &key(first)], message, None);
        }
    }
    for (index, one) in config.coupling.iter().enumerate() {
        let key = |index: usize, name: &str| format!("coupling.{index}.{name}");
        let (from, to) = (key(index, "from"), key(index, "to"));
        let same = |other: &Coupling| (other.from, other.to) == (one.from, one.to);
        if one.from == one.to {
            let message = "must be another problem than `from`: none reinforces itself";
            check.wrong(&[&to, &from], message, None);
        } else if let Some(first) = config.coupling[..index].iter().position(same) {
            let message = "this pair of problems is stated twice: only the last would count";
            let keys = [&to, &from, &key(first, "from"), &key(first, "to")];
            check.wrong(&keys.map(String::as_str), message, None);
        }
    }
}

/// Shares and rates must leave something, and agree with one another.
fn rates(config: &Config, check: &mut Check) {
    let d = &config.demand;
    if d.source_share.iter().sum::<f64>() <= 0.0 {
        let message = "must have at least one share above 0";
        check.wrong(&["demand.source_share"], message, None);
    }
    let mean = d.month_index.iter().sum::<f64>() / d.month_index.len() as f64;
    if (mean - 1.0).abs() > INDEX_SLACK {
        let message =
            format!("must average 1, being relative to the mean month, but averages {mean:.2}");
        let help = "to change the number of referrals, change demand.referrals_per_year";
        check.wrong(&["demand.month_index"], message, Some(help.to_owned()));
    }
    let w = &config.workforce;
    if w.short_spell > w.long_spell {
        let message = format!(
            "must not be above workforce.long_spell, which is {}, but is {}",
            w.long_spell, w.short_spell
        );
        check.wrong(
            &["workforce.short_spell", "workforce.long_spell"],
            message,
            None,
        );
    }
    let spell = w.short_spell * (1.0 - w.long_share) + w.long_spell * w.long_share;
    let sick = w.spells_per_year * spell;
    if sick > WORKING_DAYS {
        let message = format!(
            "spells of {spell:.0} working days on average, {} times a year, are {sick:.0} days of sickness in a year of {WORKING_DAYS}",
            w.spells_per_year
        );
        let keys = [
            "workforce.spells_per_year",
            "workforce.short_spell",
            "workforce.long_spell",
            "workforce.long_share",
        ];
        check.wrong(&keys, message, None);
    }
    let p = &config.problems;
    for i in 0..p.cut_present.len() {
        let (present, problem, big) = (p.cut_present[i], p.cut_problem[i], p.cut_big[i]);
        if present > problem || problem > big {
            let key = |name: &str| format!("problems.{name}.{i}");
            let [at, below, above] = ["cut_problem", "cut_present", "cut_big"].map(key);
            let message = format!(
                "cuts of one problem must rise from present to problem to big, but are {present}, {problem}, {big}"
            );
            check.wrong(&[&at, &below, &above], message, None);
        }
    }
}

/// Cuts must not cross.
fn thresholds(config: &Config, check: &mut Check) {
    let t = &config.thresholds;
    for (low, low_value, high, high_value) in [
        ("close", t.close, "transfer", t.transfer),
        ("in_need", t.in_need, "transfer", t.transfer),
        ("step_down", t.step_down, "plan", t.plan),
        ("plan", t.plan, "proceedings", t.proceedings),
    ] {
        if low_value > high_value {
            let [low, high] = [low, high].map(|name| format!("thresholds.{name}"));
            let message =
                format!("must not be above {high}, which is {high_value}, but is {low_value}");
            check.wrong(&[&low, &high], message, None);
        }
    }
}

/// What is dated must fall into the run, and days must have room for what they hold.
fn days(config: &Config, check: &mut Check) {
    let (run, shock) = (&config.run, config.demand.shock_month);
    let months = run
        .warm_up_months
        .saturating_add(run.years.saturating_mul(12));
    if shock > months {
        let message = format!(
            "must fall into the run, which ends after {months} months, but is {shock}: it would do nothing"
        );
        let help = "0 means never; run.years makes a run longer";
        let keys = ["demand.shock_month", "run.years", "run.warm_up_months"];
        check.wrong(&keys, message, Some(help.to_owned()));
    }
    let d = &config.days;
    if d.overtime_cap > d.overtime_limit {
        let message = format!(
            "must not be above days.overtime_limit, which is {}, but is {}",
            d.overtime_limit, d.overtime_cap
        );
        check.wrong(&["days.overtime_cap", "days.overtime_limit"], message, None);
    }
    for (name, clocks) in &config.clocks {
        if clocks.two_stage && clocks.initial_days > clocks.core_days {
            let key = |last: &str| key::join(&key::join("clocks", name), last);
            let message = format!(
                "must not be above core_days, which is {}, but is {}",
                clocks.core_days, clocks.initial_days
            );
            check.wrong(&[&key("initial_days"), &key("core_days")], message, None);
        }
    }
    let (m, c) = (&config.minutes, &config.context);
    let day = d.contract * 60.0;
    let everybody = m.fixed_desk * c.it + m.breaks + c.inspection + c.waiting;
    if everybody >= day {
        let message = format!(
            "fixed desk work, breaks, inspection and waiting take {everybody:.0} minutes of a day of {day:.0}: none is left for families"
        );
        let keys = [
            "minutes.fixed_desk",
            "minutes.breaks",
            "context.it",
            "context.inspection",
            "context.waiting",
            "days.contract",
        ];
        check.wrong(&keys, message, None);
    }
    for (name, f) in &config.features {
        let key = |last: &str| key::join(&key::join("features", name), last);
        if f.supervision_days > 0 && f.supervision_case_minutes > f.supervision_minutes {
            let message = format!(
                "must not be above supervision_minutes, which is {}, but is {}: no case would be discussed",
                f.supervision_minutes, f.supervision_case_minutes
            );
            let help = "supervision_days = 0 means no supervision";
            let [case, all] = ["supervision_case_minutes", "supervision_minutes"].map(key);
            check.wrong(&[&case, &all], message, Some(help.to_owned()));
        }
    }
}

/// A restructure must be about teams of one service, and fall into the run.
fn restructure(config: &Config, index: usize, change: &Change, check: &mut Check) {
    let first = (config.change.iter()).position(|other| other.name == change.name);
    let number = index.to_string();
    let name = if first == Some(index) {
        &change.name
    } else {
        &number
    };
    let key = |last: &str| key::join(&key::join("change", name), last);
    if config.change[..index]
        .iter()
        .any(|other| other.from == change.from)
    {
        let message = "these teams are changed by a restructure before this one";
        check.wrong(&[&key("from")], message, None);
    }
    let mut services = Vec::new();
    for (word, team) in [("from", &change.from), ("to", &change.to)] {
        match config.team.iter().find(|t| t.name == *team) {
            Some(team) => services.push(team.service),
            None => {
                let message = format!("must name an entry of [[team]], but is {team:?}");
                let names = config.team.iter().map(|t| t.name.as_str());
                check.wrong(
                    &[&key(word)],
                    message,
                    closest(team, names).map(did_you_mean),
                );
            }
        }
    }
    if let [from, to] = services[..]
        && from != to
    {
        let message = "must be teams of the same service as `from`";
        check.wrong(&[&key("to"), &key("from")], message, None);
    }
    if let Some(team) = config.team.iter().find(|t| t.name == change.to)
        && team.count == 0
    {
        staffing(
            &key::join("team", &team.name),
            &TeamSpec {
                count: 1,
                surveyed: 0,
                ..team.clone()
            },
            check,
        );
    }
    let run = &config.run;
    let months = run.warm_up_months + 12 * run.years;
    let last = change.month + change.months_between * (change.waves - 1);
    if last > months {
        let message = format!(
            "the last wave must fall into the run, which ends after {months} months, but begins after {last}"
        );
        check.wrong(&[&key("month")], message, None);
    }
    if change.training_days > 0.0 && change.training_days > 5.0 * change.disruption_weeks {
        let message = "there must be room for it in disruption_weeks";
        check.wrong(
            &[&key("training_days"), &key("disruption_weeks")],
            message,
            None,
        );
    }
}

/// Somebody must do what a run cannot do without.
fn services(config: &Config, check: &mut Check) {
    for (service, name) in [
        (Service::Assessment, "assessment"),
        (Service::LongTerm, "long-term"),
    ] {
        let does = |team: &TeamSpec| team.service == service && team.count > 0 && holds_cases(team);
        if !config.team.iter().any(does) {
            let message = format!("no team of service `{name}` has anybody who can hold cases");
            // Any of the teams may be what was changed last.
            let mut keys = vec!["team".to_owned()];
            for (index, team) in config.team.iter().enumerate() {
                let path = team_key(config, index);
                keys.extend(["service", "count"].map(|name| key::join(&path, name)));
                keys.extend(post_keys(&path, team));
            }
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            check.wrong(&keys, message, None);
        }
    }
}

fn holds_cases(team: &TeamSpec) -> bool {
    team.posts
        .by_role()
        .iter()
        .any(|&(role, wte)| role.holds_cases() && wte > 0.0)
}

/// The keys of a team's posts: of all of them, and of each.
fn post_keys(path: &str, team: &TeamSpec) -> Vec<String> {
    let whole = key::join(path, "posts");
    let each = team.posts.by_role().map(|(role, _)| role.name());
    let each = each.map(|name| key::join(&whole, &name.replace('-', "_")));
    std::iter::once(whole).chain(each).collect()
}

/// A team must be able to work.
fn staffing(path: &str, team: &TeamSpec, check: &mut Check) {
    let key = |name: &str| key::join(path, name);
    let count = team.count;
    if team.surveyed > count {
        let message = format!(
            "must not be above count, which is {count}, but is {}",
            team.surveyed
        );
        check.wrong(&[&key("surveyed"), &key("count")], message, None);
    }
    if count == 0 {
        return;
    }
    let posts = &team.posts;
    let mut wrong = |message: &str, help: &str| {
        // Any of the posts may be what was changed last.
        let keys = post_keys(path, team);
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        check.wrong(&keys, message, Some(help.to_owned()));
    };
    if posts.consultant + posts.manager <= 0.0 {
        let help = "give it a `consultant` or a `manager`";
        wrong(
            "nobody decides: a unit needs a consultant, a team a manager",
            help,
        );
    }
    if posts.manager > 0.0 && posts.total() <= posts.manager {
        wrong(
            "a manager without a team",
            "give the team workers, such as `social_worker`",
        );
    }
    if !holds_cases(team) {
        let help = "a consultant, social worker, child practitioner, assistant or student can";
        wrong("nobody can hold cases", help);
    }
    let enquires = matches!(team.service, Service::Assessment | Service::LongTerm);
    if enquires && posts.consultant + posts.social_worker <= 0.0 {
        let help = "a consultant or a social worker is";
        wrong("nobody is qualified for a section 47 enquiry", help);
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::config::Posts;
    use crate::scenario::{Config, load};
    use insta::assert_snapshot;

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
            found[0].contains("2011-12") && found[0].contains("\"1989\""),
            "{found:?}"
        );
    }

    /// The one problem of a configuration changed so.
    fn the_problem(change: impl Fn(&mut Config)) -> String {
        let found = problems(change);
        assert_eq!(found.len(), 1, "{found:#?}");
        found.into_iter().next().unwrap_or_default()
    }

    #[test]
    fn staffing_that_cannot_work_is_refused() {
        let no_decider = the_problem(|c| c.team[1].posts.manager = 0.0);
        assert_snapshot!(no_decider, @"error: team.neighbourhood-team.posts: nobody decides: a unit needs a consultant, a team a manager; give it a `consultant` or a `manager`");
        let unqualified = the_problem(|c| {
            c.team[1].posts.social_worker = 0.0;
            c.team[1].posts.assistant = 4.0;
        });
        assert_snapshot!(unqualified, @"error: team.neighbourhood-team.posts: nobody is qualified for a section 47 enquiry; a consultant or a social worker is");
        let alone = problems(|c| {
            c.team[1].posts = Posts::NONE;
            c.team[1].posts.manager = 1.0;
        });
        assert_snapshot!(alone.join("\n"), @"
        error: team: no team of service `long-term` has anybody who can hold cases
        error: team.neighbourhood-team.posts: a manager without a team; give the team workers, such as `social_worker`
        error: team.neighbourhood-team.posts: nobody can hold cases; a consultant, social worker, child practitioner, assistant or student can
        error: team.neighbourhood-team.posts: nobody is qualified for a section 47 enquiry; a consultant or a social worker is
        ");
        let surveyed = the_problem(|c| c.team[1].surveyed = 11);
        assert_snapshot!(surveyed, @"error: team.neighbourhood-team.surveyed: must not be above count, which is 10, but is 11");
        let nobody = problems(|c| c.team.clear());
        assert_snapshot!(nobody.join("\n"), @"
        error: team: no team of service `assessment` has anybody who can hold cases
        error: team: no team of service `long-term` has anybody who can hold cases
        ");
    }

    #[test]
    fn names_that_name_nothing_or_two_things_are_refused() {
        let features = the_problem(|c| c.team[1].features = "neighborhood".to_owned());
        assert_snapshot!(features, @r#"error: team.neighbourhood-team.features: must name an entry of [features] (assessment-unit, duty-team, hierarchy, looked-after-unit, neighbourhood, unit), but is "neighborhood"; did you mean `neighbourhood`?"#);
        let otherwise = the_problem(|c| {
            c.features.get_mut("unit").unwrap().otherwise = "hierarchies".to_owned();
        });
        assert_snapshot!(otherwise, @r#"error: features.unit.otherwise: must name an entry of [features] (assessment-unit, duty-team, hierarchy, looked-after-unit, neighbourhood, unit), but is "hierarchies"; did you mean `hierarchy`?"#);
        let twice = the_problem(|c| c.team[1].name = c.team[0].name.clone());
        assert_snapshot!(twice, @r#"error: team.1.name: "duty-team" is the name of another team"#);
        let itself = the_problem(|c| c.coupling[3].to = c.coupling[3].from);
        assert_snapshot!(itself, @"error: coupling.3.to: must be another problem than `from`: none reinforces itself");
        let again = the_problem(|c| c.coupling.push(c.coupling[0].clone()));
        assert_snapshot!(again, @"error: coupling.25.to: this pair of problems is stated twice: only the last would count");
    }

    #[test]
    fn shares_and_rates_that_contradict_each_other_are_refused() {
        let shares = the_problem(|c| c.demand.source_share = [0.0; 8]);
        assert_snapshot!(shares, @"error: demand.source_share: must have at least one share above 0");
        let index = the_problem(|c| c.demand.month_index = [2.0; 12]);
        assert_snapshot!(index, @"error: demand.month_index: must average 1, being relative to the mean month, but averages 2.00; to change the number of referrals, change demand.referrals_per_year");
        let longer = the_problem(|c| {
            c.workforce.short_spell = 9.0;
            c.workforce.long_spell = 8.0;
        });
        assert_snapshot!(longer, @"error: workforce.short_spell: must not be above workforce.long_spell, which is 8, but is 9");
        let sick = the_problem(|c| {
            c.workforce.spells_per_year = 10.0;
            c.workforce.long_share = 1.0;
        });
        assert_snapshot!(sick, @"error: workforce.spells_per_year: spells of 28 working days on average, 10 times a year, are 280 days of sickness in a year of 253");
        let cuts = the_problem(|c| c.problems.cut_problem[2] = 3.0);
        assert_snapshot!(cuts, @"error: problems.cut_problem.2: cuts of one problem must rise from present to problem to big, but are 1.25, 3, 2.13");
        let overtime = the_problem(|c| c.days.overtime_cap = 4.0);
        assert_snapshot!(overtime, @"error: days.overtime_cap: must not be above days.overtime_limit, which is 3, but is 4");
        let stages = the_problem(|c| c.clocks.get_mut("2011-12").unwrap().initial_days = 50);
        assert_snapshot!(stages, @"error: clocks.2011-12.initial_days: must not be above core_days, which is 35, but is 50");
    }

    #[test]
    fn days_must_have_room_for_what_they_hold() {
        // Who is called away all day leaves decisions waiting: that is a question to ask of a run, not a mistake.
        let away = |c: &mut Config| c.features.get_mut("unit").unwrap().decider_other_duties = 0.95;
        assert!(problems(away).is_empty());
        let full = the_problem(|c| {
            c.minutes.fixed_desk = 300.0;
            c.context.waiting = 120.0;
        });
        assert_snapshot!(full, @"error: minutes.fixed_desk: fixed desk work, breaks, inspection and waiting take 483 minutes of a day of 444: none is left for families");
        let supervision = the_problem(|c| {
            c.features.get_mut("unit").unwrap().supervision_minutes = 30.0;
        });
        assert_snapshot!(supervision, @"error: features.unit.supervision_case_minutes: must not be above supervision_minutes, which is 30, but is 60: no case would be discussed; supervision_days = 0 means no supervision");
    }

    #[test]
    fn what_is_dated_after_the_end_of_the_run_is_refused() {
        assert!(problems(|c| c.demand.shock_month = 36).is_empty());
        let late = the_problem(|c| c.demand.shock_month = 37);
        assert_snapshot!(late, @"error: demand.shock_month: must fall into the run, which ends after 36 months, but is 37: it would do nothing; 0 means never; run.years makes a run longer");
    }

    #[test]
    fn what_follows_from_a_value_that_is_itself_wrong_is_not_told_again() {
        let sets = ["thresholds.close=99".to_owned()];
        let found = load("la3", &sets).expect_err("beyond its range");
        assert_snapshot!(found, @"error: --set: thresholds.close: must be between 0 and 30, but is 99");
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
