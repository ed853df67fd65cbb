//! How far a transaction is (`TransactionState`).

/// The state of a transactional id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransactionState {
    /// Its producer has written nothing yet. transition: a partition is added -> `Ongoing`; nobody needs it for
    /// `transactional.id.expiration.ms` -> `Dead`; an abort under transaction version 2 -> `PrepareAbort`.
    Empty,
    /// Partitions belong to it. transition: EndTxn -> `PrepareCommit` or `PrepareAbort`; its timeout, or another producer
    /// with its id -> `PrepareEpochFence`.
    Ongoing,
    /// It is committed, whatever happens. action: markers are sent. transition: all are written -> `CompleteCommit`.
    PrepareCommit,
    /// It is aborted, whatever happens. action: markers are sent. transition: all are written -> `CompleteAbort`.
    PrepareAbort,
    /// It was committed. transition: as from `Empty`; InitProducerId -> `Empty`.
    CompleteCommit,
    /// It was aborted. transition: as from `CompleteCommit`.
    CompleteAbort,
    /// It has expired, and its tombstone is on its way.
    Dead,
    /// Its epoch is being raised, so that its producer can write no longer. No record ever says so. transition: at once ->
    /// `PrepareAbort`.
    PrepareEpochFence,
}

impl TransactionState {
    /// Every state, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Empty,
        Self::Ongoing,
        Self::PrepareCommit,
        Self::PrepareAbort,
        Self::CompleteCommit,
        Self::CompleteAbort,
        Self::Dead,
        Self::PrepareEpochFence,
    ];

    /// Its number in the records of `__transaction_state`.
    #[must_use]
    pub const fn id(self) -> i8 {
        self as i8
    }

    /// The state with this number.
    #[must_use]
    pub fn of(id: i8) -> Option<Self> {
        Self::ALL.get(usize::try_from(id).ok()?).copied()
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::Ongoing => "Ongoing",
            Self::PrepareCommit => "PrepareCommit",
            Self::PrepareAbort => "PrepareAbort",
            Self::CompleteCommit => "CompleteCommit",
            Self::CompleteAbort => "CompleteAbort",
            Self::Dead => "Dead",
            Self::PrepareEpochFence => "PrepareEpochFence",
        }
    }

    /// Whether it may come after `previous` (`validPreviousStates`): under transaction version 2 an abort needs no
    /// transaction, since it raises the epoch anyway.
    #[must_use]
    pub const fn follows(self, previous: Self, transaction_version: i16) -> bool {
        use TransactionState::{
            CompleteAbort, CompleteCommit, Dead, Empty, Ongoing, PrepareAbort, PrepareCommit,
            PrepareEpochFence,
        };
        let at_rest = matches!(previous, Empty | CompleteCommit | CompleteAbort);
        match self {
            Empty | Dead => at_rest,
            Ongoing => at_rest || matches!(previous, Ongoing),
            PrepareCommit | PrepareEpochFence => matches!(previous, Ongoing),
            PrepareAbort => {
                matches!(previous, Ongoing | PrepareEpochFence)
                    || transaction_version >= 2 && at_rest
            }
            CompleteCommit => matches!(previous, PrepareCommit),
            CompleteAbort => matches!(previous, PrepareAbort),
        }
    }

    /// Whether nothing is under way, so that the id may be forgotten.
    #[must_use]
    pub const fn is_expiration_allowed(self) -> bool {
        matches!(
            self,
            Self::Empty | Self::CompleteCommit | Self::CompleteAbort
        )
    }

    /// Whether it is decided and markers are on their way: committed or aborted.
    #[must_use]
    pub const fn decided(self) -> Option<bool> {
        match self {
            Self::PrepareCommit => Some(true),
            Self::PrepareAbort => Some(false),
            _ => None,
        }
    }
}
