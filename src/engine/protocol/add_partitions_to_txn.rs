//! AddPartitionsToTxn (24).

use std::sync::Arc;

use crate::model::TopicPartition;
use crate::protocol::ErrorCode;

/// These partitions are to belong to these transactions; or do they?
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddPartitionsToTxnRequest {
    /// Whether the leader of partitions asks for producers, as it does from version 4 on; else a producer asks, and that
    /// speaks transaction version 1 (KIP-890).
    pub by_broker: bool,
    /// The transactions: of several producers, or of the one that asks.
    pub transactions: Vec<AddPartitionsToTxnTransaction>,
}

/// A transaction and its partitions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddPartitionsToTxnTransaction {
    /// `transactional.id`.
    pub transactional_id: Arc<str>,
    /// The producer.
    pub producer_id: i64,
    /// Its epoch.
    pub producer_epoch: i16,
    /// Whether the partitions are only looked for, and not added.
    pub verify_only: bool,
    /// The partitions.
    pub partitions: Vec<TopicPartition>,
}

/// What became of each transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddPartitionsToTxnResponse {
    /// One entry per transaction.
    pub transactions: Vec<AddPartitionsToTxnResult>,
}

/// What became of the partitions of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AddPartitionsToTxnResult {
    /// `transactional.id`.
    pub transactional_id: Arc<str>,
    /// One entry per partition. `TRANSACTION_ABORTABLE` for one that was looked for and is not there.
    pub partitions: Vec<(TopicPartition, ErrorCode)>,
}

impl AddPartitionsToTxnTransaction {
    /// The same for all of its partitions.
    #[must_use]
    pub fn result(&self, error: ErrorCode) -> AddPartitionsToTxnResult {
        let partitions = self.partitions.iter();
        AddPartitionsToTxnResult {
            transactional_id: Arc::clone(&self.transactional_id),
            partitions: partitions.map(|place| (place.clone(), error)).collect(),
        }
    }
}
