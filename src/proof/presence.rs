//! Who is there: the number present, time at each number, and Little's law as an identity.

use crate::kernel::{SimTime, TimeWeighted};

/// Number present, and the time spent by each who has been.
#[derive(Default)]
pub(super) struct Presence {
    level: TimeWeighted,
    spent: i64,
    /// When time at each number began to be counted, and whether it still is.
    counting: bool,
    since: SimTime,
    present: usize,
    levels: Levels,
}

/// Minutes at each number present over a stretch of time.
#[derive(Clone, Debug, Default)]
pub struct Levels(Vec<i64>);

impl Levels {
    /// Mean number present.
    pub fn mean(&self) -> f64 {
        let weighted: f64 = (self.0.iter().enumerate())
            .map(|(n, &minutes)| n as f64 * minutes as f64)
            .sum();
        weighted / self.minutes(0)
    }

    /// Mean number present beyond `servers`, who wait.
    pub fn queue(&self, servers: usize) -> f64 {
        let weighted: f64 = (self.0.iter().enumerate().skip(servers))
            .map(|(n, &minutes)| (n - servers) as f64 * minutes as f64)
            .sum();
        weighted / self.minutes(0)
    }

    /// Share of time with at least `n` present.
    pub fn at_least(&self, n: usize) -> f64 {
        self.minutes(n) / self.minutes(0)
    }

    fn minutes(&self, from: usize) -> f64 {
        self.0.iter().skip(from).sum::<i64>() as f64
    }
}

impl Presence {
    pub(super) fn enter(&mut self, now: SimTime) {
        self.count(now);
        self.present += 1;
        self.level.add(now, 1.0);
    }

    pub(super) fn leave(&mut self, now: SimTime, arrived: SimTime) {
        self.count(now);
        self.present -= 1;
        self.level.add(now, -1.0);
        self.spent += now.since(arrived);
    }

    /// How many are there.
    pub(super) fn present(&self) -> usize {
        self.present
    }

    /// From now on time at each number is counted.
    pub(super) fn open(&mut self, now: SimTime) {
        self.counting = true;
        self.since = now;
    }

    /// Until now.
    pub(super) fn close(&mut self, now: SimTime) {
        self.count(now);
        self.counting = false;
    }

    fn count(&mut self, now: SimTime) {
        if self.counting {
            if self.levels.0.len() <= self.present {
                self.levels.0.resize(self.present + 1, 0);
            }
            self.levels.0[self.present] += now.since(self.since);
            self.since = now;
        }
    }

    /// Time at each number, and by how much the area under the number present misses the sum of the times spent,
    /// those still there included, over the whole run; whoever is lost or doubled counts as a whole.
    pub(super) fn end(
        mut self,
        now: SimTime,
        still_there: impl Iterator<Item = SimTime>,
    ) -> (Levels, f64) {
        self.close(now);
        let area = self.level.integral(now);
        let mut left = self.present as i64;
        for arrived in still_there {
            left -= 1;
            self.spent += now.since(arrived);
        }
        let spent = self.spent as f64;
        let gap = if area == spent {
            0.0
        } else {
            (area / spent - 1.0).abs()
        };
        (self.levels, gap.max(left.unsigned_abs() as f64))
    }
}
