//! Disputes: the same facts, and two readings of them. Who leads the work thinks that the children should go or that the case can be closed,
//! who decides does not, or the other way round.
//!
//! Need or plan is seldom argued about, so that only the two ends count. A method that all share leaves less to argue about.

use super::concern::{Readers, reading};
use super::moment::{Moment, Purpose};
use super::{closure, stress};
use crate::world::fact::Fact;
use crate::world::ids::CaseId;
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
    // As lastingly wrong as any reading of the case, and wrong anew in a way of their own.
    let own = reading(m, case, Readers::one(lead), Purpose::OwnView, occasion);
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
