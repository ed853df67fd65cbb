//! Beginning and ending to coordinate, and what the log says meanwhile.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Decision, GroupCoordinator, GroupRecord, GroupTimer, Host, Shard};
use crate::broker::BrokerTimer;
use crate::log::Record;
use crate::model::{Duration, Offset, TopicName};

/// Bytes of the log that are taken in in a µs when a shard is loaded.
const LOADED_BYTES: u64 = 100;

impl GroupCoordinator {
    /// The broker leads a partition of `__consumer_offsets` now: everything that is known, is in its log, and reading these
    /// bytes takes a while.
    pub fn elected(&mut self, partition: i32, bytes: u64, host: &mut Host<'_>) {
        if self.shards.contains_key(&partition) {
            return;
        }
        self.shards
            .insert(partition, Arc::new(Shard::new(partition)));
        let timer = BrokerTimer::Group(GroupTimer::Load(partition));
        host.effects
            .set_timer(timer, Duration(bytes / LOADED_BYTES));
    }

    /// The log of a partition is read.
    pub fn loaded<'a>(
        &mut self,
        partition: i32,
        records: impl Iterator<Item = (Offset, Cow<'a, Record>)>,
        high_watermark: Offset,
        host: &mut Host<'_>,
    ) -> Decision {
        self.turn(partition, host, |shard, turn| {
            shard.load(records, high_watermark);
            for group in shard.groups_mut() {
                group.loaded(turn);
            }
            shard.await_expiration(turn);
        })
    }

    /// The broker leads the partition no longer: its groups are another broker's, and whoever waits is told so.
    pub fn resigned(&mut self, partition: i32, host: &mut Host<'_>) -> Decision {
        let decision = self.turn(partition, host, |shard, turn| {
            for group in shard.groups() {
                group.unload(turn);
            }
            turn.cancel_timer(GroupTimer::Load(partition));
            turn.cancel_timer(GroupTimer::Expiration(partition));
        });
        self.shards.remove(&partition);
        decision
    }

    /// A topic was deleted, and with it what groups have committed of it.
    pub fn topic_deleted(&mut self, topic: &TopicName, host: &mut Host<'_>) -> Decision {
        let mut decision = Decision::default();
        let active: Vec<i32> = self.shards.keys().copied().collect();
        for partition in active {
            let one = self.turn(partition, host, |shard, turn| {
                shard.topic_deleted(topic, turn);
            });
            decision.writes.extend(one.writes);
        }
        decision
    }

    /// Records were appended, up to this offset of the log.
    pub fn written(&mut self, partition: i32, records: &[GroupRecord], end: Offset) {
        if let Some(shard) = self.shards.get_mut(&partition).map(Arc::make_mut) {
            shard.written(records, end);
        }
    }

    /// The high watermark of a partition moved.
    pub fn committed_to(&mut self, partition: i32, high_watermark: Offset) {
        if let Some(shard) = self.shards.get_mut(&partition)
            && shard.offsets.would_commit(high_watermark)
        {
            Arc::make_mut(shard).offsets.committed_to(high_watermark);
        }
    }
}
