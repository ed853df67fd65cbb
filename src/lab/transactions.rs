//! What became of transactions, as far as clients' applications know it.
//!
//! A start of a producer has one transaction at a time. That `commitTransaction()` or `abortTransaction()` returned says
//! what became of it. One that nobody told to commit is aborted as soon as `initTransactions()` has returned under the
//! same `transactional.id` to somebody else, or to a later start; of one that was told, nobody knows then.

use std::sync::Arc;

use engine::app::processor::Output;
use engine::client::Observation;
use engine::client::producer::TransactionCall;
use engine::model::NodeId;
use imbl::OrdMap;
use sim::{AnyNode, Entry, World};

/// One start of a client.
pub(crate) type Start = (NodeId, u32);

/// Who makes transactions, and which ones are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Transactions {
    /// The `transactional.id` of everybody to whom `initTransactions()` has returned.
    ids: OrdMap<NodeId, Arc<str>>,
    /// The starts whose transaction has not ended, and whether it was told to commit.
    open: OrdMap<Start, bool>,
}

/// What has befallen the transaction of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It has begun.
    Begun,
    /// It is committed.
    Committed,
    /// It is aborted, or will never be anything else.
    Aborted,
    /// Its start was told to commit it, and is over.
    Unknown,
}

impl Transactions {
    /// Whether a client makes transactions.
    pub(crate) fn has(&self, node: NodeId) -> bool {
        self.ids.contains_key(&node)
    }

    /// Takes in what somebody saw, and says whose transactions it is about.
    pub(crate) fn take(&mut self, world: &World, entry: &Entry) -> Vec<(Start, Turn)> {
        let start = (entry.node, entry.incarnation);
        let call = match &entry.observation {
            Observation::Committing => {
                if let Some(is_committing) = self.open.get_mut(&start) {
                    *is_committing = true;
                }
                return Vec::new();
            }
            Observation::Transaction {
                call,
                failure: None,
            } => call,
            _ => return Vec::new(),
        };
        match call {
            TransactionCall::Init => self.initialized(world, start),
            TransactionCall::Begin => {
                self.open.insert(start, false);
                vec![(start, Turn::Begun)]
            }
            TransactionCall::SendOffsets => Vec::new(),
            TransactionCall::Commit => {
                self.open.remove(&start);
                vec![(start, Turn::Committed)]
            }
            TransactionCall::Abort => {
                self.open.remove(&start);
                vec![(start, Turn::Aborted)]
            }
        }
    }

    /// Whoever had the same `transactional.id` before is fenced.
    fn initialized(&mut self, world: &World, start: Start) -> Vec<(Start, Turn)> {
        let Some(id) = transactional_id(world, start.0) else {
            return Vec::new();
        };
        let is_fenced = |other: &Start| *other != start && self.ids.get(&other.0) == Some(&id);
        let fenced = self.open.iter().filter(|(other, _)| is_fenced(other));
        let fenced: Vec<(Start, Turn)> = fenced
            .map(|(other, is_committing)| match is_committing {
                true => (*other, Turn::Unknown),
                false => (*other, Turn::Aborted),
            })
            .collect();
        for (other, _) in &fenced {
            self.open.remove(other);
        }
        self.ids.insert(start.0, id);
        fenced
    }
}

fn transactional_id(world: &World, node: NodeId) -> Option<Arc<str>> {
    let producer = match world.slot(node)?.node() {
        AnyNode::Producer(producer) => producer.setup(),
        AnyNode::Consumer(node) => match &node.setup().output {
            Output::Topic(output) => &output.producer,
            Output::Printed | Output::Store | Output::Sink(_) => return None,
        },
        _ => return None,
    };
    producer.config.transactional_id.clone()
}
