//! The end of a transaction: by its producer, by its successor or by its timeout (`endTransaction`).

use std::sync::Arc;

use super::decision::{Asked, Ending};
use super::metadata::{LAST_EPOCH, NO_PRODUCER_ID};
use super::{
    Decision, Host, ProducerIds, TransactionCoordinator, TransactionMetadata, TransactionState,
    TransactionValue,
};
use crate::model::Timestamp;
use crate::protocol::ErrorCode;

/// Who wants what.
#[derive(Clone, Copy)]
struct Wish {
    producer_id: i64,
    producer_epoch: i16,
    committed: bool,
    from_producer: bool,
}

/// What comes of a wish that is no error.
enum Outcome {
    /// It was done before.
    Done,
    /// It is being done.
    Decided(TransactionValue),
}

impl TransactionCoordinator {
    pub(super) fn end(
        &mut self,
        id: &Arc<str>,
        (producer_id, producer_epoch): (i64, i16),
        committed: bool,
        version: i16,
        ending: Ending,
        host: &mut Host<'_>,
    ) -> Decision {
        let wish = Wish {
            producer_id,
            producer_epoch,
            committed,
            from_producer: ending.is_producer(),
        };
        let now = host.now.wall;
        let shard = match self.shard_of(id, host) {
            Ok(shard) => shard,
            Err(error) => return Decision::answer(ending.answer(Err(error))),
        };
        let Some(metadata) = shard.transaction_mut(id) else {
            let error = ErrorCode::InvalidProducerIdMapping;
            return Decision::answer(ending.answer(Err(error)));
        };
        let outcome = if version >= 2 {
            metadata.end_v2(wish, host.producer_ids, now)
        } else {
            metadata.end_v1(wish, now)
        };
        match outcome {
            Err(error) => Decision::answer(ending.answer(Err(error))),
            Ok(Outcome::Done) => {
                let value = metadata.value();
                let producer = (value.producer_id, value.producer_epoch);
                Decision::answer(ending.answer(Ok(producer)))
            }
            Ok(Outcome::Decided(to)) => {
                Decision::write(shard.transition(id, to, Asked::End(ending)))
            }
        }
    }
}

impl TransactionMetadata {
    fn end_v1(&mut self, wish: Wish, now: Timestamp) -> Result<Outcome, ErrorCode> {
        let value = self.value();
        if value.producer_id != wish.producer_id {
            return Err(ErrorCode::InvalidProducerIdMapping);
        }
        let epoch = wish.producer_epoch;
        if epoch < value.producer_epoch || wish.from_producer && epoch != value.producer_epoch {
            return Err(ErrorCode::ProducerFenced);
        }
        if self.pending().is_some() && !self.is_fencing() {
            return Err(ErrorCode::ConcurrentTransactions);
        }
        match self.state() {
            TransactionState::Ongoing => {
                let state = prepared(wish.committed);
                let to = self.prepare_end_v1(state, epoch, now);
                Ok(Outcome::Decided(to))
            }
            TransactionState::CompleteCommit if wish.committed => Ok(Outcome::Done),
            TransactionState::CompleteAbort if !wish.committed => Ok(Outcome::Done),
            state => Err(not_ending(state, wish.committed)),
        }
    }

    /// Every end raises the epoch, so the epoch tells a question that is asked again from the end of the next
    /// transaction.
    fn end_v2(
        &mut self,
        wish: Wish,
        producer_ids: &mut ProducerIds,
        now: Timestamp,
    ) -> Result<Outcome, ErrorCode> {
        let fencing = self.is_fencing();
        if self.pending().is_some() && !fencing {
            return Err(ErrorCode::ConcurrentTransactions);
        }
        let value = self.value();
        let (epoch, current) = (wish.producer_epoch, value.producer_epoch);
        let overflowed = !fencing
            && value.previous_producer_id == wish.producer_id
            && epoch == LAST_EPOCH
            && current == 0;
        let bumped = !fencing && i32::from(current) == i32::from(epoch) + 1;
        if value.producer_id != wish.producer_id && !overflowed {
            return Err(ErrorCode::InvalidProducerIdMapping);
        }
        let valid = match self.state() {
            _ if fencing => epoch >= current,
            TransactionState::PrepareCommit | TransactionState::PrepareAbort => bumped,
            TransactionState::CompleteCommit | TransactionState::CompleteAbort => {
                bumped || overflowed || epoch == current
            }
            _ => epoch == current,
        };
        if !valid {
            return Err(ErrorCode::ProducerFenced);
        }
        let again = bumped || overflowed;
        match (self.state(), wish.committed) {
            (TransactionState::Ongoing, committed) => {
                self.decide_v2(prepared(committed), producer_ids, now)
            }
            (TransactionState::CompleteCommit, true) | (TransactionState::CompleteAbort, false)
                if again =>
            {
                Ok(Outcome::Done)
            }
            (state, false) if state.is_expiration_allowed() && !again => {
                self.decide_v2(TransactionState::PrepareAbort, producer_ids, now)
            }
            (state, committed) => Err(not_ending(state, committed)),
        }
    }

    fn decide_v2(
        &mut self,
        state: TransactionState,
        producer_ids: &mut ProducerIds,
        now: Timestamp,
    ) -> Result<Outcome, ErrorCode> {
        let next = if self.is_epoch_exhausted() && !self.is_fencing() {
            producer_ids.generate()?
        } else {
            NO_PRODUCER_ID
        };
        Ok(Outcome::Decided(self.prepare_end_v2(state, next, now)))
    }
}

const fn prepared(committed: bool) -> TransactionState {
    if committed {
        TransactionState::PrepareCommit
    } else {
        TransactionState::PrepareAbort
    }
}

/// Why a transaction in this state cannot end so: the same end is under way, or it makes no sense.
fn not_ending(state: TransactionState, committed: bool) -> ErrorCode {
    if state.decided() == Some(committed) {
        ErrorCode::ConcurrentTransactions
    } else {
        ErrorCode::InvalidTxnState
    }
}
