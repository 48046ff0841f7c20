//! Relatives who might care: they are looked for once proceedings begin, assessed, and have the children if the court agrees.

use super::moment::{Moment, Purpose};
use super::task::{Work, give};
use super::{care, closure};
use crate::world::case::{Kin, Outcome};
use crate::world::fact::Fact;
use crate::world::ids::CaseId;
use crate::world::vocabulary::{Class, Status, TaskKind};

/// Working days in which relatives are assessed.
const ASSESSMENT_DAYS: u32 = 60;

/// Looks for relatives; the wider the family's circle, the likelier there are some.
pub fn look_for(m: &mut Moment<'_>, case: CaseId) {
    let family = m.world.family_of(case);
    let chance = m.config.proceedings.kinship_share * family.network;
    if m.world.case(case).kin == Kin::Unasked
        && m.uniform(Purpose::Kin, family.key, occasion(m, case)) < chance
    {
        m.world.case_mut(case).kin = Kin::InAssessment;
        let limit = m.working_day(ASSESSMENT_DAYS);
        give(
            m,
            case,
            Work::new(TaskKind::KinshipAssessment, Class::Needed)
                .due_days(ASSESSMENT_DAYS / 2)
                .limit(limit),
        );
    }
}

/// Two draws for each involvement: whether there are relatives, and whether they are found fit.
fn occasion(m: &Moment<'_>, case: CaseId) -> u64 {
    u64::from(m.world.case(case).episode) << 1
}

/// The assessment is written: they are found fit, or not.
pub fn assessed(m: &mut Moment<'_>, case: CaseId) {
    let u = m.uniform(Purpose::Kin, m.key(case), occasion(m, case) | 1);
    let fit = u < m.config.proceedings.kinship_approval;
    m.world.case_mut(case).kin = if fit { Kin::Fit } else { Kin::Unfit };
}

/// The children go to live with relatives, and the authority's part ends; says whether they do.
pub fn take_in(m: &mut Moment<'_>, case: CaseId) -> bool {
    if m.world.case(case).kin != Kin::Fit {
        return false;
    }
    let today = m.today();
    let children = m.world.family_of(case).minors(today).count() as u16;
    if m.world.family_of(case).count(Status::LookedAfter) > 0 {
        care::note_care_left(m, case);
    }
    m.note(Fact::PlacedWithKin { case, children });
    closure::close(m, case, Outcome::Kinship);
    true
}
