//! Absence, leaving and what they leave behind: nobody is given families who is not there to take them, and no enquiry is left hanging.

mod runs;

use casework::world::Due;
use casework::world::case::Enquiry;
use casework::world::fact::Fact;
use casework::world::vocabulary::TaskKind;
use runs::{AUTHORITIES, small, watched, with};
use std::collections::BTreeMap;

const DAYS: i32 = 450;

#[test]
fn people_work_the_days_that_leave_and_training_leave_them_in_every_year() {
    for name in AUTHORITIES {
        let config = with(&small(name), |c| {
            c.workforce.spells_per_year = 0.0;
            c.workforce.leaving_per_year = 0.0;
            c.workforce.agency_leaving_per_year = 0.0;
        });
        let (mut start, mut present, mut working) = (
            None,
            [BTreeMap::new(), BTreeMap::new(), BTreeMap::new()],
            [0; 3],
        );
        watched(&config, 0, 3 * 365, |fact, _, world| {
            let year = ((world.today.0 - start.get_or_insert(world.today).0) / 365).min(2) as usize;
            match *fact {
                Fact::Present { worker } if world.worker(worker).wte >= 1.0 => {
                    *present[year].entry(worker.0).or_insert(0) += 1;
                }
                Fact::DayBegan { .. } => working[year] += 1,
                _ => {}
            }
        });
        for (year, (present, working)) in present.iter().zip(working).enumerate() {
            let mean = f64::from(present.values().sum::<i32>()) / present.len() as f64;
            let expected = f64::from(working) - config.days.leave - config.days.training;
            assert!(
                (mean - expected).abs() < 6.0,
                "{name} year {year}: {mean:.1} days at work, {expected:.1} by contract"
            );
        }
    }
}

#[test]
fn nobody_away_for_weeks_or_not_in_post_is_given_families() {
    for name in AUTHORITIES {
        let (mut given, mut away, mut vacant) = (0, 0, 0);
        for replication in 0..3 {
            watched(&small(name), replication, DAYS, |fact, now, world| {
                // Those who leave do so on the first of a month at midnight, and one may be given a colleague's families a moment before.
                if now.minute_of_day() == 0 {
                    return;
                }
                if let Fact::Allocated { lead, .. } = *fact {
                    given += 1;
                    let w = world.worker(lead);
                    let long = |since| world.calendar.working_between(since, world.today) >= 15;
                    away += i32::from(w.away_since.is_some_and(long));
                    vacant += i32::from(!w.is_filled());
                }
            });
        }
        assert!(
            away + vacant == 0,
            "{name}: of {given} allocations {away} went to people away 15 working days or more, {vacant} to empty posts"
        );
    }
}

#[test]
fn whoever_is_away_for_long_keeps_no_families() {
    for name in AUTHORITIES {
        let (mut absences, mut kept) = (0, 0);
        for replication in 0..3 {
            let config = small(name);
            let limit = config.workforce.long_absence as i32;
            watched(&config, replication, DAYS, |fact, _, world| {
                if let Fact::DayBegan { .. } = fact {
                    for w in world.workers.iter().filter(|w| w.role.holds_cases()) {
                        let days = w
                            .away_since
                            .map(|s| world.calendar.working_between(s, world.today));
                        if days == Some(limit + 5) {
                            absences += 1;
                            kept += w.cases;
                        }
                    }
                }
            });
        }
        assert!(
            kept == 0,
            "{name}: {absences} long absences, {kept} families kept"
        );
    }
}

#[test]
fn every_enquiry_that_awaits_a_meeting_has_it_in_the_diary() {
    let (mut hanging, mut awaiting) = (Vec::new(), 0);
    for name in AUTHORITIES {
        for replication in 0..3 {
            let sim = watched(&small(name), replication, DAYS, |_, _, _| {});
            for (index, case) in sim
                .world
                .cases
                .iter()
                .enumerate()
                .filter(|(_, c)| c.is_open())
            {
                // Younger ones may have theirs beyond the end of the run.
                let old = |since| sim.world.today.since(since) > 40;
                let kind = match case.enquiry {
                    Some(Enquiry::Strategy(since)) if old(since) => TaskKind::StrategyMeeting,
                    Some(Enquiry::Conference(since)) if old(since) => TaskKind::Conference,
                    _ => continue,
                };
                awaiting += 1;
                let booked = (sim.world.due.iter().flatten()).any(|e| {
                    e.case.index() == index && e.epoch == case.epoch && e.due == Due::Meeting(kind)
                });
                let today = sim
                    .world
                    .appointments
                    .iter()
                    .any(|a| a.case.is_some_and(|c| c.index() == index));
                if !booked && !today {
                    hanging.push(format!("{name} {:?} {:?}", case.enquiry, case.stage));
                }
            }
        }
    }
    assert!(
        hanging.is_empty(),
        "{} of {awaiting}\n{}",
        hanging.len(),
        hanging.join("\n")
    );
}

#[test]
fn no_grown_child_is_in_need_or_on_a_plan() {
    use casework::world::vocabulary::Status;
    for name in AUTHORITIES {
        let (mut grown, mut wrong) = (0, 0);
        let sim = watched(&small(name), 0, 3 * 365, |_, _, _| {});
        let today = sim.world.today;
        for family in sim.world.families.iter().filter(|f| !f.gone) {
            // A family's clock rings at least monthly: that is when it is noticed.
            for child in family.children.iter().filter(|c| c.age(today) > 18.1) {
                grown += 1;
                wrong += u32::from(matches!(child.status, Status::InNeed | Status::Protected));
            }
        }
        assert!(grown > 0, "{name}: nobody grew up");
        assert_eq!(wrong, 0, "{name}: of {grown} grown children");
    }
}
