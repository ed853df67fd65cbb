//! The operating system's page cache, from which most readers are served.

use imbl::{OrdMap, Vector};

use super::Slice;
use crate::model::{Offset, TopicPartition};

/// What of all logs of a broker is in memory: the bytes that were written last. A reader at the end of a log finds
/// them there; one that is far behind has to wait for the disk. What such a reader brings in is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PageCache {
    capacity: u64,
    bytes: u64,
    /// What is in it, oldest first: whose, the offset after it, its bytes.
    pages: Vector<(TopicPartition, Offset, u32)>,
    /// Where the part in memory begins, of logs of which not everything is.
    warm_from: OrdMap<TopicPartition, Offset>,
}

impl PageCache {
    /// An empty cache of so many bytes.
    #[must_use]
    pub fn new(capacity: u64) -> Self {
        Self {
            capacity,
            bytes: 0,
            pages: Vector::new(),
            warm_from: OrdMap::new(),
        }
    }

    /// Nothing of a log is in memory: its process has just found it on the disk, and it ends at `log_end_offset`.
    pub fn found(&mut self, partition: &TopicPartition, log_end_offset: Offset) {
        self.warm_from.insert(partition.clone(), log_end_offset);
    }

    /// A batch of so many bytes was appended, which ends before `next_offset`. It pushes the oldest out.
    pub fn appended(&mut self, partition: &TopicPartition, next_offset: Offset, bytes: u32) {
        self.bytes += u64::from(bytes);
        self.pages
            .push_back((partition.clone(), next_offset, bytes));
        while self.bytes > self.capacity
            && let Some((partition, next_offset, bytes)) = self.pages.pop_front()
        {
            self.bytes -= u64::from(bytes);
            self.warm_from.insert(partition, next_offset);
        }
    }

    /// How many bytes of what a reader is given have to come from the disk.
    #[must_use]
    pub fn misses(&self, partition: &TopicPartition, slice: &Slice) -> u64 {
        let Some(warm_from) = self.warm_from.get(partition) else {
            return 0;
        };
        let batches = slice.batches.iter();
        let cold = batches.take_while(|batch| batch.base_offset < *warm_from);
        cold.map(|batch| u64::from(batch.size())).sum()
    }

    /// The log is gone.
    pub fn forget(&mut self, partition: &TopicPartition) {
        self.warm_from.remove(partition);
    }
}
