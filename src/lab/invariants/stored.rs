//! The offsets that groups have ever committed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::coordinator::group::GroupRecord;
use engine::log::{ControlRecordType, RecordBatch};
use engine::model::{Offset, TopicPartition};

type Place = (Arc<str>, TopicPartition);

/// Every offset that was ever committed in a partition of `__consumer_offsets`, by group and partition.
#[derive(Clone, Debug, Default)]
pub(super) struct Stored {
    offsets: BTreeMap<Place, BTreeSet<Offset>>,
    /// Of transactions that have not ended, by producer id.
    pending: BTreeMap<i64, Vec<(Place, Offset)>>,
}

impl Stored {
    /// These records are committed.
    pub(super) fn take_in<'a>(&mut self, batches: impl Iterator<Item = &'a RecordBatch>) {
        for batch in batches {
            let producer = batch.producer_id();
            if let Some(marker) = batch.end_transaction_marker() {
                let decided = self.pending.remove(&producer).unwrap_or_default();
                if marker.control_type == ControlRecordType::Commit {
                    self.store(decided);
                }
                continue;
            }
            let records = batch.records();
            let offsets = records.filter_map(|(_, record)| match GroupRecord::decode(&record)? {
                GroupRecord::Offset {
                    group,
                    partition,
                    committed: Some(committed),
                } => Some(((group, partition), committed.offset)),
                _ => None,
            });
            if batch.is_transactional() {
                self.pending.entry(producer).or_default().extend(offsets);
            } else {
                self.store(offsets);
            }
        }
    }

    fn store(&mut self, offsets: impl IntoIterator<Item = (Place, Offset)>) {
        for (place, offset) in offsets {
            self.offsets.entry(place).or_default().insert(offset);
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
        self.offsets
            .get(&place)
            .is_some_and(|offsets| offsets.contains(&offset))
    }
}
