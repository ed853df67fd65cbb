//! Kafka's producer: partitioner, accumulator, sender (`org.apache.kafka.clients.producer`).

mod accumulator;
mod application;
mod batch;
mod buffer_pool;
mod built_in_partitioner;
mod completion;
mod compression_ratio;
mod drain;
mod incomplete;
mod partitioner;
mod sender;
mod transaction_manager;
mod transactional;

use std::collections::BTreeMap;
use std::sync::Arc;

use accumulator::Accumulator;
use application::Application;
pub use application::BlockedOn;
pub use batch::{BatchId, BatchSequence, ProducerBatch, ProducerIdAndEpoch};
use partitioner::Partitioner;
pub use partitioner::{
    PartitionRule, Partitioning, consistent_partition_for_key, murmur2, partition_for_key,
};
use sender::Context;
pub use transaction_manager::Identity;
use transaction_manager::TransactionManager;
use transactional::Transactional;
pub use transactional::{
    GroupMetadata, ProducerState, TransactionCall, TransactionCommand, TransactionFailure,
};

use super::metadata::{ClientMetadata, MetadataPatience};
use super::network::{NetworkClient, Patience};
use crate::app::Source;
use crate::config::ProducerConfig;
use crate::model::{BrokerId, Duration, Instant, NodeId, TopicPartition};
use crate::node::{Effect, Effects, Input, Lane, Node, Now, Timer};

/// The timers of a producer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProducerTimer {
    /// The source's next record.
    Source,
    /// The next moment at which the sender has something to do: `linger.ms`, `retry.backoff.ms` or
    /// `delivery.timeout.ms` of a batch, `max.block.ms` of a send, or metadata.
    Sender,
}

/// What a producer is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProducerSetup {
    /// Its node.
    pub id: NodeId,
    /// `bootstrap.servers`.
    pub bootstrap: Vec<BrokerId>,
    /// Its configs.
    pub config: ProducerConfig,
    /// How its application chooses partitions.
    pub partitioning: Partitioning,
    /// What its application sends on its own.
    pub source: Option<Source>,
    /// The feature `transaction.version` of the cluster, which `ApiVersions` would tell.
    pub transaction_version: i16,
}

/// A producer and the application that feeds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Producer {
    setup: Arc<ProducerSetup>,
    incarnation: u32,
    entropy: u64,
    application: Application,
    network: NetworkClient<Context>,
    metadata: ClientMetadata,
    partitioner: Partitioner,
    accumulator: Accumulator,
    /// Of an idempotent producer.
    transactions: Option<TransactionManager>,
    /// What is on its way, oldest first.
    in_flight: BTreeMap<TopicPartition, Vec<BatchId>>,
    latencies: BTreeMap<BrokerId, NodeLatencyStats>,
    delivery_timeout: Duration,
    /// Sends of this incarnation so far.
    sent: u64,
    acknowledged: u64,
    failed: u64,
    /// What the sender's timer was last set to; the past once it ran out.
    sender_wakes: Option<Instant>,
}

/// When a broker last had something to get, and when it last got it (`RecordAccumulator.NodeLatencyStats`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct NodeLatencyStats {
    ready: Instant,
    drained: Instant,
}

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
    /// A producer whose process has not started.
    #[must_use]
    pub fn new(setup: ProducerSetup) -> Self {
        let config = &setup.config;
        let topics = setup
            .source
            .iter()
            .map(|source| source.topic.clone())
            .collect();
        Self {
            incarnation: 0,
            entropy: 0,
            application: Application::default(),
            network: NetworkClient::new(patience(config), Lane::default()),
            metadata: ClientMetadata::new(
                setup.bootstrap.clone(),
                topics,
                MetadataPatience {
                    max_age: config.metadata_max_age,
                    retry_backoff: config.retry_backoff,
                    recovery: config.metadata_recovery,
                    rebootstrap_trigger: config.metadata_rebootstrap_trigger,
                },
            ),
            partitioner: Partitioner::new(setup.partitioning.clone(), config),
            accumulator: Accumulator::new(config),
            transactions: config
                .is_idempotent()
                .then(|| TransactionManager::new(transactional(&setup))),
            in_flight: BTreeMap::new(),
            latencies: BTreeMap::new(),
            delivery_timeout: config.effective_delivery_timeout(),
            sent: 0,
            acknowledged: 0,
            failed: 0,
            sender_wakes: None,
            setup: Arc::new(setup),
        }
    }

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

    fn transactional(&self) -> Option<&Transactional> {
        self.transactions.as_ref()?.transactional.as_ref()
    }

    /// What its application waits for in a call, and since when.
    #[must_use]
    pub fn blocked(&self) -> Option<(BlockedOn, Instant)> {
        self.application.blocked()
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

    fn source_is_due(&mut self, effects: &mut Effects) {
        if let Some(source) = &self.setup.source
            && self.application.schedule.tick(source)
        {
            effects.set_timer(ProducerTimer::Source, source.every);
        }
    }

    /// A producer that closes aborts the transaction that is open (`Sender.run`). Says whether it is still at it.
    fn ends_transaction(&mut self) -> bool {
        let Some(transactions) = &mut self.transactions else {
            return false;
        };
        let Some(transactional) = &mut transactions.transactional else {
            return false;
        };
        match transactional.state() {
            ProducerState::InTransaction | ProducerState::AbortableError => {
                transactional.call(&TransactionCommand::Abort).is_ok()
            }
            state => state.is_completing(),
        }
    }

    /// A producer that closes ends when everything is done, or when it was not done in time.
    fn close_if_done(&mut self, now: Now, effects: &mut Effects) {
        if !self.application.is_closing() {
            return;
        }
        if self.application.has_closed_for_long(now.mono) {
            self.abort_incomplete(effects);
        } else if self.accumulator.has_undrained() || self.in_flight() > 0 {
            return;
        } else if self.ends_transaction() {
            self.pump(now, effects);
            return;
        }
        self.network.close_all(effects);
        effects.push(Effect::Exit);
    }
}

/// The part of a producer that makes transactions, if it has a `transactional.id`.
fn transactional(setup: &ProducerSetup) -> Option<Transactional> {
    let config = &setup.config;
    let id = config.transactional_id.clone()?;
    Some(Transactional::new(
        id,
        config.transaction_timeout,
        config.retry_backoff,
        setup.transaction_version,
    ))
}

fn patience(config: &ProducerConfig) -> Patience {
    Patience {
        request_timeout: config.request_timeout,
        reconnect_backoff: config.reconnect_backoff,
        reconnect_backoff_max: config.reconnect_backoff_max,
        connection_setup_timeout: config.connection_setup_timeout,
    }
}

impl Node for Producer {
    fn handle(&mut self, now: Now, input: Input, effects: &mut Effects) {
        for event in self.network.handle(now, &input, effects) {
            self.became(now, event, effects);
        }
        match &input {
            Input::Booted(boot) => {
                self.incarnation = boot.incarnation;
                self.entropy = boot.entropy;
                self.partitioner.seed(boot.entropy);
                self.source_is_due(effects);
            }
            Input::Timeout(Timer::Producer(ProducerTimer::Source)) => self.source_is_due(effects),
            Input::Command(command) => self.application.command(command),
            _ => {}
        }
        self.run_application(now, effects);
        self.pump(now, effects);
        // What was sent may have made room, or nothing is left to wait for.
        while self.run_application(now, effects) {
            self.pump(now, effects);
        }
        self.close_if_done(now, effects);
    }
}
