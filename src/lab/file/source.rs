//! What a producer's application sends, and to which partitions.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// Records on a schedule; the first are sent when the producer starts. What they say is in `value`, `values` or
/// `value_bytes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Where to.
    pub topic: String,
    /// Topics that every record goes to as well, one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub also_to: Vec<String>,
    /// The time between two ticks, in ms.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub every_ms: u64,
    /// How many records are sent at each tick. A producer with a `transactional.id` sends them in one transaction.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 100_000))]
    pub per_tick: u32,
    /// How long the application works between two sends of a tick, and before it commits them, in ms.
    #[serde(default, skip_serializing_if = "is_zero_ms")]
    #[schemars(range(min = 0, max = 3_600_000))]
    pub between_ms: u64,
    /// Every so-manieth transaction is one that the application aborts in the end; 0: none.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schemars(range(min = 0, max = 100_000))]
    pub aborts_every: u32,
    /// How many records there are; as many as `values` unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100_000))]
    pub count: Option<u32>,
    /// A template of the keys; without it, records have none. See `value`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub key: Value,
    /// Templates of keys that the records take in turn, from the first again after the last; null is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10_000))]
    pub keys: Vec<Value>,
    /// A template of the values: any JSON. The text `{n}` becomes the record's number, from 0; within a longer text it
    /// is put in as text.
    #[serde(
        default,
        deserialize_with = "said",
        skip_serializing_if = "Option::is_none"
    )]
    pub value: Option<Value>,
    /// Templates of values that the records take in turn, from the first again after the last; null is a tombstone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10_000))]
    pub values: Vec<Value>,
    /// Instead of values that say something, so many bytes, without keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100_000_000))]
    pub value_bytes: Option<u32>,
}

/// How a producer's application chooses partitions, where it does not leave that to the configs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartitionerFile {
    /// As librdkafka does unless told otherwise: CRC-32 of the key, a random partition without one.
    ConsistentRandom,
    /// A partitioner of the application's own.
    Rule(RuleFile),
}

/// A partitioner of an application's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The keys that it knows.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub by_key: Vec<KeyPartitionFile>,
    /// The partition of every other record; without it, what the configs say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 9_999))]
    pub otherwise: Option<i32>,
}

/// The partition of one key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyPartitionFile {
    /// The key, which `key.serializer` turns into bytes.
    pub key: Value,
    /// Its partition.
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
}

/// A null that was written is a value.
fn said<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

const fn one() -> u32 {
    1
}

// Serde hands over references.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)]
pub(super) const fn is_zero_ms(ms: &u64) -> bool {
    *ms == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_one(number: &u32) -> bool {
    *number == 1
}
