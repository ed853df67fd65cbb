//! What transactions decide: which sends were promised, and whether what was read took effect.

use engine::model::{Offset, TopicPartition};
use sim::{Entry, World};

use super::Scorecard;
use super::notes::Notes;
use super::partition::Application;
use super::places::Life;
use super::reader::Effective;
use super::take::{partition_in, unsigned};
use crate::transactions::{Start, Turn};

impl Scorecard {
    /// A call about transactions was made, or has returned.
    pub(super) fn transacted(&mut self, world: &World, entry: &Entry, notes: &mut Notes<'_>) {
        for (start, turn) in self.transactions.take(world, entry) {
            match turn {
                Turn::Begun => {}
                Turn::Committed => self.ended(world, start, true, notes),
                Turn::Aborted => self.ended(world, start, false, notes),
                // What it has sent stays open. What it has read, whoever is given the partition next tells.
                Turn::Unknown => drop(self.touched.remove(&Life::from(start))),
            }
        }
    }

    /// The transaction of a start is committed or aborted.
    fn ended(&mut self, world: &World, start: Start, is_committed: bool, notes: &mut Notes<'_>) {
        let life = Life::from(start);
        let consumer = self.consumer(world, start.0);
        for place in self.touched.remove(&life).unwrap_or_default() {
            notes.about(Some(&place));
            let known = partition_in(&mut self.partitions, &self.topics, &place);
            if is_committed {
                known.commit(life, notes);
            } else {
                known.abort(life, notes);
            }
            let Some(consumer) = &consumer else {
                continue;
            };
            let application = Application {
                reader: &consumer.reader(start.1),
                start,
                how: consumer.processes(),
            };
            if is_committed {
                known.written(None, &application, &mut self.results, notes);
            } else {
                known.given_up(&application);
            }
        }
    }

    /// What came of a record is where its application writes.
    pub(super) fn written(
        &mut self,
        world: &World,
        entry: &Entry,
        partition: &TopicPartition,
        offset: Offset,
        notes: &mut Notes<'_>,
    ) {
        let consumer = self.consumer(world, entry.node);
        let Some(consumer) = consumer.filter(|c| c.takes_effect == Effective::WithWrite) else {
            return;
        };
        notes.about(Some(partition));
        let application = Application {
            reader: &consumer.reader(entry.incarnation),
            start: (entry.node, entry.incarnation),
            how: consumer.processes(),
        };
        let offsets = unsigned(offset)..unsigned(offset.plus(1));
        let known = partition_in(&mut self.partitions, &self.topics, partition);
        known.written(Some(&offsets), &application, &mut self.results, notes);
    }

    /// A start has to do with a partition until its transaction ends.
    pub(super) fn touch(&mut self, life: Life, partition: &TopicPartition) {
        let touched = self.touched.entry(life).or_default();
        if !touched.contains(partition) {
            touched.insert(partition.clone());
        }
    }
}
