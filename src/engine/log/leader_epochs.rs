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

impl LeaderEpochCache {
    /// The entries in order.
    #[must_use]
    pub fn entries(&self) -> &[EpochEntry] {
        &self.entries
    }

    /// The latest epoch that has a record.
    #[must_use]
    pub fn latest(&self) -> Option<LeaderEpoch> {
        self.entries.last().map(|entry| entry.epoch)
    }

    /// Notes that `epoch` begins at `start_offset`; entries that contradict it give way.
    pub fn assign(&mut self, epoch: LeaderEpoch, start_offset: Offset) {
        if self
            .entries
            .last()
            .is_some_and(|last| last.epoch == epoch && start_offset >= last.start_offset)
        {
            return;
        }
        self.entries
            .retain(|entry| entry.epoch < epoch && entry.start_offset < start_offset);
        self.entries.push(EpochEntry {
            epoch,
            start_offset,
        });
    }

    /// Where the largest epoch not after `epoch` ends, in a log that ends at `log_end_offset`.
    #[must_use]
    pub fn end_offset_for(&self, epoch: LeaderEpoch, log_end_offset: Offset) -> EndOffset {
        const UNKNOWN: EndOffset = EndOffset {
            epoch: LeaderEpoch::NONE,
            end_offset: Offset::NONE,
        };
        match (self.entries.first(), self.latest()) {
            (Some(_), Some(latest)) if latest == epoch => EndOffset {
                epoch,
                end_offset: log_end_offset,
            },
            (Some(first), Some(latest)) if epoch != LeaderEpoch::NONE && epoch < latest => {
                if epoch < first.epoch {
                    return EndOffset {
                        epoch,
                        end_offset: first.start_offset,
                    };
                }
                let next = self.entries.partition_point(|entry| entry.epoch <= epoch);
                EndOffset {
                    epoch: self.entries[next - 1].epoch,
                    end_offset: self.entries[next].start_offset,
                }
            }
            _ => UNKNOWN,
        }
    }

    /// Forgets the epochs that begin at or after `offset`: the log ends there now.
    pub fn truncate_from_end(&mut self, offset: Offset) {
        self.entries.retain(|entry| entry.start_offset < offset);
    }
}
