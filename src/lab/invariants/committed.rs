//! What is committed of one partition: the one log that all replicas are held against.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::log::{Log, Record, RecordBatch};
use engine::model::Offset;
use imbl::Vector;

/// The committed batches of a partition as the first leader that committed them had them, shared with its log.
#[derive(Clone, Debug)]
pub(super) struct Committed {
    /// Before this nothing is remembered.
    start: Offset,
    end: Offset,
    batches: Vector<RecordBatch>,
}

impl Committed {
    /// Nothing yet, beginning here.
    pub(super) fn beginning_at(start: Offset) -> Self {
        Self {
            start,
            end: start,
            batches: Vector::new(),
        }
    }

    /// Before this nothing is remembered.
    pub(super) const fn start(&self) -> Offset {
        self.start
    }

    /// Up to where leaders have committed.
    pub(super) const fn end(&self) -> Offset {
        self.end
    }

    /// A leader has committed up to `to`, which its log reaches; says whether that is more than was known.
    pub(super) fn extend(&mut self, log: &Log, to: Offset) -> bool {
        let to = to.min(log.log_end_offset());
        if to <= self.end {
            return false;
        }
        for batch in log.batches_from(self.end) {
            if batch.next_offset() > to {
                break;
            }
            self.batches.push_back(batch.clone());
        }
        self.end = to;
        true
    }

    /// What was committed from `to` on is so no longer.
    pub(super) fn truncate(&mut self, to: Offset) {
        let kept = self.place_of(to);
        self.batches.truncate(kept);
        self.end = self.end.min(to);
        self.start = self.start.min(to);
    }

    /// What lies before `to` need not be remembered.
    pub(super) fn trim(&mut self, to: Offset) {
        if to > self.start {
            let first = self.place_of(to);
            self.batches = self.batches.skip(first);
            self.start = to;
            self.end = self.end.max(to);
        }
    }

    /// The first offset of `from..to` at which a log has something else, or nothing where there should be something.
    /// In a compacted topic records may be missing on either side.
    pub(super) fn first_difference(
        &self,
        log: &Log,
        from: Offset,
        to: Offset,
        compacts: bool,
    ) -> Option<Offset> {
        let from = from.max(self.start).max(log.log_start_offset());
        if from >= to {
            return None;
        }
        let mut ours = self.batches_from(from).peekable();
        let mut theirs = log.batches_from(from).peekable();
        loop {
            let inside = |batch: &&&RecordBatch| batch.base_offset < to;
            match (
                ours.peek().filter(inside).copied(),
                theirs.peek().filter(inside).copied(),
            ) {
                (None, None) => return None,
                (Some(a), Some(b)) if a.base_offset == b.base_offset => {
                    if a != b
                        && let Some(offset) = difference(a, b, compacts)
                    {
                        return Some(offset);
                    }
                    ours.next();
                    theirs.next();
                }
                (Some(a), b) if b.is_none_or(|b| a.base_offset < b.base_offset) => {
                    if !compacts {
                        return Some(a.base_offset.max(from));
                    }
                    ours.next();
                }
                (_, Some(b)) if !compacts => return Some(b.base_offset.max(from)),
                _ => {
                    theirs.next();
                }
            }
        }
    }

    /// The first record that a log lacks between its start and `to` though it is the last of its key. That there is a
    /// later one above `to` is enough: a follower has what the leader's cleaner left.
    pub(super) fn first_unduly_removed(&self, log: &Log, to: Offset) -> Option<Offset> {
        let from = self.start.max(log.log_start_offset());
        let ours = || {
            self.batches_from(from)
                .filter(|batch| !batch.is_control() && !batch.is_transactional())
                .flat_map(RecordBatch::records)
                .filter(|(offset, _)| *offset >= from)
        };
        let mut last: BTreeMap<Cow<'_, [u8]>, Offset> = BTreeMap::new();
        for (offset, record) in ours() {
            if let Some(key) = Record::key_of(record) {
                last.insert(key, offset);
            }
        }
        let mut theirs = log
            .batches_from(from)
            .flat_map(RecordBatch::records)
            .map(|(offset, _)| offset)
            .peekable();
        ours()
            .take_while(|(offset, _)| *offset < to)
            .filter(|(offset, _)| {
                while theirs.next_if(|there| there < offset).is_some() {}
                theirs.peek() != Some(offset)
            })
            .find(|(offset, record)| {
                let superseded = record
                    .key
                    .as_ref()
                    .and_then(|key| last.get(&key.bytes()))
                    .is_some_and(|last| last > offset);
                record.value.is_some() && !superseded
            })
            .map(|(offset, _)| offset)
    }

    /// How many of these records, in the order of their offsets, are committed as they should be, up to the first that
    /// is not. Of what is not remembered, and of what compaction may have removed, it is taken for granted.
    pub(super) fn count_agreeing<W>(
        &self,
        wanted: impl Iterator<Item = (Offset, W)>,
        compacts: bool,
        same: impl Fn(&RecordBatch, &Record, &W) -> bool,
    ) -> usize {
        let mut wanted = wanted.peekable();
        let first = wanted.peek().map_or(self.end, |(offset, _)| *offset);
        let in_batch = |batch| RecordBatch::records(batch).map(move |(at, one)| (at, batch, one));
        let mut records = self.batches_from(first).flat_map(in_batch).peekable();
        wanted
            .take_while(|(offset, wanted)| {
                while records.next_if(|(at, _, _)| at < offset).is_some() {}
                match records.peek() {
                    _ if *offset < self.start => true,
                    Some((at, batch, record)) if at == offset => same(batch, record, wanted),
                    _ => compacts && *offset < self.end,
                }
            })
            .count()
    }

    pub(super) fn batches_from(&self, offset: Offset) -> impl Iterator<Item = &RecordBatch> {
        self.batches
            .focus()
            .narrow(self.place_of(offset)..)
            .into_iter()
    }

    /// The place of the batch that holds `offset`, or of the first after it. Most look near the end.
    fn place_of(&self, offset: Offset) -> usize {
        let (mut low, mut high, mut step) = (0, self.batches.len(), 1);
        while high > 0 {
            let probe = high.saturating_sub(step);
            if self.batches[probe].next_offset() <= offset {
                low = probe + 1;
                break;
            }
            high = probe;
            step *= 2;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.batches[middle].next_offset() > offset {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        high
    }
}

/// Where two batches of one place differ; nowhere, if compaction explains it.
fn difference(a: &RecordBatch, b: &RecordBatch, compacts: bool) -> Option<Offset> {
    if a.leader_epoch != b.leader_epoch || a.last_offset() != b.last_offset() {
        return Some(a.base_offset);
    }
    let mut theirs = b.records().peekable();
    for (offset, record) in a.records() {
        let before = theirs.next_if(|(at, _)| *at < offset);
        match theirs.next_if(|(at, _)| *at == offset) {
            _ if before.is_some() && !compacts => return before.map(|(at, _)| at),
            Some((_, other)) if other == record => {}
            None if compacts => {}
            _ => return Some(offset),
        }
    }
    if compacts {
        return None;
    }
    Some(theirs.next().map_or(a.base_offset, |(at, _)| at))
}
