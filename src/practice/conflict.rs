//! Conflict between colleagues: any two members of a team may fall out, and stay at odds for months.
//!
//! Where all work is shared there is no way round one another, so that it weighs more (see `stress`).

use super::moment::{Moment, Purpose};
use crate::kernel::sample;
use crate::kernel::time::MONTH_DAYS;
use crate::world::fact::Fact;
use crate::world::ids::{TeamId, WorkerId};

/// Months in a year.
const MONTHS: f64 = 12.0;

/// Once a month any pair may fall out.
pub fn month(m: &mut Moment<'_>) {
    let chance = 1.0 - libm::exp(-m.config.workforce.conflicts_per_pair / MONTHS);
    if chance == 0.0 {
        return;
    }
    for index in 0..m.world.teams.len() {
        let members = m.world.team(TeamId(index as u32)).members.len();
        for first in 0..members {
            for second in 0..first {
                let pair = &m.world.teams[index].members;
                fall_out(m, pair[second], pair[first], chance);
            }
        }
    }
}

fn fall_out(m: &mut Moment<'_>, worker: WorkerId, with: WorkerId, chance: f64) {
    let (one, other) = (m.world.worker(worker), m.world.worker(with));
    if !one.is_filled() || !other.is_filled() {
        return;
    }
    let chance = chance * (1.0 - m.features(one.team).shared_method);
    let occasion = ((m.today().0 as u64) << 44) ^ other.key;
    let mut draw = m.draw(Purpose::Conflict, one.key, occasion);
    if draw.uniform() >= chance {
        return;
    }
    let days = sample::exponential(
        draw.uniform(),
        m.config.workforce.conflict_months * MONTH_DAYS,
    );
    let until = m.today().plus(days.clamp(1.0, 3_000.0) as i32);
    for id in [worker, with] {
        let w = m.world.worker_mut(id);
        w.conflict = w.conflict.max(Some(until));
    }
    m.note(Fact::Conflict { worker, with });
}
