//! The classic group protocol: JoinGroup (11), Heartbeat (12), LeaveGroup (13), SyncGroup (14).

use std::sync::Arc;

use crate::model::{TopicName, TopicPartition};
use crate::protocol::ErrorCode;

/// Let me in, or stay in, the next generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinGroupRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// Empty at first; the coordinator gives one (KIP-394).
    pub member_id: Arc<str>,
    /// `session.timeout.ms`.
    pub session_timeout_ms: i32,
    /// `max.poll.interval.ms`.
    pub rebalance_timeout_ms: i32,
    /// The assignors that the member knows, the liked one first.
    pub protocols: Vec<Arc<str>>,
    /// The topics that the member subscribes to.
    pub subscription: Vec<TopicName>,
    /// `client.id`, with which the member id begins.
    pub client_id: Arc<str>,
}

/// You are in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinGroupResponse {
    /// `MEMBER_ID_REQUIRED` with the id to use, or another refusal, or `None`.
    pub error: ErrorCode,
    /// The new generation.
    pub generation_id: i32,
    /// The assignor that all members know.
    pub protocol: Arc<str>,
    /// The member that computes the assignment.
    pub leader: Arc<str>,
    /// The member's own id.
    pub member_id: Arc<str>,
    /// For the leader alone: everybody.
    pub members: Vec<JoinedMember>,
}

/// A member, as the leader is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinedMember {
    /// Its id.
    pub member_id: Arc<str>,
    /// The topics that it subscribes to.
    pub subscription: Vec<TopicName>,
}

/// Here is the assignment (from the leader); what is mine?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SyncGroupRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// The generation that was joined.
    pub generation_id: i32,
    /// Who asks.
    pub member_id: Arc<str>,
    /// From the leader alone: each member's partitions.
    pub assignments: Vec<(Arc<str>, Vec<TopicPartition>)>,
}

/// This is yours.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SyncGroupResponse {
    /// `None`, or why not.
    pub error: ErrorCode,
    /// The member's partitions.
    pub assignment: Vec<TopicPartition>,
}

/// I am alive.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeartbeatRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// The member's generation.
    pub generation_id: i32,
    /// Who is alive.
    pub member_id: Arc<str>,
}

/// Then go on, or rejoin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeartbeatResponse {
    /// `None`, `REBALANCE_IN_PROGRESS`, or a refusal.
    pub error: ErrorCode,
}

/// I am going.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeaveGroupRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// Who goes.
    pub member_id: Arc<str>,
}

/// Farewell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeaveGroupResponse {
    /// `None`, or why not.
    pub error: ErrorCode,
}
