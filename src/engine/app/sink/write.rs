//! What a sink is told to keep.

use crate::model::{Offset, Payload, TopicPartition};

/// Rows that are kept all or none, and the offsets that are kept with them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SinkWrite {
    /// What a repetition does.
    pub mode: WriteMode,
    /// What to keep.
    pub rows: Vec<WrittenRow>,
    /// The next offsets to read, to be kept in the same write; empty where the application commits to Kafka instead.
    pub offsets: Vec<(TopicPartition, Offset)>,
}

/// One row of a table, or one line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WrittenRow {
    /// What it is found by; `None` is a key too.
    pub key: Option<Payload>,
    /// What it says; `None` says that the key's row is gone.
    pub value: Option<Payload>,
    /// The record that it was made from.
    pub source: (TopicPartition, Offset),
}

/// What a repetition of a write does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WriteMode {
    /// It is done once more: every write adds.
    Blind,
    /// A row takes the place of the one with its key; a file has one line for each key. To say the same again changes
    /// nothing.
    ByKey,
    /// A row that was made from a record is not made from it a second time.
    ByOffset,
}

impl SinkWrite {
    /// Its bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        /// A partition's name and an offset.
        const PLACE: u64 = 24;
        let length = |payload: &Option<Payload>| payload.as_ref().map_or(0, |p| p.len() as u64);
        let rows = self
            .rows
            .iter()
            .map(|row| PLACE + length(&row.key) + length(&row.value));
        rows.sum::<u64>() + PLACE * self.offsets.len() as u64
    }
}
