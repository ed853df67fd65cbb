//! Measures of groups: what their members processed, and what their coordinators know.

use std::collections::BTreeSet;

use engine::coordinator::group::ClassicGroup;
use engine::model::{NodeId, Offset, TopicName, TopicPartition};
use sim::{AnyNode, World};

use super::GroupTopicName;
use super::read::{committed_at, count};
use crate::history::{group_of, printed};
use crate::logs::{brokers, leader_log};

/// What the coordinator of a group knows of it.
pub(super) fn known<'w>(world: &'w World, id: &str) -> Option<&'w ClassicGroup> {
    brokers(world).find_map(|broker| broker.group_coordinator().group(id))
}

/// Generations that were made, by whoever knows most: the coordinator may be gone for a while, but its members are not.
pub(super) fn rebalances(world: &World, id: &str) -> i64 {
    let of_members = consumers(world, id).filter_map(|consumer| generation(world, consumer));
    let of_coordinator = known(world, id).map(ClassicGroup::generation);
    let newest = of_members.chain(of_coordinator).max();
    newest.map_or(0, |generation| i64::from(generation.max(0)))
}

fn generation(world: &World, consumer: NodeId) -> Option<i32> {
    let slot = world.slot(consumer)?;
    match slot.node() {
        AnyNode::Consumer(node) => Some(node.consumer().membership()?.generation),
        _ => None,
    }
}

pub(super) fn consumed(world: &World, id: &str) -> i64 {
    let processed = consumers(world, id).map(|consumer| count(printed(world, consumer).len()));
    processed.sum()
}

pub(super) fn repeated(world: &World, id: &str) -> i64 {
    let records: Vec<(&TopicPartition, Offset)> = consumers(world, id)
        .flat_map(|consumer| printed(world, consumer))
        .map(|one| (one.partition, one.offset))
        .collect();
    let different: BTreeSet<_> = records.iter().collect();
    count(records.len() - different.len())
}

pub(super) fn lag(world: &World, name: &GroupTopicName) -> i64 {
    let behind = partitions(world, &name.topic).filter_map(|place| {
        let committed = committed_at(world, &name.group, &place)?;
        let leader = leader_log(world, &place)?;
        Some((leader.high_watermark().0 - committed.0).max(0))
    });
    behind.reduce(|sum, one| sum + one).unwrap_or(-1)
}

pub(super) fn spread(world: &World, topic: &str) -> i64 {
    let holds_records = |place: &TopicPartition| {
        leader_log(world, place).is_some_and(|leader| {
            let mut batches = leader.log().batches();
            batches.any(|batch| batch.count() > 0)
        })
    };
    count(partitions(world, topic).filter(holds_records).count())
}

/// The consumers that are configured to be in a group, whether or not they run.
fn consumers<'w>(world: &'w World, id: &'w str) -> impl Iterator<Item = NodeId> + 'w {
    let slots = world.slots().filter(move |slot| group_of(slot) == Some(id));
    slots.map(sim::Slot::id)
}

/// The partitions of a topic, by the newest metadata.
fn partitions(world: &World, topic: &str) -> impl Iterator<Item = TopicPartition> {
    let topic = TopicName::from(topic);
    let known = world.metadata().and_then(|image| image.topics.get(&topic));
    let count = known.map_or(0, |known| known.partitions.len());
    (0..)
        .take(count)
        .map(move |number| TopicPartition::new(&topic, number))
}
