//! The scorecard: what became of every record, as clients saw it, counted while the run goes on.
//!
//! It looks at the world's history, from where it was last, and at how the lab is configured; never into a broker. A
//! copy costs nothing, so one is kept with every world of a session, and rewinds with it. Which records a number is
//! made of is not kept: [`evidence`] counts the history again and takes notes.

mod administered;
mod count;
mod intervals;
mod keys;
mod notes;
mod partition;
mod pending;
mod places;
mod polled;
mod reader;
mod reading;
mod results;
mod rule;
mod sums;
mod take;
#[cfg(test)]
mod tests;
mod topics;
mod transacting;
mod verdict;

use std::collections::BTreeMap;

use engine::model::{Instant, NodeId, TopicPartition};
use imbl::{OrdMap, OrdSet};
use sim::World;

pub use count::{Count, Counts};
pub use notes::{Counted, Scope};
use notes::{Notebook, Notes};
use partition::Partition;
use places::Life;
use reader::Consumer;
pub use reader::Reader;
use results::Results;
use topics::Topics;
pub use verdict::{Reason, Verdict};

use crate::transactions::Transactions;

/// What became of every record of a run so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scorecard {
    /// How much of the history is counted.
    seen: usize,
    /// When the last of it was.
    at: Instant,
    topics: Topics,
    partitions: OrdMap<TopicPartition, Partition>,
    /// The consumers, and for whom they read.
    consumers: OrdMap<NodeId, Consumer>,
    /// Sends that came to nothing before it was settled where they go.
    refused: OrdMap<Life, u64>,
    transactions: Transactions,
    /// What each start has sent to, or read from, since its last transaction ended.
    touched: OrdMap<Life, OrdSet<TopicPartition>>,
    results: Results,
}

impl Scorecard {
    /// The scorecard of a run, counted from nothing.
    #[must_use]
    pub fn of(world: &World) -> Self {
        let mut scorecard = Self::default();
        scorecard.follow(world);
        scorecard
    }

    /// Counts what has come to a run's history since it was last looked at. It must be the same run.
    pub fn follow(&mut self, world: &World) {
        if self.seen < world.history().len() {
            self.take(world, &mut Notes::none());
        }
    }
}

/// The first records that each count is made of, in the order in which they were counted; of counts that are not zero.
#[must_use]
pub fn evidence(world: &World, scope: &Scope, most: usize) -> BTreeMap<Count, Vec<Counted>> {
    let mut notebook = Notebook::new(scope.clone(), most);
    let mut scorecard = Scorecard::default();
    scorecard.take(world, &mut Notes::into(&mut notebook));
    scorecard.note_missing(&mut Notes::into(&mut notebook));
    notebook.found
}
