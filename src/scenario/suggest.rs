//! "Did you mean ...?"

/// The known name closest to what was written, as the end of a sentence; empty if none is close.
pub(crate) fn did_you_mean<'k>(written: &str, known: impl Iterator<Item = &'k str>) -> String {
    match closest(written, known) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

/// The known name at the smallest edit distance, if at most a third of what was written would change.
pub(crate) fn closest<'k>(written: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let limit = (written.chars().count() / 3).max(1);
    known
        .map(|name| (strsim::damerau_levenshtein(written, name), name))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_different_word_is_not() {
        let known = || ["close", "open", "referrals_per_year"].into_iter();
        assert_eq!(closest("clsoe", known()), Some("close"));
        assert_eq!(
            closest("referals_per_year", known()),
            Some("referrals_per_year")
        );
        assert_eq!(closest("weather", known()), None);
    }
}
