//! What happened, in the past tense: all that observers ever see.

use super::case::{CareRoute, Outcome};
use super::ids::{CaseId, FamilyId, TeamId, WorkerId};
use super::vocabulary::{Channel, Gate, TaskKind};
use crate::kernel::time::{Day, SimTime};

/// A thing that happened, at the time the engine's clock showed.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Fact {
    /// A family was referred; `again` within twelve months of its last referral.
    Referred {
        /// Which family.
        family: FamilyId,
        /// The involvement, if one was opened or is open.
        case: CaseId,
        /// Referred in the twelve months before.
        again: bool,
        /// True concern is high.
        high: bool,
    },
    /// An assessment was decided on.
    Assessed {
        /// Which.
        case: CaseId,
        /// Working days it took.
        days: i32,
        /// Within the statutory clock.
        on_time: bool,
    },
    /// Decided that a service is needed: brief work or long-term work.
    Accepted {
        /// Which.
        case: CaseId,
        /// Long-term rather than brief.
        long_term: bool,
    },
    /// A case waits for a worker of another service.
    Waits {
        /// Which.
        case: CaseId,
    },
    /// A worker or unit took a case.
    Allocated {
        /// Which.
        case: CaseId,
        /// To whom.
        team: TeamId,
        /// Lead worker.
        lead: WorkerId,
        /// Days it waited for a worker; none on a change of worker.
        waited: Option<f64>,
        /// First allocation to long-term work in this involvement.
        long_term: bool,
    },
    /// An involvement ended.
    Closed {
        /// Which.
        case: CaseId,
        /// Whose.
        family: FamilyId,
        /// How.
        outcome: Outcome,
        /// True concern was high.
        high: bool,
        /// It had been in long-term work.
        long_term: bool,
    },
    /// Workers met a family.
    Contact {
        /// Which family.
        family: FamilyId,
        /// Which involvement.
        case: CaseId,
        /// What kind.
        kind: TaskKind,
        /// Minutes somebody was with the family.
        minutes: u32,
        /// Workers present.
        workers: u8,
        /// Who led.
        lead: WorkerId,
        /// A child was seen without its parents.
        alone: bool,
        /// The worker came late.
        late: bool,
    },
    /// What is believed of a family was corrected.
    Learnt {
        /// In which involvement.
        case: CaseId,
        /// How.
        through: Channel,
        /// Levels by which believed problems rose, over all of them.
        worse: u8,
        /// Levels by which they fell.
        better: u8,
    },
    /// A worker came to the door in vain.
    NobodyIn {
        /// Which case.
        case: CaseId,
        /// Who went.
        worker: WorkerId,
    },
    /// A visit under a statutory clock was made.
    VisitDone {
        /// Which.
        case: CaseId,
        /// In time.
        on_time: bool,
    },
    /// The plan of a case was changed or confirmed in discussion.
    Discussed {
        /// Which.
        case: CaseId,
    },
    /// A decision that was needed was made.
    Decided {
        /// About which case.
        case: CaseId,
        /// Where it waited.
        gate: Gate,
        /// How long, days.
        waited: f64,
        /// Refused.
        refused: bool,
    },
    /// A decider who could have decided put it off.
    PutOff {
        /// About which case.
        case: CaseId,
    },
    /// Two members of a team have fallen out.
    Conflict {
        /// One.
        worker: WorkerId,
        /// The other.
        with: WorkerId,
    },
    /// Time spent by a worker on one kind of thing.
    Worked {
        /// Who.
        worker: WorkerId,
        /// On what.
        kind: TaskKind,
        /// For which case, if for one.
        case: Option<CaseId>,
        /// From when.
        since: SimTime,
        /// How long.
        minutes: u32,
    },
    /// Persons met by one worker in one contact.
    Met {
        /// Who.
        worker: WorkerId,
        /// Children.
        children: u16,
        /// Others.
        others: u16,
    },
    /// A worker went home.
    DayEnded {
        /// Who.
        worker: WorkerId,
        /// Minutes since arrival.
        minutes: u32,
        /// Of them with nothing to do.
        idle: u32,
    },
    /// A working day that a post was due and not worked.
    Absent {
        /// Which post.
        worker: WorkerId,
        /// Sick (else leave, training).
        sick: bool,
        /// Nobody in post.
        vacant: bool,
    },
    /// A working day due that was worked.
    Present {
        /// Who.
        worker: WorkerId,
    },
    /// Work given up.
    Undone {
        /// By whom.
        worker: WorkerId,
        /// What.
        kind: TaskKind,
        /// For which case, if for one.
        case: Option<CaseId>,
        /// Minutes of work not done.
        minutes: u32,
    },
    /// Work that fell away because its case moved on.
    Cancelled {
        /// Whose.
        worker: WorkerId,
        /// What.
        kind: TaskKind,
        /// For which case, if for one.
        case: Option<CaseId>,
    },
    /// A meeting could not be held on its day.
    Postponed {
        /// What.
        kind: TaskKind,
        /// About which case, if about one.
        case: Option<CaseId>,
    },
    /// A crisis in a family.
    Crisis {
        /// Which.
        family: FamilyId,
    },
    /// A serious incident to a child.
    Incident {
        /// Which family.
        family: FamilyId,
    },
    /// True concern rose to or fell from a high level.
    HighConcern {
        /// Which family.
        family: FamilyId,
        /// Now high.
        high: bool,
    },
    /// A conference was held.
    ConferenceHeld {
        /// Which case.
        case: CaseId,
        /// First, not a review.
        initial: bool,
        /// Within the clock.
        on_time: bool,
        /// Children made subject of a plan, if initial.
        plan: bool,
        /// True concern was high.
        high: bool,
    },
    /// A plan ended.
    PlanEnded {
        /// Which case.
        case: CaseId,
    },
    /// Children of a family came into care.
    CareEntered {
        /// Which case.
        case: CaseId,
        /// How many.
        children: u16,
        /// By which way.
        route: CareRoute,
    },
    /// Children went to live with relatives.
    PlacedWithKin {
        /// Which case.
        case: CaseId,
        /// How many.
        children: u16,
    },
    /// Children were protected at once, by the police or an emergency order.
    EmergencyOrder {
        /// Which case.
        case: CaseId,
    },
    /// Proceedings were not sought because somebody above was expected to refuse.
    HeldBack {
        /// Which case.
        case: CaseId,
    },
    /// A closure was put off: the decider did not dare.
    ClosingPutOff {
        /// Which case.
        case: CaseId,
    },
    /// Children of a family left care.
    CareLeft {
        /// Which case.
        case: CaseId,
        /// How many.
        children: u16,
    },
    /// Proceedings were issued.
    ProceedingsIssued {
        /// Which case.
        case: CaseId,
    },
    /// A small payment was made.
    Paid,
    /// A worker left the post.
    WorkerLeft {
        /// Which post.
        worker: WorkerId,
        /// Agency.
        agency: bool,
    },
    /// A post was filled.
    WorkerCame {
        /// Which post.
        worker: WorkerId,
        /// Agency.
        agency: bool,
    },
    /// A family began to get family support.
    SupportBegan {
        /// Which family.
        family: FamilyId,
    },
    /// Family support for a family ended.
    SupportEnded {
        /// Which family.
        family: FamilyId,
    },
    /// A small payment was refused.
    PaymentRefused {
        /// Which case.
        case: CaseId,
    },
    /// An agency took a family that was to be turned away to a manager.
    Escalated {
        /// Which case.
        case: CaseId,
    },
    /// Services argued about who takes a family.
    Contested {
        /// Which case.
        case: CaseId,
    },
    /// Who leads the work and who decides see the two ends, removal or closing, otherwise.
    Disputed {
        /// Which case.
        case: CaseId,
    },
    /// A family that was refused money demanded to see the manager.
    Demanded {
        /// Which case.
        case: CaseId,
    },
    /// The police charged a parent.
    Charged {
        /// Of which family.
        family: FamilyId,
    },
    /// The authority was inspected.
    Inspected {
        /// Judged inadequate.
        failed: bool,
    },
    /// A new team of a restructure started.
    TeamStarted {
        /// Which team.
        team: TeamId,
    },
    /// A post was closed in a restructure.
    PostClosed {
        /// Which post.
        worker: WorkerId,
    },
    /// Aggression toward a worker.
    Aggression {
        /// Toward whom.
        worker: WorkerId,
        /// In which family.
        family: FamilyId,
    },
    /// The working day begins.
    DayBegan {
        /// Which.
        day: Day,
    },
    /// A family left the area or grew up.
    FamilyGone {
        /// Which.
        family: FamilyId,
        /// When.
        at: SimTime,
    },
}
