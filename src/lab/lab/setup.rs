//! From a lab to the world's setup.

use std::sync::Arc;

use engine::app::direct::{Receiver, Sender};
use engine::app::processor::{Processor, ProcessorSetup};
use engine::app::push::Pusher;
use engine::app::sink::Sink;
use engine::broker::{Broker, BrokerSetup};
use engine::client::admin::{Admin, AdminSetup};
use engine::client::consumer::ConsumerSetup;
use engine::client::producer::{Producer, ProducerSetup};
use engine::config::AdminConfig;
use engine::controller::{Controller, ControllerSetup};
use engine::metadata::NEWEST_TRANSACTION_VERSION;
use engine::model::{BrokerId, Duration, Instant, Timestamp};
use engine::protocol::CreatableTopic;
use engine::registry::Registry;
use sim::{AnyNode, DiskSetup, Network, NodeSetup, Setup, Watch};

use super::{ADMIN, CONTROLLER, Client, ClientKind, Lab, Topic};

/// The true time when every run begins: 2026-01-01, 00:00 UTC.
const START: Timestamp = Timestamp(1_767_225_600_000);

impl Lab {
    /// What the world of a run starts from.
    #[must_use]
    pub fn setup(&self) -> Setup {
        let mut nodes = vec![self.controller_setup()];
        nodes.extend(self.brokers.iter().map(|broker| NodeSetup {
            id: broker.id,
            name: broker.name.clone(),
            rack: broker.rack.clone(),
            node: AnyNode::Broker(Box::new(Broker::new(BrokerSetup {
                id: broker.id,
                rack: broker.rack.clone(),
                controller: self.controller(),
                config: broker.config.clone().into(),
                page_cache: broker.page_cache,
            }))),
            starts_at: Some(Instant::ZERO),
            clock_offset_ms: 0,
            disk: broker.disk,
        }));
        nodes.extend(self.clients.iter().map(|client| self.client_setup(client)));
        nodes.push(self.admin_setup());
        let mut script = Vec::new();
        let mut watches = Vec::new();
        for entry in &self.script {
            // A lab that exists is a valid one: there is nothing that cannot be translated.
            let Ok(action) = self.translate(&entry.action) else {
                continue;
            };
            match &entry.when {
                None => {
                    let mut at = entry.at;
                    for _ in 0..entry.times {
                        script.push((at, action.clone()));
                        at += entry.every;
                    }
                }
                Some(when) => watches.push(Watch {
                    when: Arc::new(when.clone()),
                    action,
                    not_before: entry.at,
                    times: entry.times,
                    every: entry.every,
                }),
            }
        }
        Setup {
            seed: self.seed,
            start: START,
            nodes,
            network: self.network(),
            script,
            watches,
        }
    }

    fn network(&self) -> Network {
        Network {
            latency: Duration::from_millis(self.network.latency_ms.cast_signed()),
            jitter: Duration::from_millis(self.network.jitter_ms.cast_signed()),
            bandwidth: self.network.bandwidth,
        }
    }

    fn broker_ids(&self) -> Vec<BrokerId> {
        self.brokers.iter().map(|broker| broker.id).collect()
    }

    fn controller_setup(&self) -> NodeSetup {
        let topics = self.topics.iter().map(creatable);
        NodeSetup {
            id: self.controller(),
            name: CONTROLLER.into(),
            rack: None,
            node: AnyNode::Controller(Box::new(Controller::new(ControllerSetup {
                id: self.controller(),
                brokers: self.broker_ids(),
                topics: topics.collect(),
                config: self.broker_config.clone(),
                transaction_version: self.transaction_version,
            }))),
            starts_at: Some(Instant::ZERO),
            clock_offset_ms: 0,
            disk: DiskSetup::default(),
        }
    }

    /// It is there from the beginning where the script needs it; otherwise whoever needs it starts it.
    fn admin_setup(&self) -> NodeSetup {
        let mut scripted = self.script.iter();
        let is_needed = scripted.any(|entry| entry.action.is_administration());
        NodeSetup {
            id: self.admin(),
            name: ADMIN.into(),
            rack: None,
            node: AnyNode::Admin(Box::new(Admin::new(AdminSetup {
                id: self.admin(),
                bootstrap: self.broker_ids(),
                config: AdminConfig::default(),
                registry: self.registry(),
            }))),
            starts_at: is_needed.then_some(Instant::ZERO),
            clock_offset_ms: 0,
            disk: DiskSetup::default(),
        }
    }

    fn client_setup(&self, client: &Client) -> NodeSetup {
        let node = match &client.kind {
            ClientKind::Producer {
                config,
                partitioning,
                source,
                serdes,
            } => AnyNode::Producer(Box::new(Producer::new(ProducerSetup {
                id: client.id,
                bootstrap: self.broker_ids(),
                config: config.clone(),
                partitioning: partitioning.clone(),
                source: source.clone(),
                transaction_version: self
                    .transaction_version
                    .unwrap_or(NEWEST_TRANSACTION_VERSION),
                serdes: serdes.clone(),
            }))),
            ClientKind::Consumer {
                config,
                subscribe,
                application,
                serdes,
            } => AnyNode::Consumer(Box::new(Processor::new(ProcessorSetup {
                consumer: ConsumerSetup {
                    id: client.id,
                    name: client.name.clone(),
                    bootstrap: self.broker_ids(),
                    config: config.clone(),
                    topics: subscribe.clone(),
                    pattern: None,
                    assigned: Vec::new(),
                    serdes: serdes.clone(),
                },
                process_time: application.process,
                guarantee: application.guarantee,
                output: application.output.clone(),
                failure: application.failure.clone(),
                on_deserialization_error: application.on_deserialization_error.clone(),
            }))),
            ClientKind::Sink(setup) => AnyNode::Sink(Box::new(Sink::new(setup.clone()))),
            ClientKind::Sender(setup) => AnyNode::Sender(Box::new(Sender::new(setup.clone()))),
            ClientKind::Receiver(setup) => {
                AnyNode::Receiver(Box::new(Receiver::new(setup.clone())))
            }
            ClientKind::Pusher(setup) => AnyNode::Pusher(Box::new(Pusher::new(setup.clone()))),
            ClientKind::Registry(setup) => {
                AnyNode::Registry(Box::new(Registry::new(setup.clone())))
            }
        };
        NodeSetup {
            id: client.id,
            name: client.name.clone(),
            rack: None,
            node,
            starts_at: client.starts_at,
            clock_offset_ms: 0,
            disk: DiskSetup::default(),
        }
    }
}

/// The request that creates a topic. Kafka wants no counts where the assignments say them.
fn creatable(topic: &Topic) -> CreatableTopic {
    let by_hand = !topic.assignments.is_empty();
    CreatableTopic {
        name: topic.name.clone(),
        num_partitions: if by_hand { -1 } else { topic.partitions },
        replication_factor: if by_hand {
            -1
        } else {
            topic.replication_factor
        },
        assignments: (0..).zip(topic.assignments.iter().cloned()).collect(),
        configs: topic.set.clone().into_iter().collect(),
    }
}
