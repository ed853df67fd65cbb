//! ListOffsets (2).

use crate::model::{LeaderEpoch, Offset, Timestamp, TopicPartition};
use crate::protocol::ErrorCode;

/// Which offset is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OffsetSpec {
    /// -2: the log start offset.
    Earliest,
    /// -1: the high watermark.
    Latest,
    /// The first record with this timestamp or a later one.
    AtLeast(Timestamp),
}

/// Find offsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListOffsetsRequest {
    /// Where, with the leader epoch that the client knows, and what to find.
    pub partitions: Vec<(TopicPartition, LeaderEpoch, OffsetSpec)>,
}

/// The offsets found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListOffsetsResponse {
    /// One entry per partition of the request.
    pub partitions: Vec<ListedOffset>,
}

/// The offset found in one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListedOffset {
    /// Which partition.
    pub partition: TopicPartition,
    /// `None` when it could be found.
    pub error: ErrorCode,
    /// The offset, -1 when no record is late enough.
    pub offset: Offset,
    /// The epoch of the leader that says so.
    pub leader_epoch: LeaderEpoch,
}
