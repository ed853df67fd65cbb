//! Metadata (3).

use std::sync::Arc;

use crate::model::{BrokerId, LeaderEpoch, TopicName};
use crate::protocol::ErrorCode;

/// Who leads what?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataRequest {
    /// About these topics; `None` is about all.
    pub topics: Option<Vec<TopicName>>,
    /// Whether unknown topics should be created, as `allow.auto.create.topics` asks.
    pub allow_auto_topic_creation: bool,
}

/// The cluster as the answering broker knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataResponse {
    /// The live brokers.
    pub brokers: Vec<BrokerId>,
    /// The broker to send changes of the cluster to; under KRaft any live one, since they pass them on.
    pub controller: Option<BrokerId>,
    /// The racks of those that have one.
    pub racks: Vec<(BrokerId, Arc<str>)>,
    /// The topics asked for.
    pub topics: Vec<MetadataTopic>,
}

/// One topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataTopic {
    /// Its name.
    pub name: TopicName,
    /// `UNKNOWN_TOPIC_OR_PARTITION` where there is none of that name.
    pub error: ErrorCode,
    /// Its partitions in order.
    pub partitions: Vec<MetadataPartition>,
}

/// One partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetadataPartition {
    /// Its number.
    pub partition: i32,
    /// Its leader, if it has one.
    pub leader: Option<BrokerId>,
    /// The epoch of that leader.
    pub leader_epoch: LeaderEpoch,
    /// Who should hold it, the preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Who is in sync.
    pub isr: Vec<BrokerId>,
}
