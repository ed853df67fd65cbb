//! OffsetFetch (9).

use std::sync::Arc;

use crate::model::TopicPartition;
use crate::protocol::{CommittedOffset, ErrorCode};

/// Where did this group stop?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetFetchRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// In these partitions.
    pub partitions: Vec<TopicPartition>,
}

/// A partition's committed offset, `None` where the group has none.
pub type FetchedOffset = (TopicPartition, Option<CommittedOffset>);

/// The committed offsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetFetchResponse {
    /// `None` when the coordinator could answer.
    pub error: ErrorCode,
    /// One entry per partition of the request.
    pub partitions: Vec<FetchedOffset>,
}
