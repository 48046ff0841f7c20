//! Follows one family from a referral: where it stands after some months, what is known of it, who came, what it lived through.

use crate::kernel::time::{MINUTES_PER_DAY, MONTH_DAYS, SimTime};
use crate::world::World;
use crate::world::case::{Outcome, Stage};
use crate::world::fact::Fact;
use crate::world::family::Family;
use crate::world::ids::{FamilyId, WorkerId};
use crate::world::vocabulary::{Column, Role, Status, TaskKind};
use std::collections::BTreeSet;

/// Months after the referral at which a life is looked at; of later years each end.
const MONTHS: [u32; 5] = [0, 1, 3, 6, 12];
/// What counts as the first year, months.
const FIRST_YEAR: u32 = 12;
/// Minutes after which a family counts as not seen.
const FOUR_WEEKS: i64 = 28 * MINUTES_PER_DAY;

/// Where a family stands with the authority.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Place {
    /// At the front door or being assessed.
    Assessed,
    /// Accepted for long-term work that nobody has taken up.
    Waiting,
    /// Worked with, no plan and nobody in care.
    InNeed,
    /// A child is on a child protection plan.
    Plan,
    /// A child is looked after, or was until grown up.
    LookedAfter,
    /// Turned down, at the front door or after assessment.
    TurnedDown,
    /// Closed after a service.
    Closed,
    /// Moved away or grown up.
    Gone,
}

impl Place {
    /// In the order of tables.
    pub const ALL: [Place; 8] = [
        Place::Assessed,
        Place::Waiting,
        Place::InNeed,
        Place::Plan,
        Place::LookedAfter,
        Place::TurnedDown,
        Place::Closed,
        Place::Gone,
    ];

    /// The words for tables.
    pub fn label(self) -> &'static str {
        match self {
            Place::Assessed => "being assessed",
            Place::Waiting => "waiting for a worker",
            Place::InNeed => "in need, open",
            Place::Plan => "on a plan",
            Place::LookedAfter => "looked after",
            Place::TurnedDown => "not taken on",
            Place::Closed => "closed",
            Place::Gone => "left the authority",
        }
    }
}

/// A number that every life leaves.
#[derive(Clone, Copy, Debug)]
pub struct LifeMeasure {
    /// In JSON.
    pub name: &'static str,
    /// In tables.
    pub label: &'static str,
    /// Digits after the point.
    pub decimals: usize,
    value: fn(&Life) -> f64,
}

impl LifeMeasure {
    /// Of one life; NaN where it has none.
    pub fn of(&self, life: &Life) -> f64 {
        (self.value)(life)
    }
}

const fn measure(
    name: &'static str,
    label: &'static str,
    decimals: usize,
    value: fn(&Life) -> f64,
) -> LifeMeasure {
    LifeMeasure {
        name,
        label,
        decimals,
        value,
    }
}

/// What is counted in a life, in the order of tables.
pub static LIFE_MEASURES: [LifeMeasure; 13] = [
    measure("meetings_12", "meetings in the first 12 months", 1, |l| {
        f64::from(l.meetings)
    }),
    measure(
        "hours_12",
        "hours somebody was with it, 12 months",
        1,
        |l| f64::from(l.minutes) / 60.0,
    ),
    measure("workers_12", "workers who met it, 12 months", 1, |l| {
        f64::from(l.workers)
    }),
    measure(
        "first_meeting_days",
        "days to the first meeting, if it was met before it was first closed",
        1,
        |l| match l.first_meeting {
            Some(minutes) => days(minutes),
            None => f64::NAN,
        },
    ),
    measure("open_months", "months open", 1, |l| {
        days(l.open) / MONTH_DAYS
    }),
    measure("waiting_days", "days waiting for a worker", 1, |l| {
        days(l.waiting)
    }),
    measure(
        "unseen_high_days",
        "days unseen (4 weeks) at high concern",
        1,
        |l| days(l.unseen_high),
    ),
    measure("high_home_days", "days at home with high concern", 1, |l| {
        days(l.high_home)
    }),
    measure("crises", "crises", 2, |l| f64::from(l.crises)),
    measure("incidents", "serious incidents to a child", 2, |l| {
        f64::from(l.incidents)
    }),
    measure("care_moves", "children's moves into care", 2, |l| {
        f64::from(l.care_moves)
    }),
    measure("worker_changes", "changes of lead worker", 1, |l| {
        f64::from(l.worker_changes)
    }),
    measure("rereferrals", "referrals after the first", 2, |l| {
        f64::from(l.rereferrals)
    }),
];

fn days(minutes: i64) -> f64 {
    minutes as f64 / MINUTES_PER_DAY as f64
}

/// What a life comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Life {
    /// Where it stood at each of the months, the referral itself first.
    pub places: Vec<Place>,
    /// Share of its real problems that were known then; NaN where it had none.
    pub known: Vec<f64>,
    /// Minutes of the first year that each role was with it, by [`roles`].
    pub by_role: [u32; Role::ALL.len()],
    /// How the first involvement ended; not at all if none.
    ended: Option<Outcome>,
    meetings: u32,
    minutes: u32,
    workers: u32,
    first_meeting: Option<i64>,
    open: i64,
    waiting: i64,
    unseen_high: i64,
    high_home: i64,
    crises: u32,
    incidents: u32,
    care_moves: u32,
    worker_changes: u32,
    rereferrals: u32,
}

/// The roles, in the order of [`Life::by_role`].
pub fn roles() -> [&'static str; Role::ALL.len()] {
    Role::ALL.map(Role::name)
}

/// How a first involvement may end, in the order of tables; the last is not at all.
pub const ENDINGS: [&str; 8] = [
    "not accepted at the front door",
    "assessed as not in need",
    "brief work done",
    "concern had fallen",
    "no progress",
    "lives with relatives",
    "the family left",
    "still open",
];

/// Outcomes in the order of [`ENDINGS`].
const OUTCOMES: [Outcome; ENDINGS.len() - 1] = [
    Outcome::NotAccepted,
    Outcome::NotInNeed,
    Outcome::BriefWorkDone,
    Outcome::Improved,
    Outcome::NoProgress,
    Outcome::Kinship,
    Outcome::Left,
];
/// Numbers in front of those by role.
const COUNTED: usize = 14;

impl Life {
    /// The names of [`Life::numbers`] in lives of so many years.
    pub fn columns(years: u32) -> Vec<String> {
        let counted = [
            "ended",
            "meetings",
            "minutes",
            "workers",
            "first_meeting",
            "open",
            "waiting",
            "unseen_high",
            "high_home",
            "crises",
            "incidents",
            "care_moves",
            "worker_changes",
            "rereferrals",
        ];
        let by_role = roles().map(|role| format!("minutes_{role}"));
        let months = months_of(years);
        let of = |what: &'static str| months.iter().map(move |month| format!("{what}_{month}"));
        (counted.map(str::to_owned).into_iter().chain(by_role))
            .chain(of("place"))
            .chain(of("known"))
            .collect()
    }

    /// The life as numbers, undefined ones NaN; [`Life::from_numbers`] reads them back.
    pub fn numbers(&self) -> Vec<f64> {
        let ended = self.ended.map_or(f64::NAN, |_| self.ending() as f64);
        let counted: [f64; COUNTED] = [
            ended,
            self.meetings.into(),
            self.minutes.into(),
            self.workers.into(),
            self.first_meeting
                .map_or(f64::NAN, |minutes| minutes as f64),
            self.open as f64,
            self.waiting as f64,
            self.unseen_high as f64,
            self.high_home as f64,
            self.crises.into(),
            self.incidents.into(),
            self.care_moves.into(),
            self.worker_changes.into(),
            self.rereferrals.into(),
        ];
        let by_role = self.by_role.iter().map(|&minutes| f64::from(minutes));
        let places = self.places.iter().map(|&place| f64::from(place as u8));
        (counted.into_iter().chain(by_role).chain(places))
            .chain(self.known.iter().copied())
            .collect()
    }

    /// The life of these numbers, as many years long as they tell.
    ///
    /// # Panics
    /// If they are not those of a life.
    pub fn from_numbers(numbers: &[f64]) -> Self {
        let (counted, rest) = numbers.split_at(COUNTED);
        let (by_role, looked) = rest.split_at(Role::ALL.len());
        let (places, known) = looked.split_at(looked.len() / 2);
        let of = |at: usize| (!counted[at].is_nan()).then_some(counted[at]);
        let count = |at: usize| counted[at] as u32;
        let minutes = |at: usize| counted[at] as i64;
        Self {
            places: places.iter().map(|&at| Place::ALL[at as usize]).collect(),
            known: known.to_vec(),
            by_role: std::array::from_fn(|at| by_role[at] as u32),
            ended: of(0).map(|at| OUTCOMES[at as usize]),
            meetings: count(1),
            minutes: count(2),
            workers: count(3),
            first_meeting: of(4).map(|minutes| minutes as i64),
            open: minutes(5),
            waiting: minutes(6),
            unseen_high: minutes(7),
            high_home: minutes(8),
            crises: count(9),
            incidents: count(10),
            care_moves: count(11),
            worker_changes: count(12),
            rereferrals: count(13),
        }
    }

    /// Which of [`ENDINGS`] it had.
    pub fn ending(&self) -> usize {
        let place = |outcome| OUTCOMES.iter().position(|&other| other == outcome);
        (self.ended.and_then(place)).unwrap_or(OUTCOMES.len())
    }
}

/// The months at which lives of so many years are looked at.
pub fn months_of(years: u32) -> Vec<u32> {
    let later = (2..=years).map(|year| 12 * year);
    MONTHS.into_iter().chain(later).collect()
}

/// The state in force since the last look.
#[derive(Clone, Copy, Debug)]
struct State {
    place: Place,
    in_care: bool,
    seen: Option<SimTime>,
}

/// Who follows the family.
#[derive(Clone, Debug)]
pub struct Follower {
    id: FamilyId,
    from: SimTime,
    months: Vec<u32>,
    last: SimTime,
    state: Option<State>,
    high: bool,
    /// How the last involvement that ended did so.
    outcome: Option<Outcome>,
    lead: Option<(WorkerId, u32)>,
    met: BTreeSet<(WorkerId, u32)>,
    life: Life,
}

impl Follower {
    /// Follows a family that is referred now, for so many years.
    pub fn new(id: FamilyId, now: SimTime, years: u32) -> Self {
        Self {
            id,
            from: now,
            months: months_of(years),
            last: now,
            state: None,
            high: false,
            outcome: None,
            lead: None,
            met: BTreeSet::new(),
            life: Life::default(),
        }
    }

    /// Takes a fact, whomever it concerns: time has gone on.
    pub fn see(&mut self, fact: &Fact, now: SimTime, world: &World) {
        self.account(now);
        self.note(fact, now, world);
        self.look(now, world);
    }

    /// The life, at its end.
    pub fn finish(mut self, now: SimTime, world: &World) -> Life {
        self.account(now);
        self.look(now, world);
        self.life.workers = u32::try_from(self.met.len()).unwrap_or(u32::MAX);
        self.life
    }

    /// Time since the last look was spent as things stood then.
    fn account(&mut self, now: SimTime) {
        let Some(state) = self.state else { return };
        let spent = now.since(self.last);
        if spent == 0 {
            return;
        }
        let life = &mut self.life;
        if !matches!(state.place, Place::TurnedDown | Place::Closed | Place::Gone) {
            life.open += spent;
        }
        if state.place == Place::Waiting {
            life.waiting += spent;
        }
        if self.high {
            let seen = state.seen.map_or(self.from, |seen| seen.max(self.from));
            let unseen_from = seen.plus_minutes(FOUR_WEEKS).max(self.last);
            life.unseen_high += now.since(unseen_from).max(0);
            if !state.in_care {
                life.high_home += spent;
            }
        }
        self.last = now;
    }

    /// How things stand now; what the months ask for is kept.
    fn look(&mut self, now: SimTime, world: &World) {
        let family = world.family(self.id);
        let place = place(family, self.outcome, world);
        self.state = Some(State {
            place,
            in_care: family.status() == Status::LookedAfter,
            seen: family.seen,
        });
        while let Some(&month) = self.months.get(self.life.places.len()) {
            if now < self.from.plus_days_f(f64::from(month) * MONTH_DAYS) {
                break;
            }
            self.life.places.push(place);
            self.life.known.push(known_share(family));
        }
    }

    fn note(&mut self, fact: &Fact, now: SimTime, world: &World) {
        let of = |case| world.case(case).family == self.id;
        let is_early = now.days_since(self.from) <= f64::from(FIRST_YEAR) * MONTH_DAYS;
        let life = &mut self.life;
        match *fact {
            Fact::Referred { family, high, .. } if family == self.id => {
                life.rereferrals += u32::from(now > self.from);
                self.high = high;
            }
            Fact::HighConcern { family, high } if family == self.id => self.high = high,
            Fact::FamilyGone { family, .. } if family == self.id => self.high = false,
            Fact::Crisis { family } if family == self.id => life.crises += 1,
            Fact::Incident { family } if family == self.id => life.incidents += 1,
            Fact::Contact {
                family,
                kind,
                minutes,
                ..
            } if family == self.id && kind != TaskKind::DropIn => {
                if life.ended.is_none() {
                    life.first_meeting.get_or_insert(now.since(self.from));
                }
                if is_early {
                    life.meetings += 1;
                    life.minutes += minutes;
                    let met = &world.family(self.id).acquaintances;
                    let met = met.iter().filter(|a| a.last == now);
                    self.met.extend(met.map(|a| (a.worker, a.holder)));
                }
            }
            Fact::Worked {
                worker,
                kind,
                case: Some(case),
                minutes,
                ..
            } if is_early && kind.column() == Column::Contact && of(case) => {
                life.by_role[world.worker(worker).role as usize] += minutes;
            }
            Fact::Allocated { case, lead, .. } if of(case) => {
                let lead = (lead, world.worker(lead).holder);
                life.worker_changes += u32::from(self.lead.is_some_and(|was| was != lead));
                self.lead = Some(lead);
            }
            Fact::CareEntered { case, children, .. } if of(case) => {
                life.care_moves += u32::from(children);
            }
            Fact::Closed {
                family, outcome, ..
            } if family == self.id => {
                life.ended.get_or_insert(outcome);
                self.outcome = Some(outcome);
            }
            _ => {}
        }
    }
}

fn place(family: &Family, last: Option<Outcome>, world: &World) -> Place {
    let Some(case) = family.case.map(|case| world.case(case)) else {
        if family.gone {
            return Place::Gone;
        }
        return match last {
            Some(Outcome::NotAccepted | Outcome::NotInNeed) => Place::TurnedDown,
            _ => Place::Closed,
        };
    };
    match (family.status(), case.stage) {
        (Status::LookedAfter | Status::LeftCare, _) => Place::LookedAfter,
        (_, Stage::Waiting { .. }) => Place::Waiting,
        (Status::Protected, _) => Place::Plan,
        (_, Stage::FrontDoor | Stage::Assessment { .. }) => Place::Assessed,
        _ => Place::InNeed,
    }
}

fn known_share(family: &Family) -> f64 {
    let pairs = || family.truth.iter().zip(&family.known);
    let real = pairs().filter(|(truth, _)| **truth > 0).count();
    let known = pairs().filter(|(truth, known)| **truth > 0 && **known > 0);
    known.count() as f64 / real as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_comes_back_from_its_numbers() {
        let open = Life {
            places: vec![Place::Assessed, Place::Gone],
            known: vec![0.25, f64::NAN],
            meetings: 7,
            open: 987_654_321,
            ..Life::default()
        };
        let mut closed = open.clone();
        closed.known = vec![1.0 / 3.0, 0.0];
        closed.by_role[Role::ALL.len() - 1] = 65;
        closed.ended = Some(Outcome::Left);
        closed.first_meeting = Some(0);
        closed.rereferrals = 2;
        let back = Life::from_numbers(&closed.numbers());
        assert_eq!(back, closed);
        assert_eq!((back.ending(), open.ending()), (6, 7));
        let back = Life::from_numbers(&open.numbers());
        assert_eq!((back.ended, back.first_meeting), (None, None));
        assert!(back.known[1].is_nan() && back.open == open.open);
        // Of one year there are five looks.
        let life = Life {
            places: vec![Place::Closed; 5],
            known: vec![0.5; 5],
            ..Life::default()
        };
        assert_eq!(Life::columns(1).len(), life.numbers().len());
    }
}
