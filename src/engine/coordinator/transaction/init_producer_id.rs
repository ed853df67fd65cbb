//! InitProducerId: a producer takes over a transactional id, and who had it before is fenced (`handleInitProducerId`).

use std::sync::Arc;

use super::decision::{Asked, Ending};
use super::metadata::LAST_EPOCH;
use super::{
    Decision, Host, ProducerIds, TransactionCoordinator, TransactionMetadata, TransactionState,
    TransactionValue,
};
use crate::model::{Duration, Timestamp};
use crate::node::Reply;
use crate::protocol::{ErrorCode, InitProducerIdRequest};

/// What a producer says to have already.
type Expected = Option<(i64, i16)>;

enum Next {
    /// An epoch of its own.
    Initialized(TransactionValue),
    /// The transaction that is open has to be aborted first, by somebody with this epoch.
    Fence(i64, i16),
}

impl TransactionCoordinator {
    pub(super) fn init_producer_id(
        &mut self,
        reply: Reply,
        request: &InitProducerIdRequest,
        host: &mut Host<'_>,
    ) -> Decision {
        let asked = Asked::InitProducerId(reply);
        let refused = |error| Decision::answer(asked.answer(Err(error)));
        let expected = match (request.producer_id, request.producer_epoch) {
            (-1, -1) => None,
            (-1, _) | (_, -1) => return refused(ErrorCode::InvalidRequest),
            both => Some(both),
        };
        let Some(id) = &request.transactional_id else {
            let fresh = host.producer_ids.generate().map(|id| (id, 0));
            return Decision::answer(asked.answer(fresh));
        };
        if id.is_empty() {
            return refused(ErrorCode::InvalidRequest);
        }
        let timeout = Duration::from_millis(i64::from(request.transaction_timeout_ms));
        if request.transaction_timeout_ms <= 0 || timeout > host.config.transaction_max_timeout {
            return refused(ErrorCode::InvalidTransactionTimeout);
        }
        match self.initialize(id, timeout, expected, host) {
            Err(error) => refused(error),
            Ok(Next::Fence(producer_id, epoch)) => {
                let version = host.image.transaction_version();
                let (producer, ending) = ((producer_id, epoch), Ending::Successor(reply));
                self.end(id, producer, false, version, ending, host)
            }
            Ok(Next::Initialized(to)) => match self.shard_of(id, host) {
                Err(error) => refused(error),
                Ok(shard) => Decision::write(shard.transition(id, to, asked)),
            },
        }
    }

    fn initialize(
        &mut self,
        id: &Arc<str>,
        timeout: Duration,
        expected: Expected,
        host: &mut Host<'_>,
    ) -> Result<Next, ErrorCode> {
        let now = host.now.wall;
        let shard = self.shard_of(id, host)?;
        if shard.transaction(id).is_none() {
            let producer_id = host.producer_ids.generate()?;
            let new = TransactionMetadata::new(Arc::clone(id), producer_id, timeout, now);
            shard.insert(new);
        }
        let metadata = shard
            .transaction_mut(id)
            .ok_or(ErrorCode::UnknownServerError)?;
        metadata.initialize(timeout, expected, host.producer_ids, now)
    }
}

impl TransactionMetadata {
    fn initialize(
        &mut self,
        timeout: Duration,
        expected: Expected,
        producer_ids: &mut ProducerIds,
        now: Timestamp,
    ) -> Result<Next, ErrorCode> {
        if self.pending().is_some() {
            return Err(ErrorCode::ConcurrentTransactions);
        }
        if !expected.is_none_or(|expected| self.may_expect(expected)) {
            return Err(ErrorCode::ProducerFenced);
        }
        let epoch = expected.map(|(_, epoch)| epoch);
        match self.state() {
            TransactionState::PrepareCommit | TransactionState::PrepareAbort => {
                Err(ErrorCode::ConcurrentTransactions)
            }
            TransactionState::Ongoing => {
                let producer_id = self.value().producer_id;
                Ok(Next::Fence(producer_id, self.prepare_fence()))
            }
            _ if self.is_epoch_exhausted()
                && epoch.is_none_or(|epoch| epoch == self.value().producer_epoch) =>
            {
                let fresh = producer_ids.generate()?;
                let to = self.prepare_producer_id_rotation(fresh, timeout, epoch, now);
                Ok(Next::Initialized(to))
            }
            _ => self
                .prepare_increment_epoch(timeout, epoch, now)
                .map(Next::Initialized),
        }
    }

    /// Whether a producer can have had this from here: it is what there is, or nothing is there yet, or the epochs of its
    /// producer id are used up and it has not heard of the next one. Its epoch is looked at later.
    fn may_expect(&self, (producer_id, epoch): (i64, i16)) -> bool {
        let value = self.value();
        value.producer_epoch < 0
            || producer_id == value.producer_id
            || producer_id == value.previous_producer_id && epoch >= LAST_EPOCH
    }
}
