//! OffsetCommit: by members of the generation that they name, or by whoever needs no group (`commitOffset`).

use std::sync::Arc;

use super::OffsetAndMetadata;
use crate::coordinator::group::{
    Answer, ClassicGroup, Completion, GroupRecord, GroupState, Shard, Turn,
};
use crate::metadata::MetadataImage;
use crate::model::{Timestamp, TopicPartition};
use crate::node::Reply;
use crate::protocol::{CommittedOffset, ErrorCode, OffsetCommitRequest, OffsetCommitResponse};

impl Shard {
    /// OffsetCommit: the answer waits until the offsets are committed.
    pub(in crate::coordinator::group) fn commit(
        &mut self,
        reply: Reply,
        request: &OffsetCommitRequest,
        image: &MetadataImage,
        turn: &mut Turn<'_>,
    ) {
        if let Err(error) = self.check_commit(request) {
            return turn.answer(reply, refused(request, error));
        }
        if let Some(group) = self.group_mut(&request.group_id)
            && matches!(
                group.state(),
                GroupState::Stable | GroupState::PreparingRebalance
            )
        {
            group.hear_of(&request.member_id, turn);
        }
        let expire_timestamp = request
            .retention_time_ms
            .map(|ms| Timestamp(turn.now.wall.0.saturating_add(ms)));
        let group = &request.group_id;
        let known = self.consumer_group(group);
        let check = |partition: &TopicPartition| {
            if !image.topics.contains_key(&partition.topic) {
                return Err(ErrorCode::UnknownTopicOrPartition);
            }
            known.map_or(Ok(()), |group| {
                group.check_commit_of(request, partition, image)
            })
        };
        let (records, partitions) =
            to_store(group, &request.offsets, expire_timestamp, &check, turn);
        let answer = Answer::new(reply, OffsetCommitResponse { partitions });
        turn.write(records, Completion::Answer(answer));
    }

    /// `validateOffsetCommit`: a group that nobody has heard of is made by a first commit outside any generation.
    fn check_commit(&self, request: &OffsetCommitRequest) -> Result<(), ErrorCode> {
        if let Some(group) = self.consumer_group(&request.group_id) {
            return group.check_commit(&request.member_id, request.generation_id);
        }
        match self.group(&request.group_id) {
            Some(group) => group.check_commit(request),
            None if request.generation_id < 0 => Ok(()),
            None => Err(ErrorCode::GroupIdNotFound),
        }
    }
}

impl ClassicGroup {
    fn check_commit(&self, request: &OffsetCommitRequest) -> Result<(), ErrorCode> {
        if request.generation_id < 0 && self.state() == GroupState::Empty {
            return Ok(());
        }
        let instance = request.group_instance_id.as_deref();
        // While members are at work, whoever is none would only disturb them.
        self.check_member(&request.member_id, instance)?;
        if request.generation_id != self.generation() {
            return Err(ErrorCode::IllegalGeneration);
        }
        if self.state() == GroupState::CompletingRebalance {
            return Err(ErrorCode::RebalanceInProgress);
        }
        Ok(())
    }
}

/// The records of the offsets that can be stored, and what becomes of each.
pub(super) fn to_store(
    group: &Arc<str>,
    offsets: &[(TopicPartition, CommittedOffset)],
    expire_timestamp: Option<Timestamp>,
    check: &dyn Fn(&TopicPartition) -> Result<(), ErrorCode>,
    turn: &mut Turn<'_>,
) -> (Vec<GroupRecord>, Vec<(TopicPartition, ErrorCode)>) {
    let longest = usize::try_from(turn.config.offset_metadata_max_bytes).unwrap_or(0);
    let commit_timestamp = turn.now.wall;
    let (mut records, mut partitions) = (Vec::new(), Vec::new());
    for (partition, committed) in offsets {
        let error = if let Err(error) = check(partition) {
            error
        } else if committed.metadata.encode_utf16().count() > longest {
            ErrorCode::OffsetMetadataTooLarge
        } else {
            let committed = OffsetAndMetadata {
                offset: committed.offset,
                leader_epoch: committed.leader_epoch,
                metadata: Arc::clone(&committed.metadata),
                commit_timestamp,
                expire_timestamp,
            };
            records.push(GroupRecord::Offset {
                group: Arc::clone(group),
                partition: partition.clone(),
                committed: Some(committed),
            });
            ErrorCode::None
        };
        partitions.push((partition.clone(), error));
    }
    let count = records.len() as u64;
    turn.metrics.offset_commits.mark(turn.now.mono, count);
    (records, partitions)
}

/// The answer to a commit of which nothing is stored.
pub(in crate::coordinator::group) fn refused(
    request: &OffsetCommitRequest,
    error: ErrorCode,
) -> OffsetCommitResponse {
    let partitions = request.offsets.iter();
    OffsetCommitResponse {
        partitions: partitions
            .map(|(partition, _)| (partition.clone(), error))
            .collect(),
    }
}
