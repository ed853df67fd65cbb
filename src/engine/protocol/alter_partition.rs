//! AlterPartition (56): a leader asks the controller to change the ISR (KIP-497).

use crate::metadata::LeaderRecoveryState;
use crate::model::{BrokerEpoch, BrokerId, LeaderEpoch, PartitionEpoch, TopicId, TopicPartition};
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
    /// Which life of its topic; the name is for the answer.
    pub topic_id: TopicId,
    /// The epoch in which the broker leads it.
    pub leader_epoch: LeaderEpoch,
    /// The ISR wanted, with each broker's epoch as the leader knows it (KIP-903).
    pub new_isr: Vec<(BrokerId, BrokerEpoch)>,
    /// Whether the leader may still lack committed records (KIP-704).
    pub leader_recovery_state: LeaderRecoveryState,
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
    /// The leader now.
    pub leader: Option<BrokerId>,
    /// The leader epoch now.
    pub leader_epoch: LeaderEpoch,
    /// The ISR now.
    pub isr: Vec<BrokerId>,
    /// The leader recovery state now.
    pub leader_recovery_state: LeaderRecoveryState,
    /// The partition epoch now.
    pub partition_epoch: PartitionEpoch,
}

impl AlterPartitionResult {
    /// A refusal, which says nothing of the partition.
    #[must_use]
    pub fn refused(partition: TopicPartition, error: ErrorCode) -> Self {
        Self {
            partition,
            error,
            leader: None,
            leader_epoch: LeaderEpoch::NONE,
            isr: Vec::new(),
            leader_recovery_state: LeaderRecoveryState::Recovered,
            partition_epoch: PartitionEpoch(-1),
        }
    }
}
