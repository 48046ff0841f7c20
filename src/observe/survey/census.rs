//! What an authority would return to the government: children on the last day, and flows of the period measured.

use super::Field;
use super::rows::Answers;
use crate::kernel::time::YEAR_DAYS;
use crate::observe::totals::Totals;
use crate::world::case::Stage;
use crate::world::family::Family;
use crate::world::vocabulary::Status;

/// Counts as national statistics do. Returns are made after the year's end, when it is known how assessments came out: children being
/// assessed on the last day count by the share of assessed families that were found in need.
pub(super) fn count(field: Field<'_>, period: &Totals, answers: &mut Answers) {
    let today = field.now.day();
    let found = period.accepted / (period.accepted + period.not_in_need);
    let (mut need, mut plans, mut care) = (0.0, 0.0, 0.0);
    for family in field.world.families.iter().filter(|f| f.case.is_some()) {
        let assessed = in_assessment(field, family);
        for child in family.minors(today) {
            match child.status {
                Status::None if assessed => need += found,
                Status::None | Status::LeftCare => {}
                Status::InNeed => need += 1.0,
                Status::Protected => {
                    need += 1.0;
                    plans += 1.0;
                }
                Status::LookedAfter => {
                    need += 1.0;
                    care += 1.0;
                }
            }
        }
    }
    answers.one("dfe.children_in_need", need);
    answers.one("dfe.children_on_plans", plans);
    answers.one("dfe.children_in_care", care);
    let years = period.days / YEAR_DAYS;
    answers.one("dfe.in_need_starts", period.accepted / years);
    let of_referrals = |number: f64| number / period.referrals;
    let no_further = of_referrals(period.not_accepted);
    answers.one("dfe.no_further_action_share", no_further);
    let not_in_need = of_referrals(period.not_in_need);
    answers.one("dfe.not_in_need_share", not_in_need);
    let conferences = period.conferences / period.enquiries;
    answers.one("dfe.conferences_per_enquiry", conferences);
    let plans = period.plans / period.conferences;
    answers.one("dfe.plans_per_conference", plans);
}

fn in_assessment(field: Field<'_>, family: &Family) -> bool {
    let stage = family.case.map(|case| field.world.case(case).stage);
    matches!(stage, Some(Stage::Assessment { .. }))
}
