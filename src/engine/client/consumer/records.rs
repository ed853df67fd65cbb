//! What a poll hands to the application (`org.apache.kafka.clients.consumer.ConsumerRecords`).

use std::borrow::Cow;
use std::ops::Range;

use crate::log::{Record, RecordBatch};
use crate::model::{Offset, Timestamp};

/// Records of one partition that a poll returned, in order; compaction and markers leave gaps. They stay shared with
/// the log that they came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConsumerRecords {
    runs: Vec<Run>,
}

/// Some records of a batch, by their places.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Run {
    batch: RecordBatch,
    places: Range<u32>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumerRecord<'a> {
    /// Where it is in its partition.
    pub offset: Offset,
    /// Its producer's time, or with `LogAppendTime` its broker's.
    pub timestamp: Timestamp,
    /// The record.
    pub record: Cow<'a, Record>,
}

impl ConsumerRecords {
    /// Adds the records at some places of a batch.
    pub fn push(&mut self, batch: &RecordBatch, places: Range<u32>) {
        if !places.is_empty() {
            // Mostly there is one batch, and histories keep very many of these.
            self.runs.reserve_exact(usize::from(self.runs.is_empty()));
            self.runs.push(Run {
                batch: batch.clone(),
                places,
            });
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.places.len()).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// One after the other.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = ConsumerRecord<'_>> {
        self.runs.iter().flat_map(|run| {
            let places = run.places.clone();
            places.map(|place| {
                let (offset, record) = run.batch.record(place);
                ConsumerRecord {
                    offset,
                    timestamp: run.batch.timestamp_of(&record),
                    record,
                }
            })
        })
    }

    /// From the offset of the first to the one after the last.
    #[must_use]
    pub fn offsets(&self) -> Option<Range<Offset>> {
        let first = self.iter().next()?.offset;
        let last = self.iter().next_back()?.offset;
        Some(first..last.plus(1))
    }
}
