//! What a restructure does to the people in it: training, moves and forms, meetings that fall away, worry; and the control of intake
//! that may come with it.

use super::moment::{Moment, Purpose};
use crate::kernel::time::{DAYS_A_WEEK, Day, MONTH_DAYS};
use crate::scenario::config::Change;
use crate::world::World;
use crate::world::ids::TeamId;

/// The day that is so many months after the start of the run.
pub fn month_after_start(world: &World, months: f64) -> Day {
    world.start.plus((months * MONTH_DAYS).round() as i32)
}

/// The restructure that unsettles a team at present.
fn unsettling<'m>(m: &'m Moment<'_>, team: TeamId) -> Option<&'m Change> {
    let unsettled = m.world.team(team).unsettled?;
    (m.today() < unsettled.until).then(|| &m.config.change[unsettled.change])
}

/// Chance that a member of a team that has just been formed is in training today.
pub fn training(m: &Moment<'_>, team: TeamId) -> f64 {
    let formed = m.world.team(team).unsettled.is_some_and(|u| u.formed);
    unsettling(m, team)
        .filter(|_| formed)
        .map_or(0.0, |change| {
            change.training_days / (DAYS_A_WEEK * change.disruption_weeks)
        })
}

/// Desk time that the restructure adds today, minutes.
pub fn desk_minutes(m: &Moment<'_>, team: TeamId) -> f64 {
    unsettling(m, team).map_or(0.0, |change| change.disruption_desk)
}

/// Points of stress that it adds.
pub fn stress(m: &Moment<'_>, team: TeamId) -> f64 {
    unsettling(m, team).map_or(0.0, |change| change.disruption_stress)
}

/// Whether today's meetings of a team about its own work fall away.
pub fn meetings_fall_away(m: &Moment<'_>, team: TeamId) -> bool {
    unsettling(m, team).is_some_and(|change| {
        let day = m.today().0 as u64;
        m.uniform(Purpose::Disruption, u64::from(team.0), day) < change.disruption_meetings
    })
}

/// What restructures add to the thresholds today: fewer families are taken on before, and for as long as intake is held down.
pub fn intake(m: &Moment<'_>) -> f64 {
    let in_force = |c: &&Change| {
        let from = f64::from(c.month) - f64::from(c.intake_lead);
        let day = |months: f64| month_after_start(m.world, months);
        m.today() >= day(from) && m.today() < day(from + f64::from(c.intake_months))
    };
    m.config
        .change
        .iter()
        .filter(in_force)
        .map(|c| c.intake)
        .sum()
}
