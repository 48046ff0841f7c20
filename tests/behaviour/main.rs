//! What each mechanism does, on a small authority of some twenty workers over eighteen months.
//!
//! A claim compares paired replications, the same families in both arms, and holds only if the mean difference lies four standard
//! errors on its side of zero: where there is no difference, fewer than one claim in 3,000 would. What the claim is about must have
//! happened too. Claims that ask for many pairs are left to the long suite, `cargo test --test behaviour -- --include-ignored`. Whole
//! authorities are tried in `tests/mechanisms.rs`.

mod authority;
mod caseload;
#[allow(dead_code, reason = "a claim of every kind will be wanted")]
mod claim;
mod closing;
mod desk;
mod engagement;
mod families;
mod organisation;
mod paired;
mod people;
mod problems;
mod proceedings;
mod relations;
mod restructure;
mod units;
