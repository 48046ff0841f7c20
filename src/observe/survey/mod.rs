//! The virtual study: one survey of the size the study had, at the end of a run, of those who were eligible for it.

mod census;
mod families;
mod parents;
mod rows;
mod staff;

pub(super) use rows::ROWS;
pub use rows::{Against, SurveyRow};

use super::totals::Totals;
use super::watch::Watch;
use crate::kernel::streams::Streams;
use crate::kernel::time::SimTime;
use crate::scenario::config::Config;
use crate::world::World;
use crate::world::ids::{CaseId, TeamId};
use crate::world::vocabulary::Service;
use rows::Answers;

/// Stream purpose of the survey's own draws.
const SURVEY_DRAWS: u16 = 60_001;

/// What the survey is drawn by: who is asked by which lot.
#[derive(Clone, Copy)]
enum Lot {
    /// Families for the worker survey, staff for interviews.
    Sample = 0,
    /// Colleagues' contacts that are recalled.
    Recall = 1,
    /// Parents who answer.
    Parents = 2,
    /// Workers whose interview with an actor is rated.
    Rated = 3,
}

/// All that the survey can look at.
#[derive(Clone, Copy)]
struct Field<'a> {
    watch: &'a Watch,
    streams: Streams,
    config: &'a Config,
    world: &'a World,
    now: SimTime,
}

/// Takes the survey and answers every row; undefined where nobody could be asked. `period` holds the totals of the period measured.
pub(super) fn take(
    watch: &Watch,
    period: &Totals,
    streams: Streams,
    config: &Config,
    world: &World,
    now: SimTime,
) -> Vec<f64> {
    let field = Field {
        watch,
        streams,
        config,
        world,
        now,
    };
    let mut answers = Answers::new();
    staff::caseloads(field, &mut answers);
    staff::interviews(field, &mut answers);
    families::worker_survey(field, &mut answers);
    parents::parent_survey(field, &mut answers);
    census::count(field, period, &mut answers);
    answers.into_values()
}

impl<'a> Field<'a> {
    /// The teams of the sample: the first of each kind.
    fn teams(self) -> impl Iterator<Item = TeamId> + 'a {
        let mut taken = vec![0; self.config.team.len()];
        let teams = self.world.teams.iter().enumerate();
        teams.filter_map(move |(index, team)| {
            taken[team.spec] += 1;
            (taken[team.spec] <= self.config.team[team.spec].surveyed)
                .then_some(TeamId(index as u32))
        })
    }

    /// Families that the surveyed teams of a service have open, with their keys.
    fn open(self, service: Service) -> Vec<(u64, CaseId)> {
        self.teams()
            .filter(|&t| self.world.team(t).service == service)
            .flat_map(|t| self.world.team(t).open.iter().copied())
            .map(|c| (self.world.family_of(c).key, c))
            .collect()
    }

    /// A random sample, its order drawn by the survey's own lot.
    fn sampled<T: Copy>(self, lot: Lot, mut from: Vec<(u64, T)>, number: u32) -> Vec<T> {
        let drawn = |key: u64| self.streams.draw(SURVEY_DRAWS, key, lot as u64).next_u64();
        from.sort_by_key(|&(key, _)| (drawn(key), key));
        from.into_iter()
            .take(number as usize)
            .map(|(_, item)| item)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::rows::ROWS;
    use super::*;
    use crate::engine::{Notice, Sim};
    use crate::kernel::time::Day;
    use crate::observe::Observers;
    use crate::world::fact::Fact;
    use crate::world::ids::{FamilyId, WorkerId};
    use crate::world::vocabulary::{PROBLEMS, Role};
    use crate::world::worker::Presence;

    /// LA1 after four months, watched from its start.
    struct Authority {
        config: Config,
        sim: Sim,
        observers: Observers,
    }

    fn authority(sets: &[&str]) -> Authority {
        let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
        let config = crate::scenario::load("la1", &sets)
            .expect("embedded")
            .config;
        let streams = Streams::new(7, 0);
        let mut sim = Sim::new(&config, streams);
        let start = sim.now();
        let end = Day(start.day().0 + 120);
        let until = SimTime::at(end, 0);
        let mut observers = Observers::new(streams, start, start, until, &sim.world);
        sim.run_until(end, &mut |notice, now, world| match notice {
            Notice::Fact(fact) => observers.fact(fact, now, world),
            Notice::Week => observers.week(now, world, &config),
            Notice::Month => observers.month(now, &config),
        });
        Authority {
            config,
            sim,
            observers,
        }
    }

    impl Authority {
        fn field(&self) -> Field<'_> {
            Field {
                watch: &self.observers.watch,
                streams: self.observers.streams,
                config: &self.config,
                world: &self.sim.world,
                now: self.sim.now(),
            }
        }

        /// What a survey taken now answers.
        fn answer(&self, id: &str) -> f64 {
            let f = self.field();
            let period = Totals::default();
            let answers = take(f.watch, &period, f.streams, f.config, f.world, f.now);
            answers[ROWS.iter().position(|row| row.id == id).expect("a row")]
        }
    }

    #[test]
    fn only_parents_who_have_met_a_worker_are_asked() {
        let mut of = authority(&[]);
        let open: Vec<(u64, CaseId)> = of.field().open(Service::LongTerm);
        let (unmet, met) = open.split_at(open.len() / 2);
        assert!(unmet.len() > 10);
        unmet
            .iter()
            .for_each(|&(_, c)| of.sim.world.case_mut(c).contacts = 0);
        met.iter()
            .for_each(|&(_, c)| of.sim.world.case_mut(c).contacts = 1);
        assert_eq!(parents::eligible(of.field()), met);
        // Whatever the others think, it is not heard.
        for &(_, case) in unmet {
            let family = of.sim.world.case(case).family;
            of.sim.world.family_mut(family).rating = 1.0;
        }
        for &(_, case) in met {
            let family = of.sim.world.case(case).family;
            of.sim.world.family_mut(family).rating = 0.25;
        }
        assert!((of.answer("7.10.rating") - 0.25).abs() < 1e-12);
    }

    #[test]
    fn interviews_are_with_staff_at_work_in_the_studys_numbers() {
        let of = authority(&[]);
        let (world, asked) = (&of.sim.world, staff::interviewed(of.field()));
        for (spec, team) in of.config.team.iter().enumerate() {
            let here = |w: &&WorkerId| world.team(world.worker(**w).team).spec == spec;
            let number = asked.iter().filter(here).count();
            assert!(number <= team.interviewed as usize, "{}", team.name);
        }
        assert!((30..=40).contains(&asked.len()), "{}", asked.len());
        for &w in &asked {
            let worker = world.worker(w);
            assert_eq!(worker.presence, Presence::Here);
            assert!(!matches!(
                worker.role,
                Role::Coordinator | Role::Administrator
            ));
        }
    }

    #[test]
    fn strain_and_skill_show_in_their_rows() {
        let mut of = authority(&[]);
        let rows = ["6.5.burnout", "6.6.satisfied", "6.7.ghq.mean", "7.2.skill"];
        let before = rows.map(|row| of.answer(row));
        for worker in &mut of.sim.world.workers {
            worker.burnout += 5.0;
            worker.stress += 5.0;
            worker.skill = [0.9; 4];
        }
        let after = rows.map(|row| of.answer(row));
        assert!((after[0] - before[0] - 5.0).abs() < 1e-9);
        assert!(
            before[1] > 0.0 && after[1] < before[1],
            "{before:?} {after:?}"
        );
        assert!(after[2] > before[2] + 3.0, "{before:?} {after:?}");
        assert!((after[3] - 0.9).abs() < 1e-12);
    }

    #[test]
    fn aggression_is_remembered_for_a_year_by_whom_it_met() {
        let mut of = authority(&[]);
        let now = of.sim.now();
        let asked = staff::interviewed(of.field());
        let before = of.answer("7.9.aggression");
        let fact = Fact::Aggression {
            worker: asked[0],
            family: FamilyId(0),
        };
        of.observers.fact(&fact, now, &of.sim.world);
        let one = 1.0 / asked.len() as f64;
        assert!((of.answer("7.9.aggression") - before - one).abs() < 1e-12);
        let track = &of.observers.watch.workers[asked[0].index()];
        assert_eq!(track.aggression(now.plus_days_f(366.0)), 0);
    }

    #[test]
    fn problems_are_rated_as_they_are_known() {
        let mut of = authority(&[]);
        for family in &mut of.sim.world.families {
            family.known = [0; PROBLEMS];
            family.known[3] = 2;
        }
        assert_eq!(of.answer("7.5.housing.mean"), 1.0);
        assert_eq!(of.answer("7.5.behaviour.mean"), 3.0);
        assert_eq!(of.answer("7.5.behaviour.sd"), 0.0);
        assert!((of.answer("7.5.average.mean") - (1.0 + 2.0 / 14.0)).abs() < 1e-12);
        assert!(of.answer("7.12.agreement").is_nan());
        for family in &mut of.sim.world.families {
            family.known = family.truth;
        }
        assert!((of.answer("7.12.agreement") - 1.0).abs() < 1e-12);
    }

    #[test]
    fn other_numbers_asked_change_no_measure() {
        let measured = |sets: &[&str]| {
            let mut of = authority(sets);
            let (now, events) = (of.sim.now(), of.sim.events());
            let summary = of.observers.finish(now, &of.sim.world, &of.config, events);
            (
                summary
                    .values
                    .iter()
                    .map(|x| x.to_bits())
                    .collect::<Vec<_>>(),
                summary
                    .survey
                    .iter()
                    .map(|x| x.to_bits())
                    .collect::<Vec<_>>(),
            )
        };
        let (values, survey) = measured(&[]);
        let fewer = [
            "survey.parents=5",
            "survey.families=20",
            "survey.rated_interviews=3",
        ];
        let (same, other) = measured(&fewer);
        assert!(values == same);
        assert!(survey != other);
    }
}
