//! The story of one family or of one worker in one replication, in dated sentences.

mod family;
mod standing;
mod worker;

use crate::kernel::time::SimTime;
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::fact::Fact;
use crate::world::ids::{FamilyId, WorkerId};

/// Whose story is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Subject {
    /// A family, by its number in this replication.
    Family(u32),
    /// A post and whoever fills it, by its number.
    Worker(u32),
}

/// A dated sentence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// Date and time of day.
    pub date: String,
    /// The sentence.
    pub text: String,
}

/// A story while it is told.
pub struct Story<'c> {
    teller: Teller<'c>,
}

enum Teller<'c> {
    Family(family::Telling<'c>),
    Worker(worker::Telling<'c>),
}

impl<'c> Story<'c> {
    /// The beginning of a story.
    pub fn new(subject: Subject, config: &'c Config) -> Self {
        let teller = match subject {
            Subject::Family(n) => Teller::Family(family::Telling::new(FamilyId(n), config)),
            Subject::Worker(n) => Teller::Worker(worker::Telling::new(WorkerId(n), config)),
        };
        Self { teller }
    }

    /// Takes a fact, whomever it concerns.
    pub fn see(&mut self, fact: &Fact, now: SimTime, world: &World) {
        match &mut self.teller {
            Teller::Family(telling) => telling.see(fact, now, world),
            Teller::Worker(telling) => telling.see(fact, now, world),
        }
    }

    /// The whole story; `None` if the replication has nobody of that number.
    pub fn finish(self, world: &World) -> Option<Vec<Line>> {
        match self.teller {
            Teller::Family(telling) => telling.finish(world),
            Teller::Worker(telling) => telling.finish(world),
        }
    }
}
