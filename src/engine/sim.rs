//! One run: a typed loop over the agenda.

use std::sync::Arc;

use super::{build, day, work};
use crate::kernel::agenda::{Agenda, Phase};
use crate::kernel::streams::Streams;
use crate::kernel::time::{Day, SimTime};
use crate::organisation::rules::Rules;
use crate::practice::moment::Moment;
use crate::practice::{community, referral, staffing, stress};
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::event::Event;
use crate::world::fact::Fact;

/// What a run tells those who watch. They see the world and cannot touch it.
#[derive(Copy, Clone, Debug)]
pub enum Notice<'a> {
    /// Something happened.
    Fact(&'a Fact),
    /// A week begins (Monday, midnight).
    Week,
    /// A calendar month begins.
    Month,
}

/// A simulated authority at a moment of its run.
#[derive(Clone)]
pub struct Sim {
    /// The scenario.
    pub config: Arc<Config>,
    /// The present.
    pub world: World,
    rules: Arc<Rules>,
    streams: Streams,
    agenda: Agenda<Event>,
    now: SimTime,
    facts: Vec<Fact>,
    events: u64,
    last: Event,
}

impl Sim {
    /// Builds the authority of a checked configuration at the start of its run.
    pub fn new(config: &Config, streams: Streams) -> Sim {
        let config = Arc::new(config.clone());
        let rules = Arc::new(Rules::new(&config));
        let world = build::world(&config, &rules);
        let now = SimTime::at(world.start, 0);
        let mut sim = Sim {
            config,
            world,
            rules,
            streams,
            agenda: Agenda::new(),
            now,
            facts: Vec::new(),
            events: 0,
            last: Event::Midnight,
        };
        build::people(&mut sim.moment());
        build::stock(&mut sim.moment());
        sim.agenda.push(now, Phase::Arrival, Event::Midnight);
        sim
    }

    /// Runs to a day (exclusive), telling `watch` everything that happens.
    pub fn run_until(&mut self, end: Day, watch: &mut impl FnMut(Notice<'_>, SimTime, &World)) {
        while self.step(end, watch).is_some() {}
        self.now = SimTime::at(end, 0);
    }

    /// Handles the next event before a day (exclusive) and says which it was; `None` if there is none.
    pub fn step(
        &mut self,
        end: Day,
        watch: &mut impl FnMut(Notice<'_>, SimTime, &World),
    ) -> Option<Event> {
        let (at, _, event) = self.agenda.pop_before(SimTime::at(end, 0))?;
        self.now = at;
        self.events += 1;
        self.last = event;
        if event == Event::Midnight {
            self.midnight(watch);
        } else {
            self.dispatch(event);
        }
        for fact in self.facts.drain(..) {
            watch(Notice::Fact(&fact), at, &self.world);
        }
        Some(event)
    }

    /// Events dispatched so far.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The event being handled or, between two, the last one: what a report of a failure names.
    pub fn last_event(&self) -> Event {
        self.last
    }

    /// The time of the clock.
    pub fn now(&self) -> SimTime {
        self.now
    }

    fn moment(&mut self) -> Moment<'_> {
        Moment {
            now: self.now,
            config: &self.config,
            rules: &self.rules,
            streams: self.streams,
            agenda: &mut self.agenda,
            world: &mut self.world,
            facts: &mut self.facts,
        }
    }

    fn dispatch(&mut self, event: Event) {
        let m = &mut self.moment();
        match event {
            Event::Midnight => unreachable!("handled by the loop"),
            Event::OfficeOpens => day::office_opens(m),
            Event::Referral { source, number } => referral::first_referral(m, source, number),
            Event::Family(id) => {
                let from = m.facts.len();
                community::ring(m, id);
                for index in from..m.facts.len() {
                    if let Fact::Incident { family } = m.facts[index] {
                        stress::share_incident(m, family);
                    }
                }
            }
            Event::Free(id) => work::free(m, id),
            Event::Called(id) => work::called(m, id),
        }
    }

    fn midnight(&mut self, watch: &mut impl FnMut(Notice<'_>, SimTime, &World)) {
        let today = self.now.day();
        self.world.today = today;
        let (weekday, first) = (
            self.world.calendar.weekday(today),
            self.world.calendar.day_of_month(today) == 1,
        );
        if weekday == 0 {
            watch(Notice::Week, self.now, &self.world);
            stress::week(&mut self.moment());
        }
        if first {
            watch(Notice::Month, self.now, &self.world);
            let june = self.world.calendar.month(today) == 6;
            let m = &mut self.moment();
            staffing::month(m);
            if june {
                staffing::new_leave_year(m);
            }
        }
        let m = &mut self.moment();
        referral::referrals_of_today(m);
        day::night(m);
    }
}
