//! CreateTopics (19).

use super::ApiError;
use crate::model::{BrokerId, TopicId, TopicName};

/// Create these topics.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreateTopicsRequest {
    /// Which.
    pub topics: Vec<CreatableTopic>,
    /// Whether to say only what would come of it.
    pub validate_only: bool,
}

/// A topic to create.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatableTopic {
    /// Its name.
    pub name: TopicName,
    /// How many partitions; -1 for `num.partitions`, and where they are assigned by hand.
    pub num_partitions: i32,
    /// How many replicas of each; -1 for `default.replication.factor`, and where they are assigned by hand.
    pub replication_factor: i16,
    /// The replicas of each partition, the leader first; empty where the controller is to place them.
    pub assignments: Vec<(i32, Vec<BrokerId>)>,
    /// Topic configs that differ from their defaults.
    pub configs: Vec<(String, String)>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreateTopicsResponse {
    /// One entry per name in the request.
    pub topics: Vec<(TopicName, Result<CreatedTopic, ApiError>)>,
}

/// A topic that was created, or would be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatedTopic {
    /// Its id.
    pub topic_id: TopicId,
    /// How many partitions it has.
    pub num_partitions: i32,
    /// How many replicas each has.
    pub replication_factor: i16,
}
