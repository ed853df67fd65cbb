//! The transactions of a producer (`TransactionManager`; KIP-98, KIP-360, KIP-447, KIP-890).

mod answers;
mod call;
mod request;
mod state;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use self::call::{TransactionCall, TransactionCommand};
pub use self::request::GroupMetadata;
pub(super) use self::request::{Offsets, Queued, TxnRequest};
pub use self::state::{ProducerState, TransactionFailure};
use super::batch::ProducerIdAndEpoch;
use crate::model::{BrokerId, Duration, Instant, TopicPartition};
use crate::protocol::{
    AddOffsetsToTxnRequest, AddPartitionsToTxnRequest, AddPartitionsToTxnTransaction, Body,
    CoordinatorType, EndTxnRequest, ErrorCode, FindCoordinatorRequest, InitProducerIdRequest,
    TxnOffsetCommitRequest,
};

/// How long AddPartitionsToTxn waits while the last transaction is being ended (`ADD_PARTITIONS_RETRY_BACKOFF_MS`).
const ADD_PARTITIONS_RETRY_BACKOFF: Duration = Duration::from_millis(20);

/// What a transactional producer knows of its transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Transactional {
    id: Arc<str>,
    timeout_ms: i32,
    retry_backoff: Duration,
    /// Whether it speaks transaction version 2: partitions are added by their leaders, and every end raises the epoch.
    is_v2: bool,
    state: ProducerState,
    error: Option<ErrorCode>,
    producer: Option<ProducerIdAndEpoch>,
    transaction_coordinator: Option<BrokerId>,
    group_coordinator: Option<BrokerId>,
    /// Partitions that were sent to, and that the coordinator is to be told of.
    new_partitions: BTreeSet<TopicPartition>,
    pending_partitions: BTreeSet<TopicPartition>,
    partitions: BTreeSet<TopicPartition>,
    queue: Vec<Queued>,
    in_flight: Option<TxnRequest>,
    /// The sender sleeps until then.
    sleeps_until: Instant,
    /// Whether the coordinator may know of the transaction.
    has_started: bool,
    /// Whether the epoch has to be raised once the transaction is aborted (KIP-360).
    needs_bump: bool,
    call: Option<call::Pending>,
}

impl Transactional {
    pub fn new(id: Arc<str>, timeout: Duration, retry_backoff: Duration, version: i16) -> Self {
        Self {
            id,
            timeout_ms: timeout.as_millis() as i32,
            retry_backoff,
            is_v2: version >= 2,
            state: ProducerState::Uninitialized,
            error: None,
            producer: None,
            transaction_coordinator: None,
            group_coordinator: None,
            new_partitions: BTreeSet::new(),
            pending_partitions: BTreeSet::new(),
            partitions: BTreeSet::new(),
            queue: Vec::new(),
            in_flight: None,
            sleeps_until: Instant::ZERO,
            has_started: false,
            needs_bump: false,
            call: None,
        }
    }

    pub const fn state(&self) -> ProducerState {
        self.state
    }

    /// The error that the producer is in.
    pub const fn error(&self) -> Option<ErrorCode> {
        self.error
    }

    pub const fn producer(&self) -> Option<ProducerIdAndEpoch> {
        self.producer
    }

    pub fn has_fatal_error(&self) -> bool {
        self.state == ProducerState::FatalError
    }

    /// Whether what no request carries is to be thrown away: the transaction will be aborted.
    pub const fn throws_away(&self) -> bool {
        matches!(
            self.state,
            ProducerState::AbortableError | ProducerState::Aborting
        )
    }

    /// Whether batches of a partition may go (`isSendToPartitionAllowed`).
    pub fn may_send(&self, partition: &TopicPartition) -> bool {
        !self.has_fatal_error() && self.partitions.contains(partition)
    }

    /// Partitions of the transaction, as far as they may be written to.
    pub const fn partitions(&self) -> &BTreeSet<TopicPartition> {
        &self.partitions
    }

    /// A record was put into a batch of this partition (`maybeAddPartition`).
    pub fn add_partition(&mut self, partition: &TopicPartition) {
        if self.is_v2 {
            // Its leader adds it.
            self.partitions.insert(partition.clone());
            self.has_started = true;
        } else if !self.partitions.contains(partition)
            && !self.pending_partitions.contains(partition)
        {
            self.new_partitions.insert(partition.clone());
        }
    }

    /// A batch was given up, and the transaction with it (`maybeTransitionToErrorState`).
    pub fn batch_failed(&mut self, error: ErrorCode) {
        match error {
            ErrorCode::ProducerFenced | ErrorCode::InvalidProducerIdMapping => {
                self.fail_for_good(error);
            }
            _ => {
                self.needs_bump |= !self.state.is_completing();
                self.fail(error);
            }
        }
    }

    /// The transaction has to be aborted; when that is under way already, nothing changes (`transitionToAbortableError`).
    fn fail(&mut self, error: ErrorCode) {
        if self.state != ProducerState::Aborting && !self.has_fatal_error() {
            self.become_state(ProducerState::AbortableError);
            self.error = Some(error);
        }
    }

    fn fail_for_good(&mut self, error: ErrorCode) {
        self.become_state(ProducerState::FatalError);
        self.error = Some(error);
        self.finish(Err(TransactionFailure::Fatal(error)));
    }

    fn become_state(&mut self, state: ProducerState) {
        debug_assert!(state.follows(self.state), "{:?} -> {state:?}", self.state);
        self.state = state;
        self.error = None;
    }

    fn enqueue(&mut self, request: TxnRequest) {
        let sleep = None;
        self.queue.push(Queued { request, sleep });
    }

    /// It is asked again after a while (`reenqueue`).
    fn retry(&mut self, request: TxnRequest) {
        self.retry_after(self.retry_backoff, request);
    }

    fn retry_after(&mut self, sleep: Duration, request: TxnRequest) {
        let sleep = Some(sleep);
        self.queue.push(Queued { request, sleep });
    }

    /// The transaction is over (`completeTransaction`).
    fn complete(&mut self) {
        self.become_state(if self.needs_bump && !self.is_v2 {
            ProducerState::Initializing
        } else {
            ProducerState::Ready
        });
        self.needs_bump = false;
        self.has_started = false;
        self.new_partitions.clear();
        self.pending_partitions.clear();
        self.partitions.clear();
    }

    /// Until when the sender sleeps before the next request.
    pub const fn sleeps_until(&self) -> Instant {
        self.sleeps_until
    }

    /// Whether the sender's thread does nothing else meanwhile: it waits for an answer, or sleeps.
    pub fn is_busy(&self, now: Instant) -> bool {
        self.in_flight.is_some() || self.sleeps_until > now
    }

    /// What is to be asked next; nothing before the batches are done whose transaction is to be ended (`nextRequest`).
    pub fn next_request(&mut self, now: Instant, has_incomplete: bool) -> Option<TxnRequest> {
        if !self.new_partitions.is_empty() {
            self.pending_partitions.append(&mut self.new_partitions);
            self.enqueue(TxnRequest::AddPartitions);
        }
        loop {
            let (place, first) = self
                .queue
                .iter()
                .enumerate()
                .min_by_key(|(place, queued)| (queued.request.priority(), *place))?;
            let ends = matches!(first.request, TxnRequest::EndTxn { .. });
            if ends && has_incomplete {
                return None;
            }
            if let Some(sleep) = self.queue[place].sleep.take() {
                self.sleeps_until = now + sleep;
                return None;
            }
            let Queued { request, .. } = self.queue.remove(place);
            let looks_up = matches!(request, TxnRequest::FindCoordinator(..));
            match self.state {
                ProducerState::FatalError => self.refuse_call(),
                ProducerState::AbortableError if !looks_up => self.refuse_call(),
                // No partition and no offset was added: there is nothing to end.
                _ if ends && !self.has_started => {
                    self.complete();
                    if self.state == ProducerState::Ready {
                        self.finish(Ok(()));
                    }
                }
                _ => return Some(request),
            }
        }
    }

    /// Whom to ask; `None` while that has to be found out first, or for any broker.
    pub fn target(&self, request: &TxnRequest) -> Option<BrokerId> {
        match request.coordinator()? {
            CoordinatorType::Group => self.group_coordinator,
            CoordinatorType::Transaction => self.transaction_coordinator,
        }
    }

    /// Its coordinator is not known, or cannot be reached: it is looked for first (`maybeFindCoordinatorAndRetry`).
    pub fn look_up_and_retry(&mut self, request: TxnRequest) {
        self.look_up(&request);
        self.retry(request);
    }

    fn look_up(&mut self, request: &TxnRequest) {
        let Some(kind) = request.coordinator() else {
            return;
        };
        let key = match (kind, request) {
            (CoordinatorType::Group, TxnRequest::TxnOffsetCommit(offsets)) => {
                self.group_coordinator = None;
                Arc::clone(&offsets.group.group_id)
            }
            _ => {
                self.transaction_coordinator = None;
                Arc::clone(&self.id)
            }
        };
        self.enqueue(TxnRequest::FindCoordinator(kind, key));
    }

    /// It cannot be sent yet.
    pub fn put_back(&mut self, request: TxnRequest) {
        self.enqueue(request);
    }

    /// A connection is gone, or could not be opened: whoever coordinates may be another by now.
    pub fn disconnected(&mut self, broker: BrokerId) {
        for known in [
            &mut self.transaction_coordinator,
            &mut self.group_coordinator,
        ] {
            if *known == Some(broker) {
                *known = None;
            }
        }
    }

    /// It is on its way.
    pub fn sent(&mut self, request: TxnRequest) {
        self.in_flight = Some(request);
    }

    /// A request in Kafka's words.
    pub fn body(&self, request: &TxnRequest) -> Body {
        let (producer_id, producer_epoch) = self
            .producer
            .map_or((-1, -1), |producer| (producer.id, producer.epoch));
        let transactional_id = Arc::clone(&self.id);
        match request {
            TxnRequest::FindCoordinator(key_type, key) => FindCoordinatorRequest {
                key_type: *key_type,
                key: Arc::clone(key),
            }
            .into(),
            TxnRequest::InitProducerId { bumps } => {
                let mut request = InitProducerIdRequest {
                    transactional_id: Some(transactional_id),
                    transaction_timeout_ms: self.timeout_ms,
                    ..InitProducerIdRequest::default()
                };
                if *bumps {
                    (request.producer_id, request.producer_epoch) = (producer_id, producer_epoch);
                }
                request.into()
            }
            TxnRequest::AddPartitions => AddPartitionsToTxnRequest {
                by_broker: false,
                transactions: vec![AddPartitionsToTxnTransaction {
                    transactional_id,
                    producer_id,
                    producer_epoch,
                    verify_only: false,
                    partitions: self.pending_partitions.iter().cloned().collect(),
                }],
            }
            .into(),
            TxnRequest::AddOffsets(offsets) => AddOffsetsToTxnRequest {
                transactional_id,
                producer_id,
                producer_epoch,
                group_id: Arc::clone(&offsets.group.group_id),
            }
            .into(),
            TxnRequest::TxnOffsetCommit(offsets) => TxnOffsetCommitRequest {
                transactional_id,
                group_id: Arc::clone(&offsets.group.group_id),
                producer_id,
                producer_epoch,
                generation_id: offsets.group.generation_id,
                member_id: Arc::clone(&offsets.group.member_id),
                group_instance_id: offsets.group.group_instance_id.clone(),
                transaction_v2: self.is_v2,
                offsets: offsets.offsets.clone(),
            }
            .into(),
            TxnRequest::EndTxn { committed } => EndTxnRequest {
                transactional_id,
                producer_id,
                producer_epoch,
                committed: *committed,
                transaction_v2: self.is_v2,
            }
            .into(),
        }
    }
}
