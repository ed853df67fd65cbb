//! The records of a consumer group (`ConsumerGroup*Key/Value`).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ConsumerMemberMetadata, CurrentAssignment, Places};
use crate::model::{Timestamp, TopicName};

/// A record of a consumer group; `None` is a tombstone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConsumerGroupRecord {
    /// `ConsumerGroupMetadata` (3): the group, and its epoch.
    Epoch(Option<GroupEpoch>),
    /// `ConsumerGroupMemberMetadata` (5): what a member says of itself.
    Member(Arc<str>, Option<ConsumerMemberMetadata>),
    /// `ConsumerGroupTargetAssignmentMetadata` (6): for which epoch the target was computed.
    TargetEpoch(Option<TargetEpoch>),
    /// `ConsumerGroupTargetAssignmentMember` (7): what a member shall have.
    Target(Arc<str>, Option<Places>),
    /// `ConsumerGroupCurrentMemberAssignment` (8): what a member has.
    Current(Arc<str>, Option<CurrentAssignment>),
    /// `ConsumerGroupRegularExpression` (16): the topics that a regular expression matches.
    Regex(Arc<str>, Option<ResolvedRegex>),
}

/// The epoch of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GroupEpoch {
    /// The number.
    pub epoch: i32,
    /// A hash of the topics that the group subscribes to, as they were: another one is a reason to assign anew.
    pub metadata_hash: i64,
}

/// The epoch of a target assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TargetEpoch {
    /// The group epoch for which it was computed.
    pub epoch: i32,
    /// When (KIP-1263); `None` if never.
    pub computed: Option<Timestamp>,
}

/// What a regular expression matched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResolvedRegex {
    /// The topics.
    pub topics: BTreeSet<TopicName>,
    /// The end of the metadata that was looked at.
    pub version: i64,
    /// When.
    pub at: Timestamp,
}

impl ConsumerGroupRecord {
    /// The group's records end with these (`createGroupTombstoneRecords`).
    pub(super) fn tombstones_of(member: &Arc<str>) -> [Self; 3] {
        [
            Self::Current(Arc::clone(member), None),
            Self::Target(Arc::clone(member), None),
            Self::Member(Arc::clone(member), None),
        ]
    }

    /// Whether it takes something away.
    #[must_use]
    pub const fn is_tombstone(&self) -> bool {
        matches!(
            self,
            Self::Epoch(None)
                | Self::Member(_, None)
                | Self::TargetEpoch(None)
                | Self::Target(_, None)
                | Self::Current(_, None)
                | Self::Regex(_, None)
        )
    }
}
