//! Invariants checked at the end of every run: a run that breaks one is a bug and stops with its context.

use crate::kernel::tally::TimeWeighted;
use crate::kernel::time::SimTime;
use crate::world::World;
use crate::world::fact::Fact;

/// Keeps count of open involvements from facts alone.
#[derive(Clone, Debug)]
pub(super) struct Conscience {
    open: TimeWeighted,
    opened: u64,
    closed: u64,
    sojourns: f64,
    start: SimTime,
}

impl Conscience {
    /// At the start of a run whose stock is this large.
    pub(super) fn new(start: SimTime, stock: usize) -> Conscience {
        Conscience {
            open: TimeWeighted::new(start, stock as f64),
            opened: stock as u64,
            closed: 0,
            sojourns: 0.0,
            start,
        }
    }

    /// Follows what opens and closes. A referral opens a case only if it is the family's newest and not yet counted.
    pub(super) fn see(&mut self, fact: &Fact, now: SimTime, world: &World) {
        match *fact {
            Fact::Referred { case, .. } if u64::from(case.0) >= self.opened => {
                self.opened += 1;
                self.open.add(now, 1.0);
            }
            Fact::Closed { case, .. } => {
                self.closed += 1;
                self.open.add(now, -1.0);
                self.sojourns += now.days_since(world.case(case).opened.max(self.start));
            }
            _ => {}
        }
    }

    /// Conservation of cases, and Little's law as an identity: the integral of open cases is the sum of their times in the run.
    ///
    /// # Panics
    /// If either does not hold.
    pub(super) fn check(&self, now: SimTime, world: &World) {
        let open = world.cases.iter().filter(|c| c.is_open());
        let still: f64 = open
            .clone()
            .map(|c| now.days_since(c.opened.max(self.start)))
            .sum();
        let count = open.count() as u64;
        assert_eq!(
            self.opened,
            world.cases.len() as u64,
            "every case opened is a referral or stock"
        );
        assert_eq!(
            self.opened,
            self.closed + count,
            "cases in = cases open + cases closed"
        );
        let held: usize = world.teams.iter().map(|t| t.open.len()).sum();
        assert!(
            held <= count as usize,
            "teams hold {held} cases, only {count} are open"
        );
        let integral = self.open.integral(now) / 1440.0;
        let total = self.sojourns + still;
        let error = (integral - total).abs() / total.max(1.0);
        assert!(
            error < 1e-9,
            "Little's law: {integral} case-days counted, {total} summed"
        );
    }
}
