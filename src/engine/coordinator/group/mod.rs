//! The group coordinator (`org.apache.kafka.coordinator.group`): classic groups, consumer groups, and their committed offsets.

mod admin;
mod classic;
mod completion;
mod consumer;
mod decision;
mod leadership;
mod member_ids;
mod metrics;
mod offsets;
mod records;
mod service;
mod shard;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use classic::{ClassicGroup, GroupMember, GroupState};
pub use consumer::{
    ClassicMemberMetadata, ConsumerGroup, ConsumerGroupMember, ConsumerGroupRecord,
    ConsumerGroupState, ConsumerMemberMetadata, ConsumerMemberState, CurrentAssignment,
    GroupAssignment, GroupEpoch, GroupSpec, MemberSpec, Place, Places, ResolvedRegex,
    ServerAssignor, TargetEpoch,
};
pub use decision::{Completion, Decision, InTransaction, Turn, Write};
use member_ids::MemberIds;
pub use metrics::GroupMetrics;
pub use offsets::OffsetAndMetadata;
pub use records::{GroupMetadata, GroupRecord, MemberMetadata};
pub use service::Host;
pub use shard::Shard;

use crate::coordinator::answer::{Answer, Gathering};
use crate::model::TopicPartition;
use crate::node::Reply;
use crate::protocol::Response;

/// The topic that holds groups and their offsets.
pub const OFFSETS_TOPIC: &str = "__consumer_offsets";

/// The timers of groups.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupTimer {
    /// `session.timeout.ms` since the member was last heard of.
    Session {
        /// `group.id`.
        group: Arc<str>,
        /// The member's id.
        member: Arc<str>,
    },
    /// `group.initial.rebalance.delay.ms`, or the longest `max.poll.interval.ms` of the members.
    Join {
        /// `group.id`.
        group: Arc<str>,
    },
    /// The longest `max.poll.interval.ms` since the members joined: who has not synced by then is out.
    Sync {
        /// `group.id`.
        group: Arc<str>,
    },
    /// The longest that a member of a consumer group may take to give up partitions: its `max.poll.interval.ms`.
    Revocation {
        /// `group.id`.
        group: Arc<str>,
        /// The member's id.
        member: Arc<str>,
    },
    /// The topics that a consumer group's regular expressions match are to be looked at.
    Regexes {
        /// `group.id`.
        group: Arc<str>,
    },
    /// The log of a partition of `__consumer_offsets` has been read.
    Load(i32),
    /// `offsets.retention.check.interval.ms`: the offsets of a partition that nobody needs any longer go.
    Expiration(i32),
}

/// The groups that a broker coordinates: those whose partition of `__consumer_offsets` it leads
/// (`GroupCoordinatorService`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GroupCoordinator {
    member_ids: MemberIds,
    /// By partition of `__consumer_offsets`.
    shards: BTreeMap<i32, Arc<Shard>>,
    metrics: GroupMetrics,
    gathering: Gathering,
}

impl GroupCoordinator {
    /// A coordinator without partitions; member ids are made from `entropy`.
    #[must_use]
    pub fn new(entropy: u64) -> Self {
        Self {
            member_ids: MemberIds::new(entropy),
            ..Self::default()
        }
    }

    /// Puts the parts of an answer together; says the whole once it is there.
    pub fn gather(&mut self, answer: Answer) -> Option<(Reply, Response)> {
        self.gathering.add(answer)
    }

    /// What is known of each partition of `__consumer_offsets` that it coordinates, by number.
    pub fn shards(&self) -> impl Iterator<Item = &Shard> {
        self.shards.values().map(|shard| &**shard)
    }

    /// The classic groups, by partition and id.
    pub fn groups(&self) -> impl Iterator<Item = &ClassicGroup> {
        self.shards.values().flat_map(|shard| shard.groups())
    }

    /// The consumer groups, by partition and id.
    pub fn consumer_groups(&self) -> impl Iterator<Item = &ConsumerGroup> {
        self.shards
            .values()
            .flat_map(|shard| shard.consumer_groups())
    }

    /// A consumer group.
    #[must_use]
    pub fn consumer_group(&self, id: &str) -> Option<&ConsumerGroup> {
        self.shards
            .values()
            .find_map(|shard| shard.consumer_group(id))
    }

    /// A classic group.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&ClassicGroup> {
        self.shards.values().find_map(|shard| shard.group(id))
    }

    /// What a group has committed of a partition, in the newest record that was written.
    #[must_use]
    pub fn committed(&self, group: &str, partition: &TopicPartition) -> Option<&OffsetAndMetadata> {
        self.shards
            .values()
            .find_map(|shard| shard.committed(group, partition))
    }

    /// Everything that a group has committed, in the newest records that were written.
    pub fn offsets(
        &self,
        group: &str,
    ) -> impl Iterator<Item = (&TopicPartition, &OffsetAndMetadata)> {
        self.shards
            .values()
            .flat_map(move |shard| shard.offsets(group))
    }
}
