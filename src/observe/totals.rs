//! Running totals since the start of a run. A period is the difference of two readings, so the same code serves months and the
//! measured period.

macro_rules! totals {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// Sums of everything that is counted; times in days or minutes as named.
        #[derive(Copy, Clone, Debug, Default, PartialEq)]
        pub struct Totals {
            $($(#[$doc])* pub $name: f64,)*
        }

        impl Totals {
            /// What has been added since an earlier reading.
            pub fn since(&self, earlier: &Totals) -> Totals {
                Totals { $($name: self.$name - earlier.$name,)* }
            }

            /// The same period, with the followed cohort whole: it is referred before the period that its twelve months end in.
            pub fn with_cohort(self, run: &Totals) -> Totals {
                Totals {
                    cohort: run.cohort,
                    cohort_minutes: run.cohort_minutes,
                    cohort_unseen_high_days: run.cohort_unseen_high_days,
                    cohort_incidents: run.cohort_incidents,
                    ..self
                }
            }
        }
    };
}

totals! {
    /// Days passed.
    days,
    /// Open days of families in long-term work.
    family_days,
    /// Of them, more than 28 days after a worker last met the family.
    unseen_28_days,
    /// More than 42 days after.
    unseen_42_days,
    /// More than 28 days after the plan was last discussed.
    undiscussed_28_days,
    /// Both.
    drift_days,
    /// Family meetings in long-term work, drop-ins out.
    contacts,
    /// Minutes somebody was with such a family.
    clock_minutes,
    /// The same for each worker present.
    worker_minutes,
    /// Families of the twelve-month cohort.
    cohort,
    /// Clock minutes with them within twelve months of referral.
    cohort_minutes,
    /// Days at high true severity without having been seen for 28 days, within twelve months of referral.
    cohort_unseen_high_days,
    /// Serious incidents within twelve months of referral.
    cohort_incidents,
    /// Working days of long-term staff at work.
    worker_days,
    /// Their minutes with families.
    contact_minutes,
    /// At the desk.
    admin_minutes,
    /// Other, breaks and meetings in.
    other_minutes,
    /// From arrival to leaving.
    day_minutes,
    /// With nothing to do.
    idle_minutes,
    /// Work overdue at the start of those days.
    overdue_minutes,
    /// Work given up.
    undone_minutes,
    /// Recording given up.
    undone_recording_minutes,
    /// Calls given up.
    undone_call_minutes,
    /// Persons met by long-term staff.
    persons,
    /// Weeks in which they were at work.
    worker_weeks,
    /// Readings (weekly) of the stock.
    readings,
    /// Families in long-term teams, summed over readings.
    families,
    /// Their children with a plan or in care.
    children,
    /// Staff of long-term teams in post (WTE).
    staff,
    /// Case holders among them (WTE).
    holders,
    /// Families with a plan.
    protected,
    /// Families in need without a plan.
    in_need,
    /// The mean of each reading.
    age_mean,
    /// The standard deviation of each reading.
    age_sd,
    /// Mean level (1..=4) of the fourteen problems as known, summed over readings.
    severity_mean,
    /// Its standard deviation between families.
    severity_sd,
    /// Workers who met the family in its last twelve months, summed over families.
    workers_seen,
    /// Cases waiting for a worker.
    waiting,
    /// Looked-after children, all services.
    in_care,
    /// Posts that are not closed (WTE), summed over readings.
    posts,
    /// What they cost in a year, £.
    pay,
    /// Agency posts (WTE).
    agency,
    /// Filled posts (WTE).
    filled,
    /// Readings of stress in which somebody was at work.
    stress_readings,
    /// GHQ mean, summed over readings.
    ghq_mean,
    /// GHQ standard deviation.
    ghq_sd,
    /// Share of probable cases.
    ghq_cases,
    /// Mean burnout.
    burnout,
    /// Share satisfied.
    satisfied,
    /// Referrals.
    referrals,
    /// Of families referred in the twelve months before.
    rereferrals,
    /// Involvements first assessed.
    assessed,
    /// Assessment decisions.
    assessments,
    /// In time.
    assessments_on_time,
    /// Involvements accepted for a service, first time.
    accepted,
    /// Days from referral to that.
    accepted_days,
    /// Involvements opened to long-term work, first time.
    opened,
    /// Days waited for a long-term worker.
    wait_days,
    /// Waits that ended.
    waits,
    /// Plans made (families).
    plans,
    /// Days from referral.
    plan_days,
    /// Plans made though severity was not high.
    false_alarms,
    /// Initial conferences.
    conferences,
    /// In time.
    conferences_on_time,
    /// Visits of section 47 enquiries.
    enquiries,
    /// Closures below or after work, moves away out.
    closures,
    /// Of them at high true severity.
    missed_risks,
    /// Children who came into care.
    care_children,
    /// Families whose children did.
    care_families,
    /// Days from referral.
    care_days,
    /// Proceedings issued.
    proceedings,
    /// Emergency orders.
    emergencies,
    /// Children placed with relatives.
    kin_children,
    /// Families with a care leaver, summed over readings.
    care_leavers,
    /// Mean of what parents of families open in long-term work think of those they meet, summed over readings.
    rating,
    /// Mean engagement of families open in long-term work, summed over readings.
    engagement,
    /// Share of their true levels of problems that is known.
    known_share,
    /// Refusals of the head of service.
    head_refusals,
    /// Of lawyers.
    legal_refusals,
    /// Of the panel.
    panel_refusals,
    /// Visits under a statutory clock.
    visits,
    /// In time.
    visits_on_time,
    /// Decisions by the decider, and days waited.
    decider_decisions,
    /// See above.
    decider_days,
    /// Signatures of team managers above deputies, and days waited.
    signatures,
    /// See above.
    signature_days,
    /// Decisions of the head of service.
    head_decisions,
    /// See above.
    head_days,
    /// Decisions of lawyers.
    legal_decisions,
    /// See above.
    legal_days,
    /// Decisions of the panel.
    panel_decisions,
    /// See above.
    panel_days,
    /// Decisions of the court.
    court_decisions,
    /// See above.
    court_days,
    /// Posts due, working days, nobody vacant.
    due_days,
    /// Sick.
    sick_days,
    /// Working days of posts, vacant ones in.
    post_days,
    /// Vacant.
    vacant_days,
    /// Workers who left.
    leavers,
    /// Acts of aggression toward long-term staff.
    aggression,
    /// Small payments.
    payments,
    /// Referrals that the front door took no further.
    not_accepted,
    /// Families assessed and found not in need.
    not_in_need,
}
