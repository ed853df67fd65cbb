//! The keys of what was sent to a compacted partition.

use std::ops::Range;

use engine::model::Payload;
use imbl::OrdMap;

use super::places::{Life, Run};
use super::rule::Rule;

/// Which send had which key, and where the last acknowledged record of each key stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    sent: OrdMap<(Life, u64), Key>,
    last: OrdMap<Vec<u8>, u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    bytes: Vec<u8>,
    is_tombstone: bool,
}

impl Keys {
    /// These sends had this key.
    pub(super) fn sent(
        &mut self,
        life: Life,
        numbers: &Range<u64>,
        key: &Payload,
        is_tombstone: bool,
    ) {
        let key = Key {
            bytes: key.bytes().into_owned(),
            is_tombstone,
        };
        for number in numbers.clone() {
            self.sent.insert((life, number), key.clone());
        }
    }

    /// They stand there.
    pub(super) fn acknowledged(&mut self, run: &Run) {
        if self.sent.is_empty() {
            return;
        }
        for (number, offset) in run.numbers().zip(run.offsets()) {
            if let Some(key) = self.sent.get(&(run.life, number)) {
                let last = self.last.entry(key.bytes.clone()).or_insert(offset);
                *last = offset.max(*last);
            }
        }
    }

    /// Whether compaction explains that a record is not there: a later one has its key, or it is a tombstone that has
    /// been there long enough for every reader.
    pub(super) fn explain(&self, record: &Run, now_ms: u64, rule: &Rule) -> bool {
        let key = self.sent.get(&(record.life, record.number));
        rule.compacts
            && key.is_some_and(|key| {
                let last = self.last.get(&key.bytes);
                last.is_some_and(|last| *last > record.offset)
                    || key.is_tombstone && now_ms >= rule.tombstones_after_ms
            })
    }
}
