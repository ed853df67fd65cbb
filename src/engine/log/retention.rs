//! Deleting the oldest segments (`UnifiedLog.deleteOldSegments`).

use super::{Io, Log, Segment};
use crate::config::TopicConfig;
use crate::model::{Duration, Instant, Offset};
use crate::node::{Chunk, Effect, File, Now};
use crate::protocol::ErrorCode;

impl Log {
    /// Deletes the segments that lie wholly before the log start offset, and, by `cleanup.policy=delete`, those that are
    /// too old or too much. Never one that reaches the high watermark; oldest first, up to the first that stays. The
    /// broker asks every `log.retention.check.interval.ms`. Gives the number of deleted segments.
    pub fn delete_old_segments(
        &mut self,
        now: Now,
        high_watermark: Offset,
        config: &TopicConfig,
        io: &mut Io<'_>,
    ) -> u64 {
        let start = self.log_start_offset;
        let mut count = self.deletable(high_watermark, |_, next| {
            next.is_some_and(|next| next.base_offset() <= start)
        });
        let mut deleted = self.delete_first(now, count, config, io);
        if !config.cleanup_policy.deletes() {
            return deleted;
        }
        // What is left must still be as large as the limit.
        if let Ok(limit) = u64::try_from(config.retention_bytes)
            && let Some(mut over) = self.size.checked_sub(limit)
        {
            count = self.deletable(high_watermark, |segment, _| {
                let goes = segment.size() <= over;
                over -= if goes { segment.size() } else { 0 };
                goes
            });
            deleted += self.delete_first(now, count, config, io);
        }
        if config.retention_ms >= 0 {
            count = self.deletable(high_watermark, |segment, _| {
                now.wall.0.saturating_sub(segment.largest_timestamp().0) > config.retention_ms
            });
            deleted += self.delete_first(now, count, config, io);
        }
        deleted
    }

    /// Moves the log start offset forward (`DeleteRecords`, or a follower that hears of its leader's); what lies before
    /// can no longer be read. Segments go with the next [`Self::delete_old_segments`]. Says whether it moved.
    ///
    /// # Errors
    /// `OFFSET_OUT_OF_RANGE` beyond the high watermark.
    pub fn increment_log_start_offset(
        &mut self,
        offset: Offset,
        high_watermark: Offset,
        io: &mut Io<'_>,
    ) -> Result<bool, ErrorCode> {
        if offset > high_watermark {
            return Err(ErrorCode::OffsetOutOfRange);
        }
        let moves = offset > self.log_start_offset;
        if moves {
            self.log_start_offset = offset;
            self.recovery_point = self.recovery_point.max(offset);
            self.producers.on_high_watermark_updated(offset);
            if self.leader_epochs.truncate_from_start(offset) {
                self.write_leader_epochs(io.effects);
            }
            self.changed(io.effects);
        }
        Ok(moves)
    }

    /// Whether `log-start-offset-checkpoint` has to name this log: its start is not that of a segment.
    #[must_use]
    pub fn starts_within_a_segment(&self) -> bool {
        self.log_start_offset > self.segment(0).base_offset()
    }

    /// When the next `.deleted` file goes.
    #[must_use]
    pub fn next_file_deletion(&self) -> Option<Instant> {
        self.deleted.iter().map(|(due, _)| *due).min()
    }

    /// Removes the files whose `file.delete.delay.ms` have passed: only now is there room on the disk.
    pub fn delete_files(&mut self, now: Now, io: &mut Io<'_>) {
        for (due, offset) in std::mem::take(&mut self.deleted) {
            if due <= now.mono {
                let file = File::DeletedSegment(self.partition.clone(), offset);
                io.effects.push(Effect::Delete(file));
            } else {
                self.deleted.push((due, offset));
            }
        }
    }

    /// How many of the first segments may go. An empty active one stays.
    fn deletable(
        &self,
        high_watermark: Offset,
        mut goes: impl FnMut(&Segment, Option<&Segment>) -> bool,
    ) -> usize {
        let count = self.segment_count() as usize;
        let goes = |place: &usize| {
            let segment = self.segment(*place);
            let next = (place + 1 < count).then(|| self.segment(place + 1));
            let end = next.map_or(self.log_end_offset, Segment::base_offset);
            let idle = next.is_none() && segment.batches().is_empty();
            end <= high_watermark && !idle && goes(segment, next)
        };
        (0..count).take_while(goes).count()
    }

    fn delete_first(
        &mut self,
        now: Now,
        count: usize,
        config: &TopicConfig,
        io: &mut Io<'_>,
    ) -> u64 {
        if count == 0 {
            return 0;
        }
        if count > self.older.len() {
            self.roll(now, io);
        }
        let rest = self.older.split_off(count);
        let gone = std::mem::replace(&mut self.older, rest);
        let batches: u64 = gone.iter().map(|s| s.batches().len() as u64).sum();
        io.effects.push(Effect::TrimFront(self.file(), batches));
        self.count();
        for segment in &gone {
            self.keep_as_deleted(now, segment, config, io);
            self.forget_snapshots(|offset| offset == segment.base_offset(), io);
        }
        self.write_segment_names(io.effects);
        let start = self.segment(0).base_offset();
        // Nothing beyond the high watermark was deleted, so this cannot be refused.
        let _ = self.increment_log_start_offset(start, start, io);
        self.changed(io.effects);
        gone.len() as u64
    }

    /// Renames a segment's file to `.deleted`: its bytes stay for `file.delete.delay.ms`.
    pub(super) fn keep_as_deleted(
        &mut self,
        now: Now,
        segment: &Segment,
        config: &TopicConfig,
        io: &mut Io<'_>,
    ) {
        if config.file_delete_delay_ms <= 0 || segment.size() == 0 {
            return;
        }
        let due = now.mono + Duration::from_millis(config.file_delete_delay_ms);
        self.deleted.push((due, segment.base_offset()));
        io.effects.push(Effect::Replace(
            File::DeletedSegment(self.partition.clone(), segment.base_offset()),
            Chunk::Removed(segment.size()),
        ));
    }
}
