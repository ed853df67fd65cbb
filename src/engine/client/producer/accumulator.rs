//! Records that wait to be sent, in batches (`RecordAccumulator`).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::batch::{BatchId, ProducerBatch};
use super::buffer_pool::BufferPool;
use super::built_in_partitioner::BuiltInPartitioner;
use super::compression_ratio::{CompressionRatio, CompressionRatioEstimator};
use super::incomplete::IncompleteBatches;
use super::transaction_manager::TransactionManager;
use crate::client::metadata::ClientMetadata;
use crate::config::ProducerConfig;
use crate::log::{Compression, Record};
use crate::model::{BrokerId, Duration, Instant, TopicName, TopicPartition};

/// Batches by partition, in the order in which they are to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Accumulator {
    pub(super) batch_size: u32,
    pub(super) linger: Duration,
    compression: Compression,
    pub batches: IncompleteBatches,
    /// A partition stays here once something was sent to it.
    pub(super) queues: BTreeMap<TopicPartition, VecDeque<BatchId>>,
    pub memory: BufferPool,
    ratios: CompressionRatioEstimator,
    /// Partitions that wait for their batch in flight (`max.in.flight.requests.per.connection=1`).
    pub(super) muted: BTreeSet<TopicPartition>,
    /// Where the next request to a broker begins, so that each of its partitions has its turn.
    pub(super) drain_index: BTreeMap<BrokerId, u32>,
}

/// What a record did to the batch that took it (`RecordAppendResult`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Appended {
    /// By how much the batch grew.
    pub bytes: u32,
    /// Whether it takes no more.
    pub is_full: bool,
}

/// A record that was not taken: so many bytes of `buffer.memory` are not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Exhausted {
    pub bytes: u64,
    pub record: Record,
}

impl Accumulator {
    pub fn new(config: &ProducerConfig) -> Self {
        Self {
            // Without batching a batch still takes the record that it is made for.
            batch_size: config.batch_size.max(1) as u32,
            linger: config
                .linger
                .min(Duration::from_millis(i64::from(i32::MAX))),
            compression: config.compression_type,
            batches: IncompleteBatches::default(),
            queues: BTreeMap::new(),
            memory: BufferPool::new(config.buffer_memory as u64),
            ratios: CompressionRatioEstimator::default(),
            muted: BTreeSet::new(),
            drain_index: BTreeMap::new(),
        }
    }

    /// Adds a record to the last batch of a partition, or to a new one.
    ///
    /// # Errors
    /// When a new batch is needed and there is no memory for it.
    pub fn append(
        &mut self,
        now: Instant,
        to: &TopicPartition,
        record: Record,
    ) -> Result<Appended, Exhausted> {
        match self.try_append(to, record) {
            Ok(appended) => Ok(appended),
            Err(record) => self.append_new_batch(now, to, record),
        }
    }

    /// The same for a record that may go anywhere. Answers where it went.
    ///
    /// # Errors
    /// When a new batch is needed and there is no memory for it.
    pub fn append_anywhere(
        &mut self,
        now: Instant,
        topic: &TopicName,
        record: Record,
        sticky: &mut BuiltInPartitioner,
        metadata: &ClientMetadata,
    ) -> Result<TopicPartition, Exhausted> {
        let mut to = TopicPartition::new(topic, sticky.current(metadata));
        // It may have stayed for the sake of a batch that is full by now.
        if self.all_batches_full(&to) {
            sticky.produced(0, true, self.batch_size, metadata);
            to.partition = sticky.current(metadata);
        }
        let Appended { bytes, is_full } = self.append(now, &to, record)?;
        sticky.produced(bytes, is_full, self.batch_size, metadata);
        Ok(to)
    }

    fn try_append(&mut self, to: &TopicPartition, record: Record) -> Result<Appended, Record> {
        let last = self.queues.get(to).and_then(|queue| queue.back().copied());
        let Some(batch) = last.and_then(|last| self.batches.get_mut(last)) else {
            return Err(record);
        };
        let before = batch.size();
        batch.try_append(record)?;
        Ok(Appended {
            bytes: batch.size() - before,
            is_full: batch.is_full(),
        })
    }

    /// A batch takes all of its memory at once, however little it will hold.
    fn append_new_batch(
        &mut self,
        now: Instant,
        to: &TopicPartition,
        record: Record,
    ) -> Result<Appended, Exhausted> {
        let capacity = self.batch_size.max(record.size_upper_bound());
        let bytes = u64::from(capacity);
        if !self.memory.allocate(bytes) {
            return Err(Exhausted { bytes, record });
        }
        let ratio = self.ratios.estimation(&to.topic);
        let mut batch = ProducerBatch::new(to.clone(), now, capacity, self.compression, ratio);
        batch.allocated = bytes;
        let taken = batch.try_append(record);
        debug_assert!(taken.is_ok(), "the first record has room");
        let appended = Appended {
            bytes: batch.size(),
            is_full: batch.is_full(),
        };
        let id = self.batches.add(batch);
        self.queues.entry(to.clone()).or_default().push_back(id);
        Ok(appended)
    }

    /// Only the last batch of a queue takes records.
    fn all_batches_full(&self, partition: &TopicPartition) -> bool {
        let last = self.queues.get(partition).and_then(VecDeque::back);
        let last = last.and_then(|id| self.batches.get(*id));
        last.is_none_or(ProducerBatch::is_full)
    }

    /// The first batch of a partition.
    pub fn first(&self, partition: &TopicPartition) -> Option<(BatchId, &ProducerBatch)> {
        let id = *self.queues.get(partition)?.front()?;
        self.batches.get(id).map(|batch| (id, batch))
    }

    /// Records that no request carries at this moment.
    pub fn waiting_records(&self) -> u64 {
        let waiting = self.queues.values().flatten();
        let batches = waiting.filter_map(|id| self.batches.get(*id));
        batches.map(|batch| u64::from(batch.count())).sum()
    }

    /// Whether something has never been sent, or waits to be sent again.
    pub fn has_undrained(&self) -> bool {
        self.queues.values().any(|queue| !queue.is_empty())
    }

    /// Makes a batch what a request carries; how well it compressed says what to expect of the next ones.
    pub fn build(&mut self, id: BatchId) -> Option<crate::log::RecordBatch> {
        let batch = self.batches.get_mut(id)?;
        let (built, ratio) = batch.build();
        batch.drained();
        if let Some(ratio) = ratio.filter(|_| self.compression != Compression::None) {
            self.ratios.update(&batch.partition().topic, ratio);
        }
        Some(built)
    }

    /// Puts a batch back that is to be sent again: among numbered ones by its number, else in front (`reenqueue`).
    pub fn reenqueue(&mut self, id: BatchId) {
        let Some(batch) = self.batches.get(id) else {
            return;
        };
        let queue = self.queues.entry(batch.partition().clone()).or_default();
        let place = match batch.sequence() {
            None => 0,
            Some(sequence) => {
                let comes_first = |other: &&BatchId| {
                    let other = self.batches.get(**other).and_then(ProducerBatch::sequence);
                    other.is_some_and(|other| other.base < sequence.base)
                };
                queue.iter().take_while(comes_first).count()
            }
        };
        queue.insert(place, id);
    }

    /// Puts the parts of a batch that was too large in its place (`splitAndReenqueue`).
    pub fn split_and_reenqueue(
        &mut self,
        id: BatchId,
        transactions: Option<&mut TransactionManager>,
    ) {
        let Some(batch) = self.batches.get(id) else {
            return;
        };
        let topic = batch.partition().topic.clone();
        let parts = batch.split(self.batch_size);
        self.ratios.set(&topic, CompressionRatio::ONE);
        let ids: Vec<BatchId> = parts
            .into_iter()
            .map(|part| self.batches.add(part))
            .collect();
        if let Some(transactions) = transactions {
            for id in &ids {
                if let Some(part) = self.batches.get(*id) {
                    transactions.track(*id, part);
                }
            }
        }
        for id in ids.into_iter().rev() {
            self.reenqueue(id);
        }
    }

    /// Takes out the batches that have waited for `delivery.timeout.ms`, as far as they are first in their queues.
    pub fn take_expired(&mut self, now: Instant, delivery_timeout: Duration) -> Vec<BatchId> {
        let mut expired = Vec::new();
        for queue in self.queues.values_mut() {
            while let Some(id) = queue.front() {
                let created = self.batches.get(*id).map(ProducerBatch::created);
                if created.is_some_and(|created| created + delivery_timeout > now) {
                    break;
                }
                expired.extend(queue.pop_front());
            }
        }
        expired
    }

    /// Forgets a batch and gives its memory back.
    pub fn deallocate(&mut self, id: BatchId) {
        if let Some(batch) = self.batches.remove(id) {
            self.memory.deallocate(batch.allocated);
        }
    }
}
