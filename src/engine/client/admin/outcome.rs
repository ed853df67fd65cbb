//! What an admin client answers its application: of each resource what became of it.

use std::sync::Arc;

use crate::metadata::ConfigResource;
use crate::model::{BrokerId, Offset, TopicName, TopicPartition};
use crate::protocol::{
    ApiError, ConfigEntry, CreatedTopic, DescribeClusterResponse, DescribedTopic, FetchedOffset,
    ListedOffset, MetadataResponse,
};

/// What a command is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// The cluster as a whole.
    Cluster,
    /// One broker.
    Broker(BrokerId),
    /// A topic.
    Topic(TopicName),
    /// A partition.
    Partition(TopicPartition),
    /// What configs belong to.
    Config(ConfigResource),
    /// A consumer group.
    Group(Arc<str>),
}

/// What became of one resource; an error with Kafka's code and, where there is one, a sentence.
pub type Outcome = (Resource, Result<AdminAnswer, ApiError>);

/// What there is to say of a resource when all went well.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AdminAnswer {
    /// It was done.
    Done,
    /// The topic was created, or would be.
    Created(CreatedTopic),
    /// The brokers.
    Cluster(DescribeClusterResponse),
    /// Every topic, as a broker tells clients; `cluster_text` shows it.
    Metadata {
        /// The broker that says so.
        from: BrokerId,
        /// What it says.
        metadata: Box<MetadataResponse>,
    },
    /// The topic.
    Topic(DescribedTopic),
    /// The configs.
    Configs(Vec<ConfigEntry>),
    /// Where the partition begins now: the smallest log start offset of its live replicas.
    LowWatermark(Offset),
    /// The offset found.
    Listed(ListedOffset),
    /// The group's committed offsets.
    Offsets(Vec<FetchedOffset>),
    /// What became of the group's new offset in each partition.
    OffsetsAltered(Vec<(TopicPartition, Result<(), ApiError>)>),
}
