//! A small language for clusters under test and measurement.

use std::sync::Arc;

use engine::app::processor::Processor;
use engine::broker::{Broker, Replica};
use engine::client::consumer::{Consumer, ConsumerRecords};
use engine::client::producer::{TransactionCall, TransactionFailure};
use engine::client::registry::{RegistryAnswer, Told};
use engine::client::{ClientCommand, Observation};
use engine::config::Configs;
use engine::controller::Controller;
use engine::model::{Duration, Instant, NodeId, Offset, Payload, TopicName, TopicPartition};
use engine::protocol::{Request, Response};
use engine::registry::{Registry, RegistryRequest};
use sim::{Action, AnyNode, Entry, Fault, Step, World};

pub use crate::builder::{Builder, cluster};

pub const CONTROLLER: NodeId = NodeId(1000);
pub const PRODUCER: NodeId = NodeId(2000);
pub const ADMIN: NodeId = NodeId(2500);
pub const REGISTRY: NodeId = NodeId(2600);

/// A running cluster.
pub struct Cluster {
    pub world: World,
    asked: u64,
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

impl Cluster {
    pub(crate) const fn new(world: World) -> Self {
        Self { world, asked: 0 }
    }

    /// A cluster in the middle of its run.
    pub const fn over(world: World) -> Self {
        Self::new(world)
    }

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

    /// Runs for so long.
    pub fn run_ms(&mut self, ms: u64) -> &mut Self {
        self.until_ms(self.world.now().0 / 1_000 + ms)
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

    /// Lets the admin client call the schema registry, and waits for what comes of it.
    pub fn call(&mut self, request: RegistryRequest) -> RegistryAnswer {
        let before = self.told().count();
        self.act(Action::Command {
            node: ADMIN,
            command: ClientCommand::AskRegistry(Box::new(request)),
        });
        for _ in 0..1_000_000 {
            if let Some(told) = self.told().nth(before) {
                return told.answer.clone();
            }
            self.world.step().expect("something still happens");
        }
        panic!("the call never ended")
    }

    /// What became of the calls of the schema registry, in order.
    pub fn told(&self) -> impl Iterator<Item = &Told> {
        let told = self.history().map(|entry| &entry.observation);
        told.filter_map(|observation| match observation {
            Observation::RegistryAnswered(told) => Some(&**told),
            _ => None,
        })
    }

    pub fn registry(&self) -> &Registry {
        match self.world.slot(REGISTRY).map(sim::Slot::node) {
            Some(AnyNode::Registry(registry)) => registry,
            _ => panic!("no registry"),
        }
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

    /// What the calls about transactions of a client came to, in order.
    pub fn calls(&self, id: u32) -> Vec<(TransactionCall, Option<TransactionFailure>)> {
        let of_it = self.history().filter(|entry| entry.node == NodeId(id));
        let calls = of_it.filter_map(|entry| match entry.observation {
            Observation::Transaction { call, failure } => Some((call, failure)),
            _ => None,
        });
        calls.collect()
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
            .flat_map(ConsumerRecords::iter)
            .filter_map(|at| at.record.value.as_ref().map(text))
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
