//! Where a run is after so many steps: two machines that agree on it agree on all before.

use std::fmt;

use engine::model::{Instant, StepId};
use sim::{Digest, World};

use super::STEPS_MAX;
use crate::lab::Lab;

/// A run at one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The digest of all steps so far.
    pub digest: Digest,
    /// How many steps there were.
    pub step: StepId,
    /// When the last one was.
    pub at: Instant,
}

/// Runs a lab for so many steps, otherwise to its end; in no case for more than twenty million steps.
#[must_use]
pub fn fingerprint(lab: &Lab, steps: Option<u64>) -> Fingerprint {
    let mut world = World::new(lab.setup());
    let last = steps.unwrap_or(u64::MAX).min(STEPS_MAX);
    let in_time =
        |world: &World| steps.is_some() || world.next_at().is_some_and(|next| next <= lab.until());
    while world.steps().0 < last && in_time(&world) && world.step().is_some() {}
    Fingerprint {
        digest: world.digest(),
        step: world.steps(),
        at: world.now(),
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  step {} at {}", self.digest, self.step, self.at)
    }
}
