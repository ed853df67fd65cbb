//! What a producer's application sends on its own, and when.

use std::sync::Arc;

use crate::model::{Duration, Payload, TopicName};

/// Records on a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// Where to.
    pub topic: TopicName,
    /// The time between two ticks; the first is when the process starts.
    pub every: Duration,
    /// The records of one tick.
    pub per_tick: u32,
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

/// How far an application is in its source. It is one thread: while a send blocks, nothing else is sent, and the ticks
/// that pass meanwhile come to a single late one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Schedule {
    position: u64,
    left_of_tick: u32,
    is_late: bool,
    is_over: bool,
}

impl Schedule {
    /// How many records were sent.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// It is time for the next records. Says whether there will be more after these.
    pub fn tick(&mut self, source: &Source) -> bool {
        if self.is_over {
            return false;
        }
        if self.left_of_tick > 0 {
            self.is_late = true;
        } else {
            self.left_of_tick = source.per_tick;
        }
        self.position + u64::from(self.left_of_tick) < source.len()
    }

    /// The record to send now, if there is one.
    pub fn next(&mut self, source: &Source) -> Option<SourceRecord> {
        if self.left_of_tick == 0 && std::mem::take(&mut self.is_late) {
            self.left_of_tick = source.per_tick;
        }
        self.left_of_tick = self.left_of_tick.checked_sub(1)?;
        let record = source.record(self.position)?;
        self.position += 1;
        Some(record)
    }

    /// The application stops: what is left of the tick is not sent, and no tick follows.
    pub fn stop(&mut self) {
        self.left_of_tick = 0;
        self.is_late = false;
        self.is_over = true;
    }
}
