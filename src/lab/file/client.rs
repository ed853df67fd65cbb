//! The clients of a lab: producers and consumers with the application on each, and what is outside Kafka.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ConfigFile;
use super::application::ApplicationFile;
use super::outside::{PusherFile, ReceiverFile, SenderFile, SinkFile};
use super::registry::RegistryFile;
use super::source::{PartitionerFile, SourceFile};

/// A client, or something outside Kafka.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClientFile {
    /// A producer.
    Producer(ProducerFile),
    /// A consumer.
    Consumer(ConsumerFile),
    /// A system outside Kafka that keeps what applications write to it.
    Sink(SinkFile),
    /// Somebody who sends without a broker.
    Sender(SenderFile),
    /// Somebody who receives without a broker.
    Receiver(ReceiverFile),
    /// A server that pushes.
    Pusher(PusherFile),
    /// A schema registry; a lab has one at most.
    Registry(RegistryFile),
}

/// A producer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProducerFile {
    /// Producer configs.
    #[serde(default)]
    pub config: ConfigFile,
    /// When it starts, in ms; without it, an action starts it.
    #[serde(default)]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub start_ms: Option<u64>,
    /// What it sends on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceFile>,
    /// How its application chooses partitions, where it does not leave that to the configs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partitioner: Option<PartitionerFile>,
    /// The schema of its keys, by its name in `schemas`; for the serializers `avro` and `kafka-avro`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_schema: Option<String>,
    /// The schema of its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_schema: Option<String>,
}

/// A consumer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConsumerFile {
    /// Consumer configs.
    #[serde(default)]
    pub config: ConfigFile,
    /// When it starts, in ms; without it, an action starts it.
    #[serde(default)]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub start_ms: Option<u64>,
    /// The topics that it subscribes to.
    #[schemars(length(min = 1, max = 100))]
    pub subscribe: Vec<String>,
    /// How long its application works on one record.
    #[serde(default)]
    #[schemars(range(min = 0, max = 3_600_000))]
    pub process_ms: u64,
    /// What its application does with records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationFile>,
    /// The schema as which it reads keys, by its name in `schemas`; without it, `kafka-avro` reads them as they were written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_schema: Option<String>,
    /// The schema as which it reads values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_schema: Option<String>,
}
