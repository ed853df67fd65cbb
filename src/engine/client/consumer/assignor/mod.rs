//! Who gets which partition: the group's leader computes it (`org.apache.kafka.clients.consumer`).

mod cooperative;
mod java;
mod member;
mod range;
mod round_robin;
mod sticky;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use member::Member;

use crate::config::Assignor;
use crate::model::{Payload, TopicName, TopicPartition};
use crate::protocol::consumer_protocol::{Subscription, read_partitions, write_partitions};
use crate::protocol::wire::{Reader, Writer};

/// The racks of each partition's replicas, by topic: as many entries as the topic has partitions.
pub type Topics = BTreeMap<TopicName, Vec<BTreeSet<Arc<str>>>>;

/// Each member's partitions.
pub type Assignments = BTreeMap<Arc<str>, Vec<TopicPartition>>;

/// Gives every partition of the topics that somebody subscribes to to one of the members that do
/// (`AbstractPartitionAssignor.assign`). A topic of which nothing is known is left out.
#[must_use]
pub fn assign(assignor: Assignor, topics: &Topics, members: &[Member]) -> Assignments {
    let subscribed = |topic: &TopicName| members.iter().any(|member| member.subscribes_to(topic));
    let topics: Topics = topics
        .iter()
        .filter(|(topic, partitions)| !partitions.is_empty() && subscribed(topic))
        .map(|(topic, partitions)| (topic.clone(), partitions.clone()))
        .collect();
    // The leader keeps the subscriptions in a hash map, and some rules depend on its order.
    let members = java::in_hash_order(members);
    match assignor {
        Assignor::Range => range::range(&topics, &members),
        Assignor::RoundRobin => round_robin::round_robin(&topics, &members),
        Assignor::Sticky => sticky::sticky(&topics, &members),
        Assignor::CooperativeSticky => cooperative::cooperative_sticky(&topics, &members),
    }
}

/// What an assignor remembers of the last assignment that it was told of (`onAssignment`), to tell it the next leader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Memory {
    /// `StickyAssignor`: the partitions and the generation.
    sticky: Option<(Vec<TopicPartition>, i32)>,
    /// `CooperativeStickyAssignor`: the generation.
    cooperative: Option<i32>,
}

impl Memory {
    /// The chosen assignor is told what its member was given.
    pub fn assigned(&mut self, assignor: Assignor, partitions: &[TopicPartition], generation: i32) {
        match assignor {
            Assignor::Sticky => self.sticky = Some((partitions.to_vec(), generation)),
            Assignor::CooperativeSticky => self.cooperative = Some(generation),
            Assignor::Range | Assignor::RoundRobin => {}
        }
    }

    /// What the assignor adds to the subscription (`subscriptionUserData`).
    #[must_use]
    pub fn user_data(&self, assignor: Assignor) -> Option<Payload> {
        let mut to = Writer::default();
        match assignor {
            Assignor::Range | Assignor::RoundRobin => return None,
            Assignor::Sticky => {
                let (partitions, generation) = self.sticky.as_ref()?;
                write_partitions(&mut to, partitions);
                to.i32(*generation);
            }
            Assignor::CooperativeSticky => to.i32(self.cooperative.unwrap_or(-1)),
        }
        Some(to.into_payload())
    }
}

/// What a member had, and since which generation (`AbstractStickyAssignor.MemberData`).
#[derive(Default)]
struct Owned {
    partitions: Vec<TopicPartition>,
    /// `None` where it says none, or nothing that can be read.
    generation: Option<i32>,
}

impl Owned {
    /// `StickyAssignor`: its members have given up everything when they join, so what they had is in the user data.
    fn by_user_data(subscription: &Subscription) -> Self {
        let Some(bytes) = subscription.user_data.as_ref().map(Payload::bytes) else {
            return Self::default();
        };
        let mut from = Reader::new(&bytes);
        let Some(partitions) = read_partitions(&mut from) else {
            return Self::default();
        };
        Self {
            partitions,
            generation: from.i32(),
        }
    }

    /// `CooperativeStickyAssignor`: what the subscription says; its generation was user data once.
    fn by_subscription(subscription: &Subscription) -> Self {
        let encoded = || {
            let bytes = subscription.user_data.as_ref()?.bytes();
            Reader::new(&bytes).i32()
        };
        Self {
            partitions: subscription.owned.clone(),
            generation: subscription.generation.or_else(encoded),
        }
    }
}
