//! Who may take, decide, supervise and cover. No function here asks whether it serves a team or a unit.

pub mod allocation;
pub mod attendance;
pub mod discussion;
pub mod rules;
