//! Mistakes on purpose: what tells whether those who look for mistakes find any.
//!
//! Only tests that ask for it are built with the feature `deliberate-bugs`. Without it nobody can make a mistake, and the
//! compiler leaves out what would.

/// A mistake that somebody who writes Kafka anew may make, or that Kafka once made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// The high watermark waits for the ISR that the controller has told of, and not for those who may have joined it
    /// meanwhile: before KIP-497's maximal ISR.
    HighWatermarkOverTheIsr,
    /// A new leader knows nothing of the batches that idempotent producers have sent to the one before.
    IdempotenceForgotten,
    /// A follower of a new leader throws away what it does not know to be committed: before KIP-101.
    TruncationToTheHighWatermark,
    /// Committed offsets are kept by the coordinator alone, and not in `__consumer_offsets`.
    OffsetsInMemory,
    /// `enable.auto.commit` commits the records that a poll returns, before they are processed.
    CommitOfTheCurrentBatch,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::HighWatermarkOverTheIsr,
        Self::IdempotenceForgotten,
        Self::TruncationToTheHighWatermark,
        Self::OffsetsInMemory,
        Self::CommitOfTheCurrentBatch,
    ];
}

/// Whether a mistake is to be made.
#[cfg(not(feature = "deliberate-bugs"))]
pub(crate) const fn has(_: Bug) -> bool {
    false
}

#[cfg(feature = "deliberate-bugs")]
pub(crate) use chosen::has;
#[cfg(feature = "deliberate-bugs")]
pub use chosen::with;

#[cfg(feature = "deliberate-bugs")]
mod chosen {
    use std::cell::Cell;

    use super::Bug;

    thread_local! {
        static CHOSEN: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Does something while one mistake is made on this thread, or none.
    pub fn with<T>(bug: Option<Bug>, work: impl FnOnce() -> T) -> T {
        let before = CHOSEN.replace(bug);
        let done = work();
        CHOSEN.set(before);
        done
    }

    pub(crate) fn has(bug: Bug) -> bool {
        CHOSEN.get() == Some(bug)
    }
}
