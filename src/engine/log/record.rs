//! One record (`org.apache.kafka.common.record.DefaultRecord`).

use std::borrow::Cow;
use std::sync::Arc;

use super::batch::OVERHEAD;
use super::varint::varint_size;
use crate::model::{NodeId, Payload, Timestamp};

/// One record of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Record {
    /// When the producer made it. In a topic with `message.timestamp.type=LogAppendTime` the batch's own counts, see
    /// [`super::RecordBatch::timestamp_of`].
    pub timestamp: Timestamp,
    /// What decides the partition, if anything does.
    pub key: Option<Payload>,
    /// The content; `None` is a tombstone.
    pub value: Option<Payload>,
    /// Metadata of the application.
    pub headers: Box<[Header]>,
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

impl Record {
    /// A record of a key and a value, without headers.
    #[must_use]
    pub fn new(timestamp: Timestamp, key: Option<Payload>, value: Option<Payload>) -> Self {
        Self {
            timestamp,
            key,
            value,
            headers: Box::default(),
            origin: None,
        }
    }

    /// The bytes of a record's key, borrowed where the record is.
    #[must_use]
    pub fn key_of(record: Cow<'_, Self>) -> Option<Cow<'_, [u8]>> {
        match record {
            Cow::Borrowed(record) => record.key.as_ref().map(Payload::bytes),
            Cow::Owned(record) => record.key.map(|key| Cow::Owned(key.bytes().into_owned())),
        }
    }

    /// Its size in bytes within a batch, as `DefaultRecord.sizeInBytes` has it: varints, so its place counts.
    #[must_use]
    pub fn size(&self, offset_delta: usize, base_timestamp: Timestamp) -> u32 {
        let body = self.body_size(offset_delta, base_timestamp);
        (varint_size(body as i64) + body) as u32
    }

    /// The most bytes that a batch takes of which it is the only record, before compression
    /// (`DefaultRecordBatch.estimateBatchSizeUpperBound`).
    #[must_use]
    pub fn size_upper_bound(&self) -> u32 {
        /// `DefaultRecord.MAX_RECORD_OVERHEAD`: its length, attributes, timestamp and place at their longest.
        const MAX_RECORD_OVERHEAD: u32 = 21;
        /// Attributes, timestamp and place at their shortest.
        const LEAST: u32 = 3;
        OVERHEAD + MAX_RECORD_OVERHEAD + self.body_size(0, self.timestamp) as u32 - LEAST
    }

    /// The bytes after its length.
    pub(super) fn body_size(&self, offset_delta: usize, base_timestamp: Timestamp) -> usize {
        let headers: usize = self
            .headers
            .iter()
            .map(|h| varint_size(h.key.len() as i64) + h.key.len() + field_size(h.value.as_ref()))
            .sum();
        1 + varint_size(self.timestamp.0.wrapping_sub(base_timestamp.0))
            + varint_size(offset_delta as i64)
            + field_size(self.key.as_ref())
            + field_size(self.value.as_ref())
            + varint_size(self.headers.len() as i64)
            + headers
    }
}

/// A length and as many bytes; the length of what is not there takes one byte.
fn field_size(payload: Option<&Payload>) -> usize {
    payload.map_or(1, |p| varint_size(p.len() as i64) + p.len())
}
