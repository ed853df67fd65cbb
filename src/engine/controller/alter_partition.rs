//! A leader wants to change its ISR (`ReplicationControlManager.alterPartition`, KIP-497).

use super::{Controller, refuse};
use crate::metadata::{LeaderRecoveryState, MetadataRecord, PartitionState, TopicImage};
use crate::model::{BrokerEpoch, BrokerId};
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    AlterPartitionData, AlterPartitionRequest, AlterPartitionResponse, AlterPartitionResult,
    ErrorCode,
};

impl Controller {
    pub(super) fn alter_partition(
        &mut self,
        now: Now,
        reply: Reply,
        request: &AlterPartitionRequest,
        effects: &mut Effects,
    ) {
        let leader = request.broker_id;
        if let Err(error) = self.check_broker_epoch(leader, request.broker_epoch) {
            let partitions = Vec::new();
            refuse(reply, AlterPartitionResponse { error, partitions }, effects);
            return;
        }
        let mut records = Vec::new();
        let answer = |data| match self.decide(leader, data, &mut records) {
            Ok(state) => AlterPartitionResult {
                partition: data.partition.clone(),
                error: ErrorCode::None,
                leader: state.leader,
                leader_epoch: state.leader_epoch,
                isr: state.isr,
                leader_recovery_state: state.leader_recovery_state,
                partition_epoch: state.partition_epoch,
            },
            Err(error) => AlterPartitionResult::refused(data.partition.clone(), error),
        };
        let partitions = request.partitions.iter().map(answer).collect();
        let response = AlterPartitionResponse {
            error: ErrorCode::None,
            partitions,
        };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    /// The state that the change leads to.
    fn decide(
        &self,
        leader: BrokerId,
        data: &AlterPartitionData,
        records: &mut Vec<MetadataRecord>,
    ) -> Result<PartitionState, ErrorCode> {
        let (topic, state) = self.check_alteration(leader, data)?;
        let number = data.partition.partition;
        let isr = data.new_isr.iter().map(|(id, _)| *id).collect();
        let change = self
            .change(topic, number, state, |id| self.image.is_active(id))
            .target_isr(isr)
            .target_leader_recovery_state(data.leader_recovery_state)
            .build();
        let Some(change) = change else {
            return Ok(state.clone());
        };
        let (after, elected) = (state.after(&change), change.leader);
        records.push(MetadataRecord::PartitionChange(change));
        // The change stands, but whoever asked leads no longer: it must hear of its successor first.
        if elected.is_some_and(|elected| elected != Some(leader)) {
            return Err(ErrorCode::NewLeaderElected);
        }
        Ok(after)
    }

    /// `validateAlterPartitionData`.
    fn check_alteration(
        &self,
        leader: BrokerId,
        data: &AlterPartitionData,
    ) -> Result<(&TopicImage, &PartitionState), ErrorCode> {
        let topic = self.image.topic_by_id(data.topic_id);
        let (_, topic) = topic.ok_or(ErrorCode::UnknownTopicId)?;
        let state = topic
            .partition(data.partition.partition)
            .ok_or(ErrorCode::UnknownTopicOrPartition)?;
        // Whoever knows more than the controller has heard it from another one.
        if data.leader_epoch > state.leader_epoch || data.partition_epoch > state.partition_epoch {
            return Err(ErrorCode::NotController);
        }
        if data.leader_epoch < state.leader_epoch {
            return Err(ErrorCode::FencedLeaderEpoch);
        }
        if state.leader != Some(leader) {
            return Err(ErrorCode::InvalidRequest);
        }
        if data.partition_epoch < state.partition_epoch {
            return Err(ErrorCode::InvalidUpdateVersion);
        }
        if !is_valid_isr(state, data) || !leads_and_recovers(leader, state, data) {
            return Err(ErrorCode::InvalidRequest);
        }
        if !data.new_isr.iter().all(|member| self.is_eligible(*member)) {
            return Err(ErrorCode::IneligibleReplica);
        }
        Ok((topic, state))
    }

    /// Only an active broker may be in sync, and only the incarnation that the leader has seen fetching (KIP-903).
    fn is_eligible(&self, (id, epoch): (BrokerId, BrokerEpoch)) -> bool {
        let known = self.image.brokers.get(&id);
        known.is_some_and(|known| {
            known.is_active() && (epoch == BrokerEpoch::NONE || epoch == known.epoch)
        })
    }
}

/// Not empty, replicas only, none of them twice (`Replicas.validateIsr`).
fn is_valid_isr(state: &PartitionState, data: &AlterPartitionData) -> bool {
    let mut ids: Vec<BrokerId> = data.new_isr.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    let known = ids.iter().all(|id| state.replicas.contains(id));
    !ids.is_empty() && known && ids.windows(2).all(|pair| pair[0] != pair[1])
}

/// The leader is in its own ISR, and alone in it while it recovers, which it cannot begin by itself.
fn leads_and_recovers(leader: BrokerId, state: &PartitionState, data: &AlterPartitionData) -> bool {
    let leads = data.new_isr.iter().any(|(id, _)| *id == leader);
    let recovers = data.leader_recovery_state == LeaderRecoveryState::Recovering;
    let recovered = state.leader_recovery_state == LeaderRecoveryState::Recovered;
    leads && !(recovers && (recovered || data.new_isr.len() > 1))
}
