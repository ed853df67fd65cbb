//! One replica's log (`org.apache.kafka.storage.internals.log.UnifiedLog`).

use std::iter::once;
use std::sync::Arc;

use imbl::Vector;

use super::{EndOffset, LeaderEpochCache, ProducerStateManager, RecordBatch, Segment};
use crate::model::{Instant, LeaderEpoch, Offset, Timestamp, TopicPartition};
use crate::node::{Chunk, Effect, Effects, File, Now, Ticket};

/// The batches that one replica has of a partition, in segments. Replicas and checkpoints share the batches.
///
/// On the disk all segments of a partition are one [`File::Log`], whose chunks are the batches in order, and
/// [`File::Segments`] says where segments begin. A log asks for its own disk effects, and says
/// [`Effect::Changed`] whenever its start, its end or its content changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Log {
    pub(super) partition: TopicPartition,
    /// The segments that take no more batches, oldest first.
    pub(super) older: Vector<Segment>,
    pub(super) active: Segment,
    pub(super) log_start_offset: Offset,
    pub(super) log_end_offset: Offset,
    pub(super) size: u64,
    pub(super) batch_count: u64,
    pub(super) leader_epochs: LeaderEpochCache,
    pub(super) producers: ProducerStateManager,
    /// The `.snapshot` files in the order of their offsets, one or so for each segment.
    pub(super) snapshots: Vector<(Offset, Arc<ProducerStateManager>)>,
    pub(super) recovery_point: Offset,
    pub(super) last_flush: Instant,
    /// The flushes under way, and up to where each flushes.
    pub(super) flushing: Vec<(Ticket, Offset)>,
    /// Up to where the cleaner has been.
    pub(super) cleaned_to: Option<Offset>,
    /// When the `.deleted` files go, by the first offset of each.
    pub(super) deleted: Vec<(Instant, Offset)>,
}

impl Log {
    /// An empty log of a partition. `created` is the broker's wall clock.
    #[must_use]
    pub fn new(partition: TopicPartition, created: Timestamp) -> Self {
        Self {
            partition,
            older: Vector::new(),
            active: Segment::new(Offset::ZERO, created),
            log_start_offset: Offset::ZERO,
            log_end_offset: Offset::ZERO,
            size: 0,
            batch_count: 0,
            leader_epochs: LeaderEpochCache::default(),
            producers: ProducerStateManager::default(),
            snapshots: Vector::new(),
            recovery_point: Offset::ZERO,
            last_flush: Instant::ZERO,
            flushing: Vec::new(),
            cleaned_to: None,
            deleted: Vec::new(),
        }
    }

    /// An empty log of a partition that is new to its broker: `flush.ms` counts from now on.
    #[must_use]
    pub fn created(partition: TopicPartition, now: Now) -> Self {
        Self {
            last_flush: now.mono,
            ..Self::new(partition, now.wall)
        }
    }

    /// Whose log it is.
    #[must_use]
    pub fn partition(&self) -> &TopicPartition {
        &self.partition
    }

    /// The first offset that can be read.
    #[must_use]
    pub fn log_start_offset(&self) -> Offset {
        self.log_start_offset
    }

    /// The offset of the next record.
    #[must_use]
    pub fn log_end_offset(&self) -> Offset {
        self.log_end_offset
    }

    /// Up to where a reader with `read_committed` may read: before the high watermark, and before the first offset of
    /// the earliest transaction that is open, or decided by a marker that is not below the high watermark.
    #[must_use]
    pub fn last_stable_offset(&self, high_watermark: Offset) -> Offset {
        self.producers
            .first_unstable_offset()
            .map_or(high_watermark, |unstable| {
                unstable.max(self.log_start_offset).min(high_watermark)
            })
    }

    /// Bytes of all batches.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// How many batches there are.
    #[must_use]
    pub fn batch_count(&self) -> u64 {
        self.batch_count
    }

    /// The segments, oldest first; the last is the active one.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &Segment> {
        self.older.iter().chain(once(&self.active))
    }

    /// How many segments there are, at least one.
    #[must_use]
    pub fn segment_count(&self) -> u64 {
        self.older.len() as u64 + 1
    }

    /// The segment to which batches are appended.
    #[must_use]
    pub fn active_segment(&self) -> &Segment {
        &self.active
    }

    /// The leader epochs in it.
    #[must_use]
    pub fn leader_epochs(&self) -> &LeaderEpochCache {
        &self.leader_epochs
    }

    /// The latest leader epoch, -1 when there is none.
    #[must_use]
    pub fn last_epoch(&self) -> LeaderEpoch {
        self.leader_epochs.latest().unwrap_or(LeaderEpoch::NONE)
    }

    /// Where the largest epoch not after `epoch` ends here.
    #[must_use]
    pub fn end_offset_for(&self, epoch: LeaderEpoch) -> EndOffset {
        self.leader_epochs
            .end_offset_for(epoch, self.log_end_offset)
    }

    /// What is known of idempotent producers.
    #[must_use]
    pub fn producers(&self) -> &ProducerStateManager {
        &self.producers
    }

    /// The offsets at which the state of producers was written to a file, in order.
    pub fn producer_snapshots(&self) -> impl Iterator<Item = Offset> {
        self.snapshots.iter().map(|(offset, _)| *offset)
    }

    /// The batches in order.
    pub fn batches(&self) -> impl DoubleEndedIterator<Item = &RecordBatch> {
        self.segments().flat_map(|segment| segment.batches().iter())
    }

    /// Up to where the cleaner has been, if ever: what `cleaner-offset-checkpoint` holds.
    #[must_use]
    pub fn cleaned_to(&self) -> Option<Offset> {
        self.cleaned_to
    }

    /// The high watermark is there now: transactions decided below it are stable.
    pub fn on_high_watermark_updated(&mut self, high_watermark: Offset) {
        self.producers.on_high_watermark_updated(high_watermark);
    }

    /// Forgets idle producers (`producer.id.expiration.ms`, asked for every `producer.id.expiration.check.interval.ms`).
    pub fn remove_expired_producers(&mut self, now: Timestamp, expiration_ms: i64) {
        self.producers.remove_expired(now, expiration_ms);
    }

    pub(super) fn file(&self) -> File {
        File::Log(self.partition.clone())
    }

    pub(super) fn changed(&self, effects: &mut Effects) {
        effects.changed(&self.partition);
    }

    /// Writes `leader-epoch-checkpoint`.
    pub(super) fn write_leader_epochs(&self, effects: &mut Effects) {
        effects.push(Effect::Replace(
            File::LeaderEpochs(self.partition.clone()),
            Chunk::LeaderEpochs(self.leader_epochs.entries().to_vec()),
        ));
    }

    /// Writes where the segments begin: what the names of their files say.
    pub(super) fn write_segment_names(&self, effects: &mut Effects) {
        effects.push(Effect::Replace(
            File::Segments(self.partition.clone()),
            Chunk::Segments(self.segments().map(Segment::base_offset).collect()),
        ));
    }
}
