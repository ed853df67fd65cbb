//! A member of a consumer group (`ConsumerGroupMember`): what it says of itself, and how far it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::assignor::{Place, Places};
use crate::model::{Duration, TopicName};
use crate::protocol::{
    ConsumerGroupHeartbeatRequest, JoinGroupProtocol, LEAVE_GROUP_STATIC_MEMBER_EPOCH,
};

/// One member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConsumerGroupMember {
    /// What it says of itself.
    pub metadata: ConsumerMemberMetadata,
    /// What it has, and in which epoch.
    pub current: CurrentAssignment,
}

/// What a member says of itself (`ConsumerGroupMemberMetadataValue`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ConsumerMemberMetadata {
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Arc<str>>,
    /// `client.rack`.
    pub rack_id: Option<Arc<str>>,
    /// `client.id`.
    pub client_id: Arc<str>,
    /// The topics that it subscribes to by name.
    pub topics: BTreeSet<TopicName>,
    /// The regular expression that it subscribes to.
    pub regex: Option<Arc<str>>,
    /// `max.poll.interval.ms`.
    pub rebalance_timeout: Duration,
    /// `group.remote.assignor`.
    pub server_assignor: Option<Arc<str>>,
    /// What it says in the classic protocol, if it speaks that.
    pub classic: Option<ClassicMemberMetadata>,
}

/// What a member of the classic protocol says in a group that has been upgraded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClassicMemberMetadata {
    /// `session.timeout.ms`.
    pub session_timeout: Duration,
    /// The assignors that it knows, the liked one first.
    pub protocols: Vec<JoinGroupProtocol>,
}

/// What a member has (`ConsumerGroupCurrentMemberAssignmentValue`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CurrentAssignment {
    /// Its epoch: 0 before it has joined, -2 of a static member that is away.
    pub epoch: i32,
    /// The epoch before, in case the member has not heard of this one.
    pub previous_epoch: i32,
    /// How far it is on its way to the target.
    pub state: ConsumerMemberState,
    /// The partitions that it may use, each with the epoch in which it got it (KIP-1251).
    pub assigned: BTreeMap<Place, i32>,
    /// The partitions that it has to give up, likewise.
    pub revoking: BTreeMap<Place, i32>,
}

/// How far a member is on its way to its target assignment (`MemberState`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsumerMemberState {
    /// It has what it shall have, as of its epoch. transition: a newer target -> any of the three.
    #[default]
    Stable,
    /// action: wait in its epoch until it has given up what it is to have no longer. transition: it has -> `Stable` or
    /// `UnreleasedPartitions` in the epoch of the target; not within `max.poll.interval.ms` -> it is fenced.
    UnrevokedPartitions,
    /// action: give it what becomes free. transition: it has everything -> `Stable`; a newer target -> any of the three.
    UnreleasedPartitions,
}

impl ConsumerMemberState {
    /// Every state, in the order of Kafka's numbers.
    pub const ALL: [Self; 3] = [
        Self::Stable,
        Self::UnrevokedPartitions,
        Self::UnreleasedPartitions,
    ];

    /// Kafka's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stable => "STABLE",
            Self::UnrevokedPartitions => "UNREVOKED_PARTITIONS",
            Self::UnreleasedPartitions => "UNRELEASED_PARTITIONS",
        }
    }
}

impl Default for CurrentAssignment {
    fn default() -> Self {
        Self {
            epoch: 0,
            previous_epoch: -1,
            state: ConsumerMemberState::Stable,
            assigned: BTreeMap::new(),
            revoking: BTreeMap::new(),
        }
    }
}

impl CurrentAssignment {
    /// The partitions that it may use.
    #[must_use]
    pub fn places(&self) -> Places {
        self.assigned.keys().copied().collect()
    }

    /// Whether a partition is its own still, though it may have to give it up.
    #[must_use]
    pub fn holds(&self, place: &Place) -> bool {
        self.assigned.contains_key(place) || self.revoking.contains_key(place)
    }

    /// Whether it has what the target of this epoch gives it (`isReconciledTo`).
    #[must_use]
    pub fn is_reconciled_to(&self, target_epoch: i32) -> bool {
        self.state == ConsumerMemberState::Stable && self.epoch == target_epoch
    }

    /// The epoch in which it got a partition that it holds.
    pub(super) fn epoch_of(&self, place: &Place) -> Option<i32> {
        let assigned = self.assigned.get(place);
        assigned.or_else(|| self.revoking.get(place)).copied()
    }

    /// `updateMemberEpoch`.
    pub(super) const fn move_to(&mut self, epoch: i32) {
        if self.epoch != epoch {
            self.previous_epoch = self.epoch;
            self.epoch = epoch;
        }
    }

    /// A static member leaves for a while: what it has stays its own, from epoch 0 on for whoever takes its place.
    pub(super) fn away(&self) -> Self {
        Self {
            epoch: LEAVE_GROUP_STATIC_MEMBER_EPOCH,
            assigned: self.assigned.keys().map(|place| (*place, 0)).collect(),
            revoking: BTreeMap::new(),
            ..self.clone()
        }
    }
}

impl ConsumerMemberMetadata {
    /// Whether it speaks the classic protocol.
    #[must_use]
    pub const fn is_classic(&self) -> bool {
        self.classic.is_some()
    }

    /// The same with what a heartbeat says of itself.
    pub(super) fn updated(&self, request: &ConsumerGroupHeartbeatRequest) -> Self {
        let mut updated = self.clone();
        if request.instance_id.is_some() {
            updated.instance_id.clone_from(&request.instance_id);
        }
        if request.rack_id.is_some() {
            updated.rack_id.clone_from(&request.rack_id);
        }
        if let Some(ms) = request.rebalance_timeout_ms {
            updated.rebalance_timeout = Duration::from_millis(i64::from(ms));
        }
        if let Some(topics) = &request.subscribed_topic_names {
            updated.topics = topics.iter().cloned().collect();
        }
        if let Some(regex) = &request.subscribed_topic_regex {
            updated.regex = Some(Arc::clone(regex)).filter(|regex| !regex.is_empty());
        }
        if request.server_assignor.is_some() {
            updated.server_assignor.clone_from(&request.server_assignor);
        }
        updated.client_id = Arc::clone(&request.client_id);
        updated.classic = None;
        updated
    }
}
