//! The journal of one replication as a CSV file.

use crate::export::shelf::{named, unfinished};
use crate::observe::Entry;
use csv::Writer;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

const COLUMNS: [&str; 7] = [
    "entity_id",
    "pathway",
    "event_type",
    "event",
    "time",
    "date",
    "resource_id",
];

/// A journal that is being written. It takes its name when it is whole.
pub struct JournalRows {
    path: PathBuf,
    writer: Writer<File>,
    rows: u64,
}

impl JournalRows {
    /// Begins a journal; an earlier one of the same name will be replaced.
    ///
    /// # Errors
    /// If there is something else of that name, or the system refuses.
    pub fn create(path: &Path) -> io::Result<Self> {
        if path.exists() && !is_journal(path) {
            let error = "is there already and is not a journal";
            return Err(named(path, &error));
        }
        let aside = unfinished(path);
        if aside.exists() && !is_journal(&aside) {
            return Err(named(&aside, &"is in the way of the journal: move it"));
        }
        let writer = Writer::from_path(&aside).map_err(|error| named(path, &error))?;
        let mut file = Self {
            path: path.to_owned(),
            writer,
            rows: 0,
        };
        file.record(COLUMNS)?;
        Ok(file)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn write(&mut self, entry: &Entry) -> io::Result<()> {
        self.rows += 1;
        self.record([
            &entry.entity,
            entry.pathway,
            entry.event_type,
            &entry.event,
            &entry.time.to_string(),
            &entry.date,
            &entry.resource,
        ])
    }

    /// Gives the file its name and says how many rows it has.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn finish(mut self) -> io::Result<u64> {
        (self.writer.flush())
            .and_then(|()| fs::rename(unfinished(&self.path), &self.path))
            .map_err(|error| named(&self.path, &error))?;
        Ok(self.rows)
    }

    /// Throws the journal away.
    pub fn discard(self) {
        // A file that cannot be removed is found, and replaced, the next time.
        let _ = fs::remove_file(unfinished(&self.path));
    }

    fn record(&mut self, cells: [&str; 7]) -> io::Result<()> {
        (self.writer.write_record(cells)).map_err(|error| named(&self.path, &error))
    }
}

fn is_journal(path: &Path) -> bool {
    let mut first = String::new();
    let read = File::open(path).and_then(|file| BufReader::new(file).read_line(&mut first));
    read.is_ok_and(|length| length == 0) || first.trim_end() == COLUMNS.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_that_is_thrown_away_leaves_an_earlier_one_as_it_was() {
        let folder = std::env::temp_dir().join(format!("casework-journal-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("ev.csv");
        let rows = JournalRows::create(&path).expect("a file");
        assert_eq!(rows.finish().expect("it is written"), 0);
        let before = fs::read(&path).expect("a journal");
        let mut rows = JournalRows::create(&path).expect("it may be replaced");
        let entry = Entry {
            entity: "W1".into(),
            pathway: "worker",
            event_type: "event",
            event: "sick".into(),
            time: 5,
            date: String::new(),
            resource: String::new(),
        };
        rows.write(&entry).expect("written");
        rows.discard();
        assert_eq!(fs::read(&path).expect("a journal"), before);
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
        fs::remove_dir_all(folder).expect("it goes");
    }
}
