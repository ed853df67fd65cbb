//! A part of a log (`org.apache.kafka.storage.internals.log.LogSegment`).

use imbl::Vector;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::{AbortedTxn, RecordBatch};
use crate::config::TopicConfig;
use crate::model::{Offset, Timestamp, TopicPartition};

/// The batches of a file, and what its indexes know of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    base_offset: Offset,
    /// On the broker's wall clock: the age of a segment whose records have no timestamps.
    created: Timestamp,
    batches: Vector<RecordBatch>,
    size: u64,
    /// The largest timestamp of the first batch: time until the next roll is counted from it.
    first_timestamp: Option<Timestamp>,
    max_timestamp: Timestamp,
    index: IndexSizes,
    aborted: Vector<AbortedTxn>,
}

/// How large the two indexes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct IndexSizes {
    bytes_since_entry: u64,
    offset_entries: u32,
    time_entries: u32,
    /// The timestamp of the last entry of the time index, -1 before one.
    last_time: Timestamp,
}

const OFFSET_ENTRY: u32 = 8;
const TIME_ENTRY: u32 = 12;

impl Segment {
    /// An empty segment that begins at `base_offset`.
    pub(super) fn new(base_offset: Offset, created: Timestamp) -> Self {
        Self {
            base_offset,
            created,
            batches: Vector::new(),
            size: 0,
            first_timestamp: None,
            max_timestamp: Timestamp::NONE,
            index: IndexSizes::EMPTY,
            aborted: Vector::new(),
        }
    }

    /// The offset after which its file is named.
    #[must_use]
    pub fn base_offset(&self) -> Offset {
        self.base_offset
    }

    /// When it was made, on the broker's wall clock.
    #[must_use]
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// Its batches in order.
    #[must_use]
    pub fn batches(&self) -> &Vector<RecordBatch> {
        &self.batches
    }

    /// Bytes of its batches.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bytes of its offset index: an entry for every `index.interval.bytes`.
    #[must_use]
    pub fn offset_index_size(&self) -> u64 {
        u64::from(self.index.offset_entries * OFFSET_ENTRY)
    }

    /// Bytes of its time index.
    #[must_use]
    pub fn time_index_size(&self) -> u64 {
        u64::from(self.index.time_entries * TIME_ENTRY)
    }

    /// The largest timestamp of its records, or the time when it was made if they have none. Retention counts from it.
    #[must_use]
    pub fn largest_timestamp(&self) -> Timestamp {
        if self.max_timestamp >= Timestamp(0) {
            self.max_timestamp
        } else {
            self.created
        }
    }

    /// The largest timestamp of its records, -1 if there is none.
    #[must_use]
    pub fn max_timestamp(&self) -> Timestamp {
        self.max_timestamp
    }

    /// The largest timestamp of its first batch.
    #[must_use]
    pub fn first_batch_timestamp(&self) -> Option<Timestamp> {
        self.first_timestamp
    }

    /// The offset after its last record.
    #[must_use]
    pub fn next_offset(&self) -> Offset {
        self.batches
            .last()
            .map_or(self.base_offset, RecordBatch::next_offset)
    }

    /// Its aborted transactions, in the order of their markers.
    #[must_use]
    pub fn aborted(&self) -> &Vector<AbortedTxn> {
        &self.aborted
    }

    /// Whether a batch goes into a new segment (`LogSegment.shouldRoll`): by size, by the time of its records since the
    /// first batch, because an index is full, or because its offsets are too far from the first.
    pub(super) fn should_roll(
        &self,
        partition: &TopicPartition,
        now: Timestamp,
        batch: &RecordBatch,
        config: &TopicConfig,
    ) -> bool {
        let since = match self.first_timestamp {
            Some(first) if first >= Timestamp(0) => batch.max_timestamp().0.saturating_sub(first.0),
            _ => now.0.saturating_sub(self.created.0),
        };
        let index_bytes = config.segment_index_bytes.unsigned_abs();
        self.size + u64::from(batch.size()) > config.segment_bytes.unsigned_abs().into()
            || self.size > 0 && since > config.segment_ms - self.jitter(partition, config)
            || self.index.offset_entries >= index_bytes / OFFSET_ENTRY
            || self.index.time_entries + 1 >= index_bytes / TIME_ENTRY
            || batch.last_offset().0 - self.base_offset.0 > i64::from(i32::MAX)
    }

    /// `segment.jitter.ms`: by how much earlier it rolls, drawn once for each segment.
    fn jitter(&self, partition: &TopicPartition, config: &TopicConfig) -> i64 {
        let most = config.segment_jitter_ms.min(config.segment_ms);
        if most <= 0 {
            return 0;
        }
        let topic = xxh3_64(partition.topic.as_str().as_bytes());
        let seed = xxh3_64_with_seed(&partition.partition.to_be_bytes(), topic);
        let draw = xxh3_64_with_seed(&self.base_offset.0.to_be_bytes(), seed);
        (draw % most.unsigned_abs()).cast_signed()
    }

    pub(super) fn append(&mut self, batch: RecordBatch, index_interval_bytes: i32) {
        let timestamp = batch.max_timestamp();
        if self.batches.is_empty() {
            self.first_timestamp = Some(timestamp);
        }
        self.max_timestamp = self.max_timestamp.max(timestamp);
        if self.index.bytes_since_entry > index_interval_bytes.unsigned_abs().into() {
            self.index.offset_entries += 1;
            self.index.note_time(self.max_timestamp);
            self.index.bytes_since_entry = 0;
        }
        let size = u64::from(batch.size());
        self.index.bytes_since_entry += size;
        self.size += size;
        self.batches.push_back(batch);
    }

    /// It takes no more batches: the time index gets its last entry.
    pub(super) fn become_inactive(&mut self) {
        self.index.note_time(self.max_timestamp);
    }

    pub(super) fn note_aborted(&mut self, transaction: AbortedTxn) {
        self.aborted.push_back(transaction);
    }

    /// Keeps only the batches that end before `offset`. Where none does, the segment is as good as new.
    pub(super) fn truncate_to(
        &mut self,
        offset: Offset,
        now: Timestamp,
        index_interval_bytes: i32,
    ) {
        let mut kept = Self::new(self.base_offset, self.created);
        let inside = |batch: &&RecordBatch| batch.next_offset() <= offset;
        for batch in self.batches.iter().take_while(inside) {
            kept.append(batch.clone(), index_interval_bytes);
        }
        let aborted = self.aborted.iter().copied();
        kept.aborted = aborted
            .filter(|aborted| aborted.last_offset < offset)
            .collect();
        if kept.batches.is_empty() {
            kept.created = now;
        }
        *self = kept;
    }

    /// The place of the batch that holds `offset`, or of the first after it. Whoever reads is mostly at the end.
    pub(super) fn place_of(&self, offset: Offset) -> usize {
        let end = self.batches.len();
        match self.batches.last() {
            Some(last) if offset > last.last_offset() => end,
            Some(last) if offset >= last.base_offset => end - 1,
            _ => self
                .batches
                .binary_search_by_key(&offset, RecordBatch::last_offset)
                .unwrap_or_else(|next| next),
        }
    }
}

impl IndexSizes {
    const EMPTY: Self = Self {
        bytes_since_entry: 0,
        offset_entries: 0,
        time_entries: 0,
        last_time: Timestamp::NONE,
    };

    fn note_time(&mut self, timestamp: Timestamp) {
        if timestamp > self.last_time {
            self.last_time = timestamp;
            self.time_entries += 1;
        }
    }
}
