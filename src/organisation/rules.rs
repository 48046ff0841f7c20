//! Values worked out once from a configuration, so that the loop looks them up by index.

use crate::scenario::config::{Clocks, Config, Features, Points};
use crate::world::vocabulary::PROBLEMS;

/// Values worked out once from a configuration.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Features of each kind of team, by index.
    pub features: Vec<Features>,
    /// Index of the features of each team specification.
    pub features_of_spec: Vec<usize>,
    /// Clocks in force.
    pub clocks: Clocks,
    /// Coupling matrix: row reinforces column.
    pub coupling: [[f64; PROBLEMS]; PROBLEMS],
    /// What a family counts for where caseloads are capped; none if each counts as one.
    pub points: Option<Points>,
}

impl Rules {
    /// Works them out.
    pub fn new(config: &Config) -> Rules {
        let names: Vec<&String> = config.features.keys().collect();
        let mut coupling = [[0.0; PROBLEMS]; PROBLEMS];
        for c in &config.coupling {
            coupling[c.from as usize][c.to as usize] = c.strength;
        }
        Rules {
            features: (config.features.values())
                .map(|own| carried_out(own, &config.features[&own.otherwise]))
                .collect(),
            features_of_spec: config
                .team
                .iter()
                .map(|t| {
                    names
                        .iter()
                        .position(|n| **n == t.features)
                        .expect("checked: a team names its features")
                })
                .collect(),
            clocks: config.clocks().clone(),
            coupling,
            points: (!is_a_count(&config.points)).then(|| config.points.clone()),
        }
    }
}

fn is_a_count(points: &Points) -> bool {
    let of_family = [
        points.in_need,
        points.plan,
        points.looked_after,
        points.left_care,
    ];
    of_family.iter().all(|&points| points == 1.0) && points.sibling == 0.0
}

/// A way of organising as far as it is carried out: degrees lie between it and what it falls back to, counts and switches change over
/// at one half.
fn carried_out(own: &Features, other: &Features) -> Features {
    let f = own.fidelity;
    if f >= 1.0 {
        return own.clone();
    }
    let degree = |own: f64, other: f64| other + f * (own - other);
    let whole = f >= 0.5;
    let count = |own: u32, other: u32| if whole { own } else { other };
    let switch = |own: bool, other: bool| if whole { own } else { other };
    Features {
        sharing: degree(own.sharing, other.sharing),
        decider_other_duties: degree(own.decider_other_duties, other.decider_other_duties),
        decider_desk_minutes: degree(own.decider_desk_minutes, other.decider_desk_minutes),
        approval_levels: count(own.approval_levels, other.approval_levels),
        supervision_days: count(own.supervision_days, other.supervision_days),
        supervision_minutes: degree(own.supervision_minutes, other.supervision_minutes),
        supervision_case_minutes: degree(
            own.supervision_case_minutes,
            other.supervision_case_minutes,
        ),
        case_meeting_days: count(own.case_meeting_days, other.case_meeting_days),
        case_meeting_minutes: degree(own.case_meeting_minutes, other.case_meeting_minutes),
        case_meeting_share: degree(own.case_meeting_share, other.case_meeting_share),
        team_meeting_days: count(own.team_meeting_days, other.team_meeting_days),
        team_meeting_minutes: degree(own.team_meeting_minutes, other.team_meeting_minutes),
        debrief_minutes: degree(own.debrief_minutes, other.debrief_minutes),
        joint_visits: degree(own.joint_visits, other.joint_visits),
        joint_for_safety: degree(own.joint_for_safety, other.joint_for_safety),
        crisis_workers: count(own.crisis_workers, other.crisis_workers),
        coordinator_takes: degree(own.coordinator_takes, other.coordinator_takes),
        coordinator_takes_reports: degree(
            own.coordinator_takes_reports,
            other.coordinator_takes_reports,
        ),
        devolved_payments: switch(own.devolved_payments, other.devolved_payments),
        cover: degree(own.cover, other.cover),
        decision_cover: switch(own.decision_cover, other.decision_cover),
        deputies: count(own.deputies, other.deputies),
        clinician_between: switch(own.clinician_between, other.clinician_between),
        closing_check: switch(own.closing_check, other.closing_check),
        caseload_cap: degree(own.caseload_cap, other.caseload_cap),
        brief_work_weeks: degree(own.brief_work_weeks, other.brief_work_weeks),
        brief_first: switch(own.brief_first, other.brief_first),
        keeps_care_months: count(own.keeps_care_months, other.keeps_care_months),
        duty_rotation: count(own.duty_rotation, other.duty_rotation),
        advice: degree(own.advice, other.advice),
        peer_decisions: degree(own.peer_decisions, other.peer_decisions),
        role_fit: degree(own.role_fit, other.role_fit),
        joint_by_complexity: degree(own.joint_by_complexity, other.joint_by_complexity),
        meeting_by_complexity: degree(own.meeting_by_complexity, other.meeting_by_complexity),
        matching: degree(own.matching, other.matching),
        peer_relief: degree(own.peer_relief, other.peer_relief),
        intake_relief: degree(own.intake_relief, other.intake_relief),
        buddy_cover: degree(own.buddy_cover, other.buddy_cover),
        admin_takes_calls: degree(own.admin_takes_calls, other.admin_takes_calls),
        admin_takes_records: degree(own.admin_takes_records, other.admin_takes_records),
        shared_method: degree(own.shared_method, other.shared_method),
        fidelity: f,
        otherwise: own.otherwise.clone(),
    }
}
