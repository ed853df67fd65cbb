//! Which leader wrote from where on (`org.apache.kafka.storage.internals.epoch.LeaderEpochFileCache`).

use crate::model::{LeaderEpoch, Offset};

/// A leader epoch and the offset of its first record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EpochEntry {
    /// The epoch.
    pub epoch: LeaderEpoch,
    /// Where it begins.
    pub start_offset: Offset,
}

/// An epoch and the offset after its last record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EndOffset {
    /// The largest epoch not after the one asked for, -1 when there is none.
    pub epoch: LeaderEpoch,
    /// Where it ends, -1 when unknown.
    pub end_offset: Offset,
}

/// The epochs of a log; both epochs and start offsets strictly increase.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LeaderEpochCache {
    entries: Vec<EpochEntry>,
}

impl EndOffset {
    /// Nothing is known of the epoch.
    pub const UNKNOWN: Self = Self {
        epoch: LeaderEpoch::NONE,
        end_offset: Offset::NONE,
    };
}

impl LeaderEpochCache {
    /// The epochs that a checkpoint file holds.
    pub(super) fn load(entries: &[EpochEntry]) -> Self {
        let mut cache = Self::default();
        for entry in entries {
            cache.assign(entry.epoch, entry.start_offset);
        }
        cache
    }

    /// The entries in order.
    #[must_use]
    pub fn entries(&self) -> &[EpochEntry] {
        &self.entries
    }

    /// The latest epoch.
    #[must_use]
    pub fn latest(&self) -> Option<LeaderEpoch> {
        self.entries.last().map(|entry| entry.epoch)
    }

    /// The epoch before the latest.
    #[must_use]
    pub fn previous(&self) -> Option<LeaderEpoch> {
        self.latest().and_then(|latest| self.previous_to(latest))
    }

    /// The largest epoch before `epoch`.
    #[must_use]
    pub fn previous_to(&self, epoch: LeaderEpoch) -> Option<LeaderEpoch> {
        let later = self.entries.partition_point(|entry| entry.epoch < epoch);
        later
            .checked_sub(1)
            .map(|previous| self.entries[previous].epoch)
    }

    /// The epoch of the record at `offset`, or of what will be written there.
    #[must_use]
    pub fn epoch_for(&self, offset: Offset) -> Option<LeaderEpoch> {
        let later = self
            .entries
            .partition_point(|entry| entry.start_offset <= offset);
        later.checked_sub(1).map(|at| self.entries[at].epoch)
    }

    /// Where the largest epoch not after `epoch` ends, in a log that ends at `log_end_offset`.
    #[must_use]
    pub fn end_offset_for(&self, epoch: LeaderEpoch, log_end_offset: Offset) -> EndOffset {
        if epoch == LeaderEpoch::NONE {
            return EndOffset::UNKNOWN;
        }
        if self.latest() == Some(epoch) {
            return EndOffset {
                epoch,
                end_offset: log_end_offset,
            };
        }
        let next = self.entries.partition_point(|entry| entry.epoch <= epoch);
        let Some(higher) = self.entries.get(next) else {
            return EndOffset::UNKNOWN;
        };
        let floor = next.checked_sub(1).map(|floor| self.entries[floor].epoch);
        EndOffset {
            epoch: floor.unwrap_or(epoch),
            end_offset: higher.start_offset,
        }
    }

    /// Notes that `epoch` begins at `start_offset`; entries that contradict it give way. Says whether anything changed.
    pub fn assign(&mut self, epoch: LeaderEpoch, start_offset: Offset) -> bool {
        let known = self
            .entries
            .last()
            .is_some_and(|last| last.epoch == epoch && start_offset >= last.start_offset);
        if known || epoch < LeaderEpoch(0) || start_offset < Offset::ZERO {
            return false;
        }
        while self
            .entries
            .pop_if(|last| last.epoch >= epoch || last.start_offset >= start_offset)
            .is_some()
        {}
        self.entries.push(EpochEntry {
            epoch,
            start_offset,
        });
        true
    }

    /// Forgets the epochs that begin at or after `offset`: the log ends there now. Kafka's "no offset" changes nothing.
    /// Says whether anything changed.
    pub fn truncate_from_end(&mut self, offset: Offset) -> bool {
        let before = self.entries.len();
        if offset >= Offset::ZERO {
            self.entries.retain(|entry| entry.start_offset < offset);
        }
        self.entries.len() != before
    }

    /// Forgets what lies before `offset`: the log begins there now. The epoch in which that offset lies stays, and
    /// begins there. Says whether anything changed.
    pub fn truncate_from_start(&mut self, offset: Offset) -> bool {
        let later = self
            .entries
            .partition_point(|entry| entry.start_offset <= offset);
        let Some(first) = later.checked_sub(1) else {
            return false;
        };
        let changed = self.entries[0].start_offset != offset;
        self.entries.drain(..first);
        self.entries[0].start_offset = offset;
        changed
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
    }
}
