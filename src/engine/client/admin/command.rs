//! What an admin client can be told to do (`org.apache.kafka.clients.admin.Admin`).

use std::sync::Arc;

use super::Resource;
use crate::metadata::ConfigResource;
use crate::model::{Offset, TopicName, TopicPartition};
use crate::protocol::{
    AlterableConfig, CommittedOffset, CreatableTopic, CreatePartitionsTopic, ElectionType,
    IsolationLevel, OffsetSpec,
};

/// One method of `Admin` with its arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AdminCommand {
    /// `createTopics`.
    CreateTopics {
        /// Which.
        topics: Vec<CreatableTopic>,
        /// Whether to say only what would come of it.
        validate_only: bool,
    },
    /// `deleteTopics`.
    DeleteTopics(Vec<TopicName>),
    /// `createPartitions`: topics grow.
    CreatePartitions {
        /// Which, and to how many partitions.
        topics: Vec<CreatePartitionsTopic>,
        /// Whether to say only what would come of it.
        validate_only: bool,
    },
    /// `describeCluster`.
    DescribeCluster {
        /// Whether those brokers count too that are fenced.
        include_fenced_brokers: bool,
    },
    /// `listTopics`, and what `kcat -L` asks: the Metadata of all topics.
    ListTopics,
    /// `describeTopics`.
    DescribeTopics(Vec<TopicName>),
    /// `describeConfigs`.
    DescribeConfigs {
        /// Of what.
        resources: Vec<ConfigResource>,
        /// Whether to say too what would count if the values were not set.
        include_synonyms: bool,
    },
    /// `incrementalAlterConfigs`.
    AlterConfigs {
        /// Of what, and which.
        resources: Vec<(ConfigResource, Vec<AlterableConfig>)>,
        /// Whether to say only what would come of it.
        validate_only: bool,
    },
    /// `electLeaders`: of all partitions, or of these.
    ElectLeaders {
        /// Which leaders are wanted.
        election_type: ElectionType,
        /// Of which partitions; `None` is of all.
        partitions: Option<Vec<TopicPartition>>,
    },
    /// `deleteRecords`: what lies before these offsets; -1 is the high watermark.
    DeleteRecords(Vec<(TopicPartition, Offset)>),
    /// `listOffsets`.
    ListOffsets {
        /// Where, and which.
        partitions: Vec<(TopicPartition, OffsetSpec)>,
        /// Up to where the offsets count.
        isolation: IsolationLevel,
    },
    /// `listConsumerGroupOffsets`.
    ListGroupOffsets {
        /// `group.id`.
        group: Arc<str>,
        /// In these partitions; `None` is in all that it has offsets of.
        partitions: Option<Vec<TopicPartition>>,
    },
    /// `alterConsumerGroupOffsets`: what `kafka-consumer-groups --reset-offsets` does. The group must be empty.
    AlterGroupOffsets {
        /// `group.id`.
        group: Arc<str>,
        /// The new positions.
        offsets: Vec<(TopicPartition, CommittedOffset)>,
    },
    /// `deleteConsumerGroupOffsets`.
    DeleteGroupOffsets {
        /// `group.id`.
        group: Arc<str>,
        /// In these partitions.
        partitions: Vec<TopicPartition>,
    },
    /// `listConsumerGroups`: of every broker those that it coordinates.
    ListGroups {
        /// Only those in these states; none means all (KIP-518).
        states: Vec<Arc<str>>,
    },
    /// `describeConsumerGroups`.
    DescribeGroups(Vec<Arc<str>>),
    /// `deleteConsumerGroups`, which must be empty.
    DeleteGroups(Vec<Arc<str>>),
}

impl AdminCommand {
    /// What it is called in Kafka, as in the messages of timeouts.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateTopics { .. } => "createTopics",
            Self::DeleteTopics(_) => "deleteTopics",
            Self::CreatePartitions { .. } => "createPartitions",
            Self::DescribeCluster { .. } => "listNodes",
            Self::ListTopics => "listTopics",
            Self::DescribeTopics(_) => "describeTopics",
            Self::DescribeConfigs { .. } => "describeConfigs",
            Self::AlterConfigs { .. } => "incrementalAlterConfigs",
            Self::ElectLeaders { .. } => "electLeaders",
            Self::DeleteRecords(_) => "deleteRecords",
            Self::ListOffsets { .. } => "listOffsets",
            Self::ListGroupOffsets { .. } => "listConsumerGroupOffsets",
            Self::AlterGroupOffsets { .. } => "alterConsumerGroupOffsets",
            Self::DeleteGroupOffsets { .. } => "deleteConsumerGroupOffsets",
            Self::ListGroups { .. } => "listConsumerGroups",
            Self::DescribeGroups(_) => "describeConsumerGroups",
            Self::DeleteGroups(_) => "deleteConsumerGroups",
        }
    }

    /// What it is about: each of these has an outcome of its own.
    #[must_use]
    pub fn resources(&self) -> Vec<Resource> {
        match self {
            Self::CreateTopics { topics, .. } => {
                list(topics, |topic| Resource::Topic(topic.name.clone()))
            }
            Self::CreatePartitions { topics, .. } => {
                list(topics, |topic| Resource::Topic(topic.name.clone()))
            }
            Self::DeleteTopics(topics) | Self::DescribeTopics(topics) => {
                list(topics, |topic| Resource::Topic(topic.clone()))
            }
            Self::DescribeConfigs { resources, .. } => {
                list(resources, |resource| Resource::Config(resource.clone()))
            }
            Self::AlterConfigs { resources, .. } => list(resources, |(resource, _)| {
                Resource::Config(resource.clone())
            }),
            Self::ElectLeaders {
                partitions: Some(partitions),
                ..
            } => list(partitions, |partition| {
                Resource::Partition(partition.clone())
            }),
            Self::DeleteRecords(partitions) => list(partitions, |(partition, _)| {
                Resource::Partition(partition.clone())
            }),
            Self::ListOffsets { partitions, .. } => list(partitions, |(partition, _)| {
                Resource::Partition(partition.clone())
            }),
            Self::ListGroupOffsets { group, .. }
            | Self::AlterGroupOffsets { group, .. }
            | Self::DeleteGroupOffsets { group, .. } => {
                vec![Resource::Group(Arc::clone(group))]
            }
            Self::DescribeGroups(groups) | Self::DeleteGroups(groups) => {
                list(groups, |group| Resource::Group(Arc::clone(group)))
            }
            Self::ListGroups { .. }
            | Self::DescribeCluster { .. }
            | Self::ListTopics
            | Self::ElectLeaders { .. } => {
                vec![Resource::Cluster]
            }
        }
    }
}

fn list<T>(of: &[T], resource: impl Fn(&T) -> Resource) -> Vec<Resource> {
    of.iter().map(resource).collect()
}
