//! Meetings: who is there, when they fit, and what they do to a case.

use super::concern::{Readers, knowers};
use super::moment::{Moment, Purpose};
use super::task::{mean_minutes, relative_problems};
use super::{
    care, decision, disruption, enquiry, friction, hypothesis, knowledge, proceedings, review,
    stress, visit,
};
use crate::kernel::time::{Day, SimTime};
use crate::organisation::{allocation, discussion};
use crate::world::case::Stage;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, TeamId, WorkerId};
use crate::world::vocabulary::{Class, Status, TaskKind};
use crate::world::worker::{Presence, Task};
use crate::world::{Appointment, Due};

/// First and last minute of the day at which meetings are put.
const FIRST_SLOT: i64 = 9 * 60 + 30;
const LAST_END: i64 = 17 * 60;
/// Slots begin on the half hour.
const SLOT: i64 = 30;
/// Blocks in which a decider's other duties fall in a day.
const OTHER_DUTIES_BLOCKS: u64 = 2;

/// A meeting about a case is due today: it is given a time and people, or put off to the next working day.
pub fn call(m: &mut Moment<'_>, case: CaseId, kind: TaskKind) {
    let Some((team, lead)) = m.world.case(case).held() else {
        return;
    };
    if !is_still_wanted(m, case, kind) {
        return;
    }
    let here = |m: &Moment<'_>, id: WorkerId| m.world.worker(id).presence == Presence::Here;
    let first = if here(m, lead) && allocation::may_do(m.world.worker(lead), kind) {
        Some(lead)
    } else {
        allocation::best_fit(m.world, m.rules, team, case, kind)
    };
    let decider = m.world.decider(team).filter(|&d| here(m, d));
    let people: Option<Vec<WorkerId>> = match (first, kind, decider) {
        (Some(first), TaskKind::StrategyMeeting | TaskKind::LegalMeeting, Some(decider))
            if decider != first =>
        {
            Some(vec![first, decider])
        }
        (Some(_), TaskKind::StrategyMeeting | TaskKind::LegalMeeting, None) => None,
        (Some(first), _, _) => Some(with_partner(m, case, team, first, kind)),
        (None, ..) => None,
    };
    let mean = mean_minutes(m.config, m.world.family_of(case), kind);
    let mean = if kind == TaskKind::Conference && m.world.case(case).enquiry.is_none() {
        m.config.minutes.review_conference
    } else if kind == TaskKind::StrategyMeeting {
        mean * thin_evidence(m, case)
    } else {
        mean
    };
    let occasion = m.world.case_mut(case).next_occasion(kind);
    let minutes = m
        .minutes(mean, m.key(case), (u64::from(kind as u8) << 48) | occasion)
        .clamp(10, 450);
    let placed = people.is_some_and(|people| place(m, kind, Some(case), team, minutes, people));
    if !placed {
        m.note(Fact::Postponed {
            kind,
            case: Some(case),
        });
        let next = m.working_day(1);
        m.world.put_due(next, case, Due::Meeting(kind));
    }
}

/// How much longer people talk about a family of whom little is known at first hand.
fn thin_evidence(m: &Moment<'_>, case: CaseId) -> f64 {
    1.0 + m.config.minutes.thin_evidence / (1.0 + f64::from(m.world.case(case).contacts))
}

/// Meetings with the family are shared as visits are.
fn with_partner(
    m: &Moment<'_>,
    case: CaseId,
    team: TeamId,
    first: WorkerId,
    kind: TaskKind,
) -> Vec<WorkerId> {
    let joint = matches!(
        kind,
        TaskKind::Conference | TaskKind::CoreGroup | TaskKind::CareReview
    ) && visit::needs_two(
        m,
        case,
        team,
        (1 << 50) | u64::from(m.world.case(case).counts[kind as usize]),
    );
    let family = m.world.family_of(case);
    let partner = m.world.team(team).members.iter().copied().filter(|&id| {
        let w = m.world.worker(id);
        id != first && w.presence == Presence::Here && w.role.works_with_families()
    });
    let partner = partner.min_by_key(|&id| {
        let w = m.world.worker(id);
        (family.acquaintance(id, w.holder).is_none(), w.queued)
    });
    match (joint, partner) {
        (true, Some(partner)) => vec![first, partner],
        _ => vec![first],
    }
}

fn is_still_wanted(m: &Moment<'_>, case: CaseId, kind: TaskKind) -> bool {
    let family = m.world.family_of(case);
    let c = m.world.case(case);
    match kind {
        TaskKind::CoreGroup => family.count(Status::Protected) > 0,
        TaskKind::Conference => c.enquiry.is_some() || family.count(Status::Protected) > 0,
        TaskKind::CareReview => family.count(Status::LookedAfter) > 0,
        TaskKind::StrategyMeeting => c.enquiry.is_some(),
        TaskKind::LegalMeeting | TaskKind::Court => c.legal.is_some(),
        _ => true,
    }
}

/// Puts a meeting at the first time today at which everybody is free; false if there is none.
fn place(
    m: &mut Moment<'_>,
    kind: TaskKind,
    case: Option<CaseId>,
    team: TeamId,
    minutes: u16,
    people: Vec<WorkerId>,
) -> bool {
    let from = (m.now.minute_of_day() + SLOT - 1) / SLOT * SLOT;
    place_from(m, kind, case, team, minutes, people, from.max(FIRST_SLOT))
}

fn place_from(
    m: &mut Moment<'_>,
    kind: TaskKind,
    case: Option<CaseId>,
    team: TeamId,
    minutes: u16,
    people: Vec<WorkerId>,
    from: i64,
) -> bool {
    let mut slot = from;
    while slot + i64::from(minutes) <= LAST_END.max(from + i64::from(minutes)) {
        let start = m.world.today_at(slot);
        if people.iter().all(|&p| is_free(m, p, start, minutes)) {
            let index = u32::try_from(m.world.appointments.len()).expect("few meetings a day");
            for &person in &people {
                let list = &mut m.world.worker_mut(person).appointments;
                let at = list.partition_point(|&(s, _)| s > start);
                list.insert(at, (start, index));
            }
            m.world.appointments.push(Appointment {
                kind,
                case,
                team,
                minutes,
                lead: people[0],
                attendees: people,
            });
            return true;
        }
        slot += SLOT;
    }
    false
}

fn is_free(m: &Moment<'_>, person: WorkerId, start: SimTime, minutes: u16) -> bool {
    let end = start.plus_minutes(i64::from(minutes));
    m.world
        .worker(person)
        .appointments
        .iter()
        .all(|&(s, index)| {
            let other_end = s.plus_minutes(i64::from(m.world.appointments[index as usize].minutes));
            end <= s || other_end <= start
        })
}

/// Meetings that teams and units hold for themselves today: other duties of deciders, case meetings, team meetings, supervision.
pub fn own_meetings(m: &mut Moment<'_>) {
    for index in 0..m.world.teams.len() {
        let team = TeamId(index as u32);
        other_duties(m, team);
        if disruption::meetings_fall_away(m, team) {
            continue;
        }
        case_meeting(m, team);
        team_meeting(m, team);
        supervisions(m, team);
    }
}

fn members_here(m: &Moment<'_>, team: TeamId) -> Vec<WorkerId> {
    m.world
        .team(team)
        .members
        .iter()
        .copied()
        .filter(|&w| m.world.worker(w).presence == Presence::Here)
        .collect()
}

/// Managers are called to other meetings for part of the day; nobody gets a decision from them then.
fn other_duties(m: &mut Moment<'_>, team: TeamId) {
    let role = m.world.team(team).decider_role;
    for worker in members_here(m, team) {
        if m.world.worker(worker).role != role {
            continue;
        }
        let share = decision::elsewhere(m, worker);
        let minutes =
            (share * m.config.days.contract * 60.0 / OTHER_DUTIES_BLOCKS as f64).round() as u16;
        if minutes == 0 {
            continue;
        }
        for block in 0..OTHER_DUTIES_BLOCKS {
            let key = m.world.worker(worker).key;
            let occasion = m.today().0 as u64 * OTHER_DUTIES_BLOCKS + block;
            let u = m.uniform(Purpose::OtherDuties, key, occasion);
            let from = FIRST_SLOT + (u * 12.0) as i64 * SLOT;
            place_from(
                m,
                TaskKind::Management,
                None,
                team,
                minutes,
                vec![worker],
                from,
            );
        }
    }
}

fn due_again(m: &Moment<'_>, last: Day, every: u32) -> bool {
    every > 0 && m.world.calendar.working_between(last, m.today()) >= every as i32
}

fn case_meeting(m: &mut Moment<'_>, team: TeamId) {
    let features = m.features(team);
    let (every, minutes) = (features.case_meeting_days, features.case_meeting_minutes);
    if !due_again(m, m.world.team(team).met, every) {
        return;
    }
    let here = members_here(m, team);
    let Some(decider) = here
        .iter()
        .copied()
        .find(|&w| m.world.worker(w).role.decides())
    else {
        return;
    };
    let mut people = vec![decider];
    people.extend(here.into_iter().filter(|&w| w != decider));
    let shared = allocation::clinician(m.world, team).filter(|w| !people.contains(w));
    people.extend(shared.filter(|&w| m.world.worker(w).presence == Presence::Here));
    if place(m, TaskKind::UnitMeeting, None, team, minutes as u16, people) {
        let today = m.today();
        m.world.teams[team.index()].met = today;
    }
}

fn team_meeting(m: &mut Moment<'_>, team: TeamId) {
    let features = m.features(team);
    let (every, minutes) = (features.team_meeting_days, features.team_meeting_minutes);
    // Dated by the calendar, so that who is away does not move it.
    let turn =
        m.world.calendar.working_between(Day(0), m.today()) + m.world.team(team).number as i32;
    if every == 0 || turn % every as i32 != 0 {
        return;
    }
    let people = members_here(m, team);
    if people.len() > 1 {
        place(m, TaskKind::TeamMeeting, None, team, minutes as u16, people);
    }
}

fn supervisions(m: &mut Moment<'_>, team: TeamId) {
    let features = m.features(team);
    let (every, minutes) = (features.supervision_days, features.supervision_minutes);
    if every == 0 {
        return;
    }
    let here = members_here(m, team);
    for &worker in &here {
        let w = m.world.worker(worker);
        if !w.role.works_with_families() || w.role.decides() || !due_again(m, w.supervised, every) {
            continue;
        }
        let freest = here
            .iter()
            .copied()
            .filter(|&d| m.world.worker(d).role.decides());
        let Some(decider) = freest.min_by_key(|&d| m.world.worker(d).appointments.len()) else {
            return;
        };
        if place(
            m,
            TaskKind::Supervision,
            None,
            team,
            minutes as u16,
            vec![decider, worker],
        ) {
            let today = m.today();
            m.world.worker_mut(worker).supervised = today;
        }
    }
}

/// A meeting as something to do, for one who attends.
pub fn as_task(appointment: &Appointment, now: SimTime) -> Task {
    let a = appointment;
    Task::new(a.kind, Class::Reactive, a.case, a.minutes, now)
}

/// A meeting is over: what it was for.
pub fn ended(m: &mut Moment<'_>, index: u32) {
    let meeting = &mut m.world.appointments[index as usize];
    let (kind, case, team, minutes) = (meeting.kind, meeting.case, meeting.team, meeting.minutes);
    let people = std::mem::take(&mut meeting.attendees);
    match kind {
        TaskKind::UnitMeeting => {
            let relative = |case| relative_problems(m.config, m.world.family_of(case), 1.0);
            for case in discussion::for_case_meeting(m.world, m.features(team), team, relative) {
                discuss(m, case, &people);
            }
            stress::credit_case_talk(m, &people, f64::from(minutes));
        }
        TaskKind::Supervision => {
            let (features, time) = (m.features(team), f64::from(minutes));
            let each = features.supervision_case_minutes;
            let cases = discussion::for_supervision(m.world, features, people[1], time, m.now);
            let cases_take = (cases.len() as f64 * each).min(time);
            for case in cases {
                discuss(m, case, &people);
            }
            stress::credit_case_talk(m, &people[1..], cases_take);
            stress::credit_discussion(m, people[1], (time - cases_take) / 60.0);
        }
        kind => {
            if let Some(case) = case.filter(|&c| m.world.case(c).is_open()) {
                about_case(m, case, kind, &people, minutes);
            }
        }
    }
}

/// A case is discussed by these people: those who know the family test what is believed, and the plan is changed or confirmed.
fn discuss(m: &mut Moment<'_>, case: CaseId, people: &[WorkerId]) {
    let knowers = decision::views(m, case, knowers(m, case, people));
    hypothesis::test_in_discussion(m, case, people, knowers);
    knowledge::learn_in_discussion(m, case, knowers);
    let now = m.now;
    m.world.case_mut(case).discussed = now;
    m.note(Fact::Discussed { case });
    if m.world.case(case).is_long_term() {
        let decider = Some(people[0]);
        review::review(m, case, Readers { decider, knowers });
    }
}

fn about_case(m: &mut Moment<'_>, case: CaseId, kind: TaskKind, people: &[WorkerId], minutes: u16) {
    if is_with_family(kind) {
        let occasion = m.world.case_mut(case).next_occasion(TaskKind::DropIn) | (4 << 40);
        visit::met(m, case, kind, occasion, u32::from(minutes), people);
    }
    let knowers = knowers(m, case, people);
    match kind {
        TaskKind::StrategyMeeting => {
            let decider = people.get(1).copied();
            enquiry::strategy_held(m, case, Readers { decider, knowers });
        }
        TaskKind::Conference => enquiry::conference_held(m, case, knowers),
        TaskKind::CoreGroup => {
            let days = m.rules.clocks.core_group_days;
            let next = m.working_day(days);
            m.world.case_mut(case).core_group = next;
            if matches!(m.world.case(case).stage, Stage::Open { .. }) {
                m.world
                    .put_due(next, case, Due::Meeting(TaskKind::CoreGroup));
            }
        }
        TaskKind::CareReview => care::reviewed(m, case),
        TaskKind::LegalMeeting => proceedings::legal_meeting_held(m, case),
        TaskKind::ProfessionalMeeting => knowledge::learn_from_agencies(m, case),
        _ => {}
    }
    if matches!(
        kind,
        TaskKind::StrategyMeeting | TaskKind::ProfessionalMeeting
    ) && m.world.case(case).is_open()
    {
        friction::meeting_held(m, case, kind);
    }
    if matches!(kind, TaskKind::CoreGroup | TaskKind::CareReview) {
        let now = m.now;
        m.world.case_mut(case).discussed = now;
        m.note(Fact::Discussed { case });
    }
}

/// Meetings the family takes part in count as contact.
pub fn is_with_family(kind: TaskKind) -> bool {
    matches!(
        kind,
        TaskKind::Conference | TaskKind::CoreGroup | TaskKind::CareReview | TaskKind::Court
    )
}
