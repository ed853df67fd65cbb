//! Records that wait to be sent, in batches (`RecordAccumulator`).

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use crate::log::{Record, RecordBatch, increment_sequence};
use crate::model::{Duration, Instant, TopicPartition};

/// Batches by partition, in the order in which they are to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Accumulator {
    queues: BTreeMap<TopicPartition, VecDeque<ProducerBatch>>,
    next_sequences: BTreeMap<TopicPartition, i32>,
    buffered: u64,
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
        self.sealed.is_none() && self.attempts == 0 && i64::from(self.size) + i64::from(size) <= i64::from(batch_size)
    }

    fn base_sequence(&self) -> i32 {
        self.sealed.as_ref().map_or(i32::MAX, RecordBatch::base_sequence)
    }
}

impl Accumulator {
    /// Adds a record to the last batch of its partition, or to a new one.
    pub fn append(&mut self, now: Instant, to: TopicPartition, record: Record, number: u64, batch_size: i32) {
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
    pub fn sendable_at(&self, partition: &TopicPartition, linger: Duration, batch_size: i32) -> Option<Instant> {
        let queue = self.queues.get(partition)?;
        let first = queue.front()?;
        let full = queue.len() > 1 || i64::from(first.size) >= i64::from(batch_size);
        Some(if first.attempts > 0 || full { first.retry_at } else { first.created + linger })
    }

    /// The earliest creation of a batch that waits.
    pub fn oldest(&self) -> Option<Instant> {
        self.queues.values().flatten().map(|batch| batch.created).min()
    }

    /// Whether a batch of earlier sends waits for the same partition.
    pub fn has_before(&self, partition: &TopicPartition, number: u64) -> bool {
        self.queues.get(partition).into_iter().flatten().any(|batch| batch.numbers.start < number)
    }

    /// The sequence number of a partition's next batch, of `count` records.
    pub fn next_sequence(&mut self, partition: &TopicPartition, count: usize) -> i32 {
        let next = self.next_sequences.entry(partition.clone()).or_default();
        let sequence = *next;
        *next = increment_sequence(sequence, count as i32);
        sequence
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
    pub fn put_back(&mut self, partition: TopicPartition, batch: ProducerBatch) {
        self.buffered += batch.records.len() as u64;
        let queue = self.queues.entry(partition).or_default();
        let sequence = batch.base_sequence();
        let place = if sequence < 0 { 0 } else { queue.partition_point(|other| other.base_sequence() < sequence) };
        queue.insert(place, batch);
    }

    /// Takes out every batch created at or before `deadline`.
    pub fn take_expired(&mut self, deadline: Instant) -> Vec<(TopicPartition, ProducerBatch)> {
        let mut expired = Vec::new();
        for (partition, queue) in &mut self.queues {
            let (late, kept) = std::mem::take(queue).into_iter().partition(|batch| batch.created <= deadline);
            *queue = kept;
            expired.extend(VecDeque::into_iter(late).map(|batch| (partition.clone(), batch)));
        }
        self.queues.retain(|_, queue| !queue.is_empty());
        self.buffered -= expired.iter().map(|(_, batch)| batch.records.len() as u64).sum::<u64>();
        expired
    }
}
