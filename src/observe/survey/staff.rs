//! Interviews with staff: caseloads, GHQ-12, diaries of the last day and week at work, what they have met with.

use super::rows::Answers;
use super::{Field, Lot};
use crate::observe::instruments::{ghq, half_hours};
use crate::observe::readings::is_satisfied;
use crate::observe::watch::{Watch, WorkerTrack};
use crate::world::ids::{TeamId, WorkerId};
use crate::world::vocabulary::{Role, Service};
use crate::world::worker::Presence;

/// Bit that keeps the questionnaire of an interview apart from those of weekly readings.
const INTERVIEW: u64 = 1 << 20;

/// Table 5.1: families logged over everybody who works with families.
pub(super) fn caseloads(field: Field<'_>, answers: &mut Answers) {
    let of = |service| families_per_worker(field, service);
    answers.one("5.1.families_per_worker", of(Service::LongTerm));
    answers.one(
        "5.1.assessment.families_per_worker",
        of(Service::Assessment),
    );
}

fn families_per_worker(field: Field<'_>, service: Service) -> f64 {
    let world = field.world;
    let (mut families, mut staff) = (0.0, 0.0);
    for team in field.teams().filter(|&t| world.team(t).service == service) {
        families += world.team(team).open.len() as f64;
        staff += world
            .team(team)
            .members
            .iter()
            .map(|&w| world.worker(w))
            .filter(|w| w.role.works_with_families() && w.is_filled())
            .map(|w| w.wte)
            .sum::<f64>();
    }
    if staff > 0.0 {
        families * (1.0 - field.config.survey.undercount) / staff
    } else {
        f64::NAN
    }
}

/// Tables 6.5 to 6.7 and 7.7 to 7.9, and the interviews of section 7.2.
pub(super) fn interviews(field: Field<'_>, answers: &mut Answers) {
    let workers = interviewed(field);
    let (world, config) = (field.world, field.config);
    let day = field.now.day().0 as u64;
    let ghq = |&w: &WorkerId| {
        let occasion = INTERVIEW | day;
        f64::from(ghq(config, field.streams, world.worker(w), occasion).total)
    };
    answers.sample("6.7.ghq", workers.iter().map(ghq));
    let burnout = |&w: &WorkerId| world.worker(w).burnout;
    answers.one("6.5.burnout", share(&workers, burnout));
    let satisfied = |&w: &WorkerId| f64::from(is_satisfied(world.worker(w)));
    answers.one("6.6.satisfied", share(&workers, satisfied));
    let aggression =
        |&w: &WorkerId| f64::from(field.watch.workers[w.index()].aggression(field.now));
    answers.one("7.9.aggression", share(&workers, aggression));
    let keyed = workers.iter().map(|&w| (u64::from(w.0), w)).collect();
    let rated = field.sampled(Lot::Rated, keyed, config.survey.rated_interviews);
    let skill = |&w: &WorkerId| world.worker(w).mean_skill();
    answers.one("7.2.skill", share(&rated, skill));
    diaries(field, &workers, answers);
}

/// Mean of something over these workers; undefined if there are none.
fn share(workers: &[WorkerId], of: impl Fn(&WorkerId) -> f64) -> f64 {
    workers.iter().map(of).sum::<f64>() / workers.len() as f64
}

/// Table 7.7, and by role and kind of team Table 7.8. Who has not been at work yet has no diary.
fn diaries(field: Field<'_>, workers: &[WorkerId], answers: &mut Answers) {
    let kept = |w: &WorkerId| &field.watch.workers[w.index()];
    let day = |column: usize| {
        move |of: &WorkerTrack| of.last_day.map_or(f64::NAN, |d| half_hours(d[column]))
    };
    let week = |group: usize| {
        move |of: &WorkerTrack| of.last_week.map_or(f64::NAN, |w| f64::from(w[group]))
    };
    let tracks = || workers.iter().map(kept);
    answers.sample("7.7.day", tracks().map(day(2)));
    answers.sample("7.7.face_to_face", tracks().map(day(0)));
    answers.sample("7.7.admin", tracks().map(day(1)));
    answers.sample("7.7.met_children", tracks().map(week(0)));
    answers.sample("7.7.met_others", tracks().map(week(1)));
    for (group, belongs) in GROUPS {
        let of_group = || {
            let among = workers.iter().filter(move |&&w| {
                let worker = field.world.worker(w);
                belongs(worker.role, field.world.team(worker.team).service)
            });
            among.map(kept)
        };
        let row = |what: &str| format!("7.8.{group}.{what}");
        answers.sample(&row("children"), of_group().map(week(0)));
        answers.sample(&row("others"), of_group().map(week(1)));
        answers.sample(&row("hours"), of_group().map(day(0)));
    }
}

/// Who belongs to a line of Table 7.8.
type Belongs = fn(Role, Service) -> bool;

/// The lines of Table 7.8 that ten or more were asked for in some authority.
const GROUPS: [(&str, Belongs); 6] = [
    ("social_worker", |role, _| role == Role::SocialWorker),
    ("leader", |role, _| {
        matches!(role, Role::Consultant | Role::Manager)
    }),
    ("practitioner", |role, _| {
        matches!(role, Role::ChildPractitioner | Role::Assistant)
    }),
    ("assessment", |_, service| service == Service::Assessment),
    ("long_term", |_, service| service == Service::LongTerm),
    ("looked_after", |_, service| service == Service::LookedAfter),
];

/// Everybody at work on the last working day, in the study's numbers for each kind of team.
pub(super) fn interviewed(field: Field<'_>) -> Vec<WorkerId> {
    let world = field.world;
    let teams: Vec<TeamId> = field.teams().collect();
    let mut all = Vec::new();
    for (spec, of) in field.config.team.iter().enumerate() {
        let staff = teams
            .iter()
            .filter(|&&t| world.team(t).spec == spec)
            .flat_map(|&t| world.team(t).members.iter().copied())
            .filter(|&w| {
                let worker = world.worker(w);
                Watch::is_interviewed(worker.role) && worker.presence == Presence::Here
            })
            .map(|w| (u64::from(w.0), w))
            .collect();
        all.extend(field.sampled(Lot::Sample, staff, of.interviewed));
    }
    all
}
