//! FindCoordinator (10).

use std::sync::Arc;

use crate::model::BrokerId;
use crate::protocol::ErrorCode;

/// Which broker coordinates this?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FindCoordinatorRequest {
    /// What is coordinated.
    pub key_type: CoordinatorType,
    /// `group.id` or `transactional.id`.
    pub key: Arc<str>,
}

/// What a coordinator is for (`FindCoordinatorRequest.CoordinatorType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoordinatorType {
    /// Groups.
    Group,
    /// Transactions.
    Transaction,
}

impl FindCoordinatorRequest {
    /// Who coordinates this group?
    #[must_use]
    pub const fn of_group(key: Arc<str>) -> Self {
        Self {
            key_type: CoordinatorType::Group,
            key,
        }
    }

    /// Who coordinates the transactions of this id?
    #[must_use]
    pub const fn of_transactions(key: Arc<str>) -> Self {
        Self {
            key_type: CoordinatorType::Transaction,
            key,
        }
    }
}

/// The coordinator.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FindCoordinatorResponse {
    /// `COORDINATOR_NOT_AVAILABLE` while its partition has no leader.
    pub error: ErrorCode,
    /// The leader of the partition of `__consumer_offsets` or `__transaction_state` to which the key belongs.
    pub node: Option<BrokerId>,
}
