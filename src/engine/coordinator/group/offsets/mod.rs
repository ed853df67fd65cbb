//! Committed offsets (`OffsetMetadataManager`).

mod commit;
mod delete;
mod expire;
mod fetch;
mod transactional;

pub(super) use commit::refused as commit_refused;
pub(super) use delete::{refused as delete_refused, tombstone};
pub(super) use fetch::refused as fetch_refused;

use std::collections::VecDeque;
use std::ops::Bound;
use std::sync::Arc;

use crate::model::{LeaderEpoch, Offset, Timestamp, TopicName, TopicPartition};
use crate::protocol::CommittedOffset;

/// A committed offset, as its record has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OffsetAndMetadata {
    /// The next offset to read.
    pub offset: Offset,
    /// The leader epoch of the last record read, -1 for none (KIP-320).
    pub leader_epoch: LeaderEpoch,
    /// Text of the application's.
    pub metadata: Arc<str>,
    /// When it was committed, by the coordinator's wall clock.
    pub commit_timestamp: Timestamp,
    /// When it expires, if the commit said so itself.
    pub expire_timestamp: Option<Timestamp>,
}

impl OffsetAndMetadata {
    fn fetched(&self) -> CommittedOffset {
        CommittedOffset {
            offset: self.offset,
            leader_epoch: self.leader_epoch,
            metadata: Arc::clone(&self.metadata),
        }
    }
}

type Key = (Arc<str>, TopicPartition);

/// An offset, and where in the log it was stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Stored {
    at: Offset,
    value: OffsetAndMetadata,
}

type Table = imbl::OrdMap<Key, Arc<Stored>>;

/// The offsets of a partition of `__consumer_offsets`: as they were written last, and as they were when what is committed
/// by now was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Offsets {
    written: Table,
    committed: Table,
    /// Of transactions that have not ended, by producer id.
    pending: imbl::OrdMap<i64, Table>,
    /// What was written up to an offset of the log that is not known to be committed; the oldest first.
    uncommitted: VecDeque<(Offset, Table)>,
}

impl Offsets {
    /// Takes in the record at an offset of the log: an offset, or a tombstone, which ends what is pending too.
    pub fn replay(
        &mut self,
        key: Key,
        value: Option<&OffsetAndMetadata>,
        at: Offset,
        producer: Option<i64>,
    ) {
        let Some(value) = value.cloned() else {
            self.written.remove(&key);
            self.remove_pending(&key);
            return;
        };
        let table = match producer {
            None => &mut self.written,
            Some(producer) => self.pending.entry(producer).or_default(),
        };
        table.insert(key, Arc::new(Stored { at, value }));
    }

    /// The transaction of a producer ended: what it stored counts, unless something was stored after it, or is forgotten.
    pub fn end_transaction(&mut self, producer: i64, committed: bool) {
        let Some(pending) = self.pending.remove(&producer).filter(|_| committed) else {
            return;
        };
        for (key, stored) in pending {
            let later = |known: &Arc<Stored>| known.at > stored.at;
            if !self.written.get(&key).is_some_and(later) {
                self.written.insert(key, stored);
            }
        }
    }

    /// Whether a transaction that has not ended stores an offset of a partition.
    pub fn is_pending(&self, group: &Arc<str>, partition: &TopicPartition) -> bool {
        let mut pending = self.pending.values();
        !self.pending.is_empty() && {
            let key = (Arc::clone(group), partition.clone());
            pending.any(|table| table.contains_key(&key))
        }
    }

    /// The partitions of a group of which transactions that have not ended store offsets.
    pub fn pending_of(&self, group: &str) -> impl Iterator<Item = &TopicPartition> {
        let keys = self.pending.values().flat_map(imbl::OrdMap::keys);
        keys.filter(move |(of, _)| **of == *group)
            .map(|(_, partition)| partition)
    }

    fn remove_pending(&mut self, key: &Key) {
        let producers: Vec<i64> = self.pending.keys().copied().collect();
        for producer in producers {
            if let Some(table) = self.pending.get_mut(&producer) {
                table.remove(key);
            }
        }
    }

    /// What is written now ends at this offset of the log.
    pub fn written_to(&mut self, end: Offset) {
        self.uncommitted.push_back((end, self.written.clone()));
    }

    /// Whatever ends at this offset or before is committed.
    pub fn committed_to(&mut self, high_watermark: Offset) {
        while let Some((_, offsets)) = self
            .uncommitted
            .pop_front_if(|(end, _)| *end <= high_watermark)
        {
            self.committed = offsets;
        }
    }

    /// Whether that would be news.
    pub fn would_commit(&self, high_watermark: Offset) -> bool {
        let oldest = self.uncommitted.front();
        oldest.is_some_and(|(end, _)| *end <= high_watermark)
    }

    fn get(&self, group: &str, partition: &TopicPartition) -> Option<&OffsetAndMetadata> {
        self.written
            .get(&(Arc::from(group), partition.clone()))
            .map(|stored| &stored.value)
    }

    /// A group's offsets as they were written last, by partition.
    pub fn of_group(
        &self,
        group: &str,
    ) -> impl Iterator<Item = (&TopicPartition, &OffsetAndMetadata)> + use<'_> {
        of_group(&self.written, group)
    }

    /// Everything as it was written last.
    fn all(&self) -> impl Iterator<Item = (&Key, &OffsetAndMetadata)> {
        self.written
            .iter()
            .map(|(key, stored)| (key, &stored.value))
    }

    pub fn len(&self) -> u64 {
        self.written.len() as u64
    }

    /// What a reader sees that waits for what is being written, or one that does not.
    fn read(&self, stable: bool) -> &Table {
        if stable {
            &self.written
        } else {
            &self.committed
        }
    }
}

fn of_group<'a>(
    offsets: &'a Table,
    group: &str,
) -> impl Iterator<Item = (&'a TopicPartition, &'a OffsetAndMetadata)> + use<'a> {
    let group: Arc<str> = Arc::from(group);
    let before = TopicPartition::new(&TopicName::from(""), i32::MIN);
    let from = Bound::Included((Arc::clone(&group), before));
    offsets
        .range((from, Bound::Unbounded))
        .take_while(move |((of, _), _)| *of == group)
        .map(|((_, partition), stored)| (partition, &stored.value))
}

impl super::Shard {
    /// What a group has committed of a partition, in the newest record that was written.
    #[must_use]
    pub fn committed(&self, group: &str, partition: &TopicPartition) -> Option<&OffsetAndMetadata> {
        self.offsets.get(group, partition)
    }

    /// Everything that a group has committed, in the newest records that were written.
    pub fn offsets(
        &self,
        group: &str,
    ) -> impl Iterator<Item = (&TopicPartition, &OffsetAndMetadata)> + use<'_> {
        self.offsets.of_group(group)
    }
}
