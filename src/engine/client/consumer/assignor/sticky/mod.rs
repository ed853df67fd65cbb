//! `StickyAssignor`, and what it shares with `CooperativeStickyAssignor` (`AbstractStickyAssignor`): even first, and as much
//! as before as can be.

mod constrained;
mod general;
mod movements;
mod previous;
mod racks;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) use racks::racks_matter;

use super::{Assignments, Member, Owned, Topics};
use crate::model::TopicPartition;
use previous::Previous;
use racks::Racks;

/// Members and what they had; a member's index is its place in `members`.
struct Problem<'a> {
    topics: &'a Topics,
    members: &'a [&'a Member],
    racks: Racks<'a>,
}

/// What came out, by the members' indices.
pub(super) struct Solution {
    /// Each member's partitions.
    pub assigned: Vec<Vec<TopicPartition>>,
    /// What moves from a member that had it to another, where the algorithm knows.
    pub transferring: Option<BTreeMap<TopicPartition, usize>>,
}

/// The members of the eager `sticky` assignor say in their user data what they had.
pub(super) fn sticky(topics: &Topics, members: &[&Member]) -> Assignments {
    let owned = members
        .iter()
        .map(|member| Owned::by_user_data(&member.subscription))
        .collect();
    solve(topics, members, owned).by_member(members)
}

/// One algorithm for members that all subscribe to the same topics, which is fast and nearly perfect; a slower one for all
/// others.
pub(super) fn solve(topics: &Topics, members: &[&Member], owned: Vec<Owned>) -> Solution {
    let previous = Previous::new(topics, members, &owned);
    let problem = Problem {
        topics,
        members,
        racks: Racks::new(topics, members),
    };
    if members.is_empty() {
        return Solution {
            assigned: Vec::new(),
            transferring: None,
        };
    }
    if previous.subscriptions_equal {
        constrained::assign(&problem, previous)
    } else {
        general::assign(&problem, previous, &owned)
    }
}

impl Solution {
    /// The partitions of each member id, in order.
    pub fn by_member(self, members: &[&Member]) -> Assignments {
        let ids = members.iter().map(|member| Arc::clone(&member.id));
        let sorted = self.assigned.into_iter().map(|mut partitions| {
            partitions.sort_unstable();
            partitions
        });
        ids.zip(sorted).collect()
    }
}

impl Problem<'_> {
    /// Every partition, topics in this order.
    fn partitions<'t>(
        &self,
        topics: impl IntoIterator<Item = &'t crate::model::TopicName>,
    ) -> Vec<TopicPartition> {
        let mut partitions = Vec::new();
        for topic in topics {
            let count = self.topics.get(topic).map_or(0, Vec::len) as i32;
            partitions.extend((0..count).map(|number| TopicPartition::new(topic, number)));
        }
        partitions
    }
}
