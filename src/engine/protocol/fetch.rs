//! Fetch (1): for consumers, followers, and brokers that follow the metadata log.

use crate::log::RecordBatch;
use crate::model::{BrokerEpoch, BrokerId, LeaderEpoch, Offset, TopicPartition};
use crate::protocol::ErrorCode;

/// Read from these partitions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchRequest {
    /// The broker that fetches as a follower, with its epoch (KIP-903); `None` for a consumer.
    pub replica: Option<(BrokerId, BrokerEpoch)>,
    /// Wait at most this long for `min_bytes`, in ms.
    pub max_wait_ms: i32,
    /// Answer once there is this much.
    pub min_bytes: i32,
    /// The largest answer in bytes, but at least one batch.
    pub max_bytes: i32,
    /// Where to read.
    pub partitions: Vec<FetchPartition>,
}

/// Read from one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchPartition {
    /// Which.
    pub partition: TopicPartition,
    /// The leader epoch that the reader knows, -1 for none (KIP-320).
    pub current_leader_epoch: LeaderEpoch,
    /// The first offset wanted.
    pub fetch_offset: Offset,
    /// The epoch of the last batch the reader has, -1 for none (KIP-595).
    pub last_fetched_epoch: LeaderEpoch,
    /// The most bytes from this partition, but at least one batch.
    pub max_bytes: i32,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchResponse {
    /// One entry per partition of the request.
    pub partitions: Vec<FetchedPartition>,
}

/// What was read from one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchedPartition {
    /// Which.
    pub partition: TopicPartition,
    /// `None` when it could be read.
    pub error: ErrorCode,
    /// Up to where consumers may read.
    pub high_watermark: Offset,
    /// Where the leader's log begins.
    pub log_start_offset: Offset,
    /// Where the reader's log parts from the leader's; then there are no batches.
    pub diverging_epoch: Option<DivergingEpoch>,
    /// The leader that the broker knows of, when it refuses because of the leader or its epoch (KIP-951).
    pub current_leader: Option<(BrokerId, LeaderEpoch)>,
    /// Whole batches; the first may begin before the offset asked for.
    pub batches: Vec<RecordBatch>,
}

/// The largest epoch not after the reader's, and where it ends in the leader's log (KIP-595).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DivergingEpoch {
    /// The epoch.
    pub epoch: LeaderEpoch,
    /// The offset after its last record.
    pub end_offset: Offset,
}
