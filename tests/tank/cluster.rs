//! A small language for clusters under test and measurement.

use std::sync::Arc;

use engine::app::processor::{Processor, ProcessorSetup};
use engine::app::{Source, SourceRecord, SourceRecords};
use engine::broker::{Broker, BrokerSetup, DEFAULT_PAGE_CACHE, Replica};
use engine::client::admin::{Admin, AdminSetup};
use engine::client::consumer::{Consumer, ConsumerSetup};
use engine::client::producer::{Partitioning, Producer, ProducerSetup};
use engine::client::{ClientCommand, Observation};
use engine::config::{AdminConfig, BrokerConfig, Configs, ConsumerConfig, ProducerConfig};
use engine::controller::{Controller, ControllerSetup};
use engine::model::{
    Duration, Instant, NodeId, Offset, Payload, Timestamp, TopicName, TopicPartition,
};
use engine::protocol::{CreatableTopic, Request, Response};
use sim::{Action, AnyNode, DiskSetup, Entry, Fault, Network, NodeSetup, Setup, Step, World};

pub const CONTROLLER: NodeId = NodeId(1000);
pub const PRODUCER: NodeId = NodeId(2000);
pub const ADMIN: NodeId = NodeId(2500);

/// Builds a cluster of brokers 1, 2, … with a controller.
pub struct Builder {
    brokers: u32,
    broker_config: BrokerConfig,
    racks: Vec<&'static str>,
    page_cache: u64,
    disk: DiskSetup,
    topics: Vec<CreatableTopic>,
    nodes: Vec<NodeSetup>,
    seed: u64,
}

/// A running cluster.
pub struct Cluster {
    pub world: World,
    asked: u64,
}

pub fn cluster(brokers: u32) -> Builder {
    let mut broker_config = BrokerConfig::default();
    if brokers < 3 {
        set(
            &mut broker_config,
            &[("offsets.topic.replication.factor", "1")],
        );
    }
    set(&mut broker_config, &[("offsets.topic.num.partitions", "3")]);
    Builder {
        brokers,
        broker_config,
        racks: Vec::new(),
        page_cache: DEFAULT_PAGE_CACHE,
        disk: DiskSetup {
            flush: ms(2),
            ..DiskSetup::default()
        },
        topics: Vec::new(),
        nodes: Vec::new(),
        seed: 1,
    }
}

pub fn set(config: &mut impl Configs, values: &[(&str, &str)]) {
    for (name, value) in values {
        config.set(name, value).expect("a test's config is valid");
    }
}

pub fn partition(topic: &str, partition: i32) -> TopicPartition {
    TopicPartition::new(&TopicName::from(topic), partition)
}

pub fn ms(ms: i64) -> Duration {
    Duration::from_millis(ms)
}

impl Builder {
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    pub fn broker_config(mut self, values: &[(&str, &str)]) -> Self {
        set(&mut self.broker_config, values);
        self
    }

    /// The racks of brokers 1, 2, …
    pub fn racks(mut self, racks: &[&'static str]) -> Self {
        self.racks = racks.to_vec();
        self
    }

    pub fn page_cache(mut self, bytes: u64) -> Self {
        self.page_cache = bytes;
        self
    }

    pub fn disk(mut self, disk: DiskSetup) -> Self {
        self.disk = disk;
        self
    }

    /// An admin client, which asks what the test wants to ask.
    pub fn admin(mut self) -> Self {
        let setup = AdminSetup {
            id: ADMIN,
            bootstrap: (1..=self.brokers).map(NodeId).collect(),
            config: AdminConfig::default(),
        };
        let node = AnyNode::Admin(Box::new(Admin::new(setup)));
        self.node(ADMIN, "admin", node, Some(Instant::ZERO));
        self
    }

    pub fn topic(
        mut self,
        name: &str,
        partitions: i32,
        replicas: i16,
        configs: &[(&str, &str)],
    ) -> Self {
        let configs = configs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let topic = CreatableTopic {
            name: name.into(),
            num_partitions: partitions,
            replication_factor: replicas,
            assignments: Vec::new(),
            configs,
        };
        self.topics.push(topic);
        self
    }

    /// Any other node, which starts at once.
    pub fn with(mut self, id: NodeId, name: &str, node: AnyNode) -> Self {
        self.node(id, name, node, Some(Instant::ZERO));
        self
    }

    /// Any other node.
    pub fn node(&mut self, id: NodeId, name: &str, node: AnyNode, starts_at: Option<Instant>) {
        let name = Arc::from(name);
        self.nodes.push(NodeSetup {
            id,
            name,
            rack: None,
            node,
            starts_at,
            clock_offset_ms: 0,
            disk: self.disk,
        });
    }

    /// A producer that sends `values` to `topic`, one each 100 ms, from 1 s on.
    pub fn producer(mut self, topic: &str, values: &[&str], configs: &[(&str, &str)]) -> Self {
        let mut config = ProducerConfig::default();
        set(&mut config, configs);
        let records = values.iter().map(|value| SourceRecord {
            key: None,
            value: Some(Payload::from(*value)),
        });
        let source = Source {
            topic: topic.into(),
            every: ms(100),
            per_tick: 1,
            records: SourceRecords::Listed(records.collect()),
        };
        let bootstrap = (1..=self.brokers).map(NodeId).collect();
        let setup = ProducerSetup {
            id: PRODUCER,
            bootstrap,
            config,
            partitioning: Partitioning::Configured,
            source: Some(source),
        };
        let node = AnyNode::Producer(Box::new(Producer::new(setup)));
        self.node(PRODUCER, "producer", node, Some(Instant(1_000_000)));
        self
    }

    /// A producer of `count` values of `value_len` bytes, `per_tick` of them each 10 ms, from 1 s on.
    pub fn bulk_producer(mut self, topic: &str, count: u64, value_len: u32, per_tick: u32) -> Self {
        let source = Source {
            topic: topic.into(),
            every: ms(10),
            per_tick,
            records: SourceRecords::Bulk { count, value_len },
        };
        let bootstrap = (1..=self.brokers).map(NodeId).collect();
        let config = ProducerConfig::default();
        let setup = ProducerSetup {
            id: PRODUCER,
            bootstrap,
            config,
            partitioning: Partitioning::Configured,
            source: Some(source),
        };
        self.node(
            PRODUCER,
            "producer",
            AnyNode::Producer(Box::new(Producer::new(setup))),
            Some(Instant(1_000_000)),
        );
        self
    }

    /// A consumer of `topic` that starts at `starts_ms`, or not by itself.
    pub fn consumer(
        mut self,
        id: u32,
        topic: &str,
        starts_ms: Option<u64>,
        configs: &[(&str, &str)],
    ) -> Self {
        self.slow_consumer(id, topic, starts_ms, 0, configs);
        self
    }

    /// A consumer whose application takes `process_ms` for each record.
    pub fn slow_consumer(
        &mut self,
        id: u32,
        topic: &str,
        starts_ms: Option<u64>,
        process_ms: i64,
        configs: &[(&str, &str)],
    ) -> &mut Self {
        let mut config = ConsumerConfig::default();
        set(&mut config, configs);
        let consumer = ConsumerSetup {
            id: NodeId(id),
            name: format!("consumer-{id}").into(),
            bootstrap: (1..=self.brokers).map(NodeId).collect(),
            config,
            topics: vec![topic.into()],
            assigned: Vec::new(),
        };
        let setup = ProcessorSetup {
            process_time: ms(process_ms),
            ..ProcessorSetup::plain(consumer)
        };
        self.processor(setup, starts_ms)
    }

    /// A consumer with an application as it is described.
    pub fn processor(&mut self, setup: ProcessorSetup, starts_ms: Option<u64>) -> &mut Self {
        let (id, name) = (setup.consumer.id, Arc::clone(&setup.consumer.name));
        let node = AnyNode::Consumer(Box::new(Processor::new(setup)));
        self.node(id, &name, node, starts_ms.map(|at| Instant(at * 1_000)));
        self
    }

    pub fn start(mut self) -> Cluster {
        let brokers: Vec<NodeId> = (1..=self.brokers).map(NodeId).collect();
        let setup = ControllerSetup {
            id: CONTROLLER,
            brokers: brokers.clone(),
            topics: self.topics.clone(),
            config: self.broker_config.clone(),
        };
        let controller = AnyNode::Controller(Box::new(Controller::new(setup)));
        self.node(CONTROLLER, "controller", controller, Some(Instant::ZERO));
        for id in brokers {
            let config = self.broker_config.clone();
            let rack = self.racks.get(id.0 as usize - 1).copied();
            let setup = BrokerSetup {
                id,
                rack: rack.map(Into::into),
                controller: CONTROLLER,
                config: config.into(),
                page_cache: self.page_cache,
            };
            let broker = AnyNode::Broker(Box::new(Broker::new(setup)));
            self.node(id, &format!("broker-{id}"), broker, Some(Instant::ZERO));
        }
        let world = World::new(Setup {
            seed: self.seed,
            start: Timestamp(1_700_000_000_000),
            nodes: self.nodes,
            network: Network {
                latency: ms(1),
                jitter: ms(1),
                bandwidth: 0,
            },
            script: Vec::new(),
        });
        Cluster { world, asked: 0 }
    }
}

impl Cluster {
    /// Runs until this moment.
    pub fn until_ms(&mut self, at: u64) -> &mut Self {
        self.world.run_until(Instant(at * 1_000));
        if self.world.now() < Instant(at * 1_000) {
            self.world
                .advance_clock(Instant(at * 1_000))
                .expect("nothing happens before");
        }
        self
    }

    /// Runs step by step until a step is as wanted.
    pub fn until(&mut self, wanted: impl Fn(&World, &Step) -> bool) -> Step {
        for _ in 0..1_000_000 {
            let step = self.world.step().expect("something still happens");
            if wanted(&self.world, &step) {
                return step;
            }
        }
        panic!("it never happened")
    }

    pub fn act(&mut self, action: Action) -> &mut Self {
        self.world.apply(action).expect("the action is possible");
        self
    }

    pub fn fault(&mut self, fault: Fault) -> &mut Self {
        self.act(Action::Fault(fault))
    }

    pub fn start(&mut self, id: u32) -> &mut Self {
        self.act(Action::Start(NodeId(id)))
    }

    pub fn close(&mut self, id: u32) -> &mut Self {
        self.act(Action::Command {
            node: NodeId(id),
            command: ClientCommand::Close,
        })
    }

    pub fn send(&mut self, topic: &str, key: Option<&str>, value: &str) -> &mut Self {
        let command = ClientCommand::Send {
            topic: topic.into(),
            partition: None,
            key: key.map(Payload::from),
            value: Some(Payload::from(value)),
        };
        self.act(Action::Command {
            node: PRODUCER,
            command,
        })
    }

    /// Lets the admin client ask a broker, and waits for the answer; `None` when the connection was lost.
    pub fn ask(&mut self, to: u32, request: impl Into<Request>) -> Option<Arc<Response>> {
        let number = self.wonder(to, request);
        self.until(|world, _| answer(world, number).is_some());
        answer(&self.world, number).flatten()
    }

    /// Lets the admin client ask a broker. Answers the number of the question.
    pub fn wonder(&mut self, to: u32, request: impl Into<Request>) -> u64 {
        let number = self.asked;
        self.asked += 1;
        let command = ClientCommand::Ask {
            to: Some(NodeId(to)),
            request: Box::new(request.into()),
        };
        self.act(Action::Command {
            node: ADMIN,
            command,
        });
        number
    }

    /// The answer to a question, if it has come.
    pub fn answer(&self, number: u64) -> Option<Arc<Response>> {
        answer(&self.world, number).flatten()
    }

    pub fn broker(&self, id: u32) -> &Broker {
        match self.world.slot(NodeId(id)).map(sim::Slot::node) {
            Some(AnyNode::Broker(broker)) => broker,
            _ => panic!("no broker {id}"),
        }
    }

    pub fn controller(&self) -> &Controller {
        match self.world.slot(CONTROLLER).map(sim::Slot::node) {
            Some(AnyNode::Controller(controller)) => controller,
            _ => panic!("no controller"),
        }
    }

    pub fn consumer(&self, id: u32) -> &Consumer {
        self.processor(id).consumer()
    }

    pub fn processor(&self, id: u32) -> &Processor {
        match self.world.slot(NodeId(id)).map(sim::Slot::node) {
            Some(AnyNode::Consumer(node)) => node,
            _ => panic!("no consumer {id}"),
        }
    }

    pub fn replica(&self, broker: u32, topic: &str, number: i32) -> &Replica {
        self.broker(broker)
            .replica(&partition(topic, number))
            .expect("the broker holds the partition")
    }

    /// Who leads a partition, by the controller.
    pub fn leader(&self, topic: &str, number: i32) -> Option<u32> {
        self.controller()
            .image()
            .partition(&partition(topic, number))
            .and_then(|state| state.leader)
            .map(|id| id.0)
    }

    /// Who leads a partition that somebody leads.
    pub fn leads(&self, topic: &str, number: i32) -> u32 {
        self.leader(topic, number)
            .expect("the partition has a leader")
    }

    /// The first three brokers without the leader.
    pub fn others(&self, topic: &str, number: i32) -> Vec<u32> {
        let leader = self.leads(topic, number);
        (1..=3).filter(|id| *id != leader).collect()
    }

    pub fn isr(&self, topic: &str, number: i32) -> Vec<u32> {
        let state = self
            .controller()
            .image()
            .partition(&partition(topic, number))
            .expect("the partition exists");
        let mut isr: Vec<u32> = state.isr.iter().map(|id| id.0).collect();
        isr.sort_unstable();
        isr
    }

    pub fn history(&self) -> impl Iterator<Item = &Entry> {
        self.world.history().iter()
    }

    /// The values that a consumer's polls returned, in order.
    pub fn printed(&self, id: u32) -> Vec<String> {
        let polled = self
            .history()
            .filter(|entry| entry.node == NodeId(id))
            .filter_map(|entry| match &entry.observation {
                Observation::Polled { records, .. } => Some(records),
                _ => None,
            });
        let text = |payload: &Payload| String::from_utf8_lossy(&payload.bytes()).into_owned();
        polled
            .flatten()
            .filter_map(|(_, record)| record.value.as_ref().map(text))
            .collect()
    }

    /// The base offsets of the producer's acknowledgements, in order.
    pub fn acknowledged(&self) -> Vec<i64> {
        let acked = self.history().filter_map(|entry| match &entry.observation {
            Observation::Acknowledged {
                numbers,
                base_offset,
                ..
            } => Some((numbers.clone(), *base_offset)),
            _ => None,
        });
        acked
            .flat_map(|(numbers, base)| {
                (0..numbers.end - numbers.start).map(move |i| base.0 + i as i64)
            })
            .collect()
    }

    /// The values in a replica's log, in order.
    pub fn log(&self, broker: u32, topic: &str, number: i32) -> Vec<String> {
        let batches = self.replica(broker, topic, number).log().batches();
        let values = batches.flat_map(|batch| {
            batch
                .records()
                .filter_map(|(_, record)| record.value.clone())
        });
        values
            .map(|value| String::from_utf8_lossy(&value.bytes()).into_owned())
            .collect()
    }

    pub fn high_watermark(&self, broker: u32, topic: &str, number: i32) -> Offset {
        self.replica(broker, topic, number).high_watermark()
    }
}

fn answer(world: &World, wanted: u64) -> Option<Option<Arc<Response>>> {
    world
        .history()
        .iter()
        .find_map(|entry| match &entry.observation {
            Observation::Answered { number, response } if *number == wanted => {
                Some(response.clone())
            }
            _ => None,
        })
}
