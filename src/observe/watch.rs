//! The observer of a run: it sees facts and the world, keeps totals, and cannot touch either.

use std::collections::VecDeque;

use super::readings;
use super::totals::Totals;
use crate::kernel::streams::Streams;
use crate::kernel::time::{MINUTES_PER_DAY, SimTime};
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::case::Outcome;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, FamilyId, TeamId, WorkerId};
use crate::world::vocabulary::{Column, Gate, Role, Service, Status, TaskKind};
use crate::world::worker::Worker;

/// A year, minutes.
pub(super) const YEAR: i64 = 365 * MINUTES_PER_DAY;
/// Days after which a family counts as not seen, or a plan as not discussed.
const FOUR_WEEKS: i64 = 28 * MINUTES_PER_DAY;
const SIX_WEEKS: i64 = 42 * MINUTES_PER_DAY;
/// Days for which single contacts are remembered, for the survey's "how often a month".
const RECALLED: i64 = 61 * MINUTES_PER_DAY;

/// A family in long-term work, up to the time accounted for.
#[derive(Copy, Clone, Debug)]
struct Spell {
    accounted: SimTime,
    seen: SimTime,
    discussed: SimTime,
}

#[derive(Copy, Clone, Debug, Default)]
struct CaseTrack {
    spell: Option<Spell>,
    assessed: bool,
    accepted: bool,
    opened: bool,
}

#[derive(Clone, Debug, Default)]
struct FamilyTrack {
    /// Referral whose twelve months are being followed.
    followed_from: Option<SimTime>,
    high: bool,
    accounted: SimTime,
    seen: Option<SimTime>,
    /// Contacts of the last two months: when, led by whom.
    contacts: VecDeque<(SimTime, WorkerId)>,
}

/// What one worker's days come to.
#[derive(Clone, Debug, Default)]
pub(super) struct WorkerTrack {
    today: [u32; 3],
    /// Contact, desk and length of the last day at work, minutes.
    pub(super) last_day: Option<[u32; 3]>,
    week: [u32; 2],
    worked: bool,
    /// Children and others met in the last week at work.
    pub(super) last_week: Option<[u32; 2]>,
    /// Acts of aggression that the holder of the post has met with, none older than a year at the latest.
    aggression: VecDeque<SimTime>,
}

impl WorkerTrack {
    /// Acts of aggression met with in the last twelve months in this post.
    pub(super) fn aggression(&self, now: SimTime) -> u32 {
        let recent = self.aggression.iter().filter(|&&at| now.since(at) <= YEAR);
        recent.count() as u32
    }
}

/// The observer.
#[derive(Clone, Debug)]
pub struct Watch {
    streams: Streams,
    /// Totals so far.
    pub totals: Totals,
    cases: Vec<CaseTrack>,
    families: Vec<FamilyTrack>,
    pub(super) workers: Vec<WorkerTrack>,
    /// The measured period: families are followed whose twelve months end in it.
    from: SimTime,
    until: SimTime,
    last: SimTime,
    /// Open families at the start of each week.
    pub weekly: Vec<f64>,
}

fn is_long_term(world: &World, team: TeamId) -> bool {
    world.team(team).service == Service::LongTerm
}

/// Whether a worker is long-term staff who works with families.
pub(super) fn counts(world: &World, worker: &Worker) -> bool {
    worker.role.works_with_families() && is_long_term(world, worker.team)
}

fn days(minutes: i64) -> f64 {
    minutes as f64 / MINUTES_PER_DAY as f64
}

impl Watch {
    /// An observer of a run that is measured from one time until another.
    pub fn new(streams: Streams, start: SimTime, from: SimTime, until: SimTime) -> Watch {
        Watch {
            streams,
            totals: Totals::default(),
            cases: Vec::new(),
            families: Vec::new(),
            workers: Vec::new(),
            from,
            until,
            last: start,
            weekly: Vec::new(),
        }
    }

    /// Takes note of a fact.
    pub fn see(&mut self, fact: &Fact, now: SimTime, world: &World) {
        self.cases
            .resize_with(world.cases.len(), CaseTrack::default);
        self.families
            .resize_with(world.families.len(), FamilyTrack::default);
        self.workers
            .resize_with(world.workers.len(), WorkerTrack::default);
        let t = &mut self.totals;
        match *fact {
            Fact::Referred {
                family,
                again,
                high,
                ..
            } => {
                t.referrals += 1.0;
                t.rereferrals += f64::from(again);
                self.follow(family, now, high);
            }
            Fact::Assessed { case, on_time, .. } => {
                let track = &mut self.cases[case.index()];
                t.assessments += 1.0;
                t.assessments_on_time += f64::from(on_time);
                t.assessed += f64::from(!track.assessed);
                track.assessed = true;
            }
            Fact::Accepted { case, long_term } => {
                let track = &mut self.cases[case.index()];
                if !track.accepted {
                    track.accepted = true;
                    t.accepted += 1.0;
                    t.accepted_days += now.days_since(world.case(case).opened);
                }
                if long_term && !track.opened {
                    track.opened = true;
                    t.opened += 1.0;
                }
            }
            Fact::Waits { case } => {
                // Waiting for a long-term worker is open and unseen time too; waiting for the looked-after service is not this work.
                if world.family_of(case).status() < Status::LookedAfter {
                    self.begin_spell(case, now, world);
                } else {
                    self.end_spell(case, now);
                }
            }
            Fact::Allocated {
                case,
                team,
                waited,
                long_term,
                ..
            } => {
                if let (Some(waited), true) = (waited, long_term) {
                    t.waits += 1.0;
                    t.wait_days += waited;
                }
                if is_long_term(world, team) {
                    self.begin_spell(case, now, world);
                } else {
                    self.end_spell(case, now);
                }
            }
            Fact::Closed {
                case,
                outcome,
                high,
                ..
            } => {
                t.not_accepted += f64::from(outcome == Outcome::NotAccepted);
                t.not_in_need += f64::from(outcome == Outcome::NotInNeed);
                if !matches!(outcome, Outcome::Left | Outcome::Kinship) {
                    t.closures += 1.0;
                    t.missed_risks += f64::from(high);
                }
                self.end_spell(case, now);
            }
            Fact::Contact {
                family,
                case,
                kind,
                minutes,
                workers,
                lead,
                ..
            } => {
                self.contact(family, case, kind, minutes, workers, lead, now);
            }
            Fact::VisitDone { on_time, .. } => {
                t.visits += 1.0;
                t.visits_on_time += f64::from(on_time);
            }
            Fact::Discussed { case } => {
                self.account(case, now);
                if let Some(spell) = &mut self.cases[case.index()].spell {
                    spell.discussed = now;
                }
            }
            Fact::Decided {
                gate,
                waited,
                refused,
                ..
            } => {
                match gate {
                    Gate::HeadOfService => t.head_refusals += f64::from(refused),
                    Gate::Legal => t.legal_refusals += f64::from(refused),
                    Gate::Panel => t.panel_refusals += f64::from(refused),
                    Gate::Decider | Gate::TeamManager | Gate::Court => {}
                }
                let (decisions, days) = match gate {
                    Gate::Decider => (&mut t.decider_decisions, &mut t.decider_days),
                    Gate::TeamManager => (&mut t.signatures, &mut t.signature_days),
                    Gate::HeadOfService => (&mut t.head_decisions, &mut t.head_days),
                    Gate::Legal => (&mut t.legal_decisions, &mut t.legal_days),
                    Gate::Panel => (&mut t.panel_decisions, &mut t.panel_days),
                    Gate::Court => (&mut t.court_decisions, &mut t.court_days),
                };
                *decisions += 1.0;
                *days += waited;
            }
            Fact::Worked {
                worker,
                kind,
                minutes,
                ..
            } => {
                self.workers[worker.index()].today[column(kind)] += minutes;
            }
            Fact::Met {
                worker,
                children,
                others,
            } => {
                let week = &mut self.workers[worker.index()].week;
                week[0] += u32::from(children);
                week[1] += u32::from(others);
                if counts(world, world.worker(worker)) {
                    t.persons += f64::from(children + others);
                }
            }
            Fact::DayEnded {
                worker,
                minutes,
                idle,
            } => self.day_ended(worker, minutes, idle, world),
            Fact::Undone {
                worker,
                kind,
                minutes,
                ..
            } => {
                if counts(world, world.worker(worker)) {
                    let minutes = f64::from(minutes);
                    t.undone_minutes += minutes;
                    match kind {
                        TaskKind::Recording => t.undone_recording_minutes += minutes,
                        TaskKind::Liaison => t.undone_call_minutes += minutes,
                        _ => {}
                    }
                }
            }
            Fact::Present { worker } => {
                let wte = f64::from(u8::from(counts(world, world.worker(worker))));
                t.due_days += wte;
                t.post_days += wte;
            }
            Fact::Absent {
                worker,
                sick,
                vacant,
            } => {
                let wte = f64::from(u8::from(counts(world, world.worker(worker))));
                t.post_days += wte;
                t.vacant_days += if vacant { wte } else { 0.0 };
                t.due_days += if vacant { 0.0 } else { wte };
                t.sick_days += if sick { wte } else { 0.0 };
            }
            Fact::WorkerLeft { worker, agency } => {
                self.workers[worker.index()].aggression.clear();
                t.leavers += f64::from(!agency && counts(world, world.worker(worker)));
            }
            Fact::Incident { family } => {
                let track = &self.families[family.index()];
                t.cohort_incidents += f64::from(
                    track
                        .followed_from
                        .is_some_and(|from| now.since(from) <= YEAR),
                );
            }
            Fact::HighConcern { family, high } => {
                self.account_high(family, now);
                self.families[family.index()].high = high;
            }
            Fact::ConferenceHeld {
                case,
                initial: true,
                on_time,
                plan,
                high,
            } => {
                t.conferences += 1.0;
                t.conferences_on_time += f64::from(on_time);
                if plan {
                    t.plans += 1.0;
                    t.plan_days += now.days_since(world.case(case).opened);
                    t.false_alarms += f64::from(!high);
                }
            }
            Fact::CareEntered { case, children, .. } => {
                t.care_children += f64::from(children);
                t.care_families += 1.0;
                t.care_days += now.days_since(world.case(case).opened);
            }
            Fact::ProceedingsIssued { .. } => t.proceedings += 1.0,
            Fact::EmergencyOrder { .. } => t.emergencies += 1.0,
            Fact::PlacedWithKin { children, .. } => t.kin_children += f64::from(children),
            Fact::Paid => t.payments += 1.0,
            Fact::Aggression { worker, .. } => {
                let met = &mut self.workers[worker.index()].aggression;
                while met.front().is_some_and(|&at| now.since(at) > YEAR) {
                    met.pop_front();
                }
                met.push_back(now);
                t.aggression += f64::from(counts(world, world.worker(worker)));
            }
            Fact::FamilyGone { family, .. } => {
                self.account_high(family, now);
                self.families[family.index()].high = false;
            }
            Fact::NobodyIn { .. }
            | Fact::Learnt { .. }
            | Fact::ConferenceHeld { .. }
            | Fact::Cancelled { .. }
            | Fact::Postponed { .. }
            | Fact::Crisis { .. }
            | Fact::PlanEnded { .. }
            | Fact::CareLeft { .. }
            | Fact::HeldBack { .. }
            | Fact::ClosingPutOff { .. }
            | Fact::WorkerCame { .. }
            | Fact::SupportBegan { .. }
            | Fact::SupportEnded { .. }
            | Fact::PaymentRefused { .. }
            | Fact::Escalated { .. }
            | Fact::Contested { .. }
            | Fact::Disputed { .. }
            | Fact::Demanded { .. }
            | Fact::Charged { .. }
            | Fact::Inspected { .. }
            | Fact::TeamStarted { .. }
            | Fact::PostClosed { .. }
            | Fact::PutOff { .. }
            | Fact::Conflict { .. }
            | Fact::DayBegan { .. } => {}
        }
    }

    fn begin_spell(&mut self, case: CaseId, now: SimTime, world: &World) {
        let track = &mut self.cases[case.index()];
        if track.spell.is_none() {
            let c = world.case(case);
            track.spell = Some(Spell {
                accounted: now,
                seen: c.seen,
                discussed: c.discussed,
            });
        }
    }

    fn end_spell(&mut self, case: CaseId, now: SimTime) {
        self.account(case, now);
        self.cases[case.index()].spell = None;
    }

    /// Brings the open days of a family up to date.
    fn account(&mut self, case: CaseId, now: SimTime) {
        let Some(spell) = &mut self.cases[case.index()].spell else {
            return;
        };
        let from = spell.accounted;
        let beyond = |since: SimTime| days(now.since(from.max(since).min(now)));
        let t = &mut self.totals;
        t.family_days += beyond(from);
        t.unseen_28_days += beyond(spell.seen.plus_minutes(FOUR_WEEKS));
        t.unseen_42_days += beyond(spell.seen.plus_minutes(SIX_WEEKS));
        t.undiscussed_28_days += beyond(spell.discussed.plus_minutes(FOUR_WEEKS));
        t.drift_days += beyond(spell.seen.max(spell.discussed).plus_minutes(FOUR_WEEKS));
        spell.accounted = now;
    }

    /// Follows a family for twelve months from a referral if they end in the measured period.
    fn follow(&mut self, family: FamilyId, now: SimTime, high: bool) {
        self.account_high(family, now);
        let track = &mut self.families[family.index()];
        track.high = high;
        let ends = now.plus_minutes(YEAR);
        let free = track
            .followed_from
            .is_none_or(|from| now.since(from) > YEAR);
        if free && ends > self.from && ends <= self.until {
            track.followed_from = Some(now);
            self.totals.cohort += 1.0;
        }
    }

    /// Days at high severity, unseen for four weeks, within twelve months of the followed referral.
    fn account_high(&mut self, family: FamilyId, now: SimTime) {
        let track = &mut self.families[family.index()];
        if let (true, Some(from)) = (track.high, track.followed_from) {
            let unseen_from = track
                .seen
                .map_or(from, |seen| seen.plus_minutes(FOUR_WEEKS));
            let begin = track.accounted.max(from).max(unseen_from);
            let end = now.min(from.plus_minutes(YEAR));
            if end > begin {
                self.totals.cohort_unseen_high_days += days(end.since(begin));
            }
        }
        track.accounted = now;
    }

    #[allow(clippy::too_many_arguments)]
    fn contact(
        &mut self,
        family: FamilyId,
        case: CaseId,
        kind: TaskKind,
        minutes: u32,
        workers: u8,
        lead: WorkerId,
        now: SimTime,
    ) {
        self.account_high(family, now);
        let track = &mut self.families[family.index()];
        track.seen = Some(now);
        if track
            .followed_from
            .is_some_and(|from| now.since(from) <= YEAR)
        {
            self.totals.cohort_minutes += f64::from(minutes);
        }
        self.totals.enquiries += f64::from(kind == TaskKind::EnquiryVisit);
        if kind == TaskKind::DropIn {
            return;
        }
        while track
            .contacts
            .front()
            .is_some_and(|&(at, _)| now.since(at) > RECALLED)
        {
            track.contacts.pop_front();
        }
        track.contacts.push_back((now, lead));
        self.account(case, now);
        if let Some(spell) = &mut self.cases[case.index()].spell {
            spell.seen = now;
            self.totals.contacts += 1.0;
            self.totals.clock_minutes += f64::from(minutes);
            self.totals.worker_minutes += f64::from(minutes) * f64::from(workers);
        }
    }

    /// Contacts with a family in the last two months: (led by this worker, led by others).
    pub(super) fn recent_contacts(
        &self,
        family: FamilyId,
        lead: WorkerId,
        now: SimTime,
    ) -> (u32, u32) {
        let mut own = 0;
        let mut others = 0;
        for &(at, by) in self
            .families
            .get(family.index())
            .map_or(&VecDeque::new(), |t| &t.contacts)
        {
            if now.since(at) <= RECALLED {
                if by == lead { own += 1 } else { others += 1 }
            }
        }
        (own, others)
    }

    fn day_ended(&mut self, worker: WorkerId, minutes: u32, idle: u32, world: &World) {
        let track = &mut self.workers[worker.index()];
        let [contact, admin, other] = std::mem::take(&mut track.today);
        // Conservation: a worker's hours are contact, desk, other and idle, to the minute.
        assert_eq!(
            contact + admin + other + idle,
            minutes,
            "hours of worker {worker:?} do not add up on {:?}: contact {contact}, desk {admin}, other {other}, idle {idle}",
            world.today
        );
        track.last_day = Some([contact, admin, minutes]);
        track.worked = true;
        if counts(world, world.worker(worker)) {
            let t = &mut self.totals;
            t.worker_days += 1.0;
            t.contact_minutes += f64::from(contact);
            t.admin_minutes += f64::from(admin);
            t.other_minutes += f64::from(other);
            t.day_minutes += f64::from(minutes);
            t.idle_minutes += f64::from(idle);
            t.overdue_minutes += f64::from(world.worker(worker).overdue);
        }
    }

    /// Readings at the start of a week.
    pub fn week(&mut self, now: SimTime, world: &World, config: &Config) {
        self.workers
            .resize_with(world.workers.len(), WorkerTrack::default);
        for (track, worker) in self.workers.iter_mut().zip(&world.workers) {
            if std::mem::take(&mut track.worked) {
                track.last_week = Some(track.week);
                self.totals.worker_weeks += f64::from(u8::from(counts(world, worker)));
            }
            track.week = [0; 2];
        }
        readings::stock(&mut self.totals, now, world, config);
        readings::stress(&mut self.totals, self.streams, now, world, config);
        self.weekly
            .push(world.teams.iter().map(|t| t.open.len() as f64).sum());
    }

    /// Brings everything that runs in time up to now, so that totals can be read.
    pub fn settle(&mut self, now: SimTime) {
        for index in 0..self.cases.len() {
            self.account(CaseId(index as u32), now);
        }
        for index in 0..self.families.len() {
            self.account_high(FamilyId(index as u32), now);
        }
        self.totals.days += now.days_since(self.last);
        self.last = now;
    }

    /// Whether a worker belongs to those the study interviewed: everybody but coordinators and administrators.
    pub(super) fn is_interviewed(role: Role) -> bool {
        !matches!(role, Role::Coordinator | Role::Administrator)
    }
}

fn column(kind: TaskKind) -> usize {
    match kind.column() {
        Column::Contact => 0,
        Column::Admin => 1,
        Column::Other => 2,
    }
}
