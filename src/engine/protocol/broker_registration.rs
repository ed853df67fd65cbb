//! BrokerRegistration (62).

use std::sync::Arc;

use crate::model::{BrokerEpoch, BrokerId};
use crate::protocol::ErrorCode;

/// Let this incarnation of a broker in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrokerRegistrationRequest {
    /// `node.id`.
    pub broker_id: BrokerId,
    /// Names this incarnation: a request of the same one is a retry.
    pub incarnation_id: u64,
    /// `broker.rack`.
    pub rack: Option<Arc<str>>,
    /// The epoch at the last clean shutdown, -1 after an unclean one (KIP-966).
    pub previous_broker_epoch: BrokerEpoch,
}

/// It is in, still fenced.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrokerRegistrationResponse {
    /// `None`, or `DUPLICATE_BROKER_REGISTRATION` while the session of another incarnation lives.
    pub error: ErrorCode,
    /// The metadata offset at which it was registered: names the incarnation from now on.
    pub broker_epoch: BrokerEpoch,
}
