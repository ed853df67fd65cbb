//! Kafka's producer: partitioner, accumulator, sender (`org.apache.kafka.clients.producer`).

mod accumulator;
mod application;
mod batch;
mod buffer_pool;
mod built_in_partitioner;
mod calls;
mod completion;
mod compression_ratio;
mod drain;
mod incomplete;
mod partitioner;
mod sender;
mod sending;
mod transaction_manager;
mod transactional;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use accumulator::Accumulator;
pub use application::BlockedOn;
use application::{Application, ProducerRecord};
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
pub use view::{PartitionBuffer, RequestInFlight};

use super::ClientCommand;
use super::metadata::{ClientMetadata, MetadataPatience};
use super::network::{NetworkClient, Patience};
use super::serdes::{Serdes, Serializing};
use crate::app::Source;
use crate::config::ProducerConfig;
use crate::log::{Header, Record};
use crate::model::{BrokerId, Duration, Instant, NodeId, TopicName, TopicPartition};
use crate::node::{Effect, Effects, Input, Lane, Node, Now, Timer};

/// The timers of a producer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProducerTimer {
    /// The source's next tick.
    Source,
    /// The application has worked on what it sends next.
    Work,
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
    /// What its serializers need beside the configs.
    pub serdes: Serdes,
}

/// A producer and the application that feeds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Producer {
    setup: Arc<ProducerSetup>,
    incarnation: u32,
    entropy: u64,
    application: Application,
    serializing: Serializing,
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
    is_closed: bool,
}

/// When a broker last had something to get, and when it last got it (`RecordAccumulator.NodeLatencyStats`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct NodeLatencyStats {
    ready: Instant,
    drained: Instant,
}

impl Producer {
    /// A producer whose process has not started.
    #[must_use]
    pub fn new(setup: ProducerSetup) -> Self {
        let config = &setup.config;
        let topics = setup
            .source
            .iter()
            .flat_map(|source| source.topics.clone())
            .collect();
        Self {
            incarnation: 0,
            entropy: 0,
            application: Application::default(),
            serializing: Serializing::new(&setup.serdes, config),
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
            is_closed: false,
            setup: Arc::new(setup),
        }
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
        let Some(transactional) = self.transactional_mut() else {
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
        self.serializing.close(effects);
        self.is_closed = true;
    }

    /// The same on a connection of its own, for a process that has other clients too.
    #[must_use]
    pub fn on_lane(mut self, lane: Lane) -> Self {
        self.network = NetworkClient::new(patience(&self.setup.config), lane);
        self
    }

    /// Takes in what happened. What comes of it, [`Producer::advance`] does.
    pub fn take_in(&mut self, now: Now, input: &Input, effects: &mut Effects) {
        for event in self.network.handle(now, input, effects) {
            self.became(now, event, effects);
        }
        self.serializing.handle(now, input, effects);
        match input {
            Input::Booted(boot) => {
                self.incarnation = boot.incarnation;
                self.entropy = boot.entropy;
                self.partitioner.seed(boot.entropy);
                self.source_is_due(effects);
            }
            Input::Timeout(Timer::Producer(ProducerTimer::Source)) => self.source_is_due(effects),
            Input::Timeout(Timer::Producer(ProducerTimer::Work)) => {
                self.application.schedule.worked();
            }
            _ => {}
        }
    }

    /// Takes in what its application is to call, after what it calls already.
    pub fn command(&mut self, command: &ClientCommand) {
        self.application.command(command);
    }

    /// Takes in a send of bytes as they are, after what its application calls already: no serializer looks at them.
    pub fn send_bytes(&mut self, topic: &TopicName, record: &Record, headers: Vec<Header>) {
        self.application.send_bytes(ProducerRecord {
            topic: topic.clone(),
            partition: None,
            key: record.key.clone(),
            value: record.value.clone(),
            headers,
            is_bytes: true,
        });
    }

    /// Does what can be done now.
    pub fn advance(&mut self, now: Now, effects: &mut Effects) {
        self.run_application(now, effects);
        self.pump(now, effects);
        // What was sent may have made room, or nothing is left to wait for.
        while self.run_application(now, effects) {
            self.pump(now, effects);
        }
        self.close_if_done(now, effects);
    }

    /// The call about transactions that has ended since this was asked last, and what it threw.
    pub const fn take_ended(&mut self) -> Option<(TransactionCall, Option<TransactionFailure>)> {
        self.application.ended.take()
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
        self.take_in(now, &input, effects);
        if let Input::Command(command) = &input {
            self.command(command);
        }
        self.advance(now, effects);
        if self.is_closed {
            effects.push(Effect::Exit);
        }
    }
}
