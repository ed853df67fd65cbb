//! What a cluster under test is built of.

use std::sync::Arc;

use engine::app::processor::{Processor, ProcessorSetup};
use engine::app::{Source, SourceRecord, SourceRecords};
use engine::broker::{Broker, BrokerSetup, DEFAULT_PAGE_CACHE};
use engine::client::admin::{Admin, AdminSetup};
use engine::client::consumer::ConsumerSetup;
use engine::client::producer::{Partitioning, Producer, ProducerSetup};
use engine::config::{AdminConfig, BrokerConfig, ConsumerConfig, ProducerConfig, RegistryConfig};
use engine::controller::{Controller, ControllerSetup};
use engine::metadata::NEWEST_TRANSACTION_VERSION;
use engine::model::{Instant, NodeId, Payload, Timestamp};
use engine::protocol::CreatableTopic;
use engine::registry::{Registry, RegistrySetup};
use engine::schemas::Schemas;
use sim::{AnyNode, DiskSetup, Network, NodeSetup, Setup, World};

use crate::cluster::{ADMIN, CONTROLLER, Cluster, PRODUCER, REGISTRY, ms, set};

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
    transaction_version: Option<i16>,
    registry: Option<NodeId>,
}

pub fn cluster(brokers: u32) -> Builder {
    let mut broker_config = BrokerConfig::default();
    if brokers < 3 {
        set(
            &mut broker_config,
            &[
                ("offsets.topic.replication.factor", "1"),
                ("transaction.state.log.replication.factor", "1"),
                ("transaction.state.log.min.isr", "1"),
            ],
        );
    }
    set(
        &mut broker_config,
        &[
            ("offsets.topic.num.partitions", "3"),
            ("transaction.state.log.num.partitions", "3"),
        ],
    );
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
        transaction_version: None,
        registry: None,
    }
}

impl Builder {
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// `transaction.version` of the cluster.
    pub fn transaction_version(mut self, version: i16) -> Self {
        self.transaction_version = Some(version);
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
            registry: self.registry,
        };
        let node = AnyNode::Admin(Box::new(Admin::new(setup)));
        self.node(ADMIN, "admin", node, Some(Instant::ZERO));
        self
    }

    /// A schema registry that asks `schemas` about schemas, and the admin client that asks it.
    pub fn registry(mut self, schemas: Schemas, configs: &[(&str, &str)]) -> Self {
        let mut config = RegistryConfig::default();
        set(&mut config, configs);
        self.registry = Some(REGISTRY);
        let setup = RegistrySetup {
            id: REGISTRY,
            name: "registry".into(),
            bootstrap: (1..=self.brokers).map(NodeId).collect(),
            config,
            schemas,
        };
        let node = AnyNode::Registry(Box::new(Registry::new(setup)));
        self.node(REGISTRY, "registry", node, Some(Instant::ZERO));
        self.admin()
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
        let source = Source::new(topic, ms(100), SourceRecords::Listed(records.collect()));
        let bootstrap = (1..=self.brokers).map(NodeId).collect();
        let setup = ProducerSetup {
            id: PRODUCER,
            bootstrap,
            config,
            partitioning: Partitioning::Configured,
            source: Some(source),
            transaction_version: self
                .transaction_version
                .unwrap_or(NEWEST_TRANSACTION_VERSION),
            serdes: engine::client::serdes::Serdes::default(),
        };
        let node = AnyNode::Producer(Box::new(Producer::new(setup)));
        self.node(PRODUCER, "producer", node, Some(Instant(1_000_000)));
        self
    }

    /// A producer that makes transactions when the test tells it to.
    pub fn transactional_producer(
        self,
        id: u32,
        transactional_id: &str,
        version: i16,
        configs: &[(&str, &str)],
    ) -> Self {
        let mut config = ProducerConfig::default();
        let own = [("transactional.id", transactional_id), ("linger.ms", "0")];
        set(&mut config, &own);
        set(&mut config, configs);
        let setup = ProducerSetup {
            id: NodeId(id),
            bootstrap: (1..=self.brokers).map(NodeId).collect(),
            config,
            partitioning: Partitioning::Configured,
            source: None,
            transaction_version: version,
            serdes: engine::client::serdes::Serdes::default(),
        };
        let node = AnyNode::Producer(Box::new(Producer::new(setup)));
        self.with(NodeId(id), &format!("producer-{id}"), node)
    }

    /// A producer of `count` values of `value_len` bytes, `per_tick` of them each 10 ms, from 1 s on.
    pub fn bulk_producer(mut self, topic: &str, count: u64, value_len: u32, per_tick: u32) -> Self {
        let source = Source {
            per_tick,
            ..Source::new(topic, ms(10), SourceRecords::Bulk { count, value_len })
        };
        let bootstrap = (1..=self.brokers).map(NodeId).collect();
        let config = ProducerConfig::default();
        let setup = ProducerSetup {
            id: PRODUCER,
            bootstrap,
            config,
            partitioning: Partitioning::Configured,
            source: Some(source),
            transaction_version: self
                .transaction_version
                .unwrap_or(NEWEST_TRANSACTION_VERSION),
            serdes: engine::client::serdes::Serdes::default(),
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
            pattern: None,
            assigned: Vec::new(),
            serdes: engine::client::serdes::Serdes::default(),
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
            transaction_version: self.transaction_version,
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
            watches: Vec::new(),
        });
        Cluster::new(world)
    }
}
