//! Questions in between: workers ask whoever decides, or a senior practitioner, about families they hold, more of them the more families there are.
//!
//! A question comes up at any minute, takes the decider off other work and supports who asked. While the decider is away it waits, and lapses.

use super::decision::decider_or_cover;
use super::moment::{Moment, Purpose};
use super::stress;
use super::task::requeue;
use crate::kernel::agenda::Phase;
use crate::kernel::time::DAYS_A_WEEK;
use crate::organisation::allocation;
use crate::world::event::Event;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, TaskKind};
use crate::world::worker::{Presence, Task};

/// Minutes from the opening of offices over which questions come up.
const DAY_MINUTES: f64 = 450.0;
/// Working days after which a question has answered itself.
const PATIENCE_DAYS: u32 = 3;

/// The questions of this morning.
pub fn ask(m: &mut Moment<'_>) {
    for index in 0..m.world.teams.len() {
        let team = TeamId(index as u32);
        let chance = m.features(team).advice / DAYS_A_WEEK;
        let Some(decider) = decider_or_cover(m, team) else {
            continue;
        };
        for nth in 0..m.world.team(team).open.len() {
            let case = m.world.team(team).open[nth];
            if asks(m, case, decider, chance) {
                let asked = senior_asked(m, case).unwrap_or(decider);
                come_in(m, case, asked);
            }
        }
    }
}

/// Whether whoever leads the work with a family has a question today: those with less skill ask more.
fn asks(m: &Moment<'_>, case: CaseId, decider: WorkerId, chance: f64) -> bool {
    let Some((_, lead)) = m.world.case(case).held() else {
        return false;
    };
    let worker = m.world.worker(lead);
    if chance == 0.0 || lead == decider || worker.presence != Presence::Here {
        return false;
    }
    let mean = m.config.workforce.skill_mean.max(0.05);
    let lack = (mean - worker.mean_skill()) / mean;
    let chance = chance * (1.0 + m.config.deciders.advice_weak * lack).max(0.0);
    m.uniform(Purpose::Advice, m.key(case), m.today().0 as u64) < chance
}

/// Some questions go to a senior practitioner.
fn senior_asked(m: &Moment<'_>, case: CaseId) -> Option<WorkerId> {
    let (team, lead) = m.world.case(case).held()?;
    let occasion = (1 << 62) | m.today().0 as u64;
    let share = m.config.deciders.advice_to_seniors;
    (m.uniform(Purpose::Advice, m.key(case), occasion) < share)
        .then(|| allocation::senior(m.world, team, lead))
        .flatten()
}

/// A question will come up at some minute of the day, and break off what can be broken off.
fn come_in(m: &mut Moment<'_>, case: CaseId, decider: WorkerId) {
    let occasion = m.world.case_mut(case).next_occasion(TaskKind::Advice)
        | (u64::from(TaskKind::Advice as u8) << 48);
    let lot = m.uniform(Purpose::Advice, m.key(case), occasion);
    let at = m.now.plus_minutes((lot * DAY_MINUTES) as i64);
    let mean = m.config.deciders.advice_minutes;
    let minutes = m.minutes(mean, m.key(case), occasion);
    let task = Task {
        due: at,
        expires: Some(m.working_day(PATIENCE_DAYS)),
        occasion,
        ..Task::new(
            TaskKind::Advice,
            Class::Reactive,
            Some(case),
            minutes,
            m.now,
        )
    };
    requeue(m, decider, task);
    m.agenda.push(at, Phase::Choice, Event::Called(decider));
}

/// A question is answered: that supports whoever leads the work.
pub fn given(m: &mut Moment<'_>, case: CaseId, by: WorkerId, minutes: u16) {
    if let Some((_, lead)) = m.world.case(case).held().filter(|&(_, lead)| lead != by) {
        stress::credit_discussion(m, lead, f64::from(minutes) / 60.0);
    }
}
