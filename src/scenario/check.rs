//! Checks that concern more than one value.

use super::config::Config;
use super::problem::Problem;

/// Finds what is wrong between values that are each in order.
pub(crate) fn cross_check(config: &Config, problems: &mut Vec<Problem>) {
    let _ = (config, problems);
}
