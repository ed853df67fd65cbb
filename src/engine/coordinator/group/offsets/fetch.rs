//! OffsetFetch: what groups have committed (`fetchOffsets`, `fetchAllOffsets`).

use std::sync::Arc;

use super::of_group;
use crate::coordinator::group::Shard;
use crate::protocol::{ErrorCode, OffsetFetchGroup, OffsetsOfGroup};

impl Shard {
    /// A group's offsets: as they were written last, for a reader who waits until that is committed, or else as they are
    /// committed already.
    pub(in crate::coordinator::group) fn fetch(
        &self,
        request: &OffsetFetchGroup,
        stable: bool,
    ) -> OffsetsOfGroup {
        let (group, offsets) = (&request.group_id, self.offsets.read(stable));
        let partitions = match &request.partitions {
            None => of_group(offsets, group)
                .map(|(partition, offset)| (partition.clone(), Some(offset.fetched())))
                .collect(),
            Some(partitions) => {
                let fetch = |partition: &crate::model::TopicPartition| {
                    let offset = offsets.get(&(Arc::clone(group), partition.clone()));
                    (partition.clone(), offset.map(|offset| offset.fetched()))
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

/// The answer about a group that is not coordinated here.
pub(in crate::coordinator::group) fn refused(group: &Arc<str>, error: ErrorCode) -> OffsetsOfGroup {
    OffsetsOfGroup {
        group_id: Arc::clone(group),
        error,
        partitions: Vec::new(),
    }
}
