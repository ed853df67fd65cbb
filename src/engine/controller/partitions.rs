//! Leaders and in-sync replicas (`ReplicationControlManager`, `PartitionChangeBuilder`).

use super::Controller;
use crate::metadata::{MetadataRecord, PartitionChange, PartitionState};
use crate::model::BrokerId;
use crate::node::{Effects, Now, Reply};
use crate::protocol::{
    AlterPartitionData, AlterPartitionRequest, AlterPartitionResponse, AlterPartitionResult,
    ErrorCode,
};

impl Controller {
    /// What changes when a broker can no longer serve: it leaves every ISR that has another member, and the first
    /// replica that is in sync and alive leads what it led.
    pub(super) fn without_broker(&self, broker: BrokerId) -> Vec<MetadataRecord> {
        let changes = self.image.partitions().filter_map(|(partition, state)| {
            let others: Vec<_> = state
                .isr
                .iter()
                .copied()
                .filter(|id| *id != broker)
                .collect();
            // The last in-sync replica stays in the ISR: only it may lead when it returns.
            let isr = (others.len() < state.isr.len() && !others.is_empty()).then_some(others);
            let alive = |id: BrokerId| id != broker && self.image.is_active(id);
            let leader = (state.leader == Some(broker))
                .then(|| elect(state, isr.as_deref().unwrap_or(&state.isr), alive));
            (isr.is_some() || leader.is_some()).then_some(PartitionChange {
                partition,
                isr,
                leader,
            })
        });
        changes.map(MetadataRecord::PartitionChange).collect()
    }

    /// What changes when a broker can serve again: it leads what nobody leads and it is in sync with.
    pub(super) fn with_broker(&self, broker: BrokerId) -> Vec<MetadataRecord> {
        let changes = self.image.partitions().filter_map(|(partition, state)| {
            let leads = state.leader.is_none() && state.isr.contains(&broker);
            leads.then_some(PartitionChange {
                partition,
                isr: None,
                leader: Some(Some(broker)),
            })
        });
        changes.map(MetadataRecord::PartitionChange).collect()
    }

    /// A leader wants to change its ISR.
    pub(super) fn alter_partition(
        &mut self,
        now: Now,
        reply: Reply,
        request: &AlterPartitionRequest,
        effects: &mut Effects,
    ) {
        let current = self
            .image
            .brokers
            .get(&request.broker_id)
            .map(|registration| registration.epoch);
        if current != Some(request.broker_epoch) {
            let error = ErrorCode::StaleBrokerEpoch;
            reply.send(
                AlterPartitionResponse {
                    error,
                    partitions: Vec::new(),
                }
                .into(),
                effects,
            );
            return;
        }
        let mut records = Vec::new();
        let decide = |data: &AlterPartitionData| {
            let checked = self.check_alteration(request.broker_id, data);
            let state = self.image.partition(&data.partition);
            let error = checked.err().unwrap_or_default();
            let mut after = state.map(|state| PartitionState::clone(state));
            if error == ErrorCode::None {
                let isr = Some(data.new_isr.iter().map(|(id, _)| *id).collect());
                let change = PartitionChange {
                    partition: data.partition.clone(),
                    isr,
                    leader: None,
                };
                after = after.map(|state| change.apply(&state));
                records.push(MetadataRecord::PartitionChange(change));
            }
            AlterPartitionResult {
                partition: data.partition.clone(),
                error,
                leader_epoch: after
                    .as_ref()
                    .map(|state| state.leader_epoch)
                    .unwrap_or_default(),
                isr: after
                    .as_ref()
                    .map(|state| state.isr.clone())
                    .unwrap_or_default(),
                partition_epoch: after
                    .as_ref()
                    .map(|state| state.partition_epoch)
                    .unwrap_or_default(),
            }
        };
        let partitions = request.partitions.iter().map(decide).collect();
        let response = AlterPartitionResponse {
            error: ErrorCode::None,
            partitions,
        };
        self.write(now, &records, [(reply, response.into())], effects);
    }

    fn check_alteration(
        &self,
        broker: BrokerId,
        data: &AlterPartitionData,
    ) -> Result<(), ErrorCode> {
        let state = self
            .image
            .partition(&data.partition)
            .ok_or(ErrorCode::UnknownTopicOrPartition)?;
        if data.leader_epoch > state.leader_epoch {
            return Err(ErrorCode::NotController);
        }
        if data.leader_epoch < state.leader_epoch {
            return Err(ErrorCode::FencedLeaderEpoch);
        }
        if state.leader != Some(broker) {
            return Err(ErrorCode::InvalidRequest);
        }
        if data.partition_epoch != state.partition_epoch {
            return Err(ErrorCode::InvalidUpdateVersion);
        }
        if !data
            .new_isr
            .iter()
            .all(|(id, _)| state.replicas.contains(id))
            || data.new_isr.is_empty()
        {
            return Err(ErrorCode::InvalidRequest);
        }
        let eligible = |(id, epoch): &(BrokerId, _)| {
            let known = self.image.brokers.get(id);
            known.is_some_and(|known| !known.fenced && known.epoch == *epoch)
                && !self.shutting_down.contains(id)
        };
        if data.new_isr.iter().all(eligible) {
            Ok(())
        } else {
            Err(ErrorCode::IneligibleReplica)
        }
    }
}

/// The first replica in the order of assignment that is in sync and alive.
fn elect(
    state: &PartitionState,
    isr: &[BrokerId],
    alive: impl Fn(BrokerId) -> bool,
) -> Option<BrokerId> {
    state
        .replicas
        .iter()
        .copied()
        .find(|id| isr.contains(id) && alive(*id))
}
