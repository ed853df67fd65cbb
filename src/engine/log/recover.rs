//! Loading a log when its process starts (`org.apache.kafka.storage.internals.log.LogLoader`), and closing it.

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::Vector;

use super::{AbortedTxn, Io, LeaderEpochCache, Log, ProducerStateManager, RecordBatch, Segment};
use crate::config::TopicConfig;
use crate::model::{Offset, TopicPartition, gather};
use crate::node::{Chunk, DiskImage, Effect, File, Now};

/// What the checkpoint files of a broker say of one log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Checkpoints {
    /// `log-start-offset-checkpoint`.
    pub log_start_offset: Option<Offset>,
    /// `recovery-point-offset-checkpoint`.
    pub recovery_point: Option<Offset>,
    /// `cleaner-offset-checkpoint`.
    pub cleaned_to: Option<Offset>,
    /// Whether the process before ended in order, so that everything was flushed.
    pub clean_shutdown: bool,
}

/// The partitions whose logs a disk holds. One that never got a batch may be there by the name of its segment alone.
#[must_use]
pub fn stored_partitions(disk: &DiskImage) -> BTreeSet<TopicPartition> {
    let named = disk.keys().filter_map(|file| match file {
        File::Log(partition) | File::Segments(partition) => Some(partition.clone()),
        _ => None,
    });
    gather(named)
}

impl Log {
    /// The log that the disk holds; empty when it holds none. A tail that a power cut tore off is not missed: what is
    /// left ends with a whole batch, and epochs, segments and the state of producers are cut to that. Files that were to
    /// be deleted are removed. Producers that have written nothing for `producer_expiration_ms` are forgotten.
    pub fn recover(
        partition: TopicPartition,
        disk: &DiskImage,
        checkpoints: Checkpoints,
        now: Now,
        config: &TopicConfig,
        producer_expiration_ms: i64,
        io: &mut Io<'_>,
    ) -> Self {
        let mut log = Self::created(partition, now);
        log.load_segments(disk, now, config, io);
        let first = log.segment(0).base_offset();
        let start = checkpoints.log_start_offset.unwrap_or(first).max(first);
        log.log_start_offset = start;
        log.load_snapshots(disk, io);
        if log.log_end_offset < start {
            log.truncate_fully_and_start_at(now, start, io);
        }
        log.load_leader_epochs(disk, io);
        log.index_aborted_transactions();
        log.rebuild_producer_state(io);
        log.remove_expired_producers(now.wall, producer_expiration_ms);
        let end = log.log_end_offset;
        log.recovery_point = if checkpoints.clean_shutdown {
            end
        } else {
            checkpoints.recovery_point.unwrap_or_default().min(end)
        };
        let cleaned_to = checkpoints.cleaned_to;
        log.cleaned_to = cleaned_to.map(|cleaned| cleaned.min(end));
        let deleted = |offset| File::DeletedSegment(log.partition.clone(), offset);
        for (file, _) in disk.range(deleted(Offset(i64::MIN))..=deleted(Offset(i64::MAX))) {
            io.effects.push(Effect::Delete(file.clone()));
        }
        log
    }

    /// Ends in order: flushes, and writes what is known of producers to a file, so that the next start need not look at
    /// any batch.
    pub fn close(&mut self, now: Now, io: &mut Io<'_>) {
        self.flush(now, io);
        self.take_producer_snapshot(io);
    }

    fn load_segments(&mut self, disk: &DiskImage, now: Now, config: &TopicConfig, io: &mut Io<'_>) {
        let chunks = disk.get(&self.file());
        let batches = chunks
            .into_iter()
            .flatten()
            .filter_map(|chunk| match chunk {
                Chunk::Batch(batch) => Some(batch),
                _ => None,
            });
        let names = disk.get(&File::Segments(self.partition.clone()));
        let names = match names.and_then(Vector::last) {
            Some(Chunk::Segments(names)) => names.as_slice(),
            _ => &[],
        };
        let mut batches = batches.peekable();
        let named = names.first().copied();
        let first = batches.peek().map(|batch| batch.base_offset);
        // The names and the batches agree, unless one of them is missing.
        let base = named.into_iter().chain(first).min().unwrap_or_default();
        self.active = Segment::new(base, now.wall);
        let stored = names;
        let mut names = names.iter().copied().skip(1).peekable();
        for batch in batches {
            while let Some(base) = names.next_if(|base| *base <= batch.base_offset) {
                self.next_segment(base, now);
            }
            self.active
                .append(batch.clone(), config.index_interval_bytes);
        }
        self.log_end_offset = self.active.next_offset();
        // The active segment may have been empty. A name beyond the end is of one whose batches are lost.
        let end = self.log_end_offset;
        while let Some(base) = names.next_if(|base| *base <= end) {
            self.next_segment(base, now);
        }
        self.count();
        if !stored.is_empty()
            && !self
                .segments()
                .map(Segment::base_offset)
                .eq(stored.iter().copied())
        {
            self.write_segment_names(io.effects);
        }
    }

    fn next_segment(&mut self, base: Offset, now: Now) {
        let mut old = std::mem::replace(&mut self.active, Segment::new(base, now.wall));
        old.become_inactive();
        self.older.push_back(old);
    }

    /// `ProducerStateManager.removeStraySnapshots`: those that begin a segment stay, and the last of the others if it lies
    /// after all segments' beginnings, since a clean shutdown wrote it.
    fn load_snapshots(&mut self, disk: &DiskImage, io: &mut Io<'_>) {
        let name = |offset| File::ProducerSnapshot(self.partition.clone(), offset);
        for (file, chunks) in disk.range(name(Offset(i64::MIN))..=name(Offset(i64::MAX))) {
            if let (File::ProducerSnapshot(_, offset), Some(Chunk::Producers(snapshot))) =
                (file, chunks.last())
            {
                self.snapshots.push_back((*offset, Arc::clone(snapshot)));
            }
        }
        let mut stay: Vec<Offset> = self.segments().map(Segment::base_offset).collect();
        let last = self.snapshots.last().map(|(offset, _)| *offset);
        stay.extend(last.max(stay.last().copied()));
        self.forget_snapshots(|offset| stay.binary_search(&offset).is_err(), io);
    }

    fn load_leader_epochs(&mut self, disk: &DiskImage, io: &mut Io<'_>) {
        let stored = disk.get(&File::LeaderEpochs(self.partition.clone()));
        let stored = match stored.and_then(Vector::last) {
            Some(Chunk::LeaderEpochs(entries)) => entries.as_slice(),
            _ => &[],
        };
        let mut epochs = LeaderEpochCache::load(stored);
        for batch in self.batches() {
            if epochs.latest() < Some(batch.leader_epoch) {
                epochs.assign(batch.leader_epoch, batch.base_offset);
            }
        }
        epochs.truncate_from_end(self.log_end_offset);
        epochs.truncate_from_start(self.log_start_offset);
        self.leader_epochs = epochs;
        if self.leader_epochs.entries() != stored {
            self.write_leader_epochs(io.effects);
        }
    }

    /// The indexes of aborted transactions follow from the batches.
    fn index_aborted_transactions(&mut self) {
        if !self.batches().any(RecordBatch::is_control) {
            return;
        }
        let mut producers = ProducerStateManager::default();
        let aborted = self.batches().filter_map(|batch| producers.update(batch));
        let aborted: Vec<AbortedTxn> = aborted.collect();
        for transaction in aborted {
            let place = self.segment_of(transaction.last_offset);
            let segment = match self.older.get_mut(place) {
                Some(segment) => segment,
                None => &mut self.active,
            };
            segment.note_aborted(transaction);
        }
    }
}
