//! The offsets that groups have ever committed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::coordinator::group::GroupRecord;
use engine::log::RecordBatch;
use engine::model::{Offset, TopicPartition};

/// Every offset that was ever committed in a partition of `__consumer_offsets`, by group and partition.
#[derive(Clone, Debug, Default)]
pub(super) struct Stored(BTreeMap<(Arc<str>, TopicPartition), BTreeSet<Offset>>);

impl Stored {
    /// These records are committed.
    pub(super) fn take_in<'a>(&mut self, batches: impl Iterator<Item = &'a RecordBatch>) {
        let records = batches.flat_map(RecordBatch::records);
        for record in records.filter_map(|(_, record)| GroupRecord::decode(&record)) {
            if let GroupRecord::Offset {
                group,
                partition,
                committed: Some(committed),
            } = record
            {
                let offsets = self.0.entry((group, partition)).or_default();
                offsets.insert(committed.offset);
            }
        }
    }

    /// Whether a group has ever committed an offset of a partition.
    pub(super) fn knows(
        &self,
        group: &Arc<str>,
        partition: &TopicPartition,
        offset: Offset,
    ) -> bool {
        let place = (Arc::clone(group), partition.clone());
        self.0
            .get(&place)
            .is_some_and(|offsets| offsets.contains(&offset))
    }
}
