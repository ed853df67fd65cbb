//! AlterPartition (56): a leader asks the controller to change the ISR (KIP-497).

use crate::model::{BrokerEpoch, BrokerId, LeaderEpoch, PartitionEpoch, TopicPartition};
use crate::protocol::ErrorCode;

/// Change these partitions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlterPartitionRequest {
    /// The leader that asks.
    pub broker_id: BrokerId,
    /// Its epoch.
    pub broker_epoch: BrokerEpoch,
    /// What to change.
    pub partitions: Vec<AlterPartitionData>,
}

/// Change one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlterPartitionData {
    /// Which.
    pub partition: TopicPartition,
    /// The epoch in which the broker leads it.
    pub leader_epoch: LeaderEpoch,
    /// The ISR wanted, with each broker's epoch as the leader knows it (KIP-903).
    pub new_isr: Vec<(BrokerId, BrokerEpoch)>,
    /// The state from which the change was computed.
    pub partition_epoch: PartitionEpoch,
}

/// What became of each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlterPartitionResponse {
    /// `None`, or `STALE_BROKER_EPOCH` for the request as a whole.
    pub error: ErrorCode,
    /// One entry per partition of the request.
    pub partitions: Vec<AlterPartitionResult>,
}

/// What became of one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlterPartitionResult {
    /// Which.
    pub partition: TopicPartition,
    /// `None`, or why not.
    pub error: ErrorCode,
    /// The leader epoch now.
    pub leader_epoch: LeaderEpoch,
    /// The ISR now.
    pub isr: Vec<BrokerId>,
    /// The partition epoch now.
    pub partition_epoch: PartitionEpoch,
}
