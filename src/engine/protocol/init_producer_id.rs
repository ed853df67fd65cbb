//! InitProducerId (22).

use std::sync::Arc;

use crate::protocol::ErrorCode;

/// Give me a producer id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InitProducerIdRequest {
    /// `transactional.id`; `None` of a producer that is only idempotent.
    pub transactional_id: Option<Arc<str>>,
    /// `transaction.timeout.ms`.
    pub transaction_timeout_ms: i32,
    /// The id that the producer has and wants to keep, or -1 (KIP-360).
    pub producer_id: i64,
    /// The epoch that it has, or -1.
    pub producer_epoch: i16,
}

impl Default for InitProducerIdRequest {
    /// What a producer asks that is only idempotent.
    fn default() -> Self {
        Self {
            transactional_id: None,
            transaction_timeout_ms: i32::MAX,
            producer_id: -1,
            producer_epoch: -1,
        }
    }
}

/// Take this one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InitProducerIdResponse {
    /// `None`; `COORDINATOR_LOAD_IN_PROGRESS` while the broker waits for a block of ids; `CONCURRENT_TRANSACTIONS` while
    /// the last transaction is being ended; `PRODUCER_FENCED` when another producer has the transactional id by now.
    pub error: ErrorCode,
    /// The id, -1 with an error.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
}

impl InitProducerIdResponse {
    /// No id, for this reason.
    #[must_use]
    pub const fn refused(error: ErrorCode) -> Self {
        Self {
            error,
            producer_id: -1,
            producer_epoch: -1,
        }
    }
}
