//! `RangeAssignor`: topic by topic, neighbouring partitions to neighbouring members.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{TopicName, TopicPartition};

/// A member, as the leader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subscriber {
    /// Its id.
    pub member_id: Arc<str>,
    /// The topics that it subscribes to.
    pub subscription: Vec<TopicName>,
}

/// Each member's partitions: per topic, members by id get `partitions / members` each, the first ones one more.
pub fn range(
    members: &[Subscriber],
    partition_count: impl Fn(&TopicName) -> i32,
) -> Vec<(Arc<str>, Vec<TopicPartition>)> {
    let mut assignment: BTreeMap<Arc<str>, Vec<TopicPartition>> = members
        .iter()
        .map(|member| (Arc::clone(&member.member_id), Vec::new()))
        .collect();
    let topics: BTreeSet<&TopicName> = members
        .iter()
        .flat_map(|member| &member.subscription)
        .collect();
    for topic in topics {
        let subscribed = members
            .iter()
            .filter(|member| member.subscription.contains(topic));
        let ids: BTreeSet<&Arc<str>> = subscribed.map(|member| &member.member_id).collect();
        let (count, members) = (partition_count(topic), ids.len() as i32);
        let (each, extra) = (count / members, count % members);
        let mut next = 0;
        for (index, id) in (0..).zip(ids) {
            let take = each + i32::from(index < extra);
            let partitions =
                (next..next + take).map(|partition| TopicPartition::new(topic, partition));
            if let Some(mine) = assignment.get_mut(id) {
                mine.extend(partitions);
            }
            next += take;
        }
    }
    assignment.into_iter().collect()
}
