//! Where the last record of each key is (`org.apache.kafka.storage.internals.log.OffsetMap`).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::transactions::{CleanedTransactions, Discard};
use crate::log::{Log, Record};
use crate::model::Offset;

/// The offset of the last record of each key in the dirty part of a log. Kafka keeps hashes of the keys; the keys
/// themselves cannot collide.
#[derive(Debug)]
pub(super) struct OffsetMap<'a> {
    last: BTreeMap<Cow<'a, [u8]>, Offset>,
    /// The last offset that was taken into account, -1 at first.
    latest: Offset,
}

impl<'a> OffsetMap<'a> {
    /// Reads the dirty part. What was aborted does not count.
    pub fn build(log: &'a Log, dirty: Range<Offset>) -> Self {
        let mut map = Self {
            last: BTreeMap::new(),
            latest: Offset::NONE,
        };
        let mut transactions = CleanedTransactions::default();
        transactions.expect(log.aborted_transactions(dirty.start, dirty.end));
        let segments: Vec<_> = log.segments_between(dirty.clone()).collect();
        for (place, segment) in segments.iter().enumerate() {
            let from = segment.place_of(dirty.start);
            for batch in segment.batches().focus().narrow(from..) {
                if transactions.read(batch) == Discard::No && !batch.is_control() {
                    map.add(batch.records().filter(|(offset, _)| *offset >= dirty.start));
                }
            }
            let next = segments.get(place + 1);
            let end = next.map_or(dirty.end, |next| next.base_offset());
            map.latest = end.plus(-1);
        }
        map
    }

    fn add(&mut self, records: impl Iterator<Item = (Offset, Cow<'a, Record>)>) {
        for (offset, record) in records {
            if let Some(key) = Record::key_of(record) {
                self.last.insert(key, offset);
            }
        }
    }

    /// The offset after the last one that was taken into account.
    pub fn end_offset(&self) -> Offset {
        self.latest.plus(1)
    }

    /// Whether a record that the map reaches is the last of its key. One without a key is not.
    pub fn is_last(&self, offset: Offset, record: &Record) -> bool {
        record.key.as_ref().is_some_and(|key| {
            let last = self.last.get(&key.bytes());
            last.is_none_or(|last| offset >= *last)
        })
    }
}
