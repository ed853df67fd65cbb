//! What consumers saw.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use engine::client::{Observation, PositionedBy};
use engine::config::OffsetReset;
use engine::log::{Origin, Record};
use engine::model::{NodeId, Offset, TopicPartition};
use sim::{AnyNode, NodeKind, Slot, World};

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
    /// What was no longer in the log when it came there.
    gone: BTreeMap<TopicPartition, Vec<Range<Offset>>>,
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
                    partition,
                    offset,
                    by,
                } => {
                    if *by == PositionedBy::Reset && resets_to_the_start(slot) {
                        reader.start_again(partition, *offset);
                    }
                    reader.position(partition, *offset);
                }
                Observation::Polled { partition, records } => {
                    for at in records.iter() {
                        reader.deliver(partition, at.offset, at.record);
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

    /// The log begins here now, it was told. If it had not come so far, then what it still wanted has been deleted.
    fn start_again(&mut self, partition: &TopicPartition, log_start: Offset) {
        if let Some((_, to)) = self.passed.get(partition)
            && *to < log_start
        {
            let gone = self.gone.entry(partition.clone()).or_default();
            gone.push(*to..log_start);
        }
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

    /// Acknowledged records that it passed without getting them, though they had not expired.
    pub(super) fn lost<'a>(&'a self, ledger: &'a Ledger) -> impl Iterator<Item = Anomaly> + 'a {
        let missing = self.missing(ledger);
        let missing = missing.filter(|(partition, offset, _)| !self.is_gone(partition, *offset));
        missing.map(|(partition, offset, origin)| Anomaly {
            kind: AnomalyKind::LostWrite,
            reader: self.name.clone(),
            producer: Some(origin.producer),
            partition: partition.clone(),
            offset,
        })
    }

    /// How many acknowledged records had expired when it came to them.
    pub(super) fn expired(&self, ledger: &Ledger) -> u64 {
        self.missing(ledger)
            .filter(|(partition, offset, _)| self.is_gone(partition, *offset))
            .count() as u64
    }

    fn missing<'a>(
        &'a self,
        ledger: &'a Ledger,
    ) -> impl Iterator<Item = (&'a TopicPartition, Offset, Origin)> {
        self.passed.iter().flat_map(move |(partition, (from, to))| {
            let acknowledged = ledger.between(partition, *from, *to);
            let missing =
                acknowledged.filter(|(_, origin)| !self.seen.contains(&Identity::Sent(*origin)));
            missing.map(move |(offset, origin)| (partition, offset, origin))
        })
    }

    fn is_gone(&self, partition: &TopicPartition, offset: Offset) -> bool {
        let gone = self.gone.get(partition);
        gone.is_some_and(|gone| gone.iter().any(|range| range.contains(&offset)))
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

/// Whether `auto.offset.reset` sends a consumer to the start of the log, so that its new position says where that is.
fn resets_to_the_start(slot: &Slot) -> bool {
    match slot.node() {
        AnyNode::Consumer(node) => {
            node.consumer().setup().config.auto_offset_reset == OffsetReset::Earliest
        }
        _ => false,
    }
}
