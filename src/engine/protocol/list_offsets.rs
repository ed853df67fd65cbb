//! ListOffsets (2).

use crate::model::{BrokerId, LeaderEpoch, Offset, Timestamp, TopicPartition};
use crate::protocol::{ErrorCode, IsolationLevel};

/// Which offset is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OffsetSpec {
    /// -2: the log start offset.
    Earliest,
    /// -1: the high watermark, or the last stable offset for `read_committed`.
    Latest,
    /// -3: the record with the largest timestamp (KIP-734).
    MaxTimestamp,
    /// -4: the first offset that is not in remote storage only: the log start offset, as none is modelled.
    EarliestLocal,
    /// -5: the last offset in remote storage: none.
    LatestTiered,
    /// The first record with this timestamp or a later one.
    AtLeast(Timestamp),
}

/// Find offsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ListOffsetsRequest {
    /// The broker that asks as a follower: for it, the latest offset is the log end.
    pub replica: Option<BrokerId>,
    /// Up to where the offsets count.
    pub isolation: IsolationLevel,
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
    /// The timestamp of the record found, -1 where none was looked for.
    pub timestamp: Timestamp,
    /// The epoch of the leader that says so.
    pub leader_epoch: LeaderEpoch,
}
