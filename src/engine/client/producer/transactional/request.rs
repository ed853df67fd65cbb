//! What a transactional producer asks coordinators, in its order (`TxnRequestHandler`, `Priority`).

use std::sync::Arc;

use crate::model::{Duration, TopicPartition};
use crate::protocol::{CommittedOffset, CoordinatorType};

/// The member in whose name positions are committed (`ConsumerGroupMetadata`, KIP-447).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupMetadata {
    /// `group.id`.
    pub group_id: Arc<str>,
    /// The generation that the member has, -1 outside a group's protocol.
    pub generation_id: i32,
    /// The member, empty outside a group's protocol.
    pub member_id: Arc<str>,
    /// `group.instance.id`.
    pub group_instance_id: Option<Arc<str>>,
}

/// A request that waits, or is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in super::super) enum TxnRequest {
    FindCoordinator(CoordinatorType, Arc<str>),
    /// With what it has, for a new epoch; or for the first time.
    InitProducerId {
        bumps: bool,
    },
    AddPartitions,
    AddOffsets(Arc<Offsets>),
    TxnOffsetCommit(Arc<Offsets>),
    EndTxn {
        committed: bool,
    },
}

/// Positions of a group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in super::super) struct Offsets {
    pub group: GroupMetadata,
    pub offsets: Vec<(TopicPartition, CommittedOffset)>,
}

/// A request in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in super::super) struct Queued {
    pub request: TxnRequest,
    /// How long the sender sleeps before it sends this, since it was sent before.
    pub sleep: Option<Duration>,
}

impl TxnRequest {
    /// Smaller goes first. A new epoch is asked for after the end of the transaction.
    pub const fn priority(&self) -> u8 {
        match self {
            Self::FindCoordinator(..) => 0,
            Self::InitProducerId { bumps: false } => 1,
            Self::AddPartitions | Self::AddOffsets(_) | Self::TxnOffsetCommit(_) => 2,
            Self::EndTxn { .. } => 3,
            Self::InitProducerId { bumps: true } => 4,
        }
    }

    /// Which coordinator has to be asked; `None`: any broker.
    pub const fn coordinator(&self) -> Option<CoordinatorType> {
        match self {
            Self::FindCoordinator(..) => None,
            Self::TxnOffsetCommit(_) => Some(CoordinatorType::Group),
            Self::InitProducerId { .. }
            | Self::AddPartitions
            | Self::AddOffsets(_)
            | Self::EndTxn { .. } => Some(CoordinatorType::Transaction),
        }
    }
}
