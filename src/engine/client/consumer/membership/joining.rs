//! Joining a generation: JoinGroup, SyncGroup, and what the member is given (`ConsumerCoordinator.onJoinComplete`).

use std::sync::Arc;

use super::{Consumer, ConsumerTimer, Context, MemberState, Preparing, RejoinReason};
use crate::client::Observation;
use crate::config::RebalanceProtocol;
use crate::model::{BrokerId, Duration, Payload, TopicPartition};
use crate::node::{Effects, Now};
use crate::protocol::consumer_protocol::{Assignment, Subscription, VERSION};
use crate::protocol::{
    ErrorCode, JoinGroupProtocol, JoinGroupRequest, JoinGroupResponse, SyncGroupRequest,
    SyncGroupResponse,
};

/// What kind of group consumers make (`ConsumerProtocol.PROTOCOL_TYPE`).
const PROTOCOL_TYPE: &str = "consumer";

impl Consumer {
    pub(super) fn join(&mut self, now: Now, coordinator: BrokerId, effects: &mut Effects) {
        let protocols = self.protocols();
        let config = &self.setup.config;
        let Some(membership) = &mut self.membership else {
            return;
        };
        membership.joining = true;
        membership.state = MemberState::PreparingRebalance;
        effects.cancel_timer(ConsumerTimer::Heartbeat);
        let request = JoinGroupRequest {
            group_id: Arc::clone(&membership.group_id),
            member_id: Arc::clone(&membership.member_id),
            group_instance_id: config.group_instance_id.clone(),
            session_timeout_ms: config.session_timeout.as_millis() as i32,
            rebalance_timeout_ms: config.max_poll_interval.as_millis() as i32,
            protocol_type: Arc::from(PROTOCOL_TYPE),
            protocols,
            client_id: Arc::clone(&self.setup.name),
        };
        // The answer waits for every other member, so it may take as long as a rebalance may.
        let timeout = config
            .request_timeout
            .max(config.max_poll_interval + Duration::from_secs(5));
        self.coordinator_network.send_within(
            now,
            coordinator,
            request,
            Context::JoinGroup,
            timeout,
            effects,
        );
    }

    /// For each assignor what the leader should know if it is chosen (`ConsumerCoordinator.metadata`).
    fn protocols(&self) -> Vec<JoinGroupProtocol> {
        let Some(membership) = &self.membership else {
            return Vec::new();
        };
        let assignors = self.setup.config.partition_assignment_strategy.iter();
        let protocols = assignors.map(|assignor| {
            let subscription = Subscription {
                topics: self.setup.topics.clone(),
                user_data: membership.memory.user_data(assignor),
                owned: self.positions.keys().cloned().collect(),
                generation: Some(membership.generation),
                rack: self.setup.config.client_rack.clone(),
            };
            JoinGroupProtocol {
                name: Arc::from(assignor.name()),
                metadata: subscription.encode(VERSION),
            }
        });
        protocols.collect()
    }

    /// What has come since the last poll.
    pub(super) fn take_in_answers(&mut self, now: Now, effects: &mut Effects) {
        let Some(membership) = &mut self.membership else {
            return;
        };
        if let Some(joined) = membership.answers.join.take() {
            match joined {
                Some(joined) if joined.error == ErrorCode::None => {
                    self.joined(now, joined, effects);
                }
                joined => self.join_failed(now, joined, effects),
            }
        }
        let Some(membership) = &mut self.membership else {
            return;
        };
        if let Some(synced) = membership.answers.sync.take() {
            match synced {
                Some(synced) if synced.error == ErrorCode::None => {
                    self.synced(now, &synced, effects);
                }
                synced => {
                    let error = synced.map_or(ErrorCode::NetworkException, |synced| synced.error);
                    self.rebalance_failed(now, error, effects);
                }
            }
        }
    }

    fn joined(&mut self, now: Now, joined: JoinGroupResponse, effects: &mut Effects) {
        let assignor = self
            .setup
            .config
            .partition_assignment_strategy
            .named(&joined.protocol);
        let (leads, backoff) = (joined.leader == joined.member_id, self.retry_backoff());
        if leads && self.awaits_metadata(now, &joined) {
            if let Some(membership) = &mut self.membership {
                membership.answers.join = Some(Some(joined));
            }
            return;
        }
        let Some(membership) = &mut self.membership else {
            return;
        };
        if membership.state != MemberState::PreparingRebalance {
            // It was thrown out while it waited (`UnjoinedGroupException`).
            membership.joining = false;
            membership.back_off(now, backoff);
            return;
        }
        membership.member_id = Arc::clone(&joined.member_id);
        membership.generation = joined.generation_id;
        membership.assignor = assignor;
        membership.state = MemberState::CompletingRebalance;
        self.start_heartbeats(now, effects);
        let assignments = if leads {
            self.lead(&joined)
        } else {
            Vec::new()
        };
        self.sync(now, &joined, assignments, effects);
    }

    fn sync(
        &mut self,
        now: Now,
        joined: &JoinGroupResponse,
        assignments: Vec<(Arc<str>, Payload)>,
        effects: &mut Effects,
    ) {
        let Some(membership) = &self.membership else {
            return;
        };
        let ready = |coordinator: &BrokerId| self.coordinator_network.is_ready(*coordinator);
        let Some(coordinator) = membership.coordinator.filter(ready) else {
            self.rebalance_failed(now, ErrorCode::CoordinatorNotAvailable, effects);
            return;
        };
        let request = SyncGroupRequest {
            group_id: Arc::clone(&membership.group_id),
            generation_id: membership.generation,
            member_id: Arc::clone(&membership.member_id),
            group_instance_id: self.setup.config.group_instance_id.clone(),
            protocol_type: Arc::from(PROTOCOL_TYPE),
            protocol: Arc::clone(&joined.protocol),
            assignments,
        };
        self.coordinator_network
            .send(now, coordinator, request, Context::SyncGroup, effects);
    }

    fn join_failed(&mut self, now: Now, refusal: Option<JoinGroupResponse>, effects: &mut Effects) {
        let error = refusal
            .as_ref()
            .map_or(ErrorCode::NetworkException, |refusal| refusal.error);
        if let (ErrorCode::MemberIdRequired, Some(refusal), Some(membership)) =
            (error, refusal, &mut self.membership)
        {
            membership.joining = false;
            membership.state = MemberState::Unjoined;
            membership.member_id = refusal.member_id;
            membership.generation = -1;
            membership.request_rejoin(RejoinReason::MemberIdGiven);
            return;
        }
        self.rebalance_failed(now, error, effects);
    }

    /// Tries again, at once where the coordinator knows better, after a backoff where time may help; other errors are thrown.
    fn rebalance_failed(&mut self, now: Now, error: ErrorCode, effects: &mut Effects) {
        let backoff = self.retry_backoff();
        let Some(membership) = &mut self.membership else {
            return;
        };
        membership.joining = false;
        membership.state = MemberState::Unjoined;
        effects.cancel_timer(ConsumerTimer::Heartbeat);
        match error {
            ErrorCode::RebalanceInProgress
            | ErrorCode::UnknownMemberId
            | ErrorCode::IllegalGeneration => membership.refused(error),
            _ if error.is_retriable() => {
                if error != ErrorCode::CoordinatorLoadInProgress {
                    membership.coordinator = None;
                }
                membership.request_rejoin(RejoinReason::Failed(error));
                membership.back_off(now, backoff);
            }
            _ => self.throw_for_group(error, effects),
        }
    }

    /// The member is given its partitions. A cooperative one gives up first what it is to have no longer, and joins again, so
    /// that the others can be given that.
    fn synced(&mut self, now: Now, synced: &SyncGroupResponse, effects: &mut Effects) {
        let Some(Assignment { mut partitions }) = Assignment::decode(&synced.assignment) else {
            // The leader forgot this member, which Kafka's own assignors never do.
            self.throw_for_group(ErrorCode::UnknownServerError, effects);
            return;
        };
        partitions.sort_unstable();
        let protocol = self.rebalance_protocol();
        let Some(membership) = &mut self.membership else {
            return;
        };
        if membership.state != MemberState::CompletingRebalance {
            // It was thrown out while it waited.
            self.rebalance_failed(now, ErrorCode::IllegalGeneration, effects);
            return;
        }
        membership.joining = false;
        membership.state = MemberState::Stable;
        membership.assigned_in = (membership.generation, Arc::clone(&membership.member_id));
        membership.rejoin = None;
        membership.failures = 0;
        membership.preparing = Preparing::ToDo;
        let subscribed = |at: &TopicPartition| self.setup.topics.contains(&at.topic);
        if !partitions.iter().all(subscribed) {
            membership.request_rejoin(RejoinReason::AssignmentMismatch);
            return;
        }
        if protocol == RebalanceProtocol::Cooperative {
            let is_gone = |owned: &&TopicPartition| partitions.binary_search(owned).is_err();
            let revoked: Vec<_> = self.positions.keys().filter(is_gone).cloned().collect();
            if !revoked.is_empty() {
                membership.request_rejoin(RejoinReason::RevokedPartitions);
                effects.observe(Observation::Revoked(revoked));
            }
        }
        if let Some(assignor) = membership.assignor {
            let generation = membership.generation;
            membership
                .memory
                .assigned(assignor, &partitions, generation);
        }
        if self.commits_automatically() {
            self.await_auto_commit(now, effects);
        }
        self.assign(&partitions, effects);
    }

    /// `poll()` throws.
    pub(super) fn throw_for_group(&mut self, error: ErrorCode, effects: &mut Effects) {
        let about = self.membership.as_ref().map(|m| Arc::clone(&m.group_id));
        let about = about.unwrap_or_default();
        self.fail(Observation::Error { error, about }, effects);
    }
}
