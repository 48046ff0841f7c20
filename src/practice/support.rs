//! Family support below the threshold: families turned away or closed may get a place, which helps for a time. Places are few.

use super::moment::{Moment, Purpose};
use super::visit;
use crate::world::fact::Fact;
use crate::world::ids::FamilyId;

/// A family is turned away or closed: it may want a place.
pub fn offer(m: &mut Moment<'_>, id: FamilyId) {
    let s = &m.config.family_support;
    let family = m.world.family(id);
    let u = m.uniform(Purpose::Support, family.key, u64::from(family.referrals));
    if s.places > 0 && u < s.takes {
        let until = m.today().plus((s.patience_weeks * 7.0) as i32);
        m.world.support.waiting.push((id, until));
    }
}

/// Whether there is room for one more.
pub fn has_room(m: &Moment<'_>) -> bool {
    let s = &m.world.support;
    s.helped.len() + s.waiting.len() < m.config.family_support.places as usize
}

/// Concern added to the cut for screening: who else could deal with it?
pub fn redirect(m: &Moment<'_>) -> f64 {
    let redirect = m.config.family_support.redirect;
    if redirect > 0.0 && has_room(m) {
        redirect
    } else {
        0.0
    }
}

/// Share of a family's crises that support meets without a referral.
pub fn holds(m: &Moment<'_>, id: FamilyId) -> f64 {
    if m.world
        .support
        .helped
        .iter()
        .any(|&(helped, _)| helped == id)
    {
        m.config.family_support.holds
    } else {
        0.0
    }
}

/// Once a week: stays end, places are filled in order of asking, and those in them are helped.
pub fn week(m: &mut Moment<'_>) {
    let s = &m.config.family_support;
    if s.places == 0 {
        return;
    }
    let today = m.today();
    let mut support = std::mem::take(&mut m.world.support);
    let lives_on = |m: &Moment<'_>, id: FamilyId| {
        let family = m.world.family(id);
        !family.gone && family.case.is_none()
    };
    support.helped.retain(|&(id, until)| {
        let stays = today < until && lives_on(m, id);
        if !stays {
            m.facts.push(Fact::SupportEnded { family: id });
        }
        stays
    });
    support
        .waiting
        .retain(|&(id, until)| today < until && lives_on(m, id));
    let free = (s.places as usize).saturating_sub(support.helped.len());
    let placed = free.min(support.waiting.len());
    let until = today.plus((s.weeks * 7.0) as i32);
    for (id, _) in support.waiting.drain(..placed) {
        m.note(Fact::SupportBegan { family: id });
        support.helped.push((id, until));
    }
    for &(id, _) in &support.helped {
        let help = visit::help_now(m.config, m.world.family(id), m.now) + s.help;
        let now = m.now;
        let family = m.world.family_mut(id);
        (family.help, family.help_at) = (help, now);
    }
    m.world.support = support;
}
