//! Scarce dates: conference chairs, lawyers and courts have room for so many a week; who comes later waits for a week with room.

use super::moment::Moment;
use crate::kernel::time::Day;
use crate::world::vocabulary::Slot;

const WEEK: i32 = 7;

/// Books a date on this day, or on the same weekday of the first later week that has room.
pub fn book(m: &mut Moment<'_>, slot: Slot, earliest: Day) -> Day {
    let s = &m.config.slots;
    let a_week = match slot {
        Slot::Conference => s.conferences,
        Slot::Legal => s.legal_meetings,
        Slot::Court => s.hearings,
    };
    if a_week == 0 {
        return earliest;
    }
    let booked = &mut m.world.booked[slot as usize];
    let wanted = (earliest.0.max(0) / WEEK) as usize;
    // Beyond the run nobody looks.
    let Some(week) = (wanted..booked.len()).find(|&week| u32::from(booked[week]) < a_week) else {
        return earliest;
    };
    booked[week] += 1;
    let weeks = (week - wanted) as i32;
    m.world.calendar.next_working(earliest.plus(weeks * WEEK))
}
