//! Taking in a history.

use std::ops::Range;

use engine::client::Observation;
use engine::client::consumer::ConsumerRecords;
use engine::model::{Offset, TopicPartition};
use sim::{Entry, World};

use super::notes::Notes;
use super::partition::Partition;
use super::places::{Life, Run};
use super::reader::{Consumer, Reader};
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

    fn take_entry(&mut self, world: &World, entry: &Entry, notes: &mut Notes<'_>) {
        let life = Life::of(entry);
        match &entry.observation {
            Observation::Sent {
                numbers,
                partition,
                key,
                is_tombstone,
            } => {
                notes.about(Some(partition));
                let known = self.partition(partition);
                known.sent(&Run::unplaced(life, numbers), notes);
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
                self.partition(partition).acknowledge(&run, notes);
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
            Observation::Polled { partition, records } => {
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
            Observation::Positioned {
                partition,
                offset,
                by,
            } => {
                let now_ms = self.now_ms();
                let Some(consumer) = self.consumer(world, entry) else {
                    return;
                };
                let known = self.partition(partition);
                let jump = consumer.jump(*by, &known.rule, now_ms);
                known.position(unsigned(*offset), jump, &consumer.reader(entry.incarnation));
            }
            _ => {}
        }
    }

    fn handled(
        &mut self,
        world: &World,
        entry: &Entry,
        (partition, offsets): (&TopicPartition, Range<Offset>),
        how: Option<Handling>,
        notes: &mut Notes<'_>,
    ) {
        let Some(consumer) = self.consumer(world, entry) else {
            return;
        };
        let reader = consumer.reader(entry.incarnation);
        let how = how.unwrap_or_else(|| consumer.processes());
        notes.about(Some(partition));
        let offsets = unsigned(offsets.start)..unsigned(offsets.end);
        let start = (entry.node, entry.incarnation);
        self.partition(partition)
            .handle(&offsets, how, &reader, start, notes);
    }

    /// What is known of a partition.
    pub(super) fn partition(&mut self, place: &TopicPartition) -> &mut Partition {
        let topics = &self.topics;
        self.partitions
            .entry(place.clone())
            .or_insert_with(|| Partition::of(topics.rule(&place.topic)))
    }

    /// Whoever saw this, if it is a consumer. What the lab says of it is looked up once.
    fn consumer(&mut self, world: &World, entry: &Entry) -> Option<Consumer> {
        if let Some(known) = self.consumers.get(&entry.node) {
            return Some(known.clone());
        }
        let consumer = Consumer::of(world, entry.node)?;
        self.consumers.insert(entry.node, consumer.clone());
        Some(consumer)
    }

    fn reader(&mut self, world: &World, entry: &Entry) -> Option<Reader> {
        let consumer = self.consumer(world, entry)?;
        Some(consumer.reader(entry.incarnation))
    }

    /// How long the run had gone on when the last of this was seen.
    pub(super) const fn now_ms(&self) -> u64 {
        self.at.0 / 1_000
    }
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
