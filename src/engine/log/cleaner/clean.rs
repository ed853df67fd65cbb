//! One cleaning of a log (`org.apache.kafka.storage.internals.log.Cleaner`).

use std::ops::Range;

use super::offset_map::OffsetMap;
use super::retain::Retention;
use super::transactions::CleanedTransactions;
use crate::config::TopicConfig;
use crate::log::{Io, Log, RecordBatch, Segment};
use crate::model::Offset;
use crate::node::{Chunk, Effect, Now};

impl Log {
    /// Compacts: of the keys that occur in the dirty part only the last record stays, in the clean part too. The order
    /// and the offsets of what stays do not change. Tombstones and markers go in a later cleaning than the first that
    /// sees them, after `delete.retention.ms` (KIP-534). Small segments are put together. Every segment that was read is
    /// written anew, even if nothing in it goes.
    pub fn clean(&mut self, now: Now, dirty: Range<Offset>, config: &TopicConfig, io: &mut Io<'_>) {
        if dirty.is_empty() {
            return;
        }
        let source = self.clone();
        let retention = Retention {
            map: OffsetMap::build(&source, dirty.clone()),
            producers: &source.producers,
            now: now.wall,
            delete_retention_ms: config.delete_retention_ms,
            upper_bound: dirty.end,
        };
        let end = retention.map.end_offset();
        let mut transactions = CleanedTransactions::default();
        let groups = source.groups(Offset::ZERO..end, dirty.end, config);
        for (place, group) in groups.iter().enumerate() {
            let segment = clean_group(&source, group, &retention, &mut transactions, config);
            self.replace(now, place, group, segment, config, io);
        }
        self.cleaned_to = Some(end);
    }

    /// Consecutive segments that together are no larger than one may be.
    fn groups(
        &self,
        range: Range<Offset>,
        first_uncleanable: Offset,
        config: &TopicConfig,
    ) -> Vec<Vec<&Segment>> {
        let segments: Vec<&Segment> = self.segments_between(range).collect();
        let mut groups: Vec<Vec<&Segment>> = Vec::new();
        for (place, segment) in segments.iter().enumerate() {
            let next = segments.get(place + 1);
            let end = next.map_or(first_uncleanable, |next| next.base_offset());
            let fits = |group: &&mut Vec<&Segment>| {
                let total = |size: fn(&Segment) -> u64| {
                    size(segment) + group.iter().map(|old| size(old)).sum::<u64>()
                };
                let index_bytes = u64::from(config.segment_index_bytes.unsigned_abs());
                let span = end.0 - 1 - group[0].base_offset().0;
                total(Segment::size) <= u64::from(config.segment_bytes.unsigned_abs())
                    && total(Segment::offset_index_size) <= index_bytes
                    && total(Segment::time_index_size) <= index_bytes
                    && (segment.size() == 0 || span <= i64::from(i32::MAX))
            };
            match groups.last_mut().filter(fits) {
                Some(group) => group.push(segment),
                None => groups.push(vec![segment]),
            }
        }
        groups
    }

    /// Puts a segment in the place of others, from the one at `place` on.
    fn replace(
        &mut self,
        now: Now,
        place: usize,
        group: &[&Segment],
        segment: Segment,
        config: &TopicConfig,
        io: &mut Io<'_>,
    ) {
        let before = self.older.focus().narrow(..place).into_iter();
        let at = before.map(|older| older.batches().len() as u64).sum();
        let with = segment
            .batches()
            .iter()
            .cloned()
            .map(Chunk::Batch)
            .collect();
        let rest = self.older.split_off(place + group.len());
        self.older.truncate(place);
        self.older.push_back(segment);
        self.older.append(rest);
        io.effects.push(Effect::Swap {
            file: self.file(),
            at,
            remove: group.iter().map(|old| old.batches().len() as u64).sum(),
            with,
        });
        for old in group {
            self.keep_as_deleted(now, old, config, io);
        }
        let merged: Vec<Offset> = group[1..].iter().map(|old| old.base_offset()).collect();
        self.forget_snapshots(|offset| merged.contains(&offset), io);
        if !merged.is_empty() {
            self.write_segment_names(io.effects);
        }
        self.count();
        self.changed(io.effects);
    }
}

fn clean_group(
    log: &Log,
    group: &[&Segment],
    retention: &Retention<'_>,
    transactions: &mut CleanedTransactions,
    config: &TopicConfig,
) -> Segment {
    let created = group[group.len() - 1].created();
    let mut cleaned = Segment::new(group[0].base_offset(), created);
    for (place, segment) in group.iter().enumerate() {
        let next = group.get(place + 1);
        let end = next.map_or(segment.next_offset(), |next| next.base_offset());
        transactions.expect(log.aborted_transactions(segment.base_offset(), end));
        for batch in segment.batches() {
            let (kept, aborted): (Option<RecordBatch>, _) = retention.retain(batch, transactions);
            if let Some(kept) = kept {
                cleaned.append(kept, config.index_interval_bytes);
            }
            if let Some(aborted) = aborted {
                cleaned.note_aborted(aborted);
            }
        }
    }
    cleaned.become_inactive();
    cleaned
}
