//! What the brokers hold: to be shown beside a verdict, never to judge by.

use engine::broker::{Broker, Replica};
use engine::model::TopicPartition;
use sim::{AnyNode, World};

/// The replica that leads a partition: on a running broker, in the newest epoch.
#[must_use]
pub fn leader_log<'w>(world: &'w World, partition: &TopicPartition) -> Option<&'w Replica> {
    brokers(world)
        .filter_map(|broker| broker.replica(partition))
        .filter(|replica| replica.is_leader())
        .max_by_key(|replica| replica.leader_epoch())
}

/// The brokers that run, in the order of their ids.
pub fn brokers(world: &World) -> impl Iterator<Item = &Broker> {
    world
        .slots()
        .filter(|slot| slot.life().is_running())
        .filter_map(|slot| match slot.node() {
            AnyNode::Broker(broker) => Some(&**broker),
            _ => None,
        })
}
