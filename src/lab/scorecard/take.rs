//! Taking in a history.

use std::ops::Range;

use engine::client::consumer::ConsumerRecords;
use engine::client::{Observation, PositionedBy};
use engine::model::{NodeId, Offset, TopicPartition};
use imbl::OrdMap;
use sim::{Entry, World};

use super::notes::Notes;
use super::partition::{Application, Partition};
use super::places::{Life, Run};
use super::reader::{Consumer, Effective, Reader};
use super::reading::Handling;
use super::topics::Topics;
use super::{Count, Scorecard};

impl Scorecard {
    /// Takes in what is new in the history.
    pub(super) fn take(&mut self, world: &World, notes: &mut Notes<'_>) {
        if self.seen == 0 {
            self.topics = Topics::of(world);
        }
        while let Some(entry) = world.history().get(self.seen) {
            self.at = entry.at;
            self.seen += 1;
            self.take_entry(world, entry, notes);
        }
    }

    pub(super) fn take_entry(&mut self, world: &World, entry: &Entry, notes: &mut Notes<'_>) {
        let life = Life::of(entry);
        match &entry.observation {
            Observation::Sent {
                numbers,
                partition,
                key,
                is_tombstone,
            } => {
                notes.about(Some(partition));
                let run = Run::unplaced(life, numbers);
                let is_transactional = self.transactions.has(entry.node);
                if is_transactional {
                    self.touch(life, partition);
                }
                let known = self.partition(partition);
                if is_transactional {
                    known.sent_in_transaction(&run, notes);
                } else {
                    known.sent(&run, notes);
                }
                if known.rule.compacts
                    && let Some(key) = key
                {
                    known.keys.sent(life, numbers, key, *is_tombstone);
                }
            }
            Observation::Acknowledged {
                numbers,
                partition,
                base_offset,
            } => {
                notes.about(Some(partition));
                let run = acknowledged(life, numbers, *base_offset);
                if self.transactions.has(entry.node) {
                    self.partition(partition).stored_in_transaction(&run, notes);
                } else {
                    self.partition(partition).acknowledge(&run, notes);
                }
            }
            Observation::Committing | Observation::Transaction { .. } => {
                self.transacted(world, entry, notes);
            }
            Observation::Failed {
                numbers,
                partition,
                maybe_written,
                ..
            } => {
                notes.about(partition.as_ref());
                let run = Run::unplaced(life, numbers);
                match partition {
                    Some(partition) => self.partition(partition).fail(&run, !maybe_written, notes),
                    None => {
                        *self.refused.entry(life).or_default() += run.count;
                        notes.take(Count::Failed, &run, None);
                    }
                }
            }
            Observation::Administered {
                command, outcomes, ..
            } => self.administered(world, command, outcomes),
            _ => self.take_reading(world, entry, notes),
        }
    }

    fn take_reading(&mut self, world: &World, entry: &Entry, notes: &mut Notes<'_>) {
        match &entry.observation {
            Observation::Polled {
                partition, records, ..
            } => {
                let Some(reader) = self.reader(world, entry) else {
                    return;
                };
                notes.about(Some(partition));
                let known = self.partition(partition);
                let start = (entry.node, entry.incarnation);
                for run in runs(records) {
                    known.deliver(&run, &reader, start, notes);
                }
            }
            Observation::Processed { partition, offsets } => {
                self.handled(world, entry, (partition, offsets.clone()), None, notes);
            }
            Observation::Recognised { partition, offset } => {
                let offsets = *offset..offset.plus(1);
                let how = Some(Handling::Recognised);
                self.handled(world, entry, (partition, offsets), how, notes);
            }
            Observation::Written { partition, offset } => {
                self.written(world, entry, partition, *offset, notes);
            }
            Observation::Made {
                number,
                partition,
                offset,
            } => {
                if let Some(reader) = self.reader(world, entry) {
                    let source = (reader, partition.clone());
                    self.results
                        .made(Life::of(entry), *number, source, unsigned(*offset));
                }
            }
            Observation::Positioned {
                partition,
                offset,
                by,
            } => self.positioned(world, entry, partition, (*offset, *by), notes),
            _ => {}
        }
    }

    fn positioned(
        &mut self,
        world: &World,
        entry: &Entry,
        partition: &TopicPartition,
        (offset, by): (Offset, PositionedBy),
        notes: &mut Notes<'_>,
    ) {
        let now_ms = self.now_ms();
        let Some(consumer) = self.consumer(world, entry.node) else {
            return;
        };
        notes.about(Some(partition));
        let reader = consumer.reader(entry.incarnation);
        let known = partition_in(&mut self.partitions, &self.topics, partition);
        if let Some(before) = consumer.effective_before(by, unsigned(offset)) {
            let application = Application {
                reader: &reader,
                start: (entry.node, entry.incarnation),
                how: consumer.processes(),
            };
            let transactions = &self.transactions;
            known.effective_before(before, &application, transactions, &mut self.results, notes);
        }
        let jump = consumer.jump(by, &known.rule, now_ms);
        known.position(unsigned(offset), jump, &reader);
    }

    fn handled(
        &mut self,
        world: &World,
        entry: &Entry,
        (partition, offsets): (&TopicPartition, Range<Offset>),
        how: Option<Handling>,
        notes: &mut Notes<'_>,
    ) {
        let Some(consumer) = self.consumer(world, entry.node) else {
            return;
        };
        let reader = consumer.reader(entry.incarnation);
        let how = how.unwrap_or_else(|| consumer.processes());
        notes.about(Some(partition));
        let offsets = unsigned(offsets.start)..unsigned(offsets.end);
        let waits = how != Handling::Recognised && consumer.takes_effect != Effective::AtOnce;
        if consumer.takes_effect == Effective::WithTransaction {
            self.touch(Life::of(entry), partition);
        }
        let application = Application {
            reader: &reader,
            start: (entry.node, entry.incarnation),
            how,
        };
        let known = partition_in(&mut self.partitions, &self.topics, partition);
        if waits {
            known.process(&offsets, &application, notes);
        } else {
            known.handle(&offsets, &application, &mut self.results, notes);
        }
    }

    /// What is known of a partition.
    pub(super) fn partition(&mut self, place: &TopicPartition) -> &mut Partition {
        partition_in(&mut self.partitions, &self.topics, place)
    }

    /// A node, if it is a consumer. What the lab says of it is looked up once.
    pub(super) fn consumer(&mut self, world: &World, node: NodeId) -> Option<Consumer> {
        if let Some(known) = self.consumers.get(&node) {
            return Some(known.clone());
        }
        let consumer = Consumer::of(world, node)?;
        self.consumers.insert(node, consumer.clone());
        Some(consumer)
    }

    fn reader(&mut self, world: &World, entry: &Entry) -> Option<Reader> {
        let consumer = self.consumer(world, entry.node)?;
        Some(consumer.reader(entry.incarnation))
    }

    /// How long the run had gone on when the last of this was seen.
    pub(super) const fn now_ms(&self) -> u64 {
        self.at.0 / 1_000
    }
}

/// What is known of a partition, when the rest of the scorecard is needed as well.
pub(super) fn partition_in<'a>(
    partitions: &'a mut OrdMap<TopicPartition, Partition>,
    topics: &Topics,
    place: &TopicPartition,
) -> &'a mut Partition {
    partitions
        .entry(place.clone())
        .or_insert_with(|| Partition::of(topics.rule(&place.topic)))
}

/// Where sends stand, as their producer was told; with `acks=0` it is not told.
pub(super) fn acknowledged(life: Life, numbers: &Range<u64>, base_offset: Offset) -> Run {
    Run {
        offset: u64::try_from(base_offset.0).unwrap_or(Run::NOWHERE),
        ..Run::unplaced(life, numbers)
    }
}

/// What a poll returned, in as few runs as may be.
fn runs(records: &ConsumerRecords) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for at in records.iter() {
        let one = Run::one(at.offset, at.record.origin);
        match runs.last_mut() {
            Some(last) if last.goes_on(&one) => last.count += 1,
            _ => runs.push(one),
        }
    }
    runs
}

/// An offset as the number that it is; consumers and brokers have none below 0.
pub(super) fn unsigned(offset: Offset) -> u64 {
    u64::try_from(offset.0).unwrap_or(0)
}
