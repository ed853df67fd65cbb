//! Reading a log: for consumers, followers and `ListOffsets`.

use super::{AbortedTxn, Log, RecordBatch, Segment};
use crate::model::{LeaderEpoch, Offset, Timestamp};

/// Consecutive batches of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Slice {
    /// The batches.
    pub batches: Vec<RecordBatch>,
    /// Their bytes, and those of the torn batch behind them with which Kafka fills up what may be read. Readers throw
    /// that away, so it is not sent here; but it counts.
    pub size: u64,
}

/// A record that was looked for by its timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimestampAndOffset {
    /// Its timestamp.
    pub timestamp: Timestamp,
    /// Its offset.
    pub offset: Offset,
    /// The epoch of the leader that appended it.
    pub leader_epoch: LeaderEpoch,
}

impl Log {
    /// Whole batches of one segment from the one that holds `offset`, or the first after it, up to `end`; at most
    /// `max_bytes`, but one batch at least if that is wanted (KIP-74). What lies in the next segment is left to the next
    /// fetch (`LogSegment.read`).
    #[must_use]
    pub fn read(&self, offset: Offset, end: Offset, max_bytes: u64, at_least_one: bool) -> Slice {
        let mut slice = Slice::default();
        if offset >= end {
            return slice;
        }
        for place in self.segment_of(offset)..self.segment_count() as usize {
            let segment = self.segment(place);
            for batch in segment.batches().focus().narrow(segment.place_of(offset)..) {
                let size = u64::from(batch.size());
                if batch.next_offset() > end {
                    return slice;
                }
                let first = slice.batches.is_empty();
                if slice.size + size > max_bytes && !(first && at_least_one) {
                    if !first {
                        slice.size = slice.size.max(max_bytes);
                    }
                    return slice;
                }
                slice.size += size;
                slice.batches.push(batch.clone());
            }
            if !slice.batches.is_empty() {
                break;
            }
        }
        slice
    }

    /// Whether an offset lies in an older segment than another (`LogOffsetMetadata.onOlderSegment`).
    #[must_use]
    pub fn is_on_older_segment(&self, offset: Offset, than: Offset) -> bool {
        self.segment_of(offset) < self.segment_of(than)
    }

    /// The batches from the one that holds `offset`, or the first after it.
    pub fn batches_from(&self, offset: Offset) -> impl Iterator<Item = &RecordBatch> {
        let first = self.segment_of(offset);
        (first..self.segment_count() as usize).flat_map(move |place| {
            let segment = self.segment(place);
            segment.batches().focus().narrow(segment.place_of(offset)..)
        })
    }

    /// The aborted transactions that have records from `from` on and before `to`: what a fetch with `read_committed`
    /// is told, so that the consumer can leave them out.
    #[must_use]
    pub fn aborted_transactions(&self, from: Offset, to: Offset) -> Vec<AbortedTxn> {
        let mut found = Vec::new();
        for place in self.segment_of(from)..self.segment_count() as usize {
            for aborted in self.segment(place).aborted() {
                if aborted.last_offset >= from && aborted.first_offset < to {
                    found.push(*aborted);
                }
                if aborted.last_stable_offset >= to {
                    return found;
                }
            }
        }
        found
    }

    /// The first record with this timestamp or a later one (`ListOffsets` by time).
    #[must_use]
    pub fn offset_for_timestamp(&self, timestamp: Timestamp) -> Option<TimestampAndOffset> {
        let holds = |segment: &&Segment| segment.max_timestamp() >= timestamp;
        for segment in self.segments().filter(holds) {
            let batches = segment.batches().iter();
            for batch in batches.filter(|batch| batch.max_timestamp() >= timestamp) {
                let found = batch.records().find(|(offset, record)| {
                    *offset >= self.log_start_offset && batch.timestamp_of(record) >= timestamp
                });
                if let Some((offset, record)) = found {
                    return Some(TimestampAndOffset {
                        timestamp: batch.timestamp_of(&record),
                        offset,
                        leader_epoch: batch.leader_epoch,
                    });
                }
            }
        }
        None
    }

    /// The first record with the largest timestamp of all (`ListOffsets` with -3, KIP-734).
    #[must_use]
    pub fn offset_of_max_timestamp(&self) -> Option<TimestampAndOffset> {
        let largest = self.segments().map(Segment::max_timestamp).max()?;
        self.offset_for_timestamp(largest)
    }

    /// The place of the segment that holds `offset`, or would.
    pub(super) fn segment_of(&self, offset: Offset) -> usize {
        if offset >= self.active.base_offset() {
            return self.older.len();
        }
        self.older
            .binary_search_by_key(&offset, Segment::base_offset)
            .unwrap_or_else(|next| next.saturating_sub(1))
    }

    pub(super) fn segment(&self, place: usize) -> &Segment {
        self.older.get(place).unwrap_or(&self.active)
    }
}
