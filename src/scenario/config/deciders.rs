//! Those who decide, as people.

crate::parameters! {
    /// How those who decide differ, and how others turn to them. Traits are drawn for each holder; a spread of 0 makes all alike.
    pub struct Deciders {
        /// Coefficient of variation of the time that other duties take; mean one.
        presence_spread: f64, "ratio", 0.0..=2.0;
        /// Decisions that a decider puts off when their turn comes.
        put_off: f64, "probability", 0.0..=0.9;
        /// Until one that was put off is looked at again.
        put_off_days: u32, "working days", 1..=60;
        /// Coefficient of variation of that probability between deciders; mean one.
        hesitation_spread: f64, "ratio", 0.0..=3.0;
        /// Standard deviation of confidence, mean zero: what a decider dares to close.
        confidence_spread: f64, "1", 0.0..=5.0;
        /// Standard deviation of calm, mean zero: points of stress that a decider shows fewer than felt.
        calm_spread: f64, "points", 0.0..=15.0;
        /// Standard deviation of openness, mean zero: help by colleagues and other views in discussion grow with it, a directive style lowers both.
        openness_spread: f64, "share", 0.0..=2.0;
        /// Families that a decider keeps in mind without having met them; about these a decision takes less time.
        mind: f64, "families", 0.0..=500.0;
        /// Coefficient of variation of that number between deciders; mean one.
        mind_spread: f64, "ratio", 0.0..=3.0;
        /// Leaving of deciders relative to that of others.
        leaving: f64, "ratio", 0.0..=20.0;
        /// How many members a decider counts for in the mood that a team shares.
        mood_weight: f64, "members", 0.0..=50.0;
        /// Share of questions that go to a senior practitioner of the team who is at work.
        advice_to_seniors: f64, "share", 0.0..=1.0;
        /// A decider's time for one question in between.
        advice_minutes: f64, "minutes", 1.0..=60.0;
        /// To get back into what a question broke off.
        resume_minutes: f64, "minutes", 0.0..=30.0;
        /// How much more those with less skill ask; with it mean one.
        advice_weak: f64, "1", 0.0..=5.0;
    }
}
