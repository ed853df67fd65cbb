//! One partition: what producers were told of it, and what readers had of it.

mod effects;
#[cfg(test)]
mod tests;
mod transacted;

use engine::model::{NodeId, gather};
use imbl::OrdMap;

use super::count::{Count, Counts};
use super::intervals::{Intervals, rest_of, total};
use super::keys::Keys;
use super::notes::Notes;
use super::places::{Life, Places, Run};
use super::polled::Polled;
use super::reader::Reader;
use super::reading::{Jump, Missing, Reading};
use super::rule::Rule;
pub(super) use effects::Application;
use transacted::Open;

/// One partition, as clients saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Partition {
    /// What its configuration has ever allowed.
    pub(super) rule: Rule,
    /// Where producers were told that records stand.
    acknowledged: Places,
    /// The same, and where readers were given them from.
    stored: Places,
    /// What its producers did, by their starts.
    pub(super) sends: OrdMap<Life, Sends>,
    /// What it was to each reader.
    pub(super) readings: OrdMap<Reader, Reading>,
    /// What its consumers were given and have not handled yet.
    polled: OrdMap<NodeId, Polled>,
    /// What was sent in transactions of which nobody knows yet what has become.
    open: OrdMap<Life, Open>,
    /// An admin client has deleted what stands before.
    deleted_before: u64,
    /// The keys of what was sent to it, if it is compacted.
    pub(super) keys: Keys,
}

/// The sends of one start of a producer to one partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sends {
    /// What came of them, as far as it is not a matter of readers.
    pub(super) counts: Counts,
    stored: Intervals,
    /// What the producer was told that it is stored, without being told where (`acks=0`).
    unplaced: Intervals,
    /// What the producer was told that it failed.
    failed: Intervals,
    /// That of it which failed for certain, and what was sent in transactions that are aborted.
    refused: Intervals,
}

impl Partition {
    /// A partition that nobody has heard of yet.
    pub(super) fn of(rule: Rule) -> Self {
        Self {
            rule,
            ..Self::default()
        }
    }

    /// `send()` was called.
    pub(super) fn sent(&mut self, run: &Run, notes: &mut Notes<'_>) {
        let sends = self.sends.entry(run.life).or_default();
        sends.counts.sent += run.count;
        notes.take(Count::Sent, run, None);
    }

    /// The producer was told that records are stored, and perhaps where.
    pub(super) fn acknowledge(&mut self, run: &Run, notes: &mut Notes<'_>) {
        self.place(run, notes);
        self.promise(run, notes);
    }

    fn place(&mut self, run: &Run, notes: &mut Notes<'_>) {
        if run.offset != Run::NOWHERE {
            self.store(run, notes);
            self.keys.acknowledged(run);
        }
    }

    fn promise(&mut self, run: &Run, notes: &mut Notes<'_>) {
        let sends = self.sends.entry(run.life).or_default();
        sends.counts.acknowledged += run.count;
        notes.take(Count::Acknowledged, run, None);
        if run.offset == Run::NOWHERE {
            sends.unplaced.insert(run.numbers());
            return;
        }
        for new in self.acknowledged.insert(run) {
            let late = self.readings.iter();
            let late = late.filter(|(_, reading)| reading.has_passed(&new));
            let late: Vec<Reader> = late.map(|(reader, _)| reader.clone()).collect();
            for reader in late {
                if let Some(reading) = self.readings.get_mut(&reader) {
                    reading.acknowledged_late(&new);
                }
            }
        }
    }

    /// The producer was told that sends failed; for certain, or perhaps.
    pub(super) fn fail(&mut self, run: &Run, is_certain: bool, notes: &mut Notes<'_>) {
        let sends = self.sends.entry(run.life).or_default();
        let numbers = run.numbers();
        // What an aborted transaction took with it has failed already.
        for new in sends.refused.absent(&numbers) {
            sends.counts.failed += new.end - new.start;
            notes.take(Count::Failed, &run.part(&new), None);
        }
        sends.failed.insert(numbers.clone());
        for known in sends.stored.present(&numbers) {
            sends.counts.despite_failure += known.end - known.start;
            notes.take(Count::DespiteFailure, &run.part(&known), None);
        }
        if is_certain {
            self.refuse(run, notes);
        }
    }

    /// Sends have failed for certain, and whoever was given them should not have been.
    fn refuse(&mut self, run: &Run, notes: &mut Notes<'_>) {
        let sends = self.sends.entry(run.life).or_default();
        let readers: Vec<Reader> = self.readings.keys().cloned().collect();
        for new in sends.refused.insert(run.numbers()) {
            for reader in &readers {
                if let Some(reading) = self.readings.get_mut(reader) {
                    let aborted = reading.delivered(run.life, &new);
                    reading.aborted(run, &aborted, reader, notes);
                }
            }
        }
    }

    /// A poll returned records to a reader.
    pub(super) fn deliver(
        &mut self,
        run: &Run,
        reader: &Reader,
        (node, incarnation): (NodeId, u32),
        notes: &mut Notes<'_>,
    ) {
        self.store(run, notes);
        self.polled.entry(node).or_default().push(incarnation, run);
        let reading = self.readings.entry(reader.clone()).or_default();
        let new = reading.deliver(run, reader, notes);
        let refused = self.sends.get(&run.life).map(|sends| &sends.refused);
        if let Some(refused) = refused {
            for new in new {
                let aborted = refused.present(&new);
                reading.aborted(run, &aborted, reader, notes);
            }
        }
    }

    /// A reader goes on from an offset.
    pub(super) fn position(&mut self, to: u64, jump: Jump, reader: &Reader) {
        let reading = self.readings.entry(reader.clone()).or_default();
        reading.position(to, jump, &self.acknowledged);
    }

    /// An admin client has deleted what stands before an offset.
    pub(super) fn delete_before(&mut self, offset: u64) {
        self.deleted_before = self.deleted_before.max(offset);
    }

    /// The topic is gone, with all that readers still wanted of it. Another one of its name begins anew.
    pub(super) fn delete(&mut self, now_ms: u64) {
        let old = std::mem::take(self);
        let readings = old.readings.iter().map(|(reader, reading)| {
            let mut settled = reading.deleted(&old.acknowledged);
            settled.settle(|run, missing| old.explain(run, missing, now_ms));
            (reader.clone(), settled)
        });
        self.readings = gather(readings);
        self.rule = old.rule;
        self.sends = old.sends;
        let open = old.open.into_iter();
        self.open = gather(open.map(|(life, open)| (life, open.without_places())));
    }

    /// What a reader misses, and what excuses that.
    pub(super) fn missing<'a>(
        &'a self,
        reading: &'a Reading,
        now_ms: u64,
    ) -> impl Iterator<Item = (Count, Run)> + 'a {
        let missing = reading.missing();
        missing.map(move |(run, missing)| (self.explain(&run, missing, now_ms), run))
    }

    fn explain(&self, run: &Run, missing: Missing, now_ms: u64) -> Count {
        match missing {
            Missing::Settled(count) => count,
            // Nobody knows where it went, so whatever has befallen others can have befallen it.
            _ if run.offset == Run::NOWHERE && self.deleted_before > 0 => Count::Deleted,
            Missing::Unexplained if run.offset == Run::NOWHERE && self.rule.compacts => {
                Count::Compacted
            }
            _ if run.offset < self.deleted_before => Count::Deleted,
            Missing::Expired => Count::Expired,
            Missing::Unexplained if self.keys.explain(run, now_ms, &self.rule) => Count::Compacted,
            Missing::Unexplained => Count::Lost,
        }
    }

    fn store(&mut self, run: &Run, notes: &mut Notes<'_>) {
        for new in self.stored.insert(run) {
            let sends = self.sends.entry(new.life).or_default();
            sends.counts.stored += new.count;
            notes.take(Count::Stored, &new, None);
            let numbers = new.numbers();
            let first = sends.stored.insert(numbers.clone());
            for again in rest_of(&numbers, &first) {
                sends.counts.stored_twice += again.end - again.start;
                notes.take(Count::StoredTwice, &new.part(&again), None);
            }
            for first in first {
                let failed = sends.failed.present(&first);
                sends.counts.despite_failure += total(&failed);
                for failed in failed {
                    notes.take(Count::DespiteFailure, &new.part(&failed), None);
                }
            }
        }
    }
}
