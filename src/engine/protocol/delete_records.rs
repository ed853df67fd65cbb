//! DeleteRecords (21): forget everything before an offset (KIP-107).

use crate::model::{Offset, TopicPartition};
use crate::protocol::ErrorCode;

/// Move the log start offsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteRecordsRequest {
    /// The new log start offsets; -1 is the high watermark.
    pub partitions: Vec<(TopicPartition, Offset)>,
    /// How long to wait until all live replicas have followed, in ms.
    pub timeout_ms: i32,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeleteRecordsResponse {
    /// One entry per partition of the request.
    pub partitions: Vec<RecordsDeleted>,
}

/// What became of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordsDeleted {
    /// Which.
    pub partition: TopicPartition,
    /// `OFFSET_OUT_OF_RANGE` above the high watermark, `POLICY_VIOLATION` where `cleanup.policy` has no `delete`.
    pub error: ErrorCode,
    /// The smallest log start offset of the live replicas, -1 with an error.
    pub low_watermark: Offset,
}
