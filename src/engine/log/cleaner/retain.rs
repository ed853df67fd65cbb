//! Which batches and records a cleaning keeps (`Cleaner.cleanInto` and `MemoryRecords.filterTo`).

use std::borrow::Cow;

use super::offset_map::OffsetMap;
use super::transactions::{CleanedTransactions, Discard};
use crate::log::{AbortedTxn, ProducerStateManager, Record, RecordBatch};
use crate::model::{Offset, Timestamp};

/// The rules of one cleaning.
#[derive(Debug)]
pub(super) struct Retention<'a> {
    pub map: OffsetMap<'a>,
    pub producers: &'a ProducerStateManager,
    pub now: Timestamp,
    /// `delete.retention.ms`.
    pub delete_retention_ms: i64,
    /// Where the cleaning ends. The last batch before it stays, be it empty, so that the offset is not lost.
    pub upper_bound: Offset,
}

impl Retention<'_> {
    /// What is left of a batch, and what the index of aborted transactions has to say of it.
    pub fn retain(
        &self,
        batch: &RecordBatch,
        transactions: &mut CleanedTransactions,
    ) -> (Option<RecordBatch>, Option<AbortedTxn>) {
        let discard = transactions.read(batch);
        let indexed = match discard {
            Discard::NoButIndex(txn) => Some(txn),
            _ => None,
        };
        (self.retain_records(batch, discard == Discard::Yes), indexed)
    }

    fn retain_records(&self, batch: &RecordBatch, discard: bool) -> Option<RecordBatch> {
        let is_over = |horizon: Timestamp| horizon <= self.now;
        // A marker waits as long as a tombstone; what was aborted does not.
        let discard_records =
            discard && (!batch.is_control() || batch.delete_horizon().is_some_and(is_over));
        let stays = |(place, (offset, record)): (usize, (Offset, Cow<'_, Record>))| {
            let stays = batch.is_control() || self.keeps(batch, offset, &record);
            stays.then_some((place, record.value.is_none()))
        };
        let kept: Vec<(usize, bool)> = if discard_records {
            Vec::new()
        } else {
            batch.records().enumerate().filter_map(stays).collect()
        };
        if kept.is_empty() {
            let needed = self.is_last_of_producer(batch) || batch.next_offset() == self.upper_bound;
            return needed.then(|| batch.with_only(&[], None));
        }
        let tombstones = !batch.is_control() && kept.iter().any(|(_, tombstone)| *tombstone);
        let empty_transaction = batch.is_control() && discard;
        let stamp = (tombstones || empty_transaction) && batch.delete_horizon().is_none();
        if kept.len() as u32 == batch.count() && !stamp {
            return Some(batch.clone());
        }
        let horizon = if stamp {
            Some(Timestamp(
                self.now.0.saturating_add(self.delete_retention_ms),
            ))
        } else {
            batch.delete_horizon()
        };
        let places: Vec<usize> = kept.into_iter().map(|(place, _)| place).collect();
        Some(batch.with_only(&places, horizon))
    }

    fn keeps(&self, batch: &RecordBatch, offset: Offset, record: &Record) -> bool {
        let waits = |horizon: Timestamp| self.now < horizon;
        let beyond = offset >= self.map.end_offset();
        let needed = record.value.is_some() || batch.delete_horizon().is_none_or(waits);
        beyond || self.map.is_last(offset, record) && needed
    }

    /// The last batch of a producer holds its sequence number; where only a marker is left of it, that holds its epoch.
    fn is_last_of_producer(&self, batch: &RecordBatch) -> bool {
        let entry = self.producers.entry(batch.producer_id());
        batch.has_producer_id()
            && entry.is_some_and(|entry| match entry.last_data_offset() {
                Some(last) => batch.last_offset() == last,
                None => batch.is_control() && batch.producer_epoch() == entry.producer_epoch,
            })
    }
}
