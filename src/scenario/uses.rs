//! Where in the model each parameter is used.

/// A line for each parameter: its key path, a tab, and the files and functions that read it. Generated from the sources by
/// `tests/documents.rs`.
const USES: &str = include_str!("uses.tsv");

/// The files and functions that read a parameter, by its key path with `*` for items.
#[must_use]
pub(crate) fn of(key: &str) -> Option<&'static str> {
    USES.lines()
        .filter_map(|line| line.split_once('\t'))
        .find(|(of, _)| *of == key)
        .map(|(_, uses)| uses)
}
