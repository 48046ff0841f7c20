//! One moment of a small authority, to try single verbs of the model in.

use casework::engine::Sim;
use casework::kernel::agenda::Agenda;
use casework::kernel::streams::Streams;
use casework::kernel::time::{Day, SimTime};
use casework::organisation::allocation;
use casework::organisation::rules::Rules;
use casework::practice::moment::Moment;
use casework::practice::{household, referral};
use casework::scenario::Config;
use casework::world::World;
use casework::world::event::Event;
use casework::world::fact::Fact;
use casework::world::ids::{CaseId, FamilyId, TeamId, WorkerId};
use casework::world::vocabulary::{PROBLEMS, Service, Source};

/// An authority at noon of a working day, everybody at work and no family known.
pub(crate) struct Scene {
    pub(crate) config: Config,
    rules: Rules,
    agenda: Agenda<Event>,
    pub(crate) world: World,
    pub(crate) facts: Vec<Fact>,
    pub(crate) now: SimTime,
}

impl Scene {
    /// The authority of a configuration, without the stock of families it starts with. What is read is what is known, and every problem
    /// counts for itself, so that concern can be set to the point.
    pub(crate) fn new(config: &Config, change: impl FnOnce(&mut Config)) -> Scene {
        let mut config = config.clone();
        config.start.opened_share = 0.0;
        config.start.assessment_weeks = 0.0;
        config.start.care_families = 0;
        config.start.care_leavers = 0;
        config.knowledge.reading_error = 0.0;
        config.problems.battalion = 0.0;
        config.problems.young_child = 0.0;
        config.problems.weight = [1.0; PROBLEMS];
        change(&mut config);
        let mut problems = Vec::new();
        config.check(&mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let mut world = Sim::new(&config, Streams::new(1, 0)).world;
        world.today = world.calendar.next_working(world.start);
        Scene {
            rules: Rules::new(&config),
            agenda: Agenda::new(),
            now: world.today_at(12 * 60),
            world,
            config,
            facts: Vec::new(),
        }
    }

    /// What a verb is handed.
    pub(crate) fn moment(&mut self) -> Moment<'_> {
        Moment {
            now: self.now,
            config: &self.config,
            rules: &self.rules,
            streams: Streams::new(1, 0),
            agenda: &mut self.agenda,
            world: &mut self.world,
            facts: &mut self.facts,
        }
    }

    /// So many days later, at the same hour.
    pub(crate) fn wait(&mut self, days: i32) {
        self.now = self.now.plus_minutes(i64::from(days) * 1440);
        self.world.today = self.now.day();
    }

    /// A family with one child of this age whose concern, true and known, is so many points.
    pub(crate) fn family(&mut self, age: f64, concern: u8) -> FamilyId {
        let key = self.world.families.len() as u64;
        let id = household::add_family(&mut self.moment(), key, Source::Health, 0.0);
        let born = Day(self.world.today.0 - (age * 365.25).round() as i32);
        let family = self.world.family_mut(id);
        family.children.truncate(1);
        family.children[0].born = born;
        family.truth = [0; PROBLEMS];
        for point in 0..usize::from(concern) {
            family.truth[point % PROBLEMS] += 1;
        }
        family.known = family.truth;
        id
    }

    /// The first team of a service.
    pub(crate) fn team(&self, service: Service) -> TeamId {
        allocation::teams_of(&self.world, service)[0]
    }

    /// The first member of a team who can hold cases.
    pub(crate) fn lead(&self, team: TeamId) -> WorkerId {
        allocation::any_holder(&self.world, team).expect("somebody")
    }

    /// An involvement with a family, held by the first team of a service.
    pub(crate) fn case(&mut self, family: FamilyId, service: Service) -> CaseId {
        let case = referral::open_case(&mut self.moment(), family);
        let team = self.team(service);
        let lead = self.lead(team);
        allocation::take(&mut self.world, case, team, lead);
        case
    }
}
