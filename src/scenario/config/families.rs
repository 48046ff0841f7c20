//! Families: households, problems, behaviour, what is known.

use crate::world::vocabulary::{PROBLEMS, Problem};

crate::parameters! {
    /// Households (Table 7.1).
    pub struct Household {
        /// Mean number of adults beyond the first.
        extra_adults: f64, "adults", 0.0..=3.0;
        /// Mean number of children beyond the first.
        extra_children: f64, "children", 0.0..=5.0;
        /// Mean age of the children at referral.
        age_mean: f64, "years", 1.0..=16.0;
        /// Standard deviation of age.
        age_sd: f64, "years", 0.5..=8.0;
        /// Share of families referred before a birth.
        unborn_share: f64, "probability", 0.0..=0.5;
        /// Births to a family in a year.
        births_per_year: f64, "1/year", 0.0..=1.0;
        /// Moves out of the area in a year.
        moves_per_year: f64, "1/year", 0.0..=1.0;
        /// Spread of the size of a family's circle of relatives and professionals (mean one).
        network_spread: f64, "ratio", 0.0..=2.0;
        /// Share of referred families without recourse to public funds.
        no_recourse_share: f64, "probability", 0.0..=1.0;
        /// Mean time until they have recourse.
        no_recourse_months: f64, "months", 0.0..=120.0;
    }

    /// The fourteen problems. Arrays run in the order of Table 7.5: housing, money, disability, behaviour, caring, depression,
    /// mental health, drugs, alcohol, physical, emotional, neglect, sexual, violence.
    pub struct Problems {
        /// Latent normal cut above which the problem is present at all, in allocated families of all three authorities.
        cut_present: [f64; PROBLEMS], "sd", -4.0..=4.0;
        /// Latent cut above which it is a problem.
        cut_problem: [f64; PROBLEMS], "sd", -4.0..=4.0;
        /// Latent cut above which it is a big problem.
        cut_big: [f64; PROBLEMS], "sd", -4.0..=4.0;
        /// Latent mean of referred families relative to allocated ones: what the thresholds select away.
        referred_shift: f64, "sd", -3.0..=1.0;
        /// Correlation between any two latent problems at referral.
        correlation: f64, "correlation", 0.0..=0.9;
        /// Contribution of each level of a problem to concern.
        weight: [f64; PROBLEMS], "concern/level", 0.0..=3.0;
        /// Rate at which a present problem, alone, worsens by a level.
        up_per_year: [f64; PROBLEMS], "1/year", 0.0..=10.0;
        /// Rate at which an absent problem appears, relative to a present one worsening.
        onset: f64, "ratio", 0.0..=2.0;
        /// Rate at which a problem, alone and without help, eases by a level.
        down_per_year: [f64; PROBLEMS], "1/year", 0.0..=10.0;
        /// How far help speeds easing: the rate is multiplied by 1 + this x help.
        help_response: [f64; PROBLEMS], "1", 0.0..=20.0;
        /// Rise of the worsening rate for each level of a problem that reinforces it, times the coupling.
        reinforcement: f64, "1", 0.0..=5.0;
        /// How far each problem is a matter of circumstances, eased by brokerage (calls, payments) and not by direct work.
        brokered: [f64; PROBLEMS], "share", 0.0..=1.0;
        /// Slowing of easing for each level of a reinforcing problem, times the coupling.
        resistance: f64, "1", 0.0..=5.0;
        /// Extra concern where a child is under five, as a share.
        young_child: f64, "share", 0.0..=2.0;
        /// Extra concern for each problem beyond three, as a share.
        battalion: f64, "share", 0.0..=0.5;
        /// Concern that a crisis adds on its day.
        crisis_concern: f64, "concern", 0.0..=5.0;
    }

    /// How this authority's allocated families differ from all three together.
    pub struct CaseMix {
        /// Shift of each latent problem, order of Table 7.5.
        shift: [f64; PROBLEMS], "sd", -2.0..=2.0;
        /// Number of known problems at which desk work and need for contact are at their common value.
        reference_problems: f64, "problems", 1.0..=14.0;
    }

    /// One problem makes another worse and harder to ease.
    pub struct Coupling {
        /// The reinforcing problem.
        from: Problem, plain;
        /// The reinforced one.
        to: Problem, plain;
        /// Relative strength.
        strength: f64, "1", 0.0..=3.0;
    }

    /// Crises, harm and engagement.
    pub struct Behaviour {
        /// Crises in a year at the reference concern.
        crises_per_year: f64, "1/year", 0.0..=50.0;
        /// True concern at which the rates of this table hold: about that of an allocated family.
        crisis_reference: f64, "concern", 0.5..=30.0;
        /// Exponent of concern in the crisis rate.
        crisis_exponent: f64, "1", 0.0..=4.0;
        /// Share of crises that earlier ones bring on (self-excitation; below one).
        crisis_branching: f64, "share", 0.0..=0.9;
        /// Time over which the excitation after a crisis fades to a third.
        crisis_fade_days: f64, "days", 1.0..=365.0;
        /// Crises of a family without a worker that reach the authority as a referral.
        crisis_referral: f64, "probability", 0.0..=1.0;
        /// Serious incidents to a child in a year at the reference concern.
        incidents_per_year: f64, "1/year", 0.0..=2.0;
        /// Rise of the incident rate when nobody has seen the family for four weeks.
        incident_unseen_factor: f64, "ratio", 1.0..=5.0;
        /// True concern that counts as high severity.
        high_concern: f64, "concern", 1.0..=30.0;
        /// Mean engagement at referral of a family without concern.
        engagement_start: f64, "0..1", 0.0..=1.0;
        /// Fall of initial engagement for each unit of concern.
        engagement_concern: f64, "1/concern", 0.0..=0.2;
        /// Share of the way to full engagement gained in a visit by a familiar worker of full skill.
        engagement_gain: f64, "share", 0.0..=1.0;
        /// Share of engagement lost at a change of worker.
        engagement_change_loss: f64, "share", 0.0..=1.0;
        /// Share of engagement lost at a coercive step (enquiry, plan, proceedings).
        engagement_coercion_loss: f64, "share", 0.0..=1.0;
        /// Probability that a family complies with such a step instead, and gains that share of what is missing.
        coercion_compliance: f64, "probability", 0.0..=1.0;
        /// How far an hour of contact after need has gone (true concern below that of closing) moves a family to lean on help.
        dependence_per_hour: f64, "1/hour", 0.0..=1.0;
        /// Concern by which a family that leans on help has to be below the threshold for closing.
        dependence_concern: f64, "concern", 0.0..=10.0;
        /// Share of calls by which it calls more often.
        dependence_calls: f64, "share", 0.0..=5.0;
        /// Share of engagement lost when a due visit is four weeks late, or a promise is taken back.
        engagement_promise_loss: f64, "share", 0.0..=1.0;
        /// Share of engagement lost when a worker comes late.
        late_loss: f64, "share", 0.0..=1.0;
        /// Probability that a fully engaged family is not in.
        not_in_engaged: f64, "probability", 0.0..=1.0;
        /// Probability that a family that is not engaged at all is not in or refuses.
        not_in_disengaged: f64, "probability", 0.0..=1.0;
        /// Aggression in a contact with a family that is not engaged, at the reference concern.
        aggression: f64, "probability", 0.0..=1.0;
        /// Time over which the effect of help fades to a third.
        help_fade_days: f64, "days", 5.0..=365.0;
        /// Help that an hour with a fully engaged family by a familiar worker of full skill gives.
        help_per_hour: f64, "help/hour", 0.0..=2.0;
        /// Share of that help which needs worker and family to see the same problems.
        agreement: f64, "share", 0.0..=1.0;
        /// Help with circumstances that a call or a payment brings.
        brokerage: f64, "help", 0.0..=2.0;
    }

    /// What is known of a family.
    pub struct Knowledge {
        /// Probability that what a first referral says of one problem is right.
        known_at_referral: f64, "probability", 0.0..=1.0;
        /// The same for a family referred before.
        known_at_rereferral: f64, "probability", 0.0..=1.0;
        /// Probability that a visit to a fully engaged family corrects what is believed of one problem.
        visit_reveals: f64, "probability", 0.0..=1.0;
        /// Probability that one exchange with another agency does.
        liaison_reveals: f64, "probability", 0.0..=1.0;
        /// Probability that a problem that is not there is reported at referral.
        false_report: f64, "probability", 0.0..=0.3;
        /// How far parents hide what they fear (drink, drugs, violence, maltreatment): what a visit reveals of it is multiplied by engagement to this power.
        hidden: f64, "1", 0.0..=3.0;
        /// Probability that the notification of a crisis corrects what is believed of one problem.
        crisis_reveals: f64, "probability", 0.0..=1.0;
        /// Visits on which a child is seen alone when time does not press.
        seen_alone: f64, "probability", 0.0..=1.0;
        /// Share by which a child alone says more, and before its parents less, of violence and abuse.
        told_alone: f64, "share", 0.0..=1.0;
        /// Probability that a discussion does, for each person beyond the first who knows the family.
        discussion_reveals: f64, "probability", 0.0..=1.0;
        /// Probability that a worker's leaving loses what is known of a problem.
        handover_loses: f64, "probability", 0.0..=1.0;
        /// The same, on top, where none of the contacts were recorded; in proportion where some were.
        unrecorded_loses: f64, "probability", 0.0..=1.0;
        /// Part of what a change of worker loses, in knowledge and engagement, that the transfer to long-term work loses too.
        transfer_loses: f64, "share", 0.0..=1.0;
        /// Share of a first impression that a discussion takes away for each person beyond the first who knows the family.
        discussion_tests: f64, "share", 0.0..=1.0;
        /// The same for a clinician who is there, with a view of their own and no say.
        clinician_tests: f64, "share", 0.0..=1.0;
        /// The same for writing an assessment or enquiry report.
        report_tests: f64, "share", 0.0..=1.0;
        /// Premature closure: share by which news against a first impression is taken in less.
        premature_closure: f64, "share", 0.0..=1.0;
        /// Concern taken off a reading for each point by which the families a worker meets are above the usual.
        exposure_tolerance: f64, "1", 0.0..=1.0;
        /// Fall of the error with the decider's skill above the mean.
        reading_skill: f64, "1", 0.0..=3.0;
        /// Rise of the error for each hour a day of the decider's overtime.
        reading_tired: f64, "1/hour", 0.0..=2.0;
        /// Error of reading concern from one account (standard deviation).
        reading_error: f64, "concern", 0.0..=10.0;
        /// Part of that error (of its variance) that stays with whoever leads the work.
        reading_persistence: f64, "share", 0.0..=1.0;
        /// Fall of that error with n people who know the family taking part: error / sqrt(1 + this x (n-1)).
        reading_pooling: f64, "1", 0.0..=2.0;
        /// Concern that a referring agency adds to its own reading of a family.
        agency_anxiety: f64, "concern", 0.0..=5.0;
    }
}
