//! Workers: posts and their holders, their queues, days, stress and absences.

use super::ids::{CaseId, TeamId, WorkerId};
use super::vocabulary::{Class, Role, TaskKind};
use crate::kernel::agenda::Ticket;
use crate::kernel::time::{Day, SimTime};

/// Something to do.
#[derive(Copy, Clone, Debug)]
pub struct Task {
    /// What.
    pub kind: TaskKind,
    /// Order of service.
    pub class: Class,
    /// For which involvement.
    pub case: Option<CaseId>,
    /// When it should be done.
    pub due: SimTime,
    /// Working-day limit of the statutory clock, where there is one: near it the task is pulled forward.
    pub limit: Option<Day>,
    /// After this day it is given up and counted as undone.
    pub expires: Option<Day>,
    /// Desk minutes left, or minutes with the family.
    pub minutes: u16,
    /// Occasion number: key of the draws made when it is done.
    pub occasion: u64,
    /// Times tried in vain.
    pub attempts: u8,
    /// Made at.
    pub created: SimTime,
    /// Position in today's order; smaller first.
    pub key: u64,
}

impl Task {
    /// Something to do from now on, with no limit, that nobody has tried; where it stands in a queue is settled when it gets there.
    pub fn new(
        kind: TaskKind,
        class: Class,
        case: Option<CaseId>,
        minutes: u16,
        now: SimTime,
    ) -> Task {
        Task {
            kind,
            class,
            case,
            due: now,
            limit: None,
            expires: None,
            minutes,
            occasion: 0,
            attempts: 0,
            created: now,
            key: 0,
        }
    }
}

/// What a worker is doing.
#[derive(Copy, Clone, Debug)]
pub struct Activity {
    /// The task or appointment.
    pub task: Task,
    /// Began.
    pub since: SimTime,
    /// Will end.
    pub until: SimTime,
    /// Travel, contact and talking over, minutes; desk work has only `core`.
    pub travel: u16,
    /// Contact or desk minutes.
    pub core: u16,
    /// Debrief.
    pub debrief: u16,
    /// The other workers of a joint visit.
    pub partners: [Option<WorkerId>; 2],
    /// Nobody was in.
    pub in_vain: bool,
    /// Whether this worker leads it (and its effects are booked once).
    pub lead: bool,
    /// May be broken off for something urgent.
    pub interruptible: bool,
    /// Index into today's appointments, for those.
    pub appointment: Option<u32>,
}

/// Whether and why a post is worked today.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// At work.
    Here,
    /// Part-time day off.
    DayOff,
    /// Annual leave.
    Leave,
    /// Training.
    Training,
    /// Sick until this day.
    Sick(Day),
    /// Nobody in post; filled on this day.
    Vacant(Day),
    /// The post is no more.
    Closed,
}

/// A worker's day so far.
#[derive(Copy, Clone, Debug, Default)]
pub struct DayBook {
    /// Arrival.
    pub start: SimTime,
    /// Overtime that the worker will accept today, minutes.
    pub overtime: u32,
    /// Minutes without anything to do.
    pub idle: u32,
}

/// How somebody decides and leads; of those who never do, never asked.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Manner {
    /// Other duties relative to others of the same office; mean one.
    pub elsewhere: f64,
    /// Decisions put off relative to others; mean one.
    pub hesitation: f64,
    /// Families kept in mind without having met them.
    pub mind: f64,
    /// What is dared; mean zero.
    pub confidence: f64,
    /// Points of stress shown fewer than felt; mean zero.
    pub calm: f64,
    /// Ear for others and help among them; mean zero, below it directive.
    pub openness: f64,
}

impl Manner {
    /// Neither one thing nor the other.
    pub const PLAIN: Manner = Manner {
        elsewhere: 1.0,
        hesitation: 1.0,
        mind: 0.0,
        confidence: 0.0,
        calm: 0.0,
        openness: 0.0,
    };
}

/// A post and whoever fills it.
#[derive(Clone, Debug)]
pub struct Worker {
    /// Key of draws: the same in every arm for the n-th post of its role and service.
    pub key: u64,
    /// Team or unit.
    pub team: TeamId,
    /// Role.
    pub role: Role,
    /// Whole-time equivalent.
    pub wte: f64,
    /// Which holder of the post this is.
    pub holder: u32,
    /// In this post since.
    pub since: Day,
    /// Agency or otherwise temporary.
    pub agency: bool,
    /// In the first year after qualifying.
    pub novice: bool,
    /// Share of a full caseload that is right for the role and the person.
    pub load: f64,
    /// As one who decides.
    pub manner: Manner,
    /// Leaves shared work to others, and seems to have so many minutes more waiting.
    pub feigned: f64,
    /// Wants cases of their own.
    pub own_cases: bool,
    /// At odds with a colleague until this day.
    pub conflict: Option<Day>,
    /// A manager who decides from day to day under a team manager.
    pub deputy: bool,
    /// A senior practitioner: takes what is heavy, and is asked.
    pub senior: bool,
    /// Qualified for section 47 enquiries.
    pub qualified: bool,
    /// Clarity, empathy, warmth, recognising strengths; 0..=1.
    pub skill: [f64; 4],
    /// The person's own GHQ level above rest.
    pub trait_level: f64,
    /// How strongly load is felt; mean one.
    pub sensitivity: f64,
    /// Points above the own level.
    pub stress: f64,
    /// Slow companion of stress, same scale.
    pub burnout: f64,
    /// Whether at work.
    pub presence: Presence,
    /// First day of the present absence.
    pub away_since: Option<Day>,
    /// Days of annual leave taken in blocks: first day and length in days.
    pub leave: [(Day, i32); 3],
    /// Queue, last element first in order.
    pub queue: Vec<Task>,
    /// What is being done, and the agenda's ticket for its end.
    pub doing: Option<(Activity, Ticket)>,
    /// At work with nothing to do since, and the ticket of the next look round.
    pub idle: Option<(SimTime, Ticket)>,
    /// Gone home.
    pub home: bool,
    /// Today.
    pub today: DayBook,
    /// Today's fixed appointments: start, index; earliest last.
    pub appointments: Vec<(SimTime, u32)>,
    /// Concern of the families met, above or below the usual, exponentially averaged.
    pub exposure: f64,
    /// Families held.
    pub cases: u32,
    /// Overdue minutes at the start of today.
    pub overdue: u32,
    /// Minutes waiting in the queue, kept in step with it.
    pub queued: u32,
    /// Overtime, exponentially averaged, hours a day.
    pub overtime_mean: f64,
    /// Minutes of discussion and supervision, exponentially averaged, hours a month.
    pub discussion_mean: f64,
    /// Last supervision.
    pub supervised: Day,
}

impl Worker {
    /// At work and not gone home.
    pub fn is_here(&self) -> bool {
        self.presence == Presence::Here && !self.home
    }

    /// Somebody is in post.
    pub fn is_filled(&self) -> bool {
        !matches!(self.presence, Presence::Vacant(_) | Presence::Closed)
    }

    /// Mean of the four skills.
    pub fn mean_skill(&self) -> f64 {
        self.skill.iter().sum::<f64>() / 4.0
    }

    /// Puts a task in its place in today's order.
    pub fn enqueue(&mut self, task: Task) {
        self.queued += u32::from(task.minutes);
        let at = self.queue.partition_point(|t| t.key > task.key);
        self.queue.insert(at, task);
    }

    /// Takes the task at a position out of the queue.
    pub fn take(&mut self, position: usize) -> Task {
        let task = self.queue.remove(position);
        self.queued -= u32::from(task.minutes);
        task
    }
}
