//! Which members are in a rack with a replica (KIP-881).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::{Member, Topics};
use crate::model::TopicPartition;

/// Racks, where they say anything (`AbstractStickyAssignor.RackInfo`).
pub(super) struct Racks<'a> {
    topics: &'a Topics,
    /// By the members' indices; none has one where racks say nothing.
    members: Vec<Option<&'a Arc<str>>>,
    /// How many members are in each rack.
    population: BTreeMap<&'a Arc<str>, usize>,
}

/// Whether racks say anything: members and replicas share some, and not every partition is in every rack
/// (`AbstractPartitionAssignor.useRackAwareAssignment`).
pub(in super::super) fn racks_matter<'a>(
    mut members: impl Iterator<Item = &'a Arc<str>>,
    mut partitions: impl Iterator<Item = &'a BTreeSet<Arc<str>>> + Clone,
) -> bool {
    let all: BTreeSet<&Arc<str>> = partitions.clone().flatten().collect();
    let everywhere = |racks: &BTreeSet<Arc<str>>| racks.len() == all.len();
    members.any(|rack| all.contains(rack)) && !partitions.all(everywhere)
}

impl<'a> Racks<'a> {
    pub fn new(topics: &'a Topics, members: &[&'a Member]) -> Self {
        let mut racks = Self {
            topics,
            members: vec![None; members.len()],
            population: BTreeMap::new(),
        };
        let own = members
            .iter()
            .map(|member| member.subscription.rack.as_ref());
        if racks_matter(own.clone().flatten(), topics.values().flatten()) {
            racks.members = own.collect();
            for rack in racks.members.iter().flatten() {
                *racks.population.entry(rack).or_default() += 1;
            }
        }
        racks
    }

    /// Whether the member is in a rack where the partition has no replica.
    pub fn mismatch(&self, member: usize, partition: &TopicPartition) -> bool {
        self.members[member].is_some() && !self.match_in(member, partition)
    }

    /// Whether the member is in a rack where the partition has a replica.
    pub fn match_in(&self, member: usize, partition: &TopicPartition) -> bool {
        let racks = self.of(partition);
        self.members[member].is_some_and(|rack| racks.is_some_and(|racks| racks.contains(rack)))
    }

    /// Those with the fewest members nearby first.
    pub fn sort(&self, partitions: &mut [TopicPartition]) {
        let nearby = |rack| self.population.get(rack).copied().unwrap_or(0);
        partitions.sort_by_key(|partition| -> usize {
            self.of(partition).into_iter().flatten().map(nearby).sum()
        });
    }

    /// The place in `members` of the next one in a rack with the partition, from `first` on and round.
    pub fn next(
        &self,
        partition: &TopicPartition,
        members: &[usize],
        first: usize,
    ) -> Option<usize> {
        let round = (0..members.len()).map(|step| (first + step) % members.len());
        round
            .into_iter()
            .find(|at| self.match_in(members[*at], partition))
    }

    fn of(&self, partition: &TopicPartition) -> Option<&'a BTreeSet<Arc<str>>> {
        let number = usize::try_from(partition.partition).ok()?;
        self.topics.get(&partition.topic)?.get(number)
    }
}
