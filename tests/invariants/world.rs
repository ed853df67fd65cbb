//! From a case to a world.

use std::sync::Arc;

use engine::app::processor::{Processor, ProcessorSetup};
use engine::app::sink::Sink;
use engine::app::{Source, SourceRecord, SourceRecords};
use engine::broker::{Broker, BrokerSetup, DEFAULT_PAGE_CACHE};
use engine::client::admin::{Admin, AdminSetup};
use engine::client::consumer::ConsumerSetup;
use engine::client::producer::{Partitioning, Producer, ProducerSetup};
use engine::config::{AdminConfig, BrokerConfig, Configs, ConsumerConfig, ProducerConfig};
use engine::controller::{Controller, ControllerSetup};
use engine::model::{Duration, Instant, NodeId, Payload, Timestamp};
use sim::{AnyNode, DiskSetup, Network, NodeSetup, Setup, World};

use crate::case::{ADMIN, CONTROLLER, Case, creatable};

impl Case {
    /// The world before its first step.
    pub fn world(&self) -> World {
        let bootstrap = self.brokers();
        let mut config = BrokerConfig::default();
        set(&mut config, &self.broker_config);
        let controller = Controller::new(ControllerSetup {
            id: CONTROLLER,
            brokers: bootstrap.clone(),
            topics: self.topics.iter().map(creatable).collect(),
            config: config.clone(),
            transaction_version: None,
        });
        let mut nodes = vec![node(
            CONTROLLER,
            AnyNode::Controller(Box::new(controller)),
            0,
        )];
        let config = Arc::new(config);
        for (id, rack) in bootstrap.iter().zip(&self.racks) {
            let rack: Option<Arc<str>> = rack.map(Into::into);
            let broker = Broker::new(BrokerSetup {
                id: *id,
                rack: rack.clone(),
                controller: CONTROLLER,
                config: Arc::clone(&config),
                page_cache: DEFAULT_PAGE_CACHE,
            });
            let mut setup = node(*id, AnyNode::Broker(Box::new(broker)), 0);
            setup.rack = rack;
            nodes.push(setup);
        }
        let admin = Admin::new(AdminSetup {
            id: ADMIN,
            bootstrap: bootstrap.clone(),
            config: AdminConfig {
                request_timeout: Duration::from_millis(3_000),
                ..AdminConfig::default()
            },
            registry: None,
        });
        nodes.push(node(ADMIN, AnyNode::Admin(Box::new(admin)), 0));
        for (id, producer) in (2000..).map(NodeId).zip(&self.producers) {
            let mut config = ProducerConfig::default();
            set(&mut config, &producer.config);
            let producer = Producer::new(ProducerSetup {
                id,
                bootstrap: bootstrap.clone(),
                config,
                partitioning: Partitioning::Configured,
                transaction_version: engine::metadata::NEWEST_TRANSACTION_VERSION,
                source: Some(source(producer)),
                serdes: engine::client::serdes::Serdes::default(),
            });
            nodes.push(node(id, AnyNode::Producer(Box::new(producer)), 1_000));
        }
        for (id, consumer) in (3000..).map(NodeId).zip(&self.consumers) {
            let mut config = ConsumerConfig::default();
            set(&mut config, &consumer.config);
            let processor = Processor::new(ProcessorSetup {
                consumer: ConsumerSetup {
                    id,
                    name: format!("consumer-{id}").into(),
                    bootstrap: bootstrap.clone(),
                    config,
                    topics: consumer
                        .topics
                        .iter()
                        .map(|topic| (*topic).into())
                        .collect(),
                    pattern: None,
                    assigned: Vec::new(),
                    serdes: engine::client::serdes::Serdes::default(),
                },
                process_time: Duration::from_millis(consumer.process_ms),
                guarantee: consumer.guarantee,
                output: consumer.output.clone(),
                failure: None,
                on_deserialization_error: engine::app::processor::OnDeserializationError::Stop,
            });
            nodes.push(node(
                id,
                AnyNode::Consumer(Box::new(processor)),
                consumer.starts_ms,
            ));
        }
        for sink in &self.sinks {
            let node_of = AnyNode::Sink(Box::new(Sink::new(sink.clone())));
            nodes.push(node(sink.id, node_of, 0));
        }
        World::new(Setup {
            seed: self.seed,
            start: Timestamp(1_700_000_000_000),
            nodes,
            network: Network {
                latency: Duration::from_millis(1),
                jitter: Duration::from_millis(self.jitter_ms),
                bandwidth: 0,
            },
            script: Vec::new(),
            watches: Vec::new(),
        })
    }
}

fn set(config: &mut impl Configs, values: &[(&'static str, String)]) {
    for (name, value) in values {
        config.set(name, value).expect("a case's config is valid");
    }
    config.validate().expect("a case's configs go together");
}

fn node(id: NodeId, node: AnyNode, starts_ms: u64) -> NodeSetup {
    NodeSetup {
        id,
        name: format!("node-{id}").into(),
        rack: None,
        node,
        starts_at: Some(Instant(starts_ms * 1_000)),
        clock_offset_ms: 0,
        disk: DiskSetup::default(),
    }
}

/// Every seventh record with a key is a tombstone.
fn source(producer: &crate::case::Producer) -> Source {
    let record = |number: u32| SourceRecord {
        key: (producer.keys > 0)
            .then(|| Payload::from(&*format!("key-{}", number % producer.keys))),
        value: (producer.keys == 0 || number % 7 != 6).then_some(Payload::Generated {
            seed: number.into(),
            len: producer.value_len,
        }),
    };
    let records = SourceRecords::Listed((0..producer.records).map(record).collect());
    Source {
        per_tick: producer.per_tick,
        ..Source::new(
            producer.topic,
            Duration::from_millis(producer.every_ms),
            records,
        )
    }
}
