//! Record batches, magic 2 (`org.apache.kafka.common.record.DefaultRecordBatch`).

use std::sync::Arc;

use crate::config::TimestampType;
use crate::model::{LeaderEpoch, NodeId, Offset, Payload, Timestamp};

/// Bytes before the first record: baseOffset 8, length 4, partitionLeaderEpoch 4, magic 1, crc 4, attributes 2,
/// lastOffsetDelta 4, baseTimestamp 8, maxTimestamp 8, producerId 8, producerEpoch 2, baseSequence 4, count 4.
const OVERHEAD: u32 = 61;

/// Records that are stored, replicated and counted together.
///
/// The base offset and the leader epoch are set by the leader on append and lie outside the CRC, so the rest is
/// shared by the producer's retries and all replicas.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordBatch {
    /// The offset of the first record.
    pub base_offset: Offset,
    /// The epoch of the leader that appended it.
    pub leader_epoch: LeaderEpoch,
    body: Arc<Body>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Body {
    compression: Compression,
    timestamp_type: TimestampType,
    max_timestamp: Timestamp,
    producer_id: i64,
    producer_epoch: i16,
    base_sequence: i32,
    records: Vec<Record>,
    size: u32,
}

/// One record of a batch. Its offset is the batch's base offset plus its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// When the producer made it, or the broker stored it, by the topic's `message.timestamp.type`.
    pub timestamp: Timestamp,
    /// What decides the partition, if anything does.
    pub key: Option<Payload>,
    /// The content; `None` is a tombstone.
    pub value: Option<Payload>,
    /// Metadata of the application.
    pub headers: Vec<Header>,
    /// Which `send()` made it. Not on the wire: it is how judges tell two equal records apart.
    pub origin: Option<Origin>,
}

/// The `send()` that made a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The producer.
    pub producer: NodeId,
    /// Its incarnation.
    pub incarnation: u32,
    /// The number of the send within the incarnation.
    pub number: u64,
}

/// A name with bytes that an application attached to a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Header {
    /// Its name.
    pub key: Arc<str>,
    /// Its bytes, if any.
    pub value: Option<Payload>,
}

/// `compression.type` of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Compression {
    /// As they are.
    #[default]
    None,
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
        let base = records
            .first()
            .map_or(Timestamp::NONE, |record| record.timestamp);
        let sizes = records
            .iter()
            .enumerate()
            .map(|(delta, record)| record.size(delta, base));
        let size = OVERHEAD + sizes.sum::<u32>();
        let max_timestamp = records
            .iter()
            .map(|record| record.timestamp)
            .max()
            .unwrap_or(Timestamp::NONE);
        Self {
            base_offset: Offset::ZERO,
            leader_epoch: LeaderEpoch::NONE,
            body: Arc::new(Body {
                compression: Compression::None,
                timestamp_type: TimestampType::CreateTime,
                max_timestamp,
                producer_id,
                producer_epoch,
                base_sequence,
                records,
                size,
            }),
        }
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

    /// The offset of the last record.
    #[must_use]
    pub fn last_offset(&self) -> Offset {
        self.next_offset().plus(-1)
    }

    /// The offset after the last record.
    #[must_use]
    pub fn next_offset(&self) -> Offset {
        self.base_offset.plus(self.body.records.len() as i64)
    }

    /// The records with their offsets.
    pub fn records(&self) -> impl DoubleEndedIterator<Item = (Offset, &Record)> {
        self.body
            .records
            .iter()
            .enumerate()
            .map(|(delta, record)| (self.base_offset.plus(delta as i64), record))
    }

    /// How many records there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.body.records.len() as u32
    }

    /// Its size in bytes, uncompressed.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.body.size
    }

    /// The largest timestamp of its records.
    #[must_use]
    pub fn max_timestamp(&self) -> Timestamp {
        self.body.max_timestamp
    }

    /// The idempotent producer's id, or -1.
    #[must_use]
    pub fn producer_id(&self) -> i64 {
        self.body.producer_id
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
        increment_sequence(self.body.base_sequence, self.count() as i32 - 1)
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

impl Record {
    /// A record of a value alone.
    #[must_use]
    pub fn new(timestamp: Timestamp, key: Option<Payload>, value: Option<Payload>) -> Self {
        Self {
            timestamp,
            key,
            value,
            headers: Vec::new(),
            origin: None,
        }
    }

    /// Its size in bytes within a batch, as `DefaultRecord.sizeInBytes` has it: varints, so its place counts.
    #[must_use]
    pub fn size(&self, offset_delta: usize, base_timestamp: Timestamp) -> u32 {
        let field = |payload: Option<&Payload>| {
            payload.map_or(varint_size(-1), |p| varint_size(p.len() as i64) + p.len())
        };
        let headers: usize = self
            .headers
            .iter()
            .map(|h| varint_size(h.key.len() as i64) + h.key.len() + field(h.value.as_ref()))
            .sum();
        let body = 1
            + varint_size(self.timestamp.0.saturating_sub(base_timestamp.0))
            + varint_size(offset_delta as i64)
            + field(self.key.as_ref())
            + field(self.value.as_ref())
            + varint_size(self.headers.len() as i64)
            + headers;
        (varint_size(body as i64) + body) as u32
    }
}

/// The bytes that a zig-zag varint takes.
fn varint_size(value: i64) -> usize {
    let zigzag = ((value << 1) ^ (value >> 63)) as u64;
    (64 - zigzag.leading_zeros()).div_ceil(7).max(1) as usize
}
