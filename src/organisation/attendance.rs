//! Who is due at work on a day, by contract, leave and training.

use crate::kernel::time::Day;
use crate::world::World;
use crate::world::worker::Worker;

/// Whether a part-time worker works on this working day: days spread evenly, different posts on different days.
pub fn works_on(wte: f64, key: u64, working_day: i32) -> bool {
    let turn = f64::from(working_day) + (key % 10) as f64 / 10.0;
    wte >= 1.0 || ((turn + 1.0) * wte).floor() > (turn * wte).floor()
}

/// Whether a day falls in a block of annual leave.
pub fn on_leave(worker: &Worker, day: Day) -> bool {
    worker
        .leave
        .iter()
        .any(|&(first, length)| day >= first && day.0 < first.0 + length)
}

/// Whole-time case holders of a team who are in post.
pub fn capacity(world: &World, members: &[crate::world::ids::WorkerId]) -> f64 {
    members
        .iter()
        .map(|&id| world.worker(id))
        .filter(|w| w.role.holds_cases() && w.is_filled())
        .map(|w| w.wte * w.load)
        .sum()
}
