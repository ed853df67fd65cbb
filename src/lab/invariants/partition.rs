//! What is remembered of one partition of one topic.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::metadata::PartitionState;
use engine::model::{BrokerId, LeaderEpoch, Offset, TopicId, TopicPartition};

use super::lineage::Lineages;
use super::losses::{DurabilityRule, Losses};
use super::stored::Stored;

/// Names a partition for good: a topic that is deleted and created again is another one.
pub(super) type Key = (TopicId, i32);

/// What is remembered of a partition.
#[derive(Clone, Debug)]
pub(super) struct Partition {
    pub(super) name: TopicPartition,
    /// As the controller last decided it; `None` when it is deleted or not known.
    pub(super) state: Option<Arc<PartitionState>>,
    /// Whose each leader epoch is.
    pub(super) leaderships: BTreeMap<LeaderEpoch, Leadership>,
    pub(super) lineages: Lineages,
    pub(super) replicas: BTreeMap<BrokerId, Seen>,
    pub(super) losses: Losses,
    pub(super) rule: DurabilityRule,
    /// Of a partition of `__consumer_offsets`.
    pub(super) stored: Stored,
    /// Whether it is compacted, or ever was.
    pub(super) compacts: bool,
    /// Whether a replica that is not in sync may be elected.
    pub(super) unclean_election: bool,
}

/// Whose a leader epoch is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Leadership {
    /// To whom the controller gave it, or that it gave it to nobody; `None` when that was not seen.
    pub(super) given: Option<Option<BrokerId>>,
    /// Who acted as the leader in it first, and in which start of its process.
    pub(super) taken: Option<(BrokerId, u32)>,
}

/// A replica as it was seen last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) incarnation: u32,
    pub(super) leader_epoch: LeaderEpoch,
    pub(super) leads: bool,
    pub(super) high_watermark: Offset,
    pub(super) log_start: Offset,
    pub(super) cleaned_to: Option<Offset>,
    /// Up to where its log is to be compared: its high watermark, but no more than was committed when it got there.
    pub(super) compare_to: Offset,
    /// Up to where its log was compared with what is committed in the lineage of `compared_in`.
    pub(super) compared: Offset,
    pub(super) compared_in: LeaderEpoch,
}

impl Seen {
    /// Whether it believes what it believed before.
    pub(super) fn believes_the_same(&self, before: &Self) -> bool {
        self.incarnation == before.incarnation
            && self.leader_epoch == before.leader_epoch
            && self.high_watermark == before.high_watermark
    }
}

impl Partition {
    pub(super) fn new(name: TopicPartition) -> Self {
        Self {
            name,
            state: None,
            leaderships: BTreeMap::new(),
            lineages: Lineages::default(),
            replicas: BTreeMap::new(),
            losses: Losses::default(),
            rule: DurabilityRule::default(),
            stored: Stored::default(),
            compacts: false,
            unclean_election: false,
        }
    }
}
