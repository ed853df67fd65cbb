//! What is asked of the cluster through its admin client.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_false;
use crate::file::ConfigFile;

/// A topic to create: `kafka-topics --create`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTopic {
    /// Its name.
    pub topic: String,
    /// How many partitions it gets; `num.partitions` unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10_000))]
    pub partitions: Option<i32>,
    /// How many replicas each gets; `default.replication.factor` unless it is said.
    #[serde(
        rename = "replication.factor",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(range(min = 1, max = 100))]
    pub replication_factor: Option<i16>,
    /// Topic configs.
    #[serde(default, skip_serializing_if = "ConfigFile::is_empty")]
    pub config: ConfigFile,
}

/// A topic that grows: `kafka-topics --alter --partitions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPartitions {
    /// The topic.
    pub topic: String,
    /// How many partitions it is to have in all.
    #[schemars(range(min = 1, max = 10_000))]
    pub partitions: i32,
}

/// Configs to change: `kafka-configs --alter`, of a topic, of a broker, or of all brokers where neither is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlterConfig {
    /// The topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The broker, such as `broker-2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broker: Option<String>,
    /// Configs that get these values.
    #[serde(default, skip_serializing_if = "ConfigFile::is_empty")]
    pub config: ConfigFile,
    /// Configs that lose theirs, so that what lies below counts again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub delete: Vec<String>,
}

/// Records to delete: `kafka-delete-records`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteRecords {
    /// The topic.
    pub topic: String,
    /// The partition's number.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: i32,
    /// The offset before which they go; up to the high watermark unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub before: Option<i64>,
}

/// Positions of a group to set: `kafka-consumer-groups --reset-offsets --to-offset`. The group must have no members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetOffsets {
    /// The `group.id`.
    pub group: String,
    /// The topic.
    pub topic: String,
    /// The partition's number; all unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: Option<i32>,
    /// The offset from which the group is to read on.
    #[schemars(range(min = 0, max = 1_000_000_000_000_i64))]
    pub to: i64,
}

/// Leaders to elect: `kafka-leader-election`, of all partitions where none is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ElectLeaders {
    /// The topic; all unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The partition's number; all of the topic unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 9_999))]
    pub partition: Option<i32>,
    /// Whether a replica that is not in sync may lead where there is no other; otherwise the preferred replicas are
    /// elected.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unclean: bool,
}

impl CreateTopic {
    /// What is asked for may leave anything but the name open.
    pub(super) fn fulfils(&self, asked: &Self) -> bool {
        self.topic == asked.topic
            && (asked.partitions.is_none() || self.partitions == asked.partitions)
            && (asked.replication_factor.is_none()
                || self.replication_factor == asked.replication_factor)
            && has_all(&self.config, &asked.config)
    }
}

impl AlterConfig {
    /// More may be changed than was asked for.
    pub(super) fn fulfils(&self, asked: &Self) -> bool {
        (&self.topic, &self.broker) == (&asked.topic, &asked.broker)
            && has_all(&self.config, &asked.config)
            && asked.delete.iter().all(|name| self.delete.contains(name))
    }
}

impl ResetOffsets {
    /// All partitions may be set where one was asked for.
    pub(super) fn fulfils(&self, asked: &Self) -> bool {
        (&self.group, &self.topic, self.to) == (&asked.group, &asked.topic, asked.to)
            && covers(&self.partition, &asked.partition)
    }
}

impl ElectLeaders {
    /// More partitions may have leaders elected than was asked for.
    pub(super) fn fulfils(&self, asked: &Self) -> bool {
        self.unclean == asked.unclean
            && covers(&self.topic, &asked.topic)
            && covers(&self.partition, &asked.partition)
    }
}

/// Whether all are meant, or the very ones.
fn covers<T: PartialEq>(meant: &Option<T>, asked: &Option<T>) -> bool {
    meant.is_none() || meant == asked
}

/// Whether all these configs are set, and as Kafka writes them to the same values.
fn has_all(set: &ConfigFile, asked: &ConfigFile) -> bool {
    asked.iter().all(|(name, value)| {
        let found = set.get(name);
        found.is_some_and(|found| found.to_string() == value.to_string())
    })
}
