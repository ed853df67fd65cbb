//! What measures are about.

use engine::model::{TopicName, TopicPartition};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::MessageKind;
use crate::scorecard::Count;

/// A partition of a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartitionName {
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
}

/// A replica of a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplicaName {
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
    /// The broker whose replica is meant, such as `broker-2`, or a role, such as `follower of orders-0`; whoever leads unless
    /// it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}

/// A record in the log of its partition's leader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordName {
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
    /// Its offset; the newest record of an application unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub offset: Option<i64>,
}

/// What a field of values says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintedWithName {
    /// The consumer.
    pub client: String,
    /// The field of the values, such as `total_amount`; within others as `address.city`.
    #[schemars(length(min = 1, max = 200))]
    pub field: String,
    /// What it says, exactly; null is also a field that is not there.
    pub value: Value,
}

/// A number of the scorecard, of everything or of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountedName {
    /// What is counted.
    pub count: Count,
    /// Of which producer's records; of all unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub producer: Option<String>,
    /// By which group; what is no matter of readers is no group's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// In which topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// In which partition of the topic; in all unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: Option<i32>,
}

/// Messages on their way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlightsName {
    /// Who sent them, a node or a role; anybody unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Whom they go to; anybody unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The API that they belong to, by its name in Kafka's protocol, such as `Fetch`; any unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// Whether they ask or answer; either unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<MessageKind>,
}

/// A topic on a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicOnName {
    /// The broker, such as `broker-2`.
    pub on: String,
    /// The topic.
    pub topic: String,
}

/// An API of a broker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestsName {
    /// The broker, such as `broker-2`.
    pub on: String,
    /// The API, by its name in Kafka's protocol, such as `Produce`.
    pub api: String,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicOfName {
    /// The topic.
    pub topic: String,
}

/// A group and a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupTopicName {
    /// The `group.id`.
    pub group: String,
    /// The topic.
    pub topic: String,
}

/// A group and a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommittedName {
    /// The `group.id`.
    pub group: String,
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
}

/// A consumer and a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionName {
    /// The consumer.
    pub client: String,
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
}

impl CountedName {
    /// A number of the whole run.
    pub(super) const fn of(count: Count) -> Self {
        Self {
            count,
            producer: None,
            group: None,
            topic: None,
            partition: None,
        }
    }
}

impl PartitionName {
    pub(super) fn place(&self) -> TopicPartition {
        place(&self.topic, self.partition)
    }
}

impl RecordName {
    pub(super) fn place(&self) -> TopicPartition {
        place(&self.topic, self.partition)
    }
}

impl ReplicaName {
    pub(super) fn place(&self) -> TopicPartition {
        place(&self.topic, self.partition)
    }
}

impl CommittedName {
    pub(super) fn place(&self) -> TopicPartition {
        place(&self.topic, self.partition)
    }
}

impl PositionName {
    pub(super) fn place(&self) -> TopicPartition {
        place(&self.topic, self.partition)
    }
}

fn place(topic: &str, partition: i32) -> TopicPartition {
    TopicPartition::new(&TopicName::from(topic), partition)
}
