//! Records that wait to be sent, in batches (`RecordAccumulator`).

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use crate::log::{Record, RecordBatch, increment_sequence};
use crate::model::{Duration, Instant, TopicPartition};

/// Batches by partition, in the order in which they are to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Accumulator {
    queues: BTreeMap<TopicPartition, VecDeque<ProducerBatch>>,
    sequences: BTreeMap<TopicPartition, NextSequence>,
    buffered: u64,
}

/// Where a partition's sequence numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct NextSequence {
    epoch: i16,
    sequence: i32,
}

/// Records of one partition that are sent together (`ProducerBatch`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ProducerBatch {
    pub records: Vec<Record>,
    pub numbers: Range<u64>,
    pub size: u32,
    pub created: Instant,
    /// How often it was sent.
    pub attempts: u32,
    /// Not to be sent again before this moment.
    pub retry_at: Instant,
    /// Set when it is first sent, and kept: a retry carries the same sequence number.
    pub sealed: Option<RecordBatch>,
}

impl ProducerBatch {
    fn has_room(&self, size: u32, batch_size: i32) -> bool {
        self.sealed.is_none()
            && self.attempts == 0
            && i64::from(self.size) + i64::from(size) <= i64::from(batch_size)
    }

    /// Batches of one partition are in the order of their sends, which is that of their sequence numbers too.
    fn is_sequenced(&self) -> bool {
        self.sealed
            .as_ref()
            .is_some_and(|sealed| sealed.base_sequence() >= 0)
    }
}

impl Accumulator {
    /// Adds a record to the last batch of its partition, or to a new one.
    pub fn append(
        &mut self,
        now: Instant,
        to: TopicPartition,
        record: Record,
        number: u64,
        batch_size: i32,
    ) {
        let queue = self.queues.entry(to).or_default();
        self.buffered += 1;
        if let Some(last) = queue.back_mut()
            && let size = record.size(last.records.len(), last.records[0].timestamp)
            && last.has_room(size, batch_size)
            && last.numbers.end == number
        {
            last.size += size;
            last.numbers.end = number + 1;
            last.records.push(record);
            return;
        }
        queue.push_back(ProducerBatch {
            size: record.size(0, record.timestamp),
            records: vec![record],
            numbers: number..number + 1,
            created: now,
            attempts: 0,
            retry_at: now,
            sealed: None,
        });
    }

    /// Records that wait.
    pub const fn buffered(&self) -> u64 {
        self.buffered
    }

    /// The partitions that have a batch.
    pub fn partitions(&self) -> impl Iterator<Item = &TopicPartition> {
        self.queues.keys()
    }

    /// When the first batch of a partition may be sent: full, lingered, or backed off (`ready()`).
    pub fn sendable_at(
        &self,
        partition: &TopicPartition,
        linger: Duration,
        batch_size: i32,
    ) -> Option<Instant> {
        let queue = self.queues.get(partition)?;
        let first = queue.front()?;
        let full = queue.len() > 1 || i64::from(first.size) >= i64::from(batch_size);
        Some(if first.attempts > 0 || full {
            first.retry_at
        } else {
            first.created + linger
        })
    }

    /// The earliest creation of a batch that waits.
    pub fn oldest(&self) -> Option<Instant> {
        self.queues
            .values()
            .flatten()
            .map(|batch| batch.created)
            .min()
    }

    /// Whether a batch of earlier sends waits for the same partition.
    pub fn has_before(&self, partition: &TopicPartition, number: u64) -> bool {
        self.queues
            .get(partition)
            .into_iter()
            .flatten()
            .any(|batch| batch.numbers.start < number)
    }

    /// The epoch and sequence number of a partition's next batch, of `count` records. A partition takes over a newer
    /// epoch of the producer once none of its batches is on its way (`maybeUpdateProducerIdAndEpoch`).
    pub fn next_sequence(
        &mut self,
        partition: &TopicPartition,
        count: usize,
        epoch: i16,
        in_flight: bool,
    ) -> (i16, i32) {
        let next = self
            .sequences
            .entry(partition.clone())
            .or_insert(NextSequence { epoch, sequence: 0 });
        let sealed = self
            .queues
            .get(partition)
            .into_iter()
            .flatten()
            .any(|batch| batch.sealed.is_some());
        if next.epoch != epoch && !in_flight && !sealed {
            *next = NextSequence { epoch, sequence: 0 };
        }
        let sequence = next.sequence;
        next.sequence = increment_sequence(sequence, count as i32);
        (next.epoch, sequence)
    }

    /// The partition begins at sequence number 0 of a new epoch, with what waits for it (KIP-360).
    pub fn restart_sequences(&mut self, partition: &TopicPartition, epoch: i16) {
        self.sequences
            .insert(partition.clone(), NextSequence { epoch, sequence: 0 });
        for batch in self.queues.get_mut(partition).into_iter().flatten() {
            batch.sealed = None;
        }
    }

    /// Whether the batch carries a sequence number of an epoch that its partition has left.
    pub fn is_outdated(&self, partition: &TopicPartition, batch: &ProducerBatch) -> bool {
        let current = self.sequences.get(partition).map(|next| next.epoch);
        batch
            .sealed
            .as_ref()
            .is_some_and(|sealed| current.is_some_and(|epoch| epoch != sealed.producer_epoch()))
    }

    /// Takes the first batch of a partition.
    pub fn take(&mut self, partition: &TopicPartition) -> Option<ProducerBatch> {
        let queue = self.queues.get_mut(partition)?;
        let batch = queue.pop_front()?;
        if queue.is_empty() {
            self.queues.remove(partition);
        }
        self.buffered -= batch.records.len() as u64;
        Some(batch)
    }

    /// Puts a batch back: an idempotent one in the order of sequence numbers, another one in front (`reenqueue`).
    pub fn put_back(&mut self, partition: TopicPartition, mut batch: ProducerBatch) {
        let in_order = batch.is_sequenced();
        if self.is_outdated(&partition, &batch) {
            batch.sealed = None;
        }
        self.buffered += batch.records.len() as u64;
        let queue = self.queues.entry(partition).or_default();
        let first = batch.numbers.start;
        let place = if in_order {
            queue.partition_point(|other| other.numbers.start < first)
        } else {
            0
        };
        queue.insert(place, batch);
    }

    /// Takes out every batch created at or before `deadline`.
    pub fn take_expired(&mut self, deadline: Instant) -> Vec<(TopicPartition, ProducerBatch)> {
        let mut expired = Vec::new();
        for (partition, queue) in &mut self.queues {
            let (late, kept) = std::mem::take(queue)
                .into_iter()
                .partition(|batch| batch.created <= deadline);
            *queue = kept;
            expired.extend(VecDeque::into_iter(late).map(|batch| (partition.clone(), batch)));
        }
        self.queues.retain(|_, queue| !queue.is_empty());
        self.buffered -= expired
            .iter()
            .map(|(_, batch)| batch.records.len() as u64)
            .sum::<u64>();
        expired
    }
}
