//! The tables of a finished folder, read back from their texts.

use crate::experiment::asked::Asked;
use crate::export::csv::{COMPARISON, DICTIONARY, DOUBT, FINDINGS, QUARTERS, SERIES, SUMMARY};
use crate::export::results::{ANSWERS, LEVELS, Texts};
use crate::observe::{Measure, measures};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Above so many pairs, charts of differences show what an experiment names and no more.
const MANY: usize = 4;

/// A mean or a difference with its 95 % interval; the interval is missing where there were too few replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    pub value: f64,
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    fn new(value: Option<f64>, low: Option<f64>, high: Option<f64>) -> Option<Self> {
        value.map(|value| Self {
            value,
            interval: low.zip(high),
        })
    }

    /// Ends of the interval, or the value itself twice.
    pub(super) fn ends(self) -> (f64, f64) {
        self.interval.unwrap_or((self.value, self.value))
    }
}

#[derive(Debug, Deserialize)]
struct SummaryRow {
    arm: String,
    measure: String,
    mean: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct ComparisonRow {
    arm: String,
    minus: String,
    question: String,
    measure: String,
    mean_arm: Option<f64>,
    mean_minus: Option<f64>,
    difference: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    margin: Option<f64>,
    verdict: String,
}

#[derive(Debug, Deserialize)]
struct DoubtRow {
    arm: String,
    minus: String,
    measure: String,
    sets: u64,
    mean: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    same_sign: u64,
}

#[derive(Debug, Deserialize)]
struct SeriesRow {
    arm: String,
    month: String,
    series: String,
    mean: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct QuarterRow {
    arm: String,
    minus: String,
    quarter: String,
    series: String,
    difference: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Debug, Deserialize)]
struct FindingRow {
    title: String,
    sentence: String,
}

/// The level of a factor in an arm.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Level {
    pub arm: String,
    pub factor: String,
    pub value: String,
    pub label: String,
}

/// A question that an experiment was asked, and its answer.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Answer {
    pub question: String,
    pub answer: String,
    pub unit: String,
    pub low: String,
    pub high: String,
    #[serde(default)]
    pub sure: String,
    #[serde(default)]
    pub sure_side: String,
    #[serde(default)]
    pub side: String,
    #[serde(default)]
    pub tried: String,
    pub sentence: String,
}

#[derive(Debug, Deserialize)]
struct ManifestText {
    program: Program,
    experiment: Experiment,
    methods: Methods,
    run: Run,
    #[serde(default)]
    failed: Vec<toml::Value>,
    #[serde(default)]
    stress: BTreeMap<String, String>,
    arms: Vec<ArmText>,
    #[serde(default)]
    roads: Vec<RoadText>,
    plan: PlanText,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Program {
    pub version: String,
    pub build: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Experiment {
    pub name: String,
    pub hash: String,
    pub seed: u64,
    pub replications_asked: u32,
    pub replications_complete: u32,
}

#[derive(Debug, Deserialize)]
struct Run {
    started: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Methods {
    pub initialisation: String,
    pub estimation: String,
    pub intervals: String,
    pub intervals_leave_out: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct ArmText {
    name: String,
    label: String,
    posts: f64,
    pay_bill: f64,
    warm_up: WarmUp,
}

#[derive(Debug, Deserialize)]
struct RoadText {
    arm: String,
    minus: String,
}

#[derive(Debug, Deserialize)]
struct WarmUp {
    start_up_months: u32,
}

#[derive(Debug, Deserialize)]
struct PlanText {
    #[serde(default)]
    changed: Vec<String>,
    #[serde(default)]
    asked: Asked,
    #[serde(default)]
    doubt: DoubtText,
    arm: Vec<PlanArm>,
}

#[derive(Debug, Default, Deserialize)]
struct DoubtText {
    #[serde(default)]
    sets: Vec<toml::Value>,
}

#[derive(Debug, Deserialize)]
struct PlanArm {
    name: String,
    structure: Option<String>,
    caseload: Option<String>,
    scenario: Scenario,
}

#[derive(Debug, Deserialize)]
struct Scenario {
    statute: String,
    run: RunText,
    demand: DemandText,
    #[serde(default)]
    change: Vec<ChangeText>,
}

#[derive(Debug, Deserialize)]
struct RunText {
    years: u32,
    start_year: u32,
}

#[derive(Debug, Deserialize)]
struct DemandText {
    shock_month: usize,
    shock_factor: f64,
}

#[derive(Debug, Deserialize)]
struct ChangeText {
    month: usize,
}

/// An arm as the report speaks of it.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    pub name: String,
    pub label: String,
    /// Whole-time posts on the establishment.
    pub posts: f64,
    /// Pounds a year.
    pub pay_bill: f64,
    pub start_up_months: u32,
    pub years: u32,
    /// The law that is simulated, by name.
    pub statute: String,
    /// The year in which the run begins.
    pub start_year: u32,
    /// `hierarchy`, `unit` or `unit-cost-neutral`, if it is in the structural comparison.
    pub structure: Option<String>,
    /// `low` or `high`, likewise.
    pub caseload: Option<String>,
    /// Months from the start of the run to the first restructure.
    pub change: Option<usize>,
    /// Likewise to a sudden rise of referrals.
    pub shock: Option<usize>,
}

impl Arm {
    /// Months to what happens on the way, and what it is.
    pub(super) fn turn(&self) -> Option<(usize, &'static str)> {
        let change = self.change.map(|month| (month, "change"));
        let shock = self.shock.map(|month| (month, "shock"));
        change.into_iter().chain(shock).min()
    }
}

/// Two arms that were compared.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub arm: usize,
    pub minus: usize,
    /// `structure`, `caseload` or `scenario`.
    pub question: String,
}

/// One measure of one pair.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    pub pair: usize,
    pub measure: &'static Measure,
    pub mean_arm: f64,
    pub mean_minus: f64,
    pub difference: Estimate,
    pub margin: Option<f64>,
    pub verdict: String,
}

/// One measure of one pair under plausible sets of parameters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubt {
    pub sets: u64,
    pub same_sign: u64,
    pub band: Estimate,
}

/// A point of a series: its month, YYYY-MM, and what it came to.
pub(super) type Point = (String, Estimate);

/// A whole folder.
#[derive(Clone, Debug)]
pub(crate) struct Results {
    pub(super) program: Program,
    pub(super) experiment: Experiment,
    pub(super) methods: Methods,
    /// The day the run began, YYYY-MM-DD.
    pub(super) day: String,
    pub(super) failed: usize,
    pub(super) stress: BTreeMap<String, String>,
    pub(super) changed: Vec<String>,
    /// What an experiment asks; nothing if arms are merely compared.
    pub(super) asked: Asked,
    pub(super) sets: usize,
    pub(super) arms: Vec<Arm>,
    pub(super) pairs: Vec<Pair>,
    /// Indices of the pairs that differ in nothing but what happens on the way in one of them.
    pub(super) roads: Vec<usize>,
    means: BTreeMap<(usize, &'static str), Estimate>,
    pub(super) differences: Vec<Difference>,
    doubts: BTreeMap<(usize, &'static str), Doubt>,
    series: BTreeMap<(usize, String), Vec<Point>>,
    quarters: BTreeMap<(usize, String), Vec<Point>>,
    pub(super) findings: Vec<(String, Vec<String>)>,
    pub(super) levels: Vec<Level>,
    pub(super) answers: Vec<Answer>,
    /// The tables as they are, header first, for the workbook.
    pub(super) tables: BTreeMap<&'static str, Vec<Vec<String>>>,
}

fn rows<R: DeserializeOwned>(texts: &Texts, name: &'static str) -> Result<Vec<R>, String> {
    let text = texts.tables.get(name).map_or("", String::as_str);
    (csv::Reader::from_reader(text.as_bytes()).deserialize())
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{name}: {error}"))
}

fn cells(text: &str, name: &'static str) -> Result<Vec<Vec<String>>, String> {
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder.has_headers(false).from_reader(text.as_bytes());
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        row.map(|row| row.iter().map(str::to_owned).collect())
    };
    (reader.records().map(row).collect::<Result<_, _>>())
        .map_err(|error| format!("{name}: {error}"))
}

/// The measure of this name; measures of other versions of the program are not spoken of.
pub(super) fn measure(name: &str) -> Option<&'static Measure> {
    measures().iter().find(|measure| measure.name == name)
}

impl Results {
    /// Reads the texts of a folder.
    ///
    /// # Errors
    /// If one of them is not what this program writes: which, and why.
    pub(crate) fn read(texts: &Texts) -> Result<Self, String> {
        let manifest: ManifestText =
            toml::from_str(&texts.manifest).map_err(|error| format!("manifest.toml: {error}"))?;
        let arms: Vec<Arm> = (manifest.arms.iter().zip(&manifest.plan.arm))
            .map(|(arm, planned)| Arm {
                name: arm.name.clone(),
                label: arm.label.clone(),
                posts: arm.posts,
                pay_bill: arm.pay_bill,
                start_up_months: arm.warm_up.start_up_months,
                years: planned.scenario.run.years,
                statute: planned.scenario.statute.clone(),
                start_year: planned.scenario.run.start_year,
                structure: planned
                    .structure
                    .clone()
                    .filter(|_| planned.name == arm.name),
                caseload: planned.caseload.clone(),
                change: planned.scenario.change.iter().map(|c| c.month).min(),
                shock: Some(&planned.scenario.demand)
                    .filter(|demand| demand.shock_month > 0 && demand.shock_factor > 1.0)
                    .map(|demand| demand.shock_month),
            })
            .collect();
        let mut results = Self {
            program: manifest.program,
            experiment: manifest.experiment,
            methods: manifest.methods,
            day: manifest.run.started.chars().take(10).collect(),
            failed: manifest.failed.len(),
            stress: manifest.stress,
            changed: manifest.plan.changed,
            asked: manifest.plan.asked,
            sets: manifest.plan.doubt.sets.len(),
            arms,
            pairs: Vec::new(),
            roads: Vec::new(),
            means: BTreeMap::new(),
            differences: Vec::new(),
            doubts: BTreeMap::new(),
            series: BTreeMap::new(),
            quarters: BTreeMap::new(),
            findings: Vec::new(),
            levels: rows(texts, LEVELS)?,
            answers: rows(texts, ANSWERS)?,
            tables: BTreeMap::new(),
        };
        for name in [
            SUMMARY, COMPARISON, DOUBT, SERIES, QUARTERS, FINDINGS, LEVELS, ANSWERS, DICTIONARY,
        ] {
            if let Some(text) = texts.tables.get(name) {
                results.tables.insert(name, cells(text, name)?);
            }
        }
        results.take_means(rows(texts, SUMMARY)?)?;
        results.take_differences(rows(texts, COMPARISON)?)?;
        results.roads = (manifest.roads.iter())
            .filter_map(|road| results.pair(&road.arm, &road.minus))
            .collect();
        results.take_doubts(rows(texts, DOUBT)?);
        for SeriesRow {
            arm,
            month,
            series,
            mean,
            low,
            high,
        } in rows(texts, SERIES)?
        {
            let arm = results.arm(&arm, SERIES)?;
            let point = Estimate::new(mean, low, high).map(|estimate| (month, estimate));
            (results.series.entry((arm, series)).or_default()).extend(point);
        }
        for row in rows::<QuarterRow>(texts, QUARTERS)? {
            let Some(pair) = results.pair(&row.arm, &row.minus) else {
                continue;
            };
            let point = Estimate::new(row.difference, row.low, row.high);
            let point = point.map(|estimate| (row.quarter, estimate));
            (results.quarters.entry((pair, row.series)).or_default()).extend(point);
        }
        for FindingRow { title, sentence } in rows(texts, FINDINGS)? {
            match results.findings.last_mut() {
                Some((last, sentences)) if *last == title => sentences.push(sentence),
                _ => results.findings.push((title, vec![sentence])),
            }
        }
        Ok(results)
    }

    fn take_means(&mut self, rows: Vec<SummaryRow>) -> Result<(), String> {
        for row in rows {
            let arm = self.arm(&row.arm, SUMMARY)?;
            let estimate = Estimate::new(row.mean, row.low, row.high);
            if let (Some(measure), Some(estimate)) = (measure(&row.measure), estimate) {
                self.means.insert((arm, measure.name), estimate);
            }
        }
        Ok(())
    }

    fn take_differences(&mut self, rows: Vec<ComparisonRow>) -> Result<(), String> {
        for row in rows {
            let pair = match self.pair(&row.arm, &row.minus) {
                Some(pair) => pair,
                None => {
                    self.pairs.push(Pair {
                        arm: self.arm(&row.arm, COMPARISON)?,
                        minus: self.arm(&row.minus, COMPARISON)?,
                        question: row.question,
                    });
                    self.pairs.len() - 1
                }
            };
            let estimate = Estimate::new(row.difference, row.low, row.high);
            let means = row.mean_arm.zip(row.mean_minus);
            if let (Some(measure), Some(difference), Some((mean_arm, mean_minus))) =
                (measure(&row.measure), estimate, means)
            {
                self.differences.push(Difference {
                    pair,
                    measure,
                    mean_arm,
                    mean_minus,
                    difference,
                    margin: row.margin,
                    verdict: row.verdict,
                });
            }
        }
        Ok(())
    }

    fn take_doubts(&mut self, rows: Vec<DoubtRow>) {
        for row in rows {
            let pair = self.pair(&row.arm, &row.minus);
            let band = Estimate::new(row.mean, row.low, row.high);
            if let (Some(pair), Some(measure), Some(band)) = (pair, measure(&row.measure), band) {
                let (sets, same_sign) = (row.sets, row.same_sign);
                let doubt = Doubt {
                    sets,
                    same_sign,
                    band,
                };
                self.doubts.insert((pair, measure.name), doubt);
            }
        }
    }

    fn arm(&self, name: &str, file: &str) -> Result<usize, String> {
        (self.arms.iter().position(|arm| arm.name == name))
            .ok_or_else(|| format!("{file} has an arm {name} that manifest.toml does not name"))
    }

    fn pair(&self, arm: &str, minus: &str) -> Option<usize> {
        let is =
            |pair: &Pair| self.arms[pair.arm].name == arm && self.arms[pair.minus].name == minus;
        self.pairs.iter().position(is)
    }

    /// The mean of a measure in an arm, if it is defined there.
    pub(super) fn mean(&self, arm: usize, name: &str) -> Option<Estimate> {
        self.means.get(&(arm, measure(name)?.name)).copied()
    }

    /// The difference of a pair in a measure, if it is defined.
    pub(super) fn difference(&self, pair: usize, name: &str) -> Option<&Difference> {
        (self.differences.iter()).find(|row| row.pair == pair && row.measure.name == name)
    }

    /// The differences of a pair in the main measures, those that only describe an arm left out.
    pub(super) fn main(&self, pair: usize) -> impl Iterator<Item = &Difference> {
        (self.differences.iter()).filter(move |row| {
            row.pair == pair
                && (row.measure.headline || self.is_asked(row.measure.name))
                && super::words::tag(row.measure).is_some()
        })
    }

    /// Whether charts of differences show only what an experiment names: with many pairs the other measures would bury it.
    pub(super) fn is_brief(&self) -> bool {
        self.pairs.len() > MANY && !self.asked.measures.is_empty()
    }

    /// The differences of a pair that a chart shows.
    pub(super) fn foremost(&self, pair: usize) -> impl Iterator<Item = &Difference> {
        (self.main(pair)).filter(|row| !self.is_brief() || self.is_asked(row.measure.name))
    }

    /// The band of a difference under plausible sets of parameters, if they were carried.
    pub(super) fn doubt(&self, pair: usize, name: &'static str) -> Option<Doubt> {
        self.doubts.get(&(pair, name)).copied()
    }

    /// A series of an arm, month by month.
    pub(super) fn series(&self, arm: usize, name: &str) -> &[Point] {
        (self.series.get(&(arm, name.to_owned()))).map_or(&[], Vec::as_slice)
    }

    /// The differences of a pair in a series, quarter by quarter.
    pub(super) fn quarters(&self, pair: usize, name: &str) -> &[Point] {
        (self.quarters.get(&(pair, name.to_owned()))).map_or(&[], Vec::as_slice)
    }

    /// Whether an experiment names a measure as one that matters.
    fn is_asked(&self, name: &str) -> bool {
        self.asked
            .measures
            .iter()
            .any(|matter| matter.measure == name)
    }

    /// The measure that titles lead with: the first that an experiment names, or else always the same.
    pub(super) fn leads(&self) -> &'static str {
        let first = self.asked.measures.first();
        let named = first.and_then(|matter| measure(&matter.measure));
        named.map_or(super::words::LEADS, |measure| measure.name)
    }
}
