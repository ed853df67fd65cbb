//! Throwing away the end of a log, or all of it.

use super::{Io, Log, ProducerStateManager, Segment};
use crate::config::TopicConfig;
use crate::model::Offset;
use crate::node::{Effect, File, Now};

impl Log {
    /// Throws away every batch that reaches `offset` or beyond, with what was derived from it. The log ends there then,
    /// or where the batch began in which that lay. Says whether anything was thrown away. The caller lowers the high
    /// watermark to the new end.
    pub fn truncate_to(
        &mut self,
        now: Now,
        offset: Offset,
        config: &TopicConfig,
        io: &mut Io<'_>,
    ) -> bool {
        let offset = offset.max(Offset::ZERO);
        if offset >= self.log_end_offset {
            // A leader that never appended anything may have left an epoch at the end.
            if self.leader_epochs.truncate_from_end(self.log_end_offset) {
                self.write_leader_epochs(io.effects);
            }
            return false;
        }
        let within = self.batches_from(offset).next();
        let offset = within.map_or(offset, |batch| batch.base_offset.min(offset));
        let first = self.segment(0).base_offset();
        if offset < first {
            self.truncate_fully_and_start_at(now, offset, io);
            return true;
        }
        let place = self.segment_of(offset);
        let names_change = place < self.older.len();
        if names_change {
            self.active = self.older[place].clone();
            self.older.truncate(place);
        }
        self.active
            .truncate_to(offset, now.wall, config.index_interval_bytes);
        self.log_end_offset = offset;
        self.log_start_offset = self.log_start_offset.min(offset);
        self.count();
        if self.leader_epochs.truncate_from_end(offset) {
            self.write_leader_epochs(io.effects);
        }
        io.effects
            .push(Effect::Truncate(self.file(), self.batch_count));
        if names_change {
            self.write_segment_names(io.effects);
        }
        self.ends_earlier();
        self.rebuild_producer_state(io);
        self.changed(io.effects);
        true
    }

    /// Throws everything away; the log begins and ends at `offset` then. A follower does so that has fallen behind the
    /// start of its leader's log.
    pub fn truncate_fully_and_start_at(&mut self, now: Now, offset: Offset, io: &mut Io<'_>) {
        self.older.clear();
        self.active = Segment::new(offset, now.wall);
        self.log_start_offset = offset;
        self.log_end_offset = offset;
        self.count();
        self.leader_epochs.clear();
        self.ends_earlier();
        self.producers = ProducerStateManager::default();
        self.producers.update_map_end_offset(offset);
        self.forget_snapshots(|_| true, io);
        io.effects.push(Effect::Truncate(self.file(), 0));
        self.write_leader_epochs(io.effects);
        self.write_segment_names(io.effects);
        self.changed(io.effects);
    }

    /// Removes every file of the log: the partition is gone.
    pub fn delete(&self, io: &mut Io<'_>) {
        let partition = || self.partition.clone();
        let snapshots = self.producer_snapshots();
        let snapshots = snapshots.map(|offset| File::ProducerSnapshot(partition(), offset));
        let deleted = self.deleted.iter();
        let deleted = deleted.map(|(_, offset)| File::DeletedSegment(partition(), *offset));
        let others = [
            self.file(),
            File::Segments(partition()),
            File::LeaderEpochs(partition()),
        ];
        for file in others.into_iter().chain(snapshots).chain(deleted) {
            io.effects.push(Effect::Delete(file));
        }
        self.changed(io.effects);
    }

    /// Knows nothing any more of what idempotent producers have sent: a mistake (`bugs`).
    pub(crate) fn forget_producers(&mut self) {
        self.producers = ProducerStateManager::default();
    }

    /// `ProducerStateManager.truncateAndReload`: takes the last snapshot that is left, and what follows it in the log.
    pub(super) fn rebuild_producer_state(&mut self, io: &mut Io<'_>) {
        let (start, end) = (self.log_start_offset, self.log_end_offset);
        self.forget_snapshots(|offset| offset > end || offset <= start, io);
        if self.producers.map_end_offset() == end {
            self.producers.on_high_watermark_updated(start);
            return;
        }
        let (from, mut producers) = match self.snapshots.last() {
            Some((offset, snapshot)) => (*offset, ProducerStateManager::clone(snapshot)),
            None => (start, ProducerStateManager::default()),
        };
        for batch in self.batches_from(from) {
            producers.update(batch);
        }
        producers.update_map_end_offset(end);
        self.producers = producers;
    }

    pub(super) fn forget_snapshots(&mut self, gone: impl Fn(Offset) -> bool, io: &mut Io<'_>) {
        let partition = &self.partition;
        self.snapshots.retain(|(offset, _)| {
            let goes = gone(*offset);
            if goes {
                let file = File::ProducerSnapshot(partition.clone(), *offset);
                io.effects.push(Effect::Delete(file));
            }
            !goes
        });
    }

    /// Counts bytes and batches anew.
    pub(super) fn count(&mut self) {
        self.size = self.segments().map(Segment::size).sum();
        let batches = self
            .segments()
            .map(|segment| segment.batches().len() as u64);
        self.batch_count = batches.sum();
    }

    /// A flush under way covers nothing that is written in the place of what is gone now, nor has the cleaner seen it.
    fn ends_earlier(&mut self) {
        let end = self.log_end_offset;
        self.recovery_point = self.recovery_point.min(end);
        for (_, upto) in &mut self.flushing {
            *upto = (*upto).min(end);
        }
        self.cleaned_to = self.cleaned_to.map(|cleaned| cleaned.min(end));
    }
}
