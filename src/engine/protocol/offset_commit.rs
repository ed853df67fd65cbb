//! OffsetCommit (8).

use std::sync::Arc;

use crate::model::{LeaderEpoch, Offset, TopicPartition};
use crate::protocol::ErrorCode;

/// Store these positions of a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetCommitRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// The generation of the committing member, -1 outside a group's protocol.
    pub generation_id: i32,
    /// The committing member, empty outside a group's protocol.
    pub member_id: Arc<str>,
    /// `group.instance.id` of a static member.
    pub group_instance_id: Option<Arc<str>>,
    /// How long to keep them in ms; `None`, as clients of today have it, leaves that to `offsets.retention.minutes`.
    pub retention_time_ms: Option<i64>,
    /// What to store.
    pub offsets: Vec<(TopicPartition, CommittedOffset)>,
}

/// A committed position.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommittedOffset {
    /// The next offset to read.
    pub offset: Offset,
    /// The leader epoch of the last record read, -1 for none (KIP-320).
    pub leader_epoch: LeaderEpoch,
    /// Text of the application's.
    pub metadata: Arc<str>,
}

impl CommittedOffset {
    /// An offset, and nothing besides.
    #[must_use]
    pub fn at(offset: Offset) -> Self {
        Self {
            offset,
            leader_epoch: LeaderEpoch::NONE,
            metadata: Arc::from(""),
        }
    }
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetCommitResponse {
    /// One entry per partition of the request.
    pub partitions: Vec<(TopicPartition, ErrorCode)>,
}
