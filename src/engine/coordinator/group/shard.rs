//! What a partition of `__consumer_offsets` says (`GroupCoordinatorShard`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::offsets::Offsets;
use super::{ClassicGroup, ConsumerGroup, ConsumerGroupRecord, GroupRecord};
use crate::log::{ControlRecordType, RecordBatch};
use crate::model::Offset;

/// The groups and offsets of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shard {
    partition: i32,
    /// Its log is being read: until that is done nobody is served.
    loading: bool,
    groups: BTreeMap<Arc<str>, Arc<ClassicGroup>>,
    /// Those of the consumer protocol. A group is in one of the two.
    consumer_groups: BTreeMap<Arc<str>, Arc<ConsumerGroup>>,
    /// Members of the classic protocol in consumer groups that have to join again, or to ask for their assignment.
    pub(super) rejoining: BTreeSet<(Arc<str>, Arc<str>)>,
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
            consumer_groups: BTreeMap::new(),
            rejoining: BTreeSet::new(),
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

    /// The classic groups by id.
    pub fn groups(&self) -> impl Iterator<Item = &ClassicGroup> {
        self.groups.values().map(|group| &**group)
    }

    /// A classic group.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&ClassicGroup> {
        self.groups.get(id).map(|group| &**group)
    }

    /// The consumer groups by id.
    pub fn consumer_groups(&self) -> impl Iterator<Item = &ConsumerGroup> {
        self.consumer_groups.values().map(|group| &**group)
    }

    /// A consumer group.
    #[must_use]
    pub fn consumer_group(&self, id: &str) -> Option<&ConsumerGroup> {
        self.consumer_groups.get(id).map(|group| &**group)
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
                if committed.is_some() && !self.consumer_groups.contains_key(group) {
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
            GroupRecord::Consumer { group, record } => self.replay_consumer(group, record),
        }
    }

    /// A record makes the group that it is about; the last tombstone ends it (`getOrMaybeCreatePersistedConsumerGroup`).
    fn replay_consumer(&mut self, id: &Arc<str>, record: &ConsumerGroupRecord) {
        if *record == ConsumerGroupRecord::Epoch(None) {
            self.consumer_groups.remove(id);
            return;
        }
        if !record.is_tombstone() && !self.consumer_groups.contains_key(id) {
            // Offsets that were committed before anybody joined are in the log before the group.
            self.groups.remove(id);
            let group = Arc::new(ConsumerGroup::new(Arc::clone(id)));
            self.consumer_groups.insert(Arc::clone(id), group);
        }
        if let Some(group) = self.consumer_groups.get_mut(id) {
            Arc::make_mut(group).replay(record);
        }
    }
}
