//! `RangeAssignor`: topic by topic, neighbouring partitions to neighbouring members; within racks first, where that says
//! anything (KIP-881).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Assignments, Member, Topics};
use crate::model::{TopicName, TopicPartition};

/// Each of a topic's members gets as many neighbouring partitions as the others, the first ones one more.
pub(super) fn range(topics: &Topics, members: &[&Member]) -> Assignments {
    let mut states: Vec<TopicState> = topics
        .iter()
        .map(|(topic, racks)| TopicState::new(topic, racks, members))
        .collect();
    if states.iter().any(TopicState::needs_racks) {
        within_racks(&mut states);
    }
    for state in &mut states {
        state.assign_ranges(|_, _| true);
    }
    let mut assignments: Assignments = members
        .iter()
        .map(|member| (Arc::clone(&member.id), Vec::new()))
        .collect();
    for state in states {
        for (member, partitions) in state.members.iter().zip(state.assigned) {
            let mine = assignments.entry(Arc::clone(&member.id)).or_default();
            mine.extend(
                partitions
                    .iter()
                    .map(|p| TopicPartition::new(state.topic, *p)),
            );
        }
    }
    for partitions in assignments.values_mut() {
        partitions.sort_unstable();
    }
    assignments
}

/// Topics with the same members and as many partitions are joined by their consumers, so their partitions stay together.
fn within_racks(states: &mut [TopicState<'_>]) {
    let mut together: BTreeMap<(Vec<&str>, usize), Vec<&mut TopicState<'_>>> = BTreeMap::new();
    for state in states {
        let members = state.members.iter().map(|member| &*member.id).collect();
        let key = (members, state.racks.len());
        together.entry(key).or_default().push(state);
    }
    for mut states in together.into_values() {
        match &mut states[..] {
            [alone] if alone.needs_racks() => {
                alone.assign_ranges(|state, (member, partition)| {
                    state.racks_match(member, partition)
                });
            }
            [_] => {}
            _ => co_partitioned(&mut states),
        }
    }
}

/// A partition goes to the first member that is in a rack with it in every topic and may still have one of each.
fn co_partitioned(states: &mut [&mut TopicState<'_>]) {
    let (members, partitions) = (states[0].members.len(), states[0].racks.len());
    for partition in 0..partitions {
        let fits = |member: &usize| {
            let mut topics = states.iter();
            topics.all(|state| state.racks_match(*member, partition) && state.room(*member) > 0)
        };
        if let Some(member) = (0..members).find(fits) {
            for state in &mut *states {
                state.give(member, &[partition]);
            }
        }
    }
}

/// One topic while it is assigned (`TopicAssignmentState`).
struct TopicState<'a> {
    topic: &'a TopicName,
    members: Vec<&'a Member>,
    racks: &'a [BTreeSet<Arc<str>>],
    unassigned: BTreeSet<usize>,
    assigned: Vec<Vec<i32>>,
    each: usize,
    extra: usize,
}

impl<'a> TopicState<'a> {
    fn new(topic: &'a TopicName, racks: &'a [BTreeSet<Arc<str>>], members: &[&'a Member]) -> Self {
        let mut members = members.to_vec();
        members.retain(|member| member.subscribes_to(topic));
        members.sort_by(|a, b| a.cmp_by_instance(b));
        let shares = members.len().max(1);
        Self {
            topic,
            racks,
            unassigned: (0..racks.len()).collect(),
            assigned: vec![Vec::new(); members.len()],
            each: racks.len() / shares,
            extra: racks.len() % shares,
            members,
        }
    }

    /// Racks say something where members and replicas share some, and not every partition is in every rack.
    fn needs_racks(&self) -> bool {
        let members = self
            .members
            .iter()
            .filter_map(|member| member.subscription.rack.as_ref());
        super::sticky::racks_matter(members, self.racks.iter())
    }

    /// A member without a rack is everywhere.
    fn racks_match(&self, member: usize, partition: usize) -> bool {
        let rack = self.members[member].subscription.rack.as_ref();
        rack.is_none_or(|rack| self.racks[partition].contains(rack))
    }

    /// How many more partitions the member may have.
    fn room(&self, member: usize) -> usize {
        (self.each + usize::from(self.extra > 0)).saturating_sub(self.assigned[member].len())
    }

    fn assign_ranges(&mut self, may: impl Fn(&Self, (usize, usize)) -> bool) {
        for member in 0..self.members.len() {
            let fitting = self
                .unassigned
                .iter()
                .copied()
                .filter(|p| may(self, (member, *p)));
            let partitions: Vec<usize> = fitting.take(self.room(member)).collect();
            self.give(member, &partitions);
        }
    }

    fn give(&mut self, member: usize, partitions: &[usize]) {
        for partition in partitions {
            self.unassigned.remove(partition);
            self.assigned[member].push(*partition as i32);
        }
        if !partitions.is_empty() && self.assigned[member].len() > self.each {
            self.extra = self.extra.saturating_sub(1);
        }
    }
}
