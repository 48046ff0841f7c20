//! What surrounds the teams: other services and agencies, family support, money, inspection, what an authority holds dear.

use crate::world::vocabulary::PROBLEMS;

crate::parameters! {
    /// What other services do for families, and what falls to children's services if they do less (`context.services`).
    pub struct Services {
        /// Share of each problem's easing that other services bring: a flat, a refuge, treatment.
        easing: [f64; PROBLEMS], "share", 0.0..=1.0;
        /// Referrals more, as a share, if there were no other services.
        last_resort: f64, "share", 0.0..=2.0;
        /// Direct work that would be added to a home visit if there were none.
        direct_work: f64, "minutes", 0.0..=120.0;
        /// Effect of such work by somebody not trained for it, relative to other contact.
        untrained: f64, "share", 0.0..=1.0;
    }

    /// Dealings with other agencies and between services.
    pub struct Agencies {
        /// Chance that an agency whose family is turned away goes to a manager.
        escalation: f64, "probability", 0.0..=1.0;
        /// Chance that the manager then gives way and has the family assessed.
        escalation_yields: f64, "probability", 0.0..=1.0;
        /// Chance that a referral by an agency comes late, which somebody has to settle.
        late: f64, "probability", 0.0..=1.0;
        /// Time of a manager for one such matter.
        matter_minutes: f64, "minutes", 0.0..=240.0;
        /// Things to do that a meeting of professionals leaves with the worker.
        meeting_tasks: f64, "tasks", 0.0..=10.0;
        /// More of them for a family that does not engage: what is uncertain has to be found out.
        uncertain_tasks: f64, "tasks", 0.0..=10.0;
        /// Chance that a transfer at the very threshold, or a return just outside the window, is contested between services.
        bounce: f64, "probability", 0.0..=1.0;
        /// Chance that after a crisis with violence at home the police charge a parent.
        charge: f64, "probability", 0.0..=1.0;
        /// How long that lasts.
        charge_months: f64, "months", 0.0..=36.0;
        /// Time until a contested transfer is settled.
        bounce_days: u32, "working days", 1..=60;
    }

    /// Family support outside the statutory service, for families turned away or closed.
    pub struct FamilySupport {
        /// Families helped at a time (0: there is none).
        places: u32, "families", 0..=5000;
        /// Length of stay.
        weeks: f64, "weeks", 1.0..=104.0;
        /// Families who take a place they are offered.
        takes: f64, "probability", 0.0..=1.0;
        /// Weeks after which a waiting family does not want a place any more.
        patience_weeks: f64, "weeks", 1.0..=104.0;
        /// Help in a week.
        help: f64, "help/week", 0.0..=5.0;
        /// Crises that are met there and not referred.
        holds: f64, "share", 0.0..=1.0;
        /// Added to the cut for screening while places are free: who is below it is sent there.
        redirect: f64, "concern", 0.0..=10.0;
    }

    /// Small payments to families.
    pub struct Payments {
        /// Requests refused where a manager has to agree.
        refusal: f64, "probability", 0.0..=1.0;
        /// Requests refused where they are decided on the spot.
        refusal_devolved: f64, "probability", 0.0..=1.0;
        /// Families refused who ask again.
        asks_again: f64, "probability", 0.0..=1.0;
        /// Families refused who demand to see the manager, where a manager has to agree.
        demands: f64, "probability", 0.0..=1.0;
        /// Overdue work of the decider at which half of those who ask again get it to have peace.
        yields_at: f64, "hours", 0.5..=200.0;
        /// Requests that take the full time even where they are decided on the spot.
        devolved_slow: f64, "share", 0.0..=1.0;
        /// Engagement lost by a refusal.
        conflict: f64, "share", 0.0..=1.0;
        /// Chance that a refusal ends in aggression.
        aggression: f64, "probability", 0.0..=1.0;
        /// Engagement gained, of what is missing, by practical help.
        help: f64, "share", 0.0..=0.5;
    }

    /// Inspection, announced or feared.
    pub struct Inspection {
        /// Month after the start of the run in which it comes or is expected (0: never).
        month: u32, "months", 0..=240;
        /// Weeks before in which effort shifts to records.
        prepare_weeks: f64, "weeks", 0.0..=104.0;
        /// Desk time that this adds.
        desk: f64, "minutes/day", 0.0..=120.0;
        /// Recording more, as a share, because outsiders will read it.
        recording: f64, "share", 0.0..=2.0;
        /// Engagement that a contact does not gain because forms lead it.
        procedural: f64, "share", 0.0..=1.0;
        /// How far permanent staff in all posts would keep all this away.
        steadied: f64, "share", 0.0..=1.0;
        /// Whether the authority is judged inadequate.
        fails: bool, switch;
        /// Months of follow-up after that.
        follow_up_months: u32, "months", 0..=60;
        /// Desk time that the follow-up adds.
        follow_up_desk: f64, "minutes/day", 0.0..=120.0;
        /// Leaving of deciders during the follow-up relative to before.
        managers_leave: f64, "ratio", 1.0..=20.0;
    }

    /// What senior managers ask about, and with what they have to make do.
    pub struct Values {
        /// Weight of children's welfare: lowers the thresholds for a service.
        welfare: f64, "weight", 0.0..=3.0;
        /// Weight of cost: an overspend makes the panel refuse more and raises thresholds.
        cost: f64, "weight", 0.0..=5.0;
        /// Weight of inspection: adds desk time.
        inspection: f64, "weight", 0.0..=3.0;
        /// Concern by which a weight of one moves those thresholds.
        sway: f64, "concern", 0.0..=5.0;
        /// Desk time that a weight of one on inspection adds.
        inspected_desk: f64, "minutes/day", 0.0..=120.0;
        /// Budget for placements and agency staff (0: none is set).
        budget: f64, "£/year", 0.0..=500000000.0;
        /// How far thresholds follow load: concern added when load is twice the usual.
        rationing: f64, "concern", 0.0..=10.0;
        /// Load at which nothing is rationed: families waiting for or in long-term work for a whole-time case holder.
        usual_load: f64, "families", 1.0..=100.0;
    }
}
