//! OffsetDelete (47, KIP-496).

use std::sync::Arc;

use crate::model::TopicPartition;
use crate::protocol::ErrorCode;

/// Forget the positions of a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetDeleteRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// In these partitions.
    pub partitions: Vec<TopicPartition>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetDeleteResponse {
    /// `None`, or why nothing was forgotten.
    pub error: ErrorCode,
    /// One entry per partition of the request.
    pub partitions: Vec<(TopicPartition, ErrorCode)>,
}
