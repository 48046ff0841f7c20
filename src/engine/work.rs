//! What a worker does next, and what comes of it when it is done.

use super::day;
use crate::kernel::agenda::Phase;
use crate::kernel::time::SimTime;
use crate::organisation::allocation;
use crate::practice::moment::{Moment, Purpose, minutes_between};
use crate::practice::task::requeue;
use crate::practice::{
    advice, assessment, brokerage, closure, decision, enquiry, kinship, knowledge, meeting,
    payment, referral, stress, visit,
};
use crate::world::Due;
use crate::world::event::Event;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, TaskKind};
use crate::world::worker::{Activity, Presence, Task, Worker};

/// Shortest stretch worth sitting down for, minutes.
const SHORTEST: i64 = 5;
/// A visit may run over the end of the day by this much, minutes.
const OVERRUN: i64 = 30;
/// Latest minute of the day at which a family is called on.
const LATEST_CALL: i64 = 18 * 60 + 30;
/// Minutes after its beginning at which a meeting is not worth joining any more.
const LATE: i64 = 60;
/// Minutes spent at a closed door.
const CLOSED_DOOR: u16 = 10;
/// Tries after which an assessment or enquiry goes on without the visit.
const TRIES: u8 = 4;
/// Days until the next try.
const RETRY_DAYS: f64 = 2.0;
/// How many waiting visits somebody looks at for one that fits before turning to the desk.
const LOOKED_AT: usize = 12;

/// A worker has finished something, or has been woken.
pub(super) fn free(m: &mut Moment<'_>, id: WorkerId) {
    if m.world
        .worker(id)
        .doing
        .as_ref()
        .is_some_and(|(activity, _)| activity.until > m.now)
    {
        // Woken and called along by a colleague in the same minute.
        return;
    }
    stop_waiting(m, id);
    if let Some((activity, _)) = m.world.worker_mut(id).doing.take() {
        finish(m, id, &activity);
    }
    // Finishing may have brought this worker into something already: a colleague's visit, say.
    let worker = m.world.worker(id);
    if worker.doing.is_some() || worker.home {
        return;
    }
    if worker.presence == Presence::Here {
        choose(m, id);
    } else {
        // Out past midnight on the last day in the post.
        day::go_home(m, id);
    }
}

/// Ends idleness, if any, and books it.
fn stop_waiting(m: &mut Moment<'_>, id: WorkerId) {
    if let Some((since, ticket)) = m.world.worker_mut(id).idle.take() {
        m.agenda.cancel(ticket);
        m.world.worker_mut(id).today.idle += minutes_between(since, m.now);
    }
}

/// Something urgent has come in for a worker: what can be broken off is.
pub(super) fn called(m: &mut Moment<'_>, id: WorkerId) {
    let breaks_off = m
        .world
        .worker(id)
        .doing
        .as_ref()
        .is_some_and(|(a, _)| a.interruptible && a.task.class != Class::Reactive);
    if breaks_off {
        break_off(m, id);
        choose(m, id);
    } else {
        m.wake(id);
    }
}

/// What is broken off waits for the rest of its time, and for the minutes that it takes to get back into it.
fn break_off(m: &mut Moment<'_>, id: WorkerId) {
    let Some((activity, ticket)) = m.world.worker_mut(id).doing.take() else {
        return;
    };
    m.agenda.cancel(ticket);
    let spent = minutes_between(activity.since, m.now);
    m.note(Fact::Worked {
        worker: id,
        kind: activity.task.kind,
        case: activity.task.case,
        since: activity.since,
        minutes: spent,
    });
    let mut task = activity.task;
    task.minutes = task.minutes.saturating_sub(spent as u16).max(1);
    if is_asked(m, id) {
        task.minutes += m.config.deciders.resume_minutes as u16;
    }
    m.world.worker_mut(id).enqueue(task);
}

/// Whether a question has come up that this worker has to answer.
fn is_asked(m: &Moment<'_>, id: WorkerId) -> bool {
    let queue = m.world.worker(id).queue.iter();
    queue
        .rev()
        .take_while(|task| task.class == Class::Reactive)
        .any(|task| task.kind == TaskKind::Advice && task.due <= m.now)
}

/// Picks what to do: a meeting whose time has come, else the first task in order that fits, else nothing, else home.
fn choose(m: &mut Moment<'_>, id: WorkerId) {
    if m.now.day() > m.world.worker(id).today.start.day() {
        // A call late in the evening ran past midnight: the out-of-hours service has the rest.
        return day::go_home(m, id);
    }
    let worker = m.world.worker(id);
    let next = worker.appointments.last().copied();
    if let Some((start, index)) = next
        && start <= m.now
    {
        m.world.worker_mut(id).appointments.pop();
        if m.now.since(start) > LATE {
            miss(m, id, index);
            choose(m, id);
        } else {
            attend(m, id, index);
        }
        return;
    }
    let leaves = leaving_time(m, worker);
    let horizon = match next {
        Some((start, _)) => start,
        None if m.now >= leaves => return day::go_home(m, id),
        None => leaves,
    };
    if take_task(m, id, horizon, next.is_some()) {
        return;
    }
    // Nothing fits before the next meeting or the end of the day.
    let until = horizon.max(m.now.plus_minutes(1));
    let ticket = m.agenda.push(until, Phase::Choice, Event::Free(id));
    m.world.worker_mut(id).idle = Some((m.now, ticket));
}

/// Something urgent took so long that a meeting is over before this worker comes; without who leads it, it has to be held again.
fn miss(m: &mut Moment<'_>, id: WorkerId, index: u32) {
    let appointment = &m.world.appointments[index as usize];
    let (kind, case, lead) = (appointment.kind, appointment.case, appointment.lead);
    if lead != id {
        return;
    }
    m.note(Fact::Postponed { kind, case });
    if let Some(case) = case.filter(|&c| m.world.case(c).is_open()) {
        let next = m.working_day(1);
        m.world.put_due(next, case, Due::Meeting(kind));
    }
}

/// When a worker will go home as things stand: by contract, later while pressing work waits, later still in overtime.
fn leaving_time(m: &Moment<'_>, worker: &Worker) -> SimTime {
    let d = &m.config.days;
    let contract = worker.today.start.plus_minutes((d.contract * 60.0) as i64);
    if is_pressing(m, worker) {
        contract.plus_minutes((d.tolerance * 60.0) as i64 + i64::from(worker.today.overtime))
    } else {
        contract
    }
}

fn is_pressing(m: &Moment<'_>, worker: &Worker) -> bool {
    worker.queue.last().is_some_and(|task| match task.class {
        Class::Reactive | Class::Statutory => true,
        Class::Needed => task.due <= m.now || task.key >> 56 <= Class::Statutory as u64,
        Class::Rest => false,
    })
}

fn take_task(m: &mut Moment<'_>, id: WorkerId, horizon: SimTime, before_meeting: bool) -> bool {
    let available = horizon.since(m.now);
    let mut position = m.world.worker(id).queue.len();
    let mut looked = 0;
    while position > 0 {
        position -= 1;
        let task = m.world.worker(id).queue[position];
        if task.case.is_some_and(|c| !m.world.case(c).is_open()) {
            m.world.worker_mut(id).take(position);
            m.note(Fact::Cancelled {
                worker: id,
                kind: task.kind,
                case: task.case,
            });
            continue;
        }
        if matches!(task.kind, TaskKind::Authorisation | TaskKind::Advice) && task.due > m.now {
            // Put off, or not yet asked: not taken up before its time.
            continue;
        }
        if meets_family(task.kind) {
            looked += 1;
            let stretch = if before_meeting { 0 } else { OVERRUN };
            if looked <= LOOKED_AT && call_on_family(m, id, position, available + stretch) {
                return true;
            }
        } else if available >= SHORTEST {
            let task = m.world.worker_mut(id).take(position);
            sit_down(m, id, task, available);
            return true;
        }
    }
    false
}

/// Work face to face that is not a meeting with a fixed time.
fn meets_family(kind: TaskKind) -> bool {
    kind.is_visit() || matches!(kind, TaskKind::DropIn | TaskKind::TherapeuticSession)
}

fn sit_down(m: &mut Moment<'_>, id: WorkerId, task: Task, available: i64) {
    let core = i64::from(task.minutes).min(available) as u16;
    start(
        m,
        id,
        Activity {
            task,
            since: m.now,
            until: m.now,
            travel: 0,
            core,
            debrief: 0,
            partners: [None; 2],
            in_vain: false,
            lead: true,
            interruptible: task.kind != TaskKind::Management,
            appointment: None,
        },
    );
}

fn start(m: &mut Moment<'_>, id: WorkerId, activity: Activity) {
    let minutes =
        i64::from(activity.travel) + i64::from(activity.core) + i64::from(activity.debrief);
    let until = m.now.plus_minutes(minutes);
    let ticket = m.agenda.push(until, Phase::Completion, Event::Free(id));
    m.world.worker_mut(id).doing = Some((Activity { until, ..activity }, ticket));
}

fn attend(m: &mut Moment<'_>, id: WorkerId, index: u32) {
    let appointment = &m.world.appointments[index as usize];
    let task = meeting::as_task(appointment, m.now);
    let lead = appointment.lead == id;
    start(
        m,
        id,
        Activity {
            task,
            since: m.now,
            until: m.now,
            travel: 0,
            core: task.minutes,
            debrief: 0,
            partners: [None; 2],
            in_vain: false,
            lead,
            interruptible: false,
            appointment: Some(index),
        },
    );
}

/// Sets out to a family if there is time for it, alone or with others.
fn call_on_family(m: &mut Moment<'_>, id: WorkerId, position: usize, available: i64) -> bool {
    let worker = m.world.worker(id);
    let (task, team) = (worker.queue[position], worker.team);
    let Some(case) = task.case else { return false };
    if m.now.minute_of_day() > LATEST_CALL {
        return false;
    }
    let travels = task.kind.is_visit();
    let family = m.world.family_of(case);
    let not_in = m.uniform(
        Purpose::NotIn,
        family.key,
        task.occasion | (u64::from(task.attempts) << 56),
    );
    let in_vain = travels && not_in < visit::not_in(m.config, family);
    let travel = if travels {
        visit::travel_minutes(m, case, task.occasion)
    } else {
        0
    };
    let core = visit::rushed(m, id, task.minutes);
    let debrief = m.features(team).debrief_minutes as u16;
    let total = i64::from(travel) + i64::from(core) + i64::from(debrief);
    // A crisis cannot wait for a better moment; planned calls can. Nobody knows beforehand that the door will stay shut.
    if total > available && task.class != Class::Reactive {
        return false;
    }
    let (core, debrief) = if in_vain {
        (CLOSED_DOOR, 0)
    } else {
        (core, debrief)
    };
    let total = i64::from(travel) + i64::from(core) + i64::from(debrief);
    let task = m.world.worker_mut(id).take(position);
    let wanted = companions_wanted(m, case, team, &task);
    let partners = call_companions(m, id, case, total, wanted);
    let activity = Activity {
        task,
        since: m.now,
        until: m.now,
        travel,
        core,
        debrief,
        partners,
        in_vain,
        lead: true,
        interruptible: false,
        appointment: None,
    };
    for partner in partners.into_iter().flatten() {
        start(
            m,
            partner,
            Activity {
                lead: false,
                partners: [None; 2],
                ..activity
            },
        );
    }
    start(m, id, activity);
    true
}

fn companions_wanted(m: &Moment<'_>, case: CaseId, team: TeamId, task: &Task) -> usize {
    match task.kind {
        TaskKind::DropIn | TaskKind::TherapeuticSession => 0,
        kind => {
            let two = visit::needs_two(
                m,
                case,
                team,
                task.occasion | (u64::from(task.attempts) << 56),
            );
            let crisis = if kind == TaskKind::CrisisVisit {
                m.features(team).crisis_workers as usize - 1
            } else {
                0
            };
            crisis.max(usize::from(two))
        }
    }
}

/// Colleagues who know the family, else those with least waiting, are asked to come along if they can.
fn call_companions(
    m: &mut Moment<'_>,
    id: WorkerId,
    case: CaseId,
    minutes: i64,
    wanted: usize,
) -> [Option<WorkerId>; 2] {
    let mut partners = [None; 2];
    let back = m.now.plus_minutes(minutes);
    for slot in 0..wanted {
        let Some(partner) = allocation::companion(m.world, id, &partners, case, m.now, back) else {
            break;
        };
        break_off(m, partner);
        stop_waiting(m, partner);
        partners[slot] = Some(partner);
    }
    partners
}

/// Something is done: time is booked, and what it was for goes on.
fn finish(m: &mut Moment<'_>, id: WorkerId, activity: &Activity) {
    let task = activity.task;
    let mut since = activity.since;
    for (kind, minutes) in [
        (TaskKind::Travel, activity.travel),
        (task.kind, activity.core),
        (TaskKind::Debrief, activity.debrief),
    ] {
        // A closed door is travel, not contact.
        let kind = if activity.in_vain && kind == task.kind {
            TaskKind::Travel
        } else {
            kind
        };
        if minutes > 0 {
            m.note(Fact::Worked {
                worker: id,
                kind,
                case: task.case,
                since,
                minutes: u32::from(minutes),
            });
            since = since.plus_minutes(i64::from(minutes));
        }
    }
    stress::credit_debrief(m, id, activity.debrief);
    if let Some(index) = activity.appointment {
        if activity.lead {
            meeting::ended(m, index);
        }
        return;
    }
    if !activity.lead {
        return;
    }
    if meets_family(task.kind) {
        called_on(m, id, activity);
    } else if activity.core < task.minutes {
        let rest = task.minutes - activity.core;
        m.world.worker_mut(id).enqueue(Task {
            minutes: rest,
            ..task
        });
    } else if let Some(case) = task.case.filter(|&c| m.world.case(c).is_open()) {
        desk_done(m, id, case, &task);
    }
}

fn called_on(m: &mut Moment<'_>, id: WorkerId, activity: &Activity) {
    let task = activity.task;
    let Some(case) = task.case else { return };
    if activity.in_vain {
        m.note(Fact::NobodyIn { case, worker: id });
        let attempts = task.attempts + 1;
        let gives_up =
            attempts >= TRIES && !matches!(task.kind, TaskKind::HomeVisit | TaskKind::CareVisit);
        if !gives_up {
            let due = m.now.plus_days_f(RETRY_DAYS);
            let class = if task.class == Class::Reactive {
                Class::Statutory
            } else {
                task.class
            };
            requeue(
                m,
                id,
                Task {
                    attempts: attempts.min(200),
                    due,
                    class,
                    ..task
                },
            );
            return;
        }
    } else {
        let mut people = [id; 3];
        let mut count = 1;
        for partner in activity.partners.into_iter().flatten() {
            people[count] = partner;
            count += 1;
        }
        visit::met(
            m,
            case,
            task.kind,
            task.occasion,
            u32::from(activity.core),
            &people[..count],
        );
    }
    if m.world.case(case).is_open() {
        visit::over(m, case, task.kind, !activity.in_vain);
    }
}

fn desk_done(m: &mut Moment<'_>, id: WorkerId, case: CaseId, task: &Task) {
    match task.kind {
        TaskKind::Screening => referral::screened(m, case, id),
        TaskKind::AssessmentReport => assessment::reported(m, case),
        TaskKind::EnquiryReport => enquiry::reported(m, case),
        TaskKind::Authorisation => decision::ready(m, case, id, task),
        TaskKind::Advice => advice::given(m, case, id, task.minutes),
        TaskKind::ClosingSummary => closure::summary_written(m, case),
        TaskKind::Liaison => {
            knowledge::learn_in_call(m, case, task.occasion);
            brokerage::broker(m, case);
        }
        TaskKind::Recording if task.class < Class::Rest => visit::recorded(m, case),
        TaskKind::Payment => payment::answered(m, case, id),
        TaskKind::KinshipAssessment => kinship::assessed(m, case),
        _ => {}
    }
}
