//! CreateTopics (19).

use crate::model::TopicName;
use crate::protocol::ErrorCode;

/// Create these topics.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreateTopicsRequest {
    /// Which.
    pub topics: Vec<CreatableTopic>,
}

/// A topic to create.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatableTopic {
    /// Its name.
    pub name: TopicName,
    /// How many partitions.
    pub num_partitions: i32,
    /// How many replicas of each.
    pub replication_factor: i16,
    /// Topic configs that differ from their defaults.
    pub configs: Vec<(String, String)>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreateTopicsResponse {
    /// One entry per topic of the request.
    pub topics: Vec<(TopicName, ErrorCode)>,
}
