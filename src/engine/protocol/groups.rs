//! The classic group protocol: JoinGroup (11), Heartbeat (12), LeaveGroup (13), SyncGroup (14).

use std::sync::Arc;

use crate::model::Payload;
use crate::protocol::ErrorCode;

/// Let me in, or stay in, the next generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinGroupRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// Empty at first; the coordinator gives one (KIP-394).
    pub member_id: Arc<str>,
    /// `group.instance.id` of a static member (KIP-345).
    pub group_instance_id: Option<Arc<str>>,
    /// `session.timeout.ms`.
    pub session_timeout_ms: i32,
    /// `max.poll.interval.ms`.
    pub rebalance_timeout_ms: i32,
    /// What kind of group it is: `consumer`, or `connect`.
    pub protocol_type: Arc<str>,
    /// The assignors that the member knows, the liked one first.
    pub protocols: Vec<JoinGroupProtocol>,
    /// `client.id`, with which the member id of a dynamic member begins.
    pub client_id: Arc<str>,
}

/// An assignor that a member knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinGroupProtocol {
    /// Its name.
    pub name: Arc<str>,
    /// What the member tells the leader if it is chosen; of a consumer a `Subscription`.
    pub metadata: Payload,
}

/// You are in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JoinGroupResponse {
    /// `MEMBER_ID_REQUIRED` with the id to use, or another refusal, or `None`.
    pub error: ErrorCode,
    /// The new generation.
    pub generation_id: i32,
    /// The assignor that was chosen among those that all members know.
    pub protocol: Arc<str>,
    /// The member that computes the assignment.
    pub leader: Arc<str>,
    /// The leader came back under a new id and nothing changed: it assigns nothing (KIP-814).
    pub skip_assignment: bool,
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
    /// Its `group.instance.id`, if it is static.
    pub group_instance_id: Option<Arc<str>>,
    /// What it says for the chosen assignor.
    pub metadata: Payload,
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
    /// `group.instance.id` of a static member.
    pub group_instance_id: Option<Arc<str>>,
    /// The kind of group that it takes it for.
    pub protocol_type: Arc<str>,
    /// The assignor that it takes for the chosen one.
    pub protocol: Arc<str>,
    /// From the leader alone: what each member gets; of consumers an `Assignment`.
    pub assignments: Vec<(Arc<str>, Payload)>,
}

/// This is yours.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SyncGroupResponse {
    /// `None`, or why not.
    pub error: ErrorCode,
    /// What the leader gave the member; no bytes at all if it forgot it.
    pub assignment: Payload,
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
    /// `group.instance.id` of a static member.
    pub group_instance_id: Option<Arc<str>>,
}

/// Then go on, or rejoin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeartbeatResponse {
    /// `None`, `REBALANCE_IN_PROGRESS`, or a refusal.
    pub error: ErrorCode,
}

/// I am going, or an administrator takes these out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeaveGroupRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// Who goes.
    pub members: Vec<MemberIdentity>,
}

/// A member, by its id or, with an empty id, by its `group.instance.id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MemberIdentity {
    /// Its id, or nothing.
    pub member_id: Arc<str>,
    /// Its `group.instance.id`, if it is static.
    pub group_instance_id: Option<Arc<str>>,
}

/// Farewell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LeaveGroupResponse {
    /// `None`, or why nobody could go.
    pub error: ErrorCode,
    /// What became of each who wanted to go.
    pub members: Vec<(MemberIdentity, ErrorCode)>,
}
