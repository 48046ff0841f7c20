//! What the journal and the stories call things.

use crate::scenario::config::Config;
use crate::world::World;
use crate::world::case::Outcome;
use crate::world::ids::{TeamId, WorkerId};
use crate::world::vocabulary::{Gate, Problem, Source, Status, TaskKind};

/// A team by its name in the scenario, numbered where there are several of the name.
pub(super) fn team(id: TeamId, world: &World, config: &Config) -> String {
    let spec = world.team(id).spec;
    let of = &config.team[spec];
    if of.count == 1 {
        return of.name.clone();
    }
    let before = world.teams[..id.index()].iter().filter(|t| t.spec == spec);
    format!("{} {}", of.name, before.count() + 1)
}

/// A worker by role and number: the number is the post's.
pub(super) fn worker(id: WorkerId, world: &World) -> String {
    format!(
        "{} W{}",
        world.worker(id).role.name().replace('-', " "),
        id.0
    )
}

/// A worker with the team.
pub(super) fn worker_in_full(id: WorkerId, world: &World, config: &Config) -> String {
    let of = team(world.worker(id).team, world, config);
    format!("{} of {of}", worker(id, world))
}

/// So many of a thing: "1 meeting", "2 meetings".
pub(super) fn counted(number: impl TryInto<u64>, one: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A problem, as it stands in a sentence.
pub(super) fn problem(problem: Problem) -> &'static str {
    match problem {
        Problem::Housing => "housing",
        Problem::Money => "money",
        Problem::Disability => "a child's disability",
        Problem::Behaviour => "a child's behaviour",
        Problem::Caring => "difficulty in caring",
        Problem::Depression => "a parent's depression",
        Problem::MentalHealth => "a parent's other mental ill-health",
        Problem::Drugs => "drugs",
        Problem::Alcohol => "alcohol",
        Problem::Physical => "physical abuse",
        Problem::Emotional => "emotional abuse",
        Problem::Neglect => "neglect",
        Problem::Sexual => "sexual abuse",
        Problem::Violence => "domestic violence",
    }
}

/// A level, in the words of the study's scale.
pub(super) fn level(level: u8) -> &'static str {
    match level {
        0 => "none",
        1 => "a bit",
        2 => "a problem",
        _ => "a big problem",
    }
}

/// Who referred.
pub(super) fn source(source: Source) -> &'static str {
    match source {
        Source::Police => "the police",
        Source::School => "a school",
        Source::Health => "a health service",
        Source::Housing => "housing",
        Source::Authority => "another service of the authority",
        Source::Agency => "another agency",
        Source::Public => "a member of the public",
        Source::Family => "the family itself",
    }
}

/// The standing of a child.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::None => "no plan",
        Status::InNeed => "child in need",
        Status::Protected => "child protection plan",
        Status::LookedAfter => "looked after",
        Status::LeftCare => "left care",
    }
}

/// Why an involvement ended.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotAccepted => "not accepted at the front door",
        Outcome::NotInNeed => "assessed as not in need of a service",
        Outcome::BriefWorkDone => "brief work was done",
        Outcome::Improved => "concern had fallen",
        Outcome::NoProgress => "there was no progress",
        Outcome::Kinship => "the children live with relatives",
        Outcome::Left => "the family moved away, or the children grew up or settled elsewhere",
    }
}

/// Where a decision waits.
pub(super) fn gate(gate: Gate) -> &'static str {
    match gate {
        Gate::Decider => "team's decider",
        Gate::TeamManager => "team manager",
        Gate::HeadOfService => "head of service",
        Gate::Legal => "legal planning meeting",
        Gate::Panel => "panel",
        Gate::Court => "court",
    }
}

/// What a worker does.
pub(super) fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::Screening => "screening",
        TaskKind::AssessmentVisit => "assessment visit",
        TaskKind::EnquiryVisit => "section 47 visit",
        TaskKind::HomeVisit => "home visit",
        TaskKind::CareVisit => "visit in care",
        TaskKind::CrisisVisit => "crisis visit",
        TaskKind::FamilyContact => "supervised contact",
        TaskKind::DropIn => "drop-in",
        TaskKind::TherapeuticSession => "therapeutic session",
        TaskKind::Recording => "recording",
        TaskKind::AssessmentReport => "assessment report",
        TaskKind::EnquiryReport => "section 47 report",
        TaskKind::ConferenceReport => "conference report",
        TaskKind::ReviewReport => "review report",
        TaskKind::CourtStatement => "court statement",
        TaskKind::KinshipAssessment => "kinship assessment",
        TaskKind::EmergencyOrder => "emergency order",
        TaskKind::PlanUpdate => "plan update",
        TaskKind::Liaison => "liaison",
        TaskKind::Payment => "payment",
        TaskKind::Handover => "hand-over",
        TaskKind::ClosingSummary => "closing summary",
        TaskKind::FixedDesk => "general desk work",
        TaskKind::Authorisation => "authorisation",
        TaskKind::StrategyMeeting => "strategy discussion",
        TaskKind::ProfessionalMeeting => "professional meeting",
        TaskKind::Conference => "conference",
        TaskKind::CoreGroup => "core group",
        TaskKind::CareReview => "looked-after review",
        TaskKind::LegalMeeting => "legal meeting",
        TaskKind::Court => "court hearing",
        TaskKind::Supervision => "supervision",
        TaskKind::UnitMeeting => "unit meeting",
        TaskKind::TeamMeeting => "team meeting",
        TaskKind::Debrief => "debrief",
        TaskKind::Travel => "travel",
        TaskKind::Management => "management",
        TaskKind::Break => "break",
        TaskKind::Advice => "question in between",
    }
}
