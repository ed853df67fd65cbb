//! The records of a log, each with what became of its transaction.

use std::collections::BTreeMap;

use engine::config::TimestampType;
use engine::log::{ControlRecordType, Record, RecordBatch};
use engine::model::{Offset, Timestamp, TopicName};
use serde::Serialize;

use super::{Strip, values};
use crate::clock::{Time, Wall};

/// One record in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its offset.
    pub offset: i64,
    /// The leader epoch it was written in.
    pub epoch: i32,
    /// Whether it lies below the high watermark.
    pub committed: bool,
    /// What became of its transaction.
    pub fate: Fate,
    /// The producer id and epoch of that transaction.
    pub producer: Option<(i64, i16)>,
    /// Its timestamp.
    pub stamp: Stamp,
    /// Its value, as text; empty for a tombstone.
    pub value: String,
}

/// A record's timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// What the clock showed that it was read from.
    pub at: Time,
    /// Whose clock that was, as `message.timestamp.type` has it: `CreateTime`, the producer's, or `LogAppendTime`, the
    /// leader's.
    pub by: &'static str,
}

impl Stamp {
    /// The timestamp of a record of this batch, in a run that began at `start`.
    fn of(batch: &RecordBatch, record: &Record, start: Timestamp) -> Self {
        Self {
            at: Time::Wall(Wall::of(batch.timestamp_of(record), start)),
            by: match batch.timestamp_type() {
                TimestampType::CreateTime => "CreateTime",
                TimestampType::LogAppendTime => "LogAppendTime",
            },
        }
    }
}

/// What became of a record's transaction, by the markers that its log holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It was committed, or the record belongs to none.
    Kept,
    /// No marker follows: it is still open.
    Open,
    /// It was aborted: readers with `read_committed` leave the record out.
    Aborted,
    /// The record is the marker that commits it.
    CommitMarker,
    /// The record is the marker that aborts it.
    AbortMarker,
}

impl Fate {
    /// Whether the record is a marker and nothing of an application.
    #[must_use]
    pub const fn is_marker(self) -> bool {
        matches!(self, Self::CommitMarker | Self::AbortMarker)
    }

    /// The key of its text; none where there is nothing to say.
    #[must_use]
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::Kept => None,
            Self::Open => Some("fate-open"),
            Self::Aborted => Some("fate-aborted"),
            Self::CommitMarker => Some("fate-commit-marker"),
            Self::AbortMarker => Some("fate-abort-marker"),
        }
    }
}

/// The last records of a log before an offset, in a run that began at `start`. What follows them is looked at for markers, and nothing before them.
pub(super) fn last<'a>(
    batches: impl DoubleEndedIterator<Item = &'a RecordBatch>,
    high_watermark: Offset,
    topic: &TopicName,
    before: Offset,
    start: Timestamp,
) -> Vec<Cell> {
    let mut markers = Markers::default();
    let mut cells = Vec::new();
    for batch in batches.rev() {
        let fate = markers.fate(batch);
        let records = batch.records().rev();
        let room = Strip::CELLS_MAX - cells.len();
        let shown = records.filter(|(offset, _)| *offset < before).take(room);
        cells.extend(shown.map(|(offset, record)| {
            Cell {
                offset: offset.0,
                epoch: batch.leader_epoch.0,
                committed: offset < high_watermark,
                fate,
                producer: batch
                    .is_transactional()
                    .then(|| (batch.producer_id(), batch.producer_epoch())),
                stamp: Stamp::of(batch, &record, start),
                value: value(fate, &record, topic),
            }
        }));
        if cells.len() == Strip::CELLS_MAX {
            break;
        }
    }
    cells.reverse();
    cells
}

/// A marker says which it is, as `kafka-dump-log` does.
fn value(fate: Fate, record: &Record, topic: &TopicName) -> String {
    match fate {
        Fate::CommitMarker => "COMMIT".to_owned(),
        Fate::AbortMarker => "ABORT".to_owned(),
        _ => values::value_in(record, topic),
    }
}

/// The next marker of each producer, while a log is read from its end.
#[derive(Default)]
struct Markers(BTreeMap<i64, ControlRecordType>);

impl Markers {
    fn fate(&mut self, batch: &RecordBatch) -> Fate {
        let producer = batch.producer_id();
        if let Some(marker) = batch.end_transaction_marker() {
            self.0.insert(producer, marker.control_type);
            return match marker.control_type {
                ControlRecordType::Commit => Fate::CommitMarker,
                ControlRecordType::Abort => Fate::AbortMarker,
            };
        }
        if !batch.is_transactional() || batch.is_control() {
            return Fate::Kept;
        }
        match self.0.get(&producer) {
            None => Fate::Open,
            Some(ControlRecordType::Abort) => Fate::Aborted,
            Some(ControlRecordType::Commit) => Fate::Kept,
        }
    }
}
