//! What was fetched and no poll has returned yet (`FetchBuffer`, `CompletedFetch`).

use std::collections::VecDeque;
use std::ops::Range;

use super::aborted::Aborted;
use super::records::ConsumerRecords;
use crate::log::RecordBatch;
use crate::model::{BrokerId, LeaderEpoch, Offset, TopicPartition};
use crate::protocol::{ErrorCode, FetchedPartition, IsolationLevel};

/// Answers of partitions in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct FetchBuffer {
    completed: VecDeque<CompletedFetch>,
}

/// The answer about one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct CompletedFetch {
    pub partition: TopicPartition,
    /// The offset of the next record to return.
    pub next_offset: Offset,
    /// The epoch of the last batch returned.
    pub last_epoch: LeaderEpoch,
    pub error: ErrorCode,
    pub high_watermark: Offset,
    pub last_stable_offset: Offset,
    pub log_start_offset: Offset,
    pub preferred_read_replica: Option<BrokerId>,
    /// Whether a poll has looked at it: errors count then, not when they come.
    pub is_initialized: bool,
    batches: VecDeque<RecordBatch>,
    /// What a reader with `read_committed` leaves out; `None`: it reads everything.
    aborted: Option<Aborted>,
}

impl FetchBuffer {
    pub fn push(&mut self, fetch: CompletedFetch) {
        self.completed.push_back(fetch);
    }

    /// The next in line.
    pub fn take(&mut self) -> Option<CompletedFetch> {
        self.completed.pop_front()
    }

    pub fn iter(&self) -> impl Iterator<Item = &CompletedFetch> {
        self.completed.iter()
    }

    /// It stays the next in line.
    pub fn put_back(&mut self, fetch: CompletedFetch) {
        self.completed.push_front(fetch);
    }

    pub fn retain(&mut self, wanted: impl Fn(&TopicPartition) -> bool) {
        self.completed.retain(|fetch| wanted(&fetch.partition));
    }

    pub fn partitions(&self) -> impl Iterator<Item = &TopicPartition> {
        self.completed.iter().map(|fetch| &fetch.partition)
    }

    /// How many records of a partition wait for a poll.
    pub fn records(&self, partition: &TopicPartition) -> u64 {
        let of_it = self
            .completed
            .iter()
            .filter(|fetch| fetch.partition == *partition);
        of_it.map(CompletedFetch::records).sum()
    }
}

impl CompletedFetch {
    pub fn new(fetched: &FetchedPartition, asked_for: Offset, isolation: IsolationLevel) -> Self {
        let aborted = match isolation {
            IsolationLevel::ReadUncommitted => None,
            IsolationLevel::ReadCommitted => Some(Aborted::new(&fetched.aborted_transactions)),
        };
        Self {
            partition: fetched.partition.clone(),
            next_offset: asked_for,
            last_epoch: LeaderEpoch::NONE,
            error: fetched.error,
            high_watermark: fetched.high_watermark,
            last_stable_offset: fetched.last_stable_offset,
            log_start_offset: fetched.log_start_offset,
            preferred_read_replica: fetched.preferred_read_replica,
            is_initialized: false,
            batches: fetched.batches.iter().cloned().collect(),
            aborted,
        }
    }

    /// At most `count` records; batches begin before the offset asked for when it lies within them. Markers of
    /// transactions are for the consumer alone, and what was aborted for nobody.
    pub fn take(&mut self, count: usize) -> ConsumerRecords {
        let mut taken = ConsumerRecords::default();
        let mut room = count as u32;
        while room > 0
            && let Some(batch) = self.batches.front()
        {
            let is_hidden = self.aborted.as_mut().is_some_and(|a| a.hides(batch));
            let wanted = wanted(batch, self.next_offset, is_hidden);
            let end = wanted.end.min(wanted.start.saturating_add(room));
            let places = wanted.start..end;
            room -= places.len() as u32;
            self.last_epoch = batch.leader_epoch;
            if end < wanted.end {
                self.next_offset = batch.record(end - 1).0.plus(1);
                taken.push(batch, places);
                break;
            }
            taken.push(batch, places);
            // Compaction leaves gaps, at the end of a batch too.
            self.next_offset = self.next_offset.max(batch.next_offset());
            self.batches.pop_front();
        }
        taken
    }

    /// What [`CompletedFetch::take`] would return.
    pub fn ahead(&self, count: usize) -> ConsumerRecords {
        self.clone().take(count)
    }

    pub fn is_consumed(&self) -> bool {
        self.batches.is_empty()
    }

    fn records(&self) -> u64 {
        let mut aborted = self.aborted.clone();
        let left = self.batches.iter().map(|batch| {
            let is_hidden = aborted.as_mut().is_some_and(|a| a.hides(batch));
            wanted(batch, self.next_offset, is_hidden).len()
        });
        left.sum::<usize>() as u64
    }
}

/// The places of what is still to be returned of a batch.
fn wanted(batch: &RecordBatch, next_offset: Offset, is_hidden: bool) -> Range<u32> {
    if batch.is_control() || is_hidden {
        return 0..0;
    }
    batch.place_of(next_offset)..batch.count()
}
