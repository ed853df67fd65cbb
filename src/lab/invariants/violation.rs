//! What must never be.

use std::fmt;
use std::sync::Arc;

use engine::model::{
    BrokerId, LeaderEpoch, NodeId, Offset, PartitionEpoch, StepId, TopicPartition,
};

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// After which step it was seen.
    pub step: StepId,
    /// Of which partition.
    pub partition: TopicPartition,
    /// What is wrong.
    pub breach: Breach,
}

/// What is wrong with a partition, named after what ought to hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// Only replicas are in sync or eligible.
    MemberHoldsNoReplica {
        /// Who is none.
        broker: BrokerId,
    },
    /// The leader is in sync.
    LeaderOutsideIsr {
        /// The leader.
        leader: BrokerId,
    },
    /// Nobody in sync is fenced, shutting down or unknown.
    InactiveInIsr {
        /// Who is.
        broker: BrokerId,
    },
    /// Who is in sync is not eligible besides (KIP-966).
    IsrMeetsElr {
        /// Who is both.
        broker: BrokerId,
    },
    /// As long as enough are in sync, nobody is eligible besides (KIP-966).
    ElrBesideEnoughIsr {
        /// How many are in sync.
        isr: u32,
        /// `min.insync.replicas`, but no more than there are replicas.
        min_isr: u32,
    },
    /// A leader epoch never goes back: at a replica while its process lives, at the controller never.
    LeaderEpochWentBack {
        /// Where it did.
        at: NodeId,
        /// What it was.
        from: LeaderEpoch,
        /// What it is.
        to: LeaderEpoch,
    },
    /// The controller's partition epoch never goes back.
    PartitionEpochWentBack {
        /// What it was.
        from: PartitionEpoch,
        /// What it is.
        to: PartitionEpoch,
    },
    /// An epoch has one leader, and that is the one to whom the controller gave it.
    NotItsEpoch {
        /// Who acts as the leader.
        broker: BrokerId,
        /// In which epoch.
        epoch: LeaderEpoch,
        /// Whose it is; `None`: nobody's.
        leader: Option<BrokerId>,
    },
    /// A broker that starts again leads only in an epoch that began after that: it may have lost something.
    LedAgain {
        /// Who leads again.
        broker: BrokerId,
        /// In which epoch.
        epoch: LeaderEpoch,
    },
    /// Nobody leads in an epoch that the controller has not begun.
    EpochNotBegun {
        /// Who does.
        broker: BrokerId,
        /// In which epoch.
        epoch: LeaderEpoch,
        /// The controller's.
        begun: LeaderEpoch,
    },
    /// log start offset <= last stable offset <= high watermark <= log end offset.
    OffsetsOutOfOrder {
        /// Whose.
        broker: BrokerId,
        /// `logStartOffset`.
        log_start: Offset,
        /// `lastStableOffset`.
        last_stable: Offset,
        /// `highWatermark`.
        high_watermark: Offset,
        /// `logEndOffset`.
        log_end: Offset,
    },
    /// A leader's high watermark never goes back within an epoch and a process.
    HighWatermarkWentBack {
        /// Whose.
        broker: BrokerId,
        /// In which epoch.
        epoch: LeaderEpoch,
        /// What it was.
        from: Offset,
        /// What it is.
        to: Offset,
    },
    /// No follower believes more to be committed than some leader did.
    HighWatermarkUnheardOf {
        /// Who does.
        broker: BrokerId,
        /// Its high watermark.
        high_watermark: Offset,
        /// Up to where leaders have committed.
        committed: Offset,
    },
    /// Leader completeness: every high watermark ever served bounds a prefix of the log of every leader that was
    /// elected cleanly.
    LeaderIncomplete {
        /// The leader.
        leader: BrokerId,
        /// Its epoch.
        epoch: LeaderEpoch,
        /// From where on its log is another one, or none.
        from: Offset,
        /// Up to where leaders had committed.
        committed: Offset,
    },
    /// Leader-candidate completeness: every live member of the ISR and the ELR has everything that is committed.
    CandidateIncomplete {
        /// The member.
        broker: BrokerId,
        /// Where its log ends.
        log_end: Offset,
        /// Up to where leaders have committed.
        committed: Offset,
    },
    /// Log matching: below its high watermark, a replica has what all others have there.
    LogsDiffer {
        /// Whose log is another one.
        broker: BrokerId,
        /// From where on.
        offset: Offset,
    },
    /// Compaction removes only what has a later record of the same key, and tombstones.
    CompactedAway {
        /// Whose cleaner did more.
        broker: BrokerId,
        /// What it removed.
        offset: Offset,
    },
    /// A poll returns nothing that is not committed.
    ReadNotCommitted {
        /// The consumer.
        consumer: NodeId,
        /// Of the record.
        offset: Offset,
    },
    /// Consistent read: a poll returns what is committed at that offset.
    ReadSomethingElse {
        /// The consumer.
        consumer: NodeId,
        /// Of the record.
        offset: Offset,
    },
    /// A group's generation never goes back while it has the same coordinator, and a later coordinator knows every one
    /// whose assignment was committed.
    GenerationWentBack {
        /// The coordinator.
        broker: BrokerId,
        /// `group.id`.
        group: Arc<str>,
        /// What it was.
        from: i32,
        /// What it is; `None`: the group is not known.
        to: Option<i32>,
    },
    /// A coordinator begins with the generation and the offsets that its log says.
    CoordinatorUnlikeLog {
        /// The coordinator.
        broker: BrokerId,
        /// `group.id`.
        group: Arc<str>,
    },
    /// In a generation of a group a partition has one owner.
    OwnedTwice {
        /// `group.id`.
        group: Arc<str>,
        /// The generation.
        generation: i32,
        /// Both owners.
        members: [Arc<str>; 2],
    },
    /// An offset whose commit was answered is committed in `__consumer_offsets`.
    CommitNotStored {
        /// Who was told.
        consumer: NodeId,
        /// The offset.
        offset: Offset,
    },
    /// What was acknowledged with `acks=all` is committed, where the producer was told.
    AcknowledgedNotCommitted {
        /// The producer.
        producer: NodeId,
        /// Where it was told that the record is.
        offset: Offset,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "step {}, {}: {}", self.step, self.partition, self.breach)
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MemberHoldsNoReplica { broker } => {
                write!(f, "broker {broker} is in ISR or ELR and holds no replica")
            }
            Self::LeaderOutsideIsr { leader } => write!(f, "leader {leader} is not in the ISR"),
            Self::InactiveInIsr { broker } => {
                write!(
                    f,
                    "broker {broker} is in the ISR and fenced or shutting down"
                )
            }
            Self::IsrMeetsElr { broker } => {
                write!(f, "broker {broker} is in the ISR and in the ELR")
            }
            Self::ElrBesideEnoughIsr { isr, min_isr } => write!(
                f,
                "{isr} are in sync where {min_isr} are enough, and the ELR is not empty"
            ),
            Self::LeaderEpochWentBack { at, from, to } => {
                write!(
                    f,
                    "the leader epoch of node {at} went back from {from} to {to}"
                )
            }
            Self::PartitionEpochWentBack { from, to } => {
                write!(f, "the partition epoch went back from {from} to {to}")
            }
            Self::NotItsEpoch {
                broker,
                epoch,
                leader: Some(leader),
            } => write!(
                f,
                "broker {broker} leads in epoch {epoch}, which is that of broker {leader}"
            ),
            Self::NotItsEpoch { broker, epoch, .. } => {
                write!(
                    f,
                    "broker {broker} leads in epoch {epoch}, which has no leader"
                )
            }
            Self::LedAgain { broker, epoch } => write!(
                f,
                "broker {broker} started again and leads still in epoch {epoch}"
            ),
            Self::EpochNotBegun {
                broker,
                epoch,
                begun,
            } => write!(
                f,
                "broker {broker} leads in epoch {epoch}, and the controller is at {begun}"
            ),
            Self::OffsetsOutOfOrder {
                broker,
                log_start,
                last_stable,
                high_watermark,
                log_end,
            } => write!(
                f,
                "broker {broker} has log start {log_start}, last stable offset {last_stable}, high watermark \
                 {high_watermark}, log end {log_end}"
            ),
            Self::HighWatermarkWentBack {
                broker,
                epoch,
                from,
                to,
            } => write!(
                f,
                "the high watermark of leader {broker} went back from {from} to {to} within epoch {epoch}"
            ),
            Self::HighWatermarkUnheardOf {
                broker,
                high_watermark,
                committed,
            } => write!(
                f,
                "broker {broker} has high watermark {high_watermark}, and no leader had more than {committed}"
            ),
            Self::LeaderIncomplete {
                leader,
                epoch,
                from,
                committed,
            } => write!(
                f,
                "leader {leader} of epoch {epoch} lacks offsets {from} to {committed}, which were committed"
            ),
            Self::CandidateIncomplete {
                broker,
                log_end,
                committed,
            } => write!(
                f,
                "broker {broker} may be elected and ends at {log_end}, though {committed} is committed"
            ),
            Self::LogsDiffer { broker, offset } => write!(
                f,
                "broker {broker} has another record than was committed at offset {offset}, or none"
            ),
            Self::CompactedAway { broker, offset } => write!(
                f,
                "broker {broker} removed offset {offset}, the last of its key, in compaction"
            ),
            Self::ReadNotCommitted { consumer, offset } => write!(
                f,
                "consumer {consumer} read offset {offset}, which is not committed"
            ),
            Self::ReadSomethingElse { consumer, offset } => write!(
                f,
                "consumer {consumer} read at offset {offset} another record than was committed there"
            ),
            Self::GenerationWentBack {
                broker,
                group,
                from,
                to,
            } => {
                write!(
                    f,
                    "group {group} was in generation {from}, and coordinator {broker} "
                )?;
                match to {
                    Some(to) => write!(f, "has it in generation {to}"),
                    None => write!(f, "does not know it"),
                }
            }
            Self::CoordinatorUnlikeLog { broker, group } => write!(
                f,
                "coordinator {broker} does not know of group {group} what its log says"
            ),
            Self::OwnedTwice {
                group,
                generation,
                members: [one, other],
            } => write!(
                f,
                "both {one} and {other} own it in generation {generation} of group {group}"
            ),
            Self::CommitNotStored { consumer, offset } => write!(
                f,
                "consumer {consumer} was told that offset {offset} is stored, and it is not committed"
            ),
            Self::AcknowledgedNotCommitted { producer, offset } => write!(
                f,
                "producer {producer} was told with acks=all that a record is at offset {offset}, and it is not \
                 committed there"
            ),
        }
    }
}
