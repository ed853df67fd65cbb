//! A member of a classic group (`ClassicGroupMember`).

use std::sync::Arc;

use crate::coordinator::group::Turn;
use crate::model::{Duration, Instant, Payload, TopicPartition};
use crate::node::Reply;
use crate::protocol::consumer_protocol::Assignment;
use crate::protocol::{
    ErrorCode, JoinGroupProtocol, JoinGroupRequest, JoinGroupResponse, SyncGroupResponse,
};

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupMember {
    /// Its `client.id`.
    pub client_id: Arc<str>,
    /// Its `group.instance.id`, if it is static.
    pub group_instance_id: Option<Arc<str>>,
    /// `session.timeout.ms`.
    pub session_timeout: Duration,
    /// `max.poll.interval.ms`.
    pub rebalance_timeout: Duration,
    /// The assignors that it knows, the liked one first.
    pub protocols: Vec<JoinGroupProtocol>,
    /// What the leader gave it in this generation.
    pub assignment: Payload,
    /// It has not been in any generation yet.
    pub(super) is_new: bool,
    pub(super) awaiting_join: Option<Reply>,
    pub(super) awaiting_sync: Option<Reply>,
    session_ends: Instant,
}

impl GroupMember {
    pub(super) fn joining(request: &JoinGroupRequest) -> Self {
        Self {
            client_id: Arc::clone(&request.client_id),
            group_instance_id: request.group_instance_id.clone(),
            session_timeout: Duration::from_millis(i64::from(request.session_timeout_ms)),
            rebalance_timeout: Duration::from_millis(i64::from(request.rebalance_timeout_ms)),
            protocols: request.protocols.clone(),
            assignment: nothing(),
            is_new: true,
            awaiting_join: None,
            awaiting_sync: None,
            session_ends: Instant::ZERO,
        }
    }

    pub(super) fn loaded(
        client_id: Arc<str>,
        group_instance_id: Option<Arc<str>>,
        (session_timeout, rebalance_timeout): (Duration, Duration),
        protocol: JoinGroupProtocol,
        assignment: Payload,
    ) -> Self {
        Self {
            client_id,
            group_instance_id,
            session_timeout,
            rebalance_timeout,
            protocols: vec![protocol],
            assignment,
            is_new: false,
            awaiting_join: None,
            awaiting_sync: None,
            session_ends: Instant::ZERO,
        }
    }

    /// The partitions that the leader gave it; none where the bytes are no assignment of a consumer's.
    #[must_use]
    pub fn assigned(&self) -> Vec<TopicPartition> {
        Assignment::decode(&self.assignment)
            .map(|assignment| assignment.partitions)
            .unwrap_or_default()
    }

    /// When its session runs out unless it is heard of, or waits for an answer then.
    #[must_use]
    pub const fn session_ends(&self) -> Instant {
        self.session_ends
    }

    /// What it says for an assignor; no bytes for one that it does not know.
    #[must_use]
    pub fn metadata(&self, protocol: &str) -> Payload {
        self.protocols
            .iter()
            .find(|known| *known.name == *protocol)
            .map_or_else(nothing, |known| known.metadata.clone())
    }

    /// Whether it waits for the other members.
    #[must_use]
    pub const fn is_awaiting_join(&self) -> bool {
        self.awaiting_join.is_some()
    }

    /// Whether it waits for the leader's assignment.
    #[must_use]
    pub const fn is_awaiting_sync(&self) -> bool {
        self.awaiting_sync.is_some()
    }

    /// It joins again, perhaps with other assignors and timeouts.
    pub(super) fn update(&mut self, request: &JoinGroupRequest, reply: Reply) {
        self.protocols.clone_from(&request.protocols);
        self.session_timeout = Duration::from_millis(i64::from(request.session_timeout_ms));
        self.rebalance_timeout = Duration::from_millis(i64::from(request.rebalance_timeout_ms));
        self.awaiting_join = Some(reply);
    }

    pub(super) const fn expect_heartbeat(&mut self, until: Instant) {
        self.session_ends = until;
    }

    /// Whoever waits for an answer is alive; but of a new member nobody knows whether it still waits.
    pub(super) const fn has_satisfied_heartbeat(&self) -> bool {
        !self.is_new && (self.is_awaiting_join() || self.is_awaiting_sync())
    }

    /// Answers it if it waits for the other members.
    pub(super) fn complete_join(&mut self, response: JoinGroupResponse, turn: &mut Turn<'_>) {
        if let Some(reply) = self.awaiting_join.take() {
            turn.answer(reply, response);
        }
    }

    /// Answers it if it waits for its assignment. Says whether it did.
    pub(super) fn complete_sync(&mut self, error: ErrorCode, turn: &mut Turn<'_>) -> bool {
        let Some(reply) = self.awaiting_sync.take() else {
            return false;
        };
        let assignment = match error {
            ErrorCode::None => self.assignment.clone(),
            _ => nothing(),
        };
        turn.answer(reply, SyncGroupResponse { error, assignment });
        true
    }
}

/// No bytes.
pub(super) fn nothing() -> Payload {
    Payload::from("")
}
