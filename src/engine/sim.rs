//! One run: a typed loop over the agenda.

use std::sync::Arc;

use super::{build, day, restructure, work};
use crate::kernel::agenda::{Agenda, Phase};
use crate::kernel::streams::Streams;
use crate::kernel::time::{Day, SimTime};
use crate::organisation::rules::Rules;
use crate::practice::household::Described;
use crate::practice::moment::Moment;
use crate::practice::{
    authority, community, conflict, inspection, referral, relief, staffing, stress, support,
};
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::event::Event;
use crate::world::fact::Fact;
use crate::world::ids::FamilyId;

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
        restructure::schedule(&sim.config, &sim.world, &mut sim.agenda);
        sim
    }

    /// Runs to a day (exclusive), telling `watch` everything that happens.
    pub fn run_until(&mut self, end: Day, watch: &mut impl FnMut(Notice<'_>, SimTime, &World)) {
        self.run_to(SimTime::at(end, 0), watch);
    }

    /// Runs to a minute (exclusive), telling `watch` everything that happens.
    pub fn run_to(&mut self, end: SimTime, watch: &mut impl FnMut(Notice<'_>, SimTime, &World)) {
        while self.step_before(end, watch).is_some() {}
        self.now = end;
    }

    /// Refers a described family now, and tells `watch` of it.
    pub fn introduce(
        &mut self,
        described: &Described,
        watch: &mut impl FnMut(Notice<'_>, SimTime, &World),
    ) -> FamilyId {
        let id = referral::described_referral(&mut self.moment(), described);
        for fact in self.facts.drain(..) {
            watch(Notice::Fact(&fact), self.now, &self.world);
        }
        id
    }

    /// Handles the next event before a day (exclusive) and says which it was; `None` if there is none.
    pub fn step(
        &mut self,
        end: Day,
        watch: &mut impl FnMut(Notice<'_>, SimTime, &World),
    ) -> Option<Event> {
        self.step_before(SimTime::at(end, 0), watch)
    }

    fn step_before(
        &mut self,
        end: SimTime,
        watch: &mut impl FnMut(Notice<'_>, SimTime, &World),
    ) -> Option<Event> {
        let (at, _, event) = self.agenda.pop_before(end)?;
        self.now = at;
        self.events += 1;
        self.last = event;
        if event == Event::Midnight {
            self.midnight(watch);
        } else {
            self.dispatch(event);
        }
        stress::feel(&mut self.moment());
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
            Event::Family(id) => community::ring(m, id),
            Event::Free(id) => work::free(m, id),
            Event::Called(id) => work::called(m, id),
            Event::Wave { change, wave } => {
                restructure::wave_begins(m, usize::from(change), u32::from(wave));
            }
            Event::TeamStarts { change, number } => {
                restructure::team_starts(m, usize::from(change), u32::from(number));
            }
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
            let m = &mut self.moment();
            stress::week(m);
            relief::week(m);
            support::week(m);
        }
        if first {
            watch(Notice::Month, self.now, &self.world);
            let june = self.world.calendar.month(today) == 6;
            let m = &mut self.moment();
            authority::month(m);
            staffing::month(m);
            conflict::month(m);
            if june {
                staffing::new_leave_year(m);
            }
        }
        let m = &mut self.moment();
        inspection::midnight(m);
        referral::referrals_of_today(m);
        day::night(m);
    }
}
