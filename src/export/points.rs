//! The simulations of a design as a CSV file that grows while they are made: what an interrupted command goes on from.

use crate::export::plan::fnv1a;
use crate::export::shelf::{named, write_whole};
use crate::export::stored::BUILD;
use crate::observe::{measures, survey_rows};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The column of the simulation's number.
const NUMBER: &str = "simulation";

/// What is read off every simulation: the names of the measures, then of the survey's rows.
pub fn names() -> Vec<&'static str> {
    let measures = measures().iter().map(|measure| measure.name);
    measures
        .chain(survey_rows().iter().map(|row| row.id))
        .collect()
}

/// The mark of a design: of everything that decides its simulations, and of the sources the program is built from.
pub fn mark(design: &str) -> String {
    format!("{:016x}", fnv1a(&format!("{BUILD}\n{design}")))
}

/// The file of a design's simulations.
pub struct KeptPoints {
    path: PathBuf,
    header: String,
    file: File,
}

impl KeptPoints {
    /// Opens the file of this mark in a folder, which is made if need be, and reads what it holds: `columns` of every simulation. A
    /// last line that was not finished is dropped.
    ///
    /// # Errors
    /// If the system refuses, or the file holds something else.
    pub fn open(
        folder: &Path,
        stem: &str,
        mark: &str,
        columns: &[&str],
    ) -> io::Result<(Self, BTreeMap<u32, Vec<f64>>)> {
        fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
        let path = folder.join(format!("{stem}-{mark}.csv"));
        let header = format!("{NUMBER},{}\n", columns.join(","));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(named(&path, &error)),
        };
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        let known = read(whole, &header, columns.len()).map_err(|what| {
            let what = format!("{what}; remove it and start again");
            named(&path, &io::Error::other(what))
        })?;
        if whole != text || whole.is_empty() {
            let begun = if whole.is_empty() { &header } else { whole };
            write_whole(&path, begun)?;
        }
        let file = OpenOptions::new().append(true).open(&path);
        let file = file.map_err(|error| named(&path, &error))?;
        Ok((Self { path, header, file }, known))
    }

    /// Keeps one simulation: its line is written at once.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn keep(&mut self, number: u32, values: &[f64]) -> io::Result<()> {
        let written = self.file.write_all(line(number, values).as_bytes());
        written.map_err(|error| named(&self.path, &error))
    }

    /// Puts the lines in order, now that all are there.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn finish(self, all: &BTreeMap<u32, Vec<f64>>) -> io::Result<PathBuf> {
        let lines = all.iter().map(|(&number, values)| line(number, values));
        write_whole(&self.path, &(self.header + &lines.collect::<String>()))?;
        Ok(self.path)
    }
}

/// Undefined values are empty; others read back to the last bit.
fn line(number: u32, values: &[f64]) -> String {
    let values = values.iter().map(|value| {
        if value.is_finite() {
            format!(",{value}")
        } else {
            ",".to_owned()
        }
    });
    format!("{number}{}\n", values.collect::<String>())
}

fn read(text: &str, header: &str, width: usize) -> Result<BTreeMap<u32, Vec<f64>>, String> {
    let Some(lines) = text.strip_prefix(header) else {
        return if text.is_empty() {
            Ok(BTreeMap::new())
        } else {
            Err("has other columns than this program writes".to_owned())
        };
    };
    (lines.lines().zip(2..))
        .map(|(line, number)| {
            let mut cells = line.split(',');
            let simulation = cells.next().and_then(|cell| cell.parse().ok());
            let value = |cell: &str| match cell {
                "" => Some(f64::NAN),
                cell => cell.parse().ok(),
            };
            let values: Option<Vec<f64>> = cells.map(value).collect();
            match (simulation, values) {
                (Some(simulation), Some(values)) if values.len() == width => {
                    Ok((simulation, values))
                }
                _ => Err(format!("line {number} is damaged")),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(of: f64) -> Vec<f64> {
        (0..names().len())
            .map(|i| {
                if i == 2 {
                    f64::NAN
                } else {
                    of / (i as f64 + 3.0)
                }
            })
            .collect()
    }

    fn same(a: &[f64], b: &[f64]) -> bool {
        a.iter()
            .zip(b)
            .all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan())
    }

    #[test]
    fn what_was_kept_comes_back_to_the_last_bit_and_a_torn_line_is_dropped() {
        let folder = std::env::temp_dir().join(format!("casework-points-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let (mut file, known) =
            KeptPoints::open(&folder, "x", "m", &names()).expect("it can be made");
        assert!(known.is_empty());
        file.keep(4, &values(1.0)).expect("kept");
        file.keep(1, &values(2.0)).expect("kept");
        file.file.write_all(b"7,0.25").expect("written");
        drop(file);
        let (mut file, known) = KeptPoints::open(&folder, "x", "m", &names()).expect("it is there");
        assert_eq!(known.keys().copied().collect::<Vec<_>>(), [1, 4]);
        assert!(same(&known[&4], &values(1.0)) && same(&known[&1], &values(2.0)));
        file.keep(2, &values(3.0)).expect("kept");
        let mut all = known;
        all.insert(2, values(3.0));
        let path = file.finish(&all).expect("put in order");
        let text = fs::read_to_string(&path).expect("there");
        let numbers: Vec<_> = text
            .lines()
            .skip(1)
            .filter_map(|l| l.split(',').next())
            .collect();
        assert_eq!(numbers, ["1", "2", "4"]);
        fs::write(&path, text.replacen("\n2,", "\n2,x", 1)).expect("written");
        let error = KeptPoints::open(&folder, "x", "m", &names())
            .err()
            .expect("damaged");
        assert!(error.to_string().contains("line 3 is damaged"), "{error}");
        let _ = fs::remove_dir_all(&folder);
    }

    #[test]
    fn another_design_has_another_mark() {
        assert_eq!(mark("a"), mark("a"));
        assert_ne!(mark("a"), mark("b"));
    }
}
