//! DescribeTopicPartitions (75, KIP-966): Metadata with the eligible leader replicas. All of a topic comes in one answer.

use super::ErrorCode;
use crate::model::{BrokerId, LeaderEpoch, TopicId, TopicName};

/// Describe these topics.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeTopicPartitionsRequest {
    /// Which; none is all of them.
    pub topics: Vec<TopicName>,
}

/// The topics.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribeTopicPartitionsResponse {
    /// In the order of their names, each once.
    pub topics: Vec<(TopicName, Result<DescribedTopic, ErrorCode>)>,
}

/// One topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribedTopic {
    /// Its id.
    pub topic_id: TopicId,
    /// Whether Kafka made it for itself.
    pub is_internal: bool,
    /// Its partitions in order.
    pub partitions: Vec<DescribedPartition>,
}

/// One partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DescribedPartition {
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
    /// Who is not, but has every committed record all the same.
    pub elr: Vec<BrokerId>,
    /// Who was eligible when it was last known.
    pub last_known_elr: Vec<BrokerId>,
    /// Who should hold it, but is fenced or gone.
    pub offline: Vec<BrokerId>,
}
