//! What a broker has asked others, while it waits for their answers.

use super::forward::Forwarded;
use super::verification::Unverified;
use crate::coordinator::transaction::Sent;
use crate::model::{LeaderEpoch, Offset};

/// Why a broker asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Context {
    Registration,
    Heartbeat,
    MetadataFetch,
    AlterPartition,
    CreateTopics,
    AllocateProducerIds,
    /// With the leader epoch and the fetch offset of each partition.
    ReplicaFetch {
        asked: Vec<(LeaderEpoch, Offset)>,
    },
    ReplicaOffsets,
    Markers(Sent),
    Verification(Vec<Unverified>),
    Forwarded(Box<Forwarded>),
}
