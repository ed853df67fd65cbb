//! Fetch (1): for consumers, followers, and brokers that follow the metadata log.

use std::sync::Arc;

use crate::log::{EndOffset, RecordBatch};
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
    /// Up to where a consumer may read.
    pub isolation: IsolationLevel,
    /// The consumer's `client.rack`: it can be sent to a replica in its rack (KIP-392).
    pub rack: Option<Arc<str>>,
    /// Where to read.
    pub partitions: Vec<FetchPartition>,
}

/// `isolation.level`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IsolationLevel {
    /// Up to the high watermark.
    #[default]
    ReadUncommitted,
    /// Up to the last stable offset: nothing of transactions that are open.
    ReadCommitted,
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
    /// Where a follower's own log begins, -1 from a consumer.
    pub log_start_offset: Offset,
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
    /// Up to where everything is decided: no transaction is open before it.
    pub last_stable_offset: Offset,
    /// Where the log begins.
    pub log_start_offset: Offset,
    /// Where the reader's log parts from the leader's: the largest epoch not after the reader's, and its end there; then
    /// there are no batches (KIP-595).
    pub diverging_epoch: Option<EndOffset>,
    /// The leader that the broker knows of, when it refuses because of the leader or its epoch (KIP-951).
    pub current_leader: Option<(BrokerId, LeaderEpoch)>,
    /// The replica in the consumer's rack, which it should ask instead; then there are no batches (KIP-392).
    pub preferred_read_replica: Option<BrokerId>,
    /// The aborted transactions that have records among the batches, for a reader of `read_committed`; empty for others.
    pub aborted_transactions: Vec<AbortedTransaction>,
    /// Whole batches; the first may begin before the offset asked for.
    pub batches: Vec<RecordBatch>,
}

/// A transaction whose records a consumer leaves out, until it comes to its marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AbortedTransaction {
    /// Its producer.
    pub producer_id: i64,
    /// The offset of its first record.
    pub first_offset: Offset,
}

impl FetchedPartition {
    /// Nothing, for this reason.
    #[must_use]
    pub fn refused(partition: TopicPartition, error: ErrorCode) -> Self {
        Self {
            partition,
            error,
            high_watermark: Offset::NONE,
            last_stable_offset: Offset::NONE,
            log_start_offset: Offset::NONE,
            diverging_epoch: None,
            current_leader: None,
            preferred_read_replica: None,
            aborted_transactions: Vec::new(),
            batches: Vec::new(),
        }
    }

    /// The bytes of its batches.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.batches
            .iter()
            .map(|batch| u64::from(batch.size()))
            .sum()
    }
}
