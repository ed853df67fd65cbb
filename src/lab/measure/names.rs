//! What measures are about.

use engine::model::{TopicName, TopicPartition};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// The broker whose replica is meant, such as `broker-2`; whoever leads unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
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

impl PartitionName {
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
