//! The working day: who is there, what falls due, in which order each worker will take it.

use crate::kernel::agenda::Phase;
use crate::kernel::sample;
use crate::kernel::time::{Day, SimTime};
use crate::organisation::allocation;
use crate::practice::moment::{Moment, Purpose};
use crate::practice::task::{order_key, requeue};
use crate::practice::{
    advice, authority, disruption, inspection, meeting, plan, staffing, stress, transfer, visit,
};
use crate::world::event::Event;
use crate::world::fact::Fact;
use crate::world::ids::{TeamId, WorkerId};
use crate::world::vocabulary::{Class, TaskKind};
use crate::world::worker::{DayBook, Presence, Task};

/// Offices open at a quarter to nine; people come in over half an hour.
const OPENS: i64 = 8 * 60 + 45;
const ARRIVALS: f64 = 30.0;
/// Days beyond its limit at which a visit is a broken promise.
const BROKEN_PROMISE_DAYS: i32 = 28;
/// Minutes of travel counted for an overdue visit.
const TRAVEL_COUNTED: u32 = 60;

/// What has to be done at midnight: the next one, and the opening of offices on a working day.
pub(super) fn night(m: &mut Moment<'_>) {
    let today = m.today();
    m.agenda.push(
        SimTime::at(today.plus(1), 0),
        Phase::Arrival,
        Event::Midnight,
    );
    if m.world.calendar.is_working(today) {
        m.agenda.push(
            SimTime::at(today, OPENS),
            Phase::Allocation,
            Event::OfficeOpens,
        );
    }
}

/// A working day begins.
pub(super) fn office_opens(m: &mut Moment<'_>) {
    let today = m.today();
    m.note(Fact::DayBegan { day: today });
    staffing::attendance_of_today(m);
    m.world.appointments.clear();
    for index in 0..m.world.workers.len() {
        let id = WorkerId(index as u32);
        let worker = m.world.worker_mut(id);
        worker.appointments.clear();
        worker.home = worker.presence != Presence::Here;
        sweep(m, id);
        cover(m, id);
    }
    meeting::own_meetings(m);
    transfer::allocation_round(m);
    fall_due(m, today);
    advice::ask(m);
    for index in 0..m.world.workers.len() {
        begin_day(m, WorkerId(index as u32));
    }
}

/// Works through the day lists since the last working day.
fn fall_due(m: &mut Moment<'_>, today: Day) {
    let mut first = today;
    while first.0 > 0 && !m.world.calendar.is_working(first.plus(-1)) {
        first = first.plus(-1);
    }
    for day in first.0..=today.0 {
        let Some(list) = m.world.due.get_mut(day as usize) else {
            continue;
        };
        for entry in std::mem::take(list) {
            plan::fall_due(m, entry);
        }
    }
}

/// Goes through a queue as people do first thing: what has fallen away, what is given up, what is now urgent, what is overdue.
fn sweep(m: &mut Moment<'_>, id: WorkerId) {
    let mut queue = std::mem::take(&mut m.world.worker_mut(id).queue);
    let today = m.today();
    let midnight = SimTime::at(today, 0);
    let mut overdue = 0;
    let mut queued = 0;
    queue.retain_mut(|task| {
        if task.case.is_some_and(|c| !m.world.case(c).is_open()) {
            m.facts.push(Fact::Cancelled {
                worker: id,
                kind: task.kind,
                case: task.case,
            });
            return false;
        }
        if task.expires.is_some_and(|day| day < today) {
            give_up(m, id, task);
            return false;
        }
        if task.limit.is_some() {
            // Only a limit that comes near moves a task; all others stay where they are.
            task.key = order_key(m, task);
        }
        let visit = if task.kind.is_visit() {
            TRAVEL_COUNTED
        } else {
            0
        };
        if task.due < midnight {
            overdue += u32::from(task.minutes) + visit;
        }
        if task.kind.is_visit()
            && task
                .limit
                .is_some_and(|limit| limit.0 + BROKEN_PROMISE_DAYS < today.0)
            && let Some(case) = task.case
        {
            visit::break_promise(m, case);
        }
        queued += u32::from(task.minutes);
        true
    });
    put_in_order(&mut queue);
    let worker = m.world.worker_mut(id);
    worker.queue = queue;
    worker.overdue = overdue;
    worker.queued = queued;
}

/// Sorts a queue by insertion: from one day to the next few tasks change places, so nearly all of it is in order already.
fn put_in_order(queue: &mut [Task]) {
    let place = |t: &Task| std::cmp::Reverse((t.key, t.created, t.occasion, t.case));
    for end in 1..queue.len() {
        let mut at = end;
        while at > 0 && place(&queue[at - 1]) > place(&queue[at]) {
            queue.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// Work that will not be done any more is counted, not forgotten.
fn give_up(m: &mut Moment<'_>, worker: WorkerId, task: &Task) {
    if task.kind != TaskKind::Break {
        m.note(Fact::Undone {
            worker,
            kind: task.kind,
            case: task.case,
            minutes: u32::from(task.minutes),
        });
    }
}

/// What is due of an absent worker goes to colleagues as far as the organisation covers.
fn cover(m: &mut Moment<'_>, id: WorkerId) {
    let worker = m.world.worker(id);
    if !staffing::leaves_tasks(worker) {
        return;
    }
    let (team, today) = (worker.team, m.today());
    let share = allocation::cover_share(m.world, m.rules, team);
    let buddy = buddy_share(m, id);
    let mut queue = std::mem::take(&mut m.world.worker_mut(id).queue);
    let mut kept = queue.len();
    let mut position = 0;
    while position < kept {
        let task = queue[position];
        let taker = task
            .case
            .filter(|_| task.due.day() <= today && task.kind != TaskKind::Authorisation)
            .and_then(|case| {
                let urgent = task.class == Class::Reactive;
                let mut draw = m.draw(Purpose::Cover, m.key(case), task.occasion);
                let covered = urgent || draw.uniform() < share;
                let fit = |team| allocation::best_fit(m.world, m.rules, team, case, task.kind);
                let helps = buddy.filter(|&(_, share)| draw.uniform() < share);
                let helper = helps.and_then(|(buddy, _)| fit(buddy));
                helper.or_else(|| covered.then(|| fit(team)).flatten())
            });
        if let Some(taker) = taker {
            queue.remove(position);
            kept -= 1;
            m.world.worker_mut(id).queued -= u32::from(task.minutes);
            requeue(m, taker, task);
        } else {
            position += 1;
        }
    }
    m.world.worker_mut(id).queue = queue;
}

/// The team or unit that does part of the work of somebody long away, and which part.
fn buddy_share(m: &Moment<'_>, id: WorkerId) -> Option<(TeamId, f64)> {
    let worker = m.world.worker(id);
    let share = m.features(worker.team).buddy_cover;
    if share == 0.0 || !allocation::is_long_away(m.world, worker) {
        return None;
    }
    allocation::buddy(m.world, worker.team).map(|buddy| (buddy, share))
}

fn begin_day(m: &mut Moment<'_>, id: WorkerId) {
    if m.world.worker(id).presence != Presence::Here {
        return;
    }
    let today = m.today();
    let worker = m.world.worker(id);
    let mut draw = m.draw(Purpose::StartOfDay, worker.key, today.0 as u64);
    let start = m.now.plus_minutes((draw.uniform() * ARRIVALS) as i64);
    let d = &m.config.days;
    let cap =
        sample::lognormal(draw.uniform(), d.overtime_cap.max(0.01), 0.7).min(d.overtime_limit);
    let overtime = (d.overtime_share * f64::from(worker.overdue) / 60.0).min(cap) * 60.0;
    let desk = desk_minutes(m, id);
    let breaks = m.config.minutes.breaks;
    let worker = m.world.worker_mut(id);
    worker.today = DayBook {
        start,
        overtime: overtime as u32,
        idle: 0,
    };
    worker.idle = None;
    worker.doing = None;
    for (kind, class, minutes) in [
        (TaskKind::FixedDesk, Class::Reactive, desk),
        (TaskKind::Break, Class::Rest, breaks),
    ] {
        if minutes >= 1.0 {
            let task = own_task(kind, class, minutes as u16, m.now, today);
            let key = order_key(m, &task);
            m.world.worker_mut(id).enqueue(Task { key, ..task });
        }
    }
    m.agenda.push(start, Phase::Choice, Event::Free(id));
}

/// General desk time: the common share, what this authority's context adds, less what a coordinator takes off.
fn desk_minutes(m: &Moment<'_>, id: WorkerId) -> f64 {
    let context = &m.config.context;
    let own = m.config.minutes.fixed_desk * context.it * (1.0 - plan::coordinator_share(m, id));
    let worker = m.world.worker(id);
    let decider = if worker.role == m.world.team(worker.team).decider_role {
        m.features(worker.team).decider_desk_minutes
    } else {
        0.0
    };
    own + decider
        + context.inspection
        + context.waiting
        + disruption::desk_minutes(m, worker.team)
        + inspection::desk_minutes(m)
        + authority::desk_minutes(m)
}

fn own_task(kind: TaskKind, class: Class, minutes: u16, now: SimTime, today: Day) -> Task {
    Task {
        expires: Some(today),
        ..Task::new(kind, class, None, minutes, now)
    }
}

/// The day is over for a worker.
pub(super) fn go_home(m: &mut Moment<'_>, id: WorkerId) {
    let d = &m.config.days;
    let usual = ((d.contract + d.tolerance) * 60.0) as u32;
    let worker = m.world.worker(id);
    let minutes = crate::practice::moment::minutes_between(worker.today.start, m.now);
    let idle = worker.today.idle;
    let over = f64::from(minutes.saturating_sub(usual)) / 60.0;
    let worker = m.world.worker_mut(id);
    worker.home = true;
    stress::note_overtime(m, id, over);
    m.note(Fact::DayEnded {
        worker: id,
        minutes,
        idle,
    });
}
