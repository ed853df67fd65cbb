//! Offsets that nobody has needed for `offsets.retention.minutes` (KIP-211), and groups without any left.

use std::sync::Arc;

use super::OffsetAndMetadata;
use super::delete::tombstone;
use crate::coordinator::group::{
    ClassicGroup, Completion, ConsumerGroupState, GroupRecord, GroupState, GroupTimer, Shard, Turn,
};
use crate::model::{Timestamp, TopicName};

const MINUTE_MS: i64 = 60_000;

/// From when on the retention of an offset counts; `None` while it cannot expire.
type Since<'a> = &'a dyn Fn(&OffsetAndMetadata) -> Option<Timestamp>;

impl Shard {
    /// The round of `offsets.retention.check.interval.ms` (`cleanupGroupMetadata`).
    pub(in crate::coordinator::group) fn expire(&self, turn: &mut Turn<'_>) {
        self.await_expiration(turn);
        let mut records = Vec::new();
        for group in self.groups() {
            let since = |offset: &OffsetAndMetadata| group.unneeded_since(offset);
            let reads = |topic: &TopicName| group.is_subscribed_to(topic);
            let all_gone = self.expire_offsets(group.id(), (&since, &reads), &mut records, turn);
            if all_gone && group.state() == GroupState::Empty {
                records.push(GroupRecord::group_tombstone(group.id()));
            }
        }
        for group in self.consumer_groups() {
            let since = |offset: &OffsetAndMetadata| Some(offset.commit_timestamp);
            let reads = |topic: &TopicName| group.is_subscribed_to(topic);
            let all_gone = self.expire_offsets(group.id(), (&since, &reads), &mut records, turn);
            if all_gone && group.state() == ConsumerGroupState::Empty {
                records.extend(self.group_tombstones(group.id()));
            }
        }
        if !records.is_empty() {
            turn.write(records, Completion::Nothing);
        }
    }

    /// Sets the timer for the next round.
    pub(in crate::coordinator::group) fn await_expiration(&self, turn: &mut Turn<'_>) {
        let timer = GroupTimer::Expiration(self.partition());
        turn.set_timer(timer, turn.config.offsets_retention_check_interval);
    }

    /// `cleanupExpiredOffsets`: says whether the group has no offset left.
    fn expire_offsets(
        &self,
        group: &Arc<str>,
        (unneeded_since, reads): (Since<'_>, &dyn Fn(&TopicName) -> bool),
        records: &mut Vec<GroupRecord>,
        turn: &mut Turn<'_>,
    ) -> bool {
        let before = records.len();
        let mut all_gone = true;
        for (partition, offset) in self.offsets(group) {
            let since = unneeded_since(offset);
            let retention_ms = i64::from(turn.config.offsets_retention_minutes) * MINUTE_MS;
            let expired = match (since, offset.expire_timestamp) {
                (None, _) => false,
                (Some(_), Some(expires)) => turn.now.wall >= expires,
                (Some(since), None) => turn.now.wall.0.saturating_sub(since.0) >= retention_ms,
            };
            let pending = self.offsets.is_pending(group, partition);
            if expired && !pending && !reads(&partition.topic) {
                records.push(tombstone(group, partition));
            } else {
                all_gone = false;
            }
        }
        let count = (records.len() - before) as u64;
        turn.metrics.offset_expirations.mark(turn.now.mono, count);
        // Nor is a group forgotten that a transaction knows.
        all_gone && self.offsets.pending_of(group).next().is_none()
    }
}

impl ClassicGroup {
    /// From when on the retention of an offset counts: since the group is empty, or, of a topic that a stable group no
    /// longer reads and of a group that nobody ever joins, since the commit. `None` while it cannot expire
    /// (`offsetExpirationCondition`).
    fn unneeded_since(&self, offset: &OffsetAndMetadata) -> Option<Timestamp> {
        let committed = offset.commit_timestamp;
        if self.protocol_type().is_none() {
            return Some(committed);
        }
        match self.state() {
            GroupState::Empty => Some(self.since().unwrap_or(committed)),
            GroupState::Stable if self.is_of_consumers() => Some(committed),
            _ => None,
        }
    }
}
