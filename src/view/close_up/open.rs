//! The transactions that are open in a partition.

use engine::broker::{Broker, Replica};
use engine::coordinator::transaction::TransactionCoordinator;
use serde::Serialize;
use sim::World;

/// A transaction that is open in a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenTransaction {
    /// `transactional.id`, as far as a coordinator knows who has the producer id.
    pub id: Option<String>,
    /// The producer id and epoch.
    pub producer: (i64, i16),
    /// The offset of its first record here.
    pub first_offset: i64,
}

/// Those that a replica has, the earliest first.
pub(crate) fn of(world: &World, replica: &Replica) -> Vec<OpenTransaction> {
    let producers = replica.log().producers().entries();
    let open = producers.filter_map(|(producer, entry)| {
        Some(OpenTransaction {
            id: transactional_id(world, producer),
            producer: (producer, entry.producer_epoch),
            first_offset: entry.current_txn_first_offset?.0,
        })
    });
    let mut open: Vec<OpenTransaction> = open.collect();
    open.sort_by_key(|transaction| transaction.first_offset);
    open
}

fn transactional_id(world: &World, producer: i64) -> Option<String> {
    let coordinators = lab::brokers(world).map(Broker::transaction_coordinator);
    let mut known = coordinators.flat_map(TransactionCoordinator::transactions);
    let found = known.find(|known| known.value().producer_id == producer)?;
    Some(found.transactional_id().to_string())
}
