//! The target assignment: what each member shall have (`TargetAssignmentBuilder`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    ConsumerGroup, ConsumerGroupRecord, ConsumerMemberMetadata, GroupAssignment, GroupSpec,
    MemberSpec, Places, ServerAssignor, TargetEpoch,
};
use crate::coordinator::group::Turn;
use crate::metadata::MetadataImage;
use crate::model::{Timestamp, TopicName};

/// The members as they are with a heartbeat: one may be new, changed, or in another's place.
pub(super) struct Roster<'a> {
    group: &'a ConsumerGroup,
    members: BTreeMap<&'a Arc<str>, &'a ConsumerMemberMetadata>,
    /// A static member that took another's place has what that was to have.
    replaced: Option<(&'a Arc<str>, &'a Arc<str>)>,
}

impl<'a> Roster<'a> {
    /// The members of a group as they are.
    pub fn of(group: &'a ConsumerGroup) -> Self {
        let members = group.members.iter();
        Self {
            group,
            members: members.map(|(id, member)| (id, &member.metadata)).collect(),
            replaced: None,
        }
    }

    /// The members of a group with this one as it says now, instead of the one whose place it takes.
    pub fn with(
        group: &'a ConsumerGroup,
        (id, metadata): (&'a Arc<str>, &'a ConsumerMemberMetadata),
        replaced: Option<&'a Arc<str>>,
    ) -> Self {
        let mut roster = Self::of(group);
        if let Some(old) = replaced {
            roster.members.remove(old);
            roster.replaced = Some((id, old));
        }
        roster.members.insert(id, metadata);
        roster
    }

    /// The members of a group without some.
    pub fn without(group: &'a ConsumerGroup, ids: &[Arc<str>]) -> Self {
        let mut roster = Self::of(group);
        roster.members.retain(|id, _| !ids.contains(id));
        roster
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// What they subscribe to together.
    pub fn topics(&self) -> BTreeSet<&'a TopicName> {
        let members = self.members.values();
        members
            .flat_map(|member| self.group.topics_of(member))
            .collect()
    }

    /// What an assignor is told of them.
    fn spec(&self, image: &MetadataImage) -> GroupSpec {
        let topics = self
            .topics()
            .into_iter()
            .filter_map(|name| image.topics.get(name));
        let topics = topics.map(|topic| (topic.id, topic.partitions.len() as i32));
        let members = self.members.iter().map(|(id, metadata)| {
            let topics = self.group.topics_of(metadata);
            let topics = topics
                .filter_map(|name| image.topics.get(name))
                .map(|topic| topic.id);
            let spec = MemberSpec {
                instance_id: metadata.instance_id.clone(),
                topics: topics.collect(),
                assigned: self.target_of(id).cloned().unwrap_or_default(),
            };
            (Arc::clone(id), spec)
        });
        GroupSpec {
            members: members.collect(),
            topics: topics.collect(),
        }
    }

    /// What a member was to have so far.
    pub fn target_of(&self, id: &Arc<str>) -> Option<&'a Places> {
        let known = match self.replaced {
            Some((new, old)) if new == id => old,
            _ => id,
        };
        self.group.target(known)
    }

    /// The assignor that most members prefer (`computePreferredServerAssignor`).
    fn assignor(&self, turn: &Turn<'_>) -> ServerAssignor {
        let mut votes: BTreeMap<ServerAssignor, u32> = BTreeMap::new();
        for member in self.members.values() {
            let liked = member.server_assignor.as_deref();
            if let Some(assignor) = liked.and_then(ServerAssignor::named) {
                *votes.entry(assignor).or_default() += 1;
            }
        }
        let chosen = votes.into_iter().rev().max_by_key(|(_, votes)| *votes);
        chosen.map_or_else(
            || turn.config.group_consumer_assignors.preferred(),
            |(assignor, _)| assignor,
        )
    }

    /// Computes the target for an epoch. Only what changes is written.
    pub fn assign(
        &self,
        epoch: i32,
        image: &MetadataImage,
        records: &mut Vec<ConsumerGroupRecord>,
        turn: &Turn<'_>,
    ) -> GroupAssignment {
        let assignment = self.assignor(turn).assign(&self.spec(image));
        for (id, places) in &assignment {
            if self.group.target(id) != Some(places) {
                let id = Arc::clone(id);
                records.push(ConsumerGroupRecord::Target(id, Some(places.clone())));
            }
        }
        records.push(ConsumerGroupRecord::TargetEpoch(Some(TargetEpoch {
            epoch,
            computed: Some(turn.now.wall),
        })));
        assignment
    }
}

impl ConsumerGroup {
    /// Whether the last target is old enough for another: many who come at once are given their parts at once (KIP-1263).
    pub(super) fn may_assign(&self, turn: &Turn<'_>) -> bool {
        let interval = turn.config.group_consumer_assignment_interval.as_millis();
        let due = |at: Timestamp| {
            at.0.saturating_add(i64::try_from(interval).unwrap_or(i64::MAX))
        };
        interval == 0
            || self
                .target_epoch
                .computed
                .is_none_or(|at| turn.now.wall.0 >= due(at))
    }
}
