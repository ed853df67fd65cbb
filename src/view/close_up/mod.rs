//! One thing, large: a partition across its replicas, a group, a transactional id, or a client with the loop of its
//! application.

mod client;
mod consumer;
mod group;
mod open;
mod partition;
mod producer;
mod reading;
mod transaction;

pub use client::{Loop, LoopStep, Request};
pub use consumer::{ConsumerUp, Reading};
pub use group::{GroupUp, Member, Share};
pub use open::OpenTransaction;
pub(crate) use open::of as open_transactions;
pub use partition::{Column, PartitionUp, ReplicaRow, Spot, Truncated};
pub use producer::{Batch, BatchState, Buffer, ProducerUp};
pub use transaction::{
    Claimant, Known, Marked, MarkerState, Passage, Standing, Stop, TransactionUp,
};

use lab::Session;
use serde::Serialize;

use crate::selection::Selection;

/// What is shown large.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum CloseUp {
    /// A partition across its replicas.
    Partition(PartitionUp),
    /// A group: who is in, who has what, how far everybody is.
    Group(GroupUp),
    /// A transactional id: what its coordinator knows, and what its clients believe.
    Transaction(TransactionUp),
    /// A producer: what it holds, what it waits for.
    Producer(ProducerUp),
    /// A consumer: what its application does, what it holds, what it waits for.
    Consumer(ConsumerUp),
}

impl CloseUp {
    /// What `selection` is, large; none where there is nothing to be seen that its card does not show. The columns of a
    /// partition end before the offset `before` if one is given, otherwise with its last record.
    #[must_use]
    pub fn of(session: &Session, selection: &Selection, before: Option<i64>) -> Option<Self> {
        reading::of(session, selection, before)
    }
}
