//! Disputes: the same facts, and two readings of them. Who leads the work thinks that the children should go or that the case can be closed,
//! who decides does not, or the other way round.
//!
//! Need or plan is seldom argued about, so that only the two ends count. A method that all share leaves less to argue about.

use super::concern::Readers;
use super::moment::{Moment, Purpose};
use super::{closure, hypothesis, stress};
use crate::kernel::sample;
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, WorkerId};
use crate::world::vocabulary::TaskKind;

/// A case has been read by who decides: does its lead worker see the same?
pub fn weigh(m: &mut Moment<'_>, case: CaseId, readers: Readers, decided: f64) {
    let points = m.config.stress.dispute;
    let Some((team, lead)) = m.world.case(case).held() else {
        return;
    };
    if points == 0.0 || readers.decider.is_none_or(|decider| decider == lead) {
        return;
    }
    let occasion = (7 << 40)
        | m.world
            .case_mut(case)
            .next_occasion(TaskKind::Authorisation);
    let own = own_reading(m, case, lead, occasion);
    let removal = m.config.thresholds.proceedings;
    let closing = closure::cut(m, case);
    let differ = (own >= removal) != (decided >= removal) || (own < closing) != (decided < closing);
    let argued =
        m.uniform(Purpose::Dispute, m.key(case), occasion) >= m.features(team).shared_method;
    if differ && argued {
        m.note(Fact::Disputed { case });
        stress::jolt(m, lead, points);
    }
}

/// How whoever leads the work reads a case: as lastingly wrong as any reading of it, and wrong anew in a way of their own.
fn own_reading(m: &mut Moment<'_>, case: CaseId, lead: WorkerId, occasion: u64) -> f64 {
    let lasting = hypothesis::impression(m, case);
    let family = m.world.family_of(case);
    let known = super::concern::concern(m.config, &family.known, family, m.now);
    let share = m.config.knowledge.reading_persistence;
    let fresh = sample::normal(m.uniform(Purpose::OwnView, family.key, occasion));
    let error = hypothesis::error(m, Readers::one(lead));
    known + error * (share.sqrt() * lasting + (1.0 - share).sqrt() * fresh)
}
