//! AddOffsetsToTxn (25).

use std::sync::Arc;

use crate::protocol::ErrorCode;

/// The offsets of this group are to belong to the transaction: its partition of `__consumer_offsets` is added.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddOffsetsToTxnRequest {
    /// `transactional.id`.
    pub transactional_id: Arc<str>,
    /// The producer.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
    /// `group.id`.
    pub group_id: Arc<str>,
}

/// Whether they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AddOffsetsToTxnResponse {
    /// `None` once the partition is added.
    pub error: ErrorCode,
}
