//! How a family stands at a moment: status, enquiry, proceedings, problems true and known, and who it is.

use crate::observe::words;
use crate::world::World;
use crate::world::case::{Case, Enquiry, Stage};
use crate::world::fact::Fact;
use crate::world::family::Family;
use crate::world::ids::{CaseId, FamilyId};
use crate::world::vocabulary::{Gate, PROBLEMS, Problem, Status};

/// How the family stands: what a change of is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Standing {
    pub(super) status: Status,
    pub(super) enquiry: Option<&'static str>,
    pub(super) gate: Option<Gate>,
    pub(super) truth: [u8; PROBLEMS],
    pub(super) known: [u8; PROBLEMS],
}

/// Whether a fact is about this family.
pub(super) fn concerns(fact: &Fact, id: FamilyId, world: &World) -> bool {
    let of = |case: CaseId| world.case(case).family == id;
    match *fact {
        Fact::Referred { family, .. }
        | Fact::Contact { family, .. }
        | Fact::Crisis { family }
        | Fact::SupportBegan { family }
        | Fact::SupportEnded { family }
        | Fact::Incident { family }
        | Fact::Charged { family }
        | Fact::HighConcern { family, .. }
        | Fact::Aggression { family, .. }
        | Fact::FamilyGone { family, .. } => family == id,
        Fact::Learnt { case, .. }
        | Fact::Assessed { case, .. }
        | Fact::Accepted { case, .. }
        | Fact::Waits { case }
        | Fact::Allocated { case, .. }
        | Fact::Closed { case, .. }
        | Fact::NobodyIn { case, .. }
        | Fact::VisitDone { case, .. }
        | Fact::Discussed { case }
        | Fact::Decided { case, .. }
        | Fact::ConferenceHeld { case, .. }
        | Fact::PutOff { case }
        | Fact::PlanEnded { case }
        | Fact::CareEntered { case, .. }
        | Fact::CareLeft { case, .. }
        | Fact::PlacedWithKin { case, .. }
        | Fact::EmergencyOrder { case }
        | Fact::HeldBack { case }
        | Fact::ClosingPutOff { case }
        | Fact::ProceedingsIssued { case }
        | Fact::PaymentRefused { case }
        | Fact::Escalated { case }
        | Fact::Contested { case }
        | Fact::Disputed { case }
        | Fact::Demanded { case } => of(case),
        Fact::Worked { case, .. }
        | Fact::Undone { case, .. }
        | Fact::Cancelled { case, .. }
        | Fact::Postponed { case, .. } => case.is_some_and(of),
        Fact::Met { .. }
        | Fact::DayEnded { .. }
        | Fact::Absent { .. }
        | Fact::Present { .. }
        | Fact::Paid
        | Fact::Conflict { .. }
        | Fact::WorkerLeft { .. }
        | Fact::WorkerCame { .. }
        | Fact::Inspected { .. }
        | Fact::TeamStarted { .. }
        | Fact::PostClosed { .. }
        | Fact::DayBegan { .. } => false,
    }
}

pub(super) fn standing(family: &Family, world: &World) -> Standing {
    let case = family.case.map(|case| world.case(case));
    let enquiry = case
        .and_then(|case| case.enquiry)
        .map(|enquiry| match enquiry {
            Enquiry::Strategy(_) => "A strategy discussion is called.",
            Enquiry::Investigation { .. } => "A section 47 enquiry begins.",
            Enquiry::Conference(_) => "A child protection conference is called.",
        });
    Standing {
        status: family.status(),
        enquiry,
        gate: case.and_then(|case| case.legal).map(|legal| legal.gate),
        truth: family.truth,
        known: family.known,
    }
}

pub(super) fn stage(case: &Case) -> &'static str {
    match case.stage {
        Stage::FrontDoor => "at the front door",
        Stage::Assessment { .. } => "in assessment",
        Stage::Brief { .. } => "in brief work",
        Stage::Waiting { .. } => "waiting for a worker",
        Stage::Open { .. } => "in long-term work",
        Stage::Closed { .. } => "closed",
    }
}

/// Who the family are.
pub(super) fn portrait(family: &Family, world: &World) -> String {
    let ages: Vec<String> = (family.children.iter())
        .map(|child| match child.age(world.today) {
            age if age < 0.0 => "unborn".to_owned(),
            age => format!("{age:.0}"),
        })
        .collect();
    format!(
        "{}, {} ({}); {}.",
        words::counted(family.adults, "adult"),
        if ages.len() == 1 {
            "1 child".to_owned()
        } else {
            format!("{} children", ages.len())
        },
        ages.join(", "),
        words::status(family.status())
    )
}

/// What is believed and what is not known.
pub(super) fn knowledge(family: &Family) -> String {
    let at = |levels: &[u8; PROBLEMS], p: Problem| levels[p as usize];
    let believed: Vec<Problem> = (Problem::ALL.into_iter())
        .filter(|&p| at(&family.known, p) > 0)
        .collect();
    let unknown: Vec<Problem> = (Problem::ALL.into_iter())
        .filter(|&p| at(&family.truth, p) > at(&family.known, p))
        .collect();
    let believed = if believed.is_empty() {
        "Nothing is believed to be wrong.".to_owned()
    } else {
        format!("Believed: {}.", listed(&believed, &family.known))
    };
    if unknown.is_empty() {
        believed
    } else {
        format!(
            "{believed} (In truth worse than believed: {}.)",
            listed(&unknown, &family.truth)
        )
    }
}

pub(super) fn listed(problems: &[Problem], levels: &[u8; PROBLEMS]) -> String {
    let one = |p: &Problem| {
        format!(
            "{} ({})",
            words::problem(*p),
            words::level(levels[*p as usize])
        )
    };
    problems.iter().map(one).collect::<Vec<_>>().join(", ")
}
