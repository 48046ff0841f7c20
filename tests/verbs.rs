//! Single verbs of the model at a moment that is set up for them: the edges of what they decide, which runs meet by luck or never.

mod runs;
mod scene;

use casework::practice::concern::Readers;
use casework::practice::task::{self, Work, mean_minutes};
use casework::practice::{
    assessment, care, community, decision, enquiry, household, kinship, meeting, plan, referral,
    review, transfer, visit,
};
use casework::world::Due;
use casework::world::case::{CareRoute, Depth, Enquiry, Kin, Outcome, Stage};
use casework::world::fact::Fact;
use casework::world::family::{CLOCKS, INCIDENT, LIFE};
use casework::world::ids::CaseId;
use casework::world::vocabulary::{Class, Problem, Service, Source, Status, TaskKind};
use casework::world::worker::Presence;
use runs::{short, small, watched, with};
use scene::Scene;

/// Cuts at whole points, in the order in which a scenario must have them.
fn with_cuts(name: &str, intake: f64) -> Scene {
    Scene::new(&short(name), |c| {
        c.knowledge.agency_anxiety = 0.0;
        c.thresholds.screen = 2.0;
        c.thresholds.in_need = 3.0;
        c.thresholds.core = 5.0;
        c.thresholds.close = 6.0;
        c.thresholds.step_down = 6.0;
        c.thresholds.transfer = 7.0;
        c.thresholds.strategy = 9.0;
        c.thresholds.plan = 10.0;
        c.thresholds.proceedings = 13.0;
        c.context.intake = intake;
    })
}

/// Whether a kind of work on a case waits in anybody's queue.
fn is_queued(s: &Scene, case: CaseId, kind: TaskKind) -> bool {
    let queues = s.world.workers.iter().flat_map(|w| &w.queue);
    queues
        .into_iter()
        .any(|t| t.case == Some(case) && t.kind == kind)
}

/// In long-term work since long ago.
fn in_long_term_work(s: &mut Scene, age: f64, concern: u8) -> CaseId {
    let family = s.family(age, concern);
    let case = s.case(family, Service::LongTerm);
    plan::begin_long_term(&mut s.moment(), case);
    s.wait(100);
    s.facts.clear();
    case
}

// Referral and assessment.

/// One account, from somebody who knows the family.
const ONE: Readers = Readers {
    decider: None,
    knowers: 1,
};

#[test]
fn who_is_at_the_cut_of_the_front_door_is_assessed_and_who_is_below_is_not() {
    for (concern, accepted) in [(1, false), (2, true)] {
        let mut s = with_cuts("la3", 0.0);
        let family = s.family(6.0, concern);
        let case = referral::open_case(&mut s.moment(), family);
        let screener = s.lead(s.team(Service::Assessment));
        referral::screened(&mut s.moment(), case, screener);
        assert_eq!(s.world.case(case).is_open(), accepted, "{concern}");
    }
}

#[test]
fn who_is_at_a_cut_has_reached_it_and_the_intake_policy_moves_the_cuts() {
    for intake in [-1.0, 0.0, 2.0] {
        let (in_need, transfer) = (3.0 + intake, 7.0 + intake);
        for (concern, long_term) in [
            (in_need - 0.01, None),
            (in_need, Some(false)),
            (transfer - 0.01, Some(false)),
            (transfer, Some(true)),
        ] {
            let mut s = with_cuts("la3", intake);
            let family = s.family(6.0, 0);
            let case = s.case(family, Service::Assessment);
            assessment::conclude(&mut s.moment(), case, concern);
            let accepted = s.facts.iter().find_map(|fact| match fact {
                Fact::Accepted { long_term, .. } => Some(*long_term),
                _ => None,
            });
            assert_eq!(accepted, long_term, "{concern} with {intake}");
            assert_eq!(s.world.case(case).is_open(), long_term.is_some());
        }
    }
}

#[test]
fn brief_work_is_handed_on_from_the_cut_for_transfer_as_the_intake_policy_moves_it() {
    for (intake, concern, handed_on) in [
        (0.0, 6, false),
        (0.0, 7, true),
        (2.0, 8, false),
        (2.0, 9, true),
    ] {
        let mut s = with_cuts("la3", intake);
        let family = s.family(6.0, concern);
        let case = s.case(family, Service::Assessment);
        assessment::brief_ends(&mut s.moment(), case);
        let waits = matches!(s.world.case(case).stage, Stage::Waiting { .. });
        assert_eq!(waits, handed_on, "{concern} with {intake}");
        assert_eq!(is_queued(&s, case, TaskKind::ClosingSummary), !handed_on);
    }
}

#[test]
fn a_core_assessment_without_visits_is_written_at_once() {
    for visits in [0, 1] {
        let mut s = with_cuts("la3", 0.0);
        s.config.frequencies.core_visits = visits;
        let family = s.family(6.0, 5);
        let case = s.case(family, Service::Assessment);
        assessment::begin(&mut s.moment(), case);
        assessment::decide(&mut s.moment(), case, ONE);
        let Stage::Assessment { depth, .. } = s.world.case(case).stage else {
            panic!("at the cut it goes on to a core assessment")
        };
        assert_eq!(depth, Depth::Core);
        assert_eq!(is_queued(&s, case, TaskKind::AssessmentReport), visits == 0);
    }
}

#[test]
fn shares_of_sources_count_only_beside_one_another() {
    let referrals = |factor: f64| {
        let config = with(&small("la3"), |c| {
            c.days.rush = 0.1;
            c.demand.source_share.iter_mut().for_each(|s| *s *= factor);
        });
        let mut number = 0;
        watched(&config, 0, 60, |fact, _, _| {
            number += u32::from(matches!(fact, Fact::Referred { .. }));
        });
        number
    };
    assert!(referrals(1.0) > 20);
    assert_eq!(referrals(0.5), referrals(1.0));
}

#[test]
fn a_publicised_death_raises_referrals_from_its_own_day_on() {
    // Sixteen mean months are 487 days to the minute.
    for (days, raised) in [(486, false), (487, true)] {
        let number = |shock_month: u32| {
            let mut s = Scene::new(&short("la3"), |c| {
                c.demand.referrals_per_year = 20_000.0;
                c.demand.shock_month = shock_month;
                c.demand.shock_factor = 3.0;
                c.run.years = 2;
            });
            s.world.today = s.world.start.plus(days);
            s.now = s.world.today_at(0);
            let mut m = s.moment();
            referral::referrals_of_today(&mut m);
            m.agenda.len()
        };
        assert!(number(0) > 10);
        assert_eq!(number(16) > 2 * number(0), raised, "day {days}");
        assert_eq!(number(16) == number(0), !raised, "day {days}");
    }
}

#[test]
fn no_household_is_drawn_with_more_than_eight_children() {
    let mut s = Scene::new(&short("la3"), |c| {
        c.household.extra_children = 5.0;
        c.household.unborn_share = 0.0;
    });
    let mut by_number = [0; 12];
    for key in 0..2_000 {
        let id = household::add_family(&mut s.moment(), key, Source::Health, 0.0);
        by_number[s.world.family(id).children.len()] += 1;
    }
    assert!(by_number[8] > 100 && by_number[1] > 0, "{by_number:?}");
    assert_eq!(
        by_number[0] + by_number[9..].iter().sum::<i32>(),
        0,
        "{by_number:?}"
    );
}

// Protection.

#[test]
fn an_enquiry_goes_to_conference_from_the_cut_for_a_plan() {
    for (concern, to_conference) in [(9, false), (10, true)] {
        let mut s = with_cuts("la3", 0.0);
        let case = in_long_term_work(&mut s, 6.0, concern);
        let today = s.world.today;
        s.world.case_mut(case).enquiry = Some(Enquiry::Investigation {
            since: today,
            reported: true,
        });
        enquiry::decide(&mut s.moment(), case, today, ONE);
        let awaits = matches!(s.world.case(case).enquiry, Some(Enquiry::Conference(_)));
        assert_eq!(awaits, to_conference, "{concern}");
        assert_eq!(s.world.case(case).cleared.is_none(), to_conference);
    }
}

#[test]
fn a_plan_is_ended_below_the_cut_for_stepping_down_and_not_at_it() {
    for (concern, goes_on) in [(5, false), (6, true)] {
        let mut s = with_cuts("la3", 0.0);
        let case = in_long_term_work(&mut s, 6.0, concern);
        let (today, family) = (s.world.today, s.world.case(case).family);
        s.world
            .family_mut(family)
            .set_home_status(today, Status::Protected);
        enquiry::conference_held(&mut s.moment(), case, 1);
        assert_eq!(
            s.world.family(family).count(Status::Protected) > 0,
            goes_on,
            "{concern}"
        );
        assert_eq!(s.facts.contains(&Fact::PlanEnded { case }), !goes_on);
    }
}

#[test]
fn after_an_enquiry_that_allayed_concern_only_a_later_crisis_brings_another() {
    for (days_after, called) in [(0, false), (1, true)] {
        let mut s = with_cuts("la3", 0.0);
        let case = in_long_term_work(&mut s, 6.0, 10);
        let (today, family) = (s.world.today, s.world.case(case).family);
        s.world.case_mut(case).cleared = Some(today);
        s.wait(days_after);
        let now = s.now;
        s.world.family_mut(family).crisis = Some(now);
        enquiry::call_strategy_discussion(&mut s.moment(), case);
        assert_eq!(
            s.world.case(case).enquiry.is_some(),
            called,
            "{days_after} days after"
        );
    }
}

#[test]
fn a_strategy_discussion_that_nobody_wants_any_more_is_not_held() {
    for wanted in [true, false] {
        let mut s = with_cuts("la3", 0.0);
        let case = in_long_term_work(&mut s, 6.0, 10);
        let today = s.world.today;
        s.world.case_mut(case).enquiry = wanted.then_some(Enquiry::Strategy(today));
        meeting::call(&mut s.moment(), case, TaskKind::StrategyMeeting);
        let held = s
            .world
            .appointments
            .iter()
            .any(|a| a.kind == TaskKind::StrategyMeeting);
        assert_eq!(held, wanted);
        assert!(s.facts.is_empty(), "and not put off either");
    }
}

#[test]
fn a_crisis_in_a_family_of_serious_concern_brings_a_strategy_discussion_unless_there_is_a_plan() {
    for (status, called) in [(Status::InNeed, true), (Status::Protected, false)] {
        let mut s = with_cuts("la3", 0.0);
        let case = in_long_term_work(&mut s, 6.0, 10);
        let id = s.world.case(case).family;
        let family = s.world.family_mut(id);
        family.children[0].status = status;
        family.known[Problem::Physical as usize] = assessment::SERIOUS;
        visit::over(&mut s.moment(), case, TaskKind::CrisisVisit, true);
        assert_eq!(s.world.case(case).enquiry.is_some(), called, "{status:?}");
    }
}

// Decisions and reviews.

#[test]
fn an_enquiry_runs_its_course_before_the_assessment_is_decided_on() {
    for enquiry in [true, false] {
        let mut s = with_cuts("la3", 0.0);
        let family = s.family(6.0, 4);
        let case = s.case(family, Service::Assessment);
        let (today, now) = (s.world.today, s.now);
        let c = s.world.case_mut(case);
        c.stage = Stage::Assessment {
            depth: Depth::Core,
            due: today,
            since: today,
            visits_left: 0,
            reported: true,
        };
        c.enquiry = enquiry.then_some(Enquiry::Strategy(today));
        let decider = s.world.decider(s.team(Service::Assessment)).expect("one");
        decision::made(&mut s.moment(), case, decider, now);
        let assessed = s.facts.iter().any(|f| matches!(f, Fact::Assessed { .. }));
        assert_eq!(assessed, !enquiry);
    }
}

#[test]
fn a_case_is_closed_below_the_cut_for_closing_as_the_intake_policy_moves_it() {
    for (intake, concern, closes) in [
        (0.0, 5, true),
        (0.0, 6, false),
        (2.0, 7, true),
        (2.0, 8, false),
    ] {
        let mut s = with_cuts("la3", intake);
        let case = in_long_term_work(&mut s, 6.0, concern);
        review::review(&mut s.moment(), case, ONE);
        let closing = s.world.case(case).closing;
        assert_eq!(
            closing,
            closes.then_some(Outcome::Improved),
            "{concern} with {intake}"
        );

        let mut s = with_cuts("la3", intake);
        let case = in_long_term_work(&mut s, 6.0, concern);
        review::make_the_case_for_closing(&mut s.moment(), case);
        assert_eq!(
            s.world.case(case).asked.is_some(),
            closes,
            "{concern} with {intake}"
        );
    }
}

#[test]
fn a_worker_who_was_refused_asks_again_after_sixty_days() {
    for (days, asks) in [(59, false), (60, true)] {
        let mut s = with_cuts("la3", 0.0);
        let case = in_long_term_work(&mut s, 6.0, 4);
        let then = s.world.today;
        s.world.case_mut(case).asked = Some(then);
        s.wait(days);
        review::make_the_case_for_closing(&mut s.moment(), case);
        assert_eq!(
            s.world.case(case).asked == Some(s.world.today),
            asks,
            "{days}"
        );
        assert_eq!(s.world.case(case).decision_pending, asks);
    }
}

#[test]
fn a_near_statutory_limit_raises_work_and_never_lowers_it() {
    for (class, near) in [
        (Class::Reactive, Class::Reactive),
        (Class::Statutory, Class::Statutory),
        (Class::Needed, Class::Statutory),
        (Class::Rest, Class::Statutory),
    ] {
        let mut s = with_cuts("la3", 0.0);
        let (today, far) = (s.world.today, s.world.today.plus(60));
        let m = s.moment();
        let placed = |limit| casework::practice::concern::class_near_limit(&m, class, limit);
        assert_eq!(
            (placed(Some(today)), placed(Some(far)), placed(None)),
            (near, class, class)
        );
    }
}

// Meetings.

#[test]
fn a_meeting_called_during_the_day_begins_at_the_next_half_hour() {
    for (minute, start) in [
        (10 * 60, 600),
        (10 * 60 + 1, 630),
        (10 * 60 + 30, 630),
        (7 * 60, 570),
    ] {
        let mut s = with_cuts("la3", 0.0);
        let case = in_long_term_work(&mut s, 6.0, 10);
        s.now = s.world.today_at(minute);
        meeting::call(&mut s.moment(), case, TaskKind::ProfessionalMeeting);
        let begins = s
            .world
            .workers
            .iter()
            .flat_map(|w| &w.appointments)
            .map(|&(at, _)| at.minute_of_day());
        assert_eq!(
            begins.collect::<Vec<_>>(),
            [start],
            "called at minute {minute}"
        );
    }
}

#[test]
fn a_meeting_called_late_is_held_the_same_day_even_if_it_ends_after_hours() {
    let mut s = with_cuts("la3", 0.0);
    let case = in_long_term_work(&mut s, 6.0, 10);
    s.now = s.world.today_at(16 * 60 + 30);
    s.config.minutes.professional_meeting = 300.0;
    meeting::call(&mut s.moment(), case, TaskKind::ProfessionalMeeting);
    let [held] = &s.world.appointments[..] else {
        panic!("{:?}", s.world.appointments)
    };
    assert!(held.minutes > 30);
    assert!(!s.facts.iter().any(|f| matches!(f, Fact::Postponed { .. })));
}

// Care.

#[test]
fn where_nobody_leaves_care_no_end_of_it_is_set() {
    for rate in [0.0, 0.5] {
        let mut s = Scene::new(&short("la3"), |c| c.proceedings.care_exit_per_year = rate);
        let case = in_long_term_work(&mut s, 6.0, 10);
        care::enter(&mut s.moment(), case, CareRoute::Court);
        assert!(s.facts.contains(&Fact::CareEntered {
            case,
            children: 1,
            route: CareRoute::Court
        }));
        assert_eq!(s.world.case(case).ends.is_some(), rate > 0.0);
    }
}

/// Care of one child of this age ends; where there is a service for care leavers or not.
fn care_ends(name: &str, age: f64, return_home: f64) -> (Scene, CaseId) {
    let mut s = Scene::new(&short(name), |c| c.proceedings.return_home = return_home);
    let family = s.family(age, 10);
    let case = s.case(family, Service::LookedAfter);
    plan::begin_long_term(&mut s.moment(), case);
    s.world.family_mut(family).children[0].status = Status::LookedAfter;
    care::ends(&mut s.moment(), case);
    assert!(s.facts.contains(&Fact::CareLeft { case, children: 1 }));
    (s, case)
}

#[test]
fn from_sixteen_a_child_leaves_care_into_the_support_for_care_leavers_where_there_is_one() {
    for (name, age, supported) in [
        ("la1", 15.9, false),
        ("la1", 16.0, true),
        ("la3", 17.0, false),
    ] {
        let (s, case) = care_ends(name, age, 0.0);
        let family = s.world.family_of(case);
        assert_eq!(
            family.count(Status::LeftCare),
            usize::from(supported),
            "{name} {age}"
        );
        assert_eq!(
            s.world.case(case).is_open(),
            supported,
            "else settled elsewhere for good"
        );
        if supported {
            // Three years, as the law has it.
            let (day, due) = s.world.case(case).ends.expect("an end");
            assert_eq!((day.since(s.world.today), due), (1_095, Due::SupportEnds));
            assert!(matches!(s.world.case(case).stage, Stage::Waiting { .. }));
        }
    }
}

#[test]
fn only_children_who_were_in_care_become_care_leavers() {
    let mut s = Scene::new(&short("la1"), |_| {});
    let id = s.family(17.0, 10);
    let case = s.case(id, Service::LookedAfter);
    let child = s.world.family(id).children[0];
    let family = s.world.family_mut(id);
    family.children.push(child);
    family.children[0].status = Status::LookedAfter;
    family.children[1].status = Status::InNeed;
    care::ends(&mut s.moment(), case);
    let standing: Vec<Status> = s
        .world
        .family(id)
        .children
        .iter()
        .map(|c| c.status)
        .collect();
    assert_eq!(standing, [Status::LeftCare, Status::None]);
}

#[test]
fn a_child_who_comes_of_age_in_care_is_supported_and_one_at_home_is_grown() {
    for (name, status, supported) in [
        ("la1", Status::LookedAfter, true),
        ("la3", Status::LookedAfter, false),
        ("la1", Status::InNeed, false),
    ] {
        let mut s = Scene::new(&short(name), |_| {});
        let id = s.family(18.1, 10);
        let case = s.case(id, Service::LongTerm);
        s.world.family_mut(id).children[0].status = status;
        care::come_of_age(&mut s.moment(), id);
        assert_eq!(s.world.family(id).gone, !supported, "{name} {status:?}");
        assert_eq!(s.world.case(case).is_open(), supported);
        assert_eq!(s.world.family(id).status() == Status::LeftCare, supported);
    }
}

#[test]
fn children_in_care_for_good_are_handed_on_once_and_only_to_a_service_there_is() {
    for (name, from, handed_on) in [
        ("la1", Service::LongTerm, true),
        ("la1", Service::LookedAfter, false),
        ("la3", Service::LongTerm, true),
    ] {
        let mut s = Scene::new(&short(name), |_| {});
        let id = s.family(6.0, 10);
        let case = s.case(id, from);
        plan::begin_long_term(&mut s.moment(), case);
        s.world.family_mut(id).children[0].status = Status::LookedAfter;
        care::settle(&mut s.moment(), case);
        assert_eq!(
            matches!(s.world.case(case).stage, Stage::Waiting { .. }),
            handed_on,
            "{name} {from:?}"
        );
    }
    let without = with(&short("la3"), |c| {
        c.team.retain(|t| t.service != Service::LookedAfter);
    });
    let mut s = Scene::new(&without, |_| {});
    let id = s.family(6.0, 10);
    let case = s.case(id, Service::LongTerm);
    plan::begin_long_term(&mut s.moment(), case);
    s.world.family_mut(id).children[0].status = Status::LookedAfter;
    care::settle(&mut s.moment(), case);
    assert!(
        s.world.case(case).is_long_term(),
        "nobody else is there to take it"
    );
}

#[test]
fn children_in_care_stay_with_their_workers_while_proceedings_run() {
    let mut s = Scene::new(&short("la1"), |_| {});
    let id = s.family(6.0, 10);
    s.world.family_mut(id).children[0].status = Status::LookedAfter;
    let family = s.world.family(id);
    assert_eq!(transfer::service_for(family, true), Service::LongTerm);
    assert_eq!(transfer::service_for(family, false), Service::LookedAfter);
}

// Families.

#[test]
fn a_child_is_unseen_for_harm_after_more_than_four_weeks() {
    let rate = |minutes: i64| {
        let mut s = Scene::new(&short("la3"), |c| c.behaviour.incident_unseen_factor = 2.0);
        let id = s.family(6.0, 10);
        let seen = s.now.plus_minutes(-minutes);
        s.world.family_mut(id).seen = Some(seen);
        community::start_clock(&mut s.moment(), id);
        s.world.family(id).rates[INCIDENT]
    };
    assert_eq!(rate(28 * 1440), rate(0));
    assert_eq!(rate(28 * 1440 + 1), 2.0 * rate(0));
}

#[test]
fn no_child_is_born_into_a_household_of_eight() {
    for (before, after) in [(7, 8), (8, 8)] {
        let mut s = Scene::new(&short("la3"), |c| {
            c.household.births_per_year = 0.5;
            c.household.moves_per_year = 0.0;
        });
        let id = s.family(6.0, 1);
        let child = s.world.family(id).children[0];
        let family = s.world.family_mut(id);
        family.children = vec![child; before];
        family.fuses = [f64::INFINITY; CLOCKS];
        family.fuses[LIFE] = 0.0;
        let events = family.events[LIFE];
        community::ring(&mut s.moment(), id);
        assert_eq!(s.world.family(id).events[LIFE], events + 1, "it happens");
        assert_eq!(s.world.family(id).children.len(), after);
    }
}

// Work and people.

#[test]
fn a_second_visitor_writes_only_where_second_notes_take_time() {
    for (share, written) in [(0.0, 1), (0.25, 2)] {
        let mut s = Scene::new(&short("la3"), |c| c.minutes.recording_second = share);
        let case = in_long_term_work(&mut s, 6.0, 10);
        let members = &s.world.team(s.team(Service::LongTerm)).members;
        let workers: Vec<_> = (members.iter().copied())
            .filter(|&w| s.world.worker(w).role.holds_cases())
            .take(2)
            .collect();
        assert_eq!(workers.len(), 2);
        visit::met(&mut s.moment(), case, TaskKind::HomeVisit, 1, 60, &workers);
        let queues = s.world.workers.iter().flat_map(|w| &w.queue);
        let recordings = queues.filter(|t| t.kind == TaskKind::Recording);
        let minutes: Vec<u16> = recordings.map(|t| t.minutes).collect();
        assert_eq!(minutes.len(), written, "{share}");
        assert!(minutes.iter().all(|&m| m > 0), "the first always writes");
    }
}

#[test]
fn visits_take_as_long_as_the_standing_of_the_children_asks() {
    let mut s = Scene::new(&short("la3"), |c| {
        c.minutes.in_need_visit = 60.0;
        c.minutes.plan_visit = 90.0;
    });
    let id = s.family(6.0, 10);
    for (status, minutes) in [(Status::InNeed, 60.0), (Status::Protected, 90.0)] {
        s.world.family_mut(id).children[0].status = status;
        let mean = mean_minutes(&s.config, s.world.family(id), TaskKind::HomeVisit);
        assert_eq!(mean, minutes, "{status:?}");
    }
}

#[test]
fn reports_on_a_family_grow_with_the_problems_known() {
    let mut s = Scene::new(&short("la3"), |c| {
        c.case_mix.reference_problems = 5.0;
        c.frequencies.desk_exponent = 1.0;
    });
    let (usual, double) = (s.family(6.0, 5), s.family(6.0, 10));
    let t = s.config.minutes.clone();
    for (kind, minutes) in [
        (TaskKind::AssessmentReport, t.initial_report),
        (TaskKind::EnquiryReport, t.enquiry_report),
        (TaskKind::ConferenceReport, t.conference_report),
        (TaskKind::PlanUpdate, t.plan_update),
    ] {
        assert_eq!(
            mean_minutes(&s.config, s.world.family(usual), kind),
            minutes,
            "{kind:?}"
        );
        assert_eq!(
            mean_minutes(&s.config, s.world.family(double), kind),
            2.0 * minutes,
            "{kind:?}"
        );
    }
}

#[test]
fn without_training_single_days_off_are_all_leave() {
    let (mut leave, mut training) = (0, 0);
    let config = with(&small("la3"), |c| c.days.training = 0.0);
    watched(&config, 0, 150, |fact, _, world| {
        if let Fact::DayBegan { .. } = fact {
            let now = |presence| {
                world
                    .workers
                    .iter()
                    .filter(|w| w.presence == presence)
                    .count()
            };
            leave += now(Presence::Leave);
            training += now(Presence::Training);
        }
    });
    assert!(leave > 100, "{leave}");
    assert_eq!(training, 0);
}

#[test]
fn a_visit_to_a_calm_family_waits_for_one_to_a_family_that_worries_and_does_not_cooperate() {
    for urgency in [0.0, 5.0] {
        let mut s = Scene::new(&short("la3"), |c| c.days.urgency = urgency);
        let mut keys = Vec::new();
        for (concern, engagement) in [(2, 0.9), (14, 0.1)] {
            let case = in_long_term_work(&mut s, 8.0, concern);
            let family = s.world.case(case).family;
            s.world.family_mut(family).engagement = engagement;
            for worker in &mut s.world.workers {
                worker.queue.clear();
                worker.queued = 0;
            }
            task::give(
                &mut s.moment(),
                case,
                Work::new(TaskKind::HomeVisit, Class::Needed),
            );
            let mut queues = s.world.workers.iter().flat_map(|w| &w.queue);
            keys.push(queues.next().expect("it is somebody's").key);
            s.wait(-100);
        }
        let (calm, grave) = (keys[0], keys[1]);
        assert_eq!(calm > grave, urgency > 0.0, "{calm} {grave}");
    }
}

#[test]
fn children_who_are_all_in_care_are_not_enquired_into() {
    for in_care in [false, true] {
        let mut s = with_cuts("la3", 0.0);
        let case = in_long_term_work(&mut s, 8.0, 12);
        if in_care {
            care::enter(&mut s.moment(), case, CareRoute::Court);
        }
        enquiry::call_strategy_discussion(&mut s.moment(), case);
        assert_eq!(s.world.case(case).enquiry.is_some(), !in_care);
    }
}

#[test]
fn a_wide_circle_brings_calls_sooner_and_relatives_who_might_care() {
    let mut found = Vec::new();
    for network in [0.1, 5.0] {
        let mut s = Scene::new(&short("la3"), |c| c.proceedings.kinship_share = 0.5);
        let family = s.family(8.0, 8);
        s.world.family_mut(family).network = network;
        let case = s.case(family, Service::LongTerm);
        plan::begin_long_term(&mut s.moment(), case);
        let call = s.world.due.iter().position(|day| {
            let mut entries = day.iter();
            entries.any(|entry| entry.case == case && entry.due == Due::Liaison)
        });
        kinship::look_for(&mut s.moment(), case);
        found.push((call.expect("a call is due"), s.world.case(case).kin));
    }
    let [(late, none), (soon, some)] = found[..] else {
        unreachable!("two circles")
    };
    assert!(soon < late, "{soon} {late}");
    assert_eq!((none, some), (Kin::Unasked, Kin::InAssessment));
}
