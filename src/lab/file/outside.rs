//! What is outside Kafka: sinks, and senders, receivers and pushing servers that do without a broker.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::application::default_timeout_ms;

/// A system outside Kafka that keeps what applications write to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SinkFile {
    /// What it keeps.
    pub keeps: KeepsFile,
    /// Whether it flushes before it answers. If not, a power cut takes what it has answered for.
    #[serde(default = "yes")]
    pub durable: bool,
    /// When it starts, in ms; at once unless it is said; null: an action starts it.
    #[serde(default = "at_once")]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub start_ms: Option<u64>,
}

/// What a sink keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeepsFile {
    /// Of each key the newest value.
    Table,
    /// Every line, in the order in which they came.
    File,
}

/// Somebody who sends without a broker, every item to everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SenderFile {
    /// The receivers or pushing servers that it sends to.
    #[schemars(length(min = 1, max = 100))]
    pub to: Vec<String>,
    /// The time between two items, in ms.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub every_ms: u64,
    /// How many items there are.
    #[schemars(range(min = 1, max = 100_000))]
    pub count: u32,
    /// The bytes of each.
    #[serde(default = "hundred")]
    #[schemars(range(min = 0, max = 100_000_000))]
    pub value_bytes: u32,
    /// Whether it waits until everybody has processed an item before it makes the next.
    #[serde(default)]
    pub synchronous: bool,
    /// How long an answer or a connection is waited for, in ms.
    #[serde(default = "default_timeout_ms")]
    #[schemars(range(min = 1, max = 3_600_000))]
    pub timeout_ms: u64,
    /// When it starts, in ms; without it, an action starts it.
    #[serde(default)]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub start_ms: Option<u64>,
}

/// Somebody who receives without a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReceiverFile {
    /// How long it takes to process one item.
    #[serde(default)]
    #[schemars(range(min = 0, max = 3_600_000))]
    pub process_ms: u64,
    /// When it starts, in ms; without it, an action starts it.
    #[serde(default)]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub start_ms: Option<u64>,
}

/// A server that pushes what comes to every receiver, out of a bounded buffer for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PusherFile {
    /// The receivers that it pushes to.
    #[schemars(length(min = 1, max = 100))]
    pub to: Vec<String>,
    /// How many items the buffer of a receiver holds.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub buffer: u32,
    /// What happens when one is full.
    pub when_full: WhenFullFile,
    /// How many items are on their way to a receiver at a time: what fits into its socket.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub window: u32,
    /// How long an answer or a connection is waited for, in ms.
    #[serde(default = "default_timeout_ms")]
    #[schemars(range(min = 1, max = 3_600_000))]
    pub timeout_ms: u64,
    /// When it starts, in ms; at once unless it is said; null: an action starts it.
    #[serde(default = "at_once")]
    #[schemars(range(min = 0, max = 86_400_000))]
    pub start_ms: Option<u64>,
}

/// What a pushing server does when a receiver's buffer is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenFullFile {
    /// What comes now is thrown away.
    DropNewest,
    /// What has waited longest is thrown away.
    DropOldest,
    /// The sender waits, and with it all other receivers.
    Block,
}

/// Whoever others depend on is there from the beginning.
// A default is of the field's own type.
#[allow(clippy::unnecessary_wraps)]
pub(super) const fn at_once() -> Option<u64> {
    Some(0)
}

const fn yes() -> bool {
    true
}

const fn one() -> u32 {
    1
}

const fn hundred() -> u32 {
    100
}
