//! Small payments to families: a form, a rule, an answer, and what the answer does.

use super::moment::{Moment, Purpose};
use super::task::{Work, give};
use super::{brokerage, friction, stress, visit};
use crate::world::fact::Fact;
use crate::world::ids::{CaseId, WorkerId};
use crate::world::vocabulary::{Class, TaskKind};

/// Working days after which a payment is pointless.
const PATIENCE_DAYS: u32 = 20;

/// A family asks for money. Where the worker may decide it takes minutes, for most; else forms, a manager and a second trip.
pub fn ask(m: &mut Moment<'_>, case: CaseId) {
    let Some((team, _)) = m.world.case(case).held() else {
        return;
    };
    let slow = draw(m, case, 0) < m.config.payments.devolved_slow;
    let mean = if m.features(team).devolved_payments && !slow {
        m.config.minutes.payment_devolved
    } else {
        m.config.minutes.payment
    };
    give(
        m,
        case,
        Work::new(TaskKind::Payment, Class::Needed)
            .due_days(2)
            .patience(PATIENCE_DAYS)
            .mean(mean),
    );
}

/// The answer: paid, or refused, unless the family asks again and a manager under pressure wants to have peace.
pub fn answered(m: &mut Moment<'_>, case: CaseId, worker: WorkerId) {
    let p = &m.config.payments;
    let Some((team, _)) = m.world.case(case).held() else {
        return;
    };
    let devolved = m.features(team).devolved_payments;
    let refusal = if devolved {
        p.refusal_devolved
    } else {
        p.refusal
    };
    let refused = draw(m, case, 1) < refusal && !gets_it_by_asking_again(m, case, worker);
    let id = m.world.case(case).family;
    if refused {
        m.note(Fact::PaymentRefused { case });
        visit::lose_engagement(m, case, p.conflict);
        if !devolved && draw(m, case, 5) < p.demands {
            friction::demanded(m, team, case);
        }
        if draw(m, case, 2) < p.aggression {
            m.note(Fact::Aggression { worker, family: id });
            stress::jolt(m, worker, m.config.stress.aggression);
        }
    } else {
        m.note(Fact::Paid);
        brokerage::broker(m, case);
        visit::gain_engagement(m, case, p.help);
    }
}

fn gets_it_by_asking_again(m: &Moment<'_>, case: CaseId, worker: WorkerId) -> bool {
    let p = &m.config.payments;
    if draw(m, case, 3) >= p.asks_again {
        return false;
    }
    let decider = m.world.decider(m.world.worker(worker).team);
    let overdue = decider.map_or(0.0, |d| f64::from(m.world.worker(d).overdue) / 60.0);
    draw(m, case, 4) < overdue / (overdue + p.yields_at)
}

/// A draw that belongs to the latest request.
fn draw(m: &Moment<'_>, case: CaseId, nth: u64) -> f64 {
    let c = m.world.case(case);
    let number = u64::from(c.counts[TaskKind::Payment as usize]);
    let occasion = (u64::from(c.episode) << 24) | (number << 4) | nth;
    m.uniform(Purpose::Payment, m.key(case), occasion)
}
