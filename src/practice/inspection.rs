//! Inspection, announced or feared: effort shifts to records before it, and a failed one has consequences.

use super::disruption::month_after_start;
use super::moment::Moment;
use crate::kernel::time::Day;
use crate::world::fact::Fact;

/// The day of the inspection, if any.
fn day(m: &Moment<'_>) -> Option<Day> {
    let month = m.config.inspection.month;
    (month > 0).then(|| month_after_start(m.world, f64::from(month)))
}

/// How much it is felt today, 0 to 1: less where posts are held by permanent staff.
fn felt(m: &Moment<'_>) -> f64 {
    let i = &m.config.inspection;
    let near = day(m).is_some_and(|day| {
        let before = day.since(m.today());
        before > 0 && f64::from(before) <= i.prepare_weeks * 7.0
    });
    if !near {
        return 0.0;
    }
    let (mut permanent, mut posts) = (0.0, 0.0);
    for team in &m.world.teams {
        for &id in &team.members {
            let w = m.world.worker(id);
            posts += w.wte;
            permanent += if w.is_filled() && !w.agency {
                w.wte
            } else {
                0.0
            };
        }
    }
    1.0 - i.steadied * permanent / f64::max(posts, 1.0)
}

/// Whether the authority is being followed up after it failed.
fn is_followed_up(m: &Moment<'_>) -> bool {
    let i = &m.config.inspection;
    let months = f64::from(i.month + i.follow_up_months);
    i.fails
        && day(m)
            .is_some_and(|day| m.today() >= day && m.today() < month_after_start(m.world, months))
}

/// Inspectors are here.
pub fn midnight(m: &mut Moment<'_>) {
    if day(m) == Some(m.today()) {
        let failed = m.config.inspection.fails;
        m.note(Fact::Inspected { failed });
    }
}

/// Desk time that it adds today, minutes.
pub fn desk_minutes(m: &Moment<'_>) -> f64 {
    let i = &m.config.inspection;
    let follow_up = if is_followed_up(m) {
        i.follow_up_desk
    } else {
        0.0
    };
    felt(m) * i.desk + follow_up
}

/// Recording relative to other times: outsiders will read it.
pub fn recording(m: &Moment<'_>) -> f64 {
    1.0 + felt(m) * m.config.inspection.recording
}

/// Engagement that a contact gains relative to other times: forms lead it.
pub fn rapport(m: &Moment<'_>) -> f64 {
    1.0 - felt(m) * m.config.inspection.procedural
}

/// Leaving of deciders relative to other times.
pub fn managers_leave(m: &Moment<'_>) -> f64 {
    if is_followed_up(m) {
        m.config.inspection.managers_leave
    } else {
        1.0
    }
}
