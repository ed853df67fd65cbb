//! A transactional id, and where it may go from where it is (`TransactionMetadata`).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{TransactionState, TransactionValue};
use crate::model::{Duration, Timestamp, TopicPartition};
use crate::protocol::ErrorCode;

/// No producer id.
pub(super) const NO_PRODUCER_ID: i64 = -1;
/// No epoch.
pub(super) const NO_PRODUCER_EPOCH: i16 = -1;
/// The last epoch that a producer is given: one more is left to fence it.
pub(super) const LAST_EPOCH: i16 = i16::MAX - 1;

/// What a coordinator knows of a transactional id: what its last committed record says, and what it is about to become.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TransactionMetadata {
    transactional_id: Arc<str>,
    value: TransactionValue,
    pending: Option<TransactionState>,
    /// The epoch was raised to fence a producer, and that could not be written: it need not be raised again.
    failed_epoch_fence: bool,
}

impl TransactionMetadata {
    /// A transactional id that nobody has used before.
    pub(super) fn new(
        transactional_id: Arc<str>,
        producer_id: i64,
        timeout: Duration,
        now: Timestamp,
    ) -> Self {
        let value = TransactionValue {
            state: TransactionState::Empty,
            producer_id,
            previous_producer_id: NO_PRODUCER_ID,
            next_producer_id: NO_PRODUCER_ID,
            producer_epoch: NO_PRODUCER_EPOCH,
            last_producer_epoch: NO_PRODUCER_EPOCH,
            timeout,
            partitions: BTreeSet::new(),
            start: None,
            last_update: now,
            client_transaction_version: 0,
        };
        Self::loaded(transactional_id, value)
    }

    /// As a record has it.
    pub(super) const fn loaded(transactional_id: Arc<str>, value: TransactionValue) -> Self {
        Self {
            transactional_id,
            value,
            pending: None,
            failed_epoch_fence: false,
        }
    }

    /// `transactional.id`.
    #[must_use]
    pub const fn transactional_id(&self) -> &Arc<str> {
        &self.transactional_id
    }

    /// What its last committed record says, without the partitions whose markers are written since.
    #[must_use]
    pub const fn value(&self) -> &TransactionValue {
        &self.value
    }

    /// How far its transaction is.
    #[must_use]
    pub const fn state(&self) -> TransactionState {
        self.value.state
    }

    /// What it is about to become: a record is on its way, or markers are.
    #[must_use]
    pub const fn pending(&self) -> Option<TransactionState> {
        self.pending
    }

    /// Whether the producer is about to be fenced.
    pub(super) fn is_fencing(&self) -> bool {
        self.pending == Some(TransactionState::PrepareEpochFence)
    }

    /// Whether its producer id has no epoch left to give to a producer.
    pub(super) const fn is_epoch_exhausted(&self) -> bool {
        self.value.producer_epoch >= LAST_EPOCH
    }

    /// A producer with this epoch is fenced from now on: the epoch to which it is raised.
    pub(super) fn prepare_fence(&mut self) -> i16 {
        let next = self.value.producer_epoch.saturating_add(1);
        self.prepare(TransactionState::PrepareEpochFence, 0);
        if self.failed_epoch_fence {
            self.value.producer_epoch
        } else {
            next
        }
    }

    /// The next epoch for whoever has the transactional id now. `expected` is what a producer says to have, which wants to
    /// go on after an error (KIP-360).
    ///
    /// # Errors
    /// `PRODUCER_FENCED` when it has neither the epoch of now nor the one before.
    pub(super) fn prepare_increment_epoch(
        &mut self,
        timeout: Duration,
        expected: Option<i16>,
        now: Timestamp,
    ) -> Result<TransactionValue, ErrorCode> {
        let (current, last) = (self.value.producer_epoch, self.value.last_producer_epoch);
        let bumped = current.saturating_add(1);
        let (next, last) = match expected {
            None => (bumped, NO_PRODUCER_EPOCH),
            Some(epoch) if current == NO_PRODUCER_EPOCH || epoch == current => (bumped, current),
            // It asks again, and has what it wants already.
            Some(epoch) if epoch == last => (current, last),
            Some(_) => return Err(ErrorCode::ProducerFenced),
        };
        Ok(self.prepare_empty(self.value.producer_id, (next, last), timeout, now))
    }

    /// A new producer id, since the epochs of the old one are used up.
    pub(super) fn prepare_producer_id_rotation(
        &mut self,
        producer_id: i64,
        timeout: Duration,
        expected: Option<i16>,
        now: Timestamp,
    ) -> TransactionValue {
        let last = expected.map_or(NO_PRODUCER_EPOCH, |_| self.value.producer_epoch);
        self.prepare_empty(producer_id, (0, last), timeout, now)
    }

    fn prepare_empty(
        &mut self,
        producer_id: i64,
        (producer_epoch, last_producer_epoch): (i16, i16),
        timeout: Duration,
        now: Timestamp,
    ) -> TransactionValue {
        self.prepare(TransactionState::Empty, 0);
        TransactionValue {
            state: TransactionState::Empty,
            producer_id,
            previous_producer_id: self.value.producer_id,
            next_producer_id: NO_PRODUCER_ID,
            producer_epoch,
            last_producer_epoch,
            timeout,
            partitions: BTreeSet::new(),
            start: None,
            last_update: now,
            client_transaction_version: self.value.client_transaction_version,
        }
    }

    /// Its transaction has more partitions; the first ones begin it.
    pub(super) fn prepare_add_partitions(
        &mut self,
        partitions: &[TopicPartition],
        client_transaction_version: i16,
        now: Timestamp,
    ) -> TransactionValue {
        let start = match self.value.state {
            TransactionState::Ongoing => self.value.start,
            _ => Some(now),
        };
        self.prepare(TransactionState::Ongoing, 0);
        let mut to = TransactionValue {
            state: TransactionState::Ongoing,
            start,
            last_update: now,
            client_transaction_version,
            ..self.value.clone()
        };
        to.partitions.extend(partitions.iter().cloned());
        to
    }

    /// Its transaction is decided by a producer, or in the place of one, that speaks transaction version 1.
    pub(super) fn prepare_end_v1(
        &mut self,
        state: TransactionState,
        producer_epoch: i16,
        now: Timestamp,
    ) -> TransactionValue {
        if self.is_fencing() {
            // Nobody with the old epoch gets through any more, even if the abort cannot be written.
            self.pending = None;
            self.value.producer_epoch = producer_epoch;
            self.value.last_producer_epoch = NO_PRODUCER_EPOCH;
        }
        self.prepare(state, 1);
        TransactionValue {
            state,
            next_producer_id: NO_PRODUCER_ID,
            last_update: now,
            client_transaction_version: 0,
            ..self.value.clone()
        }
    }

    /// The same under transaction version 2: the epoch is raised. An abort may come before any partition was added.
    pub(super) fn prepare_end_v2(
        &mut self,
        state: TransactionState,
        next_producer_id: i64,
        now: Timestamp,
    ) -> TransactionValue {
        if self.is_fencing() {
            self.pending = None;
        }
        let start = match self.value.state {
            TransactionState::Ongoing => self.value.start,
            _ => Some(now),
        };
        self.prepare(state, 2);
        TransactionValue {
            state,
            next_producer_id,
            producer_epoch: self.value.producer_epoch.saturating_add(1),
            last_producer_epoch: self.value.producer_epoch,
            start,
            last_update: now,
            client_transaction_version: 2,
            ..self.value.clone()
        }
    }

    /// All markers of a decided transaction will be written: what is known of it then.
    pub(super) fn prepare_complete(&mut self, now: Timestamp) -> TransactionValue {
        let value = &self.value;
        let bumps = value.client_transaction_version >= 2;
        let state = match value.state {
            TransactionState::PrepareCommit => TransactionState::CompleteCommit,
            _ => TransactionState::CompleteAbort,
        };
        let (producer_id, producer_epoch) = if bumps && value.next_producer_id != NO_PRODUCER_ID {
            (value.next_producer_id, 0)
        } else {
            (value.producer_id, value.producer_epoch)
        };
        let to = TransactionValue {
            state,
            producer_id,
            previous_producer_id: if bumps {
                value.producer_id
            } else {
                value.previous_producer_id
            },
            next_producer_id: NO_PRODUCER_ID,
            producer_epoch,
            partitions: BTreeSet::new(),
            last_update: now,
            ..value.clone()
        };
        // The decision is written, and the raised epoch with it.
        self.failed_epoch_fence = false;
        self.prepare(state, to.client_transaction_version);
        to
    }

    /// It is about to be forgotten.
    pub(super) fn prepare_dead(&mut self) {
        self.prepare(TransactionState::Dead, 0);
    }

    fn prepare(&mut self, to: TransactionState, transaction_version: i16) {
        let from = self.value.state;
        assert!(
            self.pending.is_none() && to.follows(from, transaction_version),
            "{} cannot become {to:?} while it is {from:?} and about to be {:?}",
            self.transactional_id,
            self.pending
        );
        self.pending = Some(to);
    }

    /// The record of a transition is committed.
    pub(super) fn replay(&mut self, to: TransactionValue) {
        self.pending = None;
        self.value = to;
    }

    /// The record of a transition could not be written.
    pub(super) fn stay(&mut self) {
        self.pending = None;
    }

    /// So could the one that was to fence a producer.
    pub(super) fn fence_failed(&mut self) {
        self.failed_epoch_fence = true;
    }

    /// A partition has its marker, or is gone.
    pub(super) fn remove_partition(&mut self, partition: &TopicPartition) {
        self.value.partitions.remove(partition);
    }
}
