//! What a verb of the model is handed: split borrows of everything it may touch, and the keyed draws.

use crate::kernel::agenda::{Agenda, Phase};
use crate::kernel::sample;
use crate::kernel::streams::{Draw, Streams};
use crate::kernel::time::{Day, SimTime};
use crate::organisation::rules::Rules;
use crate::scenario::config::{Config, Features};
use crate::world::World;
use crate::world::event::Event;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, TeamId, WorkerId};

/// What a draw is for: one part of its key. The values are part of every result; new ones go at the end.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u16)]
#[allow(missing_docs)]
pub enum Purpose {
    Arrivals,
    ArrivalTime,
    Household,
    Problems,
    Known,
    Engagement,
    Fuse,
    WhichMove,
    LifeEvent,
    CrisisReveals,
    CrisisReferral,
    Duration,
    Interval,
    NotIn,
    Reveal,
    Aggression,
    Joint,
    Share,
    Reading,
    Allocation,
    Court,
    Gate,
    Care,
    Stock,
    Worker,
    Leave,
    Training,
    Sickness,
    Spell,
    Leaving,
    Recruitment,
    StartOfDay,
    OtherDuties,
    Handover,
    Met,
    Therapy,
    Cover,
    Incoming,
    Impression,
    Rumour,
    SeenAlone,
    Consent,
    Kin,
    Coercion,
    Seeking,
    Closing,
    Circumstances,
    Restructure,
    Disruption,
    Manner,
    PutOff,
    Advice,
    Peer,
    Relief,
    Conflict,
    Beginner,
    Character,
    Support,
    Payment,
    Friction,
    MeetingTasks,
    Area,
    Mind,
    OwnView,
    Dispute,
    Late,
    Charge,
    Senior,
}

/// The present moment of one run.
pub struct Moment<'a> {
    /// The time.
    pub now: SimTime,
    /// The scenario.
    pub config: &'a Config,
    /// Worked out from it.
    pub rules: &'a Rules,
    /// Random draws by occasion.
    pub streams: Streams,
    /// The future.
    pub agenda: &'a mut Agenda<Event>,
    /// The present.
    pub world: &'a mut World,
    /// What has just happened.
    pub facts: &'a mut Vec<Fact>,
}

impl Moment<'_> {
    /// The draws of one occasion.
    pub fn draw(&self, purpose: Purpose, entity: u64, occasion: u64) -> Draw {
        self.streams.draw(purpose as u16, entity, occasion)
    }

    /// The first uniform of one occasion.
    pub fn uniform(&self, purpose: Purpose, entity: u64, occasion: u64) -> f64 {
        self.draw(purpose, entity, occasion).uniform()
    }

    /// Minutes of a piece of work with this mean, at least one.
    pub fn minutes(&self, mean: f64, entity: u64, occasion: u64) -> u16 {
        if mean <= 0.0 {
            return 0;
        }
        let u = self.uniform(Purpose::Duration, entity, occasion);
        minutes_of(sample::lognormal(u, mean, self.config.minutes.cv))
    }

    /// How a team organises its work.
    pub fn features(&self, team: TeamId) -> &Features {
        &self.rules.features[self.world.team(team).features]
    }

    /// Key of the draws about a case: its family's.
    pub fn key(&self, case: CaseId) -> u64 {
        self.world.family_of(case).key
    }

    /// Today.
    pub fn today(&self) -> Day {
        self.world.today
    }

    /// The day a number of working days from today.
    pub fn working_day(&self, after: u32) -> Day {
        let days = i32::try_from(after).expect("working days fit");
        self.world.calendar.add_working(self.today(), days)
    }

    /// Brings an idle worker back to the queue.
    pub fn wake(&mut self, id: WorkerId) {
        if let Some((since, ticket)) = self.world.worker_mut(id).idle.take() {
            self.agenda.cancel(ticket);
            self.world.worker_mut(id).today.idle += minutes_between(since, self.now);
            self.agenda.push(self.now, Phase::Choice, Event::Free(id));
        }
    }

    /// Notes what happened.
    pub fn note(&mut self, fact: Fact) {
        self.facts.push(fact);
    }
}

/// What is left of an amount that was right at a time and fades to a third over so many days.
pub fn faded(amount: f64, at: SimTime, now: SimTime, days: f64) -> f64 {
    if amount == 0.0 {
        return 0.0;
    }
    amount * libm::exp(-now.days_since(at) / days)
}

/// Whole minutes from earlier to later.
pub fn minutes_between(earlier: SimTime, later: SimTime) -> u32 {
    u32::try_from(later.since(earlier)).expect("time runs forward")
}

/// A duration as whole minutes, at least one, at most what a task can hold.
pub fn minutes_of(minutes: f64) -> u16 {
    minutes.round().clamp(1.0, 20_000.0) as u16
}
