//! Record batches, magic 2 (`org.apache.kafka.common.record.DefaultRecordBatch`).

use std::borrow::Cow;
use std::sync::Arc;

use super::records::Records;
use super::{Compression, EndTransactionMarker, Record};
use crate::config::TimestampType;
use crate::model::{LeaderEpoch, Offset, Timestamp};

/// Bytes before the first record: baseOffset 8, length 4, partitionLeaderEpoch 4, magic 1, crc 4, attributes 2,
/// lastOffsetDelta 4, baseTimestamp 8, maxTimestamp 8, producerId 8, producerEpoch 2, baseSequence 4, count 4.
pub(crate) const OVERHEAD: u32 = 61;

/// Records that are stored, replicated and counted together.
///
/// The base offset and the leader epoch are set by the leader on append and lie outside the CRC, so the rest is
/// shared by the producer's retries and all replicas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordBatch {
    /// The offset of the first record, or of the place where it was before the log was compacted.
    pub base_offset: Offset,
    /// The epoch of the leader that appended it.
    pub leader_epoch: LeaderEpoch,
    pub(super) body: Arc<Body>,
}

/// What the CRC covers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Body {
    pub compression: Compression,
    pub timestamp_type: TimestampType,
    pub is_transactional: bool,
    pub is_control: bool,
    /// When the tombstones, or the marker, may go (KIP-534). It takes the place of the base timestamp.
    pub delete_horizon: Option<Timestamp>,
    pub base_timestamp: Timestamp,
    pub max_timestamp: Timestamp,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    pub last_offset_delta: i32,
    /// Where the records are within the batch; `None` when there is one at every offset, as before compaction.
    pub deltas: Option<Arc<[i32]>>,
    pub records: Arc<Records>,
    pub size: u32,
}

impl RecordBatch {
    /// A batch as a producer makes it: no offset yet, no epoch yet. A producer without idempotence has
    /// `producer_id`, `producer_epoch` and `base_sequence` -1.
    #[must_use]
    pub fn new(
        producer_id: i64,
        producer_epoch: i16,
        base_sequence: i32,
        records: Vec<Record>,
    ) -> Self {
        let timestamps = records.iter().map(|record| record.timestamp);
        let mut body = Body {
            compression: Compression::None,
            timestamp_type: TimestampType::CreateTime,
            is_transactional: false,
            is_control: false,
            delete_horizon: None,
            base_timestamp: timestamps.clone().next().unwrap_or(Timestamp::NONE),
            max_timestamp: timestamps.max().unwrap_or(Timestamp::NONE),
            producer_id,
            producer_epoch,
            base_sequence,
            last_offset_delta: records.len() as i32 - 1,
            deltas: None,
            records: Arc::new(records.into()),
            size: 0,
        };
        body.measure();
        Self {
            base_offset: Offset::ZERO,
            leader_epoch: LeaderEpoch::NONE,
            body: Arc::new(body),
        }
    }

    /// The batch that ends a transaction, as a transaction coordinator has it written.
    #[must_use]
    pub fn end_transaction(
        marker: EndTransactionMarker,
        timestamp: Timestamp,
        producer_id: i64,
        producer_epoch: i16,
    ) -> Self {
        let records = vec![marker.record(timestamp)];
        Self::new(producer_id, producer_epoch, -1, records).with(|body| {
            body.is_control = true;
            body.is_transactional = true;
        })
    }

    /// The same batch as part of a transaction.
    #[must_use]
    pub fn transactional(self) -> Self {
        self.with(|body| body.is_transactional = true)
    }

    /// The same batch, compressed.
    #[must_use]
    pub fn compressed(self, compression: Compression) -> Self {
        self.with(|body| {
            body.compression = compression;
            body.measure();
        })
    }

    /// The same batch with its broker's time of append in place of the producer's (`LogAppendTime`). The records stay
    /// shared.
    #[must_use]
    pub fn appended_at(self, time: Timestamp) -> Self {
        self.with(|body| {
            body.timestamp_type = TimestampType::LogAppendTime;
            body.max_timestamp = time;
        })
    }

    /// The same batch with only those of its records that are named by their places, as compaction leaves it. It keeps
    /// its offsets and sequence numbers; `delete_horizon` says when its tombstones or its marker may go (KIP-534).
    pub(super) fn with_only(&self, places: &[usize], delete_horizon: Option<Timestamp>) -> Self {
        self.clone().with(|body| {
            if places.len() < body.records.len() {
                let kept = places.iter().map(|place| body.records.at(*place));
                let kept: Vec<Record> = kept.map(Cow::into_owned).collect();
                let deltas = places.iter().map(|place| body.delta(*place) as i32);
                body.deltas = Some(deltas.collect());
                let timestamps = kept.iter().map(|record| record.timestamp);
                body.base_timestamp = timestamps.clone().next().unwrap_or(Timestamp::NONE);
                if body.timestamp_type == TimestampType::CreateTime {
                    body.max_timestamp = timestamps.max().unwrap_or(body.max_timestamp);
                }
                body.records = Arc::new(kept.into());
            }
            body.delete_horizon = delete_horizon;
            body.measure();
        })
    }

    fn with(mut self, change: impl FnOnce(&mut Body)) -> Self {
        change(Arc::make_mut(&mut self.body));
        self
    }

    /// The same records at their place in a log.
    #[must_use]
    pub fn at(&self, base_offset: Offset, leader_epoch: LeaderEpoch) -> Self {
        Self {
            base_offset,
            leader_epoch,
            body: Arc::clone(&self.body),
        }
    }

    /// The offset of the last record, or of the place where it was before the log was compacted.
    #[must_use]
    pub fn last_offset(&self) -> Offset {
        self.base_offset
            .plus(i64::from(self.body.last_offset_delta))
    }

    /// The offset after the last record.
    #[must_use]
    pub fn next_offset(&self) -> Offset {
        self.last_offset().plus(1)
    }

    /// The distance of the last offset from the first.
    #[must_use]
    pub fn last_offset_delta(&self) -> i32 {
        self.body.last_offset_delta
    }

    /// The records with their offsets, the markers of transactions among them. After compaction there may be gaps.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = (Offset, Cow<'_, Record>)> {
        self.body
            .records
            .iter()
            .enumerate()
            .map(|(place, record)| (self.base_offset.plus(self.body.delta(place)), record))
    }

    /// The record at a place, with its offset.
    pub(crate) fn record(&self, place: u32) -> (Offset, Cow<'_, Record>) {
        let place = place as usize;
        let offset = self.base_offset.plus(self.body.delta(place));
        (offset, self.body.records.at(place))
    }

    /// The place of the record at an offset, or of the first after it.
    pub(crate) fn place_of(&self, offset: Offset) -> u32 {
        let delta = offset.0.saturating_sub(self.base_offset.0);
        match &self.body.deltas {
            Some(deltas) => deltas.partition_point(|at| i64::from(*at) < delta) as u32,
            None => delta.clamp(0, i64::from(self.count())) as u32,
        }
    }

    /// How many records there are; none in a batch that compaction keeps for its sequence numbers alone.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.body.records.len() as u32
    }

    /// Its size in bytes, compressed if it is.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.body.size
    }

    /// Its codec.
    #[must_use]
    pub fn compression(&self) -> Compression {
        self.body.compression
    }

    /// Who set its timestamps.
    #[must_use]
    pub fn timestamp_type(&self) -> TimestampType {
        self.body.timestamp_type
    }

    /// The largest timestamp of its records.
    #[must_use]
    pub fn max_timestamp(&self) -> Timestamp {
        self.body.max_timestamp
    }

    /// The timestamp of one of its records: the record's own, or the time of append.
    #[must_use]
    pub fn timestamp_of(&self, record: &Record) -> Timestamp {
        match self.body.timestamp_type {
            TimestampType::CreateTime => record.timestamp,
            TimestampType::LogAppendTime => self.body.max_timestamp,
        }
    }

    /// Whether it belongs to a transaction.
    #[must_use]
    pub fn is_transactional(&self) -> bool {
        self.body.is_transactional
    }

    /// Whether it holds a marker and nothing of an application.
    #[must_use]
    pub fn is_control(&self) -> bool {
        self.body.is_control
    }

    /// How the transaction ended, in a batch that says so.
    #[must_use]
    pub fn end_transaction_marker(&self) -> Option<EndTransactionMarker> {
        if !self.is_control() || self.count() == 0 {
            return None;
        }
        EndTransactionMarker::parse(&self.body.records.at(0))
    }

    /// From when on the cleaner may remove its tombstones or its marker, if it has seen them already (KIP-534).
    #[must_use]
    pub fn delete_horizon(&self) -> Option<Timestamp> {
        self.body.delete_horizon
    }

    /// The idempotent producer's id, or -1.
    #[must_use]
    pub fn producer_id(&self) -> i64 {
        self.body.producer_id
    }

    /// Whether an idempotent producer made it, or the coordinator of its transactions.
    #[must_use]
    pub fn has_producer_id(&self) -> bool {
        self.body.producer_id >= 0
    }

    /// The idempotent producer's epoch, or -1.
    #[must_use]
    pub fn producer_epoch(&self) -> i16 {
        self.body.producer_epoch
    }

    /// The sequence number of the first record, or -1.
    #[must_use]
    pub fn base_sequence(&self) -> i32 {
        self.body.base_sequence
    }

    /// The sequence number of the last record, which wraps from 2147483647 to 0; or -1.
    #[must_use]
    pub fn last_sequence(&self) -> i32 {
        if self.body.base_sequence < 0 {
            return -1;
        }
        increment_sequence(self.body.base_sequence, self.body.last_offset_delta.max(0))
    }
}

impl Body {
    /// The distance of a record's offset from the batch's first.
    pub fn delta(&self, place: usize) -> i64 {
        self.deltas
            .as_ref()
            .map_or(place as i64, |deltas| i64::from(deltas[place]))
    }

    /// What the header says in the place of the base timestamp; the records' timestamps are relative to it.
    pub fn base(&self) -> Timestamp {
        self.delete_horizon.unwrap_or(self.base_timestamp)
    }

    /// Computes the size anew.
    pub fn measure(&mut self) {
        let base = self.base();
        let sizes = self.records.iter().enumerate();
        let sizes = sizes.map(|(place, record)| record.size(self.delta(place) as usize, base));
        self.size = OVERHEAD + self.compression.compressed_size(sizes.sum());
    }
}

/// `DefaultRecordBatch.incrementSequence`: sequence numbers wrap to 0 after the largest i32.
pub(crate) fn increment_sequence(sequence: i32, by: i32) -> i32 {
    if sequence > i32::MAX - by {
        by - (i32::MAX - sequence) - 1
    } else {
        sequence + by
    }
}
