//! UnregisterBroker (64): a broker that will not come back is forgotten.

use crate::model::BrokerId;
use crate::protocol::ErrorCode;

/// Forget this broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnregisterBrokerRequest {
    /// Which.
    pub broker_id: BrokerId,
}

/// It is forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnregisterBrokerResponse {
    /// `None`, or `BROKER_ID_NOT_REGISTERED`.
    pub error: ErrorCode,
}
