//! EndTxn (26).

use std::sync::Arc;

use crate::protocol::ErrorCode;

/// Commit the transaction, or abort it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EndTxnRequest {
    /// `transactional.id`.
    pub transactional_id: Arc<str>,
    /// The producer.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
    /// Whether it is committed.
    pub committed: bool,
    /// Whether the producer speaks transaction version 2, as it does from version 5 on: every end raises the epoch
    /// (KIP-890).
    pub transaction_v2: bool,
}

/// Whether it will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EndTxnResponse {
    /// `None` once the decision is committed; the markers may be on their way still.
    pub error: ErrorCode,
    /// The producer id from now on, -1 with an error.
    pub producer_id: i64,
    /// The epoch from now on, -1 with an error.
    pub producer_epoch: i16,
}
