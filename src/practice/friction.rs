//! Matters that land on a manager's desk or in a worker's diary because agencies and services disagree.

use super::authority;
use super::moment::{Moment, Purpose};
use super::task::{Work, give, requeue};
use crate::kernel::sample;
use crate::organisation::allocation;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, FamilyId, TeamId};
use crate::world::vocabulary::{Class, Source, TaskKind};
use crate::world::worker::Task;

/// Days after the window for returns in which services argue about who takes a family back.
const JUST_OUTSIDE_DAYS: f64 = 28.0;
/// Working days after which a matter has settled itself.
const PATIENCE_DAYS: u32 = 20;
/// Working days in which what a meeting decided is to be done.
const TASK_DAYS: u32 = 3;

/// What a matter is about: keys its draws.
#[derive(Copy, Clone, Debug)]
enum About {
    Escalation,
    Late,
    Contest,
    Demand,
}

/// A manager has to settle something: with an agency, or with another service.
fn settle(m: &mut Moment<'_>, team: TeamId, case: CaseId, about: About) {
    let Some(decider) = m.world.decider(team) else {
        return;
    };
    let occasion = occasion(m, case, about) | (1 << 48);
    let minutes = m.minutes(m.config.agencies.matter_minutes, m.key(case), occasion);
    if minutes == 0 {
        return;
    }
    // The matter outlives the case.
    let task = Task {
        expires: Some(m.working_day(PATIENCE_DAYS)),
        occasion,
        ..Task::new(TaskKind::Management, Class::Needed, None, minutes, m.now)
    };
    requeue(m, decider, task);
}

fn occasion(m: &Moment<'_>, case: CaseId, about: About) -> u64 {
    (u64::from(m.world.case(case).episode) << 8) | about as u64
}

fn happens(m: &Moment<'_>, case: CaseId, about: About, chance: f64) -> bool {
    chance > 0.0 && m.uniform(Purpose::Friction, m.key(case), occasion(m, case, about)) < chance
}

/// A family that was refused has learnt where power lies, and wants to see the manager.
pub fn demanded(m: &mut Moment<'_>, team: TeamId, case: CaseId) {
    m.note(Fact::Demanded { case });
    settle(m, team, case, About::Demand);
}

fn is_agency(source: Source) -> bool {
    !matches!(source, Source::Public | Source::Family)
}

/// The team that answers for a case: whose it is, else the front door's.
fn answers(m: &Moment<'_>, case: CaseId) -> TeamId {
    m.world.case(case).held().map_or_else(
        || {
            let screener = allocation::screener(m.world, m.rules, m.today());
            m.world.worker(screener).team
        },
        |(team, _)| team,
    )
}

/// A family is to be turned away: its agency may take it to a manager, who may give way.
pub fn is_forced(m: &mut Moment<'_>, case: CaseId) -> bool {
    let chance = m.config.agencies.escalation;
    if !is_agency(m.world.family_of(case).source) || !happens(m, case, About::Escalation, chance) {
        return false;
    }
    let team = answers(m, case);
    settle(m, team, case, About::Escalation);
    m.note(Fact::Escalated { case });
    let occasion = occasion(m, case, About::Escalation) | (2 << 48);
    m.uniform(Purpose::Friction, m.key(case), occasion) < m.config.agencies.escalation_yields
}

/// A referral that should have come earlier has to be settled with who made it.
pub fn referred(m: &mut Moment<'_>, case: CaseId) {
    let chance = m.config.agencies.late;
    if is_agency(m.world.family_of(case).source) && happens(m, case, About::Late, chance) {
        let team = answers(m, case);
        settle(m, team, case, About::Late);
    }
}

/// A family returns just after the window in which it would have gone back to its last team: who takes it is argued about.
pub fn returned(m: &mut Moment<'_>, id: FamilyId, case: CaseId) {
    let family = m.world.family(id);
    let window = f64::from(m.rules.clocks.rereferral_days);
    let outside = family
        .closed
        .map_or(f64::NEG_INFINITY, |at| m.now.days_since(at) - window);
    let last = family.last_long_term.and_then(|c| m.world.case(c).held());
    let Some((team, _)) = last else { return };
    let chance = m.config.agencies.bounce;
    if (0.0..JUST_OUTSIDE_DAYS).contains(&outside) && happens(m, case, About::Contest, chance) {
        settle(m, team, case, About::Contest);
        m.note(Fact::Contested { case });
    }
}

/// A transfer to long-term work, by this team: the nearer the threshold, the more likely that the other service sends it back.
pub fn transferred(m: &mut Moment<'_>, case: CaseId, by: TeamId) {
    let a = &m.config.agencies;
    let threshold = m.config.thresholds.transfer + authority::intake(m);
    let margin = (m.world.case(case).concern - threshold).abs();
    let days = a.bounce_days;
    if m.world.case(case).long_term
        || !happens(m, case, About::Contest, a.bounce * libm::exp(-margin))
    {
        return;
    }
    let until = m.working_day(days);
    m.world.case_mut(case).contested = Some(until);
    settle(m, by, case, About::Contest);
    m.note(Fact::Contested { case });
}

/// A meeting of professionals is over: most of what it decided is for the worker to do, and more where little is certain.
pub fn meeting_held(m: &mut Moment<'_>, case: CaseId, kind: TaskKind) {
    let a = &m.config.agencies;
    let uncertain = if kind == TaskKind::StrategyMeeting {
        a.uncertain_tasks * (1.0 - m.world.family_of(case).engagement)
    } else {
        0.0
    };
    let mean = a.meeting_tasks + uncertain;
    if mean == 0.0 {
        return;
    }
    let c = m.world.case(case);
    let occasion =
        (u64::from(c.episode) << 32) | (u64::from(c.counts[kind as usize]) << 8) | kind as u64;
    let number = sample::poisson(
        m.uniform(Purpose::MeetingTasks, m.key(case), occasion),
        mean,
    );
    let patience = m.config.days.liaison_patience + TASK_DAYS;
    for _ in 0..number {
        let work = Work::new(TaskKind::Liaison, Class::Needed)
            .due_days(TASK_DAYS)
            .patience(patience);
        give(m, case, work);
    }
}
