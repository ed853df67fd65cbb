//! What was given up, as a configuration or a fault allows.

use std::fmt;

use engine::model::{BrokerId, LeaderEpoch, NodeId, Offset, StepId, TopicPartition};

/// Something that was committed is no longer, and that is no fault of Kafka's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// After which step it was seen.
    pub step: StepId,
    /// Of which partition.
    pub partition: TopicPartition,
    /// What is gone, or was seen and is gone.
    pub loss: Loss,
    /// What allows it.
    pub allowed: Allowed,
}

/// What is no longer as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// A new leader lacks what was committed.
    Committed {
        /// The leader.
        leader: BrokerId,
        /// Its epoch.
        epoch: LeaderEpoch,
        /// The first offset that it lacks.
        from: Offset,
        /// Up to where leaders had committed.
        to: Offset,
    },
    /// What a consumer read was committed, and has been lost since.
    Read {
        /// The consumer.
        consumer: NodeId,
        /// Of the record.
        offset: Offset,
    },
    /// What was acknowledged with `acks=all` was committed, and had been lost before the producer heard of it.
    Acknowledged {
        /// The producer.
        producer: NodeId,
        /// Where it was told that the record is.
        offset: Offset,
    },
    /// The leader's log begins later than it did.
    Deleted {
        /// Where it began.
        from: Offset,
        /// Where it begins.
        to: Offset,
    },
    /// Records in between were removed from the leader's log.
    Compacted {
        /// Up to where the cleaner has been.
        to: Offset,
    },
    /// Everything that the controller knew.
    Metadata,
}

/// What allows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allowed {
    /// `unclean.leader.election.enable=true`, or an admin who asked for such an election.
    UncleanElection,
    /// The last known leader was elected, since nobody else was known to have more (KIP-966).
    LastKnownLeader,
    /// Power cuts of so many brokers that have not been in sync again since: `min.insync.replicas`, or without ELR one.
    PowerCuts(Vec<BrokerId>),
    /// Emptied disks.
    Wipes(Vec<NodeId>),
    /// `cleanup.policy=delete`, or an admin who asked for it (DeleteRecords).
    Deletion,
    /// `cleanup.policy=compact`.
    Compaction,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            step,
            partition,
            loss,
            allowed,
        } = self;
        write!(f, "step {step}, {partition}: {loss}: {allowed}")
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Committed {
                leader,
                epoch,
                from,
                to,
            } => write!(
                f,
                "leader {leader} of epoch {epoch} lacks offsets {from} to {to}, which were committed"
            ),
            Self::Read { consumer, offset } => write!(
                f,
                "consumer {consumer} read offset {offset}, which was lost after it was committed"
            ),
            Self::Acknowledged { producer, offset } => write!(
                f,
                "producer {producer} was told of offset {offset}, which was lost after it was committed"
            ),
            Self::Deleted { from, to } => {
                write!(f, "offsets {from} to {to} were deleted")
            }
            Self::Compacted { to } => write!(f, "the log was compacted up to offset {to}"),
            Self::Metadata => write!(f, "the controller's disk was emptied"),
        }
    }
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UncleanElection => write!(f, "the leader was elected uncleanly"),
            Self::LastKnownLeader => write!(f, "the last known leader was elected"),
            Self::PowerCuts(brokers) => write!(f, "power cuts of brokers{}", Listed(brokers)),
            Self::Wipes(nodes) => write!(f, "emptied disks of nodes{}", Listed(nodes)),
            Self::Deletion => write!(f, "cleanup.policy=delete, or DeleteRecords"),
            Self::Compaction => write!(f, "cleanup.policy=compact"),
        }
    }
}

struct Listed<'a>(&'a [NodeId]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|node| write!(f, " {node}"))
    }
}
