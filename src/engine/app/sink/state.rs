//! What a sink keeps, as its writes made it.

use imbl::{OrdMap, OrdSet, Vector};

use super::{SinkKind, SinkWrite, WriteMode, WrittenRow};
use crate::model::{Offset, Payload, TopicPartition};

/// A key's bytes; keys that are computed are the same as keys that are held.
type Key = Option<Vec<u8>>;

/// What a sink keeps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SinkState {
    kind: SinkKind,
    table: OrdMap<Key, Row>,
    lines: Vector<Line>,
    /// The keys that lines were written by.
    keys: OrdSet<Key>,
    /// The records that rows were made from by `ByOffset`.
    sources: OrdSet<(TopicPartition, Offset)>,
    offsets: OrdMap<TopicPartition, Offset>,
    repeated: u64,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Its newest value; `None` once it was said to be gone.
    pub value: Option<Payload>,
    /// How many writes changed it: two where a blind write was repeated.
    pub writes: u64,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// Its key.
    pub key: Option<Payload>,
    /// What it says.
    pub value: Option<Payload>,
    /// The record that it was made from.
    pub source: (TopicPartition, Offset),
}

impl SinkState {
    pub(super) fn new(kind: SinkKind) -> Self {
        Self {
            kind,
            table: OrdMap::new(),
            lines: Vector::new(),
            keys: OrdSet::new(),
            sources: OrdSet::new(),
            offsets: OrdMap::new(),
            repeated: 0,
        }
    }

    /// A table's row.
    #[must_use]
    pub fn row(&self, key: Option<&Payload>) -> Option<&Row> {
        self.table.get(&bytes(key))
    }

    /// A table's rows in the order of their keys.
    pub fn rows(
        &self,
    ) -> impl DoubleEndedIterator<Item = (Option<&[u8]>, &Row)> + ExactSizeIterator {
        self.table.iter().map(|(key, row)| (key.as_deref(), row))
    }

    /// A file's lines, the oldest first.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> + ExactSizeIterator {
        self.lines.iter()
    }

    /// Rows that were written once more and changed nothing.
    #[must_use]
    pub const fn repeated(&self) -> u64 {
        self.repeated
    }

    /// The offsets that were kept with the data.
    pub(super) fn offsets(
        &self,
        partitions: &[TopicPartition],
    ) -> Vec<(TopicPartition, Option<Offset>)> {
        let of = |partition: &TopicPartition| {
            let offset = self.offsets.get(partition).copied();
            (partition.clone(), offset)
        };
        partitions.iter().map(of).collect()
    }

    /// Does a write; answers how many of its rows changed something.
    pub(super) fn apply(&mut self, write: &SinkWrite) -> u32 {
        let mut applied = 0;
        for row in &write.rows {
            if self.is_repetition(write.mode, row) {
                self.repeated += 1;
                continue;
            }
            applied += 1;
            if write.mode == WriteMode::ByOffset {
                self.sources.insert(row.source.clone());
            }
            self.keep(row);
        }
        for (partition, offset) in &write.offsets {
            self.offsets.insert(partition.clone(), *offset);
        }
        applied
    }

    fn is_repetition(&self, mode: WriteMode, row: &WrittenRow) -> bool {
        let key = bytes(row.key.as_ref());
        match (mode, self.kind) {
            (WriteMode::Blind, _) => false,
            (WriteMode::ByOffset, _) => self.sources.contains(&row.source),
            (WriteMode::ByKey, SinkKind::File) => self.keys.contains(&key),
            (WriteMode::ByKey, SinkKind::Table) => {
                let known = self.table.get(&key);
                known.is_some_and(|known| bytes(known.value.as_ref()) == bytes(row.value.as_ref()))
            }
        }
    }

    fn keep(&mut self, row: &WrittenRow) {
        let key = bytes(row.key.as_ref());
        match self.kind {
            SinkKind::Table => {
                let writes = self.table.get(&key).map_or(0, |known| known.writes);
                let row = Row {
                    value: row.value.clone(),
                    writes: writes + 1,
                };
                self.table.insert(key, row);
            }
            SinkKind::File => {
                self.keys.insert(key);
                self.lines.push_back(Line {
                    key: row.key.clone(),
                    value: row.value.clone(),
                    source: row.source.clone(),
                });
            }
        }
    }
}

fn bytes(payload: Option<&Payload>) -> Option<Vec<u8>> {
    payload.map(|payload| payload.bytes().into_owned())
}
