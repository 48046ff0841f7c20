//! Which days are working days, and which fall in a school term, in England.
//!
//! Every fact about a covered day is read from a table; the rule that fills the table answers for days outside it
//! (a duration with a long tail can end years after the last covered day, and that must not be an error).

use std::ops::RangeInclusive;

use jiff::civil::{Date, Weekday, date};

use crate::kernel::time::{Day, SimTime};

/// What the table holds about one day.
#[derive(Copy, Clone, Debug)]
struct Entry {
    weekday: u8,
    month: u8,
    day_of_month: u8,
    working: bool,
    term: bool,
}

/// An English working calendar: weekends, bank holidays and school terms.
///
/// Bank holidays follow the rules of the Banking and Financial Dealings Act 1971 with substitute days, and the
/// days moved or added by proclamation between 2009 and 2030 as far as they are known.
#[derive(Clone, Debug)]
pub struct Calendar {
    first: Date,
    entries: Vec<Entry>,
    /// Working days among the covered days up to and including each.
    worked: Vec<i32>,
    /// The covered working days in order.
    working: Vec<Day>,
}

impl Calendar {
    /// A calendar that covers `days` days from `first`.
    ///
    /// ```
    /// use casework::kernel::{calendar::Calendar, time::Day};
    /// use jiff::civil::date;
    /// let calendar = Calendar::new(date(2011, 4, 21), 30);
    /// // Good Friday, a weekend and Easter Monday lie between.
    /// assert_eq!(calendar.add_working(Day(0), 1), Day(5));
    /// ```
    pub fn new(first: Date, days: usize) -> Calendar {
        let mut calendar = Calendar {
            first,
            entries: Vec::with_capacity(days),
            worked: Vec::with_capacity(days),
            working: Vec::new(),
        };
        for (index, date) in first
            .series(jiff::Span::new().days(1))
            .take(days)
            .enumerate()
        {
            let entry = describe(date);
            calendar.entries.push(entry);
            if entry.working {
                calendar.working.push(Day(index as i32));
            }
            calendar.worked.push(calendar.working.len() as i32);
        }
        calendar
    }

    /// Number of covered days.
    pub fn days(&self) -> usize {
        self.entries.len()
    }

    /// The date of a day.
    ///
    /// # Panics
    /// If the date is not in the years −9999 to 9999.
    pub fn date(&self, day: Day) -> Date {
        let span = jiff::Span::new().try_days(day.0);
        match span.and_then(|span| self.first.checked_add(span)) {
            Ok(date) => date,
            Err(error) => panic!(
                "{day} after {} is beyond every calendar: {error}",
                self.first
            ),
        }
    }

    /// A moment as `2012-03-05 10:30`.
    ///
    /// # Panics
    /// As [`Calendar::date`].
    pub fn date_and_time(&self, at: SimTime) -> String {
        let (date, minute) = (self.date(at.day()), at.minute_of_day());
        format!("{date} {:02}:{:02}", minute / 60, minute % 60)
    }

    /// The day of a date, if it is covered.
    pub fn day_of(&self, date: Date) -> Option<Day> {
        let days = self.first.until(date).ok()?.get_days();
        usize::try_from(days)
            .is_ok_and(|index| index < self.days())
            .then_some(Day(days))
    }

    /// Whether offices are open: neither a weekend nor a bank holiday.
    #[inline]
    pub fn is_working(&self, day: Day) -> bool {
        self.entry(day).working
    }

    /// Whether the day falls within a typical English school half-term period. Weekends inside it count as term;
    /// whether the school is open that day is a matter of [`Calendar::is_working`] as well.
    ///
    /// Dates differ between authorities; the rule here is the common pattern. Autumn runs from 3 September to the
    /// last Friday by 22 December, spring from the first Monday from 2 January to the second Friday before Easter,
    /// summer from the Tuesday eight days after Easter Monday to the last Friday by 24 July. Half-terms are the weeks
    /// of the Monday in 23 to 29 October, the Monday in 12 to 18 February, and the spring bank holiday.
    #[inline]
    pub fn is_term(&self, day: Day) -> bool {
        self.entry(day).term
    }

    /// Day of the week, 0 for Monday.
    #[inline]
    pub fn weekday(&self, day: Day) -> u8 {
        self.entry(day).weekday
    }

    /// Month, 1 to 12.
    #[inline]
    pub fn month(&self, day: Day) -> u8 {
        self.entry(day).month
    }

    /// Day of the month, 1 to 31.
    #[inline]
    pub fn day_of_month(&self, day: Day) -> u8 {
        self.entry(day).day_of_month
    }

    /// The day itself if it is a working day, else the next one.
    pub fn next_working(&self, day: Day) -> Day {
        let mut day = day;
        while !self.is_working(day) {
            day = day.plus(1);
        }
        day
    }

    /// The day `n` working days after `day`, counted from the next working day if `day` is not one.
    ///
    /// # Panics
    /// If `n` is negative.
    pub fn add_working(&self, day: Day, n: i32) -> Day {
        assert!(n >= 0, "cannot count {n} working days onwards from {day}");
        let start = self.next_working(day);
        let covered = self
            .index(start)
            .and_then(|index| self.working.get((self.worked[index] - 1 + n) as usize));
        covered
            .copied()
            .unwrap_or_else(|| (0..n).fold(start, |day, _| self.next_working(day.plus(1))))
    }

    /// Number of working days in (`after`, `until`]; negative if `until` is the earlier.
    pub fn working_between(&self, after: Day, until: Day) -> i32 {
        if after > until {
            return -self.working_between(until, after);
        }
        match (self.index(after), self.index(until)) {
            (Some(a), Some(b)) => self.worked[b] - self.worked[a],
            _ => (after.0 + 1..=until.0)
                .filter(|&day| self.is_working(Day(day)))
                .count() as i32,
        }
    }

    fn index(&self, day: Day) -> Option<usize> {
        usize::try_from(day.0)
            .ok()
            .filter(|&index| index < self.entries.len())
    }

    #[inline]
    fn entry(&self, day: Day) -> Entry {
        match self.entries.get(day.0 as usize) {
            Some(entry) => *entry,
            None => describe(self.date(day)),
        }
    }
}

fn describe(date: Date) -> Entry {
    let weekday = date.weekday().to_monday_zero_offset() as u8;
    Entry {
        weekday,
        month: date.month() as u8,
        day_of_month: date.day() as u8,
        working: weekday < 5 && !is_bank_holiday(date),
        term: is_in_term(date),
    }
}

/// Easter Sunday of the Gregorian calendar: the Sunday after the full moon that the church's tables put on or
/// after 21 March.
fn easter(year: i16) -> Date {
    let y = i32::from(year);
    let century = y / 100;
    let golden = y % 19;
    // Age of the moon on 21 March, corrected for the dropped leap days and the drift of the 19-year cycle.
    let solar = century - century / 4;
    let lunar = (8 * century + 13) / 25;
    let epact = (19 * golden + solar - lunar + 15) % 30;
    // The tables never let the full moon fall later than 18 April, nor twice on one date in a cycle.
    let moon =
        epact - (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11) * (epact / 28));
    let to_sunday = moon - (y + y / 4 + moon + 2 - solar) % 7;
    plus(date(year, 3, 28), to_sunday)
}

fn is_bank_holiday(day: Date) -> bool {
    let year = day.year();
    let easter = easter(year);
    let spring = spring_bank_holiday(year);
    let early_may = if year == 2020 {
        date(2020, 5, 8)
    } else {
        monday_from(date(year, 5, 1))
    };
    day == substitute(date(year, 1, 1))
        || day == plus(easter, -2)
        || day == plus(easter, 1)
        || day == early_may
        || day == spring
        || day == monday_from(date(year, 8, 25))
        || christmas(year).contains(&day)
        || PROCLAIMED.contains(&(year, day.month(), day.day()))
}

/// Days added by proclamation: a wedding, two jubilees, a funeral, a coronation.
const PROCLAIMED: [(i16, i8, i8); 5] = [
    (2011, 4, 29),
    (2012, 6, 5),
    (2022, 6, 3),
    (2022, 9, 19),
    (2023, 5, 8),
];

/// The last Monday of May, but moved to meet the jubilees.
fn spring_bank_holiday(year: i16) -> Date {
    match year {
        2012 => date(2012, 6, 4),
        2022 => date(2022, 6, 2),
        _ => monday_from(date(year, 5, 25)),
    }
}

/// The two days off for 25 and 26 December. Only the one that falls on a weekend moves, past the other.
fn christmas(year: i16) -> [Date; 2] {
    let christmas = date(year, 12, 25);
    let boxing = date(year, 12, 26);
    match christmas.weekday() {
        Weekday::Friday => [christmas, plus(boxing, 2)],
        Weekday::Saturday => [plus(christmas, 2), plus(boxing, 2)],
        Weekday::Sunday => [boxing, plus(christmas, 2)],
        _ => [christmas, boxing],
    }
}

fn is_in_term(day: Date) -> bool {
    let year = day.year();
    let easter_monday = plus(easter(year), 1);
    let terms: [RangeInclusive<Date>; 3] = [
        monday_from(date(year, 1, 2))..=plus(easter_monday, -10),
        plus(easter_monday, 8)..=friday_until(date(year, 7, 24)),
        date(year, 9, 3)..=friday_until(date(year, 12, 22)),
    ];
    let half_terms = [
        monday_from(date(year, 2, 12)),
        monday_until(spring_bank_holiday(year)),
        monday_from(date(year, 10, 23)),
    ];
    terms.iter().any(|term| term.contains(&day))
        && !half_terms
            .iter()
            .any(|&monday| (monday..=plus(monday, 4)).contains(&day))
}

/// `day`, or the Monday that stands in for it if it falls on a weekend.
fn substitute(day: Date) -> Date {
    if day.weekday().to_monday_zero_offset() < 5 {
        day
    } else {
        monday_from(day)
    }
}

fn monday_from(day: Date) -> Date {
    plus(
        day,
        i32::from(-day.weekday().to_monday_zero_offset()).rem_euclid(7),
    )
}

fn monday_until(day: Date) -> Date {
    plus(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

fn friday_until(day: Date) -> Date {
    plus(
        day,
        -i32::from(day.weekday().to_monday_zero_offset() - 4).rem_euclid(7),
    )
}

fn plus(day: Date, days: i32) -> Date {
    // Only ever a few weeks within one year, so it cannot leave the range of dates except at its very ends.
    day.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holidays(year: i16) -> Vec<String> {
        date(year, 1, 1)
            .series(jiff::Span::new().days(1))
            .take_while(|d| d.year() == year)
            .filter(|&d| is_bank_holiday(d))
            .map(|d| d.strftime("%a %-d %b").to_string())
            .collect()
    }

    #[test]
    fn easter_sundays_are_the_published_ones() {
        let known = [
            (1818, 3, 22),
            (1886, 4, 25),
            (1943, 4, 25),
            (1954, 4, 18),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2010, 4, 4),
            (2011, 4, 24),
            (2012, 4, 8),
            (2013, 3, 31),
            (2014, 4, 20),
            (2016, 3, 27),
            (2019, 4, 21),
            (2022, 4, 17),
            (2024, 3, 31),
            (2025, 4, 20),
            (2030, 4, 21),
            (2038, 4, 25),
            (2049, 4, 18),
        ];
        for (year, month, day) in known {
            assert_eq!(easter(year), date(year, month, day));
        }
        assert!((1600..3000).all(|year| easter(year).weekday() == Weekday::Sunday));
    }

    #[test]
    fn weekend_holidays_move_to_the_next_free_weekday() {
        assert_eq!(holidays(2010)[6..], ["Mon 27 Dec", "Tue 28 Dec"]);
        assert_eq!(holidays(2011)[0], "Mon 3 Jan");
        assert_eq!(holidays(2011)[7..], ["Mon 26 Dec", "Tue 27 Dec"]);
        assert_eq!(holidays(2015)[6..], ["Fri 25 Dec", "Mon 28 Dec"]);
        assert_eq!(holidays(2022)[0], "Mon 3 Jan");
    }

    #[test]
    fn days_outside_the_table_follow_the_same_rule_as_days_inside() {
        let wide = Calendar::new(date(2009, 1, 1), 4000);
        let narrow = Calendar::new(date(2010, 1, 1), 30);
        let shift = 365;
        for day in (-300..1500).step_by(7).map(Day) {
            let there = day.plus(shift);
            assert_eq!(narrow.date(day), wide.date(there));
            assert_eq!(narrow.is_working(day), wide.is_working(there));
            assert_eq!(narrow.is_term(day), wide.is_term(there));
            assert_eq!(
                narrow.add_working(day, 45).plus(shift),
                wide.add_working(there, 45)
            );
            assert_eq!(
                narrow.working_between(day, Day(20)),
                wide.working_between(there, Day(20 + shift))
            );
        }
    }

    #[test]
    fn the_first_day_beyond_the_table_is_counted_like_the_last_day_in_it() {
        // A Monday to the Sunday after next.
        let calendar = Calendar::new(date(2012, 2, 6), 14);
        assert_eq!(calendar.working_between(Day(0), Day(13)), 9);
        assert_eq!(calendar.working_between(Day(0), Day(14)), 10);
        assert_eq!(calendar.add_working(Day(0), 10), Day(14));
        assert_eq!(calendar.add_working(Day(14), 1), Day(15));
    }

    #[test]
    fn a_date_and_its_day_are_inverse_within_the_cover_and_nothing_else_has_a_day() {
        let calendar = Calendar::new(date(2012, 2, 1), 40);
        for day in (0..40).map(Day) {
            assert_eq!(calendar.day_of(calendar.date(day)), Some(day));
        }
        assert_eq!(calendar.days(), 40);
        assert_eq!(calendar.day_of(date(2012, 1, 31)), None);
        assert_eq!(calendar.day_of(calendar.date(Day(40))), None);
        let leap = Day(28);
        assert_eq!(
            (
                calendar.month(leap),
                calendar.day_of_month(leap),
                calendar.weekday(leap)
            ),
            (2, 29, 2)
        );
    }

    #[test]
    fn terms_leave_out_the_usual_holidays() {
        let calendar = Calendar::new(date(2011, 9, 1), 366);
        let term = |month, day| {
            let year = if month >= 9 { 2011 } else { 2012 };
            calendar.is_term(calendar.day_of(date(year, month, day)).expect("covered"))
        };
        for (month, day) in [
            (9, 5),
            (10, 21),
            (10, 31),
            (12, 16),
            (1, 4),
            (2, 10),
            (2, 20),
            (3, 30),
            (4, 17),
            (6, 1),
            (6, 11),
            (7, 20),
        ] {
            assert!(term(month, day), "{day}/{month} is a school day");
        }
        for (month, day) in [
            (9, 1),
            (10, 25),
            (12, 17),
            (12, 30),
            (2, 15),
            (4, 2),
            (4, 13),
            (6, 6),
            (7, 23),
            (8, 20),
        ] {
            assert!(!term(month, day), "{day}/{month} is a holiday");
        }
        // The bank holiday of that week was moved to its Thursday for the jubilee; schools were away from Monday on.
        let jubilee = Calendar::new(date(2022, 5, 27), 11);
        let terms: Vec<bool> = (0..11).map(|day| jubilee.is_term(Day(day))).collect();
        assert!(terms[..3] == [true; 3] && terms[3..8] == [false; 5] && terms[8..] == [true; 3]);
        let weekdays = (0..366)
            .map(Day)
            .filter(|&d| calendar.is_term(d) && calendar.is_working(d))
            .count();
        // Schools open 190 days for pupils, and five more for teachers.
        assert!((185..=198).contains(&weekdays), "{weekdays} school days");
    }
}
