//! What a partition knows of idempotent producers (`org.apache.kafka.storage.internals.log.ProducerStateManager`).

use std::collections::{BTreeMap, VecDeque};

use super::RecordBatch;
use super::batch::increment_sequence;
use crate::model::Offset;
use crate::protocol::ErrorCode;

/// The batches that a broker remembers per producer: `ProducerStateEntry.NUM_BATCHES_TO_RETAIN`.
pub const SEQUENCE_WINDOW: usize = 5;

/// The producers of a partition, by producer id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProducerStateManager {
    producers: BTreeMap<i64, ProducerState>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ProducerState {
    epoch: i16,
    batches: VecDeque<BatchMetadata>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct BatchMetadata {
    first_sequence: i32,
    last_sequence: i32,
    base_offset: Offset,
}

impl ProducerStateManager {
    /// Whether the batch is there already: the same epoch and the same sequence numbers as one of the last five.
    #[must_use]
    pub fn duplicate_of(&self, batch: &RecordBatch) -> Option<Offset> {
        let state = self.producers.get(&batch.producer_id())?;
        let known = state.batches.iter().find(|known| {
            known.first_sequence == batch.base_sequence()
                && known.last_sequence == batch.last_sequence()
        })?;
        (state.epoch == batch.producer_epoch()).then_some(known.base_offset)
    }

    /// Whether a new batch may be appended by a leader.
    ///
    /// # Errors
    /// `INVALID_PRODUCER_EPOCH` for an older epoch, `OUT_OF_ORDER_SEQUENCE_NUMBER` for a gap, or for an epoch that
    /// does not begin at 0. A producer without state may begin anywhere (KIP-360).
    pub fn check(&self, batch: &RecordBatch) -> Result<(), ErrorCode> {
        if batch.producer_id() < 0 {
            return Ok(());
        }
        let Some(state) = self.producers.get(&batch.producer_id()) else {
            return Ok(());
        };
        if batch.producer_epoch() < state.epoch {
            return Err(ErrorCode::InvalidProducerEpoch);
        }
        let in_order = if batch.producer_epoch() > state.epoch {
            batch.base_sequence() == 0
        } else {
            let last = state.batches.back().map(|known| known.last_sequence);
            last.is_none_or(|last| batch.base_sequence() == increment_sequence(last, 1))
        };
        if in_order {
            Ok(())
        } else {
            Err(ErrorCode::OutOfOrderSequenceNumber)
        }
    }

    /// The bytes of a snapshot file.
    #[must_use]
    pub fn snapshot_size(&self) -> u64 {
        /// Version, CRC and the number of entries.
        const HEADER: u64 = 10;
        /// Ids, epochs, sequence and offsets.
        const ENTRY: u64 = 50;
        HEADER + ENTRY * self.producers.len() as u64
    }

    /// Notes a batch that was appended.
    pub fn update(&mut self, batch: &RecordBatch) {
        if batch.producer_id() < 0 {
            return;
        }
        let fresh = || ProducerState {
            epoch: batch.producer_epoch(),
            batches: VecDeque::new(),
        };
        let state = self
            .producers
            .entry(batch.producer_id())
            .or_insert_with(fresh);
        if state.epoch != batch.producer_epoch() {
            *state = fresh();
        }
        if state.batches.len() == SEQUENCE_WINDOW {
            state.batches.pop_front();
        }
        state.batches.push_back(BatchMetadata {
            first_sequence: batch.base_sequence(),
            last_sequence: batch.last_sequence(),
            base_offset: batch.base_offset,
        });
    }
}
