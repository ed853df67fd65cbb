//! What the members say that they had, made consistent.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::super::{Member, Owned, Topics};
use crate::model::{TopicName, TopicPartition};

/// Whoever has the newest generation had a partition; whom several of one generation claim, nobody had
/// (`allSubscriptionsEqual`).
pub(super) struct Previous {
    /// By the members' indices.
    pub owned: Vec<Vec<TopicPartition>>,
    /// What several members of one generation claim.
    pub contested: BTreeSet<TopicPartition>,
    /// The newest generation that anybody names, -1 for none.
    pub max_generation: i32,
    /// Whether all members subscribe to the same topics.
    pub subscriptions_equal: bool,
}

impl Previous {
    pub fn new(topics: &Topics, members: &[&Member], said: &[Owned]) -> Self {
        let mut previous = Self {
            owned: vec![Vec::new(); members.len()],
            contested: BTreeSet::new(),
            max_generation: -1,
            subscriptions_equal: true,
        };
        let mut owners: BTreeMap<&TopicPartition, usize> = BTreeMap::new();
        let mut subscribed: BTreeSet<&TopicName> = BTreeSet::new();
        for (index, (member, said)) in members.iter().zip(said).enumerate() {
            let own = &member.subscription.topics;
            if subscribed.is_empty() {
                subscribed.extend(own);
            } else if own.len() != subscribed.len() || own.iter().any(|t| !subscribed.contains(t)) {
                previous.subscriptions_equal = false;
            }
            let generation = said.generation.unwrap_or(-1);
            previous.max_generation = previous.max_generation.max(generation);
            for partition in said
                .partitions
                .iter()
                .filter(|p| topics.contains_key(&p.topic))
            {
                let Some(other) = owners.get(partition).copied() else {
                    owners.insert(partition, index);
                    previous.owned[index].push(partition.clone());
                    continue;
                };
                // Kafka looks at the other's subscription here, not at its user data.
                let others = members[other].subscription.generation.unwrap_or(-1);
                let order = generation.cmp(&others);
                if order == Ordering::Less {
                    continue;
                }
                previous.owned[other].retain(|p| p != partition);
                owners.insert(partition, index);
                if order == Ordering::Equal {
                    previous.contested.insert(partition.clone());
                } else {
                    previous.owned[index].push(partition.clone());
                }
            }
        }
        previous
    }
}
