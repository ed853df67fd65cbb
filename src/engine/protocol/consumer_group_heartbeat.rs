//! ConsumerGroupHeartbeat (68): the consumer group protocol in one API (KIP-848).

use std::sync::Arc;

use crate::model::{TopicName, TopicPartition};
use crate::protocol::ErrorCode;

/// The member epoch of whoever joins.
pub const JOIN_GROUP_MEMBER_EPOCH: i32 = 0;
/// The member epoch of whoever leaves.
pub const LEAVE_GROUP_MEMBER_EPOCH: i32 = -1;
/// The member epoch of a static member that leaves and will be back.
pub const LEAVE_GROUP_STATIC_MEMBER_EPOCH: i32 = -2;

/// I live; this is what has changed since I said so last. What is `None` is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerGroupHeartbeatRequest {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// The id that the member made for itself (KIP-1082); one without gets one from the coordinator.
    pub member_id: Arc<str>,
    /// The epoch that it was told last; 0 to join, -1 to leave, -2 to leave as a static member that will be back.
    pub member_epoch: i32,
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Arc<str>>,
    /// `client.rack`.
    pub rack_id: Option<Arc<str>>,
    /// `max.poll.interval.ms`: how long it may take to give up partitions.
    pub rebalance_timeout_ms: Option<i32>,
    /// The topics that it subscribes to by name.
    pub subscribed_topic_names: Option<Vec<TopicName>>,
    /// The regular expression that it subscribes to, in RE2's grammar; empty for none.
    pub subscribed_topic_regex: Option<Arc<str>>,
    /// `group.remote.assignor`.
    pub server_assignor: Option<Arc<str>>,
    /// The partitions that it has.
    pub topic_partitions: Option<Vec<TopicPartition>>,
    /// `client.id`.
    pub client_id: Arc<str>,
}

impl ConsumerGroupHeartbeatRequest {
    /// A heartbeat that says no more than who it is from: all else is as it was.
    #[must_use]
    pub fn new(
        group: impl Into<Arc<str>>,
        (member_id, member_epoch): (impl Into<Arc<str>>, i32),
        client_id: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            group_id: group.into(),
            member_id: member_id.into(),
            member_epoch,
            instance_id: None,
            rack_id: None,
            rebalance_timeout_ms: None,
            subscribed_topic_names: None,
            subscribed_topic_regex: None,
            server_assignor: None,
            topic_partitions: None,
            client_id: client_id.into(),
        }
    }
}

/// What the member is to know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerGroupHeartbeatResponse {
    /// `None`, or why the member is refused: `FENCED_MEMBER_EPOCH`, `UNKNOWN_MEMBER_ID`, `UNRELEASED_INSTANCE_ID`...
    pub error: ErrorCode,
    /// Its id.
    pub member_id: Option<Arc<str>>,
    /// Its epoch from now on.
    pub member_epoch: i32,
    /// When it is to say again that it lives.
    pub heartbeat_interval_ms: i32,
    /// The partitions that it may use at once, all others given up; `None` if that is as it was.
    pub assignment: Option<Vec<TopicPartition>>,
}

impl ConsumerGroupHeartbeatResponse {
    /// The answer to a member that is refused.
    #[must_use]
    pub const fn refused(error: ErrorCode) -> Self {
        Self {
            error,
            member_id: None,
            member_epoch: 0,
            heartbeat_interval_ms: 0,
            assignment: None,
        }
    }
}
