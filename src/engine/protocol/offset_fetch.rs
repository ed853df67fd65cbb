//! OffsetFetch (9), of many groups at once (KIP-709).

use std::sync::Arc;

use crate::model::TopicPartition;
use crate::protocol::{CommittedOffset, ErrorCode};

/// Where did these groups stop?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetFetchRequest {
    /// The groups, each with its partitions.
    pub groups: Vec<OffsetFetchGroup>,
    /// Whether to wait for what is being committed, as consumers do; others are told what is committed already
    /// (KIP-447).
    pub require_stable: bool,
}

/// A group whose offsets are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetFetchGroup {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// The member of a consumer group that asks, and its epoch (KIP-848); `None` where nobody asks as a member.
    pub member: Option<(Arc<str>, i32)>,
    /// In these partitions; `None` asks for all that it has.
    pub partitions: Option<Vec<TopicPartition>>,
}

/// A partition's committed offset, `None` where the group has none.
pub type FetchedOffset = (TopicPartition, Option<CommittedOffset>);

/// The committed offsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetFetchResponse {
    /// One entry per group of the request.
    pub groups: Vec<OffsetsOfGroup>,
}

/// The committed offsets of a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetsOfGroup {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// `None` when the coordinator could answer.
    pub error: ErrorCode,
    /// One entry per partition that was asked for.
    pub partitions: Vec<FetchedOffset>,
}
