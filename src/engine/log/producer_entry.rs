//! What a partition knows of one producer (`org.apache.kafka.storage.internals.log.ProducerStateEntry`).

use super::RecordBatch;
use crate::model::{Offset, Timestamp};

/// The batches that a broker remembers per producer: `ProducerStateEntry.NUM_BATCHES_TO_RETAIN`.
pub const SEQUENCE_WINDOW: usize = 5;

/// The last batches of a producer, and its open transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProducerStateEntry {
    /// Its epoch.
    pub producer_epoch: i16,
    /// The epoch of the coordinator that wrote its last marker, -1 before one.
    pub coordinator_epoch: i32,
    /// The largest timestamp of its last batch.
    pub last_timestamp: Timestamp,
    /// Where its open transaction begins, if it has one.
    pub current_txn_first_offset: Option<Offset>,
    /// Oldest first; those beyond `len` are all zero.
    window: [BatchMetadata; SEQUENCE_WINDOW],
    len: u8,
}

/// Where a batch is and which sequence numbers it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct BatchMetadata {
    /// The sequence number of its last record.
    pub last_sequence: i32,
    /// The offset of its last record.
    pub last_offset: Offset,
    /// The distance of that from the offset of the first.
    pub offset_delta: i32,
    /// Its largest timestamp.
    pub timestamp: Timestamp,
}

impl ProducerStateEntry {
    /// A producer of which nothing is known but its epoch.
    pub(super) fn new(producer_epoch: i16) -> Self {
        Self {
            producer_epoch,
            coordinator_epoch: -1,
            last_timestamp: Timestamp::NONE,
            current_txn_first_offset: None,
            window: Default::default(),
            len: 0,
        }
    }

    /// Its last batches in this epoch, oldest first.
    #[must_use]
    pub fn batches(&self) -> &[BatchMetadata] {
        &self.window[..usize::from(self.len)]
    }

    /// Its last sequence number in this epoch, -1 before one.
    #[must_use]
    pub fn last_sequence(&self) -> i32 {
        self.batches()
            .last()
            .map_or(-1, |batch| batch.last_sequence)
    }

    /// The offset of its last record in this epoch.
    #[must_use]
    pub fn last_data_offset(&self) -> Option<Offset> {
        self.batches().last().map(|batch| batch.last_offset)
    }

    /// The batch of the last five that has the same epoch and sequence numbers.
    pub(super) fn find_duplicate(&self, batch: &RecordBatch) -> Option<BatchMetadata> {
        if self.producer_epoch != batch.producer_epoch() {
            return None;
        }
        let (first, last) = (batch.base_sequence(), batch.last_sequence());
        let same =
            |known: &&BatchMetadata| known.last_sequence == last && known.first_sequence() == first;
        self.batches().iter().find(same).copied()
    }

    /// Notes a batch of data; one of a new epoch makes the others forgotten.
    pub(super) fn add_batch(&mut self, batch: &RecordBatch) {
        self.enter_epoch(batch.producer_epoch());
        if usize::from(self.len) == SEQUENCE_WINDOW {
            self.window.rotate_left(1);
        } else {
            self.len += 1;
        }
        self.window[usize::from(self.len) - 1] = BatchMetadata {
            last_sequence: batch.last_sequence(),
            last_offset: batch.last_offset(),
            offset_delta: batch.last_offset_delta(),
            timestamp: batch.max_timestamp(),
        };
        self.last_timestamp = batch.max_timestamp();
    }

    /// Notes a marker: the transaction is over. Says where it began.
    pub(super) fn end_transaction(
        &mut self,
        producer_epoch: i16,
        coordinator_epoch: i32,
        timestamp: Timestamp,
    ) -> Option<Offset> {
        self.enter_epoch(producer_epoch);
        self.coordinator_epoch = coordinator_epoch;
        self.last_timestamp = timestamp;
        self.current_txn_first_offset.take()
    }

    /// What a snapshot file keeps: of the batches only the last.
    pub(super) fn snapshot(&self) -> Self {
        let mut snapshot = self.clone();
        snapshot.window = Default::default();
        if let Some(last) = self.batches().last() {
            snapshot.window[0] = *last;
            snapshot.len = 1;
        }
        snapshot
    }

    fn enter_epoch(&mut self, producer_epoch: i16) {
        if self.producer_epoch != producer_epoch {
            self.window = Default::default();
            self.len = 0;
            self.producer_epoch = producer_epoch;
        }
    }
}

impl BatchMetadata {
    /// The sequence number of its first record, if it has numbers; they wrap at 2^31.
    #[must_use]
    pub fn first_sequence(&self) -> i32 {
        let first = i64::from(self.last_sequence) - i64::from(self.offset_delta);
        first.rem_euclid(1 << 31) as i32
    }

    /// The offset of its first record.
    #[must_use]
    pub fn first_offset(&self) -> Offset {
        self.last_offset.plus(-i64::from(self.offset_delta))
    }
}
