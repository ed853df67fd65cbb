//! What the coordinator decides: answers now, and records with what follows once they are committed.

use std::sync::Arc;

use super::{TransactionRecord, TransactionValue};
use crate::coordinator::Answer;
use crate::model::Duration;
use crate::node::Reply;
use crate::protocol::{
    AddOffsetsToTxnResponse, AddPartitionsToTxnResponse, AddPartitionsToTxnTransaction,
    EndTxnResponse, ErrorCode, InitProducerIdResponse,
};

/// What follows from a request, a timer or a marker.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decision {
    /// Answers that wait for nothing.
    pub answers: Vec<Answer>,
    /// What to write, in this order.
    pub writes: Vec<Write>,
}

/// Records for a partition of `__transaction_state`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Write {
    /// Which partition.
    pub partition: i32,
    /// The records.
    pub records: Vec<TransactionRecord>,
    /// How long to wait for their commit.
    pub timeout: Duration,
    /// What follows.
    pub then: Completion,
}

/// What follows when records are committed, or when they are not.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Completion {
    /// The epoch in which they were decided.
    pub(super) coordinator_epoch: i32,
    pub(super) follows: Follows,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Follows {
    /// A transactional id is what its record says, and whoever asked for that is told.
    Transition {
        transactional_id: Arc<str>,
        to: Box<TransactionValue>,
        asked: Asked,
    },
    /// Transactional ids are forgotten.
    Expiration(Vec<Arc<str>>),
}

/// Who asked for a transition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    /// A producer that begins.
    InitProducerId(Reply),
    /// A producer, or a leader for one, and how many transactions it asked about.
    AddPartitions(Reply, AddPartitionsToTxnTransaction, u32),
    /// A producer.
    AddOffsets(Reply),
    /// The end of a transaction.
    End(Ending),
    /// All markers of a transaction are written.
    Completion,
}

/// Who ends a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ending {
    /// Its producer.
    Producer(Reply),
    /// Another producer with its transactional id, which has to ask again.
    Successor(Reply),
    /// Its timeout.
    Timeout,
}

impl Asked {
    /// The answer: a producer id and its epoch where one is told, or an error.
    pub fn answer(&self, outcome: Result<(i64, i16), ErrorCode>) -> Option<Answer> {
        let error = outcome.err().unwrap_or_default();
        match self {
            Self::InitProducerId(reply) => Some(Answer::new(*reply, initialized(outcome))),
            Self::AddPartitions(reply, transaction, parts) => {
                let transactions = vec![transaction.result(error)];
                let response = AddPartitionsToTxnResponse { transactions };
                Some(Answer::new(*reply, response).in_parts(*parts))
            }
            Self::AddOffsets(reply) => Some(Answer::new(*reply, AddOffsetsToTxnResponse { error })),
            Self::End(ending) => ending.answer(outcome),
            Self::Completion => None,
        }
    }

    pub const fn is_end(&self) -> bool {
        matches!(self, Self::End(_))
    }
}

impl Ending {
    pub fn answer(self, outcome: Result<(i64, i16), ErrorCode>) -> Option<Answer> {
        match self {
            Self::Producer(reply) => {
                let (producer_id, producer_epoch) = outcome.unwrap_or((-1, -1));
                let error = outcome.err().unwrap_or_default();
                let response = EndTxnResponse {
                    error,
                    producer_id,
                    producer_epoch,
                };
                Some(Answer::new(reply, response))
            }
            Self::Successor(reply) => {
                let error = outcome.err().unwrap_or(ErrorCode::ConcurrentTransactions);
                Some(Answer::new(reply, InitProducerIdResponse::refused(error)))
            }
            Self::Timeout => None,
        }
    }

    pub const fn is_producer(self) -> bool {
        matches!(self, Self::Producer(_))
    }
}

fn initialized(outcome: Result<(i64, i16), ErrorCode>) -> InitProducerIdResponse {
    match outcome {
        Ok((producer_id, producer_epoch)) => InitProducerIdResponse {
            error: ErrorCode::None,
            producer_id,
            producer_epoch,
        },
        Err(error) => InitProducerIdResponse::refused(error),
    }
}

impl Decision {
    pub(super) fn answer(answer: Option<Answer>) -> Self {
        Self {
            answers: answer.into_iter().collect(),
            writes: Vec::new(),
        }
    }

    pub(super) fn write(write: Write) -> Self {
        Self {
            answers: Vec::new(),
            writes: vec![write],
        }
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.answers.extend(other.answers);
        self.writes.extend(other.writes);
        self
    }
}

/// What went wrong in the log, in the words of this coordinator (`TransactionStateManager.appendTransactionToLog`).
pub(super) const fn coordinator_error(error: ErrorCode) -> ErrorCode {
    match error {
        ErrorCode::UnknownTopicOrPartition
        | ErrorCode::NotEnoughReplicas
        | ErrorCode::NotEnoughReplicasAfterAppend
        | ErrorCode::RequestTimedOut => ErrorCode::CoordinatorNotAvailable,
        ErrorCode::NotLeaderOrFollower | ErrorCode::KafkaStorageError => ErrorCode::NotCoordinator,
        ErrorCode::MessageTooLarge | ErrorCode::RecordListTooLarge => ErrorCode::UnknownServerError,
        other => other,
    }
}
