//! The counts of everything, of each producer, of each partition and of each reader.

use std::collections::BTreeMap;

use engine::model::{NodeId, TopicPartition};

use super::Scorecard;
use super::count::{Count, Counts};
use super::notes::{Notes, Scope};
use super::places::Life;
use super::reader::Reader;

/// Whose records some counts are of.
#[derive(Clone, Copy)]
pub(crate) struct Whose<'a> {
    /// Who sent them.
    pub(crate) producer: NodeId,
    /// Where to; `None` where that was never settled.
    pub(crate) partition: Option<&'a TopicPartition>,
    /// Who read them; `None` for what is no matter of readers.
    pub(crate) reader: Option<&'a Reader>,
}

impl Scorecard {
    /// The counts of the whole run.
    #[must_use]
    pub fn total(&self) -> Counts {
        self.counts_where(|_| true)
    }

    /// The counts of a part of it.
    pub(crate) fn counts_where(&self, wanted: impl Fn(Whose<'_>) -> bool) -> Counts {
        let mut sum = Counts::default();
        self.each(|whose, counts| {
            if wanted(whose) {
                sum.add(counts);
            }
        });
        sum
    }

    /// The counts of the whole run or of a part of it.
    #[must_use]
    pub fn counts(&self, scope: &Scope) -> Counts {
        self.counts_where(|whose| match scope {
            Scope::Total => true,
            Scope::Producer(producer) => whose.producer == *producer,
            Scope::Partition(partition) => whose.partition == Some(partition),
            Scope::Reader(reader) => whose.reader == Some(reader),
        })
    }

    /// The counts of the records of each producer, over all its starts.
    #[must_use]
    pub fn producers(&self) -> BTreeMap<NodeId, Counts> {
        let mut producers: BTreeMap<NodeId, Counts> = BTreeMap::new();
        self.each(|whose, counts| {
            if whose.producer != Life::NOBODY.producer {
                producers.entry(whose.producer).or_default().add(counts);
            }
        });
        producers
    }

    /// The counts of each partition.
    #[must_use]
    pub fn partitions(&self) -> BTreeMap<TopicPartition, Counts> {
        let mut partitions: BTreeMap<TopicPartition, Counts> = BTreeMap::new();
        self.each(|whose, counts| {
            if let Some(partition) = whose.partition {
                partitions.entry(partition.clone()).or_default().add(counts);
            }
        });
        partitions
    }

    /// The counts of each reader: a group, or one start of a consumer without a group.
    #[must_use]
    pub fn readers(&self) -> BTreeMap<Reader, Counts> {
        let mut readers: BTreeMap<Reader, Counts> = BTreeMap::new();
        self.each(|whose, counts| {
            if let Some(reader) = whose.reader {
                readers.entry(reader.clone()).or_default().add(counts);
            }
        });
        readers
    }

    /// Notes what is missing, which is known only in the end.
    pub(super) fn note_missing(&self, notes: &mut Notes<'_>) {
        let now_ms = self.now_ms();
        for (place, partition) in &self.partitions {
            notes.about(Some(place));
            for (reader, reading) in &partition.readings {
                let mut missing: Vec<_> = partition.missing(reading, now_ms).collect();
                missing.sort_by_key(|(_, run)| run.offset);
                for (count, run) in missing {
                    notes.take(count, &run, Some(reader));
                }
            }
        }
    }

    fn each(&self, mut add: impl FnMut(Whose<'_>, &Counts)) {
        let now_ms = self.now_ms();
        for (place, partition) in &self.partitions {
            let whose = |life: &Life, reader| Whose {
                producer: life.producer,
                partition: Some(place),
                reader,
            };
            for (life, sends) in &partition.sends {
                add(whose(life, None), &sends.counts);
            }
            for (reader, reading) in &partition.readings {
                for (life, counts) in reading.counts() {
                    add(whose(&life, Some(reader)), counts);
                }
                for (count, run) in partition.missing(reading, now_ms) {
                    add(whose(&run.life, Some(reader)), &one(count));
                }
            }
        }
        for (life, failed) in &self.refused {
            let counts = Counts {
                failed: *failed,
                ..Counts::default()
            };
            let whose = Whose {
                producer: life.producer,
                partition: None,
                reader: None,
            };
            add(whose, &counts);
        }
    }
}

fn one(count: Count) -> Counts {
    let mut counts = Counts::default();
    *counts.get_mut(count) = 1;
    counts
}
