//! Keeping the ISR true: who has caught up joins, who lags leaves, the controller decides
//! (`Partition.maybeExpandIsr`, `Partition.maybeShrinkIsr`, `AlterPartitionManager`).

use std::collections::BTreeSet;

use super::{Broker, BrokerTimer, Context, FollowerProgress, Replica, Role};
use crate::metadata::{LeaderRecoveryState, MetadataImage};
use crate::model::{BrokerEpoch, BrokerId, Duration, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::{
    AlterPartitionData, AlterPartitionRequest, AlterPartitionResult, ErrorCode, Response,
};

/// The changes that are proposed; what they are stands with the replicas.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct AlterIsr {
    /// To be sent.
    queued: BTreeSet<TopicPartition>,
    /// Sent, and not answered.
    asked: Vec<TopicPartition>,
    backing_off: bool,
}

/// How long a broker waits after the controller refused a whole request.
const RETRY: Duration = Duration(50_000);

/// Whether a follower may be in the ISR: registered in this incarnation, neither fenced nor shutting down
/// (`Partition.isReplicaIsrEligible`, KIP-903).
pub(super) fn is_isr_eligible(
    image: &MetadataImage,
    follower: BrokerId,
    progress: &FollowerProgress,
) -> bool {
    image.is_active(follower)
        && image
            .brokers
            .get(&follower)
            .is_some_and(|known| progress.broker_epoch == Some(known.epoch))
}

impl AlterIsr {
    /// A replica has a proposal for the controller.
    pub fn queue(&mut self, partition: &TopicPartition) {
        self.queued.insert(partition.clone());
    }
}

impl Replica {
    /// Proposes that a follower joins the ISR, if it may: it has everything below the high watermark, and of this
    /// epoch's records too, since more may be committed than the high watermark tells. Says whether it does.
    pub(super) fn propose_expansion(&mut self, follower: BrokerId, image: &MetadataImage) -> bool {
        let Role::Leader {
            epoch_start_offset,
            followers,
            proposed: proposed @ None,
        } = &mut self.role
        else {
            return false;
        };
        let caught_up = |progress: &FollowerProgress| {
            progress.log_end_offset >= self.high_watermark
                && progress.log_end_offset >= *epoch_start_offset
                && is_isr_eligible(image, follower, progress)
        };
        if self.state.isr.contains(&follower) || !followers.get(&follower).is_some_and(caught_up) {
            return false;
        }
        let mut isr = self.state.isr.clone();
        isr.push(follower);
        *proposed = Some(isr);
        true
    }
}

impl Broker {
    /// Whoever has not had everything for `replica.lag.time.max.ms` leaves, as soon as the controller agrees: until then
    /// it counts.
    pub(super) fn shrink_isrs(&mut self, now: Now, effects: &mut Effects) {
        let lag_max = self.config.replica_lag_time_max;
        effects.set_timer(BrokerTimer::IsrExpiration, Duration(lag_max.0 / 2));
        let mut shrunk = Vec::new();
        for (partition, replica) in &self.replicas {
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
            let isr = &replica.state.isr;
            if isr.iter().any(lags) {
                let in_sync = isr.iter().copied().filter(|id| !lags(id));
                shrunk.push((partition.clone(), in_sync.collect()));
            }
        }
        for (partition, isr) in shrunk {
            self.propose(&partition, isr);
        }
    }

    fn propose(&mut self, partition: &TopicPartition, isr: Vec<BrokerId>) {
        let role = self.replica_mut(partition).map(|replica| &mut replica.role);
        if let Some(Role::Leader { proposed, .. }) = role {
            *proposed = Some(isr);
            self.altering.queue(partition);
        }
    }

    /// Sends the proposals, one request at a time.
    pub(super) fn propose_isrs(&mut self, now: Now, effects: &mut Effects) {
        if self.altering.queued.is_empty()
            || !self.altering.asked.is_empty()
            || self.altering.backing_off
            || !self.control.ready(self.setup.controller, effects)
        {
            return;
        }
        let queued = std::mem::take(&mut self.altering.queued);
        let partitions: Vec<_> = queued
            .into_iter()
            .filter_map(|partition| self.proposal(partition))
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
        let controller = self.setup.controller;
        self.control
            .send(now, controller, request, Context::AlterPartition, effects);
    }

    fn proposal(&self, partition: TopicPartition) -> Option<AlterPartitionData> {
        let replica = self.replica(&partition)?;
        let Role::Leader {
            followers,
            proposed: Some(isr),
            ..
        } = replica.role()
        else {
            return None;
        };
        // A follower that has not fetched yet is named without an epoch: should it have died meanwhile, the
        // controller knows (`Partition.addBrokerEpochToIsr`).
        let epoch_of = |id: BrokerId| {
            if id == self.setup.id {
                return self.lifecycle.epoch;
            }
            let known = followers.get(&id).and_then(|known| known.broker_epoch);
            known.unwrap_or(BrokerEpoch(-1))
        };
        Some(AlterPartitionData {
            leader_epoch: replica.leader_epoch(),
            topic_id: replica.state.topic_id,
            // A leader that was elected uncleanly has nothing to recover from but itself: the next change says so.
            leader_recovery_state: LeaderRecoveryState::Recovered,
            new_isr: isr.iter().map(|id| (*id, epoch_of(*id))).collect(),
            partition_epoch: replica.partition_epoch(),
            partition,
        })
    }

    /// The proposals are settled, or have to be made again.
    pub(super) fn isr_altered(
        &mut self,
        now: Now,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let asked = std::mem::take(&mut self.altering.asked);
        match response {
            Some(Response::AlterPartition(response)) if response.error == ErrorCode::None => {
                for result in &response.partitions {
                    self.isr_settled(now, result, effects);
                }
            }
            _ => {
                self.altering.queued.extend(asked);
                self.altering.backing_off = true;
                effects.set_timer(BrokerTimer::IsrPropagation, RETRY);
            }
        }
    }

    /// The wait after a refused request is over.
    pub(super) fn propagate_isrs(&mut self) {
        self.altering.backing_off = false;
    }

    fn isr_settled(&mut self, now: Now, result: &AlterPartitionResult, effects: &mut Effects) {
        let partition = &result.partition;
        let Some(replica) = self.replica_mut(partition) else {
            return;
        };
        let Role::Leader { proposed, .. } = &mut replica.role else {
            return;
        };
        let Some(isr) = proposed else {
            return;
        };
        match result.error {
            ErrorCode::None => {
                let state = &replica.state;
                if result.leader_epoch == state.leader_epoch
                    && result.partition_epoch >= state.partition_epoch
                {
                    // Whatever the controller made of it.
                    let grows = isr.iter().any(|id| !state.isr.contains(id));
                    *proposed = None;
                    let state = std::sync::Arc::make_mut(&mut replica.state);
                    state.isr.clone_from(&result.isr);
                    state.leader_recovery_state = result.leader_recovery_state;
                    state.partition_epoch = result.partition_epoch;
                    let meter = if grows {
                        &mut self.metrics.isr_expands
                    } else {
                        &mut self.metrics.isr_shrinks
                    };
                    meter.mark(now.mono, 1);
                    effects.changed(partition);
                    self.high_watermark_may_move(now, partition, effects);
                    return;
                }
            }
            // Refused for certain: the ISR is what it was.
            ErrorCode::IneligibleReplica | ErrorCode::OperationNotAttempted => *proposed = None,
            // What the broker knows is old: the metadata log will tell, and until then the proposal counts.
            ErrorCode::UnknownTopicOrPartition
            | ErrorCode::UnknownTopicId
            | ErrorCode::FencedLeaderEpoch
            | ErrorCode::InvalidUpdateVersion
            | ErrorCode::InvalidRequest
            | ErrorCode::NewLeaderElected => {}
            _ => {
                self.altering.queue(partition);
            }
        }
        self.metrics.failed_isr_updates.mark(now.mono, 1);
    }
}
