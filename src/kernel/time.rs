//! Simulated time in whole minutes.
//!
//! Integers, because two events at "nine o'clock" must tie exactly, whatever sums led to them. A real-valued
//! duration is rounded to the *nearest* minute: rounding up would slow every Poisson stream by half a minute a gap.

use std::fmt;

/// Minutes in a day.
pub const MINUTES_PER_DAY: i64 = 1440;

/// A moment: minutes since midnight of the calendar's first day.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug, Default)]
pub struct SimTime(pub i64);

/// A whole day: days since the calendar's first day.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug, Default)]
pub struct Day(pub i32);

/// Days of a mean month and a mean year.
pub const MONTH_DAYS: f64 = 30.4375;
/// See [`MONTH_DAYS`].
pub const YEAR_DAYS: f64 = 365.25;
/// Weeks of a year.
pub const YEAR_WEEKS: f64 = YEAR_DAYS / 7.0;
/// Working days of a week without holidays.
pub const DAYS_A_WEEK: f64 = 5.0;

impl SimTime {
    /// The moment `minute` minutes after midnight of `day`.
    ///
    /// ```
    /// use casework::kernel::time::{Day, SimTime};
    /// assert_eq!(SimTime::at(Day(2), 540), SimTime(2 * 1440 + 540));
    /// ```
    pub fn at(day: Day, minute: i64) -> Self {
        Self(i64::from(day.0) * MINUTES_PER_DAY + minute)
    }

    /// The day this moment falls on (the earlier one before time zero, not the one nearer to it).
    pub fn day(self) -> Day {
        let day = self.0.div_euclid(MINUTES_PER_DAY);
        Day(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
    }

    /// Minutes since midnight, `0..1440`.
    pub fn minute_of_day(self) -> i64 {
        self.0.rem_euclid(MINUTES_PER_DAY)
    }

    /// This moment shifted by whole minutes. Saturates, so that "never" stays never.
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes))
    }

    /// This moment shifted by real-valued days, to the nearest minute. Saturates.
    ///
    /// ```
    /// use casework::kernel::time::SimTime;
    /// assert_eq!(SimTime(10).plus_days_f(0.5), SimTime(730));
    /// ```
    pub fn plus_days_f(self, days: f64) -> Self {
        debug_assert!(!days.is_nan(), "a duration of NaN days from {self}");
        // The cast saturates by definition, so an infinite duration means "never" and not an overflow.
        self.plus_minutes(libm::rint(days * MINUTES_PER_DAY as f64) as i64)
    }

    /// Minutes from `earlier` to this moment.
    pub fn since(self, earlier: SimTime) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Days from `earlier` to this moment.
    pub fn days_since(self, earlier: SimTime) -> f64 {
        self.since(earlier) as f64 / MINUTES_PER_DAY as f64
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minute = self.minute_of_day();
        write!(
            f,
            "day {} {:02}:{:02}",
            self.day().0,
            minute / 60,
            minute % 60
        )
    }
}

impl Day {
    /// The day `days` later (earlier if negative).
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Days from `earlier` to this one.
    pub fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "day {}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_splits_into_day_and_minute_on_both_sides_of_zero() {
        for minutes in [-2881, -1441, -1440, -1, 0, 1, 1439, 1440, 987_654] {
            let t = SimTime(minutes);
            assert_eq!(SimTime::at(t.day(), t.minute_of_day()), t);
            assert!((0..MINUTES_PER_DAY).contains(&t.minute_of_day()));
        }
        assert_eq!(SimTime(-1).day(), Day(-1));
        assert_eq!(SimTime(i64::MAX).day(), Day(i32::MAX), "never stays never");
        assert_eq!(SimTime(i64::MIN).day(), Day(i32::MIN));
    }

    #[test]
    fn durations_round_to_the_nearest_minute_and_not_up() {
        let minute = 1.0 / 1440.0;
        assert_eq!(SimTime(0).plus_days_f(0.49 * minute), SimTime(0));
        assert_eq!(SimTime(0).plus_days_f(0.51 * minute), SimTime(1));
        assert_eq!(SimTime(5).plus_days_f(-2.0 * minute), SimTime(3));
        assert_eq!(SimTime(5).plus_days_f(f64::INFINITY), SimTime(i64::MAX));
    }

    #[test]
    fn differences_and_shifts_undo_each_other() {
        let t = SimTime::at(Day(3), 61);
        assert_eq!(t.plus_minutes(1440).since(t), 1440);
        assert!((t.plus_minutes(2160).days_since(t) - 1.5).abs() < 1e-15);
        assert_eq!(Day(4).plus(-5), Day(-1));
        assert_eq!(Day(-1).since(Day(4)), -5);
        assert_eq!(format!("{t}, {}", Day(7)), "day 3 01:01, day 7");
    }
}
