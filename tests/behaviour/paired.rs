//! For claims of a form of their own: what is compared is worked out for each pair of replications.

use casework::experiment::replication::{Running, simulate};
use casework::kernel::tally::Moments;
use casework::kernel::time::SimTime;
use casework::observe::measures;
use casework::scenario::Config;
use casework::scenario::config::Features;
use casework::world::World;
use casework::world::fact::Fact;
use casework::world::family::Family;
use casework::world::vocabulary::{Service, TaskKind};

use crate::claim::SEED;

/// Asserts that what is worked out for each replication lies four standard errors above zero on average.
pub(crate) fn is_above_zero(what: &str, replications: u32, of: impl Fn(u32) -> f64) {
    let mut moments = Moments::default();
    for replication in 0..replications {
        moments.push(of(replication));
    }
    let error = moments.sd() / (moments.n() as f64).sqrt();
    assert!(
        moments.mean() > 4.0 * error,
        "{what}: {:.4}, {:.1} standard errors above zero",
        moments.mean(),
        moments.mean() / error
    );
}

/// A measure of one replication.
pub(crate) fn measure(config: &Config, replication: u32, name: &str) -> f64 {
    let index = measures().iter().position(|m| m.name == name);
    simulate(config, SEED, replication).values[index.expect("a measure")]
}

/// Lives through one replication; what is looked at is up to the caller.
pub(crate) fn lived(
    config: &Config,
    replication: u32,
    mut see: impl FnMut(&Fact, SimTime, &World),
) {
    let mut running = Running::new(config, SEED, replication);
    while running.advance(&mut see) {}
}

/// The same authority changed.
pub(crate) fn with(config: &Config, change: impl FnOnce(&mut Config)) -> Config {
    let mut config = config.clone();
    change(&mut config);
    config
}

/// Every way of organising changed.
pub(crate) fn all(config: &mut Config, change: impl Fn(&mut Features)) {
    config.features.values_mut().for_each(change);
}

/// So many times the teams of long-term work.
pub(crate) fn times_long_term(config: &mut Config, factor: u32) {
    let teams = config.team.iter_mut();
    for team in teams.filter(|t| t.service == Service::LongTerm) {
        team.count *= factor;
    }
}

/// A mean over families in long-term work.
pub(crate) fn mean_in_long_term_work(world: &World, of: impl Fn(&Family) -> f64) -> f64 {
    let mut moments = Moments::default();
    for case in world.cases.iter().filter(|c| c.is_long_term()) {
        moments.push(of(world.family(case.family)));
    }
    moments.mean()
}

/// Whether work of a kind is a report or a plan.
pub(crate) fn is_report(kind: TaskKind) -> bool {
    matches!(
        kind,
        TaskKind::AssessmentReport
            | TaskKind::EnquiryReport
            | TaskKind::ConferenceReport
            | TaskKind::ReviewReport
            | TaskKind::CourtStatement
    )
}

/// Whether work of a kind is a planned visit.
pub(crate) fn is_planned_visit(kind: TaskKind) -> bool {
    matches!(
        kind,
        TaskKind::HomeVisit | TaskKind::CareVisit | TaskKind::AssessmentVisit
    )
}
