//! Which sends nobody knows to be committed, once all is known.

use std::collections::BTreeMap;
use std::ops::Range;

use engine::client::Observation;
use engine::log::Origin;
use sim::{History, World};

use crate::transactions::{Start, Transactions, Turn};

/// The sends of transactions that were aborted, or that nobody knows to be committed.
#[derive(Default)]
pub(super) struct Uncommitted {
    /// By the starts of their producers, in the order of their numbers.
    sends: BTreeMap<Start, Vec<Range<u64>>>,
}

impl Uncommitted {
    /// Looks through a history.
    pub(super) fn of(world: &World, history: &History) -> Self {
        let mut transactions = Transactions::default();
        let mut uncommitted = Self::default();
        let mut open: BTreeMap<Start, Range<u64>> = BTreeMap::new();
        for entry in history {
            if let Observation::Sent { numbers, .. } = &entry.observation
                && transactions.has(entry.node)
            {
                let start = (entry.node, entry.incarnation);
                let sent = open.entry(start).or_insert_with(|| numbers.clone());
                sent.end = numbers.end;
            }
            for (start, turn) in transactions.take(world, entry) {
                let sent = open.remove(&start);
                if let Some(sent) = sent.filter(|_| turn != Turn::Committed) {
                    uncommitted.add(start, sent);
                }
            }
        }
        for (start, sent) in open {
            uncommitted.add(start, sent);
        }
        uncommitted
    }

    /// Whether a send is one of them.
    pub(super) fn has(&self, send: Origin) -> bool {
        let sends = self.sends.get(&(send.producer, send.incarnation));
        sends.is_some_and(|sends| {
            let later = sends.partition_point(|sent| sent.end <= send.number);
            sends
                .get(later)
                .is_some_and(|sent| sent.contains(&send.number))
        })
    }

    fn add(&mut self, start: Start, sent: Range<u64>) {
        self.sends.entry(start).or_default().push(sent);
    }
}
