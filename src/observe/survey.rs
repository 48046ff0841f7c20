//! The virtual study: one survey of the size the study had, at the end of a run.

use super::instruments::{ghq, half_hours, mean_and_sd, rounded_contacts};
use super::watch::{Watch, YEAR};
use crate::kernel::streams::Streams;
use crate::kernel::time::{MONTH_DAYS, SimTime};
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::family::Acquaintance;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::{Service, Status};

/// Stream purpose of the survey's own draws.
const SURVEY_DRAWS: u16 = 60_001;
/// Meetings from which a colleague counts as one of the family's workers.
const REMEMBERED_MEETINGS: u16 = 3;

/// A published row that the virtual study answers.
#[derive(Clone, Copy, Debug)]
pub struct SurveyRow {
    /// Its id.
    pub id: &'static str,
    /// Its table.
    pub table: &'static str,
    /// Plain words.
    pub label: &'static str,
    /// Its unit.
    pub unit: &'static str,
}

macro_rules! rows {
    ($($id:literal $table:literal $label:literal $unit:literal;)*) => {
        /// The rows, in the order of [`take`]'s answers.
        pub(super) static ROWS: &[SurveyRow] =
            &[$(SurveyRow { id: $id, table: $table, label: $label, unit: $unit },)*];
    };
}

rows! {
    "5.1.families_per_worker" "Table 5.1" "families per worker" "families";
    "5.1.assessment.families_per_worker" "Table 5.1" "families per worker, assessment" "families";
    "6.7.ghq.mean" "Table 6.7" "GHQ-12 total, mean" "points";
    "6.7.ghq.sd" "Table 6.7" "GHQ-12 total, sd" "points";
    "7.3.cp_share" "Table 7.3" "plans among plans and need" "1";
    "7.3.cin_of_stated" "Table 7.3" "child in need, of stated" "1";
    "7.3.cp_of_stated" "Table 7.3" "on a plan, of stated" "1";
    "7.3.care_of_stated" "Table 7.3" "in care, of stated" "1";
    "7.4.months.mean" "Table 7.4" "months with a worker, mean" "months";
    "7.4.months.sd" "Table 7.4" "months with a worker, sd" "months";
    "7.4.contacts.mean" "Table 7.4" "meetings a month, mean" "1/month";
    "7.4.contacts.sd" "Table 7.4" "meetings a month, sd" "1/month";
    "7.4.workers_seen.mean" "Table 7.4" "workers in 12 months, mean" "workers";
    "7.4.workers_seen.sd" "Table 7.4" "workers in 12 months, sd" "workers";
    "7.7.day.mean" "Table 7.7" "working day, mean" "h";
    "7.7.day.sd" "Table 7.7" "working day, sd" "h";
    "7.7.face_to_face.mean" "Table 7.7" "face to face, mean" "h";
    "7.7.face_to_face.sd" "Table 7.7" "face to face, sd" "h";
    "7.7.admin.mean" "Table 7.7" "desk, mean" "h";
    "7.7.admin.sd" "Table 7.7" "desk, sd" "h";
    "7.7.met_children.mean" "Table 7.7" "children met a week, mean" "1/week";
    "7.7.met_children.sd" "Table 7.7" "children met a week, sd" "1/week";
    "7.7.met_others.mean" "Table 7.7" "others met a week, mean" "1/week";
    "7.7.met_others.sd" "Table 7.7" "others met a week, sd" "1/week";
}

/// Takes the survey and answers every row; undefined where nobody could be asked.
pub(super) fn take(
    watch: &Watch,
    streams: Streams,
    config: &Config,
    world: &World,
    now: SimTime,
) -> Vec<f64> {
    let long_term = families(
        streams,
        config,
        world,
        Service::LongTerm,
        config.survey.families,
    );
    let assessment = families(
        streams,
        config,
        world,
        Service::Assessment,
        config.survey.assessment_families,
    );
    let mut answers = vec![
        families_per_worker(config, world, Service::LongTerm),
        families_per_worker(config, world, Service::Assessment),
    ];
    let workers = interviewed(streams, config, world);
    let day = now.day().0 as u64;
    let totals: Vec<f64> = workers
        .iter()
        .map(|&w| f64::from(ghq(config, streams, world.worker(w), (1 << 20) | day).total))
        .collect();
    push(&mut answers, &totals);
    answers.extend(statutory_basis(world, long_term.iter().chain(&assessment)));
    push(
        &mut answers,
        &long_term
            .iter()
            .map(|&c| now.days_since(world.case(c).opened) / MONTH_DAYS)
            .collect::<Vec<_>>(),
    );
    push(
        &mut answers,
        &long_term
            .iter()
            .map(|&c| contacts(watch, streams, config, world, c, now))
            .collect::<Vec<_>>(),
    );
    push(
        &mut answers,
        &long_term
            .iter()
            .map(|&c| workers_seen(world, c, now))
            .collect::<Vec<_>>(),
    );
    let days: Vec<[u32; 3]> = workers
        .iter()
        .filter_map(|w| watch.workers[w.index()].last_day)
        .collect();
    for column in [2, 0, 1] {
        push(
            &mut answers,
            &days
                .iter()
                .map(|d| half_hours(d[column]))
                .collect::<Vec<_>>(),
        );
    }
    let weeks: Vec<[u32; 2]> = workers
        .iter()
        .filter_map(|w| watch.workers[w.index()].last_week)
        .collect();
    for group in 0..2 {
        push(
            &mut answers,
            &weeks
                .iter()
                .map(|w| f64::from(w[group]))
                .collect::<Vec<_>>(),
        );
    }
    answers
}

fn push(answers: &mut Vec<f64>, sample: &[f64]) {
    let (mean, sd) = mean_and_sd(sample);
    answers.extend([mean, sd]);
}

/// The teams of the sample: the first of each kind.
fn surveyed_teams<'a>(config: &'a Config, world: &'a World) -> impl Iterator<Item = TeamId> + 'a {
    let mut taken = vec![0; config.team.len()];
    world
        .teams
        .iter()
        .enumerate()
        .filter_map(move |(index, team)| {
            taken[team.spec] += 1;
            (taken[team.spec] <= config.team[team.spec].surveyed).then_some(TeamId(index as u32))
        })
}

/// A random sample, its order drawn by the survey's own lot.
fn sampled<T: Copy>(streams: Streams, mut from: Vec<(u64, T)>, number: u32) -> Vec<T> {
    from.sort_by_key(|&(key, _)| (streams.draw(SURVEY_DRAWS, key, 0).next_u64(), key));
    from.into_iter()
        .take(number as usize)
        .map(|(_, item)| item)
        .collect()
}

fn families(
    streams: Streams,
    config: &Config,
    world: &World,
    service: Service,
    number: u32,
) -> Vec<CaseId> {
    let open = surveyed_teams(config, world)
        .filter(|&t| world.team(t).service == service)
        .flat_map(|t| world.team(t).open.iter().copied())
        .map(|c| (world.family_of(c).key, c))
        .collect();
    sampled(streams, open, number)
}

/// Everybody at work on the last working day, in the study's numbers for each kind of team.
fn interviewed(streams: Streams, config: &Config, world: &World) -> Vec<WorkerId> {
    let teams: Vec<TeamId> = surveyed_teams(config, world).collect();
    let mut all = Vec::new();
    for (spec, of) in config.team.iter().enumerate() {
        let staff = teams
            .iter()
            .filter(|&&t| world.team(t).spec == spec)
            .flat_map(|&t| world.team(t).members.iter().copied())
            .filter(|&w| {
                let worker = world.worker(w);
                Watch::is_interviewed(worker.role)
                    && worker.presence == crate::world::worker::Presence::Here
            })
            .map(|w| (u64::from(w.0), w))
            .collect();
        all.extend(sampled(streams, staff, of.interviewed));
    }
    all
}

/// Families logged over everybody who works with families.
fn families_per_worker(config: &Config, world: &World, service: Service) -> f64 {
    let (mut families, mut staff) = (0.0, 0.0);
    for team in surveyed_teams(config, world).filter(|&t| world.team(t).service == service) {
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
        families * (1.0 - config.survey.undercount) / staff
    } else {
        f64::NAN
    }
}

/// Plans among plans and need; then need, plans and care among families with one of these as basis.
fn statutory_basis<'a>(world: &World, families: impl Iterator<Item = &'a CaseId>) -> [f64; 4] {
    let (mut need, mut plan, mut care) = (0.0, 0.0, 0.0);
    for &case in families {
        let family = world.family_of(case);
        if family.count(Status::LookedAfter) > 0 {
            care += 1.0;
        } else if family.count(Status::Protected) > 0 {
            plan += 1.0;
        } else if family.count(Status::InNeed) > 0 {
            need += 1.0;
        }
    }
    let stated = need + plan + care;
    [
        plan / (need + plan),
        need / stated,
        plan / stated,
        care / stated,
    ]
}

/// Meetings a month as the lead worker recalls them: a share of colleagues' contacts is missed, figures are round.
fn contacts(
    watch: &Watch,
    streams: Streams,
    config: &Config,
    world: &World,
    id: CaseId,
    now: SimTime,
) -> f64 {
    let case = world.case(id);
    let Some((_, lead)) = case.held() else {
        return f64::NAN;
    };
    let (own, others) = watch.recent_contacts(case.family, lead, now);
    let mut draw = streams.draw(SURVEY_DRAWS, world.family(case.family).key, 1);
    let recalled = (0..others)
        .filter(|_| draw.uniform() >= config.survey.missed_contacts)
        .count();
    let months = (now.days_since(case.opened) / MONTH_DAYS).clamp(0.5, 2.0);
    rounded_contacts((f64::from(own) + recalled as f64) / months)
}

/// Workers of the family in the last year, as the worker asked recalls them: those of the present service, without who came once or
/// twice for somebody else.
fn workers_seen(world: &World, case: CaseId, now: SimTime) -> f64 {
    let Some((team, _)) = world.case(case).held() else {
        return f64::NAN;
    };
    let service = world.team(team).service;
    let remembered = |a: &&Acquaintance| {
        now.since(a.last) <= YEAR
            && a.meetings >= REMEMBERED_MEETINGS
            && world.team(world.worker(a.worker).team).service == service
    };
    (world
        .family_of(case)
        .acquaintances
        .iter()
        .filter(remembered)
        .count() as f64)
        .max(1.0)
}
