//! The future event list: what is due, in order of (time, phase, order of scheduling).
//!
//! A timing wheel on whole minutes. An event waits in the bucket named by the highest base-64 digit in which its
//! time differs from the present; when the buckets below are empty, the next bucket is dealt out afresh relative to
//! the earliest time in it. Every event is touched a few times however many are pending, where a heap pays a cache
//! miss at each of its levels. Events of one minute always lie in the same bucket and are moved in order, so the
//! order of scheduling is kept without storing it.

use std::collections::VecDeque;

use crate::kernel::time::SimTime;

/// What kind of thing happens at a moment: ties in time are resolved in this order.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug)]
pub enum Phase {
    /// Something enters, or breaks out.
    Arrival,
    /// Work that was under way ends.
    Completion,
    /// Something is decided on what is now known.
    Decision,
    /// Waiting things are given to whoever is free.
    Allocation,
    /// Whoever is free chooses what to do next.
    Choice,
    /// The state after all that is looked at.
    Observation,
}

impl Phase {
    const ALL: [Phase; 6] = [
        Phase::Arrival,
        Phase::Completion,
        Phase::Decision,
        Phase::Allocation,
        Phase::Choice,
        Phase::Observation,
    ];
}

/// The claim to one pending event, for cancelling it. It goes stale when the event is popped or cancelled, and a
/// stale ticket is harmless: its slot may be in use again, but under another generation.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Debug)]
pub struct Ticket {
    slot: u32,
    generation: u32,
}

/// Bits of one digit of time.
const DIGIT: u32 = 6;
const BUCKETS: usize = 1 << DIGIT;
/// Six digits reach 130,000 years ahead; whatever is later ("never" included) waits together beyond them.
const LEVELS: usize = 6;
/// Below this many stale entries a sweep costs more than they do.
const SWEEP_FROM: usize = 64;

#[derive(Copy, Clone, Debug)]
struct Entry<E> {
    time: i64,
    ticket: Ticket,
    phase: Phase,
    event: E,
}

/// Pending events, in order of (time, phase, order of scheduling).
#[derive(Clone, Debug)]
pub struct Agenda<E: Copy> {
    /// Time of the last event popped; the wheel is arranged relative to it.
    now: i64,
    /// Entries of the present minute, by phase.
    present: [VecDeque<Entry<E>>; Phase::ALL.len()],
    /// `LEVELS` × `BUCKETS` buckets, the lowest digit first, and one for all that lies beyond.
    buckets: Vec<Vec<Entry<E>>>,
    /// For each level, a bit for every bucket that may hold anything.
    occupied: [u64; LEVELS + 1],
    /// The current generation of every slot: an entry or ticket of another generation is stale.
    generations: Vec<u32>,
    free: Vec<u32>,
    live: usize,
    /// Entries held, stale ones included.
    held: usize,
    /// Buffer for dealing out a bucket; empty between calls.
    dealt: Vec<Entry<E>>,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda at time zero.
    pub fn new() -> Self {
        Self {
            now: 0,
            present: std::array::from_fn(|_| VecDeque::new()),
            buckets: vec![Vec::new(); LEVELS * BUCKETS + 1],
            occupied: [0; LEVELS + 1],
            generations: Vec::new(),
            free: Vec::new(),
            live: 0,
            held: 0,
            dealt: Vec::new(),
        }
    }

    /// Schedules `event`, behind everything already due in the same phase of the same minute.
    ///
    /// ```
    /// use casework::kernel::{agenda::{Agenda, Phase}, time::SimTime};
    /// let mut agenda = Agenda::new();
    /// agenda.push(SimTime(5), Phase::Choice, 'b');
    /// let ticket = agenda.push(SimTime(1), Phase::Choice, 'x');
    /// agenda.push(SimTime(5), Phase::Arrival, 'a');
    /// assert!(agenda.cancel(ticket));
    /// assert_eq!(agenda.pop(), Some((SimTime(5), Phase::Arrival, 'a')));
    /// assert_eq!(agenda.pop(), Some((SimTime(5), Phase::Choice, 'b')));
    /// assert_eq!(agenda.pop(), None);
    /// ```
    ///
    /// # Panics
    /// If `time` is before the last event popped (before time zero, if none was): the past cannot change.
    #[inline]
    pub fn push(&mut self, time: SimTime, phase: Phase, event: E) -> Ticket {
        assert!(
            time.0 >= self.now,
            "{phase:?} event scheduled for {time}, but it is already {}",
            SimTime(self.now)
        );
        let ticket = match self.free.pop() {
            Some(slot) => Ticket {
                slot,
                generation: self.generations[slot as usize],
            },
            None => {
                let slot = u32::try_from(self.generations.len())
                    .expect("fewer than 2^32 events are pending");
                self.generations.push(0);
                Ticket {
                    slot,
                    generation: 0,
                }
            }
        };
        self.live += 1;
        self.held += 1;
        self.place(Entry {
            time: time.0,
            ticket,
            phase,
            event,
        });
        ticket
    }

    /// Withdraws a pending event; false if it was popped or cancelled before.
    pub fn cancel(&mut self, ticket: Ticket) -> bool {
        if !self.is_live(ticket) {
            return false;
        }
        self.release(ticket);
        if self.held - self.live > self.live.max(SWEEP_FROM) {
            self.sweep();
        }
        true
    }

    /// Takes out the next event and moves the present to its time.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, Phase, E)> {
        self.pop_if(|_| true)
    }

    /// The same if the event is due before a time; otherwise the present stays where it is.
    #[inline]
    pub fn pop_before(&mut self, end: SimTime) -> Option<(SimTime, Phase, E)> {
        self.pop_if(|time| time < end.0)
    }

    #[inline]
    fn pop_if(&mut self, is_due: impl Fn(i64) -> bool) -> Option<(SimTime, Phase, E)> {
        while is_due(self.now) {
            for queue in &mut self.present {
                while let Some(entry) = queue.pop_front() {
                    self.held -= 1;
                    if self.generations[entry.ticket.slot as usize] == entry.ticket.generation {
                        self.release(entry.ticket);
                        return Some((SimTime(self.now), entry.phase, entry.event));
                    }
                }
            }
            if !self.advance(&is_due) {
                break;
            }
        }
        None
    }

    /// Number of pending events.
    pub fn len(&self) -> usize {
        self.live
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.live == 0
    }

    #[inline]
    fn is_live(&self, ticket: Ticket) -> bool {
        self.generations[ticket.slot as usize] == ticket.generation
    }

    #[inline]
    fn release(&mut self, ticket: Ticket) {
        let generation = &mut self.generations[ticket.slot as usize];
        *generation = generation.wrapping_add(1);
        self.free.push(ticket.slot);
        self.live -= 1;
    }

    fn earliest(&self, bucket: &[Entry<E>]) -> Option<i64> {
        bucket
            .iter()
            .filter(|entry| self.is_live(entry.ticket))
            .map(|entry| entry.time)
            .min()
    }

    #[inline]
    fn place(&mut self, entry: Entry<E>) {
        let differing = (entry.time ^ self.now) as u64;
        if differing == 0 {
            self.present[entry.phase as usize].push_back(entry);
            return;
        }
        let level = ((63 - differing.leading_zeros()) / DIGIT) as usize;
        let (level, digit) = if level < LEVELS {
            (
                level,
                (entry.time >> (DIGIT as usize * level)) as usize % BUCKETS,
            )
        } else {
            (LEVELS, 0)
        };
        self.occupied[level] |= 1 << digit;
        self.buckets[level * BUCKETS + digit].push(entry);
    }

    /// Deals out the next bucket, relative to the earliest time in it. False if no bucket is left, or that time is not due.
    fn advance(&mut self, is_due: impl Fn(i64) -> bool) -> bool {
        let Some(level) = self.occupied.iter().position(|&bits| bits != 0) else {
            return false;
        };
        // The present shares every higher digit with these entries, so the lowest set bit is the earliest bucket.
        let digit = self.occupied[level].trailing_zeros() as usize;
        let index = level * BUCKETS + digit;
        if let Some(earliest) = self.earliest(&self.buckets[index]) {
            if !is_due(earliest) {
                return false;
            }
            // Lower levels are empty now, and higher ones do not see the digits that change.
            self.now = earliest;
        }
        self.occupied[level] &= self.occupied[level] - 1;
        let mut dealt = std::mem::take(&mut self.dealt);
        std::mem::swap(&mut dealt, &mut self.buckets[index]);
        for entry in dealt.drain(..) {
            if self.is_live(entry.ticket) {
                self.place(entry);
            } else {
                self.held -= 1;
            }
        }
        self.dealt = dealt;
        true
    }

    /// Drops every stale entry, so that memory follows what is pending and not what was ever cancelled.
    fn sweep(&mut self) {
        let generations = &self.generations;
        let is_live =
            |entry: &Entry<E>| generations[entry.ticket.slot as usize] == entry.ticket.generation;
        self.present
            .iter_mut()
            .for_each(|queue| queue.retain(is_live));
        // A bucket emptied here keeps its bit, and is dealt out as nothing when its turn comes.
        self.buckets
            .iter_mut()
            .for_each(|bucket| bucket.retain(is_live));
        self.held = self.live;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drain<E: Copy>(agenda: &mut Agenda<E>) -> Vec<E> {
        std::iter::from_fn(|| agenda.pop())
            .map(|(_, _, event)| event)
            .collect()
    }

    #[test]
    fn ties_are_broken_by_phase_and_then_by_order_of_scheduling() {
        let mut agenda = Agenda::new();
        for (event, phase) in Phase::ALL.into_iter().rev().chain(Phase::ALL).enumerate() {
            agenda.push(SimTime(1440), phase, event);
        }
        assert_eq!(drain(&mut agenda), [5, 6, 4, 7, 3, 8, 2, 9, 1, 10, 0, 11]);
    }

    #[test]
    fn the_order_of_scheduling_survives_scheduling_from_near_and_from_far() {
        let mut agenda = Agenda::new();
        let due = SimTime(300_000);
        for step in 0..8_i64 {
            agenda.push(due, Phase::Choice, step);
            // Each stop is nearer, so each copy of the tie is pushed into another level of the wheel.
            agenda.push(
                SimTime(300_000 - (1 << (2 * (8 - step)))),
                Phase::Choice,
                -1,
            );
            assert_eq!(agenda.pop().map(|popped| popped.2), Some(-1));
        }
        assert_eq!(drain(&mut agenda), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn an_event_for_the_present_minute_may_still_go_before_what_is_left_of_it() {
        let mut agenda = Agenda::new();
        agenda.push(SimTime(7), Phase::Decision, 'a');
        agenda.push(SimTime(7), Phase::Observation, 'z');
        assert_eq!(agenda.pop(), Some((SimTime(7), Phase::Decision, 'a')));
        agenda.push(SimTime(7), Phase::Arrival, 'b');
        assert_eq!(agenda.pop_before(SimTime(7)), None);
        assert_eq!(drain(&mut agenda), ['b', 'z']);
    }

    #[test]
    fn events_that_are_never_due_wait_behind_all_others() {
        let mut agenda = Agenda::new();
        agenda.push(SimTime(i64::MAX), Phase::Arrival, 'z');
        agenda.push(SimTime(1 << 40), Phase::Arrival, 'y');
        agenda.push(SimTime((1 << 40) + 1), Phase::Arrival, 'x');
        agenda.push(SimTime(1 << 35), Phase::Observation, 'a');
        assert_eq!(drain(&mut agenda), ['a', 'y', 'x', 'z']);
    }

    #[test]
    #[should_panic(
        expected = "Choice event scheduled for day 0 00:09, but it is already day 0 00:10"
    )]
    fn the_past_cannot_be_scheduled() {
        let mut agenda = Agenda::new();
        agenda.push(SimTime(10), Phase::Arrival, ());
        agenda.pop();
        agenda.push(SimTime(9), Phase::Choice, ());
    }

    #[test]
    fn what_is_not_due_yet_does_not_move_the_present() {
        let mut agenda = Agenda::new();
        let far = agenda.push(SimTime(50_000), Phase::Arrival, 'f');
        assert_eq!(agenda.pop_before(SimTime(50_000)), None);
        agenda.push(SimTime(3), Phase::Arrival, 'n');
        assert_eq!(agenda.pop_before(SimTime(3)), None);
        let near = Some((SimTime(3), Phase::Arrival, 'n'));
        assert_eq!(agenda.pop_before(SimTime(4)), near);
        assert_eq!(agenda.pop_before(SimTime(50_000)), None);
        agenda.push(SimTime(4), Phase::Arrival, 'm');
        agenda.cancel(far);
        assert_eq!(drain(&mut agenda), ['m']);
        assert_eq!(agenda.pop_before(SimTime(i64::MAX)), None);
    }

    #[test]
    fn a_stale_ticket_does_not_touch_the_next_user_of_its_slot() {
        let mut agenda = Agenda::new();
        let first = agenda.push(SimTime(1), Phase::Arrival, 1);
        assert!(agenda.cancel(first));
        let second = agenda.push(SimTime(1), Phase::Arrival, 2);
        assert_eq!(first.slot, second.slot);
        assert!(!agenda.cancel(first));
        assert_eq!(drain(&mut agenda), [2]);
        assert!(!agenda.cancel(second));
    }

    #[test]
    fn stale_entries_never_outnumber_live_ones_for_long() {
        let mut agenda = Agenda::new();
        let tickets: Vec<Ticket> = (0..10_000)
            .map(|i| agenda.push(SimTime(i * 37), Phase::Choice, i))
            .collect();
        for ticket in &tickets[100..] {
            assert!(agenda.cancel(*ticket));
            assert!(agenda.held - agenda.live <= agenda.live.max(SWEEP_FROM));
        }
        assert_eq!(agenda.len(), 100);
        assert_eq!(drain(&mut agenda), (0..100).collect::<Vec<_>>());
        assert_eq!(agenda.held, 0);
        // Slots are reused: what was cancelled leaves nothing behind.
        assert_eq!(agenda.generations.len(), 10_000);
        assert_eq!(agenda.free.len(), 10_000);
    }

    #[test]
    fn stale_entries_are_left_alone_until_they_outnumber_live_ones() {
        let mut agenda = Agenda::new();
        let tickets: Vec<Ticket> = (0..200)
            .map(|i| agenda.push(SimTime(i * 37), Phase::Choice, i))
            .collect();
        for ticket in &tickets[..100] {
            agenda.cancel(*ticket);
        }
        assert_eq!((agenda.live, agenda.held), (100, 200), "as many as live");
        agenda.cancel(tickets[100]);
        assert_eq!((agenda.live, agenda.held), (99, 99), "one more");
    }

    #[test]
    fn an_event_waits_in_the_bucket_of_its_highest_digit_that_differs_from_the_present() {
        let mut agenda = Agenda::new();
        for level in 0..LEVELS {
            for digit in 1..BUCKETS {
                let time = (digit as i64) << (DIGIT as usize * level);
                agenda.push(SimTime(time), Phase::Choice, time);
                let bucket = &agenda.buckets[level * BUCKETS + digit];
                assert_eq!(bucket.iter().map(|e| e.event).collect::<Vec<_>>(), [time]);
            }
        }
    }

    #[test]
    fn a_clone_carries_on_exactly_as_the_original() {
        let mut agenda = Agenda::new();
        for i in 0..1000_i64 {
            let ticket = agenda.push(SimTime(i * 7919 % 5000), Phase::ALL[i as usize % 6], i);
            if i % 3 == 0 {
                agenda.cancel(ticket);
            }
        }
        for _ in 0..100 {
            agenda.pop();
        }
        let mut copy = agenda.clone();
        let tickets = [&mut agenda, &mut copy].map(|a| a.push(SimTime(5_000), Phase::Arrival, -1));
        assert_eq!(tickets[0], tickets[1]);
        assert_eq!(drain(&mut agenda), drain(&mut copy));
    }
}
