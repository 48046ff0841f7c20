//! How a family is treated: whether workers come when they said they would, and what parents think of those they meet.

use super::moment::{Moment, Purpose};
use super::visit;
use crate::world::ids::{CaseId, FamilyId, WorkerId};
use crate::world::vocabulary::TaskKind;

/// Part that one meeting has in what parents think.
const RATING_SHARE: f64 = 0.2;
/// What a meeting is worth to parents who had to wait for it, relative to one on time.
const LATE_WORTH: f64 = 0.5;

/// Whether a worker comes late to a family: the more is overdue, the likelier. That costs engagement.
pub fn comes_late(
    m: &mut Moment<'_>,
    case: CaseId,
    kind: TaskKind,
    occasion: u64,
    lead: WorkerId,
) -> bool {
    let chance = m.config.days.lateness * visit::hurry(m, lead);
    let key = (u64::from(kind as u8) << 32) ^ occasion;
    let late =
        chance > 0.0 && kind.is_visit() && m.uniform(Purpose::Late, m.key(case), key) < chance;
    if late {
        visit::lose_engagement(m, case, m.config.behaviour.late_loss);
    }
    late
}

/// Parents think better of people they know who listen and come on time.
pub fn rate(m: &mut Moment<'_>, id: FamilyId, quality: f64, late: bool) {
    let worth = quality * if late { LATE_WORTH } else { 1.0 };
    let family = m.world.family_mut(id);
    family.rating += RATING_SHARE * (worth - family.rating);
}
