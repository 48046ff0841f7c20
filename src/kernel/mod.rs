//! The discrete-event kernel: simulated time, the calendar, the agenda of future events, keyed random draws,
//! samplers by inversion and running statistics.
//!
//! Nothing here knows what is being simulated. The same agenda, draws and samplers carry a textbook queue (see
//! `crate::proof`), which is how they are checked against theory.

pub mod agenda;
pub mod calendar;
pub mod sample;
pub mod streams;
pub mod tally;
pub mod time;

pub use agenda::{Agenda, Phase, Ticket};
pub use calendar::Calendar;
pub use streams::{Draw, Streams};
pub use tally::{Moments, TimeWeighted};
pub use time::{Day, MINUTES_PER_DAY, SimTime};
