//! What a partition knows of idempotent producers (`org.apache.kafka.storage.internals.log.ProducerStateManager`).

use imbl::OrdMap;

use super::{
    AbortedTxn, AppendOrigin, BatchMetadata, ControlRecordType, ProducerStateEntry, RecordBatch,
    increment_sequence,
};
use crate::model::{Offset, Timestamp};
use crate::protocol::ErrorCode;

/// The producers of a partition by producer id, and their transactions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProducerStateManager {
    producers: OrdMap<i64, ProducerStateEntry>,
    /// Where the open transactions begin, in order: a producer has one at most.
    ongoing: Vec<Offset>,
    /// Of decided transactions whose markers are not below the high watermark, as far as that is known here: where they
    /// begin, in order, and where the markers are.
    unreplicated: Vec<(Offset, Offset)>,
    map_end_offset: Offset,
}

impl ProducerStateManager {
    /// What is known of a producer.
    #[must_use]
    pub fn entry(&self, producer_id: i64) -> Option<&ProducerStateEntry> {
        self.producers.get(&producer_id)
    }

    /// All producers in the order of their ids.
    pub fn entries(&self) -> impl Iterator<Item = (i64, &ProducerStateEntry)> {
        self.producers.iter().map(|(id, entry)| (*id, entry))
    }

    /// The offset up to which batches are taken into account.
    #[must_use]
    pub fn map_end_offset(&self) -> Offset {
        self.map_end_offset
    }

    /// The batch that is there already: the same epoch and the same sequence numbers as one of the last five.
    #[must_use]
    pub fn duplicate_of(&self, batch: &RecordBatch) -> Option<BatchMetadata> {
        self.entry(batch.producer_id())?.find_duplicate(batch)
    }

    /// Whether a leader may append a new batch (`ProducerAppendInfo`). `transaction_version` is that of the client or
    /// coordinator that asks.
    ///
    /// # Errors
    /// `INVALID_PRODUCER_EPOCH` for an older epoch, and for a marker of transaction version 2 that does not raise the
    /// epoch (KIP-890), unless it repeats the last one. From clients `OUT_OF_ORDER_SEQUENCE_NUMBER` for a gap, for an
    /// epoch that does not begin at 0, and under transaction version 2 for a transactional producer without state that
    /// does not. A producer without state may else begin anywhere (KIP-360). `INVALID_TXN_STATE` for a batch outside of the
    /// open transaction, `TRANSACTION_COORDINATOR_FENCED` for a marker of an earlier coordinator.
    pub fn check(
        &self,
        batch: &RecordBatch,
        origin: AppendOrigin,
        transaction_version: i16,
    ) -> Result<(), ErrorCode> {
        if !batch.has_producer_id() {
            return Ok(());
        }
        let entry = self.entry(batch.producer_id());
        if batch.is_control() {
            return entry.map_or(Ok(()), |entry| {
                check_marker(entry, batch, transaction_version)
            });
        }
        if entry.is_some_and(|entry| batch.producer_epoch() < entry.producer_epoch) {
            return Err(ErrorCode::InvalidProducerEpoch);
        }
        if origin == AppendOrigin::Client {
            let strict = transaction_version >= 2 && batch.is_transactional();
            check_sequence(entry, batch, strict)?;
        }
        let open = entry.is_some_and(|entry| entry.current_txn_first_offset.is_some());
        if open && !batch.is_transactional() {
            return Err(ErrorCode::InvalidTxnState);
        }
        Ok(())
    }

    /// Notes a batch that was appended. Of a marker that aborts a transaction it gives what the index of aborted
    /// transactions is to hold.
    pub fn update(&mut self, batch: &RecordBatch) -> Option<AbortedTxn> {
        self.map_end_offset = batch.next_offset();
        if !batch.has_producer_id() {
            return None;
        }
        let producer_id = batch.producer_id();
        if batch.is_control() {
            // A marker that compaction has emptied says nothing any more.
            return batch
                .count()
                .checked_sub(1)
                .and_then(|_| self.end_transaction(batch));
        }
        let entry = self
            .producers
            .entry(producer_id)
            .or_insert_with(|| ProducerStateEntry::new(batch.producer_epoch()));
        entry.add_batch(batch);
        if batch.is_transactional() && entry.current_txn_first_offset.is_none() {
            entry.current_txn_first_offset = Some(batch.base_offset);
            self.ongoing.push(batch.base_offset);
        }
        None
    }

    fn end_transaction(&mut self, batch: &RecordBatch) -> Option<AbortedTxn> {
        let marker = batch.end_transaction_marker()?;
        let producer_id = batch.producer_id();
        let entry = self
            .producers
            .entry(producer_id)
            .or_insert_with(|| ProducerStateEntry::new(batch.producer_epoch()));
        let first_offset = entry.end_transaction(
            batch.producer_epoch(),
            marker.coordinator_epoch,
            batch.max_timestamp(),
        )?;
        let last_offset = batch.base_offset;
        self.ongoing.retain(|first| *first != first_offset);
        let place = self
            .unreplicated
            .partition_point(|(first, _)| *first < first_offset);
        self.unreplicated.insert(place, (first_offset, last_offset));
        (marker.control_type == ControlRecordType::Abort).then(|| AbortedTxn {
            producer_id,
            first_offset,
            last_offset,
            last_stable_offset: self.first_undecided_offset().unwrap_or(last_offset.plus(1)),
        })
    }

    /// Whether a producer has a transaction open in this epoch.
    #[must_use]
    pub fn is_in_transaction(&self, producer_id: i64, producer_epoch: i16) -> bool {
        self.entry(producer_id).is_some_and(|entry| {
            entry.producer_epoch == producer_epoch && entry.current_txn_first_offset.is_some()
        })
    }

    /// The first offset of the earliest open transaction.
    #[must_use]
    pub fn first_undecided_offset(&self) -> Option<Offset> {
        self.ongoing.first().copied()
    }

    /// The first offset of the earliest transaction that is open, or whose marker is not below the high watermark.
    #[must_use]
    pub fn first_unstable_offset(&self) -> Option<Offset> {
        let unreplicated = self.unreplicated.first().map(|(offset, _)| *offset);
        let undecided = self.first_undecided_offset();
        unreplicated.into_iter().chain(undecided).min()
    }

    /// Forgets the decided transactions whose markers lie below the high watermark, or below a new log start offset,
    /// which cannot be beyond it.
    pub fn on_high_watermark_updated(&mut self, high_watermark: Offset) {
        self.unreplicated
            .retain(|(_, marker)| *marker >= high_watermark);
    }

    /// Forgets the producers without an open transaction that have written nothing for `producer.id.expiration.ms`.
    pub fn remove_expired(&mut self, now: Timestamp, expiration_ms: i64) {
        let expired = |entry: &ProducerStateEntry| {
            entry.current_txn_first_offset.is_none()
                && now.0.saturating_sub(entry.last_timestamp.0) >= expiration_ms
        };
        let gone = self.producers.iter().filter(|(_, entry)| expired(entry));
        let gone: Vec<i64> = gone.map(|(id, _)| *id).collect();
        for id in gone {
            self.producers.remove(&id);
        }
    }

    /// What a `.snapshot` file keeps: of every producer the last batch and the open transaction.
    #[must_use]
    pub fn snapshot(&self) -> Self {
        let entries = self.producers.iter();
        Self {
            producers: entries.map(|(id, entry)| (*id, entry.snapshot())).collect(),
            ongoing: self.ongoing.clone(),
            unreplicated: Vec::new(),
            map_end_offset: self.map_end_offset,
        }
    }

    /// The bytes of a snapshot file (`ProducerSnapshot.json`).
    #[must_use]
    pub fn snapshot_size(&self) -> u64 {
        /// Version, CRC and the number of entries.
        const HEADER: u64 = 10;
        /// Producer id 8, epoch 2, last sequence 4, last offset 8, offset delta 4, timestamp 8, coordinator epoch 4,
        /// first offset of the transaction 8.
        const ENTRY: u64 = 46;
        HEADER + ENTRY * self.producers.len() as u64
    }

    /// Brings the end forward, as a roll does before it takes a snapshot.
    pub(super) fn update_map_end_offset(&mut self, offset: Offset) {
        self.map_end_offset = offset;
    }
}

fn check_marker(
    entry: &ProducerStateEntry,
    batch: &RecordBatch,
    transaction_version: i16,
) -> Result<(), ErrorCode> {
    let (epoch, current) = (batch.producer_epoch(), entry.producer_epoch);
    // A coordinator that asks again has lost the answer (KAFKA-19999).
    let repeats = epoch == current && entry.current_txn_first_offset.is_none();
    if epoch < current || transaction_version >= 2 && epoch == current && !repeats {
        return Err(ErrorCode::InvalidProducerEpoch);
    }
    let marker = batch.end_transaction_marker();
    if marker.is_some_and(|marker| marker.coordinator_epoch < entry.coordinator_epoch) {
        return Err(ErrorCode::TransactionCoordinatorFenced);
    }
    Ok(())
}

fn check_sequence(
    entry: Option<&ProducerStateEntry>,
    batch: &RecordBatch,
    strict: bool,
) -> Result<(), ErrorCode> {
    let sequence = batch.base_sequence();
    let in_order = match entry {
        _ if sequence == 0 && entry.is_none_or(|entry| entry.batches().is_empty()) => true,
        _ if strict && entry.is_none_or(|entry| entry.batches().is_empty()) => false,
        None => true,
        Some(entry) if entry.producer_epoch != batch.producer_epoch() => sequence == 0,
        Some(entry) => sequence == increment_sequence(entry.last_sequence(), 1),
    };
    if in_order {
        Ok(())
    } else {
        Err(ErrorCode::OutOfOrderSequenceNumber)
    }
}
