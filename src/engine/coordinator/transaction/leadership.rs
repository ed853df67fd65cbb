//! Beginning and ending to coordinate.

use std::sync::Arc;

use super::{Decision, Host, Shard, TransactionCoordinator, TransactionTimer};
use crate::broker::BrokerTimer;
use crate::coordinator::LOADED_BYTES;
use crate::log::RecordBatch;
use crate::model::Duration;

impl TransactionCoordinator {
    /// The broker leads a partition of `__transaction_state` in a new epoch: everything that is known, is in its log, and
    /// reading these bytes takes a while.
    pub fn elected(
        &mut self,
        partition: i32,
        coordinator_epoch: i32,
        bytes: u64,
        host: &mut Host<'_>,
    ) {
        let known = self.shards.get(&partition);
        if known.is_some_and(|shard| shard.coordinator_epoch() == coordinator_epoch) {
            return;
        }
        if self.shards.is_empty() {
            self.await_rounds(host);
        }
        self.forget_markers(partition);
        let shard = Shard::new(partition, coordinator_epoch);
        self.shards.insert(partition, Arc::new(shard));
        let timer = BrokerTimer::Transaction(TransactionTimer::Load(partition));
        host.effects
            .set_timer(timer, Duration(bytes / LOADED_BYTES));
    }

    /// The log of a partition is read; what was decided in it goes on.
    pub fn loaded<'a>(
        &mut self,
        partition: i32,
        batches: impl Iterator<Item = &'a RecordBatch>,
        host: &Host<'_>,
    ) -> Decision {
        let Some(shard) = self.shards.get_mut(&partition).map(Arc::make_mut) else {
            return Decision::default();
        };
        shard.load(batches);
        let decided = shard.transactions().filter(|metadata| {
            let state = metadata.state();
            state.decided().is_some()
        });
        let decided: Vec<Arc<str>> = decided
            .map(|metadata| Arc::clone(metadata.transactional_id()))
            .collect();
        decided.iter().fold(Decision::default(), |decision, id| {
            self.send_markers(partition, id, host);
            decision.and(self.complete_if_marked(partition, id))
        })
    }

    /// The broker leads the partition no longer: its transactional ids are another broker's.
    pub fn resigned(&mut self, partition: i32, host: &mut Host<'_>) {
        let timer = BrokerTimer::Transaction(TransactionTimer::Load(partition));
        host.effects.cancel_timer(timer);
        self.shards.remove(&partition);
        self.forget_markers(partition);
        if self.shards.is_empty() {
            for timer in [
                TransactionTimer::AbortTimedOut,
                TransactionTimer::RemoveExpired,
                TransactionTimer::RetryAppend,
            ] {
                host.effects.cancel_timer(BrokerTimer::Transaction(timer));
            }
        }
    }
}
