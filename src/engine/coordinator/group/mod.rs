//! The group coordinator (`org.apache.kafka.coordinator.group`): classic groups and their committed offsets.

mod classic;
mod decision;
mod offsets;
mod records;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use classic::{ClassicGroup, GroupMember, GroupState};
pub use decision::{Answer, Decision, Write};
pub use records::{GroupMetadata, GroupRecord, MemberMetadata};

use crate::log::Record;
use crate::model::TopicPartition;
use crate::node::Effects;
use crate::protocol::{CommittedOffset, ErrorCode};

/// The topic that holds groups and their offsets.
pub const OFFSETS_TOPIC: &str = "__consumer_offsets";

/// The timers of a group.
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
}

/// A group: its members by the classic protocol, and its offsets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Group {
    /// Its members.
    pub classic: ClassicGroup,
    /// The next offset to read in each partition.
    pub offsets: BTreeMap<TopicPartition, CommittedOffset>,
}

/// The groups that a broker coordinates: those whose partition of `__consumer_offsets` it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GroupCoordinator {
    entropy: u64,
    member_ids: u64,
    /// The partitions of `__consumer_offsets` that it leads.
    active: Vec<i32>,
    groups: BTreeMap<Arc<str>, Group>,
}

impl GroupCoordinator {
    /// A coordinator without partitions; member ids are made from `entropy`.
    #[must_use]
    pub fn new(entropy: u64) -> Self {
        Self {
            entropy,
            ..Self::default()
        }
    }

    /// The groups by id.
    pub fn groups(&self) -> impl Iterator<Item = (&Arc<str>, &Group)> {
        self.groups.iter()
    }

    /// A group.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.get(id)
    }

    /// Whether the broker coordinates the groups of this partition.
    #[must_use]
    pub fn is_active(&self, partition: i32) -> bool {
        self.active.contains(&partition)
    }

    /// The broker leads a partition of `__consumer_offsets` now: everything that is known, is in its log.
    pub fn elected<'a>(
        &mut self,
        partition: i32,
        records: impl Iterator<Item = &'a Record>,
        effects: &mut Effects,
    ) {
        if self.is_active(partition) {
            return;
        }
        self.active.push(partition);
        for record in records {
            if let Some(record) = GroupRecord::decode(record) {
                self.replay(&record);
            }
        }
        self.restart_sessions(effects);
    }

    /// The broker leads the partition no longer: its groups are another broker's, and whoever waits is told so.
    pub fn resigned(&mut self, partition: i32, partitions: i32) -> Vec<Answer> {
        self.active.retain(|active| *active != partition);
        let gone =
            |group: &Arc<str>, _: &mut Group| super::partition_for(group, partitions) == partition;
        self.groups
            .extract_if(.., gone)
            .flat_map(|(_, mut group)| group.classic.dismiss())
            .collect()
    }

    /// Takes in a record of the log.
    pub fn replay(&mut self, record: &GroupRecord) {
        match record {
            GroupRecord::Offset {
                group,
                partition,
                committed,
            } => {
                let group = self.groups.entry(Arc::clone(group)).or_default();
                match committed {
                    Some(committed) => group.offsets.insert(partition.clone(), committed.clone()),
                    None => group.offsets.remove(partition),
                };
            }
            GroupRecord::Group {
                group,
                metadata: Some(metadata),
            } => {
                self.groups
                    .entry(Arc::clone(group))
                    .or_default()
                    .classic
                    .replay(metadata);
            }
            GroupRecord::Group {
                group,
                metadata: None,
            } => {
                self.groups.remove(group);
            }
        }
    }

    /// A member id in Kafka's form: the client's name and a random UUID.
    fn new_member_id(&mut self, client_id: &str) -> Arc<str> {
        let half = |i: u64| {
            xxhash_rust::xxh3::xxh3_64_with_seed(
                &(2 * self.member_ids + i).to_le_bytes(),
                self.entropy,
            )
        };
        let (high, low) = (half(0), half(1));
        self.member_ids += 1;
        let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
        let (d, e) = (low >> 48 & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
        format!("{client_id}-{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}").into()
    }

    fn group_mut(&mut self, id: &str) -> Result<&mut Group, ErrorCode> {
        self.groups.get_mut(id).ok_or(ErrorCode::UnknownMemberId)
    }
}
