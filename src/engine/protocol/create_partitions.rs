//! CreatePartitions (37): topics grow.

use super::ApiError;
use crate::model::{BrokerId, TopicName};

/// Let these topics grow.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatePartitionsRequest {
    /// Which.
    pub topics: Vec<CreatePartitionsTopic>,
    /// Whether to say only what would come of it.
    pub validate_only: bool,
}

/// A topic to grow.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatePartitionsTopic {
    /// Its name.
    pub name: TopicName,
    /// How many partitions it is to have.
    pub count: i32,
    /// The replicas of each new partition, the leader first; `None` where the controller is to place them.
    pub assignments: Option<Vec<Vec<BrokerId>>>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CreatePartitionsResponse {
    /// One entry per name in the request.
    pub topics: Vec<(TopicName, Result<(), ApiError>)>,
}
