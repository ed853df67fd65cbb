//! What was sent in transactions: a promise once they are committed, and nothing before.

use super::{Intervals, Life, Partition, Run};
use crate::scorecard::count::Count;
use crate::scorecard::intervals::rest_of;
use crate::scorecard::notes::Notes;

/// What a transaction that has not ended has sent to a partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Open {
    sent: Intervals,
    /// What the producer was told that it is stored.
    stored: imbl::Vector<Run>,
}

impl Open {
    /// The topic is gone.
    pub(super) fn without_places(self) -> Self {
        let stored = imbl::Vector::new();
        Self { stored, ..self }
    }
}

impl Partition {
    /// `send()` was called in a transaction.
    pub(in crate::scorecard) fn sent_in_transaction(&mut self, run: &Run, notes: &mut Notes<'_>) {
        self.sent(run, notes);
        let open = self.open.entry(run.life).or_default();
        open.sent.insert(run.numbers());
    }

    /// The producer was told that records are stored, which is no promise yet.
    pub(in crate::scorecard) fn stored_in_transaction(&mut self, run: &Run, notes: &mut Notes<'_>) {
        self.place(run, notes);
        let open = self.open.entry(run.life).or_default();
        match open.stored.back_mut() {
            Some(last) if last.goes_on(run) => last.count += run.count,
            _ => open.stored.push_back(*run),
        }
    }

    /// A transaction is committed: what is stored was promised.
    pub(in crate::scorecard) fn commit(&mut self, life: Life, notes: &mut Notes<'_>) {
        let open = self.open.remove(&life).unwrap_or_default();
        for run in &open.stored {
            self.promise(run, notes);
        }
    }

    /// A transaction is aborted: nothing that it sent counts.
    pub(in crate::scorecard) fn abort(&mut self, life: Life, notes: &mut Notes<'_>) {
        let open = self.open.remove(&life).unwrap_or_default();
        for numbers in open.sent.stretches() {
            let run = Run::unplaced(life, &numbers);
            let sends = self.sends.entry(life).or_default();
            for new in rest_of(&numbers, &sends.failed.present(&numbers)) {
                sends.counts.failed += new.end - new.start;
                notes.take(Count::Failed, &run.part(&new), None);
            }
            self.refuse(&run, notes);
        }
    }
}
