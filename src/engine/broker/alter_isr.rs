//! Keeping the ISR true: who has caught up joins, who lags leaves, the controller decides (`AlterPartitionManager`).

use std::collections::BTreeMap;

use super::{Broker, BrokerTimer, Context, Role};
use crate::metadata::LeaderRecoveryState;
use crate::model::{BrokerEpoch, BrokerId, Duration, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{AlterPartitionData, AlterPartitionRequest, ErrorCode, Response};

/// The changes that are proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct AlterIsr {
    /// Not sent yet.
    queued: BTreeMap<TopicPartition, Vec<BrokerId>>,
    /// Sent, and not answered.
    asked: Vec<TopicPartition>,
}

impl Broker {
    /// A follower that has everything below the high watermark, and of this epoch's records too, may join.
    pub(super) fn expand_isr(&mut self, partition: &TopicPartition, follower: BrokerId) {
        let eligible = self.image.is_active(follower);
        let registered = self
            .image
            .brokers
            .get(&follower)
            .map(|registration| registration.epoch);
        let Some(replica) = self.replica_mut(partition) else {
            return;
        };
        let high_watermark = replica.high_watermark;
        let Role::Leader {
            epoch_start_offset,
            followers,
            proposed,
        } = &mut replica.role
        else {
            return;
        };
        let Some(progress) = followers.get(&follower) else {
            return;
        };
        let caught_up = progress.log_end_offset >= high_watermark
            && progress.log_end_offset >= *epoch_start_offset;
        let same_incarnation = registered == Some(progress.broker_epoch);
        if proposed.is_some()
            || replica.state.isr.contains(&follower)
            || !eligible
            || !same_incarnation
            || !caught_up
        {
            return;
        }
        let mut isr = replica.state.isr.clone();
        isr.push(follower);
        *proposed = Some(isr.clone());
        self.altering.queued.insert(partition.clone(), isr);
    }

    /// Whoever has not had everything for `replica.lag.time.max.ms` leaves.
    pub(super) fn shrink_isrs(&mut self, now: Now, effects: &mut Effects) {
        let lag_max = self.setup.config.replica_lag_time_max;
        effects.set_timer(BrokerTimer::IsrExpiration, Duration(lag_max.0 / 2));
        let mut shrunk = Vec::new();
        for (partition, replica) in &mut self.replicas {
            let Role::Leader {
                followers,
                proposed: None,
                ..
            } = &replica.role
            else {
                continue;
            };
            let end = replica.log.log_end_offset();
            let lags = |id: &BrokerId| {
                followers
                    .get(id)
                    .is_some_and(|follower| !follower.is_caught_up(now.mono, end, lag_max))
            };
            let isr: Vec<_> = replica
                .state
                .isr
                .iter()
                .copied()
                .filter(|id| !lags(id))
                .collect();
            if isr.len() < replica.state.isr.len() {
                shrunk.push((partition.clone(), isr));
            }
        }
        for (partition, isr) in shrunk {
            if let Some(Role::Leader { proposed, .. }) = self
                .replica_mut(&partition)
                .map(|replica| &mut replica.role)
            {
                // A smaller ISR is not in force before the controller says so: the maximal ISR is the old one.
                *proposed = Some(isr.clone());
            }
            self.altering.queued.insert(partition, isr);
        }
    }

    /// Sends the proposals, one request at a time.
    pub(super) fn propose_isrs(&mut self, now: Now, effects: &mut Effects) {
        if self.altering.queued.is_empty()
            || !self.altering.asked.is_empty()
            || !self.control.ready(self.setup.controller, effects)
        {
            return;
        }
        let queued = std::mem::take(&mut self.altering.queued);
        let partitions: Vec<_> = queued
            .into_iter()
            .filter_map(|(partition, isr)| {
                let replica = self.replica(&partition)?;
                let Role::Leader { followers, .. } = replica.role() else {
                    return None;
                };
                let epoch_of = |id: BrokerId| {
                    let known = followers.get(&id).map(|follower| follower.broker_epoch);
                    let registered = self
                        .image
                        .brokers
                        .get(&id)
                        .map(|registration| registration.epoch);
                    // A follower that has not fetched yet is known by its registration alone.
                    known
                        .filter(|epoch| epoch.0 >= 0)
                        .or(registered)
                        .unwrap_or(BrokerEpoch(-1))
                };
                Some(AlterPartitionData {
                    leader_epoch: replica.leader_epoch(),
                    topic_id: replica.state.topic_id,
                    // An unclean election is all that there is to recover from: its end is said with the next change.
                    leader_recovery_state: LeaderRecoveryState::Recovered,
                    new_isr: isr.into_iter().map(|id| (id, epoch_of(id))).collect(),
                    partition_epoch: replica.partition_epoch(),
                    partition,
                })
            })
            .collect();
        if partitions.is_empty() {
            return;
        }
        self.altering.asked = partitions
            .iter()
            .map(|data| data.partition.clone())
            .collect();
        let request = AlterPartitionRequest {
            broker_id: self.setup.id,
            broker_epoch: self.lifecycle.epoch,
            partitions,
        };
        self.control.send(
            now,
            self.setup.controller,
            request,
            Context::AlterPartition,
            effects,
        );
    }

    /// The proposals are settled. What was accepted arrives by the metadata log too; here it counts already.
    pub(super) fn isr_altered(
        &mut self,
        now: Now,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let asked = std::mem::take(&mut self.altering.asked);
        for partition in &asked {
            if let Some(Role::Leader { proposed, .. }) =
                self.replica_mut(partition).map(|replica| &mut replica.role)
            {
                *proposed = None;
            }
        }
        let Some(Response::AlterPartition(response)) = response else {
            return;
        };
        for result in response
            .partitions
            .iter()
            .filter(|result| result.error == ErrorCode::None)
        {
            let Some(replica) = self.replica_mut(&result.partition) else {
                continue;
            };
            let newer = result.partition_epoch > replica.state.partition_epoch
                && result.leader_epoch == replica.state.leader_epoch;
            if newer {
                let state = std::sync::Arc::make_mut(&mut replica.state);
                state.isr.clone_from(&result.isr);
                state.leader_recovery_state = result.leader_recovery_state;
                state.partition_epoch = result.partition_epoch;
                self.high_watermark_may_move(now, &result.partition, effects);
            }
        }
    }
}
