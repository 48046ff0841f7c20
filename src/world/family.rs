//! Families: household, children, problems true and known, engagement, history.

use super::ids::{CaseId, WorkerId};
use super::vocabulary::{PROBLEMS, Problem, Source, Status};
use crate::kernel::time::{Day, SimTime, YEAR_DAYS};

/// One child; status belongs to children, not to families.
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Child {
    /// Day of birth; later than today for an unborn child.
    pub born: Day,
    /// Standing with the authority.
    pub status: Status,
}

impl Child {
    /// Age in years; negative before birth.
    pub fn age(&self, today: Day) -> f64 {
        f64::from(today.0 - self.born.0) / YEAR_DAYS
    }
}

/// Kinds of event that a family's own clock brings.
pub const CLOCKS: usize = 4;
/// A problem moves by a level.
pub const MOVE: usize = 0;
/// A crisis.
pub const CRISIS: usize = 1;
/// A serious incident to a child.
pub const INCIDENT: usize = 2;
/// A birth or a move away.
pub const LIFE: usize = 3;

/// A colleague whom the family has met, and when last.
#[derive(Copy, Clone, Debug)]
pub struct Acquaintance {
    /// Who; posts and their holders are told apart.
    pub worker: WorkerId,
    /// Which holder of the post.
    pub holder: u32,
    /// Last meeting.
    pub last: SimTime,
    /// Number of meetings.
    pub meetings: u16,
}

/// A family in the community.
#[derive(Clone, Debug)]
pub struct Family {
    /// Key of its random draws: the same in every arm, whatever else happens.
    pub key: u64,
    /// Number of adults in the household.
    pub adults: u8,
    /// Children, oldest first, at most nine.
    pub children: Vec<Child>,
    /// True levels 0..=3.
    pub truth: [u8; PROBLEMS],
    /// Believed levels 0..=3.
    pub known: [u8; PROBLEMS],
    /// 0..=1.
    pub engagement: f64,
    /// Personal multiplier of need for contact, mean one.
    pub need: f64,
    /// Size of its circle, mean one: relatives, former partners, professionals to talk to.
    pub network: f64,
    /// Without recourse to public funds until then.
    pub no_recourse_until: SimTime,
    /// 0..=1: how far it has come to lean on help it no longer needs.
    pub dependence: f64,
    /// Help by brokerage, fading; valid at `brokered_at`.
    pub brokered: f64,
    /// When `brokered` was right.
    pub brokered_at: SimTime,
    /// A parent is charged until then.
    pub charged_until: SimTime,
    /// What the parents think of those they meet, 0..=1.
    pub rating: f64,
    /// Help received, fading; valid at `help_at`.
    pub help: f64,
    /// See `help`.
    pub help_at: SimTime,
    /// Excitation by recent crises (crises/year), fading; valid at `clock_at`.
    pub excitation: f64,
    /// When the clock was last brought up to date.
    pub clock_at: SimTime,
    /// Unit-rate time left to the next event of each kind. Spending it at the current rate couples arms event by event.
    pub fuses: [f64; CLOCKS],
    /// Rates (1/year) in force since `clock_at`.
    pub rates: [f64; CLOCKS],
    /// Events so far by kind: keys of the next draws.
    pub events: [u32; CLOCKS],
    /// Who referred the family last.
    pub source: Source,
    /// Referrals so far.
    pub referrals: u32,
    /// Last referral.
    pub referred: SimTime,
    /// Open involvement, if any.
    pub case: Option<CaseId>,
    /// The last involvement that reached long-term work.
    pub last_long_term: Option<CaseId>,
    /// When the last involvement ended.
    pub closed: Option<SimTime>,
    /// Closed without progress: to be taken straight to a conference on return.
    pub closed_with_intent: bool,
    /// Who in the authority has met the family, latest twelve at most.
    pub acquaintances: Vec<Acquaintance>,
    /// Last time a worker met the family.
    pub seen: Option<SimTime>,
    /// Last crisis.
    pub crisis: Option<SimTime>,
    /// Moved away or grown up: no further events.
    pub gone: bool,
    /// Evidence for court, fading; valid at `evidence_at`.
    pub evidence: f64,
    /// See `evidence`.
    pub evidence_at: SimTime,
}

impl Family {
    /// Children under eighteen, unborn included.
    pub fn minors(&self, today: Day) -> impl Iterator<Item = &Child> {
        self.children.iter().filter(move |c| c.age(today) < 18.0)
    }

    /// The highest standing of any child.
    pub fn status(&self) -> Status {
        self.children
            .iter()
            .map(|c| c.status)
            .max()
            .unwrap_or_default()
    }

    /// Number of children with this standing.
    pub fn count(&self, status: Status) -> usize {
        self.children.iter().filter(|c| c.status == status).count()
    }

    /// Gives every child that is not in care this standing.
    pub fn set_home_status(&mut self, today: Day, status: Status) {
        for child in &mut self.children {
            if child.age(today) < 18.0 && child.status != Status::LookedAfter {
                child.status = status;
            }
        }
    }

    /// Whether a child is still to be born.
    pub fn expects(&self, today: Day) -> bool {
        self.children.iter().any(|c| c.born > today)
    }

    /// Number of problems believed present.
    pub fn known_problems(&self) -> usize {
        self.known.iter().filter(|&&l| l > 0).count()
    }

    /// Whether maltreatment of this level or more is believed.
    pub fn believed_maltreatment(&self, level: u8) -> bool {
        Problem::ALL
            .iter()
            .any(|&p| p.is_maltreatment() && self.known[p as usize] >= level)
    }

    /// The acquaintance of a worker with the family, if they have met.
    pub fn acquaintance(&self, worker: WorkerId, holder: u32) -> Option<&Acquaintance> {
        self.acquaintances
            .iter()
            .find(|a| a.worker == worker && a.holder == holder)
    }
}
