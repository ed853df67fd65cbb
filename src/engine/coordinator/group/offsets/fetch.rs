//! OffsetFetch: what groups have committed (`fetchOffsets`, `fetchAllOffsets`).

use std::sync::Arc;

use super::of_group;
use crate::coordinator::group::Shard;
use crate::protocol::{ErrorCode, OffsetFetchGroup, OffsetsOfGroup};

impl Shard {
    /// A group's offsets: as they were written last, for a reader who waits until that is committed, or else as they are
    /// committed already. Who waits is sent away while a transaction may change what he asks about; Kafka says so of each
    /// partition, and a consumer asks again about all of them (KIP-447).
    pub(in crate::coordinator::group) fn fetch(
        &self,
        request: &OffsetFetchGroup,
        stable: bool,
    ) -> OffsetsOfGroup {
        let (group, offsets) = (&request.group_id, self.offsets.read(stable));
        let checked = self
            .consumer_group(group)
            .map(|known| known.check_fetch(request));
        if let Some(Err(error)) = checked {
            return refused(group, error);
        }
        if stable && self.is_unstable(request) {
            return refused(group, ErrorCode::UnstableOffsetCommit);
        }
        let partitions = match &request.partitions {
            None => of_group(offsets, group)
                .map(|(partition, offset)| (partition.clone(), Some(offset.fetched())))
                .collect(),
            Some(partitions) => {
                let fetch = |partition: &crate::model::TopicPartition| {
                    let offset = offsets.get(&(Arc::clone(group), partition.clone()));
                    (
                        partition.clone(),
                        offset.map(|stored| stored.value.fetched()),
                    )
                };
                partitions.iter().map(fetch).collect()
            }
        };
        OffsetsOfGroup {
            group_id: Arc::clone(group),
            error: ErrorCode::None,
            partitions,
        }
    }
}

impl Shard {
    fn is_unstable(&self, request: &OffsetFetchGroup) -> bool {
        let group = &request.group_id;
        match &request.partitions {
            None => self.offsets.pending_of(group).next().is_some(),
            Some(partitions) => partitions
                .iter()
                .any(|partition| self.offsets.is_pending(group, partition)),
        }
    }
}

/// The answer about a group that is not coordinated here.
pub(in crate::coordinator::group) fn refused(group: &Arc<str>, error: ErrorCode) -> OffsetsOfGroup {
    OffsetsOfGroup {
        group_id: Arc::clone(group),
        error,
        partitions: Vec::new(),
    }
}
