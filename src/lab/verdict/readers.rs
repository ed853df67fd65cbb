//! What consumers saw.

use std::collections::{BTreeMap, BTreeSet};

use engine::client::Observation;
use engine::log::{Origin, Record};
use engine::model::{NodeId, Offset, TopicPartition};
use sim::{NodeKind, World};

use super::ledger::Ledger;
use super::{Anomaly, AnomalyKind};
use crate::history::group_of;

/// Who remembers what was read: a group, whoever its members are; without a group, nothing outlives one start of one
/// consumer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Memory {
    Group(String),
    Start(NodeId, u32),
}

/// What makes two deliveries the same record: the `send()` that made it; without one, its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    Sent(Origin),
    At(TopicPartition, Offset),
}

/// One reader and all that was delivered to it.
#[derive(Debug, Default)]
pub(super) struct Reader {
    name: String,
    /// How many deliveries there were.
    pub(super) delivered: u64,
    seen: BTreeSet<Identity>,
    again: Vec<(TopicPartition, Offset, Option<NodeId>)>,
    /// From where it began to read each partition to where it has come.
    passed: BTreeMap<TopicPartition, (Offset, Offset)>,
}

impl Reader {
    /// Every reader of a run.
    pub(super) fn all(world: &World) -> Vec<Self> {
        let mut readers: BTreeMap<Memory, Self> = BTreeMap::new();
        for entry in world.history() {
            let Some(slot) = world.slot(entry.node) else {
                continue;
            };
            if slot.kind() != NodeKind::Consumer {
                continue;
            }
            let (memory, name) = match group_of(slot) {
                Some(group) => (Memory::Group(group.to_owned()), format!("group {group}")),
                None => (
                    Memory::Start(entry.node, entry.incarnation),
                    format!("{}, start {}", slot.name(), entry.incarnation + 1),
                ),
            };
            let reader = readers.entry(memory).or_insert_with(|| Self {
                name,
                ..Self::default()
            });
            match &entry.observation {
                Observation::Positioned {
                    partition, offset, ..
                } => reader.position(partition, *offset),
                Observation::Polled { partition, records } => {
                    for (offset, record) in records {
                        reader.deliver(partition, *offset, record);
                    }
                }
                _ => {}
            }
        }
        readers.into_values().collect()
    }

    fn position(&mut self, partition: &TopicPartition, offset: Offset) {
        let (from, to) = self
            .passed
            .entry(partition.clone())
            .or_insert((offset, offset));
        *from = (*from).min(offset);
        *to = (*to).max(offset);
    }

    fn deliver(&mut self, partition: &TopicPartition, offset: Offset, record: &Record) {
        self.delivered += 1;
        self.position(partition, offset.plus(1));
        self.position(partition, offset);
        let identity = record
            .origin
            .map_or_else(|| Identity::At(partition.clone(), offset), Identity::Sent);
        if !self.seen.insert(identity) {
            self.again.push((
                partition.clone(),
                offset,
                record.origin.map(|origin| origin.producer),
            ));
        }
    }

    /// Acknowledged records that it passed without getting them.
    pub(super) fn lost<'a>(&'a self, ledger: &'a Ledger) -> impl Iterator<Item = Anomaly> + 'a {
        self.passed.iter().flat_map(move |(partition, (from, to))| {
            let missing = ledger
                .between(partition, *from, *to)
                .filter(|(_, origin)| !self.seen.contains(&Identity::Sent(*origin)));
            missing.map(|(offset, origin)| Anomaly {
                kind: AnomalyKind::LostWrite,
                reader: self.name.clone(),
                producer: Some(origin.producer),
                partition: partition.clone(),
                offset,
            })
        })
    }

    /// Records that it got again.
    pub(super) fn duplicates(&self) -> impl Iterator<Item = Anomaly> + '_ {
        self.again
            .iter()
            .map(|(partition, offset, producer)| Anomaly {
                kind: AnomalyKind::Duplicate,
                reader: self.name.clone(),
                producer: *producer,
                partition: partition.clone(),
                offset: *offset,
            })
    }
}
