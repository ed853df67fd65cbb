//! What a reader with `read_committed` leaves out (`CompletedFetch`: `consumeAbortedTransactionsUpTo`, `isBatchAborted`).

use std::collections::{BTreeSet, VecDeque};

use crate::log::{ControlRecordType, RecordBatch};
use crate::protocol::AbortedTransaction;

/// The transactions that were aborted, as the answer to a fetch lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Aborted {
    /// Those that begin after what was looked at, the first one first.
    ahead: VecDeque<AbortedTransaction>,
    /// The producers whose open transaction will be aborted.
    producers: BTreeSet<i64>,
}

impl Aborted {
    pub fn new(transactions: &[AbortedTransaction]) -> Self {
        let mut ahead = transactions.to_vec();
        ahead.sort_by_key(|transaction| transaction.first_offset);
        Self {
            ahead: ahead.into(),
            producers: BTreeSet::new(),
        }
    }

    /// Whether the next batch belongs to a transaction that was aborted. Ask in the order of offsets; to ask again changes
    /// nothing.
    pub fn hides(&mut self, batch: &RecordBatch) -> bool {
        if batch.producer_id() < 0 {
            return false;
        }
        while let Some(first) = self.ahead.front()
            && first.first_offset < batch.next_offset()
        {
            self.producers.insert(first.producer_id);
            self.ahead.pop_front();
        }
        let marker = batch.end_transaction_marker();
        if marker.is_some_and(|marker| marker.control_type == ControlRecordType::Abort) {
            self.producers.remove(&batch.producer_id());
            return false;
        }
        batch.is_transactional() && self.producers.contains(&batch.producer_id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::ControlRecordType::{Abort, Commit};
    use crate::log::{EndTransactionMarker, Record};
    use crate::model::{LeaderEpoch, Offset, Timestamp};

    const EPOCH: LeaderEpoch = LeaderEpoch(0);

    fn batch(producer: i64, at: i64) -> RecordBatch {
        let record = Record::new(Timestamp(0), None, Some("v".into()));
        RecordBatch::new(producer, 0, 0, vec![record]).at(Offset(at), EPOCH)
    }

    fn in_transaction(producer: i64, at: i64) -> RecordBatch {
        batch(producer, at).transactional()
    }

    fn marker(producer: i64, at: i64, control_type: ControlRecordType) -> RecordBatch {
        let marker = EndTransactionMarker {
            control_type,
            coordinator_epoch: 0,
        };
        let batch = RecordBatch::end_transaction(marker, Timestamp(0), producer, 0);
        batch.at(Offset(at), EPOCH)
    }

    /// Which offsets are left out, when these transactions were aborted.
    fn hidden(transactions: &[(i64, i64)], batches: &[RecordBatch]) -> Vec<i64> {
        let of = |(producer_id, first): &(i64, i64)| AbortedTransaction {
            producer_id: *producer_id,
            first_offset: Offset(*first),
        };
        let listed: Vec<AbortedTransaction> = transactions.iter().map(of).collect();
        let mut aborted = Aborted::new(&listed);
        let hides = |batch: &&RecordBatch| aborted.hides(batch);
        let hidden = batches.iter().filter(hides);
        hidden.map(|batch| batch.base_offset.0).collect()
    }

    #[test]
    fn what_was_aborted_is_left_out_and_what_was_committed_is_not() {
        let log = [
            in_transaction(7, 0),
            in_transaction(8, 1),
            in_transaction(7, 2),
            marker(7, 3, Abort),
            marker(8, 4, Commit),
        ];
        assert_eq!(hidden(&[(7, 0)], &log), [0, 2]);
    }

    #[test]
    fn the_next_transaction_of_the_producer_counts_again() {
        let log = [
            in_transaction(7, 0),
            marker(7, 1, Abort),
            in_transaction(7, 2),
            marker(7, 3, Commit),
            in_transaction(7, 4),
            marker(7, 5, Abort),
        ];
        assert_eq!(hidden(&[(7, 4), (7, 0)], &log), [0, 4]);
    }

    #[test]
    fn records_outside_transactions_are_read_though_their_producer_aborted_one() {
        let log = [in_transaction(7, 0), batch(7, 1), batch(-1, 2)];
        assert_eq!(hidden(&[(7, 0)], &log), [0]);
    }

    #[test]
    fn a_reader_who_begins_within_an_aborted_transaction_leaves_the_rest_of_it_out() {
        let log = [in_transaction(7, 5), marker(7, 6, Abort)];
        assert_eq!(hidden(&[(7, 0)], &log), [5]);
    }
}
