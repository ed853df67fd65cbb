//! Beginning and ending to coordinate, and what the log says meanwhile.

use std::sync::Arc;

use super::{Decision, GroupCoordinator, GroupRecord, GroupTimer, Host, Shard};
use crate::broker::BrokerTimer;
use crate::coordinator::LOADED_BYTES;
use crate::log::RecordBatch;
use crate::model::{Duration, Offset, TopicName};

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
        batches: impl Iterator<Item = &'a RecordBatch>,
        high_watermark: Offset,
        host: &mut Host<'_>,
    ) -> Decision {
        self.turn(partition, host, |shard, turn| {
            shard.load(batches, high_watermark);
            for group in shard.groups_mut() {
                group.loaded(turn);
            }
            for group in shard.consumer_groups() {
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
            for group in shard.consumer_groups() {
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

    /// Records were appended, up to this offset of the log; in the transaction of a producer, or in none.
    pub fn written(
        &mut self,
        partition: i32,
        records: &[GroupRecord],
        producer: Option<i64>,
        end: Offset,
    ) {
        if let Some(shard) = self.shards.get_mut(&partition).map(Arc::make_mut) {
            shard.written(records, producer, end);
        }
    }

    /// Whether it knows what the log of a partition says.
    #[must_use]
    pub fn serves(&self, partition: i32) -> bool {
        let shard = self.shards.get(&partition);
        shard.is_some_and(|shard| !shard.is_loading())
    }

    /// The marker of a producer's transaction was appended, up to this offset of the log (`completeTransaction`).
    pub fn transaction_ended(
        &mut self,
        partition: i32,
        producer: i64,
        committed: bool,
        end: Offset,
    ) {
        if let Some(shard) = self.shards.get_mut(&partition).map(Arc::make_mut) {
            shard.offsets.end_transaction(producer, committed);
            shard.offsets.written_to(end);
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
