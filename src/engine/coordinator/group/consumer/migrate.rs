//! From the classic protocol to the consumer protocol while members are at work (`group.consumer.migration.policy`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::heartbeat::places;
use super::{
    ClassicMemberMetadata, ConsumerGroup, ConsumerGroupMember, ConsumerGroupRecord,
    ConsumerMemberMetadata, ConsumerMemberState, CurrentAssignment, GroupEpoch, TargetEpoch,
};
use crate::coordinator::group::{ClassicGroup, GroupMember, GroupRecord, GroupState, Shard, Turn};
use crate::metadata::MetadataImage;
use crate::protocol::ErrorCode;
use crate::protocol::consumer_protocol::Subscription;

impl ConsumerGroup {
    /// What ends the group (`createGroupTombstoneRecords`): of each member what it has, what it shall have, and itself.
    pub(in crate::coordinator::group) fn tombstones(&self) -> Vec<GroupRecord> {
        let ids = || self.members.keys().map(Arc::clone);
        let current = ids().map(|id| ConsumerGroupRecord::Current(id, None));
        let targets = self.targets.keys().map(Arc::clone);
        let targets = targets.map(|id| ConsumerGroupRecord::Target(id, None));
        let members = ids().map(|id| ConsumerGroupRecord::Member(id, None));
        let regexes = self.regexes.keys().map(Arc::clone);
        let regexes = regexes.map(|regex| ConsumerGroupRecord::Regex(regex, None));
        let records = current
            .chain(targets)
            .chain([ConsumerGroupRecord::TargetEpoch(None)])
            .chain(members)
            .chain(regexes)
            .chain([ConsumerGroupRecord::Epoch(None)]);
        let of_group = |record| GroupRecord::consumer(&self.id, record);
        records.map(of_group).collect()
    }

    /// What makes the group (`createConsumerGroupRecords`).
    fn records(&self) -> Vec<ConsumerGroupRecord> {
        let members = self.members.iter().map(|(id, member)| {
            let metadata = Some(member.metadata.clone());
            ConsumerGroupRecord::Member(Arc::clone(id), metadata)
        });
        let targets = self.targets.iter().map(|(id, places)| {
            let places = Some((**places).clone());
            ConsumerGroupRecord::Target(Arc::clone(id), places)
        });
        let current = self.members.iter().map(|(id, member)| {
            let current = Some(member.current.clone());
            ConsumerGroupRecord::Current(Arc::clone(id), current)
        });
        members
            .chain([ConsumerGroupRecord::Epoch(Some(self.epoch))])
            .chain(targets)
            .chain([ConsumerGroupRecord::TargetEpoch(Some(self.target_epoch))])
            .chain(current)
            .collect()
    }

    /// A classic group with the eyes of the consumer protocol: everybody has what the last generation gave it
    /// (`ConsumerGroup.fromClassicGroup`). `None` if its members cannot be understood.
    fn from_classic(group: &ClassicGroup, image: &MetadataImage) -> Option<Self> {
        let epoch = group.generation();
        let mut upgraded = Self::new(Arc::clone(group.id()));
        upgraded.epoch = GroupEpoch {
            epoch,
            metadata_hash: 0,
        };
        upgraded.target_epoch = TargetEpoch {
            epoch,
            computed: None,
        };
        for (id, member) in group.members() {
            let protocol = group.protocol().map_or("", |protocol| protocol);
            let metadata = understood(member, protocol)?;
            let assigned = places(&member.assigned(), image);
            let current = CurrentAssignment {
                epoch,
                previous_epoch: epoch,
                state: ConsumerMemberState::Stable,
                assigned: assigned.iter().map(|place| (*place, epoch)).collect(),
                revoking: BTreeMap::new(),
            };
            if let Some(instance) = &metadata.instance_id {
                let id = Arc::clone(id);
                upgraded.static_members.insert(Arc::clone(instance), id);
            }
            upgraded.targets.insert(Arc::clone(id), Arc::new(assigned));
            let member = Arc::new(ConsumerGroupMember { metadata, current });
            upgraded.members.insert(Arc::clone(id), member);
        }
        Some(upgraded)
    }
}

/// What a classic member says of itself. Before its first generation, its first assignor says it.
fn understood(member: &GroupMember, protocol: &str) -> Option<ConsumerMemberMetadata> {
    let named = member
        .protocols
        .iter()
        .find(|known| *known.name == *protocol);
    let said = &named.or_else(|| member.protocols.first())?.metadata;
    let subscription = Subscription::decode(said)?;
    Some(ConsumerMemberMetadata {
        instance_id: member.group_instance_id.clone(),
        rack_id: subscription.rack,
        client_id: Arc::clone(&member.client_id),
        topics: subscription.topics.into_iter().collect(),
        regex: None,
        rebalance_timeout: member.rebalance_timeout,
        server_assignor: None,
        classic: Some(ClassicMemberMetadata {
            session_timeout: member.session_timeout,
            protocols: member.protocols.clone(),
        }),
    })
}

impl Shard {
    /// The group that a member of the consumer protocol makes by joining: a classic one that is empty gives way, and one with
    /// members is upgraded, if that is allowed (`getOrMaybeCreateConsumerGroup`).
    ///
    /// # Errors
    /// `GROUP_ID_NOT_FOUND` where a classic group stays what it is.
    pub(super) fn make_way(
        &self,
        id: &Arc<str>,
        image: &MetadataImage,
        records: &mut Vec<GroupRecord>,
        turn: &mut Turn<'_>,
    ) -> Result<ConsumerGroup, ErrorCode> {
        let Some(group) = self.group(id) else {
            return Ok(ConsumerGroup::new(Arc::clone(id)));
        };
        if group.state() == GroupState::Empty {
            records.push(GroupRecord::group_tombstone(id));
            return Ok(ConsumerGroup::new(Arc::clone(id)));
        }
        let most = usize::try_from(turn.config.group_consumer_max_size).unwrap_or(0);
        let may_upgrade = turn.config.group_consumer_migration_policy.upgrades()
            && group.is_of_consumers()
            && group.members().len() <= most;
        let upgraded = ConsumerGroup::from_classic(group, image).filter(|_| may_upgrade);
        let upgraded = upgraded.ok_or(ErrorCode::GroupIdNotFound)?;
        group.dissolve(ErrorCode::RebalanceInProgress, turn);
        records.push(GroupRecord::group_tombstone(id));
        let of_group = |record| GroupRecord::consumer(id, record);
        records.extend(upgraded.records().into_iter().map(of_group));
        upgraded.loaded(turn);
        Ok(upgraded)
    }
}
