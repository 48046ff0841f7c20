//! One family: what happened to it, who came, what was known, how it stood.

use super::Line;
use super::standing::{Standing, concerns, knowledge, listed, portrait, stage, standing};
use crate::kernel::time::{MONTH_DAYS, SimTime};
use crate::observe::words;
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::case::Case;
use crate::world::fact::Fact;
use crate::world::family::Family;
use crate::world::ids::{FamilyId, WorkerId};
use crate::world::vocabulary::{PROBLEMS, Problem, TaskKind};
use std::collections::BTreeSet;

/// A gap between meetings that is worth a word, days.
const LONG_UNSEEN: f64 = 28.0;

/// What an involvement has come to so far.
#[derive(Default)]
struct Sums {
    meetings: u32,
    minutes_met: u32,
    minutes_worked: u32,
    minutes_given_up: u32,
    met_by: BTreeSet<WorkerId>,
    worked_by: BTreeSet<WorkerId>,
    last_met: Option<SimTime>,
}

pub(super) struct Telling<'c> {
    config: &'c Config,
    id: FamilyId,
    lines: Vec<Line>,
    /// As last told.
    standing: Option<Standing>,
    /// As it has become since, and when: told after all that happened at that minute.
    became: Option<(SimTime, Standing)>,
    sums: Sums,
}

impl<'c> Telling<'c> {
    pub(super) fn new(id: FamilyId, config: &'c Config) -> Self {
        Self {
            config,
            id,
            lines: Vec::new(),
            standing: None,
            became: None,
            sums: Sums::default(),
        }
    }

    pub(super) fn finish(mut self, world: &World) -> Option<Vec<Line>> {
        let family = world.families.get(self.id.index())?;
        self.tell_changes(world);
        let end = SimTime::at(world.today, 1439);
        let sentence = match family.case {
            Some(case) => format!(
                "The simulation ends with the involvement still open, {}. {}",
                stage(world.case(case)),
                self.sum_up(world.case(case), end)
            ),
            None if family.gone => "The simulation ends; the family had gone for good.".to_owned(),
            None => "The simulation ends with no involvement open.".to_owned(),
        };
        self.tell(end, world, sentence);
        Some(self.lines)
    }

    pub(super) fn see(&mut self, fact: &Fact, now: SimTime, world: &World) {
        let Some(family) = world.families.get(self.id.index()) else {
            return;
        };
        if self.standing.is_none() {
            self.begin(family, world);
        }
        if self.became.is_some_and(|(at, _)| at < now) {
            self.tell_changes(world);
        }
        if concerns(fact, self.id, world) {
            self.tell_fact(fact, now, world, family);
        }
        let is = standing(family, world);
        if self.standing != Some(is) {
            self.became = Some((now, is));
        }
    }

    fn tell(&mut self, at: SimTime, world: &World, text: String) {
        let date = world.calendar.date_and_time(at);
        self.lines.push(Line { date, text });
    }

    /// The family is there for the first time: in the stock of the start, or referred just now.
    fn begin(&mut self, family: &Family, world: &World) {
        self.standing = Some(standing(family, world));
        if let Some(case) = family.case.map(|case| world.case(case)) {
            let start = SimTime::at(world.start, 0);
            if case.opened < start {
                // Whether anybody has met it in that time the model does not know.
                self.sums.last_met = Some(start);
                let months = start.days_since(case.opened) / MONTH_DAYS;
                let text = format!(
                    "When the simulation starts the family has been known for {months:.0} months, {}. {}",
                    stage(case),
                    portrait(family, world)
                );
                self.tell(start, world, text);
                self.tell(start, world, knowledge(family));
            }
        }
    }

    fn tell_fact(&mut self, fact: &Fact, now: SimTime, world: &World, family: &Family) {
        let sentence = match *fact {
            Fact::Referred { again, .. } => {
                let again = match (family.referrals, again) {
                    (1, _) => "for the first time".to_owned(),
                    (n, true) => {
                        format!("for the {} time, less than a year after the last", nth(n))
                    }
                    (n, false) => format!("for the {} time", nth(n)),
                };
                self.sums = Sums::default();
                self.tell(
                    now,
                    world,
                    format!(
                        "Referred by {} {again}. {}",
                        words::source(family.source),
                        portrait(family, world)
                    ),
                );
                knowledge(family)
            }
            Fact::Worked {
                worker,
                kind,
                minutes,
                ..
            } => {
                self.sums.minutes_worked += minutes;
                self.sums.worked_by.insert(worker);
                match kind {
                    TaskKind::Screening
                    | TaskKind::AssessmentReport
                    | TaskKind::EnquiryReport
                    | TaskKind::ConferenceReport
                    | TaskKind::CourtStatement
                    | TaskKind::ClosingSummary
                    | TaskKind::Handover => format!(
                        "{}: {} min by {}.",
                        capital(words::task(kind)),
                        minutes,
                        words::worker_in_full(worker, world, self.config)
                    ),
                    _ => return,
                }
            }
            Fact::Contact {
                kind,
                minutes,
                workers,
                lead,
                ..
            } => self.meeting(now, world, kind, minutes, workers, lead),
            Fact::NobodyIn { worker, .. } => {
                format!(
                    "{} comes to the door in vain.",
                    capital(&words::worker(worker, world))
                )
            }
            Fact::Assessed { days, on_time, .. } => format!(
                "The assessment is decided after {days} working days, {}.",
                if on_time { "in time" } else { "late" }
            ),
            Fact::Accepted { long_term, .. } => format!(
                "A service is needed: {}.",
                if long_term {
                    "long-term work"
                } else {
                    "brief work by those who assessed"
                }
            ),
            Fact::Waits { .. } => "The family waits for a worker.".to_owned(),
            Fact::Allocated {
                team, lead, waited, ..
            } => {
                let after = match waited {
                    Some(days) if days >= 1.0 => format!(" after {days:.0} days of waiting"),
                    _ => String::new(),
                };
                format!(
                    "Allocated{after} to {}, led by {}.",
                    words::team(team, world, self.config),
                    words::worker(lead, world)
                )
            }
            Fact::Discussed { .. } => "The case is discussed.".to_owned(),
            Fact::Decided {
                gate,
                waited,
                refused,
                ..
            } => format!(
                "{} by the {}, {} after it was asked.",
                if refused { "Refused" } else { "Decided" },
                words::gate(gate),
                days(waited)
            ),
            Fact::ConferenceHeld {
                initial,
                plan,
                on_time,
                ..
            } => format!(
                "{}, {}{}.",
                if initial {
                    "Initial child protection conference"
                } else {
                    "Review conference"
                },
                if on_time { "in time" } else { "late" },
                match (initial, plan) {
                    (true, true) => ": a plan is made",
                    (true, false) => ": no plan",
                    (false, _) => "",
                }
            ),
            Fact::PutOff { .. } => "The decision is put off.".to_owned(),
            Fact::PlanEnded { .. } => "The plan ends.".to_owned(),
            Fact::ProceedingsIssued { .. } => "Proceedings are issued.".to_owned(),
            Fact::CareEntered { children, .. } => {
                format!("{} into care.", come(children, "comes", "come"))
            }
            Fact::CareLeft { children, .. } => {
                format!("{} care.", come(children, "leaves", "leave"))
            }
            Fact::Crisis { .. } => "A crisis in the family.".to_owned(),
            Fact::Incident { .. } => "A serious incident to a child.".to_owned(),
            Fact::HighConcern { high, .. } => format!(
                "(What nobody can see directly: true concern {}.)",
                if high {
                    "becomes high"
                } else {
                    "is no longer high"
                }
            ),
            Fact::Aggression { worker, .. } => {
                format!(
                    "{} is threatened or abused.",
                    capital(&words::worker(worker, world))
                )
            }
            Fact::Undone {
                worker,
                kind,
                minutes,
                ..
            } => {
                self.sums.minutes_given_up += minutes;
                if !kind.is_visit() {
                    return;
                }
                format!(
                    "Given up by {}: {}.",
                    words::worker(worker, world),
                    words::task(kind)
                )
            }
            Fact::Postponed { kind, .. } => format!("Postponed: {}.", words::task(kind)),
            Fact::Closed { case, outcome, .. } => format!(
                "Closed: {}. {}",
                words::outcome(outcome),
                self.sum_up(world.case(case), now)
            ),
            Fact::FamilyGone { .. } => "The family leaves the authority for good.".to_owned(),
            _ => return,
        };
        self.tell(now, world, sentence);
    }

    fn meeting(
        &mut self,
        now: SimTime,
        world: &World,
        kind: TaskKind,
        minutes: u32,
        workers: u8,
        lead: WorkerId,
    ) -> String {
        let gap = match self.sums.last_met {
            None => " The first meeting of this involvement.".to_owned(),
            Some(last) if now.days_since(last) > LONG_UNSEEN => {
                format!(" The first meeting for {:.0} days.", now.days_since(last))
            }
            Some(_) => String::new(),
        };
        self.sums.meetings += 1;
        self.sums.minutes_met += minutes;
        self.sums.met_by.insert(lead);
        self.sums.last_met = Some(now);
        let others = match workers {
            0 | 1 => String::new(),
            2 => " with a colleague".to_owned(),
            n => format!(" with {} colleagues", n - 1),
        };
        format!(
            "{}, {minutes} min: {}{others}.{gap}",
            capital(words::task(kind)),
            words::worker_in_full(lead, world, self.config)
        )
    }

    /// What has changed beside the fact itself: standing, enquiries, gates, problems, knowledge.
    fn tell_changes(&mut self, world: &World) {
        let (Some((now, is)), Some(was)) = (self.became.take(), self.standing) else {
            return;
        };
        self.standing = Some(is);
        if is.status != was.status {
            let text = format!(
                "The highest standing of a child is now: {}.",
                words::status(is.status)
            );
            self.tell(now, world, text);
        }
        if let Some(step) = is.enquiry.filter(|_| is.enquiry != was.enquiry) {
            self.tell(now, world, step.to_owned());
        }
        if let Some(gate) = is.gate.filter(|_| is.gate != was.gate) {
            let text = format!("Proceedings are sought and wait at: {}.", words::gate(gate));
            self.tell(now, world, text);
        }
        let changed = |now: [u8; PROBLEMS], was: [u8; PROBLEMS]| -> Vec<Problem> {
            let moved = |p: &Problem| now[*p as usize] != was[*p as usize];
            Problem::ALL.into_iter().filter(moved).collect()
        };
        for problem in changed(is.truth, was.truth) {
            let (is, was) = (is.truth[problem as usize], was.truth[problem as usize]);
            let text = format!(
                "(In truth {} {}: {}.)",
                words::problem(problem),
                if is > was {
                    "gets worse"
                } else {
                    "gets better"
                },
                words::level(is)
            );
            self.tell(now, world, text);
        }
        let learnt = changed(is.known, was.known);
        if !learnt.is_empty() {
            let text = format!("Believed from now on: {}.", listed(&learnt, &is.known));
            self.tell(now, world, text);
        }
    }

    fn sum_up(&self, case: &Case, now: SimTime) -> String {
        let sums = &self.sums;
        format!(
            "{:.1} months open; {} with {} leading, {:.1} h with the family; {:.1} h of work by {}; {:.1} h given up.",
            now.days_since(case.opened) / MONTH_DAYS,
            words::counted(sums.meetings, "meeting"),
            words::counted(sums.met_by.len(), "worker"),
            f64::from(sums.minutes_met) / 60.0,
            f64::from(sums.minutes_worked) / 60.0,
            words::counted(sums.worked_by.len(), "worker"),
            f64::from(sums.minutes_given_up) / 60.0,
        )
    }
}

fn come(children: u16, one: &str, many: &str) -> String {
    if children == 1 {
        format!("1 child {one}")
    } else {
        format!("{children} children {many}")
    }
}

fn days(days: f64) -> String {
    if days < 1.0 {
        "less than a day".to_owned()
    } else {
        words::counted(days.round() as u64, "day")
    }
}

fn nth(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + chars.as_str()
    })
}
