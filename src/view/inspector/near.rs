//! What a thing leads to: the transactional ids of a client, a coordinator or a partition.

use engine::coordinator::transaction::TransactionMetadata;
use sim::{AnyNode, Slot};

use super::Near;
use crate::close_up::OpenTransaction;
use crate::saying::Saying;
use crate::selection::Selection;
use crate::stage::transactional_id;

/// More are not offered.
const MOST: usize = 24;

/// A thing with its name.
pub(super) fn transaction(id: &str) -> Near {
    Near {
        text: Saying::new("near-transaction").with("id", id),
        selection: Selection::Transaction { id: id.to_owned() },
    }
}

/// The transactional id of a client, or those that a broker coordinates.
pub(super) fn of_node(slot: &Slot) -> Vec<Near> {
    match slot.node() {
        AnyNode::Broker(broker) if slot.life().is_running() => {
            let known = broker.transaction_coordinator().transactions();
            let ids = known.take(MOST).map(TransactionMetadata::transactional_id);
            ids.map(|id| transaction(id)).collect()
        }
        node => transactional_id(node)
            .map(transaction)
            .into_iter()
            .collect(),
    }
}

/// Those that are open in a partition.
pub(super) fn of_open(open: Vec<OpenTransaction>) -> Vec<Near> {
    let ids = open.into_iter().filter_map(|transaction| transaction.id);
    ids.take(MOST).map(|id| transaction(&id)).collect()
}
