//! Workers: stress, sickness, leaving; and how a run starts and is surveyed.

crate::parameters! {
    /// Stress, read out as GHQ-12 points.
    pub struct Stress {
        /// GHQ total at rest.
        rest: f64, "points", 0.0..=36.0;
        /// Standard deviation of the person's own level.
        trait_sd: f64, "points", 0.0..=6.0;
        /// Spread of single items within a person.
        item_sd: f64, "points", 0.0..=2.0;
        /// Shape of the law of sensitivity: below one, a strained minority carries most of the load.
        sensitivity_shape: f64, "1", 0.05..=20.0;
        /// Points for an hour a day of overtime, at sensitivity one.
        overtime: f64, "points/hour", 0.0..=20.0;
        /// Points for overdue work of one contracted week.
        overdue: f64, "points/week", 0.0..=50.0;
        /// Overdue work that nobody minds.
        overdue_free: f64, "weeks", 0.0..=5.0;
        /// Points for one act of aggression.
        aggression: f64, "points", 0.0..=20.0;
        /// Points for a serious incident to a child in a family one leads the work with.
        incident: f64, "points", 0.0..=20.0;
        /// Share of load taken away by full support.
        support: f64, "share", 0.0..=0.9;
        /// Hours of case discussion and supervision a month that count as full support.
        support_hours: f64, "hours/month", 0.5..=60.0;
        /// Pull toward the mean of one's team in a week.
        contagion: f64, "share", 0.0..=0.5;
        /// Time over which stress goes two thirds of the way to where load holds it.
        settle_days: f64, "days", 3.0..=180.0;
        /// Points while the team's decider is away.
        absent_decider: f64, "points", 0.0..=10.0;
        /// The same for burnout, which follows slowly.
        burnout_days: f64, "days", 30.0..=2000.0;
        /// Points for each decision one waits for.
        waiting_decision: f64, "points", 0.0..=10.0;
        /// Support by talk about cases, relative to talk about how one fares.
        case_talk: f64, "share", 0.0..=1.0;
        /// Support by talking a visit over, relative to that of supervision.
        debrief: f64, "ratio", 0.0..=5.0;
        /// Points when children of a family one works with come into care.
        removal: f64, "points", 0.0..=20.0;
        /// Points when others refuse what one has proposed.
        veto: f64, "points", 0.0..=20.0;
        /// Points when who decides sees removal or closing otherwise than who leads the work.
        dispute: f64, "points", 0.0..=20.0;
        /// Points for each family of high concern one leads the work with.
        severe_case: f64, "points", 0.0..=10.0;
        /// Power of one over the number who share a burden that each of them feels: at one no more and no less is felt in all.
        shared_weight: f64, "1", 0.0..=4.0;
        /// Points if all families one holds were unseen for four weeks.
        unseen: f64, "points", 0.0..=20.0;
        /// Points at the beginning of the first year after qualifying, fading over it.
        first_year: f64, "points", 0.0..=20.0;
        /// Share of them that a decider always at hand takes away.
        first_year_eased: f64, "share", 0.0..=1.0;
        /// Points while one is at odds with a colleague.
        conflict: f64, "points", 0.0..=20.0;
        /// How much more conflict weighs where all work is shared.
        conflict_closeness: f64, "1", 0.0..=5.0;
    }

    /// Sickness, leaving, vacancies, agency, skill.
    pub struct Workforce {
        /// Spells of sickness in a year at rest.
        spells_per_year: f64, "1/year", 0.0..=20.0;
        /// Mean of a short spell.
        short_spell: f64, "working days", 0.5..=20.0;
        /// Mean of a long spell.
        long_spell: f64, "working days", 5.0..=200.0;
        /// Share of spells that are long.
        long_share: f64, "probability", 0.0..=1.0;
        /// Rate ratio of sickness for a strained worker.
        sickness_ratio: f64, "ratio", 1.0..=5.0;
        /// GHQ total from which a worker counts as strained for sickness.
        strained_from: f64, "points", 0.0..=36.0;
        /// Leaving at rest.
        leaving_per_year: f64, "1/year", 0.0..=2.0;
        /// Rise of the log leaving rate for each ten points of stress.
        leaving_stress: f64, "1", 0.0..=3.0;
        /// Mean time to fill a post for good.
        recruitment_days: f64, "days", 1.0..=720.0;
        /// Vacancies that agency staff cover.
        agency_cover: f64, "probability", 0.0..=1.0;
        /// Time before they come.
        agency_days: f64, "days", 0.0..=365.0;
        /// Leaving of agency staff.
        agency_leaving_per_year: f64, "1/year", 0.0..=5.0;
        /// Temporary staff at the start.
        temporary_share: f64, "probability", 0.0..=1.0;
        /// Share of employed social workers past their first year who are senior practitioners.
        senior_share: f64, "probability", 0.0..=1.0;
        /// Mean skill of a new worker (clarity, empathy, warmth, recognising strengths).
        skill_mean: f64, "0..1", 0.0..=1.0;
        /// Spread of skill.
        skill_sd: f64, "0..1", 0.0..=0.5;
        /// Share of the gap to a more skilled colleague closed in one joint visit.
        skill_learning: f64, "share", 0.0..=0.2;
        /// Child practitioners who are qualified social workers.
        qualified_practitioners: f64, "probability", 0.0..=1.0;
        /// Absence after which a worker's families are given to others.
        long_absence: u32, "working days", 5..=250;
        /// Employed social workers who come and have just qualified.
        newly_qualified: f64, "probability", 0.0..=1.0;
        /// Their share of a full caseload in the first year.
        protected_caseload: f64, "share", 0.1..=1.0;
        /// Share of what stress adds to leaving that shared values take away.
        values: f64, "share", 0.0..=1.0;
        /// Skill that training aims at.
        training_level: f64, "0..1", 0.0..=1.0;
        /// Share of the gap to it closed by one day of training.
        training_gain: f64, "share", 0.0..=0.5;
        /// How much overdue work keeps people from training: a week of it lowers attendance to one part in one and this.
        training_crowded: f64, "1/week", 0.0..=20.0;
        /// Conflicts that begin between two members of a team.
        conflicts_per_pair: f64, "1/year", 0.0..=5.0;
        /// How long one lasts.
        conflict_months: f64, "months", 0.5..=60.0;
        /// People who do less where work is shared.
        free_riders: f64, "probability", 0.0..=1.0;
        /// How much more than they have they seem to have waiting, so that shared work is left to others.
        free_riding: f64, "working days", 0.0..=20.0;
        /// People who want cases of their own.
        own_cases_share: f64, "probability", 0.0..=1.0;
        /// Rise of their log leaving rate where all work is shared.
        own_cases_leaving: f64, "1", 0.0..=5.0;
    }

    /// Stock of families at the start (assumed; the dated warm-up lets the model's own dynamics replace it).
    pub struct Start {
        /// Mean stay assumed for the initial stock.
        stay_months: f64, "months", 1.0..=120.0;
        /// Coefficient of variation of the stay.
        stay_cv: f64, "ratio", 0.1..=4.0;
        /// Share of referred families assumed to come to long-term work.
        opened_share: f64, "share", 0.0..=1.0;
        /// Share of that stock on plans.
        plan_share: f64, "share", 0.0..=1.0;
        /// Families with a looked-after child.
        care_families: u32, "families", 0..=5000;
        /// Care leavers.
        care_leavers: u32, "families", 0..=5000;
        /// Weeks of referrals that are in assessment.
        assessment_weeks: f64, "weeks", 0.0..=60.0;
    }

    /// What the study's instruments see.
    pub struct Survey {
        /// Families in long-term work in the worker survey.
        families: u32, "families", 1..=2000;
        /// Families in assessment in the worker survey; they count in the statutory basis.
        assessment_families: u32, "families", 0..=2000;
        /// Colleagues' contacts that the lead worker does not recall.
        missed_contacts: f64, "share", 0.0..=1.0;
        /// Share of open families that the survey misses.
        undercount: f64, "share", 0.0..=0.9;
        /// Parents who return the parent survey.
        parents: u32, "families", 0..=2000;
        /// Workers whose interview with an actor is rated for skill.
        rated_interviews: u32, "workers", 0..=2000;
    }
}
