//! Nouns: data and invariants, no behaviour over time.

pub mod case;
pub mod event;
pub mod fact;
pub mod family;
pub mod ids;
pub mod team;
pub mod vocabulary;
pub mod worker;

use self::case::Case;
use self::family::Family;
use self::ids::{CaseId, FamilyId, TeamId, WorkerId};
use self::team::Team;
use self::vocabulary::{SLOTS, TaskKind};
use self::worker::{Manner, Presence, Worker};
use crate::kernel::calendar::Calendar;
use crate::kernel::time::{Day, SimTime};
use std::sync::Arc;

/// Something due on a day: day lists instead of a timer each.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// The family needs to be met.
    Contact,
    /// Another agency calls or has to be called.
    Liaison,
    /// Plans and forms.
    Paper,
    /// Professionals meet.
    ProfessionalMeeting,
    /// A payment is asked for.
    Payment,
    /// A meeting with fixed people.
    Meeting(TaskKind),
    /// A report for such a meeting is to be written.
    Report(TaskKind),
    /// A gate of the proceedings opens.
    LegalGate,
    /// A therapeutic session.
    Therapy,
    /// A care leaver drops in.
    DropIn,
    /// Brief work ends.
    BriefEnds,
    /// Children in care for good pass to the service for them.
    CareSettles,
    /// Care of the children ends.
    CareEnds,
    /// Support after care ends.
    SupportEnds,
    /// Proceedings may be tried again.
    Retry,
    /// Children in care meet their family.
    FamilyContact,
}

/// An entry of a day list; void when the case has moved on.
#[derive(Copy, Clone, Debug)]
pub struct DueEntry {
    /// Which case.
    pub case: CaseId,
    /// Its epoch when the entry was made.
    pub epoch: u16,
    /// What.
    pub due: Due,
}

/// A meeting that takes place today.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// What.
    pub kind: TaskKind,
    /// About which case.
    pub case: Option<CaseId>,
    /// Which team, for its own meetings.
    pub team: TeamId,
    /// Length.
    pub minutes: u16,
    /// Whose effects count: books them when it ends.
    pub lead: WorkerId,
    /// Everybody there.
    pub attendees: Vec<WorkerId>,
}

/// Family support: families with the last day of their stay, or of their wish for a place.
#[derive(Clone, Debug, Default)]
pub struct Support {
    /// In a place.
    pub helped: Vec<(FamilyId, Day)>,
    /// Waiting for one, in order of asking.
    pub waiting: Vec<(FamilyId, Day)>,
}

/// Everything there is.
#[derive(Clone, Debug)]
pub struct World {
    /// Dates.
    pub calendar: Arc<Calendar>,
    /// All families ever known.
    pub families: Vec<Family>,
    /// All involvements.
    pub cases: Vec<Case>,
    /// All posts.
    pub workers: Vec<Worker>,
    /// All teams and units.
    pub teams: Vec<Team>,
    /// Day lists.
    pub due: Vec<Vec<DueEntry>>,
    /// Meetings of today.
    pub appointments: Vec<Appointment>,
    /// Cases waiting for a long-term worker, oldest first.
    pub waiting: Vec<CaseId>,
    /// Family support outside the statutory service.
    pub support: Support,
    /// Spending on placements and agency staff beyond the budget, as a share of it; of the first of the month.
    pub overspend: f64,
    /// Scarce dates given out, by kind and week since the calendar's first day.
    pub booked: [Vec<u16>; SLOTS],
    /// Today.
    pub today: Day,
    /// First day of the run; the calendar reaches further back, for histories.
    pub start: Day,
}

impl World {
    /// The family.
    pub fn family(&self, id: FamilyId) -> &Family {
        &self.families[id.index()]
    }
    /// The family, to change it.
    pub fn family_mut(&mut self, id: FamilyId) -> &mut Family {
        &mut self.families[id.index()]
    }
    /// The involvement.
    pub fn case(&self, id: CaseId) -> &Case {
        &self.cases[id.index()]
    }
    /// The involvement, to change it.
    pub fn case_mut(&mut self, id: CaseId) -> &mut Case {
        &mut self.cases[id.index()]
    }
    /// The worker.
    pub fn worker(&self, id: WorkerId) -> &Worker {
        &self.workers[id.index()]
    }
    /// The worker, to change it.
    pub fn worker_mut(&mut self, id: WorkerId) -> &mut Worker {
        &mut self.workers[id.index()]
    }
    /// The team.
    pub fn team(&self, id: TeamId) -> &Team {
        &self.teams[id.index()]
    }
    /// The family of an involvement.
    pub fn family_of(&self, case: CaseId) -> &Family {
        self.family(self.case(case).family)
    }
    /// Enters something in a day list; a day beyond the run is beyond notice.
    pub fn put_due(&mut self, day: Day, case: CaseId, due: Due) {
        let epoch = self.case(case).epoch;
        let day = if day.0 <= self.today.0 {
            Day(self.today.0 + 1)
        } else {
            day
        };
        if let Some(list) = self.due.get_mut(day.0 as usize) {
            list.push(DueEntry { case, epoch, due });
        }
    }
    /// Whether a worker is at work and free or at something that can be broken off.
    pub fn can_be_called(&self, id: WorkerId, now: SimTime) -> bool {
        let worker = self.worker(id);
        worker.is_here()
            && worker.today.start <= now
            && worker.doing.as_ref().is_none_or(|(a, _)| a.interruptible)
    }
    /// Who decides in a team from day to day: of those at work the first, deputies before the team manager; else of those in post.
    pub fn decider(&self, team: TeamId) -> Option<WorkerId> {
        let deciders = || self.deciders(team);
        let first = |fits: &dyn Fn(&Worker) -> bool| {
            deciders()
                .filter(|&w| fits(self.worker(w)))
                .min_by_key(|&w| !self.worker(w).deputy)
        };
        first(&|w| w.presence == Presence::Here)
            .or_else(|| first(&Worker::is_filled))
            .or_else(|| deciders().next())
    }

    /// The manager above the deputies of a team, where there are any.
    pub fn team_manager(&self, team: TeamId) -> Option<WorkerId> {
        let above = |&w: &WorkerId| !self.worker(w).deputy && self.worker(w).is_filled();
        self.deciders(team)
            .any(|w| self.worker(w).deputy)
            .then(|| self.deciders(team).find(above))
            .flatten()
    }

    fn deciders(&self, team: TeamId) -> impl Iterator<Item = WorkerId> {
        let team = self.team(team);
        let members = team.members.iter().copied();
        members.filter(|&w| self.worker(w).role == team.decider_role)
    }

    /// How the decider of a team decides and leads.
    pub fn manner(&self, team: TeamId) -> Manner {
        self.decider(team)
            .map_or(Manner::PLAIN, |d| self.worker(d).manner)
    }
    /// Time at a minute of today.
    pub fn today_at(&self, minute: i64) -> SimTime {
        SimTime::at(self.today, minute)
    }
}
