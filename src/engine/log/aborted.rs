//! Aborted transactions (`org.apache.kafka.storage.internals.log.AbortedTxn`).

use crate::model::Offset;

/// A transaction whose records are not to be delivered: an entry of a segment's `.txnindex`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AbortedTxn {
    /// Its producer.
    pub producer_id: i64,
    /// The offset of its first record.
    pub first_offset: Offset,
    /// The offset of its marker.
    pub last_offset: Offset,
    /// Where the log became unstable when it was aborted: no later entry concerns what lies before.
    pub last_stable_offset: Offset,
}
