//! `RoundRobinAssignor`: the partitions of all topics are dealt out one by one.

use std::sync::Arc;

use super::{Assignments, Member, Topics};
use crate::model::TopicPartition;

/// Each partition goes to the next member in turn that subscribes to its topic.
pub(super) fn round_robin(topics: &Topics, members: &[&Member]) -> Assignments {
    let mut assignments: Assignments = members
        .iter()
        .map(|member| (Arc::clone(&member.id), Vec::new()))
        .collect();
    let mut ring = members.to_vec();
    ring.sort_by(|a, b| a.cmp_by_instance(b));
    let mut turn = 0;
    for (topic, partitions) in topics {
        for partition in 0..partitions.len() as i32 {
            // Somebody subscribes to each of the topics, so one round at most finds the next member.
            let next =
                (turn..turn + ring.len()).find(|at| ring[at % ring.len()].subscribes_to(topic));
            let Some(next) = next else {
                continue;
            };
            let mine = assignments.entry(Arc::clone(&ring[next % ring.len()].id));
            mine.or_default()
                .push(TopicPartition::new(topic, partition));
            turn = next + 1;
        }
    }
    assignments
}
