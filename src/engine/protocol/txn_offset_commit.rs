//! TxnOffsetCommit (28).

use std::sync::Arc;

use crate::model::TopicPartition;
use crate::protocol::{CommittedOffset, ErrorCode};

/// Store these positions of a group, if the transaction is committed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TxnOffsetCommitRequest {
    /// `transactional.id`.
    pub transactional_id: Arc<str>,
    /// `group.id`.
    pub group_id: Arc<str>,
    /// The producer.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
    /// The generation of the member that has read the records, -1 outside a group's protocol (KIP-447).
    pub generation_id: i32,
    /// That member, empty outside a group's protocol.
    pub member_id: Arc<str>,
    /// `group.instance.id` of a static member.
    pub group_instance_id: Option<Arc<str>>,
    /// Whether the producer speaks transaction version 2, as it does from version 5 on: the group's coordinator adds its
    /// partition to the transaction (KIP-890).
    pub transaction_v2: bool,
    /// What to store.
    pub offsets: Vec<(TopicPartition, CommittedOffset)>,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TxnOffsetCommitResponse {
    /// One entry per partition of the request.
    pub partitions: Vec<(TopicPartition, ErrorCode)>,
}

impl TxnOffsetCommitRequest {
    /// The answer when nothing is stored.
    #[must_use]
    pub fn refused(&self, error: ErrorCode) -> TxnOffsetCommitResponse {
        let partitions = self.offsets.iter();
        TxnOffsetCommitResponse {
            partitions: partitions
                .map(|(place, _)| (place.clone(), error))
                .collect(),
        }
    }
}
