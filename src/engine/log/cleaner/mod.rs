//! Log compaction (`org.apache.kafka.storage.internals.log.LogCleaner`).

mod clean;
mod offset_map;
mod retain;
mod transactions;

use std::ops::Range;

use super::{Log, Segment};
use crate::config::TopicConfig;
use crate::model::{Offset, Timestamp};

/// What there is to compact in a log (`LogToClean`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogToClean {
    /// Where the part begins that no cleaning has seen.
    pub first_dirty_offset: Offset,
    /// Where the segment begins that must not be touched.
    pub first_uncleanable_offset: Offset,
    /// Bytes of the segments before the dirty part.
    pub clean_bytes: u64,
    /// Bytes of the dirty segments.
    pub cleanable_bytes: u64,
    /// Whether a record has escaped compaction for `max.compaction.lag.ms`.
    pub needs_compaction_now: bool,
}

impl LogToClean {
    /// The dirty part that [`Log::clean`] is to take.
    #[must_use]
    pub fn dirty(&self) -> Range<Offset> {
        self.first_dirty_offset..self.first_uncleanable_offset
    }

    /// Whether it is worth it: enough of the log is dirty (`min.cleanable.dirty.ratio`), or it has to be.
    #[must_use]
    pub fn is_cleanable(&self, config: &TopicConfig) -> bool {
        let total = u128::from(self.clean_bytes + self.cleanable_bytes);
        let dirty = u128::from(self.cleanable_bytes) * 1_000_000;
        let enough = dirty > total * u128::from(config.min_cleanable_dirty_ratio.0);
        enough || self.needs_compaction_now && self.cleanable_bytes > 0
    }

    /// Compares by the share that is dirty: the cleaner takes the filthiest log first.
    #[must_use]
    pub fn is_filthier_than(&self, other: &Self) -> bool {
        let share = |a: &Self, b: &Self| {
            u128::from(a.cleanable_bytes) * u128::from(b.clean_bytes + b.cleanable_bytes)
        };
        share(self, other) > share(other, self)
    }
}

impl Log {
    /// What could be compacted now (`LogCleanerManager.cleanableOffsets`): neither the active segment, nor anything from
    /// the last stable offset on, nor a segment with a record younger than `min.compaction.lag.ms`.
    #[must_use]
    pub fn to_clean(
        &self,
        now: Timestamp,
        high_watermark: Offset,
        config: &TopicConfig,
    ) -> LogToClean {
        let start = self.log_start_offset;
        let valid = |offset: &Offset| (start..=self.log_end_offset).contains(offset);
        let first_dirty_offset = self.cleaned_to.filter(valid).unwrap_or(start);
        let stable = self.last_stable_offset(high_watermark);
        let uncleanable = stable.min(self.active.base_offset());
        let young = self.first_young_segment(first_dirty_offset, now, config);
        let uncleanable = young.map_or(uncleanable, |young| young.min(uncleanable));
        let uncleanable = uncleanable.max(first_dirty_offset);
        // The segment in which that lies stays as a whole.
        let first_uncleanable_offset = self
            .inactive_from(uncleanable)
            .next()
            .unwrap_or(&self.active)
            .base_offset();
        let dirty = first_dirty_offset.min(first_uncleanable_offset)..first_uncleanable_offset;
        let size = |segments: &mut dyn Iterator<Item = &Segment>| segments.map(Segment::size).sum();
        LogToClean {
            first_dirty_offset,
            first_uncleanable_offset,
            clean_bytes: size(&mut self.segments_between(Offset::NONE..first_dirty_offset)),
            cleanable_bytes: size(&mut self.segments_between(dirty)),
            needs_compaction_now: self.has_overdue_segment(first_dirty_offset, now, config),
        }
    }

    fn first_young_segment(
        &self,
        first_dirty: Offset,
        now: Timestamp,
        config: &TopicConfig,
    ) -> Option<Offset> {
        let lag = config.min_compaction_lag_ms;
        let young = |segment: &&Segment| segment.largest_timestamp().0 > now.0.saturating_sub(lag);
        let mut segments = self.inactive_from(first_dirty).filter(|_| lag > 0);
        segments.find(young).map(Segment::base_offset)
    }

    fn has_overdue_segment(
        &self,
        first_dirty: Offset,
        now: Timestamp,
        config: &TopicConfig,
    ) -> bool {
        let until = now.0.saturating_sub(config.max_compaction_lag_ms);
        let firsts = self
            .inactive_from(first_dirty)
            .filter_map(Segment::first_batch_timestamp);
        firsts
            .into_iter()
            .any(|timestamp| timestamp.0 > 0 && timestamp.0 < until)
    }

    fn inactive_from(&self, offset: Offset) -> impl Iterator<Item = &Segment> {
        let active = self.active.base_offset();
        self.segments_between(offset.min(active)..active)
    }

    /// The segments that begin before the end of the range, from the one on that holds its start.
    pub(super) fn segments_between(&self, range: Range<Offset>) -> impl Iterator<Item = &Segment> {
        (self.segment_of(range.start)..self.segment_count() as usize)
            .map(|place| self.segment(place))
            .take_while(move |segment| !range.is_empty() && segment.base_offset() < range.end)
    }
}
