//! What coordinators answer (`TxnRequestHandler.handleResponse`).

use std::sync::Arc;

use super::{
    ADD_PARTITIONS_RETRY_BACKOFF, Offsets, ProducerState, TransactionFailure, Transactional,
    TxnRequest,
};
use crate::client::producer::ProducerIdAndEpoch;
use crate::model::TopicPartition;
use crate::protocol::{
    CoordinatorType, EndTxnResponse, ErrorCode, FindCoordinatorResponse, InitProducerIdResponse,
    Response,
};

/// What an error leads to that a coordinator answers with.
enum Next {
    /// The coordinator is another one.
    LookUp,
    /// The same is asked again.
    Retry,
    /// The transaction has to be aborted.
    Abort,
    /// The same, and the epoch has to be raised (`abortableErrorIfPossible`).
    AbortAndBump,
    /// There is no going on.
    Fatal(ErrorCode),
}

impl Transactional {
    /// What was asked is answered; `None`: the connection is gone. Says whether sequence numbers begin anew.
    pub fn answered(&mut self, response: Option<&Response>) -> bool {
        let Some(request) = self.in_flight.take() else {
            return false;
        };
        match (&request, response) {
            (TxnRequest::FindCoordinator(kind, _), Some(Response::FindCoordinator(found))) => {
                self.found(*kind, found, request.clone());
            }
            (TxnRequest::InitProducerId { .. }, Some(Response::InitProducerId(answer))) => {
                return self.initialized(answer, request);
            }
            (TxnRequest::AddPartitions, Some(Response::AddPartitionsToTxn(answer))) => {
                let results = answer.transactions.iter();
                let partitions: Vec<_> = results.flat_map(|r| r.partitions.clone()).collect();
                self.partitions_added(&partitions, request);
            }
            (TxnRequest::AddOffsets(offsets), Some(Response::AddOffsetsToTxn(answer))) => {
                let offsets = Arc::clone(offsets);
                if answer.error == ErrorCode::None {
                    self.has_started = true;
                    self.enqueue(TxnRequest::TxnOffsetCommit(offsets));
                } else {
                    self.go_on_after(answer.error, request);
                }
            }
            (TxnRequest::TxnOffsetCommit(offsets), Some(Response::TxnOffsetCommit(answer))) => {
                let offsets = Arc::clone(offsets);
                self.offsets_committed(&offsets, &answer.partitions, &request);
            }
            (TxnRequest::EndTxn { .. }, Some(Response::EndTxn(answer))) => {
                return self.ended(answer, request);
            }
            _ => self.look_up_and_retry(request),
        }
        false
    }

    fn found(
        &mut self,
        kind: CoordinatorType,
        found: &FindCoordinatorResponse,
        request: TxnRequest,
    ) {
        match found.error {
            ErrorCode::None => match kind {
                CoordinatorType::Group => self.group_coordinator = found.node,
                CoordinatorType::Transaction => self.transaction_coordinator = found.node,
            },
            error => self.go_on_after(error, request),
        }
    }

    fn initialized(&mut self, answer: &InitProducerIdResponse, request: TxnRequest) -> bool {
        if answer.error != ErrorCode::None {
            self.go_on_after(answer.error, request);
            return false;
        }
        self.producer = Some(ProducerIdAndEpoch {
            id: answer.producer_id,
            epoch: answer.producer_epoch,
        });
        self.become_state(ProducerState::Ready);
        self.needs_bump = false;
        self.finish(Ok(()));
        true
    }

    fn partitions_added(&mut self, answers: &[(TopicPartition, ErrorCode)], request: TxnRequest) {
        let mut failed = None;
        for (_, error) in answers {
            match error {
                ErrorCode::None => {}
                ErrorCode::ConcurrentTransactions if self.partitions.is_empty() => {
                    let sleep = ADD_PARTITIONS_RETRY_BACKOFF.min(self.retry_backoff);
                    return self.retry_after(sleep, request);
                }
                ErrorCode::OperationNotAttempted => failed = failed.or(Some(*error)),
                error => match next(*error) {
                    Next::Fatal(ErrorCode::ProducerFenced | ErrorCode::InvalidTxnState)
                    | Next::LookUp
                    | Next::Retry
                    | Next::Abort
                    | Next::AbortAndBump => return self.go_on_after(*error, request),
                    Next::Fatal(_) => failed = Some(*error),
                },
            }
        }
        for (partition, _) in answers {
            self.pending_partitions.remove(partition);
        }
        if let Some(error) = failed {
            self.abort(error);
        } else {
            let added = answers.iter().map(|(partition, _)| partition.clone());
            self.partitions.extend(added);
            self.has_started = true;
        }
    }

    fn offsets_committed(
        &mut self,
        asked: &Arc<Offsets>,
        answers: &[(TopicPartition, ErrorCode)],
        request: &TxnRequest,
    ) {
        let mut looks_up = false;
        let mut left = asked.offsets.clone();
        for (partition, error) in answers {
            match error {
                ErrorCode::None => left.retain(|(other, _)| other != partition),
                ErrorCode::CoordinatorNotAvailable
                | ErrorCode::NotCoordinator
                | ErrorCode::RequestTimedOut => looks_up = true,
                ErrorCode::FencedInstanceId
                | ErrorCode::TransactionAbortable
                | ErrorCode::UnknownMemberId
                | ErrorCode::IllegalGeneration
                | ErrorCode::StaleMemberEpoch => return self.abort(*error),
                ErrorCode::InvalidProducerEpoch | ErrorCode::ProducerFenced => {
                    return self.fail_for_good(ErrorCode::ProducerFenced);
                }
                error if error.is_retriable() => {}
                error => return self.fail_for_good(*error),
            }
        }
        if left.is_empty() {
            return self.finish(Ok(()));
        }
        if looks_up {
            self.look_up(request);
        }
        self.retry(TxnRequest::TxnOffsetCommit(Arc::new(Offsets {
            group: asked.group.clone(),
            offsets: left,
        })));
    }

    fn ended(&mut self, answer: &EndTxnResponse, request: TxnRequest) -> bool {
        if answer.error != ErrorCode::None {
            self.go_on_after(answer.error, request);
            return false;
        }
        let is_raised = self.is_v2 && answer.producer_id >= 0;
        if is_raised {
            self.producer = Some(ProducerIdAndEpoch {
                id: answer.producer_id,
                epoch: answer.producer_epoch,
            });
        }
        self.complete();
        if self.state == ProducerState::Ready {
            self.finish(Ok(()));
        }
        is_raised
    }

    fn go_on_after(&mut self, error: ErrorCode, request: TxnRequest) {
        match next(error) {
            Next::LookUp => self.look_up_and_retry(request),
            Next::Retry => self.retry(request),
            Next::Abort => self.abort(error),
            Next::AbortAndBump => {
                self.needs_bump = true;
                self.abort(error);
            }
            Next::Fatal(error) => self.fail_for_good(error),
        }
    }

    fn abort(&mut self, error: ErrorCode) {
        self.finish(Err(TransactionFailure::Abortable(error)));
        self.fail(error);
    }
}

/// What most requests have in common.
fn next(error: ErrorCode) -> Next {
    match error {
        ErrorCode::CoordinatorNotAvailable | ErrorCode::NotCoordinator => Next::LookUp,
        ErrorCode::InvalidProducerEpoch | ErrorCode::ProducerFenced => {
            Next::Fatal(ErrorCode::ProducerFenced)
        }
        ErrorCode::UnknownProducerId | ErrorCode::InvalidProducerIdMapping => Next::AbortAndBump,
        ErrorCode::TransactionAbortable => Next::Abort,
        error if error.is_retriable() => Next::Retry,
        error => Next::Fatal(error),
    }
}
