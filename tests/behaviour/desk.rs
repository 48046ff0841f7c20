//! Desk work and meetings: what they take from families, and who takes them off workers.

use casework::scenario::Config;
use casework::world::fact::Fact;
use casework::world::vocabulary::{Role, Service, TaskKind};

use crate::claim::{Claim, long_term, teams, units};
use crate::facts;
use crate::paired::{all, is_above_zero, is_planned_visit, is_report, lived, measure, with};

#[test]
#[ignore = "long: many pairs"]
fn m119_time_in_meetings_is_not_spent_with_families() {
    let mut short = units();
    long_term(&mut short, |f| f.case_meeting_minutes = 45.0);
    Claim::that(&short, |c| long_term(c, |f| f.case_meeting_minutes = 240.0))
        .raises_tally("minutes in case meetings", |fact, _, _| match *fact {
            Fact::Worked {
                kind: TaskKind::UnitMeeting,
                minutes,
                ..
            } => f64::from(minutes),
            _ => 0.0,
        })
        .lowers("face_to_face_hours_per_worker_day")
        .pairs(40)
        .holds();
}

#[test]
fn m126_twice_the_coordinators_take_less_than_twice_as_much() {
    let without = with(&units(), |c| {
        all(c, |f| {
            f.coordinator_takes = 0.0;
            f.coordinator_takes_reports = 0.0;
        });
    });
    let one = units();
    let two = with(&units(), |c| {
        for team in &mut c.team {
            team.posts.coordinator *= 2.0;
        }
    });
    let desk = |config: &Config, r| worker_desk_hours(config, r, |_| true);
    is_above_zero("a coordinator takes some", 24, |r| {
        desk(&without, r) - desk(&one, r)
    });
    is_above_zero("a second takes less than the first", 24, |r| {
        let first = desk(&without, r) - desk(&one, r);
        let second = desk(&one, r) - desk(&two, r);
        first - second
    });
    is_above_zero("most stays with workers", 24, |r| {
        desk(&two, r) - 0.5 * desk(&without, r)
    });
}

/// Hours of writing, calls and payments of those who work with families, for each of them and day, in teams of some services.
fn worker_desk_hours(config: &Config, replication: u32, service: impl Fn(Service) -> bool) -> f64 {
    let (mut minutes, mut days) = (0.0, 0.0);
    lived(config, replication, |fact, _, world| match *fact {
        Fact::Worked {
            worker,
            kind,
            minutes: m,
            ..
        } if is_desk(kind) => {
            let w = world.worker(worker);
            let counts = w.role.works_with_families() && service(world.team(w.team).service);
            minutes += f64::from(m) * f64::from(counts);
        }
        Fact::DayEnded { worker, .. } => {
            let w = world.worker(worker);
            let counts = w.role.works_with_families() && service(world.team(w.team).service);
            days += f64::from(counts);
        }
        _ => {}
    });
    minutes / 60.0 / days
}

fn is_desk(kind: TaskKind) -> bool {
    is_report(kind)
        || matches!(
            kind,
            TaskKind::Recording
                | TaskKind::Liaison
                | TaskKind::Payment
                | TaskKind::PlanUpdate
                | TaskKind::FixedDesk
        )
}

#[test]
fn m127_a_coordinator_takes_paper_off_those_who_assess() {
    let without = with(&units(), |c| {
        all(c, |f| {
            f.coordinator_takes = 0.0;
            f.coordinator_takes_reports = 0.0;
        });
    });
    let with_coordinators = with(&units(), |c| {
        all(c, |f| {
            f.coordinator_takes = 1.0;
            f.coordinator_takes_reports = 1.0;
        });
    });
    // That it is more than in long-term work does not come out.
    let taken = |service, r| {
        let desk = |config: &Config| worker_desk_hours(config, r, |s| s == service);
        desk(&without) - desk(&with_coordinators)
    };
    is_above_zero("taken off those who assess", 24, |r| {
        taken(Service::Assessment, r)
    });
}

#[test]
fn m178_every_hour_with_a_family_has_to_be_written_up() {
    let mut free = units();
    free.demand.referrals_per_year *= 0.6;
    Claim::that(&free, |c| c.frequencies.needed_contacts *= 2.0)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises("face_to_face_hours_per_worker_day")
        .raises_tally("minutes of recording", |fact, _, _| match *fact {
            Fact::Worked {
                kind: TaskKind::Recording,
                minutes,
                ..
            } => f64::from(minutes),
            _ => 0.0,
        })
        .holds();
}

#[test]
fn m179_longer_reports_leave_less_time_for_families() {
    Claim::that(&teams(), |c| {
        let t = &mut c.minutes;
        for minutes in [
            &mut t.initial_report,
            &mut t.core_report,
            &mut t.enquiry_report,
            &mut t.conference_report,
            &mut t.review_report,
        ] {
            *minutes *= 3.0;
        }
    })
    .raises_tally("minutes of reports", |fact, _, _| match *fact {
        Fact::Worked { kind, minutes, .. } if is_report(kind) => f64::from(minutes),
        _ => 0.0,
    })
    .lowers("face_to_face_hours_per_worker_day")
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m180_what_is_written_twice_costs_time_and_tells_nothing() {
    Claim::that(&teams(), |c| c.minutes.plan_update = 0.0)
        .lowers_tally("minutes of plans and forms", |fact, _, _| match *fact {
            Fact::Worked {
                kind: TaskKind::PlanUpdate,
                minutes,
                ..
            } => f64::from(minutes),
            _ => 0.0,
        })
        .raises("contacts_per_family_month")
        .pairs(60)
        .holds();
}

#[test]
fn m181_reports_for_fewer_readers_take_less_of_the_desk() {
    Claim::that(&teams(), |c| {
        let t = &mut c.minutes;
        for minutes in [
            &mut t.initial_report,
            &mut t.core_report,
            &mut t.conference_report,
            &mut t.court_statement,
        ] {
            *minutes *= 0.4;
        }
    })
    .lowers_tally("minutes of reports", |fact, _, _| match *fact {
        Fact::Worked { kind, minutes, .. } if is_report(kind) => f64::from(minutes),
        _ => 0.0,
    })
    .lowers("overdue_hours_per_worker")
    .holds();
}

#[test]
fn m182_weeks_of_reports_are_weeks_of_few_visits() {
    // Of each worker, week by week: time at reports against time at planned visits, around their own means.
    is_above_zero("reports crowd out visits", 24, |r| {
        let config = teams();
        let mut weeks: Vec<Vec<(f64, f64)>> = Vec::new();
        lived(&config, r, |fact, now, world| {
            if let Fact::Worked {
                worker,
                kind,
                minutes,
                ..
            } = *fact
                && world.worker(worker).role == Role::SocialWorker
            {
                let (of, week) = (worker.index(), (now.day().0 / 7) as usize);
                weeks.resize(weeks.len().max(of + 1), Vec::new());
                let list = &mut weeks[of];
                list.resize(list.len().max(week + 1), (0.0, 0.0));
                list[week].0 += f64::from(minutes) * f64::from(is_report(kind));
                list[week].1 += f64::from(minutes) * f64::from(is_planned_visit(kind));
            }
        });
        let mut product = 0.0;
        for list in &weeks {
            // Weeks away are left out.
            let worked: Vec<_> = list.iter().filter(|(a, b)| a + b > 120.0).collect();
            let n = worked.len().max(1) as f64;
            let mean = |of: fn(&(f64, f64)) -> f64| worked.iter().map(|w| of(w)).sum::<f64>() / n;
            let (reports, visits) = (mean(|w| w.0), mean(|w| w.1));
            product += worked
                .iter()
                .map(|w| (w.0 - reports) * (w.1 - visits))
                .sum::<f64>();
        }
        -product
    });
}

#[test]
fn m183_visits_follow_the_clock_rather_than_need() {
    Claim::that(&units(), |c| {
        let statute = c.statute.clone();
        let clocks = c.clocks.get_mut(&statute).expect("it exists");
        clocks.in_need_visit_days = 5;
        clocks.care_visit_days = 5;
    })
    .raises_tally(
        "planned visits",
        facts!(Fact::Contact {
            kind: TaskKind::HomeVisit | TaskKind::CareVisit,
            ..
        }),
    )
    .raises("contacts_per_family_month")
    .holds();
}

#[test]
fn m185_poor_systems_lengthen_the_desk() {
    Claim::that(&teams(), |c| c.context.it = 1.8)
        .occurs("contacts", facts!(Fact::Contact { .. }))
        .raises("admin_hours_per_worker_day")
        .lowers("contacts_per_family_month")
        .holds();
}

#[test]
fn m193_longer_ways_leave_less_time_for_families() {
    Claim::that(&units(), |c| c.minutes.travel *= 3.0)
        .raises_tally("minutes on the way", |fact, _, _| match *fact {
            Fact::Worked {
                kind: TaskKind::Travel,
                minutes,
                ..
            } => f64::from(minutes),
            _ => 0.0,
        })
        .lowers("contacts_per_family_month")
        .holds();
}

#[test]
fn m237_reviews_and_conferences_take_preparation() {
    Claim::that(&teams(), |c| {
        let statute = c.statute.clone();
        let clocks = c.clocks.get_mut(&statute).expect("it exists");
        clocks.review_days = 60;
        clocks.care_review_days = 60;
    })
    .raises_tally("minutes of reports to them", |fact, _, _| match *fact {
        Fact::Worked {
            kind: TaskKind::ConferenceReport | TaskKind::ReviewReport,
            minutes,
            ..
        } => f64::from(minutes),
        _ => 0.0,
    })
    .holds();
}

#[test]
#[ignore = "long: many pairs"]
fn m099_what_counts_as_the_work_decides_what_is_done_first() {
    Claim::that(&teams(), |c| c.days.contact_slack = 0.0)
        .raises_tally("contacts", facts!(Fact::Contact { .. }))
        .raises("contacts_per_family_month")
        .pairs(180)
        .holds();
}

#[test]
fn m123_clinicians_spend_their_time_with_families() {
    is_above_zero(
        "clinicians' hours with families above those of others",
        24,
        |r| {
            let config = with(&units(), |c| {
                c.frequencies.therapeutic_share = 1.0;
                c.frequencies.therapeutic_days = 7.0;
            });
            let (mut of, mut days) = ([0.0; 2], [0.0; 2]);
            lived(&config, r, |fact, _, world| match *fact {
                Fact::Worked {
                    worker,
                    kind,
                    minutes,
                    ..
                } => {
                    let w = world.worker(worker);
                    let with_family = kind.is_visit() || kind == TaskKind::TherapeuticSession;
                    if with_family && w.role.works_with_families() {
                        of[usize::from(w.role == Role::Clinician)] += f64::from(minutes);
                    }
                }
                Fact::DayEnded { worker, .. } => {
                    let w = world.worker(worker);
                    if w.role.works_with_families() {
                        days[usize::from(w.role == Role::Clinician)] += 1.0;
                    }
                }
                _ => {}
            });
            of[1] / days[1] - of[0] / days[0]
        },
    );
    let sessions = |share: f64| with(&units(), |c| c.frequencies.therapeutic_share = share);
    is_above_zero("contacts that sessions bring", 24, |r| {
        let contacts = |config: &Config| measure(config, r, "contacts_per_family_month");
        contacts(&sessions(1.0)) - contacts(&sessions(0.0))
    });
}
