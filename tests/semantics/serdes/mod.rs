//! Serializers and deserializers, with a schema registry and without.

mod poison;
mod reading;
mod writing;

use engine::app::processor::{
    Commits, Guarantee, OnDeserializationError, Output, Processor, ProcessorSetup, TopicOutput,
};
use engine::client::consumer::ConsumerSetup;
use engine::client::producer::{Partitioning, Producer, ProducerSetup};
use engine::client::serdes::{ClientSchema, Serdes};
use engine::client::{ClientCommand, Observation, SendFailure};
use engine::config::{ConsumerConfig, ProducerConfig};
use engine::model::{NodeId, Payload};
use engine::registry::{RegistryRequest, SchemaEntity};
use sim::{Action, AnyNode};

use crate::cluster::{Builder, Cluster, PRODUCER, REGISTRY, cluster, ms, set};

pub const READER: u32 = 3000;
pub const RIDE: &str =
    r#"{"type":"record","name":"Ride","namespace":"taxi","fields":[{"name":"id","type":"int"}]}"#;
pub const RIDE_WITH_TIP: &str = r#"{"type":"record","name":"Ride","namespace":"taxi","fields":[{"name":"id","type":"int"},{"name":"tip","type":"int","default":5}]}"#;

pub fn serdes(key: Option<&str>, value: Option<&str>) -> Serdes {
    let schemas = schema::schemas();
    let read = |text: &str| ClientSchema::alone(schemas, text).expect("it is a schema");
    Serdes {
        schemas,
        registry: Some(REGISTRY),
        key: key.map(read),
        value: value.map(read),
    }
}

/// Three brokers, a registry, and the topic `rides` of so many partitions.
pub fn rides(partitions: i32) -> Builder {
    cluster(3)
        .broker_config(&[("group.initial.rebalance.delay.ms", "0")])
        .registry(schema::schemas(), &[])
        .topic("rides", partitions, 3, &[])
}

/// A producer that sends what it is told to.
pub fn writer(serdes: Serdes, configs: &[(&str, &str)]) -> AnyNode {
    AnyNode::Producer(Box::new(Producer::new(writing(serdes, configs))))
}

fn writing(serdes: Serdes, configs: &[(&str, &str)]) -> ProducerSetup {
    let mut config = ProducerConfig::default();
    set(&mut config, &[("linger.ms", "0")]);
    set(&mut config, configs);
    ProducerSetup {
        id: PRODUCER,
        bootstrap: (1..=3).map(NodeId).collect(),
        config,
        partitioning: Partitioning::Configured,
        source: None,
        transaction_version: 2,
        serdes,
    }
}

/// A member of the group `g` that commits after each poll and keeps what it reads in a store.
pub fn reader(
    serdes: Serdes,
    configs: &[(&str, &str)],
    on_deserialization_error: OnDeserializationError,
) -> ProcessorSetup {
    let mut config = ConsumerConfig::default();
    let group = [
        ("group.id", "g"),
        ("auto.offset.reset", "earliest"),
        ("enable.auto.commit", "false"),
    ];
    set(&mut config, &group);
    set(&mut config, configs);
    let consumer = ConsumerSetup {
        id: NodeId(READER),
        name: "reader".into(),
        bootstrap: (1..=3).map(NodeId).collect(),
        config,
        topics: vec!["rides".into()],
        pattern: None,
        assigned: Vec::new(),
        serdes,
    };
    ProcessorSetup {
        guarantee: Guarantee {
            commits: Commits::AfterPoll,
            deduplicates: None,
        },
        output: Output::Store,
        on_deserialization_error,
        process_time: ms(1),
        ..ProcessorSetup::plain(consumer)
    }
}

pub fn dead_letters() -> OnDeserializationError {
    let producer = ProducerSetup {
        id: NodeId(READER),
        ..writing(Serdes::default(), &[])
    };
    OnDeserializationError::DeadLetter(Box::new(TopicOutput {
        topic: "dead".into(),
        producer,
    }))
}

pub fn reading(setup: ProcessorSetup) -> AnyNode {
    AnyNode::Consumer(Box::new(Processor::new(setup)))
}

/// Lets the producer send, and waits until nothing of it is on its way.
pub fn send(kafka: &mut Cluster, key: Option<&str>, value: Option<&str>) {
    let command = ClientCommand::Send {
        topic: "rides".into(),
        partition: None,
        key: key.map(Payload::from),
        value: value.map(Payload::from),
    };
    let node = PRODUCER;
    kafka.act(Action::Command { node, command });
    kafka.run_ms(300);
}

/// The bytes of the values in a partition, in order.
pub fn bytes(kafka: &Cluster, topic: &str, number: i32) -> Vec<Vec<u8>> {
    let leader = kafka.leads(topic, number);
    let batches = kafka.replica(leader, topic, number).log().batches();
    let values = batches.flat_map(|batch| {
        batch
            .records()
            .filter_map(|(_, record)| Some(record.value.as_ref()?.bytes().into_owned()))
            .collect::<Vec<_>>()
    });
    values.collect()
}

/// What the reader has in its store, in order.
pub fn stored(kafka: &Cluster) -> Vec<String> {
    let rows = kafka.processor(READER).store().rows();
    rows.map(|row| row.value.as_ref().map_or_else(String::new, text))
        .collect()
}

pub fn text(payload: &Payload) -> String {
    String::from_utf8_lossy(&payload.bytes()).into_owned()
}

/// Why sends came to nothing, with the serializer's reason.
pub fn failures(kafka: &Cluster) -> Vec<(SendFailure, String)> {
    let mut reason = String::new();
    let mut failures = Vec::new();
    for entry in kafka.history() {
        match &entry.observation {
            Observation::Unserializable { reason: why, .. } => reason = why.to_string(),
            Observation::Failed {
                why, maybe_written, ..
            } => {
                assert!(!maybe_written, "what was never bytes is nowhere");
                failures.push((*why, std::mem::take(&mut reason)));
            }
            _ => {}
        }
    }
    failures
}

pub fn register(kafka: &mut Cluster, subject: &str, schema: &str) {
    let request = RegistryRequest::Register {
        subject: subject.into(),
        schema: SchemaEntity::alone(schema),
    };
    assert!(kafka.call(request).granted().is_some(), "{schema}");
}
