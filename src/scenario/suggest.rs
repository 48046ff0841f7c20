//! "Did you mean ...?"

/// Longest text that is taken for a slip of a name: comparing costs the product of the lengths.
const LONGEST: usize = 64;

/// The question that a likely name is put as.
pub(crate) fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// The known name at the smallest edit distance, if at most a third of what was written would change.
pub(crate) fn closest<'k>(written: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let length = written.chars().count();
    let limit = (length / 3).max(1);
    known
        .filter(|name| length <= LONGEST && name.chars().count().abs_diff(length) <= limit)
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
        let long = "x".repeat(100_000);
        assert_eq!(closest(&long, [long.as_str()].into_iter()), None);
    }
}
