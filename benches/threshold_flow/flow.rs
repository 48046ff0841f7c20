//! The rules of the workload, whatever agenda and draws carry them.

use std::collections::VecDeque;

use casework::kernel::{Day, Phase, SimTime, TimeWeighted};

const ARRIVALS_A_DAY: f64 = 10.0;
const SEVERITY: [f64; 2] = [0.2, 0.5];
const ASSESSORS: f64 = 9.0;
const ASSESSMENT: (f64, f64) = (0.8, 0.5);
/// Shares closed, and then open on each of three tracks. The tracks differ in name only.
const CLOSED: f64 = 0.85;
const WORKERS: f64 = 28.0;
const CAP: usize = 20;
const STAY: (f64, f64) = (400.0, 0.8);
const BETWEEN_VISITS: f64 = 14.0;
const VISIT: (f64, f64) = (0.25, 0.5);

/// Purposes of draws.
const GAP: u16 = 1;
const SEVERITY_OF: u16 = 2;
const ASSESSMENT_OF: u16 = 3;
const ROUTE: u16 = 4;
const STAY_OF: u16 = 5;
const REQUEST: u16 = 6;
const VISIT_OF: u16 = 7;

/// What carries the workload: an event list and a source of variates.
pub(crate) trait Machinery {
    /// What withdraws an event.
    type Handle: Copy;
    fn schedule(&mut self, time: SimTime, phase: Phase, event: Event) -> Self::Handle;
    /// False if the event will come all the same.
    fn withdraw(&mut self, handle: Self::Handle) -> bool;
    fn next(&mut self) -> Option<(SimTime, Event)>;
    fn uniform(&mut self, purpose: u16, entity: u64, occasion: u64) -> f64;
    fn exponential(&mut self, purpose: u16, entity: u64, occasion: u64, mean: f64) -> f64;
    fn lognormal(&mut self, purpose: u16, entity: u64, occasion: u64, mean: f64, cv: f64) -> f64;
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event {
    Arrive,
    /// The assessment of this referral ends.
    Assessed(u32),
    /// This case asks for a visit.
    Ask(u32),
    /// This worker has finished a visit.
    Visited(u32),
    /// This case closes.
    Close(u32),
    End,
}

/// What a run reports: waits in days, caseload per worker.
pub(crate) struct Means {
    pub(crate) events: u64,
    pub(crate) arrivals: u64,
    pub(crate) assess_wait: f64,
    pub(crate) alloc_wait: f64,
    pub(crate) visit_delay: f64,
    pub(crate) caseload: f64,
}

/// The workload at one scale.
pub(crate) struct Flow {
    rate: f64,
    assessors: usize,
    workers: usize,
    days: i32,
}

struct Case<H> {
    referral: u32,
    worker: u32,
    visits: u32,
    open: bool,
    request: H,
}

#[derive(Default)]
struct Worker {
    load: usize,
    busy: bool,
    /// When each visit was asked for, and which visit of which referral it is.
    asked: VecDeque<(SimTime, u32, u32)>,
}

/// A sum of waits and their number.
#[derive(Default)]
struct Waits {
    minutes: i64,
    n: i64,
}

impl Waits {
    #[inline]
    fn push(&mut self, minutes: i64) {
        self.minutes += minutes;
        self.n += 1;
    }

    fn mean_days(&self) -> f64 {
        self.minutes as f64 / self.n as f64 / 1440.0
    }
}

/// For each load below the cap, the set of workers who carry it: the least loaded is found without a scan of all.
struct Ladder {
    words: usize,
    bits: Vec<u64>,
    count: [u32; CAP],
}

impl Ladder {
    fn new(workers: usize) -> Self {
        let words = workers.div_ceil(64);
        let mut ladder = Self {
            words,
            bits: vec![0; words * CAP],
            count: [0; CAP],
        };
        (0..workers).for_each(|worker| ladder.flip(worker, 0));
        ladder
    }

    /// Enters or strikes a worker at a load; workers at the cap are on no rung.
    fn flip(&mut self, worker: usize, load: usize) {
        if load < CAP {
            let word = &mut self.bits[load * self.words + worker / 64];
            *word ^= 1 << (worker % 64);
            if *word >> (worker % 64) & 1 == 1 {
                self.count[load] += 1;
            } else {
                self.count[load] -= 1;
            }
        }
    }

    /// The least loaded worker below the cap, the lowest index among equals.
    fn least(&self) -> Option<usize> {
        let load = self.count.iter().position(|&count| count > 0)?;
        let rung = &self.bits[load * self.words..][..self.words];
        let word = rung.iter().position(|&word| word != 0)?;
        Some(word * 64 + rung[word].trailing_zeros() as usize)
    }
}

struct State<M: Machinery> {
    machinery: M,
    now: SimTime,
    events: u64,
    referrals: u32,
    free_assessors: usize,
    to_assess: [VecDeque<(SimTime, u32)>; 3],
    to_allocate: VecDeque<(SimTime, u32)>,
    cases: Vec<Case<M::Handle>>,
    free_cases: Vec<u32>,
    workers: Vec<Worker>,
    ladder: Ladder,
    load: TimeWeighted,
    assess: Waits,
    allocate: Waits,
    visit: Waits,
}

impl Flow {
    pub(crate) fn new(scale: f64, days: i32) -> Self {
        let whole = |x: f64| libm::round(x * scale).max(1.0) as usize;
        Self {
            rate: ARRIVALS_A_DAY * scale,
            assessors: whole(ASSESSORS),
            workers: whole(WORKERS),
            days,
        }
    }

    /// One replication from empty.
    pub(crate) fn run<M: Machinery>(&self, machinery: M) -> Means {
        let mut s = State {
            machinery,
            now: SimTime(0),
            events: 0,
            referrals: 0,
            free_assessors: self.assessors,
            to_assess: Default::default(),
            to_allocate: VecDeque::new(),
            cases: Vec::new(),
            free_cases: Vec::new(),
            workers: (0..self.workers).map(|_| Worker::default()).collect(),
            ladder: Ladder::new(self.workers),
            load: TimeWeighted::default(),
            assess: Waits::default(),
            allocate: Waits::default(),
            visit: Waits::default(),
        };
        let end = SimTime::at(Day(self.days), 0);
        s.machinery.schedule(end, Phase::Observation, Event::End);
        s.next_arrival(1.0 / self.rate);
        while let Some((now, event)) = s.machinery.next() {
            s.now = now;
            s.events += 1;
            match event {
                Event::Arrive => s.arrive(1.0 / self.rate),
                Event::Assessed(referral) => s.assessed(referral),
                Event::Ask(case) => s.ask(case),
                Event::Visited(worker) => s.visited(worker),
                Event::Close(case) => s.close(case),
                Event::End => break,
            }
        }
        Means {
            events: s.events,
            arrivals: u64::from(s.referrals),
            assess_wait: s.assess.mean_days(),
            alloc_wait: s.allocate.mean_days(),
            visit_delay: s.visit.mean_days(),
            caseload: s.load.mean(end) / self.workers as f64,
        }
    }
}

impl<M: Machinery> State<M> {
    fn next_arrival(&mut self, mean: f64) {
        let gap = self
            .machinery
            .exponential(GAP, u64::from(self.referrals), 0, mean);
        self.machinery
            .schedule(self.now.plus_days_f(gap), Phase::Arrival, Event::Arrive);
    }

    fn arrive(&mut self, mean_gap: f64) {
        let referral = self.referrals;
        let u = self.machinery.uniform(SEVERITY_OF, u64::from(referral), 0);
        let severity = SEVERITY.iter().filter(|&&bound| u >= bound).count();
        self.to_assess[severity].push_back((self.now, referral));
        self.referrals += 1;
        self.next_arrival(mean_gap);
        self.assess_next();
    }

    fn assess_next(&mut self) {
        if self.free_assessors == 0 {
            return;
        }
        if let Some((arrived, referral)) = self.to_assess.iter_mut().find_map(VecDeque::pop_front) {
            self.free_assessors -= 1;
            self.assess.push(self.now.since(arrived));
            let days = self.machinery.lognormal(
                ASSESSMENT_OF,
                u64::from(referral),
                0,
                ASSESSMENT.0,
                ASSESSMENT.1,
            );
            self.machinery.schedule(
                self.now.plus_days_f(days),
                Phase::Completion,
                Event::Assessed(referral),
            );
        }
    }

    fn assessed(&mut self, referral: u32) {
        self.free_assessors += 1;
        if self.machinery.uniform(ROUTE, u64::from(referral), 0) >= CLOSED {
            self.to_allocate.push_back((self.now, referral));
            self.allocate_next();
        }
        self.assess_next();
    }

    fn allocate_next(&mut self) {
        let Some(index) = self.ladder.least() else {
            return;
        };
        let Some((since, referral)) = self.to_allocate.pop_front() else {
            return;
        };
        self.allocate.push(self.now.since(since));
        self.change_load(index, 1);
        let slot = self.free_cases.pop().unwrap_or(self.cases.len() as u32);
        let request = self.next_request(slot, referral, 0);
        let case = Case {
            referral,
            worker: index as u32,
            visits: 0,
            open: true,
            request,
        };
        match self.cases.get_mut(slot as usize) {
            Some(place) => *place = case,
            None => self.cases.push(case),
        }
        let days = self
            .machinery
            .lognormal(STAY_OF, u64::from(referral), 0, STAY.0, STAY.1);
        self.machinery.schedule(
            self.now.plus_days_f(days),
            Phase::Completion,
            Event::Close(slot),
        );
    }

    fn change_load(&mut self, worker: usize, delta: isize) {
        let load = self.workers[worker].load;
        let changed = load.saturating_add_signed(delta);
        self.ladder.flip(worker, load);
        self.ladder.flip(worker, changed);
        self.workers[worker].load = changed;
        self.load.add(self.now, delta as f64);
    }

    fn next_request(&mut self, slot: u32, referral: u32, visit: u32) -> M::Handle {
        let gap = self.machinery.exponential(
            REQUEST,
            u64::from(referral),
            u64::from(visit),
            BETWEEN_VISITS,
        );
        self.machinery
            .schedule(self.now.plus_days_f(gap), Phase::Arrival, Event::Ask(slot))
    }

    fn ask(&mut self, slot: u32) {
        let Case {
            referral,
            worker,
            visits,
            open,
            ..
        } = self.cases[slot as usize];
        if !open {
            // Only where nothing can be withdrawn: the last request of a case that has closed since. Not an event
            // of the model, so neither counted as one.
            self.events -= 1;
            self.free_cases.push(slot);
            return;
        }
        let request = self.next_request(slot, referral, visits + 1);
        let case = &mut self.cases[slot as usize];
        case.visits += 1;
        case.request = request;
        let who = &mut self.workers[worker as usize];
        who.asked.push_back((self.now, referral, visits));
        if !who.busy {
            self.visit_next(worker);
        }
    }

    fn visit_next(&mut self, worker: u32) {
        let who = &mut self.workers[worker as usize];
        let Some((asked, referral, visit)) = who.asked.pop_front() else {
            who.busy = false;
            return;
        };
        who.busy = true;
        self.visit.push(self.now.since(asked));
        let days = self.machinery.lognormal(
            VISIT_OF,
            u64::from(referral),
            u64::from(visit),
            VISIT.0,
            VISIT.1,
        );
        self.machinery.schedule(
            self.now.plus_days_f(days),
            Phase::Completion,
            Event::Visited(worker),
        );
    }

    fn visited(&mut self, worker: u32) {
        self.visit_next(worker);
    }

    fn close(&mut self, slot: u32) {
        let case = &mut self.cases[slot as usize];
        case.open = false;
        let (worker, request) = (case.worker as usize, case.request);
        if self.machinery.withdraw(request) {
            self.free_cases.push(slot);
        }
        self.change_load(worker, -1);
        self.allocate_next();
    }
}
