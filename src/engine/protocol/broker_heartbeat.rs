//! BrokerHeartbeat (63).

use crate::model::{BrokerEpoch, BrokerId, Offset};
use crate::protocol::ErrorCode;

/// The broker lives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrokerHeartbeatRequest {
    /// Who.
    pub broker_id: BrokerId,
    /// Its epoch.
    pub broker_epoch: BrokerEpoch,
    /// The highest metadata offset that it has replayed.
    pub current_metadata_offset: Offset,
    /// Whether it wants to stay fenced.
    pub want_fence: bool,
    /// Whether it wants to shut down in order.
    pub want_shut_down: bool,
}

/// What the controller makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrokerHeartbeatResponse {
    /// `None`, or `STALE_BROKER_EPOCH`.
    pub error: ErrorCode,
    /// Whether its metadata has reached its own registration.
    pub is_caught_up: bool,
    /// Whether it may serve.
    pub is_fenced: bool,
    /// Whether it may stop now.
    pub should_shut_down: bool,
}
