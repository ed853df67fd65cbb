//! Produce (0).

use std::sync::Arc;

use crate::log::RecordBatch;
use crate::model::{BrokerId, LeaderEpoch, Offset, Timestamp, TopicPartition};
use crate::protocol::ErrorCode;

/// Append these batches, one per partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProduceRequest {
    /// `transactional.id`, of a producer that has one.
    pub transactional_id: Option<Arc<str>>,
    /// Whether the producer speaks transaction version 2, as it does from version 12 on: the leaders add their partitions
    /// to the transaction (KIP-890).
    pub transaction_v2: bool,
    /// 0: no answer; 1: the leader has it; -1: all in-sync replicas have it.
    pub acks: i16,
    /// How long the broker waits for replicas, in ms: the producer's `request.timeout.ms`.
    pub timeout_ms: i32,
    /// What to append where.
    pub batches: Vec<(TopicPartition, RecordBatch)>,
}

/// What became of each batch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProduceResponse {
    /// One entry per partition of the request.
    pub partitions: Vec<PartitionProduced>,
}

impl PartitionProduced {
    /// Nothing was appended, for this reason.
    #[must_use]
    pub fn refused(partition: TopicPartition, error: ErrorCode) -> Self {
        Self {
            partition,
            error,
            base_offset: Offset::NONE,
            log_append_time: Timestamp::NONE,
            log_start_offset: Offset::NONE,
            current_leader: None,
        }
    }
}

/// What became of one batch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionProduced {
    /// Where.
    pub partition: TopicPartition,
    /// `None` when it is appended as `acks` asks.
    pub error: ErrorCode,
    /// The offset of its first record, -1 with an error.
    pub base_offset: Offset,
    /// The time of the append, where the topic has `LogAppendTime`; -1 else.
    pub log_append_time: Timestamp,
    /// Where the log begins, -1 with an error.
    pub log_start_offset: Offset,
    /// The leader that the broker knows of, when it is not the leader itself (KIP-951).
    pub current_leader: Option<(BrokerId, LeaderEpoch)>,
}
