//! One post and whoever fills it: weeks in one sentence each, and what stands out.

use super::Line;
use crate::kernel::time::{Day, SimTime};
use crate::observe::words;
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::fact::Fact;
use crate::world::ids::{FamilyId, WorkerId};
use crate::world::vocabulary::Column;
use std::collections::BTreeSet;

/// A week at work.
#[derive(Default)]
struct Week {
    days: u32,
    away: u32,
    sick: u32,
    minutes: u32,
    with_families: u32,
    at_the_desk: u32,
    undone: u32,
    families: BTreeSet<FamilyId>,
}

pub(super) struct Telling<'c> {
    config: &'c Config,
    id: WorkerId,
    lines: Vec<Line>,
    /// Monday of the week being told; none before the first.
    monday: Option<Day>,
    week: Week,
}

impl<'c> Telling<'c> {
    pub(super) fn new(id: WorkerId, config: &'c Config) -> Self {
        Self {
            config,
            id,
            lines: Vec::new(),
            monday: None,
            week: Week::default(),
        }
    }

    pub(super) fn finish(mut self, world: &World) -> Option<Vec<Line>> {
        world.workers.get(self.id.index())?;
        self.close_week(world);
        Some(self.lines)
    }

    pub(super) fn see(&mut self, fact: &Fact, now: SimTime, world: &World) {
        if world.workers.len() <= self.id.index() {
            return;
        }
        let weekday = i32::from(world.calendar.weekday(now.day()));
        let monday = now.day().plus(-weekday);
        if self.monday != Some(monday) {
            if self.monday.is_none() {
                self.begin(now, world);
            } else {
                self.close_week(world);
            }
            self.monday = Some(monday);
        }
        self.tell_fact(fact, now, world);
    }

    fn tell(&mut self, at: SimTime, world: &World, text: String) {
        let date = world.calendar.date_and_time(at);
        self.lines.push(Line { date, text });
    }

    fn begin(&mut self, now: SimTime, world: &World) {
        let worker = world.worker(self.id);
        let text = format!(
            "The post of {}, {:.1} whole-time equivalent{}.",
            words::worker_in_full(self.id, world, self.config),
            worker.wte,
            if worker.agency {
                ", filled by agency staff"
            } else {
                ""
            }
        );
        self.tell(now, world, text);
    }

    fn close_week(&mut self, world: &World) {
        let (Some(monday), week) = (self.monday, std::mem::take(&mut self.week)) else {
            return;
        };
        let worker = world.worker(self.id);
        let hours = |minutes: u32| f64::from(minutes) / 60.0;
        let mut text = if week.days == 0 {
            "A week away.".to_owned()
        } else {
            format!(
                "{} at work, {:.1} h: {:.1} h with families ({} of them), {:.1} h at the desk.",
                words::counted(week.days, "day"),
                hours(week.minutes),
                hours(week.with_families),
                week.families.len(),
                hours(week.at_the_desk)
            )
        };
        if week.days > 0 && week.away + week.sick > 0 {
            text += &format!(" {} away.", words::counted(week.away + week.sick, "day"));
        }
        if week.sick > 0 {
            text += &format!(" {} sick.", words::counted(week.sick, "day"));
        }
        if week.undone > 0 {
            text += &format!(" {:.1} h of work given up.", hours(week.undone));
        }
        if worker.is_filled() {
            text += &format!(
                " Families held: {}; {:.1} h overdue; stress (GHQ-12) {:.1}.",
                worker.cases,
                hours(worker.overdue),
                self.config.stress.rest + worker.trait_level + worker.stress
            );
        }
        self.tell(SimTime::at(monday.plus(6), 0), world, text);
    }

    fn tell_fact(&mut self, fact: &Fact, now: SimTime, world: &World) {
        let me = self.id;
        let sentence = match *fact {
            Fact::Present { worker } if worker == me => {
                self.week.days += 1;
                return;
            }
            Fact::Absent {
                worker,
                sick,
                vacant,
            } if worker == me => {
                *(if sick && !vacant {
                    &mut self.week.sick
                } else {
                    &mut self.week.away
                }) += 1;
                return;
            }
            Fact::DayEnded {
                worker, minutes, ..
            } if worker == me => {
                self.week.minutes += minutes;
                return;
            }
            Fact::Worked {
                worker,
                kind,
                case,
                minutes,
                ..
            } if worker == me => {
                match kind.column() {
                    Column::Contact => {
                        self.week.with_families += minutes;
                        self.week
                            .families
                            .extend(case.map(|case| world.case(case).family));
                    }
                    Column::Admin => self.week.at_the_desk += minutes,
                    Column::Other => {}
                }
                return;
            }
            Fact::Undone {
                worker, minutes, ..
            } if worker == me => {
                self.week.undone += minutes;
                return;
            }
            Fact::Allocated { case, lead, .. } if lead == me => {
                format!("Takes on family {}.", world.case(case).family.0)
            }
            Fact::Aggression { worker, family } if worker == me => {
                format!("Threatened or abused by family {}.", family.0)
            }
            Fact::Conflict { worker, with } if worker == me || with == me => {
                "Falls out with a colleague.".to_owned()
            }
            Fact::Incident { family } if leads(me, family, world) => {
                format!("A serious incident to a child of family {}.", family.0)
            }
            Fact::WorkerLeft { worker, agency } if worker == me => {
                let who = if agency {
                    "The agency worker"
                } else {
                    "The holder"
                };
                format!("{who} leaves the post.")
            }
            Fact::WorkerCame { worker, agency } if worker == me => {
                let who = if agency {
                    "An agency worker"
                } else {
                    "A new holder"
                };
                format!("{who} comes into the post.")
            }
            _ => return,
        };
        self.tell(now, world, sentence);
    }
}

/// Whether the worker leads the work with the family.
fn leads(worker: WorkerId, family: FamilyId, world: &World) -> bool {
    let case = world.family(family).case;
    let held = case.and_then(|case| world.case(case).held());
    held.is_some_and(|(_, lead)| lead == worker)
}
