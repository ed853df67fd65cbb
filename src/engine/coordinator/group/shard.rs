//! What a partition of `__consumer_offsets` says (`GroupCoordinatorShard`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::offsets::Offsets;
use super::{ClassicGroup, GroupRecord};
use crate::log::{ControlRecordType, RecordBatch};
use crate::model::Offset;

/// The groups and offsets of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    partition: i32,
    /// Its log is being read: until that is done nobody is served.
    loading: bool,
    groups: BTreeMap<Arc<str>, Arc<ClassicGroup>>,
    pub(super) offsets: Offsets,
}

impl Shard {
    /// A shard that knows nothing yet.
    #[must_use]
    pub fn new(partition: i32) -> Self {
        Self {
            partition,
            loading: true,
            groups: BTreeMap::new(),
            offsets: Offsets::default(),
        }
    }

    /// Which partition.
    #[must_use]
    pub const fn partition(&self) -> i32 {
        self.partition
    }

    /// Whether its log is still being read.
    #[must_use]
    pub const fn is_loading(&self) -> bool {
        self.loading
    }

    /// The groups by id.
    pub fn groups(&self) -> impl Iterator<Item = &ClassicGroup> {
        self.groups.values().map(|group| &**group)
    }

    /// A group.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&ClassicGroup> {
        self.groups.get(id).map(|group| &**group)
    }

    pub(super) fn group_mut(&mut self, id: &str) -> Option<&mut ClassicGroup> {
        self.groups.get_mut(id).map(Arc::make_mut)
    }

    /// The group, which is made if there is none (`getOrMaybeCreateClassicGroup`).
    pub(super) fn group_or_new(&mut self, id: &Arc<str>) -> &mut ClassicGroup {
        let group = self
            .groups
            .entry(Arc::clone(id))
            .or_insert_with(|| Arc::new(ClassicGroup::new(Arc::clone(id))));
        Arc::make_mut(group)
    }

    pub(super) fn groups_mut(&mut self) -> impl Iterator<Item = &mut ClassicGroup> {
        self.groups.values_mut().map(Arc::make_mut)
    }

    pub(super) fn forget_group(&mut self, id: &str) {
        self.groups.remove(id);
    }

    /// Takes in the log of the partition (`CoordinatorLoaderImpl`).
    pub fn load<'a>(
        &mut self,
        batches: impl Iterator<Item = &'a RecordBatch>,
        high_watermark: Offset,
    ) {
        // What is not committed yet is known, but not shown to those who ask for what is.
        let mut end = high_watermark;
        for batch in batches {
            if batch.base_offset >= high_watermark {
                self.offsets.written_to(end);
                end = batch.next_offset();
            }
            if let Some(marker) = batch.end_transaction_marker() {
                let committed = marker.control_type == ControlRecordType::Commit;
                self.offsets.end_transaction(batch.producer_id(), committed);
                continue;
            }
            let producer = batch.is_transactional().then(|| batch.producer_id());
            for (offset, record) in batch.records() {
                if let Some(record) = GroupRecord::decode(&record) {
                    self.replay(&record, offset, producer);
                }
            }
        }
        self.offsets.written_to(end);
        self.offsets.committed_to(high_watermark);
        self.loading = false;
    }

    /// Takes in what was just appended. Of a classic group the shard knows already what its record says.
    pub(super) fn written(&mut self, records: &[GroupRecord], producer: Option<i64>, end: Offset) {
        let first = end.plus(-(records.len() as i64));
        for (offset, record) in (first.0..).map(Offset).zip(records) {
            match record {
                GroupRecord::Group {
                    metadata: Some(_), ..
                } => {}
                _ => self.replay(record, offset, producer),
            }
        }
        self.offsets.written_to(end);
    }

    /// Takes in the record at an offset of the log; what belongs to the transaction of a producer waits for its end.
    pub fn replay(&mut self, record: &GroupRecord, offset: Offset, producer: Option<i64>) {
        match record {
            GroupRecord::Offset {
                group,
                partition,
                committed,
            } => {
                if committed.is_some() {
                    self.group_or_new(group);
                }
                let key = (Arc::clone(group), partition.clone());
                self.offsets
                    .replay(key, committed.as_ref(), offset, producer);
            }
            GroupRecord::Group {
                group,
                metadata: Some(metadata),
            } => {
                let loaded = ClassicGroup::load(group, metadata);
                self.groups.insert(Arc::clone(group), Arc::new(loaded));
            }
            GroupRecord::Group {
                group,
                metadata: None,
            } => self.forget_group(group),
        }
    }
}
