//! What the applications on consumers printed, read from the client history.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::client::Observation;
use engine::client::consumer::ConsumerRecord;
use engine::log::Record;
use engine::model::{Instant, NodeId, Offset, Timestamp, TopicPartition};
use sim::{AnyNode, World};

/// One record that a consumer's application has processed: in these labs, printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed<'a> {
    /// When.
    pub at: Instant,
    /// In which start of the consumer, from 0.
    pub incarnation: u32,
    /// Where the record is.
    pub partition: &'a TopicPartition,
    /// Its offset.
    pub offset: Offset,
    /// Its timestamp.
    pub timestamp: Timestamp,
    /// The record.
    pub record: Cow<'a, Record>,
}

/// Everything that a consumer's application has printed so far, in order, over all its starts.
#[must_use]
pub fn printed(world: &World, consumer: NodeId) -> Vec<Printed<'_>> {
    let mut polled: BTreeMap<(&TopicPartition, Offset), ConsumerRecord<'_>> = BTreeMap::new();
    let mut printed = Vec::new();
    let mut incarnation = 0;
    for entry in world
        .history()
        .iter()
        .filter(|entry| entry.node == consumer)
    {
        if entry.incarnation != incarnation {
            incarnation = entry.incarnation;
            polled.clear();
        }
        match &entry.observation {
            Observation::Polled { partition, records } => {
                polled.extend(records.iter().map(|at| ((partition, at.offset), at)));
            }
            Observation::Processed { partition, offsets } => {
                let processed = polled.range((partition, offsets.start)..(partition, offsets.end));
                printed.extend(processed.map(|((partition, offset), at)| Printed {
                    at: entry.at,
                    incarnation,
                    partition,
                    offset: *offset,
                    timestamp: at.timestamp,
                    record: at.record.clone(),
                }));
            }
            _ => {}
        }
    }
    printed
}

/// The same, since the consumer's last start.
#[must_use]
pub fn printed_since_start(world: &World, consumer: NodeId) -> Vec<Printed<'_>> {
    let Some(slot) = world.slot(consumer) else {
        return Vec::new();
    };
    let mut all = printed(world, consumer);
    all.retain(|one| one.incarnation == slot.incarnation());
    all
}

/// The `group.id` of a node, if it is a consumer that has one.
#[must_use]
pub fn group_of(slot: &sim::Slot) -> Option<&str> {
    match slot.node() {
        AnyNode::Consumer(node) => node.consumer().setup().config.group_id.as_deref(),
        _ => None,
    }
}

/// The node of a name.
#[must_use]
pub fn node_named(world: &World, name: &str) -> Option<NodeId> {
    world
        .slots()
        .find(|slot| **slot.name() == *name)
        .map(sim::Slot::id)
}
