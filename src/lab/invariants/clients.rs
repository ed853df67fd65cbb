//! What applications saw, held against what is committed.

use std::sync::Arc;

use engine::client::Observation;
use engine::client::consumer::ConsumerRecord;
use engine::config::Acks;
use engine::log::{Origin, Record, RecordBatch};
use engine::model::{NodeId, Offset, TopicPartition};
use sim::Entry;

use super::lineage::Lineage;
use super::partition::Partition;
use super::{Breach, Cluster, Invariants, Loss};

/// What an application saw of a stretch of a partition.
trait Sighting {
    /// How many records it is about.
    fn count(&self) -> usize;
    /// The offset of one of them.
    fn offset(&self, place: usize) -> Offset;
    /// Whether it is this record of this batch.
    fn is(&self, place: usize, batch: &RecordBatch, record: &Record) -> bool;
    /// What is wrong if that one is not committed; `known` when something else is.
    fn breach(&self, place: usize, known: bool) -> Breach;
    /// What it means if it was committed and is lost.
    fn loss(&self, place: usize) -> Loss;
}

impl Invariants {
    /// Looks at what is new in the history.
    pub(super) fn read_history(&mut self, cluster: &impl Cluster) {
        while let Some(entry) = cluster.history().get(self.history_read) {
            self.history_read += 1;
            self.look_at_entry(cluster, entry);
        }
    }

    fn look_at_entry(&mut self, cluster: &impl Cluster, entry: &Entry) {
        match &entry.observation {
            Observation::Polled {
                partition, records, ..
            } => {
                let polled = Polled {
                    consumer: entry.node,
                    records: records.iter().collect(),
                };
                self.judge(partition, &polled);
            }
            Observation::Acknowledged {
                numbers,
                partition,
                base_offset,
            } if *base_offset >= Offset::ZERO && cluster.acks(entry.node) == Some(Acks::All) => {
                let acknowledged = Acknowledged {
                    base_offset: *base_offset,
                    first: Origin {
                        producer: entry.node,
                        incarnation: entry.incarnation,
                        number: numbers.start,
                    },
                    count: numbers.end - numbers.start,
                };
                self.judge(partition, &acknowledged);
            }
            Observation::Assigned(partitions) => {
                if let Some(member) = cluster.member(entry.node) {
                    self.groups.assigned(&member, partitions, &mut self.report);
                }
            }
            Observation::Committed(offsets) if Some(entry.step) >= self.began => {
                if let Some(member) = cluster.member(entry.node) {
                    self.judge_commit(entry.node, member.group, offsets);
                }
            }
            _ => {}
        }
    }

    /// What a consumer was told to be stored is committed in `__consumer_offsets`.
    fn judge_commit(
        &mut self,
        consumer: NodeId,
        group: &Arc<str>,
        offsets: &[(TopicPartition, Offset)],
    ) {
        for (partition, offset) in offsets {
            let mut stored = self.partitions.values().map(|partition| &partition.stored);
            if !stored.any(|stored| stored.knows(group, partition, *offset)) {
                let breach = Breach::CommitNotStored {
                    consumer,
                    offset: *offset,
                };
                self.report.breach(partition, breach);
            }
        }
    }

    /// Looks for what was seen in everything that is or was committed under that name.
    fn judge(&mut self, name: &TopicPartition, sighting: &impl Sighting) {
        let keys = self.names.get(name).map_or(&[][..], Vec::as_slice);
        let lives: Vec<&Partition> = keys
            .iter()
            .rev()
            .filter_map(|key| self.partitions.get(key))
            .collect();
        let lineages = || {
            lives.iter().flat_map(|partition| {
                let lineages = partition.lineages.newest_first();
                lineages.map(move |lineage| (*partition, lineage))
            })
        };
        if lineages().next().is_none() {
            return;
        }
        let mut place = 0;
        while place < sighting.count() {
            let agreeing = |(partition, lineage): (&Partition, &Lineage)| {
                agreeing(partition, lineage, sighting, place)
            };
            let Some((at, count)) = lineages()
                .map(agreeing)
                .enumerate()
                .find(|(_, count)| *count > 0)
            else {
                let offset = sighting.offset(place);
                let known = lineages().any(|(_, lineage)| offset < lineage.log.end());
                self.report.breach(name, sighting.breach(place, known));
                place += 1;
                continue;
            };
            // What a later lineage lacks, its first leader lacked.
            let excuse = lineages()
                .take(at)
                .find_map(|(_, lineage)| lineage.excuse.clone());
            if let Some(allowed) = excuse {
                self.report.finding(name, sighting.loss(place), allowed);
            }
            place += count;
        }
    }
}

fn agreeing(
    partition: &Partition,
    lineage: &Lineage,
    sighting: &impl Sighting,
    from: usize,
) -> usize {
    let wanted = (from..sighting.count()).map(|place| (sighting.offset(place), place));
    lineage
        .log
        .count_agreeing(wanted, partition.compacts, |batch, record, place| {
            sighting.is(*place, batch, record)
        })
}

/// `poll()` returned these.
struct Polled<'a> {
    consumer: NodeId,
    records: Vec<ConsumerRecord<'a>>,
}

impl Sighting for Polled<'_> {
    fn count(&self) -> usize {
        self.records.len()
    }

    fn offset(&self, place: usize) -> Offset {
        self.records[place].offset
    }

    fn is(&self, place: usize, batch: &RecordBatch, record: &Record) -> bool {
        let ConsumerRecord {
            timestamp,
            record: seen,
            ..
        } = &self.records[place];
        // With LogAppendTime the timestamp is that of the batch.
        *timestamp == batch.timestamp_of(record)
            && seen.origin == record.origin
            && seen.key == record.key
            && seen.value == record.value
            && seen.headers == record.headers
    }

    fn breach(&self, place: usize, known: bool) -> Breach {
        let (consumer, offset) = (self.consumer, self.offset(place));
        if known {
            Breach::ReadSomethingElse { consumer, offset }
        } else {
            Breach::ReadNotCommitted { consumer, offset }
        }
    }

    fn loss(&self, place: usize) -> Loss {
        Loss::Read {
            consumer: self.consumer,
            offset: self.offset(place),
        }
    }
}

/// A producer with `acks=all` was told so.
struct Acknowledged {
    base_offset: Offset,
    first: Origin,
    count: u64,
}

impl Sighting for Acknowledged {
    fn count(&self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX)
    }

    fn offset(&self, place: usize) -> Offset {
        self.base_offset.plus(place as i64)
    }

    fn is(&self, place: usize, _: &RecordBatch, record: &Record) -> bool {
        let number = self.first.number + place as u64;
        record.origin
            == Some(Origin {
                number,
                ..self.first
            })
    }

    fn breach(&self, place: usize, _: bool) -> Breach {
        Breach::AcknowledgedNotCommitted {
            producer: self.first.producer,
            offset: self.offset(place),
        }
    }

    fn loss(&self, place: usize) -> Loss {
        Loss::Acknowledged {
            producer: self.first.producer,
            offset: self.offset(place),
        }
    }
}
