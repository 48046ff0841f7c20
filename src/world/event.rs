//! What is scheduled: ids only, small and `Copy`.

use super::ids::{FamilyId, WorkerId};

/// An entry of the agenda.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Midnight: the day's lists are worked through; offices open on working days.
    Midnight,
    /// A family is referred for the first time: number among the day's referrals of its source.
    Referral {
        /// Index of the source.
        source: u8,
        /// Number.
        number: u16,
    },
    /// The clock of a family rings.
    Family(FamilyId),
    /// A working day begins.
    OfficeOpens,
    /// A worker is free, or looks round.
    Free(WorkerId),
    /// A worker is called away from what can be broken off.
    Called(WorkerId),
    /// A wave of a restructure begins.
    Wave {
        /// Index of the restructure.
        change: u16,
        /// Which wave.
        wave: u16,
    },
    /// A new team of a restructure starts.
    TeamStarts {
        /// Index of the restructure.
        change: u16,
        /// Number of the new team.
        number: u16,
    },
}
