//! What is done to the ways between nodes, and to what travels them.

use engine::protocol::Body;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_false;

/// A way to cut, to heal or to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
    /// Only what goes from `from` to `to` is meant.
    #[serde(default, skip_serializing_if = "is_false")]
    pub one_way: bool,
}

/// A way between two nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
}

/// A way that is held, to let something go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
    /// Only what goes from `from` to `to` is meant.
    #[serde(default, skip_serializing_if = "is_false")]
    pub one_way: bool,
    /// So many requests and responses go on, those that were sent first, and the rest stays held; everything goes on unless
    /// it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub messages: Option<u32>,
}

/// A way that is slow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slow {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
    /// How much longer than the network has it everything takes, in ms; 0 is as the network has it.
    #[schemars(range(min = 0, max = 3_600_000))]
    pub extra_ms: u64,
    /// Only what goes from `from` to `to` takes longer.
    #[serde(default, skip_serializing_if = "is_false")]
    pub one_way: bool,
}

/// A way that loses messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flaky {
    /// One end.
    pub from: String,
    /// The other end.
    pub to: String,
    /// Only what goes from `from` to `to` is lost.
    #[serde(default, skip_serializing_if = "is_false")]
    pub one_way: bool,
    /// So many requests and responses are lost on the average; 0 is none.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub lost: u32,
    /// Out of so many.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub of: u32,
}

/// A message in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Flight {
    /// Its number in the world.
    pub flight: u64,
}

/// A message in flight that takes longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delay {
    /// Its number in the world.
    pub flight: u64,
    /// How much longer, in ms.
    #[schemars(range(min = 1, max = 86_400_000))]
    pub by_ms: u64,
}

/// A message that may not have been sent yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropNext {
    /// Who sends it.
    pub from: String,
    /// Who never gets it.
    pub to: String,
    /// The API that it belongs to, by its name in Kafka's protocol, such as `Produce`; any unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// Whether it asks or answers; either unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<MessageKind>,
}

/// What a message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// It asks.
    Request,
    /// It answers.
    Response,
}

impl MessageKind {
    /// What a message does.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        if body.is_request() {
            Self::Request
        } else {
            Self::Response
        }
    }
}
