//! One replica's log (`org.apache.kafka.storage.internals.log.UnifiedLog`).

use imbl::Vector;

use super::{EndOffset, LeaderEpochCache, ProducerStateManager, RecordBatch};
use crate::model::{LeaderEpoch, Offset, Timestamp};
use crate::protocol::ErrorCode;

/// The batches that one replica has of a partition. Replicas and checkpoints share the batches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Log {
    batches: Vector<RecordBatch>,
    log_start_offset: Offset,
    log_end_offset: Offset,
    size: u64,
    leader_epochs: LeaderEpochCache,
    producers: ProducerStateManager,
}

/// Who appends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AppendOrigin {
    /// A client: sequence numbers are checked.
    Client,
    /// The broker itself, for instance a coordinator.
    Coordinator,
}

/// Where a batch is after an append.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Appended {
    /// It is new; this is how it stands in the log.
    New(RecordBatch),
    /// It was there already, at this offset: a retry.
    Duplicate {
        /// The offset of the first record.
        base_offset: Offset,
        /// The offset of the last record.
        last_offset: Offset,
    },
}

/// Consecutive batches of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Slice {
    /// The batches.
    pub batches: Vec<RecordBatch>,
    /// Their bytes.
    pub size: u64,
}

impl Log {
    /// The log that these batches of a disk make.
    #[must_use]
    pub fn recover<'a>(batches: impl Iterator<Item = &'a RecordBatch>) -> Self {
        let mut log = Self::default();
        for batch in batches {
            if log.batches.is_empty() {
                log.log_start_offset = batch.base_offset;
            }
            log.append_as_follower(batch.clone());
        }
        log
    }

    /// The first offset that can be read.
    #[must_use]
    pub fn log_start_offset(&self) -> Offset {
        self.log_start_offset
    }

    /// The offset of the next record.
    #[must_use]
    pub fn log_end_offset(&self) -> Offset {
        self.log_end_offset
    }

    /// Bytes of all batches.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many batches there are.
    #[must_use]
    pub fn batch_count(&self) -> u64 {
        self.batches.len() as u64
    }

    /// The leader epochs in it.
    #[must_use]
    pub fn leader_epochs(&self) -> &LeaderEpochCache {
        &self.leader_epochs
    }

    /// The epoch of the last batch, -1 when there is none.
    #[must_use]
    pub fn last_epoch(&self) -> LeaderEpoch {
        self.leader_epochs.latest().unwrap_or(LeaderEpoch::NONE)
    }

    /// Where the largest epoch not after `epoch` ends here.
    #[must_use]
    pub fn end_offset_for(&self, epoch: LeaderEpoch) -> EndOffset {
        self.leader_epochs
            .end_offset_for(epoch, self.log_end_offset)
    }

    /// The batches in order.
    pub fn batches(&self) -> impl DoubleEndedIterator<Item = &RecordBatch> + ExactSizeIterator {
        self.batches.iter()
    }

    /// The batches from the one that holds `offset`, or the first after it.
    pub fn batches_from(&self, offset: Offset) -> impl Iterator<Item = &RecordBatch> {
        let first = self.index_of(offset);
        self.batches.focus().narrow(first..).into_iter()
    }

    /// Appends a batch as the leader in `epoch`, at the end.
    ///
    /// # Errors
    /// As [`ProducerStateManager::check`], for clients.
    pub fn append_as_leader(
        &mut self,
        batch: &RecordBatch,
        epoch: LeaderEpoch,
        origin: AppendOrigin,
    ) -> Result<Appended, ErrorCode> {
        if origin == AppendOrigin::Client && batch.producer_id() >= 0 {
            if let Some(base_offset) = self.producers.duplicate_of(batch) {
                let last_offset = base_offset.plus(i64::from(batch.count()) - 1);
                return Ok(Appended::Duplicate {
                    base_offset,
                    last_offset,
                });
            }
            self.producers.check(batch)?;
        }
        let placed = batch.at(self.log_end_offset, epoch);
        self.push(placed.clone());
        Ok(Appended::New(placed))
    }

    /// Appends a batch as it stands in the leader's log. One that does not continue this log is ignored.
    pub fn append_as_follower(&mut self, batch: RecordBatch) -> bool {
        if batch.base_offset < self.log_end_offset {
            return false;
        }
        self.push(batch);
        true
    }

    fn push(&mut self, batch: RecordBatch) {
        self.leader_epochs
            .assign(batch.leader_epoch, batch.base_offset);
        self.producers.update(&batch);
        self.log_end_offset = batch.next_offset();
        self.size += u64::from(batch.size());
        self.batches.push_back(batch);
    }

    /// Throws away every batch that reaches `offset` or beyond, with what was derived from it.
    pub fn truncate_to(&mut self, offset: Offset) {
        if offset >= self.log_end_offset {
            return;
        }
        let keep = self
            .batches
            .iter()
            .take_while(|batch| batch.next_offset() <= offset)
            .count();
        let kept = self.batches.take(keep);
        let log_start_offset = self.log_start_offset;
        *self = Self::recover(kept.iter());
        self.log_start_offset = log_start_offset;
        self.log_end_offset = self.log_end_offset.max(log_start_offset);
        self.leader_epochs.truncate_from_end(self.log_end_offset);
    }

    /// Whole batches from `offset` up to `end`, at most `max_bytes` but at least one batch (KIP-74).
    #[must_use]
    pub fn read(&self, offset: Offset, end: Offset, max_bytes: u64) -> Slice {
        let mut slice = Slice::default();
        if offset >= end {
            return slice;
        }
        for batch in self
            .batches_from(offset)
            .take_while(|batch| batch.next_offset() <= end)
        {
            let size = u64::from(batch.size());
            if !slice.batches.is_empty() && slice.size + size > max_bytes {
                break;
            }
            slice.size += size;
            slice.batches.push(batch.clone());
        }
        slice
    }

    /// The first record with this timestamp or a later one.
    #[must_use]
    pub fn offset_for(&self, timestamp: Timestamp) -> Option<Offset> {
        let batch = self
            .batches
            .iter()
            .find(|batch| batch.max_timestamp() >= timestamp)?;
        batch
            .records()
            .find(|(_, record)| record.timestamp >= timestamp)
            .map(|(offset, _)| offset)
    }

    fn index_of(&self, offset: Offset) -> usize {
        self.batches
            .binary_search_by(|batch| batch.next_offset().cmp(&offset.plus(1)))
            .unwrap_or_else(|index| index)
    }
}
