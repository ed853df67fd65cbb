//! What the applications on consumers printed, read from the client history.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::client::Observation;
use engine::client::consumer::ConsumerRecord;
use engine::client::serdes::Deserialized;
use engine::log::Record;
use engine::model::{Instant, NodeId, Offset, Payload, Timestamp, TopicPartition};
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
    /// What the application was given of it, where its deserializers do not leave it at bytes.
    pub said: Option<&'a Deserialized>,
}

impl Printed<'_> {
    /// The key that the application was given.
    #[must_use]
    pub fn key(&self) -> Option<&Payload> {
        match self.said {
            Some(said) => said.key.as_ref(),
            None => self.record.key.as_ref(),
        }
    }

    /// The value that the application was given.
    #[must_use]
    pub fn value(&self) -> Option<&Payload> {
        match self.said {
            Some(said) => said.value.as_ref(),
            None => self.record.value.as_ref(),
        }
    }
}

/// Everything that a consumer's application has printed so far, in order, over all its starts.
#[must_use]
pub fn printed(world: &World, consumer: NodeId) -> Vec<Printed<'_>> {
    let mut polled: BTreeMap<
        (&TopicPartition, Offset),
        (ConsumerRecord<'_>, Option<&Deserialized>),
    > = BTreeMap::new();
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
            Observation::Polled {
                partition,
                records,
                said,
            } => {
                let records = records.iter().enumerate();
                polled.extend(
                    records.map(|(index, at)| ((partition, at.offset), (at, said.get(index)))),
                );
            }
            Observation::Processed { partition, offsets } => {
                let processed = polled.range((partition, offsets.start)..(partition, offsets.end));
                printed.extend(processed.map(|((partition, offset), (at, said))| Printed {
                    at: entry.at,
                    incarnation,
                    partition,
                    offset: *offset,
                    timestamp: at.timestamp,
                    record: at.record.clone(),
                    said: *said,
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
