//! WriteTxnMarkers (27): a transaction coordinator has the leaders of partitions write how transactions ended.

use crate::model::TopicPartition;
use crate::protocol::ErrorCode;

/// Write these markers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WriteTxnMarkersRequest {
    /// The markers.
    pub markers: Vec<WritableTxnMarker>,
}

/// A marker and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WritableTxnMarker {
    /// The producer.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
    /// Whether the transaction was committed.
    pub committed: bool,
    /// The leader epoch of the coordinator's partition of `__transaction_state`.
    pub coordinator_epoch: i32,
    /// The transaction version under which it ended, in which a marker raises the epoch or does not (KIP-1228).
    pub transaction_version: i16,
    /// Where.
    pub partitions: Vec<TopicPartition>,
}

/// What became of each marker.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WriteTxnMarkersResponse {
    /// One entry per producer of the request.
    pub markers: Vec<WritableTxnMarkerResult>,
}

/// What became of a producer's markers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WritableTxnMarkerResult {
    /// The producer.
    pub producer_id: i64,
    /// One entry per partition.
    pub partitions: Vec<(TopicPartition, ErrorCode)>,
}
