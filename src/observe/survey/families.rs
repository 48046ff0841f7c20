//! The worker survey: a form for each family open in the surveyed teams, answered by whoever leads the work.

use super::rows::Answers;
use super::{Field, Lot, SURVEY_DRAWS};
use crate::kernel::time::MONTH_DAYS;
use crate::observe::instruments::rounded_contacts;
use crate::observe::watch::YEAR;
use crate::world::family::{Acquaintance, Child, Family};
use crate::world::ids::CaseId;
use crate::world::vocabulary::{PROBLEMS, Service, Status};

/// Meetings from which a colleague counts as one of the family's workers.
const REMEMBERED_MEETINGS: u16 = 3;

/// The problems as rows of Table 7.5, in the order of the vocabulary.
const PROBLEM_ROWS: [&str; PROBLEMS] = [
    "7.5.housing",
    "7.5.money",
    "7.5.disability",
    "7.5.behaviour",
    "7.5.caring",
    "7.5.depression",
    "7.5.mental_health",
    "7.5.drugs",
    "7.5.alcohol",
    "7.5.physical",
    "7.5.emotional",
    "7.5.neglect",
    "7.5.sexual",
    "7.5.violence",
];

/// Tables 7.1, 7.3, 7.4 and 7.5. Families in assessment count in the statutory basis alone.
pub(super) fn worker_survey(field: Field<'_>, answers: &mut Answers) {
    let survey = &field.config.survey;
    let long_term = field.sampled(Lot::Sample, field.open(Service::LongTerm), survey.families);
    let assessment = field.sampled(
        Lot::Sample,
        field.open(Service::Assessment),
        survey.assessment_families,
    );
    statutory_basis(field, long_term.iter().chain(&assessment), answers);
    let world = field.world;
    let months = |&c: &CaseId| field.now.days_since(world.case(c).opened) / MONTH_DAYS;
    answers.sample("7.4.months", long_term.iter().map(months));
    let contacts = long_term.iter().map(|&c| contacts(field, c));
    answers.sample("7.4.contacts", contacts);
    let seen = long_term.iter().map(|&c| workers_seen(field, c));
    answers.sample("7.4.workers_seen", seen);
    let families: Vec<&Family> = long_term.iter().map(|&c| world.family_of(c)).collect();
    households(field, &families, answers);
    problems(&families, answers);
}

/// Plans among plans and need; then need, plans and care among families with one of these as basis.
fn statutory_basis<'a>(
    field: Field<'_>,
    families: impl Iterator<Item = &'a CaseId>,
    answers: &mut Answers,
) {
    let (mut need, mut plan, mut care) = (0.0, 0.0, 0.0);
    for &case in families {
        let family = field.world.family_of(case);
        if family.count(Status::LookedAfter) > 0 {
            care += 1.0;
        } else if family.count(Status::Protected) > 0 {
            plan += 1.0;
        } else if family.count(Status::InNeed) > 0 {
            need += 1.0;
        }
    }
    let stated = need + plan + care;
    answers.one("7.3.cp_share", plan / (need + plan));
    answers.one("7.3.cin_of_stated", need / stated);
    answers.one("7.3.cp_of_stated", plan / stated);
    answers.one("7.3.care_of_stated", care / stated);
}

/// Who lives in the house: born, under age and not in care; the average age of those.
fn households(field: Field<'_>, families: &[&Family], answers: &mut Answers) {
    let today = field.now.day();
    let at_home = |child: &&Child| child.born <= today && child.status != Status::LookedAfter;
    let ages = |family: &&Family| -> Vec<f64> {
        let minors = family.minors(today);
        minors.filter(at_home).map(|c| c.age(today)).collect()
    };
    let ages: Vec<Vec<f64>> = families.iter().map(ages).collect();
    answers.sample("7.1.adults", families.iter().map(|f| f64::from(f.adults)));
    answers.sample("7.1.children", ages.iter().map(|of| of.len() as f64));
    // Where no child is at home there is no average age: not a number, and left out.
    let average = |of: &Vec<f64>| of.iter().sum::<f64>() / of.len() as f64;
    answers.sample("7.1.age", ages.iter().map(average));
}

/// Problems on the study's scale of 1 to 4, as the worker knows them and not as they are.
fn problems(families: &[&Family], answers: &mut Answers) {
    for (problem, row) in PROBLEM_ROWS.into_iter().enumerate() {
        let rated = |family: &&Family| f64::from(1 + family.known[problem]);
        answers.sample(row, families.iter().map(rated));
    }
    let average = |family: &&Family| {
        let levels: u32 = family.known.iter().map(|&level| u32::from(level)).sum();
        1.0 + f64::from(levels) / PROBLEMS as f64
    };
    answers.sample("7.5.average", families.iter().map(average));
}

/// Meetings a month as the lead worker recalls them: a share of colleagues' contacts is missed, figures are round.
fn contacts(field: Field<'_>, id: CaseId) -> f64 {
    let (world, now) = (field.world, field.now);
    let case = world.case(id);
    let Some((_, lead)) = case.held() else {
        return f64::NAN;
    };
    let (own, others) = field.watch.recent_contacts(case.family, lead, now);
    let key = world.family(case.family).key;
    let mut draw = field.streams.draw(SURVEY_DRAWS, key, Lot::Recall as u64);
    let recalled = (0..others)
        .filter(|_| draw.uniform() >= field.config.survey.missed_contacts)
        .count();
    let months = (now.days_since(case.opened) / MONTH_DAYS).clamp(0.5, 2.0);
    rounded_contacts((f64::from(own) + recalled as f64) / months)
}

/// Workers of the family in the last year, as the worker asked recalls them: those of the present service, without who came once or
/// twice for somebody else.
fn workers_seen(field: Field<'_>, case: CaseId) -> f64 {
    let world = field.world;
    let Some((team, _)) = world.case(case).held() else {
        return f64::NAN;
    };
    let service = world.team(team).service;
    let remembered = |a: &&Acquaintance| {
        field.now.since(a.last) <= YEAR
            && a.meetings >= REMEMBERED_MEETINGS
            && world.team(world.worker(a.worker).team).service == service
    };
    let acquaintances = &world.family_of(case).acquaintances;
    (acquaintances.iter().filter(remembered).count() as f64).max(1.0)
}
