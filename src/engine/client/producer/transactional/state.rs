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
