//! Read-only consumers of facts: totals, series, the virtual study, the conscience.

mod conscience;
mod follow;
mod instruments;
mod journal;
mod measures;
mod notable;
mod readings;
mod story;
mod survey;
mod totals;
mod watch;
mod words;

pub use follow::{ENDINGS, Follower, LIFE_MEASURES, Life, LifeMeasure, Place, months_of, roles};
pub use journal::{Entry, Journal};
pub use measures::{Evidence, Measure};
pub use notable::Notables;
pub use story::{Line, Story, Subject};
pub use survey::{Against, SurveyRow};

use conscience::Conscience;
use totals::Totals;
use watch::Watch;

use crate::kernel::streams::Streams;
use crate::kernel::time::{SimTime, YEAR_DAYS};
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::fact::Fact;
use serde::{Deserialize, Serialize};

/// The measures, in the order of every table.
pub fn measures() -> &'static [Measure] {
    measures::MEASURES
}

/// The rows of the virtual study.
pub fn survey_rows() -> &'static [SurveyRow] {
    survey::ROWS
}

/// Measures that are also given month by month over the whole run.
pub fn series_names() -> &'static [&'static str] {
    &SERIES
}

static SERIES: [&str; 13] = [
    "families_per_worker",
    "contacts_per_family_month",
    "not_seen_28_share",
    "drift_share",
    "unallocated_mean",
    "working_day_hours",
    "undone_hours_per_worker_day",
    "decision_wait_manager_days",
    "ghq_mean",
    "ghq_sd",
    "vacancy_share",
    "turnover_rate",
    "referrals_per_year",
];

/// What one replication leaves behind: scalars only.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ReplicationSummary {
    /// By [`measures`]; NaN where undefined in this replication.
    pub values: Vec<f64>,
    /// By [`survey_rows`].
    pub survey: Vec<f64>,
    /// By series and month since the start of the run.
    pub monthly: Vec<Vec<f64>>,
    /// Open families at the start of each week since the start of the run.
    pub weekly: Vec<f64>,
    /// Worker-years simulated.
    pub worker_years: f64,
    /// Events dispatched.
    pub events: u64,
}

/// Everybody who watches one run.
#[derive(Clone, Debug)]
pub struct Observers {
    streams: Streams,
    watch: Watch,
    conscience: Conscience,
    measured_from: SimTime,
    at_start_of_measurement: Totals,
    at_start_of_month: Totals,
    monthly: Vec<Vec<f64>>,
}

impl Observers {
    /// Observers of a run that starts now with this stock and is measured from one time until another.
    pub fn new(
        streams: Streams,
        start: SimTime,
        from: SimTime,
        until: SimTime,
        world: &World,
    ) -> Observers {
        Observers {
            streams,
            watch: Watch::new(streams, start, from, until),
            conscience: Conscience::new(start, world.cases.len()),
            measured_from: from,
            at_start_of_measurement: Totals::default(),
            at_start_of_month: Totals::default(),
            monthly: vec![Vec::new(); SERIES.len()],
        }
    }

    /// Something happened.
    pub fn fact(&mut self, fact: &Fact, now: SimTime, world: &World) {
        self.watch.see(fact, now, world);
        self.conscience.see(fact, now, world);
    }

    /// A week begins.
    pub fn week(&mut self, now: SimTime, world: &World, config: &Config) {
        self.watch.week(now, world, config);
    }

    /// A calendar month begins: the one that ended is read off.
    pub fn month(&mut self, now: SimTime, config: &Config) {
        self.watch.settle(now);
        let totals = self.watch.totals;
        if totals.days > 0.0 {
            self.close_month(&totals, config);
        }
        if now == self.measured_from {
            self.at_start_of_measurement = totals;
        }
    }

    fn close_month(&mut self, totals: &Totals, config: &Config) {
        let month = totals.since(&self.at_start_of_month);
        for (series, name) in self.monthly.iter_mut().zip(SERIES) {
            let measure = measures::MEASURES
                .iter()
                .find(|m| m.name == name)
                .expect("a series is a measure");
            series.push((measure.value)(&month, config));
        }
        self.at_start_of_month = *totals;
    }

    /// The run is over: invariants are checked, the survey is taken, the period is read off.
    pub fn finish(
        &mut self,
        now: SimTime,
        world: &World,
        config: &Config,
        events: u64,
    ) -> ReplicationSummary {
        self.watch.settle(now);
        self.conscience.check(now, world);
        let totals = self.watch.totals;
        self.close_month(&totals, config);
        let period = totals
            .since(&self.at_start_of_measurement)
            .with_cohort(&totals);
        let days = f64::from(now.day().since(world.start));
        ReplicationSummary {
            values: measures::MEASURES
                .iter()
                .map(|m| (m.value)(&period, config))
                .collect(),
            survey: survey::take(&self.watch, &period, self.streams, config, world, now),
            monthly: std::mem::take(&mut self.monthly),
            weekly: std::mem::take(&mut self.watch.weekly),
            worker_years: world.workers.len() as f64 * days / YEAR_DAYS,
            events,
        }
    }
}
