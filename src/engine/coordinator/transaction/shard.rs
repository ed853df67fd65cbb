//! What a partition of `__transaction_state` says.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{TransactionMetadata, TransactionRecord, TransactionValue};
use crate::log::RecordBatch;

/// The transactional ids of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    partition: i32,
    coordinator_epoch: i32,
    /// Its log is being read: until that is done nobody is served.
    pub(super) loading: bool,
    transactions: BTreeMap<Arc<str>, Arc<TransactionMetadata>>,
    /// Decided transactions whose markers are being written, and what is known of each when they all are.
    pub(super) completing: BTreeMap<Arc<str>, TransactionValue>,
}

impl Shard {
    /// A shard that knows nothing yet, led in this epoch.
    #[must_use]
    pub const fn new(partition: i32, coordinator_epoch: i32) -> Self {
        Self {
            partition,
            coordinator_epoch,
            loading: true,
            transactions: BTreeMap::new(),
            completing: BTreeMap::new(),
        }
    }

    /// Which partition.
    #[must_use]
    pub const fn partition(&self) -> i32 {
        self.partition
    }

    /// The leader epoch of the partition: markers carry it.
    #[must_use]
    pub const fn coordinator_epoch(&self) -> i32 {
        self.coordinator_epoch
    }

    /// Whether its log is still being read.
    #[must_use]
    pub const fn is_loading(&self) -> bool {
        self.loading
    }

    /// The transactional ids by name.
    pub fn transactions(&self) -> impl Iterator<Item = &TransactionMetadata> {
        self.transactions.values().map(|metadata| &**metadata)
    }

    /// What is known of a transactional id.
    #[must_use]
    pub fn transaction(&self, transactional_id: &str) -> Option<&TransactionMetadata> {
        self.transactions
            .get(transactional_id)
            .map(|metadata| &**metadata)
    }

    pub(super) fn transaction_mut(
        &mut self,
        transactional_id: &str,
    ) -> Option<&mut TransactionMetadata> {
        self.transactions
            .get_mut(transactional_id)
            .map(Arc::make_mut)
    }

    pub(super) fn insert(&mut self, metadata: TransactionMetadata) {
        let id = Arc::clone(metadata.transactional_id());
        self.transactions.insert(id, Arc::new(metadata));
    }

    pub(super) fn remove(&mut self, transactional_id: &str) {
        self.transactions.remove(transactional_id);
    }

    /// Takes in the log of the partition.
    pub fn load<'a>(&mut self, batches: impl Iterator<Item = &'a RecordBatch>) {
        for (_, record) in batches.flat_map(RecordBatch::records) {
            if let Some(record) = TransactionRecord::decode(&record) {
                self.replay(record);
            }
        }
        self.loading = false;
    }

    /// Takes in a record of the log.
    fn replay(&mut self, record: TransactionRecord) {
        let TransactionRecord {
            transactional_id,
            value,
        } = record;
        match value {
            Some(value) => self.insert(TransactionMetadata::loaded(transactional_id, value)),
            None => self.remove(&transactional_id),
        }
    }
}
