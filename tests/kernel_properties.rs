//! Properties of the kernel that must hold for any input, each against a model too simple to be wrong.

use casework::kernel::{Agenda, Calendar, Day, Phase, SimTime, Streams, Ticket, sample};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const PHASES: [Phase; 6] = [
    Phase::Arrival,
    Phase::Completion,
    Phase::Decision,
    Phase::Allocation,
    Phase::Choice,
    Phase::Observation,
];

/// What is done to an agenda.
#[derive(Clone, Debug)]
enum Step {
    /// Schedule so many minutes ahead.
    Push {
        ahead: i64,
        phase: usize,
    },
    Pop,
    /// Cancel with one of all tickets ever given out, stale or not.
    Cancel {
        ticket: usize,
    },
    /// Go on with a copy.
    Clone,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Many short distances, so that ties abound, and a few that reach into every level of the wheel and beyond.
    let ahead = prop_oneof![
        4 => 0_i64..4,
        4 => 0_i64..200,
        2 => 0_i64..1_000_000,
        1 => prop::sample::select(vec![63, 64, 4095, 4096, 262_144, 1 << 24, 1 << 30, 1 << 36, 1 << 45, i64::MAX]),
    ];
    let step = prop_oneof![
        5 => (ahead, 0..PHASES.len()).prop_map(|(ahead, phase)| Step::Push { ahead, phase }),
        3 => Just(Step::Pop),
        3 => any::<usize>().prop_map(|ticket| Step::Cancel { ticket }),
        1 => Just(Step::Clone),
    ];
    prop::collection::vec(step, 1..600)
}

/// The agenda as a list searched from end to end.
#[derive(Default)]
struct List {
    now: SimTime,
    pending: Vec<(SimTime, Phase, usize)>,
}

impl List {
    /// Numbers rise in order of scheduling, so they break ties and serve as the event.
    fn first(&self) -> Option<(SimTime, Phase, usize)> {
        self.pending.iter().copied().min()
    }

    fn remove(&mut self, number: usize) -> bool {
        let before = self.pending.len();
        self.pending.retain(|entry| entry.2 != number);
        self.pending.len() < before
    }
}

proptest! {
    // A case that failed is worth a named test of its own; no file of seeds is left in the tree.
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_agenda_does_what_a_searched_list_does(steps in steps()) {
        let mut agenda = Agenda::new();
        let mut list = List::default();
        let mut tickets: Vec<Ticket> = Vec::new();
        for step in steps {
            match step {
                Step::Push { ahead, phase } => {
                    let (time, phase) = (list.now.plus_minutes(ahead), PHASES[phase]);
                    list.pending.push((time, phase, tickets.len()));
                    tickets.push(agenda.push(time, phase, tickets.len()));
                }
                Step::Pop => {
                    let first = list.first();
                    let after = first.map_or(SimTime(0), |first| first.0.plus_minutes(1));
                    // Nothing comes before the end of time but what comes then.
                    let popped = if after == SimTime(i64::MAX) { agenda.pop() } else { agenda.pop_before(after) };
                    prop_assert_eq!(popped, first);
                    if let Some((time, _, number)) = first {
                        list.now = time;
                        list.remove(number);
                    }
                }
                Step::Cancel { ticket } if !tickets.is_empty() => {
                    let number = ticket % tickets.len();
                    prop_assert_eq!(agenda.cancel(tickets[number]), list.remove(number));
                    prop_assert!(!agenda.cancel(tickets[number]), "the second cancel finds nothing");
                }
                Step::Cancel { .. } => {}
                Step::Clone => agenda = agenda.clone(),
            }
            prop_assert_eq!(agenda.len(), list.pending.len());
            prop_assert_eq!(agenda.is_empty(), list.pending.is_empty());
            let next = list.first().map_or(SimTime(i64::MAX), |first| first.0);
            prop_assert_eq!(agenda.pop_before(next), None, "nothing is due before what is next");
        }
        let mut copy = agenda.clone();
        list.pending.sort_unstable();
        for expected in list.pending {
            prop_assert_eq!(agenda.pop(), Some(expected));
            prop_assert_eq!(copy.pop(), Some(expected));
        }
        prop_assert_eq!(agenda.pop(), None);
        prop_assert_eq!(copy.pop(), None);
    }

    #[test]
    fn an_agenda_mostly_cancelled_keeps_the_rest_in_order(
        times in prop::collection::vec(0_i64..100_000, 300..800),
        keep in 2_usize..40,
    ) {
        let mut agenda = Agenda::new();
        let tickets: Vec<Ticket> =
            times.iter().enumerate().map(|(i, &t)| agenda.push(SimTime(t), PHASES[i % 6], i)).collect();
        // Far more stale than live: the agenda compacts several times on the way.
        for (i, &ticket) in tickets.iter().enumerate() {
            prop_assert_eq!(i % keep != 0 && agenda.cancel(ticket), i % keep != 0);
        }
        let mut kept: Vec<_> =
            (0..times.len()).step_by(keep).map(|i| (SimTime(times[i]), PHASES[i % 6], i)).collect();
        kept.sort_unstable();
        prop_assert_eq!(agenda.len(), kept.len());
        prop_assert_eq!(std::iter::from_fn(|| agenda.pop()).collect::<Vec<_>>(), kept);
    }

    #[test]
    fn samplers_rise_with_their_uniform(
        u in 1e-9_f64..1.0, gap in 1e-9_f64..0.5, mean in 0.01_f64..500.0, shape in 0.05_f64..20.0, cv in 0.05_f64..3.0,
    ) {
        let (low, high) = (u * (1.0 - gap), u);
        prop_assert!(sample::exponential(low, mean) <= sample::exponential(high, mean));
        prop_assert!(sample::normal(low) <= sample::normal(high));
        prop_assert!(sample::lognormal(low, mean, cv) <= sample::lognormal(high, mean, cv));
        prop_assert!(sample::weibull(low, shape, mean) <= sample::weibull(high, shape, mean));
        prop_assert!(sample::gamma(low, shape, mean) <= sample::gamma(high, shape, mean) * (1.0 + 1e-12));
        prop_assert!(sample::poisson(low, mean) <= sample::poisson(high, mean));
        prop_assert!(sample::uniform_between(low, -mean, cv) <= sample::uniform_between(high, -mean, cv));
        prop_assert!(sample::categorical(low, &[mean, 0.0, shape, cv]) <= sample::categorical(high, &[mean, 0.0, shape, cv]));
        prop_assert!(sample::bernoulli(low, 0.4) >= sample::bernoulli(high, 0.4));
        prop_assert!(sample::normal_cdf(-cv) <= sample::normal_cdf(-cv + gap));
    }

    #[test]
    fn samplers_rise_with_their_parameter(u in 1e-6_f64..0.999_999, mean in 0.01_f64..200.0, more in 1.0_f64..3.0) {
        // Under one uniform a larger mean can only mean more: what coupled runs rely on.
        prop_assert!(sample::exponential(u, mean) <= sample::exponential(u, mean * more));
        prop_assert!(sample::lognormal(u, mean, 0.8) <= sample::lognormal(u, mean * more, 0.8));
        prop_assert!(sample::weibull(u, 1.4, mean) <= sample::weibull(u, 1.4, mean * more));
        prop_assert!(sample::gamma(u, 0.7, mean) <= sample::gamma(u, 0.7, mean * more));
        prop_assert!(sample::poisson(u, mean) <= sample::poisson(u, mean * more));
        prop_assert!(sample::bernoulli(u, 1.0 / mean.max(1.0)) >= sample::bernoulli(u, 1.0 / (mean.max(1.0) * more)));
    }

    #[test]
    fn draws_are_a_function_of_their_key(seed: u64, replication: u32, purpose: u16, entity: u64, occasion: u64) {
        let streams = Streams::new(seed, replication);
        let mut draw = streams.draw(purpose, entity, occasion);
        let first = draw.uniform();
        prop_assert!(first > 0.0 && first < 1.0);
        // Other draws in between, even from the same entity, do not move it.
        streams.draw(purpose, entity, occasion.wrapping_add(1)).next_u64();
        let mut again = Streams::new(seed, replication).draw(purpose, entity, occasion);
        prop_assert_eq!(again.uniform().to_bits(), first.to_bits());
        prop_assert_eq!(again.next_u64(), draw.next_u64());
        prop_assert_ne!(streams.draw(purpose ^ 1, entity, occasion).next_u64(), streams.draw(purpose, entity, occasion).next_u64());
    }

    #[test]
    fn counting_working_days_on_and_back_is_inverse(day in -50_i32..3000, n in 0_i32..400) {
        let calendar = Calendar::new(date(2009, 1, 1), 2800);
        let (day, start) = (Day(day), calendar.next_working(Day(day)));
        let end = calendar.add_working(day, n);
        prop_assert!(calendar.is_working(end));
        prop_assert_eq!(calendar.working_between(start, end), n);
        prop_assert_eq!(calendar.working_between(end, start), -n);
        prop_assert_eq!(calendar.add_working(start, n), end);
        prop_assert_eq!(calendar.working_between(day, end), n + i32::from(start > day));
        // One step at a time comes to the same.
        let steps = (0..n).fold(start, |at, _| calendar.next_working(at.plus(1)));
        prop_assert_eq!(steps, end);
    }
}

/// Every bank holiday in England of these years, as published by the government.
const HOLIDAYS: [(i16, &[(i8, i8)]); 7] = [
    (
        2010,
        &[
            (1, 1),
            (4, 2),
            (4, 5),
            (5, 3),
            (5, 31),
            (8, 30),
            (12, 27),
            (12, 28),
        ],
    ),
    (
        2011,
        &[
            (1, 3),
            (4, 22),
            (4, 25),
            (4, 29),
            (5, 2),
            (5, 30),
            (8, 29),
            (12, 26),
            (12, 27),
        ],
    ),
    (
        2012,
        &[
            (1, 2),
            (4, 6),
            (4, 9),
            (5, 7),
            (6, 4),
            (6, 5),
            (8, 27),
            (12, 25),
            (12, 26),
        ],
    ),
    (
        2013,
        &[
            (1, 1),
            (3, 29),
            (4, 1),
            (5, 6),
            (5, 27),
            (8, 26),
            (12, 25),
            (12, 26),
        ],
    ),
    (
        2020,
        &[
            (1, 1),
            (4, 10),
            (4, 13),
            (5, 8),
            (5, 25),
            (8, 31),
            (12, 25),
            (12, 28),
        ],
    ),
    (
        2022,
        &[
            (1, 3),
            (4, 15),
            (4, 18),
            (5, 2),
            (6, 2),
            (6, 3),
            (8, 29),
            (9, 19),
            (12, 26),
            (12, 27),
        ],
    ),
    (
        2023,
        &[
            (1, 2),
            (4, 7),
            (4, 10),
            (5, 1),
            (5, 8),
            (5, 29),
            (8, 28),
            (12, 25),
            (12, 26),
        ],
    ),
];

#[test]
fn working_days_are_the_weekdays_that_are_not_published_bank_holidays() {
    for (year, holidays) in HOLIDAYS {
        let calendar = Calendar::new(date(year, 1, 1), date(year, 1, 1).days_in_year() as usize);
        let published: Vec<Date> = holidays
            .iter()
            .map(|&(month, day)| date(year, month, day))
            .collect();
        for day in (0..calendar.days() as i32).map(Day) {
            let is_weekend = calendar.weekday(day) >= 5;
            let is_holiday = published.contains(&calendar.date(day));
            assert!(
                !(is_weekend && is_holiday),
                "a published holiday is a weekday: {}",
                calendar.date(day)
            );
            assert_eq!(
                calendar.is_working(day),
                !is_weekend && !is_holiday,
                "{}",
                calendar.date(day)
            );
        }
    }
}
