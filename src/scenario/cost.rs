//! What one replication of a scenario costs in time and memory.

use super::check::team_key;
use super::config::Config;
use super::problem::Problem;

/// Most processor time of one replication, seconds.
const MOST_SECONDS: f64 = 3600.0;
/// Most memory of one replication, bytes.
const MOST_BYTES: f64 = 4e9;

/// Seconds that a post costs in a simulated year, whoever comes.
const SECONDS_A_WORKER_YEAR: f64 = 4e-4;
/// Seconds of seeing one referred family through.
const SECONDS_A_REFERRAL: f64 = 1.3e-4;
/// Seconds that a family costs in every year after it was first referred.
const SECONDS_A_FAMILY_YEAR: f64 = 2e-5;
/// Seconds for the square of the number of families that nobody has time for: queues are gone through every day.
const SECONDS_OF_WAITING: f64 = 4e-9;
/// Seconds a year for the square of the number of families in care or after it at the start.
const SECONDS_OF_CARE: f64 = 9e-8;
/// Families that a post sees through in a year, about.
const FAMILIES_A_POST: f64 = 10.0;
/// Bytes of the program with a calendar and one scenario.
const BYTES: f64 = 8e6;
/// Bytes of a family, kept to the end.
const BYTES_A_FAMILY: f64 = 2.2e3;
/// Bytes of a post.
const BYTES_A_POST: f64 = 7e3;

/// What one replication of a scenario takes.
///
/// The constants were fitted to the user time and the largest memory of `casework run -n 1 --threads 1` (release build, a
/// shared two-core machine at about 3 GHz) at 21 sizes: LA1, LA2 and LA3 as they are, with 0 to 20,000 referrals a year, 3 to 22
/// simulated years, up to 6,000 families in care and after it, and up to 5,300 further posts. All but one of the estimates are
/// within a factor of two; the exception is a backlog of 130,000 families, and they hold for the built-in rates of
/// crises and visits. They are for telling seconds from hours, not for planning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Simulated worker-years, start-up included.
    pub worker_years: f64,
    /// Processor time, seconds.
    pub seconds: f64,
    /// Memory, bytes.
    pub bytes: f64,
}

/// Estimates what one replication takes. Values beyond their ranges are taken as they are, negative ones as 0.
#[must_use]
pub fn estimate(config: &Config) -> Cost {
    let run = &config.run;
    let years = f64::from(run.warm_up_months) / 12.0 + f64::from(run.years);
    let posts: f64 = (config.team.iter())
        .map(|team| f64::from(team.count) * amount(team.posts.total()))
        .sum();
    let yearly = amount(config.demand.referrals_per_year);
    let referred = yearly * years;
    let care = f64::from(config.start.care_families) + f64::from(config.start.care_leavers);
    let stock =
        yearly * amount(config.start.opened_share) * amount(config.start.stay_months) / 12.0;
    let waiting = (yearly - FAMILIES_A_POST * posts).max(0.0) * years;
    let worker_years = posts * years;
    Cost {
        worker_years,
        seconds: SECONDS_A_WORKER_YEAR * worker_years
            + SECONDS_A_REFERRAL * (referred + stock)
            + SECONDS_A_FAMILY_YEAR * referred * years / 2.0
            + SECONDS_OF_WAITING * waiting * waiting
            + SECONDS_OF_CARE * care * care * years,
        bytes: BYTES + BYTES_A_FAMILY * (referred + stock + care) + BYTES_A_POST * posts,
    }
}

/// A quantity as it can be counted: what is not a number is infinitely many.
fn amount(x: f64) -> f64 {
    if x.is_nan() {
        f64::INFINITY
    } else {
        x.max(0.0)
    }
}

/// What is wrong if a replication would cost too much.
pub(crate) fn too_large(config: &Config) -> Option<Problem> {
    let cost = estimate(config);
    let excess = |cost: &Cost| (cost.seconds / MOST_SECONDS).max(cost.bytes / MOST_BYTES);
    if excess(&cost) <= 1.0 {
        return None;
    }
    // The reason is the value without which least would be left.
    let (key, _) = (reasons(config).into_iter())
        .map(|(key, without)| (key, excess(&estimate(&without))))
        .min_by(|(_, one), (_, other)| one.total_cmp(other))?;
    let message = format!(
        "is too much: one replication would take about {} and {} of memory; {} and {} are allowed",
        time(cost.seconds),
        memory(cost.bytes),
        time(MOST_SECONDS),
        memory(MOST_BYTES),
    );
    let help = format!(
        "of all that makes this scenario large, about {} worker-years, it weighs most",
        rounded(cost.worker_years)
    );
    Some(Problem::new(key, message).help(help))
}

/// The values that can make a scenario large, each with the configuration in which it is as small as can be.
fn reasons(config: &Config) -> Vec<(String, Config)> {
    let mut reasons = Vec::new();
    let mut without = |key: &str, change: &dyn Fn(&mut Config)| {
        let mut changed = config.clone();
        change(&mut changed);
        reasons.push((key.to_owned(), changed));
    };
    without("demand.referrals_per_year", &|c| {
        c.demand.referrals_per_year = 0.0;
    });
    without("start.care_families", &|c| c.start.care_families = 0);
    without("start.care_leavers", &|c| c.start.care_leavers = 0);
    without("run.years", &|c| c.run.years = c.run.years.min(1));
    without("run.warm_up_months", &|c| {
        c.run.warm_up_months = c.run.warm_up_months.min(24);
    });
    // The team with the most posts, by its number or by the size of one, whichever is the less usual.
    let posts =
        |i: &usize| f64::from(config.team[*i].count) * amount(config.team[*i].posts.total());
    let largest = (0..config.team.len()).max_by(|a, b| posts(a).total_cmp(&posts(b)));
    if let Some(i) = largest {
        let team = &config.team[i];
        let key = if f64::from(team.count) > amount(team.posts.total()) {
            "count".to_owned()
        } else {
            let roles = team.posts.by_role();
            let most = (roles.iter()).max_by(|a, b| amount(a.1).total_cmp(&amount(b.1)));
            let role = most.map_or("", |(role, _)| role.name());
            format!("posts.{}", role.replace('-', "_"))
        };
        let path = format!("{}.{key}", team_key(config, i));
        without(&path, &|c| c.team[i].count = 0);
    }
    reasons
}

/// Two significant digits and a thousands separator.
fn rounded(x: f64) -> String {
    if !x.is_finite() {
        return "endless".to_owned();
    }
    if x < 10.0 {
        return format!("{x:.1}").trim_end_matches(".0").to_owned();
    }
    let digits = format!("{x:.0}");
    let kept: String = (digits.chars().enumerate())
        .map(|(at, digit)| if at < 2 { digit } else { '0' })
        .collect();
    let mut grouped = String::new();
    for (at, digit) in kept.chars().enumerate() {
        if at > 0 && (kept.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A time in the unit that people would use, to two digits.
#[must_use]
pub fn time(seconds: f64) -> String {
    let (number, unit) = match seconds {
        s if s < 100.0 => (s, "seconds"),
        s if s < 7200.0 => (s / 60.0, "minutes"),
        s if s < 48.0 * 3600.0 => (s / 3600.0, "hours"),
        s if s < 1000.0 * 86_400.0 => (s / 86_400.0, "days"),
        s => (s / (365.25 * 86_400.0), "years"),
    };
    format!("{} {unit}", rounded(number))
}

/// An amount of memory or disk in the unit that people would use, to two digits.
#[must_use]
pub fn memory(bytes: f64) -> String {
    if bytes < 1e9 {
        format!("{} MB", rounded(bytes / 1e6))
    } else {
        format!("{} GB", rounded(bytes / 1e9))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    fn said(sets: &[&str]) -> String {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        match load("la1", &sets) {
            Ok(_) => String::new(),
            Err(problems) => problems.to_string(),
        }
    }

    #[test]
    fn estimates_are_within_a_factor_of_two_of_what_was_measured() {
        // Settings; seconds and bytes measured when the constants were fitted.
        let measured: [(&str, &[&str], f64, f64); 8] = [
            ("la1", &[], 0.57, 17.0e6),
            ("la1", &["run.years=20"], 8.01, 71.3e6),
            ("la3", &["run.years=10"], 2.45, 36.7e6),
            ("la1", &["demand.referrals_per_year=6000"], 2.35, 45.2e6),
            ("la1", &["demand.referrals_per_year=20000"], 13.48, 139.6e6),
            (
                "la1",
                &["start.care_families=3000", "start.care_leavers=3000"],
                10.03,
                39.7e6,
            ),
            (
                "la1",
                &["demand.referrals_per_year=0", "team.unit.count=500"],
                2.21,
                28.4e6,
            ),
            (
                "la2",
                &[
                    "team.cin-team.count=100",
                    "team.cin-team.posts.social_worker=45",
                ],
                5.84,
                52.3e6,
            ),
        ];
        for (name, sets, seconds, bytes) in measured {
            let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
            let cost = estimate(&load(name, &sets).expect("sound").config);
            for (estimated, measured) in [(cost.seconds, seconds), (cost.bytes, bytes)] {
                let ratio = estimated / measured;
                assert!(
                    (0.5..2.0).contains(&ratio),
                    "{name} {sets:?}: {estimated} {measured}"
                );
            }
        }
    }

    #[test]
    fn what_is_absurd_is_refused_with_its_cost_and_the_key_that_is_the_reason() {
        let millions = said(&["team.unit.count=250000"]);
        assert!(
            millions.contains("--set: team.unit.count: must be between 0 and 500"),
            "{millions}"
        );
        assert!(
            millions.contains("team.unit.count: is too much"),
            "{millions}"
        );
        for (set, key) in [
            ("demand.referrals_per_year=1e9", "demand.referrals_per_year"),
            ("team.unit.count=1000000", "team.unit.count"),
            (
                "team.unit.posts.social_worker=1000000",
                "team.unit.posts.social_worker",
            ),
            ("run.years=4000000000", "run.years"),
            ("run.warm_up_months=4000000000", "run.warm_up_months"),
            ("start.care_families=4000000000", "start.care_families"),
        ] {
            let found = said(&[set]);
            let lines: Vec<&str> = found.lines().collect();
            assert_eq!(lines.len(), 2, "{found}");
            let too_large = format!("--set: {key}: is too much: one replication would take about ");
            assert!(
                lines.iter().any(|line| line.contains(&too_large)),
                "{found}"
            );
            assert!(
                lines.iter().any(|line| line.contains("must be between")),
                "{found}"
            );
        }
    }

    #[test]
    fn a_size_that_only_many_values_together_make_is_refused_too() {
        let sets: Vec<String> = [("la2", "cin-team"), ("la2", "assessment-team")]
            .iter()
            .flat_map(|(_, team)| {
                ["consultant", "manager", "assistant"]
                    .map(|role| format!("team.{team}.posts.{role}=100"))
            })
            .chain([
                "team.cin-team.posts.social_worker=500".to_owned(),
                "team.cin-team.count=500".to_owned(),
            ])
            .chain([
                "run.years=20".to_owned(),
                "run.warm_up_months=120".to_owned(),
            ])
            .collect();
        let found = load("la2", &sets).expect_err("too large").to_string();
        assert!(
            found.contains("; 60 minutes and 4 GB are allowed"),
            "{found}"
        );
        assert!(!found.contains("must be between"), "{found}");
    }

    #[test]
    fn numbers_are_rounded_to_what_is_known_of_them() {
        assert_eq!(rounded(0.57), "0.6");
        assert_eq!(rounded(1234.5), "1,200");
        assert_eq!(rounded(f64::INFINITY), "endless");
        assert_eq!(time(30.0), "30 seconds");
        assert_eq!(time(7200.0), "2 hours");
        assert_eq!(time(1e10), "310 years");
        assert_eq!(memory(17e6), "17 MB");
        assert_eq!(memory(2.2e12), "2,200 GB");
    }
}
