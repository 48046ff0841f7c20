//! First impressions: a working hypothesis about a family that may be wrong and sticks.
//!
//! Whoever leads the work forms it at the first reading. It colours every later reading and makes what contradicts it harder to take in.
//! One account to one manager leaves it as it is. It weakens when several people who know the family discuss it, when somebody without a stake
//! asks (a clinician), and when a report has to be written.

use super::concern::Readers;
use super::moment::{Moment, Purpose};
use crate::kernel::sample;
use crate::world::case::Impression;
use crate::world::ids::{CaseId, WorkerId};
use crate::world::vocabulary::Role;

/// Who leads the work on a case, as part of a key: a post and its holder.
fn lead_key(m: &Moment<'_>, case: CaseId) -> u64 {
    m.world.case(case).held().map_or(0, |(_, lead)| {
        let lead = m.world.worker(lead);
        (lead.key << 8) | u64::from(lead.holder % 256)
    })
}

/// The impression of whoever leads the work, in standard deviations of a reading: above zero for too much concern.
pub fn impression(m: &mut Moment<'_>, case: CaseId) -> f64 {
    let of = lead_key(m, case);
    if let Some(formed) = m.world.case(case).impression
        && formed.of == of
    {
        return formed.bias;
    }
    let bias = sample::normal(m.uniform(Purpose::Impression, m.key(case), of));
    m.world.case_mut(case).impression = Some(Impression { of, bias });
    bias
}

/// How readily news is taken in that is worse, and that is better, than believed: news against the impression less.
pub fn readiness(m: &Moment<'_>, case: CaseId) -> (f64, f64) {
    let closure = m.config.knowledge.premature_closure;
    let bias = m.world.case(case).impression.map_or(0.0, |i| i.bias);
    let against = |bias: f64| 1.0 - closure * bias.clamp(0.0, 1.0);
    (against(-bias), against(bias))
}

/// People discuss the case: those who know the family test the hypothesis, and so does who has no stake in it.
pub fn test_in_discussion(m: &mut Moment<'_>, case: CaseId, people: &[WorkerId], knowers: usize) {
    let k = &m.config.knowledge;
    let outsiders = people
        .iter()
        .filter(|&&w| m.world.worker(w).role == Role::Clinician)
        .count();
    let others = knowers.saturating_sub(1) as f64;
    let left = libm::pow(1.0 - k.discussion_tests, others)
        * libm::pow(1.0 - k.clinician_tests, outsiders as f64);
    weaken(m, case, left);
}

/// Writing a report makes the writer think again.
pub fn test_in_writing(m: &mut Moment<'_>, case: CaseId) {
    let left = 1.0 - m.config.knowledge.report_tests;
    weaken(m, case, left);
}

fn weaken(m: &mut Moment<'_>, case: CaseId, left: f64) {
    if let Some(impression) = &mut m.world.case_mut(case).impression {
        impression.bias *= left;
    }
}

/// How far a reading can be wrong, in points of concern: less with skill and with more people who know the family, more when tired.
pub fn error(m: &Moment<'_>, readers: Readers) -> f64 {
    let k = &m.config.knowledge;
    let others = readers.knowers.saturating_sub(1) as f64;
    let pooled = k.reading_error / (1.0 + k.reading_pooling * others).sqrt();
    let Some(decider) = readers.decider else {
        return pooled;
    };
    let decider = m.world.worker(decider);
    let skill = decider.mean_skill() - m.config.workforce.skill_mean;
    let skilled = (1.0 - k.reading_skill * skill).max(0.2);
    pooled * skilled * (1.0 + k.reading_tired * decider.overtime_mean)
}
