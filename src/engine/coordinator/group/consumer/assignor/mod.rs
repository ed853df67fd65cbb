//! The assignors of the coordinator (`org.apache.kafka.coordinator.group.assignor`): pure functions from who is in a group and
//! what each has to what each shall have.

mod balancer;
mod heterogeneous;
mod homogeneous;
mod range;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::TopicId;

/// A partition of a topic, which its id names.
pub type Place = (TopicId, i32);

/// Partitions in order.
pub type Places = BTreeSet<Place>;

/// What an assignor knows of a group (`GroupSpec`, `SubscribedTopicDescriber`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupSpec {
    /// The members by id.
    pub members: BTreeMap<Arc<str>, MemberSpec>,
    /// The subscribed topics with the number of their partitions.
    pub topics: BTreeMap<TopicId, i32>,
}

/// What an assignor knows of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberSpec {
    /// `group.instance.id` of a static member.
    pub instance_id: Option<Arc<str>>,
    /// The topics that it subscribes to; each is one of the group's.
    pub topics: BTreeSet<TopicId>,
    /// The partitions that the last target assignment gave it.
    pub assigned: Places,
}

/// Who shall have which partitions, by member id.
pub type GroupAssignment = BTreeMap<Arc<str>, Places>;

/// An assignor of `group.consumer.assignors`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServerAssignor {
    /// Evenly, and as much as before as can be.
    Uniform,
    /// Topic by topic, neighbouring partitions to neighbouring members.
    Range,
}

impl ServerAssignor {
    /// Every assignor, the default first.
    pub const ALL: [Self; 2] = [Self::Uniform, Self::Range];

    /// Kafka's name for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Range => "range",
        }
    }

    /// The assignor of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// Computes the assignment.
    #[must_use]
    pub fn assign(self, group: &GroupSpec) -> GroupAssignment {
        match self {
            Self::Range => range::assign(group),
            Self::Uniform if group.is_homogeneous() => homogeneous::assign(group),
            Self::Uniform => heterogeneous::assign(group),
        }
    }
}

impl GroupSpec {
    /// Whether all members subscribe to the same topics (`SubscriptionType.HOMOGENEOUS`).
    fn is_homogeneous(&self) -> bool {
        let mut topics = self.members.values().map(|member| &member.topics);
        topics
            .next()
            .is_none_or(|first| topics.all(|other| other == first))
    }
}

/// The partitions of a topic.
fn places(topic: TopicId, partitions: i32) -> impl Iterator<Item = Place> + Clone {
    (0..partitions).map(move |partition| (topic, partition))
}
