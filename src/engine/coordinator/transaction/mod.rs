//! The transaction coordinator (`kafka.coordinator.transaction`): who has a transactional id, what belongs to its
//! transaction, and how that ends (KIP-98, KIP-360, KIP-890).

mod add_partitions;
mod completion;
mod decision;
mod end_txn;
mod init_producer_id;
mod leadership;
mod markers;
mod metadata;
mod metrics;
mod producer_ids;
mod record;
mod rounds;
mod service;
mod shard;
mod state;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use decision::{Completion, Decision, Write};
pub use markers::{Marker, Sent};
pub use metadata::TransactionMetadata;
pub use producer_ids::ProducerIds;
pub use record::{TransactionRecord, TransactionValue};
pub use service::Host;
pub use shard::Shard;
pub use state::TransactionState;

use crate::coordinator::answer::{Answer, Gathering};
use crate::model::Instant;
use crate::node::Reply;
use crate::protocol::Response;

/// The topic that holds transactional ids and their transactions.
pub const TRANSACTION_TOPIC: &str = "__transaction_state";

/// The timers of transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransactionTimer {
    /// The log of a partition of `__transaction_state` has been read.
    Load(i32),
    /// `transaction.abort.timed.out.transaction.cleanup.interval.ms`: which transactions have taken too long?
    AbortTimedOut,
    /// `transaction.remove.expired.transaction.cleanup.interval.ms`: which transactional ids does nobody use?
    RemoveExpired,
    /// A transaction whose markers are written could not be completed: that is tried again.
    RetryAppend,
}

/// The transactional ids that a broker coordinates: those whose partition of `__transaction_state` it leads
/// (`TransactionCoordinator`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TransactionCoordinator {
    /// When the process started: its rounds count from then.
    started: Instant,
    /// By partition of `__transaction_state`.
    shards: BTreeMap<i32, Arc<Shard>>,
    /// Markers that are not on their way.
    markers: Vec<Marker>,
    /// Transactions that could not be completed though all their markers are written.
    retrying: Vec<(i32, Arc<str>)>,
    gathering: Gathering,
}

impl TransactionCoordinator {
    /// A coordinator without partitions, of a process that starts now.
    #[must_use]
    pub fn new(started: Instant) -> Self {
        Self {
            started,
            shards: BTreeMap::new(),
            markers: Vec::new(),
            retrying: Vec::new(),
            gathering: Gathering::default(),
        }
    }

    /// What is known of each partition of `__transaction_state` that it coordinates, by number.
    pub fn shards(&self) -> impl Iterator<Item = &Shard> {
        self.shards.values().map(|shard| &**shard)
    }

    /// The transactional ids, by partition and name.
    pub fn transactions(&self) -> impl Iterator<Item = &TransactionMetadata> {
        self.shards().flat_map(Shard::transactions)
    }

    /// What is known of a transactional id.
    #[must_use]
    pub fn transaction(&self, transactional_id: &str) -> Option<&TransactionMetadata> {
        self.shards()
            .find_map(|shard| shard.transaction(transactional_id))
    }

    /// Puts the parts of an answer together; says the whole once it is there.
    pub fn gather(&mut self, answer: Answer) -> Option<(Reply, Response)> {
        self.gathering.add(answer)
    }
}
