//! The configuration of one simulated authority: meaning, unit and range of every parameter. Values live in
//! `scenarios/*.toml`; where they come from, in the `[provenance]` table beside them.

mod authority;
mod change;
mod deciders;
mod families;
mod organisation;
mod staff;
mod work;

use std::collections::BTreeMap;

use super::check::cross_check;
use super::parameter::Section;
use super::problem::Problem;
use super::shape::Described;
use crate::world::vocabulary::{Role, SOURCES};

pub use authority::{Agencies, FamilySupport, Inspection, Payments, Services, Values};
pub use change::Change;
pub use deciders::Deciders;
pub use families::{Behaviour, CaseMix, Coupling, Household, Knowledge, Problems};
pub use organisation::{Context, Costs, Features, Points, Posts, TeamSpec};
pub use staff::{Start, Stress, Survey, Workforce};
pub use work::{Clocks, Days, Frequencies, Minutes, Proceedings, Slots, Thresholds};

crate::parameters! {
    /// One simulated authority.
    pub struct Config {
        /// Length of a run.
        run: Run, nested;
        /// Referrals.
        demand: Demand, nested;
        /// Households.
        household: Household, nested;
        /// Problems.
        problems: Problems, nested;
        /// Case mix of the authority.
        case_mix: CaseMix, nested;
        /// Which problems reinforce which.
        coupling: Vec<Coupling>, nested;
        /// Crises, harm, engagement.
        behaviour: Behaviour, nested;
        /// What is known.
        knowledge: Knowledge, nested;
        /// Cuts on assessed concern.
        thresholds: Thresholds, nested;
        /// Which entry of `[clocks]` is in force.
        statute: String, plain;
        /// Statutory clocks by name.
        clocks: BTreeMap<String, Clocks>, nested;
        /// Durations.
        minutes: Minutes, nested;
        /// Frequencies.
        frequencies: Frequencies, nested;
        /// Working day and year.
        days: Days, nested;
        /// Listed context.
        context: Context, nested;
        /// Other services.
        services: Services, nested;
        /// Other agencies, and services among themselves.
        agencies: Agencies, nested;
        /// Family support.
        family_support: FamilySupport, nested;
        /// Small payments.
        payments: Payments, nested;
        /// Inspection.
        inspection: Inspection, nested;
        /// What the authority holds dear.
        values: Values, nested;
        /// Proceedings and care.
        proceedings: Proceedings, nested;
        /// Scarce dates.
        slots: Slots, nested;
        /// Stress.
        stress: Stress, nested;
        /// Sickness, leaving, recruitment.
        workforce: Workforce, nested;
        /// Those who decide.
        deciders: Deciders, nested;
        /// Points of a family where caseloads are capped.
        points: Points, nested;
        /// Money.
        costs: Costs, nested;
        /// Ways of organising work, by name.
        features: BTreeMap<String, Features>, nested;
        /// Teams and units.
        team: Vec<TeamSpec>, nested;
        /// Restructures.
        change: Vec<Change>, nested;
        /// Initial stock.
        start: Start, nested;
        /// The virtual study.
        survey: Survey, nested;
    }

    /// Length of a run.
    pub struct Run {
        /// First year of the calendar; runs start on 1 June of it.
        start_year: i32, "year", 2005..=2030;
        /// Dated months simulated before measurement begins.
        warm_up_months: u32, "months", 0..=120;
        /// Years measured.
        years: u32, "years", 1..=20;
    }

    /// Referrals: how many, from whom, when.
    pub struct Demand {
        /// Families referred from the community in a year, before the re-referrals that the run itself brings.
        referrals_per_year: f64, "families/year", 0.0..=20_000.0;
        /// Share of each source: police, school, health, housing, authority, agency, public, family (normalised).
        source_share: [f64; SOURCES], "share", 0.0..=1.0;
        /// Families a year who move in with a history in another authority, whose records come with them.
        moving_in_per_year: f64, "families/year", 0.0..=5_000.0;
        /// Spread of demand between the areas of long-term teams: standard deviation of its logarithm (0: no areas).
        area_spread: f64, "1", 0.0..=3.0;
        /// Referrals in each calendar month relative to the mean, January first.
        month_index: [f64; 12], "ratio", 0.1..=3.0;
        /// Referrals from schools in holidays relative to term.
        school_holiday_factor: f64, "ratio", 0.0..=1.0;
        /// Referrals on a weekend day relative to a working day.
        weekend_factor: f64, "ratio", 0.0..=1.0;
        /// Month after the start in which a publicised child death raises referrals (0: never).
        shock_month: u32, "months", 0..=240;
        /// Referrals just after such a death relative to before.
        shock_factor: f64, "ratio", 1.0..=3.0;
        /// Months in which the rise fades to a third.
        shock_fade_months: f64, "months", 0.5..=60.0;
    }
}

impl Config {
    /// Finds everything that is wrong with the values.
    pub fn check(&self, problems: &mut Vec<Problem>) {
        Section::check(self, "", problems);
        cross_check(self, problems);
    }

    /// Every parameter with its full key path.
    #[must_use]
    pub fn describe() -> Vec<Described> {
        let mut out = Vec::new();
        <Self as Section>::describe("", &mut out);
        out
    }

    /// The clocks in force.
    ///
    /// # Panics
    /// If the configuration was not checked: `statute` names no entry of `[clocks]`.
    pub fn clocks(&self) -> &Clocks {
        &self.clocks[&self.statute]
    }

    /// Year and month in which runs start.
    pub fn first_month(&self) -> (i16, i8) {
        (
            i16::try_from(self.run.start_year).expect("checked range"),
            6,
        )
    }

    /// Whole-time posts on the establishment.
    pub fn posts(&self) -> f64 {
        self.team
            .iter()
            .map(|t| f64::from(t.count) * t.posts.total())
            .sum()
    }

    /// What those posts cost in a year, £.
    pub fn pay_bill(&self) -> f64 {
        let bill = |t: &TeamSpec| {
            t.posts
                .by_role()
                .iter()
                .map(|&(role, wte)| wte * self.post_cost(role))
                .sum::<f64>()
        };
        self.team.iter().map(|t| f64::from(t.count) * bill(t)).sum()
    }

    /// Yearly cost of one whole-time post, £.
    pub fn post_cost(&self, role: Role) -> f64 {
        let c = &self.costs;
        match role {
            Role::Consultant => c.consultant,
            Role::Manager => c.manager,
            Role::SocialWorker => c.social_worker,
            Role::ChildPractitioner => c.child_practitioner,
            Role::Assistant => c.assistant,
            Role::Student => c.student,
            Role::Clinician => c.clinician,
            Role::Coordinator => c.coordinator,
            Role::Administrator => c.administrator,
        }
    }
}
