//! Calibration by history matching: which values of the fitted numbers the published figures of the fitted authorities do
//! not rule out.
//!
//! A wave runs a design over what is left, fits a surface to every figure, and rules out where the surface, its error, the
//! scatter of a study of that size and what the model leaves out together cannot explain the figure. What is left after the
//! last wave is tried by simulation on fresh seeds; sets that pass are kept, the first ones and not the best ones, because the
//! best of many noisy values looks better than it is.

use crate::experiment::emulator::Emulator;
use crate::experiment::factor::{factors, with_values};
use crate::experiment::history::{CUT, Left, Target, Wave, left};
use crate::experiment::points::Evaluated;
use crate::experiment::sobol::Design;
use crate::kernel::tally::Moments;
use crate::observe::{SurveyRow, measures, survey_rows};
use crate::scenario::{Calibration, Config, Loaded, PlausibleSet, Problems, load};
use crate::study::declared::{Role, role, role_why};
use crate::study::published::{Authority, published};
use std::collections::BTreeMap;

/// Candidates looked at for every point wanted.
const LOOKED_AT: u32 = 1 << 17;
/// Positions that a profile is taken over.
const PROFILED: usize = 2_000;
/// The first replication on fresh seeds.
const FRESH: u32 = 1_000_000;
/// Shares of what is left below and above which a value is called unusual.
pub const MIDDLE: (f64, f64) = (0.05, 0.95);

/// A fitted figure of an authority.
#[derive(Clone, Copy, Debug)]
pub struct Fitted {
    /// Index among the fitted authorities.
    pub authority: usize,
    /// The survey row.
    pub row: &'static SurveyRow,
    /// Where a simulation has it.
    output: usize,
    /// The published figure.
    pub published: f64,
    /// Variance allowed for what the model leaves out.
    pub of_model: f64,
}

/// A calibration, ready to run.
#[derive(Clone, Debug)]
pub struct Task {
    /// What was declared.
    pub declared: Calibration,
    /// The fitted authorities.
    pub authorities: Vec<Loaded>,
    /// The fitted numbers: key, stated value, range to search.
    pub searched: Vec<(String, f64, (f64, f64))>,
    /// The fitted figures.
    pub fitted: Vec<Fitted>,
}

/// Why a calibration cannot be run.
#[derive(Debug)]
pub enum Refused {
    /// A scenario is wrong.
    Scenario(String, Problems),
    /// What is declared does not fit the scenarios, in words.
    Declared(String),
}

impl Task {
    /// Holds a declaration against the scenarios it names.
    ///
    /// # Errors
    /// If a scenario cannot be loaded or has no published figures, a number is not assumed or differs between authorities, a
    /// range goes beyond the one that its source states, or a row has no figure.
    pub fn new(declared: Calibration) -> Result<Self, Refused> {
        let refuse = |what: String| Err(Refused::Declared(what));
        let mut authorities = Vec::new();
        for name in &declared.authorities {
            let loaded = load(name, &[]).map_err(|p| Refused::Scenario(name.clone(), p))?;
            authorities.push(loaded);
        }
        let mut searched = Vec::new();
        for (key, &(low, high)) in &declared.search {
            let mut stated = Vec::new();
            for loaded in &authorities {
                let Some(factor) = factors(loaded).into_iter().find(|f| f.key == *key) else {
                    return refuse(format!(
                        "search.\"{key}\": is not an assumed number of {} with a range: what a study, a statistic or the law gives is not fitted",
                        loaded.name
                    ));
                };
                if factor.stated.len() != 1 || low < factor.range.0 || high > factor.range.1 {
                    return refuse(format!(
                        "search.\"{key}\": must be one number and stay within {} to {}, the range that its source states",
                        factor.range.0, factor.range.1
                    ));
                }
                stated.push(factor.stated[0]);
            }
            if stated.iter().any(|&value| value != stated[0]) {
                return refuse(format!(
                    "search.\"{key}\": the authorities state values of their own; a fitted number must be common to all, or each would be given a free effect"
                ));
            }
            searched.push((key.clone(), stated[0], (low, high)));
        }
        let mut fitted = Vec::new();
        for (authority, loaded) in authorities.iter().enumerate() {
            let Some(named) = Authority::named(&loaded.name) else {
                return refuse(format!(
                    "authorities: {} has no published figures",
                    loaded.name
                ));
            };
            for id in &declared.rows.fit {
                let Some(at) = survey_rows().iter().position(|row| row.id == *id) else {
                    return refuse(format!("rows.fit: {id} is no row of the virtual study"));
                };
                let Some(figure) = published(named).find(|figure| figure.row == *id) else {
                    continue;
                };
                if role(named, id) == Role::Input {
                    return refuse(format!(
                        "rows.fit: {id} was an input of {}: {}",
                        loaded.name,
                        role_why(named, id)
                    ));
                }
                let allowed = declared.discrepancy;
                let relative = match survey_rows()[at].unit {
                    "1" => allowed.share,
                    _ if id.ends_with(".sd") => allowed.sd,
                    _ => allowed.mean,
                };
                fitted.push(Fitted {
                    authority,
                    row: &survey_rows()[at],
                    output: measures().len() + at,
                    published: figure.value,
                    of_model: (relative * figure.value) * (relative * figure.value),
                });
            }
        }
        let answered = |id: &String| fitted.iter().any(|figure: &Fitted| figure.row.id == *id);
        if let Some(id) = declared.rows.fit.iter().find(|id| !answered(id)) {
            return refuse(format!(
                "rows.fit: {id} has no figure on the model's scale in {}",
                declared.authorities.join(" or ")
            ));
        }
        Ok(Self {
            declared,
            authorities,
            searched,
            fitted,
        })
    }

    /// Everything that decides the simulations.
    pub fn described(&self) -> String {
        let scenarios: Vec<String> = self
            .authorities
            .iter()
            .map(|a| a.resolved.to_string())
            .collect();
        format!("{:?}\n{}", self.declared, scenarios.join("\n"))
    }

    /// Rows that a set may miss.
    pub fn forgiven(&self) -> usize {
        (self.fitted.len() as f64 * self.declared.forgiven_percent / 100.0).floor() as usize
    }

    /// The position of the stated values.
    pub fn stated(&self) -> Vec<f64> {
        (self.searched.iter())
            .map(|&(_, stated, (low, high))| (stated - low) / (high - low))
            .collect()
    }

    /// The values at a position.
    pub fn values(&self, position: &[f64]) -> BTreeMap<String, f64> {
        (self.searched.iter().zip(position))
            .map(|((key, _, (low, high)), u)| (key.clone(), low + (high - low) * u))
            .collect()
    }

    /// The configuration of an authority at a position; none if the values contradict one another.
    fn config(&self, authority: usize, position: &[f64]) -> Option<Config> {
        let values = (self.values(position).into_iter())
            .map(|(key, value)| (key, vec![value]))
            .collect();
        with_values(&self.authorities[authority].resolved, &values).ok()
    }

    /// The points of a wave, given the waves before it.
    pub fn design(&self, before: &[Wave]) -> Left {
        let (factors, number) = (self.searched.len(), self.declared.points);
        if before.is_empty() {
            return Left {
                positions: Design::new(factors, number, self.declared.seed).a,
                share: 1.0,
            };
        }
        let seed = self.declared.seed.wrapping_add(before.len() as u64 * 1_000);
        left(
            before,
            self.forgiven(),
            factors,
            number as usize,
            LOOKED_AT,
            seed,
        )
    }

    /// The stated values, then what is left after all waves: candidates to be tried on fresh seeds.
    pub fn candidates(&self, waves: &[Wave]) -> Left {
        let seed = self.declared.seed.wrapping_add(1_000_000);
        let number = self.declared.candidates as usize;
        let mut found = left(
            waves,
            self.forgiven(),
            self.searched.len(),
            number,
            LOOKED_AT,
            seed,
        );
        found.positions.insert(0, self.stated());
        found
    }

    /// A large sample of what is left after all waves, for the profiles.
    pub fn sample(&self, waves: &[Wave]) -> Vec<Vec<f64>> {
        let seed = self.declared.seed.wrapping_add(2_000_000);
        let number = PROFILED;
        left(
            waves,
            self.forgiven(),
            self.searched.len(),
            number,
            LOOKED_AT,
            seed,
        )
        .positions
    }

    /// Simulations of a round over so many positions.
    pub fn jobs(&self, positions: usize, fresh: bool) -> u32 {
        (positions * self.authorities.len()) as u32 * self.replications(fresh)
    }

    /// Replications of each position.
    pub fn replications(&self, fresh: bool) -> u32 {
        if fresh {
            self.declared.fresh_replications
        } else {
            self.declared.replications
        }
    }

    /// One simulation of a round: its replication and its configuration. All positions are dealt the same luck.
    pub fn simulation(
        &self,
        positions: &[Vec<f64>],
        fresh: bool,
        job: u32,
    ) -> (u32, Option<Config>) {
        let replications = self.replications(fresh);
        let (rest, replication) = (job / replications, job % replications);
        let authorities = self.authorities.len();
        let (position, authority) = (rest as usize / authorities, rest as usize % authorities);
        let first = if fresh { FRESH } else { 0 };
        (
            first + replication,
            self.config(authority, &positions[position]),
        )
    }

    /// What the virtual studies of a position came to, for a fitted figure.
    fn studies(&self, found: &Evaluated, fresh: bool, position: usize, figure: &Fitted) -> Moments {
        let replications = self.replications(fresh);
        let first = (position * self.authorities.len() + figure.authority) as u32 * replications;
        let mut moments = Moments::new();
        for job in first..first + replications {
            let value = found
                .values
                .get(&job)
                .map_or(f64::NAN, |values| values[figure.output]);
            if value.is_finite() {
                moments.push(value);
            }
        }
        moments
    }

    /// Each fitted figure as a target: the scatter of one study is that between the studies of a position, over all positions.
    fn targets(&self, found: &Evaluated, fresh: bool, positions: usize) -> Vec<Target> {
        // Positions of a wave are dealt the same luck. On fresh seeds each is judged by its own mean and its error.
        let shared = if fresh {
            0.0
        } else {
            1.0 / f64::from(self.declared.replications)
        };
        (self.fitted.iter())
            .map(|figure| {
                let (mut squares, mut freedom) = (0.0, 0.0);
                for position in 0..positions {
                    let studies = self.studies(found, fresh, position, figure);
                    if studies.n() >= 2 {
                        squares += studies.variance() * (studies.n() - 1) as f64;
                        freedom += (studies.n() - 1) as f64;
                    }
                }
                let of_study = if freedom > 0.0 {
                    squares / freedom
                } else {
                    0.0
                };
                Target {
                    published: figure.published,
                    of_study,
                    of_model: figure.of_model,
                    of_luck: shared * of_study,
                }
            })
            .collect()
    }

    /// The wave that a round's simulations give, and how much of each figure's variance its surface explains.
    pub fn wave(&self, positions: &[Vec<f64>], found: &Evaluated) -> (Wave, Vec<f64>) {
        let targets = self.targets(found, false, positions.len());
        let (mut surfaces, mut explained) = (Vec::new(), Vec::new());
        for (figure, target) in self.fitted.iter().zip(targets) {
            let (mut kept, mut outputs) = (Vec::new(), Vec::new());
            for (at, position) in positions.iter().enumerate() {
                let studies = self.studies(found, false, at, figure);
                if studies.n() > 0 {
                    kept.push(position.clone());
                    outputs.push(studies.mean());
                }
            }
            let surface = Emulator::fit(&kept, &outputs);
            explained.push(surface.as_ref().map_or(f64::NAN, |s| s.explained));
            surfaces.extend(surface.map(|surface| (target, surface)));
        }
        (Wave { surfaces }, explained)
    }

    /// What came of the candidates on fresh seeds.
    pub fn tried(&self, positions: &[Vec<f64>], found: &Evaluated) -> Vec<Tried> {
        let targets = self.targets(found, true, positions.len());
        (positions.iter().enumerate())
            .map(|(at, position)| {
                let rows: Vec<(f64, f64)> = (self.fitted.iter().zip(&targets))
                    .map(|(figure, target)| {
                        let studies = self.studies(found, true, at, figure);
                        let mean = studies.mean();
                        let of_mean = target.of_study / studies.n().max(1) as f64;
                        (mean, target.implausibility(mean, of_mean))
                    })
                    .collect();
                let mut sorted: Vec<f64> = rows.iter().map(|&(_, i)| i).collect();
                // What is undefined counts as missed.
                sorted.sort_by(|a, b| b.total_cmp(a));
                let worst = sorted.get(self.forgiven()).copied().unwrap_or(0.0);
                Tried {
                    position: position.clone(),
                    misses: rows.iter().filter(|&&(_, i)| i.is_nan() || i > CUT).count(),
                    plausible: worst <= CUT,
                    rows,
                }
            })
            .collect()
    }

    /// The plausible sets among them: the first ones, the stated values left out.
    pub fn sets(&self, tried: &[Tried]) -> Vec<PlausibleSet> {
        (tried.iter().skip(1))
            .filter(|t| t.plausible)
            .take(self.declared.sets)
            .map(|t| PlausibleSet {
                values: self.values(&t.position),
            })
            .collect()
    }
}

/// A candidate on fresh seeds.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Where it stands.
    pub position: Vec<f64>,
    /// By fitted figure: the mean of its studies, and its implausibility.
    pub rows: Vec<(f64, f64)>,
    /// Figures missed by more than the cut.
    pub misses: usize,
    /// Whether no more are missed than are forgiven.
    pub plausible: bool,
}

/// How far the figures pin a fitted number down.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its key.
    pub key: String,
    /// The stated value.
    pub stated: f64,
    /// The range searched.
    pub range: (f64, f64),
    /// Between these lie nine in ten of what is left.
    pub left: (f64, f64),
    /// That as a share of the range: nine tenths if nothing was learnt.
    pub share: f64,
}

impl Profile {
    /// From this share on the figures say next to nothing about the number.
    const LOOSE: f64 = 0.75;

    /// Whether the figures pin it down at all.
    pub fn is_loose(&self) -> bool {
        self.share >= Self::LOOSE
    }
}

/// The profile of every fitted number over positions that are left.
pub fn profiles(task: &Task, positions: &[Vec<f64>]) -> Vec<Profile> {
    (task.searched.iter().enumerate())
        .map(|(at, (key, stated, range))| {
            let mut all: Vec<f64> = positions.iter().map(|p| p[at]).collect();
            all.sort_by(f64::total_cmp);
            let quantile = |share: f64| {
                let last = all.len().saturating_sub(1);
                all.get((share * last as f64).round() as usize)
                    .copied()
                    .unwrap_or(f64::NAN)
            };
            let (low, high) = (quantile(MIDDLE.0), quantile(MIDDLE.1));
            let value = |u: f64| range.0 + (range.1 - range.0) * u;
            Profile {
                key: key.clone(),
                stated: *stated,
                range: *range,
                left: (value(low), value(high)),
                share: high - low,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap as Map;

    fn declared() -> Calibration {
        let mut declared = Calibration::load(None).expect("well formed");
        declared.search.retain(|key, _| key.starts_with("stress."));
        declared.rows.fit = vec!["6.7.ghq.mean".into(), "6.7.ghq.sd".into()];
        declared.points = 60;
        declared
    }

    fn refusal(change: impl FnOnce(&mut Calibration)) -> String {
        let mut declared = declared();
        change(&mut declared);
        match Task::new(declared) {
            Err(Refused::Declared(what)) => what,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_common_assumed_numbers_within_their_ranges_are_fitted() {
        let put = |key: &str, range| {
            let key = key.to_owned();
            refusal(|c| {
                c.search.insert(key, range);
            })
        };
        assert!(put("household.age_mean", (6.0, 7.0)).contains("is not an assumed number"));
        assert!(put("start.opened_share", (0.11, 0.3)).contains("values of their own"));
        assert!(put("stress.rest", (1.0, 9.0)).contains("stay within 8.5 to 10.2"));
        let row = refusal(|c| c.rows.fit.push("9.9.nothing".into()));
        assert!(row.contains("is no row"), "{row}");
        let nobody = refusal(|c| c.authorities.push("england-2024".into()));
        assert!(nobody.contains("has no published figures"), "{nobody}");
    }

    /// Studies in which the mean rises with the first number and the spread with the second, found at u = 0.3 and 0.6.
    fn found(task: &Task, positions: &[Vec<f64>], fresh: bool) -> Evaluated {
        let mut values = Map::new();
        for job in 0..task.jobs(positions.len(), fresh) {
            let replications = task.replications(fresh);
            let at = (job / replications) as usize;
            let (position, authority) = (&positions[at / 2], at % 2);
            let mut all = vec![f64::NAN; measures().len() + survey_rows().len()];
            let wobble = if job % 2 == 0 { 0.1 } else { -0.1 };
            for figure in task.fitted.iter().filter(|f| f.authority == authority) {
                let off = if figure.row.id.ends_with("mean") {
                    position[0] - 0.3
                } else {
                    position[1] - 0.6
                };
                all[figure.output] = figure.published * (1.0 + off) + wobble;
            }
            values.insert(job, all);
        }
        Evaluated {
            values,
            failed: vec![],
            interrupted: false,
        }
    }

    #[test]
    fn what_made_the_figures_is_found_and_what_they_do_not_speak_of_stays_open() {
        let mut task = Task::new(declared()).unwrap_or_else(|why| panic!("{why:?}"));
        for figure in &mut task.fitted {
            figure.of_model = (0.02 * figure.published) * (0.02 * figure.published);
        }
        let first = task.design(&[]);
        let (wave, explained) = task.wave(&first.positions, &found(&task, &first.positions, false));
        assert!(explained.iter().all(|&share| share > 0.95), "{explained:?}");
        let candidates = task.candidates(std::slice::from_ref(&wave));
        assert!(
            candidates.share > 0.0 && candidates.share < 0.3,
            "{}",
            candidates.share
        );
        let profiles = profiles(&task, &task.sample(std::slice::from_ref(&wave)));
        let of = |at: usize| {
            let p = &profiles[at];
            [p.left.0, p.left.1].map(|v| (v - p.range.0) / (p.range.1 - p.range.0))
        };
        assert!(of(0)[0] < 0.3 && of(0)[1] > 0.3 && !profiles[0].is_loose());
        assert!(of(1)[0] < 0.6 && of(1)[1] > 0.6 && !profiles[1].is_loose());
        assert!(profiles[2].is_loose(), "{:?}", profiles[2]);
        let tried = task.tried(
            &candidates.positions,
            &found(&task, &candidates.positions, true),
        );
        let sets = task.sets(&tried);
        assert!(!sets.is_empty());
        let (low, high) = task.declared.search[&task.searched[0].0];
        for set in sets {
            let u = (set.values[&task.searched[0].0] - low) / (high - low);
            assert!((u - 0.3).abs() < 0.15, "{u}");
        }
    }

    #[test]
    fn a_simulation_that_failed_counts_as_missed() {
        let task = Task::new(declared()).unwrap_or_else(|why| panic!("{why:?}"));
        let positions = vec![task.stated()];
        let nothing = Evaluated {
            values: Map::new(),
            failed: vec![],
            interrupted: false,
        };
        let tried = task.tried(&positions, &nothing);
        assert!(!tried[0].plausible && tried[0].misses == task.fitted.len());
    }
}
