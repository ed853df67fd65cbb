//! Records of one partition that are sent together (`ProducerBatch`, `MemoryRecordsBuilder`).

use std::borrow::Cow;
use std::ops::Range;

use super::compression_ratio::CompressionRatio;
use crate::log::{BATCH_OVERHEAD, Compression, Record, RecordBatch, increment_sequence};
use crate::model::{Duration, Instant, LeaderEpoch, TopicPartition};

/// Names a batch within its producer's process, in the order of creation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub u64);

/// Who an idempotent producer is (`ProducerIdAndEpoch`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProducerIdAndEpoch {
    /// The producer id.
    pub id: i64,
    /// Its epoch.
    pub epoch: i16,
}

/// The place of a batch in what an idempotent producer sends to a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchSequence {
    /// Who sends it.
    pub producer: ProducerIdAndEpoch,
    /// The number of its first record.
    pub base: i32,
}

/// A batch from its first record to its last callback.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProducerBatch {
    partition: TopicPartition,
    content: Content,
    compression: Compression,
    expected_ratio: CompressionRatio,
    /// The bytes of its records, not compressed.
    bytes: u32,
    largest_record: u32,
    write_limit: u32,
    is_closed: bool,
    created: Instant,
    last_attempt: Instant,
    retry_at: Instant,
    attempts: u32,
    sequence: Option<BatchSequence>,
    is_transactional: bool,
    has_new_sequence: bool,
    leader_epoch: LeaderEpoch,
    attempts_at_new_leader: u32,
    pub(super) is_split: bool,
    /// Bytes of `buffer.memory`.
    pub(super) allocated: u64,
    /// An attempt ended, or may end, without the producer's knowing how.
    pub(super) is_uncertain: bool,
    /// Its application has been told; it only waits for the answer to its request.
    pub(super) is_done: bool,
    pub(super) is_in_flight: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Content {
    Open(Vec<Record>),
    /// As it is sent; a retry carries the same.
    Built(RecordBatch),
}

impl ProducerBatch {
    pub(super) fn new(
        partition: TopicPartition,
        created: Instant,
        write_limit: u32,
        compression: Compression,
        expected_ratio: CompressionRatio,
    ) -> Self {
        Self {
            partition,
            content: Content::Open(Vec::new()),
            compression,
            expected_ratio,
            bytes: 0,
            largest_record: 0,
            write_limit,
            is_closed: false,
            created,
            last_attempt: created,
            retry_at: created,
            attempts: 0,
            sequence: None,
            is_transactional: false,
            has_new_sequence: false,
            leader_epoch: LeaderEpoch::NONE,
            attempts_at_new_leader: 0,
            is_split: false,
            allocated: 0,
            is_uncertain: false,
            is_done: false,
            is_in_flight: false,
        }
    }

    /// Where it goes.
    #[must_use]
    pub fn partition(&self) -> &TopicPartition {
        &self.partition
    }

    /// How many records it holds.
    #[must_use]
    pub fn count(&self) -> u32 {
        match &self.content {
            Content::Open(records) => records.len() as u32,
            Content::Built(batch) => batch.count(),
        }
    }

    /// Its size in bytes; an estimate while it is compressed and not built yet.
    #[must_use]
    pub fn size(&self) -> u32 {
        match &self.content {
            Content::Built(batch) => batch.size(),
            Content::Open(_) if self.compression == Compression::None => {
                BATCH_OVERHEAD + self.bytes
            }
            Content::Open(_) => BATCH_OVERHEAD + self.expected_ratio.estimate(self.bytes),
        }
    }

    /// When its first record was sent by the application: `delivery.timeout.ms` counts from here.
    #[must_use]
    pub const fn created(&self) -> Instant {
        self.created
    }

    /// How often it was put back to be sent again.
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Its sequence number, from the first time it is sent.
    #[must_use]
    pub const fn sequence(&self) -> Option<BatchSequence> {
        self.sequence
    }

    /// The sequence number of its last record.
    #[must_use]
    pub fn last_sequence(&self) -> Option<i32> {
        let more = self.count().saturating_sub(1) as i32;
        self.sequence
            .map(|sequence| increment_sequence(sequence.base, more))
    }

    /// Whether it is on its way to a broker.
    #[must_use]
    pub const fn is_in_flight(&self) -> bool {
        self.is_in_flight
    }

    /// The sends whose records it holds: each run of consecutive numbers, and its place in the batch.
    #[must_use]
    pub fn sends(&self) -> Vec<(Range<u64>, i64)> {
        let mut runs: Vec<(Range<u64>, i64)> = Vec::new();
        let number = |record: Cow<'_, Record>| record.origin.map_or(0, |origin| origin.number);
        for (place, number) in (0..).zip(self.records().map(number)) {
            match runs.last_mut() {
                Some((run, _)) if run.end == number => run.end += 1,
                _ => runs.push((number..number + 1, place)),
            }
        }
        runs
    }

    fn records(&self) -> Box<dyn Iterator<Item = Cow<'_, Record>> + '_> {
        match &self.content {
            Content::Open(records) => Box::new(records.iter().map(Cow::Borrowed)),
            Content::Built(batch) => Box::new(batch.records().map(|(_, record)| record)),
        }
    }

    /// Whether nothing more goes in (`MemoryRecordsBuilder.isFull`).
    pub(super) fn is_full(&self) -> bool {
        self.is_closed || self.write_limit <= self.size()
    }

    /// Adds a record if there is room; the first always has it. A batch that has turned one away takes no other.
    ///
    /// # Errors
    /// Gives the record back when there is none.
    pub(super) fn try_append(&mut self, record: Record) -> Result<(), Record> {
        let is_full = self.is_full();
        let estimated = self.size();
        let Content::Open(records) = &mut self.content else {
            return Err(record);
        };
        let base = records.first().map_or(record.timestamp, |r| r.timestamp);
        let size = record.size(records.len(), base);
        if is_full || !records.is_empty() && self.write_limit < estimated + size {
            self.is_closed = true;
            return Err(record);
        }
        self.bytes += size;
        self.largest_record = self.largest_record.max(record.size_upper_bound());
        records.push(record);
        Ok(())
    }

    /// As it is sent. Says how well it compressed when it is built for the first time.
    pub(super) fn build(&mut self) -> (RecordBatch, Option<CompressionRatio>) {
        self.is_closed = true;
        let first_time = match &mut self.content {
            Content::Built(batch) => return (batch.clone(), None),
            Content::Open(records) => std::mem::take(records),
        };
        let (producer, base) = self
            .sequence
            .map_or((ProducerIdAndEpoch { id: -1, epoch: -1 }, -1), |sequence| {
                (sequence.producer, sequence.base)
            });
        let mut batch = RecordBatch::new(producer.id, producer.epoch, base, first_time)
            .compressed(self.compression);
        if self.is_transactional {
            batch = batch.transactional();
        }
        self.content = Content::Built(batch.clone());
        let compressed = batch.size() - BATCH_OVERHEAD;
        let ratio = CompressionRatio::observed(compressed, self.bytes);
        (batch, Some(ratio))
    }

    /// Its records belong to a transaction.
    pub(super) const fn set_transactional(&mut self) {
        self.is_transactional = true;
    }

    pub(super) const fn set_sequence(&mut self, sequence: BatchSequence) {
        self.sequence = Some(sequence);
    }

    /// Gives it another sequence number than the one it was sent with (`resetProducerState`).
    pub(super) fn reset_sequence(&mut self, sequence: BatchSequence) {
        if let Content::Built(batch) = &self.content {
            let records = batch.records().map(|(_, record)| record.into_owned());
            self.content = Content::Open(records.collect());
        }
        self.has_new_sequence = true;
        self.sequence = Some(sequence);
    }

    /// Whether it got another sequence number than the one it was last sent with.
    pub(super) const fn sequence_has_been_reset(&self) -> bool {
        self.has_new_sequence
    }

    pub(super) const fn drained(&mut self) {
        self.has_new_sequence = false;
        self.is_in_flight = true;
    }

    /// It waits for another attempt, at least for `backoff`.
    pub(super) fn reenqueued(&mut self, now: Instant, backoff: Duration) {
        self.attempts += 1;
        self.last_attempt = now;
        self.retry_at = now + backoff;
        self.is_in_flight = false;
    }

    /// When it was made, or last put back: what `linger.ms` counts from.
    pub(super) const fn waits_since(&self) -> Instant {
        self.last_attempt
    }

    /// Until when it backs off. With another leader it does not (KAFKA-14317: the error is likely gone).
    pub(super) const fn backs_off_until(&self) -> Option<Instant> {
        if self.attempts == 0 || self.attempts == self.attempts_at_new_leader {
            None
        } else {
            Some(self.retry_at)
        }
    }

    /// Whether the metadata's leader epoch is news to it.
    pub(super) fn is_behind(&self, epoch: LeaderEpoch) -> bool {
        epoch > self.leader_epoch
    }

    pub(super) const fn update_leader_epoch(&mut self, epoch: LeaderEpoch) {
        self.leader_epoch = epoch;
        self.attempts_at_new_leader = self.attempts;
    }

    /// The batches into which it falls when a broker finds it too large: by `batch.size`, and by half of what was tried
    /// once it is a part of another already (KAFKA-8350).
    pub(super) fn split(&self, batch_size: u32) -> Vec<Self> {
        let limit = if self.is_split {
            self.largest_record.max(self.size() / 2)
        } else {
            batch_size
        };
        let part = |record: &Record| {
            let limit = limit.max(record.size_upper_bound());
            let mut part = Self::new(
                self.partition.clone(),
                self.created,
                limit,
                self.compression,
                CompressionRatio::ONE,
            );
            part.is_split = true;
            part.is_uncertain = self.is_uncertain;
            part.is_transactional = self.is_transactional;
            part.leader_epoch = self.leader_epoch;
            part
        };
        let mut parts: Vec<Self> = Vec::new();
        for record in self.records() {
            let mut rest = Some(record.into_owned());
            if let Some(last) = parts.last_mut() {
                rest = rest.and_then(|record| last.try_append(record).err());
            }
            if let Some(record) = rest {
                let mut next = part(&record);
                if next.try_append(record).is_ok() {
                    parts.push(next);
                }
            }
        }
        let mut sequence = self.sequence;
        for part in &mut parts {
            part.is_closed = true;
            part.sequence = sequence;
            if let Some(sequence) = &mut sequence {
                sequence.base = increment_sequence(sequence.base, part.count() as i32);
            }
        }
        parts
    }
}
