//! The only place that advances time.

mod build;
mod day;
mod sim;
mod work;

pub(crate) use build::horizon;
pub use sim::{Notice, Sim};
