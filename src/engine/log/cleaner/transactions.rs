//! Transactions as the cleaner comes by them (`org.apache.kafka.storage.internals.log.CleanedTransactionMetadata`).

use std::collections::{BTreeMap, BTreeSet};

use crate::log::{AbortedTxn, ControlRecordType, RecordBatch};
use crate::model::Offset;

/// The transactions that are open at the batch being read, told apart by how they will end.
#[derive(Debug, Default)]
pub(super) struct CleanedTransactions {
    committed: BTreeSet<i64>,
    /// With whether a batch of theirs was seen.
    aborted: BTreeMap<i64, (AbortedTxn, bool)>,
    /// Those that begin later, by where.
    ahead: BTreeMap<(Offset, i64), AbortedTxn>,
}

/// What becomes of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Discard {
    /// It is needed.
    No,
    /// Nothing needs it: it was aborted, or it is the marker of a transaction of which nothing is left.
    Yes,
    /// It is the marker of an aborted transaction that is still there: the index has to name it.
    NoButIndex(AbortedTxn),
}

impl CleanedTransactions {
    /// Learns of aborted transactions that lie ahead.
    pub fn expect(&mut self, aborted: impl IntoIterator<Item = AbortedTxn>) {
        let keyed = aborted
            .into_iter()
            .map(|txn| ((txn.first_offset, txn.producer_id), txn));
        self.ahead.extend(keyed);
    }

    /// Reads the next batch.
    pub fn read(&mut self, batch: &RecordBatch) -> Discard {
        while let Some(first) = self.ahead.first_entry()
            && first.key().0 <= batch.last_offset()
        {
            let txn = first.remove();
            self.aborted.entry(txn.producer_id).or_insert((txn, false));
        }
        if batch.is_control() {
            self.read_marker(batch)
        } else {
            self.read_data(batch)
        }
    }

    fn read_data(&mut self, batch: &RecordBatch) -> Discard {
        if !batch.is_transactional() {
            return Discard::No;
        }
        match self.aborted.get_mut(&batch.producer_id()) {
            Some((_, seen)) => {
                *seen = true;
                Discard::Yes
            }
            None => {
                self.committed.insert(batch.producer_id());
                Discard::No
            }
        }
    }

    fn read_marker(&mut self, batch: &RecordBatch) -> Discard {
        let Some(marker) = batch.end_transaction_marker() else {
            return Discard::No;
        };
        match marker.control_type {
            ControlRecordType::Abort => match self.aborted.remove(&batch.producer_id()) {
                Some((txn, true)) => Discard::NoButIndex(txn),
                _ => Discard::Yes,
            },
            ControlRecordType::Commit if self.committed.remove(&batch.producer_id()) => Discard::No,
            ControlRecordType::Commit => Discard::Yes,
        }
    }
}
