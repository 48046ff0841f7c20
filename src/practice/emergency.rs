//! Danger that cannot wait: after a crisis children come into care the same day, with their parents' consent or by an emergency order.

use super::concern::concern;
use super::moment::{Moment, Purpose};
use super::task::{Work, give_to};
use super::{care, decision, proceedings};
use crate::world::case::CareRoute;
use crate::world::fact::Fact;
use crate::world::ids::CaseId;
use crate::world::vocabulary::{Class, Status, TaskKind};

/// Level of believed maltreatment without which nobody is removed overnight ("a big problem").
const GRAVE: u8 = 3;

/// Weighs emergency protection after a crisis visit; says whether it was taken.
pub fn consider(m: &mut Moment<'_>, case: CaseId) -> bool {
    let today = m.today();
    let family = m.world.family_of(case);
    let known = concern(m.config, &family.known, family, m.now);
    let at_home = family
        .minors(today)
        .any(|c| c.status != Status::LookedAfter);
    let c = m.world.case(case);
    let Some((team, _)) = c.held() else {
        return false;
    };
    if !at_home
        || !c.is_open()
        || !family.believed_maltreatment(GRAVE)
        || known < m.config.thresholds.emergency
    {
        return false;
    }
    let occasion = (u64::from(family.referrals) << 32) | u64::from(family.events[0]);
    let consent = m.uniform(Purpose::Consent, family.key, occasion)
        < family.engagement * m.config.proceedings.voluntary_share;
    if consent {
        care::enter(m, case, CareRoute::Voluntary);
        return true;
    }
    // Police or an emergency order: the decider and lawyers drop what they are doing.
    m.note(Fact::EmergencyOrder { case });
    if let Some(decider) = decision::decider_or_cover(m, team) {
        let minutes = m.config.minutes.emergency;
        let work = Work::new(TaskKind::EmergencyOrder, Class::Reactive).mean(minutes);
        give_to(m, decider, case, work);
    }
    care::enter(m, case, CareRoute::Emergency);
    proceedings::issue_at_once(m, case);
    true
}
