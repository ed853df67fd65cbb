//! A producer alone: its connections open at once, metadata and producer ids are answered at once, and the test answers
//! its produce requests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::client::producer::{Partitioning, Producer, ProducerSetup};
use engine::client::{ClientCommand, Observation, SendFailure};
use engine::config::{Configs, ProducerConfig};
use engine::log::RecordBatch;
use engine::model::{
    Duration, Instant, LeaderEpoch, NodeId, Offset, Payload, StepId, Timestamp, TopicPartition,
};
use engine::node::{
    Boot, Connection, ConnectionId, Effect, Effects, Input, Message, Node, Now, Timer, Why,
};
use engine::protocol::{
    Body, ErrorCode, InitProducerIdResponse, MetadataPartition, MetadataResponse, MetadataTopic,
    PartitionProduced, ProduceResponse, Request, Response,
};

use crate::cluster::partition;

pub const SUCCESS: ErrorCode = ErrorCode::None;

pub struct LoneProducer {
    pub producer: Producer,
    now: Instant,
    timers: BTreeMap<Timer, Instant>,
    connections: BTreeMap<NodeId, Connection>,
    opened: u64,
    /// Leader and leader epoch of each partition of the topic "t".
    pub leaders: Vec<(Option<u32>, i32)>,
    pub knows_topic: bool,
    pub gives_ids: bool,
    next_id: i64,
    pub first_epoch: i16,
    pub down: BTreeSet<u32>,
    /// How often metadata was asked for.
    pub metadata_asked: u32,
    pub requests: Vec<Asked>,
    pub seen: Vec<(u64, Observation)>,
    pub has_exited: bool,
    ends: BTreeMap<i32, i64>,
}

/// A produce request that the test has not answered.
pub struct Asked {
    pub broker: u32,
    pub at_ms: u64,
    connection: ConnectionId,
    correlation_id: i32,
    pub acks: i16,
    pub batches: Vec<(i32, RecordBatch)>,
}

impl Asked {
    pub fn partitions(&self) -> Vec<i32> {
        self.batches.iter().map(|(number, _)| *number).collect()
    }

    pub fn values(&self) -> Vec<String> {
        let batches = self.batches.iter();
        batches.flat_map(|(_, batch)| values(batch)).collect()
    }

    /// Epoch and base sequence of each batch.
    pub fn sequences(&self) -> Vec<(i16, i32)> {
        let batches = self.batches.iter();
        batches
            .map(|(_, batch)| (batch.producer_epoch(), batch.base_sequence()))
            .collect()
    }
}

pub fn values(batch: &RecordBatch) -> Vec<String> {
    let values = batch
        .records()
        .filter_map(|(_, record)| record.value.clone());
    values
        .map(|value| String::from_utf8_lossy(&value.bytes()).into_owned())
        .collect()
}

/// A producer of the topic "t" with one partition on broker 1, which it knows already.
pub fn producer(configs: &[(&str, &str)]) -> LoneProducer {
    of_partitions(1, 1, configs)
}

/// The same with more partitions, led by brokers 1, 2, … in turn.
pub fn of_partitions(partitions: u32, brokers: u32, configs: &[(&str, &str)]) -> LoneProducer {
    partitioned(partitions, brokers, configs, Partitioning::Configured)
}

pub fn partitioned(
    partitions: u32,
    brokers: u32,
    configs: &[(&str, &str)],
    partitioning: Partitioning,
) -> LoneProducer {
    let mut lone = unstarted(partitions, brokers, configs, partitioning);
    // A first record makes the topic known, and is gone before the test begins.
    lone.boot(1);
    lone.send_to(0, "first").call(ClientCommand::Flush);
    if !lone.requests.is_empty() {
        lone.answer(0, SUCCESS);
    }
    lone.seen.clear();
    lone
}

pub fn unstarted(
    partitions: u32,
    brokers: u32,
    configs: &[(&str, &str)],
    partitioning: Partitioning,
) -> LoneProducer {
    let mut config = ProducerConfig::default();
    for (name, value) in configs {
        config.set(name, value).expect("a test's config is valid");
    }
    LoneProducer {
        producer: Producer::new(ProducerSetup {
            id: NodeId(9),
            bootstrap: (1..=brokers).map(NodeId).collect(),
            config,
            partitioning,
            source: None,
            transaction_version: engine::metadata::NEWEST_TRANSACTION_VERSION,
            serdes: engine::client::serdes::Serdes::default(),
        }),
        now: Instant::ZERO,
        timers: BTreeMap::new(),
        connections: BTreeMap::new(),
        opened: 0,
        leaders: (0..partitions)
            .map(|p| (Some(p % brokers + 1), 0))
            .collect(),
        knows_topic: true,
        gives_ids: true,
        next_id: 7,
        first_epoch: 0,
        down: BTreeSet::new(),
        metadata_asked: 0,
        requests: Vec::new(),
        seen: Vec::new(),
        has_exited: false,
        ends: BTreeMap::new(),
    }
}

impl LoneProducer {
    pub fn boot(&mut self, entropy: u64) -> &mut Self {
        self.handle(Input::Booted(Boot {
            incarnation: 0,
            entropy,
            disk: Default::default(),
        }))
    }

    /// The producer id that is given next.
    pub fn next_producer_id(&mut self, id: i64) -> &mut Self {
        self.next_id = id;
        self
    }

    pub fn now_ms(&self) -> u64 {
        self.now.0 / 1_000
    }

    pub fn send(&mut self, value: &str) -> &mut Self {
        self.command(None, None, value)
    }

    pub fn send_to(&mut self, partition: i32, value: &str) -> &mut Self {
        self.command(Some(partition), None, value)
    }

    pub fn send_keyed(&mut self, key: &str, value: &str) -> &mut Self {
        self.command(None, Some(key), value)
    }

    /// Sends a value of so many bytes to a partition.
    pub fn send_bytes(&mut self, partition: i32, bytes: usize) -> &mut Self {
        self.send_to(partition, &"x".repeat(bytes))
    }

    /// Sends each value in a batch of its own.
    pub fn send_apart(&mut self, values: &[&str]) -> &mut Self {
        for value in values {
            self.send(value).run_ms(6);
        }
        self
    }

    fn command(&mut self, partition: Option<i32>, key: Option<&str>, value: &str) -> &mut Self {
        self.call(ClientCommand::Send {
            topic: "t".into(),
            partition,
            key: key.map(Payload::from),
            value: Some(Payload::from(value)),
        })
    }

    pub fn call(&mut self, command: ClientCommand) -> &mut Self {
        self.handle(Input::Command(command))
    }

    /// Lets so much time pass.
    pub fn run_ms(&mut self, ms: u64) -> &mut Self {
        let end = Instant(self.now.0 + ms * 1_000);
        while let Some((timer, at)) = self
            .timers
            .iter()
            .map(|(timer, at)| (timer.clone(), *at))
            .min_by_key(|(timer, at)| (*at, timer.clone()))
            .filter(|(_, at)| *at <= end)
        {
            self.timers.remove(&timer);
            self.now = self.now.max(at);
            self.handle(Input::Timeout(timer));
        }
        self.now = end;
        self
    }

    /// Lets so much time pass before the timers that end in it.
    pub fn tick_ms(&mut self, ms: u64) -> &mut Self {
        self.now.0 += ms * 1_000;
        self
    }

    /// Answers the request at this place with an error, or with success, for each of its batches.
    pub fn answer(&mut self, place: usize, error: ErrorCode) -> &mut Self {
        self.answer_with(place, |produced| produced.error = error)
    }

    pub fn answer_with(
        &mut self,
        place: usize,
        change: impl Fn(&mut PartitionProduced),
    ) -> &mut Self {
        let asked = self.requests.remove(place);
        let batches = asked.batches.iter().map(|(number, batch)| {
            let end = self.ends.entry(*number).or_default();
            let mut produced = PartitionProduced::refused(partition("t", *number), SUCCESS);
            produced.log_start_offset = Offset(0);
            change(&mut produced);
            if produced.error == SUCCESS {
                produced.base_offset = Offset(*end);
                *end += i64::from(batch.count());
            }
            produced
        });
        let partitions = batches.collect();
        let response = Response::Produce(ProduceResponse { partitions });
        let (connection, correlation_id) = (asked.connection, asked.correlation_id);
        self.reply(connection, correlation_id, response)
    }

    /// Breaks the connection to a broker; what was asked on it is never answered.
    pub fn disconnect(&mut self, broker: u32) -> &mut Self {
        self.requests.retain(|asked| asked.broker != broker);
        let connection = self.connections.remove(&NodeId(broker));
        let connection = connection.expect("there is a connection");
        self.handle(Input::Closed(connection, Why::Reset))
    }

    /// The values of each request that waits for an answer.
    pub fn in_flight(&self) -> Vec<Vec<String>> {
        self.requests.iter().map(Asked::values).collect()
    }

    /// The numbers of acknowledged sends with their offsets, in the order of the callbacks.
    pub fn acknowledged(&self) -> Vec<(u64, i64)> {
        let acked = self.seen.iter().filter_map(|(_, seen)| match seen {
            Observation::Acknowledged {
                numbers,
                base_offset,
                ..
            } => Some((numbers.clone(), base_offset.0)),
            _ => None,
        });
        acked
            .flat_map(|(numbers, base)| numbers.clone().map(move |n| (n, base, numbers.start)))
            .map(|(n, base, first)| {
                (
                    n,
                    if base < 0 {
                        base
                    } else {
                        base + (n - first) as i64
                    },
                )
            })
            .collect()
    }

    /// What was given up: when, with which error, why, and whether it may be written.
    pub fn failures(&self) -> Vec<(u64, ErrorCode, SendFailure, bool)> {
        let failed = self.seen.iter().filter_map(|(at, seen)| match seen {
            Observation::Failed {
                error,
                why,
                maybe_written,
                ..
            } => Some((*at, *error, *why, *maybe_written)),
            _ => None,
        });
        failed.collect()
    }

    /// The partitions of the records in the order in which they were sent.
    pub fn chosen(&self) -> Vec<i32> {
        let sent = self.seen.iter().filter_map(|(_, seen)| match seen {
            Observation::Sent { partition, .. } => Some(partition.partition),
            _ => None,
        });
        sent.collect()
    }

    fn reply(
        &mut self,
        connection: ConnectionId,
        correlation_id: i32,
        response: impl Into<Body>,
    ) -> &mut Self {
        self.handle(Input::Message(Message {
            connection,
            correlation_id,
            body: Arc::new(response.into()),
        }))
    }

    fn handle(&mut self, input: Input) -> &mut Self {
        let now = Now {
            mono: self.now,
            wall: Timestamp(self.now_ms() as i64),
            step: StepId::default(),
        };
        let mut effects = Effects::default();
        self.producer.handle(now, input, &mut effects);
        let effects: Vec<Effect> = effects.drain().collect();
        let mut follow = Vec::new();
        for effect in effects {
            match effect {
                Effect::SetTimer { timer, after } => {
                    self.timers.insert(timer, self.now + *after.start());
                }
                Effect::CancelTimer(timer) => {
                    self.timers.remove(&timer);
                }
                Effect::Open(peer, lane) => {
                    self.opened += 1;
                    let connection = Connection {
                        id: ConnectionId(self.opened),
                        peer,
                        lane,
                        opener: true,
                    };
                    if self.down.contains(&peer.0) {
                        follow.push(Input::Closed(connection, Why::Refused));
                    } else {
                        self.connections.insert(peer, connection);
                        follow.push(Input::Opened(connection));
                    }
                }
                Effect::Close(id) => {
                    self.connections.retain(|_, connection| connection.id != id);
                    self.requests.retain(|asked| asked.connection != id);
                }
                Effect::Send(message, _) => follow.extend(self.asked(&message)),
                Effect::Observe(observation) => self.seen.push((self.now_ms(), observation)),
                Effect::Exit => self.has_exited = true,
                _ => {}
            }
        }
        for input in follow {
            self.handle(input);
        }
        self
    }

    fn asked(&mut self, message: &Message) -> Option<Input> {
        let Body::Request(request) = &*message.body else {
            return None;
        };
        let response: Response = match request {
            Request::Metadata(_) => {
                self.metadata_asked += 1;
                Response::Metadata(self.metadata())
            }
            Request::InitProducerId(_) if self.gives_ids => {
                self.next_id += 1;
                Response::InitProducerId(InitProducerIdResponse {
                    error: SUCCESS,
                    producer_id: self.next_id - 1,
                    producer_epoch: self.first_epoch,
                })
            }
            Request::Produce(produce) => {
                let on = |connection: &&Connection| connection.id == message.connection;
                let connection = self.connections.values().find(on);
                let batches = produce.batches.iter();
                self.requests.push(Asked {
                    broker: connection.expect("it is open").peer.0,
                    at_ms: self.now_ms(),
                    connection: message.connection,
                    correlation_id: message.correlation_id,
                    acks: produce.acks,
                    batches: batches
                        .map(|(to, batch)| (to.partition, batch.clone()))
                        .collect(),
                });
                return None;
            }
            _ => return None,
        };
        Some(Input::Message(Message {
            connection: message.connection,
            correlation_id: message.correlation_id,
            body: Arc::new(response.into()),
        }))
    }

    fn metadata(&self) -> MetadataResponse {
        let partitions = (0..).zip(&self.leaders);
        let partitions = partitions.map(|(partition, (leader, epoch))| MetadataPartition {
            partition,
            leader: leader.map(NodeId),
            leader_epoch: LeaderEpoch(*epoch),
            replicas: Vec::new(),
            isr: Vec::new(),
        });
        let unknown = ErrorCode::UnknownTopicOrPartition;
        MetadataResponse {
            controller: None,
            racks: Vec::new(),
            brokers: vec![NodeId(1), NodeId(2), NodeId(3)],
            topics: vec![MetadataTopic {
                name: "t".into(),
                error: if self.knows_topic { SUCCESS } else { unknown },
                partitions: if self.knows_topic {
                    partitions.collect()
                } else {
                    Vec::new()
                },
            }],
        }
    }
}

/// The moment so many ms after the start.
pub fn at(ms: u64) -> Instant {
    Instant(ms * 1_000)
}

pub fn millis(ms: i64) -> Duration {
    Duration::from_millis(ms)
}

pub fn t(number: i32) -> TopicPartition {
    partition("t", number)
}
