//! What an application calls: `initTransactions` and its like (`KafkaProducer`).

use std::sync::Arc;

use super::{GroupMetadata, Offsets, ProducerState, TransactionFailure, Transactional, TxnRequest};
use crate::model::TopicPartition;
use crate::protocol::{CommittedOffset, ErrorCode};

/// What somebody wants a producer's application to call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TransactionCommand {
    /// `initTransactions()`.
    Init,
    /// `beginTransaction()`.
    Begin,
    /// `sendOffsetsToTransaction()`: these positions of a group.
    SendOffsets(GroupMetadata, Vec<(TopicPartition, CommittedOffset)>),
    /// `commitTransaction()`.
    Commit,
    /// `abortTransaction()`.
    Abort,
}

/// Which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransactionCall {
    /// `initTransactions()`.
    Init,
    /// `beginTransaction()`.
    Begin,
    /// `sendOffsetsToTransaction()`.
    SendOffsets,
    /// `commitTransaction()`.
    Commit,
    /// `abortTransaction()`.
    Abort,
}

impl TransactionCall {
    /// The method's name in Java.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Init => "initTransactions",
            Self::Begin => "beginTransaction",
            Self::SendOffsets => "sendOffsetsToTransaction",
            Self::Commit => "commitTransaction",
            Self::Abort => "abortTransaction",
        }
    }
}

/// A call whose end is not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Pending {
    call: TransactionCall,
    outcome: Option<Result<(), TransactionFailure>>,
}

impl TransactionCommand {
    /// Which call it is.
    #[must_use]
    pub const fn call(&self) -> TransactionCall {
        match self {
            Self::Init => TransactionCall::Init,
            Self::Begin => TransactionCall::Begin,
            Self::SendOffsets(..) => TransactionCall::SendOffsets,
            Self::Commit => TransactionCall::Commit,
            Self::Abort => TransactionCall::Abort,
        }
    }
}

impl Transactional {
    /// Begins a call. What it comes to is asked of [`Self::outcome`]; one that timed out and is made again goes on where it
    /// was (`handleCachedTransactionRequestResult`).
    ///
    /// # Errors
    /// When it is refused at once.
    pub fn call(&mut self, command: &TransactionCommand) -> Result<(), TransactionFailure> {
        let call = command.call();
        if let Some(pending) = &self.call
            && pending.outcome.is_none()
        {
            return if pending.call == call {
                Ok(())
            } else {
                Err(TransactionFailure::IllegalState)
            };
        }
        let aborts = call == TransactionCall::Abort && self.state == ProducerState::AbortableError;
        if let Some(failure) = self.failure().filter(|_| !aborts) {
            return Err(failure);
        }
        let error = self.error;
        match command {
            TransactionCommand::Init => {
                self.go(ProducerState::Initializing)?;
                self.enqueue(TxnRequest::InitProducerId { bumps: false });
            }
            TransactionCommand::Begin => self.go(ProducerState::InTransaction)?,
            TransactionCommand::SendOffsets(group, offsets) => {
                if self.state != ProducerState::InTransaction {
                    return Err(TransactionFailure::IllegalState);
                }
                let offsets = Arc::new(Offsets {
                    group: group.clone(),
                    offsets: offsets.clone(),
                });
                // Under version 2 the group's coordinator adds its partition.
                let request = if self.is_v2 {
                    self.has_started = true;
                    TxnRequest::TxnOffsetCommit(offsets)
                } else {
                    TxnRequest::AddOffsets(offsets)
                };
                self.enqueue(request);
            }
            TransactionCommand::Commit => {
                self.go(ProducerState::Committing)?;
                self.begin_completing(true, None);
            }
            TransactionCommand::Abort => {
                self.go(ProducerState::Aborting)?;
                self.new_partitions.clear();
                self.begin_completing(false, error);
            }
        }
        let is_done = call == TransactionCall::Begin;
        self.call = Some(Pending {
            call,
            outcome: is_done.then_some(Ok(())),
        });
        Ok(())
    }

    /// What has become of the call that was begun last; `None`: its application waits.
    pub fn outcome(&self) -> Option<Result<(), TransactionFailure>> {
        self.call.as_ref().and_then(|pending| pending.outcome)
    }

    /// `beginCompletingTransaction`: the coordinator that has forgotten the producer ends nothing.
    fn begin_completing(&mut self, committed: bool, error: Option<ErrorCode>) {
        if !self.new_partitions.is_empty() {
            self.pending_partitions.append(&mut self.new_partitions);
            self.enqueue(TxnRequest::AddPartitions);
        }
        if error == Some(ErrorCode::InvalidProducerIdMapping) {
            self.enqueue(TxnRequest::InitProducerId { bumps: true });
            return;
        }
        self.enqueue(TxnRequest::EndTxn { committed });
        // Under version 2 the end itself raises the epoch.
        if self.needs_bump && !self.is_v2 {
            self.enqueue(TxnRequest::InitProducerId { bumps: true });
        }
    }

    /// The error that the producer is in, as its application gets it (`maybeFailWithError`).
    pub fn failure(&self) -> Option<TransactionFailure> {
        let error = self.error.unwrap_or(ErrorCode::UnknownServerError);
        match self.state {
            ProducerState::AbortableError => Some(TransactionFailure::Abortable(error)),
            ProducerState::FatalError => Some(TransactionFailure::Fatal(error)),
            _ => None,
        }
    }

    fn go(&mut self, to: ProducerState) -> Result<(), TransactionFailure> {
        if !to.follows(self.state) {
            return Err(TransactionFailure::IllegalState);
        }
        self.become_state(to);
        Ok(())
    }

    /// The call has come to its end.
    pub(super) fn finish(&mut self, outcome: Result<(), TransactionFailure>) {
        if let Some(pending) = &mut self.call
            && pending.outcome.is_none()
        {
            pending.outcome = Some(outcome);
        }
    }

    /// The call cannot go on in the state that the producer is in.
    pub fn refuse_call(&mut self) {
        if let Some(failure) = self.failure() {
            self.finish(Err(failure));
        }
    }
}
