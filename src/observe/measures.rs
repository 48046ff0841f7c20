//! Every measure, defined once: name, unit, what over what, what it may be held against, the difference that would matter, and how it
//! comes from totals. Tables, files and the data dictionary are made from this list.

use super::totals::Totals;
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

fn months(days: f64) -> f64 {
    days / 30.4375
}

fn years(days: f64) -> f64 {
    days / 365.25
}

/// Yearly cost, £m: establishment pay, agency premium, placements, proceedings, payments.
fn cost(t: &Totals, c: &Config) -> f64 {
    let years = years(t.days);
    let agency_pay = t.agency / t.readings * c.costs.social_worker * (c.costs.agency_factor - 1.0);
    let care = t.in_care / t.readings * c.costs.care_week * 52.18;
    let proceedings = t.proceedings / years * c.costs.proceedings;
    let payments = t.payments / years * c.costs.payment;
    (c.pay_bill() + agency_pay + care + proceedings + payments) / 1e6
}

macro_rules! measure {
    ($name:literal, $unit:literal, $what:literal, $evidence:ident, $row:literal, $margin:literal, $why:literal, $headline:literal,
     $label:literal, $decimals:literal, $value:expr) => {
        Measure {
            name: $name,
            unit: $unit,
            what: $what,
            evidence: Evidence::$evidence,
            row: $row,
            margin: Some($margin),
            margin_why: $why,
            headline: $headline,
            label: $label,
            decimals: $decimals,
            value: $value,
        }
    };
}

/// The measures, in the order of every table.
pub(super) static MEASURES: &[Measure] = &[
    measure!(
        "contacts_per_family_month",
        "1/month",
        "family meetings by any worker, a joint visit once, drop-ins out / open family-months in long-term work",
        Data,
        "Table 7.4",
        0.15,
        "one meeting more in about seven months",
        true,
        "meetings per family-month",
        2,
        |t, _| t.contacts / months(t.family_days)
    ),
    measure!(
        "contact_clock_hours_per_family_month",
        "h",
        "hours in which at least one worker was with the family / open family-months",
        Assumption,
        "",
        0.25,
        "a quarter of an hour a month",
        true,
        "hours with a family, clock",
        2,
        |t, _| t.clock_minutes / 60.0 / months(t.family_days)
    ),
    measure!(
        "contact_worker_hours_per_family_month",
        "h",
        "the same hours counted once for each worker present / open family-months",
        Data,
        "Tables 7.7, 5.1",
        0.4,
        "a joint visit in four months",
        false,
        "hours with a family, workers",
        2,
        |t, _| t.worker_minutes / 60.0 / months(t.family_days)
    ),
    measure!(
        "contact_hours_per_referred_family",
        "h",
        "clock hours within 12 months of referral / families referred, served or not, whose 12 months end in the period",
        Assumption,
        "",
        0.75,
        "half a visit a year",
        true,
        "contact h, each referred",
        2,
        |t, _| t.cohort_minutes / 60.0 / t.cohort
    ),
    measure!(
        "face_to_face_hours_per_worker_day",
        "h",
        "own hours with families, joint visits for each, conferences and court with the family in / worker-days at work",
        Data,
        "Table 7.7",
        0.2,
        "twelve minutes a day",
        true,
        "face to face, h a day",
        2,
        |t, _| t.contact_minutes / 60.0 / t.worker_days
    ),
    measure!(
        "admin_hours_per_worker_day",
        "h",
        "everything at the desk / worker-days at work",
        Data,
        "Table 7.7",
        0.3,
        "twenty minutes a day",
        true,
        "desk, h a day",
        2,
        |t, _| t.admin_minutes / 60.0 / t.worker_days
    ),
    measure!(
        "other_hours_per_worker_day",
        "h",
        "travel, supervision, internal and professional meetings, breaks / worker-days at work",
        Neither,
        "",
        0.2,
        "twelve minutes a day",
        false,
        "other, h a day",
        2,
        |t, _| t.other_minutes / 60.0 / t.worker_days
    ),
    measure!(
        "idle_hours_per_worker_day",
        "h",
        "hours at work with nothing to do / worker-days at work",
        Neither,
        "",
        0.2,
        "twelve minutes a day",
        false,
        "nothing to do, h a day",
        2,
        |t, _| t.idle_minutes / 60.0 / t.worker_days
    ),
    measure!(
        "working_day_hours",
        "h",
        "start to finish of days at work, overtime in / worker-days at work",
        Data,
        "Table 7.7",
        0.15,
        "ten minutes a day",
        true,
        "working day, h",
        2,
        |t, _| t.day_minutes / 60.0 / t.worker_days
    ),
    measure!(
        "people_met_per_worker_week",
        "1/week",
        "persons met, children and others / worker-weeks at work",
        Data,
        "Table 7.7",
        0.8,
        "one person in six days",
        false,
        "people met a week",
        2,
        |t, _| t.persons / t.worker_weeks
    ),
    measure!(
        "families_per_worker",
        "1",
        "families open in long-term teams / WTE of their staff who work with families, in post",
        Data,
        "Table 5.1",
        0.5,
        "half a family",
        true,
        "families per worker",
        2,
        |t, _| t.families / t.staff
    ),
    measure!(
        "children_per_wte",
        "1",
        "children with a status in those families / whole-time case holders in post, as DfE counts",
        Data,
        "DfE workforce",
        1.0,
        "one child",
        false,
        "children per case holder",
        2,
        |t, _| t.children / t.holders
    ),
    measure!(
        "workers_seen_12_months",
        "1",
        "different workers who met the family in its last 12 months, mean over open families",
        Data,
        "Table 7.4",
        0.25,
        "one worker for a quarter of families",
        true,
        "workers met in a year",
        2,
        |t, _| t.workers_seen / t.families
    ),
    measure!(
        "months_open_mean",
        "months",
        "age of the involvement, assessment in, of families open in long-term work",
        Data,
        "Table 7.4",
        1.5,
        "six weeks",
        false,
        "months open",
        1,
        |t, _| t.age_mean / t.readings
    ),
    measure!(
        "months_open_sd",
        "months",
        "standard deviation of the same",
        Data,
        "Table 7.4",
        2.0,
        "two months",
        false,
        "months open, sd",
        1,
        |t, _| t.age_sd / t.readings
    ),
    measure!(
        "cp_share",
        "1",
        "families with a plan / families with a plan or in need, long-term teams",
        Data,
        "Table 7.3",
        0.05,
        "one family in twenty",
        false,
        "families on a plan",
        3,
        |t, _| t.protected / (t.protected + t.in_need)
    ),
    measure!(
        "not_seen_28_share",
        "1",
        "open family-days more than 28 days since a worker met the family / open family-days",
        Assumption,
        "",
        0.03,
        "one family in thirty",
        true,
        "not seen for 28 days",
        3,
        |t, _| t.unseen_28_days / t.family_days
    ),
    measure!(
        "not_seen_42_share",
        "1",
        "open family-days more than 42 days since a worker met the family / open family-days",
        Assumption,
        "",
        0.02,
        "one family in fifty",
        false,
        "not seen for 42 days",
        3,
        |t, _| t.unseen_42_days / t.family_days
    ),
    measure!(
        "not_discussed_28_share",
        "1",
        "open family-days more than 28 days since a discussion that changed or confirmed the plan / open family-days",
        Assumption,
        "",
        0.05,
        "one family in twenty",
        true,
        "not discussed for 28 days",
        3,
        |t, _| t.undiscussed_28_days / t.family_days
    ),
    measure!(
        "drift_share",
        "1",
        "open family-days on which neither a meeting nor a discussion has happened for 28 days / open family-days",
        Assumption,
        "",
        0.02,
        "one family in fifty",
        true,
        "drift: neither, 28 days",
        3,
        |t, _| t.drift_days / t.family_days
    ),
    measure!(
        "decision_wait_manager_days",
        "days",
        "from a needed decision to the team's or unit's own decision",
        Assumption,
        "",
        0.5,
        "half a day",
        true,
        "wait for a decision, days",
        2,
        |t, _| t.decider_days / t.decider_decisions
    ),
    measure!(
        "decision_wait_head_days",
        "days",
        "from the decider's agreement to the head of service's decision",
        Assumption,
        "",
        3.0,
        "half a week",
        false,
        "wait for head of service",
        1,
        |t, _| t.head_days / t.head_decisions
    ),
    measure!(
        "decision_wait_legal_days",
        "days",
        "to the decision of a legal planning meeting",
        Assumption,
        "",
        3.0,
        "half a week",
        false,
        "wait for lawyers, days",
        1,
        |t, _| t.legal_days / t.legal_decisions
    ),
    measure!(
        "decision_wait_panel_days",
        "days",
        "to the decision of a panel",
        Assumption,
        "",
        3.0,
        "half a week",
        false,
        "wait for panel, days",
        1,
        |t, _| t.panel_days / t.panel_decisions
    ),
    measure!(
        "decision_wait_court_days",
        "days",
        "from issue to the court's decision",
        Assumption,
        "",
        20.0,
        "three weeks",
        false,
        "wait for court, days",
        0,
        |t, _| t.court_days / t.court_decisions
    ),
    measure!(
        "referral_to_in_need_days",
        "days",
        "referral to acceptance for a service",
        Data,
        "sector's drift tool",
        3.0,
        "half a week",
        false,
        "referral to in need, days",
        1,
        |t, _| t.accepted_days / t.accepted
    ),
    measure!(
        "referral_to_plan_days",
        "days",
        "referral to child protection plan",
        Data,
        "sector's drift tool",
        5.0,
        "a working week",
        false,
        "referral to plan, days",
        0,
        |t, _| t.plan_days / t.plans
    ),
    measure!(
        "referral_to_care_days",
        "days",
        "referral to care",
        Data,
        "sector's drift tool",
        20.0,
        "three weeks",
        false,
        "referral to care, days",
        0,
        |t, _| t.care_days / t.care_families
    ),
    measure!(
        "visits_on_time_share",
        "1",
        "visits under a statutory clock made within it / such visits made",
        Data,
        "DfE",
        0.03,
        "one visit in thirty",
        true,
        "visits on time",
        3,
        |t, _| t.visits_on_time / t.visits
    ),
    measure!(
        "assessments_on_time_share",
        "1",
        "assessments decided within the statutory clock / assessments decided",
        Data,
        "DfE",
        0.03,
        "one in thirty",
        false,
        "assessments on time",
        3,
        |t, _| t.assessments_on_time / t.assessments
    ),
    measure!(
        "conferences_on_time_share",
        "1",
        "initial conferences within the clock / initial conferences",
        Data,
        "DfE",
        0.05,
        "one in twenty",
        false,
        "conferences on time",
        3,
        |t, _| t.conferences_on_time / t.conferences
    ),
    measure!(
        "unseen_high_risk_days_per_100_referred",
        "days",
        "days at high true severity without being seen for 28 days, open or not, within 12 months of referral / 100 families referred",
        Assumption,
        "",
        200.0,
        "two days a family",
        true,
        "unseen high-risk days/100",
        0,
        |t, _| t.cohort_unseen_high_days / t.cohort * 100.0
    ),
    measure!(
        "missed_risk_share",
        "1",
        "closed or not opened though true severity was high / all so closed",
        Assumption,
        "",
        0.01,
        "one closure in a hundred",
        true,
        "closed at high risk",
        3,
        |t, _| t.missed_risks / t.closures
    ),
    measure!(
        "false_alarm_share",
        "1",
        "plans made though true severity was not high / plans made",
        Assumption,
        "",
        0.05,
        "one plan in twenty",
        false,
        "plans not at high risk",
        3,
        |t, _| t.false_alarms / t.plans
    ),
    measure!(
        "serious_incidents_per_1000_referred",
        "1",
        "serious incidents to a child within 12 months of referral / 1,000 families referred",
        Assumption,
        "",
        2.0,
        "two in a thousand",
        false,
        "serious incidents /1000",
        1,
        |t, _| t.cohort_incidents / t.cohort * 1000.0
    ),
    measure!(
        "unallocated_mean",
        "families",
        "families waiting for a long-term worker, weekly reading",
        Assumption,
        "",
        3.0,
        "three families",
        true,
        "waiting for a worker",
        1,
        |t, _| t.waiting / t.readings
    ),
    measure!(
        "wait_for_worker_days",
        "days",
        "days a family waited for a long-term worker",
        Assumption,
        "",
        2.0,
        "two days",
        false,
        "wait for a worker, days",
        1,
        |t, _| t.wait_days / t.waits
    ),
    measure!(
        "rereferral_12_months_share",
        "1",
        "referrals of families referred in the 12 months before / referrals",
        Data,
        "DfE",
        0.02,
        "one referral in fifty",
        false,
        "re-referrals",
        3,
        |t, _| t.rereferrals / t.referrals
    ),
    measure!(
        "referrals_per_year",
        "1/year",
        "families referred / year",
        Data,
        "DfE",
        30.0,
        "a week's referrals",
        false,
        "referrals a year",
        0,
        |t, _| t.referrals / years(t.days)
    ),
    measure!(
        "assessed_share",
        "1",
        "involvements first assessed / referrals",
        Data,
        "DfE",
        0.02,
        "one in fifty",
        false,
        "assessed of referred",
        3,
        |t, _| t.assessed / t.referrals
    ),
    measure!(
        "opened_share_of_referrals",
        "1",
        "involvements opened to long-term work / referrals",
        Assumption,
        "",
        0.01,
        "one in a hundred",
        true,
        "opened of referred",
        3,
        |t, _| t.opened / t.referrals
    ),
    measure!(
        "opened_share_of_assessed",
        "1",
        "involvements opened to long-term work / involvements first assessed",
        Assumption,
        "",
        0.02,
        "one in fifty",
        false,
        "opened of assessed",
        3,
        |t, _| t.opened / t.assessed
    ),
    measure!(
        "enquiries_per_100_referrals",
        "1",
        "section 47 visits by each worker present / 100 referrals",
        Data,
        "DfE",
        2.0,
        "two in a hundred",
        false,
        "enquiry visits per 100",
        1,
        |t, _| t.enquiries / t.referrals * 100.0
    ),
    measure!(
        "plan_starts_per_year",
        "1/year",
        "families with a child made subject of a plan / year",
        Data,
        "DfE",
        10.0,
        "ten plans",
        false,
        "plans made a year",
        0,
        |t, _| t.plans / years(t.days)
    ),
    measure!(
        "care_entries_per_year",
        "1/year",
        "children who come into care / year",
        Data,
        "DfE",
        8.0,
        "eight children",
        false,
        "children into care a year",
        0,
        |t, _| t.care_children / years(t.days)
    ),
    measure!(
        "ghq_mean",
        "points",
        "GHQ-12 Likert total of long-term staff at work",
        Data,
        "Table 6.7",
        0.5,
        "half a point",
        true,
        "stress: GHQ-12 mean",
        2,
        |t, _| t.ghq_mean / t.stress_readings
    ),
    measure!(
        "ghq_sd",
        "points",
        "its standard deviation between workers",
        Data,
        "Table 6.7",
        0.8,
        "under a point",
        true,
        "stress: GHQ-12 spread",
        2,
        |t, _| t.ghq_sd / t.stress_readings
    ),
    measure!(
        "ghq_case_share",
        "1",
        "workers with four or more items at the stressed end (0-0-1-1)",
        Data,
        "Table 6.7",
        0.04,
        "one worker in 25",
        false,
        "probable GHQ cases",
        3,
        |t, _| t.ghq_cases / t.stress_readings
    ),
    measure!(
        "burnout_mean",
        "points",
        "slow companion of stress, points above the own level",
        Assumption,
        "",
        0.5,
        "half a point",
        false,
        "burnout",
        2,
        |t, _| t.burnout / t.stress_readings
    ),
    measure!(
        "satisfied_share",
        "1",
        "workers whose strain is below five points",
        Assumption,
        "",
        0.05,
        "one worker in twenty",
        false,
        "satisfied",
        3,
        |t, _| t.satisfied / t.stress_readings
    ),
    measure!(
        "sickness_share",
        "1",
        "days lost to sickness / days due",
        Data,
        "DfE workforce",
        0.01,
        "two days a year",
        false,
        "sickness",
        3,
        |t, _| t.sick_days / t.due_days
    ),
    measure!(
        "turnover_rate",
        "1/year",
        "employed leavers / filled post-years",
        Data,
        "DfE workforce",
        0.03,
        "one post in thirty",
        false,
        "leavers a year, share",
        3,
        |t, _| t.leavers / (t.filled / t.readings * years(t.days))
    ),
    measure!(
        "vacancy_share",
        "1",
        "post-days vacant / post-days",
        Data,
        "DfE workforce",
        0.02,
        "one post in fifty",
        false,
        "vacancies",
        3,
        |t, _| t.vacant_days / t.post_days
    ),
    measure!(
        "agency_share",
        "1",
        "agency staff / staff in post",
        Data,
        "DfE workforce",
        0.02,
        "one post in fifty",
        false,
        "agency staff",
        3,
        |t, _| t.agency / t.filled
    ),
    measure!(
        "aggression_per_worker_year",
        "1/year",
        "acts of aggression / worker-years at work (210 days)",
        Assumption,
        "",
        1.0,
        "one act a year",
        false,
        "aggression a worker-year",
        2,
        |t, _| t.aggression / t.worker_days * 210.0
    ),
    measure!(
        "undone_hours_per_worker_day",
        "h",
        "work due and given up / worker-days at work",
        Assumption,
        "",
        0.2,
        "twelve minutes a day",
        true,
        "undone work, h a day",
        2,
        |t, _| t.undone_minutes / 60.0 / t.worker_days
    ),
    measure!(
        "undone_recording_hours_per_worker_day",
        "h",
        "recording given up / worker-days at work",
        Assumption,
        "",
        0.1,
        "six minutes a day",
        false,
        "undone recording, h a day",
        2,
        |t, _| t.undone_recording_minutes / 60.0 / t.worker_days
    ),
    measure!(
        "undone_calls_hours_per_worker_day",
        "h",
        "calls given up / worker-days at work",
        Assumption,
        "",
        0.1,
        "six minutes a day",
        false,
        "undone calls, h a day",
        2,
        |t, _| t.undone_call_minutes / 60.0 / t.worker_days
    ),
    measure!(
        "cost_per_year",
        "£m",
        "posts with agency premium in long-term teams, placements from them, proceedings, payments / year",
        Data,
        "unit costs",
        0.2,
        "about 2 per cent",
        true,
        "cost a year, £m",
        2,
        |t, c| cost(t, c)
    ),
    measure!(
        "posts",
        "WTE",
        "whole-time posts on the establishment, all teams",
        Neither,
        "",
        1.0,
        "one post",
        true,
        "posts",
        1,
        |_, c| c.posts()
    ),
];
