//! What an admin client answers its application: of each resource what became of it.

use std::sync::Arc;

use crate::metadata::ConfigResource;
use crate::model::{BrokerId, Offset, TopicName, TopicPartition};
use crate::protocol::{
    ApiError, ConfigEntry, CreatedTopic, DescribeClusterResponse, DescribedTopic, FetchedOffset,
    ListedGroup, ListedOffset, MetadataResponse,
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
    /// What became of the group's offset in each partition: it is another one, or forgotten.
    OffsetsAltered(Vec<(TopicPartition, Result<(), ApiError>)>),
    /// The consumer groups that the broker coordinates.
    Groups(Vec<ListedGroup>),
    /// The group.
    Group(GroupDescription),
}

/// A consumer group (`ConsumerGroupDescription`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupDescription {
    /// The broker that coordinates it.
    pub coordinator: BrokerId,
    /// `Empty`, `PreparingRebalance`, `CompletingRebalance`, `Stable` or `Dead`.
    pub state: Arc<str>,
    /// The assignor in use; only of a stable group.
    pub assignor: Arc<str>,
    /// Its members.
    pub members: Vec<MemberDescription>,
}

/// A member of a group (`MemberDescription`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberDescription {
    /// Its id.
    pub member_id: Arc<str>,
    /// Its `group.instance.id`, if it is static.
    pub group_instance_id: Option<Arc<str>>,
    /// Its `client.id`.
    pub client_id: Arc<str>,
    /// Its partitions; none unless the group is stable.
    pub partitions: Vec<TopicPartition>,
}
