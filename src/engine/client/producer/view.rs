//! What a screen, and whoever has it in a process of theirs, see of a producer.

use super::batch::{BatchId, ProducerBatch};
use super::sender::Context;
use super::transaction_manager::Identity;
use super::transactional::Transactional;
use super::{BlockedOn, Producer, ProducerSetup, ProducerState, TransactionFailure};
use crate::model::{BrokerId, Instant, TopicPartition};
use crate::registry::RegistryRequest;

/// What a producer holds of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionBuffer {
    /// Which partition.
    pub partition: TopicPartition,
    /// The batches that wait, in the order in which they are to be sent.
    pub waiting: Vec<BatchId>,
    /// The records in them.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The batches on their way, oldest first.
    pub in_flight: Vec<BatchId>,
    /// The sequence number of the next record that is sent for the first time; `None` without idempotence.
    pub next_sequence: Option<i32>,
}

/// A produce request that waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestInFlight {
    /// Whom it went to.
    pub leader: BrokerId,
    /// When.
    pub sent: Instant,
    /// What it carries.
    pub batches: Vec<(TopicPartition, BatchId)>,
}

impl Producer {
    /// What it was made with.
    #[must_use]
    pub fn setup(&self) -> &ProducerSetup {
        &self.setup
    }

    /// Records that its application has sent since the process started.
    #[must_use]
    pub const fn sent(&self) -> u64 {
        self.sent
    }

    /// Records that were acknowledged.
    #[must_use]
    pub const fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// Records that were given up.
    #[must_use]
    pub const fn failed(&self) -> u64 {
        self.failed
    }

    /// Records that wait in the accumulator, and the one that `send()` blocks with.
    #[must_use]
    pub fn buffered(&self) -> u64 {
        let blocked = self.blocked().filter(|(on, _)| *on != BlockedOn::Flush);
        self.accumulator.waiting_records() + u64::from(blocked.is_some())
    }

    /// Produce requests that wait for an answer.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.requests().count()
    }

    /// Its producer id and epoch, as far as it has one.
    #[must_use]
    pub fn identity(&self) -> Identity {
        let transactions = self.transactions.as_ref();
        transactions.map_or(Identity::None, |transactions| transactions.identity)
    }

    /// How far its transaction is, if it makes any.
    #[must_use]
    pub fn transaction_state(&self) -> Option<ProducerState> {
        Some(self.transactional()?.state())
    }

    /// The error that its transaction or the producer itself is in, as the next call throws it.
    #[must_use]
    pub fn transaction_failure(&self) -> Option<TransactionFailure> {
        self.transactional()?.failure()
    }

    /// The partitions of its open transaction.
    pub fn transaction_partitions(&self) -> impl Iterator<Item = &TopicPartition> {
        let transactional = self.transactional().into_iter();
        transactional.flat_map(Transactional::partitions)
    }

    pub(super) fn transactional(&self) -> Option<&Transactional> {
        self.transactions.as_ref()?.transactional.as_ref()
    }

    pub(super) fn transactional_mut(&mut self) -> Option<&mut Transactional> {
        self.transactions.as_mut()?.transactional.as_mut()
    }

    /// What its application waits for in a call, and since when.
    #[must_use]
    pub fn blocked(&self) -> Option<(BlockedOn, Instant)> {
        self.application.blocked()
    }

    /// What its serializers ask a schema registry.
    #[must_use]
    pub fn registry_asked(&self) -> Option<&RegistryRequest> {
        self.serializing.asked()
    }

    /// How many ids of schemas its serializers know.
    #[must_use]
    pub fn schemas_cached(&self) -> u64 {
        self.serializing.cached()
    }

    /// Bytes of `buffer.memory` that no batch takes.
    #[must_use]
    pub const fn buffer_available(&self) -> u64 {
        self.accumulator.memory.available()
    }

    /// The batches that its application has not heard the last of, oldest first.
    pub fn batches(&self) -> impl Iterator<Item = (BatchId, &ProducerBatch)> {
        let batches = self.accumulator.batches.iter();
        batches.filter(|(_, batch)| !batch.is_done)
    }

    /// What it holds of each partition that it ever sent to.
    pub fn partitions(&self) -> impl Iterator<Item = PartitionBuffer> {
        self.accumulator.queues.iter().map(|(partition, queue)| {
            let batches = queue
                .iter()
                .filter_map(|id| self.accumulator.batches.get(*id));
            let sizes = batches.map(|batch| (u64::from(batch.count()), u64::from(batch.size())));
            let (records, bytes) =
                sizes.fold((0, 0), |sum, batch| (sum.0 + batch.0, sum.1 + batch.1));
            let transactions = self.transactions.as_ref();
            PartitionBuffer {
                partition: partition.clone(),
                waiting: queue.iter().copied().collect(),
                records,
                bytes,
                in_flight: self.in_flight.get(partition).cloned().unwrap_or_default(),
                next_sequence: transactions.map(|t| t.next_sequence(partition)),
            }
        })
    }

    /// The produce requests that wait for an answer, by broker, oldest first.
    pub fn requests(&self) -> impl Iterator<Item = RequestInFlight> {
        let requests = self.network.all_in_flight();
        requests.filter_map(|(leader, request)| match &request.context {
            Context::Produce { batches } => Some(RequestInFlight {
                leader,
                sent: request.sent,
                batches: batches.clone(),
            }),
            _ => None,
        })
    }

    /// Values that its source has not sent yet; `None` without a source.
    #[must_use]
    pub fn source_remaining(&self) -> Option<u64> {
        let position = self.application.schedule.position();
        let source = self.setup.source.as_ref();
        source.map(|source| source.len() - position)
    }

    /// Whether its application calls nothing, and nothing waits to be called.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.application.is_idle()
    }

    /// Whether `close()` has returned.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        self.is_closed
    }
}
