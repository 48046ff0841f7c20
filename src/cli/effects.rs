//! The page of `casework sensitivity`.

use crate::cli::args::SensitivityArgs;
use crate::cli::exit::Trouble;
use crate::cli::sensitivity::Way;
use crate::cli::text;
use crate::experiment::factor::Factor;
use crate::experiment::points::Evaluated;
use crate::experiment::sobol::Index;
use crate::export::points::names;
use crate::export::sensitivity::{
    EFFECTS, ENDS, INDICES, write_effects, write_ends, write_indices,
};
use crate::observe::{measures, survey_rows};
use crate::study::sensitivity::{
    CHANCE, CLEAR, Decomposition, ENDS_LEVEL, Ends, Move, Question, Screen, ranked, stated,
};
use crate::study::shown::Shown;
use serde_json::{Value, json};
use std::path::Path;

/// Factors shown of each result.
const SHOWN: usize = 12;

/// What there is to show.
pub(crate) struct Page<'p> {
    args: &'p SensitivityArgs,
    question: &'p Question,
    results: &'p [usize],
    found: &'p Evaluated,
    /// Assumptions screened before, of which those moved here were foremost; none if there was no screen.
    screened: Option<usize>,
}

impl<'p> Page<'p> {
    /// Of what was found; `screened` assumptions came before those of the question, if there was a screen.
    pub(crate) fn new(
        args: &'p SensitivityArgs,
        question: &'p Question,
        results: &'p [usize],
        found: &'p Evaluated,
        screened: Option<usize>,
    ) -> Self {
        Self {
            args,
            question,
            results,
            found,
            screened,
        }
    }

    /// What a design says, which is also written into the folder.
    pub(crate) fn of(&self, way: &Way, folder: &Path) -> Result<String, Trouble> {
        match way {
            Way::Screen(screen) => self.screen(screen, folder),
            Way::Ends(ends) => self.ends(*ends, folder),
            Way::Decomposition(parts) => self.decomposition(parts, folder),
        }
    }

    /// How the factors came to be these; nothing if they were not chosen by a screen.
    fn chosen(&self) -> String {
        self.screened.map_or_else(String::new, |screened| {
            format!(
                " Of {screened} assumptions these {} moved some result most in a screen of {} walks, in units of what matters ({EFFECTS}).",
                self.question.factors.len(),
                self.args.walks
            )
        })
    }

    fn keys(&self) -> Vec<&str> {
        self.question
            .factors
            .iter()
            .map(|f| f.key.as_str())
            .collect()
    }

    fn key(&self, factor: usize) -> &str {
        self.question
            .factors
            .get(factor)
            .map_or(CHANCE, |f| f.key.as_str())
    }

    /// How a result's numbers are shown, and what it is called.
    fn shown(&self, output: usize, largest: f64) -> (Shown, String) {
        let what = match measures().get(output) {
            Some(measure) => {
                let shown = Shown::of(measure, largest);
                (shown, shown.label(measure))
            }
            None => {
                let row = &survey_rows()[output - measures().len()];
                (Shown::plain(3), format!("{}: {}", row.table, row.label))
            }
        };
        match &self.question.arms[..] {
            [arm, minus] => (
                what.0,
                format!("{}, {} less {}", what.1, arm.label, minus.label),
            ),
            [arm] => (what.0, format!("{}, {}", what.1, arm.label)),
            _ => what,
        }
    }

    /// What was left out, in words.
    fn left_out(&self) -> String {
        let undefined = |values: &&Vec<f64>| values.iter().all(|v| v.is_nan());
        let none = self.found.values.values().filter(undefined).count();
        if none == 0 {
            return String::new();
        }
        format!(
            " At {none} of {} simulations the values contradicted one another (a threshold above the next, say): nothing was run there.",
            self.found.values.len()
        )
    }

    fn screen(&self, screen: &Screen, folder: &Path) -> Result<String, Trouble> {
        let all = names();
        let by_output: Vec<_> = (self.results.iter())
            .map(|&output| {
                (
                    all[output],
                    screen.effects(self.question, self.found, output),
                )
            })
            .collect();
        write_effects(&folder.join(EFFECTS), &self.keys(), &by_output)
            .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
        if self.args.json {
            let results: Vec<Value> = (by_output.iter())
                .map(|(name, effects)| {
                    let effects: Vec<Value> = ranked(effects)
                        .into_iter()
                        .map(|(factor, e)| {
                            json!({"factor": self.key(factor), "n": e.n, "mean": finite(e.mean), "size": finite(e.size),
                                "low": e.interval.map(|i| i.low), "high": e.interval.map(|i| i.high), "sd": finite(e.sd)})
                        })
                        .collect();
                    json!({"result": name, "effects": effects})
                })
                .collect();
            return Ok(format!("{:#}\n", self.document("screen", &results)));
        }
        let width = text::width();
        let mut page = text::heading(
            &format!(
                "Which of {} assumptions move a result",
                self.question.factors.len()
            ),
            width,
        );
        page += &text::wrapped(
            &format!(
                "{} walks; each moves every assumption once two thirds of the way from its low to its high end, all others standing anywhere in theirs. Size: \
                 the mean change of the result over the whole range, ± half of a 95 % interval. What moves a result less than another seed \
                 does, or little more, cannot be told from chance.{}",
                self.args.walks,
                self.left_out()
            ),
            width,
            0,
        );
        for ((_, effects), &output) in by_output.iter().zip(self.results) {
            page += &self.effects_table(effects, output, width);
        }
        Ok(page)
    }

    fn effects_table(
        &self,
        effects: &[crate::experiment::morris::Effect],
        output: usize,
        width: u16,
    ) -> String {
        let ranked = ranked(effects);
        let largest = ranked.first().map_or(0.0, |(_, effect)| effect.size);
        let (shown, label) = self.shown(output, largest);
        let place = ranked
            .iter()
            .position(|&(factor, _)| factor == self.question.factors.len());
        let chance = place.unwrap_or(ranked.len());
        let of_chance = ranked.get(chance).map_or(0.0, |(_, effect)| effect.size);
        let clear = (ranked.iter())
            .filter(|(_, effect)| effect.size > CLEAR * of_chance)
            .count();
        let row = |&(factor, e): &(usize, crate::experiment::morris::Effect)| {
            let half = e.interval.map_or_else(String::new, |i| {
                format!(" ±{}", shown.number(i.half_width()))
            });
            let range = self.question.factors.get(factor);
            vec![
                self.key(factor).to_owned(),
                range.map_or_else(String::new, stated_short),
                range.map_or_else(String::new, |f| format!("{} to {}", f.range.0, f.range.1)),
                format!("{}{half}", shown.number(e.size)),
                shown.signed(e.mean),
                shown.number(e.sd),
            ]
        };
        let mut rows: Vec<Vec<String>> = ranked.iter().take(SHOWN).map(row).collect();
        if chance >= SHOWN {
            rows.extend(ranked.get(chance).map(row));
        }
        let header = ["assumption", "stated", "range", "size", "mean", "sd"].map(str::to_owned);
        format!(
            "\n{}{}{}",
            text::heading(&label, width),
            text::table(header.to_vec(), rows, width),
            text::wrapped(
                &format!(
                    "{clear} of {} move it by more than twice what another seed does.",
                    self.question.factors.len()
                ),
                width,
                0
            )
        )
    }

    fn ends(&self, ends: Ends, folder: &Path) -> Result<String, Trouble> {
        let all = names();
        let by_output: Vec<(&str, Vec<Move>)> = (self.results.iter())
            .map(|&output| (all[output], ends.moves(self.question, self.found, output)))
            .collect();
        write_ends(&folder.join(ENDS), &self.keys(), &by_output)
            .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
        if self.args.json {
            let results: Vec<Value> = (by_output.iter())
                .map(|(name, movements)| {
                    let moves: Vec<Value> = (movements.iter().enumerate())
                        .map(|(factor, moved)| {
                            json!({"factor": self.key(factor), "n": moved.n, "mean": finite(moved.mean),
                                "low": moved.interval.map(|i| i.low), "high": moved.interval.map(|i| i.high)})
                        })
                        .collect();
                    json!({"result": name, "moves": moves})
                })
                .collect();
            return Ok(format!("{:#}\n", self.document("ends", &results)));
        }
        let width = text::width();
        let mut page = text::heading(
            "How far a result moves between the ends of each range",
            width,
        );
        page += &text::wrapped(
            &format!(
                "Each assumption alone at the low and at the high end of its range, all others as stated, on the same families: the result at \
                 the high end less that at the low end, with a {:.0} % interval, since many stand side by side.{}{}",
                100.0 * ENDS_LEVEL,
                self.chosen(),
                self.left_out()
            ),
            width,
            0,
        );
        for ((_, movements), &output) in by_output.iter().zip(self.results) {
            page += &self.ends_table(movements, output, width);
        }
        Ok(page)
    }

    fn ends_table(&self, movements: &[Move], output: usize, width: u16) -> String {
        let mut ranked: Vec<(usize, &Move)> = movements.iter().enumerate().collect();
        let size = |moved: &Move| {
            if moved.n > 0 { moved.mean.abs() } else { -1.0 }
        };
        ranked.sort_by(|(_, a), (_, b)| size(b).total_cmp(&size(a)));
        let (shown, label) = self.shown(output, 0.0);
        let rows = (ranked.iter().take(SHOWN))
            .map(|&(factor, moved)| {
                let range = &self.question.factors[factor];
                let half = moved
                    .interval
                    .map_or_else(|| "-".to_owned(), |i| shown.number(i.half_width()));
                vec![
                    range.key.clone(),
                    stated_short(range),
                    format!("{} to {}", range.range.0, range.range.1),
                    shown.signed(moved.mean),
                    half,
                ]
            })
            .collect();
        let header = ["assumption", "stated", "range", "high less low", "±"].map(str::to_owned);
        let heading = text::heading(&label, width);
        format!("\n{heading}{}", text::table(header.to_vec(), rows, width))
    }

    fn decomposition(&self, parts: &Decomposition, folder: &Path) -> Result<String, Trouble> {
        let all = names();
        let by_output: Vec<(&str, Vec<Index>)> = (self.results.iter())
            .filter_map(|&output| {
                Some((
                    all[output],
                    parts.indices(self.question, self.found, output)?,
                ))
            })
            .collect();
        write_indices(&folder.join(INDICES), &self.keys(), &by_output)
            .map_err(|error| Trouble::failed(format!("cannot write results: {error}")))?;
        if self.args.json {
            let results: Vec<Value> = (by_output.iter())
                .map(|(name, indices)| {
                    let indices: Vec<Value> = (indices.iter().enumerate())
                        .map(|(factor, i)| {
                            json!({"factor": self.key(factor),
                                "first": i.first, "first_low": i.first_interval.low, "first_high": i.first_interval.high,
                                "total": i.total, "total_low": i.total_interval.low, "total_high": i.total_interval.high})
                        })
                        .collect();
                    json!({"result": name, "indices": indices})
                })
                .collect();
            return Ok(format!("{:#}\n", self.document("decomposition", &results)));
        }
        let width = text::width();
        let mut page = text::heading("What the variance of a result comes from", width);
        page += &text::wrapped(
            &format!(
                "Alone: the share of variance that a factor explains by itself. With others: that with everything it takes part in. Shares may \
                 sum to more than one. 95 % bootstrap intervals.{}{}",
                self.chosen(),
                self.left_out()
            ),
            width,
            0,
        );
        for (name, indices) in &by_output {
            let output = all
                .iter()
                .position(|known| known == name)
                .unwrap_or_default();
            let (_, label) = self.shown(output, 0.0);
            let cell = |x: f64, i: crate::experiment::interval::Interval| {
                format!("{x:.2} ({:.2} to {:.2})", i.low, i.high)
            };
            let rows = (indices.iter().enumerate())
                .map(|(factor, i)| {
                    vec![
                        self.key(factor).to_owned(),
                        cell(i.first, i.first_interval),
                        cell(i.total, i.total_interval),
                    ]
                })
                .collect();
            let header = ["assumption", "alone", "with others"]
                .map(str::to_owned)
                .to_vec();
            page += &format!(
                "\n{}{}",
                text::heading(&label, width),
                text::table(header, rows, width)
            );
        }
        Ok(page)
    }

    fn document(&self, kind: &str, results: &[Value]) -> Value {
        let arms: Vec<&str> = self
            .question
            .arms
            .iter()
            .map(|arm| arm.name.as_str())
            .collect();
        json!({"program": "casework", "version": env!("CARGO_PKG_VERSION"), "kind": kind, "scenario": self.args.scenario, "arms": arms,
            "seed": self.question.seed, "screened": self.screened, "simulations": self.found.values.len(), "failed": self.found.failed.len(), "results": results})
    }
}

/// The values stated, as far as a table has room.
fn stated_short(factor: &Factor) -> String {
    match factor.stated.len() {
        1 => stated(factor),
        n => format!("{n} values"),
    }
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}
