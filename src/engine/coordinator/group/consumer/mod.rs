//! A consumer group (`org.apache.kafka.coordinator.group.modern.consumer.ConsumerGroup`, KIP-848).
//!
//! The coordinator computes who shall have what, the target, and leads each member there at its own pace: it gives up what it
//! is to have no longer, and gets what others have given up. Everything of it is in records; nothing waits for everybody.

mod assignor;
mod classic_members;
mod encoding;
mod heartbeat;
mod leave;
mod member;
mod migrate;
mod offsets;
mod reconcile;
mod records;
mod regex;
mod replay;
mod subscription;
mod target;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use assignor::{GroupAssignment, GroupSpec, MemberSpec, Place, Places, ServerAssignor};
pub use member::{
    ClassicMemberMetadata, ConsumerGroupMember, ConsumerMemberMetadata, ConsumerMemberState,
    CurrentAssignment,
};
pub use records::{ConsumerGroupRecord, GroupEpoch, ResolvedRegex, TargetEpoch};

use crate::model::{TopicId, TopicName};

/// A group that is new is in this epoch, which has no assignment: whoever joins it moves it on.
const FIRST_EPOCH: i32 = 1;

/// A consumer group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConsumerGroup {
    id: Arc<str>,
    /// Counts the reasons to assign anew.
    epoch: GroupEpoch,
    /// The group epoch for which the target was computed, and when.
    target_epoch: TargetEpoch,
    /// What each member shall have.
    targets: BTreeMap<Arc<str>, Arc<Places>>,
    members: BTreeMap<Arc<str>, Arc<ConsumerGroupMember>>,
    /// The member id behind each `group.instance.id`.
    static_members: BTreeMap<Arc<str>, Arc<str>>,
    /// The topics that each regular expression matched.
    regexes: BTreeMap<Arc<str>, Arc<ResolvedRegex>>,
}

/// How far a consumer group is (`ConsumerGroupState`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsumerGroupState {
    /// Nobody is in it.
    Empty,
    /// A newer target is due. transition: computed with a member's heartbeat -> `Reconciling` or `Stable`.
    Assigning,
    /// Some member has not what it shall have. transition: all have -> `Stable`.
    Reconciling,
    /// Everybody has what it shall have.
    Stable,
}

impl ConsumerGroupState {
    /// Every state.
    pub const ALL: [Self; 4] = [
        Self::Empty,
        Self::Assigning,
        Self::Reconciling,
        Self::Stable,
    ];

    /// Kafka's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::Assigning => "Assigning",
            Self::Reconciling => "Reconciling",
            Self::Stable => "Stable",
        }
    }
}

impl ConsumerGroup {
    pub(super) const fn new(id: Arc<str>) -> Self {
        Self {
            id,
            epoch: GroupEpoch {
                epoch: FIRST_EPOCH,
                metadata_hash: 0,
            },
            target_epoch: TargetEpoch {
                epoch: FIRST_EPOCH,
                computed: None,
            },
            targets: BTreeMap::new(),
            members: BTreeMap::new(),
            static_members: BTreeMap::new(),
            regexes: BTreeMap::new(),
        }
    }

    /// `group.id`.
    #[must_use]
    pub const fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// The group epoch: it grows with each reason to assign anew.
    #[must_use]
    pub const fn epoch(&self) -> i32 {
        self.epoch.epoch
    }

    /// The epoch for which the target assignment was computed.
    #[must_use]
    pub const fn assignment_epoch(&self) -> i32 {
        self.target_epoch.epoch
    }

    /// How far it is.
    #[must_use]
    pub fn state(&self) -> ConsumerGroupState {
        let target = self.assignment_epoch();
        let mut members = self.members.values();
        if self.members.is_empty() {
            ConsumerGroupState::Empty
        } else if self.epoch() > target {
            ConsumerGroupState::Assigning
        } else if members.all(|member| member.current.is_reconciled_to(target)) {
            ConsumerGroupState::Stable
        } else {
            ConsumerGroupState::Reconciling
        }
    }

    /// The members by id.
    pub fn members(&self) -> impl ExactSizeIterator<Item = (&Arc<str>, &ConsumerGroupMember)> {
        self.members.iter().map(|(id, member)| (id, &**member))
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: &str) -> Option<&ConsumerGroupMember> {
        self.members.get(id).map(|member| &**member)
    }

    /// The member behind a `group.instance.id` (KIP-345).
    #[must_use]
    pub fn static_member(&self, instance_id: &str) -> Option<&Arc<str>> {
        self.static_members.get(instance_id)
    }

    /// What a member shall have.
    #[must_use]
    pub fn target(&self, member: &str) -> Option<&Places> {
        self.targets.get(member).map(|places| &**places)
    }

    /// What a regular expression matched when it was last resolved.
    #[must_use]
    pub fn resolved(&self, regex: &str) -> Option<&ResolvedRegex> {
        self.regexes.get(regex).map(|resolved| &**resolved)
    }

    /// Whether its members read a topic, so that its offsets are still of use.
    #[must_use]
    pub fn is_subscribed_to(&self, topic: &TopicName) -> bool {
        let mut members = self.members.values();
        members.any(|member| self.subscribes(&member.metadata, topic))
    }

    /// The epoch of whoever holds a partition; `None` while it is free (`currentPartitionEpoch`).
    #[must_use]
    pub fn holder(&self, place: (TopicId, i32)) -> Option<i32> {
        let mut members = self.members.values();
        let holder = members.find(|member| member.current.holds(&place))?;
        Some(holder.current.epoch)
    }
}
