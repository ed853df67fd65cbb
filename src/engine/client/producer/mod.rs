//! Kafka's producer: partitioner, accumulator, sender (`org.apache.kafka.clients.producer`).

mod accumulator;
mod partitioner;
mod sender;
mod source;

use std::sync::Arc;

use accumulator::Accumulator;
use partitioner::Sticky;
pub use partitioner::{murmur2, partition_for_key};
use sender::Context;
pub use source::{Source, SourceRecord, SourceRecords};

use super::metadata::{ClientMetadata, MetadataPatience};
use super::network::{NetworkClient, Patience};
use super::{ClientCommand, Observation};
use crate::config::ProducerConfig;
use crate::log::{Origin, Record};
use crate::model::{BrokerId, Instant, NodeId, TopicName, TopicPartition};
use crate::node::{Effect, Effects, Input, Lane, Node, Now, Timer};
use crate::protocol::ErrorCode;

/// The timers of a producer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProducerTimer {
    /// The source's next record.
    Source,
    /// The next moment at which the sender has something to do: `linger.ms`, `retry.backoff.ms` or
    /// `delivery.timeout.ms` of a batch, or metadata.
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
    /// What its application sends on its own.
    pub source: Option<Source>,
}

/// A producer and the application that feeds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Producer {
    setup: Arc<ProducerSetup>,
    incarnation: u32,
    network: NetworkClient<Context>,
    metadata: ClientMetadata,
    sticky: Sticky,
    accumulator: Accumulator,
    identity: Identity,
    /// Sends of this incarnation so far.
    sent: u64,
    acknowledged: u64,
    failed: u64,
    /// Values that the source has sent.
    source_position: u64,
    /// Sends whose topic is not known yet.
    unplaced: Vec<Unplaced>,
    closing: bool,
    sender_wakes: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Unplaced {
    topic: TopicName,
    partition: Option<i32>,
    record: Record,
    since: Instant,
}

/// The producer id of an idempotent producer (KIP-98).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// `enable.idempotence=false`, or `acks` is not `all`: batches carry no sequence numbers.
    None,
    /// InitProducerId has not been answered.
    Wanted,
    /// Asked for.
    Asked,
    /// Not to be asked for again before this moment.
    BackingOff(Instant),
    /// This one.
    Known {
        /// The producer id.
        id: i64,
        /// Its epoch.
        epoch: i16,
    },
}

impl Producer {
    /// A producer whose process has not started.
    #[must_use]
    pub fn new(setup: ProducerSetup) -> Self {
        let config = &setup.config;
        // `ProducerConfig.postProcessAndValidateIdempotenceConfigs`: the default gives way to acks and retries.
        let idempotent = config.enable_idempotence
            && config.acks == crate::config::Acks::All
            && config.retries > 0
            && config.max_in_flight <= 5;
        let topics = setup
            .source
            .iter()
            .map(|source| source.topic.clone())
            .collect();
        Self {
            incarnation: 0,
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
            sticky: Sticky::default(),
            accumulator: Accumulator::default(),
            identity: if idempotent {
                Identity::Wanted
            } else {
                Identity::None
            },
            sent: 0,
            acknowledged: 0,
            failed: 0,
            source_position: 0,
            unplaced: Vec::new(),
            closing: false,
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

    /// Records that wait in the accumulator or for metadata.
    #[must_use]
    pub fn buffered(&self) -> u64 {
        self.accumulator.buffered() + self.unplaced.len() as u64
    }

    /// Produce requests that wait for an answer.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.network
            .all_in_flight()
            .filter(|(_, request)| matches!(request.context, Context::Produce { .. }))
            .count()
    }

    /// Its producer id and epoch, as far as it has one.
    #[must_use]
    pub const fn identity(&self) -> Identity {
        self.identity
    }

    /// Values that its source has not sent yet; `None` without a source.
    #[must_use]
    pub fn source_remaining(&self) -> Option<u64> {
        self.setup
            .source
            .as_ref()
            .map(|source| source.len() - self.source_position)
    }

    fn source_is_due(&mut self, now: Now, effects: &mut Effects) {
        let setup = Arc::clone(&self.setup);
        let Some(source) = &setup.source else { return };
        for _ in 0..source.per_tick {
            let Some(value) = source.record(self.source_position) else {
                break;
            };
            self.source_position += 1;
            self.accept(
                now,
                source.topic.clone(),
                None,
                Record::new(now.wall, value.key, value.value),
            );
        }
        if self.source_position < source.len() {
            effects.set_timer(ProducerTimer::Source, source.every);
        }
    }

    /// `KafkaProducer.send`.
    fn accept(&mut self, now: Now, topic: TopicName, partition: Option<i32>, mut record: Record) {
        record.origin = Some(Origin {
            producer: self.setup.id,
            incarnation: self.incarnation,
            number: self.sent,
        });
        self.sent += 1;
        self.metadata.want(&topic);
        self.unplaced.push(Unplaced {
            topic,
            partition,
            record,
            since: now.mono,
        });
    }

    /// Gives every send whose topic is known its partition and its place in a batch.
    fn place(&mut self, now: Now, effects: &mut Effects) {
        let waiting = std::mem::take(&mut self.unplaced);
        for send in waiting {
            match self.metadata.partition_count(&send.topic) {
                Some(count)
                    if send
                        .partition
                        .is_some_and(|chosen| !(0..count).contains(&chosen)) =>
                {
                    let number = send.record.origin.map_or(0, |origin| origin.number);
                    self.failed += 1;
                    effects.observe(Observation::Failed {
                        numbers: number..number + 1,
                        error: ErrorCode::UnknownTopicOrPartition,
                        maybe_written: false,
                    });
                }
                Some(count) if count > 0 => {
                    let partition = match (send.partition, &send.record.key) {
                        (Some(partition), _) => partition,
                        (None, Some(key)) => partition_for_key(&key.bytes(), count),
                        (None, None) => {
                            let size = send.record.size(0, send.record.timestamp);
                            self.sticky.choose(
                                &send.topic,
                                count,
                                size,
                                self.setup.config.batch_size,
                            )
                        }
                    };
                    let partition = TopicPartition::new(&send.topic, partition);
                    let number = send.record.origin.map_or(0, |origin| origin.number);
                    effects.observe(Observation::Sent {
                        numbers: number..number + 1,
                        partition: partition.clone(),
                    });
                    let batch_size = self.setup.config.batch_size;
                    self.accumulator
                        .append(now.mono, partition, send.record, number, batch_size);
                }
                _ => self.unplaced.push(send),
            }
        }
    }

    fn command(&mut self, now: Now, command: &ClientCommand) {
        match command {
            ClientCommand::Send {
                topic,
                partition,
                key,
                value,
            } => {
                let record = Record::new(now.wall, key.clone(), value.clone());
                self.accept(now, topic.clone(), *partition, record);
            }
            ClientCommand::Close => self.closing = true,
            ClientCommand::Ask { .. }
            | ClientCommand::Consumer(_)
            | ClientCommand::Administer(_) => {}
        }
    }
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
                self.sticky = Sticky::new(boot.entropy);
                self.source_is_due(now, effects);
            }
            Input::Timeout(Timer::Producer(ProducerTimer::Source)) if !self.closing => {
                self.source_is_due(now, effects);
            }
            Input::Timeout(Timer::Producer(ProducerTimer::Sender)) => self.sender_wakes = None,
            Input::Command(command) => self.command(now, command),
            _ => {}
        }
        self.place(now, effects);
        self.pump(now, effects);
        if self.closing && self.buffered() == 0 && self.in_flight() == 0 {
            self.network.close_all(effects);
            effects.push(Effect::Exit);
        }
    }
}
