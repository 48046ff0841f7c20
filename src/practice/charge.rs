//! Police and courts: where a parent is charged, there is little to work on together until that is over.

use super::moment::{Moment, Purpose};
use crate::kernel::time::MONTH_DAYS;
use crate::world::fact::Fact;
use crate::world::ids::FamilyId;
use crate::world::vocabulary::Problem;

/// Level of violence at home from which the police charge somebody ("a problem").
const GRAVE: u8 = 2;

/// A crisis has brought the police: they may charge a parent.
pub fn consider(m: &mut Moment<'_>, id: FamilyId, occasion: u64) {
    let a = &m.config.agencies;
    let family = m.world.family(id);
    let chance = a.charge;
    if family.truth[Problem::Violence as usize] >= GRAVE
        && chance > 0.0
        && m.uniform(Purpose::Charge, family.key, occasion) < chance
    {
        let until = m.now.plus_days_f(a.charge_months * MONTH_DAYS);
        m.world.family_mut(id).charged_until = until;
        m.note(Fact::Charged { family: id });
    }
}

/// Part of what a contact would gain in engagement that it does gain.
pub fn rapport(m: &Moment<'_>, id: FamilyId) -> f64 {
    if m.now < m.world.family(id).charged_until {
        0.0
    } else {
        1.0
    }
}
