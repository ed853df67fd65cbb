//! What follows a record, once it is committed or has failed.

use std::sync::Arc;

use super::decision::{Asked, Completion, Follows, coordinator_error};
use super::{Decision, Host, Shard, TransactionCoordinator, TransactionTimer, TransactionValue};
use crate::broker::BrokerTimer;
use crate::model::Duration;
use crate::protocol::ErrorCode;

/// How long until a completion that could not be written is tried again.
const RETRY: Duration = Duration(100_000);

impl TransactionCoordinator {
    /// The records before a completion are committed, or `error` says why they are not.
    pub fn completed(
        &mut self,
        partition: i32,
        then: Completion,
        error: ErrorCode,
        host: &mut Host<'_>,
    ) -> Decision {
        let shard = self.shards.get_mut(&partition).map(Arc::make_mut);
        let same = |shard: &&mut Shard| shard.coordinator_epoch() == then.coordinator_epoch;
        let shard = shard.filter(same).filter(|shard| !shard.is_loading());
        let error = match coordinator_error(error) {
            ErrorCode::None if shard.is_none() => ErrorCode::NotCoordinator,
            error => error,
        };
        match then.follows {
            Follows::Expiration(ids) => {
                if let Some(shard) = shard {
                    shard.expired(&ids, error);
                }
                Decision::default()
            }
            Follows::Transition {
                transactional_id,
                to,
                asked,
            } if error == ErrorCode::None => {
                self.became(partition, &transactional_id, *to, &asked, host)
            }
            Follows::Transition {
                transactional_id,
                to,
                asked,
            } => {
                if let Some(shard) = shard
                    && self_heals(shard, &transactional_id, &asked, error)
                {
                    shard.completing.insert(Arc::clone(&transactional_id), *to);
                    self.retrying.push((partition, transactional_id));
                    let timer = BrokerTimer::Transaction(TransactionTimer::RetryAppend);
                    host.effects.set_timer(timer, RETRY);
                }
                Decision::answer(asked.answer(Err(error)))
            }
        }
    }

    /// A transition is committed.
    fn became(
        &mut self,
        partition: i32,
        id: &Arc<str>,
        to: TransactionValue,
        asked: &Asked,
        host: &mut Host<'_>,
    ) -> Decision {
        let Some(shard) = self.shards.get_mut(&partition).map(Arc::make_mut) else {
            return Decision::default();
        };
        let Some(metadata) = shard.transaction_mut(id) else {
            return Decision::answer(asked.answer(Err(ErrorCode::NotCoordinator)));
        };
        let mut producer = (to.producer_id, to.producer_epoch);
        metadata.replay(to);
        if !asked.is_end() {
            return Decision::answer(asked.answer(Ok(producer)));
        }
        // It is decided: who asked may go on, while the markers are on their way.
        if let Some(completed) = self.send_markers(partition, id, host) {
            producer = completed;
        }
        Decision::answer(asked.answer(Ok(producer))).and(self.complete_if_marked(partition, id))
    }

    /// Tries once more to write that transactions are over whose markers are all written.
    pub(super) fn retry_completions(&mut self) -> Decision {
        let retrying = std::mem::take(&mut self.retrying);
        let each = retrying.into_iter();
        each.fold(Decision::default(), |decision, (partition, id)| {
            decision.and(self.complete_if_marked(partition, &id))
        })
    }
}

/// A transition was not written: the transactional id stays what it was. Says whether the coordinator itself tries
/// again, as it does where only the end of a transaction remains to be noted.
fn self_heals(shard: &mut Shard, id: &str, asked: &Asked, error: ErrorCode) -> bool {
    let again = *asked == Asked::Completion && error == ErrorCode::CoordinatorNotAvailable;
    if let Some(metadata) = shard.transaction_mut(id)
        && !again
    {
        metadata.stay();
        if let Asked::End(ending) = asked
            && !ending.is_producer()
        {
            metadata.fence_failed();
        }
    }
    again
}
