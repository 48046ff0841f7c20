//! The only place that advances time.

mod build;
mod day;
mod restructure;
mod sim;
mod work;

pub use crate::practice::household::Described;
pub(crate) use build::horizon;
pub use sim::{Notice, Sim};
