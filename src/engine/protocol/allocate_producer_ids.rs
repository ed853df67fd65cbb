//! AllocateProducerIds (67): a broker asks the controller for a block of ids (KIP-730).

use crate::model::{BrokerEpoch, BrokerId};
use crate::protocol::ErrorCode;

/// Give me a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AllocateProducerIdsRequest {
    /// Who asks.
    pub broker_id: BrokerId,
    /// Its epoch.
    pub broker_epoch: BrokerEpoch,
}

/// Take this one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AllocateProducerIdsResponse {
    /// `None`, or `STALE_BROKER_EPOCH`.
    pub error: ErrorCode,
    /// The first id of the block.
    pub producer_id_start: i64,
    /// How many ids it has.
    pub producer_id_len: i32,
}
