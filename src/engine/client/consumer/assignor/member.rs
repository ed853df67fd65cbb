//! A member, as the assignors see it.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::model::TopicName;
use crate::protocol::consumer_protocol::Subscription;

/// A member and what it told the leader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// Its member id.
    pub id: Arc<str>,
    /// Its `group.instance.id`, if it is a static member.
    pub instance_id: Option<Arc<str>>,
    /// What it subscribes to, and what it has.
    pub subscription: Subscription,
}

impl Member {
    /// Whether it wants a topic's partitions.
    #[must_use]
    pub fn subscribes_to(&self, topic: &TopicName) -> bool {
        self.subscription.topics.contains(topic)
    }

    /// Static members first and by their lasting names, so that a restart under a new member id moves nothing
    /// (`AbstractPartitionAssignor.MemberInfo`).
    pub(super) fn cmp_by_instance(&self, other: &Self) -> Ordering {
        match (&self.instance_id, &other.instance_id) {
            (Some(mine), Some(theirs)) => mine.cmp(theirs),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.id.cmp(&other.id),
        }
    }
}
