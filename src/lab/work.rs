//! Work that takes long, in slices.

use engine::model::Instant;

/// Something that is played far, slice by slice: whoever waits can look up meanwhile, and stop.
pub trait Work {
    /// Plays at most so many steps; `true` once everything is done.
    fn slice(&mut self, steps: u32) -> bool;

    /// Where it is, and how far it goes.
    fn progress(&self) -> (Instant, Instant);
}
