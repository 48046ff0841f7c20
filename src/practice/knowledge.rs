//! What comes to light, and what is lost again: true problems against believed ones.
//!
//! A referral tells little. Visits, other agencies and discussion correct it, never all of it: parents hide what they fear will cost them
//! their children, children say some things only alone, a hurried visit sees less, and what contradicts a first impression is taken up
//! less readily than what fits it. What was not written down goes with the worker.

use super::hypothesis;
use super::moment::{Moment, Purpose};
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, FamilyId};
use crate::world::vocabulary::{Channel, PROBLEMS, Problem, TaskKind};

/// A problem believed though absent is believed to be "a bit".
const SUSPECTED: u8 = 1;

/// What a referral brings to light: what it says of each problem is right with a probability, higher where the service has met the family
/// before; sometimes it reports what is not so.
pub fn learn_at_referral(m: &mut Moment<'_>, id: FamilyId) {
    let k = &m.config.knowledge;
    let family = m.world.family(id);
    let chance = if family.referrals > 0 {
        k.known_at_rereferral
    } else {
        k.known_at_referral
    };
    let occasion = u64::from(family.referrals);
    let mut draw = m.draw(Purpose::Known, family.key, occasion);
    let mut rumour = m.draw(Purpose::Rumour, family.key, occasion);
    let truth = family.truth;
    let known = &mut m.world.family_mut(id).known;
    for i in 0..PROBLEMS {
        let rumoured = rumour.uniform() < k.false_report;
        if draw.uniform() < chance {
            known[i] = truth[i];
        } else if rumoured && known[i] == 0 && truth[i] == 0 {
            known[i] = SUSPECTED;
        }
    }
}

/// What workers see and are told in a meeting: more in a longer one than in a short, more of what nobody hides, more from children alone.
pub fn learn_in_contact(
    m: &mut Moment<'_>,
    case: CaseId,
    occasion: u64,
    length: f64,
    alone: Option<bool>,
) {
    let k = &m.config.knowledge;
    let engagement = m.world.family_of(case).engagement;
    let chance = 1.0 - libm::pow(1.0 - k.visit_reveals * engagement.sqrt(), length);
    let openness = libm::pow(engagement, k.hidden);
    let telling = match alone {
        Some(true) => 1.0 + k.told_alone,
        Some(false) => 1.0 - k.told_alone,
        None => 1.0,
    };
    correct(m, case, Purpose::Reveal, occasion, Channel::Contact, |p| {
        let open = if p.is_hidden() { openness } else { 1.0 };
        let told = if p.is_told_alone() { telling } else { 1.0 };
        chance * open * told
    });
}

/// What other agencies know comes out in a call.
pub fn learn_in_call(m: &mut Moment<'_>, case: CaseId, occasion: u64) {
    let chance = m.config.knowledge.liaison_reveals;
    correct(m, case, Purpose::Reveal, occasion, Channel::Agency, |_| {
        chance
    });
}

/// What other agencies know comes to the table at a meeting.
pub fn learn_from_agencies(m: &mut Moment<'_>, case: CaseId) {
    let occasion = (1 << 40)
        | m.world
            .case_mut(case)
            .next_occasion(TaskKind::StrategyMeeting);
    learn_in_call(m, case, occasion);
}

/// What the notification of a crisis brings.
pub fn learn_from_crisis(m: &mut Moment<'_>, case: CaseId, occasion: u64) {
    let chance = m.config.knowledge.crisis_reveals;
    let purpose = Purpose::CrisisReveals;
    correct(m, case, purpose, occasion, Channel::Crisis, |_| chance);
}

/// People who know the family put together what each has seen; the more there are, the more comes out.
pub fn learn_in_discussion(m: &mut Moment<'_>, case: CaseId, knowers: usize) {
    let others = knowers.saturating_sub(1) as f64;
    let each = m.config.knowledge.discussion_reveals;
    let chance = 1.0 - libm::pow(1.0 - each, others);
    let occasion = (2 << 40) | m.world.case_mut(case).next_occasion(TaskKind::UnitMeeting);
    let purpose = Purpose::Reveal;
    correct(m, case, purpose, occasion, Channel::Discussion, |_| chance);
}

/// Corrects what is believed of each problem with a probability of its own; either way it may go.
fn correct(
    m: &mut Moment<'_>,
    case: CaseId,
    purpose: Purpose,
    occasion: u64,
    through: Channel,
    chance: impl Fn(Problem) -> f64,
) {
    let id = m.world.case(case).family;
    let family = m.world.family(id);
    if family.known == family.truth {
        return;
    }
    let (up, down) = hypothesis::readiness(m, case);
    let mut draw = m.draw(purpose, family.key, occasion);
    let (mut worse, mut better) = (0, 0);
    let family = m.world.family_mut(id);
    for (i, problem) in Problem::ALL.into_iter().enumerate() {
        // One uniform for each problem, wrong or not, so that arms stay in step.
        let u = draw.uniform();
        let (truth, known) = (family.truth[i], family.known[i]);
        let ready = if truth > known { up } else { down };
        if truth != known && u < chance(problem) * ready {
            family.known[i] = truth;
            worse += truth.saturating_sub(known);
            better += known.saturating_sub(truth);
        }
    }
    if worse + better > 0 {
        m.note(Fact::Learnt {
            case,
            through,
            worse,
            better,
        });
    }
}

/// A stranger takes over: part of what was known is lost, more of it where contacts went unrecorded; of that loss this part.
pub fn forget(m: &mut Moment<'_>, case: CaseId, part: f64) {
    let occasion = m.world.case_mut(case).next_occasion(TaskKind::Handover);
    let k = &m.config.knowledge;
    let c = m.world.case(case);
    let unrecorded = 1.0 - f64::from(c.recorded.min(c.contacts)) / f64::from(c.contacts.max(1));
    let chance = part * (k.handover_loses + k.unrecorded_loses * unrecorded).min(1.0);
    let mut draw = m.draw(Purpose::Handover, m.key(case), occasion);
    let id = m.world.case(case).family;
    let family = m.world.family_mut(id);
    for level in &mut family.known {
        if draw.uniform() < chance {
            *level = 0;
        }
    }
}
