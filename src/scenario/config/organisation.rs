//! How work is organised: features, teams, context, money.

use crate::world::vocabulary::{Role, Service};

crate::parameters! {
    /// Listed context of an authority: what the study names as differing besides structure, staffing, demand and case mix.
    pub struct Context {
        /// Multiplier of time at the computer.
        it: f64, "ratio", 0.5..=2.0;
        /// Desk time for inspection or restructuring.
        inspection: f64, "minutes/day", 0.0..=120.0;
        /// Waiting and chasing (money, printers, sign-offs).
        waiting: f64, "minutes/day", 0.0..=120.0;
        /// Points of stress for an hour a day of waiting: missing desks and broken printers say what one's work is worth.
        low_worth: f64, "points/hour", 0.0..=10.0;
        /// Parking, for each attendance.
        parking: f64, "minutes", 0.0..=60.0;
        /// Intake policy: added to the thresholds for a service, for transfer and for closing; families it displaces are shown.
        intake: f64, "concern", -10.0..=10.0;
        /// Capacity of other services (housing, refuges, treatment) relative to now.
        services: f64, "ratio", 0.0..=1.5;
    }

    /// What a family counts for where caseloads are capped: a weighting scheme's points. With one for each, families are counted.
    pub struct Points {
        /// A family in need.
        in_need: f64, "points", 0.0..=20.0;
        /// One with a child on a plan.
        plan: f64, "points", 0.0..=20.0;
        /// One with a child in care.
        looked_after: f64, "points", 0.0..=20.0;
        /// One whose child has left care.
        left_care: f64, "points", 0.0..=20.0;
        /// More for each child beyond the first.
        sibling: f64, "points", 0.0..=20.0;
    }

    /// Money, prices of 2013-14.
    pub struct Costs {
        /// Salary and on-costs of a consultant social worker.
        consultant: f64, "£/year", 0.0..=500000.0;
        /// Of a team or deputy team manager.
        manager: f64, "£/year", 0.0..=500000.0;
        /// Of a social worker.
        social_worker: f64, "£/year", 0.0..=500000.0;
        /// Of a child practitioner.
        child_practitioner: f64, "£/year", 0.0..=500000.0;
        /// Of a social work assistant.
        assistant: f64, "£/year", 0.0..=500000.0;
        /// Of a student on placement.
        student: f64, "£/year", 0.0..=500000.0;
        /// Of a clinician.
        clinician: f64, "£/year", 0.0..=500000.0;
        /// Of a unit coordinator.
        coordinator: f64, "£/year", 0.0..=500000.0;
        /// Of a team administrator.
        administrator: f64, "£/year", 0.0..=500000.0;
        /// Agency staff relative to employed.
        agency_factor: f64, "ratio", 1.0..=3.0;
        /// One week of care for one child.
        care_week: f64, "£/week", 0.0..=20000.0;
        /// One set of proceedings.
        proceedings: f64, "£", 0.0..=500000.0;
        /// One emergency order.
        emergency: f64, "£", 0.0..=100000.0;
        /// A child placed with relatives, for the first year.
        kinship: f64, "£", 0.0..=200000.0;
        /// One week of support to a care leaver.
        leaving_care_week: f64, "£/week", 0.0..=20000.0;
        /// One small payment.
        payment: f64, "£", 0.0..=5000.0;
    }

    /// How the work of a team or unit is organised. No code asks which of the two it is: only these switches and degrees count.
    pub struct Features {
        /// Degree to which cases are shared: the share of a case's tasks that may go to whichever member fits (0: all to its one worker).
        sharing: f64, "share", 0.0..=1.0;
        /// Share of the decider's day that other duties take.
        decider_other_duties: f64, "share", 0.0..=0.95;
        /// The decider's desk work that belongs to no case: reading, figures, staff matters.
        decider_desk_minutes: f64, "minutes/day", 0.0..=300.0;
        /// Levels above the decider that must agree before legal advice is sought.
        approval_levels: u32, "levels", 0..=1;
        /// Between supervisions of one worker by the decider (0: none).
        supervision_days: u32, "working days", 0..=250;
        /// One supervision.
        supervision_minutes: f64, "minutes", 0.0..=300.0;
        /// Time on one case in supervision; what does not fit is skipped, the least active first.
        supervision_case_minutes: f64, "minutes", 1.0..=120.0;
        /// Between case meetings of all members (0: none).
        case_meeting_days: u32, "working days", 0..=60;
        /// One case meeting.
        case_meeting_minutes: f64, "minutes", 0.0..=450.0;
        /// Share of open cases that one case meeting takes.
        case_meeting_share: f64, "share", 0.0..=1.0;
        /// Between team meetings on other matters (0: none).
        team_meeting_days: u32, "working days", 0..=60;
        /// One team meeting.
        team_meeting_minutes: f64, "minutes", 0.0..=450.0;
        /// Talking over, for each attendance and worker.
        debrief_minutes: f64, "minutes", 0.0..=120.0;
        /// Visits made by two as a matter of course.
        joint_visits: f64, "probability", 0.0..=1.0;
        /// Visits made by two for safety, to a family that is not engaged at the reference concern.
        joint_for_safety: f64, "probability", 0.0..=1.0;
        /// Members who may meet a crisis together.
        crisis_workers: u32, "workers", 1..=3;
        /// Recording, calls, payments and desk work that a coordinator takes over.
        coordinator_takes: f64, "share", 0.0..=1.0;
        /// Reports and plans that a coordinator takes over.
        coordinator_takes_reports: f64, "share", 0.0..=1.0;
        /// Whether small payments are decided on the spot.
        devolved_payments: bool, switch;
        /// Work of an absent worker that colleagues do; emergencies are always covered.
        cover: f64, "share", 0.0..=1.0;
        /// Whether another decider signs off while one's own is away.
        decision_cover: bool, switch;
        /// How many of a team's managers are deputies: they decide from day to day and supervise, the team manager signs what weighs most.
        deputies: u32, "posts", 0..=10;
        /// Whether one clinician works in two teams of the same kind, each of which states part of the post.
        clinician_between: bool, switch;
        /// Whether a risky closing is checked with another decider of the service.
        closing_check: bool, switch;
        /// Families, or points of `[points]`, per whole-time case holder above which new ones wait (0: no cap).
        caseload_cap: f64, "families", 0.0..=200.0;
        /// Brief work with a family in need by those who assessed it.
        brief_work_weeks: f64, "weeks", 1.0..=52.0;
        /// Whether families in need get brief work first and are transferred only if concern has not fallen; plans are transferred at once.
        brief_first: bool, switch;
        /// Time after a final order for which children in care stay with their workers before a looked-after service takes over (mixed caseloads).
        keeps_care_months: u32, "months", 0..=240;
        /// Weeks in which teams of a service take duty in turn (0: always on duty).
        duty_rotation: u32, "weeks", 0..=12;
        /// Questions that workers put to the decider in between, for each family held by somebody else.
        advice: f64, "1/week", 0.0..=5.0;
        /// Decisions that an experienced colleague takes while the decider is away.
        peer_decisions: f64, "share", 0.0..=1.0;
        /// How far shared work goes to whom it suits: hard talk to who decides or is most skilled, practical and child work to child practitioners.
        role_fit: f64, "share", 0.0..=1.0;
        /// How far visits by two as a matter of course are kept for complex families.
        joint_by_complexity: f64, "share", 0.0..=1.0;
        /// How far a complex family takes more of a case meeting than others.
        meeting_by_complexity: f64, "share", 0.0..=1.0;
        /// How far plans and court cases are kept from those who begin or assist.
        matching: f64, "share", 0.0..=1.0;
        /// Chance in a week that a colleague takes a case from somebody who has fallen far behind.
        peer_relief: f64, "probability/week", 0.0..=1.0;
        /// Part of an absent member's capacity that does not count when new cases are given out.
        intake_relief: f64, "share", 0.0..=1.0;
        /// Work of a member long away, and of an absent coordinator, that a paired team or unit does.
        buddy_cover: f64, "share", 0.0..=1.0;
        /// Incoming calls that an administrator takes off the workers.
        admin_takes_calls: f64, "share", 0.0..=1.0;
        /// Records that an administrator writes up.
        admin_takes_records: f64, "share", 0.0..=1.0;
        /// How far all work by one method: share of disputes and conflicts that a common language spares.
        shared_method: f64, "share", 0.0..=1.0;
        /// How far this way of organising is carried out: degrees lie between it and `otherwise`, counts and switches change over at one half.
        fidelity: f64, "share", 0.0..=1.0;
        /// The entry of `[features]` it falls back to.
        otherwise: String, plain;
    }

    /// Teams or units that are alike.
    pub struct TeamSpec {
        /// Name in results and in `--set team.NAME...`.
        name: String, plain;
        /// What they are for.
        service: Service, plain;
        /// Which entry of `[features]` they work by.
        features: String, plain;
        /// How many of them.
        count: u32, "teams", 0..=500;
        /// How many of them took part in the study.
        surveyed: u32, "teams", 0..=500;
        /// How many of their workers were interviewed.
        interviewed: u32, "workers", 0..=500;
        /// Posts of one of them.
        posts: Posts, nested;
    }

    /// Posts of one team; a fraction makes one post part-time.
    pub struct Posts {
        /// Consultant social workers: lead a unit, work cases and decide.
        consultant: f64, "WTE", 0.0..=100.0;
        /// Team managers and deputies: decide and supervise, hold no cases.
        manager: f64, "WTE", 0.0..=100.0;
        /// Social workers.
        social_worker: f64, "WTE", 0.0..=500.0;
        /// Child practitioners.
        child_practitioner: f64, "WTE", 0.0..=500.0;
        /// Social work assistants.
        assistant: f64, "WTE", 0.0..=100.0;
        /// Students.
        student: f64, "WTE", 0.0..=100.0;
        /// Clinicians.
        clinician: f64, "WTE", 0.0..=100.0;
        /// Unit coordinators.
        coordinator: f64, "WTE", 0.0..=100.0;
        /// Team administrators.
        administrator: f64, "WTE", 0.0..=100.0;
    }
}

impl Posts {
    /// Posts by role, deciders first.
    pub fn by_role(&self) -> [(Role, f64); 9] {
        [
            (Role::Consultant, self.consultant),
            (Role::Manager, self.manager),
            (Role::SocialWorker, self.social_worker),
            (Role::ChildPractitioner, self.child_practitioner),
            (Role::Assistant, self.assistant),
            (Role::Student, self.student),
            (Role::Clinician, self.clinician),
            (Role::Coordinator, self.coordinator),
            (Role::Administrator, self.administrator),
        ]
    }

    /// All posts.
    pub fn total(&self) -> f64 {
        self.by_role().iter().map(|(_, wte)| wte).sum()
    }

    /// No posts at all: what a list of posts starts from.
    pub const NONE: Posts = Posts {
        consultant: 0.0,
        manager: 0.0,
        social_worker: 0.0,
        child_practitioner: 0.0,
        assistant: 0.0,
        student: 0.0,
        clinician: 0.0,
        coordinator: 0.0,
        administrator: 0.0,
    };
}
