//! Practice: thresholds, clocks, durations, frequencies, days, proceedings.

crate::parameters! {
    /// Cuts on assessed concern.
    pub struct Thresholds {
        /// Below this a referral is closed at the front door.
        screen: f64, "concern", 0.0..=30.0;
        /// From this an initial assessment goes on to a core assessment.
        core: f64, "concern", 0.0..=30.0;
        /// From this an assessed family is in need; below it the involvement is closed.
        in_need: f64, "concern", 0.0..=30.0;
        /// From this a family is transferred to long-term work; below it the assessment service works with it briefly.
        transfer: f64, "concern", 0.0..=30.0;
        /// From this, with maltreatment, a strategy discussion is held.
        strategy: f64, "concern", 0.0..=30.0;
        /// From this an enquiry leads to a conference and the conference to a plan.
        plan: f64, "concern", 0.0..=30.0;
        /// From this proceedings are sought for a child on a plan.
        proceedings: f64, "concern", 0.0..=40.0;
        /// Below this an open case is closed when it is discussed.
        close: f64, "concern", 0.0..=30.0;
        /// Below this a plan is ended at its review conference.
        step_down: f64, "concern", 0.0..=30.0;
        /// After an enquiry that led to no plan, time before another is called without a crisis.
        enquiry_pause: u32, "days", 0..=365;
        /// Months without progress after which a family that does not engage is closed or taken further.
        stuck_months: f64, "months", 1.0..=60.0;
        /// Engagement below which such a family counts as not engaging.
        stuck_engagement: f64, "0..1", 0.0..=1.0;
        /// Whether a stuck case may be closed on the understanding that it comes back at a strategy discussion.
        close_with_intent: bool, switch;
        /// Concern this little below the threshold makes closing risky.
        risky_margin: f64, "concern", 0.0..=10.0;
        /// Probability that a decider puts a risky closing off.
        hesitation: f64, "probability", 0.0..=1.0;
        /// Share of that hesitation that a second decider's view takes away.
        second_opinion: f64, "share", 0.0..=1.0;
        /// Known concern from which, after a crisis and with grave maltreatment, children are protected at once.
        emergency: f64, "concern", 5.0..=60.0;
        /// Least length of long-term work before it is closed.
        least_days: u32, "working days", 0..=250;
    }

    /// Statutory and usual clocks.
    pub struct Clocks {
        /// Two assessments (initial, then core) rather than one.
        two_stage: bool, switch;
        /// Initial assessment.
        initial_days: u32, "working days", 1..=60;
        /// Core assessment, or the single one.
        core_days: u32, "working days", 5..=90;
        /// Strategy discussion to initial conference.
        conference_days: u32, "working days", 1..=60;
        /// First core group after a conference.
        first_core_group_days: u32, "working days", 1..=60;
        /// Between core groups.
        core_group_days: u32, "working days", 5..=120;
        /// First review conference.
        first_review_days: u32, "days", 30..=200;
        /// Between review conferences.
        review_days: u32, "days", 60..=400;
        /// Visits to a child in need.
        in_need_visit_days: u32, "working days", 2..=120;
        /// Visits to a child on a plan.
        plan_visit_days: u32, "working days", 2..=60;
        /// Visits to a looked-after child.
        care_visit_days: u32, "working days", 2..=120;
        /// Between looked-after reviews.
        care_review_days: u32, "days", 30..=400;
        /// Window in which a re-referral goes straight to the last workers.
        rereferral_days: u32, "days", 0..=365;
    }

    /// Minutes of single pieces of work: means of log-normal laws with the one `cv`.
    pub struct Minutes {
        /// Coefficient of variation of every duration.
        cv: f64, "ratio", 0.05..=2.0;
        /// Screening a referral.
        screening: f64, "minutes", 5.0..=480.0;
        /// Visit to a child in need, family present.
        in_need_visit: f64, "minutes", 15.0..=300.0;
        /// Visit to a child on a plan.
        plan_visit: f64, "minutes", 15.0..=300.0;
        /// Assessment visit or enquiry visit.
        first_visit: f64, "minutes", 15.0..=300.0;
        /// Visit to a looked-after child or supervised contact.
        care_visit: f64, "minutes", 15.0..=300.0;
        /// Same-day visit in a crisis.
        crisis_visit: f64, "minutes", 15.0..=480.0;
        /// Supervised contact of children in care with their family.
        family_contact: f64, "minutes", 0.0..=480.0;
        /// Assessment of relatives who might care.
        kinship_assessment: f64, "minutes", 0.0..=6000.0;
        /// What an emergency order asks of the decider.
        emergency: f64, "minutes", 0.0..=960.0;
        /// Drop-in of a care leaver.
        drop_in: f64, "minutes", 5.0..=120.0;
        /// Therapeutic session.
        therapeutic: f64, "minutes", 15.0..=180.0;
        /// Core group, family present.
        core_group: f64, "minutes", 15.0..=240.0;
        /// Initial conference.
        initial_conference: f64, "minutes", 30.0..=360.0;
        /// Review conference.
        review_conference: f64, "minutes", 30.0..=360.0;
        /// Looked-after review.
        care_review: f64, "minutes", 15.0..=240.0;
        /// Attendance at court.
        court: f64, "minutes", 30.0..=480.0;
        /// Travel to and from one family.
        travel: f64, "minutes", 0.0..=240.0;
        /// Recording for each hour of contact by the first worker.
        recording_per_hour: f64, "minutes/hour", 0.0..=240.0;
        /// Recording by a second worker, share of the first's.
        recording_second: f64, "share", 0.0..=1.0;
        /// Initial assessment report.
        initial_report: f64, "minutes", 10.0..=2000.0;
        /// Core or single assessment report.
        core_report: f64, "minutes", 10.0..=3000.0;
        /// Report of an enquiry.
        enquiry_report: f64, "minutes", 10.0..=2000.0;
        /// Report to a conference.
        conference_report: f64, "minutes", 10.0..=2000.0;
        /// Report to a looked-after review, each child.
        review_report: f64, "minutes", 10.0..=2000.0;
        /// One court statement.
        court_statement: f64, "minutes", 30.0..=5000.0;
        /// Plans, forms and chronologies of one family in a month, at the reference number of problems.
        plan_update: f64, "minutes/month", 0.0..=1000.0;
        /// One call or letter about one family.
        liaison: f64, "minutes", 1.0..=120.0;
        /// Small payment where authority is not devolved.
        payment: f64, "minutes", 1.0..=240.0;
        /// Small payment where it is devolved.
        payment_devolved: f64, "minutes", 1.0..=240.0;
        /// Reading in on a family taken over.
        handover: f64, "minutes", 0.0..=600.0;
        /// Closing or transfer summary.
        closing: f64, "minutes", 0.0..=600.0;
        /// General email, diary, time sheet in a day.
        fixed_desk: f64, "minutes/day", 0.0..=300.0;
        /// One decision or sign-off by somebody who has not met the family; half for somebody who has.
        authorisation: f64, "minutes", 1.0..=120.0;
        /// Strategy discussion.
        strategy: f64, "minutes", 10.0..=240.0;
        /// Share by which it is longer about a family that nobody has met; less with each contact.
        thin_evidence: f64, "share", 0.0..=5.0;
        /// Professional meeting without the family.
        professional_meeting: f64, "minutes", 10.0..=240.0;
        /// Legal planning meeting or panel.
        legal_meeting: f64, "minutes", 10.0..=240.0;
        /// Breaks inside the reported day.
        breaks: f64, "minutes/day", 0.0..=120.0;
    }

    /// How often single pieces of work come up.
    pub struct Frequencies {
        /// Contacts that a family at the reference number of problems needs in a month.
        needed_contacts: f64, "1/month", 0.1..=10.0;
        /// Exponent of the number of problems in needed contacts.
        contact_exponent: f64, "1", 0.0..=2.0;
        /// Needed contact in the first months of long-term work relative to later.
        early_contacts: f64, "ratio", 0.2..=5.0;
        /// How long those first months last.
        early_months: f64, "months", 0.0..=24.0;
        /// Spread of need between families with the same problems (coefficient of variation).
        contact_spread: f64, "ratio", 0.0..=2.0;
        /// Liaison for one open family in a working day.
        liaison: f64, "1/working day", 0.0..=5.0;
        /// Share of liaison that comes in and is dealt with as it comes.
        liaison_incoming: f64, "share", 0.0..=1.0;
        /// Exponent of the number of problems in desk work and liaison.
        desk_exponent: f64, "1", 0.0..=2.0;
        /// Professional meetings on one family in a month.
        professional_meetings: f64, "1/month", 0.0..=5.0;
        /// Payments to one family in a month.
        payments: f64, "1/month", 0.0..=5.0;
        /// Payments to a family without recourse to public funds.
        no_recourse_payments: f64, "1/month", 0.0..=30.0;
        /// Supervised contacts of children in care while a court has yet to decide.
        family_contacts: f64, "1/month", 0.0..=20.0;
        /// Visits in an initial or single assessment.
        initial_visits: u32, "visits", 1..=10;
        /// Further visits in a core assessment.
        core_visits: u32, "visits", 0..=10;
        /// Agency checks in an assessment.
        assessment_checks: u32, "calls", 0..=20;
        /// Statements in one set of proceedings.
        court_statements: u32, "statements", 0..=10;
        /// Hearings in one set of proceedings.
        court_hearings: u32, "hearings", 0..=20;
        /// Share of families of a unit with a clinician that have sessions.
        therapeutic_share: f64, "probability", 0.0..=1.0;
        /// Mean time between sessions.
        therapeutic_days: f64, "days", 1.0..=90.0;
        /// Drop-ins of a care leaver in a month.
        drop_ins: f64, "1/month", 0.0..=20.0;
        /// Family members met in one attendance.
        people_met: f64, "persons", 1.0..=6.0;
        /// Share of those who are children.
        people_children: f64, "share", 0.0..=1.0;
    }

    /// The working day and year.
    pub struct Days {
        /// Contracted day.
        contract: f64, "hours", 4.0..=10.0;
        /// Unpaid stay that people think nothing of while work waits.
        tolerance: f64, "hours", 0.0..=3.0;
        /// Share of what is overdue that is met by overtime.
        overtime_share: f64, "share", 0.0..=1.0;
        /// Mean of the personal cap on overtime in a day.
        overtime_cap: f64, "hours", 0.0..=5.0;
        /// Hard limit of overtime in a day.
        overtime_limit: f64, "hours", 0.0..=6.0;
        /// Greatest shortening of visits when work is overdue.
        rush: f64, "share", 0.0..=0.6;
        /// Visits to which somebody with any amount of overdue work comes late.
        lateness: f64, "probability", 0.0..=1.0;
        /// Overdue hours at which half of that shortening, and of those delays, is reached.
        rush_half: f64, "hours", 1.0..=100.0;
        /// Annual leave.
        leave: f64, "working days/year", 0.0..=60.0;
        /// Training.
        training: f64, "days/year", 0.0..=30.0;
        /// Working days before its limit at which a statutory task jumps the queue.
        deadline_pull: u32, "working days", 0..=30;
        /// Slack of needed contact against desk work in the queue.
        contact_slack: f64, "days", 0.0..=30.0;
        /// Days by which a visit is moved up for each unit of danger (disengagement times concern) above the usual, and back below it.
        urgency: f64, "days", 0.0..=60.0;
        /// Time after which unwritten recording is given up.
        recording_patience: u32, "working days", 1..=250;
        /// Time after which an unreturned call is given up.
        liaison_patience: u32, "working days", 1..=60;
        /// Time after which plans and forms are given up.
        paper_patience: u32, "working days", 1..=250;
    }

    /// Proceedings and care, first form.
    pub struct Proceedings {
        /// Mean wait for the head of service or group manager.
        head_wait: f64, "days", 0.0..=200.0;
        /// Mean wait for a legal planning meeting.
        legal_wait: f64, "days", 0.0..=200.0;
        /// Mean wait for the panel.
        panel_wait: f64, "days", 0.0..=200.0;
        /// Mean length of care proceedings.
        court_wait: f64, "days", 10.0..=800.0;
        /// Chance that a head of service refuses.
        head_refusal: f64, "probability", 0.0..=1.0;
        /// Chance that lawyers refuse without evidence; falls with evidence.
        legal_refusal: f64, "probability", 0.0..=1.0;
        /// Chance that a panel refuses on cost after the lawyers agreed.
        panel_refusal: f64, "probability", 0.0..=1.0;
        /// Self-censorship: share of the foreseen refusal by which proceedings are not even sought.
        expected_veto: f64, "share", 0.0..=1.0;
        /// Share of fully engaged parents who agree to voluntary care (section 20) where proceedings would be sought.
        voluntary_share: f64, "probability", 0.0..=1.0;
        /// Age from which a child may refuse to stay where it is placed.
        teenager_age: f64, "years", 10.0..=18.0;
        /// Proceedings not sought where the youngest child is of that age and would not stay.
        teenager_refusal: f64, "probability", 0.0..=1.0;
        /// Families with relatives who come forward, at a circle of ordinary size.
        kinship_share: f64, "probability", 0.0..=1.0;
        /// Of relatives assessed, those found fit.
        kinship_approval: f64, "probability", 0.0..=1.0;
        /// Evidence that one recorded contact with a family adds.
        evidence_contact: f64, "evidence", 0.0..=5.0;
        /// Evidence that one crisis adds.
        evidence_crisis: f64, "evidence", 0.0..=5.0;
        /// Time over which evidence fades to a third.
        evidence_fade_days: f64, "days", 10.0..=1000.0;
        /// Evidence at which the chance of a legal refusal is halved.
        evidence_half: f64, "evidence", 0.1..=50.0;
        /// Time to the next try after a refusal.
        retry_days: u32, "days", 1..=400;
        /// Families whose children are placed in care while proceedings run.
        interim_care: f64, "probability", 0.0..=1.0;
        /// Proceedings that end with the children in care.
        care_order: f64, "probability", 0.0..=1.0;
        /// Rate at which care ends (return, adoption, guardianship).
        care_exit_per_year: f64, "1/year", 0.0..=5.0;
        /// Exits from care that are a return home.
        return_home: f64, "probability", 0.0..=1.0;
        /// Support after leaving care at eighteen.
        leaving_care_years: f64, "years", 0.0..=10.0;
    }

    /// Dates that are given out, so many a week in the whole authority (0: as many as are wanted).
    pub struct Slots {
        /// Conferences that have a chair.
        conferences: u32, "1/week", 0..=500;
        /// Legal planning meetings and panels.
        legal_meetings: u32, "1/week", 0..=500;
        /// Court hearings.
        hearings: u32, "1/week", 0..=500;
    }
}
