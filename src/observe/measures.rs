//! Every measure, defined once: name, unit, what over what, what it may be held against, the difference that would matter, and how it
//! comes from totals. Tables, files and the data dictionary are made from this list.

use super::totals::Totals;
use crate::kernel::time::{MONTH_DAYS, YEAR_DAYS, YEAR_WEEKS};
use crate::scenario::config::Config;

/// What a measure can be held against.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Evidence {
    /// Compared with data.
    Data,
    /// Model assumption only: no arm is ranked on it.
    Assumption,
    /// Neither: a description of the arm.
    Neither,
}

/// A measure.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// One name everywhere.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Numerator over denominator.
    pub what: &'static str,
    /// What it can be held against.
    pub evidence: Evidence,
    /// The published row it answers to, or nothing.
    pub row: &'static str,
    /// Declared practical margin, absolute, in its unit: smaller differences are negligible.
    pub margin: Option<f64>,
    /// Why that margin.
    pub margin_why: &'static str,
    /// Whether it is in the main table.
    pub headline: bool,
    /// Plain words.
    pub label: &'static str,
    /// Decimals shown.
    pub decimals: usize,
    /// Its value over a period; undefined (NaN) where nothing was counted.
    pub(super) value: fn(&Totals, &Config) -> f64,
}

impl Measure {
    /// Whether its numbers are shares from 0 to 1, shown to people as per cent.
    pub fn is_share(&self) -> bool {
        self.unit == "1" && self.name.contains("_share")
    }
}

fn months(days: f64) -> f64 {
    days / MONTH_DAYS
}

fn years(days: f64) -> f64 {
    days / YEAR_DAYS
}

/// Yearly cost, £m: establishment pay, agency premium, placements, proceedings, payments.
fn cost(t: &Totals, c: &Config) -> f64 {
    let years = years(t.days);
    let agency_pay = t.agency / t.readings * c.costs.social_worker * (c.costs.agency_factor - 1.0);
    let care = t.in_care / t.readings * c.costs.care_week * YEAR_WEEKS;
    let proceedings = t.proceedings / years * c.costs.proceedings;
    let payments = t.payments / years * c.costs.payment;
    let emergencies = t.emergencies / years * c.costs.emergency;
    let kin = t.kin_children / years * c.costs.kinship;
    let leavers = t.care_leavers / t.readings * c.costs.leaving_care_week * YEAR_WEEKS;
    let paid_out = care + proceedings + payments + emergencies + kin + leavers;
    (t.pay / t.readings + agency_pay + paid_out) / 1e6
}

macro_rules! measures {
    ($($name:ident $unit:literal $decimals:literal, $label:literal: $what:literal;
       $evidence:ident $row:literal, margin $margin:literal, $why:literal, $($headline:ident)?
       |$totals:tt, $config:tt| $value:expr;)*) => {
        /// The measures, in the order of every table.
        pub(super) static MEASURES: &[Measure] = &[$(Measure {
            name: stringify!($name),
            unit: $unit,
            what: $what,
            evidence: Evidence::$evidence,
            row: $row,
            margin: Some($margin),
            margin_why: $why,
            headline: measures!(@headline $($headline)?),
            label: $label,
            decimals: $decimals,
            value: |$totals, $config| $value,
        },)*];
    };
    (@headline headline) => { true };
    (@headline) => { false };
}

measures! {
    contacts_per_family_month "1/month" 2, "meetings per family-month": "family meetings by any worker, a joint visit once, drop-ins out / open family-months in long-term work";
        Data "Table 7.4", margin 0.15, "one meeting more in about seven months", headline
        |t, _| t.contacts / months(t.family_days);
    contact_clock_hours_per_family_month "h" 2, "hours with a family, clock": "hours in which at least one worker was with the family / open family-months";
        Assumption "", margin 0.25, "a quarter of an hour a month", headline
        |t, _| t.clock_minutes / 60.0 / months(t.family_days);
    contact_worker_hours_per_family_month "h" 2, "hours with a family, workers": "the same hours counted once for each worker present / open family-months";
        Data "Tables 7.7, 5.1", margin 0.4, "a joint visit in four months",
        |t, _| t.worker_minutes / 60.0 / months(t.family_days);
    contact_hours_per_referred_family "h" 2, "contact h, each referred": "clock hours within 12 months of referral / families referred, served or not, whose 12 months end in the period";
        Assumption "", margin 0.75, "half a visit a year", headline
        |t, _| t.cohort_minutes / 60.0 / t.cohort;
    face_to_face_hours_per_worker_day "h" 2, "face to face, h a day": "own hours with families, joint visits for each, conferences and court with the family in / worker-days at work";
        Data "Table 7.7", margin 0.2, "twelve minutes a day", headline
        |t, _| t.contact_minutes / 60.0 / t.worker_days;
    admin_hours_per_worker_day "h" 2, "desk, h a day": "everything at the desk / worker-days at work";
        Data "Table 7.7", margin 0.3, "twenty minutes a day", headline
        |t, _| t.admin_minutes / 60.0 / t.worker_days;
    other_hours_per_worker_day "h" 2, "other, h a day": "travel, supervision, internal and professional meetings, breaks / worker-days at work";
        Neither "", margin 0.2, "twelve minutes a day",
        |t, _| t.other_minutes / 60.0 / t.worker_days;
    idle_hours_per_worker_day "h" 2, "nothing to do, h a day": "hours at work with nothing to do / worker-days at work";
        Neither "", margin 0.2, "twelve minutes a day",
        |t, _| t.idle_minutes / 60.0 / t.worker_days;
    working_day_hours "h" 2, "working day, h": "start to finish of days at work, overtime in / worker-days at work";
        Data "Table 7.7", margin 0.15, "ten minutes a day", headline
        |t, _| t.day_minutes / 60.0 / t.worker_days;
    people_met_per_worker_week "1/week" 2, "people met a week": "persons met, children and others / worker-weeks at work";
        Data "Table 7.7", margin 0.8, "one person in six days",
        |t, _| t.persons / t.worker_weeks;
    families_per_worker "1" 2, "families per worker": "families open in long-term teams / WTE of their staff who work with families, in post";
        Data "Table 5.1", margin 0.5, "half a family", headline
        |t, _| t.families / t.staff;
    children_per_wte "1" 2, "children per case holder": "children with a status in those families / whole-time case holders in post, as DfE counts";
        Data "DfE workforce", margin 1.0, "one child",
        |t, _| t.children / t.holders;
    workers_seen_12_months "1" 2, "workers met in a year": "different workers who met the family in its last 12 months, mean over open families";
        Data "Table 7.4", margin 0.25, "one worker for a quarter of families", headline
        |t, _| t.workers_seen / t.families;
    months_open_mean "months" 1, "months open": "age of the involvement, assessment in, of families open in long-term work";
        Data "Table 7.4", margin 1.5, "six weeks",
        |t, _| t.age_mean / t.readings;
    months_open_sd "months" 1, "months open, sd": "standard deviation of the same";
        Data "Table 7.4", margin 2.0, "two months",
        |t, _| t.age_sd / t.readings;
    cp_share "1" 3, "families on a plan": "families with a plan / families with a plan or in need, long-term teams";
        Data "Table 7.3", margin 0.05, "one family in twenty",
        |t, _| t.protected / (t.protected + t.in_need);
    severity_mean "1..4" 2, "mean level of problems": "mean over the fourteen problems of the level known, families open in long-term work";
        Data "Table 7.5", margin 0.05, "one level of one problem in one family and a half",
        |t, _| t.severity_mean / t.readings;
    severity_sd "1..4" 2, "its spread": "standard deviation of the same between families";
        Data "Table 7.5", margin 0.05, "a tenth of the published spread",
        |t, _| t.severity_sd / t.readings;
    not_seen_28_share "1" 3, "not seen for 28 days": "open family-days more than 28 days since a worker met the family / open family-days";
        Assumption "", margin 0.03, "one family in thirty", headline
        |t, _| t.unseen_28_days / t.family_days;
    not_seen_42_share "1" 3, "not seen for 42 days": "open family-days more than 42 days since a worker met the family / open family-days";
        Assumption "", margin 0.02, "one family in fifty",
        |t, _| t.unseen_42_days / t.family_days;
    not_discussed_28_share "1" 3, "not discussed for 28 days": "open family-days more than 28 days since a discussion that changed or confirmed the plan / open family-days";
        Assumption "", margin 0.05, "one family in twenty", headline
        |t, _| t.undiscussed_28_days / t.family_days;
    drift_share "1" 3, "drift: neither, 28 days": "open family-days on which neither a meeting nor a discussion has happened for 28 days / open family-days";
        Assumption "", margin 0.02, "one family in fifty", headline
        |t, _| t.drift_days / t.family_days;
    decision_wait_manager_days "days" 2, "wait for a decision, days": "from a needed decision to the team's or unit's own decision";
        Assumption "", margin 0.5, "half a day", headline
        |t, _| t.decider_days / t.decider_decisions;
    decision_wait_team_manager_days "days" 2, "wait for team manager": "from a deputy's decision to the team manager's signature";
        Assumption "", margin 0.5, "half a day",
        |t, _| t.signature_days / t.signatures;
    decision_wait_head_days "days" 1, "wait for head of service": "from the decider's agreement to the head of service's decision";
        Assumption "", margin 3.0, "half a week",
        |t, _| t.head_days / t.head_decisions;
    decision_wait_legal_days "days" 1, "wait for lawyers, days": "to the decision of a legal planning meeting";
        Assumption "", margin 3.0, "half a week",
        |t, _| t.legal_days / t.legal_decisions;
    decision_wait_panel_days "days" 1, "wait for panel, days": "to the decision of a panel";
        Assumption "", margin 3.0, "half a week",
        |t, _| t.panel_days / t.panel_decisions;
    refused_by_head_share "1" 3, "refused by head of service": "requests refused / requests decided by the head of service";
        Assumption "", margin 0.05, "one request in twenty",
        |t, _| t.head_refusals / t.head_decisions;
    refused_by_lawyers_share "1" 3, "refused by lawyers": "requests refused / legal planning meetings";
        Assumption "", margin 0.05, "one request in twenty",
        |t, _| t.legal_refusals / t.legal_decisions;
    refused_by_panel_share "1" 3, "refused by panel": "requests refused / requests decided by a panel";
        Assumption "", margin 0.05, "one request in twenty",
        |t, _| t.panel_refusals / t.panel_decisions;
    decision_wait_court_days "days" 0, "wait for court, days": "from issue to the court's decision";
        Assumption "", margin 20.0, "three weeks",
        |t, _| t.court_days / t.court_decisions;
    referral_to_in_need_days "days" 1, "referral to in need, days": "referral to acceptance for a service";
        Data "sector's drift tool", margin 3.0, "half a week",
        |t, _| t.accepted_days / t.accepted;
    referral_to_plan_days "days" 0, "referral to plan, days": "referral to child protection plan";
        Data "sector's drift tool", margin 5.0, "a working week",
        |t, _| t.plan_days / t.plans;
    referral_to_care_days "days" 0, "referral to care, days": "referral to care";
        Data "sector's drift tool", margin 20.0, "three weeks",
        |t, _| t.care_days / t.care_families;
    visits_on_time_share "1" 3, "visits on time": "visits under a statutory clock made within it / such visits made";
        Data "DfE", margin 0.03, "one visit in thirty", headline
        |t, _| t.visits_on_time / t.visits;
    assessments_on_time_share "1" 3, "assessments on time": "assessments decided within the statutory clock / assessments decided";
        Data "DfE", margin 0.03, "one in thirty",
        |t, _| t.assessments_on_time / t.assessments;
    conferences_on_time_share "1" 3, "conferences on time": "initial conferences within the clock / initial conferences";
        Data "DfE", margin 0.05, "one in twenty",
        |t, _| t.conferences_on_time / t.conferences;
    unseen_high_risk_days_per_100_referred "days" 0, "unseen high-risk days/100": "days at high true severity without being seen for 28 days, open or not, within 12 months of referral / 100 families referred";
        Assumption "", margin 200.0, "two days a family", headline
        |t, _| t.cohort_unseen_high_days / t.cohort * 100.0;
    known_share "1" 3, "problems known": "levels of problems believed and true / levels of problems true, families open in long-term work, weekly reading";
        Assumption "", margin 0.03, "one level in thirty",
        |t, _| t.known_share / t.readings;
    engagement_mean "0..1" 2, "engagement": "mean engagement of families open in long-term work, weekly reading";
        Assumption "", margin 0.03, "a thirtieth of the scale",
        |t, _| t.engagement / t.readings;
    parents_rating "0..1" 2, "parents' rating": "mean of what parents of families open in long-term work think of those they meet, weekly reading";
        Assumption "", margin 0.03, "a thirtieth of the scale",
        |t, _| t.rating / t.readings;
    missed_risk_share "1" 3, "closed at high risk": "closed or not opened though true severity was high / all so closed";
        Assumption "", margin 0.01, "one closure in a hundred", headline
        |t, _| t.missed_risks / t.closures;
    false_alarm_share "1" 3, "plans not at high risk": "plans made though true severity was not high / plans made";
        Assumption "", margin 0.05, "one plan in twenty",
        |t, _| t.false_alarms / t.plans;
    serious_incidents_per_1000_referred "1" 1, "serious incidents /1000": "serious incidents to a child within 12 months of referral / 1,000 families referred";
        Assumption "", margin 2.0, "two in a thousand",
        |t, _| t.cohort_incidents / t.cohort * 1000.0;
    unallocated_mean "families" 1, "waiting for a worker": "families waiting for a long-term worker, weekly reading";
        Assumption "", margin 3.0, "three families", headline
        |t, _| t.waiting / t.readings;
    wait_for_worker_days "days" 1, "wait for a worker, days": "days a family waited for a long-term worker";
        Assumption "", margin 2.0, "two days",
        |t, _| t.wait_days / t.waits;
    rereferral_12_months_share "1" 3, "re-referrals": "referrals of families referred in the 12 months before / referrals";
        Data "DfE", margin 0.02, "one referral in fifty",
        |t, _| t.rereferrals / t.referrals;
    referrals_per_year "1/year" 0, "referrals a year": "families referred / year";
        Data "DfE", margin 30.0, "a week's referrals",
        |t, _| t.referrals / years(t.days);
    assessed_share "1" 3, "assessed of referred": "involvements first assessed / referrals";
        Data "DfE", margin 0.02, "one in fifty",
        |t, _| t.assessed / t.referrals;
    opened_share_of_referrals "1" 3, "opened of referred": "involvements opened to long-term work / referrals";
        Assumption "", margin 0.01, "one in a hundred", headline
        |t, _| t.opened / t.referrals;
    opened_share_of_assessed "1" 3, "opened of assessed": "involvements opened to long-term work / involvements first assessed";
        Assumption "", margin 0.02, "one in fifty",
        |t, _| t.opened / t.assessed;
    enquiries_per_100_referrals "1" 1, "enquiry visits per 100": "section 47 enquiries visited / 100 referrals";
        Data "DfE", margin 2.0, "two in a hundred",
        |t, _| t.enquiries / t.referrals * 100.0;
    plan_starts_per_year "1/year" 0, "plans made a year": "families with a child made subject of a plan / year";
        Data "DfE", margin 10.0, "ten plans",
        |t, _| t.plans / years(t.days);
    care_entries_per_year "1/year" 0, "children into care a year": "children who come into care / year";
        Data "DfE", margin 8.0, "eight children",
        |t, _| t.care_children / years(t.days);
    ghq_mean "points" 2, "stress: GHQ-12 mean": "GHQ-12 Likert total of long-term staff at work";
        Data "Table 6.7", margin 0.5, "half a point", headline
        |t, _| t.ghq_mean / t.stress_readings;
    ghq_sd "points" 2, "stress: GHQ-12 spread": "its standard deviation between workers";
        Data "Table 6.7", margin 0.8, "under a point", headline
        |t, _| t.ghq_sd / t.stress_readings;
    ghq_case_share "1" 3, "probable GHQ cases": "workers with four or more items at the stressed end (0-0-1-1)";
        Data "Table 6.7", margin 0.04, "one worker in 25",
        |t, _| t.ghq_cases / t.stress_readings;
    burnout_mean "points" 2, "burnout": "slow companion of stress, points above the own level";
        Assumption "", margin 0.5, "half a point",
        |t, _| t.burnout / t.stress_readings;
    satisfied_share "1" 3, "satisfied": "workers whose strain is below five points";
        Assumption "", margin 0.05, "one worker in twenty",
        |t, _| t.satisfied / t.stress_readings;
    sickness_share "1" 3, "sickness": "days lost to sickness / days due";
        Data "DfE workforce", margin 0.01, "two days a year",
        |t, _| t.sick_days / t.due_days;
    turnover_rate "1/year" 3, "leavers a year, share": "employed leavers / post-years filled by employed staff";
        Data "DfE workforce", margin 0.03, "one post in thirty",
        |t, _| t.leavers / ((t.filled - t.agency) / t.readings * years(t.days));
    vacancy_share "1" 3, "vacancies": "post-days vacant / post-days";
        Data "DfE workforce", margin 0.02, "one post in fifty",
        |t, _| t.vacant_days / t.post_days;
    agency_share "1" 3, "agency staff": "agency staff / staff in post";
        Data "DfE workforce", margin 0.02, "one post in fifty",
        |t, _| t.agency / t.filled;
    aggression_per_worker_year "1/year" 2, "aggression a worker-year": "acts of aggression / worker-years at work (210 days)";
        Assumption "", margin 1.0, "one act a year",
        |t, _| t.aggression / t.worker_days * 210.0;
    undone_hours_per_worker_day "h" 2, "undone work, h a day": "work due and given up / worker-days at work";
        Assumption "", margin 0.2, "twelve minutes a day", headline
        |t, _| t.undone_minutes / 60.0 / t.worker_days;
    overdue_hours_per_worker "h" 1, "overdue work, h a worker": "work past its due day at the start of a day at work, mean over worker-days";
        Assumption "", margin 2.0, "a quarter of a day",
        |t, _| t.overdue_minutes / 60.0 / t.worker_days;
    undone_recording_hours_per_worker_day "h" 2, "undone recording, h a day": "recording given up / worker-days at work";
        Assumption "", margin 0.1, "six minutes a day",
        |t, _| t.undone_recording_minutes / 60.0 / t.worker_days;
    undone_calls_hours_per_worker_day "h" 2, "undone calls, h a day": "calls given up / worker-days at work";
        Assumption "", margin 0.1, "six minutes a day",
        |t, _| t.undone_call_minutes / 60.0 / t.worker_days;
    cost_per_year "£m" 2, "cost with care and court, £m": "posts with agency premium in long-term teams, placements from them, proceedings, payments / year";
        Data "unit costs", margin 0.2, "about 2 per cent", headline
        |t, c| cost(t, c);
    posts "WTE" 1, "posts": "whole-time posts on the establishment, all teams";
        Neither "", margin 1.0, "one post", headline
        |t, _| t.posts / t.readings;
}
