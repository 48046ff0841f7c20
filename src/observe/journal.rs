//! The dated journal of one replication, in the shape that animators of event logs read: an entity comes, waits, is
//! served by a resource, and goes.

use super::words;
use crate::kernel::time::SimTime;
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, FamilyId, WorkerId};
use std::collections::BTreeMap;

/// How long a row waits for earlier ones: work is noted when it ends, and none lasts longer than a day.
const LAG_MINUTES: i64 = 2 * 1440;

/// One row.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// `F12-2` for the second involvement with family 12, `F12` for the family outside of any, `W7` for a worker.
    pub entity: String,
    /// `family` or `worker`.
    pub pathway: &'static str,
    /// `arrival_departure`, `queue`, `resource_use`, `resource_use_end`, or `event` for what takes no time.
    pub event_type: &'static str,
    /// What happened; `arrival` and `depart` at the ends of an involvement.
    pub event: String,
    /// Minutes since the start of the run; what was there already has come at 0.
    pub time: i64,
    /// Date and time of day.
    pub date: String,
    /// The worker who serves, `W7`, or the team that takes a case; empty where nobody does.
    pub resource: String,
}

/// Turns facts into rows in order of time.
pub struct Journal<'c> {
    config: &'c Config,
    /// By time and order of noting.
    waiting: BTreeMap<(SimTime, u64), Entry>,
    noted: u64,
    has_begun: bool,
}

/// What a row says, apart from when.
struct Row {
    entity: String,
    event_type: &'static str,
    event: String,
    resource: String,
}

impl<'c> Journal<'c> {
    /// An empty journal.
    pub fn new(config: &'c Config) -> Self {
        Self {
            config,
            waiting: BTreeMap::new(),
            noted: 0,
            has_begun: false,
        }
    }

    /// Takes a fact and hands on the rows that no later fact can precede.
    pub fn see(
        &mut self,
        fact: &Fact,
        now: SimTime,
        world: &World,
        write: &mut impl FnMut(&Entry),
    ) {
        if !self.has_begun {
            self.has_begun = true;
            self.stock(world);
        }
        self.note(fact, now, world);
        let settled = now.plus_minutes(-LAG_MINUTES);
        while let Some(first) = self.waiting.first_entry()
            && first.key().0 < settled
        {
            write(&first.remove());
        }
    }

    /// Hands on the rest.
    pub fn finish(self, write: &mut impl FnMut(&Entry)) {
        self.waiting.values().for_each(write);
    }

    /// The involvements that are open when the run begins.
    fn stock(&mut self, world: &World) {
        let start = SimTime::at(world.start, 0);
        let entities: Vec<String> = (world.cases.iter().zip(0..))
            .filter(|(case, _)| case.opened <= start)
            .map(|(_, index)| involvement(CaseId(index), world))
            .collect();
        for entity in entities {
            let row = Row {
                entity,
                event_type: "arrival_departure",
                event: "arrival".to_owned(),
                resource: String::new(),
            };
            self.put(start, world, row);
        }
    }

    fn put(&mut self, at: SimTime, world: &World, row: Row) {
        let pathway = if row.entity.starts_with('F') {
            "family"
        } else {
            "worker"
        };
        let entry = Entry {
            entity: row.entity,
            pathway,
            event_type: row.event_type,
            event: row.event,
            time: at.since(SimTime::at(world.start, 0)),
            date: world.calendar.date_and_time(at),
            resource: row.resource,
        };
        self.waiting.insert((at, self.noted), entry);
        self.noted += 1;
    }

    /// Something that takes no time.
    fn event(&mut self, at: SimTime, world: &World, entity: String, event: impl Into<String>) {
        let row = Row {
            entity,
            event_type: "event",
            event: event.into(),
            resource: String::new(),
        };
        self.put(at, world, row);
    }

    fn note(&mut self, fact: &Fact, now: SimTime, world: &World) {
        let of_case = |case: CaseId| involvement(case, world);
        let ends = |entity: String, event: &str| Row {
            entity,
            event_type: "arrival_departure",
            event: event.to_owned(),
            resource: String::new(),
        };
        match *fact {
            Fact::Referred { case, .. } => self.put(now, world, ends(of_case(case), "arrival")),
            Fact::Closed { case, outcome, .. } => {
                let event = format!("closed: {}", words::outcome(outcome));
                self.event(now, world, of_case(case), event);
                self.put(now, world, ends(of_case(case), "depart"));
            }
            Fact::Waits { case } => {
                let row = Row {
                    event_type: "queue",
                    ..ends(of_case(case), "waits for a worker")
                };
                self.put(now, world, row);
            }
            Fact::Allocated { case, team, .. } => {
                let row = Row {
                    event_type: "event",
                    resource: words::team(team, world, self.config),
                    ..ends(of_case(case), "allocated")
                };
                self.put(now, world, row);
            }
            Fact::Worked {
                worker,
                kind,
                case,
                since,
                minutes,
            } => {
                let row = |event_type| Row {
                    entity: case.map_or_else(|| numbered(worker), of_case),
                    event_type,
                    event: words::task(kind).to_owned(),
                    resource: numbered(worker),
                };
                self.put(since, world, row("resource_use"));
                let end = since.plus_minutes(i64::from(minutes));
                self.put(end, world, row("resource_use_end"));
            }
            Fact::Assessed { case, on_time, .. } => {
                let clock = if on_time { "in time" } else { "late" };
                self.event(now, world, of_case(case), format!("assessed, {clock}"));
            }
            Fact::Accepted { case, long_term } => {
                let what = if long_term {
                    "long-term work"
                } else {
                    "brief work"
                };
                self.event(now, world, of_case(case), format!("accepted for {what}"));
            }
            Fact::NobodyIn { case, .. } => self.event(now, world, of_case(case), "nobody in"),
            Fact::Discussed { case } => self.event(now, world, of_case(case), "discussed"),
            Fact::Decided {
                case,
                gate,
                refused,
                ..
            } => {
                let verb = if refused { "refused" } else { "decided" };
                let event = format!("{verb}: {}", words::gate(gate));
                self.event(now, world, of_case(case), event);
            }
            Fact::ConferenceHeld { case, plan, .. } => {
                let event = if plan {
                    "conference: plan"
                } else {
                    "conference"
                };
                self.event(now, world, of_case(case), event);
            }
            Fact::PlanEnded { case } => self.event(now, world, of_case(case), "plan ended"),
            Fact::CareEntered { case, .. } => {
                self.event(now, world, of_case(case), "children came into care");
            }
            Fact::PlacedWithKin { case, .. } => {
                self.event(now, world, of_case(case), "children went to relatives");
            }
            Fact::EmergencyOrder { case } => {
                self.event(now, world, of_case(case), "emergency order");
            }
            Fact::HeldBack { case } => {
                self.event(now, world, of_case(case), "proceedings not sought");
            }
            Fact::ClosingPutOff { case } => {
                self.event(now, world, of_case(case), "closing put off");
            }
            Fact::CareLeft { case, .. } => {
                self.event(now, world, of_case(case), "children left care");
            }
            Fact::ProceedingsIssued { case } => {
                self.event(now, world, of_case(case), "proceedings issued");
            }
            Fact::Undone {
                worker, kind, case, ..
            } => {
                let entity = case.map_or_else(|| numbered(worker), of_case);
                self.event(
                    now,
                    world,
                    entity,
                    format!("not done: {}", words::task(kind)),
                );
            }
            Fact::Postponed {
                case: Some(case),
                kind,
            } => {
                let event = format!("postponed: {}", words::task(kind));
                self.event(now, world, of_case(case), event);
            }
            Fact::Crisis { family } => self.event(now, world, present(family, world), "crisis"),
            Fact::Incident { family } => {
                self.event(now, world, present(family, world), "serious incident");
            }
            Fact::HighConcern { family, high } => {
                let event = if high {
                    "true concern became high"
                } else {
                    "true concern no longer high"
                };
                self.event(now, world, present(family, world), event);
            }
            Fact::Aggression { worker, family } => {
                let row = Row {
                    event_type: "event",
                    resource: numbered(worker),
                    ..ends(present(family, world), "aggression toward a worker")
                };
                self.put(now, world, row);
            }
            Fact::PutOff { case } => {
                self.event(now, world, of_case(case), "decision put off");
            }
            Fact::Conflict { worker, with } => {
                for one in [worker, with] {
                    self.event(now, world, numbered(one), "conflict with a colleague");
                }
            }
            Fact::FamilyGone { family, .. } => {
                self.event(now, world, format!("F{}", family.0), "gone for good");
            }
            Fact::WorkerLeft { worker, .. } => {
                self.event(now, world, numbered(worker), "left the post");
            }
            Fact::WorkerCame { worker, .. } => {
                self.event(now, world, numbered(worker), "came into post");
            }
            Fact::Absent { worker, sick, .. } => {
                let why = if sick { "sick" } else { "absent" };
                self.event(now, world, numbered(worker), why);
            }
            Fact::SupportBegan { family } => {
                self.event(now, world, present(family, world), "family support began");
            }
            Fact::SupportEnded { family } => {
                self.event(now, world, present(family, world), "family support ended");
            }
            Fact::PaymentRefused { case } => {
                self.event(now, world, of_case(case), "payment refused");
            }
            Fact::Escalated { case } => {
                self.event(now, world, of_case(case), "agency went to a manager");
            }
            Fact::Contested { case } => {
                self.event(now, world, of_case(case), "transfer contested");
            }
            Fact::Disputed { case } => {
                self.event(
                    now,
                    world,
                    of_case(case),
                    "disputed between worker and decider",
                );
            }
            Fact::Demanded { case } => {
                self.event(now, world, of_case(case), "family demanded the manager");
            }
            Fact::Charged { family } => {
                self.event(now, world, present(family, world), "parent charged");
            }
            Fact::PostClosed { worker } => {
                self.event(now, world, numbered(worker), "post closed");
            }
            // Part of another row, or of no interest to an onlooker.
            Fact::VisitDone { .. }
            | Fact::Contact { .. }
            | Fact::Learnt { .. }
            | Fact::Met { .. }
            | Fact::DayBegan { .. }
            | Fact::DayEnded { .. }
            | Fact::Present { .. }
            | Fact::Cancelled { .. }
            | Fact::TeamStarted { .. }
            | Fact::Inspected { .. }
            | Fact::Postponed { case: None, .. }
            | Fact::Paid => {}
        }
    }
}

fn numbered(worker: WorkerId) -> String {
    format!("W{}", worker.0)
}

fn involvement(case: CaseId, world: &World) -> String {
    let case = world.case(case);
    format!("F{}-{}", case.family.0, case.episode)
}

/// The family in its open involvement, if it has one.
fn present(family: FamilyId, world: &World) -> String {
    match world.family(family).case {
        Some(case) => involvement(case, world),
        None => format!("F{}", family.0),
    }
}
