//! How far a producer's transaction is (`TransactionManager.State`).

use crate::protocol::ErrorCode;

/// The state of a transactional producer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProducerState {
    /// It has no producer id. transition: `initTransactions()` -> `Initializing`.
    Uninitialized,
    /// It asks for one, or for a new epoch. transition: answered -> `Ready`.
    Initializing,
    /// No transaction is open. transition: `beginTransaction()` -> `InTransaction`.
    Ready,
    /// One is open. transition: `commitTransaction()` -> `Committing`; `abortTransaction()` -> `Aborting`; an error ->
    /// `AbortableError` or `FatalError`.
    InTransaction,
    /// It is being committed: what was sent, and then EndTxn. transition: answered -> `Ready`, or `Initializing` for a new
    /// epoch.
    Committing,
    /// It is being aborted. transition: as from `Committing`.
    Aborting,
    /// Something failed, and `abortTransaction()` is all that is left. transition: that -> `Aborting`.
    AbortableError,
    /// Nothing is left but `close()`. transition: none.
    FatalError,
}

impl ProducerState {
    /// Whether it may come after `previous` (`isTransitionValid`).
    #[must_use]
    pub const fn follows(self, previous: Self) -> bool {
        use ProducerState::{
            AbortableError, Aborting, Committing, FatalError, InTransaction, Initializing, Ready,
            Uninitialized,
        };
        match self {
            Uninitialized => matches!(previous, Ready | AbortableError),
            Initializing => matches!(previous, Uninitialized | Committing | Aborting),
            Ready => matches!(previous, Initializing | Committing | Aborting),
            InTransaction => matches!(previous, Ready),
            Committing => matches!(previous, InTransaction),
            Aborting => matches!(previous, InTransaction | AbortableError),
            AbortableError => matches!(
                previous,
                InTransaction | Committing | AbortableError | Initializing
            ),
            FatalError => true,
        }
    }

    /// Its name in Kafka.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uninitialized => "UNINITIALIZED",
            Self::Initializing => "INITIALIZING",
            Self::Ready => "READY",
            Self::InTransaction => "IN_TRANSACTION",
            Self::Committing => "COMMITTING_TRANSACTION",
            Self::Aborting => "ABORTING_TRANSACTION",
            Self::AbortableError => "ABORTABLE_ERROR",
            Self::FatalError => "FATAL_ERROR",
        }
    }

    /// Whether the transaction is being ended.
    #[must_use]
    pub const fn is_completing(self) -> bool {
        matches!(self, Self::Committing | Self::Aborting)
    }
}

/// Why a call of the transactional producer came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransactionFailure {
    /// The transaction has to be aborted; then the producer goes on.
    Abortable(ErrorCode),
    /// The producer has to be closed: another one has its transactional id, or it cannot know where it stands.
    Fatal(ErrorCode),
    /// `max.block.ms` ran out: the same can be called again, and nothing else.
    TimedOut,
    /// The call makes no sense in this state (`IllegalStateException`).
    IllegalState,
}

impl TransactionFailure {
    /// The error that the producer is in.
    #[must_use]
    pub const fn error(self) -> Option<ErrorCode> {
        match self {
            Self::Abortable(error) | Self::Fatal(error) => Some(error),
            Self::TimedOut | Self::IllegalState => None,
        }
    }

    /// Whether another producer has the transactional id now.
    #[must_use]
    pub const fn is_fenced(self) -> bool {
        matches!(
            self,
            Self::Fatal(ErrorCode::ProducerFenced | ErrorCode::InvalidProducerEpoch)
        )
    }

    /// The exception that the application gets from the next call (`TransactionManager.maybeFailWithError`).
    #[must_use]
    pub const fn exception(self) -> &'static str {
        match self {
            Self::Fatal(ErrorCode::ProducerFenced) => "ProducerFencedException",
            Self::Fatal(ErrorCode::InvalidProducerEpoch) => "InvalidProducerEpochException",
            Self::Abortable(_) | Self::Fatal(_) => "KafkaException",
            Self::TimedOut => "TimeoutException",
            Self::IllegalState => "IllegalStateException",
        }
    }
}
