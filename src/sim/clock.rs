//! A host's wall clock.

use engine::model::{Instant, Timestamp};

/// Runs as fast as the steady clock, but may be set wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Clock {
    /// How far ahead of the true time it is, in ms.
    pub(crate) offset_ms: i64,
}

impl Clock {
    /// What it shows at `now`, in a run that began at `start`.
    pub(crate) fn read(self, start: Timestamp, now: Instant) -> Timestamp {
        let elapsed_ms = i64::try_from(now.0 / 1_000).unwrap_or(i64::MAX);
        Timestamp(
            start
                .0
                .saturating_add(elapsed_ms)
                .saturating_add(self.offset_ms),
        )
    }
}
