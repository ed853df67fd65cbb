//! Producers and consumers, with the application on each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ConfigFile;

/// A producer or a consumer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClientFile {
    /// A producer.
    Producer(ProducerFile),
    /// A consumer.
    Consumer(ConsumerFile),
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
}

/// Records on a schedule; the first is sent when the producer starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Where to.
    pub topic: String,
    /// The time between two records.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub every_ms: u64,
    /// How many there are.
    #[schemars(range(min = 1, max = 100_000))]
    pub count: u32,
    /// A template of the keys; without it, records have none. See `value`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub key: Value,
    /// A template of the values: any JSON. The text `{n}` becomes the record's number, from 0; within a longer text it
    /// is put in as text.
    pub value: Value,
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
}
