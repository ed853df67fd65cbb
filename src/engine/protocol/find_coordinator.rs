//! FindCoordinator (10).

use std::sync::Arc;

use crate::model::BrokerId;
use crate::protocol::ErrorCode;

/// Which broker coordinates this group?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FindCoordinatorRequest {
    /// `group.id`.
    pub key: Arc<str>,
}

/// The coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FindCoordinatorResponse {
    /// `COORDINATOR_NOT_AVAILABLE` while its partition has no leader.
    pub error: ErrorCode,
    /// The leader of the group's partition of `__consumer_offsets`.
    pub node: Option<BrokerId>,
}
