//! OffsetForLeaderEpoch (23): where does an epoch end in the leader's log? (KIP-101, KIP-320)

use crate::log::EndOffset;
use crate::model::{LeaderEpoch, TopicPartition};
use crate::protocol::ErrorCode;

/// Find the ends of epochs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetForLeaderEpochRequest {
    /// Where, with the leader epoch that the reader knows (-1 for none), and the epoch to look for.
    pub partitions: Vec<(TopicPartition, LeaderEpoch, LeaderEpoch)>,
}

/// The ends found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetForLeaderEpochResponse {
    /// One entry per partition of the request.
    pub partitions: Vec<EpochEnd>,
}

/// The end of an epoch in one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EpochEnd {
    /// Which partition.
    pub partition: TopicPartition,
    /// `None` when the leader could look.
    pub error: ErrorCode,
    /// The largest epoch not after the one asked for, and where it ends; both -1 when unknown.
    pub end: EndOffset,
}
