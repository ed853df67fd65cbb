//! `uniform`, where members subscribe to different topics (`UniformHeterogeneousAssignmentBuilder`).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::balancer::Balancer;
use super::{GroupAssignment, GroupSpec, Places};
use crate::model::TopicId;

/// How often all topics are looked at for something to even out: where subscriptions only overlap, that need not come to
/// an end.
const MAX_ROUNDS: usize = 16;

pub(super) fn assign(group: &GroupSpec) -> GroupAssignment {
    let mut builder = Builder::new(group);
    builder.keep();
    builder.give_the_rest();
    builder.balance();
    builder.into_assignment()
}

/// An assignment in the making. Members are numbered in the order of their ids.
struct Builder<'a> {
    group: &'a GroupSpec,
    /// Who subscribes to a topic.
    subscribers: BTreeMap<TopicId, Vec<usize>>,
    /// Who has each partition of a topic.
    owners: BTreeMap<TopicId, Vec<Option<usize>>>,
    /// How many partitions each member has.
    sizes: Vec<usize>,
}

impl<'a> Builder<'a> {
    fn new(group: &'a GroupSpec) -> Self {
        let mut subscribers: BTreeMap<TopicId, Vec<usize>> = BTreeMap::new();
        for (number, member) in group.members.values().enumerate() {
            for topic in &member.topics {
                subscribers.entry(*topic).or_default().push(number);
            }
        }
        let nobody =
            |topic: &TopicId| vec![None; usize::try_from(group.topics[topic]).unwrap_or(0)];
        let owners = subscribers.keys().map(|topic| (*topic, nobody(topic)));
        Self {
            group,
            owners: owners.collect(),
            subscribers,
            sizes: vec![0; group.members.len()],
        }
    }

    /// Everybody keeps what it had of the topics that it still subscribes to.
    fn keep(&mut self) {
        for (number, member) in self.group.members.values().enumerate() {
            for (topic, partition) in &member.assigned {
                let owners = self
                    .owners
                    .get_mut(topic)
                    .filter(|_| member.topics.contains(topic));
                let place = usize::try_from(*partition).ok();
                if let Some(owner) = owners
                    .zip(place)
                    .and_then(|(owners, at)| owners.get_mut(at))
                {
                    *owner = Some(number);
                    self.sizes[number] += 1;
                }
            }
        }
    }

    /// What nobody has goes to the subscribers with the least.
    fn give_the_rest(&mut self) {
        for topic in self.in_order(|_| true) {
            let free = self.owners[&topic].iter().enumerate();
            let free: Vec<usize> = free
                .filter(|(_, owner)| owner.is_none())
                .map(|(at, _)| at)
                .collect();
            let sizes = self.sizes.clone();
            let mut balancer = Balancer::new(&sizes, &self.subscribers[&topic]);
            for partition in free {
                self.give(topic, partition, balancer.next_least());
            }
        }
    }

    /// Topic by topic, those with the most give to those with the least, until a whole round changes nothing.
    fn balance(&mut self) {
        let topics = self.in_order(|subscribers| subscribers.len() > 1);
        let mut last_changed = None;
        for _ in 0..MAX_ROUNDS {
            for topic in &topics {
                if last_changed == Some(*topic) {
                    return;
                }
                if self.balance_topic(*topic) || last_changed.is_none() {
                    last_changed = Some(*topic);
                }
            }
        }
    }

    /// Says whether anything moved.
    fn balance_topic(&mut self, topic: TopicId) -> bool {
        let sizes = self.sizes.clone();
        let mut balancer = Balancer::new(&sizes, &self.subscribers[&topic]);
        if balancer.imbalance() <= 1 {
            return false;
        }
        let mut owned: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (partition, owner) in self.owners[&topic].iter().enumerate() {
            if let Some(owner) = owner {
                owned.entry(*owner).or_default().push(partition);
            }
        }
        let mut has_moved = false;
        while let Some(giver) = balancer.next_most() {
            let Some(partition) = owned.get_mut(&giver).and_then(Vec::pop) else {
                balancer.exclude();
                continue;
            };
            let taker = balancer.next_least();
            if balancer.is_balanced() {
                break;
            }
            self.give(topic, partition, taker);
            has_moved = true;
        }
        has_moved
    }

    fn give(&mut self, topic: TopicId, partition: usize, to: usize) {
        let owner = self
            .owners
            .get_mut(&topic)
            .and_then(|owners| owners.get_mut(partition));
        if let Some(owner) = owner {
            if let Some(before) = owner.replace(to) {
                self.sizes[before] -= 1;
            }
            self.sizes[to] += 1;
        }
    }

    /// Topics with the most partitions for each subscriber first, then those with the fewest subscribers.
    fn in_order(&self, wanted: impl Fn(&[usize]) -> bool) -> Vec<TopicId> {
        let topics = self.subscribers.iter().filter(|(_, of)| wanted(of));
        let mut topics: Vec<(TopicId, i64, i64)> = topics
            .map(|(topic, of)| (*topic, i64::from(self.group.topics[topic]), of.len() as i64))
            .collect();
        topics.sort_by(|(a, parts_a, of_a), (b, parts_b, of_b)| {
            // Cross-multiplied, so that nothing is divided.
            let by_load = Reverse(parts_a * of_b).cmp(&Reverse(parts_b * of_a));
            by_load.then(of_a.cmp(of_b)).then(a.cmp(b))
        });
        topics.into_iter().map(|(topic, ..)| topic).collect()
    }

    fn into_assignment(self) -> GroupAssignment {
        let mut shares: Vec<Places> = vec![BTreeSet::new(); self.sizes.len()];
        for (topic, owners) in &self.owners {
            for (partition, owner) in (0..).zip(owners) {
                if let Some(owner) = owner {
                    shares[*owner].insert((*topic, partition));
                }
            }
        }
        let ids = self.group.members.keys().map(Arc::clone);
        ids.zip(shares).collect()
    }
}
