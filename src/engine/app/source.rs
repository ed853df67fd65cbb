//! What a producer's application sends on its own, and when.

use std::sync::Arc;

use crate::model::{Duration, Payload, TopicName};

/// Records on a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// Where to: every record to each of these, one after the other.
    pub topics: Vec<TopicName>,
    /// The time between two ticks; the first is when the process starts.
    pub every: Duration,
    /// The records of one tick. A producer that makes transactions sends them in one.
    pub per_tick: u32,
    /// How long the application works between two sends of a tick, and before it commits them.
    pub between: Duration,
    /// Every so-manieth transaction is one that the application aborts in the end; 0: none.
    pub aborts_every: u32,
    /// What to send.
    pub records: SourceRecords,
}

/// What a source sends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SourceRecords {
    /// These, in order.
    Listed(Arc<[SourceRecord]>),
    /// So many values of so many bytes, without keys.
    Bulk {
        /// How many.
        count: u64,
        /// Bytes of each.
        value_len: u32,
    },
}

/// A record to send.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceRecord {
    /// Its serialized key.
    pub key: Option<Payload>,
    /// Its serialized value.
    pub value: Option<Payload>,
}

impl Source {
    /// One record at each tick.
    #[must_use]
    pub fn new(topic: impl Into<TopicName>, every: Duration, records: SourceRecords) -> Self {
        Self {
            topics: vec![topic.into()],
            every,
            per_tick: 1,
            between: Duration::ZERO,
            aborts_every: 0,
            records,
        }
    }

    /// How many records there are in all.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.records {
            SourceRecords::Listed(records) => records.len() as u64,
            SourceRecords::Bulk { count, .. } => *count,
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record at `position`, `None` at the end.
    #[must_use]
    pub fn record(&self, position: u64) -> Option<SourceRecord> {
        match &self.records {
            SourceRecords::Listed(records) => records.get(usize::try_from(position).ok()?).cloned(),
            SourceRecords::Bulk { count, value_len } => {
                (position < *count).then_some(SourceRecord {
                    key: None,
                    value: Some(Payload::Generated {
                        seed: position,
                        len: *value_len,
                    }),
                })
            }
        }
    }
}
