//! How a measure's numbers are shown to people: shares as per cent, large sums in millions.

use crate::observe::Measure;

/// How the numbers of one measure are shown, so that all in a row have the same unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown {
    factor: f64,
    decimals: usize,
    suffix: &'static str,
}

impl Shown {
    /// The shape of a measure whose largest number is `largest`.
    pub fn of(measure: &Measure, largest: f64) -> Self {
        if measure.is_share() {
            return Self {
                factor: 100.0,
                decimals: measure.decimals.saturating_sub(2),
                suffix: ", %",
            };
        }
        if largest.abs() >= 1e6 {
            return Self {
                factor: 1e-6,
                decimals: 2,
                suffix: ", millions",
            };
        }
        Self::plain(measure.decimals)
    }

    /// Numbers as they are, with so many decimals.
    pub fn plain(decimals: usize) -> Self {
        Self {
            factor: 1.0,
            decimals,
            suffix: "",
        }
    }

    /// The measure's label with what its numbers are shown in.
    pub fn label(self, measure: &Measure) -> String {
        format!("{}{}", measure.label, self.suffix)
    }

    /// A number in what it is shown in.
    pub fn scaled(self, x: f64) -> f64 {
        x * self.factor
    }

    /// A number; a dash if it is undefined.
    pub fn number(self, x: f64) -> String {
        if x.is_finite() {
            unsigned_zero(format!("{:.*}", self.decimals, x * self.factor))
        } else {
            "-".into()
        }
    }

    /// A difference, with its sign unless it is shown as zero.
    pub fn signed(self, x: f64) -> String {
        let plain = self.number(x);
        let is_zero = !plain.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if x > 0.0 && !is_zero {
            format!("+{plain}")
        } else {
            plain
        }
    }

    /// A declared margin, in as many decimals as it was declared with.
    pub fn margin(self, margin: f64) -> String {
        // Rounded, since a share times a hundred may have a tail of digits.
        ((margin * self.factor * 1e6).round() / 1e6).to_string()
    }
}

fn unsigned_zero(number: String) -> String {
    match number.strip_prefix('-') {
        Some(rest) if !rest.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) => rest.to_owned(),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::measures;

    #[test]
    fn shares_are_shown_as_per_cent_and_large_sums_in_millions() {
        let share = measures()
            .iter()
            .find(|m| m.name == "drift_share")
            .expect("a measure");
        let shown = Shown::of(share, 0.2);
        assert_eq!(
            (shown.number(0.2034), shown.margin(0.07)),
            ("20.3".to_owned(), "7".to_owned())
        );
        assert!(shown.label(share).ends_with(", %"));
        let cost = measures()
            .iter()
            .find(|m| m.name == "cost_per_year")
            .expect("a measure");
        assert_eq!(Shown::of(cost, 2_345_678.0).signed(-12_000.0), "-0.01");
    }

    #[test]
    fn zero_has_no_sign_and_undefined_is_a_dash() {
        let shown = Shown::plain(2);
        assert_eq!(
            [
                shown.signed(0.001),
                shown.signed(-0.001),
                shown.signed(0.01)
            ],
            ["0.00", "0.00", "+0.01"]
        );
        assert_eq!(shown.number(f64::NAN), "-");
    }
}
