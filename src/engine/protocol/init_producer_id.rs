//! InitProducerId (22).

use crate::protocol::ErrorCode;

/// Give me a producer id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InitProducerIdRequest {}

/// Take this one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InitProducerIdResponse {
    /// `None`, or `COORDINATOR_LOAD_IN_PROGRESS` while the broker waits for a block of ids.
    pub error: ErrorCode,
    /// The id, -1 with an error.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
}
