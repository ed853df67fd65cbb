//! Who holds, leads and follows a partition (`org.apache.kafka.metadata.PartitionRegistration`).

use super::LeaderRecoveryState;
use crate::model::{BrokerId, LeaderEpoch, PartitionEpoch, TopicId};

/// A partition's state, as the metadata log has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartitionState {
    /// The topic that it is of; a topic of the same name can be another one.
    pub topic_id: TopicId,
    /// Who should hold it, the preferred leader first.
    pub replicas: Vec<BrokerId>,
    /// Who is in sync.
    pub isr: Vec<BrokerId>,
    /// Eligible leader replicas: who left the ISR while it was below `min.insync.replicas`, and so has every committed
    /// record still (KIP-966).
    pub elr: Vec<BrokerId>,
    /// The last leader of a partition whose ISR is empty (KIP-966, as Kafka 4 fills the field).
    pub last_known_elr: Vec<BrokerId>,
    /// Who leads, if anybody can.
    pub leader: Option<BrokerId>,
    /// Whether the leader may lack committed records.
    pub leader_recovery_state: LeaderRecoveryState,
    /// Counts the leaders.
    pub leader_epoch: LeaderEpoch,
    /// Counts the changes.
    pub partition_epoch: PartitionEpoch,
}

/// `PartitionChangeRecord` (5): a change of a partition; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PartitionChange {
    /// Which topic.
    pub topic_id: TopicId,
    /// Which partition of it.
    pub partition: i32,
    /// The new ISR.
    pub isr: Option<Vec<BrokerId>>,
    /// The new leader, or nobody; even the old one again is a new leader epoch.
    pub leader: Option<Option<BrokerId>>,
    /// Whether the leader may lack committed records.
    pub leader_recovery_state: Option<LeaderRecoveryState>,
    /// The new eligible leader replicas.
    pub elr: Option<Vec<BrokerId>>,
    /// The new last known leader.
    pub last_known_elr: Option<Vec<BrokerId>>,
}

impl PartitionState {
    /// A new partition, in sync with those of its replicas that serve; the first of them leads.
    #[must_use]
    pub fn new(topic_id: TopicId, replicas: Vec<BrokerId>, isr: Vec<BrokerId>) -> Self {
        Self {
            topic_id,
            replicas,
            leader: isr.first().copied(),
            isr,
            elr: Vec::new(),
            last_known_elr: Vec::new(),
            leader_recovery_state: LeaderRecoveryState::Recovered,
            leader_epoch: LeaderEpoch(0),
            partition_epoch: PartitionEpoch(0),
        }
    }

    /// Whether the first of its replicas leads.
    #[must_use]
    pub fn has_preferred_leader(&self) -> bool {
        self.leader.is_some() && self.leader == self.replicas.first().copied()
    }

    /// The state after `change` (`merge`): the partition epoch always rises, the leader epoch when a leader is set.
    #[must_use]
    pub fn after(&self, change: &PartitionChange) -> Self {
        let mut next = self.clone();
        for (field, change) in [
            (&mut next.isr, &change.isr),
            (&mut next.elr, &change.elr),
            (&mut next.last_known_elr, &change.last_known_elr),
        ] {
            if let Some(change) = change {
                field.clone_from(change);
            }
        }
        if let Some(leader) = change.leader {
            next.leader = leader;
            next.leader_epoch = self.leader_epoch.next();
        }
        next.leader_recovery_state = change
            .leader_recovery_state
            .unwrap_or(self.leader_recovery_state);
        next.partition_epoch = PartitionEpoch(self.partition_epoch.0.saturating_add(1));
        next
    }
}

impl PartitionChange {
    /// A change of that partition that changes nothing yet.
    #[must_use]
    pub fn of(topic_id: TopicId, partition: i32) -> Self {
        Self {
            topic_id,
            partition,
            ..Self::default()
        }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_no_op(&self) -> bool {
        *self == Self::of(self.topic_id, self.partition)
    }
}
