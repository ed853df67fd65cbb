//! What is looked at from time to time: transactions that take too long, and transactional ids that nobody uses.

use std::sync::Arc;

use super::decision::{Ending, Follows};
use super::{
    Decision, Host, Shard, TransactionCoordinator, TransactionMetadata, TransactionRecord,
    TransactionState, TransactionTimer,
};
use crate::broker::BrokerTimer;
use crate::model::{Duration, Timestamp};
use crate::protocol::ErrorCode;

impl TransactionCoordinator {
    /// Sets the timers of both rounds, which count from the start of the process.
    pub(super) fn await_rounds(&self, host: &mut Host<'_>) {
        let config = host.config;
        for (timer, interval) in [
            (
                TransactionTimer::AbortTimedOut,
                config.transaction_abort_timed_out_cleanup_interval,
            ),
            (
                TransactionTimer::RemoveExpired,
                config.transaction_remove_expired_cleanup_interval,
            ),
        ] {
            self.await_round(timer, interval, host);
        }
    }

    fn await_round(&self, timer: TransactionTimer, interval: Duration, host: &mut Host<'_>) {
        let since = host.now.mono.since(self.started);
        let left = Duration(interval.0 - since.0 % interval.0);
        host.effects
            .set_timer(BrokerTimer::Transaction(timer), left);
    }

    /// Aborts the transactions that have taken longer than their timeout, and fences their producers
    /// (`abortTimedOutTransactions`).
    pub(super) fn abort_timed_out(&mut self, host: &mut Host<'_>) -> Decision {
        if self.shards.is_empty() {
            return Decision::default();
        }
        let interval = host.config.transaction_abort_timed_out_cleanup_interval;
        self.await_round(TransactionTimer::AbortTimedOut, interval, host);
        let (now, version) = (host.now.wall, host.image.transaction_version());
        let late = self.transactions().filter(|metadata| metadata.is_late(now));
        let late: Vec<Arc<str>> = late
            .map(|metadata| Arc::clone(metadata.transactional_id()))
            .collect();
        late.iter().fold(Decision::default(), |decision, id| {
            let metadata = self
                .shard_of(id, host)
                .ok()
                .and_then(|shard| shard.transaction_mut(id));
            let Some(metadata) = metadata else {
                return decision;
            };
            let producer = (metadata.value().producer_id, metadata.prepare_fence());
            decision.and(self.end(id, producer, false, version, Ending::Timeout, host))
        })
    }

    /// Forgets the transactional ids that nobody has used for `transactional.id.expiration.ms`
    /// (`removeExpiredTransactionalIds`).
    pub(super) fn remove_expired(&mut self, host: &mut Host<'_>) -> Decision {
        if self.shards.is_empty() {
            return Decision::default();
        }
        let interval = host.config.transaction_remove_expired_cleanup_interval;
        self.await_round(TransactionTimer::RemoveExpired, interval, host);
        let (now, expiration) = (host.now.wall, host.config.transactional_id_expiration);
        let timeout = host.config.request_timeout;
        let mut decision = Decision::default();
        for shard in self.shards.values_mut().map(Arc::make_mut) {
            let ids: Vec<Arc<str>> = shard
                .transactions()
                .filter(|metadata| metadata.is_unused(now, expiration))
                .map(|metadata| Arc::clone(metadata.transactional_id()))
                .collect();
            if ids.is_empty() {
                continue;
            }
            for id in &ids {
                if let Some(metadata) = shard.transaction_mut(id) {
                    metadata.prepare_dead();
                }
            }
            let tombstone = |id: &Arc<str>| TransactionRecord {
                transactional_id: Arc::clone(id),
                value: None,
            };
            let records = ids.iter().map(tombstone).collect();
            let write = shard.write(records, timeout, Follows::Expiration(ids));
            decision.writes.push(write);
        }
        decision
    }
}

impl Shard {
    /// The tombstones of transactional ids are committed, or are not.
    pub(super) fn expired(&mut self, ids: &[Arc<str>], error: ErrorCode) {
        for id in ids {
            let Some(metadata) = self.transaction_mut(id) else {
                continue;
            };
            if error == ErrorCode::None {
                self.remove(id);
            } else {
                metadata.stay();
            }
        }
    }
}

impl TransactionMetadata {
    fn is_late(&self, now: Timestamp) -> bool {
        let since = self.value().start.map_or(0, |start| now.0 - start.0);
        self.state() == TransactionState::Ongoing
            && self.pending().is_none()
            && since > self.value().timeout.as_millis() as i64
    }

    fn is_unused(&self, now: Timestamp, expiration: Duration) -> bool {
        self.pending().is_none()
            && self.state().is_expiration_allowed()
            && now.0 - self.value().last_update.0 >= expiration.as_millis() as i64
    }
}
