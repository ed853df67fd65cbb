//! A consumer's place in its group, by the classic protocol (`AbstractCoordinator`).

use std::sync::Arc;

use super::{Consumer, ConsumerTimer, Context, PollState};
use crate::coordinator::assignor::range;
use crate::model::{BrokerId, Duration, Instant};
use crate::node::{Effects, Now};
use crate::protocol::{
    ErrorCode, FindCoordinatorRequest, HeartbeatRequest, JoinGroupRequest, JoinGroupResponse,
    LeaveGroupRequest, Response, SyncGroupRequest,
};

/// The assignor that every member knows.
const RANGE: &str = "range";

/// What a member knows of its group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// Given by the coordinator; empty before.
    pub member_id: Arc<str>,
    /// The generation joined last, -1 before.
    pub generation: i32,
    /// How far it is.
    pub state: MemberState,
    coordinator: Option<BrokerId>,
    finding: bool,
    not_before: Instant,
}

/// How far a member is (`AbstractCoordinator.MemberState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MemberState {
    /// action: find the coordinator and join. transition: JoinGroup sent -> `PreparingRebalance`.
    Unjoined,
    /// JoinGroup waits for the other members. transition: answered -> `CompletingRebalance`.
    PreparingRebalance,
    /// SyncGroup waits for the leader's assignment. transition: answered -> `Stable`.
    CompletingRebalance,
    /// action: heartbeat. transition: `REBALANCE_IN_PROGRESS` -> `Unjoined`, keeping the member id.
    Stable,
}

impl Membership {
    pub(super) fn new(group_id: Arc<str>) -> Self {
        Self {
            group_id,
            member_id: Arc::from(""),
            generation: -1,
            state: MemberState::Unjoined,
            coordinator: None,
            finding: false,
            not_before: Instant::ZERO,
        }
    }

    /// The group's coordinator, once found.
    #[must_use]
    pub const fn coordinator(&self) -> Option<BrokerId> {
        self.coordinator
    }

    pub(super) const fn retry_at(&self) -> Instant {
        self.not_before
    }

    /// Draws the consequence of an error from the coordinator.
    pub(super) fn refused(&mut self, error: ErrorCode) {
        match error {
            ErrorCode::NotCoordinator | ErrorCode::CoordinatorNotAvailable => {
                self.coordinator = None;
            }
            ErrorCode::UnknownMemberId => {
                self.member_id = Arc::from("");
                self.generation = -1;
                self.state = MemberState::Unjoined;
            }
            ErrorCode::IllegalGeneration => {
                self.generation = -1;
                self.state = MemberState::Unjoined;
            }
            ErrorCode::RebalanceInProgress => self.state = MemberState::Unjoined,
            _ => {}
        }
    }
}

impl Consumer {
    /// Whoever was asked is gone: leaders are asked for anew, and so is the coordinator if it was that.
    pub(super) fn disconnected(&mut self, peer: BrokerId) {
        self.metadata.request_update();
        if let Some(membership) = self
            .membership
            .as_mut()
            .filter(|m| m.coordinator == Some(peer))
        {
            membership.coordinator = None;
        }
    }

    /// Finds the coordinator and joins. An application that is busy joins when it polls again.
    pub(super) fn take_part(&mut self, now: Now, effects: &mut Effects) {
        let Some(membership) = &mut self.membership else {
            return;
        };
        if membership.not_before > now.mono {
            return;
        }
        let Some(coordinator) = membership.coordinator else {
            if !membership.finding
                && let Some(broker) = self
                    .network
                    .least_loaded(self.metadata.candidates(), effects)
            {
                membership.finding = true;
                let key = Arc::clone(&membership.group_id);
                self.network.send(
                    now,
                    broker,
                    FindCoordinatorRequest { key },
                    Context::FindCoordinator,
                    effects,
                );
            }
            return;
        };
        if self.coordinator_network.ready(coordinator, effects)
            && membership.state == MemberState::Unjoined
            && self.setup.assigned.is_empty()
            && self.poll == PollState::Polling
        {
            self.join(now, coordinator, effects);
        }
    }

    fn join(&mut self, now: Now, coordinator: BrokerId, effects: &mut Effects) {
        // `onJoinPrepare`: an eager member commits and gives up everything first.
        if !self.positions.is_empty() {
            if self.commits_automatically() {
                self.commit(now, effects);
            }
            self.assign(&[], effects);
        }
        let config = &self.setup.config;
        let Some(membership) = &mut self.membership else {
            return;
        };
        membership.state = MemberState::PreparingRebalance;
        effects.cancel_timer(ConsumerTimer::Heartbeat);
        let request = JoinGroupRequest {
            group_id: Arc::clone(&membership.group_id),
            member_id: Arc::clone(&membership.member_id),
            session_timeout_ms: config.session_timeout.as_millis() as i32,
            rebalance_timeout_ms: config.max_poll_interval.as_millis() as i32,
            protocols: vec![Arc::from(RANGE)],
            subscription: self.setup.topics.clone(),
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

    pub(super) fn group_answered(
        &mut self,
        now: Now,
        context: &Context,
        response: Option<&Response>,
        effects: &mut Effects,
    ) {
        let Some(membership) = &mut self.membership else {
            return;
        };
        match (context, response) {
            (Context::FindCoordinator, Some(Response::FindCoordinator(found))) => {
                membership.finding = false;
                membership.coordinator = found.node.filter(|_| found.error == ErrorCode::None);
                if membership.coordinator.is_none() {
                    membership.not_before = now.mono + self.setup.config.retry_backoff;
                }
            }
            (Context::FindCoordinator, _) => {
                membership.finding = false;
                membership.not_before = now.mono + self.setup.config.retry_backoff;
            }
            (Context::JoinGroup, Some(Response::JoinGroup(joined))) => {
                self.joined(now, joined, effects);
            }
            (Context::SyncGroup, Some(Response::SyncGroup(synced)))
                if synced.error == ErrorCode::None =>
            {
                membership.state = MemberState::Stable;
                self.await_heartbeat(effects);
                self.await_auto_commit(now, effects);
                self.assign(&synced.assignment, effects);
            }
            (Context::SyncGroup, Some(Response::SyncGroup(synced))) => {
                membership.state = MemberState::Unjoined;
                self.group_refused(now, synced.error, effects);
            }
            (Context::Heartbeat, Some(Response::Heartbeat(beat))) => {
                if beat.error != ErrorCode::None {
                    self.group_refused(now, beat.error, effects);
                }
            }
            (Context::LeaveGroup, _) => {}
            // The coordinator is gone, or nobody knows: look for it again.
            _ => {
                membership.coordinator = None;
                if membership.state != MemberState::Stable {
                    membership.state = MemberState::Unjoined;
                }
            }
        }
    }

    fn joined(&mut self, now: Now, joined: &JoinGroupResponse, effects: &mut Effects) {
        let Some(membership) = &mut self.membership else {
            return;
        };
        if joined.error != ErrorCode::None {
            membership.state = MemberState::Unjoined;
            if joined.error == ErrorCode::MemberIdRequired {
                membership.member_id = Arc::clone(&joined.member_id);
            } else {
                self.group_refused(now, joined.error, effects);
            }
            return;
        }
        membership.member_id = Arc::clone(&joined.member_id);
        membership.generation = joined.generation_id;
        membership.state = MemberState::CompletingRebalance;
        let Some(coordinator) = membership.coordinator else {
            return;
        };
        let assignments = if joined.leader == joined.member_id {
            range(&joined.members, |topic| {
                self.metadata.partition_count(topic).unwrap_or(0)
            })
        } else {
            Vec::new()
        };
        let request = SyncGroupRequest {
            group_id: Arc::clone(&membership.group_id),
            generation_id: membership.generation,
            member_id: Arc::clone(&membership.member_id),
            assignments,
        };
        self.coordinator_network
            .send(now, coordinator, request, Context::SyncGroup, effects);
    }

    /// `REBALANCE_IN_PROGRESS` and its like: the member joins again; others are tried again after a backoff.
    pub(super) fn group_refused(&mut self, now: Now, error: ErrorCode, effects: &mut Effects) {
        let lost = matches!(
            error,
            ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration
        );
        if let Some(membership) = &mut self.membership {
            membership.refused(error);
            membership.not_before = now.mono
                + if error.is_retriable() {
                    self.setup.config.retry_backoff
                } else {
                    Duration::ZERO
                };
        }
        if lost && !self.closing {
            // `onPartitionsLost`: others may own them already, so nothing is committed.
            self.assign(&[], effects);
        }
    }

    /// An interval of 0 would leave no time between two heartbeats: it counts as a millisecond.
    fn await_heartbeat(&self, effects: &mut Effects) {
        let interval = self
            .setup
            .config
            .heartbeat_interval
            .max(Duration::from_millis(1));
        effects.set_timer(ConsumerTimer::Heartbeat, interval);
    }

    pub(super) fn heartbeat(&mut self, now: Now, effects: &mut Effects) {
        let Some(membership) = self
            .membership
            .as_ref()
            .filter(|m| m.state == MemberState::Stable)
        else {
            return;
        };
        self.await_heartbeat(effects);
        let Some(coordinator) = membership.coordinator else {
            return;
        };
        let pending = |context: &Context| matches!(context, Context::Heartbeat);
        if self.coordinator_network.ready(coordinator, effects)
            && !self
                .coordinator_network
                .in_flight(coordinator)
                .any(|request| pending(&request.context))
        {
            let request = HeartbeatRequest {
                group_id: Arc::clone(&membership.group_id),
                generation_id: membership.generation,
                member_id: Arc::clone(&membership.member_id),
            };
            self.coordinator_network
                .send(now, coordinator, request, Context::Heartbeat, effects);
        }
    }

    /// `max.poll.interval.ms` ran out: the heartbeat thread leaves the group by itself.
    pub(super) fn poll_interval_exceeded(&mut self, now: Now, effects: &mut Effects) {
        if matches!(self.poll, PollState::Processing | PollState::Committing) {
            self.leave(now, effects);
        }
    }

    /// Leaves the group at once, so that nobody has to wait for the session to run out.
    pub(super) fn leave(&mut self, now: Now, effects: &mut Effects) {
        let Some(membership) = &mut self.membership else {
            return;
        };
        let (Some(coordinator), false) = (membership.coordinator, membership.member_id.is_empty())
        else {
            return;
        };
        let request = LeaveGroupRequest {
            group_id: Arc::clone(&membership.group_id),
            member_id: Arc::clone(&membership.member_id),
        };
        membership.member_id = Arc::from("");
        membership.generation = -1;
        membership.state = MemberState::Unjoined;
        effects.cancel_timer(ConsumerTimer::Heartbeat);
        self.coordinator_network
            .send(now, coordinator, request, Context::LeaveGroup, effects);
    }
}
