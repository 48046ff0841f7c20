//! A dated restructure.

crate::parameters! {
    /// A restructure: from a month on, teams of one kind are made into teams of another, in waves. Compared with the same scenario without it.
    pub struct Change {
        /// Name.
        name: String, plain;
        /// Month after the start of the run in which the first wave begins.
        month: u32, "months", 1..=240;
        /// Name of the entry of `[[team]]` whose teams are changed.
        from: String, plain;
        /// Name of the entry of `[[team]]` whose posts and features they get; its count may be 0.
        to: String, plain;
        /// Share of the teams that is changed.
        share: f64, "share", 0.0..=1.0;
        /// New teams made of one old team.
        made_of_one: f64, "teams", 0.25..=4.0;
        /// Waves.
        waves: u32, "waves", 1..=24;
        /// Between waves.
        months_between: u32, "months", 0..=24;
        /// Share of new deciders found among the staff; their teams start with the wave.
        inside: f64, "share", 0.0..=1.0;
        /// Time to find each other decider, one after another; a new team starts when it has its own.
        months_per_decider: f64, "months", 0.0..=12.0;
        /// Share of staff who apply for their posts again and do not get one, or leave instead.
        not_reappointed: f64, "share", 0.0..=0.8;
        /// How far skill decides who goes then (0: by lot, 1: the least skilled go).
        selection: f64, "share", 0.0..=1.0;
        /// Training of everybody in a new team, spread over its weeks of disruption.
        training_days: f64, "days", 0.0..=40.0;
        /// Disruption after a new team has started; its wave is disrupted from the beginning.
        disruption_weeks: f64, "weeks", 0.0..=104.0;
        /// More desk time during disruption: moves, forms, meetings about the change.
        disruption_desk: f64, "minutes/day", 0.0..=120.0;
        /// Supervisions, case and team meetings that fall away during disruption.
        disruption_meetings: f64, "share", 0.0..=1.0;
        /// Points of stress during disruption, at sensitivity one.
        disruption_stress: f64, "points", 0.0..=10.0;
        /// Control of intake that goes with it: added to the thresholds for a service, for transfer and for closing.
        intake: f64, "concern", -10.0..=10.0;
        /// Months by which the control of intake comes before the first wave.
        intake_lead: u32, "months", 0..=120;
        /// Months for which it lasts.
        intake_months: u32, "months", 0..=240;
    }
}
